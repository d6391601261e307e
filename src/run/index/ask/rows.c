/*
 * rows.c: specimens as a list shows them. See rows.h.
 *
 * 1. Which rows a window has is found in an index alone; of the table no row is
 *    looked at but those that are shown.
 * 2. Whether it is found along the order or among all that match changes
 *    nothing of what is found: which one costs less is guessed (count.h), and
 *    what was guessed wrong is given up for the other.
 * 3. All of a walk is of one snapshot, and nothing is shown twice: it does not
 *    start over once a row was shown.
 */
#include "config.h"

#include "run/index/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "dwc/context/gathering.h"
#include "run/index/ask/count.h"
#include "run/index/ask/filter_sql.h"
#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"

#define ROW_COLUMNS                                                    \
	"s.id, s.image, s.status, s.marks, s.failed, s.completeness,"  \
	" s.soundness, s.confidence, s.quality, s.priority, s.name,"   \
	" s.doubt, s.blank, s.reasons, CASE WHEN s.marks & " ROW_WAITS \
	" THEN (SELECT hands FROM second h"                            \
	" WHERE h.key = s.key) END"
#define ROW_WAITS "4" /* 1 << MARK_SECOND */
#define ROW_COUNT 15  /* of these */
_Static_assert(1 << MARK_SECOND == 4, "the statement says so");

static bool query_marked(unsigned int marks, enum act_mark mark)
{
	return (marks >> mark & 1) != 0;
}

static void query_row(sqlite3_stmt *stmt, struct specimen_row *ret)
{
	unsigned int marks = (unsigned int)sqlite3_column_int(stmt, 3);

	*ret = (struct specimen_row){
		.id = mem_strdup(index_db_text(stmt, 0)),
		.image = mem_strdup(index_db_text(stmt, 1)),
		.status = (enum status)sqlite3_column_int(stmt, 2),
		.flagged = query_marked(marks, MARK_FLAGGED),
		.expert = query_marked(marks, MARK_EXPERT),
		.second = query_marked(marks, MARK_SECOND),
		.read_twice = (marks & INDEX_READ_TWICE) != 0,
		.disputed = (marks & INDEX_DISPUTED) != 0,
		.failed = sqlite3_column_int(stmt, 4) != 0,
		.quality =
			{
				.completeness = sqlite3_column_double(stmt, 5),
				.soundness = sqlite3_column_double(stmt, 6),
				.confidence = sqlite3_column_double(stmt, 7),
				.quality = sqlite3_column_double(stmt, 8),
				.priority = (enum priority)sqlite3_column_int(
					stmt, 9),
				.doubt = sqlite3_column_double(stmt, 11),
				.blank = sqlite3_column_int(stmt, 12) != 0,
			},
		.name = mem_strdup(index_db_text(stmt, 10)),
		.reasons = mem_strdup(index_db_text(stmt, 13)),
		.hands = mem_strdup(index_db_text(stmt, 14)),
	};
}

/* The record of a row as a column of its own. */
#define ROW_RECORD "(SELECT dwc FROM record r WHERE r.key = s.key)"

/* The values of the record in this column that a list shows; "" for none. */
static void query_row_values(const struct index *index, sqlite3_stmt *stmt,
			     int column, struct specimen_row *row)
{
	const struct terms *terms = index->run->terms;
	const struct {
		const struct term *term;
		char **slot;
	} wanted[] = {
		{gathering_collector(terms), &row->collector},
		{terms_role(terms, ROLE_GATHERING), &row->number},
		{terms_role(terms, ROLE_COLLECTED), &row->date},
	};
	struct values values = index_db_values(index, stmt, column);
	struct value value;

	while (values_next(&values, &value))
		for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
			if (wanted[i].term != NULL && *wanted[i].slot == NULL &&
			    strlen(wanted[i].term->name) == value.term_len &&
			    memcmp(wanted[i].term->name, value.term,
				   value.term_len) == 0)
				*wanted[i].slot =
					mem_strndup(value.text, value.len);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (*wanted[i].slot == NULL)
			*wanted[i].slot = mem_strdup("");
}

