/*
 * sheets.c: sheets on their way: dispatched, hashed, told apart, fetched, read
 * or prepared for a server. Part of the worker thread (see worker.h).
 *
 * 1. The same bytes are read once, whatever their names (duplicates.h).
 * 2. What is to become of a sheet is decided when its hash is known.
 * 3. RUN/lock is lent (control/loan.h) only while no sheet is begun, none is with
 *    the pool, and what was read is durable: each sheet is done, to be judged
 *    later, or with the requester. These are named to the borrower. When it is
 *    back batches.jsonl is read anew before the next sheet is judged. The thread
 *    does not end while it is out, unless it gives up all that is under way: the
 *    borrower hears that its connection has ended, and stops. Nor does it ask a
 *    server for anything more: what is left of the budget beyond what it told is
 *    the borrower's.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "extract/control/loan.h"
#include "extract/worker/worker.h"
#include "run/index/specimen.h"

/* What is done is known of some sheets by their bytes alone. */
static void worker_count_skipped(struct worker *w)
{
	w->reporter->progress.skipped++;
	w->event_log.skipped++;
}

static void worker_skip(struct worker *w, struct pool_job *job)
{
	worker_remember(w, job->item, &job->file);
	worker_count_skipped(w);
	worker_end_job(w, job, ITEM_SKIPPED);
}

/* A batch reads it. */
static void worker_leave_to_batch(struct worker *w, struct pool_job *job)
{
	w->reporter->progress.batched++;
	worker_skip(w, job);
}

/* The same bytes are read, or were read, under another name. */
static void worker_pair(struct worker *w, struct pool_job *job)
{
	duplicates_add(&w->duplicates,
		       &(struct duplicate){
			       .item = job->item,
			       .image = items_image(&w->items, job->item),
			       .file = job->file,
		       });
	worker_count_skipped(w);
	worker_end_job(w, job, ITEM_SKIPPED);
}

/* What is to become of a sheet whose hash is known. */
enum verdict_of_sheet {
	SHEET_READ,
	SHEET_SKIP,
	SHEET_PAIR,
	SHEET_BATCHED,
	SHEET_BROKEN, /* the index cannot be asked */
};

/* Whether this path was read when it had other bytes; not one of which only a
 * name was known so far, as of rows of tables. */
static int worker_has_changed(struct worker *w, const struct pool_job *job,
			      bool *ret, struct error *err)
{
	struct bytes named CLEANUP(bytes_done) = {0};
	struct specimen specimen;
	bool known;

	if (index_has_image(w->index, job->image, &known, err) < 0)
		return -1;
	*ret = false;
	if (!known)
		return 0;
	if (index_specimen(w->index, job->file.sha256, &specimen, err) < 0) {
		if (err->kind != ERROR_NOT_FOUND)
			return -1;
		bytes_printf(&named, "name:%s", job->image);
		if (index_has_id(w->index, named.data, &known, err) < 0)
			return -1;
		*ret = !known;
		return 0;
	}
	specimen_done(&specimen);
	return 0;
}

static bool worker_is_batched(const struct worker *w,
			      const struct pool_job *job)
{
	return !w->options->batched &&
	       batch_held_has_sheet(&w->flight.held, job->file.sha256,
				    job->image);
}

