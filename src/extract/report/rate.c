/*
 * rate.c: a sliding window of slots, each counting what was done in five
 * seconds. See rate.h.
 *
 * 1. The size does not depend on how fast sheets are read.
 * 2. The window is the time that the slots cover, never more than has
 *    passed since the start: a rate is right from the first minute on.
 */
#include "config.h"

#include "extract/report/rate.h"

#include <string.h>

void rate_init(struct rate *rate, int64_t now_ms)
{
	memset(rate, 0, sizeof(*rate));
	rate->start_ms = now_ms;
	rate->slot = now_ms / RATE_SLOT_MS;
}

/* Makes the slot of now the newest and forgets those that fell out. */
static void rate_advance(struct rate *rate, int64_t now_ms)
{
	int64_t now = now_ms / RATE_SLOT_MS;

	if (now - rate->slot >= RATE_SLOTS)
		memset(rate->counts, 0, sizeof(rate->counts));
	else
		for (int64_t s = rate->slot + 1; s <= now; s++)
			rate->counts[s % RATE_SLOTS] = 0;
	if (now > rate->slot)
		rate->slot = now;
}

void rate_add(struct rate *rate, int64_t now_ms)
{
	rate_advance(rate, now_ms);
	rate->counts[rate->slot % RATE_SLOTS]++;
}

double rate_per_minute(struct rate *rate, int64_t now_ms)
{
	int64_t since;
	double n = 0;

	rate_advance(rate, now_ms);
	since = (rate->slot - RATE_SLOTS + 1) * RATE_SLOT_MS;
	if (since < rate->start_ms)
		since = rate->start_ms;
	for (int i = 0; i < RATE_SLOTS; i++)
		n += rate->counts[i];
	if (n < 2 || now_ms <= since)
		return 0;
	return n * 60000 / (double)(now_ms - since);
}

double rate_eta(double per_minute, size_t left)
{
	if (left == 0)
		return 0;
	return per_minute > 0 ? (double)left * 60 / per_minute : -1;
}
