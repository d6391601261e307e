/*
 * queue.h: the list of records: which are in it, in which order, and the one
 * that is stood on.
 */
#ifndef UI_UPDATE_QUEUE_H
#define UI_UPDATE_QUEUE_H

#include "ui/state/state.h"

/* Lines above the first row: what the list is of, titles of columns. */
#define QUEUE_HEAD 2
/* And below the last: what is doubted of the one that is stood on. */
#define QUEUE_FOOT 2

/* Opens it on the record that is shown, or closes it. */
void queue_toggle(struct app *app, struct effects *effects);
void queue_choose(struct app *app, struct effects *effects);
/* Marks the record that is stood on, or takes its mark away; on to the next. */
void queue_mark(struct app *app, struct effects *effects);
void queue_scope_next(struct app *app, struct effects *effects);
void queue_order_next(struct app *app, struct effects *effects);
/* Asks for a text: the records that contain it are the queue then. */
void queue_search(struct app *app, struct effects *effects);
void queue_search_done(struct app *app, struct effects *effects);
/* Of an open queue, its rows; else on to the first that is found. Blank: ends
 * the search. */
void queue_search_for(struct app *app, const char *text);
/* False where nothing was searched for. */
bool queue_search_end(struct app *app);
/* Nothing was found: says so, and ends it. */
void queue_search_missed(struct app *app);
/* The next record that matches, or the one before (`by` -1). */
void queue_match(struct app *app, int by);
/* Only records that --where would take (index.h), beside the scope; blank: all
 * again. */
int queue_where(struct app *app, const char *where, struct error *err) MUST_USE;
/* The rows have come: how many there are, where that was asked for. */
void queue_tell(struct app *app);
void queue_set_scope(struct app *app, enum queue_scope scope);
void queue_set_order(struct app *app, enum index_order order);

void queue_move(struct app *app, int by);
void queue_select(struct app *app, size_t row);
/* Keeps the selected row in sight, and no line empty that a row could have. */
void queue_scroll(struct app *app);
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

/* Appends what keeps records out of it, beside what is done: "only flagged,
 * doubt>1.5"; nothing where nothing does. */
void queue_filter_words(const struct queue *queue, struct bytes *ret);
/* What is in the queue, for this effect, which owns the texts. */
void queue_filter(const struct app *app, struct effect *effect,
		  struct index_filter *ret);
/* Asks for rows where those around the one stood on are not here. */
void queue_ask(struct app *app, struct effects *effects);
/* Takes the rows of the reply. */
void queue_take(struct app *app, struct query_rows *reply);
/* The words of its columns; owned. */
char *queue_columns_text(const struct queue *queue);
/* Filter, order and columns of an earlier session. */
void queue_restore(struct app *app, const struct draft *draft);
void queue_done(struct queue *queue);

#endif
