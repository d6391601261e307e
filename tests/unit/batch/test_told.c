/*
 * test_told.c: what a server said of a batch, kept and asked again.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "batch/told.h"

/* The line that is kept of this batch object. */
static json_t *told(const char *json)
{
	json_t *object CLEANUP(json_release) = json_loads(json, 0, NULL);
	struct batch_info info;
	json_t *line;

	assert_non_null(object);
	assert_int_equal(batch_info_read(object, &info, NULL), 0);
	line = batch_told_json(&info);
	batch_info_done(&info);
	return line;
}

static void test_kept(void **state)
{
	json_t *line CLEANUP(json_release) =
		told("{\"id\":\"x\",\"status\":\"Paused\",\"created_at\":7,"
		     "\"request_counts\":{\"total\":3,\"completed\":0},"
		     "\"error_file_id\":\"\",\"usage\":{\"cost\":0.5}}");

	(void)state;
	assert_string_equal(json_string_at(line, "batch_id"), "x");
	assert_string_equal(json_string_at(line, "status"), "Paused");
	assert_int_equal(json_int_at(line, "completed", -1), 0);
	assert_int_equal(json_int_at(line, "failed", -1), -1);
	assert_null(json_object_get(line, "error_file_id"));
	assert_null(json_object_get(line, "expires_at"));
	assert_true(json_number_at(line, "cost_usd", -1) == 0.5);
	assert_null(batch_told_words(line));
}

static void test_queue(void **state)
{
	json_t *line CLEANUP(json_release) = told(
		"{\"id\":\"x\",\"status\":\"failed\",\"errors\":{\"data\":["
		"{\"code\":\"other\"},{\"code\":\"token_limit_exceeded\","
		"\"message\":\"Limit: 90,000 enqueued tokens.\"}]}}");
	json_t *other CLEANUP(json_release) = told(
		"{\"id\":\"x\",\"status\":\"failed\",\"errors\":{\"data\":["
		"{\"code\":\"invalid\",\"message\":\"m\",\"line\":3}]}}");
	const char *custom_id = "", *words = "";
	double tokens = 0;
	long row = 0;

	(void)state;
	assert_true(batch_told_is_queue(line, &tokens));
	assert_true(tokens == 90000);
	assert_false(batch_told_culprit(line, &custom_id, &row, &words));
	assert_false(batch_told_is_queue(other, &tokens));
	assert_true(batch_told_culprit(other, &custom_id, &row, &words));
	assert_null(custom_id);
	assert_int_equal(row, 2);
	assert_string_equal(words, "m");
	assert_string_equal(batch_told_words(other), "m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
