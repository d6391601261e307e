/*
 * test_monitor.c: the screen of the monitor: keys and mail in, a surface out,
 * at the sizes that people have.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "ui/monitor/state.h"

#define NOW 1795600000.0 /* 2026-11-25T10:26:40Z */

struct world {
	struct monitor monitor;
	struct surface surface;
	struct bytes text;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	setenv("TZ", "UTC", 1);
	tzset();
	monitor_init(&w->monitor, false, false);
	surface_init(&w->surface, 80, 24, false);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	monitor_done(&w->monitor);
	surface_done(&w->surface);
	bytes_done(&w->text);
	free(w);
	return 0;
}

/* --- a run that is under way ---------------------------------------------- */

static void add_event(struct watch_log *log, enum watch_class class,
		      const char *type, const char *sheet, const char *text)
{
	struct watch_event *event = &log->events[++log->seq % WATCH_EVENTS];

	*event = (struct watch_event){.seq = log->seq, .class = class};
	event->at = NOW - 60 + (double)log->seq;
	snprintf(event->type, sizeof(event->type), "%s", type);
	snprintf(event->sheet, sizeof(event->sheet), "%s", sheet);
	snprintf(event->text, sizeof(event->text), "%s", text);
}

static void add_field(struct watch_records *records, const char *name,
		      bool required, size_t filled, size_t sound, size_t seen)
{
	struct watch_field *field = &records->fields[records->n_fields++];

	*field = (struct watch_field){.required = required,
				      .filled = filled,
				      .sound = sound,
				      .seen = seen};
	records->looked = records->looked || seen > 0;
	snprintf(field->name, sizeof(field->name), "%s", name);
}

static void fill_log(struct watch_view *view)
{
	struct watch_log *log = &view->log;

	log->session.phase = WATCH_PHASE_RUNNING;
	log->session.total = 2779;
	log->session.succeeded = 541;
	log->session.failed = 8;
	log->session.started_at = NOW - 2600;
	log->session.last_at = NOW - 1;
	snprintf(log->session.model, sizeof(log->session.model), "qwen-2.5-vl");
	for (int64_t m = 0; m < 40; m++) {
		int64_t minute = (int64_t)NOW / 60 - m;

		log->minutes[minute % WATCH_MINUTES] = (struct watch_minute){
			minute, (uint32_t)(12 - m % 7), m == 12 ? 30 : 0};
	}
	log->n_work = 1;
	snprintf(log->work[0].id, sizeof(log->work[0].id), "5c4d2e");
	log->work[0].since = NOW - 38;
	add_event(log, WATCH_STATE, "extraction.started", "",
		  "2,779 sheets by qwen-2.5-vl");
	for (int i = 1; i <= 12; i++) {
		char name[32];

		snprintf(name, sizeof(name), "sheet-%02d.jpg", i);
		add_event(log, i % 5 == 0 ? WATCH_FAILED : WATCH_READ,
			  "specimen.completed", name,
			  i % 5 == 0 ? "timeout: no answer" : "9 fields");
	}
	add_event(log, WATCH_TROUBLE, "rate.limited", "", "model qwen busy");
	add_event(log, WATCH_NOTICE, "notice", "",
		  "half of the sheets are done");
}

static void fill_figures(struct watch_figures *figures)
{
	struct watch_records *records = &figures->records;
	struct watch_chunk *chunk = &figures->batches.chunks[0];

	records->known = true;
	records->counts.sheets = 549;
	records->counts.by_status[STATUS_PENDING] = 520;
	records->counts.by_status[STATUS_APPROVED] = 29;
	records->counts.completeness_mean = 71.4;
	records->counts.soundness_mean = 43;
	records->counts.doubt_mean = 1.8;
	records->counts.cost_usd = 1.234;
	add_field(records, "catalogNumber", true, 180, 170, 160);
	add_field(records, "scientificName", true, 530, 300, 280);
	add_field(records, "habitat", false, 100, 100, 30);
	add_field(records, "sex", false, 0, 0, 0);
	figures->batches.n = figures->batches.n_chunks = 1;
	figures->batches.n_open = 1;
	figures->batches.in_flight = 200;
	figures->batches.reserved_usd = 1.2;
	*chunk = (struct watch_chunk){.open = true,
				      .requests = 200,
				      .completed = 120,
				      .failed = 3,
				      .submitted_at = (int64_t)NOW - 720,
				      .ends_at = (int64_t)NOW + 85680};
	snprintf(chunk->status, sizeof(chunk->status), "in_progress");
	figures->curators.n = 1;
	snprintf(figures->curators.items[0].who, 64, "ada");
	figures->curators.items[0].since = NOW - 190;
	figures->curators.items[0].pace = (struct pace){41, 41, 2400};
}

