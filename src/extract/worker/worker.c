/*
 * worker.c: the life of the worker thread: prepare, then listen and dispatch
 * until all is read or somebody stops it, then give back what it took.
 *
 * 1. It alone decides. The pool hashes, reads and prepares, the fetcher
 *    fetches, the store writes; nobody of them calls it.
 * 2. A sheet counts when its outcome is durable, not before.
 * 3. in_flight + unacked.n never exceed the window: whatever kills the
 *    process, no more than the window is read again. Of a server no more is
 *    asked at once than --concurrency less what is not durable yet.
 */
#include "config.h"

#include "extract/worker/worker.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WORKER_TICK_MS 1000 /* how often rate and time are told anew */

static bool worker_is_over(const struct worker *w)
{
	if (w->unacked.n > 0)
		return false;
	if (w->aborted)
		return w->paid_with_pool == 0;
	if (w->lending)
		return false;
	return w->in_flight == 0 && (w->stopping || !items_left(&w->items));
}

static void worker_loop(struct worker *w)
{
	while (!worker_is_over(w)) {
		worker_lend(w);
		/* In this order: what is sent makes room for the next ones. */
		worker_ask(w);
		worker_dispatch(w);
		if (worker_is_over(w))
			break;
		worker_publish(w);
		worker_listen(w, WORKER_TICK_MS);
	}
}

/* --- duplicates ----------------------------------------------------------- */

static void worker_await_acks(struct worker *w)
{
	while (w->unacked.n > 0) {
		worker_publish(w);
		worker_listen(w, -1);
	}
}

static void worker_put_duplicate(struct worker *w,
				 const struct duplicate *duplicate,
				 struct outcome *outcome)
{
	mem_replace(&outcome->run_id, w->run->id);
	worker_put(w, outcome,
		   (struct unacked_outcome){.item = duplicate->item,
					    .file = duplicate->file,
					    .duplicate = true});
}

/* Records them all. What was put by a try before this one is durable then, or
 * given up. */
static int worker_try_duplicates(struct worker *w, struct index *index,
				 struct error *err)
{
	const struct duplicate *next;
	struct outcome outcome;
	bool known;
	int rc;

	worker_await_acks(w);
	if (duplicates_begin(&w->duplicates, index, err) < 0)
		return -1;
	do {
		while (w->unacked.n == w->window && !w->aborted)
			worker_listen(w, -1);
		if (w->stopping)
			return 0;
		rc = duplicates_next(&w->duplicates, index, &next, &outcome,
				     &known, err);
		if (rc > 0 && known)
			worker_remember(w, next->item, &next->file);
		else if (rc > 0)
			worker_put_duplicate(w, next, &outcome);
	} while (rc > 0);
	return rc;
}

/* They come last, when what they are duplicates of is durable. */
static void worker_record_duplicates(struct worker *w)
{
	struct index *index;
	struct error err;

	if (w->duplicates.n == 0 || w->stopping)
		return;
	if (index_open(w->run, INDEX_FOLD, &index, &err) < 0) {
		(void)worker_break(w, &err);
		return;
	}
	while (worker_try_duplicates(w, index, &err) < 0) {
		if (worker_await_room(w, &err))
			continue;
		if (!w->stopping)
			(void)worker_break(w, &err);
		break;
	}
	worker_found_room(w);
	index_close(index);
	worker_await_acks(w);
}

/* --- the end -------------------------------------------------------------- */

/* Whether batches have sheets of ours now; -1. */
static int worker_has_flight(struct worker *w, struct error *err)
{
	batch_flight_done(&w->flight);
	if (batch_flight_read(w->run->dir, w->params_sha256, &w->flight, err) <
	    0)
		return -1;
	return !w->options->batched && w->flight.held.n > 0;
}

/* All that was to be read again was, or is in batches, with the last of which
 * the round ends (batch/take/round.h). What is not said now would be said by the
 * next one, which finds nothing left to do. */
static void worker_end_again(struct worker *w)
{
	/* What closed since was not in the list. */
	uint64_t known = w->flight.batches.number;
	struct error err;
	int flies;

	if (!w->options->again)
		return;
	flies = worker_has_flight(w, &err);
	if (flies < 0 ||
	    (flies > 0 ? run_send_again(w->run, w->params_sha256, known, &err)
		       : run_end_again(w->run, &err)) < 0)
		reporter_notice(w->reporter, "", true, err.text);
}

/* What the end is called, in events and in the last snapshot. */
static void worker_conclude(struct worker *w)
{
	bool broken = w->fatal.kind != ERROR_NONE;

	if (broken)
		event_log_broken(&w->event_log, w->fatal.text);
	else if (strcmp(w->reporter->progress.stopped, "breaker") == 0)
		event_log_breaker(&w->event_log, w->stop_reason.text);
	else if (w->stopping)
		event_log_paused(&w->event_log, w->reporter->progress.stopped);
	else
		event_log_finished(&w->event_log);
	if (!broken && !w->stopping)
		worker_end_again(w);
	w->reporter->progress.error = broken ? w->fatal : w->stop_reason;
	w->reporter->progress.state =
		broken ? EXTRACT_FAILED : EXTRACT_FINISHED;
}

void *worker_thread(void *setup)
{
	struct worker *w = mem_zalloc(sizeof(*w));

	if (worker_prepare(w, setup) == 0) {
		worker_loop(w);
		worker_record_duplicates(w);
	}
	worker_conclude(w);
	worker_release(w);
	free(w);
	return NULL;
}
