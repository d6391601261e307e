/*
 * test_feed.c: what a reader of events is sent: each once, in order, on from
 * what it has; how a run stands; and no more than it takes.
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

#include "base/json/json.h"
#include "base/mem.h"
#include "serve/feed.h"

struct world {
	struct watch_view *view;
	struct feed feed;
	struct bytes got;
	uint64_t offset;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->view = mem_zalloc(sizeof(*w->view));
	watch_log_init(&w->view->log);
	w->view->revision = 1;
	snprintf(w->view->log_id, sizeof(w->view->log_id), "1-2");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	feed_done(&w->feed);
	bytes_done(&w->got);
	free(w->view);
	free(w);
	return 0;
}

/* Event number n of the file, at 100 n. */
static void add(struct world *w, int n)
{
	char *line CLEANUP(mem_free_str) = mem_printf(
		"{\"event_type\":\"specimen.completed\",\"timestamp\":"
		"\"2026-11-24T10:00:00Z\",\"data\":{\"specimen_id\":\"s%d\","
		"\"sequence\":%d,\"result\":{\"success\":true,"
		"\"fields_extracted\":9}}}",
		n, n);

	watch_log_take(&w->view->log, line, strlen(line), (uint64_t)n * 100,
		       NULL, NULL);
}

static void add_many(struct world *w, int from, int to)
{
	for (int n = from; n < to; n++)
		add(w, n);
}

/* Takes all that waits, a little at a time. */
static const char *take(struct world *w)
{
	char some[7];
	size_t n;

	bytes_clear(&w->got);
	bytes_append_str(&w->got, "");
	while ((n = feed_take(&w->feed, some, sizeof(some))) > 0)
		bytes_append(&w->got, some, n);
	return w->got.data;
}

