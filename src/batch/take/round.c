/*
 * round.c: see round.h.
 *
 * 1. A sheet without a result is still to be read again: the next call with
 *    --again sends it, and it would be one of all if the round had ended. One
 *    whose batch was collected before all was sent is among what was sent.
 * 2. run.json is believed under RUN/lock alone; what is read without it only
 *    says whether the lock is worth taking.
 */
#include "config.h"

#include "batch/take/round.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"

struct round {
	char *params;	/* owned; NULL: nothing is to end */
	uint64_t lines; /* of batches.jsonl that were known when it was sent */
};

static void round_done(struct round *round)
{
	free(round->params);
}

/* Is there nothing more to come of the batches with these parameters? */
static bool round_is_over(const struct round *round,
			  const struct batches *batches)
{
	for (size_t i = 0; i < batches->n; i++) {
		const struct batch_chunk *chunk = batches->chunks[i];

		if (chunk->params_sha256 == NULL ||
		    strcmp(chunk->params_sha256, round->params) != 0)
			continue;
		if (chunk_state_is_open(chunk->state) ||
		    (chunk->closed > round->lines &&
		     json_int_at(chunk->result, "missing", 0) > 0))
			return false;
	}
	return true;
}

/* Whether a round stands there that is over: 1, 0 or -1. */
static int round_look(const struct batch_session *session, struct error *err)
{
	struct round round CLEANUP(round_done) = {0};

	if (run_sent_again(session->setup.run, &round.params, &round.lines,
			   err) < 0)
		return -1;
	return round.params != NULL && round_is_over(&round, &session->batches);
}

int batch_round_end(struct batch_session *session, struct error *err)
{
	const struct run *run = session->setup.run;
	struct run_lock *lock = NULL;
	struct error busy;
	int rc = round_look(session, err);

	if (rc <= 0)
		return rc;
	if (session->lock == NULL && !session->setup.locked &&
	    run_lock_acquire(run->dir, &lock, &busy) < 0)
		return 0;
	/* Others may have begun another one, or ended it. */
	rc = round_look(session, err);
	if (rc > 0)
		rc = run_end_again(run, err);
	run_lock_release(lock);
	return rc;
}
