/*
 * test_aimd.c: the window of requests in flight.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/schedule/aimd.h"

static void test_begins_full(void **state)
{
	struct aimd aimd;

	aimd_init(&aimd, 64);
	assert_int_equal(aimd.window, 64);
	for (int i = 0; i < 1000; i++)
		aimd_success(&aimd);
	assert_int_equal(aimd.window, 64);
	aimd_init(&aimd, 0);
	assert_int_equal(aimd.window, 1);
}

/* A quarter less, each time, down to one and no further. */
static void test_cuts(void **state)
{
	static const size_t windows[] = {48, 36, 27, 20, 15, 11, 8,
					 6,  4,	 3,  2,	 1,  1,	 1};
	struct aimd aimd;

	aimd_init(&aimd, 64);
	for (size_t i = 0; i < sizeof(windows) / sizeof(*windows); i++) {
		assert_true(aimd_complaint(&aimd, aimd.cuts));
		assert_int_equal(aimd.window, windows[i]);
	}
}

static void test_burst_cuts_once(void **state)
{
	struct aimd aimd;
	uint64_t cut;

	aimd_init(&aimd, 64);
	cut = aimd.cuts;
	assert_true(aimd_complaint(&aimd, cut));
	for (int i = 0; i < 49; i++)
		assert_false(aimd_complaint(&aimd, cut));
	assert_int_equal(aimd.window, 48);
	assert_true(aimd_complaint(&aimd, aimd.cuts));
	assert_int_equal(aimd.window, 36);
}

static void test_grows_again(void **state)
{
	struct aimd aimd;

	aimd_init(&aimd, 16);
	aimd_complaint(&aimd, aimd.cuts);
	assert_int_equal(aimd.window, 12);
	for (int i = 0; i < 24; i++)
		aimd_success(&aimd);
	assert_int_equal(aimd.window, 12);
	aimd_success(&aimd);
	assert_int_equal(aimd.window, 13);
	for (int i = 0; i < 24; i++)
		aimd_success(&aimd);
	/* A cut begins the count anew. */
	aimd_complaint(&aimd, aimd.cuts);
	assert_int_equal(aimd.window, 9);
	for (int i = 0; i < 24; i++)
		aimd_success(&aimd);
	assert_int_equal(aimd.window, 9);
	for (int i = 0; i < 25 * 20; i++)
		aimd_success(&aimd);
	assert_int_equal(aimd.window, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_begins_full),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_burst_cuts_once),
		cmocka_unit_test(test_grows_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
