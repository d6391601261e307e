/*
 * specimen_write.c: one specimen, and what is asked of single ones. See
 * index.h.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "run/index/db.h"
#include "run/index/load.h"
#include "run/index/stats.h"
#include "run/record/replay.h"

#define INDEX_PREFIX_MIN 6

/* --- by which name? ------------------------------------------------------- */

/* The first two rows of a statement, superseded ones last: 1 when it is known
 * which is meant, else an error that tells them apart by their ids. */
static int lookup_two(struct index *index, sqlite3_stmt *stmt, int got,
		      const char *name, int64_t *ret, struct error *err)
{
	char *first CLEANUP(mem_free_str) = NULL;
	int superseded;

	if (got <= 0)
		return got;
	first = mem_strdup(index_db_text(stmt, 0));
	*ret = sqlite3_column_int64(stmt, 1);
	superseded = sqlite3_column_int(stmt, 2);
	got = index_db_next(index, stmt, err);
	if (got > 0 && superseded == sqlite3_column_int(stmt, 2))
		return error_set(err, ERROR_USAGE,
				 "\"%s\" names more than one specimen: %s and "
				 "%s; write more of it",
				 name, first, index_db_text(stmt, 0));
	return got < 0 ? -1 : 1;
}

static int lookup_exact(struct index *index, const char *name, int64_t *ret,
			struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_KEY, &stmt, err, "s", name);

	if (got == 0 && strncmp(name, "name:", 5) == 0) {
		index_db_release(&stmt);
		got = index_db_get(index, SQL_PATH_KNOWN, &stmt, err, "s",
				   name + 5);
		if (got > 0)
			*ret = sqlite3_column_int64(stmt, 1);
		return got;
	}
	if (got > 0)
		*ret = sqlite3_column_int64(stmt, 0);
	return got;
}

static int lookup_path(struct index *index, const char *name, int64_t *ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_PATH_KNOWN, &stmt, err, "s", name);

	return lookup_two(index, stmt, got, name, ret, err);
}

static int lookup_file(struct index *index, const char *name, int64_t *ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_PATH_FILE, &stmt, err, "s", name);

	return lookup_two(index, stmt, got, name, ret, err);
}

/* A file's name without its ending: between "name." and "name/". */
static int lookup_stem(struct index *index, const char *name, int64_t *ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	char *from CLEANUP(mem_free_str) = mem_printf("%s.", name);
	char *to CLEANUP(mem_free_str) = mem_printf("%s/", name);
	int got =
		index_db_get(index, SQL_PATH_STEM, &stmt, err, "ss", from, to);

	return lookup_two(index, stmt, got, name, ret, err);
}

static int lookup_prefix(struct index *index, const char *name, int64_t *ret,
			 struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	char *end CLEANUP(mem_free_str) = mem_printf("%s\xff", name);
	int got = 0;

	if (strlen(name) >= INDEX_PREFIX_MIN)
		got = index_db_get(index, SQL_SPECIMEN_PREFIX, &stmt, err, "ss",
				   name, end);
	return lookup_two(index, stmt, got, name, ret, err);
}

static int index_lookup(struct index *index, const char *name, int64_t *ret,
			struct error *err)
{
	static int (*const ways[])(struct index *, const char *, int64_t *,
				   struct error *) = {
		lookup_exact,  lookup_path, lookup_file,
		lookup_prefix, lookup_stem,
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		int got = ways[i](index, name, ret, err);

		if (got != 0)
			return got < 0 ? -1 : 0;
	}
	return error_set(err, ERROR_NOT_FOUND,
			 "%s has no specimen \"%s\": give its id, at least %d "
			 "characters of it, or its image",
			 index->run->name, name, INDEX_PREFIX_MIN);
}

/* --- the whole specimen --------------------------------------------------- */

static int specimen_read(struct index *index, const char *id,
			 struct specimen *ret, struct error *err)
{
	size_t lent = INDEX_NOT_LENT;
	int64_t key;

	if (index_lookup(index, id, &key, err) < 0)
		return -1;
	return index_load_specimen(index, key, true, NULL, ret, &lent, err);
}

/* All its rows as of one moment. */
static int specimen_snapshot(struct index *index, const char *id,
			     struct specimen *ret, struct error *err)
{
	struct specimen specimen;
	int rc;

	specimen_init(&specimen);
	if (index_db_exec(index, "BEGIN", err) < 0)
		return -1;
	rc = stats_load(index, err);
	if (rc == 0)
		rc = specimen_read(index, id, &specimen, err);
	index_db_rollback(index);
	if (rc < 0) {
		specimen_done(&specimen);
		return -1;
	}
	specimen_replay(&specimen, index->run->terms);
	specimen_weigh(&specimen, index->run->terms);
	*ret = specimen;
	return 0;
}

int index_specimen(struct index *index, const char *id, struct specimen *ret,
		   struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = specimen_snapshot(index, id, ret, err);
	if (rc < 0 && index_mend(index))
		rc = specimen_snapshot(index, id, ret, err);
	return rc;
}

/* --- one of its outcomes --------------------------------------------------- */

