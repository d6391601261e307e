/*
 * test_batch_result.c: rows of results: the ten real ones of a batch, and
 * those that say that something went wrong; and lists of them that arrive in
 * pieces.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/result.h"
#include "engine/batch/stream.h"
#include "tests/kit/scratch.h"

#define SUCCESS                                                        \
	"{\"choices\":[{\"message\":{\"content\":\"{\\\"country\\\":"  \
	"{\\\"value\\\":\\\"Canada\\\",\\\"confidence\\\":0.9}}\"},"   \
	"\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7," \
	"\"completion_tokens\":3}}"

static struct terms *terms_usual(void)
{
	struct terms *terms = NULL;
	struct error err;

	if (terms_load(NULL, &terms, &err) < 0)
		fail_msg("%s", err.text);
	return terms;
}

static void answer_of(const char *row, const struct terms *terms,
		      struct batch_result *result, struct chat_answer *answer)
{
	struct error err;

	if (batch_result_read(row, strlen(row), result, &err) < 0)
		fail_msg("%s", err.text);
	chat_answer_init(answer);
	batch_result_answer(result, terms, answer);
}

static void test_rows(void **state)
{
	static const struct {
		const char *row;
		enum chat_verdict verdict;
		const char *kind; /* NULL: a success */
		int http_status;
	} rows[] = {
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":200,"
		 "\"body\":" SUCCESS "},\"error\":null}",
		 CHAT_SUCCESS, NULL, 200},
		/* as a text, without the status, and without the response */
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":\"200\","
		 "\"body\":\"{\\\"choices\\\":[{\\\"message\\\":"
		 "{\\\"content\\\":\\\"{}\\\"}}]}\"}}",
		 CHAT_SUCCESS, NULL, 200},
		{"{\"custom_id\":\"a\",\"response\":" SUCCESS "}", CHAT_SUCCESS,
		 NULL, 200},
		{"{\"custom_id\":\"a\",\"response\":null,\"error\":{\"code\":"
		 "\"batch_expired\",\"message\":\"too late\"}}",
		 CHAT_RETRY, "batch_expired", 0},
		{"{\"custom_id\":\"a\",\"error\":{\"code\":"
		 "\"batch_cancelled\",\"message\":\"stopped\"}}",
		 CHAT_RETRY, "batch_cancelled", 0},
		{"{\"custom_id\":\"a\",\"response\":null,\"error\":{\"code\":"
		 "\"request_timeout\",\"message\":\"\"}}",
		 CHAT_RETRY, "timeout", 0},
		{"{\"custom_id\":\"a\",\"error\":\"no reason\"}", CHAT_RETRY,
		 "server", 0},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":400,"
		 "\"body\":{\"error\":{\"code\":\"invalid_image\","
		 "\"message\":\"bad picture\"}}}}",
		 CHAT_FAILED, "image", 400},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":500,"
		 "\"body\":{}},\"error\":null}",
		 CHAT_RETRY, "server", 500},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":429,"
		 "\"body\":{\"error\":{\"message\":\"slow\"}}},\"error\":"
		 "{\"code\":\"other\"}}",
		 CHAT_RATE, "rate_limit", 429},
		{"{\"custom_id\":\"a\",\"response\":null,\"error\":null}",
		 CHAT_RETRY, "empty", 0},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":200,"
		 "\"body\":null}}",
		 CHAT_RETRY, "empty", 0},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":200,"
		 "\"body\":\"oops\"}}",
		 CHAT_RETRY, "malformed", 200},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":200,"
		 "\"body\":{\"choices\":[{\"message\":{\"refusal\":"
		 "\"I will not\"}}],\"usage\":{\"prompt_tokens\":1}}}}",
		 CHAT_REFUSED, "refusal", 200},
		{"{\"custom_id\":\"a\",\"response\":{\"status_code\":200,"
		 "\"body\":{\"choices\":[{\"message\":{\"content\":\"{\"},"
		 "\"finish_reason\":\"length\"}],\"usage\":{}}}}",
		 CHAT_LONGER, "length", 200},
	};
	struct terms *terms = terms_usual();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct batch_result result;
		struct chat_answer answer;

		answer_of(rows[i].row, terms, &result, &answer);
		assert_string_equal(result.custom_id, "a");
		if (answer.verdict != rows[i].verdict ||
		    answer.http_status != rows[i].http_status)
			fail_msg("row %zu: verdict %d, status %d, %s: %s", i,
				 answer.verdict, answer.http_status,
				 answer.kind, answer.text);
		if (rows[i].kind == NULL)
			assert_null(answer.kind);
		else
			assert_string_equal(answer.kind, rows[i].kind);
		chat_answer_done(&answer);
		batch_result_done(&result);
	}
	terms_free(terms);
}

static void test_usage(void **state)
{
	struct terms *terms = terms_usual();
	struct batch_result result;
	struct chat_answer answer;

	answer_of("{\"id\":\"r\",\"custom_id\":\"a\",\"response\":"
		  "{\"status_code\":200,\"body\":" SUCCESS "}}",
		  terms, &result, &answer);
	assert_string_equal(result.id, "r");
	assert_true(answer.prompt_tokens == 7);
	assert_true(answer.completion_tokens == 3);
	assert_int_equal(answer.dwc.n, 1);
	assert_string_equal(answer.dwc.fields[0].value, "Canada");
	chat_answer_done(&answer);
	batch_result_done(&result);
	terms_free(terms);
}

