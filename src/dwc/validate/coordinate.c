/*
 * coordinate.c: coordinates, by themselves and in the country of the record.
 *
 * 1. A point that lies in the country with the other sign, or with latitude and
 *    longitude in each other's place, is told with what it would be. One that
 *    lies outside whichever way is noted: borders move, and some collect at sea.
 * 2. Where a coordinate does not say on which side it lies ("106 30"), the
 *    country does, if it lies on one side alone.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/coordinates.h"

/* --- in the country ------------------------------------------------------- */

/* The point of the record, and the country that it should lie in. */
struct point {
	const char *country; /* as the tables have it */
	const char *texts[2];
	double latitude, longitude;
};

/* The country of the record, or that of its state; NULL: not known. */
static const char *point_country(const struct validation *v)
{
	const struct places *places = v->tables->places;
	const char *country =
		places_country_named(places, validation_value(v, ROLE_COUNTRY));
	const char *of = NULL;

	if (country == NULL && text_blank(validation_value(v, ROLE_COUNTRY)) &&
	    places_state_named(places, NULL, validation_value(v, ROLE_STATE),
			       &of) != NULL)
		country = of;
	return country != NULL && country_boxes_know(v->tables->boxes, country)
		       ? country
		       : NULL;
}

/* The value may be one that is only tried. */
static bool point_read(const struct validation *v, struct point *ret)
{
	bool longitude = v->term->role == ROLE_LONGITUDE;

	ret->country = point_country(v);
	ret->texts[0] =
		longitude ? validation_value(v, ROLE_LATITUDE) : v->value;
	ret->texts[1] =
		longitude ? v->value : validation_value(v, ROLE_LONGITUDE);
	/* One is tried in the place of the other: nothing is to be said. */
	return ret->country != NULL &&
	       strcmp(ret->texts[0], ret->texts[1]) != 0 &&
	       validation_number(ret->texts[0], &ret->latitude) &&
	       validation_number(ret->texts[1], &ret->longitude);
}

/* What may have been meant: the two in this order, with these signs. */
struct meant {
	bool swapped;
	int latitude, longitude; /* 1 or -1 */
};

/* The likelier first; the first is as it stands. */
static const struct meant meanings[] = {
	{false, 1, 1}, {false, 1, -1},	{false, -1, 1},
	{true, 1, 1},  {false, -1, -1}, {true, 1, -1},
};

static const struct meant *point_meant(const struct validation *v,
				       const struct point *point)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
		const struct meant *m = &meanings[i];
		double a = m->swapped ? point->longitude : point->latitude;
		double b = m->swapped ? point->latitude : point->longitude;

		if (country_has(v->tables->boxes, point->country,
				m->latitude * a, m->longitude * b))
			return m;
	}
	return NULL;
}

/* The same with the other sign. Owned. */
static char *sign_changed(const char *text)
{
	if (*text == '-')
		return mem_strdup(text + 1);
	return mem_printf("-%s", text + (*text == '+'));
}

static void check_country(struct validation *v)
{
	bool longitude = v->term->role == ROLE_LONGITUDE;
	struct point point;
	const struct meant *meant;
	char *proposal CLEANUP(mem_free_str) = NULL;
	const char *text;
	int sign;

	if ((!longitude && v->term->role != ROLE_LATITUDE) ||
	    !point_read(v, &point))
		return;
	meant = point_meant(v, &point);
	if (meant == NULL) {
		validation_add(v, SEVERITY_NOTE, "outside-country", NULL,
			       "%s, %s lies outside %s.", point.texts[0],
			       point.texts[1], point.country);
		return;
	}
	sign = longitude ? meant->longitude : meant->latitude;
	if (!meant->swapped && sign == 1)
		return;
	text = point.texts[meant->swapped ? !longitude : longitude];
	proposal = sign == 1 ? mem_strdup(text) : sign_changed(text);
	if (meant->swapped)
		validation_add(v, SEVERITY_WARNING, "coordinates-swapped",
			       proposal,
			       "Latitude and longitude are in each other's "
			       "place: so they lie outside %s.",
			       point.country);
	else
		validation_add(v, SEVERITY_WARNING, "coordinate-sign", proposal,
			       "With %s it lies outside %s, with %s inside.",
			       v->value, point.country, proposal);
}

/* --- by themselves -------------------------------------------------------- */

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
	if (latitude && validation_number(other, &second) &&
	    fabs(number) < 1e-9 && fabs(second) < 1e-9)
		validation_add(v, SEVERITY_WARNING, "zero-coordinates", NULL,
			       "0, 0 is a place in the sea.");
}

/* --- on which side -------------------------------------------------------- */

/* Whether the coordinate lies in the country with this sign, beside the other
 * one if that is known. */
static bool side_is_inside(const struct validation *v, const char *country,
			   double degrees)
{
	bool latitude = v->term->role == ROLE_LATITUDE;
	double other;

	if (!validation_number(validation_value(v, latitude ? ROLE_LONGITUDE
							    : ROLE_LATITUDE),
			       &other))
		other = NAN;
	return country_has(v->tables->boxes, country,
			   latitude ? degrees : other,
			   latitude ? other : degrees);
}

/* What a text without a hemisphere means in the country of the record; NULL:
 * that is not known. Owned. */
static char *side_of_country(const struct validation *v,
			     const struct coordinate *coordinate)
{
	const char *country = point_country(v);
	bool here, there;

	if (country == NULL ||
	    (v->term->role != ROLE_LATITUDE && v->term->role != ROLE_LONGITUDE))
		return NULL;
	here = side_is_inside(v, country, coordinate->degrees);
	there = side_is_inside(v, country, -coordinate->degrees);
	if (here == there)
		return NULL;
	return here ? mem_strdup(coordinate->text)
		    : sign_changed(coordinate->text);
}

/* The value as it should be written, NULL where that is not sure. Owned. */
static char *coordinate_meant(const struct validation *v,
			      enum coordinate_axis axis)
{
	struct coordinate coordinate;

	if (coordinate_is_sideless(v->value, axis, &coordinate))
		return side_of_country(v, &coordinate);
	return coordinate_is_text(v->value, axis, &coordinate)
		       ? mem_strdup(coordinate.text)
		       : NULL;
}

void validate_coordinate(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	enum coordinate_axis axis = v->term->role == ROLE_LONGITUDE
					    ? AXIS_LONGITUDE
					    : AXIS_LATITUDE;
	char *meant CLEANUP(mem_free_str) = NULL;
	double number;

	if (validation_number(v->value, &number)) {
		if (validation_in_range(v, number))
			check_pair(v, number);
		check_country(v);
		return;
	}
	meant = coordinate_meant(v, axis);
	validation_add(v, SEVERITY_ERROR, "not-a-number", meant,
		       "%s is not in decimal degrees.", quoted);
}
