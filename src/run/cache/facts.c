/*
 * facts.c: what the pictures of sheets show. See facts.h, and db.h for what a
 * cache is.
 *
 * Two tables with one clock: each put of facts, or of what is at a path, gets
 * the next `n`, so that whoever follows the cache asks for what came after the
 * `n` that they know. The clock belongs to the file, which has a random id: a
 * file that was deleted and begun anew is told from one that grew.
 *
 * 1. What was put is committed, and on the disk, when the call returns: rows
 *    of the index are made from here, and have to come out the same when they
 *    are made again. One fsync for each sheet is nothing beside its OCR.
 * 2. Of several entries for the same bytes, by different keys, the last put
 *    serves: whoever reads has no key of their own.
 * 3. The mutex is held for single steps; nothing is packed or parsed under it.
 * 4. Facts that cannot be read are none: whoever finds them so takes their
 *    stamp, and moves the clock on, so that rows follow and somebody looks
 *    again.
 * 5. A file of another version of the facts is emptied, in one transaction,
 *    and has another id from then on.
 */
#include "config.h"

#include "run/cache/facts.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/cache/db.h"
#include "run/cache/facts_body.h"

#define FACTS_FILE "facts.db"

/* Of the tables below; that of the facts is FACTS_VERSION. */
#define FACTS_TABLES  1
#define FACTS_CURRENT (1000 * FACTS_TABLES + FACTS_VERSION)

#define STAMP_CHANGED (-1) /* of FACTS_CHANGED */

/* Of cache_db.more. */
enum facts_sql {
	FACTS_MADE,
	FACTS_STEP,
	FACTS_PLACE,
	FACTS_FILE_GET,
	FACTS_FILE_PUT,
	FACTS_CHANGES,
	FACTS_IMAGES,
	FACTS_SPOIL,
	FACTS_SQLS,
};
_Static_assert(FACTS_SQLS <= CACHE_DB_MORE, "all have room");

struct facts_cache {
	pthread_mutex_t mutex; /* guards the rest */
	struct cache_db db;
	bool broken; /* a statement found the file so */
	bool failed; /* one of this turn did not come to its end */
};

/* In `file` an `n` of 0 is of what is not a sheet: trained data. */
static const struct cache_plan facts_plan = {
	.file = FACTS_FILE,
	.synced = true,
	.create = "CREATE TABLE IF NOT EXISTS cache (one INTEGER PRIMARY KEY,"
		  " id INTEGER NOT NULL, version INTEGER NOT NULL,"
		  " n INTEGER NOT NULL);"
		  "CREATE TABLE IF NOT EXISTS facts (n INTEGER PRIMARY KEY,"
		  " sha256 TEXT NOT NULL, key TEXT NOT NULL,"
		  " stamp INTEGER NOT NULL, body BLOB NOT NULL,"
		  " UNIQUE (sha256, key));"
		  "CREATE TABLE IF NOT EXISTS file (image TEXT PRIMARY KEY,"
		  " size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
		  " sha256 TEXT NOT NULL, n INTEGER NOT NULL) WITHOUT ROWID;"
		  "CREATE INDEX IF NOT EXISTS file_n ON file (n);"
		  "CREATE INDEX IF NOT EXISTS file_sha256 ON file (sha256);",
	.get = "SELECT stamp, body FROM facts WHERE sha256 = ?1"
	       " AND stamp > 0 ORDER BY n DESC LIMIT 1",
	.put = "INSERT OR REPLACE INTO facts VALUES"
	       " ((SELECT n FROM cache), ?1, ?2, ?3, ?4)",
	.more =
		{
			[FACTS_MADE] = "SELECT stamp, body FROM facts"
				       " WHERE sha256 = ?1 AND key = ?2",
			[FACTS_STEP] = "UPDATE cache SET n = n + 1",
			[FACTS_PLACE] = "SELECT id, n, version FROM cache",
			[FACTS_FILE_GET] = "SELECT sha256, size, mtime_ns"
					   " FROM file WHERE image = ?1",
			[FACTS_FILE_PUT] = "INSERT OR REPLACE INTO file VALUES"
					   " (?1, ?2, ?3, ?4,"
					   " ?5 * (SELECT n FROM cache))",
			[FACTS_CHANGES] = "SELECT n, sha256, NULL FROM facts"
					  " WHERE n > ?1 UNION ALL"
					  " SELECT n, sha256, image FROM file"
					  " WHERE n > ?1 ORDER BY 1 LIMIT ?2",
			[FACTS_IMAGES] = "SELECT image FROM file"
					 " WHERE sha256 = ?1 AND n > 0",
			[FACTS_SPOIL] = "UPDATE facts SET n = (SELECT n FROM"
					" cache), stamp = 0, body = x''"
					" WHERE sha256 = ?1 AND stamp = ?2",
		},
};

