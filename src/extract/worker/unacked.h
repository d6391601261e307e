/*
 * unacked.h: outcomes that were given to the store and are not yet
 * acknowledged. The worker thread's.
 */
#ifndef EXTRACT_WORKER_UNACKED_H
#define EXTRACT_WORKER_UNACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract/pool/job.h"

struct unacked_outcome {
	uint64_t ticket; /* 0: a free slot */
	size_t item;
	struct fingerprint file;
	bool duplicate; /* the outcome of the same bytes under another name */
	bool left;	/* given up: it only says what that has cost */
	bool paid;	/* so it does of a sheet that is asked again */
	bool failed;
	size_t sequence;
	size_t fields;
	double cost_usd;
	char *specimen_id, *error; /* owned */
};

/* All zero: there are none. */
struct unacked {
	struct unacked_outcome *slots;
	size_t n_slots, cap;
	size_t n;
	uint64_t ticket; /* the last one */
};

/* Keeps it, with its texts, until it is taken; returns its ticket. */
uint64_t unacked_put(struct unacked *unacked,
		     const struct unacked_outcome *outcome);
/* Takes it out; false where there is none of this ticket. */
bool unacked_take(struct unacked *unacked, uint64_t ticket,
		  struct unacked_outcome *ret);
void unacked_outcome_done(struct unacked_outcome *outcome);
void unacked_done(struct unacked *unacked);

#endif
