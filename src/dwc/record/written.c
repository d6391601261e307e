/*
 * written.c: values and how they are written. See written.h.
 *
 * 1. What is written is held to mean the value as long as one reading of it
 *    does, within what was rounded.
 */
#include "config.h"

#include "dwc/record/written.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/date/denies.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/measure.h"

#define ROUNDED_UNITS  2    /* of the last figure that is written */
#define ROUNDED_METRES 1    /* a height is off by so much, … */
#define ROUNDED_SHARE  0.01 /* … or by this share: three feet are not a metre */

/* --- which terms ---------------------------------------------------------- */

bool term_is_of_coordinates(const struct terms *terms, const struct term *term)
{
	struct term_list set = terms_together(terms, term);

	for (size_t i = 0; i < set.n; i++)
		if (set.items[i]->kind == TERM_COORDINATE)
			return true;
	return false;
}

/* Whose value is printed in another term of their set. How far coordinates may
 * be off is a measure, but not what they say. */
static bool term_is_printed(const struct terms *terms, const struct term *term)
{
	static const enum term_role roles[] = {ROLE_COLLECTED, ROLE_NAME,
					       ROLE_LOCALITY, ROLE_LATITUDE,
					       ROLE_LONGITUDE};

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (term->role == roles[i])
			return true;
	return term->metres && !term_is_of_coordinates(terms, term);
}

/* Written as it is printed. */
static bool term_is_print(const struct terms *terms, const struct term *term)
{
	(void)terms;
	return term_has_lines(term);
}

static const struct term *
set_find(const struct terms *terms, const struct term *term,
	 bool (*is)(const struct terms *, const struct term *))
{
	struct term_list set = terms_together(terms, term);

	for (size_t i = 0; i < set.n; i++)
		if (set.items[i] != term && is(terms, set.items[i]))
			return set.items[i];
	return NULL;
}

const struct term *term_verbatim(const struct terms *terms,
				 const struct term *term)
{
	return term_is_printed(terms, term)
		       ? set_find(terms, term, term_is_print)
		       : NULL;
}

const struct term *term_interpreted(const struct terms *terms,
				    const struct term *term)
{
	return term_has_lines(term) ? set_find(terms, term, term_is_printed)
				    : NULL;
}

bool term_has_lines(const struct term *term)
{
	return term->kind == TERM_TEXT && term->unchecked;
}

/* --- what is written ------------------------------------------------------ */

static bool number_of(const char *text, double *ret)
{
	struct number number;

	if (number_read(text, 0, NUMBER_PLAIN, &number) < 0 ||
	    text[number.end] != '\0')
		return false;
	*ret = number.value;
	return true;
}

/* Whether a coordinate can be so many degrees. A bare number and what has no
 * hemisphere leave open on which side. */
static bool coordinate_can_be(const struct coordinate *coordinate,
			      double degrees)
{
	static const double units[] = {1, 1, 1 / 60.0, 1 / 3600.0};
	double unit = units[coordinate->parts] * pow(10, -coordinate->decimals);
	bool side = coordinate->sure &&
		    (coordinate->degrees < 0 || coordinate->parts > 1);
	double off = side ? coordinate->degrees - degrees
			  : fabs(coordinate->degrees) - fabs(degrees);

	return fabs(off) <= ROUNDED_UNITS * unit;
}

static bool coordinates_deny(const struct term *term, const char *written,
			     double degrees)
{
	bool latitude = term->role == ROLE_LATITUDE;
	struct coordinates pair;
	struct coordinate one;
	size_t at = 0;

	if (coordinate_is_text(written,
			       latitude ? AXIS_LATITUDE : AXIS_LONGITUDE, &one))
		return !coordinate_can_be(&one, degrees);
	while (coordinates_find_from(written, at, &pair) == 0) {
		if (coordinate_can_be(latitude ? &pair.latitude
					       : &pair.longitude,
				      degrees))
			return false;
		at = pair.end;
	}
	return at > 0;
}

static bool quantity_can_be(const struct quantity *quantity, double metres)
{
	double from = quantity_metres(quantity);
	double to = quantity->range ? quantity_metres_to(quantity) : from;
	double slack = fmax(ROUNDED_METRES, ROUNDED_SHARE * fabs(metres));

	return quantity->open || quantity->hedge > QUANTITY_ABOUT ||
	       (metres >= from - slack && metres <= to + slack);
}

static bool heights_deny(const char *written, double metres)
{
	struct quantity quantity;
	bool says = false;
	size_t at = 0;

	while (quantity_read_from(written, at, &quantity) == 0) {
		enum measure measure = measure_of(written, &quantity);

		at = quantity.end;
		if (!quantity_is_length(&quantity))
			continue;
		if (quantity_can_be(&quantity, metres))
			return false;
		says |= measure == MEASURE_ELEVATION ||
			measure == MEASURE_LENGTH;
	}
	return says;
}

bool written_denies(const struct term *term, const char *written,
		    const char *value, int this_year)
{
	double number;

	if (text_blank(written) || text_blank(value))
		return false;
	if (term->kind == TERM_DATE)
		return date_denies(written, value, this_year);
	if (term->kind == TERM_COORDINATE)
		return number_of(value, &number) &&
		       coordinates_deny(term, written, number);
	return term->metres && number_of(value, &number) &&
	       heights_deny(written, number);
}

bool written_is_date(const struct term *term, const char *written,
		     const char *value, int this_year)
{
	struct date_reading reading;

	return term->kind == TERM_DATE &&
	       date_read(written, this_year, &reading) == 0 && reading.sure &&
	       strcmp(reading.iso, value) == 0;
}
