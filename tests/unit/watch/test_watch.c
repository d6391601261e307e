/*
 * test_watch.c: what is seen of runs by who watches them: ours, the original
 * pipeline's, bare logs and folders; and that nothing of them is written.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"
#include "watch/watch.h"
#include "watch/words.h"

struct world {
	char *dir;
	struct watch *watch;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	char *cache CLEANUP(mem_free_str) = NULL;

	w->dir = scratch_new();
	cache = file_join(w->dir, "cache");
	setenv("XDG_CACHE_HOME", cache, 1);
	setenv("XDG_RUNTIME_DIR", w->dir, 1);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	watch_close(w->watch);
	scratch_free(w->dir);
	free(w);
	return 0;
}

/* Watches what is of this name below the scratch directory. */
static const struct watch_view *look(struct world *w, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(w->dir, name);
	struct watch_place place;
	struct error err;

	watch_close(w->watch);
	w->watch = NULL;
	if (watch_place_find(path, &place, &err) < 0 ||
	    watch_open(&place, &w->watch, &err) < 0)
		fail_msg("%s", err.text);
	watch_place_done(&place);
	watch_whole(w->watch);
	return watch_view(w->watch);
}

static const struct watch_view *again(struct world *w)
{
	watch_whole(w->watch);
	return watch_view(w->watch);
}

/* Appends to a file below the scratch directory. */
static void add(struct world *w, const char *name, const char *text)
{
	char *path CLEANUP(mem_free_str) = file_join(w->dir, name);
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void add_event(struct world *w, const char *name, const char *type,
		      int second, const char *data)
{
	char *line CLEANUP(mem_free_str) =
		mem_printf("{\"event_type\":\"%s\",\"timestamp\":"
			   "\"2026-11-24T10:%02d:%02dZ\",\"data\":{%s}}\n",
			   type, second / 60, second % 60, data);

	add(w, name, line);
}

static void add_sheets(struct world *w, const char *name, int from, int to)
{
	for (int i = from; i < to; i++) {
		char *data CLEANUP(mem_free_str) = mem_printf(
			"\"specimen_id\":\"s%d\",\"sequence\":%d,\"result\":{"
			"\"success\":true,\"fields_extracted\":9}",
			i, i + 1);

		add_event(w, name, "specimen.completed", i, data);
	}
}

static const struct watch_event *newest(const struct watch_view *view)
{
	const struct watch_event *event =
		watch_log_event(&view->log, view->log.seq);

	assert_non_null(event);
	return event;
}

static bool says(const struct watch_view *view, const char *text)
{
	for (uint64_t i = watch_log_first(&view->log); i <= view->log.seq; i++)
		if (i > 0 &&
		    strstr(watch_log_event(&view->log, i)->text, text) != NULL)
			return true;
	return false;
}

/* --- bare logs ------------------------------------------------------------ */

static void a_log_tells_a_session(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	add_event(w, "log", "extraction.started", 0,
		  "\"run_id\":\"r\",\"total_specimens\":20,\"model\":\"m\"");
	add_event(w, "log", "specimen.processing", 1, "\"specimen_id\":\"s1\"");
	view = look(w, "log");
	assert_int_equal(view->kind, WATCH_LOG);
	assert_int_equal(view->total, 20);
	assert_int_equal(view->log.n_work, 1);
	assert_string_equal(view->log.work[0].id, "s1");
	add_sheets(w, "log", 0, 10);
	view = again(w);
	assert_int_equal(view->done, 10);
	assert_int_equal(view->log.n_work, 0);
	assert_true(says(view, "half of the sheets are done"));
	assert_false(says(view, "three quarters"));
	/* Ten sheets in nine seconds. */
	assert_true(view->per_minute > 50 && view->per_minute < 70);
	add_sheets(w, "log", 10, 20);
	add_event(w, "log", "extraction.completed", 21, "");
	view = again(w);
	assert_int_equal(view->state, WATCH_DONE);
	assert_true(says(view, "three quarters"));
	assert_true(says(view, "the extraction has ended"));
}

/* What had passed before anybody looked is not news. */
static void what_is_old_is_not_said(void **state)
{
	struct world *w = *state;

	add_event(w, "log", "extraction.started", 0, "\"total_specimens\":4");
	add_sheets(w, "log", 0, 3);
	assert_false(says(look(w, "log"), "half of the"));
}

/* Of a log that is longer than what is read of it the figures stand in its
 * lines, and its beginning is looked for. */
static void of_a_long_log_the_tail_is_enough(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;
	json_t *json;
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(
		&text, "{\"event_type\":\"extraction.started\",\"timestamp\":"
		       "\"2026-11-24T10:00:00Z\",\"data\":{\"run_id\":\"big\","
		       "\"total_specimens\":90000,\"model\":\"m\"}}\n");
	for (int i = 1; i <= 60000; i++)
		bytes_printf(
			&text,
			"{\"event_type\":\"specimen.completed\",\"timestamp\":"
			"\"2026-11-24T11:00:%02dZ\",\"data\":{\"specimen_id\":"
			"\"s%d\",\"metrics\":{\"total_processed\":%d,"
			"\"success_count\":%d}}}\n",
			i / 2000, i, i, i - 7);
	scratch_write(w->dir, "log", text.data, text.len);
	assert_true(text.len > (8u << 20));
	view = look(w, "log");
	assert_string_equal(view->log.session.run_id, "big");
	assert_int_equal(view->total, 90000);
	assert_int_equal(view->done, 60000);
	assert_int_equal(view->failed, 7);
	json = watch_view_json(view, false);
	assert_true(json_number_at(json, "success_rate", -1) < 1);
	json_decref(json);
}

static void a_log_may_be_replaced_and_deleted(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "log");
	const struct watch_view *view;

	add_event(w, "log", "extraction.started", 0, "\"total_specimens\":9");
	add_sheets(w, "log", 0, 5);
	assert_int_equal(look(w, "log")->done, 5);
	unlink(path);
	view = again(w);
	assert_int_equal(view->state, WATCH_GONE);
	assert_true(says(view, "deleted"));
	assert_string_equal(view->log_id, "");
	add_event(w, "log", "extraction.started", 7, "\"total_specimens\":3");
	view = again(w);
	assert_string_not_equal(view->log_id, "");
	assert_int_equal(view->done, 0);
	assert_int_equal(view->total, 3);
}

