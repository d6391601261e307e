/*
 * test_chat_cost.c: what is told of an earlier answer's cost.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/chat/cost.h"

#define CHAT_URL "https://host.example/api/v1/chat/completions"

static void test_url(void **state)
{
	static const char *const bad[] = {
		NULL,	  "",	   "gen 1", "gen-1&id=2",
		"../key", "gen#1", "gen\n", "g\xc3\xa9n",
	};
	char *url = chat_cost_url(CHAT_URL, "gen-1234_aB.9");

	assert_string_equal(url, "https://host.example/api/v1/generation"
				 "?id=gen-1234_aB.9");
	free(url);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(chat_cost_url(CHAT_URL, bad[i]));
}

/* The figures are -1 where nothing is told. */
static void assert_told(const char *body, int status, enum http_fate fate,
			double cost, double prompt, double completion)
{
	struct http_reply reply;
	struct chat_answer answer;

	http_reply_init(&reply);
	chat_answer_init(&answer);
	reply.fate = fate;
	reply.status = status;
	bytes_append_str(&reply.body, body);
	assert_int_equal(chat_cost_read(&reply, &answer), cost < 0 ? -1 : 0);
	assert_true(answer.cost_usd == cost);
	assert_true(answer.prompt_tokens == prompt);
	assert_true(answer.completion_tokens == completion);
	assert_int_equal(answer.usage != NULL, cost >= 0);
	assert_true(json_number_at(answer.usage, "prompt_tokens", -1) ==
		    prompt);
	assert_true(json_number_at(answer.usage, "completion_tokens", -1) ==
		    completion);
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

static void test_told(void **state)
{
	static const struct {
		const char *body;
		double cost, prompt, completion;
	} rows[] = {
		{"{\"data\":{\"id\":\"gen-1\",\"total_cost\":0.0015,"
		 "\"tokens_prompt\":10,\"tokens_completion\":25,"
		 "\"native_tokens_prompt\":12,\"native_tokens_completion\":30}}",
		 0.0015, 12, 30},
		{"{\"data\":{\"total_cost\":0,\"tokens_prompt\":10,"
		 "\"native_tokens_prompt\":null}}",
		 0, 10, -1},
		{"{\"data\":{\"total_cost\":\"0.25\"}}", 0.25, -1, -1},
		{"{\"data\":{\"total_cost\":null,\"tokens_prompt\":10}}", -1,
		 -1, -1},
		{"{\"data\":{\"total_cost\":-1}}", -1, -1, -1},
		{"{\"data\":{\"total_cost\":1000}}", -1, -1, -1},
		{"{\"data\":{\"total_cost\":1,\"tokens_prompt\":1e12}}", -1, -1,
		 -1},
		{"{\"total_cost\":1}", -1, -1, -1},
		{"{\"data\":[1]}", -1, -1, -1},
		{"[]", -1, -1, -1},
		{"<html>", -1, -1, -1},
		{"", -1, -1, -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_told(rows[i].body, 200, HTTP_ANSWERED, rows[i].cost,
			    rows[i].prompt, rows[i].completion);
	assert_told(rows[0].body, 404, HTTP_ANSWERED, -1, -1, -1);
	assert_told(rows[0].body, 302, HTTP_ANSWERED, -1, -1, -1);
	assert_told(rows[0].body, 200, HTTP_BROKEN, -1, -1, -1);
}

/* What the answer itself said of its usage stays. */
static void test_usage_stays(void **state)
{
	static const char body[] = "{\"data\":{\"total_cost\":1}}";
	struct http_reply reply;
	struct chat_answer answer;

	http_reply_init(&reply);
	chat_answer_init(&answer);
	reply.fate = HTTP_ANSWERED;
	reply.status = 200;
	bytes_append_str(&reply.body, body);
	answer.usage = json_pack("{s:i}", "prompt_tokens", 7);
	assert_int_equal(chat_cost_read(&reply, &answer), 0);
	assert_true(json_number_at(answer.usage, "prompt_tokens", -1) == 7);
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_usage_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
