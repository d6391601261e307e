/*
 * bulk_task.c: a change of many records done. See bulk_task.h.
 *
 * 1. The plan is made without the lock of the journals, and its lines, too,
 *    where they are several (many.h). One line is made under it.
 * 2. The plan is of one moment; each record is looked at again when its line is
 *    made, and once more when it was touched after that. What is not as it was
 *    planned is left out and counted, and is not the ruin of the rest.
 * 3. Records are loaded a line's at a time: memory holds the plan and those.
 *    What the plan calls a record by is compared with what it planned, since
 *    others may fold, or make another index, meanwhile.
 * 4. What takes more than one line, for whatever reason, is a group: no line
 *    of it is in force alone. Where signed records change, their lines of
 *    curated.jsonl, which bear the numbers of the acts, are left to the store.
 */
#include "config.h"

#include "review/columns/bulk_task.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/many.h"
#include "review/review_act.h"
#include "review/review_ways.h"
#include "run/index/rows.h"

#define LINE_RECORDS MANY_MEND
#define LINE_BYTES   (1u << 20) /* of values, or not much more */

struct bulk_task {
	struct store_task task;
	struct many many;
	struct mailbox *reply;
	uint64_t ticket;
	struct bulk_ask ask; /* owned, as what follows */
	char *by;
	uint64_t *shown;
	size_t n_shown;
	bool leave_stale;
	char *dir; /* of the run */
	/* while it is done */
	bool planned;
	bool single; /* one line takes it */
	struct bulk_plan plan;
	size_t next;		   /* item */
	size_t seen;		   /* records that were looked at */
	struct bulk_counts counts; /* as it is done, not as it was planned */
	struct review_group group;
	int64_t lines, revision;
};

/* ---- changes, one record's together -------------------------------------- */

struct changes {
	struct review_change *items; /* with strings of their own */
	size_t n, cap;
	size_t bytes; /* of their values */
};

static void changes_add(struct changes *changes, const char *id,
			const char *term, const char *from, const char *to)
{
	ARRAY_GROW(changes->items, changes->n, changes->cap);
	changes->items[changes->n++] = (struct review_change){
		.specimen_id = mem_strdup(id),
		.term = mem_strdup(term),
		.value = mem_strdup(to),
		.seen = mem_strdup(from),
	};
	changes->bytes += strlen(from) + strlen(to);
}

/* The strings are ours, though the contract shows them const. */
static void text_free(const char *text)
{
	free((void *)(uintptr_t)text);
}

static void changes_done(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		text_free(changes->items[i].specimen_id);
		text_free(changes->items[i].term);
		text_free(changes->items[i].value);
		text_free(changes->items[i].seen);
	}
	free(changes->items);
	*changes = (struct changes){0};
}

/* ---- what is counted ----------------------------------------------------- */

/* What a record has added to the counts, as the spool keeps it. */
static uint32_t tag_of(const struct review_sifted *sifted)
{
	return (uint32_t)sifted->kept | (uint32_t)sifted->persons << 8 |
	       (uint32_t)(sifted->status == STATUS_APPROVED) << 16;
}

static void count_tag(struct bulk_counts *counts, uint32_t tag, bool adds)
{
	size_t by = adds ? 1 : (size_t)-1;

	counts->changed += by;
	counts->values += by * (tag & 0xff);
	counts->persons += by * (tag >> 8 & 0xff);
	counts->signed_in += by * (tag >> 16);
}

/* A record, of whose changes these may be made: whether any. */
static bool task_count(struct bulk_task *task,
		       const struct review_sifted *sifted)
{
	struct bulk_counts *counts = &task->counts;
	bool open = sifted->kept > 0;

	counts->stale += sifted->stale;
	if (!open && sifted->status == STATUS_REJECTED)
		counts->rejected++;
	else if (!open && sifted->stale == 0)
		counts->signed_out++;
	if (!open)
		return false;
	count_tag(counts, tag_of(sifted), true);
	if (task->many.spool != NULL)
		spool_concern(task->many.spool, sifted->id, tag_of(sifted));
	return true;
}

/* ---- the plan ------------------------------------------------------------ */

/* Whether the item is the first of its record: lines have whole ones. */
static bool task_begins_record(const struct bulk_task *task, size_t i)
{
	const struct bulk_item *items = task->plan.items;

	return i == 0 || items[i].key != items[i - 1].key;
}

/* The item behind those of the next line. */
static size_t task_end_of_line(const struct bulk_task *task)
{
	const struct bulk_plan *plan = &task->plan;
	size_t records = 0, bytes = 0, i;

	for (i = task->next; i < plan->n_items; i++) {
		const struct bulk_pair *pair =
			&plan->pairs[plan->items[i].pair];

		if (task_begins_record(task, i)) {
			if (records++ == LINE_RECORDS || bytes > LINE_BYTES)
				return i;
		}
		bytes += strlen(pair->from) + strlen(pair->to);
	}
	return i;
}

