/*
 * test_pace.c: what a curator did today: since midnight, followed act by act.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "review/team/pace.h"
#include "tests/kit/scratch.h"

static time_t time_of(const char *stamp)
{
	double at = 0;

	assert_int_equal(clock_parse(stamp, &at), 0);
	return (time_t)at;
}

static void put(const char *dir, const char *mode, const char *lines)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "edits.jsonl");
	FILE *file = fopen(path, mode);

	assert_non_null(file);
	fputs(lines, file);
	fclose(file);
}

/* "approve" and such, at a time of the 24th. */
static void act(const char *dir, const char *id, const char *by,
		const char *specimen, const char *time, const char *rest)
{
	char *line CLEANUP(mem_free_str) = mem_printf(
		"{\"seq\":1,\"id\":\"%s\",\"by\":\"%s\",\"specimen_id\":\"%s\","
		"\"timestamp\":\"2026-11-%sZ\",%s}\n",
		id, by, specimen, time, rest);

	put(dir, "a", line);
}

#define APPROVE(seconds) \
	"\"op\":\"approve\",\"spent\":{\"keys\":5,\"seconds\":" #seconds "}"

static struct pace read_at(struct pace_reader *reader, const char *stamp)
{
	struct error err;
	struct pace pace;

	if (pace_read(reader, time_of(stamp), &pace, &err) < 0)
		fail_msg("%s", err.text);
	return pace;
}

static void test_today(void **state)
{
	char *dir = scratch_new();
	struct pace_reader *reader = pace_reader_new(dir, "mb");
	struct pace pace = read_at(reader, "2026-11-24T09:00:00Z");

	assert_int_equal(pace.decided, 0);
	act(dir, "a0", "mb", "s0", "23T23:59:59", APPROVE(7));
	act(dir, "a1", "mb", "s1", "24T00:00:01", APPROVE(30));
	act(dir, "a2", "ts", "s2", "24T08:00:00", APPROVE(30));
	act(dir, "a3", "mb", "s3", "24T08:00:00",
	    "\"op\":\"reject\",\"reason\":\"other\"");
	put(dir, "a", "not an act\n{\"half\":");
	pace = read_at(reader, "2026-11-24T09:00:00Z");
	assert_int_equal(pace.decided, 2);
	assert_int_equal(pace.told, 1);
	assert_true(pace_per_hour(&pace) == 0);
	put(dir, "a", "1}\n");
	/* Opened again and signed again: it is one record. */
	act(dir, "a4", "mb", "s1", "24T08:01:00", APPROVE(10));
	act(dir, "a5", "mb", "s5", "24T08:02:00", APPROVE(20));
	act(dir, "a6", "mb", "s5", "24T08:03:00",
	    "\"op\":\"undo\",\"undoes\":[\"a3\"]");
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, 2);
	assert_int_equal(pace.told, 3);
	assert_int_equal(pace.seconds, 60);
	assert_true(pace_per_hour(&pace) == 180);
	act(dir, "a7", "mb", "s5", "24T08:03:00",
	    "\"op\":\"redo\",\"redoes\":[\"a3\"]");
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, 3);
	/* Another day. */
	pace = read_at(reader, "2026-11-25T10:00:00Z");
	assert_int_equal(pace.decided, 0);
	/* What was appended was taken back. */
	put(dir, "w", "");
	act(dir, "a1", "mb", "s1", "25T00:00:01", APPROVE(30));
	pace = read_at(reader, "2026-11-25T10:00:00Z");
	assert_int_equal(pace.decided, 1);
	pace_reader_free(reader);
	pace_reader_free(NULL);
	scratch_free(dir);
}

/* Two journals that were put together have lines twice: one undo takes such a
 * decision back, as it does for the record. */
static void test_twice(void **state)
{
	char *dir = scratch_new();
	struct pace_reader *reader = pace_reader_new(dir, "mb");

	act(dir, "a1", "mb", "s1", "24T08:00:00", APPROVE(30));
	act(dir, "a1", "mb", "s1", "24T08:00:00", APPROVE(30));
	assert_int_equal(read_at(reader, "2026-11-24T09:00:00Z").decided, 1);
	act(dir, "a2", "mb", "s1", "24T08:03:00",
	    "\"op\":\"undo\",\"undoes\":[\"a1\"]");
	assert_int_equal(read_at(reader, "2026-11-24T09:00:00Z").decided, 0);
	pace_reader_free(reader);
	scratch_free(dir);
}

/* Days of acts before are not read: the place of midnight is found. */
static void test_long(void **state)
{
	char *dir = scratch_new();
	struct pace_reader *reader = pace_reader_new(dir, "mb");
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct pace pace;

	for (int i = 0; i < 40000; i++)
		bytes_printf(&lines,
			     "{\"seq\":%d,\"id\":\"a%d\",\"by\":\"mb\","
			     "\"specimen_id\":\"s%d\",\"timestamp\":"
			     "\"2026-11-%02dT%02d:00:00Z\",\"op\":\"approve\"}"
			     "\n",
			     i, i, i, i < 39000 ? 20 + i / 10000 : 24,
			     i < 39000 ? 12 : 9);
	put(dir, "w", lines.data);
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, 1000);
	pace_reader_free(reader);
	scratch_free(dir);
}

static void put_many(const char *dir, int n, const char *op)
{
	struct bytes lines CLEANUP(bytes_done) = {0};

	for (int i = 0; i < n; i++)
		bytes_printf(&lines,
			     "{\"seq\":%d,\"id\":\"%s%d\",\"by\":\"mb\","
			     "\"specimen_id\":\"s%d\",\"timestamp\":"
			     "\"2026-11-24T09:00:00Z\",\"op\":\"%s\"%s%d%s}\n",
			     i + 1, op, i, i, op,
			     strcmp(op, "undo") == 0 ? ",\"undoes\":[\"approve"
						     : ",\"note\":[\"",
			     i, "\"]");
	put(dir, "a", lines.data);
}

/* Whoever vouches for a table has decided on all of it in one day; and takes it
 * back record by record. */
static void test_vouched(void **state)
{
	char *dir = scratch_new();
	struct pace_reader *reader = pace_reader_new(dir, "mb");
	const int n = 20000;
	struct pace pace;

	put_many(dir, n, "approve");
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, n);
	put_many(dir, n / 2, "undo");
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, n / 2);
	pace_reader_free(reader);
	scratch_free(dir);
}

/* A clock that was set back amid the work, to another day, too: what is stamped
 * with another day is not of this one, and the rest counts. */
static void test_clock_jumps(void **state)
{
	char *dir = scratch_new();
	struct pace_reader *reader = pace_reader_new(dir, "mb");
	struct pace pace;

	act(dir, "a1", "mb", "s1", "24T09:00:00", APPROVE(30));
	act(dir, "a2", "mb", "s2", "25T09:00:00", APPROVE(30));
	act(dir, "a3", "mb", "s3", "23T09:00:00", APPROVE(30));
	act(dir, "a4", "mb", "s4", "24T08:00:00", APPROVE(30));
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, 3);
	pace = read_at(reader, "2026-11-25T10:00:00Z");
	assert_int_equal(pace.decided, 1);
	pace = read_at(reader, "2026-11-24T10:00:00Z");
	assert_int_equal(pace.decided, 3);
	pace = read_at(reader, "1970-01-02T10:00:00Z");
	assert_int_equal(pace.decided, 4);
	pace_reader_free(reader);
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_today),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_vouched),
		cmocka_unit_test(test_clock_jumps),
	};

	/* Midnight is the one of this place. */
	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
