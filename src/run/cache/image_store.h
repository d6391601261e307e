/*
 * image_store.h: the inside of image.h, below image.c (what is used), evict.c
 * (what goes) and part.c (what comes).
 */
#ifndef RUN_CACHE_IMAGE_STORE_H
#define RUN_CACHE_IMAGE_STORE_H

#include <pthread.h>

#include "run/cache/db.h"
#include "run/cache/image.h"

#define IMAGE_CACHE_DIR "cache/images"
#define IMAGE_NAME_SIZE 72 /* 64 digits, a dot, an extension, the NUL */
#define IMAGE_PART	"part-"

struct image_pin {
	char name[IMAGE_NAME_SIZE];
	int n;
};

struct image_cache {
	/* immutable after the start */
	struct image_cache_options options;
	char *dir; /* its path, for those who open copies by name */
	int fd;	   /* the directory itself: all that is deleted is below it */

	pthread_mutex_t lock;
	/* protected by lock */
	struct cache_db db;
	uint64_t bytes; /* of all files that the index names */
	int64_t swept_s;
	struct image_pin *pins;
	size_t n_pins;
	bool closed; /* the last pin that goes frees it */
};

/* Opens RUN/cache/images, making it where asked to; no link is followed
 * below RUN. The descriptor, or -1. */
int image_dir_open(const struct run *run, bool make, struct error *err);

/* Writes "HASH.EXT". */
void image_name_make(const char *sha256, enum picture_format format,
		     char ret[IMAGE_NAME_SIZE]);
/* Whether this is a name that image_name_make writes, and nothing else. */
bool image_name_is_ours(const char *name);
/* Whether this is the name of a file that is still being written. */
bool image_name_is_part(const char *name);
/* Whether it begins with the 64 digits of a hash. */
bool image_is_hash(const char *text);

/* The size of the regular file of that name, or -1; *ret_used (may be NULL)
 * when it was last used, in seconds. */
int64_t image_file_size(int dir, const char *name, int64_t *ret_used);
/* Deletes the regular file of that name directly in the directory; names
 * that are not ours, and everything that is not a regular file, stay. */
void image_file_remove(int dir, const char *name);

int64_t image_cache_now(const struct image_cache *cache);

/* All these under the lock. */
void image_cache_pin(struct image_cache *cache, const char *name);
void image_cache_unpin(struct image_cache *cache, const char *name);
bool image_cache_is_pinned(const struct image_cache *cache, const char *name);
/* The file that the index says is the copy of `key`; false where there is
 * none. */
bool image_cache_ask(struct image_cache *cache, const struct image_key *key,
		     char ret_name[IMAGE_NAME_SIZE], int64_t *ret_size);
/* Whether the index has the file. */
bool image_cache_knows(struct image_cache *cache, const char *name);
/* Notes that the file was used now. */
void image_cache_touch(struct image_cache *cache, const char *name);
/* Remembers the file as the copy of `key`. */
int image_cache_remember(struct image_cache *cache, const struct image_key *key,
			 const char *name, uint64_t size,
			 struct error *err) MUST_USE;
/* Forgets what the index says of the file. */
void image_cache_forget(struct image_cache *cache, const char *name);
/* Evicts where it is time for it. */
void image_cache_sweep(struct image_cache *cache);

#endif
