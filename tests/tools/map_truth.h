/*
 * map_truth.h: which words of a sheet say what its transcription says; for
 * the tools that learn and measure the mapping.
 */
#ifndef TESTS_TOOLS_MAP_TRUTH_H
#define TESTS_TOOLS_MAP_TRUTH_H

#include <jansson.h>

#include "engine/map/chain.h"
#include "engine/map/marks.h"

/* One region of a sheet, with what may be said of its words. */
struct truth_region {
	struct marks marks;
	state_set *allowed; /* by token; owned */
};

/*
 * Fills `allowed` of the regions of one sheet by its transcription, an object
 * of terms: a value that is found in the words must be there; of terms that it
 * does not speak of nothing is said.
 */
void truth_align(struct truth_region *regions, size_t n, const json_t *dwc);

/* Is the value one of those in the transcription? As specimens/score has it;
 * -1 where the transcription is silent. */
int truth_right(const json_t *dwc, const char *term, const char *value);
/* The same to the letter, but for case and what stands between letters. */
int truth_exact(const json_t *dwc, const char *term, const char *value);

#endif
