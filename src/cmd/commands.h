/*
 * commands.h: the table of commands that main.c dispatches from.
 */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/common/command.h"

/* Ended by NULL, in the order help shows them. */
extern const struct command *const commands[];

extern const struct command extract_command;
extern const struct command import_command;
extern const struct command list_command;
extern const struct command show_command;
extern const struct command edit_command;
extern const struct command check_command;
extern const struct command status_command;
extern const struct command preview_command;
extern const struct command doctor_command;
extern const struct command models_command;

/* What `vasculum RUN` runs. */
extern const struct command console_command;

#endif
