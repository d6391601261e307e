/*
 * roster.c: which records, under which identifiers. See roster.h.
 *
 * given      what ids.jsonl says, line by line; of a specimen the first
 * place      where it stands there, by a number made of the specimen's id, or
 *            the next that was free: small, since it is met in no order
 * old        what was published
 * record     what is exported; how is KEPT, an enum id_how, or null where it
 *            is not settled yet
 *
 * 1. Nothing of it is ever read again by another process: it has no name, and
 *    is written without care for a crash.
 * 2. Identifiers have no line breaks, and are compared without regard to case,
 *    in ASCII.
 * 3. What is given depends on what is there, not on the order in which records
 *    come.
 */
#include "config.h"

#include "export/roster/roster.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "export/dataset/uuid.h"

#define ROSTER_KEPT  (-1)
#define ROSTER_PIECE (4u << 20) /* bytes that are journaled at once */

enum roster_sql {
	ROSTER_GIVE,
	ROSTER_PLACE,
	ROSTER_GIVEN,
	ROSTER_OLD,
	ROSTER_RECORD,
	ROSTER_SQLS,
};

static const char *const roster_sqls[ROSTER_SQLS] = {
	[ROSTER_GIVE] = "INSERT INTO given(specimen, id) VALUES(?, ?)",
	[ROSTER_PLACE] = "INSERT INTO place VALUES(?, ?)",
	[ROSTER_GIVEN] = ("SELECT g.specimen = ?, g.id FROM place p"
			  " JOIN given g ON g.n = p.n WHERE p.hash = ?"),
	[ROSTER_OLD] = "INSERT OR IGNORE INTO old VALUES(?, ?)",
	[ROSTER_RECORD] = "INSERT INTO record VALUES(?, ?, ?, ?, ?)",
};

static const char roster_schema[] =
	"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
	"PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = FILE;"
	"PRAGMA cache_size = -24000;"
	"CREATE TABLE given(n INTEGER PRIMARY KEY, specimen TEXT, id TEXT);"
	"CREATE TABLE place(hash INTEGER PRIMARY KEY, n INTEGER);"
	"CREATE TABLE old(id TEXT PRIMARY KEY, catalog TEXT COLLATE NOCASE)"
	" WITHOUT ROWID;"
	"CREATE TABLE record(key INTEGER PRIMARY KEY, specimen TEXT,"
	" catalog TEXT COLLATE NOCASE, id TEXT, how INTEGER);"
	"BEGIN";

struct roster {
	sqlite3 *db;
	sqlite3_stmt *stmts[ROSTER_SQLS];
	sqlite3_stmt *walk;
	char *prefix;
	char *run;	   /* its id */
	uint64_t position; /* of the journal, that it was read to */
	bool has_given, has_old;
	size_t open; /* records without an identifier */
	bool by_id, by_catalog;
};

static int roster_fail(struct roster *roster, struct error *err)
{
	int code = sqlite3_errcode(roster->db);

	return error_set(
		err, code == SQLITE_FULL ? ERROR_NO_SPACE : ERROR_FAILED,
		"cannot sort what is exported in a temporary file: %s; "
		"name a directory with more room in SQLITE_TMPDIR",
		sqlite3_errmsg(roster->db));
}

