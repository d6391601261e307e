/*
 * clock.c: wall and monotonic time. See clock.h.
 */
#include "config.h"

#include "base/time/clock.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void clock_write(const struct timespec *at, char ret[CLOCK_STAMP_SIZE])
{
	struct tm utc;
	size_t len;

	gmtime_r(&at->tv_sec, &utc);
	len = strftime(ret, CLOCK_STAMP_SIZE, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(ret + len, CLOCK_STAMP_SIZE - len, ".%06uZ",
		 (unsigned int)(at->tv_nsec / 1000) % 1000000u);
}

void clock_stamp(char ret[CLOCK_STAMP_SIZE])
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_write(&now, ret);
}

void clock_stamp_short(char ret[CLOCK_STAMP_SIZE])
{
	char stamp[CLOCK_STAMP_SIZE];
	size_t put = 0;

	clock_stamp(stamp);
	for (size_t i = 0; stamp[i] != '\0'; i++)
		if (stamp[i] != '-' && stamp[i] != ':')
			ret[put++] = stamp[i];
	ret[put] = '\0';
}

void clock_stamp_after(double seconds, char ret[CLOCK_STAMP_SIZE])
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += (time_t)seconds;
	clock_write(&at, ret);
}

int64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_ms(void)
{
	return clock_ns() / 1000000;
}

int64_t clock_boot_ms(void)
{
#ifdef CLOCK_BOOTTIME
	struct timespec now;

	if (clock_gettime(CLOCK_BOOTTIME, &now) == 0)
		return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
#endif
	return clock_ms();
}

int clock_year(void)
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	return utc.tm_year + 1900;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar; the formula is
 * the one of "chrono-compatible low-level date algorithms" (H. Hinnant). */
static int64_t clock_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Reads ".123" into a fraction of a second; returns what follows it. */
static const char *clock_fraction(const char *at, double *ret)
{
	double scale = 0.1;

	*ret = 0;
	if (*at != '.' && *at != ',')
		return at;
	for (at++; *at >= '0' && *at <= '9'; at++, scale /= 10)
		*ret += scale * (*at - '0');
	return at;
}

/* Seconds east of UTC of "Z", "+hh:mm" or nothing; -1 for anything else. */
static int clock_zone(const char *at, int *ret)
{
	int hours, minutes = 0, used = 0;

	*ret = 0;
	if (*at == '\0' || strcmp(at, "Z") == 0 || strcmp(at, "z") == 0)
		return 0;
	if ((*at != '+' && *at != '-') ||
	    (sscanf(at + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 &&
	     sscanf(at + 1, "%2d%2d%n", &hours, &minutes, &used) != 2) ||
	    at[1 + used] != '\0' || hours < 0 || hours > 23 || minutes < 0 ||
	    minutes > 59)
		return -1;
	*ret = (hours * 3600 + minutes * 60) * (*at == '-' ? -1 : 1);
	return 0;
}

/* Whether the calendar has this day: counted on from it, the next month
 * begins in time. */
static bool clock_has_day(int year, int month, int day)
{
	int64_t next = month == 12 ? clock_days(year + 1, 1, 1)
				   : clock_days(year, month + 1, 1);

	return clock_days(year, month, day) < next;
}

int clock_parse(const char *stamp, double *ret)
{
	int y, mo, d, h = 0, mi = 0, s = 0, used = 0, zone;
	double fraction;
	const char *rest;

	if (sscanf(stamp, "%4d-%2d-%2d%n", &y, &mo, &d, &used) != 3)
		return -1;
	rest = stamp + used;
	if (*rest == 'T' || *rest == ' ') {
		used = 0;
		if (sscanf(rest + 1, "%2d:%2d:%2d%n", &h, &mi, &s, &used) != 3)
			return -1;
		rest += 1 + used;
	}
	rest = clock_fraction(rest, &fraction);
	if (mo < 1 || mo > 12 || d < 1 || d > 31 || h < 0 || h > 23 || mi < 0 ||
	    mi > 59 || s < 0 || s > 60 || clock_zone(rest, &zone) < 0 ||
	    !clock_has_day(y, mo, d))
		return -1;
	*ret = (double)(clock_days(y, mo, d) * 86400 + h * 3600 + mi * 60 + s -
			zone) +
	       fraction;
	return 0;
}

/* Whether it says where its clock stands. */
static bool clock_is_zoned(const char *stamp)
{
	const char *time = strpbrk(stamp, "T ");

	return time != NULL && strpbrk(time, "Zz+-") != NULL;
}

int64_t clock_day_of(double at)
{
	time_t when = (time_t)at;
	struct tm day;

	if (localtime_r(&when, &day) == NULL)
		return 0;
	return clock_days(day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

int clock_day(const char *stamp, int64_t *ret)
{
	double at;
	int64_t day;

	if (stamp == NULL || clock_parse(stamp, &at) < 0)
		return -1;
	day = clock_is_zoned(stamp) ? clock_day_of(at)
				    : (int64_t)floor(at / 86400);
	/* A zone, or the end of a second, may lead out of what has a name. */
	if (day < clock_days(0, 1, 1) || day > clock_days(9999, 12, 31))
		return -1;
	*ret = day;
	return 0;
}

void clock_day_write(int64_t day, char ret[CLOCK_DAY_SIZE])
{
	time_t at = (time_t)(day * 86400);
	struct tm utc;

	ret[0] = '\0';
	if (gmtime_r(&at, &utc) == NULL || utc.tm_year + 1900 < 0 ||
	    utc.tm_year + 1900 > 9999)
		return;
	/* Of strftime an early year has fewer digits. */
	snprintf(ret, CLOCK_DAY_SIZE, "%04u-%02u-%02u",
		 (unsigned int)(utc.tm_year + 1900) % 10000u,
		 (unsigned int)(utc.tm_mon + 1) % 100u,
		 (unsigned int)utc.tm_mday % 100u);
}
