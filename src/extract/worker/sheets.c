/*
 * sheets.c: sheets on their way: dispatched, hashed, told apart, read (or
 * asked about: requests.c), journaled, acknowledged. Part of the worker thread
 * (see worker.h).
 *
 * 1. The same bytes are read once, whatever their names (duplicates.c).
 * 2. A hash is remembered only once the sheet is settled: what is not is
 *    hashed and judged again next time.
 * 3. Each path out of ITEM_BUSY is one of: acknowledged, skipped, withdrawn.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "extract/worker/worker.h"

static bool worker_next(struct worker *w, size_t *ret)
{
	if (w->next < w->list.n)
		*ret = w->next++;
	else if (w->next_retry < w->n_retries)
		*ret = w->retries[w->next_retry++];
	else
		return false;
	return true;
}

void worker_end_job(struct worker *w, struct pool_job *job,
		    enum item_state state)
{
	w->items[job->item].state = (unsigned char)state;
	w->in_flight--;
	pool_job_free(job);
}

static struct fingerprint job_fingerprint(const struct pool_job *job)
{
	struct fingerprint file = {.size = job->size,
				   .mtime_ns = job->mtime_ns};

	memcpy(file.sha256, job->sha256, sizeof(file.sha256));
	return file;
}

void worker_remember(struct worker *w, size_t item,
		     const struct fingerprint *file)
{
	if (file->sha256[0] != '\0')
		hash_cache_put(w->hashes, w->list.items[item].image, file->size,
			       file->mtime_ns, file->sha256);
}

static void worker_skip(struct worker *w, struct pool_job *job)
{
	struct fingerprint file = job_fingerprint(job);

	worker_remember(w, job->item, &file);
	w->progress.skipped++;
	worker_end_job(w, job, ITEM_SKIPPED);
}

/* The same bytes are read, or were read, under another name. */
static void worker_pair(struct worker *w, struct pool_job *job)
{
	worker_add_duplicate(w, job);
	w->progress.skipped++;
	worker_end_job(w, job, ITEM_SKIPPED);
}

/* What is to become of a sheet whose hash is known. */
enum verdict_of_sheet {
	SHEET_READ,
	SHEET_SKIP,
	SHEET_PAIR,
	SHEET_BROKEN, /* the index cannot be asked */
};

/* Whether this path was read when it had other bytes. */
static int worker_has_changed(struct worker *w, const struct pool_job *job,
			      bool *ret, struct error *err)
{
	struct specimen specimen;
	bool known;

	if (index_has_image(w->index, job->image, &known, err) < 0)
		return -1;
	*ret = false;
	if (!known)
		return 0;
	if (index_specimen(w->index, job->sha256, &specimen, err) < 0) {
		*ret = err->kind == ERROR_NOT_FOUND;
		return *ret ? 0 : -1;
	}
	specimen_done(&specimen);
	return 0;
}

/* What earlier sessions say of this sheet. */
static enum verdict_of_sheet worker_ask_index(struct worker *w,
					      const struct pool_job *job)
{
	enum done_state state;
	struct error err;
	bool known = true, changed = false;

	if (index_done_state(w->index, job->sha256, job->image,
			     w->params_sha256, w->since, &state, &err) < 0 ||
	    (state == DONE_YES &&
	     index_has_image(w->index, job->image, &known, &err) < 0) ||
	    (state == DONE_NO &&
	     worker_has_changed(w, job, &changed, &err) < 0)) {
		if (err.kind == ERROR_NO_SPACE)
			worker_lack_room(w, &err);
		else
			(void)worker_break(w, &err);
		return SHEET_BROKEN;
	}
	worker_found_room(w);
	if (changed)
		worker_notice(w, job->image, false,
			      "the image changed since it was read; it is a "
			      "specimen of its own now");
	w->items[job->item].failed_before = state == DONE_FAILED;
	if (state == DONE_NO ||
	    (state == DONE_FAILED && w->options->retry_failed))
		return SHEET_READ;
	return known ? SHEET_SKIP : SHEET_PAIR;
}

