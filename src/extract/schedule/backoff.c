/*
 * backoff.c: full jitter by splitmix64. See backoff.h.
 *
 * 1. No wait is shorter than what the server asked for.
 * 2. The same seed gives the same waits: tests can be run again.
 */
#include "config.h"

#include "extract/schedule/backoff.h"

#define BACKOFF_WEEK_MS	  ((int64_t)7 * 24 * 3600 * 1000)
#define BACKOFF_DOUBLINGS 6 /* 64 s: over the cap */

/* Splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014): no state of it is bad, zero neither. */
static uint64_t dice_next(struct dice *dice)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
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
