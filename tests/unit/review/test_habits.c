/*
 * test_habits.c: commands that were typed are there the next time: bounded,
 * once each, readable by one's own, whoever else adds some meanwhile.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "review/keep/habits.h"
#include "tests/kit/scratch.h"

static void expect_lines(const char *dir, const char *expected)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	struct error err;
	char **lines = NULL;
	size_t n = 0;

	if (habits_load(dir, HABITS_COMMANDS, &lines, &n, &err) < 0)
		fail_msg("%s", err.text);
	bytes_append_str(&got, "");
	for (size_t i = 0; i < n; i++) {
		bytes_printf(&got, "%s\n", lines[i]);
		free(lines[i]);
	}
	free(lines);
	assert_string_equal(got.data, expected);
}

static void add(const char *dir, const char *line)
{
	struct error err;

	if (habits_add(dir, HABITS_COMMANDS, line, &err) < 0)
		fail_msg("%s", err.text);
}

static void test_add(void **state)
{
	char *scratch = scratch_new();
	char *dir CLEANUP(mem_free_str) = file_join(scratch, "a/state");
	char *path CLEANUP(mem_free_str) = file_join(dir, "commands");
	struct stat st;

	expect_lines(dir, "");
	add(dir, "sort alike");
	add(dir, "where doubt>1");
	add(dir, "sort alike");
	add(dir, " ");
	add(dir, "a\x1b[2Jb\nc");
	expect_lines(dir, "where doubt>1\nsort alike\na[2Jb c\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	scratch_free(scratch);
}

/* Directories stand in a file of their own, and stay where they are. */
static void test_folders(void **state)
{
	char *scratch = scratch_new();
	char *real CLEANUP(mem_free_str) = realpath(scratch, NULL);
	char *roundabout CLEANUP(mem_free_str) =
		mem_printf("%s/./../%s/", scratch, strrchr(scratch, '/') + 1);
	struct error err;
	char **lines = NULL;
	size_t n = 0;

	add(scratch, "goto 1");
	assert_int_equal(habits_add(scratch, HABITS_FOLDERS, roundabout, &err),
			 0);
	assert_int_equal(
		habits_add(scratch, HABITS_FOLDERS, "/not there", &err), 0);
	assert_int_equal(habits_load(scratch, HABITS_FOLDERS, &lines, &n, &err),
			 0);
	assert_int_equal(n, 2);
	assert_string_equal(lines[0], real);
	assert_string_equal(lines[1], "/not there");
	for (size_t i = 0; i < n; i++)
		free(lines[i]);
	free(lines);
	expect_lines(scratch, "goto 1\n");
	scratch_free(scratch);
}

static void test_bounds(void **state)
{
	char *scratch = scratch_new();
	char *dir CLEANUP(mem_free_str) = file_join(scratch, "b");
	char line[HABIT_BYTES + 2], **lines;
	struct error err;
	size_t n;

	for (int i = 0; i < HABITS_MAX + 5; i++) {
		snprintf(line, sizeof(line), "goto %d", i);
		add(dir, line);
	}
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	add(dir, line);
	assert_int_equal(habits_load(dir, HABITS_COMMANDS, &lines, &n, &err),
			 0);
	assert_int_equal(n, HABITS_MAX);
	assert_string_equal(lines[0], "goto 5");
	for (size_t i = 0; i < n; i++)
		free(lines[i]);
	free(lines);
	scratch_free(scratch);
}

/* A thread, and another console beside it. */
static void test_keeper(void **state)
{
	char *scratch = scratch_new();
	char *dir CLEANUP(mem_free_str) = file_join(scratch, "c");
	struct habits_keeper *keeper;
	struct error err;

	add(dir, "from before");
	assert_int_equal(habits_keeper_start(dir, &keeper, &err), 0);
	habits_keeper_put(keeper, HABITS_COMMANDS, "one");
	habits_keeper_put(keeper, HABITS_COMMANDS, "two");
	habits_keeper_stop(keeper);
	expect_lines(dir, "from before\none\ntwo\n");
	habits_keeper_stop(NULL);
	scratch_free(scratch);
}

/* Not a file: told, and left alone. */
static void test_refused(void **state)
{
	char *scratch = scratch_new();
	char *dir CLEANUP(mem_free_str) = file_join(scratch, "d");
	char *path CLEANUP(mem_free_str) = file_join(dir, "commands");
	struct error err;

	assert_int_equal(file_make_dirs(path, 0700, &err), 0);
	assert_int_equal(habits_add(dir, HABITS_COMMANDS, "x", &err), -1);
	assert_non_null(strstr(err.text, "commands"));
	scratch_free(scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),	cmocka_unit_test(test_folders),
		cmocka_unit_test(test_bounds),	cmocka_unit_test(test_keeper),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
