/*
 * test_event.c: lines of events.jsonl.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/event.h"
#include "run/journal/journal.h"
#include "tests/kit/scratch.h"

static int read_text(const char *text, struct event *ret, struct error *err)
{
	return event_read(text, strlen(text), ret, err);
}

static void test_written_is_read(void **state)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct event event;
	double when;

	event_write("specimen.completed",
		    json_pack("{s:s, s:f}", "specimen_id", "ab\xc3\xa9", "rate",
			      0.5),
		    &line);
	assert_int_equal(line.data[line.len - 1], '\n');
	assert_ptr_equal(strchr(line.data, '\n'), line.data + line.len - 1);
	assert_int_equal(event_read(line.data, line.len - 1, &event, NULL), 0);
	assert_string_equal(event.type, "specimen.completed");
	assert_int_equal(clock_parse(event.timestamp, &when), 0);
	assert_int_equal(event.timestamp[strlen(event.timestamp) - 1], 'Z');
	assert_string_equal(json_string_at(event.data, "specimen_id"),
			    "ab\xc3\xa9");
	assert_true(json_number_at(event.data, "rate", 0) == 0.5);
	event_done(&event);
}

static void test_no_data(void **state)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct event event;

	event_write("run.paused", NULL, &line);
	assert_non_null(strstr(line.data, "\"data\":{}"));
	assert_int_equal(read_text("{\"event_type\":\"x\"}", &event, NULL), 0);
	assert_string_equal(event.timestamp, "");
	assert_true(json_is_object(event.data));
	event_done(&event);
	assert_int_equal(
		read_text("{\"event_type\":\"x\",\"data\":[1]}", &event, NULL),
		0);
	assert_true(json_is_object(event.data));
	event_done(&event);
}

static void test_bad_lines(void **state)
{
	static const char *const lines[] = {
		"",
		"{",
		"[]",
		"7",
		"null",
		"{\"data\":{}}",
		"{\"event_type\":7}",
		"{\"event_type\":\"\"}",
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct event event = {0};
		struct error err = {0};

		assert_int_equal(read_text(lines[i], &event, &err), -1);
		assert_true(err.text[0] != '\0');
		assert_null(event.type);
	}
}

/* The event logs of the original pipeline. */
static void test_specimens(void **state)
{
	static const char *const names[] = {"events.jsonl",
					    "events-early-failure.jsonl"};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path CLEANUP(mem_free_str) = scratch_specimen(names[i]);
		char *text CLEANUP(mem_free_str) = NULL;
		char *save;

		if (path == NULL)
			skip();
		text = scratch_read("", path, NULL);
		for (char *line = strtok_r(text, "\n", &save); line != NULL;
		     line = strtok_r(NULL, "\n", &save)) {
			struct event event;

			assert_int_equal(read_text(line, &event, NULL), 0);
			assert_true(json_object_size(event.data) > 0);
			event_done(&event);
			n++;
		}
	}
	assert_int_equal(n, 80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written_is_read),
		cmocka_unit_test(test_no_data),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_specimens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
