/*
 * figures.h: how an extraction goes, in a few words each, for places where
 * there is little room: the console's pane and the progress line. Pure
 * functions.
 */
#ifndef EXTRACT_CONTROL_FIGURES_H
#define EXTRACT_CONTROL_FIGURES_H

#include "base/bytes.h"
#include "extract/worker/extractor.h"

enum figure {
	FIGURE_PERCENT,	  /* "19 %" */
	FIGURE_OK,	  /* "ok 541" */
	FIGURE_FAILED,	  /* "failed 8" */
	FIGURE_LEFT,	  /* "left 2,230" */
	FIGURE_RATE,	  /* "12.4/min" */
	FIGURE_ETA,	  /* "3 h 00 left" */
	FIGURE_SPEND,	  /* "$1.23 of $5.00" */
	FIGURE_PROJECTED, /* "about $4.10 in all" */
	FIGURE_FLIGHT,	  /* "15/16 in flight" */
	FIGURE_LATENCY,	  /* "p50 2.1 s  p95 6.4 s" */
	FIGURE_TOKENS,	  /* "1,234,567 tokens" */
	FIGURE_KEYS,	  /* "2/3 keys" */
	FIGURE_WAIT,	  /* "account waits 42 s": the longest */
	FIGURE_WAITS,	  /* all of them */
	FIGURE_KINDS,	  /* "rate_limit 12, timeout 3" */
};
#define FIGURES 15

/* Appends nothing where there is nothing to say: the local engine asks no
 * server. */
void figure_write(enum figure figure, const struct extract_progress *progress,
		  struct bytes *ret);

/*
 * Which of `n` figures (at most FIGURES) fit into `columns` with two blanks
 * between them: those with nothing to say are left out, then the least
 * telling, whatever their order. One always stays. Returns how many are in
 * `ret`, in their order.
 */
int figures_fit(const struct extract_progress *progress,
		const enum figure *figures, int n, int columns,
		enum figure *ret);

/* Seconds of a latency: "0.8 s", "12 s"; "?" while unknown. */
void figure_latency(double ms, struct bytes *ret);

#endif
