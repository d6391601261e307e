/*
 * pace.c: how a curator gets on today. See pace.h.
 *
 * 1. The journal is read from midnight on, once: the place where that is, is
 *    found by going back in ever larger steps. Acts stand in the order of their
 *    time, but for clocks that differ: an act of before midnight counts for
 *    nothing wherever it stands.
 * 2. A journal that is shorter than what was read of it (an append that was
 *    taken back) is read anew; so is one on another day.
 * 3. A record counts once, however often it was opened again.
 * 4. A table that somebody vouches for is a million decisions of one day: each
 *    is found by its id, and by its record, in trees.
 */
#include "config.h"

#include "review/team/pace.h"

#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/act.h"
#include "run/journal/journal.h"

#define PACE_STEP  (1u << 20) /* bytes that are gone back first */
#define PACE_LEAST 3	      /* decisions that a rate rests on */

struct decision {
	char *id, *specimen_id;
	struct act_spent spent;
	bool undone, again; /* decided on once more since */
};

struct pace_reader {
	char *dir, *by;
	uint64_t position;	 /* read up to here */
	double midnight;	 /* that it was read for; 0: not yet */
	struct decision **items; /* owned, one by one: the trees know them */
	size_t n, cap;
	void *by_id, *by_specimen; /* of the latter the last ones; tsearch(3) */
};

double pace_per_hour(const struct pace *pace)
{
	if (pace->told < PACE_LEAST || pace->seconds <= 0)
		return 0;
	return 3600.0 * (double)pace->told / (double)pace->seconds;
}

/* ---- what was decided ---------------------------------------------------- */

static int order_id(const void *a, const void *b)
{
	const struct decision *left = a, *right = b;

	return strcmp(left->id, right->id);
}

static int order_specimen(const void *a, const void *b)
{
	const struct decision *left = a, *right = b;

	return strcmp(left->specimen_id, right->specimen_id);
}

static void *tree_add(struct decision *item, void **tree,
		      int (*order)(const void *a, const void *b))
{
	void *node = tsearch(item, tree, order);

	if (node == NULL)
		abort(); /* as mem.h does */
	return node;
}

static void keep(void *item)
{
	(void)item;
}

static void reader_forget(struct pace_reader *reader)
{
	tdestroy(reader->by_id, keep);
	tdestroy(reader->by_specimen, keep);
	reader->by_id = reader->by_specimen = NULL;
	for (size_t i = 0; i < reader->n; i++) {
		free(reader->items[i]->id);
		free(reader->items[i]->specimen_id);
		free(reader->items[i]);
	}
	reader->n = 0;
	reader->position = 0;
	reader->midnight = 0;
}

struct pace_reader *pace_reader_new(const char *dir, const char *by)
{
	struct pace_reader *reader = mem_zalloc(sizeof(*reader));

	reader->dir = mem_strdup(dir);
	reader->by = mem_strdup(by);
	return reader;
}

void pace_reader_free(struct pace_reader *reader)
{
	if (reader == NULL)
		return;
	reader_forget(reader);
	free(reader->items);
	free(reader->dir);
	free(reader->by);
	free(reader);
}

static void take_decision(struct pace_reader *reader, const struct act *act)
{
	struct decision *item, **last, **of_id;
	double at;

	if (strcmp(act->by, reader->by) != 0 || act->specimen_id == NULL ||
	    clock_parse(act->timestamp, &at) < 0 || at < reader->midnight)
		return;
	item = mem_alloc(sizeof(*item));
	*item = (struct decision){
		.id = mem_strdup(act->id),
		.specimen_id = mem_strdup(act->specimen_id),
		.spent = act->spent,
	};
	last = tree_add(item, &reader->by_specimen, order_specimen);
	(*last)->again = *last != item;
	*last = item;
	/* Where a line stands twice, as after two journals were put together,
	 * it is the last that is taken back (replay.c). */
	of_id = tree_add(item, &reader->by_id, order_id);
	*of_id = item;
	ARRAY_GROW(reader->items, reader->n, reader->cap);
	reader->items[reader->n++] = item;
}

