/*
 * test_country_box.c: where countries lie.
 */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "dwc/words/country_box.h"
#include "tests/kit/scratch.h"

#define HEAD "country\tpart\tsouth\twest\tnorth\teast\n"

/* Towns lie in their countries, those across the 180th meridian and far off
 * too, and not in others'. */
static void test_boxes(void **state)
{
	static const struct {
		const char *country;
		double latitude, longitude;
		bool has;
	} rows[] = {
		{"Canada", 50.45, -104.6, true},
		{"Canada", 50.45, 104.6, false},
		{"Russia", 64.7, 177.5, true},
		{"Russia", 66.2, -169.8, true},
		{"Russia", 60, -100, false},
		{"New Zealand", -43.9, -176.5, true},
		{"United States", 21.3, -157.9, true},
		{"Norway", 78.2, 15.6, true},
		{"French Guiana", 4.9, -52.3, true},
		{"France", 48.9, 2.4, true},
		{"Atlantis", 0, 0, false},
		/* the other of the two is not known */
		{"Canada", 50.45, NAN, true},
		{"Canada", -50.45, NAN, false},
		{"Canada", NAN, -104.6, true},
		{"Canada", NAN, 104.6, false},
	};
	struct country_boxes *boxes;

	(void)state;
	assert_int_equal(country_boxes_load(NULL, &boxes, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (country_has(boxes, rows[i].country, rows[i].latitude,
				rows[i].longitude) != rows[i].has)
			fail_msg("%s: row %zu", rows[i].country, i);
	assert_true(country_boxes_know(boxes, "Fiji"));
	assert_false(country_boxes_know(boxes, "Atlantis"));
	country_boxes_free(boxes);
}

/* A table of one's own adds to it; one that does not fit is refused. */
static void test_own_boxes(void **state)
{
	static const char *const bad[] = {
		HEAD "X\t1\t-91\t0\t1\t1\n",
		HEAD "X\t1\t2\t0\t1\t1\n",
		HEAD "X\t1\t0\t0\t1\teast\n",
		HEAD "X\t1\t0\t0\t1\tnan\n",
	};
	char *dir = scratch_new();
	struct country_boxes *boxes;
	struct error err;

	(void)state;
	scratch_puts(dir, "country-boxes.tsv",
		     HEAD "Atlantis\t1\t0\t0\t1\t1\n");
	assert_int_equal(country_boxes_load(dir, &boxes, NULL), 0);
	assert_true(country_has(boxes, "Atlantis", 0.5, 1.9));
	assert_false(country_has(boxes, "Atlantis", 0.5, 2.1));
	assert_true(country_boxes_know(boxes, "Canada"));
	country_boxes_free(boxes);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		scratch_puts(dir, "country-boxes.tsv", bad[i]);
		assert_int_equal(country_boxes_load(dir, &boxes, &err), -1);
		assert_non_null(strstr(err.text, "country-boxes.tsv"));
	}
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_own_boxes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
