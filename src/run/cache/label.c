/*
 * label.c: the labels found on a sheet. See label.h, and
 * db.h for what a cache is.
 *
 * 1. A sheet is one row for itself (at = 0: how it is turned, and in `w` how
 *    many labels it has) and one for each label (at = 1 and on), all put in
 *    one transaction; rows past those are of an earlier put. What does not
 *    add up, or could not have been found, is taken as not known.
 * 2. The mutex is held for single steps on a small database; the calls come
 *    from pool threads, which may wait.
 */
#include "config.h"

#include "run/cache/label.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "run/cache/db.h"

struct label_cache {
	pthread_mutex_t mutex; /* guards db */
	struct cache_db db;
};

static const struct cache_plan label_cache_plan = {
	.file = "labels.db",
	.create = "CREATE TABLE IF NOT EXISTS label (sha256 TEXT NOT NULL,"
		  " finder INTEGER NOT NULL, at INTEGER NOT NULL,"
		  " x INTEGER NOT NULL, y INTEGER NOT NULL,"
		  " w INTEGER NOT NULL, h INTEGER NOT NULL,"
		  " rotation INTEGER NOT NULL, score REAL NOT NULL,"
		  " sure REAL NOT NULL, tall INTEGER NOT NULL,"
		  " PRIMARY KEY (sha256, finder, at)) WITHOUT ROWID;",
	.get = "SELECT at, x, y, w, h, rotation, score, sure, tall FROM label"
	       " WHERE sha256 = ?1 AND finder = ?2 ORDER BY at",
	.put = "INSERT OR REPLACE INTO label VALUES"
	       " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
};

int label_cache_open(const struct run *run, struct label_cache **ret,
		     struct error *err)
{
	struct label_cache *cache = mem_zalloc(sizeof(*cache));

	if (cache_db_open(run, &label_cache_plan, &cache->db, err) < 0) {
		free(cache);
		return -1;
	}
	pthread_mutex_init(&cache->mutex, NULL);
	*ret = cache;
	return 0;
}

void label_cache_close(struct label_cache *cache)
{
	if (cache == NULL)
		return;
	cache_db_close(&cache->db);
	pthread_mutex_destroy(&cache->mutex);
	free(cache);
}

static struct label label_cache_row(sqlite3_stmt *row)
{
	return (struct label){
		.box = {sqlite3_column_int(row, 1), sqlite3_column_int(row, 2),
			sqlite3_column_int(row, 3), sqlite3_column_int(row, 4)},
		.rotation = sqlite3_column_int(row, 5),
		.score = sqlite3_column_double(row, 6),
		.sure = sqlite3_column_double(row, 7),
		.text_height = sqlite3_column_int(row, 8),
	};
}

static bool label_cache_turn(int rotation)
{
	return rotation >= -1 && rotation < 360 &&
	       (rotation == -1 || rotation % 90 == 0);
}

static bool label_cache_sound(const struct label *label)
{
	return label->box.x >= 0 && label->box.y >= 0 && label->box.w > 0 &&
	       label->box.h > 0 && label_cache_turn(label->rotation) &&
	       label->text_height >= 0;
}

/* Takes the rows of a sheet as they come; false for what does not add up. */
static bool label_cache_read(sqlite3_stmt *get, struct labels *ret)
{
	struct labels labels = {0};
	int told = 0, at = 0;

	for (; at <= told && sqlite3_step(get) == SQLITE_ROW; at++) {
		struct label label = label_cache_row(get);

		if (sqlite3_column_int(get, 0) != at || at > LABELS_MAX)
			return false;
		if (at == 0) {
			told = label.box.w;
			labels.sheet_rotation = label.rotation;
		} else if (label_cache_sound(&label)) {
			labels.items[labels.n++] = label;
		}
	}
	if (at == 0 || told != labels.n ||
	    !label_cache_turn(labels.sheet_rotation))
		return false;
	*ret = labels;
	return true;
}

bool label_cache_get(struct label_cache *cache, const char *sha256,
		     int finder_version, struct labels *ret)
{
	sqlite3_stmt *get = cache->db.get;
	bool found;

	pthread_mutex_lock(&cache->mutex);
	sqlite3_bind_text(get, 1, sha256, -1, SQLITE_STATIC);
	sqlite3_bind_int(get, 2, finder_version);
	found = label_cache_read(get, ret);
	sqlite3_reset(get);
	sqlite3_clear_bindings(get);
	pthread_mutex_unlock(&cache->mutex);
	return found;
}

static void label_cache_put_row(sqlite3_stmt *put, int at,
				const struct label *label)
{
	const int values[] = {at,	    label->box.x, label->box.y,
			      label->box.w, label->box.h, label->rotation};

	for (int i = 0; i < 6; i++)
		sqlite3_bind_int(put, 3 + i, values[i]);
	sqlite3_bind_double(put, 9, label->score);
	sqlite3_bind_double(put, 10, label->sure);
	sqlite3_bind_int(put, 11, label->text_height);
	sqlite3_step(put);
	sqlite3_reset(put);
}

void label_cache_put(struct label_cache *cache, const char *sha256,
		     int finder_version, const struct labels *labels)
{
	struct label sheet = {.box = {.w = labels->n},
			      .rotation = labels->sheet_rotation};
	sqlite3_stmt *put = cache->db.put;

	pthread_mutex_lock(&cache->mutex);
	if (cache_db_begin(&cache->db)) {
		sqlite3_bind_text(put, 1, sha256, -1, SQLITE_STATIC);
		sqlite3_bind_int(put, 2, finder_version);
		label_cache_put_row(put, 0, &sheet);
		for (int i = 0; i < labels->n; i++)
			label_cache_put_row(put, i + 1, &labels->items[i]);
		sqlite3_clear_bindings(put);
		cache_db_end(&cache->db);
	}
	pthread_mutex_unlock(&cache->mutex);
}
