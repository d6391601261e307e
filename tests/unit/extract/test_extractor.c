/*
 * test_extractor.c: the scheduler, with a store and an engine that do what
 * the test says.
 */
#include "config.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/journal/lock.h"
#include "tests/kit/fake_run.h"
#include "tests/kit/scratch.h"

static int setup(void **state)
{
	*state = fake_new();
	return 0;
}

static int teardown(void **state)
{
	fake_free(*state);
	return 0;
}

static void check_counts(const struct extract_progress *p, size_t succeeded,
			 size_t failed, size_t skipped)
{
	assert_int_equal(p->succeeded, succeeded);
	assert_int_equal(p->failed, failed);
	assert_int_equal(p->skipped, skipped);
}

static void test_all_in_order(void **state)
{
	struct fake *fake = *state;
	char hash[HASH_HEX_SIZE], params[HASH_HEX_SIZE];

	fake_images(fake, 12);
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "");
	assert_int_equal(fake->last.total, 12);
	check_counts(&fake->last, 12, 0, 0);
	assert_int_equal(fake->n_lines, 12);
	hash_bytes("fake", 4, params);
	for (int i = 0; i < 12; i++) {
		const struct fake_line *line = &fake->lines[i];
		char name[32];

		snprintf(name, sizeof(name), "image-%02d.jpg", i);
		hash_bytes(name, strlen(name), hash);
		assert_string_equal(line->image, name);
		assert_string_equal(line->specimen_id, hash);
		assert_string_equal(line->sha256, hash);
		assert_string_equal(line->params_sha256, params);
		assert_string_equal(line->provider, "fake");
		assert_string_equal(line->model, "fake-reader");
		assert_string_equal(line->run_id, fake->run.id);
		assert_int_equal(line->attempts, 1);
		assert_null(line->error);
	}
}

static void check_metrics(const json_t *data, int total, int ok, int failed)
{
	const json_t *metrics = json_object_get(data, "metrics");

	assert_int_equal(json_number_at(metrics, "total_processed", -1), total);
	assert_int_equal(json_number_at(metrics, "success_count", -1), ok);
	assert_int_equal(json_number_at(metrics, "failed_count", -1), failed);
	assert_true(json_number_at(metrics, "success_rate", -1) ==
		    (double)ok / total);
}

static void test_events(void **state)
{
	struct fake *fake = *state;
	const json_t *data;
	char hash[HASH_HEX_SIZE];

	fake->options.offset = 1;
	fake_images(fake, 3);
	fake_image(fake, "image-99-bad.jpg", "x");
	fake_start(fake);
	fake_join(fake);
	assert_string_equal(fake->events[0].type, "extraction.started");
	data = fake->events[0].data;
	assert_string_equal(json_string_at(data, "run_id"), fake->run.id);
	assert_string_equal(json_string_at(data, "model"), "fake-reader");
	assert_string_equal(json_string_at(data, "model_id"), "fake-reader");
	assert_int_equal(json_number_at(data, "total_specimens", -1), 3);
	assert_int_equal(json_number_at(data, "offset", -1), 1);
	assert_int_equal(fake_count_events(fake, "specimen.processing"), 3);
	data = fake_event(fake, "specimen.processing", 0);
	hash_bytes("image-01.jpg", 12, hash);
	assert_string_equal(json_string_at(data, "specimen_id"), hash);
	assert_int_equal(json_number_at(data, "sequence", -1), 2);
	data = fake_event(fake, "specimen.completed", 0);
	assert_int_equal(json_number_at(data, "sequence", -1), 2);
	assert_string_equal(json_string_at(data, "specimen_id"), hash);
	assert_true(json_is_true(
		json_object_get(json_object_get(data, "result"), "success")));
	assert_int_equal(json_number_at(json_object_get(data, "result"),
					"fields_extracted", -1),
			 1);
	check_metrics(data, 1, 1, 0);
	data = fake_event(fake, "specimen.failed", 0);
	assert_int_equal(json_number_at(data, "sequence", -1), 4);
	assert_string_equal(json_string_at(data, "error"),
			    "image-99-bad.jpg is not an image");
	check_metrics(data, 3, 2, 1);
	data = fake_event(fake, "extraction.completed", 0);
	assert_ptr_equal(data, fake->events[fake->n_events - 1].data);
	assert_int_equal(json_number_at(data, "total_processed", -1), 3);
	assert_int_equal(json_number_at(data, "successful", -1), 2);
	assert_int_equal(json_number_at(data, "failed", -1), 1);
}

