/*
 * record.c: a record and its fields. See record.h; record_json.c reads and
 * writes it.
 *
 * 1. A field's term and value are never NULL.
 * 2. No two fields of a record have the same term.
 */
#include "config.h"

#include "dwc/record/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "dwc/words/calibration.h"

void record_init(struct record *record)
{
	*record = (struct record){0};
}

static void field_done(struct field *field)
{
	free(field->term);
	free(field->value);
	free(field->by);
	free(field->was);
	free(field->model);
	free(field->line_sha256);
	free(field->boxes);
	json_decref(field->extra);
}

void record_done(struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		field_done(&record->fields[i]);
	free(record->fields);
	record_init(record);
}

static void field_copy(const struct field *field, struct field *ret)
{
	*ret = *field;
	ret->term = mem_strdup(field->term);
	ret->value = mem_strdup(field->value);
	ret->by = mem_strdup(field->by);
	ret->was = mem_strdup(field->was);
	ret->model = mem_strdup(field->model);
	ret->line_sha256 = mem_strdup(field->line_sha256);
	ret->boxes = NULL;
	if (field->n_boxes > 0) {
		size_t size = field->n_boxes * sizeof(*field->boxes);

		ret->boxes = mem_alloc(size);
		memcpy(ret->boxes, field->boxes, size);
	}
	ret->extra = json_deep_copy(field->extra);
}

void record_copy(const struct record *record, struct record *ret)
{
	record_init(ret);
	if (record->n == 0)
		return;
	ret->fields = mem_alloc(record->n * sizeof(*ret->fields));
	ret->n = ret->cap = record->n;
	for (size_t i = 0; i < record->n; i++)
		field_copy(&record->fields[i], &ret->fields[i]);
}

struct field *record_find(const struct record *record, const char *term)
{
	for (size_t i = 0; i < record->n; i++)
		if (strcmp(record->fields[i].term, term) == 0)
			return &record->fields[i];
	return NULL;
}

const char *record_value(const struct record *record, const char *term)
{
	const struct field *field = record_find(record, term);

	return field != NULL ? field->value : "";
}

const char *record_role_value(const struct record *record,
			      const struct terms *terms, enum term_role role)
{
	const struct term *term = terms_role(terms, role);

	return term != NULL ? record_value(record, term->name) : "";
}

struct field *record_ensure(struct record *record, const char *term)
{
	struct field *field = record_find(record, term);

	if (field != NULL)
		return field;
	ARRAY_GROW(record->fields, record->n, record->cap);
	field = &record->fields[record->n++];
	*field = (struct field){
		.term = mem_strdup(term),
		.value = mem_strdup(""),
		.confidence = -1,
		.evidence = -1,
		.said = -1,
		.source = SOURCE_MODEL,
	};
	return field;
}

struct field *record_set(struct record *record, const char *term,
			 const char *value, double confidence,
			 enum field_source source)
{
	struct field *field = record_ensure(record, term);

	mem_replace(&field->value, value);
	field->confidence = confidence;
	field->said = -1;
	field->source = source;
	return field;
}

struct field *record_put(struct record *record, const struct field *field)
{
	struct field *place = record_ensure(record, field->term);
	struct field copy;

	field_copy(field, &copy);
	field_done(place);
	*place = copy;
	return place;
}

void field_add_box(struct field *field, struct box box)
{
	field->boxes = mem_grow(field->boxes, field->n_boxes + 1,
				sizeof(*field->boxes));
	field->boxes[field->n_boxes++] = box;
}

const char *field_support_word(enum field_support support)
{
	static const char *const words[SUPPORT_COUNT] = {
		[SUPPORT_UNKNOWN] = NULL,
		[SUPPORT_SEEN] = "supported",
		[SUPPORT_INFERRED] = "inferred",
		[SUPPORT_NOWHERE] = "not on the sheet",
		[SUPPORT_ILLEGIBLE] = "cannot tell",
	};

	return words[support];
}

void field_unsupport(struct field *field)
{
	free(field->boxes);
	field->boxes = NULL;
	field->n_boxes = 0;
	field->evidence = -1;
	field->support = SUPPORT_UNKNOWN;
}

void record_remove(struct record *record, const char *term)
{
	struct field *field = record_find(record, term);
	size_t after;

	if (field == NULL)
		return;
	after = (size_t)(record->fields + record->n - field) - 1;
	field_done(field);
	memmove(field, field + 1, after * sizeof(*field));
	record->n--;
}

/* A field's place in the table and in the record, for a stable sort. */
struct rank {
	size_t term, arrival;
	struct field field;
};

static int rank_order(const void *a, const void *b)
{
	const struct rank *left = a, *right = b;

	if (left->term != right->term)
		return left->term < right->term ? -1 : 1;
	return left->arrival < right->arrival ? -1 : 1;
}

void record_sort(struct record *record, const struct terms *terms)
{
	struct rank *ranks = mem_alloc(record->n * sizeof(*ranks));

	for (size_t i = 0; i < record->n; i++)
		ranks[i] = (struct rank){
			.term = terms_index(terms, record->fields[i].term),
			.arrival = i,
			.field = record->fields[i],
		};
	qsort(ranks, record->n, sizeof(*ranks), rank_order);
	for (size_t i = 0; i < record->n; i++)
		record->fields[i] = ranks[i].field;
	free(ranks);
}

bool field_reader_is_unknown(const struct field *field)
{
	return field->said >= 0 && field->confidence == CALIBRATION_UNKNOWN;
}

const char *field_source_word(enum field_source source)
{
	static const char *const words[SOURCE_COUNT] = {
		[SOURCE_MODEL] = "model",     [SOURCE_RULE] = "rule",
		[SOURCE_HUMAN] = "human",     [SOURCE_EMPTY] = "empty",
		[SOURCE_BARCODE] = "barcode", [SOURCE_TABLE] = "table",
	};

	return words[source];
}
