/*
 * ticker.h: the one line on a terminal that tells how an extraction goes, or
 * what else takes its time.
 */
#ifndef CMD_COMMON_TICKER_H
#define CMD_COMMON_TICKER_H

#include <stdbool.h>
#include <stdint.h>

#include "extract/worker/extractor.h"

struct ticker {
	bool shown;	  /* there is a terminal to write to */
	bool names;	  /* that shows UTF-8 */
	int width;	  /* columns written last */
	int64_t drawn_ms; /* 0: never */
};

/* Shown only where stderr is a terminal. */
void ticker_init(struct ticker *ticker);
/* Milliseconds until it may be drawn again (at most ten times a second). */
int ticker_wait(const struct ticker *ticker);
void ticker_draw(struct ticker *ticker,
		 const struct extract_progress *progress);
/* Draws another line in its place. */
void ticker_say(struct ticker *ticker, const char *text);
/* Takes the line away, so that something else can be written. */
void ticker_clear(struct ticker *ticker);

/* "3 h 05", "12 min", "40 s" for people; "" while unknown. */
void ticker_duration(double seconds, char *ret, size_t size);

#endif
