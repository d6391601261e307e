/*
 * requester.h: the sheets that a server is asked about, from prepared to
 * answered: sends what the scheduler lets it, reads what comes, and hands
 * each sheet back with its outcome, or with what is to become of it.
 *
 * Of the worker thread alone.
 */
#ifndef EXTRACT_ASK_REQUESTER_H
#define EXTRACT_ASK_REQUESTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "extract/ask/options.h"
#include "extract/control/progress.h"
#include "extract/pool/pool.h"
#include "extract/schedule/scheduler.h"

struct requester;

struct requester_options {
	const struct engine *engine; /* a chat engine; outlives the requester */
	const struct extract_options *extract;
	const char *engine_name;
	size_t window;	  /* most in flight */
	double spent_usd; /* of the run's budget, by earlier sessions */
	double held_usd;  /* of it, for batches that are under way */
	struct scheduler_listener listener;
	/* A request failed and is made again after `wait_ms`. What the sheet
	 * has cost may be taken from job->ask. */
	void (*retrying)(void *data, struct pool_job *job, int64_t wait_ms,
			 const char *why);
};

/* Loads the keys. Errors are those of keyring_load and scheduler_new. */
int requester_new(const struct requester_options *options,
		  struct requester **ret, struct error *err) MUST_USE;
/* What is in flight is given up. NULL is fine. */
void requester_free(struct requester *requester);

/* Takes a sheet that was prepared (job->payload). */
void requester_put(struct requester *requester, struct pool_job *job);
/* A sheet that could not be prepared (job->error): it is over, and
 * job->outcome is filled with that and with what it has cost. */
void requester_unprepared(struct requester *requester, struct pool_job *job);
/* A sheet of which there is nothing to be asked (payload_is_blank): it is over,
 * and job->outcome is filled with that. */
void requester_unasked(struct requester *requester, struct pool_job *job);
/* Sheets that are here and not yet sent: no more are wanted while there are
 * some. */
size_t requester_ready(const struct requester *requester);

/* Sends what may be sent now, and hands back what is to be prepared for its
 * next try. `unacked`: outcomes not yet durable. */
void requester_dispatch(struct requester *requester, size_t unacked);
/* Works for up to `wait_ms` (-1: until something happens), less when
 * `wake_fd` is readable or the next dispatch, as the last one saw it, is due.
 * So whoever pauses dispatching is not woken for it. */
int requester_turn(struct requester *requester, int wake_fd, int64_t wait_ms,
		   struct error *err) MUST_USE;

/* What is to become of a sheet that is handed back. */
enum requester_end {
	REQUESTER_OUTCOME, /* job->outcome is to be journaled; status says
			      which */
	REQUESTER_PREPARE, /* prepare it anew (job->smaller) and put it back */
	REQUESTER_LEFT,	   /* as if it had not been asked, but for its costs:
			  job->ask.cost_usd and lost_usd */
};
/* The next one, owned by the caller; NULL: none now. */
struct pool_job *requester_take(struct requester *requester,
				enum requester_end *ret);

/* Hands back all that is not in flight, as REQUESTER_LEFT, and from now on all
 * that would be asked again. NULL is fine. */
void requester_leave(struct requester *requester);
/* Gives up what is in flight too. */
void requester_abort(struct requester *requester);

/* As scheduler_stopped. */
const char *requester_stopped(const struct requester *requester,
			      struct error *ret);
/* What is kept for requests under way; and what others, who have batches under
 * way, keep of the budget from now on. */
double requester_reserved_usd(const struct requester *requester);
void requester_hold_usd(struct requester *requester, double usd);
/* Fills all but projected_usd. */
void requester_traffic(const struct requester *requester,
		       struct extract_traffic *ret);

#endif
