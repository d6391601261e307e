/*
 * backoff.h: waits of chance, so that many who failed together do not come
 * back together: full jitter, from dice that are given a seed.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_BACKOFF_H
#define EXTRACT_SCHEDULE_BACKOFF_H

#include <stdint.h>

#define BACKOFF_BASE_MS 1000
#define BACKOFF_CAP_MS	60000

struct dice {
	uint64_t state; /* begins as the seed; any will do */
};

/* 0 <= x < 1. */
double dice_roll(struct dice *dice);

/* A wait after the n-th failure in a row (from 0 on): anything from 0 to the
 * base doubled n times, at most the cap; never less than `floor_ms`. */
int64_t backoff_ms(struct dice *dice, int n, int64_t floor_ms);

/*
 * A server's wish with 1 ms to a tenth more, at most `most_ms` more (0: no
 * such limit): never earlier. Wishes of over a week are a week's.
 */
int64_t backoff_wish(struct dice *dice, int64_t wish_ms, int64_t most_ms);

#endif
