/*
 * load.c: a specimen out of rows and lines. See load.h.
 *
 * The index keeps positions, the journals keep the lines: nothing is stored
 * twice, and a row whose line is gone is noticed by its hash.
 */
#include "config.h"

#include "run/index/fold/load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/cache/facts.h"
#include "run/index/fold/group.h"
#include "run/record/pin.h"
#include "run/record/replay.h"

void index_load_close(struct index *index)
{
	index_group_forget(index);
	for (size_t i = 0; i < JOURNAL_FOLDED; i++) {
		if (index->fds[i] >= 0)
			close(index->fds[i]);
		index->fds[i] = -1;
	}
}

static int index_load_open(struct index *index, enum journal_id id,
			   struct error *err)
{
	char *path CLEANUP(mem_free_str) =
		run_path(index->run, journal_name(id));

	if (index->fds[id] >= 0)
		return 0;
	index->fds[id] = file_open_own(path, O_RDONLY, 0);
	if (index->fds[id] < 0)
		return error_sys(err, errno, "cannot read %s", path);
	return 0;
}

static bool index_load_try(struct index *index, enum journal_id id,
			   uint64_t position, size_t len, struct bytes *ret)
{
	char *at = bytes_reserve(ret, len);
	size_t done = 0;

	while (done < len) {
		ssize_t got = pread(index->fds[id], at + done, len - done,
				    (off_t)(position + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	ret->len += len;
	ret->data[ret->len] = '\0';
	return true;
}

int index_load_line(struct index *index, enum journal_id id, uint64_t position,
		    size_t len, struct bytes *ret, struct error *err)
{
	if (len > JOURNAL_LINE_MAX)
		return error_set(err, ERROR_FAILED, "a line of %s is too long",
				 journal_name(id));
	for (int attempt = 0; attempt < 2; attempt++) {
		if (index_load_open(index, id, err) < 0)
			return -1;
		if (index_load_try(index, id, position, len, ret))
			return 0;
		index_load_close(index);
	}
	index->stale = true;
	return error_set(err, ERROR_FAILED,
			 "%s of %s is shorter than it was; ask again, the "
			 "index is made anew from it",
			 journal_name(id), index->run->name);
}

char *index_name_id(const char *image)
{
	return mem_printf("name:%s", image);
}

/* --- paths ---------------------------------------------------------------- */

static int index_load_paths(struct index *index, int64_t key,
			    struct specimen *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_PATH_LIST, &stmt, err, "i", key);

	for (; got > 0; got = index_db_next(index, stmt, err)) {
		char *image = mem_strdup(index_db_text(stmt, 0));

		if (ret->image == NULL) {
			ret->image = image;
			continue;
		}
		ret->also = mem_grow(ret->also, ret->n_also + 1,
				     sizeof(*ret->also));
		ret->also[ret->n_also++] = image;
	}
	return got;
}

/* --- facts ---------------------------------------------------------------- */

enum facts_state index_load_serve(struct index *index,
				  const struct specimen *specimen,
				  struct facts *ret, int64_t *ret_stamp)
{
	size_t n = 0;
	const char **images =
		mem_grow(NULL, specimen->n_also + 1, sizeof(*images));
	enum facts_state state;

	if (specimen->image != NULL)
		images[n++] = specimen->image;
	for (size_t i = 0; i < specimen->n_also; i++)
		images[n++] = specimen->also[i];
	state = facts_cache_serve(index->facts, specimen->id, images, n, ret,
				  ret_stamp);
	free(images);
	return state;
}

static void index_load_facts(struct index *index, struct specimen *ret)
{
	struct facts facts;

	ret->looked = index_load_serve(index, ret, &facts, &ret->facts_stamp);
	if (ret->looked != FACTS_KNOWN)
		return;
	ret->facts = mem_alloc(sizeof(*ret->facts));
	*ret->facts = facts;
}

/* --- acts ----------------------------------------------------------------- */

static int index_load_act(struct index *index, sqlite3_stmt *stmt,
			  struct specimen *ret, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	const char *part = index_db_text(stmt, 2);
	struct act act;

	if (part[0] != '\0')
		bytes_append_str(&line, part);
	else if (index_load_line(index, JOURNAL_EDITS,
				 (uint64_t)sqlite3_column_int64(stmt, 0),
				 (size_t)sqlite3_column_int64(stmt, 1), &line,
				 err) < 0)
		return -1;
	if (act_read(line.data, line.len, &act, err) < 0)
		return -1;
	specimen_add_act(ret, &act);
	return 0;
}

static int index_load_acts(struct index *index, int64_t key,
			   struct specimen *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_ACT_LIST, &stmt, err, "i", key);

	for (; got > 0; got = index_db_next(index, stmt, err))
		if (index_load_act(index, stmt, ret, err) < 0)
			return -1;
	return got;
}

/* --- outcomes ------------------------------------------------------------- */

/* What a specimen is loaded into. */
struct loading {
	const struct index_fresh *fresh; /* or NULL */
	struct specimen *ret;
	size_t lent;
	struct index_late *late; /* NULL: lines are read at once */
};

/* A line that was found, and the outcome that it is to be. */
struct late_line {
	size_t outcome;
	struct bytes text;
	unsigned char half[INDEX_HALF];
};

/* 1 where it is another line than was folded. */
static int late_read_line(const struct late_line *line, struct specimen *ret,
			  struct error *err)
{
	char *hash = ret->outcome_sha256[line->outcome];
	unsigned char half[INDEX_HALF];

	hash_bytes(line->text.data, line->text.len, hash);
	if (!index_db_half(hash, half) ||
	    memcmp(line->half, half, INDEX_HALF) != 0)
		return 1;
	return outcome_read(line->text.data, line->text.len,
			    &ret->outcomes[line->outcome], NULL, err);
}

static int late_say_changed(struct index *index, struct error *err)
{
	index_load_close(index);
	index->stale = true;
	return error_set(err, ERROR_FAILED,
			 "raw.jsonl of %s is another file than it was; "
			 "ask again, the index is made anew from it",
			 index->run->name);
}

void index_late_read(struct index_late *late, struct specimen *ret)
{
	for (size_t i = 0; i < late->n && late->rc == 0; i++)
		late->rc = late_read_line(&late->items[i], ret, &late->error);
}

int index_late_check(struct index *index, const struct index_late *late,
		     struct error *err)
{
	if (late->rc > 0)
		return late_say_changed(index, err);
	if (late->rc < 0 && err != NULL)
		*err = late->error;
	return late->rc;
}

void index_late_done(struct index_late *late)
{
	for (size_t i = 0; i < late->n; i++)
		bytes_done(&late->items[i].text);
	free(late->items);
	*late = (struct index_late){0};
}

static size_t loading_add(struct specimen *ret)
{
	size_t n = ret->n_outcomes;

	ret->outcomes = mem_grow(ret->outcomes, n + 1, sizeof(*ret->outcomes));
	ret->outcome_sha256 = mem_grow(ret->outcome_sha256, n + 1,
				       sizeof(*ret->outcome_sha256));
	outcome_init(&ret->outcomes[n]);
	ret->outcome_sha256[n][0] = '\0';
	ret->n_outcomes++;
	return n;
}

static int index_load_outcome(struct index *index, sqlite3_stmt *stmt,
			      struct loading *loading, struct error *err)
{
	struct late_line line = {0};
	int rc = index_load_line(
		index, JOURNAL_RAW, (uint64_t)sqlite3_column_int64(stmt, 0),
		(size_t)sqlite3_column_int64(stmt, 1), &line.text, err);

	/* What is no hash is none of a line. */
	if (rc == 0 && sqlite3_column_bytes(stmt, 2) == INDEX_HALF)
		memcpy(line.half, sqlite3_column_blob(stmt, 2), INDEX_HALF);
	if (rc == 0)
		line.outcome = loading_add(loading->ret);
	if (rc == 0 && loading->late != NULL) {
		struct index_late *late = loading->late;

		late->items = mem_grow(late->items, late->n + 1,
				       sizeof(*late->items));
		late->items[late->n++] = line;
		return 0;
	}
	if (rc == 0)
		rc = late_read_line(&line, loading->ret, err);
	bytes_done(&line.text);
	return rc > 0 ? late_say_changed(index, err) : rc;
}

static int index_load_outcomes(struct index *index, int64_t key,
			       struct loading *loading, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_OUTCOME_LIST, &stmt, err, "i", key);

	for (; got > 0; got = index_db_next(index, stmt, err))
		if (index_load_outcome(index, stmt, loading, err) < 0)
			return -1;
	return got;
}

