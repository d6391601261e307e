/*
 * rows.c: specimens as a list shows them. See rows.h.
 */
#include "config.h"

#include "run/index/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/gathering.h"
#include "run/index/ask/filter_sql.h"
#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"

/* Where a record is taken to stand before that is known: most review goes on
 * from the front. */
#define RANK_USUAL 1000

/* Going along an index costs so much less than a look at a row of the table
 * (measured: .2 and 5 us). */
#define ROW_LOOK 25
/* Those that match may all lie far behind: it is taken to go on so much longer
 * than if they lay evenly. */
#define ROW_LUCK 10
/* Looks at rows in a round of INDEX_STOP_STEPS (measured: some 80). */
#define ROW_ROUND 80
/* What is given up may have cost so much less than what is done instead. */
#define ROW_PATIENCE 4

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

/* Only of one mark. */
static const char *query_sum_marked(unsigned int marks)
{
	static const char *const names[MARK_COUNT] = {
		[MARK_FLAGGED] = "n.flagged",
		[MARK_EXPERT] = "n.expert",
		[MARK_SECOND] = "n.second",
	};

	for (int i = 0; i < MARK_COUNT; i++)
		if (marks == 1u << i)
			return names[i];
	return NULL;
}

/* The name of the sum that a filter asks for, where it is one of those that
 * are kept; NULL where it has to be counted. */
static const char *query_sum(const struct index_filter *filter)
{
	static const char *const statuses[] = {
		[STATUS_PENDING] = "n.pending",
		[STATUS_IN_REVIEW] = "n.in_review",
		[STATUS_APPROVED] = "n.approved",
		[STATUS_REJECTED] = "n.rejected",
	};
	struct index_filter rest = *filter;

	if (index_filter_is_all(&rest))
		return "n.sheets";
	rest.status = -1;
	if (index_filter_is_all(&rest))
		return statuses[filter->status];
	rest = *filter;
	rest.marks = 0;
	return index_filter_is_all(&rest) ? query_sum_marked(filter->marks)
					  : NULL;
}

/* PENDING and IN_REVIEW, where that is all that is asked. */
static int query_count_open(struct index *index,
			    const struct index_filter *filter, int64_t *ret,
			    struct error *err)
{
	struct index_filter rest = *filter;
	int64_t pending, in_review;

	rest.open_only = false;
	if (!filter->open_only || !index_filter_is_all(&rest))
		return 0;
	if (index_db_meta(index, "n.pending", &pending, err) < 0 ||
	    index_db_meta(index, "n.in_review", &in_review, err) < 0)
		return -1;
	*ret = pending + in_review;
	return 1;
}

static int query_count_rows(struct index *index,
			    const struct index_query *query, int64_t *ret,
			    struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	if (index_query_start(index, query, &stmt, err) < 0 ||
	    index_db_next(index, stmt, err) < 0)
		return -1;
	*ret = sqlite3_column_int64(stmt, 0);
	return 0;
}

/* How many match, and about how many: of a text the first are counted, and the
 * others guessed by how far those reach. */
struct count {
	int64_t exact; /* at most INDEX_COUNTED of a text */
	double about;
	double having; /* the text, whatever else is asked */
};

/* About how many records have a text, by its trigrams alone. */
static int query_count_having(struct index *index,
			      const struct index_filter *filter, double *ret,
			      struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	bytes_append_str(&query.sql, "SELECT count(*), (SELECT max(key) FROM"
				     " specimen) * 1.0 / max(k)"
				     " FROM (SELECT rowid AS k FROM words"
				     " WHERE ");
	index_filter_match(filter, &query);
	bytes_append_str(&query.sql, " LIMIT ?)");
	index_query_bind_int(&query, INDEX_COUNTED);
	if (index_query_start(index, &query, &stmt, err) < 0 ||
	    index_db_next(index, stmt, err) < 0)
		return -1;
	*ret = (double)sqlite3_column_int64(stmt, 0);
	if (*ret >= INDEX_COUNTED)
		*ret *= sqlite3_column_double(stmt, 1);
	return 0;
}

