/*
 * denies.c: what is written beside a date. See denies.h.
 *
 * 1. Only two stretches of days that do not touch contradict each other.
 */
#include "config.h"

#include "dwc/date/denies.h"

#include <stdlib.h>

#include "dwc/date/date.h"
#include "dwc/date/day.h"

#define CENTURY 100

/* From the first day that a date may mean to the last, by a count that only
 * orders them. */
struct stretch {
	long first, last;
};

static long day_order(const struct day *day, bool last)
{
	int month = day->month > 0 ? day->month : last ? 12 : 1;
	int of_month = day->day > 0 ? day->day : last ? 31 : 1;

	return ((long)day->year * 12 + month) * 31 + of_month;
}

static struct stretch stretch_of(const struct day *from, const struct day *to)
{
	return (struct stretch){day_order(from, false), day_order(to, true)};
}

static bool stretches_touch(struct stretch a, struct stretch b)
{
	return a.first <= b.last && b.first <= a.last;
}

static bool iso_ends(const char *iso, struct day *from, struct day *to)
{
	bool range = false;

	if (!date_is_iso(iso) || iso_read_range(iso, from, to, &range) == NULL)
		return false;
	if (!range)
		*to = *from;
	return true;
}

/* Day and month in each other's place. */
static struct day day_turned(struct day day)
{
	return (struct day){day.year, day.day, day.month};
}

/* Whether the reading can mean a day of the stretch. */
static bool reading_allows(const struct date_reading *reading,
			   struct stretch meant)
{
	int back = reading->two_digit_year ? 2 : 0;
	struct day from, to;

	if (!iso_ends(reading->iso, &from, &to))
		return true;
	for (int i = 0; i <= back; i++) {
		struct day turned = day_turned(from);

		if (stretches_touch(stretch_of(&from, &to), meant) ||
		    (reading->ambiguous &&
		     stretches_touch(stretch_of(&turned, &turned), meant)))
			return true;
		from.year -= CENTURY;
		to.year -= CENTURY;
	}
	return false;
}

/* Too weak to say anything by itself, said with a hedge, or of the naming. */
static bool reading_is_vague(const struct date_reading *reading)
{
	return reading->weak || reading->hedge != DATE_EXACT ||
	       reading->season || reading->identified;
}

bool date_denies(const char *text, const char *iso, int this_year)
{
	struct date_reading *readings;
	struct day from, to;
	bool allows = false, says = false;
	size_t n;

	if (!iso_ends(iso, &from, &to))
		return false;
	n = date_read_all(text, this_year, &readings);
	for (size_t i = 0; i < n && !allows; i++) {
		allows = reading_allows(&readings[i], stretch_of(&from, &to));
		says |= !reading_is_vague(&readings[i]);
	}
	free(readings);
	return says && !allows;
}
