/*
 * line.h: the keys of lines that are typed, wherever one types.
 */
#ifndef UI_UPDATE_LINE_H
#define UI_UPDATE_LINE_H

#include "ui/state/state.h"

/* The line being typed, or NULL. */
struct lineedit *line_current(struct app *app);
/* An enum lineedit_op on it. */
void line_apply(struct app *app, int op);
/* A word to the right; behind the end of a value the next word of the grey
 * text. */
void line_word_right(struct app *app, struct effects *effects);

#endif
