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

#define METRES_PER_FOOT 0.3048

/* Reads a plain decimal number at the start of a text, whatever the locale;
 * returns what follows, or NULL. */
static const char *number_read(const char *text, double *ret)
{
	const char *at = text;
	double number = 0, scale = 1;
	bool minus = *at == '-';
	int digits = 0;

	at += *at == '-' || *at == '+';
	for (; *at >= '0' && *at <= '9' && digits < 15; at++, digits++)
		number = number * 10 + (*at - '0');
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9' && digits < 15;
		     at++, digits++)
			number += (*at - '0') * (scale /= 10);
	if (digits == 0)
		return NULL;
	*ret = minus ? -number : number;
	return at;
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

/* "600 m", "2000 ft", "ca. 600 m.": the number of metres; NULL for none. */
static char *metres_of(const char *value)
{
	const char *at = value + strcspn(value, "0123456789-");
	double number;
	const char *unit = number_read(at, &number);

	if (unit == NULL)
		return NULL;
	unit += strspn(unit, " ");
	if (strncmp(unit, "ft", 2) == 0 || strncmp(unit, "feet", 4) == 0 ||
	    *unit == '\'')
		number *= METRES_PER_FOOT;
	else if (*unit != '\0' && *unit != 'm' && *unit != 'M')
		return NULL;
	return mem_printf("%ld", lround(number));
}

void validate_number(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	char *proposal CLEANUP(mem_free_str) = NULL;
	double number;
	const char *end = number_read(v->value, &number);

	if (end != NULL && *end == '\0') {
		(void)check_range(v, number);
		return;
	}
	if (v->term->metres)
		proposal = metres_of(v->value);
	validation_add(v, SEVERITY_ERROR, "not-a-number", proposal,
		       "%s is not a plain number.", quoted);
}

/* --- coordinates ---------------------------------------------------------- */

/* "50 30 15 N", "50°30'15\" N", "104.5 W" in decimal degrees, NULL for what
 * is no such thing. */
static char *degrees_of(const char *value)
{
	double parts[3] = {0}, degrees;
	size_t n = 0;
	bool minus = false;

	for (const char *at = value; *at != '\0';) {
		const char *end = n < 3 ? number_read(at, &parts[n]) : NULL;

		if (end != NULL) {
			n++;
			at = end;
			continue;
		}
		if (strchr("SsWwOo", *at) != NULL)
			minus = true;
		else if ((unsigned char)*at < 0x80 &&
			 strchr("NnEe '\",:", *at) == NULL)
			return NULL;
		at++;
	}
	if (n == 0 || parts[1] < 0 || parts[1] >= 60 || parts[2] < 0 ||
	    parts[2] >= 60)
		return NULL;
	degrees = fabs(parts[0]) + parts[1] / 60 + parts[2] / 3600;
	minus |= parts[0] < 0;
	/* In millionths, so that no locale's comma comes in. */
	return mem_printf("%s%ld.%06ld", minus ? "-" : "", (long)degrees,
			  lround(fmod(degrees, 1) * 1e6) % 1000000);
}

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
	if (latitude && number_read(other, &second) != NULL &&
	    fabs(number) < 1e-9 && fabs(second) < 1e-9)
		validation_add(v, SEVERITY_WARNING, "zero-coordinates", NULL,
			       "0, 0 is a place in the sea.");
}

void validate_coordinate(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	char *proposal CLEANUP(mem_free_str) = NULL;
	double number;
	const char *end = number_read(v->value, &number);

	if (end != NULL && *end == '\0') {
		if (check_range(v, number))
			check_pair(v, number);
		return;
	}
	proposal = degrees_of(v->value);
	validation_add(v, SEVERITY_ERROR, "not-a-number", proposal,
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
