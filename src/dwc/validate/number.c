/*
 * number.c: numbers and marks.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/measure.h"
#include "dwc/record/written.h"

bool validation_number(const char *text, double *ret)
{
	const char *at = text + (*text == '-' || *text == '+');
	double number = 0, scale = 1;
	int digits = 0;

	for (; *at >= '0' && *at <= '9' && digits < 15; at++, digits++)
		number = number * 10 + (*at - '0');
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9' && digits < 15;
		     at++, digits++)
			number += (*at - '0') * (scale /= 10);
	if (digits == 0 || *at != '\0')
		return false;
	*ret = *text == '-' ? -number : number;
	return true;
}

bool validation_in_range(struct validation *v, double number)
{
	const struct term *term = v->term;

	if (!term->has_range ||
	    (number >= (double)term->least && number <= (double)term->most))
		return true;
	validation_add(v, SEVERITY_ERROR, "number-range", NULL,
		       "%s lies outside %ld to %ld.", term->label, term->least,
		       term->most);
	return false;
}

/* Whether the quantity in the text may be what the term measures: a height, or
 * with "+/-" before it how far off something may be. How far it was from the
 * road is neither. */
static bool may_measure(const char *text, const struct quantity *quantity,
			bool uncertainty)
{
	enum measure measure = measure_of(text, quantity);
	bool off = quantity->hedge == QUANTITY_ABOUT &&
		   strchr("+\xc2", text[quantity->start]) != NULL;

	if (uncertainty != off)
		return false;
	return measure == MEASURE_LENGTH ||
	       (measure == MEASURE_ELEVATION && !uncertainty);
}

/* Feet that a text says as this number; the metres that they are, "" for none.
 * Owned. */
static char *feet_of_text(const char *text, double number, bool uncertainty)
{
	struct quantity quantity;
	size_t at = 0;

	while (quantity_read_from(text, at, &quantity) == 0) {
		const char *unit = quantity_unit_word(&quantity);

		at = quantity.end;
		if (quantity.from.value == number &&
		    (strcmp(unit, "ft") == 0 || strcmp(unit, "feet") == 0) &&
		    may_measure(text, &quantity, uncertainty))
			return quantity_metres_text(&quantity);
	}
	return mem_strdup("");
}

/* What another field says in feet was taken for metres. */
static void check_feet(struct validation *v, double number)
{
	bool uncertainty = term_is_of_coordinates(v->terms, v->term);

	for (size_t i = 0; i < v->record->n; i++) {
		const struct field *field = &v->record->fields[i];
		const struct term *term = terms_find(v->terms, field->term);
		char *metres CLEANUP(mem_free_str) = NULL;

		if (term == NULL || term->kind != TERM_TEXT || number == 0)
			continue;
		metres = feet_of_text(field->value, number, uncertainty);
		if (*metres == '\0')
			continue;
		validation_add(v, SEVERITY_WARNING, "feet", metres,
			       "%s says %s in feet: in metres it is %s.",
			       term->label, v->value, metres);
		return;
	}
}

void validate_number(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	char *proposal CLEANUP(mem_free_str) = NULL;
	double number;

	if (validation_number(v->value, &number)) {
		if (validation_in_range(v, number) && v->term->metres)
			check_feet(v, number);
		return;
	}
	if (v->term->metres)
		proposal = metres_of_text(v->value);
	validation_add(v, SEVERITY_ERROR, "not-a-number", proposal,
		       "%s is not a plain number.", quoted);
}

/* --- words ---------------------------------------------------------------- */

void validate_flag(struct validation *v)
{
	static const struct {
		const char *word, *proposal;
	} words[] = {{"yes", "true"},  {"y", "true"},	  {"1", "true"},
		     {"no", "false"},  {"n", "false"},	  {"0", "false"},
		     {"true", "true"}, {"false", "false"}};
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *proposal = NULL;

	if (strcmp(v->value, "true") == 0 || strcmp(v->value, "false") == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_casecmp(v->value, words[i].word) == 0)
			proposal = words[i].proposal;
	validation_add(v, SEVERITY_WARNING, "flag-word", proposal,
		       "%s is neither true nor false.", quoted);
}

void validate_vocabulary(struct validation *v)
{
	const struct vocabularies *all = v->tables->vocabularies;
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *word;

	if (!vocabularies_know(all, v->term->name))
		return;
	word = vocabularies_word(all, v->term->name, v->value);
	if (word == NULL)
		validation_add(v, SEVERITY_WARNING, "vocabulary", NULL,
			       "%s is not one of the words used for %s.",
			       quoted, v->term->label);
	else if (strcmp(word, v->value) != 0)
		validation_add(v, SEVERITY_NOTE, "vocabulary", word,
			       "%s is written %s.", quoted, word);
}
