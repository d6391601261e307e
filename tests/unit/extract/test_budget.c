/*
 * test_budget.c: money that adds up, and is never more than there is.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "extract/schedule/backoff.h"
#include "extract/schedule/budget.h"

static void test_amounts(void **state)
{
	assert_int_equal(nano_of(0.1), 100000000);
	assert_int_equal(nano_of(1e-9), 1);
	assert_int_equal(nano_of(-1), 0);
	assert_int_equal(nano_of(NAN), 0);
	assert_true(nano_of(INFINITY) == nano_of(1e6));
	assert_int_equal(nano_above(1.2e-9), 2);
	assert_int_equal(nano_above(0), 0);
	for (int64_t nano = 1; nano < INT64_C(1000000000000);
	     nano = nano * 3 + 1) {
		assert_true(nano_of(nano_to_usd(nano)) == nano);
		assert_true(nano_above(nano_to_usd(nano)) == nano);
	}
}

/* What cannot be counted is the most that can. */
static void test_sums(void **state)
{
	assert_true(nano_add(1, 2) == 3);
	assert_true(nano_add(INT64_MAX - 1, 1) == INT64_MAX);
	assert_true(nano_add(INT64_MAX - 1, 2) == INT64_MAX);
	assert_true(nano_times(7, 3) == 21);
	assert_true(nano_times(7, 0) == 0 && nano_times(0, SIZE_MAX) == 0);
	assert_true(nano_times(INT64_MAX / 2, 2) == INT64_MAX - 1);
	assert_true(nano_times(INT64_MAX / 2, 3) == INT64_MAX);
	assert_true(nano_times(1, SIZE_MAX) == INT64_MAX);
}

/* A tenth of a cent, ten million times. */
static void test_no_drift(void **state)
{
	struct budget budget;

	budget_init(&budget, 0, 0);
	for (int i = 0; i < 10000000; i++)
		budget_complete(&budget, 0, nano_of(0.001));
	assert_true(nano_to_usd(budget.spent) == 10000);
}

static void test_room(void **state)
{
	struct budget budget;

	budget_init(&budget, 100, 40);
	assert_true(budget_fits(&budget, 60));
	assert_false(budget_fits(&budget, 61));
	budget_reserve(&budget, 50);
	assert_true(budget_fits(&budget, 10));
	assert_false(budget_fits(&budget, 11));
	budget_complete(&budget, 50, 20);
	assert_true(budget_fits(&budget, 40));
	assert_false(budget_is_spent(&budget));
	budget_reserve(&budget, 40);
	budget_complete(&budget, 40, 45); /* a server that charges more */
	assert_true(budget_is_spent(&budget));
	assert_false(budget_fits(&budget, 1));
	/* To the last billionth, and not before. */
	budget_init(&budget, 1, 0);
	assert_false(budget_is_spent(&budget));
	budget_complete(&budget, 0, 1);
	assert_true(budget_is_spent(&budget));
	budget_init(&budget, 0, 0);
	assert_true(budget_fits(&budget, INT64_MAX / 4));
	assert_false(budget_is_spent(&budget));
}

/* Whatever the costs are, up to what was reserved, the budget holds. */
static void test_never_above(void **state)
{
	for (uint64_t seed = 1; seed < 200; seed++) {
		struct dice dice = {seed};
		struct budget budget;
		int64_t held[64], ledger = 0;
		size_t n = 0;

		budget_init(&budget, 1000000, 0);
		for (int i = 0; i < 5000; i++) {
			int64_t cost = 1 + (int64_t)(dice_roll(&dice) * 9000);

			if (n < 64 && dice_roll(&dice) < 0.6 &&
			    budget_fits(&budget, cost)) {
				budget_reserve(&budget, cost);
				held[n++] = cost;
			} else if (n > 0) {
				int64_t real = (int64_t)(dice_roll(&dice) *
							 (double)held[--n]);

				budget_complete(&budget, held[n], real);
				ledger += real;
			}
			assert_true(budget.spent == ledger);
			assert_true(ledger + budget.reserved <= 1000000);
		}
		while (n > 0) {
			n--;
			budget_complete(&budget, held[n], held[n]);
		}
		assert_true(budget.spent <= 1000000 && budget.reserved == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_amounts),	    cmocka_unit_test(test_sums),
		cmocka_unit_test(test_no_drift),    cmocka_unit_test(test_room),
		cmocka_unit_test(test_never_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
