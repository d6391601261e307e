/*
 * requests.c: the worker and its asker: sheets that a server is asked about.
 * Part of the worker thread (see worker.h).
 *
 * 1. Sheets are made ready a little ahead of the window, so that a slot that
 *    falls free is filled at once; never more than that, for a ready sheet
 *    holds its pictures.
 * 2. What a sheet has cost is journaled as soon as it is known, whatever
 *    becomes of it; and an answer that has come is thrown away by those alone
 *    who stop while the medium is full.
 */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/chat/chat.h"
#include "extract/ask/outcome.h"
#include "extract/control/progress.h"
#include "extract/worker/worker.h"

#define TRAFFIC_MS 100 /* between two looks at how it stands */

/* --- what is told --------------------------------------------------------- */

static void told_limited(void *data, enum chat_scope scope, const char *name,
			 int64_t left_ms, const char *why)
{
	struct worker *w = data;

	announce_limited(&w->announcer, chat_scope_word(scope), name,
			 (double)left_ms / 1000, why);
}

static void told_key(void *data, const char *fingerprint, const char *why)
{
	struct worker *w = data;
	char *text CLEANUP(mem_free_str) =
		mem_printf("%s is not used any more: %s", fingerprint, why);

	announce_key_disabled(&w->announcer, fingerprint, why);
	worker_notice(w, "", false, text);
}

static void told_fallback(void *data, const char *from, const char *to,
			  const char *why)
{
	struct worker *w = data;

	announce_fallback(&w->announcer, from, to, why);
}

static void told_budget(void *data, double spent_usd, double budget_usd)
{
	struct worker *w = data;

	announce_budget(&w->announcer, spent_usd, budget_usd);
}

/* What was paid in vain is journaled now: who is killed meanwhile must not find
 * a budget with room that is spent. */
static void told_retrying(void *data, struct pool_job *job, int64_t wait_ms,
			  const char *why)
{
	struct worker *w = data;

	announce_retrying(&w->announcer, job->sha256, job->sequence,
			  job->ask.asked, (double)wait_ms / 1000, why);
	if (job->ask.cost_usd + job->ask.lost_usd > 0) {
		asker_outcome_left(job, w->announcer.model, why);
		worker_journal_cost(w, job);
	}
	worker_recent(w, job->image, false, why);
}

/* --- its life ------------------------------------------------------------- */

int worker_open_asker(struct worker *w, struct error *err)
{
	struct index_counts counts;
	struct asker_options options = {
		.engine = w->engine,
		.extract = w->options,
		.engine_name = w->ops->name,
		.listener = {w, told_limited, told_key, told_fallback,
			     told_budget},
		.retrying = told_retrying,
	};

	if (!w->ops->network || w->list.n == 0)
		return 0;
	if (index_counts(w->index, &counts, err) < 0)
		return -1;
	options.spent_usd = counts.cost_usd;
	return asker_new(&options, &w->asker, err);
}

bool worker_has_room(const struct worker *w)
{
	return w->asker == NULL ||
	       w->with_pool + asker_ready(w->asker) < w->ahead;
}

/* --- sheets on their way -------------------------------------------------- */

void worker_left(struct worker *w, struct pool_job *job)
{
	if (job->ask.cost_usd + job->ask.lost_usd <= 0) {
		worker_settle(w, job, ITEM_WAITING);
		return;
	}
	asker_outcome_left(job, w->announcer.model, NULL);
	worker_journal_left(w, job);
}

static void worker_unprepared(struct worker *w, struct pool_job *job)
{
	asker_unprepared(w->asker, job);
	worker_journal(w, job);
}

void worker_prepared(struct worker *w, struct pool_job *job)
{
	bool given_up = job->status < 0 && job->error.kind == ERROR_STOPPED;

	if (w->stopping || given_up)
		worker_left(w, job);
	else if (job->status < 0)
		worker_unprepared(w, job);
	else
		asker_put(w->asker, job);
}

static void worker_collect(struct worker *w)
{
	static void (*const takers[])(struct worker *, struct pool_job *) = {
		[ASKER_OUTCOME] = worker_journal, /* even if it is aborted */
		[ASKER_PREPARE] = worker_submit,
		[ASKER_LEFT] = worker_left,
	};
	struct pool_job *job;
	enum asker_end end;

	while ((job = asker_take(w->asker, &end)) != NULL)
		takers[end](w, job);
}

/* The scheduler grants nothing any more: it ends here, to be resumed. */
static void worker_heed_stop(struct worker *w)
{
	struct error why;
	const char *word = asker_stopped(w->asker, &why);

	if (word == NULL || w->stopping)
		return;
	progress_copy(w->progress.stopped, sizeof(w->progress.stopped), word);
	worker_recent(w, "", true, why.text);
	w->stop_reason = why;
	w->stopping = true;
	worker_withdraw(w);
	worker_leave(w);
}

void worker_ask(struct worker *w)
{
	if (w->asker == NULL)
		return;
	worker_collect(w);
	/* What is ready was read: the journals' room is all that it needs. */
	if (!w->paused && !w->full && !w->stopping)
		asker_dispatch(w->asker, w->unacked);
	worker_heed_stop(w);
	worker_collect(w);
}

/* What the run will have cost when it is done: as the sheets of this session
 * did on the average. */
static double worker_projected(const struct worker *w, double spent_usd)
{
	const struct extract_progress *p = &w->progress;
	size_t read = p->succeeded + p->failed, settled = read + p->skipped;
	size_t left = settled < p->total ? p->total - settled : 0;

	if (read == 0)
		return -1;
	return spent_usd + p->cost_usd / (double)read * (double)left;
}

void worker_add_traffic(struct worker *w)
{
	struct extract_traffic *traffic = &w->progress.traffic;

	if (w->asker == NULL ||
	    (traffic->window > 0 && clock_ms() - w->traffic_ms < TRAFFIC_MS))
		return;
	w->traffic_ms = clock_ms();
	asker_traffic(w->asker, traffic);
	traffic->projected_usd = worker_projected(w, traffic->spent_usd);
}

void worker_leave(struct worker *w)
{
	if (w->asker != NULL)
		asker_leave(w->asker);
}
