/*
 * turn.h: one transaction of folding. Known to run/index alone.
 */
#ifndef RUN_INDEX_FOLD_TURN_H
#define RUN_INDEX_FOLD_TURN_H

#include "run/index/table/db.h"

enum fold_turn {
	TURN_FAILED = -1,
	TURN_END,  /* the journal is folded to its end */
	TURN_MORE, /* the time was over first */
	TURN_STALE /* the file is not the one that was folded: nothing done */
};

/* How much longer it is where much is left. */
#define TURN_TIMES 5

/* Folds lines of a journal for about `turn_ms`, or TURN_TIMES that. */
enum fold_turn fold_turn(struct index *index, enum journal_id id,
			 struct fold_report *report, struct error *err);

#endif
