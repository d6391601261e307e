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
#include "extract/worker/extractor.h"
#include "extract/pool/pool.h"
#include "extract/schedule/scheduler.h"

struct asker;

struct asker_options {
	const struct engine *engine; /* a chat engine; outlives the asker */
	const struct extract_options *extract;
	const char *engine_name;
	double spent_usd; /* of the run's budget, by earlier sessions */
	struct scheduler_listener listener;
	/* A request failed and is made again after `wait_ms`. What the sheet
	 * has cost may be taken from job->ask. */
	void (*retrying)(void *data, struct pool_job *job, int64_t wait_ms,
			 const char *why);
};

/* Loads the keys. Errors are those of keyring_load and scheduler_new. */
int asker_new(const struct asker_options *options, struct asker **ret,
	      struct error *err) MUST_USE;
/* What is in flight is given up. NULL is fine. */
void asker_free(struct asker *asker);

/* Takes a sheet that was prepared (job->parcel). */
void asker_put(struct asker *asker, struct pool_job *job);
/* A sheet that could not be prepared (job->error): it is over, and
 * job->outcome is filled with that and with what it has cost. */
void asker_unprepared(struct asker *asker, struct pool_job *job);
/* Sheets that are here and not yet sent: no more are wanted while there are
 * some. */
size_t asker_ready(const struct asker *asker);

/* Sends what may be sent now, and hands back what is to be prepared for its
 * next try. `unacked`: outcomes not yet durable. */
void asker_dispatch(struct asker *asker, size_t unacked);
/* Works for up to `wait_ms` (-1: until something happens), less when
 * `wake_fd` is readable or the next dispatch, as the last one saw it, is due.
 * So whoever pauses dispatching is not woken for it. */
int asker_turn(struct asker *asker, int wake_fd, int64_t wait_ms,
	       struct error *err) MUST_USE;

/* What is to become of a sheet that is handed back. */
enum asker_end {
	ASKER_OUTCOME, /* job->outcome is to be journaled; status says which */
	ASKER_PREPARE, /* prepare it anew (job->smaller) and put it back */
	ASKER_LEFT,    /* as if it had not been asked, but for its costs:
			  job->ask.cost_usd and lost_usd */
};
/* The next one, owned by the caller; NULL: none now. */
struct pool_job *asker_take(struct asker *asker, enum asker_end *ret);

/* Hands back all that is not in flight, as ASKER_LEFT, and from now on all
 * that would be asked again. */
void asker_leave(struct asker *asker);
/* Gives up what is in flight too. */
void asker_abort(struct asker *asker);

/* As scheduler_stopped. */
const char *asker_stopped(const struct asker *asker, struct error *ret);
/* Fills all but projected_usd. */
void asker_traffic(const struct asker *asker, struct extract_traffic *ret);

#endif
