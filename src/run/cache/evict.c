/*
 * evict.c: which copies go, by age and by size. Part of image.h.
 *
 * 1. The list is made of what the index says and the files show: an entry
 *    whose name is not ours is passed over, one whose file is gone is
 *    forgotten, and nothing is deleted for either.
 * 2. Copies in use stay, even where the cache is too large then.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/cache/image_store.h"

#define SWEEP_S 300 /* between two looks at the age of copies */

struct image_file {
	char name[IMAGE_NAME_SIZE];
	uint64_t size;
	int64_t used_s;
};

struct image_files {
	struct image_file *items;
	size_t n, cap;
};

/* What the index names, as far as the names are ours. */
static void image_files_read(struct image_cache *cache,
			     struct image_files *files)
{
	static const char sql[] =
		"SELECT name, max(used_at) FROM image GROUP BY name";
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(cache->db.db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return;
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(stmt, 0);
		struct image_file *file;

		if (name == NULL || !image_name_is_ours(name))
			continue;
		ARRAY_GROW(files->items, files->n, files->cap);
		file = &files->items[files->n++];
		snprintf(file->name, sizeof(file->name), "%s", name);
		file->used_s = sqlite3_column_int64(stmt, 1);
	}
	sqlite3_finalize(stmt);
}

/* Keeps the files that are there, with their size and last use. A use in the
 * time to come is one now: clocks are set back. */
static void image_files_look(struct image_cache *cache,
			     struct image_files *files, int64_t now)
{
	size_t n = 0;

	cache->bytes = 0;
	for (size_t i = 0; i < files->n; i++) {
		struct image_file *file = &files->items[i];
		int64_t seen = 0;
		int64_t size = image_file_size(cache->fd, file->name, &seen);

		if (size < 0) {
			image_cache_forget(cache, file->name);
			continue;
		}
		if (seen > file->used_s)
			file->used_s = seen;
		if (file->used_s > now)
			file->used_s = now;
		file->size = (uint64_t)size;
		cache->bytes += file->size;
		files->items[n++] = *file;
	}
	files->n = n;
}

static int image_file_compare(const void *a, const void *b)
{
	const struct image_file *x = a, *y = b;

	return (x->used_s > y->used_s) - (x->used_s < y->used_s);
}

static void image_files_evict(struct image_cache *cache,
			      const struct image_files *files, int64_t now)
{
	uint64_t max = cache->options.max_bytes;
	uint64_t goal = cache->bytes > max ? max / 10 * 9 : max;

	for (size_t i = 0; i < files->n; i++) {
		const struct image_file *file = &files->items[i];

		if (now - file->used_s <= cache->options.max_age_s &&
		    cache->bytes <= goal)
			return;
		if (image_cache_is_pinned(cache, file->name))
			continue;
		image_file_remove(cache->fd, file->name);
		image_cache_forget(cache, file->name);
		cache->bytes -= file->size;
	}
}

static void image_cache_evict_now(struct image_cache *cache)
{
	int64_t now = image_cache_now(cache);
	struct image_files files = {0};

	cache->swept_s = now;
	image_files_read(cache, &files);
	image_files_look(cache, &files, now);
	if (files.n > 1)
		qsort(files.items, files.n, sizeof(*files.items),
		      image_file_compare);
	image_files_evict(cache, &files, now);
	free(files.items);
}

void image_cache_sweep(struct image_cache *cache)
{
	int64_t since = image_cache_now(cache) - cache->swept_s;

	if (cache->bytes > cache->options.max_bytes || since >= SWEEP_S ||
	    since < 0)
		image_cache_evict_now(cache);
}

void image_cache_evict(struct image_cache *cache)
{
	pthread_mutex_lock(&cache->lock);
	image_cache_evict_now(cache);
	pthread_mutex_unlock(&cache->lock);
}

uint64_t image_cache_bytes(struct image_cache *cache)
{
	uint64_t bytes;

	pthread_mutex_lock(&cache->lock);
	bytes = cache->bytes;
	pthread_mutex_unlock(&cache->lock);
	return bytes;
}
