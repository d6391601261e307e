/*
 * facts.h: the index follows the cache of facts (run/cache/facts.h) as it
 * follows the journals. Known to this folder alone.
 */
#ifndef RUN_INDEX_FOLLOW_FACTS_H
#define RUN_INDEX_FOLLOW_FACTS_H

#include "run/index/fold/turn.h"

/* Whether the cache tells of something that no row was made with yet: 1, 0 or
 * -1. */
int index_facts_moved(struct index *index, struct error *err) MUST_USE;
/* Makes rows anew with what the cache says now, for about `turn_ms`. */
enum fold_turn index_facts_turn(struct index *index, struct fold_report *report,
				struct error *err);

#endif
