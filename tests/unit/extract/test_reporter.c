/*
 * test_reporter.c: what an extraction shows of itself while it works.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "extract/report/reporter.h"

static void test_recent(void **state)
{
	struct reporter r;
	struct extract_progress seen;
	char text[16];

	(void)state;
	reporter_init(&r, NULL);
	for (int i = 0; i < EXTRACT_RECENT + 3; i++) {
		snprintf(text, sizeof(text), "%d fields", i);
		reporter_recent(&r, "a.jpg", false, text);
	}
	reporter_publish(&r, EXTRACT_RUNNING);
	snapshot_get(r.snapshot, &seen);
	assert_int_equal(seen.state, EXTRACT_RUNNING);
	assert_int_equal(seen.n_recent, EXTRACT_RECENT);
	assert_string_equal(seen.recent[0].text, "10 fields");
	assert_string_equal(seen.recent[EXTRACT_RECENT - 1].text, "3 fields");
	reporter_done(&r);
}

/* The first notices are kept for the end; what just happened is not one. */
static void test_notices(void **state)
{
	struct extract_event notices[EXTRACT_NOTICES];
	struct reporter r;
	char text[16];

	(void)state;
	reporter_init(&r, NULL);
	reporter_recent(&r, "a.jpg", false, "4 fields");
	assert_int_equal(reporter_get_notices(&r, notices), 0);
	for (int i = 0; i < EXTRACT_NOTICES + 2; i++) {
		snprintf(text, sizeof(text), "fault %d", i);
		reporter_notice(&r, "b.jpg", true, text);
	}
	assert_int_equal(reporter_get_notices(&r, notices), EXTRACT_NOTICES);
	assert_string_equal(notices[0].text, "fault 0");
	assert_true(notices[0].failed);
	assert_string_equal(r.progress.recent[0].text, "fault 11");
	reporter_done(&r);
}

static void test_ignored(void **state)
{
	struct extract_ignored ignored;
	struct reporter r;

	(void)state;
	reporter_init(&r, NULL);
	for (int i = 0; i < EXTRACT_IGNORED_MAX + 5; i++)
		reporter_ignore(&r, "notes\x1b.txt", "not an image");
	reporter_get_ignored(&r, &ignored);
	assert_int_equal(ignored.total, EXTRACT_IGNORED_MAX + 5);
	assert_int_equal(r.progress.ignored, EXTRACT_IGNORED_MAX + 5);
	assert_int_equal(ignored.n, EXTRACT_IGNORED_MAX);
	assert_null(strchr(ignored.items[0].path, '\x1b'));
	assert_string_equal(ignored.items[0].why, "not an image");
	reporter_done(&r);
}

/* A pause is time that nobody works in: it takes nothing from the rate. */
static void test_pause_stops_the_clock(void **state)
{
	struct reporter r;
	int64_t second = 1000;

	(void)state;
	reporter_init(&r, NULL);
	r.start_ms -= second;
	reporter_start_rate(&r);
	reporter_publish(&r, EXTRACT_PAUSED);
	r.idle_since_ms -= second; /* it has waited since the start */
	reporter_publish(&r, EXTRACT_RUNNING);
	assert_true(r.idle_ms >= second);
	assert_int_equal(r.idle_since_ms, 0);
	assert_true(r.progress.elapsed_s >= 1);
	reporter_publish(&r, EXTRACT_SCANNING);
	assert_true(r.progress.eta_s == -1);
	reporter_done(&r);
}

static void test_end(void **state)
{
	struct extract_progress seen;
	struct reporter r;

	(void)state;
	reporter_init(&r, NULL);
	assert_true(reporter_is_due(&r, 0));
	reporter_publish(&r, EXTRACT_RUNNING);
	assert_false(reporter_is_due(&r, INT64_MAX / 2));
	r.progress.in_flight = 3;
	r.progress.state = EXTRACT_FINISHED;
	reporter_end(&r);
	reporter_put(&r);
	snapshot_get(r.snapshot, &seen);
	assert_int_equal(seen.state, EXTRACT_FINISHED);
	assert_int_equal(seen.in_flight, 0);
	assert_true(seen.eta_s == -1);
	reporter_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recent),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_ignored),
		cmocka_unit_test(test_pause_stops_the_clock),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
