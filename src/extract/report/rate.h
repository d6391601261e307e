/*
 * rate.h: sheets a minute over the last minutes, and when it will be over.
 * The clock is the caller's: milliseconds of work, pauses left out.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_REPORT_RATE_H
#define EXTRACT_REPORT_RATE_H

#include <stddef.h>
#include <stdint.h>

#define RATE_SLOTS   36
#define RATE_SLOT_MS 5000 /* 36 of them: three minutes */

struct rate {
	int64_t start_ms;
	int64_t slot; /* number of the newest slot */
	unsigned int counts[RATE_SLOTS];
};

void rate_init(struct rate *rate, int64_t now_ms);
/* One more sheet is done. `now_ms` never goes back. */
void rate_add(struct rate *rate, int64_t now_ms);
/* 0 until two sheets were done within the window. */
double rate_per_minute(struct rate *rate, int64_t now_ms);
/* Seconds for `left` sheets at this rate; -1 while it is unknown. */
double rate_eta(double per_minute, size_t left);

#endif
