/*
 * database.c: what the parts of a roster ask its database by. See database.h.
 */
#include "config.h"

#include "export/roster/database.h"

#include "base/mix.h"

static const char *const roster_sqls[ROSTER_SQLS] = {
	[ROSTER_GIVE] = ("INSERT INTO given(hash, specimen, id)"
			 " VALUES(?, ?, ?)"),
	[ROSTER_NEXT] = ("SELECT n, id FROM given WHERE n = ?"
			 " AND specimen = ?"),
	[ROSTER_GIVEN] = ("SELECT n, id FROM given WHERE hash = ?"
			  " AND specimen = ? ORDER BY n LIMIT 1"),
	[ROSTER_OLD] = "INSERT OR IGNORE INTO old VALUES(?, ?)",
	[ROSTER_RECORD] = "INSERT INTO record VALUES(?, ?, ?, ?, ?)",
};

int roster_fail(struct roster *roster, struct error *err)
{
	int code = sqlite3_errcode(roster->db);

	return error_set(
		err, code == SQLITE_FULL ? ERROR_NO_SPACE : ERROR_FAILED,
		"cannot sort what is exported in a temporary file: %s; "
		"name a directory with more room in SQLITE_TMPDIR",
		sqlite3_errmsg(roster->db));
}

int roster_exec(struct roster *roster, const char *sql, struct error *err)
{
	if (sqlite3_exec(roster->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	return 0;
}

sqlite3_stmt *roster_stmt(struct roster *roster, enum roster_sql sql,
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

void roster_bind(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

int roster_do(struct roster *roster, sqlite3_stmt *stmt, struct error *err)
{
	int code = sqlite3_step(stmt);

	sqlite3_reset(stmt);
	return code == SQLITE_DONE ? 0 : roster_fail(roster, err);
}

/* The first row of a question of its own: whether there is one, and the number
 * in its first column. */
static int roster_first(struct roster *roster, const char *sql, bool *ret_any,
			size_t *ret_n, struct error *err)
{
	sqlite3_stmt *stmt;
	int code;

	if (sqlite3_prepare_v2(roster->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return roster_fail(roster, err);
	code = sqlite3_step(stmt);
	*ret_any = code == SQLITE_ROW;
	*ret_n = *ret_any ? (size_t)sqlite3_column_int64(stmt, 0) : 0;
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW || code == SQLITE_DONE
		       ? 0
		       : roster_fail(roster, err);
}

int roster_any(struct roster *roster, const char *sql, bool *ret,
	       struct error *err)
{
	size_t n;

	return roster_first(roster, sql, ret, &n, err);
}

int roster_number(struct roster *roster, const char *sql, size_t *ret,
		  struct error *err)
{
	bool any;

	return roster_first(roster, sql, &any, ret, err);
}

int64_t roster_hash(const char *text, size_t len)
{
	uint64_t hash = MIX_BEGIN;

	for (size_t i = 0; i < len; i++)
		hash = mix_add(hash, (unsigned char)text[i]);
	return (int64_t)hash;
}

/* Indexes are made when they are needed: that takes longer than to fill the
 * tables. */
int roster_index_ids(struct roster *roster, struct error *err)
{
	if (roster->by_id)
		return 0;
	roster->by_id = true;
	return roster_exec(roster,
			   "CREATE INDEX record_id ON record(id COLLATE IDS)"
			   " WHERE id IS NOT NULL;"
			   "CREATE INDEX given_id ON given(id COLLATE IDS)",
			   err);
}
