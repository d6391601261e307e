/*
 * build.c: an index made from nothing. See build.h.
 *
 * raw.jsonl is read by this thread and taken apart by others (batch.c); their
 * batches come back in its order, and their rows are added without looking
 * anything up in the file: what has to be known of earlier lines stands in
 * catalogues. Then the indexes are made, the rows that depend on several
 * lines are made anew, and the other journals are folded as always. Last the
 * file takes the place of the old one.
 *
 * 1. The result is that of folding line by line. A specimen's row is written
 *    with its first line, as if that were the only one; whatever else
 *    concerns it marks it, and at the end it is made from all of its lines.
 * 2. A specimen that had only a name has one path, its name. A journal in
 *    which it has another is folded line by line.
 * 3. Whoever holds the flock of the new file builds; others wait for it as long
 *    as it goes on, or come back. It is unlinked or renamed under that lock alone, so that a
 *    file which a killed process left is found free, and begun anew.
 * 4. The file is nobody else's: no journal of its own, no locks. What fails
 *    leaves it to be thrown away.
 */
#include "config.h"

#include "run/index/build.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/ordered.h"
#include "run/index/batch.h"
#include "run/index/catalogue.h"
#include "run/index/fold.h"
#include "run/index/load.h"
#include "run/index/place.h"
#include "run/index/sql.h"
#include "run/index/stats.h"
#include "run/index/turn.h"

#define BUILD_MIN     (256u << 10) /* bytes of raw.jsonl from which it pays */
#define BUILD_DEPTH   12	   /* batches at once */
#define BUILD_THREADS 4
#define BUILD_TURN_MS 200
#define BUILD_WAIT_MS 10    /* before the lock is tried again */
#define BUILD_REST_MS 30000 /* that whoever builds may write nothing */

/* What is known of a specimen by its key. */
struct build_key {
	uint32_t path; /* its first row of new_path; 0: none */
	bool dirty;    /* its row has to be made anew */
	bool named;    /* it has only a name */
	bool gone;     /* it has an id of its own since */
};

/* A specimen of name `from` is `to`. */
struct build_move {
	int64_t from, to;
};

/* A row of new_path. */
struct build_path {
	int64_t key, good;
};

/* A text of the line before, and its number. */
struct build_last {
	char *text;
	int64_t number;
};

struct index_build {
	struct index *target; /* has the lock of its file */
	int (*stage)(struct index_build *build, struct error *err);
	uint64_t size; /* of raw.jsonl when it began */
	struct fold_report report;
	struct index_fold fold;

	/* reading */
	struct journal_reader *reader;
	struct place place;
	uint64_t lines; /* taken back */
	bool read_all;
	struct batch_rules rules;
	struct ordered *ordered;
	struct batch *waiting; /* for room */

	/* what stands in the rows so far */
	struct catalogue ids;	 /* of specimens */
	struct catalogue hashed; /* image of the first of each with an id of
				    its own: row of new_path */
	bool asks_hashed;	 /* else nobody asked, and it is empty */
	struct catalogue failed; /* image: rows without a success */
	struct catalogue
		pairs; /* "key image": rows beyond the first of a key */
	struct build_key *keys; /* of key i: keys[i - 1] */
	size_t n_keys, cap_keys;
	struct build_move *moves;
	size_t n_moves, cap_moves;
	size_t named; /* specimens that have only a name */
	bool plain;   /* invariant 2 does not hold */
	struct build_last params, whose;
	size_t next; /* index to be made, key to be made anew */
};

/* --- what is there already ------------------------------------------------ */

static struct build_key *build_key(const struct index_build *build, int64_t key)
{
	return &build->keys[key - 1];
}

static void build_touch(struct index_build *build, int64_t key)
{
	build_key(build, key)->dirty = true;
}

/* Whether a specimen has this id: 1, 0 or -1. */
static int build_is(struct index_build *build, int64_t key, const char *id,
		    struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(build->target, SQL_SPECIMEN_ID, &stmt, err, "i",
			       key);

	return got > 0 ? strcmp(index_db_text(stmt, 0), id) == 0 : got;
}

