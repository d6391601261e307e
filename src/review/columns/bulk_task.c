/*
 * bulk_task.c: a change of many records done. See bulk_task.h.
 *
 * 1. Everything is checked before the first line is written, but for what
 *    review_act checks of each record; whatever is refused then takes all of
 *    it back.
 * 2. Records are loaded a line's at a time: memory holds the plan and those.
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

#define LINE_RECORDS 200
#define LINE_BYTES   (1u << 20) /* of values, or not much more */

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
	/* while it is done */
	bool begun;
	struct bulk_plan plan;
	size_t next; /* item */
	size_t records;
	struct review_group group;
	int64_t lines, revision;
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
		review_work_sign(&work, curated);
		task->lines++;
		task->records += work.n;
		task->revision = work.last->seq;
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

static int task_prepare(struct store_task *base, struct index *index,
			int64_t next_seq, struct bytes *edits,
			struct bytes *curated, struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);
	size_t end;

	if (!task->begun && task_plan(task, index, err) < 0)
		return -1;
	task->begun = true;
	if (task_is_cancelled(task))
		return error_set(err, ERROR_STOPPED,
				 "stopped; nothing was changed");
	if (task->plan.n_items == 0)
		return 0;
	end = task_end_of_line(task);
	if (task_line(task, index, next_seq, end, edits, curated, err) < 0)
		return -1;
	task->next = end;
	task_tell(task);
	return end < task->plan.n_items;
}

/* --- its beginning and end ------------------------------------------------ */

static void task_free(struct bulk_task *task)
{
	bulk_plan_done(&task->plan);
	bulk_ask_done(&task->ask);
	review_group_done(&task->group);
	free(task->by);
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
	done->revision = task->revision;
	mailbox_post(task->reply, &done->mail);
	task_free(task);
}

void bulk_submit(struct store *store, const struct bulk_order *order,
		 uint64_t ticket, struct mailbox *reply)
{
	struct bulk_task *task = mem_zalloc(sizeof(*task));

	task->task.prepare = task_prepare;
	task->task.done = task_done;
	task->reply = reply;
	task->ticket = ticket;
	bulk_ask_copy(order->ask, &task->ask);
	task->by = mem_strdup(order->by);
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
