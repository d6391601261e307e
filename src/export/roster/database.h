/*
 * database.h: the database of a roster, and what its parts ask it by. Known to
 * this folder alone.
 */
#ifndef EXPORT_ROSTER_DATABASE_H
#define EXPORT_ROSTER_DATABASE_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "export/roster/roster.h"

enum roster_sql {
	ROSTER_GIVE,
	ROSTER_NEXT,
	ROSTER_GIVEN,
	ROSTER_OLD,
	ROSTER_RECORD,
	ROSTER_SQLS,
};

struct roster {
	sqlite3 *db;
	sqlite3_stmt *stmts[ROSTER_SQLS];
	sqlite3_stmt *walk;
	char *prefix;
	char *run;	   /* its id */
	uint64_t position; /* of the journal, that it was read to */
	bool has_given, has_old;
	bool twice;   /* two lines are of one specimen, or seem so */
	int64_t last; /* line of what was found last */
	size_t open;  /* records without an identifier */
	size_t own;   /* … and those whose own is kept now */
	bool by_id, by_catalog;
	struct bytes folded; /* by SQL's folded() */
};

/* -1, and what SQLite says. */
int roster_fail(struct roster *roster, struct error *err);
int roster_exec(struct roster *roster, const char *sql,
		struct error *err) MUST_USE;
/* The statement, ready to be bound; NULL with *err. */
sqlite3_stmt *roster_stmt(struct roster *roster, enum roster_sql sql,
			  struct error *err);
/* Runs one that has no rows. */
int roster_do(struct roster *roster, sqlite3_stmt *stmt,
	      struct error *err) MUST_USE;
void roster_bind(sqlite3_stmt *stmt, int at, const char *text);
/* Whether a query has a row. */
int roster_any(struct roster *roster, const char *sql, bool *ret,
	       struct error *err) MUST_USE;
/* The number that a query asks for. */
int roster_number(struct roster *roster, const char *sql, size_t *ret,
		  struct error *err) MUST_USE;
/* Makes the indexes over identifiers, once. */
int roster_index_ids(struct roster *roster, struct error *err) MUST_USE;

/* What was given to a specimen, or under the id that it had before its image was
 * hashed. *ret_id, NULL for none, is borrowed until the next look. */
int roster_look(struct roster *roster, const char *specimen, const char *image,
		const char **ret_id, struct error *err) MUST_USE;

/* FNV-1a of a text. */
int64_t roster_hash(const char *text, size_t len);

#endif
