/*
 * rank.c: where one specimen stands among the rows. See rank.h.
 *
 * 1. What was counted last is kept with the version of the database that it was
 *    counted of: as long as that stands, others are counted from there.
 * 2. An open statement keeps the snapshot, so that what is counted from the
 *    last place is of the version that was compared.
 */
#include "config.h"

#include "run/index/rank.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/ask/count.h"
#include "run/index/rows.h"

/* Where a record is taken to stand before that is known: most review goes on
 * from the front. */
#define RANK_USUAL 1000

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
	return index_count_rows(index, &query, ret, err);
}

/* Whether `a` comes before `b` in this order: 1, 0 or -1. */
static int rank_is_before(struct index *index, sqlite3_stmt *a, sqlite3_stmt *b,
			  struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	int64_t before;

	bytes_append_str(&query.sql, "SELECT ");
	index_order_less(a, b, &query);
	if (index_count_rows(index, &query, &before, err) < 0)
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
	    (index_count(index, filter, &count, err) < 0 ||
	     index_count_is_common(index, filter, &count, RANK_USUAL, &common,
				   err) < 0))
		return -1;
	if (common)
		from |= FROM_LOOKED;
	return rank_count(index, filter, order, from, NULL, row, INDEX_COUNTED,
			  ret, err);
}

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

static int rank_takes(struct index *index, const struct index_filter *filter,
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
		rc = rank_takes(index, filter, id, ret, err);
	if (rc < 0 && index_mend(index))
		rc = rank_takes(index, filter, id, ret, err);
	return rc;
}
