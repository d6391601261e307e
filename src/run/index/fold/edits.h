/*
 * edits.h: lines of edits.jsonl into rows. Known to this folder alone.
 */
#ifndef RUN_INDEX_FOLD_EDITS_H
#define RUN_INDEX_FOLD_EDITS_H

#include "run/index/fold/fold.h"

/* As index_fold_line. */
int index_fold_edit(struct index_fold *fold, const struct journal_line *line,
		    uint64_t number, struct error *err) MUST_USE;

#endif
