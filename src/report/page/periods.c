/*
 * periods.c: days added up to what fits a plot. See periods.h.
 *
 * 1. Periods without anything stand among the others: a plot of time has no
 *    gaps that one does not see.
 */
#include "config.h"

#include "report/page/periods.h"

#include <stdlib.h>
#include <string.h>

#include "base/time/clock.h"

/* A unit: how much of "2026-11-29" names a period, and the number of that. */
struct unit {
	const char *word;
	size_t len;
	int64_t (*number)(int64_t day, const char *text);
	int64_t most;  /* periods between the first and the last */
	int64_t least; /* days of a whole one */
};

static int64_t number_of_day(int64_t day, const char *text)
{
	(void)text;
	return day;
}

static int64_t number_of_year(int64_t day, const char *text)
{
	(void)day;
	return strtol(text, NULL, 10);
}

static int64_t number_of_month(int64_t day, const char *text)
{
	return 12 * number_of_year(day, text) +
	       (strlen(text) >= 7 ? strtol(text + 5, NULL, 10) : 0);
}

static const struct unit units[] = {
	{"day", 10, number_of_day, PERIODS_DAYS, 1},
	{"month", 7, number_of_month, PERIODS_MAX, 28},
	{"year", 4, number_of_year, INT64_MAX, 365},
};

static int64_t unit_number(const struct unit *unit, int64_t day)
{
	char text[CLOCK_DAY_SIZE];

	clock_day_write(day, text);
	return unit->number(day, text);
}

static const struct unit *unit_find(int64_t first, int64_t last)
{
	const struct unit *unit = units;

	while (unit_number(unit, last) - unit_number(unit, first) >= unit->most)
		unit++;
	return unit;
}

static void period_name(const struct unit *unit, int64_t number, int64_t day,
			struct period *ret)
{
	char text[CLOCK_DAY_SIZE];

	clock_day_write(day, text);
	if (unit->number(day, text) == number)
		memcpy(ret->label, text, unit->len);
}

/* The day on which a period that follows another begins. */
static int64_t day_of_next(const struct unit *unit, int64_t day)
{
	int64_t number = unit_number(unit, day);

	if (unit_number(unit, day - 1) != number)
		day += unit->least;
	while (unit_number(unit, day) == number)
		day++;
	return day;
}

void periods_make(const struct days *days, struct periods *ret)
{
	const struct unit *unit;
	int64_t day, last, end, next;

	memset(ret, 0, sizeof(*ret));
	ret->unit = units[0].word;
	if (days->n == 0)
		return;
	day = days->items[0].day;
	last = days->items[days->n - 1].day;
	unit = unit_find(day, last);
	ret->unit = unit->word;
	end = unit_number(unit, last);
	for (; day <= last; day = next) {
		int64_t number = unit_number(unit, day);
		struct period *period = &ret->items[ret->n];
		struct day sum;

		next = day_of_next(unit, day);
		sum = days_sum(days, day, next - 1);
		if (end - number >= PERIODS_MAX) {
			ret->left_off += sum.good + sum.bad;
			continue;
		}
		period_name(unit, number, day, period);
		period->good = sum.good;
		period->bad = sum.bad;
		period->usd = sum.usd;
		ret->n++;
	}
}
