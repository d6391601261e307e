/*
 * draw.c: signed records drawn for a second reading. See draw.h.
 *
 * 1. The marks are lines of one group: they are in force, and are taken back,
 *    together.
 * 2. A line is written when the next one is known, so that the last of them
 *    says that it is the last, whatever was left out before it.
 */
#include "config.h"

#include "review/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/review_act.h"
#include "run/index/rows.h"
#include "run/record/second.h"

#define PART_RECORDS 200

/* ---- what is asked ------------------------------------------------------- */

int draw_parse(const char *text, struct draw_ask *ask, struct error *err)
{
	char *end;
	double value = strtod(text, &end);

	ask->percent = 0;
	ask->n = 0;
	while (*end == ' ')
		end++;
	if (end != text && strcmp(end, "%") == 0 && value > 0 && value <= 100) {
		ask->percent = value;
		return 0;
	}
	if (end != text && *end == '\0' && value >= 1 && value <= 1e9 &&
	    floor(value) == value) {
		ask->n = (size_t)value;
		return 0;
	}
	return error_set(err, ERROR_USAGE,
			 "\"%s\" is neither a share, such as 5%%, nor a number "
			 "of records",
			 text);
}

/* ---- drawing ------------------------------------------------------------- */

struct lot {
	char hash[HASH_HEX_SIZE];
	char *id, *image;
};

struct drawing {
	const struct draw_ask *ask;
	struct lot *lots;
	size_t n, cap;
	struct drawn *drawn;
};

static int draw_visit(void *arg, const struct specimen_row *row,
		      const char *dwc, struct error *err)
{
	struct drawing *drawing = arg;
	char *text CLEANUP(mem_free_str) = NULL;
	struct lot *lot;

	(void)dwc;
	(void)err;
	drawing->drawn->records++;
	if (row->second || row->read_twice) {
		drawing->drawn->before++;
		return 0;
	}
	ARRAY_GROW(drawing->lots, drawing->n, drawing->cap);
	lot = &drawing->lots[drawing->n++];
	text = mem_printf("%s\n%s", drawing->ask->seed, row->id);
	hash_bytes(text, strlen(text), lot->hash);
	lot->id = mem_strdup(row->id);
	lot->image = mem_strdup(row->image);
	return 0;
}

static int lot_order(const void *a, const void *b)
{
	const struct lot *left = a, *right = b;

	return strcmp(left->hash, right->hash);
}

/* How many there are to be drawn. */
static size_t draw_wanted(const struct draw_ask *ask, const struct drawn *drawn)
{
	double share = ask->percent / 100 * (double)drawn->records;
	size_t all;

	if (ask->percent == 0)
		return ask->n;
	all = (size_t)ceil(share - 1e-9);
	return all > drawn->before ? all - drawn->before : 0;
}

/* Those with the least numbers. */
static void draw_take(struct drawing *drawing)
{
	struct drawn *drawn = drawing->drawn;
	size_t wanted = draw_wanted(drawing->ask, drawn);

	if (drawing->n > 1)
		qsort(drawing->lots, drawing->n, sizeof(*drawing->lots),
		      lot_order);
	drawn->n = wanted < drawing->n ? wanted : drawing->n;
	drawn->ids = mem_alloc((drawn->n + 1) * sizeof(*drawn->ids));
	drawn->images = mem_alloc((drawn->n + 1) * sizeof(*drawn->images));
	for (size_t i = 0; i < drawing->n; i++) {
		struct lot *lot = &drawing->lots[i];

		if (i < drawn->n) {
			drawn->ids[i] = lot->id;
			drawn->images[i] = lot->image;
			continue;
		}
		free(lot->id);
		free(lot->image);
	}
	free(drawing->lots);
}

int draw_make(struct index *index, const struct draw_ask *ask,
	      struct drawn *ret, struct error *err)
{
	struct index_filter filter = ask->filter;
	struct drawing drawing = {.ask = ask, .drawn = ret};
	int rc;

