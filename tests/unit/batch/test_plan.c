/*
 * test_plan.c: how many sheets go into one batch, and what says that it ends.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "batch/plan/plan.h"

#define FRAME 10

static const struct plan_sums limits = {
	.requests = 3,
	.bytes = 1000,
	.tokens = 500,
	.nano_usd = 90,
};

static void test_fit(void **state)
{
	static const struct {
		struct plan_sums has, next;
		enum plan_fit fit;
	} rows[] = {
		{{0}, {1, 100, 100, 30}, PLAN_FITS},
		/* to the byte, the token, the nano-dollar */
		{{1, 500, 0, 0}, {1, 490, 500, 90}, PLAN_FITS},
		{{1, 500, 0, 0}, {1, 491, 1, 1}, PLAN_FULL},
		{{2, 0, 0, 0}, {1, 1, 1, 1}, PLAN_FITS},
		{{3, 0, 0, 0}, {1, 1, 1, 1}, PLAN_FULL},
		{{1, 1, 1, 60}, {1, 1, 1, 31}, PLAN_NO_MONEY},
		{{1, 1, 400, 1}, {1, 1, 101, 1}, PLAN_FULL},
		/* alone */
		{{0}, {1, 990, 1, 1}, PLAN_FITS},
		{{0}, {1, 991, 1, 1}, PLAN_TOO_LARGE},
		{{2, 1, 1, 1}, {1, 991, 1, 1}, PLAN_TOO_LARGE},
		{{0}, {1, 1, 501, 1}, PLAN_NO_ROOM},
		{{0}, {1, 1, 1, 91}, PLAN_NO_MONEY},
		/* what is too large is not what money lacks for */
		{{0}, {1, 991, 1, 91}, PLAN_TOO_LARGE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum plan_fit fit =
			plan_fit(&limits, &rows[i].has, FRAME, &rows[i].next);

		if (fit != rows[i].fit)
			fail_msg("row %zu: %d", i, (int)fit);
	}
}

static void test_no_limits(void **state)
{
	static const struct plan_sums none = {0};
	const struct plan_sums much = {1, UINT64_C(1) << 40, 1e12, 1000000};
	struct plan_sums has = {0};

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(plan_fit(&none, &has, FRAME, &much),
				 PLAN_FITS);
		plan_add(&has, &much);
	}
	assert_int_equal(has.requests, 3);
	assert_true(has.bytes == UINT64_C(3) << 40 && has.tokens == 3e12 &&
		    has.nano_usd == 3000000);
}

/* A price that nobody would pay comes to no sum that is below 0. */
static void test_dear(void **state)
{
	const struct plan_sums dear = {1, 1, 1, INT64_MAX / 2 + 1};
	const struct plan_sums most = {.nano_usd = 1000};
	struct plan_sums has = {0};

	(void)state;
	plan_add(&has, &dear);
	assert_int_equal(plan_fit(&most, &has, FRAME, &dear), PLAN_NO_MONEY);
	plan_add(&has, &dear);
	assert_true(has.nano_usd == INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_no_limits),
		cmocka_unit_test(test_dear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
