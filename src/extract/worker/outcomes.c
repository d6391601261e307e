/*
 * outcomes.c: what becomes of sheets: put off, left, journaled, durable; and
 * how the worker begins to stop. Part of the worker thread (see worker.h).
 *
 * 1. A sheet counts, and its hash is remembered, when its outcome is durable:
 *    what is not is hashed and judged again next time.
 * 2. Each path out of ITEM_BUSY ends here: acknowledged, skipped, put off or
 *    left.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "extract/ask/outcome.h"
#include "extract/worker/worker.h"

/* --- room on the disk ----------------------------------------------------- */

/* It waits for room now, or does no longer; `why` as in the snapshots. */
static void worker_tell_room(struct worker *w, const struct error *why)
{
	bool full = disk_full_waits(&w->disk);

	w->waits_since_ms = clock_ms();
	if (full)
		event_log_paused(&w->event_log, "it waits for room");
	else if (!w->paused)
		event_log_resumed(&w->event_log);
	w->reporter->progress.error = full ? *why : (struct error){0};
}

void worker_note_space(struct worker *w, const struct store_space *space)
{
	if (disk_full_journals(&w->disk, space->waits))
		worker_tell_room(w, &space->error);
}

void worker_lack_room(struct worker *w, const struct error *err)
{
	if (disk_full_lacks(&w->disk, clock_ms()))
		worker_tell_room(w, err);
}

void worker_found_room(struct worker *w)
{
	if (disk_full_found(&w->disk))
		worker_tell_room(w, NULL);
}

/* --- jobs that end -------------------------------------------------------- */

void worker_get_back(struct worker *w, const struct pool_job *job)
{
	w->with_pool--;
	w->paid_with_pool -= pool_job_is_paid(job);
}

void worker_end_job(struct worker *w, struct pool_job *job,
		    enum item_state state)
{
	w->items.state[job->item].state = (unsigned char)state;
	w->in_flight--;
	pool_job_free(job);
}

void worker_put_off(struct worker *w, struct pool_job *job)
{
	items_put_off(&w->items, job->item);
	worker_end_job(w, job, ITEM_WAITING);
}

void worker_remember(struct worker *w, size_t item,
		     const struct fingerprint *file)
{
	if (file->sha256[0] != '\0')
		hash_cache_put(w->hashes, items_image(&w->items, item),
			       file->size, file->mtime_ns, file->sha256);
}

/* --- journaling ----------------------------------------------------------- */

/* "name:" and the path, where no bytes could be read to hash. */
static char *worker_id_without_hash(const struct pool_job *job)
{
	struct bytes id = {0};

	bytes_append_str(&id, "name:");
	text_repair(job->image, strlen(job->image), &id);
	return bytes_steal(&id);
}

static void worker_fill(struct worker *w, struct pool_job *job)
{
	struct outcome *outcome = &job->outcome;
	bool hashed = job->file.sha256[0] != '\0';
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	outcome->specimen_id = hashed ? mem_strdup(job->file.sha256)
				      : worker_id_without_hash(job);
	outcome->sha256 = hashed ? mem_strdup(job->file.sha256) : NULL;
	mem_replace(&outcome->image, job->image);
	if (outcome->model == NULL)
		mem_replace(&outcome->model, w->event_log.model);
	mem_replace(&outcome->provider, w->ops->provider);
	mem_replace(&outcome->timestamp, stamp);
	mem_replace(&outcome->run_id, w->run->id);
	outcome->attempts = job->ask.asked > 0	? job->ask.asked
			    : job->attempts > 0 ? job->attempts
						: 1;
	outcome->latency_ms = job->latency_ms;
	if (job->status == 0 || outcome->error != NULL)
		return;
	mem_replace(&outcome->error, job->error.text);
	mem_replace(&outcome->error_kind, "image");
	mem_replace(&outcome->error_scope, "request");
}

static size_t outcome_fields(const struct outcome *outcome)
{
	size_t n = 0;

	for (size_t i = 0; i < outcome->dwc.n; i++)
		if (!text_blank(outcome->dwc.fields[i].value))
			n++;
	return n;
}

void worker_log_begun(struct worker *w, struct pool_job *job,
		      const char *specimen_id)
{
	job->sequence = ++w->sequence;
	event_log_processing(&w->event_log, specimen_id, job->sequence);
}

void worker_put(struct worker *w, struct outcome *outcome,
		struct unacked_outcome what)
{
	uint64_t ticket;

	what.specimen_id = mem_strdup(outcome->specimen_id);
	what.error = mem_strdup(outcome->error);
	ticket = unacked_put(&w->unacked, &what);
	store_put_outcome(w->store, outcome, ticket, w->inbox);
	outcome_init(outcome);
}