static enum verdict_of_sheet worker_judge(struct worker *w,
					  const struct pool_job *job)
{
	size_t owner;

	if (!claims_take(&w->claims, job->sha256, job->item, &owner))
		return SHEET_PAIR;
	if (w->items[job->item].attempts > 0)
		return SHEET_READ;
	return worker_ask_index(w, job);
}

static bool job_is_paid(const struct pool_job *job)
{
	return job->ask.cost_usd + job->ask.lost_usd > 0;
}

void worker_submit(struct worker *w, struct pool_job *job)
{
	w->with_pool++;
	w->paid_with_pool += job_is_paid(job);
	if (!worker_fetch(w, job))
		pool_submit(w->pool, job);
}

void worker_get_back(struct worker *w, const struct pool_job *job)
{
	w->with_pool--;
	w->paid_with_pool -= job_is_paid(job);
}

static void worker_log_events(struct worker *w, struct pool_job *job,
			      const char *specimen_id)
{
	job->sequence = ++w->sequence;
	event_log_processing(&w->event_log, specimen_id, job->sequence);
}

static void worker_begin(struct worker *w, struct pool_job *job)
{
	struct item *item = &w->items[job->item];

	item->attempts++;
	job->attempts = item->attempts;
	worker_log_events(w, job, job->sha256);
	worker_submit(w, job);
}

static void worker_begin_later(struct worker *w, size_t item)
{
	w->retries =
		mem_grow(w->retries, w->n_retries + 1, sizeof(*w->retries));
	w->retries[w->n_retries++] = item;
}

void worker_put_off(struct worker *w, struct pool_job *job)
{
	worker_begin_later(w, job->item);
	worker_end_job(w, job, ITEM_WAITING);
}

/* The hash is known: is it to be read? */
static void worker_decide(struct worker *w, struct pool_job *job)
{
	static void (*const next[])(struct worker *, struct pool_job *) = {
		[SHEET_READ] = worker_begin,
		[SHEET_SKIP] = worker_skip,
		[SHEET_PAIR] = worker_pair,
		[SHEET_BROKEN] = worker_put_off,
	};

	next[worker_judge(w, job)](w, job);
}

static void worker_send(struct worker *w, size_t i)
{
	const struct worklist_item *sheet = &w->list.items[i];
	char *path CLEANUP(mem_free_str) = file_join(w->images, sheet->image);
	struct pool_job *job = pool_job_new(i, path, sheet->image);

	job->size = sheet->size;
	job->mtime_ns = sheet->mtime_ns;
	if (sheet->sha256 != NULL)
		memcpy(job->sha256, sheet->sha256, sizeof(job->sha256));
	w->items[i].state = ITEM_BUSY;
	w->in_flight++;
	if (job->sha256[0] != '\0')
		worker_decide(w, job);
	else
		worker_submit(w, job);
}

void worker_dispatch(struct worker *w)
{
	size_t i;

	while (w->readers > 0 && !w->paused && !w->full && !w->stopping &&
	       w->in_flight + w->unacked < w->window && worker_has_room(w) &&
	       worker_tries_room(w) && worker_next(w, &i))
		worker_send(w, i);
}

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
	bool hashed = job->sha256[0] != '\0';
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	outcome->specimen_id =
		hashed ? mem_strdup(job->sha256) : worker_id_without_hash(job);
	outcome->sha256 = hashed ? mem_strdup(job->sha256) : NULL;
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

void worker_put(struct worker *w, struct outcome *outcome,
		struct unacked_outcome pending)
{
	struct unacked_outcome *slot = w->pending;

	while (slot->ticket != 0)
		slot++;
	*slot = pending;
	slot->ticket = ++w->ticket;
	slot->specimen_id = mem_strdup(outcome->specimen_id);
	slot->error = mem_strdup(outcome->error);
	w->unacked++;
	store_put_outcome(w->store, outcome, slot->ticket, w->inbox);
	outcome_init(outcome);
}

