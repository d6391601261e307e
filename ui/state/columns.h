/*
 * columns.h: the values of one term in the records of the queue, and a change
 * of many of them that is looked at before it is done.
 */
#ifndef UI_STATE_COLUMNS_H
#define UI_STATE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "review/columns/columns.h"
#include "run/journal/act.h"

/* Orders and clusters follow each other by one key. */
#define COLUMNS_LISTS (COLUMN_ORDERS + CLUSTER_WAYS)

struct columns_view {
	char *term;
	int list; /* an order of the column, or behind them a way */
	struct column *column; /* held; NULL: not here */
	struct clusters clusters;
	int clustered;	 /* by which way they are; -1: there are none */
	uint64_t ticket; /* of what is awaited; 0: nothing is */
	char *error;	 /* why there is nothing, or NULL */
	bool *picked;	 /* by place in the column's values */
	size_t n_picked;
	size_t selected, top; /* rows */

	/* The change that is looked at. */
	struct bulk_ask ask;
	struct bulk_plan plan;
	bool planned;
	uint64_t plan_of; /* the ticket that it was made for */
	char **images;	  /* of the plan's first items */
	size_t n_images;
	size_t plan_top;
	/* And done: its ticket, or 0; records. */
	uint64_t doing;
	size_t done, total;
	int followed; /* as bulk_progress has it */
	/* The acts of the last one that was done are behind `wrote_after`, up to
	 * `wrote`: by their seq. */
	int64_t wrote_after, wrote;
};

/* An undo, or redo, of so many records that it tells how far it is. */
struct back_view {
	uint64_t ticket; /* 0: there is none */
	enum act_op op;
	int made, followed; /* as review_progress has them */
};

void columns_view_done(struct columns_view *view);
/* Drops the plan that is here. */
void columns_view_forget(struct columns_view *view);

/* How many rows the list has. */
size_t columns_rows(const struct columns_view *view);
/* The place of a row's value in the column, and the cluster that it is of
 * (0: it is of none, as in an order). */
size_t columns_value_at(const struct columns_view *view, size_t row,
			size_t *ret_cluster);
/* "by count", "by fingerprint". */
const char *columns_list_word(const struct columns_view *view);
/* Whether it is a list of clusters. */
bool columns_clustered(const struct columns_view *view);
/* Records that have a picked value. */
size_t columns_picked_records(const struct columns_view *view);

#endif