/* What a server has read is looked at when there is time. */
static void worker_look_later(struct worker *w, const struct pool_job *job)
{
	const struct facts_file file = {job->image, job->file.size,
					job->file.mtime_ns};
	bool copied = job->copy.path != NULL;

	if (job->status == 0 && job->file.sha256[0] != '\0')
		idle_looks_put(w->looks, copied ? job->copy.path : job->path,
			       copied, &file, job->file.sha256);
}

static void worker_journal_as(struct worker *w, struct pool_job *job, bool left)
{
	worker_fill(w, job);
	if (!left)
		mem_replace(&job->outcome.params_sha256, w->params_sha256);
	if (job->sequence == 0) /* not even its bytes could be had */
		worker_log_begun(w, job, job->outcome.specimen_id);
	if (!left)
		worker_look_later(w, job);
	w->in_flight--;
	worker_put(w, &job->outcome,
		   (struct unacked_outcome){
			   .item = job->item,
			   .file = job->file,
			   .left = left,
			   .failed = job->status < 0,
			   .sequence = job->sequence,
			   .fields = outcome_fields(&job->outcome),
			   .cost_usd = job->outcome.cost_usd,
		   });
	pool_job_free(job);
}

void worker_journal_cost(struct worker *w, struct pool_job *job)
{
	worker_fill(w, job);
	worker_put(w, &job->outcome,
		   (struct unacked_outcome){.item = job->item,
					    .paid = true,
					    .cost_usd = job->outcome.cost_usd});
	job->ask.cost_usd = 0;
	job->ask.lost_usd = 0;
}

void worker_journal(struct worker *w, struct pool_job *job)
{
	worker_journal_as(w, job, false);
}

void worker_left(struct worker *w, struct pool_job *job)
{
	if (!pool_job_is_paid(job)) {
		worker_end_job(w, job, ITEM_WAITING);
		return;
	}
	requester_outcome_left(job, w->event_log.model, NULL);
	worker_journal_as(w, job, true);
}

/* --- durable -------------------------------------------------------------- */

static void worker_count_success(struct worker *w,
				 const struct unacked_outcome *p)
{
	char text[64];

	w->items.state[p->item].state = ITEM_DONE;
	w->reporter->progress.succeeded++;
	snprintf(text, sizeof(text),
		 p->fields == 1 ? "%zu field" : "%zu fields", p->fields);
	reporter_recent(w->reporter, items_image(&w->items, p->item), false,
			p->fields > 0 ? text : "nothing was read");
	event_log_completed(&w->event_log, p->specimen_id, p->sequence,
			    p->fields);
}

static void worker_count_failure(struct worker *w,
				 const struct unacked_outcome *p)
{
	w->items.state[p->item].state = ITEM_FAILED;
	w->reporter->progress.failed++;
	reporter_notice(w->reporter, items_image(&w->items, p->item), true,
			p->error);
	event_log_failed(&w->event_log, p->specimen_id, p->sequence, p->error);
}

static void worker_count(struct worker *w, const struct unacked_outcome *p)
{
	const struct item *item = &w->items.state[p->item];

	if (p->left)
		w->items.state[p->item].state = ITEM_WAITING;
	if (p->left || p->paid) {
		w->reporter->progress.cost_usd += p->cost_usd;
		return;
	}
	worker_remember(w, p->item, &p->file);
	if (p->duplicate)
		return;
	if (item->attempts > 1 || item->failed_before)
		w->reporter->progress.retried++;
	w->reporter->progress.cost_usd += p->cost_usd;
	reporter_count_sheet(w->reporter);
	if (p->failed)
		worker_count_failure(w, p);
	else
		worker_count_success(w, p);
}

/* The outcome could not even be rescued: the sheet is as if it had not been
 * read, but what it has cost was paid. */
static void worker_lost(struct worker *w, const struct unacked_outcome *p,
			const struct error *err)
{
	if (!p->paid)
		w->items.state[p->item].state = ITEM_WAITING;
	w->reporter->progress.cost_usd += p->cost_usd;
	(void)worker_break(w, err);
}

void worker_acked(struct worker *w, const struct store_ack *ack)
{
	struct unacked_outcome what;

	if (!unacked_take(&w->unacked, ack->ticket, &what))
		return;
	if (ack->status == 0)
		worker_count(w, &what);
	else
		worker_lost(w, &what, &ack->error);
	unacked_outcome_done(&what);
}

/* --- stopping ------------------------------------------------------------- */

void worker_stop(struct worker *w)
{
	struct pool_job *job;

	w->stopping = true;
	downloads_recall(&w->downloads);
	while (w->pool != NULL && (job = pool_withdraw(w->pool)) != NULL) {
		worker_get_back(w, job);
		worker_left(w, job);
	}
	requester_leave(w->requester);
}

int worker_break(struct worker *w, const struct error *err)
{
	if (w->fatal.kind == ERROR_NONE)
		w->fatal = *err;
	worker_stop(w);
	return -1;
}