static void sheets_done_before_are_done(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	add_event(w, "log", "extraction.started", 0, "\"total_specimens\":20");
	add_sheets(w, "log", 0, 3);
	view = look(w, "log");
	assert_int_equal(view->done, 3);
	add_event(w, "log", "run.paused", 8,
		  "\"reason\":\"asked\",\"skipped\":15");
	assert_int_equal(again(w)->done, 18);
	add_event(w, "log", "extraction.completed", 9,
		  "\"successful\":3,\"failed\":0,\"skipped\":17");
	view = again(w);
	assert_int_equal(view->state, WATCH_DONE);
	assert_int_equal(view->done, view->total);
	add_event(w, "log", "extraction.started", 10, "\"total_specimens\":4");
	assert_int_equal(again(w)->done, 0);
}

static void what_is_not_an_event_changes_nothing(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	add(w, "log", "not json\n{}\n[1]\n{\"event_type\":7}\n\n");
	add_event(w, "log", "later.type", 1, "\"x\":1");
	add_event(w, "log", "specimen.failed", 2,
		  "\"specimen_id\":\"\\u001b]0;x\\u0007s\",\"error\":"
		  "\"timeout: \\u001b[31mred\"");
	add_event(w, "log", "extraction.started", -1, "\"total_specimens\":-5");
	view = look(w, "log");
	assert_int_equal(view->log.bad, 5);
	assert_int_equal(view->total, 0);
	for (uint64_t i = 1; i <= view->log.seq; i++) {
		const struct watch_event *event =
			watch_log_event(&view->log, i);

		assert_null(strchr(event->text, '\033'));
		assert_null(strchr(event->sheet, '\033'));
	}
}

/* --- the original pipeline ------------------------------------------------ */

