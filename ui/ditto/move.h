/*
 * move.h: a value that stands in the wrong field goes to another one: all of
 * it, or while it is typed what stands behind the cursor.
 */
#ifndef UI_DITTO_MOVE_H
#define UI_DITTO_MOVE_H

#include "ui/state/state.h"

/* Opens a menu of terms, each with a letter. Says so where there is nothing
 * to move. */
void value_move_ask(struct app *app, struct effects *effects);

/* The i-th of it was chosen: both fields are written by one act. False where
 * nothing was done. */
bool value_move(struct app *app, int i, struct effects *effects);

#endif
