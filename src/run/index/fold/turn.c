/*
 * turn.c: one transaction of folding. See turn.h.
 *
 * 1. What was folded, and up to where, changes in one transaction, taken
 *    with BEGIN IMMEDIATE; several processes may take turns.
 * 2. Before anything is added the place is checked against the file: the
 *    position lies within it, and the first and the last folded line still
 *    hash the same.
 * 3. A transaction ends after `turn_ms`, so that nobody waits long. Where the
 *    rows alone take that long, as of a sheet with hundreds of readings, lines
 *    are taken in for some part of it all the same: a row is not made anew for
 *    each of its lines. Where each line makes a row of its own, that would have
 *    no end, and all their outcomes in memory: TURN_ROWS is the end then.
 * 4. Where much is left, as of a change of many records, a transaction is
 *    longer: a page of the file that many rows change is written once
 *    (index_db_brace). The inbox of the store is looked at as often as before
 *    (STORE_FOLD_MS).
 */
#include "config.h"

#include "run/index/fold/turn.h"

#include "base/time/clock.h"
#include "run/index/fold/fold.h"
#include "run/index/fold/load.h"
#include "run/index/table/open.h"
#include "run/index/table/place.h"

#define ROWS_PART 4   /* of the time for rows: lines are taken in for it */
#define TURN_ROWS 256 /* at most in one transaction */

#define TURN_MUCH (1u << 20) /* bytes that are left (TURN_TIMES) */

/* How many usual transactions this one stands for. */
static int fold_times(const struct index_fold *fold, const struct place *place)
{
	uint64_t size = journal_size(fold->index->run->dir, fold->id);

	return size > (uint64_t)place->position + TURN_MUCH ? TURN_TIMES : 1;
}

static bool fold_is_over(const struct index_fold *fold, int times,
			 int64_t start)
{
	int64_t spent = clock_ns() - start;
	int64_t rows = (int64_t)fold->rows * fold->index->refresh_ns;
	int64_t most = fold->index->turn_ms * INT64_C(1000000) * times;

	return fold->rows >= (size_t)times * TURN_ROWS ||
	       (spent + rows > most && spent > rows / ROWS_PART);
}

/* Takes lines in from where the place says, as long as there is time. */
static enum fold_turn fold_lines(struct index_fold *fold, struct place *place,
				 int64_t start, struct error *err)
{
	int times = fold_times(fold, place), got;
	struct journal_reader *reader;
	struct journal_line line;

	index_db_brace(fold->index, times > 1);
	if (journal_reader_open(fold->index->run->dir, fold->id,
				(uint64_t)place->position, &reader, err) < 0)
		return TURN_FAILED;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		int taken = index_fold_line(fold, &line,
					    (uint64_t)place->lines + 1, err);

		if (taken != 0) {
			got = taken < 0 ? -1 : 0;
			break;
		}
		place_take(place, &line);
		if (fold_is_over(fold, times, start))
			break;
	}
	journal_reader_close(reader);
	if (got < 0 || place_hash_last(fold->index, fold->id, place, err) < 0)
		return TURN_FAILED;
	return got > 0 ? TURN_MORE : TURN_END;
}

/* Whether there are rows of another journal, although none of this one's lines
 * was folded: 1, 0 or -1. */
static int fold_is_leftover(struct index *index, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (index_db_get(index, SQL_SPECIMEN_ANY, &stmt, err, "") < 0)
		return -1;
	if (sqlite3_column_int(stmt, 0) == 0)
		return 0;
	if (journal_reader_open(index->run->dir, JOURNAL_RAW, 0, &reader, err) <
	    0)
		return -1;
	got = journal_reader_next(reader, &line, err);
	journal_reader_close(reader);
	return got;
}

/* Whether the index says what the journal does, as far as it was folded: 1,
 * 0 or -1. */
static int fold_holds(struct index *index, enum journal_id id,
		      const struct place *place, struct error *err)
{
	int left;

	if (id != JOURNAL_RAW || place->position > 0)
		return place_holds(index, id, place, err);
	left = fold_is_leftover(index, err);
	return left < 0 ? -1 : left == 0;
}

/* What happens between BEGIN and COMMIT. */
static enum fold_turn fold_inside(struct index *index, enum journal_id id,
				  struct fold_report *report, struct error *err)
{
	int64_t start = clock_ns();
	struct index_fold fold = {0};
	struct place place;
	enum fold_turn turn;
	int64_t before;
	int holds;

	if (place_get(index, id, &place, err) < 0)
		return TURN_FAILED;
	holds = fold_holds(index, id, &place, err);
	if (holds <= 0) {
		index_load_close(index);
		return holds < 0 ? TURN_FAILED : TURN_STALE;
	}
	if (index_fold_begin(&fold, index, id, report, err) < 0)
		return TURN_FAILED;
	fold.defers = true;
	before = place.position;
	turn = fold_lines(&fold, &place, start, err);
	if (turn != TURN_FAILED && place.position > before &&
	    (place_put(index, id, &place, err) < 0 ||
	     index_fold_finish(&fold, err) < 0))
		turn = TURN_FAILED;
	index_fold_done(&fold);
	return turn;
}

enum fold_turn fold_turn(struct index *index, enum journal_id id,
			 struct fold_report *report, struct error *err)
{
	enum fold_turn turn;

	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return TURN_FAILED;
	turn = fold_inside(index, id, report, err);
	if (turn == TURN_STALE)
		index_db_rollback(index);
	else if (turn == TURN_FAILED ||
		 index_db_exec(index, "COMMIT", err) < 0) {
		index_db_rollback(index);
		return TURN_FAILED;
	}
	return turn;
}
