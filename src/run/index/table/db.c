/*
 * db.c: the database below an index. See db.h.
 *
 * 1. Whatever stands at the index's path, a database of this run and schema
 *    comes out of it: it holds nothing that the journals do not.
 * 2. A sound database of another schema is renewed inside one transaction.
 *    What SQLite cannot read is reset through SQLite, never unlinked while
 *    another process may have it open; the directory's flock lets one
 *    process do so at a time, and the next finds it done.
 * 3. Where no file can be had the database lives in memory.
 * 4. A file may take the place of another (index_db_swap). The directory's
 *    flock, shared by whoever opens, keeps the two apart; who has the old one
 *    open reads on in it, and follows when they ask again. SQLite finds -wal
 *    and -shm by name, so nothing of ours deletes them on closing: they might
 *    be the new one's.
 * 5. Who only looks (INDEX_LOOK) makes, locks and mends nothing. What a swap
 *    leaves them with, a file of one and a -wal of the other, SQLite refuses;
 *    they open again then.
 */
#include "config.h"

#include "run/index/table/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/cache/facts.h"
#include "run/evidence/evidence.h"
#include "run/index/table/says.h"
#include "run/index/table/sql.h"

#define INDEX_BUSY_MS	 10000
#define INDEX_TURN_MS	 35
#define INDEX_REFRESH_NS 200000 /* a first guess */

/* Which terms have which bits is the database's. */
static void index_db_forget_bits(struct index *index)
{
	for (size_t i = 0; i < terms_count(index->run->terms); i++)
		index->bits[i] = -1;
}

static void index_db_unlock(struct index *index)
{
	if (index->lock >= 0)
		close(index->lock);
	index->lock = -1;
}

struct index *index_db_new(const struct run *run, enum index_mode mode,
			   const struct index_options *options,
			   const char *path)
{
	struct index *index = mem_zalloc(sizeof(*index));

	index->run = run;
	index->mode = mode;
	index->options = *options;
	index->path = mem_strdup(path);
	index->facts = facts_cache_open_reader(run);
	index->lock = -1;
	index->turn_ms = INDEX_TURN_MS;
	index->refresh_ns = INDEX_REFRESH_NS;
	index->bits = mem_alloc(terms_count(run->terms) * sizeof(*index->bits));
	index_db_forget_bits(index);
	for (size_t i = 0; i < JOURNAL_FOLDED; i++)
		index->fds[i] = -1;
	return index;
}

void index_place_done(struct index_place *place)
{
	free(place->asked);
	free(place->id);
	*place = (struct index_place){0};
}

void index_db_free(struct index *index)
{
	index_db_close(index);
	index_db_unlock(index);
	facts_cache_close(index->facts);
	run_words_free(index->stats.words);
	run_words_free(index->next.words);
	free(index->bits);
	free(index->path);
	free(index);
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

/* --- queries put together at run time ------------------------------------- */

void index_query_done(struct index_query *query)
{
	bytes_done(&query->sql);
	for (size_t i = 0; i < query->n; i++)
		free(query->values[i].s);
	*query = (struct index_query){0};
}

static size_t index_query_add(struct index_query *query, char type)
{
	if (query->n == ARRAY_LEN(query->values))
		abort(); /* more than any filter can ask */
	query->types[query->n] = type;
	return query->n++;
}

void index_query_bind_int(struct index_query *query, int64_t value)
{
	query->values[index_query_add(query, 'i')].i = value;
}

void index_query_bind_real(struct index_query *query, double value)
{
	query->values[index_query_add(query, 'd')].d = value;
}

void index_query_bind_text(struct index_query *query, const char *value)
{
	query->values[index_query_add(query, 's')].s = mem_strdup(value);
}

int index_query_start(struct index *index, const struct index_query *query,
		      sqlite3_stmt **ret, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(index->db, query->sql.data, -1, &stmt, NULL) !=
	    SQLITE_OK)
		return index_db_fail(index, err);
	for (size_t i = 0; i < query->n; i++) {
		int at = (int)i + 1;

		if (query->types[i] == 'i')
			sqlite3_bind_int64(stmt, at, query->values[i].i);
		else if (query->types[i] == 'd')
			sqlite3_bind_double(stmt, at, query->values[i].d);
		else
			sqlite3_bind_text(stmt, at, query->values[i].s, -1,
					  SQLITE_TRANSIENT);
	}
	*ret = stmt;
	return 0;
}

