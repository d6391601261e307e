/*
 * test_doubt.c: what is likely to be wrong with a record, and what
 * confidences are worth.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "dwc/doubt/doubt.h"
#include "dwc/words/calibration.h"
#include "tests/kit/scratch.h"

#define NEAR(a, b) assert_float_equal(a, b, 1e-9)

static int load(void **state)
{
	struct terms *terms = NULL;

	if (terms_load(NULL, &terms, NULL) < 0)
		return -1;
	*state = terms;
	return 0;
}

static int unload(void **state)
{
	terms_free(*state);
	return 0;
}

static void weigh(const struct terms *terms, const struct record *record,
		  struct doubt *ret)
{
	struct verdicts verdicts = {0};

	record_validate(terms, record, &verdicts);
	record_doubt(terms, record, &verdicts, ret);
	verdicts_done(&verdicts);
}

static void fill(struct record *record, double confidence)
{
	static const char *const values[][2] = {
		{"catalogNumber", "280276"},
		{"scientificName", "Coreopsis tinctoria Nutt."},
		{"eventDate", "1963-08-14"},
		{"recordedBy", "J.F. Alex"},
		{"locality", "Francis"},
	};

	record_init(record);
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		record_set(record, values[i][0], values[i][1], confidence,
			   SOURCE_MODEL);
}

/* A day whose month is not told is a date, and no clear one. */
static void the_words_are_true_of_each_date(void **state)
{
	static const char *const dates[] = {"11/05/1992", "no idea"};
	struct record record;
	struct doubt doubt;

	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		fill(&record, 1);
		record_set(&record, "eventDate", dates[i], 1, SOURCE_MODEL);
		weigh(*state, &record, &doubt);
		assert_int_equal(doubt.n, 1);
		assert_string_equal(doubt.reasons[0].words, "no clear date");
		record_done(&record);
	}
}

/* Without a sign a value is as doubtful as its confidence says. */
static void a_confidence_is_what_is_doubted(void **state)
{
	struct record record;
	struct doubt doubt;

	fill(&record, 0.9);
	weigh(*state, &record, &doubt);
	NEAR(doubt.expected, 0.5);
	assert_false(doubt.blank);
	for (size_t i = 0; i < doubt.n; i++)
		assert_true(doubt.reasons[i].wrong > REASON_MIN);
	record_done(&record);
}

