/*
 * image.c: copies of sheets in the run. See image.h.
 *
 * 1. RUN/cache/images is held by its descriptor, opened without following a
 *    link below RUN; what is deleted is named relative to it.
 * 2. Only a regular file is deleted, and only by a name that this module
 *    makes itself: the index is a file that anything may stand in.
 * 3. A file has its name only once its bytes are whole and verified; it is
 *    never written again, so that whoever reads it needs no lock.
 * 4. The index follows the files: a row without its file is forgotten, a file
 *    without a row is taken in when the cache is opened.
 * 5. A copy in use is pinned, by name; pins are of this process alone, for
 *    one process extracts.
 * 6. A cache that was closed is freed with the last pin.
 * 7. Whoever merely looks a copy up notes it in the file's access time, which
 *    the next sweep reads: the index has one writer.
 */
#include "config.h"

#include "run/cache/image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/cache/image_store.h"

static const struct cache_plan image_cache_plan = {
	.file = "images.db",
	.create = "CREATE TABLE IF NOT EXISTS image (key TEXT PRIMARY KEY,"
		  " size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
		  " name TEXT NOT NULL, bytes INTEGER NOT NULL,"
		  " cached_at INTEGER NOT NULL, used_at INTEGER NOT NULL)"
		  " WITHOUT ROWID;"
		  "CREATE INDEX IF NOT EXISTS image_name ON image (name);",
	.get = "SELECT size, mtime_ns, name, bytes FROM image WHERE key = ?1",
	.put = "INSERT OR REPLACE INTO image VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
	       "?6)",
};

/* --- copies in use -------------------------------------------------------- */

void image_copy_done(struct image_copy *copy)
{
	free(copy->path);
	*copy = (struct image_copy){0};
}

static void image_cache_free(struct image_cache *cache)
{
	close(cache->fd);
	pthread_mutex_destroy(&cache->lock);
	free(cache->pins);
	free(cache->dir);
	free(cache);
}

void image_cache_release(struct image_cache *cache, struct image_copy *copy)
{
	bool over = false;

	if (copy->path != NULL) {
		pthread_mutex_lock(&cache->lock);
		image_cache_unpin(cache, file_base(copy->path));
		over = cache->closed && cache->n_pins == 0;
		pthread_mutex_unlock(&cache->lock);
	}
	if (over)
		image_cache_free(cache);
	image_copy_done(copy);
}

bool image_cache_find(struct image_cache *cache, const struct image_key *key,
		      struct image_copy *ret)
{
	char name[IMAGE_NAME_SIZE];
	int64_t size;
	bool found;

	pthread_mutex_lock(&cache->lock);
	found = image_cache_ask(cache, key, name, &size);
	if (found && image_file_size(cache->fd, name, NULL) != size) {
		image_cache_forget(cache, name);
		found = false;
	}
	if (found) {
		image_cache_pin(cache, name);
		image_cache_touch(cache, name);
	}
	pthread_mutex_unlock(&cache->lock);
	if (!found)
		return false;
	*ret = (struct image_copy){
		.path = file_join(cache->dir, name),
		.size = (uint64_t)size,
	};
	snprintf(ret->sha256, sizeof(ret->sha256), "%.64s", name);
	return true;
}

/* --- without the index ---------------------------------------------------- */

char *image_cache_look_up(const struct run *run, const char *sha256)
{
	static const struct timespec used[2] = {{.tv_nsec = UTIME_NOW},
						{.tv_nsec = UTIME_OMIT}};
	char name[IMAGE_NAME_SIZE], *path = NULL;
	int dir;

	if (strlen(sha256) != 64 || !image_is_hash(sha256))
		return NULL;
	dir = image_dir_open(run, false, NULL);
	for (size_t i = 1; dir >= 0 && path == NULL && i <= PICTURE_JP2; i++) {
		image_name_make(sha256, (enum picture_format)i, name);
		if (image_file_size(dir, name, NULL) < 0)
			continue;
		path = mem_printf("%s/" IMAGE_CACHE_DIR "/%s", run->dir, name);
		(void)utimensat(dir, name, used, AT_SYMLINK_NOFOLLOW);
	}
	if (dir >= 0)
		close(dir);
	return path;
}

/* --- its life ------------------------------------------------------------- */

/* A file that lies there when the cache is opened: "/" begins no key. */
static void image_cache_adopt(struct image_cache *cache, const char *name)
{
	char *key CLEANUP(mem_free_str) = NULL;
	int64_t size;
	int rc;

	if (image_name_is_part(name))
		image_file_remove(cache->fd, name);
	if (!image_name_is_ours(name))
		return;
	size = image_file_size(cache->fd, name, NULL);
	if (size < 0)
		return;
	cache->bytes += (uint64_t)size;
	if (image_cache_knows(cache, name))
		return;
	key = mem_printf("/%s", name);
	rc = image_cache_remember(cache, &(struct image_key){.image = key},
				  name, (uint64_t)size, NULL);
	(void)rc;
}

static int image_cache_take_stock(struct image_cache *cache, struct error *err)
{
	int fd = openat(cache->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;

	if (stream == NULL) {
		int sys = errno;

		if (fd >= 0)
			close(fd);
		return error_sys(err, sys, "cannot read %s", cache->dir);
	}
	while ((entry = readdir(stream)) != NULL)
		image_cache_adopt(cache, entry->d_name);
	closedir(stream);
	return 0;
}

int image_cache_open(const struct run *run,
		     const struct image_cache_options *options,
		     struct image_cache **ret, struct error *err)
{
	struct image_cache *cache;
	int fd = image_dir_open(run, true, err);

	if (fd < 0)
		return -1;
	cache = mem_zalloc(sizeof(*cache));
	cache->options = *options;
	if (options->max_bytes == 0)
		cache->options.max_bytes = IMAGE_CACHE_BYTES;
	if (options->max_age_s == 0)
		cache->options.max_age_s = IMAGE_CACHE_AGE_S;
	cache->fd = fd;
	cache->dir = run_path(run, IMAGE_CACHE_DIR);
	pthread_mutex_init(&cache->lock, NULL);
	if (cache_db_open(run, &image_cache_plan, &cache->db, err) < 0 ||
	    image_cache_take_stock(cache, err) < 0) {
		image_cache_close(cache);
		return -1;
	}
	image_cache_evict(cache);
	*ret = cache;
	return 0;
}

void image_cache_close(struct image_cache *cache)
{
	bool over;

	if (cache == NULL)
		return;
	pthread_mutex_lock(&cache->lock);
	cache_db_close(&cache->db);
	cache->closed = true;
	over = cache->n_pins == 0;
	pthread_mutex_unlock(&cache->lock);
	if (over)
		image_cache_free(cache);
}
