/*
 * hash_cache.c: hashes of image files by path, size and mtime, in SQLite.
 * See worklist.h.
 *
 * 1. A cache: whatever is wrong with it, it is begun anew, and where that
 *    cannot be, it is kept in memory. Nothing ever fails because of it.
 * 2. Puts are gathered into transactions; a crash loses the last few, never
 *    the file (WAL). The database lies beside the index where the run's own
 *    medium does not bear a WAL.
 */
#include "config.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/worklist.h"

#define HASH_CACHE_PUTS	  512
#define HASH_CACHE_MS	  1000
#define HASH_CACHE_MEMORY ":memory:"

struct hash_cache {
	sqlite3 *db;
	sqlite3_stmt *get, *put;
	int n_puts;	  /* in the open transaction; 0: none is open */
	int64_t began_ms; /* when it was opened */
	char found[HASH_HEX_SIZE];
};

static void hash_cache_shut(struct hash_cache *cache)
{
	sqlite3_finalize(cache->get);
	sqlite3_finalize(cache->put);
	sqlite3_close(cache->db);
	cache->get = cache->put = NULL;
	cache->db = NULL;
}

static bool hash_cache_exec(struct hash_cache *cache, const char *sql)
{
	return sqlite3_exec(cache->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool hash_cache_prepare(struct hash_cache *cache, const char *sql,
			       sqlite3_stmt **ret)
{
	return sqlite3_prepare_v2(cache->db, sql, -1, ret, NULL) == SQLITE_OK;
}

static bool hash_cache_try(struct hash_cache *cache, const char *path)
{
	static const char schema[] =
		"PRAGMA journal_mode=WAL;"
		"PRAGMA synchronous=NORMAL;"
		"CREATE TABLE IF NOT EXISTS hash (path TEXT PRIMARY KEY,"
		" size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
		" sha256 TEXT NOT NULL) WITHOUT ROWID;";

	if (sqlite3_open_v2(path, &cache->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) == SQLITE_OK) {
		sqlite3_busy_timeout(cache->db, 2000);
		if (hash_cache_exec(cache, schema) &&
		    hash_cache_prepare(cache,
				       "SELECT size, mtime_ns, sha256 FROM "
				       "hash WHERE path = ?1",
				       &cache->get) &&
		    hash_cache_prepare(cache,
				       "INSERT OR REPLACE INTO hash VALUES "
				       "(?1, ?2, ?3, ?4)",
				       &cache->put))
			return true;
	}
	hash_cache_shut(cache);
	return false;
}

static char *hash_cache_path(const struct run *run)
{
	char *own CLEANUP(mem_free_str) = file_join(run->dir, "index.db");
	char *dir CLEANUP(mem_free_str) = NULL;

	if (run->index_path == NULL || strcmp(run->index_path, own) == 0)
		return file_join(run->dir, "cache/hashes.db");
	dir = mem_strndup(run->index_path, (size_t)(file_base(run->index_path) -
						    run->index_path));
	return file_join(dir, "hashes.db");
}

static void hash_cache_remove(const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *file CLEANUP(mem_free_str) =
			mem_printf("%s%s", path, tails[i]);

		unlink(file);
	}
}

int hash_cache_open(const struct run *run, struct hash_cache **ret,
		    struct error *err)
{
	char *path CLEANUP(mem_free_str) = hash_cache_path(run);
	char *dir CLEANUP(mem_free_str) =
		mem_strndup(path, (size_t)(file_base(path) - path) - 1);
	struct hash_cache *cache = mem_zalloc(sizeof(*cache));

	if (file_make_dirs(dir, 0777, NULL) < 0 ||
	    !hash_cache_try(cache, path)) {
		hash_cache_remove(path);
		if (!hash_cache_try(cache, path) &&
		    !hash_cache_try(cache, HASH_CACHE_MEMORY)) {
			free(cache);
			return error_set(err, ERROR_FAILED,
					 "SQLite cannot open a database, not "
					 "even in memory");
		}
	}
	*ret = cache;
	return 0;
}

static void hash_cache_commit(struct hash_cache *cache)
{
	if (cache->n_puts == 0)
		return;
	if (!hash_cache_exec(cache, "COMMIT"))
		hash_cache_exec(cache, "ROLLBACK");
	cache->n_puts = 0;
}

void hash_cache_close(struct hash_cache *cache)
{
	if (cache == NULL)
		return;
	hash_cache_commit(cache);
	hash_cache_shut(cache);
	free(cache);
}

const char *hash_cache_get(struct hash_cache *cache, const char *image,
			   uint64_t size, int64_t mtime_ns)
{
	const char *found = NULL;

	sqlite3_bind_text(cache->get, 1, image, -1, SQLITE_STATIC);
	if (sqlite3_step(cache->get) == SQLITE_ROW &&
	    (uint64_t)sqlite3_column_int64(cache->get, 0) == size &&
	    sqlite3_column_int64(cache->get, 1) == mtime_ns) {
		const char *text =
			(const char *)sqlite3_column_text(cache->get, 2);

		if (text != NULL && strlen(text) == 64 && hash_is_hex(text))
			found = memcpy(cache->found, text, HASH_HEX_SIZE);
	}
	sqlite3_reset(cache->get);
	return found;
}

void hash_cache_put(struct hash_cache *cache, const char *image, uint64_t size,
		    int64_t mtime_ns, const char *sha256)
{
	if (cache->n_puts == 0) {
		if (!hash_cache_exec(cache, "BEGIN IMMEDIATE"))
			return;
		cache->began_ms = clock_ms();
	}
	sqlite3_bind_text(cache->put, 1, image, -1, SQLITE_STATIC);
	sqlite3_bind_int64(cache->put, 2, (sqlite3_int64)size);
	sqlite3_bind_int64(cache->put, 3, mtime_ns);
	sqlite3_bind_text(cache->put, 4, sha256, -1, SQLITE_STATIC);
	sqlite3_step(cache->put);
	sqlite3_reset(cache->put);
	cache->n_puts++;
	if (cache->n_puts >= HASH_CACHE_PUTS ||
	    clock_ms() - cache->began_ms >= HASH_CACHE_MS)
		hash_cache_commit(cache);
}
