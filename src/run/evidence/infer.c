/*
 * infer.c: what follows from values that stand on a sheet. See asked.h.
 *
 * 1. What is inferred follows from a value of the same record that is SEEN or
 *    inferred itself, and has its evidence and boxes.
 */
#include "config.h"

#include "run/evidence/asked.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"

static struct field *role_field(const struct terms *terms,
				const struct record *record,
				enum term_role role)
{
	const struct term *term = terms_role(terms, role);

	return term != NULL ? record_find(record, term->name) : NULL;
}

/* Whether it may still be inferred. */
static bool field_open(const struct field *field)
{
	return field != NULL && (field->support == SUPPORT_NOWHERE ||
				 field->support == SUPPORT_ILLEGIBLE);
}

static bool field_seen(const struct field *field)
{
	return field != NULL && (field->support == SUPPORT_SEEN ||
				 field->support == SUPPORT_INFERRED);
}

static void field_infer(struct field *field, const struct field *from)
{
	field_unsupport(field);
	field->support = SUPPORT_INFERRED;
	field->evidence = from->evidence;
	for (size_t i = 0; i < from->n_boxes; i++)
		field_add_box(field, from->boxes[i]);
}

static void infer_country(const struct evidence_sheet *sheet,
			  struct record *record)
{
	struct field *country = role_field(sheet->terms, record, ROLE_COUNTRY);
	const struct field *state =
		role_field(sheet->terms, record, ROLE_STATE);
	const char *own, *named = NULL;

	if (!field_open(country) || !field_seen(state))
		return;
	own = places_country_named(sheet->places, country->value);
	if (own == NULL || places_state_named(sheet->places, own, state->value,
					      &named) == NULL)
		return;
	field_infer(country, state);
}

/* Few labels print a family: that it was not found says nothing, unless it is
 * known which one it is. */
void evidence_infer_family(const struct terms *terms,
			   const struct evidence_help *help,
			   struct record *record)
{
	struct field *family = role_field(terms, record, ROLE_FAMILY);
	const struct field *name = role_field(terms, record, ROLE_NAME);
	int is;

	if (help == NULL || help->family_is == NULL || family == NULL ||
	    text_blank(family->value) || family->support == SUPPORT_SEEN ||
	    !field_seen(name))
		return;
	is = help->family_is(help->data, name->value, family->value);
	if (is > 0) {
		field_infer(family, name);
	} else if (is == 0) {
		field_unsupport(family);
		family->support = SUPPORT_NOWHERE;
		family->evidence = 0;
	}
}

/* Whether each word of `part` is one of `whole`. */
static bool words_within(const char *part, const char *whole)
{
	char *folded CLEANUP(mem_free_str) = text_folded(part);
	char *text CLEANUP(mem_free_str) = text_folded(whole);
	static const char gaps[] = " \t\n.,;:()&|";
	char *save = NULL;
	bool any = false;

	for (char *word = strtok_r(folded, gaps, &save); word != NULL;
	     word = strtok_r(NULL, gaps, &save)) {
		const char *at = strstr(text, word);
		size_t len = strlen(word);

		while (at != NULL &&
		       ((at > text && strchr(gaps, at[-1]) == NULL) ||
			strchr(gaps, at[len]) == NULL))
			at = strstr(at + 1, word);
		if (at == NULL)
			return false;
		any = true;
	}
	return any;
}

/* Genus, epithets and author of a name that stands there. */
static void infer_name_parts(const struct evidence_sheet *sheet,
			     struct record *record)
{
	const struct term *term = terms_role(sheet->terms, ROLE_NAME);
	const struct field *name = role_field(sheet->terms, record, ROLE_NAME);
	struct term_list list;

	if (!field_seen(name))
		return;
	list = terms_together(sheet->terms, term);
	for (size_t i = 0; i < list.n; i++) {
		struct field *part = record_find(record, list.items[i]->name);

		if (field_open(part) && words_within(part->value, name->value))
			field_infer(part, name);
	}
}

/* Whether a text that was found says the value in another notation. */
static bool text_means(const struct term *term, const char *text,
		       const char *value)
{
	struct date_reading date;
	struct coordinates at;
	double degrees;

	if (term->kind == TERM_DATE)
		return date_read(text, 1999, &date) == 0 &&
		       strlen(date.iso) == strlen(value) &&
		       strcmp(date.iso + 2, value + 2) == 0;
	if (term->kind != TERM_COORDINATE || coordinates_find(text, &at) < 0)
		return false;
	degrees = term->role == ROLE_LONGITUDE ? at.longitude.degrees
					       : at.latitude.degrees;
	return fabs(degrees - strtod(value, NULL)) < 0.001;
}

/* A date or coordinate from how it was written, which stands there. */
static void infer_notation(const struct evidence_sheet *sheet,
			   struct record *record, enum term_role role)
{
	const struct term *term = terms_role(sheet->terms, role);
	struct field *field = role_field(sheet->terms, record, role);
	struct term_list list;

	if (!field_open(field))
		return;
	list = terms_together(sheet->terms, term);
	for (size_t i = 0; i < list.n; i++) {
		const struct field *text =
			record_find(record, list.items[i]->name);

		if (list.items[i]->kind == TERM_TEXT && field_seen(text) &&
		    text_means(term, text->value, field->value)) {
			field_infer(field, text);
			return;
		}
	}
}

void record_infer(const struct evidence_sheet *sheet,
		  const struct evidence_help *help, struct record *record)
{
	infer_country(sheet, record);
	infer_name_parts(sheet, record);
	evidence_infer_family(sheet->terms, help, record);
	infer_notation(sheet, record, ROLE_COLLECTED);
	infer_notation(sheet, record, ROLE_LATITUDE);
	infer_notation(sheet, record, ROLE_LONGITUDE);
}
