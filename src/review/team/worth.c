/*
 * worth.c: what was read, held against what was signed. See worth.h.
 *
 * 1. What was read is what was proposed to the curator (specimen.proposal);
 *    right is what was signed letter by letter.
 * 2. Counts stand in hash tables of jansson; a key is the text of an array of
 *    its words, whatever these hold.
 */
#include "config.h"

#include "review/team/worth.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

struct worth {
	json_t *terms;	 /* [model, term]: [n, right, missed, n, right, …] */
	json_t *pairs;	 /* [model, term, from, to]: n */
	json_t *seconds; /* [term]: [n, same] */
	size_t n;
	json_t *words; /* keys that were read again: what lists borrow */
};

#define WORTH_COUNTS (3 + 2 * WORTH_BINS)

struct worth *worth_new(void)
{
	struct worth *worth = mem_zalloc(sizeof(*worth));

	worth->terms = json_object();
	worth->pairs = json_object();
	worth->seconds = json_object();
	worth->words = json_array();
	return worth;
}

void worth_free(struct worth *worth)
{
	if (worth == NULL)
		return;
	json_decref(worth->terms);
	json_decref(worth->pairs);
	json_decref(worth->seconds);
	json_decref(worth->words);
	free(worth);
}

size_t worth_signed(const struct worth *worth)
{
	return worth->n;
}

/* --- counting ------------------------------------------------------------- */

/* Of words, the last ones of which may be NULL; owned. */
static char *worth_key(const char *a, const char *b, const char *c,
		       const char *d)
{
	const char *const words[] = {a, b, c, d};
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *key CLEANUP(json_release) = json_array();

	for (size_t i = 0; i < ARRAY_LEN(words) && words[i] != NULL; i++)
		json_array_append_new(key, json_string(words[i]));
	json_write_line(key, &text);
	return mem_strndup(text.data, text.len - 1);
}

/* Adds one to the i-th count of a key. */
static void worth_add(json_t *counts, const char *key, size_t n, size_t i)
{
	json_t *list = json_object_get(counts, key), *at;

	if (list == NULL) {
		list = json_array();
		for (size_t k = 0; k < n; k++)
			json_array_append_new(list, json_integer(0));
		json_object_set_new(counts, key, list);
	}
	at = json_array_get(list, i);
	json_integer_set(at, json_integer_value(at) + 1);
}

static void worth_add_pair(struct worth *worth, const char *model,
			   const char *term, const char *from, const char *to)
{
	char *key CLEANUP(mem_free_str) = worth_key(model, term, from, to);
	json_t *count = json_object_get(worth->pairs, key);

	if (count != NULL)
		json_integer_set(count, json_integer_value(count) + 1);
	else if (json_object_size(worth->pairs) < WORTH_PAIRS_MAX)
		json_object_set_new(worth->pairs, key, json_integer(1));
}

static size_t worth_bin_of(double confidence)
{
	size_t bin = (size_t)(confidence * WORTH_BINS + 1e-9);

	return bin < WORTH_BINS ? bin : WORTH_BINS - 1;
}

static void worth_count_read(struct worth *worth, const char *key,
			     const struct field *read, bool right)
{
	worth_add(worth->terms, key, WORTH_COUNTS, 0);
	if (right)
		worth_add(worth->terms, key, WORTH_COUNTS, 1);
	if (!(read->confidence >= 0))
		return;
	worth_add(worth->terms, key, WORTH_COUNTS,
		  3 + 2 * worth_bin_of(read->confidence));
	if (right)
		worth_add(worth->terms, key, WORTH_COUNTS,
			  4 + 2 * worth_bin_of(read->confidence));
}

/* Who read it; of what nobody read, who read the most of the record. */
static const char *worth_reader(const struct specimen *specimen,
				const struct field *read)
{
	const struct outcome *base;

	if (read != NULL && read->model != NULL)
		return read->model;
	if (read != NULL && !text_blank(read->value))
		return field_source_word(read->source);
	base = specimen->base < specimen->n_outcomes
		       ? &specimen->outcomes[specimen->base]
		       : NULL;
	if (base != NULL && base->model != NULL)
		return base->model;
	return base != NULL && base->provider != NULL ? base->provider : "";
}

static void worth_count_term(struct worth *worth,
			     const struct specimen *specimen, const char *term)
{
	const struct field *read = record_find(&specimen->proposal, term);
	const char *from = record_value(&specimen->proposal, term);
	const char *to = record_value(&specimen->record, term);
	const char *model = worth_reader(specimen, read);
	char *key CLEANUP(mem_free_str) = worth_key(model, term, NULL, NULL);

	if (!text_blank(from))
		worth_count_read(worth, key, read, strcmp(from, to) == 0);
	else if (!text_blank(to))
		worth_add(worth->terms, key, WORTH_COUNTS, 2);
	if (strcmp(from, to) != 0)
		worth_add_pair(worth, model, term, from, to);
}