static int query_count_text(struct index *index,
			    const struct index_filter *filter,
			    struct count *ret, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	bytes_append_str(&query.sql, "SELECT count(*), (SELECT max(key) FROM"
				     " specimen) * 1.0 / max(k)"
				     " FROM (SELECT s.key AS k");
	if (index_filter_from(index, filter, FROM_COUNTED, &query, err) < 0)
		return -1;
	bytes_append_str(&query.sql, " LIMIT ?)");
	index_query_bind_int(&query, INDEX_COUNTED);
	if (index_query_start(index, &query, &stmt, err) < 0 ||
	    index_db_next(index, stmt, err) < 0)
		return -1;
	ret->exact = sqlite3_column_int64(stmt, 0);
	ret->about = (double)ret->exact;
	if (ret->exact == INDEX_COUNTED)
		ret->about *= sqlite3_column_double(stmt, 1);
	return index_filter_is_indexed(index, filter)
		       ? query_count_having(index, filter, &ret->having, err)
		       : 0;
}

static int query_count(struct index *index, const struct index_filter *filter,
		       struct count *ret, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	const char *sum = query_sum(filter);
	int got;

	if (!text_blank(filter->text))
		return query_count_text(index, filter, ret, err);
	if (sum != NULL)
		got = index_db_meta(index, sum, &ret->exact, err) < 0 ? -1 : 1;
	else
		got = query_count_open(index, filter, &ret->exact, err);
	if (got != 0)
		return got < 0 ? -1 : 0;
	bytes_append_str(&query.sql, "SELECT count(*)");
	if (index_filter_from(index, filter, FROM_FACETS, &query, err) < 0)
		return -1;
	return query_count_rows(index, &query, &ret->exact, err);
}

/* Whether a text is so common that one comes to the first `end` rows sooner by
 * looking at each record than by finding all that have it, also those that
 * nothing else takes. Looking at a record takes some four times as long. */
static int query_is_common(struct index *index,
			   const struct index_filter *filter,
			   const struct count *count, size_t end, bool *ret,
			   struct error *err)
{
	int64_t sheets;

	*ret = false;
	if (!index_filter_is_indexed(index, filter))
		return 0;
	if (index_db_meta(index, "n.sheets", &sheets, err) < 0)
		return -1;
	*ret = 4 * (double)end * (double)sheets < count->about * count->having;
	return 0;
}

/* Whether one comes to the first `end` of so many rows (1 at least) sooner by
 * finding all of them and putting those into the order than by going along the
 * order. *ret_rounds: after so many rounds of going along it is taken that they
 * lie far behind, as records without a collector do in the order of gatherings;
 * 0: that costs no more. */
static int query_is_sorted(struct index *index,
			   const struct index_filter *filter,
			   enum index_order order, int64_t count, size_t end,
			   bool *ret, int *ret_rounds, struct error *err)
{
	double each = index_order_has(order, filter) ? 1 : ROW_LOOK;
	double along, found;
	int64_t sheets;

	*ret = false;
	*ret_rounds = 0;
	if (!text_blank(filter->text))
		return 0;
	if (index_db_meta(index, "n.sheets", &sheets, err) < 0)
		return -1;
	along = ROW_LUCK * each * (double)end * (double)sheets / (double)count;
	if (along > each * (double)sheets)
		along = each * (double)sheets;
	found = ROW_LOOK * (double)count + (double)sheets;
	*ret = found < along;
	if (!*ret && found < each * (double)sheets)
		*ret_rounds =
			1 + (int)(found / (ROW_PATIENCE * each * ROW_ROUND));
	return 0;
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
	    query_count(index, filter, &count, err) < 0 ||
	    query_is_common(index, filter, &count, offset + limit, &common,
			    err) < 0)
		return -1;
	list->total = count.exact;
	if (limit == 0 ||
	    (count.exact < INDEX_COUNTED && (size_t)count.exact <= offset))
		return 0;
	if (query_is_sorted(index, filter, order, count.exact, offset + limit,
			    &sorted, &rounds, err) < 0)
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
	    (query_count(index, filter, &count, err) < 0 ||
	     query_is_common(index, filter, &count, limit, &common, err) < 0))
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

