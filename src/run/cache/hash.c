/*
 * hash.c: hashes of image files by path, size and mtime. See hash.h, and
 * db.h for what a cache is.
 */
#include "config.h"

#include "run/cache/hash.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "run/cache/db.h"

struct hash_cache {
	struct cache_db db;
	char found[HASH_HEX_SIZE];
};

static const struct cache_plan hash_cache_plan = {
	.file = "hashes.db",
	.create = "CREATE TABLE IF NOT EXISTS hash (path TEXT PRIMARY KEY,"
		  " size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
		  " sha256 TEXT NOT NULL) WITHOUT ROWID;",
	.get = "SELECT size, mtime_ns, sha256 FROM hash WHERE path = ?1",
	.put = "INSERT OR REPLACE INTO hash VALUES (?1, ?2, ?3, ?4)",
};

int hash_cache_open(const struct run *run, struct hash_cache **ret,
		    struct error *err)
{
	struct hash_cache *cache = mem_zalloc(sizeof(*cache));

	if (cache_db_open(run, &hash_cache_plan, &cache->db, err) < 0) {
		free(cache);
		return -1;
	}
	*ret = cache;
	return 0;
}

void hash_cache_close(struct hash_cache *cache)
{
	if (cache == NULL)
		return;
	cache_db_close(&cache->db);
	free(cache);
}

const char *hash_cache_get(struct hash_cache *cache, const char *image,
			   uint64_t size, int64_t mtime_ns)
{
	sqlite3_stmt *get = cache->db.get;
	const char *found = NULL;

	sqlite3_bind_text(get, 1, image, -1, SQLITE_STATIC);
	if (sqlite3_step(get) == SQLITE_ROW &&
	    (uint64_t)sqlite3_column_int64(get, 0) == size &&
	    sqlite3_column_int64(get, 1) == mtime_ns) {
		const char *text = (const char *)sqlite3_column_text(get, 2);

		if (text != NULL && strlen(text) == 64 && hash_is_hex(text))
			found = memcpy(cache->found, text, HASH_HEX_SIZE);
	}
	sqlite3_reset(get);
	return found;
}

void hash_cache_put(struct hash_cache *cache, const char *image, uint64_t size,
		    int64_t mtime_ns, const char *sha256)
{
	sqlite3_stmt *put = cache->db.put;

	if (!cache_db_begin(&cache->db))
		return;
	sqlite3_bind_text(put, 1, image, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 2, (sqlite3_int64)size);
	sqlite3_bind_int64(put, 3, mtime_ns);
	sqlite3_bind_text(put, 4, sha256, -1, SQLITE_STATIC);
	sqlite3_step(put);
	sqlite3_reset(put);
	cache_db_end(&cache->db);
}
