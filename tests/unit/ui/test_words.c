/*
 * test_words.c: commands by what begins them, and lines that were typed
 * before.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ui/words/command.h"
#include "ui/words/history.h"

static void test_commands(void **state)
{
	enum command_id id = COMMAND_COUNT;

	assert_int_equal(console_command_find("goto", 4, &id), 1);
	assert_int_equal(id, COMMAND_GOTO);
	assert_int_equal(console_command_find("whe", 3, &id), 1);
	assert_int_equal(id, COMMAND_WHERE);
	/* A whole name is one, whatever else begins so. */
	assert_int_equal(console_command_find("set", 3, &id), 1);
	assert_int_equal(id, COMMAND_SET);
	assert_true(console_command_find("s", 1, &id) > 1);
	assert_int_equal(console_command_find("sets", 4, &id), 0);
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const char *name = console_commands[i].name;

		assert_int_equal(console_command_find(name, strlen(name), &id),
				 1);
		assert_int_equal(id, i);
	}
}

static void test_history(void **state)
{
	struct history history = {0};
	char line[16];

	assert_null(history_go(&history, -1, "x"));
	history_add(&history, "one");
	history_add(&history, "two");
	history_add(&history, "one");
	assert_int_equal(history.n, 2);
	assert_null(history_go(&history, 1, "typed"));
	assert_string_equal(history_go(&history, -1, "typed"), "one");
	assert_string_equal(history_go(&history, -1, "one"), "two");
	assert_null(history_go(&history, -1, "two"));
	assert_string_equal(history_go(&history, 1, "two"), "one");
	assert_string_equal(history_go(&history, 1, "one"), "typed");
	assert_null(history_go(&history, 1, "typed"));
	for (int i = 0; i < HISTORY_MAX + 3; i++) {
		snprintf(line, sizeof(line), "%d", i);
		history_add(&history, line);
	}
	assert_int_equal(history.n, HISTORY_MAX);
	assert_string_equal(history.lines[0], "3");
	history_done(&history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
