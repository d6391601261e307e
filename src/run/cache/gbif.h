/*
 * gbif.h: RUN/cache/gbif.db: what GBIF answered to what it was asked, by
 * the address of the question, with the state of its index, so that nothing is
 * asked twice and all of it is there without a network.
 *
 * A cache: whatever is wrong with it, it is begun anew or kept in memory;
 * nothing ever fails because of it. Each answer is committed by itself: others
 * see it at once, and a killed process loses none. A handle belongs to one
 * thread; each opens its own.
 */
#ifndef RUN_CACHE_GBIF_H
#define RUN_CACHE_GBIF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "run/run/run.h"

#define GBIF_CACHE_MAX	    500000 /* then the oldest go */
#define GBIF_CACHE_BODY_MAX 65536  /* bytes of one; longer ones are not kept */

struct gbif_cache;

/* To add to it; made where it is not there. */
int gbif_cache_open(const struct run *run, struct gbif_cache **ret,
		    struct error *err) MUST_USE;
/* To look into it; it is never made, and may come, or go, at any time. */
struct gbif_cache *gbif_cache_find(const struct run *run);
void gbif_cache_close(struct gbif_cache *cache); /* NULL is fine */

/* Sees to it that what is open is what lies there now. */
void gbif_cache_follow(struct gbif_cache *cache);

/* The body of an answer, owned, and the state of the index that gave it (NULL:
 * not wanted), owned; NULL where the question was not answered. */
char *gbif_cache_get(struct gbif_cache *cache, const char *question,
		     char **ret_state);
/* False where it could not be kept. */
bool gbif_cache_put(struct gbif_cache *cache, const char *question,
		    const char *state, const char *body);

/* What is kept beside the answers, by a name: owned, or NULL. */
char *gbif_cache_note(struct gbif_cache *cache, const char *name);
bool gbif_cache_set_note(struct gbif_cache *cache, const char *name,
			 const char *text);

#endif