/* What earlier sessions say of this sheet. */
static enum verdict_of_sheet worker_ask_index(struct worker *w,
					      const struct pool_job *job)
{
	enum done_state state;
	struct error err;
	bool known = true, changed = false;

	if (index_done_state(w->index, job->file.sha256, job->image,
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
		reporter_notice(w->reporter, job->image, false,
				"the image changed since it was read; it is a "
				"specimen of its own now");
	w->items.state[job->item].failed_before = state == DONE_FAILED;
	if (state == DONE_NO ||
	    (state == DONE_FAILED && w->options->retry_failed))
		return worker_is_batched(w, job) ? SHEET_BATCHED : SHEET_READ;
	return known ? SHEET_SKIP : SHEET_PAIR;
}

static enum verdict_of_sheet worker_judge(struct worker *w,
					  const struct pool_job *job)
{
	size_t owner;

	if (!claims_take(&w->claims, job->file.sha256, job->item, &owner))
		return SHEET_PAIR;
	/* Since it was tried first somebody may have submitted it. */
	if (w->items.state[job->item].attempts > 0)
		return worker_is_batched(w, job) ? SHEET_BATCHED : SHEET_READ;
	return worker_ask_index(w, job);
}

void worker_submit(struct worker *w, struct pool_job *job)
{
	w->with_pool++;
	w->paid_with_pool += pool_job_is_paid(job);
	if (!downloads_put(&w->downloads, job))
		pool_submit(w->pool, job);
}

static void worker_begin(struct worker *w, struct pool_job *job)
{
	struct item *item = &w->items.state[job->item];

	item->attempts++;
	job->attempts = item->attempts;
	worker_log_begun(w, job, job->file.sha256);
	worker_submit(w, job);
}

/* The hash is known: is it to be read? */
static void worker_decide(struct worker *w, struct pool_job *job)
{
	static void (*const next[])(struct worker *, struct pool_job *) = {
		[SHEET_READ] = worker_begin,
		[SHEET_SKIP] = worker_skip,
		[SHEET_PAIR] = worker_pair,
		[SHEET_BATCHED] = worker_leave_to_batch,
		[SHEET_BROKEN] = worker_put_off,
	};

	next[worker_judge(w, job)](w, job);
}

static void worker_send(struct worker *w, size_t i)
{
	const struct worklist_item *sheet = &w->items.list.items[i];
	char *path CLEANUP(mem_free_str) = file_join(w->images, sheet->image);
	struct pool_job *job = pool_job_new(i, path, sheet->image);

	job->file.size = sheet->size;
	job->file.mtime_ns = sheet->mtime_ns;
	if (sheet->sha256 != NULL)
		memcpy(job->file.sha256, sheet->sha256,
		       sizeof(job->file.sha256));
	w->items.state[i].state = ITEM_BUSY;
	w->in_flight++;
	if (job->file.sha256[0] != '\0')
		worker_decide(w, job);
	else
		worker_submit(w, job);
}

/* Whether a further sheet may be made ready. */
static bool worker_has_room(const struct worker *w)
{
	if (w->in_flight + w->unacked.n >= w->window)
		return false;
	return w->requester == NULL ||
	       w->with_pool + requester_ready(w->requester) < w->ahead;
}

void worker_dispatch(struct worker *w)
{
	size_t i;

	while (w->readers > 0 && !w->paused && !w->lending &&
	       !w->disk.journals && !w->stopping && worker_has_room(w) &&
	       disk_full_tries(&w->disk, clock_ms()) &&
	       items_next(&w->items, &i))
		worker_send(w, i);
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

static bool job_given_up(const struct pool_job *job)
{
	return job->status < 0 && job->error.kind == ERROR_STOPPED;
}

/* Prepared for a server, or not to be had. */
static void worker_prepared(struct worker *w, struct pool_job *job)
{
	if (w->stopping || job_given_up(job)) {
		worker_left(w, job);
	} else if (job->status == 0 && payload_is_blank(&job->payload)) {
		reporter_notice(w->reporter, job->image, false,
				"no words were found on the sheet, so that no "
				"model was asked");
		requester_unasked(w->requester, job);
		worker_journal(w, job);
	} else if (job->status == 0) {
		requester_put(w->requester, job);
	} else {
		requester_unprepared(w->requester, job);
		worker_journal(w, job);
	}
}

void worker_read(struct worker *w, struct pool_job *job)
{
	worker_get_back(w, job);
	if (w->requester != NULL)
		worker_prepared(w, job);
	else if (w->aborted || job_given_up(job))
		worker_end_job(w, job, ITEM_WAITING);
	else
		worker_journal(w, job);
}

static void worker_fetch_failed(struct worker *w, struct pool_job *job,
				const struct fetch_job *fetched)
{
	worker_get_back(w, job);
	if (w->stopping || fetched->error.kind == ERROR_STOPPED) {
		worker_left(w, job);
	} else if (fetched->error.kind == ERROR_NO_SPACE) {
		worker_lack_room(w, &fetched->error);
		worker_put_off(w, job);
	} else {
		download_failed(job, fetched);
		worker_journal(w, job);
	}
}

void worker_fetched(struct worker *w, struct fetch_job *fetched)
{
	struct pool_job *job = downloads_take(&w->downloads, fetched);

	if (fetched->status < 0) {
		worker_fetch_failed(w, job, fetched);
		return;
	}
	worker_found_room(w);
	if (strcmp(job->file.sha256, job->copy.sha256) != 0) {
		memcpy(job->file.sha256, job->copy.sha256,
		       sizeof(job->file.sha256));
		job->status = 0;
		worker_hashed(w, job);
	} else if (w->stopping) {
		worker_get_back(w, job);
		worker_left(w, job);
	} else {
		pool_submit(w->pool, job);
	}
}

/* --- while RUN/lock is lent ----------------------------------------------- */

/* Under its hash and its name: who has not looked at it knows the latter. */
static void lend_name(const struct worker *w, size_t item, const char *sha256,
		      json_t *to)
{
	const char *image = items_image(&w->items, item);
	struct bytes name CLEANUP(bytes_done) = {0};

	bytes_append_str(&name, "name:");
	text_repair(image, strlen(image), &name);
	json_array_append_new(to, json_string(sha256));
	json_array_append_new(to, json_string(name.data));
}

static json_t *lend_busy(const struct worker *w)
{
	json_t *busy = json_array();
	char sha256[HASH_HEX_SIZE];
	size_t at = 0, item;

	while (claims_next(&w->claims, &at, sha256, &item))
		if (w->items.state[item].state == ITEM_BUSY)
			lend_name(w, item, sha256, busy);
	return busy;
}

static void lend_grant(struct worker *w)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	json_t *terms CLEANUP(json_release) = json_pack(
		"{s:b, s:I, s:o, s:f}", "lent", 1, "pid", (json_int_t)getpid(),
		"busy", lend_busy(w), "reserved_usd",
		w->requester != NULL ? requester_reserved_usd(w->requester)
				     : 0.0);

	json_write_line(terms, &line);
	loan_grant(w->loan, &line);
}

static void lend_take_back(struct worker *w)
{
	struct error err;

	w->lending = w->lent = false;
	batch_flight_done(&w->flight);
	if (batch_flight_read(w->run->dir, w->params_sha256, &w->flight, &err) <
	    0)
		(void)worker_break(w, &err);
	else if (w->requester != NULL)
		requester_hold_usd(w->requester, w->flight.reserved_usd);
}

void worker_lend(struct worker *w)
{
	enum loan_state state;

	if (w->stopping)
		loan_recall(w->loan);
	state = loan_state(w->loan);
	if (state == LOAN_NONE) {
		if (w->lending)
			lend_take_back(w);
		return;
	}
	w->lending = true;
	if (state == LOAN_ASKED && w->with_pool == 0 && w->unacked.n == 0)
		lend_grant(w);
	w->lent = loan_state(w->loan) > LOAN_ASKED;
}