/* Lends the outcome that was just folded. */
static void index_load_lent(struct loading *loading)
{
	struct specimen *ret = loading->ret;
	size_t n = loading_add(ret);

	loading->lent = n;
	ret->outcomes[n] = *loading->fresh->outcome;
	memcpy(ret->outcome_sha256[n], loading->fresh->sha256, HASH_HEX_SIZE);
}

/* The outcomes of a statement's rows, from the one that it stands at on. */
static int index_load_rows(struct index *index, sqlite3_stmt *stmt,
			   struct loading *loading, struct error *err)
{
	const struct index_fresh *fresh = loading->fresh;
	int got = 1;

	for (; got > 0; got = index_db_next(index, stmt, err)) {
		if (fresh != NULL && fresh->outcome != NULL &&
		    fresh->position == (uint64_t)sqlite3_column_int64(stmt, 0))
			index_load_lent(loading);
		else if (index_load_outcome(index, stmt, loading, err) < 0)
			return -1;
	}
	return got;
}

/* The places of lines that are pinned, in the order of the file. */
struct index_lines {
	int64_t *at;
	size_t n;
};

static int index_line_order(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

static int index_load_places(struct index *index, int64_t key,
			     const struct pin *pin, struct index_lines *ret,
			     struct error *err)
{
	json_t *lines CLEANUP(json_release) = json_array();
	size_t i;
	json_t *line;

	pin_lines(pin, lines);
	ret->at =
		mem_grow(ret->at, json_array_size(lines) + 1, sizeof(*ret->at));
	ret->n = 0;
	json_array_foreach(lines, i, line)
	{
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
		int got = index_db_get(index, SQL_OUTCOME_LINE, &stmt, err,
				       "ih", key, json_string_value(line));

		if (got < 0)
			return -1;
		if (got > 0)
			ret->at[ret->n++] = sqlite3_column_int64(stmt, 0);
	}
	if (ret->n > 1)
		qsort(ret->at, ret->n, sizeof(*ret->at), index_line_order);
	return 0;
}

static int index_load_lines(struct index *index,
			    const struct index_lines *lines,
			    struct loading *loading, struct error *err)
{
	for (size_t i = 0; i < lines->n; i++) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
		int got = index_db_get(index, SQL_OUTCOME_AT, &stmt, err, "i",
				       lines->at[i]);

		if (got <= 0 || index_load_rows(index, stmt, loading, err) < 0)
			return -1;
	}
	return 0;
}

