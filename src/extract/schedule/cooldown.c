/*
 * cooldown.c: deadlines that only move on. See cooldown.h.
 *
 * 1. Cooling what is cooling keeps the later deadline, never the shorter.
 * 2. Requests that were sent before it began to cool are one burst: they do
 *    not make the wait grow, and their successes do not make it short.
 * 3. A server that asks for next to nothing, and complains again, is left
 *    alone for longer than it asked.
 */
#include "config.h"

#include "extract/schedule/cooldown.h"

#define COOLDOWN_FLOOR_MS 1000
#define COOLDOWN_LATE_MS  30000 /* after a reset, at most */

static bool cooldown_extend(struct cooldown *cooldown, int64_t wait_ms,
			    int64_t now_ms)
{
	bool news = cooldown_left(cooldown, now_ms) == 0;

	if (now_ms + wait_ms > cooldown->until_ms) {
		cooldown->until_ms = now_ms + wait_ms;
		cooldown->since_ms = now_ms;
	}
	return news;
}

bool cooldown_start(struct cooldown *cooldown, struct dice *dice,
		    int64_t wish_ms, int64_t sent_ms, int64_t now_ms)
{
	bool burst = cooldown->failures > 0 && sent_ms <= cooldown->since_ms;
	bool repeated = cooldown->failures > 0 && wish_ms < COOLDOWN_FLOOR_MS;
	int64_t wait = 0, least = 0;

	if (wish_ms < 0 && burst && cooldown_left(cooldown, now_ms) > 0)
		return false;
	if (wish_ms < 0 || (repeated && !burst))
		least = backoff_ms(dice, cooldown->failures, COOLDOWN_FLOOR_MS);
	if (wish_ms >= 0)
		wait = backoff_wish(dice, wish_ms, 0);
	if (wait < least)
		wait = least;
	if (!burst && cooldown->failures < INT32_MAX)
		cooldown->failures++;
	return cooldown_extend(cooldown, wait, now_ms);
}

bool cooldown_reset(struct cooldown *cooldown, struct dice *dice,
		    int64_t left_ms, int64_t now_ms)
{
	return cooldown_extend(cooldown,
			       backoff_wish(dice, left_ms, COOLDOWN_LATE_MS),
			       now_ms);
}

void cooldown_success(struct cooldown *cooldown, int64_t sent_ms)
{
	if (sent_ms > cooldown->since_ms)
		cooldown->failures = 0;
}

int64_t cooldown_left(const struct cooldown *cooldown, int64_t now_ms)
{
	return cooldown->until_ms > now_ms ? cooldown->until_ms - now_ms : 0;
}
