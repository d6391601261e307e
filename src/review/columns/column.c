/*
 * column.c: the values of a term. See column.h.
 *
 * 1. A value is what stands there to the byte: "Regina" and "Regina " are two,
 *    or nobody could make one of them.
 * 2. Doubt is what the record's is made of (dwc/doubt), summed over the
 *    records: how many corrections the value is likely worth.
 */
#include "config.h"

#include "review/columns/column.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/mix.h"
#include "base/text.h"
#include "dwc/doubt/doubt.h"

#define STOP_EVERY 1024 /* rows */

/* --- reading -------------------------------------------------------------- */

struct column_maker {
	struct column *column;
	uint32_t *slots; /* 1 + place in values; 0: free */
	size_t n_slots;	 /* a power of two */
	size_t cap;
	uint64_t *hashes; /* of the values */
	size_t hashes_cap;
	size_t *places; /* of the values' texts */
	size_t places_cap;
	struct bytes texts;
	/* How likely a value with full confidence is wrong, by what the check
	 * and the sheet say of it; and one without any. */
	double signs[2][SUPPORT_COUNT];
	double unknown;
};

/* As mix_add_text, but over words of eight bytes: values are many, and long. */
static uint64_t text_hash(const char *text, size_t len)
{
	uint64_t x = MIX_BEGIN ^ len;

	while (len > 0) {
		uint64_t word = 0;
		size_t n = len < sizeof(word) ? len : sizeof(word);

		memcpy(&word, text, n);
		x = (x ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		x ^= x >> 29;
		text += n;
		len -= n;
	}
	return mix_end(x);
}

static void maker_grow(struct column_maker *maker)
{
	const struct column *column = maker->column;

	if (2 * column->n < maker->n_slots)
		return;
	maker->n_slots = maker->n_slots > 0 ? 2 * maker->n_slots : 4096;
	free(maker->slots);
	maker->slots = mem_zalloc(maker->n_slots * sizeof(*maker->slots));
	for (size_t i = 0; i < column->n; i++) {
		size_t at = maker->hashes[i] & (maker->n_slots - 1);

		while (maker->slots[at] != 0)
			at = (at + 1) & (maker->n_slots - 1);
		maker->slots[at] = (uint32_t)i + 1;
	}
}

static bool maker_is(const struct column_maker *maker, size_t i, uint64_t hash,
		     const char *text, size_t len)
{
	const char *known = maker->texts.data + maker->places[i];

	/* It may be shorter, and the last one. */
	return maker->hashes[i] == hash && strncmp(known, text, len) == 0 &&
	       known[len] == '\0';
}

static struct column_value *maker_new(struct column_maker *maker, uint64_t hash,
				      const char *text, size_t len)
{
	struct column *column = maker->column;
	size_t n = column->n;

	ARRAY_GROW(maker->hashes, n, maker->hashes_cap);
	ARRAY_GROW(maker->places, n, maker->places_cap);
	ARRAY_GROW(column->values, n, maker->cap);
	maker->hashes[n] = hash;
	maker->places[n] = maker->texts.len;
	bytes_append(&maker->texts, text, len);
	bytes_append_char(&maker->texts, '\0');
	column->values[n] = (struct column_value){0};
	return &column->values[column->n++];
}

static struct column_value *maker_value(struct column_maker *maker,
					const char *text, size_t len)
{
	uint64_t hash = text_hash(text, len);
	size_t at;

	maker_grow(maker);
	at = hash & (maker->n_slots - 1);
	for (; maker->slots[at] != 0; at = (at + 1) & (maker->n_slots - 1))
		if (maker_is(maker, maker->slots[at] - 1, hash, text, len))
			return &maker->column->values[maker->slots[at] - 1];
	maker->slots[at] = (uint32_t)maker->column->n + 1;
	return maker_new(maker, hash, text, len);
}

static bool cell_is_a_persons(const struct index_cell *cell)
{
	return cell->source == SOURCE_HUMAN || cell->source == SOURCE_EMPTY;
}

static double maker_doubt(const struct column_maker *maker,
			  const struct index_cell *cell)
{
	double sign = maker->signs[cell->sound][cell->support];
	double unsure =
		cell->confidence < 0 ? maker->unknown : 1 - cell->confidence;

	if (cell_is_a_persons(cell))
		return 0;
	return unsure > sign ? unsure : sign;
}

/* What the table of signs says, asked once: it is looked up by words. */
static void maker_weigh(struct column_maker *maker, const struct terms *terms)
{
	const struct verdict bad = {.severity = SEVERITY_ERROR, .code = ""};
	struct field field = {.source = SOURCE_MODEL, .confidence = 1};

	for (int sound = 0; sound < 2; sound++)
		for (size_t i = 0; i < SUPPORT_COUNT; i++) {
			field.support = (enum field_support)i;
			maker->signs[sound][i] = field_doubt(
				terms, &field, sound ? NULL : &bad, NULL);
		}
	field.support = SUPPORT_UNKNOWN;
	field.confidence = -1;
	maker->unknown = field_doubt(terms, &field, NULL, NULL);
}

void column_maker_add(struct column_maker *maker,
		      const struct index_column_row *row)
{
	struct column *column = maker->column;
	const struct index_cell *cell = &row->cells[0];
	struct column_value *value;

	column->records++;
	if (cell->len == 0) {
		column->empty++;
		return;
	}
	value = maker_value(maker, cell->value, cell->len);
	value->n++;
	value->n_person += cell_is_a_persons(cell);
	value->doubt += maker_doubt(maker, cell);
}

/* --- orders --------------------------------------------------------------- */

static int order_text(const struct column_value *a,
		      const struct column_value *b)
{
	return strcmp(a->text, b->text);
}

static int order_count(const struct column_value *a,
		       const struct column_value *b)
{
	return a->n != b->n ? (a->n < b->n ? 1 : -1) : order_text(a, b);
}

static int order_doubt(const struct column_value *a,
		       const struct column_value *b)
{
	return a->doubt < b->doubt   ? 1
	       : a->doubt > b->doubt ? -1
				     : order_count(a, b);
}

static const struct {
	const char *word;
	int (*compare)(const struct column_value *a,
		       const struct column_value *b);
} column_orders[COLUMN_ORDERS] = {
	[COLUMN_BY_COUNT] = {"count", order_count},
	[COLUMN_BY_DOUBT] = {"doubt", order_doubt},
	[COLUMN_BY_VALUE] = {"value", order_text},
};

const char *column_order_word(enum column_order order)
{
	return column_orders[order].word;
}

/* A heap sort of places: qsort(3) cannot be told of what they are places. */
static void order_sift(const struct column *column, enum column_order order,
		       uint32_t *at, size_t root, size_t n)
{
	uint32_t moved = at[root];
	size_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n &&
		    column_orders[order].compare(
			    &column->values[at[child]],
			    &column->values[at[child + 1]]) < 0)
			child++;
		if (column_orders[order].compare(&column->values[moved],
						 &column->values[at[child]]) >=
		    0)
			break;
		at[root] = at[child];
		root = child;
	}
	at[root] = moved;
}