/* --- the place of one ----------------------------------------------------- */

/* The columns that the order looks at, of the specimen `id` if the filter
 * takes it: 1, 0 or -1. */
static int rank_row(struct index *index, const struct index_filter *filter,
		    enum index_order order, const char *id, sqlite3_stmt **ret,
		    struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};

	bytes_printf(&query.sql, "SELECT %s", index_order_by(order));
	if (index_filter_from(index, filter, FROM_ORDERED | FROM_LOOKED, &query,
			      err) < 0)
		return -1;
	bytes_append_str(&query.sql, " AND s.id = ?");
	index_query_bind_text(&query, id);
	if (index_query_start(index, &query, ret, err) < 0)
		return -1;
	return index_db_next(index, *ret, err);
}

/* What a filter asks for in an order, as a text that no other has. Owned. */
static char *rank_asked(const struct index_query *query, enum index_order order)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_printf(&text, "%d %s", (int)order, query->sql.data);
	for (size_t i = 0; i < query->n; i++)
		if (query->types[i] == 's')
			bytes_printf(&text, " %zu:%s",
				     strlen(query->values[i].s),
				     query->values[i].s);
		else if (query->types[i] == 'd')
			bytes_printf(&text, " %a", query->values[i].d);
		else
			bytes_printf(&text, " %lld",
				     (long long)query->values[i].i);
	return mem_strdup(text.data);
}

/* What changes with the database: by other connections, and by this one. */
static int rank_version(struct index *index, struct index_place *ret,
			struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	if (sqlite3_prepare_v2(index->db, "PRAGMA data_version", -1, &stmt,
			       NULL) != SQLITE_OK)
		return index_db_fail(index, err);
	if (index_db_next(index, stmt, err) < 0)
		return -1;
	ret->version = sqlite3_column_int64(stmt, 0);
	ret->changes = sqlite3_total_changes(index->db);
	return 0;
}

/* Counts what the filter takes from the row `low` on (NULL: from the first) and
 * before the row `high`; at most `limit` (-1: all). */
static int rank_count(struct index *index, const struct index_filter *filter,
		      enum index_order order, unsigned int from,
		      sqlite3_stmt *low, sqlite3_stmt *high, int64_t limit,
		      int64_t *ret, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};

	bytes_append_str(&query.sql, "SELECT count(*) FROM (SELECT 1");
	if (index_filter_from(index, filter, from, &query, err) < 0)
		return -1;
	if (low != NULL)
		index_order_from(order, low, 0, &query);
	index_order_before(order, high, 0, &query);
	bytes_append_str(&query.sql, " LIMIT ?)");
	index_query_bind_int(&query, limit);
	return query_count_rows(index, &query, ret, err);
}

/* Whether `a` comes before `b` in this order: 1, 0 or -1. */
static int rank_is_before(struct index *index, sqlite3_stmt *a, sqlite3_stmt *b,
			  struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	int64_t before;

	bytes_append_str(&query.sql, "SELECT ");
	index_order_less(a, b, &query);
	if (query_count_rows(index, &query, &before, err) < 0)
		return -1;
	return before != 0;
}

/* Counts from the place that was counted last: 1, or 0 where the first row is
 * nearer. */
