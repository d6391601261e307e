/*
 * bulk.c: what a change of many records would do. See bulk.h.
 *
 * 1. The plan is made by the same walk that is made once more under the lock
 *    when it is done (bulk_task.c): what was shown and what happens differ only
 *    by what others changed meanwhile, and that is told by the marks.
 * 2. A plan takes 24 bytes an item beside each different pair of values, so
 *    that a million records fit.
 */
#include "config.h"

#include "review/columns/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/mix.h"
#include "base/text.h"
#include "review/columns/column.h"
#include "review/columns/fill.h"
#include "review/columns/replace.h"
#include "review/review_act.h"
#include "run/record/second.h"

/* --- what is asked -------------------------------------------------------- */

static char **texts_copy(char *const *texts, size_t n)
{
	char **copy = n > 0 ? mem_alloc(n * sizeof(*copy)) : NULL;

	for (size_t i = 0; i < n; i++)
		copy[i] = mem_strdup(texts[i]);
	return copy;
}

static void texts_done(char **texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
	free(texts);
}

void bulk_ask_copy(const struct bulk_ask *ask, struct bulk_ask *ret)
{
	*ret = *ask;
	ret->filter.missing = mem_strdup(ask->filter.missing);
	ret->filter.text = mem_strdup(ask->filter.text);
	ret->filter.reader = mem_strdup(ask->filter.reader);
	ret->filter.eyes = mem_strdup(ask->filter.eyes);
	ret->ids = texts_copy(ask->ids, ask->n_ids);
	ret->changes = mem_alloc((ask->n + 1) * sizeof(*ret->changes));
	for (size_t i = 0; i < ask->n; i++) {
		const struct bulk_change *change = &ask->changes[i];

		ret->changes[i] = (struct bulk_change){
			.term = mem_strdup(change->term),
			.from = texts_copy(change->from, change->n_from),
			.n_from = change->n_from,
			.to = mem_strdup(change->to),
			.replace = mem_strdup(change->replace),
			.fill = change->fill,
		};
	}
}

void bulk_ask_done(struct bulk_ask *ask)
{
	free((void *)(uintptr_t)ask->filter.missing);
	free((void *)(uintptr_t)ask->filter.text);
	free((void *)(uintptr_t)ask->filter.reader);
	free((void *)(uintptr_t)ask->filter.eyes);
	texts_done(ask->ids, ask->n_ids);
	for (size_t i = 0; i < ask->n; i++) {
		free(ask->changes[i].term);
		texts_done(ask->changes[i].from, ask->changes[i].n_from);
		free(ask->changes[i].to);
		free(ask->changes[i].replace);
	}
	free(ask->changes);
	*ask = (struct bulk_ask){0};
}

/* --- texts, each once ----------------------------------------------------- */

/* Pairs as they come: their texts by place, since the buffer moves. */
struct draft_pair {
	uint32_t change; /* of which change */
	size_t from, to;
	size_t n;
	uint64_t hash;
};

struct bulk_maker {
	const struct bulk_ask *ask;
	const struct terms *table;
	struct bulk_plan *plan;
	const uint64_t *shown;
	size_t n_shown;
	/* of each change */
	struct replace *replaces[INDEX_COLUMNS_MAX];
	char *to[INDEX_COLUMNS_MAX]; /* cleaned; NULL: by replace, or … */
	struct fills fills;	     /* … by what stands above */
	const char *terms[INDEX_COLUMNS_MAX];
	/* the pairs */
	struct bytes texts;
	struct draft_pair *pairs;
	size_t n_pairs, cap_pairs;
	uint32_t *slots; /* 1 + pair; a power of two of them */
	size_t n_slots;
	size_t cap_items, cap_marks, n_marks;
	struct bytes made; /* what a value becomes */
};

/* Each text with its end. */
static uint64_t mark_add(uint64_t x, const char *text)
{
	return mix_add(mix_add_text(x, text), 0);
}