static void test_no_rows(void **state)
{
	static const char *const rows[] = {
		"",
		"{",
		"[]",
		"7",
		"null",
		"{}",
		"{\"custom_id\":null}",
		"{\"custom_id\":\"\",\"response\":{}}",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct batch_result result;
		struct error err;

		assert_int_equal(batch_result_read(rows[i], strlen(rows[i]),
						   &result, &err),
				 -1);
	}
}

/* The ten real rows: each a record of a dozen terms, with its tokens. */
static void test_real(void **state)
{
	char *path = scratch_specimen("openai-batch-10.output.jsonl");
	struct terms *terms = terms_usual();
	struct bytes text = {0};
	struct error err;
	size_t n = 0;

	if (path == NULL) {
		terms_free(terms);
		skip();
	}
	assert_int_equal(file_read(path, 1 << 20, &text, &err), 0);
	for (char *at = text.data, *end; (end = strchr(at, '\n')) != NULL;
	     at = end + 1) {
		struct batch_result result;
		struct chat_answer answer;

		*end = '\0';
		answer_of(at, terms, &result, &answer);
		assert_memory_equal(result.custom_id, "specimen-", 9);
		assert_int_equal(strlen(result.custom_id), 9 + 64);
		assert_int_equal(answer.verdict, CHAT_SUCCESS);
		assert_string_equal(answer.model, "gpt-4o-mini-2024-07-18");
		assert_true(answer.prompt_tokens > 1000);
		assert_true(answer.completion_tokens > 100);
		assert_true(answer.dwc.n >= 5);
		chat_answer_done(&answer);
		batch_result_done(&result);
		n++;
	}
	assert_int_equal(n, 10);
	bytes_done(&text);
	free(path);
	terms_free(terms);
}

/* --- lists that arrive ---------------------------------------------------- */

static int row_keep(void *data, const char *json, size_t len)
{
	struct bytes *rows = data;

	if (memmem(json, len, "refuse", 6) != NULL)
		return -1;
	bytes_append(rows, json, len);
	bytes_append_char(rows, '\n');
	return 0;
}

/* In pieces of that size; the rows, a line each, and what is left. */
static int stream_all(const char *key, const char *text, size_t piece,
		      struct bytes *rows, json_t **ret)
{
	struct batch_stream *stream = batch_stream_new(key, row_keep, rows);
	size_t len = strlen(text);
	struct error err;
	int rc = 0;

	for (size_t at = 0; at < len && rc == 0; at += piece)
		rc = batch_stream_take(stream, text + at,
				       len - at < piece ? len - at : piece);
	if (rc == 0)
		rc = batch_stream_end(stream, ret, &err);
	batch_stream_free(stream);
	return rc;
}

static void test_stream(void **state)
{
	static const char text[] =
		" {\"id\":\"b\\\"]}\", \"note\":\"results\", \"usage\":{"
		"\"results\":[{\"not\":1}]},\"other\":[[{\"a\":1}]],\n"
		"\"results\": [ {\"custom_id\":\"a\",\"x\":\"}],{\\\\\"},null,"
		"\"odd\",[1,{}] ,\n{\"custom_id\":\"b\",\"y\":{\"z\":[{}]}}],"
		"\"has_more\":false,\"next_cursor\":\"n\"}\n";

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		struct bytes rows CLEANUP(bytes_done) = {0};
		json_t *rest = NULL;

		assert_int_equal(
			stream_all("results", text, piece, &rows, &rest), 0);
		assert_string_equal(
			rows.data,
			"{\"custom_id\":\"a\",\"x\":\"}],{\\\\\"}\n"
			"{\"custom_id\":\"b\",\"y\":{\"z\":[{}]}}\n");
		assert_string_equal(json_string_at(rest, "id"), "b\"]}");
		assert_string_equal(json_string_at(rest, "next_cursor"), "n");
		assert_int_equal(
			json_array_size(json_object_get(rest, "results")), 0);
		assert_int_equal(
			json_array_size(json_object_get(
				json_object_get(rest, "usage"), "results")),
			1);
		json_decref(rest);
	}
}

/* A list that is not there, or null, is none; a piece is refused. */
static void test_stream_odd(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} rows[] = {
		{"{\"id\":\"b\",\"results\":null}", 0},
		{"{\"id\":\"b\"}", 0},
		{"{}", 0},
		{"", -1},
		{"[{\"custom_id\":1}]", -1},
		{"{\"results\":[{\"custom_id\":\"a\"}", -1},
		{"{\"results\":[{\"custom_id\":\"a\"}]}}", -1},
		{"{\"results\":[{\"refuse\":1}]}", -1},
		{"{\"results\":\"", -1},
		{"<html></html>", -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes kept CLEANUP(bytes_done) = {0};
		json_t *rest = NULL;

		assert_int_equal(
			stream_all("results", rows[i].text, 3, &kept, &rest),
			rows[i].rc);
		json_decref(rest);
	}
}

/* What one row, or all beside them, may take is limited. */
static void test_stream_limits(void **state)
{
	struct bytes rows CLEANUP(bytes_done) = {0};
	struct batch_stream *stream =
		batch_stream_new("results", row_keep, &rows);
	char *blanks = mem_alloc(1 << 20);
	int rc = 0, n = 0;

	memset(blanks, 'x', 1 << 20);
	assert_int_equal(batch_stream_take(stream, "{\"a\":\"", 6), 0);
	while (rc == 0 && n++ < 64)
		rc = batch_stream_take(stream, blanks, 1 << 20);
	assert_int_equal(rc, -1);
	assert_int_equal(n, 4);
	batch_stream_free(stream);
	free(blanks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_no_rows),
		cmocka_unit_test(test_real),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_stream_odd),
		cmocka_unit_test(test_stream_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
