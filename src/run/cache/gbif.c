/*
 * gbif.c: see gbif.h, and db.h for what a cache is.
 *
 * 1. Rows are numbered as they are put; a question that is put again gets a new
 *    number. The lowest go first when there are too many.
 */
#include "config.h"

#include "run/cache/gbif.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/cache/db.h"

#define GBIF_CACHE_DROP 1000 /* go at once */

enum { NOTE_GET, NOTE_PUT, COUNT, DROP };

struct gbif_cache {
	struct cache_db db;
	int64_t n; /* rows, counted when it was opened; only grows */
};

static const struct cache_plan gbif_cache_plan = {
	.file = "gbif.db",
	.create = "CREATE TABLE IF NOT EXISTS answer (n INTEGER PRIMARY KEY,"
		  " question TEXT NOT NULL UNIQUE, state TEXT NOT NULL,"
		  " body TEXT NOT NULL);"
		  "CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY,"
		  " text TEXT NOT NULL) WITHOUT ROWID;",
	.get = "SELECT body, state FROM answer WHERE question = ?1",
	.put = "INSERT OR REPLACE INTO answer (question, state, body)"
	       " VALUES (?1, ?2, ?3)",
	.more =
		{
			[NOTE_GET] = "SELECT text FROM note WHERE name = ?1",
			[NOTE_PUT] = "INSERT OR REPLACE INTO note VALUES"
				     " (?1, ?2)",
			[COUNT] = "SELECT count(*) FROM answer",
			[DROP] = "DELETE FROM answer WHERE n IN (SELECT n FROM"
				 " answer ORDER BY n LIMIT ?1)",
		},
};

static void gbif_cache_count(struct gbif_cache *cache)
{
	sqlite3_stmt *count = cache->db.more[COUNT];

	if (sqlite3_step(count) == SQLITE_ROW)
		cache->n = sqlite3_column_int64(count, 0);
	sqlite3_reset(count);
}

int gbif_cache_open(const struct run *run, struct gbif_cache **ret,
		    struct error *err)
{
	struct gbif_cache *cache = mem_zalloc(sizeof(*cache));

	if (cache_db_open(run, &gbif_cache_plan, &cache->db, err) < 0) {
		free(cache);
		return -1;
	}
	gbif_cache_count(cache);
	*ret = cache;
	return 0;
}

struct gbif_cache *gbif_cache_find(const struct run *run)
{
	struct gbif_cache *cache = mem_zalloc(sizeof(*cache));

	cache->db = cache_db_find(run, &gbif_cache_plan);
	return cache;
}

void gbif_cache_close(struct gbif_cache *cache)
{
	if (cache == NULL)
		return;
	cache_db_close(&cache->db);
	free(cache);
}

void gbif_cache_follow(struct gbif_cache *cache)
{
	cache_db_follow(&cache->db, false);
}

/* --- one row -------------------------------------------------------------- */

static char *column_text(sqlite3_stmt *row, int i)
{
	const unsigned char *text = sqlite3_column_text(row, i);

	return mem_strdup(text != NULL ? (const char *)text : "");
}

/* Steps a question of one text, whose row, if any, *ret_a and *ret_b (may be
 * NULL) get; afterwards the statement is as it was. */
static void row_get(struct gbif_cache *cache, sqlite3_stmt *stmt,
		    const char *text, char **ret_a, char **ret_b)
{
	int rc;

	sqlite3_bind_text(stmt, 1, text, -1, SQLITE_STATIC);
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW) {
		*ret_a = column_text(stmt, 0);
		if (ret_b != NULL)
			*ret_b = column_text(stmt, 1);
	}
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	if (cache_db_is_broken(rc))
		cache_db_follow(&cache->db, true);
}

static bool row_put(struct gbif_cache *cache, sqlite3_stmt *stmt,
		    const char *const *texts, int n)
{
	int rc;

	if (!cache_db_begin(&cache->db))
		return false;
	for (int i = 0; i < n; i++)
		sqlite3_bind_text(stmt, i + 1, texts[i], -1, SQLITE_STATIC);
	rc = sqlite3_step(stmt);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	if (cache_db_is_broken(rc)) {
		cache_db_follow(&cache->db, true);
		return false;
	}
	return cache_db_end_now(&cache->db) && rc == SQLITE_DONE;
}

char *gbif_cache_get(struct gbif_cache *cache, const char *question,
		     char **ret_state)
{
	char *body = NULL;

	if (cache->db.db != NULL)
		row_get(cache, cache->db.get, question, &body, ret_state);
	return body;
}

/* Makes room for what comes. */
static void gbif_cache_drop(struct gbif_cache *cache)
{
	sqlite3_stmt *drop = cache->db.more[DROP];

	if (cache->n < GBIF_CACHE_MAX || !cache_db_begin(&cache->db))
		return;
	sqlite3_bind_int(drop, 1, GBIF_CACHE_DROP);
	sqlite3_step(drop);
	sqlite3_reset(drop);
	if (cache_db_end_now(&cache->db))
		cache->n -= GBIF_CACHE_DROP;
}

bool gbif_cache_put(struct gbif_cache *cache, const char *question,
		    const char *state, const char *body)
{
	const char *const texts[] = {question, state, body};

	if (cache->db.db == NULL || strlen(body) > GBIF_CACHE_BODY_MAX)
		return false;
	gbif_cache_drop(cache);
	cache->n++;
	return row_put(cache, cache->db.put, texts, 3);
}

char *gbif_cache_note(struct gbif_cache *cache, const char *name)
{
	char *text = NULL;

	if (cache->db.db != NULL)
		row_get(cache, cache->db.more[NOTE_GET], name, &text, NULL);
	return text;
}

bool gbif_cache_set_note(struct gbif_cache *cache, const char *name,
			 const char *text)
{
	const char *const texts[] = {name, text};

	return cache->db.db != NULL &&
	       row_put(cache, cache->db.more[NOTE_PUT], texts, 2);
}
