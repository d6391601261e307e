/*
 * acts.c: acts of curators as the index knows them. See acts.h.
 */
#include "config.h"

#include "run/index/acts.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/ask/lookup.h"
#include "run/index/table/db.h"

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
