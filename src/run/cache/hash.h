/*
 * hash.h: RUN/cache/hashes.db: hashes of image files by path, size and mtime,
 * so that a file already known is not opened. One thread's; durable lazily.
 */
#ifndef RUN_CACHE_HASH_H
#define RUN_CACHE_HASH_H

#include <stdint.h>

#include "base/error.h"
#include "run/run/run.h"

struct hash_cache;
int hash_cache_open(const struct run *run, struct hash_cache **ret,
		    struct error *err) MUST_USE;
void hash_cache_close(struct hash_cache *cache); /* NULL is fine */
/* NULL where it is not known; borrowed until the next call. */
const char *hash_cache_get(struct hash_cache *cache, const char *image,
			   uint64_t size, int64_t mtime_ns);
void hash_cache_put(struct hash_cache *cache, const char *image, uint64_t size,
		    int64_t mtime_ns, const char *sha256);

#endif
