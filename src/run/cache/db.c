/*
 * db.c: what the run's caches share. See db.h.
 *
 * 1. Puts are gathered into transactions; a crash loses the last few, never
 *    the file (WAL). The database lies beside the index where the run's own
 *    file system does not bear a WAL.
 */
#include "config.h"

#include "run/cache/db.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/compiler.h"
#include "base/file.h"
#include "base/mem.h"

#define CACHE_DB_PUTS	512
#define CACHE_DB_MS	1000
#define CACHE_DB_MEMORY ":memory:"

static void cache_db_shut(struct cache_db *cache)
{
	sqlite3_finalize(cache->get);
	sqlite3_finalize(cache->put);
	sqlite3_close(cache->db);
	*cache = (struct cache_db){0};
}

static bool cache_db_exec(struct cache_db *cache, const char *sql)
{
	return sqlite3_exec(cache->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool cache_db_prepare(struct cache_db *cache, const char *sql,
			     sqlite3_stmt **ret)
{
	return sqlite3_prepare_v2(cache->db, sql, -1, ret, NULL) == SQLITE_OK;
}

static bool cache_db_is_bad(int rc)
{
	rc &= 0xff;
	return rc == SQLITE_ERROR || rc == SQLITE_CORRUPT ||
	       rc == SQLITE_NOTADB || rc == SQLITE_MISMATCH;
}

/* *ret_bad: it is the file that is bad, not the file system or the moment. */
static bool cache_db_try(struct cache_db *cache, const struct cache_plan *plan,
			 const char *path, bool *ret_bad)
{
	if (strcmp(path, CACHE_DB_MEMORY) != 0)
		file_touch(path);
	if (sqlite3_open_v2(path, &cache->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) == SQLITE_OK) {
		sqlite3_busy_timeout(cache->db, 2000);
		if (cache_db_exec(cache, "PRAGMA journal_mode=WAL;"
					 "PRAGMA synchronous=NORMAL;") &&
		    cache_db_exec(cache, plan->create) &&
		    cache_db_prepare(cache, plan->get, &cache->get) &&
		    cache_db_prepare(cache, plan->put, &cache->put))
			return true;
	}
	*ret_bad = cache_db_is_bad(sqlite3_errcode(cache->db));
	cache_db_shut(cache);
	return false;
}

static char *cache_db_path(const struct run *run, const char *file)
{
	char *own CLEANUP(mem_free_str) = file_join(run->dir, "index.db");
	char *dir CLEANUP(mem_free_str) = NULL;

	if (run->index_path == NULL || strcmp(run->index_path, own) == 0)
		return mem_printf("%s/cache/%s", run->dir, file);
	dir = mem_strndup(run->index_path, (size_t)(file_base(run->index_path) -
						    run->index_path));
	return file_join(dir, file);
}

static void cache_db_remove(const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *file CLEANUP(mem_free_str) =
			mem_printf("%s%s", path, tails[i]);

		unlink(file);
	}
}

int cache_db_open(const struct run *run, const struct cache_plan *plan,
		  struct cache_db *ret, struct error *err)
{
	char *path CLEANUP(mem_free_str) = cache_db_path(run, plan->file);
	char *dir CLEANUP(mem_free_str) =
		mem_strndup(path, (size_t)(file_base(path) - path) - 1);
	struct cache_db cache = {0};
	bool bad = false;
	bool done = file_make_dirs(dir, 0777, NULL) == 0 &&
		    cache_db_try(&cache, plan, path, &bad);

	if (!done && bad) {
		cache_db_remove(path);
		done = cache_db_try(&cache, plan, path, &bad);
	}
	if (!done && !cache_db_try(&cache, plan, CACHE_DB_MEMORY, &bad))
		return error_set(err, ERROR_FAILED,
				 "SQLite cannot open a database, not even in "
				 "memory");
	*ret = cache;
	return 0;
}

static void cache_db_commit(struct cache_db *cache)
{
	if (cache->n_puts == 0)
		return;
	if (!cache_db_exec(cache, "COMMIT"))
		cache_db_exec(cache, "ROLLBACK");
	cache->n_puts = 0;
}

void cache_db_close(struct cache_db *cache)
{
	cache_db_commit(cache);
	cache_db_shut(cache);
}

bool cache_db_begin(struct cache_db *cache)
{
	if (cache->n_puts == 0) {
		if (!cache_db_exec(cache, "BEGIN IMMEDIATE"))
			return false;
		cache->began_ms = clock_ms();
	}
	return true;
}

void cache_db_end(struct cache_db *cache)
{
	cache->n_puts++;
	if (cache->n_puts >= CACHE_DB_PUTS ||
	    clock_ms() - cache->began_ms >= CACHE_DB_MS)
		cache_db_commit(cache);
}