static bool task_is_cancelled(void *arg)
{
	const struct bulk_task *task = arg;

	return many_is_cancelled(&task->many, NULL);
}

static int task_plan(struct bulk_task *task, struct index *index,
		     struct error *err)
{
	if (text_blank(task->by))
		return error_set(err, ERROR_USAGE,
				 "an act has to say who does it");
	if (bulk_plan_make(index, &task->ask, task->shown, task->n_shown,
			   task_is_cancelled, task, &task->plan, err) < 0)
		return -1;
	task->counts = task->plan.counts;
	if (task->counts.stale > 0 && !task->leave_stale)
		return error_set(err, ERROR_STALE,
				 "%zu of the values were changed since they "
				 "were shown; look at them again",
				 task->counts.stale);
	task->counts.changed = task->counts.values = 0;
	task->counts.persons = task->counts.signed_in = 0;
	task->planned = true;
	task->single = task_end_of_line(task) == task->plan.n_items;
	if (!task->single && task->group.id[0] == '\0')
		hash_random_id(task->group.id);
	return 0;
}

/* An item's change: 1, 0 where the record that it was planned for is not there,
 * or another one by that key; or -1. */
static int task_item(struct bulk_task *task, struct index *index, size_t i,
		     struct changes *ret, struct error *err)
{
	const struct bulk_item *item = &task->plan.items[i];
	const struct bulk_pair *pair = &task->plan.pairs[item->pair];
	char *id CLEANUP(mem_free_str) = NULL;
	char *image CLEANUP(mem_free_str) = NULL;
	int got = index_by_key(index, item->key, &id, &image, err);

	if (got <= 0)
		return got;
	if (!bulk_plan_has(&task->plan, id, pair))
		return 0;
	changes_add(ret, id, pair->term, pair->from, pair->to);
	return 1;
}

/* Those of the next line: 0, MANY_AGAIN or -1. */
static int task_items(struct bulk_task *task, struct index *index, size_t end,
		      struct changes *ret, struct error *err)
{
	for (size_t i = task->next; i < end; i++) {
		int got = task_item(task, index, i, ret, err);

		if (got < 0)
			return -1;
		/* Most likely the index was made anew. */
		if (got == 0 && !task->single &&
		    task->many.tries + 1 < MANY_TRIES)
			return MANY_AGAIN;
		task->counts.stale += got == 0;
	}
	return 0;
}

/* ---- a line -------------------------------------------------------------- */

/* Leaves those that may be made, and counts. */
static int task_sift(struct bulk_task *task, struct review_work *work,
		     struct changes *changes, size_t *ret_n, struct error *err)
{
	struct review_change *items = changes->items;
	size_t kept = 0, to;

	for (size_t from = 0; from < changes->n; from = to) {
		struct review_sifted sifted;

		for (to = from + 1; to < changes->n; to++)
			if (strcmp(items[to].specimen_id,
				   items[from].specimen_id) != 0)
				break;
		if (review_sift(work, task->ask.with_signed, items + from,
				to - from, &sifted, err) < 0)
			return -1;
		if (task_count(task, &sifted))
			for (size_t i = 0; i < sifted.kept; i++) {
				struct review_change kept_one = items[from + i];

				items[from + i] = items[kept];
				items[kept++] = kept_one;
			}
		free(sifted.id);
	}
	*ret_n = kept;
	return 0;
}

/* The act that makes these changes, where they may be made. *curated NULL: its
 * lines there are the store's. */
static int task_line(struct bulk_task *task, struct index *index,
		     int64_t next_seq, struct changes *changes,
		     struct bytes *edits, struct bytes *curated,
		     struct error *err)
{
	struct review_request request = {
		.op = ACT_BULK,
		.by = task->by,
		.via = VIA_BULK,
		.withdraws = task->ask.with_signed,
		.changes = changes->items,
	};
	struct review_work work = {
		.index = index,
		.terms = index_terms(index),
		.seq = next_seq,
		.edits = edits,
		.group = &task->group,
		.once = true,
	};
	int rc = task_sift(task, &work, changes, &request.n_changes, err);

	if (rc == 0 && request.n_changes > 0)
		rc = review_act(&work, &request, err);
	if (rc == 0 && request.n_changes > 0 && curated != NULL)
		review_work_sign(&work, curated);
	review_work_done(&work);
	return rc;
}

static void task_tell(struct bulk_task *task, int followed)
{
	struct bulk_progress *progress = mem_zalloc(sizeof(*progress));

	progress->mail.kind = BULK_MAIL_PROGRESS;
	progress->ticket = task->ticket;
	progress->done = task->seen;
	progress->total = task->plan.counts.changed;
	progress->followed = followed;
	mailbox_replace(task->reply, &progress->mail);
}