static void look_specimen(struct world *w, const char *name)
{
	char *path CLEANUP(mem_free_str) = scratch_specimen(name);
	struct watch_place place;
	struct error err;

	if (path == NULL)
		skip();
	if (watch_place_find(path, &place, &err) < 0 ||
	    watch_open(&place, &w->watch, &err) < 0)
		fail_msg("%s", err.text);
	watch_place_done(&place);
	watch_whole(w->watch);
}

static void the_originals_log_is_read(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	look_specimen(w, "events.jsonl");
	view = watch_view(w->watch);
	assert_int_equal(view->total, 25);
	assert_int_equal(view->done, 25);
	assert_string_equal(view->log.session.model, "demo-model");
	assert_int_equal(view->state, WATCH_DONE);
}

/* Its bus swallows the stop: it goes on after "extraction.failed". */
static void the_originals_early_failure_goes_on(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	look_specimen(w, "events-early-failure.jsonl");
	view = watch_view(w->watch);
	assert_int_equal(view->done, 25);
	assert_int_equal(view->succeeded, 8);
	assert_int_equal(view->failed, 17);
	assert_int_equal(view->state, WATCH_DONE);
	assert_int_equal(view->n_kinds, 1);
	assert_int_equal(view->kinds[0].n, 17);
}

static void a_run_without_events_is_counted(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	scratch_puts(w->dir, "old/manifest.json", "{\"total_specimens\":8}");
	scratch_puts(w->dir, "old/raw.jsonl",
		     "{\"image\":\"a.jpg\",\"model\":\"m\",\"dwc\":{"
		     "\"country\":{\"value\":\"Canada\",\"confidence\":0.9}},"
		     "\"timestamp\":\"2025-10-10T12:00:00\",\"usage\":{"
		     "\"cost\":0.25}}\n"
		     "{\"image\":\"b.jpg\",\"model\":\"m\",\"error\":\"x\","
		     "\"timestamp\":\"2025-10-10T12:00:01\"}\n"
		     "{\"image\":\"c.jpg\",\"mod");
	view = look(w, "old");
	assert_int_equal(view->kind, WATCH_ORIGINAL);
	assert_int_equal(view->total, 8);
	assert_int_equal(view->done, 2);
	assert_int_equal(view->failed, 1);
	assert_true(view->cost_usd > 0.2499 && view->cost_usd < 0.2501);
	/* 0.25 for two sheets, and six are left. */
	assert_true(view->projected_usd > 0.99 && view->projected_usd < 1.01);
	assert_string_equal(view->outcomes.terms[0].name, "country");
	assert_string_equal(view->outcomes.last.image, "a.jpg");
}

/* --- our own -------------------------------------------------------------- */

static struct run *make_run(struct world *w)
{
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct run *run = history_run(w->dir);
	char id[65];

	for (unsigned int i = 0; i < 3; i++) {
		char *image CLEANUP(mem_free_str) = mem_printf("%u.jpg", i);

		history_id(i, id);
		history_outcome(&raw, id, image, "m",
				i < 2 ? "country=Canada|locality=Regina"
				      : NULL);
	}
	history_append(run, "raw.jsonl", &raw);
	return run;
}

/* The last three of four, the last of them first. */
static void what_failed_last_has_a_name(void **state)
{
	struct world *w = *state;
	const struct watch_outcomes *o;

	for (int i = 0; i < 4; i++) {
		char *line CLEANUP(mem_free_str) = mem_printf(
			"{\"image\":\"%d.jpg\",\"model\":\"m\",\"error\":\"e%d\","
			"\"timestamp\":\"2025-10-10T12:00:0%d\"}\n",
			i, i, i);

		add(w, "raw.jsonl", line);
	}
	scratch_puts(w->dir, "manifest.json", "{\"total_specimens\":8}");
	o = &look(w, ".")->outcomes;
	assert_int_equal(o->n_failed, 3);
	assert_string_equal(o->failed_last[0].sheet, "3.jpg");
	assert_string_equal(o->failed_last[0].error, "e3");
	assert_string_equal(o->failed_last[2].sheet, "1.jpg");
}

static void says_progress(const struct watch_view *view, const char *wanted)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	watch_words_progress(view, &words);
	assert_string_equal(words.data, wanted);
}

/* No session has told of how many sheets: those in flight, and those that came
 * back. */
