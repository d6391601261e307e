/*
 * test_index_run.c: what the run says of a record is in its row: the same in
 * an index that followed its journal, in however many steps, and in one that
 * is made of it.
 */
#include "config.h"

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

#include "base/file/file.h"
#include "base/mem.h"
#include "run/index/table/open.h"
#include "run/record/proposal.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

struct place {
	char *dir;
	struct run *run;
	unsigned int n; /* outcomes written */
};

static int setup(void **state)
{
	struct place *place = mem_zalloc(sizeof(*place));

	place->dir = scratch_new();
	place->run = history_run(place->dir);
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

/* Sheets of one collector, one in 25 of them misread. */
static void put_outcomes(struct place *place, unsigned int n)
{
	struct bytes lines CLEANUP(bytes_done) = {0};

	for (unsigned int i = 0; i < n; i++) {
		char id[65], image[32];

		history_id(++place->n, id);
		snprintf(image, sizeof(image), "%u.jpg", place->n);
		history_outcome(&lines, id, image, "m1",
				place->n % 25 == 7
					? "scientificName=Stipe spartea|"
					  "recordedBy=J. Loonan|"
					  "eventDate=1819"
					: "scientificName=Stipa spartea|"
					  "recordedBy=J. Looman|"
					  "eventDate=1961");
	}
	history_append(place->run, "raw.jsonl", &lines);
}

static struct index *open_with(const struct place *place,
			       const struct index_options *options)
{
	struct fold_report report;
	struct index *index;
	struct error err;

	if (index_open_with(place->run, INDEX_FOLD, options, &index, &err) <
		    0 ||
	    index_fold(index, -1, &report, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(report.complete);
	return index;
}

/* Renews in steps of this length; the rows that were made anew. */
static size_t renew(struct index *index, int budget_ms)
{
	struct renewal renewal;
	struct error err;
	size_t rows = 0;

	do {
		if (index_renew(index, budget_ms, &renewal, &err) < 0)
			fail_msg("%s", err.text);
		rows += renewal.rows;
	} while (renewal.more);
	return rows;
}

/* Rows as the database has them, with what each was made with. */
static char *rows_of(struct index *index)
{
	static const char sql[] =
		"SELECT id || ' ' || priority || ' ' || doubt || ' ' ||"
		" reasons || ' ' || made FROM specimen ORDER BY id";
	struct bytes ret = {0};
	struct error err;
	sqlite3_stmt *stmt;

	assert_int_equal(index_db_follow(index, &err), 0);
	assert_int_equal(sqlite3_prepare_v2(index->db, sql, -1, &stmt, NULL),
			 SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		bytes_printf(&ret, "%s\n", sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return bytes_steal(&ret);
}

static void drop_index(const struct place *place)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		char *path CLEANUP(mem_free_str) =
			mem_printf("%s%s", place->run->index_path, tails[i]);

		unlink(path);
	}
}

/* The rows of an index that is made anew by building; owned. */
static char *rebuilt(const struct place *place, size_t threads)
{
	const struct index_options options = {.builds = true,
					      .threads = threads};
	struct index *index;
	char *rows;

	drop_index(place);
	index = open_with(place, &options);
	/* a build leaves nothing to be renewed */
	assert_int_equal(renew(index, -1), 0);
	rows = rows_of(index);
	index_close(index);
	return rows;
}

/* The run's verdicts on a specimen, by their codes; owned. */
static char *said_of(struct index *index, unsigned int n)
{
	struct bytes codes = {0};
	struct specimen specimen;
	struct error err;
	char id[65];

	history_id(n, id);
	if (index_specimen(index, id, &specimen, &err) < 0)
		fail_msg("%s", err.text);
	bytes_append_str(&codes, "");
	for (size_t i = 0; i < specimen.verdicts.n; i++)
		if (specimen.verdicts.items[i].origin == VERDICT_RUN)
			bytes_printf(&codes, "%s:%s ",
				     specimen.verdicts.items[i].term,
				     specimen.verdicts.items[i].code);
	specimen_done(&specimen);
	return bytes_steal(&codes);
}

static void test_follows(void **state)
{
	static const unsigned int steps[] = {7, 92, 1, 60, 39, 1, 250, 400};
	static const struct index_options usual;
	struct place *place = *state;
	struct index *index = open_with(place, &usual);
	size_t remade = 0;

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		char *rows CLEANUP(mem_free_str) = NULL;
		struct error err;

		put_outcomes(place, steps[i]);
		assert_int_equal(index_fold(index, -1, NULL, &err), 0);
		remade += renew(index, i % 2 == 0 ? -1 : 0);
		rows = rows_of(index);
		index_close(index);
		for (size_t threads = 1; threads < 4; threads += 2) {
			char *again CLEANUP(mem_free_str) =
				rebuilt(place, threads);

			assert_string_equal(rows, again);
		}
		index = open_with(place, &usual);
	}
	/* Another index took its place each time. */
	assert_true(remade > 0);
	index_close(index);
}

static void test_says(void **state)
{
	static const struct index_options usual;
	struct place *place = *state;
	struct index *index;
	struct run_words *words;
	struct error err;
	char *said;

	put_outcomes(place, 99);
	index = open_with(place, &usual);
	assert_int_equal(renew(index, -1), 0);
	said = said_of(index, 7);
	assert_string_equal(said, "");
	free(said);
	assert_int_equal(index_run_words(index, &words, &err), 0);
	assert_null(words);
	put_outcomes(place, 1);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	assert_int_equal(renew(index, 0), 99 + 1);
	said = said_of(index, 7);
	assert_string_equal(said, "recordedBy:misspelt "
				  "scientificName:misspelt ");
	free(said);
	said = said_of(index, 8);
	assert_string_equal(said, "");
	free(said);
	assert_int_equal(index_run_words(index, &words, &err), 0);
	assert_non_null(words);
	run_words_free(words);
	assert_int_equal(renew(index, -1), 0);
	index_close(index);
}

/* What one index began another goes on with; a reader sees what is there. */
static void test_shared(void **state)
{
	static const struct index_options usual;
	struct place *place = *state;
	struct index *one, *two, *reader;
	struct renewal renewal;
	struct error err;
	char *said, *rows, *again;

	put_outcomes(place, 300);
	one = open_with(place, &usual);
	two = open_with(place, &usual);
	assert_int_equal(index_open(place->run, INDEX_READ, &reader, &err), 0);
	while (index_renew(one, 0, &renewal, &err) == 0 && renewal.rows == 0)
		assert_true(renewal.more);
	renew(two, -1);
	assert_int_equal(renew(one, -1), 0);
	said = said_of(reader, 7);
	assert_non_null(strstr(said, "scientificName:misspelt"));
	free(said);
	assert_int_equal(index_renew(reader, -1, &renewal, &err), 0);
	assert_false(renewal.more);
	rows = rows_of(one);
	index_close(one);
	index_close(two);
	index_close(reader);
	again = rebuilt(place, 1);
	assert_string_equal(rows, again);
	free(rows);
	free(again);
}

/* Another journal is another run. */
static void test_replaced(void **state)
{
	static const struct index_options usual;
	struct place *place = *state;
	char *path CLEANUP(mem_free_str) = run_path(place->run, "raw.jsonl");
	struct index *index;
	struct error err;
	char *rows, *again;

	put_outcomes(place, 450);
	index = open_with(place, &usual);
	renew(index, -1);
	unlink(path);
	place->n = 1000;
	put_outcomes(place, 120);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	renew(index, -1);
	rows = rows_of(index);
	index_close(index);
	again = rebuilt(place, 1);
	assert_string_equal(rows, again);
	free(rows);
	free(again);
}

/* A run that is moved away has not lost its records, and goes on where it is put
 * back. */
static void test_moved(void **state)
{
	static const struct index_options usual;
	struct place *place = *state;
	char *away CLEANUP(mem_free_str) =
		mem_printf("%s-away", place->run->dir);
	struct index *index;
	struct error err;
	char *rows, *again;

	put_outcomes(place, 30);
	index = open_with(place, &usual);
	renew(index, -1);
	rows = rows_of(index);
	assert_int_equal(rename(place->run->dir, away), 0);
	assert_int_equal(index_fold(index, -1, NULL, &err), -1);
	assert_non_null(strstr(err.text, "moved or removed"));
	assert_int_equal(rename(away, place->run->dir), 0);
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	again = rows_of(index);
	assert_string_equal(again, rows);
	free(rows);
	free(again);
	index_close(index);
}

/* Many readings of one sheet: its row is not made anew for each of them, and
 * the last ones alone are weighed. */
static void test_one_sheet(void **state)
{
	static const struct index_options usual;
	const int n = PROPOSAL_READINGS_MAX + 44;
	struct place *place = *state;
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct index_counts before, after;
	struct specimen specimen;
	struct index *index;
	struct error err;
	char id[65], model[16];

	put_outcomes(place, 1);
	index = open_with(place, &usual);
	assert_int_equal(index_counts(index, &before, &err), 0);
	history_id(1, id);
	for (int i = 0; i < n; i++) {
		snprintf(model, sizeof(model), "other%d", i);
		history_outcome(&lines, id, "1.jpg", model,
				i < 40 ? "recordedBy=E. Early"
				       : "recordedBy=L. Late");
	}
	history_append(place->run, "raw.jsonl", &lines);
	index->refresh_ns = INT64_C(400) * 1000 * 1000 * 1000;
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	assert_int_equal(index_counts(index, &after, &err), 0);
	assert_true(after.revision - before.revision < 4);
	assert_int_equal(index_specimen(index, id, &specimen, &err), 0);
	assert_int_equal(specimen.n_outcomes, n + 1);
	assert_string_equal(record_value(&specimen.record, "recordedBy"),
			    "L. Late");
	specimen_done(&specimen);
	index_close(index);
}

/* Many sheets at once, as a batch brings them: no transaction takes in all. */
static void test_many_sheets(void **state)
{
	static const struct index_options usual;
	struct place *place = *state;
	struct index_counts before, after;
	struct index *index;
	struct error err;

	put_outcomes(place, 1);
	index = open_with(place, &usual);
	assert_int_equal(index_counts(index, &before, &err), 0);
	put_outcomes(place, 600);
	index->refresh_ns = INT64_C(400) * 1000 * 1000 * 1000;
	assert_int_equal(index_fold(index, -1, NULL, &err), 0);
	assert_int_equal(index_counts(index, &after, &err), 0);
	assert_true(after.revision - before.revision > 2);
	index_close(index);
}

/* What matches lies behind all the rest, in an order that does not know of it:
 * going along is given up, and the first of them are found all the same. */
static void test_far_behind(void **state)
{
	enum { COLLECTED = 2000, ALL = 3000 };
	static const struct index_options usual;
	struct place *place = *state;
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct index_filter filter;
	struct specimen_row *rows;
	struct index *index;
	struct error err;
	size_t n, total;

	for (unsigned int i = 0; i < ALL; i++) {
		char id[65], image[32];

		history_id(i + 1, id);
		snprintf(image, sizeof(image), "%04u.jpg", i);
		history_outcome(&lines, id, image, "m1",
				i < COLLECTED ? "recordedBy=J. Looman"
					      : "country=Canada");
	}
	history_append(place->run, "raw.jsonl", &lines);
	index = open_with(place, &usual);
	index_filter_init(&filter);
	filter.missing = "recordedBy";
	/* Some hundred rows are gone along at most (rows.c). */
	if (index_rows(index, &filter, ORDER_ALIKE, 0, 1, &rows, &n, &total,
		       &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(n, 1);
	assert_int_equal(total, ALL - COLLECTED);
	assert_string_equal(rows[0].image, "2000.jpg");
	specimen_row_done(&rows[0]);
	free(rows);
	index_close(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_follows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_says, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(test_moved, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_sheet, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_many_sheets, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_far_behind, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
