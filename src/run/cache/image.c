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

#include "base/compiler.h"
#include "base/file.h"
#include "base/mem.h"
#include "run/cache/image_store.h"

#define IMAGE_CACHE_DIR "cache/images"
#define IMAGE_FORMATS	ARRAY_LEN(image_extensions)

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

/* --- names ---------------------------------------------------------------- */

static const char *const image_extensions[] = {
	[PICTURE_UNKNOWN] = NULL, [PICTURE_JPEG] = "jpg",
	[PICTURE_PNG] = "png",	  [PICTURE_TIFF] = "tif",
	[PICTURE_WEBP] = "webp",  [PICTURE_JP2] = "jp2",
};

void image_name_make(const char *sha256, enum picture_format format,
		     char ret[IMAGE_NAME_SIZE])
{
	snprintf(ret, IMAGE_NAME_SIZE, "%.64s.%s", sha256,
		 image_extensions[format]);
}

static bool image_is_hash(const char *text)
{
	return strspn(text, "0123456789abcdef") == 64;
}

bool image_name_is_ours(const char *name)
{
	if (!image_is_hash(name) || name[64] != '.')
		return false;
	for (size_t i = 1; i < IMAGE_FORMATS; i++)
		if (strcmp(name + 65, image_extensions[i]) == 0)
			return true;
	return false;
}

static bool image_name_is_part(const char *name)
{
	size_t len = strlen(IMAGE_PART);

	return strncmp(name, IMAGE_PART, len) == 0 &&
	       strspn(name + len, "0123456789abcdef") == 32 &&
	       name[len + 32] == '\0';
}

/* --- files ---------------------------------------------------------------- */

static int image_dir_enter(int parent, const char *name, bool make)
{
	int fd;

	if (make && mkdirat(parent, name, 0777) < 0 && errno != EEXIST)
		return -1;
	fd = openat(parent, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd;
}

int image_dir_open(const struct run *run, bool make, struct error *err)
{
	int root = open(run->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int cache = root >= 0 ? image_dir_enter(root, "cache", make) : -1;
	int fd = cache >= 0 ? image_dir_enter(cache, "images", make) : -1;
	int sys = errno;

	if (root >= 0)
		close(root);
	if (cache >= 0)
		close(cache);
	if (fd < 0 && (sys == ENOTDIR || sys == ELOOP))
		(void)error_set(err, ERROR_FAILED,
				"%s/" IMAGE_CACHE_DIR " has to be a directory "
				"of the run itself, no link to another place; "
				"move it away",
				run->dir);
	else if (fd < 0)
		(void)error_sys(err, sys,
				"cannot open the directory %s/" IMAGE_CACHE_DIR,
				run->dir);
	return fd;
}

int64_t image_file_size(int dir, const char *name, int64_t *ret_used)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode))
		return -1;
	if (ret_used != NULL)
		*ret_used = (int64_t)st.st_atime;
	return (int64_t)st.st_size;
}

void image_file_remove(int dir, const char *name)
{
	if ((image_name_is_ours(name) || image_name_is_part(name)) &&
	    image_file_size(dir, name, NULL) >= 0)
		unlinkat(dir, name, 0);
}

/* --- the index ------------------------------------------------------------ */

int64_t image_cache_now(const struct image_cache *cache)
{
	return cache->options.now_s != NULL
		       ? cache->options.now_s(cache->options.data)
		       : (int64_t)time(NULL);
}

/* A statement of this text about the file; NULL where SQLite has none. */
static sqlite3_stmt *image_about(struct image_cache *cache, const char *sql,
				 const char *name)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(cache->db.db, sql, -1, &stmt, NULL) == SQLITE_OK)
		sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
	return stmt;
}

void image_cache_forget(struct image_cache *cache, const char *name)
{
	sqlite3_stmt *stmt =
		image_about(cache, "DELETE FROM image WHERE name = ?1", name);

	if (stmt != NULL)
		sqlite3_step(stmt);
	sqlite3_finalize(stmt);
}

