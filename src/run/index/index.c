/*
 * index.c: opening an index and folding the journals into it. See index.h.
 *
 * 1. What was folded, and up to where, changes in one transaction, taken
 *    with BEGIN IMMEDIATE; several processes may take turns.
 * 2. Before anything is added the place is checked against the file: the
 *    position lies within it, and the first and the last folded line still
 *    hash the same. Else everything is folded anew.
 * 3. A transaction ends after INDEX_TURN_MS, so that nobody waits long.
 */
#include "config.h"

#include "run/index/index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/index/db.h"
#include "run/index/fold.h"
#include "run/index/load.h"

#define INDEX_TURN_MS	 35
#define INDEX_REFRESH_NS 200000 /* a first guess */

int index_open(const struct run *run, enum index_mode mode, struct index **ret,
	       struct error *err)
{
	size_t n = terms_count(run->terms);
	struct index *index = mem_zalloc(sizeof(*index));

	index->run = run;
	index->mode = mode;
	index->refresh_ns = INDEX_REFRESH_NS;
	index->bits = mem_alloc(n * sizeof(*index->bits));
	for (size_t i = 0; i < n; i++)
		index->bits[i] = -1;
	for (size_t i = 0; i < JOURNAL_COUNT; i++)
		index->fds[i] = -1;
	if (index_db_open(index, err) < 0) {
		index_close(index);
		return -1;
	}
	*ret = index;
	return 0;
}

void index_close(struct index *index)
{
	if (index == NULL)
		return;
	index_load_close(index);
	index_db_close(index);
	free(index->bits);
	free(index);
}

const struct terms *index_terms(const struct index *index)
{
	return index->run->terms;
}

/* --- where the folding stands --------------------------------------------- */

/* A row of the table `journal`. */
struct place {
	int64_t position, lines, last_position;
	char first[HASH_HEX_SIZE], last[HASH_HEX_SIZE]; /* "": unknown */
};

static int place_get(struct index *index, enum journal_id id, struct place *ret,
		     struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_JOURNAL_GET, &stmt, err, "i",
			       (int64_t)id);

	if (got < 0)
		return -1;
	*ret = (struct place){0};
	if (got == 0)
		return 0;
	ret->position = sqlite3_column_int64(stmt, 0);
	ret->lines = sqlite3_column_int64(stmt, 1);
	snprintf(ret->first, sizeof(ret->first), "%s", index_db_text(stmt, 2));
	snprintf(ret->last, sizeof(ret->last), "%s", index_db_text(stmt, 3));
	ret->last_position = sqlite3_column_int64(stmt, 4);
	return 0;
}

static int place_put(struct index *index, enum journal_id id,
		     const struct place *place, struct error *err)
{
	return index_db_do(index, SQL_JOURNAL_PUT, err, "iiissi", (int64_t)id,
			   place->position, place->lines, place->first,
			   place->last, place->last_position);
}

static void line_hash(const struct journal_line *line, char ret[HASH_HEX_SIZE])
{
	ret[0] = '\0';
	if (line->text != NULL)
		hash_bytes(line->text, line->len, ret);
}

/* Whether the line at `position` hashes to `hash`, and ends where it did
 * (`end`; 0: anywhere). 1, 0 or -1. */
static int place_line_holds(struct index *index, enum journal_id id,
			    int64_t position, const char *hash, int64_t end,
			    struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	char found[HASH_HEX_SIZE] = "";
	int got;

	if (journal_reader_open(index->run->dir, id, (uint64_t)position,
				&reader, err) < 0)
		return -1;
	got = journal_reader_next(reader, &line, err);
	if (got > 0) {
		line_hash(&line, found);
		if (strcmp(found, hash) != 0 ||
		    (end != 0 && line.position + line.len + 1 != (uint64_t)end))
			got = 0;
	}
	journal_reader_close(reader);
	return got;
}

static int place_hash_last(struct index *index, enum journal_id id,
			   struct place *place, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (place->position == 0)
		return 0;
	if (journal_reader_open(index->run->dir, id,
				(uint64_t)place->last_position, &reader,
				err) < 0)
		return -1;
	got = journal_reader_next(reader, &line, err);
	if (got > 0)
		line_hash(&line, place->last);
	journal_reader_close(reader);
	return got;
}

/* Whether the file still begins with what was folded: 1, 0 or -1. */
static int place_holds(struct index *index, enum journal_id id,
		       const struct place *place, struct error *err)
{
	int got;

	if (place->position == 0)
		return 1;
	if (journal_size(index->run->dir, id) < (uint64_t)place->position)
		return 0;
	got = place_line_holds(index, id, 0, place->first, 0, err);
	if (got <= 0)
		return got;
	return place_line_holds(index, id, place->last_position, place->last,
				place->position, err);
}

/* --- has anything changed? ------------------------------------------------ */

static struct index_seen index_look(const struct index *index,
				    enum journal_id id)
{
	char *path CLEANUP(mem_free_str) =
		run_path(index->run, journal_name(id));
	struct index_seen seen = {0};
	struct stat st;

	if (stat(path, &st) < 0)
		return seen;
	seen.dev = st.st_dev;
	seen.ino = st.st_ino;
	seen.size = st.st_size;
	seen.mtime_ns = file_mtime_ns(&st);
	return seen;
}

static bool index_seen_same(const struct index_seen *a,
			    const struct index_seen *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       a->mtime_ns == b->mtime_ns;
}

/* 1 when a journal has to be looked at, 0 when all is as it was. */
static int index_moved(struct index *index, struct error *err)
{
	for (size_t i = 0; i < JOURNAL_COUNT; i++) {
		struct index_seen now = index_look(index, (enum journal_id)i);
		struct place place;

		if (place_get(index, (enum journal_id)i, &place, err) < 0)
			return -1;
		if (!index->seen[i].checked ||
		    !index_seen_same(&index->seen[i], &now) ||
		    place.position != (int64_t)now.size)
			return 1;
	}
	return 0;
}

