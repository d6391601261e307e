/*
 * test_rate.c: sheets a minute and the time that is left.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/report/rate.h"

static void check_near(double is, double should, double by)
{
	if (is < should - by || is > should + by)
		fail_msg("%f is not near %f", is, should);
}

static void test_unknown_at_first(void **state)
{
	struct rate rate;

	rate_init(&rate, 1000);
	check_near(rate_per_minute(&rate, 5000), 0, 0);
	rate_add(&rate, 6000);
	check_near(rate_per_minute(&rate, 6000), 0, 0);
	check_near(rate_eta(0, 10), -1, 0);
	check_near(rate_eta(0, 0), 0, 0);
}

static void test_steady(void **state)
{
	struct rate rate;

	rate_init(&rate, 0);
	for (int64_t at = 6000; at <= 600000; at += 6000) {
		rate_add(&rate, at);
		if (at >= 60000)
			check_near(rate_per_minute(&rate, at), 10, 1);
	}
	check_near(rate_eta(10, 20), 120, 0.001);
}

/* What was long ago does not count. */
static void test_window(void **state)
{
	struct rate rate;

	rate_init(&rate, 0);
	for (int64_t at = 0; at < 180000; at += 100)
		rate_add(&rate, at);
	check_near(rate_per_minute(&rate, 180000), 600, 20);
	for (int64_t at = 180000; at < 360000; at += 1000)
		rate_add(&rate, at);
	check_near(rate_per_minute(&rate, 360000), 60, 3);
	check_near(rate_per_minute(&rate, 3600000), 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_at_first),
		cmocka_unit_test(test_steady),
		cmocka_unit_test(test_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
