/*
 * draft.c: the rows of an index that is being made from nothing. See draft.h.
 */
#include "config.h"

#include "run/index/build/draft.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "run/index/fold/load.h"
#include "run/index/fold/keys.h"

/* A row of new_path. */
struct draft_path {
	int64_t key, good;
};

/* --- what is there already ------------------------------------------------ */

static struct draft_key *draft_key(const struct index_draft *draft, int64_t key)
{
	return &draft->keys[key - 1];
}

static void draft_touch(struct index_draft *draft, int64_t key)
{
	draft_key(draft, key)->dirty = true;
}

/* Whether a specimen has this id: 1, 0 or -1. */
static int draft_is(struct index_draft *draft, int64_t key, const char *id,
		    struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(draft->target, SQL_SPECIMEN_ID, &stmt, err, "i",
			       key);

	return got > 0 ? strcmp(index_db_text(stmt, 0), id) == 0 : got;
}

static int draft_find_id(struct index_draft *draft, const char *id,
			 int64_t *ret, struct error *err)
{
	size_t at = 0;
	uint32_t key;

	while ((key = catalogue_next(&draft->ids, id, &at)) != 0) {
		int got = draft_key(draft, key)->gone
				  ? 0
				  : draft_is(draft, key, id, err);

		if (got > 0)
			*ret = key;
		if (got != 0)
			return got;
	}
	return 0;
}

/* A row of new_path, if it has this image: 1, 0 or -1. */
static int draft_path_at(struct index_draft *draft, int64_t row,
			 const char *image, struct draft_path *ret,
			 struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(draft->target, SQL_NEW_PATH_GET, &stmt, err, "i",
			       row);

	if (got <= 0 || strcmp(index_db_text(stmt, 0), image) != 0)
		return got < 0 ? -1 : 0;
	*ret = (struct draft_path){.key = sqlite3_column_int64(stmt, 1),
				   .good = sqlite3_column_int64(stmt, 3)};
	return 1;
}

/* The first specimen with an id of its own that was seen at this image, among
 * those in the catalogue. */
static int draft_look_hashed(struct index_draft *draft, const char *image,
			     int64_t *ret, struct error *err)
{
	size_t at = 0;
	uint32_t row;

	while ((row = catalogue_next(&draft->hashed, image, &at)) != 0) {
		struct draft_path path;
		int got = draft_path_at(draft, row, image, &path, err);

		if (got > 0)
			*ret = path.key;
		if (got != 0)
			return got;
	}
	return 0;
}

/* Adds a row of new_path, unless another has its image. */
static int draft_add_hashed(struct index_draft *draft, const char *image,
			    int64_t row, struct error *err)
{
	int64_t other;
	int got = draft_look_hashed(draft, image, &other, err);

	if (got == 0)
		catalogue_add(&draft->hashed, image, (uint32_t)row);
	return got < 0 ? -1 : 0;
}

/* Makes the catalogue of what was seen so far. Few journals ever ask. */
static int draft_make_hashed(struct index_draft *draft, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(draft->target, SQL_NEW_PATH_ALL, &stmt, err, "");

	for (; got > 0; got = index_db_next(draft->target, stmt, err)) {
		int64_t key = sqlite3_column_int64(stmt, 2);

		if (!draft_key(draft, key)->named &&
		    draft_add_hashed(draft, index_db_text(stmt, 1),
				     sqlite3_column_int64(stmt, 0), err) < 0)
			return -1;
	}
	draft->asks_hashed = got == 0;
	return got;
}

static int draft_find_hashed(struct index_draft *draft, const char *image,
			     int64_t *ret, struct error *err)
{
	if (!draft->asks_hashed && draft_make_hashed(draft, err) < 0)
		return -1;
	return draft_look_hashed(draft, image, ret, err);
}

/* As fold.c finds the key that an id leads to. */
static int draft_find(struct index_draft *draft, const char *id, int64_t *ret,
		      struct error *err)
{
	int got = draft_find_id(draft, id, ret, err);

	if (got == 0 && strncmp(id, "name:", 5) == 0)
		got = draft_find_hashed(draft, id + 5, ret, err);
	return got;
}

/* --- specimens ------------------------------------------------------------ */