/* --- statements ----------------------------------------------------------- */

static sqlite3_stmt *facts_stmt(struct facts_cache *cache, enum facts_sql sql)
{
	return cache->db.more[sql];
}

static void stmt_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

static void stmt_end(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static int facts_step(struct facts_cache *cache, sqlite3_stmt *stmt)
{
	int rc = sqlite3_step(stmt);

	cache->broken = cache->broken || cache_db_is_broken(rc);
	cache->failed =
		cache->failed || (rc != SQLITE_ROW && rc != SQLITE_DONE);
	return rc;
}

static bool facts_row(struct facts_cache *cache, sqlite3_stmt *stmt)
{
	return facts_step(cache, stmt) == SQLITE_ROW;
}

/* Steps to the end, and ends it. */
static bool facts_run(struct facts_cache *cache, sqlite3_stmt *stmt)
{
	bool done = facts_step(cache, stmt) == SQLITE_DONE;

	stmt_end(stmt);
	return done;
}

/* --- entering and leaving ------------------------------------------------- */

/* Where the cache stands; false where it is of another version, or does not
 * say (`failed`). */
static bool facts_standing(struct facts_cache *cache, struct facts_place *ret)
{
	sqlite3_stmt *stmt = facts_stmt(cache, FACTS_PLACE);
	bool current = facts_row(cache, stmt) &&
		       sqlite3_column_int(stmt, 2) == FACTS_CURRENT;

	if (current)
		*ret = (struct facts_place){sqlite3_column_int64(stmt, 0),
					    sqlite3_column_int64(stmt, 1)};
	stmt_end(stmt);
	return current;
}

/* Empties it, unless another process just did. */
static bool facts_begin_anew(struct facts_cache *cache, struct facts_place *ret)
{
	char *sql CLEANUP(mem_free_str) = mem_printf(
		"DELETE FROM facts; DELETE FROM file; INSERT OR REPLACE INTO"
		" cache VALUES (1, random() | 1, %d, 0)",
		FACTS_CURRENT);
	bool done = cache_db_begin(&cache->db);

	if (done && !facts_standing(cache, ret)) {
		int rc = sqlite3_exec(cache->db.db, sql, NULL, NULL, NULL);

		cache->broken = cache->broken || cache_db_is_broken(rc);
		done = rc == SQLITE_OK && facts_standing(cache, ret);
	}
	return cache_db_end_now(&cache->db) && done;
}

/* Opens the file anew that a statement found broken. */
static void facts_mend(struct facts_cache *cache)
{
	if (cache->broken)
		cache_db_follow(&cache->db, true);
	cache->broken = false;
}

/* Locks it; whether there is a file of this version to ask. Left again by
 * facts_leave, whatever it says. */
static bool facts_enter(struct facts_cache *cache, struct facts_place *ret)
{
	*ret = (struct facts_place){0};
	pthread_mutex_lock(&cache->mutex);
	cache->failed = false;
	cache_db_follow(&cache->db, false);
	/* It may be of another version, and found broken when it is emptied. */
	for (int attempt = 0; attempt < 3 && cache->db.db != NULL; attempt++) {
		if (facts_standing(cache, ret))
			return true;
		if (cache->broken)
			facts_mend(cache);
		else if (cache->failed || cache->db.mode != CACHE_MAKE)
			return false;
		else if (facts_begin_anew(cache, ret))
			return true;
	}
	return false;
}

static void facts_leave(struct facts_cache *cache)
{
	facts_mend(cache);
	pthread_mutex_unlock(&cache->mutex);
}

static struct facts_cache *facts_cache_new(struct cache_db db)
{
	struct facts_cache *cache = mem_zalloc(sizeof(*cache));

	cache->db = db;
	pthread_mutex_init(&cache->mutex, NULL);
	return cache;
}

int facts_cache_open(const struct run *run, struct facts_cache **ret,
		     struct error *err)
{
	struct cache_db db;

	if (cache_db_open(run, &facts_plan, &db, err) < 0)
		return -1;
	*ret = facts_cache_new(db);
	return 0;
}

struct facts_cache *facts_cache_open_reader(const struct run *run)
{
	return facts_cache_new(cache_db_find(run, &facts_plan));
}

void facts_cache_close(struct facts_cache *cache)
{
	if (cache == NULL)
		return;
	cache_db_close(&cache->db);
	pthread_mutex_destroy(&cache->mutex);
	free(cache);
}

bool facts_cache_lasts(struct facts_cache *cache)
{
	bool lasts;

	pthread_mutex_lock(&cache->mutex);
	lasts = cache->db.db != NULL && !cache->db.memory;
	pthread_mutex_unlock(&cache->mutex);
	return lasts;
}

char *facts_cache_watched(const struct run *run)
{
	return cache_db_path(run, FACTS_FILE "-wal");
}

/* --- facts ---------------------------------------------------------------- */

/* Takes what the row holds; the statement is ended. */
static int64_t facts_take(struct facts_cache *cache, sqlite3_stmt *stmt,
			  struct bytes *ret)
{
	int64_t stamp = 0;

	if (facts_row(cache, stmt)) {
		stamp = sqlite3_column_int64(stmt, 0);
		if (ret != NULL)
			bytes_append(ret, sqlite3_column_blob(stmt, 1),
				     (size_t)sqlite3_column_bytes(stmt, 1));
	}
	stmt_end(stmt);
	return stmt == NULL || stamp <= 0 ? 0 : stamp;
}

/* Under the mutex: the last put of these bytes. */
static int64_t facts_last(struct facts_cache *cache, const char *sha256,
			  struct bytes *ret)
{
	stmt_text(cache->db.get, 1, sha256);
	return facts_take(cache, cache->db.get, ret);
}

/* Of facts that cannot be read (invariant 4). */
static void facts_spoil(struct facts_cache *cache, const char *sha256,
			int64_t stamp)
{
	sqlite3_stmt *stmt;
	struct facts_place place;

	if (facts_enter(cache, &place) && cache_db_begin(&cache->db)) {
		stmt = facts_stmt(cache, FACTS_SPOIL);
		stmt_text(stmt, 1, sha256);
		sqlite3_bind_int64(stmt, 2, stamp);
		(void)(facts_run(cache, facts_stmt(cache, FACTS_STEP)) &&
		       facts_run(cache, stmt));
		(void)cache_db_end_now(&cache->db);
	}
	facts_leave(cache);
}

/* Reads what was taken with that stamp; 0: nothing was. */
static bool facts_open(struct facts_cache *cache, const char *sha256,
		       int64_t stamp, const struct bytes *body,
		       struct facts *ret)
{
	if (stamp == 0)
		return false;
	if (facts_unpack(body->data, body->len, ret))
		return true;
	facts_spoil(cache, sha256, stamp);
	return false;
}

bool facts_cache_get(struct facts_cache *cache, const char *sha256,
		     struct facts *ret)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	struct facts_place place;
	int64_t stamp = 0;

	if (facts_enter(cache, &place))
		stamp = facts_last(cache, sha256, &body);
	facts_leave(cache);
	return facts_open(cache, sha256, stamp, &body, ret);
}