void index_query_end(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
	*stmt = NULL;
}

/* --- the schema ----------------------------------------------------------- */

/* What a database was made for: another run, other tables, another matcher or
 * version of the program make it anew. Owned. */
static char *index_db_made(const struct index *index)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char hash[HASH_HEX_SIZE];

	bytes_printf(&text, "%s\n%s\n%s\n%x\n%d\n%d\n%s", index->run->id,
		     PACKAGE_VERSION, terms_sha256(index->run->terms),
		     (unsigned int)text_unicode_version(), (int)index->words,
		     EVIDENCE_VERSION,
		     index->run->catalog_pattern != NULL
			     ? index->run->catalog_pattern
			     : "");
	hash_bytes(text.data, text.len, hash);
	return mem_strdup(hash);
}

static int index_db_pragma(struct index *index, const char *sql, int64_t *ret,
			   struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	if (sqlite3_prepare_v2(index->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return index_db_fail(index, err);
	if (index_db_next(index, stmt, err) < 0)
		return -1;
	*ret = sqlite3_column_int64(stmt, 0);
	return 0;
}

/* Whether schema and purpose are ours: 1, 0 or -1. */
static int index_db_is_ours(struct index *index, const char *made,
			    struct error *err)
{
	char *found CLEANUP(mem_free_str) = NULL;
	int64_t application, schema, tables;

	if (index_db_pragma(index, "PRAGMA application_id", &application, err) <
		    0 ||
	    index_db_pragma(index, "PRAGMA user_version", &schema, err) < 0)
		return -1;
	if (application != INDEX_APPLICATION || schema != INDEX_SCHEMA)
		return 0;
	if (index_db_pragma(index, index_tables, &tables, err) < 0)
		return -1;
	if (tables != INDEX_TABLES)
		return 0;
	if (index_db_meta_text(index, "made", &found, err) < 0)
		return -1;
	return found != NULL && strcmp(found, made) == 0;
}

/* Drops whatever the database holds. */
static int index_db_drop_all(struct index *index, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;
	struct bytes sql CLEANUP(bytes_done) = {0};
	int got;

	if (sqlite3_prepare_v2(index->db,
			       "SELECT type, name FROM sqlite_master WHERE "
			       "type IN ('table', 'view') AND name NOT LIKE "
			       "'sqlite\\_%' ESCAPE '\\' ORDER BY sql NOT "
			       "LIKE 'CREATE VIRTUAL%'",
			       -1, &stmt, NULL) != SQLITE_OK)
		return index_db_fail(index, err);
	while ((got = index_db_next(index, stmt, err)) > 0) {
		char *drop = sqlite3_mprintf("DROP %s IF EXISTS \"%w\";",
					     index_db_text(stmt, 0),
					     index_db_text(stmt, 1));

		bytes_append_str(&sql, drop != NULL ? drop : "");
		sqlite3_free(drop);
	}
	sqlite3_reset(stmt);
	if (got < 0)
		return -1;
	return sql.len > 0 ? index_db_exec(index, sql.data, err) : 0;
}

static int index_db_create(struct index *index, const char *made,
			   struct error *err)
{
	char marks[96];

	snprintf(marks, sizeof(marks),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 INDEX_APPLICATION, INDEX_SCHEMA);
	if (index_db_drop_all(index, err) < 0 ||
	    index_db_exec(index, index_schema, err) < 0 ||
	    (index->words && index_db_exec(index, index_words, err) < 0) ||
	    index_db_exec(index, marks, err) < 0)
		return -1;
	for (size_t i = 0; index_indexes[i] != NULL && !index->building; i++)
		if (index_db_exec(index, index_indexes[i], err) < 0)
			return -1;
	return index_db_meta_text_put(index, "made", made, err);
}

/* Makes the schema where it is not ours; under the write lock, because
 * another process may be at the same. */
static int index_db_ready(struct index *index, struct error *err)
{
	char *made CLEANUP(mem_free_str) = index_db_made(index);
	int ours = index_db_is_ours(index, made, err);

	if (ours != 0)
		return ours > 0 ? 0 : -1;
	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	ours = index_db_is_ours(index, made, err);
	if (ours < 0 || (ours == 0 && index_db_create(index, made, err) < 0) ||
	    index_db_exec(index, "COMMIT", err) < 0) {
		index_db_rollback(index);
		return -1;
	}
	return 0;
}

int index_db_clear(struct index *index, struct error *err)
{
	index->stored_lines = -1;
	index->tally = (struct index_tally){0};
	index_db_forget_bits(index);
	if (index->words &&
	    index_db_exec(index,
			  "INSERT INTO words(words) VALUES('delete-all')",
			  err) < 0)
		return -1;
	return index_db_exec(index, index_clear, err);
}

/* --- the files ----------------------------------------------------------- */

int index_db_lock_dir(const struct index *index, int operation)
{
	char *dir CLEANUP(mem_free_str) = mem_strdup(index->path);
	char *slash = strrchr(dir, '/');
	int fd;

	if (slash != NULL)
		slash[slash == dir] = '\0';
	fd = open(slash != NULL ? dir : ".", O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		flock(fd, operation);
	return fd;
}

/* The file and what SQLite keeps beside it. The file first: what a crash
 * leaves beside none is thrown away by SQLite. */
static void index_db_unlink(const struct index *index)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *path CLEANUP(mem_free_str) =
			mem_printf("%s%s", index->path, tails[i]);

		unlink(path);
	}
}

/* --- ending a query -------------------------------------------------------- */

static int index_db_stops(void *arg)
{
	struct index *index = arg;

	return !index->firm && index->stop != NULL &&
	       index->stop(index->stop_arg);
}

bool index_db_firm(struct index *index, bool firm)
{
	bool before = index->firm;

	index->firm = firm;
	return before;
}

void index_stop_when(struct index *index, bool (*stop)(void *arg), void *arg)
{
	index->stop = stop;
	index->stop_arg = arg;
}

/* --- opening -------------------------------------------------------------- */

void index_db_close(struct index *index)
{
	index_place_done(&index->place);
	for (size_t i = 0; i < SQL_COUNT; i++) {
		sqlite3_finalize(index->stmts[i]);
		index->stmts[i] = NULL;
	}
	sqlite3_close(index->db);
	index->db = NULL;
	index->stored_lines = -1; /* another file may have others */
	index_db_forget_bits(index);
}

static int index_db_connect(struct index *index, struct error *err)
{
	const char *path = index->memory ? ":memory:" : index->path;
	/* The owner of a build holds its lock (build.c). */
	const char *vfs = index->building ? "unix-none" : NULL;
	bool looks = index->mode == INDEX_LOOK;
	int flags = SQLITE_OPEN_NOMUTEX |
		    (looks ? SQLITE_OPEN_READONLY
			   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	int keep_wal = 1;

	if (!index->memory && !looks)
		file_touch(path);
	if (sqlite3_open_v2(path, &index->db, flags, vfs) != SQLITE_OK) {
		if (index->db == NULL)
			return error_set(err, ERROR_FAILED,
					 "cannot open the index %s", path);
		return index_db_fail(index, err);
	}
	sqlite3_busy_timeout(index->db, INDEX_BUSY_MS);
	sqlite3_progress_handler(index->db, INDEX_STOP_STEPS, index_db_stops,
				 index);
	/* What lies beside the file may belong to the one that took its place
	 * (invariant 4). */
	sqlite3_file_control(index->db, "main", SQLITE_FCNTL_PERSIST_WAL,
			     &keep_wal);
	index->words = !index->options.no_words && says_can_index(index->db);
	if (says_add(index->db, index->run->terms) != SQLITE_OK)
		return index_db_fail(index, err);
	/* Durable enough without a sync for each fold: what is lost with the
	 * power is folded again. */
	return index_db_exec(index,
			     index->building
				     ? "PRAGMA journal_mode = OFF;"
				       "PRAGMA synchronous = OFF;"
				       "PRAGMA secure_delete = OFF;"
				       "PRAGMA temp_store = FILE;"
				       "PRAGMA threads = 2;"
				       "PRAGMA cache_size = -10000"
				     : "PRAGMA synchronous = NORMAL;"
				       "PRAGMA secure_delete = OFF;"
				       "PRAGMA temp_store = MEMORY;"
				       "PRAGMA cache_size = -8000;"
				       "PRAGMA journal_size_limit = 1000000;"
				       "PRAGMA wal_autocheckpoint = 2000",
			     err);
}

/* WAL where the file system allows; another process may be switching too, and
 * then it stays as it is until the next opening. */
static void index_db_use_wal(struct index *index)
{
	sqlite3_exec(index->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
}

/* Which file it is that was opened. */
static void index_db_note(struct index *index)
{
	struct stat st = {0};

	if (index->memory || stat(index->path, &st) < 0)
		return;
	index->dev = st.st_dev;
	index->ino = st.st_ino;
}

static int index_db_start(struct index *index, struct error *err)
{
	if (index_db_connect(index, err) < 0)
		return -1;
	if (!index->memory)
		index_db_use_wal(index);
	if (index_db_ready(index, err) < 0)
		return -1;
	index_db_note(index);
	if (index->mode == INDEX_READ && !index->memory)
		return index_db_exec(index, "PRAGMA query_only = ON", err);
	return 0;
}

/* Of one that is only looked at (invariant 5). */
static int index_db_open_look(struct index *index, struct error *err)
{
	char *made CLEANUP(mem_free_str) = NULL;
	int ours;

	if (index_db_connect(index, err) < 0)
		return -1;
	made = index_db_made(index);
	ours = index_db_is_ours(index, made, err);
	if (ours == 0)
		error_set(err, ERROR_NOT_FOUND,
			  "%s is of another version of the program",
			  index->path);
	if (ours <= 0)
		return -1;
	index_db_note(index);
	return 0;
}

int index_db_open(struct index *index, struct error *err)
{
	struct error why = {0};
	int lock, rc;

	if (index->mode == INDEX_LOOK) {
		rc = index_db_open_look(index, err);
		if (rc < 0)
			index_db_close(index);
		return rc;
	}
	lock = index_db_lock_dir(index, LOCK_SH);
	rc = index_db_start(index, &why);
	if (lock >= 0)
		close(lock);
	if (rc == 0 || index_db_heal(index))
		return 0;
	rc = index->db != NULL ? sqlite3_errcode(index->db) & 0xff
			       : SQLITE_CANTOPEN;
	index_db_close(index);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		if (err != NULL)
			*err = why;
		return -1;
	}
	index->memory = true;
	return index_db_start(index, err);
}

/* Whether a walk or a transaction goes on, out of one snapshot. */
static bool index_db_is_busy(const struct index *index)
{
	sqlite3_stmt *stmt = NULL;

	if (index->db == NULL)
		return false;
	if (!sqlite3_get_autocommit(index->db))
		return true;
	while ((stmt = sqlite3_next_stmt(index->db, stmt)) != NULL)
		if (sqlite3_stmt_busy(stmt))
			return true;
	return false;
}

int index_db_follow(struct index *index, struct error *err)
{
	struct stat st;

	if (index->memory || index_db_is_busy(index) ||
	    (index->db != NULL && stat(index->path, &st) < 0) ||
	    (index->db != NULL && st.st_dev == index->dev &&
	     st.st_ino == index->ino))
		return 0;
	index_db_close(index);
	return index_db_open(index, err);
}

/* --- building and swapping ------------------------------------------------ */

int index_db_make(struct index *index, struct error *err)
{
	char *made CLEANUP(mem_free_str) = NULL;

	if (index_db_connect(index, err) < 0)
		return -1;
	made = index_db_made(index);
	return index_db_create(index, made, err);
}

/* Writes the file of a closed database to the disk. */
static int index_db_sync(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd >= 0 ? fsync(fd) : -1;

	if (rc < 0)
		error_sys(err, errno, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Nobody can open or fold meanwhile. */
static int index_db_exchange(struct index *index, struct index *built,
			     struct error *err)
{
	struct error why;
	int64_t before;
	int rc;

	if (index_db_meta(index, "revision", &before, err) < 0 ||
	    index_db_meta_put(built, "revision", before + 1, err) < 0)
		return -1;
	index_db_close(built);
	if (index_db_sync(built->path, err) < 0)
		return -1;
	index_db_close(index);
	index_db_unlink(index);
	rc = rename(built->path, index->path);
	if (rc < 0)
		error_sys(err, errno, "cannot name %s", index->path);
	else
		index_db_unlock(built); /* before SQLite has locks on it */
	memset(index->seen, 0, sizeof(index->seen));
	/* Without it an empty one is made, and built anew. */
	return index_db_start(index, rc == 0 ? err : &why) < 0 ? -1 : rc;
}

int index_db_swap(struct index *index, struct index *built,
		  int (*finish)(void *arg, struct error *err), void *arg,
		  struct error *err)
{
	int lock = index_db_lock_dir(index, LOCK_EX);
	int rc = index_db_exec(index, "BEGIN IMMEDIATE", err);

	if (rc == 0)
		rc = finish(arg, err);
	if (rc == 0)
		rc = index_db_exchange(index, built, err);
	if (index->db != NULL)
		index_db_rollback(index);
	if (lock >= 0)
		close(lock);
	return rc;
}

/* --- healing -------------------------------------------------------------- */

/* Whether SQLite can read it all; a reset by another process may have come
 * first. */
static bool index_db_sound(struct index *index)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	return sqlite3_prepare_v2(index->db, "PRAGMA quick_check(1)", -1, &stmt,
				  NULL) == SQLITE_OK &&
	       sqlite3_step(stmt) == SQLITE_ROW &&
	       strcmp(index_db_text(stmt, 0), "ok") == 0;
}

/* Empties the file through SQLite, so that other processes see it happen
 * (sqlite3_db_config, SQLITE_DBCONFIG_RESET_DATABASE). */
static bool index_db_reset(struct index *index)
{
	int rc;

	sqlite3_db_config(index->db, SQLITE_DBCONFIG_RESET_DATABASE, 1,
			  (int *)NULL);
	rc = sqlite3_exec(index->db, "VACUUM", NULL, NULL, NULL);
	sqlite3_db_config(index->db, SQLITE_DBCONFIG_RESET_DATABASE, 0,
			  (int *)NULL);
	return rc == SQLITE_OK;
}

static bool index_db_renew(struct index *index)
{
	bool sound =
		index_db_connect(index, NULL) == 0 && index_db_sound(index);

	if (!sound && (index->db == NULL || !index_db_reset(index))) {
		index_db_close(index);
		index_db_unlink(index);
	}
	index_db_close(index);
	index->damaged = false;
	return index_db_start(index, NULL) == 0;
}

static bool index_db_replace(struct index *index)
{
	int lock;
	bool done;

	index_db_close(index);
	lock = index_db_lock_dir(index, LOCK_EX);
	done = index_db_renew(index);
	if (lock >= 0)
		close(lock);
	return done;
}

/* Empties a sound database. */
static bool index_db_restart(struct index *index)
{
	bool query_only = index->mode == INDEX_READ && !index->memory;
	bool done;

	if (query_only)
		sqlite3_exec(index->db, "PRAGMA query_only = OFF", NULL, NULL,
			     NULL);
	done = index_db_exec(index, "BEGIN IMMEDIATE", NULL) == 0 &&
	       index_db_clear(index, NULL) == 0 &&
	       index_db_exec(index, "COMMIT", NULL) == 0;
	index_db_rollback(index);
	if (query_only)
		sqlite3_exec(index->db, "PRAGMA query_only = ON", NULL, NULL,
			     NULL);
	index->stale = false;
	return done;
}

bool index_db_heal(struct index *index)
{
	if (index->mode == INDEX_LOOK)
		return false;
	memset(index->seen, 0, sizeof(index->seen));
	if (index->damaged && !index->memory)
		return index_db_replace(index);
	return index->stale && index_db_restart(index);
}
