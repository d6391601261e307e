/*
 * db.c: what the run's caches share. See db.h.
 *
 * 1. Puts are gathered into transactions; a crash loses the last few, never
 *    the file (WAL). The database lies beside the index where the run's own
 *    file system does not bear a WAL.
 * 2. Who only looks (CACHE_LOOK) leaves no file behind: while nobody writes,
 *    the database is opened as one that does not change, and anew once it has.
 */
#include "config.h"

#include "run/cache/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"

#define CACHE_DB_PUTS	512
#define CACHE_DB_MS	1000
#define CACHE_DB_MEMORY ":memory:"

/* For whoever else writes. */
#define CACHE_DB_WAIT_MS  2000
#define CACHE_DB_AGAIN_MS 10

static void cache_db_shut(struct cache_db *cache)
{
	sqlite3_finalize(cache->get);
	sqlite3_finalize(cache->put);
	for (size_t i = 0; i < CACHE_DB_MORE; i++)
		sqlite3_finalize(cache->more[i]);
	sqlite3_close(cache->db);
	cache->db = NULL;
	cache->get = cache->put = NULL;
	memset(cache->more, 0, sizeof(cache->more));
	cache->n_puts = 0;
}

static bool cache_db_exec(struct cache_db *cache, const char *sql)
{
	return sqlite3_exec(cache->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool cache_db_prepare(struct cache_db *cache, const char *sql,
			     sqlite3_stmt **ret)
{
	return sql == NULL ||
	       sqlite3_prepare_v2(cache->db, sql, -1, ret, NULL) == SQLITE_OK;
}

bool cache_db_is_broken(int rc)
{
	rc &= 0xff;
	return rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB;
}

/* Of another schema, too. */
static bool cache_db_is_bad(int rc)
{
	return cache_db_is_broken(rc) || (rc & 0xff) == SQLITE_ERROR ||
	       (rc & 0xff) == SQLITE_MISMATCH;
}

static bool cache_db_prepare_all(struct cache_db *cache)
{
	const struct cache_plan *plan = cache->plan;
	bool done = cache_db_prepare(cache, plan->get, &cache->get) &&
		    cache_db_prepare(cache, plan->put, &cache->put);

	for (size_t i = 0; i < CACHE_DB_MORE && done; i++)
		done = cache_db_prepare(cache, plan->more[i], &cache->more[i]);
	return done;
}

/* Two that make it at the same moment are told so at once, without waiting. */
static bool cache_db_setup(struct cache_db *cache)
{
	const char *synced = cache->plan->synced ? "PRAGMA synchronous=FULL"
						 : "PRAGMA synchronous=NORMAL";
	int64_t until_ms = clock_ms() + CACHE_DB_WAIT_MS;
	bool done;

	sqlite3_busy_timeout(cache->db, CACHE_DB_WAIT_MS);
	if (cache->mode == CACHE_LOOK)
		return cache_db_prepare_all(cache);
	do {
		done = cache_db_exec(cache, "PRAGMA journal_mode=WAL") &&
		       cache_db_exec(cache, synced) &&
		       cache_db_exec(cache, cache->plan->create);
		if (done || (sqlite3_errcode(cache->db) & 0xff) != SQLITE_BUSY)
			break;
		sqlite3_sleep(CACHE_DB_AGAIN_MS);
	} while (clock_ms() < until_ms);
	return done && cache_db_prepare_all(cache);
}

/* Which file it is that is opened now. */
static void cache_db_remember(struct cache_db *cache, const char *path)
{
	struct stat st = {0};

	cache->memory = strcmp(path, CACHE_DB_MEMORY) == 0;
	(void)stat(path, &st);
	cache->dev = st.st_dev;
	cache->ino = st.st_ino;
	cache->mtime_ns = file_mtime_ns(&st);
}

/* Whoever writes has a WAL beside it. */
static bool cache_db_is_still(const struct cache_db *cache)
{
	char *wal CLEANUP(mem_free_str) = mem_printf("%s-wal", cache->path);

	return access(wal, F_OK) != 0;
}

static int cache_db_connect(struct cache_db *cache, const char *path)
{
	static const int flags[] = {
		[CACHE_MAKE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		[CACHE_FIND] = SQLITE_OPEN_READWRITE,
		[CACHE_LOOK] = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
	};
	char *uri CLEANUP(mem_free_str) = NULL;

	cache->still = cache->mode == CACHE_LOOK && cache_db_is_still(cache);
	if (cache->mode == CACHE_LOOK)
		uri = file_uri(path, cache->still ? "immutable=1" : "mode=ro");
	return sqlite3_open_v2(uri != NULL ? uri : path, &cache->db,
			       flags[cache->mode] | SQLITE_OPEN_NOMUTEX, NULL);
}

/* *ret_bad: it is the file that is bad, not the file system or the moment. */
static bool cache_db_try(struct cache_db *cache, const char *path,
			 bool *ret_bad)
{
	if (cache->mode == CACHE_MAKE && strcmp(path, CACHE_DB_MEMORY) != 0)
		file_touch(path);
	cache_db_remember(cache, path);
	if (cache_db_connect(cache, path) == SQLITE_OK && cache_db_setup(cache))
		return true;
	*ret_bad = cache_db_is_bad(sqlite3_errcode(cache->db));
	cache_db_shut(cache);
	return false;
}

char *cache_db_path(const struct run *run, const char *file)
{
	char *own CLEANUP(mem_free_str) = file_join(run->dir, "index.db");
	char *dir CLEANUP(mem_free_str) = NULL;

	if (run->index_path == NULL || strcmp(run->index_path, own) == 0)
		return mem_printf("%s/cache/%s", run->dir, file);
	dir = mem_strndup(run->index_path, (size_t)(file_base(run->index_path) -
						    run->index_path));
	return file_join(dir, file);
}

/* Whether the file of that name is the one that was opened. */
static bool cache_db_is_named(const struct cache_db *cache)
{
	struct stat st;

	return stat(cache->path, &st) == 0 && st.st_dev == cache->dev &&
	       st.st_ino == cache->ino &&
	       (!cache->still || (file_mtime_ns(&st) == cache->mtime_ns &&
				  cache_db_is_still(cache)));
}

/* Locks the directory against others who remove; -1: that cannot be had. */
static int cache_db_lock(const struct cache_db *cache)
{
	char *dir CLEANUP(mem_free_str) = mem_strndup(
		cache->path, (size_t)(file_base(cache->path) - cache->path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
		continue;
	return fd;
}

/*
 * Removes the file that was found bad. Where several find it so, the first
 * removes it, and the others leave what was begun in its place. The file of
 * that name goes last: nobody begins another one before.
 */
static void cache_db_remove(const struct cache_db *cache)
{
	static const char *const tails[] = {"-wal", "-shm", "-journal", ""};
	int lock = cache_db_lock(cache);

	for (size_t i = 0; i < ARRAY_LEN(tails) && cache_db_is_named(cache);
	     i++) {
		char *file CLEANUP(mem_free_str) =
			mem_printf("%s%s", cache->path, tails[i]);

		unlink(file);
	}
	if (lock >= 0)
		close(lock);
}

/* Opens the file, begins it anew where it is bad, or takes memory. A run that
 * was moved away or removed is not begun anew in its old place: what is read
 * would be written there, into what is not a run. */
static bool cache_db_make(struct cache_db *cache)
{
	const char *path = cache->path;
	char *dir CLEANUP(mem_free_str) =
		mem_strndup(path, (size_t)(file_base(path) - path) - 1);
	bool bad = false;
	bool done = file_make_dir(dir, 0777, NULL) == 0 &&
		    cache_db_try(cache, path, &bad);

	if (!done && bad) {
		cache_db_remove(cache);
		done = cache_db_try(cache, path, &bad);
	}
	return done || cache_db_try(cache, CACHE_DB_MEMORY, &bad);
}

static void cache_db_look(struct cache_db *cache)
{
	bool bad = false;

	/* Neither a link nor a pipe is opened. */
	if (cache->mode == CACHE_LOOK &&
	    file_check_own(cache->path, false, NULL) < 0)
		return;
	if (access(cache->path, R_OK) == 0)
		(void)cache_db_try(cache, cache->path, &bad);
}

static struct cache_db cache_db_closed(const struct run *run,
				       const struct cache_plan *plan,
				       enum cache_mode mode)
{
	return (struct cache_db){
		.plan = plan,
		.mode = mode,
		.path = cache_db_path(run, plan->file),
	};
}

int cache_db_open(const struct run *run, const struct cache_plan *plan,
		  struct cache_db *ret, struct error *err)
{
	struct cache_db cache = cache_db_closed(run, plan, CACHE_MAKE);

	if (!cache_db_make(&cache)) {
		free(cache.path);
		return error_set(err, ERROR_FAILED,
				 "SQLite cannot open a database, not even in "
				 "memory");
	}
	*ret = cache;
	return 0;
}

struct cache_db cache_db_find(const struct run *run,
			      const struct cache_plan *plan)
{
	struct cache_db cache = cache_db_closed(
		run, plan, run->looks ? CACHE_LOOK : CACHE_FIND);

	if (run->looks) {
		free(cache.path);
		cache.path = mem_printf("%s/cache/%s", run->dir, plan->file);
	}
	cache_db_look(&cache);
	return cache;
}

/* Whether what is open is what lies there now; nothing where nothing does. */
static bool cache_db_is_current(const struct cache_db *cache)
{
	if (cache->db == NULL)
		return access(cache->path, F_OK) != 0;
	if (cache->mode == CACHE_LOOK &&
	    file_check_own(cache->path, false, NULL) < 0)
		return false;
	return cache_db_is_named(cache);
}

void cache_db_follow(struct cache_db *cache, bool broken)
{
	bool named = cache->memory || cache_db_is_current(cache);

	if (!broken && named)
		return;
	cache_db_shut(cache);
	if (cache->mode != CACHE_MAKE) {
		cache_db_look(cache);
		return;
	}
	if (broken && named && !cache->memory)
		cache_db_remove(cache);
	cache_db_make(cache);
}

static bool cache_db_commit(struct cache_db *cache)
{
	bool done;

	if (cache->n_puts == 0)
		return true;
	done = cache_db_exec(cache, "COMMIT");
	if (!done)
		cache_db_exec(cache, "ROLLBACK");
	cache->n_puts = 0;
	return done;
}

void cache_db_close(struct cache_db *cache)
{
	cache_db_commit(cache);
	cache_db_shut(cache);
	free(cache->path);
	cache->path = NULL;
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

bool cache_db_end_now(struct cache_db *cache)
{
	cache->n_puts++;
	return cache_db_commit(cache);
}
