/*
 * command_run.h: what the commands of the line that ':' opens do.
 */
#ifndef UI_WAY_COMMAND_RUN_H
#define UI_WAY_COMMAND_RUN_H

#include "ui/state/state.h"

/* Runs a line; says what is wrong with one that is not a command. */
void command_run(struct app *app, const char *line, struct effects *effects);

#endif