static void test_early_check_passes(void **state)
{
	struct fake *fake = *state;
	const json_t *data;

	fake_images(fake, 6);
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake_count_events(fake, "validation.checkpoint"), 1);
	data = fake_event(fake, "validation.checkpoint", 0);
	assert_int_equal(json_number_at(data, "checkpoint", -1), 5);
	assert_string_equal(json_string_at(data, "status"), "passed");
	assert_true(json_number_at(data, "success_rate", -1) == 1);
}

/* Sheets that fail stop no others; the check says how it goes. */
static void test_failing_sheets(void **state)
{
	struct fake *fake = *state;
	const json_t *data;
	char name[32];

	for (int i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "%d-bad.jpg", i);
		fake_image(fake, name, name);
	}
	fake_image(fake, "9.jpg", "good");
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	check_counts(&fake->last, 1, 8, 0);
	assert_string_equal(fake->lines[0].error, "0-bad.jpg is not an image");
	assert_string_equal(fake->lines[0].error_kind, "image");
	assert_string_equal(fake->lines[0].error_scope, "request");
	assert_null(fake->lines[8].error);
	data = fake_event(fake, "validation.warning", 0);
	assert_int_equal(json_number_at(data, "sequence", -1), 5);
	assert_true(json_number_at(data, "threshold", -1) == 0.5);
	assert_int_equal(fake_count_events(fake, "extraction.completed"), 1);
	assert_string_equal(fake->last.recent[0].text, "1 field");
	assert_true(fake->last.recent[1].failed);
}

static void test_no_label_is_a_success(void **state)
{
	struct fake *fake = *state;

	fake_image(fake, "empty.jpg", "x");
	fake_start(fake);
	fake_join(fake);
	check_counts(&fake->last, 1, 0, 0);
	assert_string_equal(fake->last.recent[0].text, "nothing was read");
}

static void test_offset_and_limit(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 10);
	fake->options.offset = 3;
	fake->options.limit = 4;
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->n_lines, 4);
	assert_string_equal(fake->lines[0].image, "image-03.jpg");
	assert_string_equal(fake->lines[3].image, "image-06.jpg");
	assert_int_equal(fake->last.total, 4);
}

static bool window_is_used(struct fake *fake)
{
	return fake->n_held == 4;
}

static bool all_are_read(struct fake *fake)
{
	return fake->reads == 9;
}

/* Nothing is dispatched beyond the window while acks are withheld. */
static void test_acks_withheld(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->options.threads = 2;
	fake->hold_acks = true;
	fake_start(fake);
	fake_wait(fake, window_is_used);
	assert_int_equal(fake->last.succeeded, 0);
	assert_int_equal(fake_count_events(fake, "specimen.completed"), 0);
	assert_int_equal(fake->reads, 4);
	fake_release_acks(fake);
	fake_wait(fake, all_are_read);
	fake_join(fake);
	assert_int_equal(fake->most_held, 4);
	check_counts(&fake->last, 9, 0, 0);
}

static bool two_are_read(struct fake *fake)
{
	return fake->reading == 2;
}

/* As many sheets are read at once as there are threads. */
static void test_threads(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->options.threads = 2;
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, two_are_read);
	fake_release_reads(fake);
	fake_join(fake);
	assert_int_equal(fake->most_reading, 2);
	check_counts(&fake->last, 9, 0, 0);
}

static bool one_is_read(struct fake *fake)
{
	return fake->reading == 1;
}

static bool is_paused(struct fake *fake)
{
	return fake->last.state == EXTRACT_PAUSED && fake->last.in_flight == 0;
}

static void test_pause_and_resume(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	extractor_command(fake->extractor, VERB_PAUSE, NULL);
	extractor_command(fake->extractor, VERB_PAUSE, NULL);
	fake_release_reads(fake);
	fake_wait(fake, is_paused);
	/* what the window held is read and journaled, nothing else */
	assert_int_equal(fake->n_lines, 2);
	assert_int_equal(fake_count_events(fake, "run.paused"), 1);
	extractor_command(fake->extractor, VERB_RESUME, NULL);
	extractor_command(fake->extractor, VERB_RESUME, NULL);
	fake_join(fake);
	check_counts(&fake->last, 9, 0, 0);
	assert_int_equal(fake_count_events(fake, "run.resumed"), 1);
}

static bool is_stopping(struct fake *fake)
{
	return fake->last.state == EXTRACT_STOPPING;
}

static void test_stop(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_wait(fake, is_stopping);
	fake_release_reads(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "signal");
	check_counts(&fake->last, 1, 0, 0);
	assert_int_equal(fake->n_lines, 1);
	assert_int_equal(fake_count_events(fake, "extraction.completed"), 0);
	assert_string_equal(
		json_string_at(fake_event(fake, "run.paused", 0), "reason"),
		"signal");
}