/* Starts "SELECT what … ORDER BY order LIMIT limit". */
static int query_start(struct index *index, const char *what,
		       const struct index_filter *filter, unsigned int from,
		       enum index_order order, size_t limit, sqlite3_stmt **ret,
		       struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};

	bytes_printf(&query.sql, "SELECT %s", what);
	if (index_filter_from(index, filter, from, &query, err) < 0)
		return -1;
	bytes_printf(&query.sql, " ORDER BY %s LIMIT ?", index_order_by(order));
	index_query_bind_int(&query, limit > 0 ? (int64_t)limit : -1);
	return index_query_start(index, &query, ret, err);
}

/* Appends what finds the keys of rows by all that filters look at, to be put
 * into the order. */
static int query_from_facets(struct index *index,
			     const struct index_filter *filter,
			     struct index_query *query, struct error *err)
{
	bytes_append_str(&query->sql, " FROM (SELECT s.key AS found");
	if (index_filter_from(index, filter, FROM_FACETS, query, err) < 0)
		return -1;
	bytes_append_str(&query->sql,
			 ") CROSS JOIN specimen s ON s.key = found");
	return 0;
}

/* Starts the same for a window of rows: which they are is found in the index of
 * the order alone, so that those before it are passed over without a look at
 * them, or, with FROM_FACETS, by filters alone. */
static int query_start_rows(struct index *index,
			    const struct index_filter *filter,
			    unsigned int from, enum index_order order,
			    size_t offset, size_t limit, sqlite3_stmt **ret,
			    struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};

	bytes_append_str(&query.sql, "SELECT " ROW_COLUMNS ", " ROW_RECORD
				     " FROM (SELECT s.key AS k");
	if (((from & FROM_FACETS) != 0
		     ? query_from_facets(index, filter, &query, err)
		     : index_filter_from(index, filter, from, &query, err)) < 0)
		return -1;
	bytes_printf(&query.sql,
		     " ORDER BY %s LIMIT ? OFFSET ?)"
		     " JOIN specimen s ON s.key = k ORDER BY %s",
		     index_order_by(order), index_order_by(order));
	index_query_bind_int(&query, (int64_t)limit);
	index_query_bind_int(&query, (int64_t)offset);
	return index_query_start(index, &query, ret, err);
}

/* --- a window of rows ----------------------------------------------------- */

struct row_list {
	struct specimen_row *rows;
	size_t n, cap;
	int64_t total;
};

static void row_list_done(struct row_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		specimen_row_done(&list->rows[i]);
	free(list->rows);
	*list = (struct row_list){0};
}

/* Which rows are read. Borrowed. */
struct window {
	const struct index_filter *filter;
	enum index_order order;
	size_t offset, limit;
};

static int rows_fill(struct index *index, const struct window *window,
		     unsigned int from, struct row_list *list,
		     struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;
	int got;

	if (query_start_rows(index, window->filter, from, window->order,
			     window->offset, window->limit, &stmt, err) < 0)
		return -1;
	while ((got = index_db_next(index, stmt, err)) > 0) {
		ARRAY_GROW(list->rows, list->n, list->cap);
		query_row(stmt, &list->rows[list->n]);
		query_row_values(index, stmt, ROW_COUNT,
				 &list->rows[list->n++]);
	}
	return got;
}

/* Along the order, and where that is given up all that match. */
static int rows_fill_soon(struct index *index, const struct window *window,
			  unsigned int from, int rounds, struct row_list *list,
			  struct error *err)
{
	int64_t total = list->total;
	int rc;

	index_query_patience(index, rounds);
	rc = rows_fill(index, window, from, list, err);
	if (!index_query_patience(index, 0) || rc == 0)
		return rc;
	row_list_done(list);
	list->total = total;
	return rows_fill(index, window, from | FROM_FACETS, list, err);
}

