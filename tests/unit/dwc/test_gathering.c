/*
 * test_gathering.c: an order that puts the sheets of one gathering together.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dwc/context/gathering.h"

struct sheet {
	const char *collector, *number, *date, *catalogue;
};

static void put(struct record *record, const char *term, const char *value)
{
	if (value != NULL)
		record_set(record, term, value, 0.9, SOURCE_MODEL);
}

static void key_of(const struct terms *terms, const struct sheet *sheet,
		   struct bytes *ret)
{
	struct record record;

	record_init(&record);
	put(&record, "recordedBy", sheet->collector);
	put(&record, "recordNumber", sheet->number);
	put(&record, "eventDate", sheet->date);
	put(&record, "catalogNumber", sheet->catalogue);
	gathering_key(terms, &record, ret);
	assert_true(ret->len <= GATHERING_KEY_MAX);
	record_done(&record);
}

/* Each stands before the next one. */
static void test_order(void **state)
{
	static const struct sheet sheets[] = {
		{"J. F. Alex", "9", "1961-07-01", "12"},
		{"J.F. Alex", "10", "1961-07-01", "11"},
		{"Alex, J. F.", "10", "1961-07-01", "0012"},
		{"J. F. Alex & A. C. Budd", "10a", "1961-07-01", "3"},
		{"Alex", "10 b", "1960", NULL},
		{"J. F. Alex", NULL, "1935", "1"},
		{"J. F. Alex", NULL, "1935-06-27", "1"},
		{"J. F. Alex", NULL, NULL, "1"},
		{"A. C. Budd", "1", "1935", NULL},
		{"Hålander", "1", NULL, "1"},
		{"HALANDER", "1", NULL, "2"},
		{NULL, "1", NULL, "1"},
		{NULL, NULL, "1935", "9"},
		{NULL, NULL, NULL, "SASK 9"},
		{NULL, NULL, NULL, "SASK 10"},
		{NULL, NULL, NULL, NULL},
	};
	struct terms *terms;
	struct bytes before CLEANUP(bytes_done) = {0};

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
		struct bytes key = {0};

		key_of(terms, &sheets[i], &key);
		if (i > 0 && strcmp(before.data, key.data) >= 0)
			fail_msg("%zu: %s is not before %s", i, before.data,
				 key.data);
		bytes_done(&before);
		before = key;
	}
	terms_free(terms);
}

/* Values of any length and of any bytes keep their bounds. */
static void test_long(void **state)
{
	struct terms *terms;
	char value[10001];
	struct bytes key CLEANUP(bytes_done) = {0};
	static const char *const units[] = {"1 ", "a", "\xe7\x86\x8a", "\t",
					    "0"};

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	for (size_t k = 0; k < ARRAY_LEN(units); k++) {
		value[0] = '\0';
		for (size_t i = 0; i < 2000; i++)
			strcat(value, units[k]);
		bytes_clear(&key);
		key_of(terms, &(struct sheet){value, value, value, value},
		       &key);
	}
	terms_free(terms);
}

/* What no other gathering has. */
static void test_one(void **state)
{
	static const char *const ones[] = {"recordNumber", "decimalLatitude",
					   "occurrenceRemarks"};
	static const char *const others[] = {"recordedBy", "eventDate",
					     "locality", "verbatimLocality",
					     "habitat"};
	struct terms *terms;

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(ones); i++)
		assert_true(gathering_is_one(terms_find(terms, ones[i])));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(gathering_is_one(terms_find(terms, others[i])));
	terms_free(terms);
}

/* What the sheets of one gathering have in common. */
static void test_shares(void **state)
{
	static const struct {
		const char *term;
		bool own, shares;
	} rows[] = {
		{"recordedBy", false, true},
		{"recordedByID", false, true},
		{"recordNumber", false, true},
		{"verbatimLocality", false, true},
		{"verbatimEventDate", false, true},
		{"occurrenceRemarks", false, true},
		{"scientificName", false, true},
		{"basisOfRecord", false, true},
		{"catalogNumber", true, false},
		{"otherCatalogNumbers", true, false},
		{"occurrenceID", true, false},
		{"verbatimLabel", true, false},
		{"preparations", false, false},
		{"disposition", false, false},
		{"flags", false, false},
		{"hasFragmentPacket", false, false},
	};
	struct terms *terms;

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct term *term = terms_find(terms, rows[i].term);

		if (gathering_is_own(term) != rows[i].own ||
		    gathering_shares(term) != rows[i].shares)
			fail_msg("%s", rows[i].term);
	}
	terms_free(terms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_shares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
