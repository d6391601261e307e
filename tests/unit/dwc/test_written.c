/*
 * test_written.c: values and how they are written: which terms are such pairs,
 * when one cannot mean the other, and who is warned then.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/record/written.h"
#include "dwc/validate/verdict.h"

#define THIS_YEAR 2026

/* The table with a height as it is written, and the other end of a range. */
static const char own[] = "term\ttogether\tkind\tcheck\tunit\n"
			  "maximumElevationInMeters\televation\tnumber\t\tm\n"
			  "verbatimElevation\televation\ttext\tnone\t\n";

static int load(void **state)
{
	char dir[] = "test-written.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct terms *terms = NULL;
	int rc;

	if (mkdtemp(dir) == NULL)
		return -1;
	path = file_join(dir, "terms.tsv");
	rc = file_write_atomic(path, own, sizeof(own) - 1, 0600, NULL);
	if (rc == 0)
		rc = terms_load(dir, &terms, NULL);
	unlink(path);
	rmdir(dir);
	*state = terms;
	return rc;
}

static int unload(void **state)
{
	terms_free(*state);
	return 0;
}

static void test_terms(void **state)
{
	static const struct {
		const char *term, *verbatim, *interpreted;
	} pairs[] = {
		{"eventDate", "verbatimEventDate", "eventDate"},
		{"locality", "verbatimLocality", "locality"},
		{"scientificName", "scientificName_verbatim", "scientificName"},
		{"decimalLongitude", "verbatimCoordinates", "decimalLatitude"},
		{"minimumElevationInMeters", "verbatimElevation",
		 "minimumElevationInMeters"},
		{"maximumElevationInMeters", "verbatimElevation",
		 "minimumElevationInMeters"},
	};
	static const char *const alone[] = {
		"country", "dateIdentified", "habitat",
		"coordinateUncertaintyInMeters", "geodeticDatum"};
	const struct terms *terms = *state;

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		const struct term *verbatim =
			term_verbatim(terms, terms_find(terms, pairs[i].term));

		assert_non_null(verbatim);
		assert_string_equal(verbatim->name, pairs[i].verbatim);
		assert_true(term_has_lines(verbatim));
		assert_string_equal(term_interpreted(terms, verbatim)->name,
				    pairs[i].interpreted);
	}
	for (size_t i = 0; i < ARRAY_LEN(alone); i++) {
		const struct term *term = terms_find(terms, alone[i]);

		assert_null(term_verbatim(terms, term));
		assert_null(term_interpreted(terms, term));
		assert_false(term_has_lines(term));
	}
}

