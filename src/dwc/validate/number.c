/*
 * number.c: numbers, coordinates and marks.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/quantity.h"

/* Whether a text is a plain decimal number in the C notation, whatever the
 * locale: what Darwin Core wants. Any other notation is dwc/parse's. */
static bool is_plain_number(const char *text, double *ret)
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

static bool check_range(struct validation *v, double number)
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

void validate_number(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	char *proposal CLEANUP(mem_free_str) = NULL;
	double number;

	if (is_plain_number(v->value, &number)) {
		(void)check_range(v, number);
		return;
	}
	if (v->term->metres)
		proposal = metres_of_text(v->value);
	validation_add(v, SEVERITY_ERROR, "not-a-number", proposal,
		       "%s is not a plain number.", quoted);
}

/* --- coordinates ---------------------------------------------------------- */

/* Latitude needs longitude, and nobody collects at 0, 0. */
static void check_pair(struct validation *v, double number)
{
	bool latitude = v->term->role == ROLE_LATITUDE;
	const char *other =
		validation_value(v, latitude ? ROLE_LONGITUDE : ROLE_LATITUDE);
	double second;

	if (!latitude && v->term->role != ROLE_LONGITUDE)
		return;
	if (text_blank(other)) {
		validation_add(v, SEVERITY_WARNING, "coordinate-pair", NULL,
			       "%s stands alone: the other coordinate is "
			       "missing.",
			       v->term->label);
		return;
	}
	if (latitude && is_plain_number(other, &second) &&
	    fabs(number) < 1e-9 && fabs(second) < 1e-9)
		validation_add(v, SEVERITY_WARNING, "zero-coordinates", NULL,
			       "0, 0 is a place in the sea.");
}

void validate_coordinate(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	enum coordinate_axis axis = v->term->role == ROLE_LONGITUDE
					    ? AXIS_LONGITUDE
					    : AXIS_LATITUDE;
	struct coordinate coordinate;
	double number;
	bool sure;

	if (is_plain_number(v->value, &number)) {
		if (check_range(v, number))
			check_pair(v, number);
		return;
	}
	sure = coordinate_is_text(v->value, axis, &coordinate);
	validation_add(v, SEVERITY_ERROR, "not-a-number",
		       sure ? coordinate.text : NULL,
		       "%s is not in decimal degrees.", quoted);
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
