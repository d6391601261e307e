/*
 * keys.h: the numbers by which the index names specimens and parameters. Known
 * to run/index alone.
 */
#ifndef RUN_INDEX_FOLD_KEYS_H
#define RUN_INDEX_FOLD_KEYS_H

#include "run/index/table/db.h"

/* The number that a statement finds for a text: 1, 0 where there is none, or
 * -1. */
int index_key_get(struct index *index, enum index_sql sql, const char *text,
		  int64_t *ret, struct error *err) MUST_USE;
/* The key of the specimen that an id leads to: 1, 0 or -1. */
int index_key_find(struct index *index, const char *id, int64_t *ret,
		   struct error *err) MUST_USE;
/* The same, of a new one where there is none: 0 or -1. */
int index_key_of(struct index *index, const char *id, int64_t *ret,
		 struct error *err) MUST_USE;
/* Moves all rows of one specimen to another, and drops it. */
int index_fold_move(struct index *index, int64_t from, int64_t to,
		    struct error *err) MUST_USE;
/* The number of a hash of parameters; 0 for NULL. */
int index_params_number(struct index *index, const char *sha256, int64_t *ret,
			struct error *err) MUST_USE;

#endif