/* Writes the row of a specimen that is new. */
static int draft_write(struct index_draft *draft, int64_t key,
		       const struct batch_line *line, struct error *err)
{
	struct index *target = draft->target;
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
	if (index_db_do(
		    target, SQL_SPECIMEN_NEW, err, "issiiiiidddddidsssiiissis",
		    key, line->id, row->image, (int64_t)share->status,
		    (int64_t)share->marks, (int64_t)share->failed,
		    (int64_t)share->extracted, (int64_t)share->priority,
		    share->completeness, share->soundness, row->confidence,
		    row->quality, share->doubt, (int64_t)share->blank,
		    row->turn, row->alike.data, row->reasons.data, row->name,
		    row->revision, row->due, (int64_t)0, fields.data,
		    supports.data, target->stats.lines, row->modified) < 0 ||
	    index_db_do(target, SQL_RECORD_PUT, err, "ib", key, &row->values) <
		    0)
		return -1;
	if (!target->words)
		return 0;
	values_words(&values, row->image, &words);
	return index_db_do(target, SQL_WORDS_ADD, err, "is", key, words.data);
}

static int draft_add(struct index_draft *draft, const struct batch_line *line,
		     int64_t *ret, struct error *err)
{
	bool named = strncmp(line->id, "name:", 5) == 0;
	int64_t key = (int64_t)draft->n_keys + 1;

	ARRAY_GROW(draft->keys, draft->n_keys, draft->cap_keys);
	draft->keys[draft->n_keys++] = (struct draft_key){
		.named = named,
		.dirty = !line->has_row,
	};
	draft->named += named;
	catalogue_add(&draft->ids, line->id, (uint32_t)key);
	*ret = key;
	if (line->has_row)
		return draft_write(draft, key, line, err);
	return index_db_do(draft->target, SQL_SPECIMEN_ADD, err, "s", line->id);
}

/* --- paths ---------------------------------------------------------------- */

/* Other bytes that failed at this path may be superseded now. */
static int draft_touch_others(struct index_draft *draft, const char *image,
			      int64_t key, struct error *err)
{
	size_t at = 0;
	uint32_t row;

	while ((row = catalogue_next(&draft->failed, image, &at)) != 0) {
		struct draft_path path;
		int got = draft_path_at(draft, row, image, &path, err);

		if (got < 0)
			return -1;
		if (got > 0 && path.key != key)
			draft_touch(draft, path.key);
	}
	return 0;
}

/* What finds a row in `pairs`. Owned. */
static char *draft_pair(int64_t key, const char *image)
{
	return mem_printf("%lld %s", (long long)key, image);
}

/* The row of a specimen at this image: 1, 0 or -1. */
static int draft_find_path(struct index_draft *draft, int64_t key,
			   const char *image, const char *pair, int64_t *ret,
			   struct error *err)
{
	struct draft_path path;
	size_t at = 0;
	int64_t row = draft_key(draft, key)->path;

	while (row != 0) {
		int got = draft_path_at(draft, row, image, &path, err);

		if (got < 0)
			return -1;
		if (got > 0 && path.key == key) {
			*ret = row;
			return 1;
		}
		row = catalogue_next(&draft->pairs, pair, &at);
	}
	return 0;
}

static int draft_add_path(struct index_draft *draft,
			  const struct batch_line *line, int64_t key,
			  int64_t good, const char *pair, struct error *err)
{
	struct draft_key *of = draft_key(draft, key);
	const char *file = file_base(line->image);
	uint32_t row;

	if (index_db_do(draft->target, SQL_NEW_PATH_ADD, err, "siisi",
			line->image, key, (int64_t)line->position,
			file != line->image ? file : NULL, good) < 0)
		return -1;
	row = (uint32_t)sqlite3_last_insert_rowid(draft->target->db);
	if (of->path == 0)
		of->path = row;
	else
		catalogue_add(&draft->pairs, pair, row);
	if (good < 0)
		catalogue_add(&draft->failed, line->image, row);
	return draft->asks_hashed && !of->named
		       ? draft_add_hashed(draft, line->image, row, err)
		       : 0;
}

static int draft_path(struct index_draft *draft, const struct batch_line *line,
		      int64_t key, struct error *err)
{
	char *pair CLEANUP(mem_free_str) = draft_pair(key, line->image);
	int64_t good = line->success ? (int64_t)line->position : -1, row;
	int got = draft_find_path(draft, key, line->image, pair, &row, err);

	if (draft_key(draft, key)->named &&
	    strcmp(line->id + strlen("name:"), line->image) != 0)
		draft->plain = true;
	if (got > 0)
		got = index_db_do(draft->target, SQL_NEW_PATH_GOOD, err, "ii",
				  good, row);
	else if (got == 0)
		got = draft_add_path(draft, line, key, good, pair, err);
	if (got < 0)
		return -1;
	return line->success ? draft_touch_others(draft, line->image, key, err)
			     : 0;
}

