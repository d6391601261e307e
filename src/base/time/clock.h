/*
 * clock.h: the two clocks. Wall time is written to files and never orders
 * anything; monotonic time measures waits.
 */
#ifndef BASE_TIME_CLOCK_H
#define BASE_TIME_CLOCK_H

#include <stdint.h>

#include "base/compiler.h"

#define CLOCK_STAMP_SIZE 32

/* Now in UTC as RFC 3339 with microseconds: 2026-11-23T20:15:04.123456Z. */
void clock_stamp(char ret[CLOCK_STAMP_SIZE]);
/* The same without what file systems of other kinds refuse in a name:
 * 20261123T201504.123456Z. */
void clock_stamp_short(char ret[CLOCK_STAMP_SIZE]);
/* As clock_stamp, for so many seconds from now. */
void clock_stamp_after(double seconds, char ret[CLOCK_STAMP_SIZE]);

/* Monotonic milliseconds and nanoseconds; comparable within one boot. */
int64_t clock_ms(void);
int64_t clock_ns(void);

/* The same, but time goes on while the machine sleeps. */
int64_t clock_boot_ms(void);

/* The current year in UTC, for dates that cannot lie in the future. */
int clock_year(void);

/*
 * Seconds since 1970 of an RFC 3339 or ISO 8601 stamp; one without a zone is
 * read as UTC. -1 when it is not one; *ret is untouched then.
 */
int clock_parse(const char *stamp, double *ret) MUST_USE;

/* The day of such a stamp, or of a time, in the calendar of where this runs:
 * days since 1970-01-01. Of one without a zone: the day that it names. */
int clock_day(const char *stamp, int64_t *ret) MUST_USE;
int64_t clock_day_of(double at);
/* "2026-11-29"; "" for a day that no calendar writes with four digits. */
#define CLOCK_DAY_SIZE 16
void clock_day_write(int64_t day, char ret[CLOCK_DAY_SIZE]);

#endif
