/*
 * filter_sql.h: filters and orders as SQL. Known to the files of this folder
 * alone.
 */
#ifndef RUN_INDEX_ASK_FILTER_SQL_H
#define RUN_INDEX_ASK_FILTER_SQL_H

#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"

enum index_from {
	FROM_COUNTED = 0, /* rows are only counted */
	FROM_ORDERED = 1, /* rows are wanted in an order, a few of them */
	FROM_RECORD = 2,  /* joins the table record as r */
	FROM_LOOKED = 4,  /* a text is sought by looking at each record */
	/* All rows, found in the index of what filters look at; of the table
	 * no more is read than is asked for. Not of a text. */
	FROM_FACETS = 8,
	/* What they say is told: none of which nothing is to be known. */
	FROM_TOLD = 16,
};

/* Whether the text that is sought is found by its trigrams; where those cannot
 * be asked it is not. */
bool index_filter_is_indexed(struct index *index,
			     const struct index_filter *filter);
/* Appends "words MATCH …", and binds what is sought. */
void index_filter_match(const struct index_filter *filter,
			struct index_query *query);

/* Appends " FROM specimen s … WHERE …" and binds what it asks for. */
int index_filter_from(struct index *index, const struct index_filter *filter,
		      unsigned int from, struct index_query *query,
		      struct error *err) MUST_USE;

/* " ORDER BY …" of an order. */
const char *index_order_by(enum index_order order);

/* Appends " AND (…) < (…)": what comes before a row, whose columns from
 * `first` on are those of index_order_by. */
void index_order_before(enum index_order order, sqlite3_stmt *row, int first,
			struct index_query *query);

/* Appends " AND (…) >= (…)": that row and what comes behind it. */
void index_order_from(enum index_order order, sqlite3_stmt *row, int first,
		      struct index_query *query);
/* Appends "(…) < (…)": whether one row comes before another. */
void index_order_less(sqlite3_stmt *a, sqlite3_stmt *b,
		      struct index_query *query);

/* Whether the index of an order has all that a filter looks at: then rows along
 * it are passed over without a look at them. */
bool index_order_has(enum index_order order, const struct index_filter *filter);

/* Whether a filter takes every specimen. */
bool index_filter_is_all(const struct index_filter *filter);

#endif
