/*
 * day.c: the calendar and ISO 8601. See day.h and date.h.
 *
 * 1. A day without a month does not exist, and a year 0 is not read.
 * 2. The Gregorian calendar is taken for all years: what was written by
 *    another one is not converted.
 */
#include "config.h"

#include "dwc/date/day.h"

#include <stdio.h>
#include <string.h>

#include "dwc/date/date.h"

/* --- the calendar --------------------------------------------------------- */

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool day_exists(const struct day *day)
{
	if (day->month == 0)
		return day->day == 0;
	return day->month <= 12 && day->day >= 0 &&
	       day->day <= month_days(day->year, day->month);
}

bool day_before(const struct day *a, const struct day *b)
{
	if (a->year != b->year)
		return a->year < b->year;
	if (a->month != b->month)
		return a->month < b->month;
	return a->day < b->day;
}

int day_print(const struct day *day, char *ret, size_t size)
{
	if (day->month == 0)
		return snprintf(ret, size, "%04d", day->year);
	if (day->day == 0)
		return snprintf(ret, size, "%04d-%02d", day->year, day->month);
	return snprintf(ret, size, "%04d-%02d-%02d", day->year, day->month,
			day->day);
}

/* --- ISO 8601 ------------------------------------------------------------- */

/* Reads `n` digits; returns what follows, or NULL. */
static const char *digits_read(const char *at, int n, int *ret)
{
	int number = 0;

	for (; n > 0; n--, at++) {
		if (*at < '0' || *at > '9')
			return NULL;
		number = number * 10 + (*at - '0');
	}
	*ret = number;
	return at;
}

const char *iso_read(const char *at, struct day *ret)
{
	struct day day = {0};
	const char *next;

	at = digits_read(at, 4, &day.year);
	if (at == NULL || day.year == 0)
		return NULL;
	if (*at == '-') {
		next = digits_read(at + 1, 2, &day.month);
		if (next == NULL || day.month == 0)
			return NULL;
		at = next;
	}
	if (day.month != 0 && *at == '-') {
		next = digits_read(at + 1, 2, &day.day);
		if (next == NULL || day.day == 0)
			return NULL;
		at = next;
	}
	if (!day_exists(&day))
		return NULL;
	*ret = day;
	return at;
}

const char *iso_read_short(const char *at, const struct day *from,
			   struct day *to)
{
	const char *end;

	*to = *from;
	if (from->month == 0)
		return NULL;
	end = digits_read(at, 2, from->day != 0 ? &to->day : &to->month);
	if (end == NULL || to->month == 0 || (from->day != 0 && to->day == 0) ||
	    !day_exists(to) || !day_before(from, to))
		return NULL;
	return end;
}

const char *iso_read_range(const char *at, struct day *from, struct day *to,
			   bool *ret_range)
{
	const char *end = iso_read(at, from);
	const char *second;

	*ret_range = false;
	if (end == NULL || *end != '/')
		return end;
	second = iso_read(end + 1, to);
	if (second == NULL || day_before(to, from))
		return end;
	*ret_range = true;
	return second;
}

bool date_is_iso(const char *text)
{
	struct day from, to;
	bool range;
	const char *end = iso_read_range(text, &from, &to, &range);

	return end != NULL && *end == '\0';
}

int date_year(const char *iso)
{
	int year;

	return digits_read(iso, 4, &year) != NULL ? year : 0;
}
