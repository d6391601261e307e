/*
 * roster.c: which records, under which identifiers. See roster.h.
 *
 * given      what ids.jsonl says, line by line; of a specimen the first counts.
 *            `hash` is a number made of the specimen's id: an index over
 *            numbers takes a third of the time
 * old        what was published
 * record     what is exported; how is KEPT, an enum id_how, or null where it
 *            is not settled yet
 *
 * 1. Nothing of it is ever read again by another process: it has no name, and
 *    is written without care for a crash.
 * 2. Identifiers have no line breaks, and are compared as id_fold.h says: by the
 *    collation IDS.
 * 3. What is given depends on what is there, not on the order in which records
 *    come.
 * 4. Whether texts are there twice is asked of numbers made of them first; the
 *    texts are put in order only where it looks so.
 */
#include "config.h"

#include "export/roster/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "export/dataset/uuid.h"
#include "export/roster/database.h"
#include "run/ids/id_fold.h"

#define ROSTER_KEPT (-1)

static const char roster_schema[] =
	"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
	"PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = FILE;"
	"PRAGMA cache_size = -24000;"
	"CREATE TABLE given(n INTEGER PRIMARY KEY, hash INTEGER, specimen TEXT,"
	" id TEXT);"
	"CREATE TABLE old(id TEXT PRIMARY KEY, catalog TEXT COLLATE IDS)"
	" WITHOUT ROWID;"
	"CREATE TABLE record(key INTEGER PRIMARY KEY, specimen TEXT,"
	" catalog TEXT COLLATE IDS, id TEXT, how INTEGER);"
	"BEGIN";

/* SQL's uuid(TEXT): the identifier of a specimen without a number. The name of
 * a file, of one without a hash, is its own within the run alone. */
static void roster_uuid(sqlite3_context *ctx, int n, sqlite3_value **values)
{
	const struct roster *roster = sqlite3_user_data(ctx);
	const char *specimen = (const char *)sqlite3_value_text(values[0]);
	struct bytes name CLEANUP(bytes_done) = {0};
	char text[9 + UUID_SIZE] = "urn:uuid:";

	(void)n;
	if (specimen != NULL && strncmp(specimen, "name:", 5) == 0)
		bytes_printf(&name, "run:%s ", roster->run);
	bytes_append(&name, specimen, (size_t)sqlite3_value_bytes(values[0]));
	uuid_of_name(UUID_SPECIMENS, name.data, name.len, text + 9);
	sqlite3_result_text(ctx, text, -1, SQLITE_TRANSIENT);
}

/* SQL's folded(TEXT): the same number for what is the same (invariant 4). */
static void roster_folded(sqlite3_context *ctx, int n, sqlite3_value **values)
{
	struct bytes *folded = sqlite3_user_data(ctx);
	const char *text = (const char *)sqlite3_value_text(values[0]);

	(void)n;
	bytes_clear(folded);
	id_fold(text, (size_t)sqlite3_value_bytes(values[0]), folded);
	sqlite3_result_int64(ctx, roster_hash(folded->data, folded->len));
}

static int roster_collate(void *arg, int a_len, const void *a, int b_len,
			  const void *b)
{
	(void)arg;
	return id_compare(a, (size_t)a_len, b, (size_t)b_len);
}

static int roster_begin(struct roster *roster, struct error *err)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

	if (sqlite3_open_v2("", &roster->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK ||
	    sqlite3_create_function(roster->db, "uuid", 1, flags, roster,
				    roster_uuid, NULL, NULL) != SQLITE_OK ||
	    sqlite3_create_function(roster->db, "folded", 1, flags,
				    &roster->folded, roster_folded, NULL,
				    NULL) != SQLITE_OK ||
	    sqlite3_create_collation(roster->db, "IDS", SQLITE_UTF8, NULL,
				     roster_collate) != SQLITE_OK)
		return roster_fail(roster, err);
	return roster_exec(roster, roster_schema, err);
}

int roster_new(const char *prefix, const char *run, struct roster **ret,
	       struct error *err)
{
	struct roster *roster = mem_zalloc(sizeof(*roster));

	roster->prefix = mem_strdup(prefix);
	roster->run = mem_strdup(run);
	if (roster_begin(roster, err) < 0) {
		roster_free(roster);
		return -1;
	}
	*ret = roster;
	return 0;
}

void roster_free(struct roster *roster)
{
	if (roster == NULL)
		return;
	for (size_t i = 0; i < ROSTER_SQLS; i++)
		sqlite3_finalize(roster->stmts[i]);
	sqlite3_finalize(roster->walk);
	sqlite3_close(roster->db);
	bytes_done(&roster->folded);
	free(roster->prefix);
	free(roster->run);
	free(roster);
}

