/*
 * image.h: RUN/cache/images: copies of sheets that may vanish while
 * they wait their turn (mounted, temporary, remote), and what was fetched
 * from an address.
 *
 * A file there is named by the SHA-256 of its bytes and an extension of its
 * format, so that a copy is found by the id of its specimen alone. A small
 * index says which sheet it is of, and when it was last used.
 *
 * Nothing outside this one directory is ever deleted or changed: the original
 * pipeline's cache unlinked the curator's own photographs. See image.c.
 */
#ifndef RUN_CACHE_IMAGE_H
#define RUN_CACHE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "image/decode/picture.h"
#include "run/run/run.h"

#define IMAGE_CACHE_BYTES ((uint64_t)10 << 30)
#define IMAGE_CACHE_AGE_S ((int64_t)4 * 3600)

struct image_cache_options {
	uint64_t max_bytes;	  /* over it the oldest go, down to 90 %; 0:
				     IMAGE_CACHE_BYTES */
	int64_t max_age_s;	  /* after the last use; 0: IMAGE_CACHE_AGE_S */
	int64_t (*now_s)(void *); /* seconds since 1970; NULL: the clock */
	void *data;		  /* of now_s */
};

/* Whose copy it is. An address has size and time 0. Borrowed. */
struct image_key {
	const char *image; /* relative to the images root, or an address */
	uint64_t size;
	int64_t mtime_ns;
};

/* A copy in use: it is not evicted before image_cache_release. */
struct image_copy {
	char *path; /* owned */
	uint64_t size;
	char sha256[HASH_HEX_SIZE];
};

/* Calls of a cache may come from any thread. */
struct image_cache;

/*
 * Opens it to be written, by whoever holds RUN/lock. What a crash left behind
 * is taken in or removed. Fails where the directory cannot be made, or where
 * RUN/cache or RUN/cache/images is a link: what lies behind one is not ours
 * to delete.
 */
int image_cache_open(const struct run *run,
		     const struct image_cache_options *options,
		     struct image_cache **ret, struct error *err) MUST_USE;
/* Copies in use stay, and are still to be released: mail may hold some that
 * nobody has read yet. All else is over. NULL is fine. */
void image_cache_close(struct image_cache *cache);

/* True with *ret (to be released) where a whole copy of just this is there. */
bool image_cache_find(struct image_cache *cache, const struct image_key *key,
		      struct image_copy *ret);

/*
 * Copies the file at `source` into the cache: *ret is to be released. What was
 * written is read again and has to be what was read. Blocks on both disks.
 * Errors: the source cannot be read, is not an image, is not of the size and
 * time that the key says, before and after (ERROR_FAILED); the disk is full
 * (ERROR_NO_SPACE). Then the sheet may be read from where it is.
 */
int image_cache_copy(struct image_cache *cache, const struct image_key *key,
		     const char *source, struct image_copy *ret,
		     struct error *err) MUST_USE;

/* May be evicted again from now on; empties *copy. One that is empty is
 * fine. */
void image_cache_release(struct image_cache *cache, struct image_copy *copy);

/* Frees what a copy holds without telling a cache: for what was never in
 * use. */
void image_copy_done(struct image_copy *copy);

/* Evicts by age and size, as copies that are added do by themselves. */
void image_cache_evict(struct image_cache *cache);
/* Bytes of all copies, counted once each. */
uint64_t image_cache_bytes(struct image_cache *cache);

/*
 * The copy of the bytes with this hash, owned, or NULL. Asks the file system
 * alone, so that whoever shows a sheet need not open the cache; it notes that
 * the copy was used. Any thread, any process.
 */
char *image_cache_look_up(const struct run *run, const char *sha256);

/* --- a copy on its way in, one thread ------------------------------------- */

/* A file in the making, of which the name is known at the end. */
struct image_part;
int image_part_begin(struct image_cache *cache, struct image_part **ret,
		     struct error *err) MUST_USE;
int image_part_write(struct image_part *part, const void *data, size_t len,
		     struct error *err) MUST_USE;
uint64_t image_part_size(const struct image_part *part);
/* What the first bytes say it is; PICTURE_UNKNOWN also while they are too
 * few. */
enum picture_format image_part_format(const struct image_part *part);
/* Verifies, names and remembers it under `key`; *ret is to be released. The
 * part is gone in any case. Errors as image_cache_copy. */
int image_part_keep(struct image_part *part, const struct image_key *key,
		    struct image_copy *ret, struct error *err) MUST_USE;
void image_part_discard(struct image_part *part); /* NULL is fine */

#endif
