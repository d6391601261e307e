/*
 * namings.c: determinations by their records. See namings.h.
 */
#include "config.h"

#include "run/tables/namings.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/json/json.h"
#include "base/mem.h"

#define NAMINGS_MAX 64 /* of one record, as of a list */

struct namings {
	sqlite3 *db;
	sqlite3_stmt *add, *of;
};

static int namings_fail(const struct namings *namings, struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "cannot keep determinations meanwhile: %s; is there "
			 "room where temporary files are ($SQLITE_TMPDIR)?",
			 sqlite3_errmsg(namings->db));
}

static const char namings_schema[] =
	"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
	"CREATE TABLE named (id TEXT NOT NULL, n INTEGER NOT NULL,"
	" entry TEXT NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID;"
	"BEGIN";

int namings_new(struct namings **ret, struct error *err)
{
	struct namings *namings = mem_zalloc(sizeof(*namings));

	/* A name of no letters: a file that is removed when it is closed. */
	if (sqlite3_open("", &namings->db) == SQLITE_OK &&
	    sqlite3_exec(namings->db, namings_schema, NULL, NULL, NULL) ==
		    SQLITE_OK &&
	    sqlite3_prepare_v2(namings->db,
			       "INSERT INTO named SELECT ?1, "
			       "coalesce(max(n), 0) + 1, ?2 FROM named "
			       "WHERE id = ?1",
			       -1, &namings->add, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(namings->db,
			       "SELECT entry FROM named WHERE id = ?1 "
			       "ORDER BY n LIMIT ?2",
			       -1, &namings->of, NULL) == SQLITE_OK) {
		*ret = namings;
		return 0;
	}
	namings_fail(namings, err);
	namings_free(namings);
	return -1;
}

void namings_free(struct namings *namings)
{
	if (namings == NULL)
		return;
	sqlite3_finalize(namings->add);
	sqlite3_finalize(namings->of);
	sqlite3_close(namings->db);
	free(namings);
}

int namings_add(struct namings *namings, const char *id, const json_t *entry,
		struct error *err)
{
	char *text = json_dumps(entry, JSON_COMPACT);
	int rc;

	sqlite3_bind_text(namings->add, 1, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(namings->add, 2, text, -1, SQLITE_STATIC);
	rc = sqlite3_step(namings->add);
	sqlite3_reset(namings->add);
	sqlite3_clear_bindings(namings->add);
	free(text);
	return rc == SQLITE_DONE ? 0 : namings_fail(namings, err);
}

/* Only the first that is said to be current is. */
static void namings_append(json_t *list, json_t *entry, bool *current)
{
	if (json_is_true(json_object_get(entry, "isCurrent"))) {
		if (*current)
			json_object_set_new(entry, "isCurrent", json_false());
		*current = true;
	}
	json_array_append_new(list, entry);
}

int namings_of(struct namings *namings, const char *id, json_t **ret,
	       struct error *err)
{
	json_t *list = json_array();
	bool current = false;
	int rc;

	sqlite3_bind_text(namings->of, 1, id, -1, SQLITE_STATIC);
	sqlite3_bind_int(namings->of, 2, NAMINGS_MAX);
	while ((rc = sqlite3_step(namings->of)) == SQLITE_ROW)
		namings_append(list,
			       json_loads((const char *)sqlite3_column_text(
						  namings->of, 0),
					  0, NULL),
			       &current);
	sqlite3_reset(namings->of);
	sqlite3_clear_bindings(namings->of);
	*ret = list;
	if (rc == SQLITE_DONE && json_array_size(list) > 0)
		return 0;
	json_decref(list);
	*ret = NULL;
	return rc == SQLITE_DONE ? 0 : namings_fail(namings, err);
}
