/*
 * start.c: commands that begin later. See start.h.
 *
 * 1. Times are those of the wall clock, which is looked at again and again:
 *    it may be set, and the machine may sleep.
 */
#include "config.h"

#include "cmd/common/start.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "cmd/common/signals.h"
#include "cmd/common/ticker.h"
#include "watch/watch.h"

#define START_LOOK_MS	20000
#define START_TICK_MS	1000
#define START_DAY_S	86400
#define START_QUOTA_S	600 /* what waits for less is no daily quota */
#define START_QUOTA_MAX (2 * START_DAY_S)

static double start_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- when ----------------------------------------------------------------- */

/* "02:00", "02:00:30": hours, minutes, seconds. */
static bool parse_clock(const char *text, struct tm *ret)
{
	char end;
	int n = sscanf(text, "%2d:%2d:%2d%c", &ret->tm_hour, &ret->tm_min,
		       &ret->tm_sec, &end);

	if (n == 2) {
		ret->tm_sec = 0;
		n = sscanf(text, "%2d:%2d%c", &ret->tm_hour, &ret->tm_min,
			   &end);
		n = n == 2 ? 3 : 0;
	}
	return n == 3 && ret->tm_hour >= 0 && ret->tm_hour < 24 &&
	       ret->tm_min >= 0 && ret->tm_min < 60 && ret->tm_sec >= 0 &&
	       ret->tm_sec < 60;
}

/* The next time that the local clock says so. */
static double next_of_clock(struct tm when, double now)
{
	time_t whole = (time_t)now;
	struct tm day;
	double at = -1;

	localtime_r(&whole, &day);
	for (int i = 0; i < 2 && at <= now; i++) {
		struct tm try = day;

		try.tm_mday += i;
		try.tm_hour = when.tm_hour;
		try.tm_min = when.tm_min;
		try.tm_sec = when.tm_sec;
		try.tm_isdst = -1; /* as the zone has it on that day */
		at = (double)mktime(&try);
	}
	return at;
}

/* "2026-11-30 02:00", local; or as clock_parse has it, with a zone. */
static bool parse_date(const char *text, double *ret)
{
	struct tm when = {.tm_isdst = -1};
	char between;
	int used = 0;

	if (sscanf(text, "%4d-%2d-%2d%c%n", &when.tm_year, &when.tm_mon,
		   &when.tm_mday, &between, &used) != 4 ||
	    (between != 'T' && between != ' ') || when.tm_year < 1970 ||
	    when.tm_mon < 1 || when.tm_mon > 12 || when.tm_mday < 1 ||
	    when.tm_mday > 31)
		return false;
	if (parse_clock(text + used, &when)) {
		int day = when.tm_mday;

		when.tm_year -= 1900;
		when.tm_mon -= 1;
		*ret = (double)mktime(&when);
		/* A day that its month has not is another one now. */
		return *ret >= 0 && when.tm_mday == day;
	}
	return clock_parse(text, ret) == 0;
}

int start_parse(const char *text, double now, double *ret, struct error *err)
{
	struct tm when = {0};
	double at;

	if (parse_clock(text, &when))
		at = next_of_clock(when, now);
	else if (!parse_date(text, &at))
		return error_set(err, ERROR_USAGE,
				 "--at takes a time as 02:00, or a date and a "
				 "time as 2026-11-30T02:00, not \"%s\"",
				 text);
	if (at < now)
		return error_set(err, ERROR_USAGE, "--at %s has passed", text);
	*ret = at;
	return 0;
}

double start_after_reset(const char *dir, double now)
{
	struct watch_view *view = mem_zalloc(sizeof(*view));
	double midnight = (floor(now / START_DAY_S) + 1) * START_DAY_S;
	struct watch_place place;
	double until = -1;

	if (watch_place_find(dir, &place, NULL) == 0) {
		if (place.kind == WATCH_RUN) {
			watch_glance(&place, view);
			until = view->log.limited_until;
		}
		watch_place_done(&place);
	}
	free(view);
	return until > now + START_QUOTA_S && until < now + START_QUOTA_MAX
		       ? until
		       : midnight;
}

/* --- waiting -------------------------------------------------------------- */

/* "waiting until 2026-11-30 02:00, 3 h 12 left" */
static void start_words(double at, double now, struct bytes *ret)
{
	time_t whole = (time_t)at;
	char clock[40] = "";
	struct tm tm;

	if (localtime_r(&whole, &tm) != NULL)
		strftime(clock, sizeof(clock), "%Y-%m-%d %H:%M", &tm);
	bytes_printf(ret, "waiting until %s, ", clock);
	human_duration(at - now, ret);
	bytes_append_str(ret, " left");
}

/* On a terminal each second, in a log once. */
static void start_say(const struct command *command, struct ticker *ticker,
		      bool first, double at, double now)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	start_words(at, now, &words);
	if (ticker->shown)
		ticker_say(ticker, words.data);
	else if (first)
		fprintf(stderr, "vasculum %s: %s\n", command->name, words.data);
}

/* Whether it ends the wait. */
static bool start_is_end(struct mail *mail)
{
	int number;

	if (mail == NULL)
		return false;
	number = CONTAINER_OF(mail, struct signals_mail, mail)->number;
	mail_free(mail);
	return number != SIGHUP;
}

/* COMMAND_STOPPED, or 0. */
static int start_sit(const struct command *command, struct mailbox *box,
		     double at)
{
	struct ticker ticker;
	bool ended = false, first = true;

	ticker_init(&ticker);
	for (double now = start_now(); !ended && now < at; now = start_now()) {
		double left_ms = (at - now) * 1000 + 1;
		int most = ticker.shown ? START_TICK_MS : START_LOOK_MS;

		start_say(command, &ticker, first, at, now);
		first = false;
		ended = start_is_end(mailbox_wait(
			box, left_ms < most ? (int)left_ms : most));
	}
	ticker_clear(&ticker);
	return ended ? COMMAND_STOPPED : COMMAND_DONE;
}

int start_wait(const struct command *command, double at, struct error *err)
{
	struct mailbox *box;
	struct signals *signals;
	int rc;

	if (mailbox_new(&box, err) < 0)
		return -1;
	if (signals_start(box, &signals, err) < 0) {
		mailbox_free(box);
		return -1;
	}
	rc = start_sit(command, box, at);
	signals_stop(signals);
	mailbox_free(box);
	if (rc == COMMAND_STOPPED)
		fprintf(stderr,
			"vasculum %s: stopped before it began; the same "
			"command waits again\n",
			command->name);
	return rc;
}
