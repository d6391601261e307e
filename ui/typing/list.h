/*
 * list.h: what a line that is typed into a field may become: the grey text
 * behind the cursor, and the list below it.
 */
#ifndef UI_TYPING_LIST_H
#define UI_TYPING_LIST_H

#include "ui/state/state.h"

/* A row of the line down (`by` > 0) or up; below the last one the list. */
void typing_walk(struct app *app, int by);
/* Walks through the list from its first; false: there is none. */
bool typing_open_list(struct app *app);
/* Right: at the end the grey text is taken. */
void typing_right(struct app *app, struct effects *effects);
/* Takes the next word of the grey text; false: there is none. */
bool typing_take_word(struct app *app);
/* Takes into the line what is stood on in the list, the grey text, what is
 * meant or proposed, or the first of the list: whichever there is. */
void typing_take(struct app *app);
/* One of them into the line, to be mended there. */
void typing_put(struct app *app, const struct typing_item *item);
/* How a value came that is taken from the list. */
enum act_via typing_via(const struct app *app, const struct typing_item *item);

#endif