static void fill_sheet(struct watch_outcomes *outcomes)
{
	static const char *const values[][2] = {
		{"scientificName", "Agropyron dasystachyum"},
		{"recordedBy", "Wm. Shevkenek"},
		{"eventDate", "1935-06-27"},
		{"locality", "Regina, creeping-rooted alfalfa beside the road"},
	};

	outcomes->lines = 549;
	outcomes->succeeded = 541;
	outcomes->failed = 8;
	outcomes->cost_usd = 1.234;
	outcomes->have_last = true;
	snprintf(outcomes->last.image, sizeof(outcomes->last.image),
		 "0a476e41.jpg");
	outcomes->last.n_fields = outcomes->last.n_values = 4;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct watch_value *value = &outcomes->last.values[i];

		snprintf(value->term, sizeof(value->term), "%s", values[i][0]);
		snprintf(value->value, sizeof(value->value), "%s",
			 values[i][1]);
	}
	outcomes->n_failures = 3;
	for (size_t i = 0; i < 3; i++) {
		outcomes->failures[i].at = NOW - 20;
		snprintf(outcomes->failures[i].kind, 40, "%s",
			 i < 2 ? "timeout" : "image");
	}
	outcomes->n_failed = 2;
	snprintf(outcomes->failed_last[0].sheet, 96, "sheet-77.jpg");
	snprintf(outcomes->failed_last[0].error, 160, "no answer in 180 s");
	snprintf(outcomes->failed_last[1].sheet, 96, "sheet-12.jpg");
	snprintf(outcomes->failed_last[1].error, 160, "not a picture");
}

static struct feeder_view *make_view(void)
{
	struct feeder_view *told = mem_zalloc(sizeof(*told));
	struct watch_view *view = &told->view;

	told->mail.kind = FEEDER_MAIL_VIEW;
	view->kind = WATCH_RUN;
	view->live = true;
	view->now = NOW;
	snprintf(view->name, sizeof(view->name), "aafc-2026");
	fill_log(view);
	fill_figures(&view->figures);
	fill_sheet(&view->outcomes);
	watch_view_derive(view);
	return told;
}

static void tell(struct world *w)
{
	monitor_mail(&w->monitor, &make_view()->mail);
}

static enum monitor_wish press(struct world *w, const char *name)
{
	struct key key;

	assert_int_equal(key_parse(name, strlen(name), &key), 0);
	return monitor_key(&w->monitor, &key);
}

static const char *screen(struct world *w)
{
	monitor_paint(&w->monitor, &w->surface);
	bytes_clear(&w->text);
	surface_dump(&w->surface, &w->text);
	return w->text.data;
}

static void assert_shows(struct world *w, const char *text, bool shows)
{
	const char *shown = screen(w);

	if ((strstr(shown, text) != NULL) != shows)
		fail_msg("\"%s\" should%s be on:\n%s", text,
			 shows ? "" : " not", shown);
}

/* --- golden screens ------------------------------------------------------- */

/* Appends the screen at a size. */
static void shoot(struct world *w, int columns, int rows, const char *what,
		  struct bytes *ret)
{
	surface_resize(&w->surface, columns, rows);
	bytes_printf(ret, "== %s, %dx%d\n", what, columns, rows);
	bytes_append_str(ret, screen(w));
}

