/*
 * features.h: what speaks for each word of a region, as numbers of named
 * features. They are general: shape, classes of words, what parsers find,
 * headings, place on the label, and the same of the neighbours; never a
 * word itself.
 */
#ifndef ENGINE_MAP_FEATURES_H
#define ENGINE_MAP_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "engine/map/chain.h"
#include "engine/map/marks.h"
#include "engine/map/names.h"

/* The features of the tokens, one list behind the other. */
struct features {
	uint32_t *ids; /* owned */
	size_t n_ids, cap_ids;
	size_t *firsts;		/* of each token, and the end; owned */
	enum chain_edge *edges; /* of each token; owned */
	size_t n;		/* tokens */
};

/*
 * Makes the features of all tokens. Those that `names` does not have are left
 * out. Any thread.
 */
void features_make(const struct marks *marks, const struct names *names,
		   struct features *ret);
/* The same; a feature that is new is given a number. For learning. */
void features_learn(const struct marks *marks, struct names *names,
		    struct features *ret);
void features_done(struct features *features);

#endif
