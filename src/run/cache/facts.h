/*
 * facts.h: RUN/cache/facts.db: what the pictures of sheets show by themselves
 * (image/facts/facts.h), by the SHA-256 of their bytes and a key that says who
 * looked; and which bytes were at a path when somebody looked there last.
 *
 * A cache: whatever is wrong with it, it is begun anew or kept in memory;
 * nothing ever fails because of it. Several processes read and write it at
 * once. Calls may come from any thread; each may wait a moment for another.
 */
#ifndef RUN_CACHE_FACTS_H
#define RUN_CACHE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "image/facts/facts.h"
#include "run/run/run.h"

struct facts_cache;

/* To put and get; the file is made. */
int facts_cache_open(const struct run *run, struct facts_cache **ret,
		     struct error *err) MUST_USE;
/* To get alone: while no file is there, nothing is known. */
struct facts_cache *facts_cache_open_reader(const struct run *run);
void facts_cache_close(struct facts_cache *cache); /* NULL is fine */
/* Whether what is put outlives this process: false where no file could be
 * had. */
bool facts_cache_lasts(struct facts_cache *cache) MUST_USE;
/* The file whose changes tell of new facts; owned. */
char *facts_cache_watched(const struct run *run);

/* The facts of these bytes that came last, by whatever key. *ret is the
 * caller's to facts_done(). */
bool facts_cache_get(struct facts_cache *cache, const char *sha256,
		     struct facts *ret) MUST_USE;
/* Those by this key; `ret` NULL asks whether there are any. */
bool facts_cache_made(struct facts_cache *cache, const char *sha256,
		      const char *key, struct facts *ret) MUST_USE;

/* A file that somebody looked at; borrowed. */
struct facts_file {
	const char *image; /* relative to the images root, or an address */
	uint64_t size;
	int64_t mtime_ns;
};
/* Puts facts, and that these bytes were seen as `file` (may be NULL); true
 * once that is committed. */
bool facts_cache_put(struct facts_cache *cache, const char *sha256,
		     const char *key, const struct facts *facts,
		     const struct facts_file *file);
/* What a file of this path, size and time was; false: not known. */
bool facts_cache_file(struct facts_cache *cache, const struct facts_file *file,
		      char ret[HASH_HEX_SIZE]) MUST_USE;
/* These bytes are at that path; nothing where that is known. */
void facts_cache_saw(struct facts_cache *cache, const struct facts_file *file,
		     const char *sha256);

/* The hash of a file by which a key is made, as trained data are: read once,
 * and kept by its size and time. */
int facts_cache_hash(struct facts_cache *cache, const char *path,
		     char ret[HASH_HEX_SIZE], struct error *err) MUST_USE;

/*
 * What serves a specimen: facts of the bytes that its id names, unless all its
 * paths (`images`) that anybody looked at were other bytes by then; of one
 * that goes by "name:", those of the bytes at its path. *ret_stamp tells facts
 * and states apart: 0 for FACTS_UNKNOWN. `ret` (NULL: not wanted) is filled
 * for FACTS_KNOWN, and the caller's then.
 */
enum facts_state facts_cache_serve(struct facts_cache *cache, const char *id,
				   const char *const *images, size_t n,
				   struct facts *ret, int64_t *ret_stamp);

/* How far a cache has come: another `id` is another file, a larger `n` has
 * more in it. All zero where there is none. */
struct facts_place {
	int64_t id, n;
};
/* False where it cannot be asked now, as while another process has it to
 * itself: that is not to be taken for none. */
bool facts_cache_place(struct facts_cache *cache, struct facts_place *ret);
/* The bytes (`sha256`) that a change is of, and a path where those are, or NULL.
 * May not call the cache. */
typedef int facts_visit(void *arg, const char *sha256, const char *image);
/*
 * Visits the first `limit` changes after `after`, in their order: of new facts
 * once without a path, then with each at which their bytes are. *ret_last is
 * the place of the last. A visit that returns -1 ends it: -1. 1 where the cache
 * could not be read so far: what is behind *ret_last is still to be visited.
 */
int facts_cache_changes(struct facts_cache *cache, int64_t after, int limit,
			facts_visit *visit, void *arg,
			int64_t *ret_last) MUST_USE;

#endif