static int build_find_id(struct index_build *build, const char *id,
			 int64_t *ret, struct error *err)
{
	size_t at = 0;
	uint32_t key;

	while ((key = catalogue_next(&build->ids, id, &at)) != 0) {
		int got = build_key(build, key)->gone
				  ? 0
				  : build_is(build, key, id, err);

		if (got > 0)
			*ret = key;
		if (got != 0)
			return got;
	}
	return 0;
}

/* A row of new_path, if it has this image: 1, 0 or -1. */
static int build_path_at(struct index_build *build, int64_t row,
			 const char *image, struct build_path *ret,
			 struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(build->target, SQL_NEW_PATH_GET, &stmt, err, "i",
			       row);

	if (got <= 0 || strcmp(index_db_text(stmt, 0), image) != 0)
		return got < 0 ? -1 : 0;
	*ret = (struct build_path){.key = sqlite3_column_int64(stmt, 1),
				   .good = sqlite3_column_int64(stmt, 3)};
	return 1;
}

/* The first specimen with an id of its own that was seen at this image, among
 * those in the catalogue. */
static int build_look_hashed(struct index_build *build, const char *image,
			     int64_t *ret, struct error *err)
{
	size_t at = 0;
	uint32_t row;

	while ((row = catalogue_next(&build->hashed, image, &at)) != 0) {
		struct build_path path;
		int got = build_path_at(build, row, image, &path, err);

		if (got > 0)
			*ret = path.key;
		if (got != 0)
			return got;
	}
	return 0;
}

/* Adds a row of new_path, unless another has its image. */
static int build_add_hashed(struct index_build *build, const char *image,
			    int64_t row, struct error *err)
{
	int64_t other;
	int got = build_look_hashed(build, image, &other, err);

	if (got == 0)
		catalogue_add(&build->hashed, image, (uint32_t)row);
	return got < 0 ? -1 : 0;
}

/* Makes the catalogue of what was seen so far. Few journals ever ask. */
static int build_make_hashed(struct index_build *build, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(build->target, SQL_NEW_PATH_ALL, &stmt, err, "");

	for (; got > 0; got = index_db_next(build->target, stmt, err)) {
		int64_t key = sqlite3_column_int64(stmt, 2);

		if (!build_key(build, key)->named &&
		    build_add_hashed(build, index_db_text(stmt, 1),
				     sqlite3_column_int64(stmt, 0), err) < 0)
			return -1;
	}
	build->asks_hashed = got == 0;
	return got;
}

static int build_find_hashed(struct index_build *build, const char *image,
			     int64_t *ret, struct error *err)
{
	if (!build->asks_hashed && build_make_hashed(build, err) < 0)
		return -1;
	return build_look_hashed(build, image, ret, err);
}

/* As fold.c finds the key that an id leads to. */
static int build_find(struct index_build *build, const char *id, int64_t *ret,
		      struct error *err)
{
	int got = build_find_id(build, id, ret, err);

	if (got == 0 && strncmp(id, "name:", 5) == 0)
		got = build_find_hashed(build, id + 5, ret, err);
	return got;
}

/* --- specimens ------------------------------------------------------------ */

