/*
 * many.h: an act on very many records on its way through the store: its lines
 * are made one at a time before journals.lock is taken, mended where a record
 * of them was touched meanwhile, and copied under it (spool.h). The lock is
 * held for that, and for mending MANY_MEND records at most.
 */
#ifndef REVIEW_MANY_H
#define REVIEW_MANY_H

#include <stdatomic.h>
#include <stdbool.h>

#include "review/spool.h"

#define MANY_MEND 200 /* records, as many as a line has */

#define MANY_AGAIN 2
#define MANY_TRIES 3 /* from the beginning */

struct many;

/* What a kind of act does. All run on the store thread, the index folded. */
struct many_ways {
	/* Makes the next line: it is appended to *ret, where anything is left of
	 * it, and its records are told to the spool. 1 while there are more, 0,
	 * MANY_AGAIN: all of it is to be made anew, or -1. */
	int (*make)(struct many *many, struct index *index, struct bytes *ret,
		    struct error *err);
	/* Looks at records that were touched since their line was made: leaves
	 * them out of it (spool_leave), and appends a line to *ret for those
	 * that it is to be done with all the same. How many it has looked at:
	 * as many as a line takes; or -1. */
	int (*mend)(struct many *many, struct index *index,
		    const struct spool_touch *touched, size_t n,
		    struct bytes *ret, struct error *err);
	/* Forgets what make has made. */
	void (*forget)(struct many *many);
};

struct many {
	const struct many_ways *ways;
	const char *dir;	   /* of the run */
	const atomic_bool *cancel; /* NULL: it never is */
	struct spool *spool;	   /* NULL: it was not begun */
	/* many.c's own */
	bool made;  /* all its lines are */
	int tries;  /* that came to nothing; others may look at it */
	int rounds; /* that found too much under the lock */
	bool copies;
	struct spool_touches touched; /* to be mended yet, from `next` on */
	size_t next;
	int64_t from, to; /* in edits.jsonl; 0: not looked up yet */
	size_t late; /* rows that it had made late, when its lines were in */
};

void many_done(struct many *many);

/* Whether it is to end with nothing changed: says so. */
bool many_is_cancelled(const struct many *many, struct error *err);

/* As the functions of a task of the store (store.h). */
int many_ready(struct many *many, struct index *index,
	       struct error *err) MUST_USE;
int many_prepare(struct many *many, struct index *index, int64_t next_seq,
		 struct bytes *edits, struct error *err) MUST_USE;

/* The lines that were written, or are to be so far. */
int64_t many_lines(const struct many *many);

/* How far the index follows, per mille, once its lines are written. */
int many_followed(struct many *many, struct index *index);

#endif
