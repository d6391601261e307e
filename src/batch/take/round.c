/*
 * round.c: see round.h.
 *
 * 1. A sheet without a result is still to be read again: the next call with
 *    --again sends it, and it would be one of all if the round had ended.
 */
#include "config.h"

#include "batch/take/round.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

/* Is there nothing more to come of the batches with these parameters? */
static bool round_is_over(const struct batches *batches, const char *params)
{
	for (size_t i = 0; i < batches->n; i++) {
		const struct batch_chunk *chunk = batches->chunks[i];

		if (chunk->params_sha256 == NULL ||
		    strcmp(chunk->params_sha256, params) != 0)
			continue;
		if (chunk_state_is_open(chunk->state) ||
		    json_int_at(chunk->result, "missing", 0) > 0)
			return false;
	}
	return true;
}

int batch_round_end(struct batch_session *session, struct error *err)
{
	const struct run *run = session->setup.run;
	char *params CLEANUP(mem_free_str) = NULL;
	struct run_lock *lock = NULL;
	struct error busy;
	int rc;

	if (run_sent_again(run, &params, err) < 0)
		return -1;
	if (params == NULL || !round_is_over(&session->batches, params))
		return 0;
	if (session->lock == NULL && !session->setup.locked &&
	    run_lock_acquire(run->dir, &lock, &busy) < 0)
		return 0;
	rc = run_end_again(run, err);
	run_lock_release(lock);
	return rc;
}
