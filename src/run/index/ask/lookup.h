/*
 * lookup.h: which specimen a name stands for. Known to this folder alone.
 */
#ifndef RUN_INDEX_ASK_LOOKUP_H
#define RUN_INDEX_ASK_LOOKUP_H

#include "run/index/table/db.h"

/* The key of the specimen that has this id, a prefix of it that no other has,
 * or an image of this name. ERROR_NOT_FOUND, or ERROR_USAGE when ambiguous. */
int index_lookup(struct index *index, const char *name, int64_t *ret,
		 struct error *err) MUST_USE;

#endif
