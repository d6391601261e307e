/*
 * late.h: rows that follow later than the lines that concern them. Known to
 * this folder alone.
 */
#ifndef RUN_INDEX_FOLLOW_LATE_H
#define RUN_INDEX_FOLLOW_LATE_H

#include "run/index/fold/turn.h"

/* Whether there are any: 1, 0 or -1. */
int index_late_any(struct index *index, struct error *err) MUST_USE;
/* Makes rows anew, for about `turn_ms`, or TURN_TIMES that where so many are left
 * and it is not over before (end_ms by clock_ms, -1: never). */
enum fold_turn index_late_turn(struct index *index, int64_t end_ms,
			       struct fold_report *report, struct error *err);

#endif
