/*
 * bulk_task.c: a change of many records done. See bulk_task.h.
 *
 * 1. The plan is made, and its lines, without the lock of the journals, into a
 *    file (spool.h); under the lock they are copied, if no record of them was
 *    touched since. Else all is made anew, and after TRIES times under the
 *    lock, which ends it for certain. Where signed records change their lines
 *    of curated.jsonl, which bear the numbers of the acts, are left to the
 *    store.
 * 2. Records are loaded a line's at a time: memory holds the plan and those.
 *    What the plan calls a record by is compared with what it planned, since
 *    others may fold, or make another index, meanwhile.
 * 3. What takes more than one line, for whatever reason, is a group: no line
 *    of it is in force alone.
 */
#include "config.h"

#include "review/columns/bulk_task.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/review_act.h"
#include "review/spool.h"
#include "run/index/rows.h"

#define LINE_RECORDS 200
#define LINE_BYTES   (1u << 20) /* of values, or not much more */
#define TRIES	     3

struct bulk_task {
	struct store_task task;
	struct mailbox *reply;
	uint64_t ticket;
	struct bulk_ask ask; /* owned, as what follows */
	char *by;
	uint64_t *shown;
	size_t n_shown;
	bool leave_stale;
	const atomic_bool *cancel;
	char *dir; /* of the run */
	/* while it is done */
	bool begun;
	bool held;	     /* all of it is done under the lock */
	int tries;	     /* that came to nothing */
	struct spool *spool; /* NULL: none yet, or held */
	struct bulk_plan plan;
	size_t next; /* item */
	size_t records;
	struct review_group group;
	int64_t lines, first_seq, revision;
	bool copies;
};

static bool task_is_cancelled(void *arg)
{
	const struct bulk_task *task = arg;

	return task->cancel != NULL && atomic_load(task->cancel);
}

/* --- before the first line ------------------------------------------------ */

/* The item behind those of the next line, which has whole records. */
static size_t task_end_of_line(const struct bulk_task *task)
{
	const struct bulk_plan *plan = &task->plan;
	size_t records = 0, bytes = 0, i;

	for (i = task->next; i < plan->n_items; i++) {
		const struct bulk_pair *pair =
			&plan->pairs[plan->items[i].pair];

		if (i == task->next ||
		    plan->items[i].key != plan->items[i - 1].key) {
			if (records++ == LINE_RECORDS || bytes > LINE_BYTES)
				return i;
		}
		bytes += strlen(pair->from) + strlen(pair->to);
	}
	return i;
}

static int task_plan(struct bulk_task *task, struct index *index,
		     struct error *err)
{
	struct bulk_counts *counts = &task->plan.counts;

	if (text_blank(task->by))
		return error_set(err, ERROR_USAGE,
				 "an act has to say who does it");
	if (bulk_plan_make(index, &task->ask, task->shown, task->n_shown,
			   task_is_cancelled, task, &task->plan, err) < 0)
		return -1;
	if (counts->stale > 0 && !task->leave_stale)
		return error_set(err, ERROR_STALE,
				 "%zu of the values were changed since they "
				 "were shown; look at them again",
				 counts->stale);
	if (task_end_of_line(task) < task->plan.n_items)
		hash_random_id(task->group.id);
	return 0;
}

/* --- a line --------------------------------------------------------------- */

static int task_changes(const struct bulk_task *task, struct index *index,
			size_t end, struct review_change *changes,
			struct error *err)
{
	const struct bulk_plan *plan = &task->plan;

	for (size_t i = task->next; i < end; i++) {
		const struct bulk_item *item = &plan->items[i];
		const struct bulk_pair *pair = &plan->pairs[item->pair];
		struct review_change *change = &changes[i - task->next];
		char *id, *image;
		int got = index_by_key(index, item->key, &id, &image, err);

		if (got <= 0)
			return got < 0 ? -1
				       : error_set(err, ERROR_STALE,
						   "a record is not there any "
						   "more; look again");
		free(image);
		if (!bulk_plan_has(plan, id, pair)) {
			free(id);
			return error_set(err, ERROR_STALE,
					 "a record is another one now; look "
					 "again");
		}
		*change = (struct review_change){.specimen_id = id,
						 .term = pair->term,
						 .value = pair->to,
						 .seen = pair->from};
	}
	return 0;
}

static int task_line(struct bulk_task *task, struct index *index,
		     int64_t next_seq, size_t end, struct bytes *edits,
		     struct bytes *curated, struct error *err)
{
	size_t n = end - task->next;
	struct review_change *changes = mem_zalloc(n * sizeof(*changes));
	struct review_request request = {
		.op = ACT_BULK,
		.by = task->by,
		.via = VIA_BULK,
		.withdraws = task->ask.with_signed,
		.changes = changes,
		.n_changes = n,
	};
	struct review_work work = {
		.index = index,
		.terms = index_terms(index),
		.seq = next_seq + task->lines,
		.edits = edits,
		.group = &task->group,
		.once = true,
	};
	int rc = task_changes(task, index, end, changes, err);

	task->group.closes = end == task->plan.n_items;
	if (rc == 0)
		rc = review_act(&work, &request, err);
	if (rc == 0) {
		if (task->spool == NULL)
			review_work_sign(&work, curated);
		task->lines++;
		task->records += work.n;
		task->revision = work.last->seq;
		for (size_t i = 0; task->spool != NULL && i < work.n; i++)
			spool_concern(task->spool,
				      work.specimens[i]->specimen.id);
	}
	review_work_done(&work);
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)changes[i].specimen_id);
	free(changes);
	return rc;
}

