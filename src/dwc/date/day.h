/*
 * day.h: a day, month or year of the calendar, and how ISO 8601 writes
 * it. Private to date.c. Pure; any thread.
 */
#ifndef DWC_DATE_DAY_H
#define DWC_DATE_DAY_H

#include <stdbool.h>
#include <stddef.h>

struct day {
	int year, month, day; /* 0 for what is not said */
};

/* Whether the (Gregorian) calendar has it. */
bool day_exists(const struct day *day);

/* Whether a comes before b; only compared where both say as much. */
bool day_before(const struct day *a, const struct day *b);

/* Writes YYYY[-MM[-DD]]; returns its length, as snprintf does. */
int day_print(const struct day *day, char *ret, size_t size);

/* Reads YYYY[-MM[-DD]]; returns what follows, or NULL. */
const char *iso_read(const char *at, struct day *ret);

/* Reads the two digits that stand for the second end of a range behind '/': a
 * day, or a month where the first end has no day. Returns what follows, or
 * NULL. */
const char *iso_read_short(const char *at, const struct day *from,
			   struct day *to);

/* Reads YYYY[-MM[-DD]] or two of them with '/' between; returns what follows,
 * or NULL. */
const char *iso_read_range(const char *at, struct day *from, struct day *to,
			   bool *ret_range);

#endif
