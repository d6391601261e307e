/*
 * db.c: the database below an index: its statements, and what it says of its
 * errors. See db.h.
 */
#include "config.h"

#include "run/index/table/db.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "run/index/table/sql.h"

void index_db_forget_bits(struct index *index)
{
	for (size_t i = 0; i < terms_count(index->run->terms); i++)
		index->bits[i] = -1;
}

void index_place_done(struct index_place *place)
{
	free(place->asked);
	free(place->id);
	*place = (struct index_place){0};
}

/* --- errors --------------------------------------------------------------- */

int index_db_fail(struct index *index, struct error *err)
{
	int rc = sqlite3_errcode(index->db) & 0xff;
	const char *why = sqlite3_errmsg(index->db);
	const char *path = index->memory ? "in memory" : index->path;

	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB ||
	    (rc == SQLITE_ERROR && (strstr(why, "no such table") != NULL ||
				    strstr(why, "no such module") != NULL)))
		index->damaged = true;
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return error_set(err, ERROR_BUSY,
				 "the index %s is held by another process; "
				 "try again when that is done",
				 path);
	if (rc == SQLITE_INTERRUPT)
		return error_set(err, ERROR_STOPPED,
				 "the question to the index was given up; ask "
				 "again");
	if (rc == SQLITE_FULL)
		return error_set(err, ERROR_NO_SPACE,
				 "cannot write the index %s: no space is left; "
				 "make room",
				 path);
	return error_set(err, ERROR_FAILED,
			 "the index %s: %s; it may be deleted at any time and "
			 "is made anew",
			 path, why);
}

int index_db_exec(struct index *index, const char *sql, struct error *err)
{
	if (sqlite3_exec(index->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return index_db_fail(index, err);
	return 0;
}

void index_db_rollback(struct index *index)
{
	if (sqlite3_get_autocommit(index->db))
		return;
	sqlite3_exec(index->db, "ROLLBACK", NULL, NULL, NULL);
	index_db_forget_bits(index);
}

/* --- statements ----------------------------------------------------------- */

bool index_db_half(const char *hex, unsigned char ret[INDEX_HALF])
{
	static const char digits[] = "0123456789abcdef";

	if (hex == NULL || strlen(hex) != 4 * INDEX_HALF)
		return false;
	for (size_t i = 0; i < INDEX_HALF; i++) {
		const char *high = strchr(digits, hex[2 * i]);
		const char *low = strchr(digits, hex[2 * i + 1]);

		if (high == NULL || low == NULL)
			return false;
		ret[i] = (unsigned char)((high - digits) << 4 | (low - digits));
	}
	return true;
}

static int index_db_bind_half(sqlite3_stmt *stmt, int at, const char *hex)
{
	unsigned char half[INDEX_HALF];

	if (!index_db_half(hex, half))
		return sqlite3_bind_null(stmt, at);
	return sqlite3_bind_blob(stmt, at, half, INDEX_HALF, SQLITE_TRANSIENT);
}

static int index_db_bind_bytes(sqlite3_stmt *stmt, int at,
			       const struct bytes *bytes)
{
	return sqlite3_bind_blob64(stmt, at,
				   bytes->data != NULL ? bytes->data : "",
				   bytes->len, SQLITE_TRANSIENT);
}

static int index_db_bind(sqlite3_stmt *stmt, const char *types, va_list args)
{
	int rc = SQLITE_OK;

	for (int i = 0; types[i] != '\0' && rc == SQLITE_OK; i++) {
		if (types[i] == 'h')
			rc = index_db_bind_half(stmt, i + 1,
						va_arg(args, const char *));
		else if (types[i] == 'b')
			rc = index_db_bind_bytes(
				stmt, i + 1,
				va_arg(args, const struct bytes *));
		else if (types[i] == 'i')
			rc = sqlite3_bind_int64(stmt, i + 1,
						va_arg(args, int64_t));
		else if (types[i] == 'd')
			rc = sqlite3_bind_double(stmt, i + 1,
						 va_arg(args, double));
		else
			rc = sqlite3_bind_text(stmt, i + 1,
					       va_arg(args, const char *), -1,
					       SQLITE_TRANSIENT);
	}
	return rc;
}

/* The statement, prepared once, reset and bound; NULL on failure. */
static sqlite3_stmt *index_db_stmt(struct index *index, enum index_sql sql,
				   const char *types, va_list args)
{
	sqlite3_stmt **slot = &index->stmts[sql];

	if (*slot == NULL && sqlite3_prepare_v3(index->db, index_sqls[sql], -1,
						SQLITE_PREPARE_PERSISTENT, slot,
						NULL) != SQLITE_OK)
		return NULL;
	sqlite3_reset(*slot);
	if (index_db_bind(*slot, types, args) != SQLITE_OK)
		return NULL;
	return *slot;
}

int index_db_do(struct index *index, enum index_sql sql, struct error *err,
		const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list args;
	int rc = SQLITE_ERROR;

	va_start(args, types);
	stmt = index_db_stmt(index, sql, types, args);
	va_end(args);
	if (stmt != NULL)
		rc = sqlite3_step(stmt);
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		index_db_fail(index, err);
	if (stmt != NULL)
		sqlite3_reset(stmt);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : -1;
}

int index_db_get(struct index *index, enum index_sql sql, sqlite3_stmt **ret,
		 struct error *err, const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list args;

	va_start(args, types);
	stmt = index_db_stmt(index, sql, types, args);
	va_end(args);
	if (stmt == NULL)
		return index_db_fail(index, err);
	*ret = stmt;
	return index_db_next(index, stmt, err);
}

int index_db_next(struct index *index, sqlite3_stmt *stmt, struct error *err)
{
	int rc = sqlite3_step(stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return index_db_fail(index, err);
}

void index_db_release(sqlite3_stmt **stmt)
{
	if (*stmt != NULL)
		sqlite3_reset(*stmt);
	*stmt = NULL;
}

const char *index_db_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	return text != NULL ? (const char *)text : "";
}

struct values index_db_values(const struct index *index, sqlite3_stmt *stmt,
			      int column)
{
	const char *data = sqlite3_column_blob(stmt, column);

	return (struct values){
		.data = data,
		.len = (size_t)sqlite3_column_bytes(stmt, column),
		.terms = index->run->terms,
	};
}

int index_db_meta(struct index *index, const char *name, int64_t *ret,
		  struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_META_GET, &stmt, err, "s", name);

	if (got < 0)
		return -1;
	*ret = got > 0 ? sqlite3_column_int64(stmt, 0) : 0;
	return 0;
}

int index_db_meta_put(struct index *index, const char *name, int64_t value,
		      struct error *err)
{
	return index_db_do(index, SQL_META_PUT, err, "si", name, value);
}

int index_db_meta_text(struct index *index, const char *name, char **ret,
		       struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_META_GET, &stmt, err, "s", name);

	if (got < 0)
		return -1;
	*ret = got > 0 ? mem_strdup(index_db_text(stmt, 0)) : NULL;
	return 0;
}

int index_db_meta_text_put(struct index *index, const char *name,
			   const char *value, struct error *err)
{
	return index_db_do(index, SQL_META_PUT, err, "ss", name, value);
}