int roster_add_old(struct roster *roster, const char *id, const char *catalog,
		   struct error *err)
{
	sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_OLD, err);

	if (stmt == NULL)
		return -1;
	roster->has_old = true;
	roster_bind(stmt, 1, id);
	roster_bind(stmt, 2, catalog);
	return roster_do(roster, stmt, err);
}

/* --- records -------------------------------------------------------------- */

/* What names a record stands on one line, without blanks around it: the text
 * itself, or a copy in *slot. */
static const char *name_squeezed(const char *text, char **slot)
{
	for (const char *at = text; *at != '\0'; at++) {
		if ((unsigned char)*at > ' ' && (unsigned char)*at < 0x7f)
			continue;
		*slot = text_squeezed(text);
		return *slot;
	}
	return text;
}

int roster_add(struct roster *roster, const struct roster_record *record,
	       struct error *err)
{
	char *own_slot CLEANUP(mem_free_str) = NULL;
	char *catalog_slot CLEANUP(mem_free_str) = NULL;
	const char *own = name_squeezed(record->own, &own_slot);
	sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_RECORD, err);
	const char *id;
	int how = ROSTER_KEPT;

	if (stmt == NULL ||
	    roster_look(roster, record->specimen, record->image, &id, err) < 0)
		return -1;
	if (id == NULL && own[0] != '\0') {
		id = own;
		how = ID_RECORD;
		roster->own++;
	}
	sqlite3_bind_int64(stmt, 1, record->key);
	roster_bind(stmt, 2, record->specimen);
	roster_bind(stmt, 3, name_squeezed(record->catalog, &catalog_slot));
	roster_bind(stmt, 4, id);
	if (id != NULL)
		sqlite3_bind_int(stmt, 5, how);
	else
		sqlite3_bind_null(stmt, 5);
	roster->open += id == NULL;
	return roster_do(roster, stmt, err);
}

static int roster_index_catalog(struct roster *roster, struct error *err)
{
	if (roster->by_catalog)
		return 0;
	roster->by_catalog = true;
	return roster_exec(roster,
			   "CREATE INDEX record_catalog ON record(catalog)"
			   " WHERE catalog <> '';"
			   "CREATE INDEX old_catalog ON old(catalog)",
			   err);
}

#define OF_ONE                                                     \
	"(SELECT count(*) FROM record r WHERE r.catalog <> '' AND" \
	" r.catalog = record.catalog) = 1"

