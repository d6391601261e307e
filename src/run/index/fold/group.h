/*
 * group.h: lines of edits.jsonl that count together or not at all, as those
 * of a bulk act that is too long for one. Known to this folder alone.
 *
 * They share `group`, stand one behind the other, and the last one bears
 * `group_end`, how many they are: all were appended under one hold of
 * journals.lock. What a crash left of a group counts for nothing.
 */
#ifndef RUN_INDEX_FOLD_GROUP_H
#define RUN_INDEX_FOLD_GROUP_H

#include "run/index/table/db.h"

enum group_state {
	GROUP_WHOLE, /* its lines count */
	GROUP_OPEN,  /* it ends the file, and more may follow */
	GROUP_VOID,  /* something else follows: they never count */
};

/* What becomes of a line of this group that stands at `position`: asked for
 * all of them, in their order, in the transaction that takes them in. */
int index_group_judge(struct index *index, const char *group, uint64_t position,
		      enum group_state *ret, struct error *err) MUST_USE;

/* Forgets what was looked through. */
void index_group_forget(struct index *index);

#endif