static const char *fill(struct world *w, int64_t now_ms)
{
	assert_true(feed_fill(&w->feed, w->view, NULL, now_ms));
	return take(w);
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

static void begins_anew(void **state)
{
	struct world *w = *state;
	const char *got;

	add_many(w, 1, 301);
	feed_init(&w->feed, w->view, NULL, false, 0);
	got = fill(w, 0);
	assert_int_equal(count(got, "event: anew\n"), 1);
	assert_int_equal(count(got, "event: log\n"), FEED_FIRST);
	assert_non_null(strstr(got, "id: 1-2:30000\n"));
	assert_null(strstr(got, "\"s200\""));
	assert_int_equal(count(fill(w, 1), "event:"), 0);
	add(w, 301);
	got = fill(w, 2);
	assert_int_equal(count(got, "event:"), 1);
	assert_non_null(strstr(got, "id: 1-2:30100\nevent: log\ndata: {"));
}

static void goes_on(void **state)
{
	struct world *w = *state;
	const char *got;

	add_many(w, 1, 10);
	feed_init(&w->feed, w->view, "1-2:700", false, 0);
	got = fill(w, 0);
	assert_int_equal(count(got, "event: anew\n"), 0);
	assert_int_equal(count(got, "event: log\n"), 2);
	assert_non_null(strstr(got, "\"s8\""));
}

static void knows_no_such_place(void **state)
{
	static const char *const lasts[] = {
		"",	 "1-3:700", "1-2",  "1-2:",
		"1-2:x", "1-2:7x",  ":700", "1-2:-1",
	};
	struct world *w = *state;

	add_many(w, 1, 10);
	for (size_t i = 0; i < ARRAY_LEN(lasts); i++) {
		feed_init(&w->feed, w->view, lasts[i], false, 0);
		assert_int_equal(count(fill(w, 0), "event: anew\n"), 1);
		feed_done(&w->feed);
		memset(&w->feed, 0, sizeof(w->feed));
	}
	/* What came next is not kept. */
	add_many(w, 10, 10 + 2 * WATCH_EVENTS);
	feed_init(&w->feed, w->view, "1-2:700", false, 0);
	assert_int_equal(count(fill(w, 0), "event: anew\n"), 1);
}

static void another_file(void **state)
{
	struct world *w = *state;
	const char *got;

	add_many(w, 1, 4);
	feed_init(&w->feed, w->view, NULL, false, 0);
	fill(w, 0);
	watch_log_init(&w->view->log);
	snprintf(w->view->log_id, sizeof(w->view->log_id), "1-9");
	add(w, 1);
	got = fill(w, 1);
	assert_int_equal(count(got, "event: anew\n"), 1);
	assert_non_null(strstr(got, "id: 1-9:100\n"));
}

static void is_too_slow(void **state)
{
	struct world *w = *state;
	int n = 1;

	feed_init(&w->feed, w->view, NULL, false, 0);
	while (feed_fill(&w->feed, w->view, NULL, 0)) {
		assert_true(n < 5000);
		add(w, n++);
	}
	assert_true(feed_waits(&w->feed) > FEED_BACKLOG);
	assert_true(feed_waits(&w->feed) < FEED_BACKLOG + 4096);
}

/* More was missed than may wait: it comes as it is read. */
static void catches_up(void **state)
{
	struct world *w = *state;
	size_t n = 0, rounds = 0;

	add_many(w, 1, WATCH_EVENTS);
	feed_init(&w->feed, w->view, "1-2:100", false, 0);
	while (n < WATCH_EVENTS - 2) {
		const char *got = fill(w, 0);

		assert_int_equal(count(got, "event: anew\n"), 0);
		assert_true(w->got.len < FEED_BACKLOG);
		n += count(got, "event: log\n");
		assert_true(++rounds < 50);
	}
	assert_true(rounds > 1);
	assert_int_equal(count(fill(w, 0), "event:"), 0);
	/* Who does not take it is dropped once others have come. */
	feed_done(&w->feed);
	feed_init(&w->feed, w->view, NULL, false, 0);
	for (int i = 0; feed_fill(&w->feed, w->view, NULL, 0); i++) {
		assert_true(i < 5000);
		add(w, WATCH_EVENTS + i);
	}
}

static void comments(void **state)
{
	struct world *w = *state;

	feed_init(&w->feed, w->view, NULL, false, 0);
	fill(w, 0);
	assert_string_equal(fill(w, FEED_COMMENT_MS - 1), "");
	assert_string_equal(fill(w, FEED_COMMENT_MS), ":\n\n");
	assert_string_equal(fill(w, FEED_COMMENT_MS + 1), "");
}

static void tells_how_it_stands(void **state)
{
	struct world *w = *state;
	int64_t now = FEED_STATUS_MS;

	feed_init(&w->feed, w->view, NULL, false, now);
	assert_true(feed_wants_status(&w->feed, w->view, now));
	assert_true(feed_fill(&w->feed, w->view, "{\"a\":1}", now));
	assert_non_null(strstr(take(w), "event: status\ndata: {\"a\":1}\n\n"));
	assert_false(feed_wants_status(&w->feed, w->view, now + 100000));
	w->view->revision++;
	assert_false(
		feed_wants_status(&w->feed, w->view, now + FEED_STATUS_MS - 1));
	assert_true(feed_wants_status(&w->feed, w->view, now + FEED_STATUS_MS));
	/* Not while something else waits. */
	add(w, 1);
	assert_true(feed_fill(&w->feed, w->view, NULL, now));
	assert_false(feed_wants_status(&w->feed, w->view, now + 100000));
}

static void without_a_stream(void **state)
{
	struct world *w = *state;
	json_t *all, *rest;

	add_many(w, 1, 10);
	all = feed_events_json(w->view, NULL, false);
	rest = feed_events_json(w->view, "1-2:700", false);
	assert_true(json_is_true(json_object_get(all, "anew")));
	assert_int_equal(json_array_size(json_object_get(all, "events")), 9);
	assert_true(json_is_false(json_object_get(rest, "anew")));
	assert_int_equal(json_array_size(json_object_get(rest, "events")), 2);
	json_decref(all);
	json_decref(rest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(begins_anew, setup, teardown),
		cmocka_unit_test_setup_teardown(goes_on, setup, teardown),
		cmocka_unit_test_setup_teardown(knows_no_such_place, setup,
						teardown),
		cmocka_unit_test_setup_teardown(another_file, setup, teardown),
		cmocka_unit_test_setup_teardown(is_too_slow, setup, teardown),
		cmocka_unit_test_setup_teardown(catches_up, setup, teardown),
		cmocka_unit_test_setup_teardown(comments, setup, teardown),
		cmocka_unit_test_setup_teardown(tells_how_it_stands, setup,
						teardown),
		cmocka_unit_test_setup_teardown(without_a_stream, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