/* Runs an UPDATE with texts bound to it. */
static int roster_update(struct roster *roster, const char *sql,
			 const char *text, struct error *err)
{
	sqlite3_stmt *stmt;
	int rc;

	if (sqlite3_prepare_v2(roster->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++)
		roster_bind(stmt, i, text);
	rc = roster_do(roster, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

static int roster_give(struct roster *roster, struct error *err)
{
	if (roster->open == 0)
		return 0;
	if ((roster->has_old || roster->prefix != NULL) &&
	    (roster_index_ids(roster, err) < 0 ||
	     roster_index_catalog(roster, err) < 0))
		return -1;
	if (roster->has_old &&
	    roster_update(
		    roster,
		    "UPDATE record SET how = 1, id = (SELECT id FROM old"
		    " WHERE old.catalog = record.catalog)"
		    " WHERE how IS NULL AND catalog <> '' AND " OF_ONE
		    " AND (SELECT count(*) FROM old WHERE old.catalog ="
		    " record.catalog) = 1 AND NOT EXISTS (SELECT 1 FROM"
		    " old, record r WHERE old.catalog = record.catalog AND"
		    " r.id = old.id COLLATE IDS)"
		    " AND NOT EXISTS (SELECT 1 FROM old, given WHERE"
		    " old.catalog = record.catalog AND given.id = old.id"
		    " COLLATE IDS)",
		    NULL, err) < 0)
		return -1;
	if (roster->prefix != NULL &&
	    roster_update(
		    roster,
		    "UPDATE record SET how = 2, id = ? || catalog"
		    " WHERE how IS NULL AND catalog <> '' AND " OF_ONE
		    " AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id ="
		    " ? || record.catalog COLLATE IDS)"
		    " AND NOT EXISTS (SELECT 1 FROM given WHERE given.id ="
		    " ? || record.catalog COLLATE IDS)",
		    roster->prefix, err) < 0)
		return -1;
	return roster_exec(roster,
			   "UPDATE record SET how = 3, id = uuid(specimen)"
			   " WHERE how IS NULL",
			   err);
}

_Static_assert(ID_PUBLISHED == 1 && ID_CATALOG == 2 && ID_UUID == 3,
	       "as the statements say");

/* --- what is told --------------------------------------------------------- */

/* Adds an issue for each row of a query: a text, and how many have it. */
static int roster_tell(struct roster *roster, const char *sql, enum issue issue,
		       struct issues *issues, struct error *err)
{
	sqlite3_stmt *stmt;
	int code;

	if (sqlite3_prepare_v2(roster->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);

		issues_add(issues, issue, NULL, text);
		if (issue == ISSUE_OCCURRENCE_NOT_UNIQUE)
			issues_add(issues, ISSUE_RECORD_NOT_UNIQUE, NULL, text);
	}
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE ? 0 : roster_fail(roster, err);
}

static int roster_count(struct roster *roster, struct roster_counts *ret,
			struct error *err)
{
	sqlite3_stmt *stmt;
	int code;

	*ret = (struct roster_counts){0};
	if (sqlite3_prepare_v2(roster->db,
			       "SELECT how, count(*) FROM record GROUP BY how",
			       -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		int how = sqlite3_column_int(stmt, 0);
		size_t n = (size_t)sqlite3_column_int64(stmt, 1);

		ret->records += n;
		if (how >= 0 && how < ID_HOWS)
			ret->given[how] = n;
		else
			ret->kept = n;
	}
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE ? 0 : roster_fail(roster, err);
}

/* Tells of what records have alike. */
static int roster_tell_twice(struct roster *roster, struct issues *issues,
			     struct error *err)
{
	bool ids, catalogs;

	if (roster_any(roster,
		       "SELECT folded(id) AS of FROM record GROUP BY of"
		       " HAVING count(*) > 1",
		       &ids, err) < 0 ||
	    roster_any(roster,
		       "SELECT folded(catalog) AS of FROM record"
		       " WHERE catalog <> '' GROUP BY of HAVING count(*) > 1",
		       &catalogs, err) < 0)
		return -1;
	if (ids && roster_tell(roster,
			       "SELECT id FROM record GROUP BY id COLLATE IDS"
			       " HAVING count(*) > 1 ORDER BY id",
			       ISSUE_OCCURRENCE_NOT_UNIQUE, issues, err) < 0)
		return -1;
	if (!catalogs)
		return 0;
	return roster_tell(
		roster,
		"SELECT catalog FROM record WHERE catalog <> ''"
		" GROUP BY catalog HAVING count(*) > 1 ORDER BY catalog",
		ISSUE_CATALOG_REPEATED, issues, err);
}

int roster_settle(struct roster *roster, struct roster_counts *ret,
		  struct issues *issues, struct error *err)
{
	if (roster_give(roster, err) < 0 ||
	    roster_tell_twice(roster, issues, err) < 0)
		return -1;
	return roster_count(roster, ret, err);
}

#define OLD_KEPT                                                         \
	"EXISTS (SELECT 1 FROM record r WHERE r.id = old.id COLLATE IDS" \
	" AND r.id = old.id)"

int roster_compare(struct roster *roster, struct roster_changes *ret,
		   struct error *err)
{
	size_t records = 0;

	*ret = (struct roster_changes){0};
	if (roster_index_ids(roster, err) < 0 ||
	    roster_index_catalog(roster, err) < 0 ||
	    roster_number(roster, "SELECT count(*) FROM record", &records,
			  err) < 0 ||
	    roster_number(roster, "SELECT count(*) FROM old", &ret->old, err) <
		    0 ||
	    roster_number(roster, "SELECT count(*) FROM old WHERE " OLD_KEPT,
			  &ret->kept, err) < 0 ||
	    roster_number(roster,
			  "SELECT count(*) FROM old WHERE NOT " OLD_KEPT
			  " AND old.catalog <> '' AND EXISTS (SELECT 1 FROM"
			  " record r WHERE r.catalog = old.catalog)",
			  &ret->changed, err) < 0)
		return -1;
	ret->gone = ret->old - ret->kept - ret->changed;
	ret->added = records - ret->kept;
	ret->added -= ret->changed < ret->added ? ret->changed : ret->added;
	return 0;
}

/* --- the order ------------------------------------------------------------ */

int roster_start(struct roster *roster, struct error *err)
{
	sqlite3_finalize(roster->walk);
	roster->walk = NULL;
	if (sqlite3_prepare_v2(roster->db,
			       "SELECT key, id FROM record ORDER BY id", -1,
			       &roster->walk, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	return 0;
}

int roster_next(struct roster *roster, int64_t *ret_key, const char **ret_id,
		struct error *err)
{
	int code = sqlite3_step(roster->walk);

	if (code == SQLITE_DONE)
		return 0;
	if (code != SQLITE_ROW)
		return roster_fail(roster, err);
	*ret_key = sqlite3_column_int64(roster->walk, 0);
	*ret_id = (const char *)sqlite3_column_text(roster->walk, 1);
	return 1;
}
