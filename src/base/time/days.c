/*
 * days.c: what happened on which day. See days.h.
 */
#include "config.h"

#include "base/time/days.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/time/clock.h"

void days_done(struct days *days)
{
	free(days->items);
	*days = (struct days){0};
}

/* Where the day stands, or would stand. */
static size_t days_place(const struct days *days, int64_t day)
{
	size_t low = 0, high = days->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days->items[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct day *days_of(struct days *days, const char *stamp)
{
	int64_t day;
	size_t at;

	if (clock_day(stamp, &day) < 0)
		return &days->undated;
	at = days_place(days, day);
	if (at < days->n && days->items[at].day == day)
		return &days->items[at];
	if (days->n == DAYS_MAX)
		return &days->undated;
	ARRAY_GROW(days->items, days->n, days->cap);
	memmove(&days->items[at + 1], &days->items[at],
		(days->n++ - at) * sizeof(*days->items));
	days->items[at] = (struct day){.day = day};
	return &days->items[at];
}

struct day days_sum(const struct days *days, int64_t first, int64_t last)
{
	struct day sum = {0};

	for (size_t i = days_place(days, first);
	     i < days->n && days->items[i].day <= last; i++) {
		sum.good += days->items[i].good;
		sum.bad += days->items[i].bad;
		sum.usd += days->items[i].usd;
	}
	return sum;
}
