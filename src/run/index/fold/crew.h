/*
 * crew.h: the rows of many specimens, made anew by several threads at once.
 * Known to run/index alone; of the thread whose index it is.
 */
#ifndef RUN_INDEX_FOLD_CREW_H
#define RUN_INDEX_FOLD_CREW_H

#include "run/index/fold/load.h"

/* Whether `n` rows are worth threads; starts them. They stay until crew_stop:
 * the next transaction has as many. */
void crew_start(struct index *index, size_t n);

/* Has a specimen's row made anew; `fresh` as in load.h, and what it lends stays
 * until crew_finish. */
int crew_refresh(struct index *index, int64_t key,
		 const struct index_fresh *fresh, struct error *err) MUST_USE;

/* Puts all that was given. After a failure crew_drop instead. */
int crew_finish(struct index *index, struct error *err) MUST_USE;
void crew_drop(struct index *index);

/* Ends the threads, none of which has anything to do. */
void crew_stop(struct index *index);

/* How many threads are worth it here; 0: none. */
size_t crew_threads(const struct index *index);

#endif
