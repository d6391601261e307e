/*
 * stage.c: the stages of making an index from nothing. See stage.h.
 */
#include "config.h"

#include "run/index/build/stage.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/index/fold/load.h"
#include "run/index/fold/stats.h"
#include "run/index/fold/turn.h"
#include "run/index/fold/keys.h"
#include "run/index/table/schema.h"
#include "run/index/table/sql.h"

/* --- reading -------------------------------------------------------------- */

/* Reads the next batch; NULL at the end of the journal, or on failure. */
static struct batch *build_read_batch(struct index_build *build, int *ret_rc,
				      struct error *err)
{
	struct batch *batch = batch_new();
	struct journal_line line;
	int got = 1;

	while (!batch_is_full(batch) &&
	       (got = journal_reader_next(build->reader, &line, err)) > 0) {
		batch_add(batch, &line);
		place_take(&build->place, &line);
	}
	*ret_rc = got;
	if (got >= 0 && batch->n > 0)
		return batch;
	batch_free(batch);
	return NULL;
}

/* Gives batches to the threads, as many as they take. */
static int build_feed(struct index_build *build, struct error *err)
{
	int rc = 1;

	for (;;) {
		if (build->waiting == NULL && !build->read_all) {
			build->waiting = build_read_batch(build, &rc, err);
			build->read_all = rc == 0;
		}
		if (rc < 0)
			return -1;
		if (build->waiting == NULL ||
		    !ordered_put(build->ordered, build->waiting))
			return 0;
		build->waiting = NULL;
	}
}

/* --- stages --------------------------------------------------------------- */

/* The other journals, and what came to the first meanwhile. */
static int build_tails(struct index_build *build, struct error *err)
{
	static const enum journal_id order[] = {
		JOURNAL_RAW, JOURNAL_EDITS, JOURNAL_CURATED, JOURNAL_EVENTS};

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		enum fold_turn turn = fold_turn(build->target, order[i],
						&build->draft.report, err);

		if (turn == TURN_STALE)
			return error_set(err, ERROR_BUSY,
					 "%s of %s was replaced while it was "
					 "read; ask again",
					 journal_name(order[i]),
					 build->target->run->name);
		if (turn == TURN_FAILED)
			return -1;
		if (turn == TURN_MORE)
			return 1;
	}
	return 0;
}

/* Hands over what is left, in whichever order it comes. */
int build_stage_finish(void *arg, struct error *err)
{
	int more;

	do {
		more = build_tails(arg, err);
	} while (more > 0);
	return more;
}

static int build_stage_tails(struct index_build *build, struct error *err)
{
	int more = build_tails(build, err);

	if (more == 0)
		build->stage = NULL;
	return more;
}

/* The text of a statement's first row; owned, "" where there is none. */
static int build_text(struct index *target, enum index_sql sql, int64_t key,
		      char **ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(target, sql, &stmt, err, "i", key);

	if (got < 0)
		return -1;
	*ret = mem_strdup(got > 0 ? index_db_text(stmt, 0) : "");
	return 0;
}

/* Appends the lines that a statement's rows stand for, each with its newline:
 * how many, or -1. */
static int build_lines(struct index_build *build, enum index_sql sql,
		       int64_t key, struct bytes *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(build->target, sql, &stmt, err, "i", key);
	int n = 0;

	for (; got > 0; got = index_db_next(build->target, stmt, err)) {
		if (index_load_line(build->target, JOURNAL_RAW,
				    (uint64_t)sqlite3_column_int64(stmt, 0),
				    (size_t)sqlite3_column_int64(stmt, 1), ret,
				    err) < 0)
			return -1;
		bytes_append_char(ret, '\n');
		n++;
	}
	return got < 0 ? -1 : n;
}

/* How many outcomes a specimen has, and the lines that its row is made of:
 * the same as load.c loads. */
static int build_force(struct index_build *build, struct batch *batch,
		       int64_t key, struct batch_line *line, struct error *err)
{
	sqlite3_stmt *count CLEANUP(index_db_release) = NULL;
	int n;

	if (index_db_get(build->target, SQL_OUTCOME_COUNT, &count, err, "i",
			 key) < 0)
		return -1;
	line->key = key;
	line->outcomes = sqlite3_column_int64(count, 0);
	line->successes = sqlite3_column_int64(count, 1);
	line->last = sqlite3_column_int64(count, 2);
	line->whole = true;
	line->start = batch->text.len;
	n = build_lines(build, SQL_OUTCOME_CANDIDATES, key, &batch->text, err);
	if (n == 0)
		n = build_lines(build, SQL_OUTCOME_BEST, key, &batch->text,
				err);
	line->len = batch->text.len - line->start;
	return n < 0 ? -1 : 0;
}

/* Adds what the row of a specimen is to be made of. */
static int build_again(struct index_build *build, struct batch *batch,
		       int64_t key, struct error *err)
{
	struct index *target = build->target;
	struct batch_line *line = &batch->lines[batch->n++];

	if (build_text(target, SQL_SPECIMEN_ID, key, &line->id, err) < 0 ||
	    build_text(target, SQL_PATH_LIST, key, &line->image, err) < 0)
		return -1;
	return build_force(build, batch, key, line, err);
}

