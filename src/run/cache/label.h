/*
 * label.h: RUN/cache: the labels that were found on a sheet, by the
 * SHA-256 of its bytes and the version of the finder, so that they are found
 * once, whatever is asked of whom.
 *
 * A cache: whatever is wrong with it, it is begun anew or kept in memory;
 * nothing ever fails because of it. Calls may come from any thread.
 */
#ifndef RUN_CACHE_LABEL_H
#define RUN_CACHE_LABEL_H

#include <stdbool.h>

#include "base/error.h"
#include "image/find/labels.h"
#include "run/run/run.h"

struct label_cache;

int label_cache_open(const struct run *run, struct label_cache **ret,
		     struct error *err) MUST_USE;
void label_cache_close(struct label_cache *cache); /* NULL is fine */
/* True with *ret where the labels of these bytes are known. */
bool label_cache_get(struct label_cache *cache, const char *sha256,
		     int finder_version, struct labels *ret);
void label_cache_put(struct label_cache *cache, const char *sha256,
		     int finder_version, const struct labels *labels);

#endif