static void test_denies(void **state)
{
	static const char D[] = "eventDate", E[] = "minimumElevationInMeters",
			  B[] = "decimalLatitude", L[] = "decimalLongitude";
	static const struct {
		const char *term, *written, *value;
		bool denies;
	} rows[] = {
		{D, "Aug 14 1966", "1969-08-14", true},
		{D, "Aug 14 1969", "1969-08-14", false},
		{D, "Aug 14 1969", "1969-08", false},
		{D, "Aug 1969", "1969-08-14", false},
		{D, "Sept 1969", "1969-08-14", true},
		{D, "1969", "1969-08-14", false},
		{D, "8/7/69", "1969-07-08", false},
		{D, "8/7/69", "1869-08-07", false},
		{D, "8/7/69", "1969-07-09", true},
		{D, "13/7/69", "1969-07-13", false},
		{D, "12-14 Aug 1969", "1969-08-14", false},
		{D, "12-14 Aug 1969", "1969-08-15", true},
		{D, "Aug 14 1969", "1969-08-12/1969-08-20", false},
		{D, "Aug 14 1969", "1969-08-16/1969-08-20", true},
		{D, "ca. 1966", "1969-08-14", false},
		{D, "before 1890", "1969-08-14", false},
		{D, "det. 1980", "1969-08-14", false},
		{D, "Aucuet 14", "1969-08-14", false},
		{D, "Sheet 1888, Aug 14 1969", "1969-08-14", false},
		{D, "", "1969-08-14", false},
		{D, "Aug 14 1966", "no date", false},
		{B, "52 30 N 106 30 W", "52.5", false},
		{B, "53 30 N 106 30 W", "52.5", true},
		{B, "52 30 N 106 30 W", "52.512", false},
		{B, "52 30 N 106 30 W", "-52.5", true},
		{L, "52 30 N 106 30 W", "106.5", true},
		{L, "52.513, 106.512", "-106.512", false},
		{L, "106 30 W", "-106.5", false},
		{L, "106 30 W", "-107.5", true},
		{L, "T12 R5 W2", "-107.5", false},
		{E, "2000 ft", "610", false},
		{E, "2000 ft", "2000", true},
		{E, "600 m (2000 ft)", "610", false},
		{E, "3-400 m", "300", false},
		{E, "3-400 m", "3", true},
		{E, "2-1000 m", "2", false},
		{E, "below 600 m", "300", false},
		{E, "12 miles N of Regina", "300", false},
		{"locality", "Saskaton", "Saskatoon", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (written_denies(terms_find(*state, rows[i].term),
				   rows[i].written, rows[i].value,
				   THIS_YEAR) != rows[i].denies)
			fail_msg("\"%s\", %s: %d", rows[i].written,
				 rows[i].value, rows[i].denies);
}

/* One side of a pair. */
struct side {
	const char *value;
	bool person;
	const char *was;
};

static void side_set(struct record *record, const char *term,
		     const struct side *side)
{
	struct field *field =
		record_set(record, term, side->value, 1,
			   side->person ? SOURCE_HUMAN : SOURCE_MODEL);

	if (side->was != NULL)
		field->was = mem_strdup(side->was);
}

static const struct verdict *verdict_of(const struct verdicts *verdicts,
					const char *term)
{
	for (size_t i = 0; i < verdicts->n; i++)
		if (strcmp(verdicts->items[i].term, term) == 0 &&
		    strcmp(verdicts->items[i].code, "written-otherwise") == 0)
			return &verdicts->items[i];
	return NULL;
}

static void test_who_is_warned(void **state)
{
	static const struct {
		const char *term, *verbatim;
		struct side value, written;
		bool of_value, of_written;
		const char *proposal;
	} rows[] = {
		/* the one that is a person's speaks */
		{"eventDate",
		 "verbatimEventDate",
		 {"1969-08-14", true, "1966-08-14"},
		 {"Aug 14 1966", false, NULL},
		 false,
		 true,
		 NULL},
		{"eventDate",
		 "verbatimEventDate",
		 {"1966-08-14", false, NULL},
		 {"Aug 14 1969", true, "Aug 14 1966"},
		 true,
		 false,
		 NULL},
		{"eventDate",
		 "verbatimEventDate",
		 {"1966-08-14", false, NULL},
		 {"Aug 14 1969", false, NULL},
		 true,
		 false,
		 NULL},
		{"eventDate",
		 "verbatimEventDate",
		 {"1969-08-14", true, NULL},
		 {"Aug 14 1966", true, NULL},
		 false,
		 false,
		 NULL},
		{"eventDate",
		 "verbatimEventDate",
		 {"1969-08-14", true, "1996-08-14"},
		 {"Aug 14 69", false, NULL},
		 false,
		 false,
		 NULL},
		{"decimalLongitude",
		 "verbatimCoordinates",
		 {"-106.5", true, "-108.5"},
		 {"52 30 N 108 30 W", false, NULL},
		 false,
		 true,
		 NULL},
		{"maximumElevationInMeters",
		 "verbatimElevation",
		 {"640", true, "340"},
		 {"300-340 m", false, NULL},
		 false,
		 true,
		 NULL},
		/* the word that was mended */
		{"locality",
		 "verbatimLocality",
		 {"5 mi. N of Saskatoon", true, "5 mi. N of Saskaton"},
		 {"Canada, 5 mi. N of Saskaton, prairie", false, NULL},
		 false,
		 true,
		 "Canada, 5 mi. N of Saskatoon, prairie"},
		{"scientificName",
		 "scientificName_verbatim",
		 {"Carex aquatilis Wahlenb.", true, "Carex aquatilus Wahlenb."},
		 {"Carex aquatilus", false, NULL},
		 false,
		 true,
		 "Carex aquatilis"},
		/* which is no part of another word */
		{"locality",
		 "verbatimLocality",
		 {"Parks near Regina", true, "Park near Regina"},
		 {"Parkland near Regina", false, NULL},
		 false,
		 false,
		 NULL},
		{"locality",
		 "verbatimLocality",
		 {"Parks near Regina", true, "Park near Regina"},
		 {"Parkland, Park near Regina", false, NULL},
		 false,
		 true,
		 "Parkland, Parks near Regina"},
		/* a proposal would take its lines */
		{"locality",
		 "verbatimLocality",
		 {"5 mi. N of Saskatoon", true, "5 mi. N of Saskaton"},
		 {"Canada,\n5 mi. N of Saskaton", false, NULL},
		 false,
		 true,
		 NULL},
		/* what was only cut, written out or said anew is no slip */
		{"locality",
		 "verbatimLocality",
		 {"Saskatoon", true, "Saskatoon, dry prairie"},
		 {"Saskatoon, dry prairie", false, NULL},
		 false,
		 false,
		 NULL},
		{"locality",
		 "verbatimLocality",
		 {"5 miles north of Regina", true, "5 mi N of Regina"},
		 {"5 mi N of Regina", false, NULL},
		 false,
		 false,
		 NULL},
		{"scientificName",
		 "scientificName_verbatim",
		 {"Carex aquatilis Wahlenb.", true, "Carex aquatilis Wahl."},
		 {"Carex aquatilis Wahl.", false, NULL},
		 false,
		 false,
		 NULL},
		{"locality",
		 "verbatimLocality",
		 {"N of Saskatoon", true, "N of Saskaton"},
		 {"N of Saskaton", true, NULL},
		 false,
		 false,
		 NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdicts verdicts = {0};
		const struct verdict *of_value, *of_written;
		struct record record;

		record_init(&record);
		side_set(&record, rows[i].term, &rows[i].value);
		side_set(&record, rows[i].verbatim, &rows[i].written);
		record_validate_term(*state, &record, rows[i].term, &verdicts);
		record_validate_term(*state, &record, rows[i].verbatim,
				     &verdicts);
		of_value = verdict_of(&verdicts, rows[i].term);
		of_written = verdict_of(&verdicts, rows[i].verbatim);
		if ((of_value != NULL) != rows[i].of_value ||
		    (of_written != NULL) != rows[i].of_written)
			fail_msg("row %zu: %d, %d", i, of_value != NULL,
				 of_written != NULL);
		if (rows[i].proposal != NULL)
			assert_string_equal(of_written->proposal,
					    rows[i].proposal);
		else if (of_written != NULL)
			assert_null(of_written->proposal);
		verdicts_done(&verdicts);
		record_done(&record);
	}
}

/* Whose date is settled need not be asked how sure its words are. */
static void test_settled(void **state)
{
	static const struct {
		const char *date;
		enum field_source source;
		const char *written;
		bool doubted;
	} rows[] = {
		{"1969-08-14", SOURCE_HUMAN, "Aug 14 1969", false},
		{"1969-08-14", SOURCE_MODEL, "Aug 14 1969", true},
		{"1969-08-14", SOURCE_HUMAN, "Aug 1969", true},
		{"1969-08-14", SOURCE_HUMAN, "14.8.69", true},
		{"1969-08-14", SOURCE_HUMAN, "Aug 14 1969 (?)", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdicts verdicts = {0};
		struct record record;

		record_init(&record);
		record_set(&record, "eventDate", rows[i].date, 1,
			   rows[i].source);
		record_set(&record, "verbatimEventDate", rows[i].written, 0.4,
			   SOURCE_MODEL);
		record_validate_term(*state, &record, "verbatimEventDate",
				     &verdicts);
		if ((verdicts.n > 0) != rows[i].doubted)
			fail_msg("row %zu", i);
		verdicts_done(&verdicts);
		record_done(&record);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_denies),
		cmocka_unit_test(test_who_is_warned),
		cmocka_unit_test(test_settled),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