static void test_stop_while_paused(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	extractor_command(fake->extractor, VERB_PAUSE, NULL);
	fake_release_reads(fake);
	fake_wait(fake, is_paused);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_join(fake);
	check_counts(&fake->last, 2, 0, 0);
}

static void test_abort(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	extractor_command(fake->extractor, VERB_ABORT, "signal");
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "signal");
	assert_int_equal(fake->n_lines, 0);
}

static bool two_have_failed(struct fake *fake)
{
	return fake->last.failed == 2;
}

/* The third sheet is held, so that the list is not over too soon. */
static void test_retry(void **state)
{
	struct fake *fake = *state;

	fake_image(fake, "0-once.jpg", "a");
	fake_image(fake, "1-bad.jpg", "b");
	fake_image(fake, "2-held.jpg", "c");
	fake_start(fake);
	fake_wait(fake, two_have_failed);
	extractor_command(fake->extractor, VERB_RETRY, NULL);
	fake_release_reads(fake);
	fake_join(fake);
	check_counts(&fake->last, 2, 1, 0);
	assert_int_equal(fake->last.retried, 2);
	assert_int_equal(fake->n_lines, 5);
	assert_string_equal(fake->lines[3].image, "0-once.jpg");
	assert_int_equal(fake->lines[3].attempts, 2);
	assert_null(fake->lines[3].error);
	assert_non_null(fake->lines[4].error);
}

static void test_done_is_skipped(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 4);
	fake->done[0] = "image-01.jpg";
	fake->failed[0] = "image-02.jpg";
	fake_start(fake);
	fake_join(fake);
	check_counts(&fake->last, 2, 0, 2);
	assert_int_equal(fake->last.retried, 0);
	assert_string_equal(fake->lines[1].image, "image-03.jpg");
}

static void test_retry_failed(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 4);
	fake->done[0] = "image-01.jpg";
	fake->failed[0] = "image-02.jpg";
	fake->options.retry_failed = true;
	fake_start(fake);
	fake_join(fake);
	check_counts(&fake->last, 3, 0, 1);
	assert_int_equal(fake->last.retried, 1);
}

static void test_again(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 4);
	fake->done[0] = "image-01.jpg";
	fake->failed[0] = "image-02.jpg";
	fake->options.again = true;
	fake_start(fake);
	fake_join(fake);
	check_counts(&fake->last, 4, 0, 0);
	assert_int_equal(scratch_count(fake->run.dir, "again", NULL), 0);
}

/* It is not over for who is stopped. */
static void test_again_stopped(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->options.again = true;
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_wait(fake, is_stopping);
	fake_release_reads(fake);
	fake_join(fake);
	assert_int_equal(scratch_count(fake->run.dir, "again", NULL), 1);
}

static void test_same_bytes_are_read_once(void **state)
{
	struct fake *fake = *state;

	fake_image(fake, "a.jpg", "one");
	fake_image(fake, "b.jpg", "two");
	fake_image(fake, "c.jpg", "one");
	fake_image(fake, "d.jpg", "one");
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->reads, 2);
	check_counts(&fake->last, 2, 0, 2);
	/* and told of for each name */
	assert_int_equal(fake->n_lines, 4);
	assert_string_equal(fake->lines[2].image, "c.jpg");
	assert_string_equal(fake->lines[3].image, "d.jpg");
	assert_string_equal(fake->lines[3].copy_of, "a.jpg");
	assert_string_equal(fake->lines[3].sha256, fake->lines[2].sha256);
	assert_int_equal(fake_count_events(fake, "specimen.completed"), 2);
}

/* What failed is not told of twice. */
static void test_duplicate_of_a_failure(void **state)
{
	struct fake *fake = *state;

	fake_image(fake, "a-bad.jpg", "one");
	fake_image(fake, "b.jpg", "one");
	fake_start(fake);
	fake_join(fake);
	check_counts(&fake->last, 0, 1, 1);
	assert_int_equal(fake->n_lines, 1);
}

static void test_no_reader(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 3);
	fake->options.threads = 2;
	fake->no_reader = true;
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FAILED);
	assert_string_equal(fake->last.error.text,
			    "no model of the language; install it");
	assert_int_equal(fake->n_lines, 0);
	assert_int_equal(fake->n_events, 0);
}

/* A finished run says so without a reader. */
static void test_nothing_to_do(void **state)
{
	struct fake *fake = *state;

	fake->no_reader = true;
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	check_counts(&fake->last, 0, 0, 0);
}

