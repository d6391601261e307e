/*
 * queue.h: the list of records: which are in it, in which order, and the one
 * that is stood on.
 */
#ifndef UI_UPDATE_QUEUE_H
#define UI_UPDATE_QUEUE_H

#include "ui/state/state.h"

/* Lines above the first row. */
#define QUEUE_HEAD 1

/* Opens it on the record that is shown, or closes it. */
void queue_toggle(struct app *app, struct effects *effects);
void queue_choose(struct app *app, struct effects *effects);
/* Marks the record that is stood on, or takes its mark away; on to the next. */
void queue_mark(struct app *app, struct effects *effects);
void queue_scope_next(struct app *app, struct effects *effects);
void queue_order_next(struct app *app, struct effects *effects);
/* Asks for a text, and shows the records that contain it. */
void queue_search(struct app *app, struct effects *effects);
void queue_search_done(struct app *app, struct effects *effects);

void queue_move(struct app *app, int by);
void queue_select(struct app *app, size_t row);
/* The row on this line of the screen; -1: none. */
int queue_row_at(const struct app *app, int y);

/* The row at this rank, or NULL where it is not in the window. */
const struct specimen_row *queue_row(const struct app *app, size_t at);
const char *queue_scope_word(enum queue_scope scope);
/* "flagged records" */
const char *queue_scope_title(enum queue_scope scope);
const char *queue_order_word(enum index_order order);
/* Appends how many records it has: "10,000+" where no more were counted
 * (INDEX_COUNTED). */
void queue_count(const struct queue *queue, size_t total, struct bytes *ret);

/* What is in the queue, for this effect, which owns the text. */
void queue_filter(const struct app *app, struct effect *effect,
		  struct index_filter *ret);
/* Asks for rows where those around the one stood on are not here. */
void queue_ask(struct app *app, struct effects *effects);
/* Takes the rows of the reply. */
void queue_take(struct app *app, struct query_rows *reply);
/* "open oak" to scope and text; NULL is fine. */
void queue_restore(struct app *app, const char *words);
void queue_done(struct queue *queue);

#endif
