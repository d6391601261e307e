/*
 * test_disk_full.c: when a full disk holds sheets back, and when one tries.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/worker/disk_full.h"

static void test_changes_are_told_once(void **state)
{
	struct disk_full disk = {0};

	(void)state;
	assert_false(disk_full_waits(&disk));
	assert_true(disk_full_journals(&disk, true));
	assert_false(disk_full_journals(&disk, true));
	/* It was full already, and still is when one of the two goes on. */
	assert_false(disk_full_lacks(&disk, 0));
	assert_false(disk_full_journals(&disk, false));
	assert_true(disk_full_waits(&disk));
	assert_true(disk_full_found(&disk));
	assert_false(disk_full_found(&disk));
	assert_false(disk_full_waits(&disk));
}

static void test_one_sheet_tries_now_and_then(void **state)
{
	struct disk_full disk = {0};
	int64_t left;

	(void)state;
	assert_true(disk_full_tries(&disk, 5000));
	assert_true(disk_full_lacks(&disk, 5000));
	left = disk_full_left_ms(&disk, 5000);
	assert_true(left > 0);
	assert_false(disk_full_tries(&disk, 5000 + left - 1));
	assert_true(disk_full_tries(&disk, 5000 + left));
	/* The next one waits again. */
	assert_false(disk_full_tries(&disk, 5000 + left));
	assert_true(disk_full_found(&disk));
	assert_true(disk_full_tries(&disk, 5000 + left));
}

/* The store tries its journals by itself: no sheet does it. */
static void test_journals_are_not_tried(void **state)
{
	struct disk_full disk = {0};

	(void)state;
	assert_true(disk_full_journals(&disk, true));
	assert_true(disk_full_tries(&disk, 0));
	assert_false(disk_full_found(&disk));
	assert_true(disk_full_waits(&disk));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes_are_told_once),
		cmocka_unit_test(test_one_sheet_tries_now_and_then),
		cmocka_unit_test(test_journals_are_not_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