/* Writes the row of a specimen that is new. */
static int build_write(struct index_build *build, int64_t key,
		       const struct batch_line *line, struct error *err)
{
	struct index *target = build->target;
	struct bytes fields CLEANUP(bytes_done) = {0};
	struct bytes supports CLEANUP(bytes_done) = {0};
	struct bytes words CLEANUP(bytes_done) = {0};
	const struct index_row *row = &line->row;
	const struct index_share *share = &row->share;
	const struct values values = {
		.data = row->values.data,
		.len = row->values.len,
		.terms = target->run->terms,
	};

	if (index_refresh_digits(target, &row->digits, &fields, err) < 0 ||
	    index_refresh_digits(target, &row->supports, &supports, err) < 0)
		return -1;
	index_tally_add(&target->tally, share, 1);
	if (index_db_do(target, SQL_SPECIMEN_NEW, err,
			"issiiiiidddddidsssiiissi", key, line->id, row->image,
			(int64_t)share->status, (int64_t)share->marks,
			(int64_t)share->failed, (int64_t)share->extracted,
			(int64_t)share->priority, share->completeness,
			share->soundness, row->confidence, row->quality,
			share->doubt, (int64_t)share->blank, row->turn,
			row->alike.data, row->reasons.data, row->name,
			row->revision, row->due, (int64_t)0, fields.data,
			supports.data, target->stats.lines) < 0 ||
	    index_db_do(target, SQL_RECORD_PUT, err, "ib", key, &row->values) <
		    0)
		return -1;
	if (!target->words)
		return 0;
	values_words(&values, row->image, &words);
	return index_db_do(target, SQL_WORDS_ADD, err, "is", key, words.data);
}

static int build_add(struct index_build *build, const struct batch_line *line,
		     int64_t *ret, struct error *err)
{
	bool named = strncmp(line->id, "name:", 5) == 0;
	int64_t key = (int64_t)build->n_keys + 1;

	ARRAY_GROW(build->keys, build->n_keys, build->cap_keys);
	build->keys[build->n_keys++] = (struct build_key){
		.named = named,
		.dirty = !line->has_row,
	};
	build->named += named;
	catalogue_add(&build->ids, line->id, (uint32_t)key);
	*ret = key;
	if (line->has_row)
		return build_write(build, key, line, err);
	return index_db_do(build->target, SQL_SPECIMEN_ADD, err, "s", line->id);
}

/* --- paths ---------------------------------------------------------------- */

/* Other bytes that failed at this path may be superseded now. */
static int build_touch_others(struct index_build *build, const char *image,
			      int64_t key, struct error *err)
{
	size_t at = 0;
	uint32_t row;

	while ((row = catalogue_next(&build->failed, image, &at)) != 0) {
		struct build_path path;
		int got = build_path_at(build, row, image, &path, err);

		if (got < 0)
			return -1;
		if (got > 0 && path.key != key)
			build_touch(build, path.key);
	}
	return 0;
}

/* What finds a row in `pairs`. Owned. */
static char *build_pair(int64_t key, const char *image)
{
	return mem_printf("%lld %s", (long long)key, image);
}

/* The row of a specimen at this image: 1, 0 or -1. */
static int build_find_path(struct index_build *build, int64_t key,
			   const char *image, const char *pair, int64_t *ret,
			   struct error *err)
{
	struct build_path path;
	size_t at = 0;
	int64_t row = build_key(build, key)->path;

	while (row != 0) {
		int got = build_path_at(build, row, image, &path, err);

		if (got < 0)
			return -1;
		if (got > 0 && path.key == key) {
			*ret = row;
			return 1;
		}
		row = catalogue_next(&build->pairs, pair, &at);
	}
	return 0;
}

static int build_add_path(struct index_build *build,
			  const struct batch_line *line, int64_t key,
			  int64_t good, const char *pair, struct error *err)
{
	struct build_key *of = build_key(build, key);
	const char *file = file_base(line->image);
	uint32_t row;

	if (index_db_do(build->target, SQL_NEW_PATH_ADD, err, "siisi",
			line->image, key, (int64_t)line->position,
			file != line->image ? file : NULL, good) < 0)
		return -1;
	row = (uint32_t)sqlite3_last_insert_rowid(build->target->db);
	if (of->path == 0)
		of->path = row;
	else
		catalogue_add(&build->pairs, pair, row);
	if (good < 0)
		catalogue_add(&build->failed, line->image, row);
	return build->asks_hashed && !of->named
		       ? build_add_hashed(build, line->image, row, err)
		       : 0;
}

