/*
 * swap.h: a new file that becomes the index. Known to run/index alone.
 */
#ifndef RUN_INDEX_TABLE_SWAP_H
#define RUN_INDEX_TABLE_SWAP_H

#include "base/error.h"

struct index;

/*
 * Puts `built`, which is closed and unlocked by it, in the place of the file
 * of `index` and opens that. `finish` is called when nobody else can fold any
 * longer, to take in what came last.
 */
int index_swap(struct index *index, struct index *built,
	       int (*finish)(void *arg, struct error *err), void *arg,
	       struct error *err) MUST_USE;

#endif
