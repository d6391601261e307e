/*
 * test_marks.c: records that are marked, each once, whatever the order in
 * which they are.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ui/words/marks.h"

static void test_toggle(void **state)
{
	struct queue_marks marks = {0};

	assert_false(queue_marks_has(&marks, "b"));
	assert_false(queue_marks_has(&marks, NULL));
	assert_true(queue_marks_toggle(&marks, "b"));
	assert_true(queue_marks_toggle(&marks, "a"));
	assert_true(queue_marks_toggle(&marks, "c"));
	assert_int_equal(marks.n, 3);
	assert_string_equal(marks.ids[0], "a");
	assert_string_equal(marks.ids[2], "c");
	assert_false(queue_marks_toggle(&marks, "b"));
	assert_false(queue_marks_has(&marks, "b"));
	assert_true(queue_marks_has(&marks, "a"));
	assert_true(queue_marks_has(&marks, "c"));
	assert_false(queue_marks_has(&marks, "d"));
	queue_marks_clear(&marks);
	assert_int_equal(marks.n, 0);
	assert_false(queue_marks_has(&marks, "a"));
	queue_marks_done(&marks);
}

static void test_many(void **state)
{
	struct queue_marks marks = {0};
	char id[16];

	for (int i = 0; i < 1000; i++) {
		snprintf(id, sizeof(id), "%03d", i * 7 % 1000);
		assert_true(queue_marks_toggle(&marks, id));
	}
	for (size_t i = 1; i < marks.n; i++)
		assert_true(strcmp(marks.ids[i - 1], marks.ids[i]) < 0);
	for (int i = 0; i < 1000; i += 2) {
		snprintf(id, sizeof(id), "%03d", i);
		assert_false(queue_marks_toggle(&marks, id));
	}
	assert_int_equal(marks.n, 500);
	assert_true(queue_marks_has(&marks, "501"));
	assert_false(queue_marks_has(&marks, "500"));
	queue_marks_done(&marks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_toggle),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
