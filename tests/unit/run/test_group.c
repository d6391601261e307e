/*
 * test_group.c: lines of edits.jsonl that count together or not at all: what
 * follows of each beginning of a journal, in an index that follows it and in
 * one that is made of it.
 */
#include "config.h"

#include "run/index/acts.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/index/index.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/table/db.h"
#include "run/store/thread.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define SHEETS 4

struct place {
	char *dir;
	struct run *run;
	char ids[SHEETS][65];
	int64_t seq;
};

static int setup(void **state)
{
	struct place *place = mem_zalloc(sizeof(*place));
	struct bytes raw CLEANUP(bytes_done) = {0};

	place->dir = scratch_new();
	place->run = history_run(place->dir);
	for (unsigned int i = 0; i < SHEETS; i++) {
		char image[16];

		history_id(i + 1, place->ids[i]);
		snprintf(image, sizeof(image), "%u.jpg", i);
		history_outcome(&raw, place->ids[i], image, "m1",
				"country=CA|locality=Regina");
	}
	history_append(place->run, "raw.jsonl", &raw);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;

	run_close(place->run);
	scratch_free(place->dir);
	free(place);
	return 0;
}

/* A line of a group that sets the country of one sheet; `end` is the text of
 * its group_end, or NULL. */
static void put_line(struct place *place, const char *group, size_t sheet,
		     const char *to, const char *end)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char rest[512];

	snprintf(rest, sizeof(rest),
		 ",\"group\":\"%s\"%s%s,\"changes\":[{\"specimen_id\":\"%s\","
		 "\"term\":\"country\",\"from\":\"CA\",\"to\":\"%s\"}]",
		 group, end != NULL ? ",\"group_end\":" : "",
		 end != NULL ? end : "", place->ids[sheet], to);
	history_act(&line, ++place->seq, "mb", NULL, "bulk", rest);
	history_append(place->run, "edits.jsonl", &line);
}

static void put_other(struct place *place, size_t sheet, const char *to)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char rest[128];

	snprintf(rest, sizeof(rest), ",\"term\":\"locality\",\"to\":\"%s\"",
		 to);
	history_act(&line, ++place->seq, "mb", place->ids[sheet], "set", rest);
	history_append(place->run, "edits.jsonl", &line);
}

static struct index *open_index(const struct place *place)
{
	struct index *index;
	struct error err;

	if (index_open(place->run, INDEX_FOLD, &index, &err) < 0)
		fail_msg("%s", err.text);
	return index;
}

static void fold(struct index *index)
{
	struct error err;

	if (index_fold(index, -1, NULL, &err) < 0)
		fail_msg("%s", err.text);
}

/* The countries of all sheets, and that a new index says the same. */
static void expect(struct place *place, struct index *index,
		   const char *countries)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	char *followed CLEANUP(mem_free_str) = NULL;
	char *anew CLEANUP(mem_free_str) = NULL;
	char *path CLEANUP(mem_free_str) = run_path(place->run, "index.db");
	char *aside CLEANUP(mem_free_str) = run_path(place->run, "aside");
	struct index *other;
	struct error err;

	fold(index);
	for (size_t i = 0; i < SHEETS; i++) {
		struct specimen specimen;

		if (index_specimen(index, place->ids[i], &specimen, &err) < 0)
			fail_msg("%s", err.text);
		bytes_printf(&got, "%s%s", i > 0 ? " " : "",
			     record_value(&specimen.record, "country"));
		specimen_done(&specimen);
	}
	assert_string_equal(got.data, countries);
	followed = history_dump(index);
	assert_int_equal(rename(path, aside), 0);
	other = open_index(place);
	fold(other);
	anew = history_dump(other);
	index_close(other);
	assert_int_equal(rename(aside, path), 0);
	assert_string_equal(followed, anew);
}

/* Each line is seen for itself, as by one who looks while it is written. */
static void test_whole_with_its_end(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);

	put_line(place, "g1", 0, "US", NULL);
	expect(place, index, "CA CA CA CA");
	put_line(place, "g1", 1, "US", NULL);
	expect(place, index, "CA CA CA CA");
	put_line(place, "g1", 2, "US", "3");
	expect(place, index, "US US US CA");
	put_line(place, "g2", 0, "MX", NULL);
	put_line(place, "g2", 3, "MX", "true");
	expect(place, index, "MX US US MX");
	index_close(index);
}

/* What a crash left never counts, also when the same is done once more. */
static void test_left_without_end(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);

	put_line(place, "g1", 0, "US", NULL);
	put_line(place, "g1", 1, "US", NULL);
	expect(place, index, "CA CA CA CA");
	put_other(place, 3, "Moose Jaw");
	expect(place, index, "CA CA CA CA");
	put_line(place, "g1", 2, "US", "3");
	expect(place, index, "CA CA CA CA");
	put_line(place, "g2", 0, "US", NULL);
	put_line(place, "g3", 1, "PE", NULL);
	put_line(place, "g3", 2, "PE", "2");
	expect(place, index, "CA PE PE CA");
	index_close(index);
}

