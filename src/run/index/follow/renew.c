/*
 * renew.c: rows that rest on what the run said before are made anew. See
 * index_renew and stats.h.
 *
 * 1. Statistics are read from the journal outside any transaction, and stored
 *    in one that finds those still there which they go on from: two processes
 *    that renew them at once store the same.
 * 2. A row says how many lines its statistics were of (`made`). One that says
 *    another number than the statistics is stale; stale rows are made anew in
 *    turns, from the first key to the last.
 */
#include "config.h"

#include "base/time/clock.h"
#include "run/index/fold/crew.h"
#include "run/index/fold/fold.h"
#include "run/index/fold/stats.h"
#include "run/index/table/open.h"
#include "run/index/table/place.h"

#define ROWS_AT_ONCE 64

/* --- the statistics ------------------------------------------------------- */

/* What is to be made begins with what is there, where that is a part of it. */
static int next_begin(struct index *index, int64_t due, struct error *err)
{
	const struct index_stats *stats = &index->stats;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (index->next.lines > 0 && index->next.lines <= due)
		return 0;
	stats_done(&index->next);
	if (stats->words == NULL || stats->lines > due)
		return 0;
	run_words_write(stats->words, &text);
	if (run_words_read(index->run->terms, text.data, text.len,
			   &index->next.words, err) < 0)
		return -1;
	index->next.lines = stats->lines;
	index->next.position = stats->position;
	return 0;
}

/* What was made takes the place of what is stored, unless another process has
 * put something there: then that is for the next call. */
static int next_store(struct index *index, struct error *err)
{
	int64_t now;

	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	if (index_db_meta(index, STATS_LINES, &now, err) == 0 &&
	    (now != index->stored_lines ||
	     stats_store_of(index, &index->next, err) == 0) &&
	    index_db_exec(index, "COMMIT", err) == 0)
		return 0;
	index_db_rollback(index);
	return -1;
}

/* Replaces what is stored by what the journal says, if that is due: 1 when it
 * is done, 0 when the time is over, -1. */
static int renew_stats(struct index *index, int64_t end_ms, struct error *err)
{
	struct place place;
	int64_t due;
	int got = 1;

	if (stats_load(index, err) < 0 ||
	    place_get(index, JOURNAL_RAW, &place, err) < 0)
		return -1;
	due = run_words_due(place.lines);
	if (due == index->stats.lines)
		return 1;
	if (next_begin(index, due, err) < 0)
		return -1;
	if (due > 0)
		got = stats_advance(index, &index->next, due, end_ms, err);
	if (got <= 0)
		return got;
	if (next_store(index, err) < 0)
		return -1;
	stats_done(&index->next);
	index->stored_lines = -1; /* whatever it says, it is to be read */
	return stats_load(index, err) < 0 ? -1 : 1;
}

/* --- the rows ------------------------------------------------------------- */

/* Marks the next stale rows; how many, or -1. */
static int renew_mark(struct index *index, struct index_fold *fold,
		      int64_t *ret_last, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int64_t next;
	int n = 0, got;

	if (index_db_meta(index, STATS_NEXT, &next, err) < 0)
		return -1;
	got = index_db_get(index, SQL_SPECIMEN_STALE, &stmt, err, "iii", next,
			   index->stats.lines, (int64_t)ROWS_AT_ONCE);
	for (; got > 0; got = index_db_next(index, stmt, err)) {
		*ret_last = sqlite3_column_int64(stmt, 0);
		index_fold_touch(fold, *ret_last);
		n++;
	}
	return got < 0 ? -1 : n;
}

/* One transaction; what it made is added to *rows. */
static int renew_rows(struct index *index, size_t *rows, struct error *err)
{
	struct fold_report report = {0};
	struct index_fold fold = {0};
	int64_t last = 0;
	int n = index_fold_begin(&fold, index, JOURNAL_RAW, &report, err);

	if (n == 0)
		n = renew_mark(index, &fold, &last, err);
	if (n == 0 && stats_settle(index, err) < 0)
		n = -1;
	if (n > 0 && (index_fold_finish(&fold, err) < 0 ||
		      index_db_meta_put(index, STATS_NEXT, last, err) < 0))
		n = -1;
	index_fold_done(&fold);
	*rows += n > 0 ? (size_t)n : 0;
	return n < 0 ? -1 : 0;
}

/* Whether a row may be stale: 1, 0 or -1. */
static int renew_due(struct index *index, struct error *err)
{
	int64_t settled;

	if (index_db_meta(index, STATS_SETTLED, &settled, err) < 0)
		return -1;
	return settled != index->stats.lines;
}

static int renew(struct index *index, int64_t end_ms, struct renewal *renewal,
		 struct error *err)
{
	int more = renew_stats(index, end_ms, err);

	if (more <= 0) {
		renewal->more = more == 0;
		return more;
	}
	/* Some rows are made however short the time is. */
	while ((more = renew_due(index, err)) > 0 &&
	       (renewal->rows == 0 || end_ms < 0 || clock_ms() < end_ms)) {
		if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
			return -1;
		if (renew_rows(index, &renewal->rows, err) < 0 ||
		    index_db_exec(index, "COMMIT", err) < 0) {
			index_db_rollback(index);
			return -1;
		}
	}
	renewal->more = more > 0;
	return more < 0 ? -1 : 0;
}

int index_renew(struct index *index, int budget_ms, struct renewal *ret,
		struct error *err)
{
	int64_t end_ms = budget_ms >= 0 ? clock_ms() + budget_ms : -1;
	struct renewal renewal = {0};
	int rc = 0;

	if ((index->mode == INDEX_FOLD || index->memory) &&
	    index->build == NULL && !index->stale) {
		rc = index_db_follow(index, err);
		if (rc == 0)
			rc = renew(index, end_ms, &renewal, err);
		crew_stop(index);
	}
	if (rc == 0)
		*ret = renewal;
	return rc;
}
