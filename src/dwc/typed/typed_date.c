/*
 * typed_date.c: dates as one types them. See typed_date.h.
 *
 * 1. A date is taken only where nothing but its century was left to be told,
 *    and that follows: from the days on which the plant was named and
 *    collected, from the other years of its collector, or because the nearer
 *    century has not had that year yet.
 * 2. Where day and month can be turned around, each way is an option, and so is
 *    each century that may be meant.
 */
#include "config.h"

#include "dwc/typed/typed_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/record/identification.h"

#define CENTURY	     100
#define YEAR_LEAST   1700 /* the oldest herbaria's younger sheets */
#define WORKING_LIFE 60	  /* years between a collector's first and last sheet */
#define ISO_DAY	     10	  /* bytes of YYYY-MM-DD */
#define READINGS_MAX 4

/* --- which century -------------------------------------------------------- */

/* Years that the date cannot be before or after; 0: no such limit. */
struct bounds {
	int least, most;
};

/* The earliest year in which somebody named the plant; 0 for none. */
static int named_first(const struct terms *terms, const struct record *record)
{
	json_t *list CLEANUP(json_release) = identifications_of(record);
	int first =
		date_year(record_role_value(record, terms, ROLE_IDENTIFIED));
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		const char *date = json_string_at(entry, "dateIdentified");
		int year = date != NULL ? date_year(date) : 0;

		if (year > 0 && (first == 0 || year < first))
			first = year;
	}
	return first;
}

static struct bounds bounds_of(const struct terms *terms,
			       const struct record *record,
			       const struct term *term)
{
	struct bounds bounds = {0};

	if (term->role == ROLE_COLLECTED)
		bounds.most = named_first(terms, record);
	if (term->role == ROLE_IDENTIFIED)
		bounds.least = date_year(
			record_role_value(record, terms, ROLE_COLLECTED));
	return bounds;
}

static bool bounds_hold(struct bounds bounds, int year)
{
	return year >= YEAR_LEAST && year >= bounds.least &&
	       (bounds.most == 0 || year <= bounds.most);
}

/* How many of the years are within a working life of this one. */
static size_t years_near(struct typed_known known, int year)
{
	size_t n = 0;

	for (size_t i = 0; i < known.n_years; i++)
		n += abs(known.years[i] - year) <= WORKING_LIFE;
	return n;
}

/* The year that is meant, of the latest that ends so and the one a century
 * before; 0: that is not known. */
static int century_resolve(const struct date_reading *reading,
			   struct bounds bounds, struct typed_known known)
{
	int late = date_year(reading->iso), early = late - CENTURY;
	bool can_late = bounds_hold(bounds, late);
	bool can_early = bounds_hold(bounds, early);
	size_t near_late = years_near(known, late);
	size_t near_early = years_near(known, early);

	if (can_late != can_early)
		return can_late ? late : early;
	if (near_late > 0 && near_early == 0)
		return late;
	if (near_early > 0 && near_late == 0 && can_early)
		return early;
	return reading->century_open ? 0 : late;
}

/* --- readings ------------------------------------------------------------- */

/* The ISO dates that are meant. */
struct readings {
	char items[READINGS_MAX][DATE_ISO_SIZE];
	size_t n;
};

static void readings_add(struct readings *readings, const char *iso)
{
	for (size_t i = 0; i < readings->n; i++)
		if (strcmp(readings->items[i], iso) == 0)
			return;
	if (readings->n == READINGS_MAX || !date_is_iso(iso))
		return;
	snprintf(readings->items[readings->n++], DATE_ISO_SIZE, "%s", iso);
}

/* YYYY at this place, so many years before. */
static void year_shift(char *at, int by)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%04d", date_year(at) - by);
	memcpy(at, digits, 4);
}

/* The same date, or the same range, in this year. */
static void iso_in_year(const char *iso, int year, char ret[DATE_ISO_SIZE])
{
	int by = date_year(iso) - year;
	char *slash;

	snprintf(ret, DATE_ISO_SIZE, "%s", iso);
	slash = strchr(ret, '/');
	year_shift(ret, by);
	if (slash != NULL)
		year_shift(slash + 1, by);
}

/* Day and month turned around, of one whole day. */
static void iso_turned(const char *iso, char ret[DATE_ISO_SIZE])
{
	snprintf(ret, DATE_ISO_SIZE, "%s", iso);
	if (strlen(iso) != ISO_DAY)
		return;
	memcpy(ret + 5, iso + 8, 2);
	memcpy(ret + 8, iso + 5, 2);
}

/* Both ways to read it, where there are two. */
static void readings_turn(struct readings *readings, const char *iso,
			  bool ambiguous)
{
	char turned[DATE_ISO_SIZE];

	readings_add(readings, iso);
	iso_turned(iso, turned);
	if (ambiguous)
		readings_add(readings, turned);
}

static void readings_find(const struct date_reading *reading, int year,
			  struct readings *ret)
{
	char other[DATE_ISO_SIZE];

	*ret = (struct readings){0};
	if (year > 0) {
		iso_in_year(reading->iso, year, other);
		readings_turn(ret, other, reading->ambiguous);
		return;
	}
	iso_in_year(reading->iso, date_year(reading->iso) - CENTURY, other);
	readings_turn(ret, other, reading->ambiguous);
	readings_turn(ret, reading->iso, reading->ambiguous);
}

/* Whether the text says the date and nothing else, and hedges nothing. */
static bool reading_is_plain(const char *text,
			     const struct date_reading *reading)
{
	static const char *const idle = " .,";
	size_t end = reading->end;

	return strspn(text, idle) >= reading->start &&
	       text[end + strspn(text + end, idle)] == '\0' &&
	       reading->hedge == DATE_EXACT && !reading->season &&
	       !reading->identified;
}

/* --- words ---------------------------------------------------------------- */

char *date_words(const char *iso)
{
	static const char *const months[] = {"January", "February", "March",
					     "April",	"May",	    "June",
					     "July",	"August",   "September",
					     "October", "November", "December"};
	int year, month, day,
		n = sscanf(iso, "%4d-%2d-%2d", &year, &month, &day);

	if (n < 2 || month < 1 || month > 12)
		return NULL;
	if (n == 2)
		return mem_printf("%s %d", months[month - 1], year);
	return mem_printf("%d %s %d", day, months[month - 1], year);
}

void typed_read_date(const struct terms *terms, const struct record *record,
		     const struct term *term, const char *text, int this_year,
		     struct typed_known known, struct typed *ret)
{
	struct date_reading reading;
	struct readings readings;
	bool plain;
	int year;

	if (date_is_iso(text) || date_read(text, this_year, &reading) < 0)
		return;
	plain = reading.sure || reading_is_plain(text, &reading);
	year = reading.two_digit_year
		       ? century_resolve(&reading,
					 bounds_of(terms, record, term), known)
		       : date_year(reading.iso);
	readings_find(&reading, year, &readings);
	if (readings.n == 1 && plain &&
	    (reading.sure || reading.two_digit_year)) {
		ret->value = mem_strdup(readings.items[0]);
		return;
	}
	for (size_t i = 0; i < readings.n; i++)
		ret->options[ret->n_options++] = (struct typed_option){
			.value = mem_strdup(readings.items[i]),
			.note = date_words(readings.items[i]),
		};
}