static void a_run_of_batches_has_a_total(void **state)
{
	static const char batch[] =
		"{\"op\":\"sheets\",\"chunk\":\"b1\",\"sheets\":["
		"{\"custom_id\":\"x\"},{\"custom_id\":\"y\"}]}\n"
		"{\"op\":\"planned\",\"chunk\":\"b1\",\"shape\":\"openai\","
		"\"requests\":2}\n"
		"{\"op\":\"submitted\",\"chunk\":\"b1\",\"batch_id\":\"b\"}\n";
	static const char collected[] =
		"{\"op\":\"ended\",\"chunk\":\"b1\",\"status\":"
		"\"completed\"}\n"
		"{\"op\":\"collected\",\"chunk\":\"b1\",\"cost_usd\":0}\n";
	struct world *w = *state;
	struct run *run = make_run(w);
	char *name CLEANUP(mem_free_str) = NULL;
	const struct watch_view *view;
	struct bytes text CLEANUP(bytes_done) = {0};

	name = mem_strdup(file_base(run->dir));
	/* What was only imported has none. */
	says_progress(look(w, name), "3");
	bytes_append_str(&text, batch);
	history_append(run, "batches.jsonl", &text);
	view = again(w);
	says_progress(view, "3 of 5  60 %");
	assert_int_equal(view->state, WATCH_IDLE);
	bytes_clear(&text);
	bytes_append_str(&text, collected);
	history_append(run, "batches.jsonl", &text);
	view = again(w);
	says_progress(view, "3 of 3  100 %");
	assert_int_equal(view->state, WATCH_DONE);
	run_close(run);
}

/* Names, sizes and times of all that a directory holds. */
static void list_all(const char *dir, struct bytes *ret)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, alphasort);

	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(dir, entries[i]->d_name);
		struct stat st;

		assert_int_equal(lstat(path, &st), 0);
		if (strcmp(entries[i]->d_name, "..") != 0)
			bytes_printf(ret, "%s %lld %lld\n", entries[i]->d_name,
				     (long long)st.st_size,
				     (long long)file_mtime_ns(&st));
		free(entries[i]);
	}
	free(entries);
}

static void watching_writes_nothing(void **state)
{
	struct world *w = *state;
	struct bytes before CLEANUP(bytes_done) = {0};
	struct bytes after CLEANUP(bytes_done) = {0};
	struct run *run = make_run(w);
	const struct watch_view *view;

	list_all(run->dir, &before);
	view = look(w, "run");
	assert_int_equal(view->state, WATCH_IDLE);
	assert_true(view->figures.records.known);
	assert_int_equal(view->figures.records.counts.sheets, 3);
	assert_int_equal(view->figures.records.counts.failed, 1);
	watch_turn(w->watch, clock_ms() + 100000);
	list_all(run->dir, &after);
	assert_string_equal(before.data, after.data);
	run_close(run);
}

/* Where the run has an index that is up to date, it is asked. */
static void the_runs_own_index_is_asked(void **state)
{
	struct world *w = *state;
	char *own CLEANUP(mem_free_str) =
		mem_printf("%s/cache/vasculum/index/*/index.db", w->dir);
	glob_t found = {0};
	struct run *run = make_run(w);
	const struct watch_view *view;
	struct index *index;
	struct error err;

	assert_int_equal(index_open(run, INDEX_FOLD, &index, &err), 0);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	index_close(index);
	view = look(w, "run");
	assert_int_equal(view->figures.records.counts.sheets, 3);
	assert_int_equal(view->figures.records.behind, 0);
	assert_int_equal(glob(own, 0, NULL, &found), GLOB_NOMATCH);
	globfree(&found);
	for (size_t i = 0; i < view->figures.records.n_fields; i++)
		if (strcmp(view->figures.records.fields[i].name, "locality") ==
		    0)
			assert_int_equal(view->figures.records.fields[i].filled,
					 2);
	run_close(run);
}