static void test_broken_store(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 9);
	fake->fail_acks = 1;
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FAILED);
	assert_string_equal(fake->last.error.text, "the disk is broken");
	assert_true(fake->last.succeeded < 9);
	assert_int_equal(fake_count_events(fake, "extraction.failed"), 1);
}

static bool is_full(struct fake *fake)
{
	return fake->last.state == EXTRACT_PAUSED &&
	       fake->last.error.kind == ERROR_NO_SPACE;
}

static void start_on_a_full_disk(struct fake *fake)
{
	fake_images(fake, 9);
	fake->options.threads = 2;
	fake->hold_acks = true;
	fake_start(fake);
	fake_wait(fake, window_is_used);
	fake_space(fake, true);
	fake_wait(fake, is_full);
}

/* The index finds no room for a while: its sheets come later, and once. */
static void test_index_without_room(void **state)
{
	struct fake *fake = *state;

	fake->index_full = 2;
	fake->options.threads = 1;
	fake_images(fake, 9);
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_int_equal(fake->last.error.kind, ERROR_NONE);
	check_counts(&fake->last, 9, 0, 0);
	assert_int_equal(fake->last.retried, 0);
	assert_int_equal(fake->n_lines, 9);
	assert_int_equal(fake->reads, 9);
	assert_int_equal(fake_count_events(fake, "run.paused"), 1);
	assert_int_equal(fake_count_events(fake, "run.resumed"), 1);
}

/* Whoever stops it meanwhile need not wait for room. */
static bool index_is_full(struct fake *fake)
{
	return fake_count_events(fake, "run.paused") == 1;
}

static void test_stop_without_room(void **state)
{
	struct fake *fake = *state;

	fake->index_full = INT_MAX;
	fake_images(fake, 9);
	fake_start(fake);
	fake_wait(fake, index_is_full);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "signal");
	check_counts(&fake->last, 0, 0, 0);
}

static void test_full_disk(void **state)
{
	struct fake *fake = *state;

	start_on_a_full_disk(fake);
	assert_string_equal(fake->last.error.text, "the disk is full");
	assert_int_equal(fake_count_events(fake, "run.paused"), 1);
	fake_space(fake, false);
	fake_release_acks(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_int_equal(fake->last.error.kind, ERROR_NONE);
	check_counts(&fake->last, 9, 0, 0);
	assert_int_equal(fake_count_events(fake, "run.resumed"), 1);
}

/* Who stops meanwhile does not wait: what was not written is rescued. */
static void test_stop_on_a_full_disk(void **state)
{
	struct fake *fake = *state;

	start_on_a_full_disk(fake);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "signal");
	check_counts(&fake->last, fake->n_lines, 0, 0);
}

/* Where not even that can be done, it has failed, and says so. */
static void test_stop_without_rescue(void **state)
{
	struct fake *fake = *state;

	fake->no_rescue = true;
	start_on_a_full_disk(fake);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FAILED);
	assert_string_equal(fake->last.error.text, "the disk is broken");
	check_counts(&fake->last, 0, 0, 0);
}

/* Who has said how long it is to wait does not wait longer. */
static void test_patience_ends(void **state)
{
	struct fake *fake = *state;

	fake->options.gives_up = true;
	fake->options.wait_room_s = 0;
	fake_images(fake, 9);
	fake->options.threads = 2;
	fake->hold_acks = true;
	fake_start(fake);
	fake_wait(fake, window_is_used);
	fake_space(fake, true);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "room");
	assert_int_equal(fake->last.error.kind, ERROR_STOPPED);
	assert_non_null(strstr(fake->last.error.text, "the disk is full"));
	check_counts(&fake->last, fake->n_lines, 0, 0);
}

static bool scan_goes_on(struct fake *fake)
{
	return fake->scanned > 2;
}

static bool scan_is_paused(struct fake *fake)
{
	return fake->last.state == EXTRACT_PAUSED;
}

static void test_commands_while_scanning(void **state)
{
	struct fake *fake = *state;
	size_t scanned;

	fake->scan_for_ever = true;
	fake_start(fake);
	fake_wait(fake, scan_goes_on);
	extractor_command(fake->extractor, VERB_PAUSE, NULL);
	fake_wait(fake, scan_is_paused);
	scanned = fake->scanned;
	assert_int_equal(fake->scanned, scanned);
	extractor_command(fake->extractor, VERB_STOP, "signal");
	fake_join(fake);
	assert_int_equal(fake->scanned, scanned);
	assert_int_equal(fake->last.state, EXTRACT_FINISHED);
	assert_string_equal(fake->last.stopped, "signal");
	assert_int_equal(fake->n_events, 0);
}

