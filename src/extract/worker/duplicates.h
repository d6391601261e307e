/*
 * duplicates.h: the same bytes under several names are one specimen: read
 * once, and recorded for each name, so that none of the files is unaccounted
 * for and `show` tells all of them (`also`). The worker thread's.
 */
#ifndef EXTRACT_WORKER_DUPLICATES_H
#define EXTRACT_WORKER_DUPLICATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "extract/pool/job.h"
#include "run/index/index.h"
#include "run/journal/outcome.h"

/* A sheet whose bytes have an outcome, or will have one, by another name. */
struct duplicate {
	size_t item;
	const char *image; /* borrowed of the worklist */
	struct fingerprint file;
};

/* All zero: there are none. */
struct duplicates {
	struct duplicate *items;
	size_t n, cap;
	/* while they are recorded */
	size_t next;
	struct specimen specimen; /* that the one before `next` is of */
	bool loaded;
};

void duplicates_add(struct duplicates *duplicates,
		    const struct duplicate *duplicate);
void duplicates_done(struct duplicates *duplicates);

/* Folds the index, and hands out from the first one: when what they are
 * duplicates of is durable. After a failure it may be begun again. */
int duplicates_begin(struct duplicates *duplicates, struct index *index,
		     struct error *err) MUST_USE;
/*
 * The next one whose bytes were read: 1 with *ret (borrowed) and the outcome
 * to be recorded, the caller's, or *ret_known where its name is known already
 * and nothing is to be recorded; 0: no more; -1.
 */
int duplicates_next(struct duplicates *duplicates, struct index *index,
		    const struct duplicate **ret, struct outcome *ret_outcome,
		    bool *ret_known, struct error *err) MUST_USE;

#endif