/* The worst sign counts, and is the first reason. */
static void the_worst_sign_decides(void **state)
{
	struct record record;
	struct doubt doubt;

	fill(&record, 1);
	record_set(&record, "eventDate", "2809", 1, SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	NEAR(doubt.expected, 0.95);
	assert_string_equal(doubt.reasons[0].term->name, "eventDate");
	record_set(&record, "recordedBy", "J.F. Alex", 0.02, SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	NEAR(doubt.expected, 0.95 + 0.98);
	assert_string_equal(doubt.reasons[0].term->name, "recordedBy");
	assert_string_equal(doubt.reasons[1].term->name, "eventDate");
	record_done(&record);
}

/* Where nothing is likelier wrong than right, the least sure value is told. */
static void a_slight_doubt_is_told_alone(void **state)
{
	struct record record;
	struct doubt doubt;

	fill(&record, 0.95);
	record_set(&record, "country", "Canada", 0.89, SOURCE_MODEL);
	record_set(&record, "stateProvince", "Saskatchewan", 0.8, SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	assert_int_equal(doubt.n, 1);
	assert_string_equal(doubt.reasons[0].term->name, "stateProvince");
	assert_string_equal(doubt.reasons[0].words, "not sure");
	record_set(&record, "stateProvince", "Saskatchewan", 1 - REASON_SLIGHT,
		   SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	assert_int_equal(doubt.n, 0);
	record_set(&record, "recordedBy", "J.F. Alex", 0.02, SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	assert_int_equal(doubt.n, 1);
	assert_string_equal(doubt.reasons[0].term->name, "recordedBy");
	record_done(&record);
	/* Of a reader who is not known: what they are not sure of themselves. */
	fill(&record, 0.95);
	record_set(&record, "country", "Canada", 0.95, SOURCE_MODEL);
	record_set(&record, "stateProvince", "Saskatchewan", 0.7, SOURCE_MODEL);
	record_calibrate(*state, &record, "openai", "some-model");
	weigh(*state, &record, &doubt);
	assert_int_equal(doubt.n, 1);
	assert_string_equal(doubt.reasons[0].term->name, "stateProvince");
	record_set(&record, "stateProvince", "Saskatchewan", 1, SOURCE_HUMAN);
	weigh(*state, &record, &doubt);
	assert_int_equal(doubt.n, 0);
	record_done(&record);
}

static void what_a_person_said_is_not_doubted(void **state)
{
	struct record record;
	struct doubt doubt;

	fill(&record, 1);
	record_set(&record, "eventDate", "2809", 1, SOURCE_HUMAN);
	record_set(&record, "locality", "", 1, SOURCE_EMPTY);
	weigh(*state, &record, &doubt);
	NEAR(doubt.expected, 0);
	for (size_t i = 0; i < doubt.n; i++)
		assert_false(term_is_telling(doubt.reasons[i].term));
	record_done(&record);
}

static void a_number_alone_is_blank(void **state)
{
	struct record record;
	struct doubt doubt;

	record_init(&record);
	weigh(*state, &record, &doubt);
	assert_true(doubt.blank);
	record_set(&record, "catalogNumber", "280276", 1, SOURCE_MODEL);
	record_set(&record, "country", "Canada", 1, SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	assert_true(doubt.blank);
	record_set(&record, "locality", "Francis", 1, SOURCE_MODEL);
	weigh(*state, &record, &doubt);
	assert_false(doubt.blank);
	record_done(&record);
}

/* Better confidence never raises a doubt. */
static void doubt_falls_with_confidence(void **state)
{
	double before = 1e9;

	for (int i = 0; i <= 100; i++) {
		struct record record;
		struct doubt doubt;

		fill(&record, i / 100.0);
		weigh(*state, &record, &doubt);
		assert_true(doubt.expected <= before);
		before = doubt.expected;
		record_done(&record);
	}
	NEAR(before, 0);
}

/* More reasons than there is room for: the worst stay, in order. */
static void the_worst_reasons_stay(void **state)
{
	const struct terms *terms = *state;
	struct record record;
	struct doubt doubt;

	record_init(&record);
	for (size_t i = 0; i < terms_count(terms); i++)
		record_set(&record, terms_at(terms, i)->name, "x",
			   0.5 - (double)i / 200, SOURCE_MODEL);
	weigh(terms, &record, &doubt);
	assert_int_equal(doubt.n, REASONS_MAX);
	for (size_t i = 1; i < doubt.n; i++)
		assert_true(doubt.reasons[i].wrong <=
			    doubt.reasons[i - 1].wrong);
	record_done(&record);
}

/* --- calibration ---------------------------------------------------------- */

static void a_line_lies_between_points(void **state)
{
	char *dir = scratch_new();
	struct calibration *all;
	struct error err;

	(void)state;
	scratch_puts(dir, "calibration.tsv",
		     "reader\tsays\tright\n"
		     "compatible\t0.5\t0.2\n"
		     "compatible\t1\t0.8\n"
		     "compatible/big\t0\t0.9\n");
	assert_int_equal(calibration_load(dir, &all, &err), 0);
	NEAR(calibration_of(all, "compatible", "m", 0.75), 0.5);
	NEAR(calibration_of(all, "compatible", NULL, 0.1), 0.2);
	NEAR(calibration_of(all, "compatible", "m", 1), 0.8);
	NEAR(calibration_of(all, "compatible", "big-1", 0.1), 0.9);
	NEAR(calibration_of(all, "local", "vasculum-local", 0.93), 0.93);
	NEAR(calibration_of(all, "localai", "x", 0.93), CALIBRATION_UNKNOWN);
	NEAR(calibration_of(all, "compatible", "bigger", 0.1), 0.2);
	NEAR(calibration_of(all, "compatible", "big/q4", 0.1), 0.9);
	NEAR(calibration_of(all, "openai", "x", 0.93), CALIBRATION_UNKNOWN);
	NEAR(calibration_of(all, NULL, NULL, 0.3), 0.3);
	NEAR(calibration_of(all, "local", NULL, -1), -1);
	calibration_free(all);
	scratch_free(dir);
}

static void a_wrong_table_is_refused(void **state)
{
	static const char *const tables[] = {
		"reader\tsays\tright\nx\t2\t0.5\n",
		"reader\tsays\tright\nx\t0.5\tnan\n",
		"reader\tsays\tright\nx\t\t0.5\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		char *dir = scratch_new();
		struct calibration *all;
		struct error err;

		scratch_puts(dir, "calibration.tsv", tables[i]);
		assert_int_equal(calibration_load(dir, &all, &err), -1);
		assert_non_null(strstr(err.text, "calibration.tsv"));
		scratch_free(dir);
	}
}

/* What was said is kept, and a second time changes nothing. */
static void a_record_is_calibrated_once(void **state)
{
	struct record record;

	fill(&record, 0.9);
	record_set(&record, "habitat", "Ditch", 1, SOURCE_HUMAN);
	record_set(&record, "sex", "female", -1, SOURCE_MODEL);
	for (int i = 0; i < 2; i++) {
		record_calibrate(*state, &record, "openai", "some-model");
		NEAR(record_find(&record, "locality")->confidence, 0.5);
		NEAR(record_find(&record, "locality")->said, 0.9);
		NEAR(record_find(&record, "habitat")->confidence, 1);
		NEAR(record_find(&record, "sex")->confidence, -1);
	}
	record_done(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_words_are_true_of_each_date),
		cmocka_unit_test(a_confidence_is_what_is_doubted),
		cmocka_unit_test(the_worst_sign_decides),
		cmocka_unit_test(a_slight_doubt_is_told_alone),
		cmocka_unit_test(what_a_person_said_is_not_doubted),
		cmocka_unit_test(a_number_alone_is_blank),
		cmocka_unit_test(doubt_falls_with_confidence),
		cmocka_unit_test(the_worst_reasons_stay),
		cmocka_unit_test(a_line_lies_between_points),
		cmocka_unit_test(a_wrong_table_is_refused),
		cmocka_unit_test(a_record_is_calibrated_once),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
