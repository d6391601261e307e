/*
 * undo.h: taking back what one did last, and doing it again.
 */
#ifndef UI_UPDATE_UNDO_H
#define UI_UPDATE_UNDO_H

#include "ui/state/pendings.h"

void undo_back(struct app *app, struct effects *effects);
void undo_forth(struct app *app, struct effects *effects);
/* What was done to a record since this act ("": since the start) is taken back,
 * but for signatures, what is of many records and what is not saved yet; and this act is done again
 * where it was taken back itself. Returns how many. */
size_t undo_since(struct app *app, const char *act, const char *id,
		  struct effects *effects);
/* What stood in a field before the `n` acts that were taken back last; borrowed,
 * NULL: none of them is of it. */
const char *undo_before(const struct app *app, const char *term, size_t n);
/* It is done; `left`: so many of its records keep what they have. */
void undo_say(struct app *app, const struct pending_act *undo, size_t left);
/* It was refused: it comes next again. */
void undo_failed(struct app *app, const struct pending_act *undo);

#endif
