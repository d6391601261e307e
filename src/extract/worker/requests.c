/*
 * requests.c: the worker and its requester: sheets that a server is asked
 * about. Part of the worker thread (see worker.h).
 *
 * 1. Sheets are made ready a little ahead of the window, so that a slot that
 *    falls free is filled at once; never more than that, for a ready sheet
 *    holds its pictures.
 * 2. What a sheet has cost is journaled as soon as it is known, whatever
 *    becomes of it; and no answer that has come is thrown away.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/chat/chat.h"
#include "extract/ask/outcome.h"
#include "extract/control/progress.h"
#include "extract/worker/worker.h"
#include "run/index/counts.h"

#define TRAFFIC_MS 100 /* between two looks at how it stands */

/* --- what is told --------------------------------------------------------- */

static void told_limited(void *data, enum chat_scope scope, const char *name,
			 int64_t left_ms, const char *why)
{
	struct worker *w = data;

	event_log_limited(&w->event_log, chat_scope_word(scope), name,
			  (double)left_ms / 1000, why);
}

static void told_key(void *data, const char *fingerprint, const char *why)
{
	struct worker *w = data;
	char *text CLEANUP(mem_free_str) =
		mem_printf("%s is not used any more: %s", fingerprint, why);

	event_log_key_disabled(&w->event_log, fingerprint, why);
	reporter_notice(w->reporter, "", false, text);
}

static void told_fallback(void *data, const char *from, const char *to,
			  const char *why)
{
	struct worker *w = data;

	event_log_fallback(&w->event_log, from, to, why);
}

static void told_budget(void *data, double spent_usd, double budget_usd)
{
	struct worker *w = data;

	event_log_budget(&w->event_log, spent_usd, budget_usd);
}

/* What was paid in vain is journaled now: who is killed meanwhile must not find
 * a budget with room that is spent. */
static void told_retrying(void *data, struct pool_job *job, int64_t wait_ms,
			  const char *why)
{
	struct worker *w = data;

	event_log_retrying(&w->event_log, job->file.sha256, job->sequence,
			   job->ask.asked, (double)wait_ms / 1000, why);
	if (pool_job_is_paid(job)) {
		requester_outcome_left(job, w->event_log.model, why);
		worker_journal_cost(w, job);
	}
	reporter_recent(w->reporter, job->image, false, why);
}

/* --- its life ------------------------------------------------------------- */

int worker_open_requester(struct worker *w, struct error *err)
{
	struct index_counts counts;
	struct requester_options options = {
		.engine = w->engine,
		.extract = w->options,
		.engine_name = w->ops->name,
		.window = w->at_once,
		.listener = {w, told_limited, told_key, told_fallback,
			     told_budget},
		.retrying = told_retrying,
	};

	if (!w->ops->network || w->items.list.n == 0)
		return 0;
	if (index_counts(w->index, &counts, err) < 0)
		return -1;
	options.spent_usd = counts.cost_usd;
	options.held_usd = w->flight.reserved_usd;
	return requester_new(&options, &w->requester, err);
}

/* --- sheets on their way -------------------------------------------------- */

static void worker_collect(struct worker *w)
{
	static void (*const takers[])(struct worker *, struct pool_job *) = {
		[REQUESTER_OUTCOME] =
			worker_journal, /* even if it is aborted */
		[REQUESTER_PREPARE] = worker_submit,
		[REQUESTER_LEFT] = worker_left,
	};
	struct pool_job *job;
	enum requester_end end;

	while ((job = requester_take(w->requester, &end)) != NULL)
		takers[end](w, job);
}

/* The scheduler grants nothing any more: it ends here, to be resumed. */
static void worker_check_stopped(struct worker *w)
{
	struct error why;
	const char *word = requester_stopped(w->requester, &why);

	if (word == NULL || w->stopping)
		return;
	progress_copy(w->reporter->progress.stopped,
		      sizeof(w->reporter->progress.stopped), word);
	reporter_recent(w->reporter, "", true, why.text);
	w->stop_reason = why;
	worker_stop(w);
}

void worker_ask(struct worker *w)
{
	if (w->requester == NULL)
		return;
	worker_collect(w);
	/* What is ready was read: the journals' room is all that it needs, and
	 * money that nobody else may spend meanwhile. */
	if (!w->paused && !w->disk.journals && !w->stopping && !w->lent)
		requester_dispatch(w->requester, w->unacked.n);
	worker_check_stopped(w);
	worker_collect(w);
}

/* What the run will have cost when it is done: as the sheets of this session
 * did on the average. */
static double worker_projected(const struct worker *w, double spent_usd)
{
	const struct extract_progress *p = &w->reporter->progress;
	size_t read = p->succeeded + p->failed, finished = read + p->skipped;
	size_t left = finished < p->total ? p->total - finished : 0;

	if (read == 0)
		return -1;
	return spent_usd + p->cost_usd / (double)read * (double)left;
}

void worker_add_traffic(struct worker *w)
{
	struct extract_traffic *traffic = &w->reporter->progress.traffic;

	if (w->requester == NULL ||
	    (traffic->window > 0 && clock_ms() - w->traffic_ms < TRAFFIC_MS))
		return;
	w->traffic_ms = clock_ms();
	requester_traffic(w->requester, traffic);
	traffic->projected_usd = worker_projected(w, traffic->spent_usd);
}