bool facts_cache_made(struct facts_cache *cache, const char *sha256,
		      const char *key, struct facts *ret)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	struct facts_place place;
	int64_t stamp = 0;

	if (facts_enter(cache, &place)) {
		sqlite3_stmt *stmt = facts_stmt(cache, FACTS_MADE);

		stmt_text(stmt, 1, sha256);
		stmt_text(stmt, 2, key);
		stamp = facts_take(cache, stmt, ret != NULL ? &body : NULL);
	}
	facts_leave(cache);
	return ret != NULL ? facts_open(cache, sha256, stamp, &body, ret)
			   : stamp != 0;
}

static bool facts_put(struct facts_cache *cache, const char *sha256,
		      const char *key, int64_t stamp, const struct bytes *body)
{
	sqlite3_stmt *put = cache->db.put;

	if (!facts_run(cache, facts_stmt(cache, FACTS_STEP)))
		return false;
	stmt_text(put, 1, sha256);
	stmt_text(put, 2, key);
	sqlite3_bind_int64(put, 3, stamp);
	sqlite3_bind_blob64(put, 4, body->data, body->len, SQLITE_STATIC);
	return facts_run(cache, put);
}

/* --- files ---------------------------------------------------------------- */

/* What was last seen at a path; false where nothing was. */
static bool file_last(struct facts_cache *cache, const char *image,
		      struct facts_file *ret, char ret_sha256[HASH_HEX_SIZE])
{
	sqlite3_stmt *stmt = facts_stmt(cache, FACTS_FILE_GET);
	const char *text = NULL;
	bool known;

