/*
 * arrive.h: a record comes: the answer of the index, or the next one that was
 * fetched ahead.
 */
#ifndef UI_APP_ARRIVE_H
#define UI_APP_ARRIVE_H

#include "ui/state/state.h"

/* The answer to the request in flight; takes the record out of it. */
void arrive_reply(struct app *app, struct query_specimen *reply);
/* Where it stands, if that took longer. */
void arrive_place(struct app *app, const struct query_place *place);
/* Where the record that is wanted is the one fetched ahead, takes it: no need
 * to wait for an answer. */
void arrive_ahead(struct app *app);
void slot_done(struct slot *slot);

#endif
