/*
 * sheet_record.c: one record of several labels.
 */
#include "config.h"

#include "engine/local/sheet_record.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static bool has(const struct record *record, const char *term)
{
	return *record_value(record, term) != '\0';
}

/* How much a label tells of a gathering. */
static double reading_worth(const struct label_reading *r)
{
	static const struct {
		const char *term;
		double worth;
	} terms[] = {
		{"scientificName", 2}, {"recordedBy", 2},
		{"eventDate", 2},      {"locality", 2},
		{"recordNumber", 1},   {"habitat", 1},
		{"identifiedBy", 0.5}, {"vernacularName", 0.5},
	};
	double sum = 0;
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct field *f = record_find(&r->record, terms[i].term);
		if (f && *f->value)
			sum += terms[i].worth * (0.3 + f->confidence);
	}
	return r->slip ? sum * 0.3 : sum;
}

/* A name and who said so, nothing of where and by whom it was gathered. */
static bool is_determination(const struct label_reading *r)
{
	const struct record *record = &r->record;
	return (r->slip || has(record, "identifiedBy")) &&
	       !has(record, "recordedBy") && !has(record, "locality");
}

/* Puts a copy of one field into a record, which may be its own, under the
 * name `as`. */
static void field_copy(const struct record *from, const char *term,
		       struct record *to, const char *as)
{
	const struct field *f = record_find(from, term);
	struct record one;
	if (!f || !*f->value)
		return;
	record_init(&one); /* `f` does not outlive a change of its record */
	struct field *copy =
		record_set(&one, as, f->value, f->confidence, f->source);
	copy->evidence = f->evidence;
	for (size_t i = 0; i < f->n_boxes; i++)
		field_add_box(copy, f->boxes[i]);
	record_remove(to, as);
	struct field *put =
		record_set(to, as, copy->value, copy->confidence, copy->source);
	put->evidence = copy->evidence;
	for (size_t i = 0; i < copy->n_boxes; i++)
		field_add_box(put, copy->boxes[i]);
	record_done(&one);
}

/* A later determination: the older name is kept beside it. */
static void apply_determination(const struct label_reading *slip,
				struct record *ret)
{
	const struct record *from = &slip->record;
	const struct field *name = record_find(from, "scientificName");
	if (name && *name->value && name->confidence >= 0.5) {
		const char *older = record_value(ret, "scientificName");
		if (*older && text_similarity(older, name->value) < 0.9)
			field_copy(ret, "scientificName", ret,
				   "previousIdentifications");
		field_copy(from, "scientificName", ret, "scientificName");
	} else if (has(ret, "identifiedBy")) {
		return;
	}
	field_copy(from, "identifiedBy", ret, "identifiedBy");
	field_copy(from,
		   has(from, "dateIdentified") ? "dateIdentified" : "eventDate",
		   ret, "dateIdentified");
}

static void fill_missing(const struct record *from, struct record *ret)
{
	for (size_t i = 0; i < from->n; i++)
		if (!has(ret, from->fields[i].term))
			field_copy(from, from->fields[i].term, ret,
				   from->fields[i].term);
}

/* A catalogue number worth keeping without anything else. */
static bool is_catalogued(const struct record *record)
{
	const struct field *f = record_find(record, "catalogNumber");
	int digits = 0;
	for (const char *c = f ? f->value : ""; *c; c++)
		digits += isdigit((unsigned char)*c) != 0;
	return digits >= 4 && f->confidence >= 0.6;
}

/* With so many headings a label is one of the collection's own forms. */
enum { HEADINGS_TELLING = 5 };

/* Does the record speak of a gathering? A folder's cover has a name alone;
 * a shop's label on an empty box has headings alone. */
static bool is_specimen(const struct record *record, int headings)
{
	static const char *const terms[] = {"recordedBy", "eventDate",
					    "locality", "recordNumber",
					    "identifiedBy"};
	double told = 0;
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct field *f = record_find(record, terms[i]);
		if (f && *f->value && f->confidence >= 0.4)
			told += 1;
	}
	if (has(record, "scientificName") || headings >= HEADINGS_TELLING)
		return told >= 1;
	return told >= 3;
}

void sheet_record_make(const struct label_reading *readings, size_t n,
		       struct record *ret)
{
	size_t lead = SIZE_MAX;
	double best = 0;
	int headings = 0;
	record_init(ret);
	for (size_t i = 0; i < n; i++) {
		double worth = reading_worth(&readings[i]);
		if (readings[i].headings > headings)
			headings = readings[i].headings;
		if (worth > best) {
			best = worth;
			lead = i;
		}
	}
	if (lead != SIZE_MAX)
		record_copy(&readings[lead].record, ret);
	for (size_t i = 0; i < n; i++) {
		if (i == lead)
			continue;
		if (is_determination(&readings[i]))
			apply_determination(&readings[i], ret);
		else
			fill_missing(&readings[i].record, ret);
	}
	if (is_specimen(ret, headings))
		return;
	struct record bare;
	record_init(&bare);
	if (is_catalogued(ret))
		field_copy(ret, "catalogNumber", &bare, "catalogNumber");
	record_done(ret);
	*ret = bare;
}
