/*
 * leave.h: leaving the console, and what is asked before.
 */
#ifndef UI_UPDATE_LEAVE_H
#define UI_UPDATE_LEAVE_H

#include "ui/state/state.h"

/* Leaves, or asks first. */
void leave_ask(struct app *app, struct effects *effects);
/* What follows from a choice. */
void leave_unsaved_chosen(struct app *app, int i, struct effects *effects);
void leave_chosen(struct app *app, int i, struct effects *effects);

#endif
