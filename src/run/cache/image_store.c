/*
 * image_store.c: the files of the cache of images, and its index. See
 * image_store.h; the invariants stand in image.c.
 */
#include "config.h"

#include "run/cache/image_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/mem.h"

#define IMAGE_FORMATS ARRAY_LEN(image_extensions)

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

bool image_is_hash(const char *text)
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

bool image_name_is_part(const char *name)
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

void image_cache_touch(struct image_cache *cache, const char *name)
{
	sqlite3_stmt *stmt = image_about(
		cache, "UPDATE image SET used_at = ?2 WHERE name = ?1", name);

	if (stmt != NULL) {
		sqlite3_bind_int64(stmt, 2, image_cache_now(cache));
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
}

bool image_cache_knows(struct image_cache *cache, const char *name)
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

bool image_cache_ask(struct image_cache *cache, const struct image_key *key,
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

void image_cache_unpin(struct image_cache *cache, const char *name)
{
	for (size_t i = 0; i < cache->n_pins; i++) {
		if (strcmp(cache->pins[i].name, name) != 0)
			continue;
		if (--cache->pins[i].n == 0)
			cache->pins[i] = cache->pins[--cache->n_pins];
		return;
	}
}