static int task_make(struct many *many, struct index *index, struct bytes *ret,
		     struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(many, struct bulk_task, many);
	struct changes changes CLEANUP(changes_done) = {0};
	size_t end = task_end_of_line(task);
	int got = task_items(task, index, end, &changes, err);

	if (got != 0)
		return got;
	for (size_t i = task->next; i < end; i++)
		task->seen += task_begins_record(task, i);
	if (task_line(task, index, SPOOL_SEQ, &changes, ret, NULL, err) < 0)
		return -1;
	task->next = end;
	task_tell(task, -1);
	return end < task->plan.n_items;
}

/* What its line changes of a record. */
static int task_changes_of(struct bulk_task *task,
			   const struct spool_touch *touch, struct changes *ret,
			   struct error *err)
{
	json_t *line CLEANUP(json_release) = NULL;
	json_t *change;
	size_t i;

	if (spool_read(task->many.spool, touch->line, &line, err) < 0)
		return -1;
	json_array_foreach(json_object_get(line, "changes"), i, change)
	{
		const char *id = json_string_at(change, "specimen_id");

		if (id != NULL && strcmp(id, touch->id) == 0)
			changes_add(ret, id, json_string_at(change, "term"),
				    json_string_at(change, "from"),
				    json_string_at(change, "to"));
	}
	return 0;
}

static int task_mend(struct many *many, struct index *index,
		     const struct spool_touch *touched, size_t n,
		     struct bytes *ret, struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(many, struct bulk_task, many);
	struct changes changes CLEANUP(changes_done) = {0};
	size_t i;

	for (i = 0; i < n && changes.bytes <= LINE_BYTES; i++) {
		size_t before = changes.n;

		if (task_changes_of(task, &touched[i], &changes, err) < 0)
			return -1;
		if (changes.n == before)
			continue;
		count_tag(&task->counts, touched[i].tag, false);
		spool_leave(many->spool, touched[i].id);
	}
	if (changes.n > 0 &&
	    task_line(task, index, SPOOL_SEQ, &changes, ret, NULL, err) < 0)
		return -1;
	task_tell(task, -1);
	return (int)i;
}

static void task_forget(struct many *many)
{
	struct bulk_task *task = CONTAINER_OF(many, struct bulk_task, many);

	bulk_plan_done(&task->plan);
	task->planned = false;
	task->next = task->seen = 0;
}

static const struct many_ways task_ways = {
	.make = task_make,
	.mend = task_mend,
	.forget = task_forget,
};

/* ---- as the store asks for it -------------------------------------------- */

static int task_ready(struct store_task *base, struct index *index,
		      int64_t next_seq, struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);

	(void)next_seq;
	if (!task->planned)
		return task_plan(task, index, err) < 0 ? -1 : 1;
	return task->single ? 0 : many_ready(&task->many, index, err);
}

/* All of it, which is little, under the lock. */
static int task_single(struct bulk_task *task, struct index *index,
		       int64_t next_seq, struct bytes *edits,
		       struct bytes *curated, struct error *err)
{
	struct changes changes CLEANUP(changes_done) = {0};

	if (many_is_cancelled(&task->many, err) ||
	    task_items(task, index, task->plan.n_items, &changes, err) < 0 ||
	    task_line(task, index, next_seq, &changes, edits, curated, err) < 0)
		return -1;
	task->lines = edits->len > 0;
	task->revision = next_seq;
	return 0;
}

static int task_prepare(struct store_task *base, struct index *index,
			int64_t next_seq, struct bytes *edits,
			struct bytes *curated, struct error *err)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);
	int more;

	if (task->single)
		return task_single(task, index, next_seq, edits, curated, err);
	more = many_prepare(&task->many, index, next_seq, edits, err);
	task->lines = many_lines(&task->many);
	task->revision = next_seq + task->lines - 1;
	task->task.signs_later = task->counts.signed_in > 0;
	return more;
}

static void task_follow(struct store_task *base, struct index *index)
{
	struct bulk_task *task = CONTAINER_OF(base, struct bulk_task, task);

	if (!task->single)
		task_tell(task, many_followed(&task->many, index));
}

static void task_free(struct bulk_task *task)
{
	many_done(&task->many);
	bulk_plan_done(&task->plan);
	bulk_ask_done(&task->ask);
	review_group_done(&task->group);
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
	done->counts = task->counts;
	done->lines = task->lines;
	done->revision = task->lines > 0 ? task->revision : 0;
	mailbox_post(task->reply, &done->mail);
	task_free(task);
}

void bulk_submit(struct store *store, const struct bulk_order *order,
		 uint64_t ticket, struct mailbox *reply)
{
	struct bulk_task *task = mem_zalloc(sizeof(*task));

	task->task.ready = task_ready;
	task->task.prepare = task_prepare;
	task->task.follow = task_follow;
	task->task.done = task_done;
	task->task.reads_rows = true;
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
	task->many = (struct many){
		.ways = &task_ways, .dir = task->dir, .cancel = order->cancel};
	store_submit(store, &task->task);
}
