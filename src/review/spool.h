/*
 * spool.h: the lines of an act on very many records, made before the lock of
 * the journals is taken and kept in a file of the run that has no name; under
 * the lock they are only copied.
 *
 * A line holds what its records were when it was made. Whoever copies asks
 * first whether any of them was touched since (spool_holds): then all has to be
 * made anew. What the numbers of the acts are is known under the lock alone:
 * they are written anew on the way.
 */
#ifndef REVIEW_SPOOL_H
#define REVIEW_SPOOL_H

#include "base/bytes.h"
#include "run/index/index.h"

struct spool;

/* Of a run's directory; its lines get numbers from `seq` on. The index is
 * folded. */
int spool_new(const char *dir, struct index *index, int64_t seq,
	      struct spool **ret, struct error *err) MUST_USE;
void spool_free(struct spool *spool); /* NULL is fine */

/* Appends whole lines. */
int spool_add(struct spool *spool, const struct bytes *lines,
	      struct error *err) MUST_USE;
/* They concern this record. */
void spool_concern(struct spool *spool, const char *id);

/* Under the lock, folded to the end: whether no act and no reading of any of
 * their records came since; 1, 0 or -1. */
int spool_holds(struct spool *spool, struct index *index,
		struct error *err) MUST_USE;
/* Appends the next lines, some megabytes of them, numbered as if the first of
 * all had `seq`: 1 while there are more, 0, or -1. *ret_last: the number of
 * the last one. */
int spool_copy(struct spool *spool, int64_t seq, struct bytes *ret,
	       int64_t *ret_last, struct error *err) MUST_USE;

#endif
