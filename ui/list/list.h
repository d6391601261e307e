/*
 * list.h: the lists that open over the fields: help, history, traffic. Each
 * writes its lines from the state; they are scrolled by their number and drawn
 * by one view.
 */
#ifndef UI_LIST_LIST_H
#define UI_LIST_LIST_H

#include "ui/list/listing.h"
#include "ui/state/state.h"

/* What each key does, and what the signs mean; what was read on the sheet and
 * who did what to its record; all that is known of the extraction. */
void help_list(const struct app *app, struct listing *ret);
void history_list(const struct app *app, struct listing *ret);
void traffic_list(const struct app *app, struct listing *ret);
/* What was done, what is left, and what could be next. */
void summary_list(const struct app *app, struct listing *ret);

/* The lines of the list that is open, for its pane; none where none is. The
 * caller frees them. */
void list_make(const struct app *app, struct listing *ret);

#endif
