/*
 * test_remarks.c: what is the same for several batches is told once.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/remarks.h"

static void assert_tells(const struct batch_remarks *remarks, size_t i,
			 const char *wanted)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	batch_remarks_write(remarks, i, &text);
	assert_string_equal(text.data, wanted);
}

static void test_once(void **state)
{
	struct batch_remarks remarks = {0};

	(void)state;
	batch_remarks_add(&remarks, "b1", "no key");
	assert_tells(&remarks, 0, "b1: no key");
	batch_remarks_add(&remarks, "b2", "not known");
	batch_remarks_add(&remarks, "b3", "no key");
	assert_int_equal(remarks.n, 2);
	assert_tells(&remarks, 0, "2 batches (b1, b3): no key");
	assert_tells(&remarks, 1, "b2: not known");
	batch_remarks_add(&remarks, "b4", "no key");
	assert_tells(&remarks, 0, "3 batches (b1, b3, b4): no key");
	batch_remarks_add(&remarks, "b4", "no key");
	assert_tells(&remarks, 0, "3 batches (b1, b3, b4): no key");
	for (int i = 0; i < 1200; i++)
		batch_remarks_add(&remarks, i % 2 == 0 ? "b5" : "b6", "no key");
	assert_tells(&remarks, 0, "1,203 batches (b1, b3, b4, …): no key");
	batch_remarks_done(&remarks);
	assert_int_equal(remarks.n, 0);
	batch_remarks_done(&remarks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