static int rank_from_place(struct index *index,
			   const struct index_filter *filter,
			   enum index_order order, sqlite3_stmt *row,
			   int64_t *ret, struct error *err)
{
	const struct index_place *place = &index->place;
	sqlite3_stmt *there CLEANUP(index_query_end) = NULL;
	int64_t between;
	int got = rank_row(index, filter, order, place->id, &there, err);
	int behind;

	if (got <= 0)
		return got;
	behind = rank_is_before(index, there, row, err);
	if (behind < 0 ||
	    rank_count(index, filter, order, FROM_ORDERED, behind ? there : row,
		       behind ? row : there, behind ? -1 : place->rank / 2 + 1,
		       &between, err) < 0)
		return -1;
	if (!behind && between > place->rank / 2)
		return 0;
	*ret = behind ? place->rank + between : place->rank - between;
	return 1;
}

/* Of a filter without a text; all of it out of one snapshot. */
static int rank_find(struct index *index, const struct index_filter *filter,
		     enum index_order order, const char *id, int64_t *ret,
		     struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	sqlite3_stmt *row CLEANUP(index_query_end) = NULL;
	struct index_place now = {0};
	int got = rank_row(index, filter, order, id, &row, err);

	if (got <= 0)
		return got;
	if (rank_version(index, &now, err) < 0 ||
	    index_filter_from(index, filter, FROM_ORDERED, &query, err) < 0)
		return -1;
	now.asked = rank_asked(&query, order);
	got = 0;
	if (index->place.asked != NULL &&
	    strcmp(index->place.asked, now.asked) == 0 &&
	    index->place.version == now.version &&
	    index->place.changes == now.changes)
		got = rank_from_place(index, filter, order, row, ret, err);
	if (got == 0)
		got = rank_count(index, filter, order, FROM_ORDERED, NULL, row,
				 -1, ret, err);
	if (got < 0) {
		index_place_done(&now);
		return -1;
	}
	now.id = mem_strdup(id);
	now.rank = *ret;
	index_place_done(&index->place);
	index->place = now;
	return 0;
}

/* Of a filter with one: INDEX_COUNTED at most. */
static int rank_find_text(struct index *index,
			  const struct index_filter *filter,
			  enum index_order order, const char *id, int64_t *ret,
			  struct error *err)
{
	sqlite3_stmt *row CLEANUP(index_query_end) = NULL;
	unsigned int from = FROM_ORDERED;
	struct count count = {0};
	bool common = false;
	int got = rank_row(index, filter, order, id, &row, err);

	if (got <= 0)
		return got;
	if (index_filter_is_indexed(index, filter) &&
	    (query_count(index, filter, &count, err) < 0 ||
	     query_is_common(index, filter, &count, RANK_USUAL, &common, err) <
		     0))
		return -1;
	if (common)
		from |= FROM_LOOKED;
	return rank_count(index, filter, order, from, NULL, row, INDEX_COUNTED,
			  ret, err);
}

/* An open statement keeps the snapshot, so that what is counted from the last
 * place is of the version that was compared. */
static int rank_read(struct index *index, const struct index_filter *filter,
		     enum index_order order, const char *id, int64_t *ret,
		     struct error *err)
{
	return text_blank(filter->text)
		       ? rank_find(index, filter, order, id, ret, err)
		       : rank_find_text(index, filter, order, id, ret, err);
}

int index_rank(struct index *index, const struct index_filter *filter,
	       enum index_order order, const char *id, int64_t *ret,
	       struct error *err)
{
	int64_t rank = -1;
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = rank_read(index, filter, order, id, &rank, err);
	if (rc < 0 && index_mend(index))
		rc = rank_read(index, filter, order, id, &rank, err);
	if (rc == 0)
		*ret = rank;
	return rc;
}

static int takes_read(struct index *index, const struct index_filter *filter,
		      const char *id, bool *ret, struct error *err)
{
	sqlite3_stmt *row CLEANUP(index_query_end) = NULL;
	int got = rank_row(index, filter, ORDER_NAME, id, &row, err);

	*ret = got > 0;
	return got < 0 ? -1 : 0;
}

int index_takes(struct index *index, const struct index_filter *filter,
		const char *id, bool *ret, struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = takes_read(index, filter, id, ret, err);
	if (rc < 0 && index_mend(index))
		rc = takes_read(index, filter, id, ret, err);
	return rc;
}
