/*
 * test_mend.c: JSON as models write it, and what is made of it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/text/mend.h"

static const struct row {
	const char *text, *mended;
	int n;
} rows[] = {
	/* JSON stays as it is */
	{"{}", "{}", 0},
	{" [1, -2.5e+3, true, null, \"a\\n\\u00e9\\\"'//#\"] ",
	 " [1, -2.5e+3, true, null, \"a\\n\\u00e9\\\"'//#\"] ", 0},
	/* comments */
	{"{//x\n\"a\":1/* y */}", "{ \n\"a\":1 }", 2},
	{"[1 # one\r\n]", "[1  \r\n]", 1},
	{"[1,/* ,] */]", "[1 ]", 2},
	{"[\"/* no */\"]", "[\"/* no */\"]", 0},
	/* commas */
	{"{\"a\":[1,2,],}", "{\"a\":[1,2]}", 2},
	{"[1,,2]", "[1,,2]", 0},
	/* the words of others */
	{"[True,FALSE,None,nil,undefined]", "[true,false,null,null,null]", 5},
	{"[NaN,-Infinity,+inf,nan]", "[null,null,null,null]", 4},
	{"{None:None}", "{\"None\":null}", 2},
	{"[nothing]", "[nothing]", 0},
	/* keys and strings */
	{"{a_b:1,$c /*x*/ :2}", "{\"a_b\":1,\"$c\"   :2}", 3},
	{"{'a':'it\\'s \"x\"'}", "{\"a\":\"it's \\\"x\\\"\"}", 3},
	/* numbers */
	{"[.5,+1,-.5,1.]", "[0.5,1,-0.5,1]", 4},
	{"[007,95%,1935-06-27,0x1F]",
	 "[\"007\",\"95%\",\"1935-06-27\",\"0x1F\"]", 4},
	/* escapes */
	{"[\"\\'\\_\\$\\ \\-\"]", "[\"'_$ -\"]", 5},
	{"[\"5\\\xc2\xb0 \\\xc3\xa9\"]", "[\"5\xc2\xb0 \\\\\xc3\xa9\"]", 2},
	{"[\"C:\\data\\q\"]", "[\"C:\\\\data\\\\q\"]", 2},
	{"[\"\\u12\\u12g4\"]", "[\"\\\\u12\\\\u12g4\"]", 2},
	{"[\"\\xe9\\xg\"]", "[\"\\u00e9\\\\xg\"]", 2},
	{"[\"a\\\nb\"]", "[\"ab\"]", 1},
	{"[\"a\tb\n\"]", "[\"a\\u0009b\\u000a\"]", 2},
	/* nothing is guessed */
	{"{\"a\":\"b", "{\"a\":\"b", 0},
	{"{\"a\":1 \"b\":2}", "{\"a\":1 \"b\":2}", 0},
	{"{a:b c}", "{\"a\":b c}", 1},
	{"[1 /* no end", "[1 /* no end", 0},
	{"/", "/", 0},
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes got CLEANUP(bytes_done) = {0};
		int n = mend_json(rows[i].text, strlen(rows[i].text), &got);

		if (n != rows[i].n || strcmp(got.data, rows[i].mended) != 0)
			fail_msg("%d: %s\nof %s", n, got.data, rows[i].text);
	}
}

/* What was mended is JSON, and needs it no more. */
static void test_again(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes once CLEANUP(bytes_done) = {0};
		struct bytes twice CLEANUP(bytes_done) = {0};

		mend_json(rows[i].text, strlen(rows[i].text), &once);
		assert_int_equal(mend_json(once.data, once.len, &twice), 0);
		assert_string_equal(once.data, twice.data);
	}
}

static void test_spans(void **state)
{
	static const struct {
		const char *text;
		size_t end;
	} spans[] = {
		{"{}x", 2},	      {"[{\"a\":\"}]\"}]]", 12},
		{"{// }\n}", 7},      {"{/* } */}}", 9},
		{"{# it's }\n}", 11}, {"{'}':1}", 7},
		{"{\"\\\"}\":1}", 9}, {"{", 0},
		{"{\"}", 0},	      {"{/* }", 0},
		{"{// }", 0},	      {"", 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(spans); i++)
		if (mend_span(spans[i].text, strlen(spans[i].text)) !=
		    spans[i].end)
			fail_msg(
				"%zu: %s",
				mend_span(spans[i].text, strlen(spans[i].text)),
				spans[i].text);
}

/* To the limit of an answer's size, whatever it begins and never ends. */
static void test_long(void **state)
{
	static const char *const units[] = {
		"/*", "//", "#",   "'",	 "\"\\", "{/**/", "a /**/", ",//\n",
		"[",  "{#", "\\u", "x ", "1,",	 "{a:",	  "''",	    "/",
	};

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct bytes text CLEANUP(bytes_done) = {0};
		struct bytes got CLEANUP(bytes_done) = {0};

		while (text.len + strlen(units[i]) <= 1u << 20)
			bytes_append_str(&text, units[i]);
		assert_true(mend_json(text.data, text.len, &got) >= 0);
		assert_true(mend_span(text.data, text.len) <= text.len);
		assert_true(mend_blank_end(text.data, text.len, 0) <= text.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