static int build_path(struct index_build *build, const struct batch_line *line,
		      int64_t key, struct error *err)
{
	char *pair CLEANUP(mem_free_str) = build_pair(key, line->image);
	int64_t good = line->success ? (int64_t)line->position : -1, row;
	int got = build_find_path(build, key, line->image, pair, &row, err);

	if (build_key(build, key)->named &&
	    strcmp(line->id + strlen("name:"), line->image) != 0)
		build->plain = true;
	if (got > 0)
		got = index_db_do(build->target, SQL_NEW_PATH_GOOD, err, "ii",
				  good, row);
	else if (got == 0)
		got = build_add_path(build, line, key, good, pair, err);
	if (got < 0)
		return -1;
	return line->success ? build_touch_others(build, line->image, key, err)
			     : 0;
}

/* A line with an id of its own takes in the specimen that had only the name
 * of its image. */
static int build_adopt(struct index_build *build, const struct batch_line *line,
		       int64_t key, struct error *err)
{
	char *id CLEANUP(mem_free_str) = NULL;
	char *pair CLEANUP(mem_free_str) = NULL;
	int64_t named = 0, row;
	struct build_path path;
	int got;

	if (build->named == 0 || strncmp(line->id, "name:", 5) == 0)
		return 0;
	id = index_name_id(line->image);
	got = build_find_id(build, id, &named, err);
	if (got <= 0)
		return got;
	build_key(build, named)->gone = true;
	build->named--;
	build_touch(build, key);
	ARRAY_GROW(build->moves, build->n_moves, build->cap_moves);
	build->moves[build->n_moves++] = (struct build_move){named, key};
	row = build_key(build, named)->path;
	got = row != 0 ? build_path_at(build, row, line->image, &path, err) : 0;
	if (got <= 0)
		return got;
	pair = build_pair(key, line->image);
	got = build_find_path(build, key, line->image, pair, &row, err);
	return got > 0 ? index_db_do(build->target, SQL_NEW_PATH_GOOD, err,
				     "ii", path.good, row)
		       : got;
}

/* --- lines ---------------------------------------------------------------- */

/* The number of parameters, or of a reader. */
static int build_number(struct index *target, struct build_last *last,
			const char *text, struct error *err)
{
	if (text != NULL && last->text != NULL && strcmp(text, last->text) == 0)
		return 0;
	if (index_params_number(target, text, &last->number, err) < 0)
		return -1;
	mem_replace(&last->text, text);
	return 0;
}

static int build_outcome(struct index_build *build,
			 const struct batch_line *line, int64_t key,
			 struct error *err)
{
	struct index *target = build->target;

	if (build_number(target, &build->params, line->params, err) < 0 ||
	    build_number(target, &build->whose, line->reader, err) < 0)
		return -1;
	return index_db_do(target, SQL_OUTCOME_ADD, err, "iiihiihi",
			   (int64_t)line->position, (int64_t)line->len, key,
			   line->sha256, (int64_t)line->success,
			   build->params.number, line->source,
			   build->whose.number);
}

static int build_take(struct index_build *build, const struct batch_line *line,
		      struct error *err)
{
	int64_t key = 0;
	int got;

	index_fold_cost(build->target, line->cost_usd);
	if (line->left)
		return 0;
	got = build_find(build, line->id, &key, err);
	if (got < 0 || (got == 0 && build_add(build, line, &key, err) < 0))
		return -1;
	if (got > 0)
		build_touch(build, key);
	if (build_outcome(build, line, key, err) < 0)
		return -1;
	if (line->image[0] == '\0')
		return 0;
	if (build_path(build, line, key, err) < 0)
		return -1;
	return build_adopt(build, line, key, err);
}

/* What a bad line has to say, or takes in a good one. */
static int build_take_line(struct index_build *build,
			   const struct batch_line *line, struct error *err)
{
	build->lines++;
	build->report.lines++;
	if (!line->whole)
		index_fold_bad(&build->fold, build->lines,
			       "the line is too long");
	else if (line->why != NULL)
		index_fold_bad(&build->fold, build->lines, line->why);
	else if (line->len > 0)
		return build_take(build, line, err);
	return 0;
}

