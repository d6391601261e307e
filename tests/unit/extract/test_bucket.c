/*
 * test_bucket.c: a limit a minute is kept in any minute, and nearly reached.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "extract/schedule/backoff.h"
#include "extract/schedule/bucket.h"

#define MINUTE_MS 60000
#define TAKEN_MAX 200000

/* What was taken, and when. */
struct ledger {
	int64_t at_ms[TAKEN_MAX];
	double amount[TAKEN_MAX];
	size_t n;
};

static void ledger_put(struct ledger *ledger, int64_t at_ms, double amount)
{
	assert_true(ledger->n < TAKEN_MAX);
	ledger->at_ms[ledger->n] = at_ms;
	ledger->amount[ledger->n++] = amount;
}

/* The most that was taken within any minute. */
static double ledger_worst(const struct ledger *ledger)
{
	double sum = 0, worst = 0;
	size_t from = 0;

	for (size_t i = 0; i < ledger->n; i++) {
		sum += ledger->amount[i];
		while (ledger->at_ms[i] - ledger->at_ms[from] >= MINUTE_MS)
			sum -= ledger->amount[from++];
		worst = fmax(worst, sum);
	}
	return worst;
}

/* Takes as fast as it may for so long, sleeping as it is told; returns when
 * it ended. */
static int64_t drain(struct bucket *bucket, struct ledger *ledger,
		     double (*amount)(struct dice *dice), struct dice *dice,
		     int64_t from_ms, int64_t until_ms)
{
	int64_t now = from_ms;

	while (now < until_ms) {
		double of = amount(dice);
		int64_t ready = bucket_ready(bucket, of, now);

		assert_true(ready >= now);
		if (ready > now) {
			/* No earlier time would do. */
			assert_true(bucket_ready(bucket, of, ready - 1) >=
				    ready);
			now = ready;
			assert_true(bucket_ready(bucket, of, now) <= now + 1);
			now = bucket_ready(bucket, of, now);
		}
		bucket_take(bucket, of, now);
		ledger_put(ledger, now, of);
	}
	return now;
}

static double one(struct dice *dice)
{
	return 1;
}

static double some(struct dice *dice)
{
	return 500 + floor(dice_roll(dice) * 4500);
}

static void test_requests(void **state)
{
	static const double limits[] = {0.25, 1, 2, 3, 20, 59.5, 60, 500, 3333};
	static const double bursts[] = {1, 4, 16, 256};
	struct dice dice = {1};
	struct ledger *ledger = malloc(sizeof(*ledger));

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		for (size_t b = 0; b < 4; b++) {
			struct bucket bucket;
			double span = 20;

			ledger->n = 0;
			bucket_init(&bucket, limits[i], bursts[b], 0);
			drain(&bucket, ledger, one, &dice, 7,
			      (int64_t)(span * MINUTE_MS));
			if (ledger_worst(ledger) > fmax(limits[i], 1))
				fail_msg("%f of %f", ledger_worst(ledger),
					 limits[i]);
			/* At least nine tenths of what is allowed. */
			assert_true((double)ledger->n >=
				    floor(floor(fmax(limits[i], .25)) * span *
					  0.9));
		}
	free(ledger);
}

/* Idle times fill a bucket, but no fuller. */
static void test_idle(void **state)
{
	struct dice dice = {2};
	struct ledger *ledger = malloc(sizeof(*ledger));
	struct bucket bucket;
	int64_t now = 0;

	ledger->n = 0;
	bucket_init(&bucket, 120, 256, 0);
	for (int i = 0; i < 500; i++) {
		int64_t busy = (int64_t)(dice_roll(&dice) * 50000);

		now = drain(&bucket, ledger, one, &dice, now, now + busy);
		now += (int64_t)(dice_roll(&dice) * 200000);
	}
	assert_true(ledger_worst(ledger) <= 120);
	free(ledger);
}

static void test_tokens(void **state)
{
	struct dice dice = {3};
	struct ledger *ledger = malloc(sizeof(*ledger));
	struct bucket bucket;
	double sum = 0;

	ledger->n = 0;
	bucket_init(&bucket, 100000, 0, 0);
	drain(&bucket, ledger, some, &dice, 0, 30 * MINUTE_MS);
	/* Until the largest is known, the room for it is not set aside. */
	assert_true(ledger_worst(ledger) <= 100000 + 5000);
	for (size_t i = 0; i < ledger->n; i++)
		sum += ledger->amount[i];
	assert_true(sum > 30 * 100000 * 0.85);
	free(ledger);
}

/* More than the limit is let through, alone and seldom, not never. */
static void test_too_large(void **state)
{
	struct bucket bucket;
	int64_t ready;

	bucket_init(&bucket, 1000, 0, 0);
	assert_int_equal(bucket_ready(&bucket, 5000, 0), 0);
	bucket_take(&bucket, 5000, 0);
	ready = bucket_ready(&bucket, 5000, 0);
	assert_true(ready > 5 * MINUTE_MS && ready < 20 * MINUTE_MS);
	assert_int_equal(bucket_ready(&bucket, 5000, ready), ready);
}

static void test_absurd_debt(void **state)
{
	struct bucket bucket;

	bucket_init(&bucket, 1000, 0, 0);
	bucket_put_back(&bucket, -4294967295.0, 0);
	assert_true(bucket_ready(&bucket, 1, 0) <= 2 * MINUTE_MS);
}

static void test_put_back(void **state)
{
	struct bucket bucket;

	bucket_init(&bucket, 10000, 0, 0);
	assert_int_equal(bucket_ready(&bucket, 4000, 0), 0);
	bucket_take(&bucket, 4000, 0);
	assert_true(bucket_ready(&bucket, 4000, 0) > 1000);
	bucket_put_back(&bucket, 4000, 0);
	assert_int_equal(bucket_ready(&bucket, 4000, 0), 0);
	/* No more than it holds. */
	bucket_put_back(&bucket, 1e6, 0);
	bucket_take(&bucket, 4000, 0);
	assert_true(bucket_ready(&bucket, 4000, 0) > 1000);
}

static void test_no_limit(void **state)
{
	struct bucket bucket;

	bucket_init(&bucket, 0, 16, 0);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(bucket_ready(&bucket, 1e9, 5), 5);
		bucket_take(&bucket, 1e9, 5);
	}
	bucket_slow_down(&bucket, 5, 5);
	bucket_speed_up(&bucket, 5);
	assert_int_equal(bucket_ready(&bucket, 1e9, 5), 5);
}

static void test_slows_down(void **state)
{
	struct bucket bucket;
	int64_t full, slow;

	bucket_init(&bucket, 20, 1, 0);
	bucket_take(&bucket, 1, 0);
	full = bucket_ready(&bucket, 1, 0);
	bucket_slow_down(&bucket, 0, 10);
	slow = bucket_ready(&bucket, 1, 10);
	assert_true(slow > full);
	/* Requests that were sent before are of the same burst. */
	bucket_slow_down(&bucket, 10, 10);
	assert_int_equal(bucket_ready(&bucket, 1, 10), slow);
	for (int64_t i = 11; i < 200; i++)
		bucket_slow_down(&bucket, i, i);
	assert_true(bucket.slow >= 0.1);
	for (int i = 0; i < 2000; i++)
		bucket_speed_up(&bucket, 200);
	assert_true(bucket.slow == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_absurd_debt),
		cmocka_unit_test(test_put_back),
		cmocka_unit_test(test_no_limit),
		cmocka_unit_test(test_slows_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