static int outcome_line(struct index *index, const char *id,
			const char *line_sha256, struct bytes *ret,
			struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int64_t key;
	int got;

	if (index_lookup(index, id, &key, err) < 0)
		return -1;
	got = index_db_get(index, SQL_OUTCOME_LINE, &stmt, err, "ih", key,
			   line_sha256);
	if (got <= 0)
		return got < 0 ? -1
			       : error_set(err, ERROR_NOT_FOUND,
					   "%s has no such reading any more",
					   id);
	return index_load_line(index, JOURNAL_RAW,
			       (uint64_t)sqlite3_column_int64(stmt, 0),
			       (size_t)sqlite3_column_int64(stmt, 1), ret, err);
}

int index_outcome(struct index *index, const char *id, const char *line_sha256,
		  struct outcome *ret, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = outcome_line(index, id, line_sha256, &line, err);
	if (rc < 0 && index_mend(index)) {
		line.len = 0;
		rc = outcome_line(index, id, line_sha256, &line, err);
	}
	if (rc < 0)
		return -1;
	return outcome_read(line.data, line.len, ret, NULL, err);
}

/* --- what an undo would concern ------------------------------------------- */

/* An act as the search for it goes back. */
struct past {
	int64_t position;
	char *id, *reverts;
	int back; /* 0 an act, 1 an undo, 2 a redo */
	bool dead;
};

static void past_done(struct past *past)
{
	free(past->id);
	free(past->reverts);
	*past = (struct past){0};
}

/* The one before `past`: 1, 0 or -1. */
static int past_next(struct index *index, const char *by, int64_t key,
		     struct past *past, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int64_t before = past->position;
	int got = key < 0 ? index_db_get(index, SQL_ACT_LAST, &stmt, err, "si",
					 by, before)
			  : index_db_get(index, SQL_ACT_LAST_OF, &stmt, err,
					 "sii", by, before, key);

	past_done(past);
	if (got <= 0)
		return got;
	past->position = sqlite3_column_int64(stmt, 0);
	past->id = mem_strdup(index_db_text(stmt, 1));
	past->back = sqlite3_column_int(stmt, 2);
	past->dead = sqlite3_column_int(stmt, 3) != 0;
	past->reverts = mem_strdup(index_db_text(stmt, 4));
	return 1;
}

/* The act that an undo took back, if it still is: 1 and its id. */
static int past_undone(struct index *index, const struct past *undo,
		       char **ret_act, struct error *err)
{
	json_t *ids CLEANUP(json_release) = NULL;
	const char *id = NULL;
	int got = 0;

	if (json_read(undo->reverts, strlen(undo->reverts), &ids, NULL, NULL) ==
	    0)
		id = json_string_value(json_array_get(ids, 0));
	if (id != NULL) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

		got = index_db_get(index, SQL_ACT_FIND, &stmt, err, "s", id);
		if (got > 0)
			got = sqlite3_column_int(stmt, 1) != 0;
		if (got > 0)
			*ret_act = mem_strdup(id);
	}
	return got;
}

static int undo_find(struct index *index, const char *by, int64_t key,
		     bool redo, char **ret_act, struct error *err)
{
	struct past past CLEANUP(past_done) = {.position = INT64_MAX};
	int got;

	while ((got = past_next(index, by, key, &past, err)) > 0) {
		if (past.back == 0 && !past.dead) {
			if (redo)
				return 0;
			*ret_act = mem_strdup(past.id);
			return 1;
		}
		if (redo && past.back == 1) {
			got = past_undone(index, &past, ret_act, err);
			if (got != 0)
				return got;
		}
	}
	return got;
}

int index_act_specimens(struct index *index, const char *act, json_t **ret,
			struct error *err)
{
	json_t *ids CLEANUP(json_release) = json_array();
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int64_t position = 0;
	int got = index_db_get(index, SQL_ACT_FIND, &stmt, err, "s", act);

	if (got > 0)
		position = sqlite3_column_int64(stmt, 0);
	index_db_release(&stmt);
	if (got > 0)
		got = index_db_get(index, SQL_ACT_IDS, &stmt, err, "i",
				   position);
	for (; got > 0; got = index_db_next(index, stmt, err))
		json_array_append_new(ids, json_string(index_db_text(stmt, 0)));
	if (got < 0)
		return -1;
	*ret = json_incref(ids);
	return 0;
}

static int undo_target(struct index *index, const char *by, const char *id,
		       bool redo, char **ret_act, struct error *err)
{
	int64_t key = -1;
	int got;

	if (id != NULL && index_lookup(index, id, &key, err) < 0)
		return -1;
	got = undo_find(index, by, key, redo, ret_act, err);
	if (got == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 redo ? "nothing of %s's to redo%s"
				      : "nothing of %s's to undo%s",
				 by, id != NULL ? " on this specimen" : "");
	return got < 0 ? -1 : 0;
}

