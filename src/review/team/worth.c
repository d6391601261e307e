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

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/record/second.h"

struct worth {
	json_t *terms;	 /* [model, term]: [n, right, missed, n, right, …] */
	json_t *pairs;	 /* [model, term, from, to]: [n, example, …] */
	json_t *seconds; /* [term]: [n, same] */
	json_t *values;	 /* [term]: {value: [by the first, by the second]} */
	size_t n, n_twice, n_read, n_unchanged;
	json_t *words;	 /* keys that were read again: what lists borrow */
	char *catalogue; /* a term, or NULL */
};

/* Behind the first three: what is right by what is said, and by what counts. */
#define WORTH_SAID   3
#define WORTH_BINNED (WORTH_SAID + 2 * WORTH_BINS)
#define WORTH_COUNTS (WORTH_BINNED + 2 * WORTH_BINS)

struct worth *worth_new(const char *catalogue)
{
	struct worth *worth = mem_zalloc(sizeof(*worth));

	worth->catalogue = catalogue != NULL ? mem_strdup(catalogue) : NULL;

	worth->terms = json_object();
	worth->pairs = json_object();
	worth->seconds = json_object();
	worth->values = json_object();
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
	json_decref(worth->values);
	json_decref(worth->words);
	free(worth->catalogue);
	free(worth);
}

size_t worth_signed(const struct worth *worth)
{
	return worth->n;
}

size_t worth_read(const struct worth *worth)
{
	return worth->n_read;
}

size_t worth_unchanged(const struct worth *worth)
{
	return worth->n_unchanged;
}

