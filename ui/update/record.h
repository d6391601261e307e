/*
 * record.h: the way from one record to the next.
 */
#ifndef UI_UPDATE_RECORD_H
#define UI_UPDATE_RECORD_H

#include "ui/state/state.h"

void record_next(struct app *app, struct effects *effects);
void record_previous(struct app *app, struct effects *effects);
/* Wants this record, or the one at `rank` where `id` is NULL. */
void record_go(struct app *app, const char *id, size_t rank, enum arrival why);
/* After a record was done with: on in the queue, from its end to its start. */
void record_go_next(struct app *app);
/* Which records stand beside the one shown, where that can be told now. */
void record_beside(struct app *app);
void trail_clear(struct trail *trail);
void trail_push(struct trail *trail, const char *id);

#endif
