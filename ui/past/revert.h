/*
 * revert.h: the values that a field has had, and going back to one of them.
 */
#ifndef UI_PAST_REVERT_H
#define UI_PAST_REVERT_H

#include "ui/state/state.h"

/* From the history: asks which of the selected field's values is to stand. */
void revert_ask(struct app *app, struct effects *effects);
/* One was chosen (MENU_REVERT). */
void revert_chosen(struct app *app, int i, struct effects *effects);

#endif