static void image_cache_touch(struct image_cache *cache, const char *name)
{
	sqlite3_stmt *stmt = image_about(
		cache, "UPDATE image SET used_at = ?2 WHERE name = ?1", name);

	if (stmt != NULL) {
		sqlite3_bind_int64(stmt, 2, image_cache_now(cache));
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
}

static bool image_cache_knows(struct image_cache *cache, const char *name)
{
	sqlite3_stmt *stmt =
		image_about(cache, "SELECT 1 FROM image WHERE name = ?1", name);
	bool known = stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW;

	sqlite3_finalize(stmt);
	return known;
}

int image_cache_remember(struct image_cache *cache, const struct image_key *key,
			 const char *name, uint64_t size, struct error *err)
{
	sqlite3_stmt *put = cache->db.put;
	int code;

	sqlite3_bind_text(put, 1, key->image, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 2, (sqlite3_int64)key->size);
	sqlite3_bind_int64(put, 3, key->mtime_ns);
	sqlite3_bind_text(put, 4, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 5, (sqlite3_int64)size);
	sqlite3_bind_int64(put, 6, image_cache_now(cache));
	code = sqlite3_step(put);
	sqlite3_reset(put);
	if (code == SQLITE_DONE)
		return 0;
	return error_set(err,
			 code == SQLITE_FULL ? ERROR_NO_SPACE : ERROR_FAILED,
			 "the index of %s cannot be written: %s", cache->dir,
			 sqlite3_errstr(code));
}

/* The file that the index says is the copy of `key`; false where there is
 * none. */
static bool image_cache_ask(struct image_cache *cache,
			    const struct image_key *key,
			    char ret_name[IMAGE_NAME_SIZE], int64_t *ret_size)
{
	sqlite3_stmt *get = cache->db.get;
	bool found = false;

	sqlite3_bind_text(get, 1, key->image, -1, SQLITE_STATIC);
	if (sqlite3_step(get) == SQLITE_ROW &&
	    (uint64_t)sqlite3_column_int64(get, 0) == key->size &&
	    sqlite3_column_int64(get, 1) == key->mtime_ns) {
		const char *name = (const char *)sqlite3_column_text(get, 2);

		found = name != NULL && image_name_is_ours(name);
		if (found)
			snprintf(ret_name, IMAGE_NAME_SIZE, "%s", name);
		*ret_size = sqlite3_column_int64(get, 3);
	}
	sqlite3_reset(get);
	return found;
}

/* --- copies in use -------------------------------------------------------- */

void image_cache_pin(struct image_cache *cache, const char *name)
{
	for (size_t i = 0; i < cache->n_pins; i++) {
		if (strcmp(cache->pins[i].name, name) != 0)
			continue;
		cache->pins[i].n++;
		return;
	}
	cache->pins =
		mem_grow(cache->pins, cache->n_pins + 1, sizeof(*cache->pins));
	cache->pins[cache->n_pins] = (struct image_pin){.n = 1};
	snprintf(cache->pins[cache->n_pins].name, IMAGE_NAME_SIZE, "%s", name);
	cache->n_pins++;
}

bool image_cache_is_pinned(const struct image_cache *cache, const char *name)
{
	for (size_t i = 0; i < cache->n_pins; i++)
		if (strcmp(cache->pins[i].name, name) == 0)
			return true;
	return false;
}

static void image_cache_unpin(struct image_cache *cache, const char *name)
{
	for (size_t i = 0; i < cache->n_pins; i++) {
		if (strcmp(cache->pins[i].name, name) != 0)
			continue;
		if (--cache->pins[i].n == 0)
			cache->pins[i] = cache->pins[--cache->n_pins];
		return;
	}
}

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
	for (size_t i = 1; dir >= 0 && path == NULL && i < IMAGE_FORMATS; i++) {
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