	stmt_text(stmt, 1, image);
	if (facts_row(cache, stmt))
		text = (const char *)sqlite3_column_text(stmt, 0);
	known = text != NULL && strlen(text) == HASH_HEX_SIZE - 1 &&
		hash_is_hex(text);
	if (known) {
		memcpy(ret_sha256, text, HASH_HEX_SIZE);
		ret->size = (uint64_t)sqlite3_column_int64(stmt, 1);
		ret->mtime_ns = sqlite3_column_int64(stmt, 2);
	}
	stmt_end(stmt);
	return known;
}

/* The same, where it is still of that size and time. */
static bool file_known(struct facts_cache *cache, const struct facts_file *file,
		       char ret[HASH_HEX_SIZE])
{
	struct facts_file last = {0};

	return file_last(cache, file->image, &last, ret) &&
	       last.size == file->size && last.mtime_ns == file->mtime_ns;
}

/* `sheet`: whoever follows the cache is to hear of it. */
static bool file_put(struct facts_cache *cache, const struct facts_file *file,
		     const char *sha256, bool sheet)
{
	sqlite3_stmt *put = facts_stmt(cache, FACTS_FILE_PUT);

	if (!facts_run(cache, facts_stmt(cache, FACTS_STEP)))
		return false;
	stmt_text(put, 1, file->image);
	sqlite3_bind_int64(put, 2, (sqlite3_int64)file->size);
	sqlite3_bind_int64(put, 3, file->mtime_ns);
	stmt_text(put, 4, sha256);
	sqlite3_bind_int(put, 5, sheet);
	return facts_run(cache, put);
}

/* Puts it unless that is known. */
static bool file_see(struct facts_cache *cache, const struct facts_file *file,
		     const char *sha256)
{
	char before[HASH_HEX_SIZE];

	return (file_known(cache, file, before) &&
		strcmp(before, sha256) == 0) ||
	       file_put(cache, file, sha256, true);
}

bool facts_cache_file(struct facts_cache *cache, const struct facts_file *file,
		      char ret[HASH_HEX_SIZE])
{
	struct facts_place place;
	bool known;

	known = facts_enter(cache, &place) && file_known(cache, file, ret);
	facts_leave(cache);
	return known;
}

/* What is put at once; `body` and `file` may be NULL each. */
struct facts_entry {
	const char *sha256, *key;
	int64_t stamp;
	const struct bytes *body;
	const struct facts_file *file;
};

/* In one transaction. *ret_broken: the file is, and is begun anew. */
static bool facts_put_once(struct facts_cache *cache,
			   const struct facts_entry *entry, bool *ret_broken)
{
	struct facts_place place;
	bool done = facts_enter(cache, &place) && cache_db_begin(&cache->db);

	if (done) {
		done = (entry->body == NULL ||
			facts_put(cache, entry->sha256, entry->key,
				  entry->stamp, entry->body)) &&
		       (entry->file == NULL ||
			file_see(cache, entry->file, entry->sha256));
		done = cache_db_end_now(&cache->db) && done;
	}
	*ret_broken = cache->broken;
	facts_leave(cache);
	return done;
}

static bool facts_put_all(struct facts_cache *cache,
			  const struct facts_entry *entry)
{
	bool broken;
	bool done = facts_put_once(cache, entry, &broken);

	if (!done && broken)
		done = facts_put_once(cache, entry, &broken);
	return done;
}

bool facts_cache_put(struct facts_cache *cache, const char *sha256,
		     const char *key, const struct facts *facts,
		     const struct facts_file *file)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	struct facts_entry entry = {sha256, key, 0, &body, file};

	facts_pack(facts, &body, &entry.stamp);
	return facts_put_all(cache, &entry);
}

void facts_cache_saw(struct facts_cache *cache, const struct facts_file *file,
		     const char *sha256)
{
	const struct facts_entry entry = {.sha256 = sha256, .file = file};
	char before[HASH_HEX_SIZE];

	/* Most are known, and to ask waits for nobody. */
	if (facts_cache_file(cache, file, before) &&
	    strcmp(before, sha256) == 0)
		return;
	(void)facts_put_all(cache, &entry);
}

