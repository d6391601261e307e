/*
 * undo.h: taking back what one did last, and doing it again.
 */
#ifndef UI_UPDATE_UNDO_H
#define UI_UPDATE_UNDO_H

#include "ui/state/pendings.h"

void undo_back(struct app *app, struct effects *effects);
void undo_forth(struct app *app, struct effects *effects);
/* It is done; `left`: so many of its records keep what they have. */
void undo_say(struct app *app, const struct pending_act *undo, size_t left);
/* It was refused: it comes next again. */
void undo_failed(struct app *app, const struct pending_act *undo);

#endif