static int roster_exec(struct roster *roster, const char *sql,
		       struct error *err)
{
	if (sqlite3_exec(roster->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	return 0;
}

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

int roster_new(const char *prefix, const char *run, struct roster **ret,
	       struct error *err)
{
	struct roster *roster = mem_zalloc(sizeof(*roster));

	roster->prefix = mem_strdup(prefix);
	roster->run = mem_strdup(run);
	if (sqlite3_open("", &roster->db) != SQLITE_OK ||
	    sqlite3_create_function(roster->db, "uuid", 1,
				    SQLITE_UTF8 | SQLITE_DETERMINISTIC, roster,
				    roster_uuid, NULL, NULL) != SQLITE_OK ||
	    roster_exec(roster, roster_schema, err) < 0) {
		roster_fail(roster, err);
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
	free(roster->prefix);
	free(roster->run);
	free(roster);
}

/* The statement, ready to be bound; NULL with *err. */
static sqlite3_stmt *roster_stmt(struct roster *roster, enum roster_sql sql,
				 struct error *err)
{
	sqlite3_stmt **slot = &roster->stmts[sql];

	if (*slot == NULL && sqlite3_prepare_v2(roster->db, roster_sqls[sql],
						-1, slot, NULL) != SQLITE_OK) {
		roster_fail(roster, err);
		return NULL;
	}
	sqlite3_reset(*slot);
	return *slot;
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static int roster_do(struct roster *roster, sqlite3_stmt *stmt,
		     struct error *err)
{
	int code = sqlite3_step(stmt);

	sqlite3_reset(stmt);
	return code == SQLITE_DONE ? 0 : roster_fail(roster, err);
}

/* --- what was given ------------------------------------------------------- */

/* FNV-1a, of which so much is left that the next ones are numbers too. */
static int64_t specimen_hash(const char *specimen)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *at = specimen; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
	return (int64_t)(hash >> 2);
}

/* Looks a specimen up by its id: 1 with *ret_id, borrowed until the next look;
 * 0, and *ret_hash is where it would stand; -1. */
static int given_find(struct roster *roster, const char *specimen,
		      const char **ret_id, int64_t *ret_hash, struct error *err)
{
	for (int64_t hash = specimen_hash(specimen);; hash++) {
		sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_GIVEN, err);
		int code;

		if (stmt == NULL)
			return -1;
		sqlite3_bind_text(stmt, 1, specimen, -1, SQLITE_TRANSIENT);
		sqlite3_bind_int64(stmt, 2, hash);
		code = sqlite3_step(stmt);
		*ret_hash = hash;
		if (code == SQLITE_DONE)
			return 0;
		if (code != SQLITE_ROW)
			return roster_fail(roster, err);
		*ret_id = (const char *)sqlite3_column_text(stmt, 1);
		if (sqlite3_column_int(stmt, 0) == 1)
			return 1;
	}
}

static int roster_take_given(void *arg, const struct id_line *line,
			     struct error *err)
{
	struct roster *roster = arg;
	sqlite3_stmt *give, *place;
	const char *id;
	int64_t hash;
	int got = given_find(roster, line->specimen_id, &id, &hash, err);

	if (got != 0)
		return got < 0 ? -1 : 0;
	give = roster_stmt(roster, ROSTER_GIVE, err);
	place = roster_stmt(roster, ROSTER_PLACE, err);
	if (give == NULL || place == NULL)
		return -1;
	roster->has_given = true;
	bind_text(give, 1, line->specimen_id);
	bind_text(give, 2, line->occurrence_id);
	if (roster_do(roster, give, err) < 0)
		return -1;
	sqlite3_bind_int64(place, 1, hash);
	sqlite3_bind_int64(place, 2, sqlite3_last_insert_rowid(roster->db));
	return roster_do(roster, place, err);
}

int roster_learn(struct roster *roster, const char *dir, struct error *err)
{
	size_t bad = 0;

	return ids_read(dir, &roster->position, roster_take_given, roster, &bad,
			err);
}

int roster_add_old(struct roster *roster, const char *id, const char *catalog,
		   struct error *err)
{
	sqlite3_stmt *stmt = roster_stmt(roster, ROSTER_OLD, err);

	if (stmt == NULL)
		return -1;
	roster->has_old = true;
	bind_text(stmt, 1, id);
	bind_text(stmt, 2, catalog);
	return roster_do(roster, stmt, err);
}

/* Looks a specimen up, under the id that it had before its image was hashed
 * too. *ret_id, NULL for none, is borrowed until the next look. */
static int roster_look(struct roster *roster, const char *specimen,
		       const char *image, const char **ret_id,
		       struct error *err)
{
	char *old CLEANUP(mem_free_str) = NULL;
	int64_t hash;
	int got;

	*ret_id = NULL;
	if (!roster->has_given)
		return 0;
	got = given_find(roster, specimen, ret_id, &hash, err);
	if (got == 0) {
		old = mem_printf("name:%s", image);
		got = given_find(roster, old, ret_id, &hash, err);
	}
	if (got <= 0)
		*ret_id = NULL;
	return got < 0 ? -1 : 0;
}

int roster_was_exported(struct roster *roster, const char *specimen,
			const char *image, struct error *err)
{
	const char *id;

	if (roster_look(roster, specimen, image, &id, err) < 0)
		return -1;
	return id != NULL;
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
	}
	sqlite3_bind_int64(stmt, 1, record->key);
	bind_text(stmt, 2, record->specimen);
	bind_text(stmt, 3, name_squeezed(record->catalog, &catalog_slot));
	bind_text(stmt, 4, id);
	if (id != NULL)
		sqlite3_bind_int(stmt, 5, how);
	else
		sqlite3_bind_null(stmt, 5);
	roster->open += id == NULL;
	return roster_do(roster, stmt, err);
}

/* Indexes are made when they are needed: that takes longer than to fill the
 * tables. */
static int roster_index_ids(struct roster *roster, struct error *err)
{
	if (roster->by_id)
		return 0;
	roster->by_id = true;
	return roster_exec(roster,
			   "CREATE INDEX record_id ON record(id COLLATE NOCASE)"
			   " WHERE id IS NOT NULL;"
			   "CREATE INDEX given_id ON given(id COLLATE NOCASE)",
			   err);
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
		bind_text(stmt, i, text);
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
		    " r.id = old.id COLLATE NOCASE)"
		    " AND NOT EXISTS (SELECT 1 FROM old, given WHERE"
		    " old.catalog = record.catalog AND given.id = old.id"
		    " COLLATE NOCASE)",
		    NULL, err) < 0)
		return -1;
	if (roster->prefix != NULL &&
	    roster_update(
		    roster,
		    "UPDATE record SET how = 2, id = ? || catalog"
		    " WHERE how IS NULL AND catalog <> '' AND " OF_ONE
		    " AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id ="
		    " ? || record.catalog COLLATE NOCASE)"
		    " AND NOT EXISTS (SELECT 1 FROM given WHERE given.id ="
		    " ? || record.catalog COLLATE NOCASE)",
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

int roster_settle(struct roster *roster, struct roster_counts *ret,
		  struct issues *issues, struct error *err)
{
	if (roster_give(roster, err) < 0 ||
	    roster_tell(roster,
			"SELECT id FROM record GROUP BY id COLLATE NOCASE"
			" HAVING count(*) > 1 ORDER BY id",
			ISSUE_OCCURRENCE_NOT_UNIQUE, issues, err) < 0 ||
	    roster_tell(
		    roster,
		    "SELECT catalog FROM record WHERE catalog <> ''"
		    " GROUP BY catalog HAVING count(*) > 1 ORDER BY catalog",
		    ISSUE_CATALOG_REPEATED, issues, err) < 0)
		return -1;
	return roster_count(roster, ret, err);
}

static int roster_number(struct roster *roster, const char *sql, size_t *ret,
			 struct error *err)
{
	sqlite3_stmt *stmt;
	int code;

	if (sqlite3_prepare_v2(roster->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		*ret = (size_t)sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? 0 : roster_fail(roster, err);
}

#define OLD_KEPT                                                            \
	"EXISTS (SELECT 1 FROM record r WHERE r.id = old.id COLLATE NOCASE" \
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

/* --- the journal ---------------------------------------------------------- */

/* What a record says itself may be wrong: one that another has, too, is not
 * kept, or nobody could mend it any more. */
#define TO_KEEP                                                        \
	" WHERE how >= 0 AND (how <> 0 OR NOT (EXISTS (SELECT 1 FROM"  \
	" record r WHERE r.id = record.id COLLATE NOCASE AND r.key <>" \
	" record.key) OR EXISTS (SELECT 1 FROM given WHERE given.id =" \
	" record.id COLLATE NOCASE)))"

_Static_assert(ID_RECORD == 0, "as the condition says");

static int roster_append(struct roster *roster, struct journals *journals,
			 sqlite3_stmt *stmt, struct error *err)
{
	struct bytes lines CLEANUP(bytes_done) = {0};
	char stamp[CLOCK_STAMP_SIZE];
	int code;

	clock_stamp(stamp);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		id_line_write((const char *)sqlite3_column_text(stmt, 0),
			      (const char *)sqlite3_column_text(stmt, 1),
			      (enum id_how)sqlite3_column_int(stmt, 2), stamp,
			      &lines);
		if (lines.len < ROSTER_PIECE)
			continue;
		if (journals_append(journals, JOURNAL_IDS, lines.data,
				    lines.len, NULL, err) < 0)
			return -1;
		bytes_clear(&lines);
	}
	if (code != SQLITE_DONE)
		return roster_fail(roster, err);
	return lines.len == 0
		       ? 0
		       : journals_append(journals, JOURNAL_IDS, lines.data,
					 lines.len, NULL, err);
}

static int roster_keep_locked(struct roster *roster, const char *dir,
			      struct journals *journals, bool *ret_late,
			      struct error *err)
{
	sqlite3_stmt *stmt;
	uint64_t end;
	int rc;

	if (journal_end(dir, JOURNAL_IDS, &end, err) < 0)
		return -1;
	*ret_late = end != roster->position;
	if (*ret_late)
		return 0;
	if (sqlite3_prepare_v2(roster->db,
			       "SELECT specimen, id, how FROM record" TO_KEEP,
			       -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	rc = roster_append(roster, journals, stmt, err);
	sqlite3_finalize(stmt);
	return rc;
}

int roster_keep(struct roster *roster, const char *dir, bool *ret_late,
		struct error *err)
{
	struct journals *journals;
	size_t given = 0;
	int rc;

	*ret_late = false;
	if (roster_index_ids(roster, err) < 0 ||
	    roster_number(roster, "SELECT count(*) FROM record" TO_KEEP, &given,
			  err) < 0)
		return -1;
	if (given == 0)
		return 0;
	if (journals_open(dir, &journals, err) < 0)
		return -1;
	rc = journals_lock(journals, NULL, err);
	if (rc == 0) {
		rc = roster_keep_locked(roster, dir, journals, ret_late, err);
		journals_unlock(journals);
	}
	journals_close(journals);
	return rc;
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
