/*
 * turn.h: one turn over the batches of a run: what may be with the server is
 * looked for, what waits for room is sent, what runs is asked about, and what
 * has ended is collected. Blocks; of one thread.
 */
#ifndef BATCH_TAKE_TURN_H
#define BATCH_TAKE_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "batch/session.h"

struct turn_report {
	size_t collected;		   /* chunks, in this turn, */
	size_t succeeded, failed, missing; /* and their sheets */
	int64_t cost_nano;		   /* and what they have cost */
	size_t unsettled; /* of them: nobody says what they have cost */
	/* chunks as they stand afterwards */
	size_t running, ended, unresolved, waiting;
	size_t unknown; /* of those: their server could not be asked */
	size_t refused; /* of those: not before whoever calls says more, as
			   which server or key is meant; time changes nothing */
	bool changed;	/* something came of it */
};

/* Fails only where nothing can be written, and where it is stopped; what else
 * keeps a chunk is told by notes, and the others go on. */
int batch_turn(struct batch_session *session, struct turn_report *report,
	       struct error *err) MUST_USE;

/* Chunks that are not done with. */
size_t turn_open(const struct turn_report *report);

/* Whether time may bring more of them. */
bool turn_may_wait(const struct turn_report *report);

/* How long to wait before the next turn; `wait_ms` is the last one's, 0 at
 * first. */
int64_t turn_wait_ms(int64_t wait_ms, const struct turn_report *report);

#endif
