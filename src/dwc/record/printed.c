/*
 * printed.c: one function for each kind of value. See printed.h.
 *
 * 1. Somebody chose these words: none is left out but marks at the ends, and
 *    what says which value it is. A part of them is taken only where a parser
 *    says that the whole is that value.
 */
#include "config.h"

#include "dwc/record/printed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/number.h"
#include "dwc/parse/number_mark.h"
#include "dwc/parse/people.h"
#include "dwc/parse/quantity.h"

#define LOOSE_FRONT " .,;:)]|_/~*="
#define LOOSE_BACK  " ,;:([|_/~*="

struct printed {
	const struct term *term;
	int this_year;
};

/* The text between marks that belong to nothing; owned. A full stop at its end
 * may be that of an abbreviation. */
static char *printed_trim(const char *text)
{
	size_t len;

	text += strspn(text, LOOSE_FRONT);
	len = strlen(text);
	while (len > 0 && strchr(LOOSE_BACK, text[len - 1]) != NULL)
		len--;
	return mem_strndup(text, len);
}

static char *printed_date(const struct printed *printed, const char *text)
{
	struct date_reading date;

	if (date_read(text, printed->this_year, &date) < 0 ||
	    !date_is_definite(&date))
		return NULL;
	return mem_strdup(date.iso);
}

/* The number that the text ends or begins with. */
static char *printed_number(const struct printed *printed, const char *text)
{
	struct quantity quantity;
	struct number number;
	size_t at = strcspn(text, "0123456789");
	char *metres;

	if (printed->term->metres) {
		metres = metres_of_text(text);
		if (metres == NULL && quantity_read(text, &quantity) == 0 &&
		    quantity_is_length(&quantity))
			metres = quantity_metres_text(&quantity);
		return metres;
	}
	if (at > 0 && text[at - 1] == '-')
		at--;
	if (number_read(text, at, NUMBER_GROUPS, &number) < 0)
		return NULL;
	return mem_strdup(number.text);
}

static char *printed_coordinate(const struct printed *printed, const char *text)
{
	bool latitude = printed->term->role == ROLE_LATITUDE;
	struct coordinates both;
	struct coordinate one;

	if (coordinates_find(text, &both) == 0)
		return mem_strdup(latitude ? both.latitude.text
					   : both.longitude.text);
	if (coordinate_is_text(text, latitude ? AXIS_LATITUDE : AXIS_LONGITUDE,
			       &one))
		return mem_strdup(one.text);
	return NULL;
}

static char *printed_people(const struct printed *printed, const char *text)
{
	struct people people;
	char *names = people_of_text(text);

	if (names != NULL || people_read(text, &people) < 0 ||
	    people.start == 0)
		return names;
	/* What their part is goes; what stands behind them stays. */
	return printed_trim(text + people.start);
}

static char *printed_identifier(const struct printed *printed, const char *text)
{
	char *own = printed_trim(text + number_heading(text, 0));
	size_t len = strlen(own);

	while (len > 0 && own[len - 1] == '.')
		own[--len] = '\0';
	return own;
}

char *printed_value(const struct term *term, const char *text, int this_year)
{
	static char *(*const readers[])(const struct printed *,
					const char *) = {
		[TERM_PERSON] = printed_people,
		[TERM_DATE] = printed_date,
		[TERM_NUMBER] = printed_number,
		[TERM_COORDINATE] = printed_coordinate,
		[TERM_IDENTIFIER] = printed_identifier,
		[TERM_FLAG] = NULL,
	};
	struct printed printed = {.term = term, .this_year = this_year};
	char *plain = text_squeezed(text), *value = NULL;

	if (term == NULL || term->unchecked)
		return plain;
	if (readers[term->kind] != NULL)
		value = readers[term->kind](&printed, plain);
	if (text_blank(value)) {
		free(value);
		value = printed_trim(plain);
	}
	if (text_blank(value)) {
		free(value);
		return plain;
	}
	free(plain);
	return value;
}
