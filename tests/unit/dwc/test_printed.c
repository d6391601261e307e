/*
 * test_printed.c: words of a label as values of terms.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dwc/record/printed.h"

static const struct {
	const char *term, *text, *value;
} rows[] = {
	{"eventDate", "June 27, 1935", "1935-06-27"},
	{"eventDate", "14.viii.69", "1969-08-14"},
	{"eventDate", "Date: 14 Aug. 1969.", "1969-08-14"},
	{"eventDate", "before 1890", "before 1890"},
	{"eventDate", "Summer,", "Summer"},
	{"verbatimEventDate", "14.viii.69,", "14.viii.69,"},
	{"recordedBy", "Coll. J. H. Hudson", "J. H. Hudson"},
	{"recordedBy", "leg. et det. Wm. Sample", "Wm. Sample"},
	{"recordedBy", "Hudson, J.H.", "Hudson, J.H."},
	{"recordedBy", ", Shevkenek ,", "Shevkenek"},
	{"recordNumber", "No. 2809", "2809"},
	{"recordNumber", "#2809a.", "2809a"},
	{"catalogNumber", "SASK 10047", "SASK 10047"},
	{"minimumElevationInMeters", "Alt. 1200 m", "1200"},
	{"minimumElevationInMeters", "elev. 5000 ft", "1524"},
	{"minimumElevationInMeters", "low", "low"},
	{"individualCount", "12 plants", "12"},
	{"decimalLatitude", "50\xc2\xb0 30' N", "50.500000"},
	{"decimalLongitude", "50\xc2\xb0 30' N 104\xc2\xb0 30' W",
	 "-104.500000"},
	{"decimalLatitude", "north of it", "north of it"},
	{"country", "CANADA,", "CANADA"},
	{"stateProvince", "Sask.", "Sask."},
	{"locality", ": 5 mi. W. of Regina (north side)",
	 "5 mi. W. of Regina (north side)"},
	{"locality", "  two   blanks ;", "two blanks"},
	{"scientificName", "Agropyron dasystachyum (Hook.) Scribn.",
	 "Agropyron dasystachyum (Hook.) Scribn."},
	{"occurrenceRemarks", "...", "..."},
	{"occurrenceRemarks", "", ""},
	{"locality", "***", "***"},
};

static void test_values(void **state)
{
	struct terms *terms;

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *value = printed_value(terms_find(terms, rows[i].term),
					    rows[i].text, 2026);

		assert_string_equal(value, rows[i].value);
		free(value);
	}
	terms_free(terms);
}

static void test_of_no_term(void **state)
{
	char *value = printed_value(NULL, " B 24, ", 2026);

	assert_string_equal(value, "B 24,");
	free(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_of_no_term),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
