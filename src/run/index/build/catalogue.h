/*
 * catalogue.h: which keys a text may have, while a build has no indexes to
 * ask: eight bytes for each, and the rows themselves are asked whether it is
 * so. Known to this folder alone.
 */
#ifndef RUN_INDEX_BUILD_CATALOGUE_H
#define RUN_INDEX_BUILD_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* All zero is an empty one. */
struct catalogue {
	struct catalogue_slot *slots;
	size_t n, size; /* size: a power of two */
	uint64_t salt;
};

void catalogue_done(struct catalogue *catalogue);

/* Adds a key (not 0) of a text. Several of one text stay in their order. */
void catalogue_add(struct catalogue *catalogue, const char *text, uint32_t key);

/*
 * The next key that the text may have, or 0 when there are no more. Begins
 * with *at = 0; nothing may be added in between.
 */
uint32_t catalogue_next(const struct catalogue *catalogue, const char *text,
			size_t *at) MUST_USE;

#endif