/* What is not an index of ours stays as it is, and another one is made. */
static void a_strange_index_is_left_alone(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);
	char *left CLEANUP(mem_free_str) = NULL;
	struct index *index;
	struct error err;

	assert_int_equal(index_open_look(run, &index, &err), -1);
	assert_false(scratch_exists(w->dir, "run/index.db"));
	scratch_puts(w->dir, "run/index.db", "not a database");
	assert_int_equal(index_open_look(run, &index, &err), -1);
	assert_int_equal(look(w, "run")->figures.records.counts.sheets, 3);
	left = scratch_read(w->dir, "run/index.db", NULL);
	assert_string_equal(left, "not a database");
	run_close(run);
}

/* Nobody folds it any more: one beside it is. */
static void an_index_that_is_behind_is_not_believed(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct index *index;
	struct error err;
	char id[65];

	assert_int_equal(index_open(run, INDEX_FOLD, &index, &err), 0);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	index_close(index);
	history_id(9, id);
	history_outcome(&raw, id, "9.jpg", "m", "country=Canada");
	history_append(run, "raw.jsonl", &raw);
	assert_int_equal(look(w, "run")->figures.records.counts.sheets, 4);
	run_close(run);
}

/* All lines are in it, but not all rows: who made them ended before that. */
static void an_index_whose_rows_are_late_is_not_believed(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);
	struct bytes edits CLEANUP(bytes_done) = {0};
	const struct watch_view *view;
	struct index *index;
	struct error err;
	char id[65], rest[512];

	assert_int_equal(index_open(run, INDEX_FOLD, &index, &err), 0);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	history_id(1, id);
	snprintf(rest, sizeof(rest),
		 ",\"group\":\"g\",\"group_end\":1,\"changes\":["
		 "{\"specimen_id\":\"%s\",\"term\":\"habitat\","
		 "\"from\":\"\",\"to\":\"bog\"}]",
		 id);
	history_act(&edits, 1, "mb", NULL, "bulk", rest);
	history_append(run, "edits.jsonl", &edits);
	assert_int_equal(index_fold_lines(index, -1, NULL, &err), 0);
	index_close(index);
	view = look(w, "run");
	for (size_t i = 0; i < view->figures.records.n_fields; i++)
		if (strcmp(view->figures.records.fields[i].name, "habitat") ==
		    0)
			assert_int_equal(view->figures.records.fields[i].filled,
					 1);
	run_close(run);
}

static void the_best_label_is_told(void **state)
{
	struct world *w = *state;
	const struct watch_view *view;

	scratch_puts(w->dir, "old/raw.jsonl",
		     "{\"image\":\"a.jpg\",\"model\":\"m\",\"dwc\":{},"
		     "\"sheet_rotation\":0,\"labels\":[{\"box\":[5,6,70,80],"
		     "\"rotation\":270,\"score\":0.9},{\"box\":[1,1,2,2],"
		     "\"rotation\":0,\"score\":0.1}]}\n");
	view = look(w, "old");
	assert_int_equal(view->outcomes.last.label.w, 70);
	assert_int_equal(view->outcomes.last.turn, 270);
}

static void a_sheet_is_called_by_its_image(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);
	const struct watch_view *view;
	char id[65], *data CLEANUP(mem_free_str) = NULL;

	history_id(1, id);
	data = mem_printf("\"specimen_id\":\"%s\",\"result\":{\"success\":"
			  "true,\"fields_extracted\":2}",
			  id);
	add_event(w, "run/events.jsonl", "specimen.completed", 1, data);
	view = look(w, "run");
	assert_string_equal(newest(view)->sheet, "1.jpg");
	/* The log of a run stands for the run. */
	assert_int_equal(look(w, "run/events.jsonl")->kind, WATCH_RUN);
	run_close(run);
}

/* Nobody holds the lock: what began and was not ended is stopped. */
static void a_killed_extraction_is_stopped(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);

	add_event(w, "run/events.jsonl", "extraction.started", 0,
		  "\"total_specimens\":9");
	assert_int_equal(look(w, "run")->state, WATCH_STOPPED);
	run_close(run);
}

static void a_run_may_go_while_it_is_watched(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);
	char *away CLEANUP(mem_free_str) = file_join(w->dir, "away");

	look(w, "run");
	assert_int_equal(rename(run->dir, away), 0);
	assert_int_equal(again(w)->state, WATCH_GONE);
	assert_int_equal(rename(away, run->dir), 0);
	assert_int_not_equal(again(w)->state, WATCH_GONE);
	run_close(run);
}