/* The outcomes that the acts pin: 1; 0 when they pin none that is there. What
 * decides is asked of pin.c, once its lines are at hand. */
static int index_load_pinned(struct index *index, int64_t key,
			     struct loading *loading, struct error *err)
{
	struct index_lines lines = {0};
	int rc = 0;

	for (size_t i = 0; i < loading->ret->n_acts && rc == 0; i++) {
		struct pin pin = act_pin(loading->ret, &loading->ret->acts[i]);

		if (pin.kind == PIN_SILENT)
			continue;
		rc = index_load_places(index, key, &pin, &lines, err);
		if (rc < 0 || (lines.n == 0 && pin_names(&pin)))
			continue;
		rc = index_load_lines(index, &lines, loading, err) < 0 ? -1 : 1;
	}
	free(lines.at);
	return rc;
}

/* What a record is put together from: as proposal_candidates chooses, so that
 * no more lines are read than that takes; the last failure where there is no
 * success. */
static int index_load_candidates(struct index *index, int64_t key,
				 struct loading *loading, struct error *err)
{
	static const enum index_sql sqls[] = {SQL_OUTCOME_CANDIDATES,
					      SQL_OUTCOME_BEST};
	int got = 0;

	for (size_t i = 0; i < ARRAY_LEN(sqls) && got == 0; i++) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

		got = index_db_get(index, sqls[i], &stmt, err, "i", key);
		if (got > 0 && index_load_rows(index, stmt, loading, err) < 0)
			return -1;
	}
	return got < 0 ? -1 : 0;
}

static int index_load_base(struct index *index, int64_t key,
			   struct loading *loading, struct error *err)
{
	int got = index_load_pinned(index, key, loading, err);

	if (got < 0)
		return -1;
	/* a pin may name no line: whether the reading failed is asked still */
	return got == 0 || loading->ret->n_outcomes == 0
		       ? index_load_candidates(index, key, loading, err)
		       : 0;
}

int index_load_names(struct index *index, int64_t key, struct specimen *ret,
		     struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_ID, &stmt, err, "i", key);

	if (got <= 0)
		return got < 0 ? -1
			       : error_set(
					 err, ERROR_NOT_FOUND,
					 "the specimen is not there any more");
	ret->id = mem_strdup(index_db_text(stmt, 0));
	return index_load_paths(index, key, ret, err);
}

static int index_load_known(struct index *index, int64_t key,
			    struct specimen *ret, struct error *err)
{
	if (index_load_names(index, key, ret, err) < 0 ||
	    index_load_acts(index, key, ret, err) < 0)
		return -1;
	for (size_t i = 0; ret->image == NULL && i < ret->n_acts; i++)
		ret->image = mem_strdup(ret->acts[i].image);
	if (ret->image == NULL)
		ret->image = mem_strdup("");
	index_load_facts(index, ret);
	ret->catalog_pattern = index->run->catalog_pattern;
	ret->words = run_words_share(index->stats.words);
	return 0;
}

int index_load_whole(struct index *index, int64_t key, struct specimen *ret,
		     struct error *err)
{
	struct loading loading = {.ret = ret, .lent = INDEX_NOT_LENT};

	if (index_load_known(index, key, ret, err) < 0)
		return -1;
	return index_load_outcomes(index, key, &loading, err);
}

int index_load_needed(struct index *index, int64_t key,
		      const struct index_fresh *fresh, struct specimen *ret,
		      struct index_late *late, size_t *ret_lent,
		      struct error *err)
{
	struct loading loading = {
		.fresh = fresh,
		.ret = ret,
		.lent = INDEX_NOT_LENT,
		.late = late,
	};
	int rc = index_load_known(index, key, ret, err);

	if (rc == 0)
		rc = index_load_base(index, key, &loading, err);
	*ret_lent = loading.lent;
	return rc;
}

void index_load_return(struct specimen *specimen, size_t lent)
{
	if (lent != INDEX_NOT_LENT)
		outcome_init(&specimen->outcomes[lent]);
}