	*ret = (struct drawn){0};
	if (filter.status >= 0 && filter.status != STATUS_APPROVED)
		return error_set(err, ERROR_USAGE,
				 "only signed records are read a second time");
	filter.status = STATUS_APPROVED;
	rc = index_walk(index, &filter, ORDER_NAME, 0, draw_visit, &drawing,
			err);
	draw_take(&drawing);
	if (rc < 0)
		drawn_done(ret);
	return rc;
}

void drawn_done(struct drawn *drawn)
{
	for (size_t i = 0; i < drawn->n; i++) {
		free(drawn->ids[i]);
		free(drawn->images[i]);
	}
	free(drawn->ids);
	free(drawn->images);
	*drawn = (struct drawn){0};
}

/* ---- marking ------------------------------------------------------------- */

struct draw_task {
	struct store_task task;
	struct mailbox *reply;
	char *by, **ids;
	size_t n, next;
	const char *held; /* one of the ids: is marked when the next is known */
	struct review_group group;
	size_t marked;
	int64_t lines;
};

/* Whether it is still to be marked: 1, 0 or -1. */
static int draw_may_mark(struct review_work *work, const char *id,
			 struct error *err)
{
	struct specimen *specimen;
	struct second_reading reading;

	if (review_load(work, id, &specimen, err) < 0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	return specimen->status == STATUS_APPROVED && !specimen->second &&
	       !second_ended(specimen, &reading);
}

static int draw_mark(struct draw_task *task, struct review_work *work,
		     bool last, struct error *err)
{
	const struct review_request request = {
		.op = ACT_FLAG,
		.specimen_id = task->held,
		.by = task->by,
		.mark = MARK_SECOND,
	};

	if (task->group.id[0] == '\0' && !last)
		hash_random_id(task->group.id);
	task->group.closes = last;
	task->held = NULL;
	task->marked++;
	return review_act(work, &request, err);
}

static int draw_part(struct draw_task *task, struct review_work *work,
		     struct error *err)
{
	for (size_t i = 0; i < PART_RECORDS && task->next < task->n; i++) {
		const char *id = task->ids[task->next++];
		int may = draw_may_mark(work, id, err);

		if (may < 0)
			return -1;
		if (may == 0)
			continue;
		if (task->held != NULL && draw_mark(task, work, false, err) < 0)
			return -1;
		task->held = id;
	}
	if (task->next < task->n)
		return 1;
	return task->held != NULL ? draw_mark(task, work, true, err) : 0;
}

static int draw_prepare(struct store_task *base, struct index *index,
			int64_t next_seq, struct bytes *edits,
			struct bytes *curated, struct error *err)
{
	struct draw_task *task = CONTAINER_OF(base, struct draw_task, task);
	struct review_work work = {
		.index = index,
		.terms = index_terms(index),
		.seq = next_seq + task->lines,
		.edits = edits,
		.group = &task->group,
	};
	int more;

	(void)curated; /* a mark makes none due */
	if (text_blank(task->by))
		return error_set(err, ERROR_USAGE,
				 "an act has to say who does it");
	more = draw_part(task, &work, err);
	task->lines = work.seq - next_seq;
	review_work_done(&work);
	return more;
}

static void draw_done(struct store_task *base, int rc, const struct error *err)
{
	struct draw_task *task = CONTAINER_OF(base, struct draw_task, task);
	struct draw_done *done = mem_zalloc(sizeof(*done));

	done->mail.kind = DRAW_MAIL_DONE;
	done->status = rc;
	if (err != NULL)
		done->error = *err;
	done->n = task->marked;
	mailbox_post(task->reply, &done->mail);
	for (size_t i = 0; i < task->n; i++)
		free(task->ids[i]);
	free(task->ids);
	free(task->by);
	review_group_done(&task->group);
	free(task);
}

void draw_submit(struct store *store, const struct drawn *drawn, const char *by,
		 struct mailbox *reply)
{
	struct draw_task *task = mem_zalloc(sizeof(*task));

	task->task.prepare = draw_prepare;
	task->task.done = draw_done;
	task->reply = reply;
	task->by = mem_strdup(by);
	task->n = drawn->n;
	task->ids = mem_alloc((drawn->n + 1) * sizeof(*task->ids));
	for (size_t i = 0; i < drawn->n; i++)
		task->ids[i] = mem_strdup(drawn->ids[i]);
	store_submit(store, &task->task);
}
