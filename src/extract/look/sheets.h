/*
 * sheets.h: the sheets of a run that can be looked at: those of its images
 * directory, read or not, and those that it has records of.
 */
#ifndef EXTRACT_LOOK_SHEETS_H
#define EXTRACT_LOOK_SHEETS_H

#include <stddef.h>

#include "base/error.h"
#include "run/index/index.h"

struct look_item {
	char *image; /* relative to the images root, or an address */
	char *path;  /* of the file; NULL: it is not there */
};

struct look_sheets {
	struct look_item *items; /* byte-sorted by image, each once */
	size_t n, cap;
};

/*
 * Lists them: `images` is a directory or a list of addresses, of which those
 * count that the run has a copy of in its cache. At most `limit` (0: all).
 * Fails where `images` cannot be read. Blocks; any thread, the index's.
 */
int look_sheets_make(const struct run *run, struct index *index,
		     const char *images, size_t limit, struct look_sheets *ret,
		     struct error *err) MUST_USE;
void look_sheets_done(struct look_sheets *sheets);

#endif