static void worker_journal_as(struct worker *w, struct pool_job *job, bool left)
{
	worker_fill(w, job);
	if (!left)
		mem_replace(&job->outcome.params_sha256, w->params_sha256);
	if (job->sequence == 0) /* not even its bytes could be had */
		worker_log_events(w, job, job->outcome.specimen_id);
	w->in_flight--;
	worker_put(w, &job->outcome,
		   (struct unacked_outcome){
			   .item = job->item,
			   .file = job_fingerprint(job),
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

void worker_journal_left(struct worker *w, struct pool_job *job)
{
	worker_journal_as(w, job, true);
}

void worker_hashed(struct worker *w, struct pool_job *job)
{
	worker_get_back(w, job);
	if (w->stopping)
		worker_left(w, job);
	else if (job->status < 0)
		worker_journal(w, job);
	else
		worker_decide(w, job);
}

void worker_read(struct worker *w, struct pool_job *job)
{
	bool given_up = job->status < 0 && job->error.kind == ERROR_STOPPED;

	worker_get_back(w, job);
	if (w->requester != NULL)
		worker_prepared(w, job);
	else if (w->aborted || given_up)
		worker_end_job(w, job, ITEM_WAITING);
	else
		worker_journal(w, job);
}

static void worker_count_success(struct worker *w,
				 const struct unacked_outcome *p)
{
	char text[64];

	w->items[p->item].state = ITEM_DONE;
	w->progress.succeeded++;
	snprintf(text, sizeof(text),
		 p->fields == 1 ? "%zu field" : "%zu fields", p->fields);
	worker_recent(w, w->list.items[p->item].image, false,
		      p->fields > 0 ? text : "no label found");
	event_log_completed(&w->event_log, p->specimen_id, p->sequence,
			    p->fields);
}

static void worker_count_failure(struct worker *w,
				 const struct unacked_outcome *p)
{
	w->items[p->item].state = ITEM_FAILED;
	w->progress.failed++;
	worker_notice(w, w->list.items[p->item].image, true, p->error);
	event_log_failed(&w->event_log, p->specimen_id, p->sequence, p->error);
}

static void worker_count(struct worker *w, const struct unacked_outcome *p)
{
	const struct item *item = &w->items[p->item];

	if (p->left)
		w->items[p->item].state = ITEM_WAITING;
	if (p->left || p->paid) {
		w->progress.cost_usd += p->cost_usd;
		return;
	}
	worker_remember(w, p->item, &p->file);
	if (p->duplicate)
		return;
	if (item->attempts > 1 || item->failed_before)
		w->progress.retried++;
	w->progress.cost_usd += p->cost_usd;
	rate_add(&w->rate, worker_active_ms(w));
	if (p->failed)
		worker_count_failure(w, p);
	else
		worker_count_success(w, p);
}

static struct unacked_outcome *worker_find_pending(struct worker *w,
						   uint64_t ticket)
{
	for (size_t i = 0; i < w->n_pending; i++)
		if (ticket != 0 && w->pending[i].ticket == ticket)
			return &w->pending[i];
	return NULL;
}

/* The outcome was not written: the sheet is as if it had not been read. A
 * full disk is no reason to fail for who was stopping anyway. */
static void worker_lost(struct worker *w, const struct unacked_outcome *p,
			const struct error *err)
{
	if (!p->paid)
		w->items[p->item].state = ITEM_WAITING;
	if (!w->stopping || !w->full)
		(void)worker_break(w, err);
}

void worker_acked(struct worker *w, const struct store_ack *ack)
{
	struct unacked_outcome *pending = worker_find_pending(w, ack->ticket);

	if (pending == NULL)
		return;
	w->unacked--;
	if (ack->status == 0)
		worker_count(w, pending);
	else
		worker_lost(w, pending, &ack->error);
	free(pending->specimen_id);
	free(pending->error);
	*pending = (struct unacked_outcome){0};
}

void worker_withdraw(struct worker *w)
{
	struct pool_job *job;

	if (w->pool == NULL)
		return;
	worker_recall(w);
	while ((job = pool_withdraw(w->pool)) != NULL) {
		worker_get_back(w, job);
		worker_left(w, job);
	}
}

void worker_retry_failed(struct worker *w)
{
	for (size_t i = 0; i < w->next; i++) {
		if (w->items[i].state != ITEM_FAILED)
			continue;
		w->items[i].state = ITEM_WAITING;
		w->progress.failed--;
		worker_begin_later(w, i);
	}
}