/* Gives batches of marked specimens to the threads. */
static int build_feed_again(struct index_build *build, struct error *err)
{
	for (;;) {
		struct batch *batch = build->waiting;

		if (batch == NULL)
			batch = build->waiting = batch_new();
		while (!batch_is_full(batch) &&
		       build->next < build->draft.n_keys) {
			const struct draft_key *key =
				&build->draft.keys[build->next++];

			if (key->dirty && !key->gone &&
			    build_again(build, batch, (int64_t)build->next,
					err) < 0)
				return -1;
		}
		if (batch->n == 0 || !ordered_put(build->ordered, batch))
			return 0;
		build->waiting = NULL;
	}
}

static int build_put_again(struct index_build *build, struct batch *batch,
			   struct error *err)
{
	for (size_t i = 0; i < batch->n; i++) {
		struct batch_line *line = &batch->lines[i];

		if (!line->has_row)
			return error_set(err, ERROR_BUSY,
					 "raw.jsonl of %s was replaced while "
					 "it was read; ask again",
					 build->target->run->name);
		if (index_refresh_settle(build->target, line->key, line->last,
					 &line->row, err) < 0 ||
		    index_refresh_put(build->target, line->key, &line->row, 0,
				      err) < 0)
			return -1;
	}
	return 0;
}

static int build_stage_again(struct index_build *build, struct error *err)
{
	struct batch *batch;
	int rc;

	if (build_feed_again(build, err) < 0)
		return -1;
	batch = ordered_take(build->ordered);
	if (batch != NULL) {
		rc = build_put_again(build, batch, err);
		batch_free(batch);
		return rc < 0 ? -1 : 1;
	}
	if (index_fold_finish(&build->draft.fold, err) < 0 ||
	    place_put(build->target, JOURNAL_RAW, &build->place, err) < 0 ||
	    stats_settle(build->target, err) < 0 ||
	    index_db_exec(build->target, "COMMIT", err) < 0)
		return -1;
	build->stage = build_stage_tails;
	return 0;
}

static int build_stage_moves(struct index_build *build, struct error *err)
{
	for (size_t i = 0; i < build->draft.n_moves; i++)
		if (index_fold_move(build->target, build->draft.moves[i].from,
				    build->draft.moves[i].to, err) < 0)
			return -1;
	build->next = 0;
	build->stage = build_stage_again;
	return 0;
}

/* One index at a time. */
static int build_stage_indexes(struct index_build *build, struct error *err)
{
	const char *sql = index_indexes[build->next];

	if (build->next == 0 &&
	    index_db_exec(build->target, index_new_paths_end, err) < 0)
		return -1;
	if (sql != NULL) {
		build->next++;
		return index_db_exec(build->target, sql, err) < 0 ? -1 : 1;
	}
	build->stage = build_stage_moves;
	return 0;
}

/* Folds line by line what invariant 2 of draft.h does not hold for. */
static int build_give_up_raw(struct index_build *build, struct error *err)
{
	struct index *target = build->target;

	build->draft.report = (struct fold_report){0};
	index_fold_done(&build->draft.fold);
	if (index_db_exec(target, index_new_paths_end, err) < 0)
		return -1;
	for (size_t i = 0; index_indexes[i] != NULL; i++)
		if (index_db_exec(target, index_indexes[i], err) < 0)
			return -1;
	if (index_schema_clear(target, err) < 0 ||
	    index_db_exec(target, "COMMIT", err) < 0)
		return -1;
	build->stage = build_stage_tails;
	return 0;
}

int build_stage_raw(struct index_build *build, struct error *err)
{
	struct batch *batch;
	int rc;

	if (build_feed(build, err) < 0)
		return -1;
	batch = ordered_take(build->ordered);
	if (batch != NULL) {
		rc = index_draft_take_batch(&build->draft, batch, err);
		batch_free(batch);
		if (rc < 0 || !build->draft.plain)
			return rc < 0 ? -1 : 1;
		return build_give_up_raw(build, err);
	}
	if (place_hash_last(build->target, JOURNAL_RAW, &build->place, err) < 0)
		return -1;
	/* Indexes know all of that, and need room to be made. */
	index_draft_forget(&build->draft);
	build->stage = build_stage_indexes;
	return 0;
}

/* --- how far it is -------------------------------------------------------- */

static double build_share(double part, double whole)
{
	return part >= whole ? 1 : part / whole;
}

static double build_share_read(const struct index_build *build)
{
	return build_share((double)build->place.position, (double)build->size);
}

static double build_share_indexed(const struct index_build *build)
{
	size_t n = 0;

	while (index_indexes[n] != NULL)
		n++;
	return build_share((double)build->next, (double)n);
}

static double build_share_again(const struct index_build *build)
{
	return build_share((double)build->next, (double)build->draft.n_keys);
}

int build_stage_made(const struct index_build *build)
{
	static const struct {
		int (*stage)(struct index_build *build, struct error *err);
		int from, to;
		double (*share)(const struct index_build *build);
	} stages[] = {
		{build_stage_raw, 0, 850, build_share_read},
		{build_stage_indexes, 850, 950, build_share_indexed},
		{build_stage_moves, 950, 950, NULL},
		{build_stage_again, 950, 990, build_share_again},
	};

	for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
		double share = 0;

		if (stages[i].stage != build->stage)
			continue;
		if (stages[i].share != NULL)
			share = stages[i].share(build);
		return stages[i].from +
		       (int)(share * (stages[i].to - stages[i].from));
	}
	return 990;
}