static int mark_order(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static bool pair_is(const struct bulk_maker *maker,
		    const struct draft_pair *pair, uint32_t change,
		    uint64_t hash, const char *from, const char *to)
{
	return pair->hash == hash && pair->change == change &&
	       strcmp(maker->texts.data + pair->from, from) == 0 &&
	       strcmp(maker->texts.data + pair->to, to) == 0;
}

static void pairs_grow(struct bulk_maker *maker)
{
	if (2 * maker->n_pairs < maker->n_slots)
		return;
	maker->n_slots = maker->n_slots > 0 ? 2 * maker->n_slots : 1024;
	free(maker->slots);
	maker->slots = mem_zalloc(maker->n_slots * sizeof(*maker->slots));
	for (size_t i = 0; i < maker->n_pairs; i++) {
		size_t at = maker->pairs[i].hash & (maker->n_slots - 1);

		while (maker->slots[at] != 0)
			at = (at + 1) & (maker->n_slots - 1);
		maker->slots[at] = (uint32_t)i + 1;
	}
}

static size_t pair_text(struct bulk_maker *maker, const char *text)
{
	size_t at = maker->texts.len;

	bytes_append(&maker->texts, text, strlen(text) + 1);
	return at;
}

/* The number of this pair. */
static uint32_t pair_of(struct bulk_maker *maker, uint32_t change,
			const char *from, const char *to)
{
	uint64_t hash = mix_end(mark_add(mark_add(change, from), to));
	size_t at;

	pairs_grow(maker);
	at = hash & (maker->n_slots - 1);
	for (; maker->slots[at] != 0; at = (at + 1) & (maker->n_slots - 1)) {
		uint32_t i = maker->slots[at] - 1;

		if (pair_is(maker, &maker->pairs[i], change, hash, from, to))
			return i;
	}
	ARRAY_GROW(maker->pairs, maker->n_pairs, maker->cap_pairs);
	maker->pairs[maker->n_pairs] = (struct draft_pair){
		.change = change,
		.from = pair_text(maker, from),
		.to = pair_text(maker, to),
		.hash = hash,
	};
	maker->slots[at] = (uint32_t)++maker->n_pairs;
	return (uint32_t)maker->n_pairs - 1;
}

/* --- one value ------------------------------------------------------------ */

static bool change_takes(const struct bulk_change *change, const char *value)
{
	size_t low = 0, high = change->n_from;

	if (high == 0)
		return true;
	while (low < high) { /* sorted by maker_begin */
		size_t mid = low + (high - low) / 2;
		int order = strcmp(value, change->from[mid]);

		if (order == 0)
			return true;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

/* Of a blank, unless a person found that there is nothing. */
static int maker_fill(struct bulk_maker *maker, const char *id,
		      const struct index_cell *cell, const char **ret)
{
	if (cell->len > 0 || cell->source == SOURCE_EMPTY)
		return 0;
	*ret = fills_find(&maker->fills, id);
	return *ret != NULL;
}

/* What becomes of the value: 1 and *ret (the maker's), 0 where it stays, or
 * -1. */
static int maker_value(struct bulk_maker *maker, size_t i,
		       const struct index_column_row *row, const char **ret,
		       struct error *err)
{
	const struct index_cell *cell = &row->cells[i];
	char *clean CLEANUP(mem_free_str) = NULL;
	int got;

	if (maker->ask->changes[i].fill)
		return maker_fill(maker, row->id, cell, ret);
	if (!change_takes(&maker->ask->changes[i], cell->value))
		return 0;
	*ret = maker->to[i];
	if (*ret == NULL) {
		if (cell->len == 0)
			return 0;
		bytes_clear(&maker->made);
		got = replace_value(maker->replaces[i], cell->value, cell->len,
				    &maker->made, err);
		if (got <= 0)
			return got;
		bytes_append_char(&maker->made, '\0');
		clean = review_field_value(maker->table, maker->terms[i],
					   maker->made.data);
		bytes_clear(&maker->made);
		bytes_append(&maker->made, clean, strlen(clean) + 1);
		*ret = maker->made.data;
	}
	return strcmp(*ret, cell->value) != 0;
}

/* Whether it is as it was shown. */
static bool maker_was_shown(const struct bulk_maker *maker, uint64_t mark)
{
	return maker->shown == NULL ||
	       bsearch(&mark, maker->shown, maker->n_shown, sizeof(mark),
		       mark_order) != NULL;
}

static uint64_t mark_of(const char *id, const char *term, const char *from,
			const char *to)
{
	uint64_t mark = mark_add(mark_add(MIX_BEGIN, id), term);

	return mix_end(mark_add(mark_add(mark, from), to));
}

bool bulk_plan_has(const struct bulk_plan *plan, const char *id,
		   const struct bulk_pair *pair)
{
	uint64_t mark = mark_of(id, pair->term, pair->from, pair->to);

	return bsearch(&mark, plan->marks, plan->n_items, sizeof(mark),
		       mark_order) != NULL;
}

static bool maker_take(struct bulk_maker *maker,
		       const struct index_column_row *row, size_t i,
		       const char *to)
{
	const struct index_cell *cell = &row->cells[i];
	struct bulk_plan *plan = maker->plan;
	struct bulk_item item = {
		.key = row->key,
		.person = cell->source == SOURCE_HUMAN ||
			  cell->source == SOURCE_EMPTY,
		.is_signed = row->status == STATUS_APPROVED,
	};
	uint64_t mark = mark_of(row->id, maker->terms[i], cell->value, to);

	if (!maker_was_shown(maker, mark)) {
		plan->counts.stale++;
		return false;
	}
	item.pair = pair_of(maker, (uint32_t)i, cell->value, to);
	maker->pairs[item.pair].n++;
	plan->counts.persons += item.person;
	ARRAY_GROW(plan->items, plan->n_items, maker->cap_items);
	plan->items[plan->n_items++] = item;
	ARRAY_GROW(plan->marks, maker->n_marks, maker->cap_marks);
	plan->marks[maker->n_marks++] = mark;
	return true;
}

/* --- one record ----------------------------------------------------------- */

static int text_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ask_takes(const struct bulk_ask *ask, const char *id)
{
	return ask->n_ids == 0 ||
	       bsearch(&id, ask->ids, ask->n_ids, sizeof(*ask->ids),
		       text_order) != NULL;
}

/* Whether a value of it would change: 1, 0 or -1. */
static int maker_would(struct bulk_maker *maker,
		       const struct index_column_row *row, struct error *err)
{
	int got = 0;

	for (size_t i = 0; i < maker->ask->n && got == 0; i++) {
		const char *to;

		got = maker_value(maker, i, row, &to, err);
	}
	return got;
}

static int maker_record(struct bulk_maker *maker,
			const struct index_column_row *row, struct error *err)
{
	struct bulk_counts *counts = &maker->plan->counts;
	bool any = false;

	for (size_t i = 0; i < maker->ask->n; i++) {
		const char *to;
		int got = maker_value(maker, i, row, &to, err);

		if (got < 0)
			return -1;
		if (got > 0 && maker_take(maker, row, i, to))
			any = true;
	}
	counts->changed += any;
	counts->signed_in += any && row->status == STATUS_APPROVED;
	return 0;
}

int bulk_maker_add(struct bulk_maker *maker, const struct index_column_row *row,
		   struct error *err)
{
	struct bulk_counts *counts = &maker->plan->counts;
	bool closed =
		row->status == STATUS_REJECTED ||
		(row->status == STATUS_APPROVED && !maker->ask->with_signed);
	int got;

	if (!ask_takes(maker->ask, row->id))
		return 0;
	counts->records++;
	if (!closed)
		return maker_record(maker, row, err);
	got = maker_would(maker, row, err);
	if (row->status == STATUS_REJECTED)
		counts->rejected += got > 0;
	else
		counts->signed_out += got > 0;
	return got < 0 ? -1 : 0;
}

/* --- all of them ---------------------------------------------------------- */

static int maker_change(struct bulk_maker *maker, const struct terms *terms,
			size_t i, struct error *err)
{
	struct bulk_change *change = &maker->ask->changes[i];

	if (column_check_term(terms, change->term, err) < 0)
		return -1;
	maker->terms[i] = change->term;
	if (change->n_from > 1)
		qsort(change->from, change->n_from, sizeof(*change->from),
		      text_order);
	if (change->fill)
		return 0;
	if (change->to == NULL)
		return replace_new(change->replace, &maker->replaces[i], err);
	if (strlen(change->to) > REVIEW_VALUE_MAX)
		return error_set(err, ERROR_USAGE,
				 "the value of %s is longer than %d bytes",
				 change->term, REVIEW_VALUE_MAX);
	maker->to[i] = review_field_value(terms, change->term, change->to);

	return 0;
}

static int maker_begin(struct bulk_maker *maker, const struct terms *terms,
		       struct error *err)
{
	const struct bulk_ask *ask = maker->ask;

	if (ask->n == 0)
		return error_set(err, ERROR_USAGE,
				 "say what is to be changed: TERM=VALUE, or "
				 "--replace TERM /RE/TEXT/");
	if (ask->n > INDEX_COLUMNS_MAX)
		return error_set(err, ERROR_USAGE,
				 "more than %d terms at once; leave some out",
				 INDEX_COLUMNS_MAX);
	if (ask->n_ids > 1)
		qsort(ask->ids, ask->n_ids, sizeof(*ask->ids), text_order);
	for (size_t i = 0; i < ask->n; i++) {
		for (size_t j = 0; j < i; j++)
			if (strcmp(ask->changes[i].term,
				   ask->changes[j].term) == 0)
				return error_set(err, ERROR_USAGE,
						 "%s is given twice",
						 ask->changes[i].term);
		if (maker_change(maker, terms, i, err) < 0)
			return -1;
	}
	return 0;
}

static void maker_done(struct bulk_maker *maker)
{
	for (size_t i = 0; i < INDEX_COLUMNS_MAX; i++) {
		replace_free(maker->replaces[i]);
		free(maker->to[i]);
	}
	fills_done(&maker->fills);
	bytes_done(&maker->texts);
	bytes_done(&maker->made);
	free(maker->pairs);
	free(maker->slots);
}

/* A pair as it was made, and where it goes. */
struct placed {
	const struct draft_pair *pair;
	uint32_t was;
};

static int placed_order(const void *a, const void *b)
{
	const struct placed *left = a, *right = b;

	if (left->pair->n != right->pair->n)
		return left->pair->n < right->pair->n ? 1 : -1;
	return left->was < right->was ? -1 : left->was > right->was;
}

/* The pairs in their order, and the items that name them. */
static void maker_pairs(struct bulk_maker *maker)
{
	struct bulk_plan *plan = maker->plan;
	size_t n = maker->n_pairs;
	struct placed *placed = mem_alloc((n + 1) * sizeof(*placed));
	uint32_t *now = mem_alloc((n + 1) * sizeof(*now));

	plan->texts = bytes_steal(&maker->texts);
	plan->pairs = mem_alloc((n + 1) * sizeof(*plan->pairs));
	plan->n_pairs = n;
	for (size_t i = 0; i < n; i++)
		placed[i] = (struct placed){&maker->pairs[i], (uint32_t)i};
	qsort(placed, n, sizeof(*placed), placed_order);
	for (size_t i = 0; i < n; i++) {
		const struct draft_pair *pair = placed[i].pair;

		now[placed[i].was] = (uint32_t)i;
		plan->pairs[i] = (struct bulk_pair){
			.term = maker->terms[pair->change],
			.from = plan->texts + pair->from,
			.to = plan->texts + pair->to,
			.n = pair->n,
		};
	}
	for (size_t i = 0; i < plan->n_items; i++)
		plan->items[i].pair = now[plan->items[i].pair];
	free(placed);
	free(now);
}

static void maker_finish(struct bulk_maker *maker)
{
	struct bulk_plan *plan = maker->plan;

	plan->counts.values = plan->n_items;
	/* What was shown and is not among them any more changed, too; what
	 * changed to something else was counted when it was met. */
	if (maker->shown != NULL &&
	    plan->counts.stale < maker->n_shown - plan->n_items)
		plan->counts.stale = maker->n_shown - plan->n_items;
	if (maker->n_marks > 1)
		qsort(plan->marks, maker->n_marks, sizeof(*plan->marks),
		      mark_order);
	maker_pairs(maker);
}

int bulk_maker_new(const struct terms *terms, const struct bulk_ask *ask,
		   struct bulk_plan *ret, struct bulk_maker **ret_maker,
		   struct error *err)
{
	struct bulk_maker *maker = mem_zalloc(sizeof(*maker));

	*ret = (struct bulk_plan){0};
	maker->ask = ask;
	maker->table = terms;
	maker->plan = ret;
	if (maker_begin(maker, terms, err) < 0) {
		maker_done(maker);
		free(maker);
		return -1;
	}
	*ret_maker = maker;
	return 0;
}

void bulk_maker_free(struct bulk_maker *maker)
{
	maker_finish(maker);
	maker_done(maker);
	free(maker);
}

struct bulk_walk {
	struct bulk_maker *maker;
	bool (*stop)(void *arg);
	void *arg;
};

static int bulk_visit(void *arg, const struct index_column_row *row,
		      struct error *err)
{
	struct bulk_walk *walk = arg;

	/* At each row: an expression may take long over a few. */
	if (walk->stop != NULL && walk->stop(walk->arg))
		return error_set(err, ERROR_STOPPED,
				 "stopped before anything was changed");
	return bulk_maker_add(walk->maker, row, err);
}

void bulk_maker_look(struct bulk_maker *maker, const char *id,
		     const char *value)
{
	fills_look(&maker->fills, id, value, ask_takes(maker->ask, id));
}

/* What a record has of the term that is filled. */
static int fill_visit(void *arg, const struct specimen_row *row,
		      const char *dwc, struct error *err)
{
	struct bulk_walk *walk = arg;
	const char *term = walk->maker->terms[0];
	struct record record CLEANUP(record_done);
	json_t *values CLEANUP(json_release) = NULL;
	int rc = 0;

	record_init(&record);
	if (walk->stop != NULL && walk->stop(walk->arg))
		return error_set(err, ERROR_STOPPED,
				 "stopped before anything was changed");
	if (second_hides(row, walk->maker->ask->filter.eyes)) {
		fills_pass(&walk->maker->fills);
		return 0;
	}
	/* Most that lack it do not name it. */
	if (strstr(dwc, term) != NULL &&
	    (json_read(dwc, strlen(dwc), &values, NULL, err) < 0 ||
	     record_read_json(values, -1, SOURCE_MODEL, &record, NULL, err) <
		     0))
		rc = -1;
	if (rc == 0)
		bulk_maker_look(walk->maker, row->id,
				record_value(&record, term));
	return rc;
}

int bulk_plan_make(struct index *index, const struct bulk_ask *ask,
		   const uint64_t *shown, size_t n_shown,
		   bool (*stop)(void *arg), void *arg, struct bulk_plan *ret,
		   struct error *err)
{
	struct bulk_walk walk = {.stop = stop, .arg = arg};
	int rc = 0;

	if (bulk_maker_new(index_terms(index), ask, ret, &walk.maker, err) < 0)
		return -1;
	walk.maker->shown = shown;
	walk.maker->n_shown = n_shown;
	if (ask->n == 1 && ask->changes[0].fill)
		rc = index_walk(index, &ask->filter, ask->order, 0, fill_visit,
				&walk, err);
	if (rc == 0)
		rc = index_column(index, &ask->filter, walk.maker->terms,
				  ask->n, bulk_visit, &walk, err);
	bulk_maker_free(walk.maker);
	if (rc < 0)
		bulk_plan_done(ret);
	return rc;
}

void bulk_plan_done(struct bulk_plan *plan)
{
	free(plan->pairs);
	free(plan->items);
	free(plan->marks);
	free(plan->texts);
	*plan = (struct bulk_plan){0};
}