/* A line that was lost out of the middle takes the others with it. */
static void test_a_line_is_missing(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);

	put_line(place, "g1", 0, "US", NULL);
	put_line(place, "g1", 2, "US", "3");
	put_line(place, "g2", 1, "US", "1");
	expect(place, index, "CA US CA CA");
	index_close(index);
}

/* Other writers set blanks between, and order members otherwise. */
static void test_written_otherwise(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);
	struct bytes lines CLEANUP(bytes_done) = {0};

	for (int i = 0; i < 2; i++)
		bytes_printf(&lines,
			     "{ \"op\" : \"bulk\", \"changes\" : [ { "
			     "\"specimen_id\" : \"%s\", \"term\" : \"country\","
			     " \"to\" : \"say \\\"group_end\\\"\" } ], \"seq\" "
			     ": %d, \"id\" : \"i%d\", \"by\" : \"mb\", "
			     "\"group\" : \"g1\"%s }\n",
			     place->ids[i], i + 1, i,
			     i == 1 ? ", \"group_end\" : 2" : "");
	history_append(place->run, "edits.jsonl", &lines);
	expect(place, index, "say \"group_end\" say \"group_end\" CA CA");
	index_close(index);
}

/* Whoever goes on in the middle of a group did not see its beginning. */
static void test_taken_in_by_parts(void **state)
{
	struct place *place = *state;
	const struct index_options options = {0};
	struct index *index;
	struct error err;

	for (size_t i = 0; i < SHEETS; i++)
		put_line(place, "g1", i, "US", i == SHEETS - 1 ? "4" : NULL);
	for (int i = 0; i < 12; i++) {
		struct fold_report report;

		if (index_open_with(place->run, INDEX_FOLD, &options, &index,
				    &err) < 0)
			fail_msg("%s", err.text);
		index->turn_ms = 0;
		if (index_fold(index, 0, &report, &err) < 0)
			fail_msg("%s", err.text);
		index_close(index);
	}
	index = open_index(place);
	expect(place, index, "US US US US");
	index_close(index);
}

/* The same of one whose end says another number: its last lines alone would
 * look whole. */
static void test_void_by_parts(void **state)
{
	struct place *place = *state;
	struct index *index;
	struct error err;

	put_line(place, "g1", 0, "US", NULL);
	put_line(place, "g1", 1, "US", NULL);
	put_line(place, "g1", 2, "US", NULL);
	put_line(place, "g1", 3, "US", "2");
	for (int i = 0; i < 12; i++) {
		index = open_index(place);
		index->turn_ms = 0;
		if (index_fold(index, 0, NULL, &err) < 0)
			fail_msg("%s", err.text);
		index_close(index);
	}
	index = open_index(place);
	expect(place, index, "CA CA CA CA");
	index_close(index);
}

/* Numbers that stand in the file are not given out again. */
static void test_next_seq(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);
	int64_t seq = 0;

	put_other(place, 0, "x");
	put_line(place, "g1", 0, "US", NULL);
	put_line(place, "g1", 1, "US", NULL);
	fold(index);
	assert_int_equal(index_next_seq(index, &seq, NULL), 0);
	assert_int_equal(seq, 4);
	put_other(place, 1, "y"); /* 4 */
	fold(index);
	assert_int_equal(index_next_seq(index, &seq, NULL), 0);
	assert_int_equal(seq, 5);
	index_close(index);
}

/* One undo concerns all lines, whichever of them one asks about. */
static void test_group_of_acts(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);
	json_t *acts = NULL;
	char *act = NULL;

	put_line(place, "g1", 0, "US", NULL);
	put_line(place, "g1", 1, "US", "2");
	fold(index);
	assert_int_equal(index_undo_target(index, "mb", place->ids[0], false,
					   &act, NULL),
			 0);
	assert_string_equal(act, "act-1");
	assert_int_equal(index_act_group(index, act, &acts, NULL), 0);
	assert_int_equal(json_array_size(acts), 2);
	assert_string_equal(json_string_value(json_array_get(acts, 1)),
			    "act-2");
	json_decref(acts);
	free(act);
	index_close(index);
}

/* How many rows say that this is their country. */
static int country_visit(void *arg, const struct index_column_row *row,
			 struct error *err)
{
	size_t *n = arg;

	(void)err;
	*n += strcmp(row->cells[0].value, "US") == 0;
	return 0;
}

static size_t rows_of_us(struct index *index)
{
	static const char *const terms[] = {"country"};
	struct index_filter filter;
	struct error err;
	size_t n = 0;

	index_filter_init(&filter);
	if (index_column(index, &filter, terms, 1, country_visit, &n, &err) < 0)
		fail_msg("%s", err.text);
	return n;
}

