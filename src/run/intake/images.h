/*
 * images.h: where the photographs of a run are: a directory tree, or a list
 * of addresses, and copies of both in the cache.
 */
#ifndef RUN_INTAKE_IMAGES_H
#define RUN_INTAKE_IMAGES_H

#include <stdbool.h>

#include "run/intake/scan.h"
#include "run/run/run.h"

/* Whether `images` names a list of addresses: a regular file, not a
 * directory. Asks the file system. */
bool images_are_list(const char *images);

/* The sheets there are: of the list, or of the tree. */
int images_scan(const char *images, const struct scan_tick *tick,
		struct scan *ret, struct error *err) MUST_USE;

/* What decides whether sheets are copied before they are read. */
struct images_place {
	bool list;   /* they are fetched */
	bool remote; /* on a network file system, or one that may be */
};
void images_look(const char *images, struct images_place *ret);

/* Whether they are: where a person asks for it, and where they lie on a
 * file system that may go away; what is fetched has to be put somewhere.
 * Pure. */
bool images_want_cache(bool asked, const struct images_place *place);

/*
 * The file to show for a sheet: below `root` (NULL: there is none), else its
 * copy in the cache by the hash of its bytes (NULL: unknown). Owned, or NULL:
 * "no image", also for names that lead elsewhere. Asks the file system: not
 * for the UI thread.
 */
char *images_find(const struct run *run, const char *root, const char *image,
		  const char *sha256);

#endif