int facts_cache_hash(struct facts_cache *cache, const char *path,
		     char ret[HASH_HEX_SIZE], struct error *err)
{
	struct facts_file file = {.image = path};
	struct facts_place place;
	struct stat st;

	if (stat(path, &st) < 0)
		return error_sys(err, errno, "cannot read %s", path);
	file.size = (uint64_t)st.st_size;
	file.mtime_ns = file_mtime_ns(&st);
	if (facts_cache_file(cache, &file, ret))
		return 0;
	if (hash_file(path, ret, err) < 0)
		return -1;
	if (facts_enter(cache, &place) && cache_db_begin(&cache->db)) {
		(void)file_put(cache, &file, ret, false);
		(void)cache_db_end_now(&cache->db);
	}
	facts_leave(cache);
	return 0;
}

/* --- what serves a specimen ----------------------------------------------- */

/* The bytes whose facts serve it; FACTS_UNKNOWN where those are not known, or
 * FACTS_CHANGED. */
static enum facts_state serve_bytes(struct facts_cache *cache, const char *id,
				    const char *const *images, size_t n,
				    char ret[HASH_HEX_SIZE])
{
	bool hashed = strlen(id) == HASH_HEX_SIZE - 1 && hash_is_hex(id);
	enum facts_state state = hashed ? FACTS_KNOWN : FACTS_UNKNOWN;

	if (hashed)
		memcpy(ret, id, HASH_HEX_SIZE);
	for (size_t i = 0; i < n; i++) {
		char found[HASH_HEX_SIZE];
		struct facts_file last;

		if (!file_last(cache, images[i], &last, found))
			continue;
		if (!hashed)
			memcpy(ret, found, HASH_HEX_SIZE);
		if (strcmp(found, ret) == 0)
			return FACTS_KNOWN;
		state = FACTS_CHANGED;
	}
	return state;
}

enum facts_state facts_cache_serve(struct facts_cache *cache, const char *id,
				   const char *const *images, size_t n,
				   struct facts *ret, int64_t *ret_stamp)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	enum facts_state state = FACTS_UNKNOWN;
	struct facts_place place;
	char sha256[HASH_HEX_SIZE];
	int64_t stamp = 0;

	if (facts_enter(cache, &place))
		state = serve_bytes(cache, id, images, n, sha256);
	if (state == FACTS_CHANGED)
		stamp = STAMP_CHANGED;
	if (state == FACTS_KNOWN)
		stamp = facts_last(cache, sha256, ret != NULL ? &body : NULL);
	facts_leave(cache);
	if (state == FACTS_KNOWN &&
	    (ret != NULL ? !facts_open(cache, sha256, stamp, &body, ret)
			 : stamp == 0)) {
		state = FACTS_UNKNOWN;
		stamp = 0;
	}
	*ret_stamp = stamp;
	return state;
}

/* --- following ------------------------------------------------------------ */

bool facts_cache_place(struct facts_cache *cache, struct facts_place *ret)
{
	bool told = facts_enter(cache, ret) || !cache->failed;

	facts_leave(cache);
	return told;
}

/* Tells of each path at which the bytes of the row are. */
static int changes_visit(struct facts_cache *cache, const char *sha256,
			 facts_visit *visit, void *arg)
{
	sqlite3_stmt *stmt = facts_stmt(cache, FACTS_IMAGES);
	int rc = visit(arg, sha256, NULL);

	stmt_text(stmt, 1, sha256);
	while (rc == 0 && facts_row(cache, stmt))
		rc = visit(arg, sha256,
			   (const char *)sqlite3_column_text(stmt, 0));
	stmt_end(stmt);
	return rc;
}

int facts_cache_changes(struct facts_cache *cache, int64_t after, int limit,
			facts_visit *visit, void *arg, int64_t *ret_last)
{
	struct facts_place place;
	bool failed;
	int rc = 0;

	*ret_last = after;
	if (facts_enter(cache, &place)) {
		sqlite3_stmt *stmt = facts_stmt(cache, FACTS_CHANGES);

		sqlite3_bind_int64(stmt, 1, after);
		sqlite3_bind_int(stmt, 2, limit);
		while (rc == 0 && facts_row(cache, stmt)) {
			const char *sha256 =
				(const char *)sqlite3_column_text(stmt, 1);
			const char *image =
				(const char *)sqlite3_column_text(stmt, 2);

			rc = image != NULL
				     ? visit(arg, sha256, image)
				     : changes_visit(cache, sha256, visit, arg);
			if (rc == 0 && !cache->failed)
				*ret_last = sqlite3_column_int64(stmt, 0);
		}
		stmt_end(stmt);
	}
	failed = cache->failed;
	facts_leave(cache);
	return rc == 0 && failed ? 1 : rc;
}