/* --- folding -------------------------------------------------------------- */

enum fold_turn { TURN_FAILED = -1, TURN_END, TURN_MORE, TURN_AGAIN };

static bool fold_is_over(const struct index_fold *fold, int64_t start)
{
	int64_t spent = clock_ns() - start;

	return spent + (int64_t)fold->n * fold->index->refresh_ns >
	       INDEX_TURN_MS * INT64_C(1000000);
}

/* Takes lines in from where the place says, as long as there is time. */
static enum fold_turn fold_lines(struct index_fold *fold, struct place *place,
				 int64_t start, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (journal_reader_open(fold->index->run->dir, fold->id,
				(uint64_t)place->position, &reader, err) < 0)
		return TURN_FAILED;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		place->lines++;
		if (index_fold_line(fold, &line, (uint64_t)place->lines, err) <
		    0) {
			got = -1;
			break;
		}
		if (place->position == 0)
			line_hash(&line, place->first);
		place->last_position = (int64_t)line.position;
		place->position = (int64_t)(line.position + line.len + 1);
		if (fold_is_over(fold, start))
			break;
	}
	journal_reader_close(reader);
	if (got < 0 || place_hash_last(fold->index, fold->id, place, err) < 0)
		return TURN_FAILED;
	return got > 0 ? TURN_MORE : TURN_END;
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
	holds = place_holds(index, id, &place, err);
	if (holds <= 0) {
		report->rebuilt = true;
		index_load_close(index);
		return holds < 0 || index_db_clear(index, err) < 0 ? TURN_FAILED
								   : TURN_AGAIN;
	}
	if (index_fold_begin(&fold, index, id, report, err) < 0)
		return TURN_FAILED;
	before = place.position;
	turn = fold_lines(&fold, &place, start, err);
	if (turn != TURN_FAILED && place.position > before &&
	    (place_put(index, id, &place, err) < 0 ||
	     index_fold_finish(&fold, err) < 0))
		turn = TURN_FAILED;
	index_fold_done(&fold);
	return turn;
}

static enum fold_turn fold_turn(struct index *index, enum journal_id id,
				struct fold_report *report, struct error *err)
{
	enum fold_turn turn;

	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return TURN_FAILED;
	turn = fold_inside(index, id, report, err);
	if (turn == TURN_FAILED || index_db_exec(index, "COMMIT", err) < 0) {
		index_db_rollback(index);
		return TURN_FAILED;
	}
	return turn;
}

/* Folds one journal to its end: 1, or 0 when the time is over, or -1. */
static int fold_journal(struct index *index, enum journal_id id, int64_t end_ms,
			struct fold_report *report, bool *ret_again,
			struct error *err)
{
	struct index_seen now = index_look(index, id);
	enum fold_turn turn;

	if (now.dev != index->seen[id].dev || now.ino != index->seen[id].ino)
		index_load_close(index);
	do {
		turn = fold_turn(index, id, report, err);
		if (turn == TURN_FAILED)
			return -1;
		*ret_again = turn == TURN_AGAIN;
		if (turn == TURN_END) {
			index->seen[id] = now;
			index->seen[id].checked = true;
			return 1;
		}
		if (turn == TURN_AGAIN)
			return 1;
	} while (end_ms < 0 || clock_ms() < end_ms);
	return 0;
}

/* Outcomes first: acts are about them, and the signed lines about acts. */
static int fold_journals(struct index *index, int64_t end_ms,
			 struct fold_report *report, struct error *err)
{
	static const enum journal_id order[] = {
		JOURNAL_RAW, JOURNAL_EDITS, JOURNAL_CURATED, JOURNAL_EVENTS};
	int moved = index_moved(index, err);

	if (moved < 0)
		return -1;
	for (size_t i = 0; moved > 0 && i < ARRAY_LEN(order); i++) {
		bool again = false;
		int got = fold_journal(index, order[i], end_ms, report, &again,
				       err);

		if (got <= 0)
			return got;
		if (again)
			i = (size_t)-1; /* from the first one */
	}
	report->complete = true;
	return 0;
}

int index_fold(struct index *index, int budget_ms, struct fold_report *ret,
	       struct error *err)
{
	int64_t end_ms = budget_ms >= 0 ? clock_ms() + budget_ms : -1;
	struct fold_report report = {0};
	int rc = fold_journals(index, end_ms, &report, err);

	if (rc < 0 && index_db_heal(index)) {
		report = (struct fold_report){.rebuilt = true};
		rc = fold_journals(index, end_ms, &report, err);
	}
	if (rc == 0 && ret != NULL)
		*ret = report;
	return rc;
}

int index_ask(struct index *index, struct error *err)
{
	return index->memory ? index_fold(index, -1, NULL, err) : 0;
}

bool index_mend(struct index *index)
{
	if (!index_db_heal(index))
		return false;
	return (index->mode == INDEX_READ && !index->memory) ||
	       index_fold(index, -1, NULL, NULL) == 0;
}

int index_faults(struct index *index, int64_t *ret_n, char **ret_first,
		 struct error *err)
{
	char *first;

	if (index_db_meta_text(index, "bad.first", &first, err) < 0)
		return -1;
	if (index_db_meta(index, "bad", ret_n, err) < 0) {
		free(first);
		return -1;
	}
	*ret_first = first;
	return 0;
}

int index_next_seq(struct index *index, int64_t *ret, struct error *err)
{
	int64_t seq;

	if (index_db_meta(index, "seq", &seq, err) < 0)
		return -1;
	*ret = seq + 1;
	return 0;
}