int index_act_group(struct index *index, const char *act, json_t **ret,
		    struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	json_t *ids = json_array();
	int got = index_db_get(index, SQL_ACT_GROUP, &stmt, err, "s", act);

	for (; got > 0; got = index_db_next(index, stmt, err))
		json_array_append_new(ids, json_string(index_db_text(stmt, 0)));
	if (got < 0) {
		json_decref(ids);
		return -1;
	}
	if (json_array_size(ids) == 0)
		json_array_append_new(ids, json_string(act));
	*ret = ids;
	return 0;
}

int index_undo_target(struct index *index, const char *by, const char *id,
		      bool redo, char **ret_act, struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = undo_target(index, by, id, redo, ret_act, err);
	if (rc < 0 && index_mend(index))
		rc = undo_target(index, by, id, redo, ret_act, err);
	return rc;
}

/* --- curated.jsonl -------------------------------------------------------- */

static int unsigned_read(struct index *index, size_t most, json_t **ret,
			 struct error *err)
{
	json_t *ids CLEANUP(json_release) = json_array();
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_UNSIGNED, &stmt, err, "i",
			       (int64_t)most);

	for (; got > 0; got = index_db_next(index, stmt, err))
		json_array_append_new(ids, json_string(index_db_text(stmt, 0)));
	if (got < 0)
		return -1;
	*ret = json_incref(ids);
	return 0;
}

int index_unsigned(struct index *index, size_t most, json_t **ret,
		   struct error *err)
{
	int rc = unsigned_read(index, most, ret, err);

	if (rc < 0 && index_mend(index))
		rc = unsigned_read(index, most, ret, err);
	return rc;
}

/* --- the worklist's and the import's questions ---------------------------- */

struct done_question {
	const char *sha256, *image, *params;
	int64_t since;
};

/* Raises *state by what the outcomes of one id say. */
static int done_of_id(struct index *index, const char *id,
		      const struct done_question *question,
		      enum done_state *state, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_OUTCOME_DONE, &stmt, err, "si", id,
			       question->since);
	const char *params = question->params;

	for (; got > 0; got = index_db_next(index, stmt, err)) {
		bool success = sqlite3_column_int(stmt, 0) != 0;
		bool imported = sqlite3_column_int(stmt, 2) != 0;
		bool same = params != NULL &&
			    strcmp(index_db_text(stmt, 1), params) == 0;

		if (success && (same || imported))
			*state = DONE_YES;
		else if (same && *state == DONE_NO)
			*state = DONE_FAILED;
	}
	return got;
}

static int done_read(struct index *index, const struct done_question *question,
		     enum done_state *ret, struct error *err)
{
	const char *sha256 = question->sha256, *image = question->image;
	enum done_state state = DONE_NO;

	if (sha256 != NULL && sha256[0] != '\0' &&
	    done_of_id(index, sha256, question, &state, err) < 0)
		return -1;
	if (image != NULL && image[0] != '\0' && state != DONE_YES) {
		char *id CLEANUP(mem_free_str) = index_name_id(image);

		if (done_of_id(index, id, question, &state, err) < 0)
			return -1;
	}
	*ret = state;
	return 0;
}

int index_done_state(struct index *index, const char *sha256, const char *image,
		     const char *params_sha256, int64_t since,
		     enum done_state *ret, struct error *err)
{
	const struct done_question question = {sha256, image, params_sha256,
					       since};
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = done_read(index, &question, ret, err);
	if (rc < 0 && index_mend(index))
		rc = done_read(index, &question, ret, err);
	return rc;
}

static int failed_count(struct index *index, const char *params, size_t *ret,
			struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_OUTCOME_FAILED, &stmt, err, "s",
			       params);

	if (got > 0)
		*ret = (size_t)sqlite3_column_int64(stmt, 0);
	return got < 0 ? -1 : 0;
}

int index_failed_of(struct index *index, const char *params_sha256, size_t *ret,
		    struct error *err)
{
	int rc = index_ask(index, err);

	*ret = 0;
	if (rc == 0)
		rc = failed_count(index, params_sha256, ret, err);
	if (rc < 0 && index_mend(index))
		rc = failed_count(index, params_sha256, ret, err);
	return rc;
}

/* Whether a statement finds a row for this text. */
static int has_row(struct index *index, enum index_sql sql, const char *text,
		   bool *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, sql, &stmt, err,
			       sql == SQL_OUTCOME_SOURCE ? "h" : "s", text);

	if (got < 0)
		return -1;
	*ret = got > 0;
	return 0;
}

static int has_asked(struct index *index, enum index_sql sql, const char *text,
		     bool *ret, struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = has_row(index, sql, text, ret, err);
	if (rc < 0 && index_mend(index))
		rc = has_row(index, sql, text, ret, err);
	return rc;
}

int index_has_source(struct index *index, const char *source_sha256, bool *ret,
		     struct error *err)
{
	return has_asked(index, SQL_OUTCOME_SOURCE, source_sha256, ret, err);
}

int index_has_image(struct index *index, const char *image, bool *ret,
		    struct error *err)
{
	return has_asked(index, SQL_PATH_KNOWN, image, ret, err);
}

int index_has_id(struct index *index, const char *id, bool *ret,
		 struct error *err)
{
	return has_asked(index, SQL_SPECIMEN_KEY, id, ret, err);
}
