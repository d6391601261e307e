/*
 * count.c: how many specimens match. See count.h.
 *
 * 1. What is kept as a sum (tally.h) is not counted.
 * 2. Of a text no more than INDEX_COUNTED are counted; how many there are
 *    beyond is guessed by how far the first ones reach, and serves to choose a
 *    way, never to be told.
 * 3. Costs are measured in rows of an index that one goes along.
 */
#include "config.h"

#include "run/index/ask/count.h"

#include "base/text.h"
#include "run/index/rows.h"

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

/* Only of one mark. */
static const char *count_sum_marked(unsigned int marks)
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
static const char *count_sum(const struct index_filter *filter)
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
	return index_filter_is_all(&rest) ? count_sum_marked(filter->marks)
					  : NULL;
}

/* PENDING and IN_REVIEW, where that is all that is asked. */
static int count_open(struct index *index, const struct index_filter *filter,
		      int64_t *ret, struct error *err)
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

int index_count_rows(struct index *index, const struct index_query *query,
		     int64_t *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	if (index_query_start(index, query, &stmt, err) < 0 ||
	    index_db_next(index, stmt, err) < 0)
		return -1;
	*ret = sqlite3_column_int64(stmt, 0);
	return 0;
}

/* About how many records have a text, by its trigrams alone. */
static int count_having(struct index *index, const struct index_filter *filter,
			double *ret, struct error *err)
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

static int count_text(struct index *index, const struct index_filter *filter,
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
		       ? count_having(index, filter, &ret->having, err)
		       : 0;
}

int index_count(struct index *index, const struct index_filter *filter,
		struct count *ret, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	const char *sum = count_sum(filter);
	int got;

	if (!text_blank(filter->text))
		return count_text(index, filter, ret, err);
	if (sum != NULL)
		got = index_db_meta(index, sum, &ret->exact, err) < 0 ? -1 : 1;
	else
		got = count_open(index, filter, &ret->exact, err);
	if (got != 0)
		return got < 0 ? -1 : 0;
	bytes_append_str(&query.sql, "SELECT count(*)");
	if (index_filter_from(index, filter, FROM_FACETS, &query, err) < 0)
		return -1;
	return index_count_rows(index, &query, &ret->exact, err);
}

/* Looking at a record takes some four times as long as naming one. */
int index_count_is_common(struct index *index,
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

int index_count_is_sorted(struct index *index,
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