static void compare(const char *name, const struct bytes *got)
{
	const char *top = getenv("top_srcdir");
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/tests/golden/%s", top != NULL ? top : ".", name);
	struct bytes want CLEANUP(bytes_done) = {0};
	struct error err;

	if (getenv("UPDATE_GOLDEN") != NULL) {
		if (file_write_atomic(path, got->data, got->len, 0644, &err) <
		    0)
			fail_msg("%s", err.text);
		return;
	}
	if (file_read(path, 1u << 20, &want, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(got->data, want.data);
}

static void screens_are_those_of_the_golden_file(void **state)
{
	static const int sizes[][2] = {{80, 24}, {120, 40}, {60, 16}};
	struct world *w = *state;
	struct bytes text CLEANUP(bytes_done) = {0};

	tell(w);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		shoot(w, sizes[i][0], sizes[i][1], "a run", &text);
	press(w, "Tab");
	press(w, "f");
	shoot(w, 80, 24, "what went wrong", &text);
	press(w, "Tab");
	shoot(w, 80, 24, "fields", &text);
	press(w, "Tab");
	shoot(w, 80, 24, "sheet", &text);
	press(w, "Tab");
	shoot(w, 80, 24, "failures, batches, curators", &text);
	press(w, "?");
	shoot(w, 80, 24, "help", &text);
	w->surface.ascii = true;
	press(w, "?");
	press(w, "Tab");
	shoot(w, 80, 24, "plain", &text);
	compare("monitor.txt", &text);
}

/* --- the stream ----------------------------------------------------------- */

static void the_stream_can_be_filtered(void **state)
{
	struct world *w = *state;

	tell(w);
	press(w, "Tab");
	assert_shows(w, "sheet-12.jpg", true);
	press(w, "f");
	assert_shows(w, "sheet-12.jpg", false);
	assert_shows(w, "timeout: no answer", true);
	press(w, "f");
	assert_shows(w, "extraction.started", true);
	assert_shows(w, "timeout: no answer", false);
	press(w, "f");
	press(w, "/");
	press(w, "0");
	press(w, "7");
	assert_shows(w, "sheet-07.jpg", true);
	assert_shows(w, "sheet-06.jpg", false);
	/* A key that means something elsewhere is typed. */
	press(w, "q");
	assert_shows(w, "nothing of that kind", true);
	press(w, "Esc");
	assert_shows(w, "sheet-06.jpg", true);
}

static void who_looks_back_is_not_moved(void **state)
{
	struct world *w = *state;
	struct feeder_view *more;

	tell(w);
	press(w, "Tab");
	for (int i = 0; i < 3; i++)
		press(w, "k");
	assert_shows(w, "half of the sheets", false);
	more = make_view();
	add_event(&more->view.log, WATCH_READ, "specimen.completed",
		  "sheet-99.jpg", "3 fields");
	monitor_mail(&w->monitor, &more->mail);
	press(w, "x");
	assert_shows(w, "sheet-99.jpg", false);
	press(w, "G");
	assert_shows(w, "sheet-99.jpg", true);
}

static void a_notice_stays_until_a_key(void **state)
{
	struct world *w = *state;

	tell(w);
	assert_string_equal(w->monitor.notice, "half of the sheets are done");
	assert_true(w->monitor.rings);
	w->monitor.rings = false;
	/* The same view once more is not news. */
	tell(w);
	assert_false(w->monitor.rings);
	press(w, "j");
	assert_string_equal(w->monitor.notice, "");
}

/* The oldest fill the pane; and what is held, and kept no more, is not an
 * empty one. */
static void who_looks_back_sees_what_is_kept(void **state)
{
	struct world *w = *state;
	struct feeder_view *more;

	tell(w);
	press(w, "Tab");
	for (int i = 0; i < 12; i++)
		press(w, "k");
	press(w, "g");
	assert_shows(w, "extraction.started", true);
	assert_shows(w, "sheet-01.jpg", true);
	assert_shows(w, "sheet-05.jpg", true);
	/* The first key back goes back. */
	press(w, "G");
	press(w, "k");
	press(w, "k");
	assert_shows(w, "half of the sheets", false);
	more = make_view();
	for (int i = 0; i < 2 * WATCH_EVENTS; i++)
		add_event(&more->view.log, WATCH_READ, "specimen.completed",
			  "sheet-99.jpg", "3 fields");
	monitor_mail(&w->monitor, &more->mail);
	assert_int_not_equal(w->monitor.held, 0);
	assert_shows(w, "sheet-99.jpg", true);
	assert_shows(w, "held", true);
}

/* A machine whose clock was never set: there is no minute before the first
 * (a sanitizer of bounds sees it looked for). */
static void the_first_minutes_of_a_clock_are_shown(void **state)
{
	struct world *w = *state;
	struct feeder_view *view = make_view();

	view->view.log.session.last_at = 90;
	memset(view->view.log.minutes, 0, sizeof(view->view.log.minutes));
	view->view.log.minutes[1] = (struct watch_minute){1, 5, 0};
	monitor_mail(&w->monitor, &view->mail);
	assert_shows(w, "by minute", true);
	assert_shows(w, "\u2588", true);
}

/* A picture stands under the name of its own sheet, not of one read since. */
static void a_picture_has_its_own_name(void **state)
{
	struct world *w = *state;

	tell(w);
	press(w, "p");
	assert_shows(w, "read last: elsewhere.jpg", false);
	strcpy(w->monitor.pictured_image, "elsewhere.jpg");
	assert_shows(w, "read last: elsewhere.jpg", true);
	press(w, "p");
	assert_shows(w, "read last: elsewhere.jpg", false);
}

/* A log that was replaced counts anew: nobody is held at what is gone. */
static void a_new_log_is_followed(void **state)
{
	struct world *w = *state;
	struct feeder_view *anew = make_view();

	tell(w);
	press(w, "Space");
	assert_int_not_equal(w->monitor.held, 0);
	anew->view.log.seq = 2;
	monitor_mail(&w->monitor, &anew->mail);
	assert_int_equal(w->monitor.held, 0);
}

/* --- the folder ----------------------------------------------------------- */

static void tell_list(struct world *w, const char *names)
{
	struct feeder_list *list = mem_zalloc(sizeof(*list));

	list->mail.kind = FEEDER_MAIL_LIST;
	list->now = NOW;
	list->n = strlen(names);
	list->entries = mem_zalloc((list->n + 1) * sizeof(*list->entries));
	for (size_t i = 0; i < list->n; i++) {
		struct feeder_entry *entry = &list->entries[i];

		snprintf(entry->path, sizeof(entry->path), "/runs/%c",
			 names[i]);
		snprintf(entry->name, sizeof(entry->name), "run-%c", names[i]);
		entry->changed_at = NOW - 100 * (double)(i + 1);
	}
	/* Freed as the feeder's own would be. */
	free(w->monitor.list != NULL ? w->monitor.list->entries : NULL);
	monitor_mail(&w->monitor, &list->mail);
}

static void a_chosen_run_stays_chosen(void **state)
{
	struct world *w = *state;

	monitor_init(&w->monitor, false, true);
	tell_list(w, "abc");
	assert_shows(w, "run-a", true);
	press(w, "j");
	assert_string_equal(monitor_entry(&w->monitor)->name, "run-b");
	tell_list(w, "cab");
	assert_string_equal(monitor_entry(&w->monitor)->name, "run-b");
	assert_int_equal(press(w, "Enter"), WISH_OPEN);
	/* The folder may be empty by now. */
	tell_list(w, "");
	assert_null(monitor_entry(&w->monitor));
	assert_int_equal(press(w, "Enter"), WISH_NOTHING);
	free(w->monitor.list->entries);
	w->monitor.list->entries = NULL;
}

/* A view of the run that one has left does not come back. */
static void a_late_view_is_dropped(void **state)
{
	struct world *w = *state;

	monitor_init(&w->monitor, false, true);
	tell(w);
	assert_null(w->monitor.told);
	w->monitor.in_list = false;
	tell(w);
	assert_non_null(w->monitor.told);
	assert_int_equal(press(w, "h"), WISH_LIST);
	assert_int_equal(press(w, "q"), WISH_QUIT);
}

static void any_size_can_be_painted(void **state)
{
	struct world *w = *state;

	tell(w);
	for (int page = 0; page < MONITOR_PAGES; page++) {
		for (int columns = 1; columns < 130; columns += 7)
			for (int rows = 1; rows < 50; rows += 3) {
				surface_resize(&w->surface, columns, rows);
				screen(w);
			}
		press(w, "Tab");
	}
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(screens_are_those_of_the_golden_file),
		TEST(the_stream_can_be_filtered),
		TEST(who_looks_back_is_not_moved),
		TEST(who_looks_back_sees_what_is_kept),
		TEST(a_picture_has_its_own_name),
		TEST(the_first_minutes_of_a_clock_are_shown),
		TEST(a_notice_stays_until_a_key),
		TEST(a_new_log_is_followed),
		TEST(a_chosen_run_stays_chosen),
		TEST(a_late_view_is_dropped),
		TEST(any_size_can_be_painted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