static void task_tell(const struct bulk_task *task)
{
	struct bulk_progress *progress = mem_zalloc(sizeof(*progress));

	progress->mail.kind = BULK_MAIL_PROGRESS;
	progress->ticket = task->ticket;
	progress->done = task->records;
	progress->total = task->plan.counts.changed;
	mailbox_replace(task->reply, &progress->mail);
}

/* Makes the next line: 1 while there are more, 0, or -1. */
static int task_next(struct bulk_task *task, struct index *index,
		     int64_t next_seq, struct bytes *edits,
		     struct bytes *curated, struct error *err)
{
	size_t end;

	if (task_is_cancelled(task))
		return error_set(err, ERROR_STOPPED,
				 "stopped; nothing was changed");
	if (task->next == task->plan.n_items)
		return 0;
	end = task_end_of_line(task);
	if (task_line(task, index, next_seq, end, edits, curated, err) < 0)
		return -1;
	task->next = end;
	task_tell(task);
	return end < task->plan.n_items;
}

/* --- without the lock ----------------------------------------------------- */

/* From the beginning; what was asked is all that is left. */
static void task_again(struct bulk_task *task)
{
	bulk_plan_done(&task->plan);
	review_group_done(&task->group);
	spool_free(task->spool);
	task->spool = NULL;
	task->begun = false;
	task->next = task->records = 0;
	task->lines = 0;
	task->held = ++task->tries >= TRIES;
	task->task.signs_later = false;
}

static int task_begin(struct bulk_task *task, struct index *index,
		      int64_t next_seq, struct error *err)
{
	if (spool_new(task->dir, index, next_seq, &task->spool, err) < 0 ||
	    task_plan(task, index, err) < 0)
		return -1;
	task->begun = true;
	task->first_seq = next_seq;
	task->task.signs_later = task->plan.counts.signed_in > 0;
	return 0;
}

static int task_ready(struct store_task *base, struct index *index,
		      int64_t next_seq, struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);
	struct bytes edits CLEANUP(bytes_done) = {0};
	struct bytes curated CLEANUP(bytes_done) = {0};
	int more;

	if (task->held)
		return 0;
	if (!task->begun)
		return task_begin(task, index, next_seq, err) < 0 ? -1 : 1;
	more = task_next(task, index, task->first_seq, &edits, &curated, err);
	if (more < 0 && err->kind == ERROR_STALE) {
		task_again(task);
		return 1;
	}
	if (more < 0 ||
	    (edits.len > 0 && spool_add(task->spool, &edits, err) < 0))
		return -1;
	return more;
}

/* --- under it ------------------------------------------------------------- */

static int task_hold(struct bulk_task *task, struct index *index,
		     int64_t next_seq, struct bytes *edits,
		     struct bytes *curated, struct error *err)
{
	if (!task->begun && task_plan(task, index, err) < 0)
		return -1;
	task->begun = true;
	return task_next(task, index, next_seq, edits, curated, err);
}

static int task_prepare(struct store_task *base, struct index *index,
			int64_t next_seq, struct bytes *edits,
			struct bytes *curated, struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);
	int holds = 1;

	if (task->held)
		return task_hold(task, index, next_seq, edits, curated, err);
	if (task_is_cancelled(task))
		return error_set(err, ERROR_STOPPED,
				 "stopped; nothing was changed");
	if (!task->copies)
		holds = spool_holds(task->spool, index, err);
	if (holds < 0)
		return -1;
	if (holds == 0) {
		task_again(task);
		return STORE_TASK_AGAIN;
	}
	task->copies = true;
	return spool_copy(task->spool, next_seq, edits, &task->revision, err);
}

/* --- its beginning and end ------------------------------------------------ */

static void task_free(struct bulk_task *task)
{
	bulk_plan_done(&task->plan);
	bulk_ask_done(&task->ask);
	review_group_done(&task->group);
	spool_free(task->spool);
	free(task->by);
	free(task->dir);
	free(task->shown);
	free(task);
}

static void task_done(struct store_task *base, int rc, const struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);
	struct bulk_done *done = mem_zalloc(sizeof(*done));

	done->mail.kind = BULK_MAIL_DONE;
	done->ticket = task->ticket;
	done->status = rc;
	if (err != NULL)
		done->error = *err;
	done->counts = task->plan.counts;
	done->lines = task->lines;
	done->revision = task->revision;
	mailbox_post(task->reply, &done->mail);
	task_free(task);
}

void bulk_submit(struct store *store, const struct bulk_order *order,
		 uint64_t ticket, struct mailbox *reply)
{
	struct bulk_task *task = mem_zalloc(sizeof(*task));

	task->task.ready = task_ready;
	task->task.prepare = task_prepare;
	task->task.done = task_done;
	task->reply = reply;
	task->ticket = ticket;
	bulk_ask_copy(order->ask, &task->ask);
	task->by = mem_strdup(order->by);
	task->dir = mem_strdup(store_dir(store));
	if (order->shown != NULL) {
		task->shown =
			mem_alloc((order->n_shown + 1) * sizeof(*task->shown));
		memcpy(task->shown, order->shown,
		       order->n_shown * sizeof(*task->shown));
	}
	task->n_shown = order->n_shown;
	task->leave_stale = order->leave_stale;
	task->cancel = order->cancel;
	store_submit(store, &task->task);
}