size_t worth_read_twice(const struct worth *worth)
{
	return worth->n_twice;
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

/* What people call its sheet. */
static const char *worth_name(const struct worth *worth,
			      const struct specimen *specimen)
{
	const char *number =
		worth->catalogue != NULL
			? record_value(&specimen->record, worth->catalogue)
			: "";

	if (!text_blank(number))
		return number;
	return specimen->image != NULL ? file_base(specimen->image) : "";
}

static void worth_add_pair(struct worth *worth, const struct specimen *specimen,
			   const char *model, const char *term,
			   const char *from, const char *to)
{
	char *key CLEANUP(mem_free_str) = worth_key(model, term, from, to);
	json_t *pair = json_object_get(worth->pairs, key), *n;

	if (pair == NULL) {
		if (json_object_size(worth->pairs) >= WORTH_PAIRS_MAX)
			return;
		pair = json_pack("[i]", 0);
		json_object_set_new(worth->pairs, key, pair);
	}
	n = json_array_get(pair, 0);
	json_integer_set(n, json_integer_value(n) + 1);
	if (json_array_size(pair) <= WORTH_EXAMPLES) {
		char *name CLEANUP(mem_free_str) =
			text_cleaned(worth_name(worth, specimen));

		json_array_append_new(pair, json_string(name));
	}
}

static size_t worth_bin_of(double confidence)
{
	size_t bin = (size_t)(confidence * WORTH_BINS + 1e-9);

	return bin < WORTH_BINS ? bin : WORTH_BINS - 1;
}

static void worth_add_bin(struct worth *worth, const char *key, size_t at,
			  double confidence, bool right)
{
	if (!(confidence >= 0))
		return;
	at += 2 * worth_bin_of(confidence);
	worth_add(worth->terms, key, WORTH_COUNTS, at);
	if (right)
		worth_add(worth->terms, key, WORTH_COUNTS, at + 1);
}

static void worth_count_read(struct worth *worth, const char *key,
			     const struct field *read, bool right)
{
	worth_add(worth->terms, key, WORTH_COUNTS, 0);
	if (right)
		worth_add(worth->terms, key, WORTH_COUNTS, 1);
	worth_add_bin(worth, key, WORTH_SAID,
		      read->said >= 0 ? read->said : read->confidence, right);
	worth_add_bin(worth, key, WORTH_BINNED, read->confidence, right);
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

/* Whether it came in as a row of a table, which somebody had written before. */
static bool worth_is_row(const struct specimen *specimen,
			 const struct field *read)
{
	size_t of = read != NULL
			    ? specimen_find_line(specimen, read->line_sha256)
			    : specimen->base;

	return of < specimen->n_outcomes &&
	       outcome_is_row(&specimen->outcomes[of]);
}

/* How a term fared. */
struct worth_fate {
	bool read, changed;
};

static void worth_count_term(struct worth *worth,
			     const struct specimen *specimen, const char *term,
			     struct worth_fate *fate)
{
	const struct field *read = record_find(&specimen->proposal, term);
	const char *from = record_value(&specimen->proposal, term);
	const char *to = record_value(&specimen->record, term);
	const char *model = worth_reader(specimen, read);
	char *key CLEANUP(mem_free_str) = worth_key(model, term, NULL, NULL);

	if (worth_is_row(specimen, read))
		return;
	fate->read |= !text_blank(from);
	fate->changed |= strcmp(from, to) != 0;
	if (!text_blank(from))
		worth_count_read(worth, key, read, strcmp(from, to) == 0);
	else if (!text_blank(to))
		worth_add(worth->terms, key, WORTH_COUNTS, 2);
	if (strcmp(from, to) != 0)
		worth_add_pair(worth, specimen, model, term, from, to);
}

/* What both readers of a term had, for the chance that they agree. */
static void worth_add_value(struct worth *worth, const char *term,
			    const char *value, size_t who)
{
	char *key CLEANUP(mem_free_str) = worth_key(term, NULL, NULL, NULL);
	json_t *values = json_object_get(worth->values, key);

	if (values == NULL) {
		values = json_object();
		json_object_set_new(worth->values, key, values);
	}
	/* One more tells that they are too many. */
	if (json_object_get(values, value) == NULL &&
	    json_object_size(values) > WORTH_KAPPA_VALUES)
		return;
	worth_add(values, value, 2, who);
}

static void worth_count_second(struct worth *worth,
			       const struct specimen *specimen)
{
	struct second_reading reading;
	struct second_value value;

	if (!second_ended(specimen, &reading))
		return;
	worth->n_twice++;
	for (size_t i = 0; second_value(specimen, &reading, i, &value); i++) {
		char *key CLEANUP(mem_free_str) =
			worth_key(value.term, NULL, NULL, NULL);

		worth_add(worth->seconds, key, 2, 0);
		if (!second_differs(&value))
			worth_add(worth->seconds, key, 2, 1);
		worth_add_value(worth, value.term, value.first, 0);
		worth_add_value(worth, value.term, value.second, 1);
	}
}

void worth_count(struct worth *worth, const struct specimen *specimen)
{
	const struct record *read = &specimen->proposal;
	const struct record *now = &specimen->record;
	struct worth_fate fate = {0};

	worth_count_second(worth, specimen);
	if (specimen->status != STATUS_APPROVED)
		return;
	worth->n++;
	for (size_t i = 0; i < read->n; i++)
		worth_count_term(worth, specimen, read->fields[i].term, &fate);
	for (size_t i = 0; i < now->n; i++)
		if (record_find(read, now->fields[i].term) == NULL)
			worth_count_term(worth, specimen, now->fields[i].term,
					 &fate);
	worth->n_read += fate.read;
	worth->n_unchanged += fate.read && !fate.changed;
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

/* Cohen's kappa of a term with few values (Educ. Psychol. Meas. 20, 1960): how
 * far two agree beyond what their own habits would bring about by chance. */
static double worth_kappa(const struct worth *worth, const char *key, size_t n,
			  size_t same)
{
	json_t *values = json_object_get(worth->values, key), *counts;
	double chance = 0, all = (double)n;
	const char *value;

	if (json_object_size(values) > WORTH_KAPPA_VALUES)
		return WORTH_NO_KAPPA;
	json_object_foreach(values, value, counts)
	{
		chance += (double)worth_at(counts, 0) / all *
			  ((double)worth_at(counts, 1) / all);
	}
	return chance < 1 ? ((double)same / all - chance) / (1 - chance)
			  : WORTH_NO_KAPPA;
}

static void term_bins(const json_t *counts, size_t at,
		      struct worth_bin ret[WORTH_BINS])
{
	for (size_t i = 0; i < WORTH_BINS; i++)
		ret[i] = (struct worth_bin){worth_at(counts, at + 2 * i),
					    worth_at(counts, at + 2 * i + 1)};
}

static void term_fill(const struct worth *worth, const char *key,
		      const json_t *counts, void *ret)
{
	const json_t *words = worth_words(worth, key);
	struct worth_term *term = ret;

	term->model = worth_word(words, 0);
	term->term = worth_word(words, 1);
	term->n = worth_at(counts, 0);
	term->right = worth_at(counts, 1);
	term->missed = worth_at(counts, 2);
	term_bins(counts, WORTH_SAID, term->said);
	term_bins(counts, WORTH_BINNED, term->bins);
}

static void pair_fill(const struct worth *worth, const char *key,
		      const json_t *counts, void *ret)
{
	const json_t *words = worth_words(worth, key);
	struct worth_pair *pair = ret;

	*pair = (struct worth_pair){
		.model = worth_word(words, 0),
		.term = worth_word(words, 1),
		.from = worth_word(words, 2),
		.to = worth_word(words, 3),
		.n = worth_at(counts, 0),
	};
	for (size_t i = 0; i < WORTH_EXAMPLES; i++)
		pair->examples[i] = worth_word(counts, i + 1);
}

static void second_fill(const struct worth *worth, const char *key,
			const json_t *counts, void *ret)
{
	size_t n = worth_at(counts, 0), same = worth_at(counts, 1);

	*(struct worth_second *)ret = (struct worth_second){
		.term = worth_word(worth_words(worth, key), 0),
		.n = n,
		.same = same,
		.kappa = worth_kappa(worth, key, n, same),
	};
}

/* What was counted by key, as an array of items of `size`, sorted. */
static void *worth_list(const struct worth *worth, json_t *by_key, size_t size,
			void (*fill)(const struct worth *worth, const char *key,
				     const json_t *counts, void *ret),
			int (*order)(const void *a, const void *b),
			size_t *ret_n)
{
	size_t n = json_object_size(by_key), at = 0;
	char *list = mem_zalloc((n + 1) * size);
	const char *key;
	json_t *counts;

	json_object_foreach(by_key, key, counts)
	{
		fill(worth, key, counts, list + size * at++);
	}
	qsort(list, n, size, order);
	*ret_n = n;
	return list;
}

struct worth_term *worth_terms(const struct worth *worth, size_t *ret_n)
{
	return worth_list(worth, worth->terms, sizeof(struct worth_term),
			  term_fill, term_order, ret_n);
}

struct worth_pair *worth_pairs(const struct worth *worth, size_t *ret_n)
{
	return worth_list(worth, worth->pairs, sizeof(struct worth_pair),
			  pair_fill, pair_order, ret_n);
}

struct worth_second *worth_seconds(const struct worth *worth, size_t *ret_n)
{
	return worth_list(worth, worth->seconds, sizeof(struct worth_second),
			  second_fill, second_order, ret_n);
}
