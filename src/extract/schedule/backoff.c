/*
 * backoff.c: full jitter by splitmix64. See backoff.h.
 *
 * 1. No wait is shorter than what the server asked for.
 * 2. The same seed gives the same waits: tests can be run again.
 */
#include "config.h"

#include "extract/schedule/backoff.h"

#include "base/mix.h"

#define BACKOFF_WEEK_MS	  ((int64_t)7 * 24 * 3600 * 1000)
#define BACKOFF_DOUBLINGS 6 /* 64 s: over the cap */

/* SplitMix64: no state of it is bad, zero neither. */
static uint64_t dice_next(struct dice *dice)
{
	dice->state += UINT64_C(0x9e3779b97f4a7c15);
	return mix_end(dice->state);
}

double dice_roll(struct dice *dice)
{
	return (double)(dice_next(dice) >> 11) * 0x1p-53;
}

int64_t backoff_ms(struct dice *dice, int n, int64_t floor_ms)
{
	int64_t most = BACKOFF_CAP_MS;
	int64_t wait;

	if (n < BACKOFF_DOUBLINGS)
		most = (int64_t)BACKOFF_BASE_MS << (n > 0 ? n : 0);
	wait = (int64_t)(dice_roll(dice) * (double)(most + 1));
	return wait > floor_ms ? wait : floor_ms;
}

int64_t backoff_wish(struct dice *dice, int64_t wish_ms, int64_t most_ms)
{
	int64_t more;

	if (wish_ms < 0)
		wish_ms = 0;
	if (wish_ms > BACKOFF_WEEK_MS)
		wish_ms = BACKOFF_WEEK_MS;
	more = wish_ms / 10;
	if (most_ms > 0 && more > most_ms)
		more = most_ms;
	return wish_ms + 1 + (int64_t)(dice_roll(dice) * (double)more);
}
