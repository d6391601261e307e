/*
 * acts.h: acts of curators as the index knows them: what an undo concerns, and
 * which signatures wait to be written to curated.jsonl.
 */
#ifndef RUN_INDEX_ACTS_H
#define RUN_INDEX_ACTS_H

#include "run/index/index.h"

/*
 * The act that an undo (or, with `redo`, a redo) by `by` would concern:
 * their last one that is not taken back (or the last one that they took back,
 * with nothing of theirs since), on this specimen or, with `id` NULL, on any.
 * *ret_act, its id, is owned. ERROR_NOT_FOUND when there is none.
 */
int index_undo_target(struct index *index, const char *by, const char *id,
		      bool redo, char **ret_act, struct error *err) MUST_USE;

/* The act, or all acts of the group that it is of, in the order in which they
 * stand: array of ids, owned. They are taken back, and put forward, together. */
int index_act_group(struct index *index, const char *act, json_t **ret,
		    struct error *err) MUST_USE;
/* The ids of all specimens that an act touched: array, owned. */
int index_act_specimens(struct index *index, const char *act, json_t **ret,
			struct error *err) MUST_USE;

/* Ids of the specimens whose approval, rejection or reopening is not in
 * curated.jsonl yet, at most so many: array of strings, owned. For
 * curated_catch_up. */
int index_unsigned(struct index *index, size_t most, json_t **ret,
		   struct error *err) MUST_USE;

#endif
