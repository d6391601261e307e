/*
 * test_breaker.c: the first ten sheets decide.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/schedule/breaker.h"

/* Adds ten results, the first `failures` of which fail; true where it trips at
 * the tenth and not before. */
static bool breaks(struct breaker *breaker, int failures)
{
	for (int i = 0; i < 9; i++)
		assert_false(breaker_add_result(breaker, i >= failures));
	return breaker_add_result(breaker, 9 >= failures);
}

static void test_first_ten(void **state)
{
	for (int failures = 0; failures <= 10; failures++) {
		struct breaker breaker = {0};

		assert_int_equal(breaks(&breaker, failures), failures > 5);
		for (int i = 0; i < 100; i++)
			assert_false(breaker_add_result(&breaker, false));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_ten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
