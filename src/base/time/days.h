/*
 * days.h: what happened on which day, counted: sheets that were read and that
 * failed, records that were approved and rejected, and what that cost.
 */
#ifndef BASE_TIME_DAYS_H
#define BASE_TIME_DAYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define DAYS_MAX 40000 /* that are told apart: more than a century */

struct day {
	int64_t day; /* since 1970-01-01, of the calendar where this runs */
	size_t good, bad;
	double usd;
};

/* Zeroed it is ready. */
struct days {
	struct day *items; /* in their order, each once */
	size_t n, cap;
	struct day undated; /* of what tells no day, or one too many */
};

/* The counts of the day of an RFC 3339 stamp (NULL is one that tells nothing),
 * to be added to; borrowed until the next call. */
struct day *days_of(struct days *days, const char *stamp);
/* Sums of the days from `first` to `last`; `day` of it is not used. */
struct day days_sum(const struct days *days, int64_t first, int64_t last);
void days_done(struct days *days); /* zeroed is fine */

#endif
