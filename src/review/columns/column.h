/*
 * column.h: the values of one term, each once, with how many records have it
 * and how much they are doubted; in the orders of a list.
 *
 * A column is made on one thread and does not change after that: it may be
 * read by several, and is freed with the last who holds it.
 */
#ifndef REVIEW_COLUMNS_COLUMN_H
#define REVIEW_COLUMNS_COLUMN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/index/filter.h"
#include "run/index/rows.h"

struct column_value {
	const char *text; /* of the column */
	size_t n;	  /* records */
	size_t n_person;  /* of which a person said so */
	double doubt;	  /* of how many of them it is likely wrong */
};

enum column_order {
	COLUMN_BY_COUNT, /* what most have comes first */
	COLUMN_BY_DOUBT, /* where a correction mends most */
	COLUMN_BY_VALUE,
};
#define COLUMN_ORDERS 3
/* "count", "doubt", "value". */
const char *column_order_word(enum column_order order);

struct column {
	char *term;
	struct column_value *values; /* by the records that they came with */
	size_t n;
	size_t records;			 /* that match the filter */
	size_t empty;			 /* of which without a value */
	uint32_t *orders[COLUMN_ORDERS]; /* places in values */
	/* the column's own */
	char *texts;
	atomic_int holders;
};

/*
 * Reads it. `stop` is asked now and then, true ends it: ERROR_STOPPED. A term
 * that is not in the table of terms is refused, and so are lists of
 * determinations, which are no values to be compared.
 */
int column_read(struct index *index, const struct index_filter *filter,
		const char *term, bool (*stop)(void *arg), void *arg,
		struct column **ret, struct error *err) MUST_USE;
struct column *column_hold(const struct column *column); /* one holder more */
void column_release(struct column *column);		 /* NULL is fine */

/* The same by rows that are given one after the other, of one cell each. */
struct column_maker;
struct column_maker *column_maker_new(const struct terms *terms,
				      const char *term);
void column_maker_add(struct column_maker *maker,
		      const struct index_column_row *row);
/* Ends it: the column, which the caller holds. */
struct column *column_maker_finish(struct column_maker *maker);

/* Whether the values of a term can be compared and set in many records. */
int column_check_term(const struct terms *terms, const char *term,
		      struct error *err) MUST_USE;

#endif
