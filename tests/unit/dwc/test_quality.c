/*
 * test_quality.c: what a record is worth.
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
#include "dwc/doubt/quality.h"

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

struct given {
	const char *term, *value;
	double confidence;
};

/* A record of nothing wrong, to be spoilt from the end. */
static const struct given good[] = {
	{"catalogNumber", "280276", 0.9},
	{"scientificName", "Coreopsis tinctoria Nutt.", 0.9},
	{"eventDate", "1963-08-14", 0.9},
	{"recordedBy", "J.F. Alex", 0.9},
	{"locality", "Francis", 0.9},
	{"country", "Canada", 0.6},
	{"stateProvince", "Saskatchewan", 0.6},
};

static void weigh(const struct terms *terms, const struct given *given,
		  size_t n, bool failed, struct quality *ret)
{
	struct verdicts verdicts = {0};
	struct record record;

	record_init(&record);
	for (size_t i = 0; i < n; i++)
		record_set(&record, given[i].term, given[i].value,
			   given[i].confidence, SOURCE_MODEL);
	record_validate(terms, &record, &verdicts);
	record_quality(terms, &record, &verdicts, failed, ret);
	verdicts_done(&verdicts);
	record_done(&record);
}

#define NEAR(a, b) assert_float_equal(a, b, 1e-9)

static void test_all_good(void **state)
{
	struct quality q;

	weigh(*state, good, ARRAY_LEN(good), false, &q);
	NEAR(q.completeness, 100);
	NEAR(q.soundness, 100);
	NEAR(q.confidence, 90); /* country and province do not count */
	NEAR(q.quality, 96);
	assert_int_equal(q.priority, PRIORITY_MINIMAL);
}

static void test_failed(void **state)
{
	struct quality q;

	weigh(*state, good, ARRAY_LEN(good), true, &q);
	assert_int_equal(q.priority, PRIORITY_CRITICAL);
	weigh(*state, good, 0, true, &q);
	NEAR(q.completeness, 0);
	NEAR(q.soundness, 0);
	NEAR(q.confidence, 0);
	NEAR(q.quality, 0);
	assert_int_equal(q.priority, PRIORITY_CRITICAL);
}

/* Country and province alone tell nothing. */
static void test_nothing_telling(void **state)
{
	struct quality q;

	weigh(*state, good + 5, 2, false, &q);
	NEAR(q.completeness, 100 * 2.0 / 7);
	NEAR(q.soundness, 0);
	NEAR(q.confidence, 0);
	/* five gaps, which are seen at once, weigh less than wrong values */
	assert_int_equal(q.priority, PRIORITY_HIGH);
}

/* Filled, but not sound: it counts for completeness and confidence. */
static void test_unsound(void **state)
{
	static const struct given given[] = {
		{"catalogNumber", "280276", 1},
		{"scientificName", "Identified by", 0.5},
		{"eventDate", "2809", 0.3},
	};
	struct quality q;

	weigh(*state, given, ARRAY_LEN(given), false, &q);
	NEAR(q.completeness, 100 * 3.0 / 7);
	NEAR(q.soundness, 20);
	NEAR(q.confidence, 60);
	NEAR(q.quality, 0.6 * 20 + 0.4 * 60);
	/* .95 for each that is not sound, the rest for two that are empty */
	NEAR(q.doubt, 0 + 0.95 + 0.95 + 0.5 + 0.3);
	assert_int_equal(q.priority, PRIORITY_CRITICAL);
}

/* The edges of each level. */
static void test_levels(void **state)
{
	static const struct {
		size_t telling;
		double confidence;
		enum priority priority;
	} rows[] = {
		{5, 1, PRIORITY_MINIMAL},     /* 0 */
		{5, 0.89, PRIORITY_MINIMAL},  /* .55 */
		{5, 0.88, PRIORITY_LOW},      /* a hair over .6 */
		{5, 0.79, PRIORITY_MEDIUM},   /* 1.05 */
		{5, 0.64, PRIORITY_HIGH},     /* 1.8 */
		{5, 0.49, PRIORITY_CRITICAL}, /* 2.55 */
		{4, 1, PRIORITY_MINIMAL},     /* .3: the fifth is empty */
		{4, 0.9, PRIORITY_LOW},	      /* .7 */
		{4, 0.8, PRIORITY_MEDIUM},    /* 1.1 */
		{3, 0.5, PRIORITY_HIGH},      /* 2.3 */
		{3, 0.4, PRIORITY_CRITICAL},  /* 2.6 */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct given given[ARRAY_LEN(good)];
		struct quality q;

		memcpy(given, good + 5, 2 * sizeof(*given));
		memcpy(given + 2, good, rows[i].telling * sizeof(*given));
		for (size_t j = 0; j < rows[i].telling; j++)
			given[2 + j].confidence = rows[i].confidence;
		weigh(*state, given, 2 + rows[i].telling, false, &q);
		if (q.priority != rows[i].priority)
			fail_msg("row %zu: %s at %f", i,
				 priority_word(q.priority), q.doubt);
	}
}

/* A warning is a doubt of its own; a note is none. */
static void test_warnings(void **state)
{
	struct given given[ARRAY_LEN(good)];
	struct quality q;

	memcpy(given, good, sizeof(good));
	given[2].value = "before 1963";
	weigh(*state, given, ARRAY_LEN(given), false, &q);
	NEAR(q.soundness, 100);
	assert_int_equal(q.priority, PRIORITY_MEDIUM);
	given[2].value = "1963-08-14";
	given[5].value = "CANADA";
	weigh(*state, given, ARRAY_LEN(given), false, &q);
	assert_int_equal(q.priority, PRIORITY_MINIMAL);
}

static void test_unknown_confidence(void **state)
{
	static const struct given given[] = {
		{"catalogNumber", "280276", -1},
		{"locality", "Francis", 1},
		{"recordedBy", "", 1},
	};
	struct quality q;

	weigh(*state, given, ARRAY_LEN(given), false, &q);
	NEAR(q.confidence, 75);
}

static void test_words(void **state)
{
	enum priority priority = PRIORITY_LOW;

	for (int i = 0; i < PRIORITY_COUNT; i++) {
		assert_int_equal(priority_parse(priority_word((enum priority)i),
						&priority),
				 0);
		assert_int_equal(priority, i);
	}
	assert_int_equal(priority_parse("high", &priority), 0);
	assert_int_equal(priority, PRIORITY_HIGH);
	assert_int_equal(priority_parse("urgent", &priority), -1);
	assert_int_equal(priority_parse("", &priority), -1);
	assert_int_equal(priority, PRIORITY_HIGH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_good),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_nothing_telling),
		cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_unknown_confidence),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("quality", tests, load, unload);
}
