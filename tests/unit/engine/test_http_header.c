/*
 * test_http_header.c: what is taken from the headers of an answer.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "engine/net/header.h"

static void take(struct http_reply *reply, const char *line)
{
	http_header_read(line, strlen(line), reply);
}

static void test_names_in_any_case(void **state)
{
	struct http_reply reply;

	http_reply_init(&reply);
	take(&reply, "Content-Type: text/event-stream; charset=utf-8\r\n");
	take(&reply, "x-gEnErAtIoN-id:gen-1 \r\n");
	assert_string_equal(reply.content_type,
			    "text/event-stream; charset=utf-8");
	assert_string_equal(reply.generation_id, "gen-1");
	assert_false(reply.has_rate);
}

static void test_resets(void **state)
{
	struct http_reply reply;

	http_reply_init(&reply);
	take(&reply, "X-RateLimit-Reset: 1795478400000\r\n");
	assert_true(reply.has_rate);
	assert_int_equal(reply.reset_epoch_ms, 1795478400000);
	/* Seconds are told by their size. */
	take(&reply, "X-RateLimit-Reset: 1795478400\r\n");
	assert_int_equal(reply.reset_epoch_ms, 1795478400000);
	take(&reply, "X-RateLimit-Reset: soon\r\n");
	take(&reply, "X-RateLimit-Reset: -1\r\n");
	take(&reply, "X-RateLimit-Reset: 1e300\r\n");
	assert_int_equal(reply.reset_epoch_ms, 1795478400000);
	take(&reply, "x-ratelimit-reset-requests: 1s\r\n");
	take(&reply, "x-ratelimit-reset-tokens: 6m0s\r\n");
	assert_int_equal(reply.requests.reset_ms, 1000);
	assert_int_equal(reply.tokens.reset_ms, 360000);
	assert_int_equal(reply.requests.left, -1);
	take(&reply, "x-ratelimit-remaining-requests: 59\r\n");
	take(&reply, "x-ratelimit-remaining-tokens: 0\r\n");
	assert_int_equal(reply.requests.left, 59);
	assert_int_equal(reply.tokens.left, 0);
	take(&reply, "x-ratelimit-remaining-tokens: 1e300\r\n");
	take(&reply, "x-ratelimit-remaining-requests: many\r\n");
	assert_int_equal(reply.requests.left, -1);
	assert_int_equal(reply.tokens.left, -1);
}

static void test_retry_after_ms(void **state)
{
	struct http_reply reply;

	http_reply_init(&reply);
	take(&reply, "retry-after-ms: 1500.5\r\n");
	assert_int_equal(reply.retry_after_ms, 1501);
	take(&reply, "retry-after-ms: -5\r\n");
	take(&reply, "retry-after-ms: nan\r\n");
	assert_int_equal(reply.retry_after_ms, 1501);
}

static void test_final_answer_alone_counts(void **state)
{
	struct http_reply reply;

	http_reply_init(&reply);
	take(&reply, "X-Generation-Id: early\r\n");
	take(&reply, "HTTP/1.1 200 OK\r\n");
	assert_string_equal(reply.generation_id, "");
}

static void test_odd_lines(void **state)
{
	static const char nul[] = "X-Generation-Id: a\0b\r\n";
	struct http_reply reply;
	char line[1000];

	http_reply_init(&reply);
	take(&reply, "");
	take(&reply, "\r\n");
	take(&reply, "no colon\r\n");
	take(&reply, ": nameless\r\n");
	http_header_read(nul, sizeof(nul) - 1, &reply);
	memset(line, 'x', sizeof(line));
	memcpy(line, "X-Generation-Id: ", 17);
	http_header_read(line, sizeof(line), &reply);
	assert_string_equal(reply.generation_id, "");
}

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{"1s", 1000},	 {"6m0s", 360000},
		{"20ms", 20},	 {"1h2m3.5s", 3723500},
		{"0s", 0},	 {"", -1},
		{"5", -1},	 {"s", -1},
		{"1x", -1},	 {"-1s", -1},
		{"nans", -1},	 {"infs", -1},
		{"1s rest", -1}, {"999999999d", -1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(http_duration_ms(cases[i].text), cases[i].ms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_in_any_case),
		cmocka_unit_test(test_resets),
		cmocka_unit_test(test_retry_after_ms),
		cmocka_unit_test(test_final_answer_alone_counts),
		cmocka_unit_test(test_odd_lines),
		cmocka_unit_test(test_durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