/* A line with an id of its own takes in the specimen that had only the name
 * of its image. */
static int draft_adopt(struct index_draft *draft, const struct batch_line *line,
		       int64_t key, struct error *err)
{
	char *id CLEANUP(mem_free_str) = NULL;
	char *pair CLEANUP(mem_free_str) = NULL;
	int64_t named = 0, row;
	struct draft_path path;
	int got;

	if (draft->named == 0 || strncmp(line->id, "name:", 5) == 0)
		return 0;
	id = index_name_id(line->image);
	got = draft_find_id(draft, id, &named, err);
	if (got <= 0)
		return got;
	draft_key(draft, named)->gone = true;
	draft->named--;
	draft_touch(draft, key);
	ARRAY_GROW(draft->moves, draft->n_moves, draft->cap_moves);
	draft->moves[draft->n_moves++] = (struct draft_move){named, key};
	row = draft_key(draft, named)->path;
	got = row != 0 ? draft_path_at(draft, row, line->image, &path, err) : 0;
	if (got <= 0)
		return got;
	pair = draft_pair(key, line->image);
	got = draft_find_path(draft, key, line->image, pair, &row, err);
	return got > 0 ? index_db_do(draft->target, SQL_NEW_PATH_GOOD, err,
				     "ii", path.good, row)
		       : got;
}

/* --- lines ---------------------------------------------------------------- */

/* The number of parameters, or of a reader. */
static int draft_number(struct index *target, struct draft_last *last,
			const char *text, struct error *err)
{
	if (text != NULL && last->text != NULL && strcmp(text, last->text) == 0)
		return 0;
	if (index_params_number(target, text, &last->number, err) < 0)
		return -1;
	mem_replace(&last->text, text);
	return 0;
}

static int draft_outcome(struct index_draft *draft,
			 const struct batch_line *line, int64_t key,
			 struct error *err)
{
	struct index *target = draft->target;

	if (draft_number(target, &draft->params, line->params, err) < 0 ||
	    draft_number(target, &draft->whose, line->reader, err) < 0)
		return -1;
	return index_db_do(target, SQL_OUTCOME_ADD, err, "iiihiihi",
			   (int64_t)line->position, (int64_t)line->len, key,
			   line->sha256, (int64_t)line->success,
			   draft->params.number, line->source,
			   draft->whose.number);
}

static int draft_take(struct index_draft *draft, const struct batch_line *line,
		      struct error *err)
{
	int64_t key = 0;
	int got;

	index_fold_cost(draft->target, line->cost_usd);
	if (line->left)
		return 0;
	got = draft_find(draft, line->id, &key, err);
	if (got < 0 || (got == 0 && draft_add(draft, line, &key, err) < 0))
		return -1;
	if (got > 0)
		draft_touch(draft, key);
	if (draft_outcome(draft, line, key, err) < 0)
		return -1;
	if (line->image[0] == '\0')
		return 0;
	if (draft_path(draft, line, key, err) < 0)
		return -1;
	return draft_adopt(draft, line, key, err);
}

/* What a bad line has to say, or takes in a good one. */
static int draft_take_line(struct index_draft *draft,
			   const struct batch_line *line, struct error *err)
{
	draft->lines++;
	draft->report.lines++;
	if (!line->whole)
		index_fold_bad(&draft->fold, draft->lines,
			       "the line is too long");
	else if (line->why != NULL)
		index_fold_bad(&draft->fold, draft->lines, line->why);
	else if (line->len > 0)
		return draft_take(draft, line, err);
	return 0;
}

/* Rows are made ahead as long as most lines are the first of a specimen. */
static void draft_judge(struct index_draft *draft, size_t before,
			const struct batch *batch)
{
	atomic_store(&draft->rules.rows,
		     2 * (draft->n_keys - before) >= batch->n);
}

int index_draft_take_batch(struct index_draft *draft, const struct batch *batch,
			   struct error *err)
{
	size_t before = draft->n_keys;

	for (size_t i = 0; i < batch->n; i++)
		if (draft_take_line(draft, &batch->lines[i], err) < 0)
			return -1;
	draft_judge(draft, before, batch);
	return 0;
}

void index_draft_forget(struct index_draft *draft)
{
	catalogue_done(&draft->ids);
	catalogue_done(&draft->hashed);
	catalogue_done(&draft->failed);
	catalogue_done(&draft->pairs);
}

void index_draft_done(struct index_draft *draft)
{
	index_draft_forget(draft);
	free(draft->keys);
	free(draft->moves);
	free(draft->params.text);
	free(draft->whose.text);
}
