/*
 * test_act.c: the codec of lines of edits.jsonl.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/journal/act.h"

static int read_line(const char *line, struct act *ret, struct error *err)
{
	return act_read(line, strlen(line), ret, err);
}

/* Reads a line, writes it, and expects the same bytes. */
static void expect_same(const char *line)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct error err = {0};
	struct act act;

	if (read_line(line, &act, &err) < 0)
		fail_msg("%s: %s", line, err.text);
	act_write(&act, &out);
	act_done(&act);
	assert_int_equal(out.data[out.len - 1], '\n');
	out.data[out.len - 1] = '\0';
	assert_string_equal(out.data, line);
}

static void test_round_trip(void **state)
{
	static const char *const lines[] = {
		"{\"seq\":1,\"id\":\"a1\",\"timestamp\":\"2026-11-23T20:00:00Z\""
		",\"by\":\"mb\",\"specimen_id\":\"s\",\"image\":\"s.jpg\","
		"\"op\":\"set\",\"term\":\"locality\",\"from\":\"\","
		"\"to\":\"R\u00e9gina \\\"x\\\"\",\"base\":{\"run_id\":\"r\","
		"\"line_sha256\":\"00\"}}",
		"{\"seq\":2,\"id\":\"a2\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"clear\",\"term\":\"locality\",\"from\":\"x\"}",
		"{\"seq\":3,\"id\":\"a3\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"accept\",\"term\":\"locality\",\"to\":\"\"}",
		"{\"seq\":4,\"id\":\"a4\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"approve\",\"record\":{\"dwc\":{}},"
		"\"overridden\":[\"locality\"]}",
		"{\"seq\":5,\"id\":\"a5\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"reject\",\"reason\":\"duplicate\"}",
		"{\"seq\":6,\"id\":\"a6\",\"by\":\"mb\",\"op\":\"undo\","
		"\"undoes\":[\"a5\"],\"except\":[\"s9\"]}",
		"{\"seq\":7,\"id\":\"a7\",\"by\":\"mb\",\"op\":\"redo\","
		"\"redoes\":[\"a5\"]}",
		"{\"seq\":8,\"id\":\"a8\",\"by\":\"mb\",\"op\":\"bulk\","
		"\"changes\":[{\"specimen_id\":\"s\",\"term\":\"country\","
		"\"from\":\"\",\"to\":\"Canada\"}],\"later\":{\"k\":[1,null]}}",
		"{\"seq\":9,\"id\":\"a9\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"note\",\"to\":\"look again\"}",
		"{\"seq\":10,\"id\":\"b1\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"flag\",\"seen\":{\"act\":9,\"outcomes\":1,"
		"\"own\":[\"a9\"],\"later\":1}}",
		"{\"seq\":11,\"id\":\"b2\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"set\",\"term\":\"locality\",\"from\":\"\","
		"\"to\":\"Regina\",\"via\":\"label\","
		"\"boxes\":[[1,2,3,4],[5,6,7,8]]}",
		"{\"seq\":12,\"id\":\"b3\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"approve\",\"spent\":{\"keys\":31,\"seconds\":40}}",
		/* What newer programs say. */
		"{\"seq\":13,\"id\":\"b4\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"set\",\"term\":\"locality\",\"to\":\"x\","
		"\"via\":\"spoken\"}",
		"{\"seq\":14,\"id\":\"b5\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"reject\",\"spent\":{\"keys\":3,\"seconds\":4,"
		"\"clicks\":5}}",
		"{\"seq\":15,\"id\":\"b6\",\"by\":\"mb\",\"specimen_id\":\"s\","
		"\"op\":\"reject\",\"spent\":{\"keys\":-3,\"seconds\":4}}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		expect_same(lines[i]);
}

static void test_refused(void **state)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		{"[]", "no object"},
		{"{\"id\":\"a\",\"by\":\"b\",\"op\":\"flag\","
		 "\"specimen_id\":\"s\"}",
		 "without seq"},
		{"{\"seq\":0,\"id\":\"a\",\"by\":\"b\",\"op\":\"flag\","
		 "\"specimen_id\":\"s\"}",
		 "without seq"},
		{"{\"seq\":9007199254740992,\"id\":\"a\",\"by\":\"b\","
		 "\"op\":\"flag\",\"specimen_id\":\"s\"}",
		 "without seq"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"explode\"}",
		 "unknown op explode"},
		{"{\"seq\":1,\"id\":\"\",\"by\":\"b\",\"op\":\"flag\","
		 "\"specimen_id\":\"s\"}",
		 "without id"},
		{"{\"seq\":1,\"id\":\"a\",\"op\":\"flag\","
		 "\"specimen_id\":\"s\"}",
		 "without by"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"flag\"}",
		 "without specimen_id"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"set\","
		 "\"specimen_id\":\"s\",\"to\":\"x\"}",
		 "without term"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"set\","
		 "\"specimen_id\":\"s\",\"term\":\"locality\"}",
		 "without to"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"undo\"}",
		 "without undoes"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"bulk\"}",
		 "without changes"},
		{"{\"seq\":1,\"id\":\"a\",\"by\":\"b\",\"op\":\"bulk\","
		 "\"changes\":[{\"specimen_id\":\"s\",\"to\":\"x\"}]}",
		 "change 1"},
		{"{\"seq\":1,\"id", "not JSON"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct error err = {0};
		struct act act;

		act.seq = 77;
		assert_int_equal(read_line(cases[i].line, &act, &err), -1);
		assert_non_null(strstr(err.text, cases[i].why));
		assert_int_equal(act.seq, 77);
	}
}

/* A member of a wrong type is kept where it was, not taken for ours. */
static void test_wrong_types(void **state)
{
	const char *line = "{\"seq\":1,\"id\":\"a\",\"by\":\"b\","
			   "\"specimen_id\":\"s\",\"op\":\"flag\","
			   "\"reason\":7,\"base\":[1],\"term\":null}";
	struct error err = {0};
	struct act act;

	(void)state;
	assert_int_equal(read_line(line, &act, &err), 0);
	assert_null(act.reason);
	assert_null(act.base);
	assert_null(act.term);
	assert_int_equal(
		json_integer_value(json_object_get(act.extra, "reason")), 7);
	assert_int_equal(json_object_size(act.extra), 2);
	act_done(&act);
}

static void test_words(void **state)
{
	(void)state;
	for (enum act_op op = ACT_SET; op <= ACT_BULK; op++) {
		enum act_op again = ACT_BULK;

		assert_int_equal(act_op_parse(act_op_word(op), &again), 0);
		assert_int_equal(again, op);
	}
	for (enum act_via via = VIA_TYPED; via < VIA_COUNT; via++) {
		enum act_via again = VIA_UNTOLD;

		assert_int_equal(act_via_parse(act_via_word(via), &again), 0);
		assert_int_equal(again, via);
	}
	assert_null(act_via_word(VIA_UNTOLD));
	assert_int_equal(act_via_parse("", &(enum act_via){0}), -1);
	assert_int_equal(act_op_parse("SET", &(enum act_op){0}), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_wrong_types),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