static uint32_t *order_make(const struct column *column,
			    enum column_order order)
{
	uint32_t *at = mem_alloc((column->n + 1) * sizeof(*at));

	for (size_t i = 0; i < column->n; i++)
		at[i] = (uint32_t)i;
	for (size_t i = column->n / 2; i > 0; i--)
		order_sift(column, order, at, i - 1, column->n);
	for (size_t n = column->n; n > 1; n--) {
		uint32_t last = at[n - 1];

		at[n - 1] = at[0];
		at[0] = last;
		order_sift(column, order, at, 0, n - 1);
	}
	return at;
}

/* --- all of it ------------------------------------------------------------ */

int column_check_term(const struct terms *terms, const char *term,
		      struct error *err)
{
	const struct term *known = terms_find(terms, term);
	char *hint CLEANUP(mem_free_str) = NULL;

	if (known == NULL) {
		hint = human_suggestion(terms_suggest(terms, term));
		return error_set(err, ERROR_USAGE, "there is no term \"%s\"%s",
				 term, hint);
	}
	if (known->kind == TERM_HISTORY)
		return error_set(err, ERROR_USAGE,
				 "%s is a list of determinations: it is "
				 "changed record by record",
				 term);
	return 0;
}

struct column_maker *column_maker_new(const struct terms *terms,
				      const char *term)
{
	struct column_maker *maker = mem_zalloc(sizeof(*maker));

	maker->column = mem_zalloc(sizeof(*maker->column));
	atomic_init(&maker->column->holders, 1);
	maker->column->term = mem_strdup(term);
	maker_weigh(maker, terms);
	return maker;
}

struct column *column_maker_finish(struct column_maker *maker)
{
	struct column *column = maker->column;

	column->texts = bytes_steal(&maker->texts);
	for (size_t i = 0; i < column->n; i++)
		column->values[i].text = column->texts + maker->places[i];
	for (size_t i = 0; i < COLUMN_ORDERS; i++)
		column->orders[i] = order_make(column, (enum column_order)i);
	free(maker->slots);
	free(maker->hashes);
	free(maker->places);
	free(maker);
	return column;
}

struct column_walk {
	struct column_maker *maker;
	bool (*stop)(void *arg);
	void *arg;
};

static int column_visit(void *arg, const struct index_column_row *row,
			struct error *err)
{
	struct column_walk *walk = arg;
	const struct column *column = walk->maker->column;

	if (column->records % STOP_EVERY == 0 && walk->stop != NULL &&
	    walk->stop(walk->arg))
		return error_set(err, ERROR_STOPPED,
				 "the values of %s were not wanted any longer",
				 column->term);
	column_maker_add(walk->maker, row);
	return 0;
}

int column_read(struct index *index, const struct index_filter *filter,
		const char *term, bool (*stop)(void *arg), void *arg,
		struct column **ret, struct error *err)
{
	struct column_walk walk = {.stop = stop, .arg = arg};
	struct column *column;
	int rc;

	if (column_check_term(index_terms(index), term, err) < 0)
		return -1;
	walk.maker = column_maker_new(index_terms(index), term);
	rc = index_column(index, filter, &term, 1, column_visit, &walk, err);
	column = column_maker_finish(walk.maker);
	if (rc == 0)
		*ret = column;
	else
		column_release(column);
	return rc;
}

struct column *column_hold(const struct column *column)
{
	struct column *held = (struct column *)(uintptr_t)column;

	atomic_fetch_add(&held->holders, 1);
	return held;
}

void column_release(struct column *column)
{
	if (column == NULL || atomic_fetch_sub(&column->holders, 1) > 1)
		return;
	for (size_t i = 0; i < COLUMN_ORDERS; i++)
		free(column->orders[i]);
	free(column->values);
	free(column->texts);
	free(column->term);
	free(column);
}
