/*
 * test_backoff.c: waits of chance, cool-downs, and how long answers take.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/schedule/backoff.h"
#include "extract/schedule/cooldown.h"
#include "extract/schedule/answer_times.h"

static void test_dice(void **state)
{
	struct dice a = {42}, b = {42}, zero = {0};
	double sum = 0;

	for (int i = 0; i < 10000; i++) {
		double roll = dice_roll(&a);

		assert_true(roll >= 0 && roll < 1);
		assert_true(roll == dice_roll(&b));
		sum += dice_roll(&zero);
	}
	assert_true(sum > 4800 && sum < 5200);
}

/* Anything up to the bound, which doubles up to the cap. */
static void test_full_jitter(void **state)
{
	struct dice dice = {7};

	for (int n = 0; n < 40; n++) {
		int64_t bound = n < 6 ? (int64_t)1000 << n : 60000;
		int64_t least = INT64_MAX, most = 0;

		for (int i = 0; i < 2000; i++) {
			int64_t wait = backoff_ms(&dice, n, 0);

			least = wait < least ? wait : least;
			most = wait > most ? wait : most;
			assert_true(backoff_ms(&dice, n, 1000) >= 1000);
		}
		assert_true(least < bound / 50);
		assert_true(most <= bound && most > bound * 49 / 50);
	}
}

static void test_wish(void **state)
{
	struct dice dice = {9};

	for (int i = 0; i < 5000; i++) {
		int64_t wish = (int64_t)(dice_roll(&dice) * 100000);
		int64_t wait = backoff_wish(&dice, wish, 0);

		assert_true(wait > wish && wait <= wish + 1 + wish / 10);
		wait = backoff_wish(&dice, wish, 100);
		assert_true(wait > wish && wait <= wish + 101);
	}
	assert_true(backoff_wish(&dice, INT64_MAX, 0) < (int64_t)1 << 40);
}

/* The later deadline stays, whichever comes first. */
static void test_later_deadline(void **state)
{
	struct dice dice = {1};
	struct cooldown c = {0};
	int64_t until;

	assert_true(cooldown_start(&c, &dice, 60000, 5, 10));
	until = c.until_ms;
	assert_true(until > 60010);
	assert_false(cooldown_start(&c, &dice, 1000, 6, 11));
	assert_int_equal(c.until_ms, until);
	assert_false(cooldown_start(&c, &dice, -1, 12, 13));
	assert_true(c.until_ms >= until);
	assert_false(cooldown_start(&c, &dice, 90000, 12, 14));
	assert_true(c.until_ms > 90014);
	assert_int_equal(cooldown_left(&c, c.until_ms), 0);
	assert_int_equal(cooldown_left(&c, c.until_ms - 1), 1);
}

/* The n-th failure of one burst is the first of the next wait. */
static void test_bursts(void **state)
{
	struct dice dice = {1};
	struct cooldown c = {0};
	int64_t now = 1000;

	for (int burst = 1; burst <= 5; burst++) {
		for (int i = 0; i < 50; i++)
			cooldown_start(&c, &dice, -1, now - 900 + i, now + i);
		assert_int_equal(c.failures, burst);
		/* One that comes when it is over cools it again, no longer. */
		now = c.until_ms;
		assert_true(cooldown_start(&c, &dice, -1, c.since_ms, now));
		assert_true(cooldown_left(&c, now) >= 1000);
		now = c.until_ms + 2000;
	}
	cooldown_success(&c, c.since_ms); /* sent before: tells nothing */
	assert_int_equal(c.failures, 5);
	cooldown_success(&c, c.since_ms + 1);
	assert_int_equal(c.failures, 0);
}

/* A server that always says "at once" is not asked at once for ever. */
static void test_wish_of_nothing(void **state)
{
	struct dice dice = {1};
	struct cooldown c = {0};
	int64_t now = 0;

	for (int i = 0; i < 20; i++) {
		cooldown_start(&c, &dice, 0, now, now + 10);
		now = c.until_ms;
	}
	assert_true(now > 20000);
}

static void test_reset(void **state)
{
	struct dice dice = {1};

	for (int i = 0; i < 1000; i++) {
		struct cooldown c = {0};

		assert_true(cooldown_reset(&c, &dice, 3600000, 100));
		assert_true(c.until_ms > 3600100);
		assert_true(c.until_ms <= 3600101 + 30000);
	}
}

static void test_latency(void **state)
{
	struct answer_times latency = {0};

	assert_true(answer_times_percentile(&latency, 50) == -1);
	answer_times_add(&latency, 7);
	assert_true(answer_times_percentile(&latency, 50) == 7);
	assert_true(answer_times_percentile(&latency, 95) == 7);
	for (int i = 0; i < 1000; i++)
		answer_times_add(&latency, 1e6);
	for (int i = 256; i > 0; i--)
		answer_times_add(&latency, i);
	assert_true(answer_times_percentile(&latency, 50) == 128);
	assert_true(answer_times_percentile(&latency, 95) == 244);
	assert_true(answer_times_percentile(&latency, 100) == 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dice),
		cmocka_unit_test(test_full_jitter),
		cmocka_unit_test(test_wish),
		cmocka_unit_test(test_later_deadline),
		cmocka_unit_test(test_bursts),
		cmocka_unit_test(test_wish_of_nothing),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_latency),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
