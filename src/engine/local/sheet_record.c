/*
 * sheet_record.c: one record of several labels. See sheet_record.h.
 *
 * Each label is weighed by what it tells of a gathering. The one that tells
 * most leads; the others are asked in the order in which the finder gave them.
 *
 * 1. The lead's values stand. Another label changes the name and what belongs
 *    to it, and that only as a determination; else it fills what is missing.
 * 2. A field is copied with its confidence, evidence, source and boxes, or not
 *    at all.
 * 3. What does not speak of a specimen gives a record without any value but a
 *    catalogue number.
 */
#include "config.h"

#include "engine/local/sheet_record.h"

#include <ctype.h>
#include <stdbool.h>

#include "base/text.h"

static bool field_says(const struct field *field)
{
	return field != NULL && *field->value != '\0';
}

static bool record_has(const struct record *record, const char *term)
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

		if (field_says(f))
			sum += terms[i].worth * (0.3 + f->confidence);
	}
	return r->slip ? sum * 0.3 : sum;
}

/* A name and who said so, nothing of where and by whom it was gathered. */
static bool is_determination(const struct label_reading *r)
{
	const struct record *record = &r->record;

	return (r->slip || record_has(record, "identifiedBy")) &&
	       !record_has(record, "recordedBy") &&
	       !record_has(record, "locality");
}

static void field_put(const struct field *field, struct record *to,
		      const char *as)
{
	struct field *put = record_set(to, as, field->value, field->confidence,
				       field->source);

	put->evidence = field->evidence;
	for (size_t i = 0; i < field->n_boxes; i++)
		field_add_box(put, field->boxes[i]);
}

/* Puts a copy of one field into a record, which may be its own, under the
 * name `as`. */
static void field_copy(const struct record *from, const char *term,
		       struct record *to, const char *as)
{
	const struct field *f = record_find(from, term);
	struct record one;

	if (!field_says(f))
		return;
	record_init(&one); /* `f` does not outlive a change of its record */
	field_put(f, &one, as);
	record_remove(to, as);
	field_put(record_find(&one, as), to, as);
	record_done(&one);
}

/* A later determination: the older name is kept beside it. */
static void determination_apply(const struct label_reading *slip,
				struct record *ret)
{
	const struct record *from = &slip->record;
	const struct field *name = record_find(from, "scientificName");

	if (field_says(name) && name->confidence >= 0.5) {
		const char *older = record_value(ret, "scientificName");

		if (*older != '\0' && text_similarity(older, name->value) < 0.9)
			field_copy(ret, "scientificName", ret,
				   "previousIdentifications");
		field_copy(from, "scientificName", ret, "scientificName");
	} else if (record_has(ret, "identifiedBy")) {
		return;
	}
	field_copy(from, "identifiedBy", ret, "identifiedBy");
	field_copy(from,
		   record_has(from, "dateIdentified") ? "dateIdentified"
						      : "eventDate",
		   ret, "dateIdentified");
}

static void record_fill(const struct record *from, struct record *ret)
{
	for (size_t i = 0; i < from->n; i++)
		if (!record_has(ret, from->fields[i].term))
			field_copy(from, from->fields[i].term, ret,
				   from->fields[i].term);
}

/* A catalogue number worth keeping without anything else. */
static bool is_catalogued(const struct record *record)
{
	const struct field *f = record_find(record, "catalogNumber");
	int digits = 0;

	if (f == NULL)
		return false;
	for (const char *c = f->value; *c != '\0'; c++)
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
	int told = 0;

	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct field *f = record_find(record, terms[i]);

		if (field_says(f) && f->confidence >= 0.4)
			told++;
	}
	if (record_has(record, "scientificName") ||
	    headings >= HEADINGS_TELLING)
		return told >= 1;
	return told >= 3;
}

/* The reading that tells most, or NULL where none tells anything. */
static const struct label_reading *
readings_lead(const struct label_reading *readings, size_t n)
{
	const struct label_reading *lead = NULL;
	double best = 0;

	for (size_t i = 0; i < n; i++) {
		double worth = reading_worth(&readings[i]);

		if (worth > best) {
			best = worth;
			lead = &readings[i];
		}
	}
	return lead;
}

/* Leaves nothing but the catalogue number, if it is one. */
static void record_strip(struct record *record)
{
	struct record bare;

	record_init(&bare);
	if (is_catalogued(record))
		field_copy(record, "catalogNumber", &bare, "catalogNumber");
	record_done(record);
	*record = bare;
}

void sheet_record_make(const struct label_reading *readings, size_t n,
		       struct record *ret)
{
	const struct label_reading *lead = readings_lead(readings, n);
	int headings = 0;

	record_init(ret);
	if (lead != NULL)
		record_copy(&lead->record, ret);
	for (size_t i = 0; i < n; i++) {
		if (readings[i].headings > headings)
			headings = readings[i].headings;
		if (&readings[i] == lead)
			continue;
		if (is_determination(&readings[i]))
			determination_apply(&readings[i], ret);
		else
			record_fill(&readings[i].record, ret);
	}
	if (!is_specimen(ret, headings))
		record_strip(ret);
}
