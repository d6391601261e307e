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
/* Asks before an act that could not be saved is forgotten: that of the field,
 * else that of the record; nothing where all is saved. */
void leave_ask_drop(struct app *app);
void leave_drop_chosen(struct app *app, int i, struct effects *effects);
void leave_chosen(struct app *app, int i, struct effects *effects);

#endif
