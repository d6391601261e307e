/*
 * late.c: rows that follow later. See late.h.
 *
 * The lines of a change of many records are taken in at once, which is quick:
 * from then on each specimen is what they made of it. To make their rows anew
 * takes fifty times as long, and nobody who acts on one specimen has to wait
 * for that: the fold of such a line puts its specimens into the table `late`,
 * and their rows are made from there, in turns, by whoever folds.
 *
 * 1. A key is put there in the transaction that takes its line in, and goes in
 *    that which makes its row: after a crash nothing is forgotten.
 * 2. A fold is complete when none is left.
 * 3. Where much is left, and there is time, a transaction is longer, as one of
 *    many lines is (turn.c): most of what it writes are pages that many rows
 *    change.
 */
#include "config.h"

#include "run/index/follow/late.h"

#include "base/time/clock.h"
#include "run/index/fold/fold.h"
#include "run/index/table/open.h"

#define LATE_MOST (256 * TURN_TIMES) /* rows in one transaction */

int index_late_any(struct index *index, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	return index_db_get(index, SQL_LATE_NEXT, &stmt, err, "i", INT64_C(1));
}

int index_rows_late(struct index *index, size_t *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	if (index_db_get(index, SQL_LATE_COUNT, &stmt, err, "") < 0)
		return -1;
	*ret = (size_t)sqlite3_column_int64(stmt, 0);
	return 0;
}

/* How long a turn may be. */
static int64_t late_ms(const struct index *index, int64_t end_ms)
{
	int64_t most = (int64_t)index->turn_ms * TURN_TIMES;
	int64_t left = end_ms < 0 ? most : end_ms - clock_ms();

	return left < index->turn_ms ? index->turn_ms
	       : left < most	     ? left
				     : most;
}

/* The rows that there is time for. */
static int64_t late_most(const struct index *index, int64_t ms)
{
	int64_t most = index->refresh_ns > 0
			       ? ms * INT64_C(1000000) / index->refresh_ns
			       : LATE_MOST;

	return most < 1 ? 1 : most < LATE_MOST ? most : LATE_MOST;
}

/* What happens between BEGIN and COMMIT: how many, or -1. */
static int late_inside(struct index *index, int64_t end_ms,
		       struct fold_report *report, struct error *err)
{
	int64_t most = late_most(index, late_ms(index, end_ms)), last = 0;
	struct index_fold fold = {0};
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int n = 0;
	int got = index_fold_begin(&fold, index, JOURNAL_EDITS, report, err);

	if (got == 0)
		got = index_db_get(index, SQL_LATE_NEXT, &stmt, err, "i", most);
	for (; got > 0; got = index_db_next(index, stmt, err), n++) {
		last = sqlite3_column_int64(stmt, 0);
		index_fold_touch(&fold, last);
	}
	index_db_release(&stmt);
	index_db_brace(index, n == most);
	if (got == 0 && n > 0 &&
	    (index_fold_finish(&fold, err) < 0 ||
	     index_db_do(index, SQL_LATE_DROP, err, "i", last) < 0))
		got = -1;
	index_fold_done(&fold);
	report->remade += got == 0 ? (size_t)n : 0;
	return got < 0 ? -1 : n;
}

enum fold_turn index_late_turn(struct index *index, int64_t end_ms,
			       struct fold_report *report, struct error *err)
{
	int n;

	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return TURN_FAILED;
	n = late_inside(index, end_ms, report, err);
	if (n < 0 || index_db_exec(index, "COMMIT", err) < 0) {
		index_db_rollback(index);
		return TURN_FAILED;
	}
	return n > 0 ? TURN_MORE : TURN_END;
}
