/*
 * pace.c: the pace of pictures on a slow line. See pace.h.
 *
 * 1. An answer that comes as soon as it can says that the line is as fast as it
 *    was thought to be, or faster: then more is tried. What is tried would, if
 *    the line is not faster, put `risk_ms` before a key at the strip's end: little
 *    at first, twice as much after each such answer; at the beginning, when
 *    nothing is known, as much as it takes.
 * 2. One that comes later tells how fast the line is, if it never stood still. It
 *    may also have been late by chance, as on radio: the rate falls when several
 *    in a row were late, to the fastest that they tell, or one was very late; what
 *    one alone tells is soon tried again.
 * 3. On a line whose answers differ by more than that anyhow, so much is not late,
 *    within reason: keys wait as long.
 * 4. How long it takes there and back is the least of the last window of
 *    answers: what lies before one is not its length.
 * 5. A short strip, as one is that a key has ended, is sent in less than answers
 *    differ by: it says nothing of the rate, unless several in a row are very
 *    late. And what is tried is measured by the next strip, which may be a long
 *    one, not by the last.
 */
#include "config.h"

#include "ui/terminal/pace.h"

#include <math.h>

#define PACE_FIRST    128.0 /* bytes in a millisecond: a line of 1 Mbit/s */
#define PACE_SLOWEST  2.0
#define PACE_FASTEST  1e6
#define PACE_MORE     4	 /* times, for a line that is faster */
#define PACE_AHEAD    2	 /* milliseconds that may lie in buffers */
#define PACE_LAG      4	 /* as soon as it can, in milliseconds */
#define PACE_LAG_MOST 12 /* where answers differ */
#define PACE_SMOOTH   16 /* answers, for how much they differ */
#define PACE_FAR      80 /* more than what waits before an answer */
#define PACE_LATE     3	 /* answers in a row */
#define PACE_WINDOW   16 /* answers */
#define PACE_DOUBT    32 /* milliseconds that are risked to see about one answer */
#define PACE_RISK     4	      /* milliseconds */
#define PACE_TELLS    48      /* milliseconds of the line, and */
#define PACE_MUCH     8192    /* bytes that are enough on a fast one */
#define PACE_STRIP    12288.0 /* bytes of a long strip */
#define PACE_ANY      1e6
#define PACE_LESS     0.97 /* of what was measured: what waits goes, too */
#define PACE_PIECE    512  /* bytes; of less most is ssh's */
#define PACE_LEAST    256  /* on lines where that would take long */
#define PACE_LONG     16   /* milliseconds */

void pace_renew(struct pace *pace, bool on, int rtt_ms)
{
	pace->on = on;
	pace->rtt_ms = pace->told_ms = rtt_ms > 0 ? rtt_ms : 0;
	if (pace->rate <= 0) {
		pace->rate = PACE_FIRST;
		pace->risk_ms = PACE_ANY;
	}
}

void pace_told(struct pace *pace, int rtt_ms)
{
	pace->told_ms = rtt_ms;
}

void pace_begin(struct pace *pace, int64_t now_ms)
{
	pace->begun_ms = pace->written_ms = now_ms;
	pace->sent = 0;
}

/* Bytes that are worth to be written at once. */
static double pace_piece(const struct pace *pace)
{
	return fmin(fmax(pace->rate * PACE_LONG, PACE_LEAST), PACE_PIECE);
}

/* Bytes, less than 0 while too many were sent. */
static double pace_room(const struct pace *pace, int64_t now_ms)
{
	double ahead = (double)(now_ms - pace->begun_ms) + PACE_AHEAD;

	return ahead * pace->rate + pace_piece(pace) - (double)pace->sent;
}

size_t pace_allows(const struct pace *pace, int64_t now_ms)
{
	double room = pace_room(pace, now_ms);

	if (!pace->on)
		return SIZE_MAX;
	return room >= pace_piece(pace) ? (size_t)room : 0;
}

int pace_wait(const struct pace *pace, int64_t now_ms)
{
	double lacks = pace_piece(pace) - pace_room(pace, now_ms);

	if (!pace->on || lacks <= 0)
		return 0;
	return (int)ceil(lacks / pace->rate);
}