static void take_back(struct pace_reader *reader, const char *id, bool undone)
{
	const struct decision wanted = {.id = (char *)(uintptr_t)id};
	struct decision *const *found =
		tfind(&wanted, &reader->by_id, order_id);

	if (found != NULL)
		(*found)->undone = undone;
}

static void reader_take(struct pace_reader *reader, const struct act *act)
{
	size_t i;
	json_t *id;

	if (act->op == ACT_APPROVE || act->op == ACT_REJECT)
		take_decision(reader, act);
	if (act->op != ACT_UNDO && act->op != ACT_REDO)
		return;
	json_array_foreach(act->ids, i, id)
	{
		if (json_is_string(id))
			take_back(reader, json_string_value(id),
				  act->op == ACT_UNDO);
	}
}

/* ---- reading ------------------------------------------------------------- */

static double midnight_of(time_t now)
{
	struct tm day;

	localtime_r(&now, &day);
	day.tm_hour = day.tm_min = day.tm_sec = 0;
	day.tm_isdst = -1;
	return (double)mktime(&day);
}

/* Of the first act from `position` on; -1: there is none. */
static int first_time(const struct pace_reader *reader, uint64_t position,
		      double *ret, struct error *err)
{
	struct journal_reader *journal;
	struct journal_line line;
	int got, found = -1;

	if (journal_reader_open(reader->dir, JOURNAL_EDITS, position, &journal,
				err) < 0)
		return -2;
	do {
		struct error ignored;
		struct act act;

		got = journal_reader_next(journal, &line, err);
		if (got <= 0 || line.text == NULL ||
		    act_read(line.text, line.len, &act, &ignored) < 0)
			continue;
		if (clock_parse(act.timestamp, ret) == 0)
			found = 0;
		act_done(&act);
	} while (got > 0 && found < 0);
	journal_reader_close(journal);
	return got < 0 ? -2 : found;
}

/* Where no act of today stands before. */
static int find_midnight(struct pace_reader *reader, uint64_t size,
			 struct error *err)
{
	uint64_t step = PACE_STEP;
	double at = 0;
	int rc;

	for (; step < size; step *= 4) {
		rc = first_time(reader, size - step, &at, err);
		if (rc < -1)
			return -1;
		reader->position = size - step;
		if (rc == 0 && at < reader->midnight)
			return 0;
	}
	reader->position = 0;
	return 0;
}

static int reader_follow(struct pace_reader *reader, struct error *err)
{
	struct journal_reader *journal;
	struct journal_line line;
	int got;

	if (journal_reader_open(reader->dir, JOURNAL_EDITS, reader->position,
				&journal, err) < 0)
		return -1;
	while ((got = journal_reader_next(journal, &line, err)) > 0) {
		struct error ignored;
		struct act act;

		reader->position = line.position + line.len + 1;
		if (line.text == NULL ||
		    act_read(line.text, line.len, &act, &ignored) < 0)
			continue;
		reader_take(reader, &act);
		act_done(&act);
	}
	journal_reader_close(journal);
	return got;
}

int pace_read(struct pace_reader *reader, time_t now, struct pace *ret,
	      struct error *err)
{
	uint64_t size = journal_size(reader->dir, JOURNAL_EDITS);
	double midnight = midnight_of(now);

	*ret = (struct pace){0};
	if (size < reader->position || midnight != reader->midnight) {
		reader_forget(reader);
		reader->midnight = midnight;
		if (find_midnight(reader, size, err) < 0)
			return -1;
	}
	if (reader_follow(reader, err) < 0)
		return -1;
	for (size_t i = 0; i < reader->n; i++) {
		const struct decision *item = reader->items[i];

		if (item->undone)
			continue;
		ret->decided += !item->again;
		if (!item->spent.told)
			continue;
		ret->told++;
		ret->seconds += item->spent.seconds;
	}
	return 0;
}

void pace_now(struct pace_reader **reader, const char *dir, const char *by,
	      struct pace *ret)
{
	struct error ignored;

	*ret = (struct pace){0};
	if (by == NULL)
		return;
	if (*reader == NULL)
		*reader = pace_reader_new(dir, by);
	if (pace_read(*reader, time(NULL), ret, &ignored) < 0)
		*ret = (struct pace){0};
}
