/*
 * periods.h: days added up to what fits a plot: days, months or years.
 */
#ifndef REPORT_PAGE_PERIODS_H
#define REPORT_PAGE_PERIODS_H

#include <stddef.h>

#include "base/time/days.h"

#define PERIODS_MAX  60
#define PERIODS_DAYS 45 /* more days than these are told as months */

struct period {
	char label[16]; /* "2026-11-29", "2026-11", "2026" */
	size_t good, bad;
	double usd;
};

struct periods {
	const char *unit;		  /* "day", "month", "year" */
	struct period items[PERIODS_MAX]; /* in their order, none left out */
	size_t n;
	size_t left_off; /* what was counted in earlier ones */
};

void periods_make(const struct days *days, struct periods *ret);

#endif