/* Once the lines are taken in each specimen is what they say, whatever its row
 * tells yet; a fold that is whole has made the rows, and nothing is late. */
static void test_lines_before_rows(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);
	struct fold_report report;
	struct specimen specimen;
	struct error err;
	size_t late;

	fold(index);
	put_line(place, "g", 0, "US", NULL);
	put_line(place, "g", 1, "US", "2");
	assert_int_equal(index_fold_lines(index, -1, &report, &err), 0);
	assert_true(report.taken && !report.complete);
	assert_int_equal(index_rows_late(index, &late, &err), 0);
	assert_int_equal(late, 2);
	assert_int_equal(rows_of_us(index), 0);
	assert_int_equal(index_specimen(index, place->ids[1], &specimen, &err),
			 0);
	assert_string_equal(record_value(&specimen.record, "country"), "US");
	specimen_done(&specimen);
	index_close(index);
	/* Whoever comes next makes them. */
	index = open_index(place);
	fold(index);
	assert_int_equal(index_rows_late(index, &late, &err), 0);
	assert_int_equal(late, 0);
	assert_int_equal(rows_of_us(index), 2);
	expect(place, index, "US US CA CA");
	index_close(index);
}

static int64_t revision(struct index *index)
{
	struct index_counts counts;

	assert_int_equal(index_counts(index, &counts, NULL), 0);
	return counts.revision;
}

/* Of rows that are late a turn makes as many as it has time for: where nobody
 * waits that is much, and where the time is over a usual turn is the end. */
static void test_late_rows_in_turns(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);
	struct fold_report report;
	int64_t before;
	size_t late;

	fold(index);
	for (size_t i = 0; i < SHEETS; i++)
		put_line(place, "g", i, "US", i + 1 < SHEETS ? NULL : "4");
	assert_int_equal(index_fold_lines(index, -1, NULL, NULL), 0);
	index->refresh_ns = index->turn_ms * INT64_C(1000000);
	assert_int_equal(index_fold(index, 0, &report, NULL), 0);
	assert_false(report.complete);
	assert_int_equal(index_rows_late(index, &late, NULL), 0);
	assert_int_equal(late, SHEETS - 1);
	index->refresh_ns = index->turn_ms * INT64_C(1000000);
	before = revision(index);
	assert_int_equal(index_fold(index, -1, &report, NULL), 0);
	assert_true(report.complete);
	assert_int_equal(revision(index), before + 1);
	expect(place, index, "US US US US");
	index_close(index);
}

/* A store whose fold has left rows to be made is told of them, too, where another
 * process makes the last. */
static void test_told_of_rows_of_others(void **state)
{
	struct place *place = *state;
	struct store store = {.run = place->run, .told = true};
	struct index *other = open_index(place);
	struct mail *mail;

	store.index = open_index(place);
	assert_int_equal(pthread_mutex_init(&store.lock, NULL), 0);
	assert_int_equal(mailbox_new(&store.watcher, NULL), 0);
	assert_int_equal(store_fold(&store, -1, NULL), 0);
	put_line(place, "g", 0, "US", NULL);
	put_line(place, "g", 1, "US", "2");
	assert_int_equal(store_fold_lines(&store, -1, NULL), 0);
	assert_true(store.fold_due && !store.lines_due);
	fold(other);
	mail_free(mailbox_take(store.watcher));
	assert_int_equal(store_fold(&store, -1, NULL), 0);
	assert_false(store.fold_due);
	mail = mailbox_take(store.watcher);
	assert_non_null(mail);
	assert_int_equal(mail->kind, STORE_MAIL_FOLDED);
	mail_free(mail);
	index_close(other);
	index_close(store.index);
	mailbox_free(store.watcher);
	pthread_mutex_destroy(&store.lock);
}

/* What is taken back of others than the record that the line names. */
static void test_named_and_excepted(void **state)
{
	struct place *place = *state;
	struct index *index = open_index(place);
	struct bytes line CLEANUP(bytes_done) = {0};
	char rest[256];

	put_line(place, "g", 0, "US", NULL);
	put_line(place, "g", 1, "US", "2");
	snprintf(rest, sizeof(rest),
		 ",\"undoes\":[\"act-1\",\"act-2\"],\"except\":[\"%s\"]",
		 place->ids[0]);
	history_act(&line, ++place->seq, "mb", place->ids[0], "undo", rest);
	history_append(place->run, "edits.jsonl", &line);
	expect(place, index, "US CA CA CA");
	index_close(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole_with_its_end, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_left_without_end, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_line_is_missing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_written_otherwise, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_taken_in_by_parts, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_void_by_parts, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_next_seq, setup, teardown),
		cmocka_unit_test_setup_teardown(test_group_of_acts, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_lines_before_rows, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_late_rows_in_turns, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_told_of_rows_of_others,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_named_and_excepted, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
