/*
 * pace.c: the pace of pictures on a slow line. See pace.h.
 *
 * 1. An answer that comes as soon as it can says that the line is faster than it
 *    was thought to be: then more is tried. One that comes later tells how fast
 *    it is, for then it never stood still.
 */
#include "config.h"

#include "ui/terminal/pace.h"

#include <math.h>

#define PACE_FIRST   128.0 /* bytes in a millisecond: a line of 1 Mbit/s */
#define PACE_SLOWEST 2.0
#define PACE_FASTEST 1e6
#define PACE_MORE    4	/* times, for a line that is faster */
#define PACE_AHEAD   64 /* milliseconds that may lie in buffers */
#define PACE_LAG     15 /* as soon as it can, in milliseconds */
#define PACE_PIECE   512

void pace_renew(struct pace *pace, bool on, int rtt_ms)
{
	pace->on = on;
	pace->rtt_ms = pace->told_ms = rtt_ms > 0 ? rtt_ms : 0;
	if (pace->rate <= 0)
		pace->rate = PACE_FIRST;
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

/* Bytes, less than 0 while too many were sent. */
static double pace_room(const struct pace *pace, int64_t now_ms)
{
	double ahead = (double)(now_ms - pace->begun_ms) + PACE_AHEAD;

	return ahead * pace->rate + PACE_PIECE - (double)pace->sent;
}

size_t pace_allows(const struct pace *pace, int64_t now_ms)
{
	double room = pace_room(pace, now_ms);

	if (!pace->on)
		return SIZE_MAX;
	return room >= PACE_PIECE ? (size_t)room : 0;
}

int pace_wait(const struct pace *pace, int64_t now_ms)
{
	double lacks = PACE_PIECE - pace_room(pace, now_ms);

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
	if (pace->told_ms > pace->rtt_ms + PACE_AHEAD + 2 * PACE_LAG &&
	    since + PACE_LAG >= pace->told_ms)
		pace->rtt_ms = pace->told_ms;
}

void pace_arrived(struct pace *pace, int64_t now_ms)
{
	double since = (double)(now_ms - pace->written_ms);
	double took = (double)(now_ms - pace->begun_ms);

	/* Less says more of the clock than of the line. */
	if (pace->sent < PACE_PIECE || since < 0)
		return;
	pace_lengthen(pace, since);
	pace->rtt_ms = fmin(pace->rtt_ms, since);
	if (since <= pace->rtt_ms + PACE_LAG)
		pace->rate *= PACE_MORE;
	else
		pace->rate = (double)pace->sent / fmax(took - pace->rtt_ms, 1);
	pace->rate = fmin(fmax(pace->rate, PACE_SLOWEST), PACE_FASTEST);
}
