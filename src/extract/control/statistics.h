/*
 * statistics.h: how an extraction goes, in a few words each, for places where
 * there is little room: the console's pane and the progress line. Pure
 * functions.
 */
#ifndef EXTRACT_CONTROL_STATISTICS_H
#define EXTRACT_CONTROL_STATISTICS_H

#include "base/bytes.h"
#include "extract/control/progress.h"

enum statistic {
	STATISTIC_PERCENT,   /* "19 %" */
	STATISTIC_OK,	     /* "ok 541" */
	STATISTIC_FAILED,    /* "failed 8" */
	STATISTIC_LEFT,	     /* "left 2,230" */
	STATISTIC_RATE,	     /* "12.4/min" */
	STATISTIC_ETA,	     /* "3 h 00 left" */
	STATISTIC_SPEND,     /* "$1.23 of $5.00" */
	STATISTIC_PROJECTED, /* "about $4.10 in all" */
	STATISTIC_FLIGHT,    /* "15/16 in flight" */
	STATISTIC_LATENCY,   /* "p50 2.1 s  p95 6.4 s" */
	STATISTIC_TOKENS,    /* "1,234,567 tokens" */
	STATISTIC_KEYS,	     /* "2/3 keys" */
	STATISTIC_WAIT,	     /* "account waits 42 s": the longest */
	STATISTIC_WAITS,     /* all of them */
	STATISTIC_KINDS,     /* "rate_limit 12, timeout 3" */
};
#define STATISTICS 15

/* Appends nothing where there is nothing to say: the local engine asks no
 * server. */
void statistic_write(enum statistic statistic,
		     const struct extract_progress *progress,
		     struct bytes *ret);

/*
 * Which of `n` statistics (at most STATISTICS) fit into `columns` with two
 * blanks between them: those with nothing to say are left out, then the least
 * telling, whatever their order. One always stays. Returns how many are in
 * `ret`, in their order.
 */
int statistics_fit(const struct extract_progress *progress,
		   const enum statistic *statistics, int n, int columns,
		   enum statistic *ret);

/* Seconds of a latency: "0.8 s", "12 s"; "?" while unknown. */
void statistic_latency(double ms, struct bytes *ret);

#endif