void pace_sent(struct pace *pace, size_t bytes, int64_t now_ms)
{
	if (bytes > 0)
		pace->written_ms = now_ms;
	pace->sent += bytes;
}

/* The way has become longer where an answer of the probe and one of a strip say
 * so, by more than what is sent ahead can make of it: one alone may have waited
 * behind more than that. */
static void pace_lengthen(struct pace *pace, double since)
{
	if (pace->told_ms <= pace->rtt_ms + PACE_FAR ||
	    since + PACE_LAG < pace->told_ms)
		return;
	pace->rtt_ms = pace->told_ms;
	pace->n = 0;
	/* It was taken for slower than it is. */
	pace->risk_ms = PACE_ANY;
}

/* Milliseconds of what lies before the last piece on a line that is just as fast
 * as it is thought to be. */
static double pace_ahead(const struct pace *pace)
{
	return PACE_AHEAD + pace_piece(pace) / pace->rate;
}

/* Invariant 5. */
static bool pace_tells(const struct pace *pace)
{
	return pace->sent >= PACE_MUCH ||
	       (double)pace->sent >= PACE_TELLS * pace->rate;
}

static void pace_quicken(struct pace *pace)
{
	double sent = (double)pace->sent;
	double next_ms = fmax(sent, PACE_STRIP) / pace->rate;

	pace->rate *= fmin(1 + pace->risk_ms / next_ms, PACE_MORE);
	pace->risk_ms *= 1 + fmin(sent / PACE_STRIP, 1);
	pace->risk_ms = fmin(pace->risk_ms, PACE_ANY);
	pace->late = 0;
	pace->fastest = 0;
}

/* An answer was late by so much, after `took` in all. */
static void pace_slow(struct pace *pace, double late_ms, double took)
{
	double rate = (double)pace->sent / fmax(took - pace->rtt_ms, 1);

	bool enough = late_ms >= PACE_FAR || pace->risk_ms >= PACE_ANY;

	pace->fastest = fmax(pace->fastest, rate);
	pace->late++;
	if (pace->late < PACE_LATE && !(enough && pace_tells(pace)))
		return;
	pace->rate = PACE_LESS * pace->fastest;
	/* One alone may have been chance: the next one tells. */
	pace->risk_ms = pace->late < PACE_LATE && pace->risk_ms < PACE_ANY
				? PACE_DOUBT
				: PACE_RISK;
	pace->late = 0;
	pace->fastest = 0;
}

/* There and back it takes no longer than this. */
static void pace_measure(struct pace *pace, double since)
{
	pace->rtt_ms = fmin(pace->rtt_ms, since);
	/* What the probe's answer waited for then is gone. */
	pace->told_ms = fmin(pace->told_ms, since);
	pace->least_ms = pace->n > 0 ? fmin(pace->least_ms, since) : since;
	if (++pace->n < PACE_WINDOW)
		return;
	pace->rtt_ms = pace->least_ms;
	pace->n = 0;
}

/* How late an answer may be, and still be as soon as it can. */
static double pace_lag(struct pace *pace, double late_ms)
{
	double change = fmin(fabs(late_ms - pace->late_ms), PACE_FAR);

	/* What comes of having guessed says nothing of the line. */
	if (pace->risk_ms < PACE_ANY)
		pace->jitter_ms += (change - pace->jitter_ms) / PACE_SMOOTH;
	pace->late_ms = late_ms;
	return fmin(fmax(PACE_LAG, pace->jitter_ms), PACE_LAG_MOST);
}

void pace_arrived(struct pace *pace, int64_t now_ms)
{
	double since = (double)(now_ms - pace->written_ms);
	double took = (double)(now_ms - pace->begun_ms);
	double late;

	/* Less says more of the clock than of the line. */
	if (pace->sent < PACE_PIECE || since < 0)
		return;
	pace_lengthen(pace, since);
	pace_measure(pace, since);
	late = since - pace->rtt_ms - pace_ahead(pace);
	if (!pace_tells(pace) && late < PACE_FAR)
		return;
	if (late <= pace_lag(pace, late))
		pace_quicken(pace);
	else
		pace_slow(pace, late, took);
	pace->rate = fmin(fmax(pace->rate, PACE_SLOWEST), PACE_FASTEST);
}
