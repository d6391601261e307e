/*
 * columns.h: what a curator does with the values of a term: looks at them,
 * picks some, and changes the records that have them.
 */
#ifndef UI_UPDATE_COLUMNS_H
#define UI_UPDATE_COLUMNS_H

#include "review/columns/bulk_task.h"
#include "review/review.h"
#include "ui/state/state.h"

/* Lines of the overlay above the rows of values. */
#define COLUMNS_HEAD 2

/* Opens the values of the selected field's term, or the change that goes on. */
void columns_open(struct app *app, struct effects *effects);
/* From the change back to the values, from those to the record; ends what
 * goes on. */
void columns_close(struct app *app, struct effects *effects);
void columns_list_next(struct app *app, struct effects *effects);
void columns_scope_next(struct app *app, struct effects *effects);
void columns_pick(struct app *app, struct effects *effects);
void columns_pick_cluster(struct app *app, struct effects *effects);
void columns_move(struct app *app, int by);
void columns_select(struct app *app, size_t row);

/* Ask for a value, or for what is to be found; the answer leads to the change,
 * which is only looked at. */
void columns_set(struct app *app, struct effects *effects);
void columns_set_done(struct app *app, struct effects *effects);
void columns_replace(struct app *app, struct effects *effects);
void columns_replace_done(struct app *app, struct effects *effects);
/* The selected value into all records that are marked. */
void columns_marked(struct app *app, struct effects *effects);
/* In these a blank takes the value above it, in the order of the queue. */
void columns_fill(struct app *app, struct effects *effects);

void columns_plan_move(struct app *app, int by);
void columns_plan_signed(struct app *app, struct effects *effects);
void columns_plan_write(struct app *app, struct effects *effects);

/* Records changed under the values that are looked at: they are asked for
 * anew. */
void columns_again(struct app *app, struct effects *effects);

/* Whether a change of many records is under way, or taken back: only one is at
 * a time. Says so. */
bool columns_is_busy(struct app *app);
/* Stops what is taken back; false: nothing is. */
bool columns_back_stop(struct app *app, struct effects *effects);

/* What threads answer. */
void columns_take_back(struct app *app, const struct review_progress *progress);
void columns_take_values(struct app *app, struct columns_values *reply,
			 struct effects *effects);
void columns_take_clusters(struct app *app, struct columns_clusters *reply);
void columns_take_plan(struct app *app, struct columns_plan *reply);
void columns_take_progress(struct app *app,
			   const struct bulk_progress *progress);
void columns_take_done(struct app *app, const struct bulk_done *done,
		       struct effects *effects);

#endif