/* A second reading stands in the act that ends it. */
static void worth_count_second(struct worth *worth,
			       const struct specimen *specimen)
{
	const json_t *dwc = NULL;
	const char *term;
	json_t *value;

	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];

		if (act->op == ACT_UNFLAG && act_mark(act) == MARK_SECOND &&
		    !specimen->undone[i] && act->record != NULL)
			dwc = json_object_get(act->record, "dwc");
	}
	json_object_foreach((json_t *)(uintptr_t)dwc, term, value)
	{
		const char *second = json_string_at(value, "value");
		const char *first = record_value(&specimen->record, term);
		char *key CLEANUP(mem_free_str) =
			worth_key(term, NULL, NULL, NULL);

		worth_add(worth->seconds, key, 2, 0);
		if (second != NULL && strcmp(first, second) == 0)
			worth_add(worth->seconds, key, 2, 1);
	}
}

void worth_count(struct worth *worth, const struct specimen *specimen)
{
	const struct record *read = &specimen->proposal;
	const struct record *now = &specimen->record;

	if (specimen->status != STATUS_APPROVED)
		return;
	worth->n++;
	for (size_t i = 0; i < read->n; i++)
		worth_count_term(worth, specimen, read->fields[i].term);
	for (size_t i = 0; i < now->n; i++)
		if (record_find(read, now->fields[i].term) == NULL)
			worth_count_term(worth, specimen, now->fields[i].term);
	worth_count_second(worth, specimen);
}

/* --- lists ---------------------------------------------------------------- */

/* The words of a key, which the worth owns. */
static const json_t *worth_words(const struct worth *worth, const char *key)
{
	json_t *words;

	if (json_read(key, strlen(key), &words, NULL, NULL) < 0)
		words = json_array();
	json_array_append_new(worth->words, words);
	return words;
}

static const char *worth_word(const json_t *words, size_t i)
{
	const char *word = json_string_value(json_array_get(words, i));

	return word != NULL ? word : "";
}

static size_t worth_at(const json_t *list, size_t i)
{
	return (size_t)json_integer_value(json_array_get(list, i));
}

static int worth_order_words(const char *a, const char *b, const char *c,
			     const char *d)
{
	int order = strcmp(a, b);

	return order != 0 ? order : strcmp(c, d);
}

static int term_order(const void *a, const void *b)
{
	const struct worth_term *x = a, *y = b;

	if (x->n + x->missed != y->n + y->missed)
		return x->n + x->missed < y->n + y->missed ? 1 : -1;
	return worth_order_words(x->model, y->model, x->term, y->term);
}

static int pair_order(const void *a, const void *b)
{
	const struct worth_pair *x = a, *y = b;
	int order;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	order = worth_order_words(x->model, y->model, x->term, y->term);
	return order != 0 ? order
			  : worth_order_words(x->from, y->from, x->to, y->to);
}

static int second_order(const void *a, const void *b)
{
	const struct worth_second *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->term, y->term);
}

struct worth_term *worth_terms(const struct worth *worth, size_t *ret_n)
{
	size_t n = json_object_size(worth->terms), at = 0;
	struct worth_term *list = mem_zalloc((n + 1) * sizeof(*list));
	const char *key;
	json_t *counts;

	json_object_foreach(worth->terms, key, counts)
	{
		struct worth_term *term = &list[at++];
		const json_t *words = worth_words(worth, key);

		term->model = worth_word(words, 0);
		term->term = worth_word(words, 1);
		term->n = worth_at(counts, 0);
		term->right = worth_at(counts, 1);
		term->missed = worth_at(counts, 2);
		for (size_t i = 0; i < WORTH_BINS; i++)
			term->bins[i] =
				(struct worth_bin){worth_at(counts, 3 + 2 * i),
						   worth_at(counts, 4 + 2 * i)};
	}
	qsort(list, n, sizeof(*list), term_order);
	*ret_n = n;
	return list;
}

struct worth_pair *worth_pairs(const struct worth *worth, size_t *ret_n)
{
	size_t n = json_object_size(worth->pairs), at = 0;
	struct worth_pair *list = mem_zalloc((n + 1) * sizeof(*list));
	const char *key;
	json_t *count;

	json_object_foreach(worth->pairs, key, count)
	{
		struct worth_pair *pair = &list[at++];
		const json_t *words = worth_words(worth, key);

		pair->model = worth_word(words, 0);
		pair->term = worth_word(words, 1);
		pair->from = worth_word(words, 2);
		pair->to = worth_word(words, 3);
		pair->n = (size_t)json_integer_value(count);
	}
	qsort(list, n, sizeof(*list), pair_order);
	*ret_n = n;
	return list;
}

struct worth_second *worth_seconds(const struct worth *worth, size_t *ret_n)
{
	size_t n = json_object_size(worth->seconds), at = 0;
	struct worth_second *list = mem_zalloc((n + 1) * sizeof(*list));
	const char *key;
	json_t *counts;

	json_object_foreach(worth->seconds, key, counts)
	{
		list[at++] = (struct worth_second){
			worth_word(worth_words(worth, key), 0),
			worth_at(counts, 0),
			worth_at(counts, 1),
		};
	}
	qsort(list, n, sizeof(*list), second_order);
	*ret_n = n;
	return list;
}