static int rows_read(struct index *index, const struct index_filter *filter,
		     enum index_order order, size_t offset, size_t limit,
		     struct row_list *list, struct error *err)
{
	const struct window window = {filter, order, offset, limit};
	unsigned int from = FROM_ORDERED;
	struct count count = {0};
	bool common, sorted;
	int rounds;

	if (index_ask(index, err) < 0 ||
	    index_count(index, filter, &count, err) < 0 ||
	    index_count_is_common(index, filter, &count, offset + limit,
				  &common, err) < 0)
		return -1;
	list->total = count.exact;
	if (limit == 0 ||
	    (count.exact < INDEX_COUNTED && (size_t)count.exact <= offset))
		return 0;
	if (index_count_is_sorted(index, filter, order, count.exact,
				  offset + limit, &sorted, &rounds, err) < 0)
		return -1;
	if (common)
		from |= FROM_LOOKED;
	if (sorted)
		from |= FROM_FACETS;
	return rows_fill_soon(index, &window, from, rounds, list, err);
}

int index_rows(struct index *index, const struct index_filter *filter,
	       enum index_order order, size_t offset, size_t limit,
	       struct specimen_row **ret_rows, size_t *ret_n, size_t *ret_total,
	       struct error *err)
{
	struct row_list list CLEANUP(row_list_done) = {0};
	int rc = rows_read(index, filter, order, offset, limit, &list, err);

	if (rc < 0 && index_mend(index)) {
		row_list_done(&list);
		rc = rows_read(index, filter, order, offset, limit, &list, err);
	}
	if (rc < 0)
		return -1;
	*ret_rows = list.rows;
	*ret_n = list.n;
	if (ret_total != NULL)
		*ret_total = (size_t)list.total;
	list.rows = NULL;
	list.n = 0;
	return 0;
}

/* --- all rows ------------------------------------------------------------- */

/* What a walk is doing. */
struct walk {
	int (*visit)(void *arg, const struct specimen_row *row, const char *dwc,
		     struct error *err);
	void *arg;
	bool begun; /* a row was shown: it cannot start over */
};

static int walk_rows(struct index *index, const struct index_filter *filter,
		     enum index_order order, size_t limit, struct walk *walk,
		     struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;
	unsigned int from = FROM_ORDERED | FROM_RECORD;
	struct count count = {0};
	bool common = false;
	int got, rc = 0;

	if (limit > 0 && index_filter_is_indexed(index, filter) &&
	    (index_count(index, filter, &count, err) < 0 ||
	     index_count_is_common(index, filter, &count, limit, &common, err) <
		     0))
		return -1;
	if (common)
		from |= FROM_LOOKED;
	if (query_start(index, ROW_COLUMNS ", r.dwc", filter, from, order,
			limit, &stmt, err) < 0)
		return -1;
	while (rc == 0 && (got = index_db_next(index, stmt, err)) > 0) {
		const struct values values =
			index_db_values(index, stmt, ROW_COUNT);
		struct bytes dwc CLEANUP(bytes_done) = {0};
		struct specimen_row row;

		walk->begun = true;
		query_row(stmt, &row);
		values_json(&values, &dwc);
		rc = walk->visit(walk->arg, &row, dwc.data, err);
		specimen_row_done(&row);
	}
	return rc != 0 ? rc : got;
}

int index_walk(struct index *index, const struct index_filter *filter,
	       enum index_order order, size_t limit,
	       int (*visit)(void *arg, const struct specimen_row *row,
			    const char *dwc, struct error *err),
	       void *arg, struct error *err)
{
	struct walk walk = {visit, arg, false};
	int rc;

	if (index_ask(index, err) < 0)
		return -1;
	rc = walk_rows(index, filter, order, limit, &walk, err);
	if (rc < 0 && index_mend(index) && !walk.begun)
		rc = walk_rows(index, filter, order, limit, &walk, err);
	return rc;
}