/* Rows are made ahead as long as most lines are the first of a specimen. */
static void build_judge(struct index_build *build, size_t before,
			const struct batch *batch)
{
	atomic_store(&build->rules.rows,
		     2 * (build->n_keys - before) >= batch->n);
}

static int build_take_batch(struct index_build *build,
			    const struct batch *batch, struct error *err)
{
	size_t before = build->n_keys;

	for (size_t i = 0; i < batch->n; i++)
		if (build_take_line(build, &batch->lines[i], err) < 0)
			return -1;
	build_judge(build, before, batch);
	return 0;
}

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

/* Each stage does a piece of its work; 1 when there is more, 0 when it is
 * done, and the next one stands in build->stage. */

/* The other journals, and what came to the first meanwhile. */
static int build_tails(struct index_build *build, struct error *err)
{
	static const enum journal_id order[] = {
		JOURNAL_RAW, JOURNAL_EDITS, JOURNAL_CURATED, JOURNAL_EVENTS};

	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		enum fold_turn turn =
			fold_turn(build->target, order[i], &build->report, err);

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
static int build_finish(void *arg, struct error *err)
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
		while (!batch_is_full(batch) && build->next < build->n_keys) {
			const struct build_key *key =
				&build->keys[build->next++];

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
	if (index_fold_finish(&build->fold, err) < 0 ||
	    place_put(build->target, JOURNAL_RAW, &build->place, err) < 0 ||
	    stats_settle(build->target, err) < 0 ||
	    index_db_exec(build->target, "COMMIT", err) < 0)
		return -1;
	build->stage = build_stage_tails;
	return 0;
}

static int build_stage_moves(struct index_build *build, struct error *err)
{
	for (size_t i = 0; i < build->n_moves; i++)
		if (index_fold_move(build->target, build->moves[i].from,
				    build->moves[i].to, err) < 0)
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

/* Folds line by line what invariant 2 does not hold for. */
static int build_give_up_raw(struct index_build *build, struct error *err)
{
	struct index *target = build->target;

	build->report = (struct fold_report){0};
	index_fold_done(&build->fold);
	if (index_db_exec(target, index_new_paths_end, err) < 0)
		return -1;
	for (size_t i = 0; index_indexes[i] != NULL; i++)
		if (index_db_exec(target, index_indexes[i], err) < 0)
			return -1;
	if (index_db_clear(target, err) < 0 ||
	    index_db_exec(target, "COMMIT", err) < 0)
		return -1;
	build->stage = build_stage_tails;
	return 0;
}

static void build_done_catalogues(struct index_build *build)
{
	catalogue_done(&build->ids);
	catalogue_done(&build->hashed);
	catalogue_done(&build->failed);
	catalogue_done(&build->pairs);
}

static int build_stage_raw(struct index_build *build, struct error *err)
{
	struct batch *batch;
	int rc;

	if (build_feed(build, err) < 0)
		return -1;
	batch = ordered_take(build->ordered);
	if (batch != NULL) {
		rc = build_take_batch(build, batch, err);
		batch_free(batch);
		if (rc < 0 || !build->plain)
			return rc < 0 ? -1 : 1;
		return build_give_up_raw(build, err);
	}
	if (place_hash_last(build->target, JOURNAL_RAW, &build->place, err) < 0)
		return -1;
	/* Indexes know all of that, and need room to be made. */
	build_done_catalogues(build);
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
	return build_share((double)build->next, (double)build->n_keys);
}

int index_build_made(const struct index *index)
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
	const struct index_build *build = index->build;

	if (build == NULL)
		return -1;
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

/* --- beginning and end ---------------------------------------------------- */

static char *build_name(const struct index *index)
{
	return mem_printf("%s.new", index->path);
}

static size_t build_threads(const struct index *index)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (index->options.threads > 0)
		return index->options.threads;
	if (n < 2)
		return 0;
	return n < BUILD_THREADS ? (size_t)n : BUILD_THREADS;
}

/* The locked file: its descriptor, -1 when another process has it, or had it
 * until it was renamed or unlinked, -2 on failure. */
static int build_try_lock(const char *path, struct error *err)
{
	int fd = file_open_own(path, O_RDWR | O_CREAT, 0666), rc = -1;

	if (fd < 0) {
		error_sys(err, errno, "cannot make %s", path);
		return -2;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (file_is_named(fd, path))
			return fd;
	} else if (errno != EWOULDBLOCK && errno != EINTR) {
		error_sys(err, errno, "cannot lock %s", path);
		rc = -2;
	}
	close(fd);
	return rc;
}

/* The same, while nobody makes it the index (index_db_lock_dir). */
static int build_lock(const struct index *index, const char *path,
		      struct error *err)
{
	int dir = index_db_lock_dir(index, LOCK_SH);
	int lock = build_try_lock(path, err);

	if (dir >= 0)
		close(dir);
	return lock;
}

bool index_build_can(const struct index *index)
{
	char *dir CLEANUP(mem_free_str) = mem_strdup(index->path);
	char *slash = strrchr(dir, '/');

	if (slash != NULL)
		slash[slash == dir] = '\0';
	return !index->memory && access(slash != NULL ? dir : ".", W_OK) == 0;
}

bool index_build_pays(const struct index *index)
{
	uint64_t size = journal_size(index->run->dir, JOURNAL_RAW);

	return index_build_can(index) &&
	       (size >= BUILD_MIN || (size > 0 && index->options.builds));
}

void index_build_drop(struct index *index)
{
	struct index_build *build = index->build;

	if (build == NULL)
		return;
	ordered_stop(build->ordered, batch_free);
	if (build->waiting != NULL)
		batch_free(build->waiting);
	journal_reader_close(build->reader);
	index_fold_done(&build->fold);
	if (build->target->lock >= 0)
		unlink(build->target->path); /* it was not renamed */
	index_load_close(build->target);
	index_db_free(build->target);
	build_done_catalogues(build);
	free(build->keys);
	free(build->moves);
	free(build->params.text);
	free(build->whose.text);
	free(build);
	index->build = NULL;
}

static int build_open(struct index_build *build, struct error *err)
{
	struct index *target = build->target;

	int64_t lines;

	if (ftruncate(target->lock, 0) < 0)
		return error_sys(err, errno, "cannot write %s", target->path);
	/* What the run says of its records comes before their rows. */
	if (stats_count_lines(target, &lines, err) < 0 ||
	    stats_make(target, lines, err) < 0)
		return -1;
	build->rules.run_words = target->stats.words;
	if (index_db_make(target, err) < 0 ||
	    index_db_exec(target, "BEGIN", err) < 0 ||
	    index_db_exec(target, index_new_paths, err) < 0 ||
	    (target->words && index_db_exec(target, index_words_many, err) < 0))
		return -1;
	if (stats_store(target, err) < 0 ||
	    index_fold_begin(&build->fold, target, JOURNAL_RAW, &build->report,
			     err) < 0 ||
	    journal_reader_open(target->run->dir, JOURNAL_RAW, 0,
				&build->reader, err) < 0)
		return -1;
	/* Where no threads can be had, this one does it all. */
	if (ordered_start(build_threads(target), BUILD_DEPTH, batch_read,
			  &build->rules, &build->ordered, NULL) == 0)
		return 0;
	return ordered_start(0, BUILD_DEPTH, batch_read, &build->rules,
			     &build->ordered, err);
}

static int build_begin(struct index *index, int lock, struct error *err)
{
	struct index_build *build = mem_zalloc(sizeof(*build));
	char *path CLEANUP(mem_free_str) = build_name(index);

	build->target =
		index_db_new(index->run, INDEX_FOLD, &index->options, path);
	build->target->building = true;
	build->target->turn_ms = BUILD_TURN_MS;
	build->target->lock = lock;
	build->size = journal_size(index->run->dir, JOURNAL_RAW);
	build->rules.terms = index->run->terms;
	atomic_init(&build->rules.rows, true);
	build->stage = build_stage_raw;
	index->build = build;
	if (build_open(build, err) == 0)
		return 0;
	index_build_drop(index);
	return -1;
}

/* Nobody can open an index meanwhile. */
static int build_swap(struct index *index, struct error *err)
{
	struct index_build *build = index->build;

	if (build->target->words &&
	    index_db_exec(build->target, index_words_few, err) < 0)
		return -1;
	return index_db_swap(index, build->target, build_finish, build, err);
}

/* Of no use any more. */
static void build_unlink(const struct index *index, int lock)
{
	char *path CLEANUP(mem_free_str) = build_name(index);

	unlink(path);
	close(lock);
}

/* Adds what was found. */
static void build_report(const struct index_build *build,
			 struct fold_report *ret)
{
	const struct fold_report *report = &build->report;

	ret->lines += report->lines;
	ret->bad += report->bad;
	if (ret->first_bad[0] == '\0')
		memcpy(ret->first_bad, report->first_bad,
		       sizeof(ret->first_bad));
}

/* Fails where whoever builds has stopped: it may be a process that was sent
 * SIGSTOP. */
static int build_check_goes_on(struct index *index, const char *path,
			       struct error *err)
{
	struct index_watch *watch = &index->watch;
	int rest_ms = index->options.rest_ms > 0 ? index->options.rest_ms
						 : BUILD_REST_MS;
	int64_t now_ms = clock_ms();
	struct stat st;

	if (stat(path, &st) < 0)
		st = (struct stat){0};
	if (watch->since_ms == 0 || st.st_size != watch->size ||
	    file_mtime_ns(&st) != watch->mtime_ns)
		*watch = (struct index_watch){st.st_size, file_mtime_ns(&st),
					      now_ms};
	if (now_ms - watch->since_ms < rest_ms)
		return 0;
	return error_set(err, ERROR_BUSY,
			 "another process makes %s and does not go on; "
			 "continue or end it (see fuser(1)), and try again",
			 path);
}

/* The lock of the new file, waited for until `end_ms`: its descriptor, -1 when
 * it was not to be had, -2 on failure. *ret_made: another process has made the
 * file meanwhile. */
static int build_wait(struct index *index, int64_t end_ms, bool *ret_made,
		      struct error *err)
{
	char *path CLEANUP(mem_free_str) = build_name(index);
	ino_t ino = index->ino;
	int lock;

	*ret_made = false;
	while ((lock = build_lock(index, path, err)) == -1) {
		if (end_ms >= 0 && clock_ms() >= end_ms)
			return -1;
		poll(NULL, 0, BUILD_WAIT_MS);
		if (index_db_follow(index, err) < 0 ||
		    build_check_goes_on(index, path, err) < 0)
			return -2;
	}
	index->watch = (struct index_watch){0};
	if (lock >= 0 && index_db_follow(index, err) < 0) {
		close(lock);
		return -2;
	}
	*ret_made = index->ino != ino;
	return lock;
}

int index_build(struct index *index, int64_t end_ms, struct fold_report *report,
		struct error *err)
{
	bool made = false;
	int rc = 0;

	if (index->build == NULL) {
		int lock = build_wait(index, end_ms, &made, err);

		if (lock < 0)
			return lock == -2 ? -1 : 0;
		if (made) {
			build_unlink(index, lock);
			return 1;
		}
		if (build_begin(index, lock, err) < 0)
			return -1;
	}
	while (rc >= 0 && index->build->stage != NULL) {
		rc = index->build->stage(index->build, err);
		if (rc >= 0 && end_ms >= 0 && clock_ms() >= end_ms)
			return 0;
	}
	if (rc == 0)
		rc = build_swap(index, err);
	build_report(index->build, report);
	index_build_drop(index);
	return rc < 0 ? -1 : 1;
}