static void a_link_in_a_run_is_refused(void **state)
{
	struct world *w = *state;
	struct run *run = make_run(w);
	char *log CLEANUP(mem_free_str) = run_path(run, "events.jsonl");
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "run");
	struct watch_place place;
	struct error err;

	assert_int_equal(symlink("/etc/passwd", log), 0);
	assert_int_equal(watch_place_find(path, &place, &err), 0);
	assert_int_equal(watch_open(&place, &w->watch, &err), -1);
	assert_non_null(strstr(err.text, "events.jsonl"));
	watch_place_done(&place);
	run_close(run);
}

/* --- folders -------------------------------------------------------------- */

static void a_folder_lists_its_runs(void **state)
{
	struct world *w = *state;
	char *link CLEANUP(mem_free_str) = file_join(w->dir, "f/linked");
	char *aim CLEANUP(mem_free_str) = file_join(w->dir, "elsewhere");
	char *folder CLEANUP(mem_free_str) = file_join(w->dir, "f");
	const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	char *old CLEANUP(mem_free_str) = file_join(w->dir, "f/a/raw.jsonl");
	struct watch_entries entries;
	struct watch_place place;
	struct error err;

	scratch_puts(w->dir, "f/a/raw.jsonl", "");
	scratch_puts(w->dir, "f/deep/b/raw.jsonl", "");
	scratch_puts(w->dir, "f/notes/readme.txt", "");
	scratch_puts(w->dir, "elsewhere/raw.jsonl", "");
	assert_int_equal(symlink(aim, link), 0);
	assert_int_equal(utimensat(AT_FDCWD, old, times, 0), 0);
	assert_int_equal(watch_place_find(folder, &place, &err), 0);
	assert_int_equal(place.kind, WATCH_FOLDER);
	watch_place_done(&place);
	assert_int_equal(watch_entries_read(folder, &entries, &err), 0);
	assert_int_equal(entries.n, 3);
	assert_string_equal(entries.items[2].name, "a");
	watch_entries_done(&entries);
	free(folder);
	folder = file_join(w->dir, "f/notes");
	assert_int_equal(watch_place_find(folder, &place, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
}

/* --- JSON ----------------------------------------------------------------- */

static void json_hides_people(void **state)
{
	struct world *w = *state;
	json_t *json CLEANUP(json_release) = NULL;
	const struct watch_view *view;

	add_event(w, "log", "review.approved", 0,
		  "\"specimen_id\":\"s\",\"by\":\"ada\"");
	view = look(w, "log");
	json = watch_event_json(newest(view), true);
	assert_non_null(strstr(json_string_at(json, "text"), "ada"));
	json_decref(json);
	json = watch_event_json(newest(view), false);
	assert_null(json_string_at(json, "text"));
	json_decref(json);
	json = watch_view_json(view, true);
	assert_string_equal(json_string_at(json, "kind"), "log");
	assert_true(json_is_null(json_object_get(json, "total")));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_log_tells_a_session),
		TEST(what_is_old_is_not_said),
		TEST(of_a_long_log_the_tail_is_enough),
		TEST(a_log_may_be_replaced_and_deleted),
		TEST(sheets_done_before_are_done),
		TEST(what_is_not_an_event_changes_nothing),
		TEST(the_originals_log_is_read),
		TEST(the_originals_early_failure_goes_on),
		TEST(a_run_without_events_is_counted),
		TEST(what_failed_last_has_a_name),
		TEST(a_run_of_batches_has_a_total),
		TEST(watching_writes_nothing),
		TEST(the_runs_own_index_is_asked),
		TEST(a_strange_index_is_left_alone),
		TEST(an_index_that_is_behind_is_not_believed),
		TEST(an_index_whose_rows_are_late_is_not_believed),
		TEST(the_best_label_is_told),
		TEST(a_sheet_is_called_by_its_image),
		TEST(a_killed_extraction_is_stopped),
		TEST(a_run_may_go_while_it_is_watched),
		TEST(a_link_in_a_run_is_refused),
		TEST(a_folder_lists_its_runs),
		TEST(json_hides_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
