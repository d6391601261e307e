/*
 * specimen.c: one specimen, and what is known of single ones. See specimen.h.
 */
#include "config.h"

#include "run/index/specimen.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/index/ask/lookup.h"
#include "run/index/fold/load.h"
#include "run/index/fold/stats.h"
#include "run/index/table/db.h"
#include "run/record/replay.h"

/* --- the whole specimen --------------------------------------------------- */

static int specimen_read(struct index *index, const char *id,
			 struct specimen *ret, struct error *err)
{
	int64_t key;

	if (index_lookup(index, id, &key, err) < 0)
		return -1;
	return index_load_whole(index, key, ret, err);
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

/* As of one moment, too. */
static int values_snapshot(struct index *index, int64_t key,
			   struct specimen *ret, struct error *err)
{
	int rc;

	if (index_db_exec(index, "BEGIN", err) < 0)
		return -1;
	rc = index_load_whole(index, key, ret, err);
	index_db_rollback(index);
	return rc;
}

int index_specimen_values(struct index *index, int64_t key,
			  struct specimen *ret, struct error *err)
{
	struct error why = {0};
	int rc = index_ask(index, err);

	if (rc < 0)
		return -1;
	specimen_init(ret);
	if (values_snapshot(index, key, ret, &why) == 0) {
		specimen_replay_values(ret, index->run->terms);
		return 1;
	}
	specimen_done(ret);
	if (why.kind == ERROR_NOT_FOUND)
		return 0;
	/* Not asked again: a key may be another specimen's in the index that
	 * is made anew. */
	(void)index_mend(index);
	if (err != NULL)
		*err = why;
	return -1;
}

int index_specimen_values_of(struct index *index, const char *id,
			     struct specimen *ret, struct error *err)
{
	int64_t key;
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = index_lookup(index, id, &key, err);
	if (rc == 0)
		rc = index_specimen_values(index, key, ret, err);
	if (rc == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "the specimen %s is not there any more", id);
	return rc < 0 ? -1 : 0;
}

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

/* In one transaction: SQLite locks its file for each question otherwise. */
static int has_sources(struct index *index, const char *first, size_t stride,
		       size_t n, bool *ret, struct error *err)
{
	int rc = index_db_exec(index, "BEGIN", err);

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = has_row(index, SQL_OUTCOME_SOURCE, first + i * stride,
			     &ret[i], err);
	index_db_rollback(index);
	return rc;
}

int index_has_sources(struct index *index, const char *first, size_t stride,
		      size_t n, bool *ret, struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = has_sources(index, first, stride, n, ret, err);
	if (rc < 0 && index_mend(index))
		rc = has_sources(index, first, stride, n, ret, err);
	return rc;
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
