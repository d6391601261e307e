/*
 * looker.h: who looks at sheets for a run: what is known of a picture is taken
 * out of the run's cache of facts, what is not is found out and kept there.
 * Built with OCR only.
 */
#ifndef ENGINE_LABEL_LOOKER_H
#define ENGINE_LABEL_LOOKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "image/facts/facts.h"
#include "run/cache/facts.h"

/* One thread's: a tesseract handle with its models (some 60 MB). */
struct looker;

/*
 * Loads the models of `lang` as ocr_new does, and fails as that does. `cache`
 * (may be NULL: nothing is kept) outlives it.
 */
int looker_new(const char *lang, struct facts_cache *cache, struct looker **ret,
	       struct error *err) MUST_USE;
void looker_free(struct looker *looker); /* NULL is fine */

/* A sheet to be looked at; all borrowed. */
struct look_sheet {
	const char *path;	/* of the file that is opened */
	struct facts_file file; /* what it is in the run */
	const char *sha256; /* of its bytes when it had that size and time */
	/* `path` is a copy, which never changes; else it has to have that size
	 * and time still when it was looked at. */
	bool copied;
};

/*
 * The facts of the sheet into *ret, the caller's to facts_done(): from the
 * cache where its key fits, else as look_sheet makes them, and then they are
 * put there. *ret_made (may be NULL) tells which. Fails as look_sheet does, and,
 * with a cache, where the file is another by then, which puts nothing. Blocks for
 * seconds; the looker's thread.
 */
int looker_look(struct looker *looker, const struct look_sheet *sheet,
		const atomic_bool *cancelled, struct facts *ret, bool *ret_made,
		struct error *err) MUST_USE;
/* Whether there is anything to do. */
bool looker_knows(struct looker *looker, const char *sha256) MUST_USE;

/*
 * What a file is in the run: its size and time, and its hash, out of the cache
 * where it is as it was, else read. `image` is its name in the run. What is
 * found there is told to the cache. Any thread; blocks.
 */
int look_file(struct facts_cache *cache, const char *path, const char *image,
	      struct facts_file *ret, char ret_sha256[HASH_HEX_SIZE],
	      struct error *err) MUST_USE;

#endif