static void test_changed_while_read(void **state)
{
	struct fake *fake = *state;

	fake_image(fake, "a.jpg", "one");
	fake->rewrite = true;
	fake_start(fake);
	fake_join(fake);
	check_counts(&fake->last, 0, 1, 0);
	assert_non_null(strstr(fake->lines[0].error, "changed while"));
}

/* Of all that was told and not read one message waits: the last state. */
static void test_watcher_is_not_flooded(void **state)
{
	struct fake *fake = *state;
	const struct extract_mail *seen;
	struct mail *mail;

	fake_images(fake, 40);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	fake_release_reads(fake);
	fake_join(fake);
	mail = mailbox_take(fake->watcher);
	assert_non_null(mail);
	assert_int_equal(mail->kind, EXTRACT_MAIL_PROGRESS);
	seen = CONTAINER_OF(mail, struct extract_mail, mail);
	assert_int_equal(seen->progress.state, EXTRACT_FINISHED);
	assert_int_equal(seen->progress.succeeded, 40);
	mail_free(mail);
	assert_null(mailbox_take(fake->watcher));
}

static void test_unwatch(void **state)
{
	struct fake *fake = *state;

	fake_images(fake, 10);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
	extractor_unwatch(fake->extractor);
	mail_free(mailbox_take(fake->watcher));
	assert_null(mailbox_take(fake->watcher));
	fake_release_reads(fake);
	fake_join(fake);
	assert_null(mailbox_take(fake->watcher));
	assert_int_equal(fake->last.succeeded, 10);
}

static void test_wrong_options(void **state)
{
	struct fake *fake = *state;
	struct extractor *none;
	struct error err;

	fake->options.engine = "quill";
	assert_int_equal(extractor_start(&fake->run, NULL, &fake->options, NULL,
					 &none, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "quill"));
	fake->options.engine = NULL;
	free(fake->run.images_root);
	fake->run.images_root = NULL;
	assert_int_equal(extractor_start_with(&fake->run, NULL, &fake->options,
					      &fake->ops, NULL, &none, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "--images"));
}

/* What was asked for is the run's default next time, but no mistyped
 * directory. */
static void test_defaults(void **state)
{
	struct fake *fake = *state;
	char *defaults CLEANUP(mem_free_str) = NULL;
	char *expected CLEANUP(mem_free_str) =
		mem_printf("%s fake locked", fake->images);

	fake->options.images = "/nowhere";
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FAILED);
	assert_non_null(strstr(fake->last.error.text, "/nowhere"));
	assert_false(scratch_exists(fake->run.dir, "defaults"));
	mem_replace(&fake->run.images_root, NULL);
	fake->options.images = fake->images;
	fake_images(fake, 1);
	fake_start(fake);
	fake_join(fake);
	defaults = scratch_read(fake->run.dir, "defaults", NULL);
	assert_string_equal(defaults, expected);
}

static void test_second_is_refused(void **state)
{
	struct fake *fake = *state;
	struct run_lock *lock;

	assert_int_equal(run_lock_acquire(fake->run.dir, &lock, NULL), 0);
	fake_images(fake, 1);
	fake_start(fake);
	fake_join(fake);
	assert_int_equal(fake->last.state, EXTRACT_FAILED);
	assert_int_equal(fake->last.error.kind, ERROR_BUSY);
	assert_int_equal(fake->n_lines, 0);
	run_lock_release(lock);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_in_order),
		TEST(test_events),
		TEST(test_early_check_passes),
		TEST(test_failing_sheets),
		TEST(test_no_label_is_a_success),
		TEST(test_offset_and_limit),
		TEST(test_acks_withheld),
		TEST(test_threads),
		TEST(test_pause_and_resume),
		TEST(test_stop),
		TEST(test_stop_while_paused),
		TEST(test_abort),
		TEST(test_retry),
		TEST(test_done_is_skipped),
		TEST(test_retry_failed),
		TEST(test_again),
		TEST(test_again_stopped),
		TEST(test_same_bytes_are_read_once),
		TEST(test_duplicate_of_a_failure),
		TEST(test_no_reader),
		TEST(test_nothing_to_do),
		TEST(test_broken_store),
		TEST(test_index_without_room),
		TEST(test_stop_without_room),
		TEST(test_full_disk),
		TEST(test_stop_on_a_full_disk),
		TEST(test_stop_without_rescue),
		TEST(test_patience_ends),
		TEST(test_commands_while_scanning),
		TEST(test_changed_while_read),
		TEST(test_watcher_is_not_flooded),
		TEST(test_unwatch),
		TEST(test_wrong_options),
		TEST(test_defaults),
		TEST(test_second_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
