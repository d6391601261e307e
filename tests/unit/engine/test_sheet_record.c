/*
 * test_sheet_record.c: the labels of a sheet make one record.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/local/sheet_record.h"

static void say(struct label_reading *r, const char *term, const char *value,
		double confidence)
{
	struct field *f =
		record_set(&r->record, term, value, confidence, SOURCE_RULE);
	f->evidence = confidence;
	field_add_box(f, (struct box){1, 2, 3, 4});
}

static void sheet_new(struct label_reading *r, int n)
{
	memset(r, 0, (size_t)n * sizeof(*r));
	for (int i = 0; i < n; i++)
		record_init(&r[i].record);
}

static void sheet_done(struct label_reading *r, int n)
{
	for (int i = 0; i < n; i++)
		label_reading_done(&r[i]);
}

static void test_determination(void **state)
{
	struct label_reading r[3];
	struct record got;
	(void)state;
	sheet_new(r, 3);
	r[0].slip = true;
	say(&r[0], "scientificName", "Festuca hallii (Vasey) Piper", 0.9);
	say(&r[0], "identifiedBy", "L. Whitcombe", 0.9);
	say(&r[0], "dateIdentified", "1994", 0.9);
	say(&r[1], "scientificName", "Festuca scabrella Torr.", 0.9);
	say(&r[1], "identifiedBy", "R.D. Sandoval", 0.9);
	say(&r[1], "recordedBy", "R.D. Sandoval", 0.9);
	say(&r[1], "locality", "5 mi. W of Kila", 0.9);
	say(&r[2], "catalogNumber", "106824", 0.9);
	sheet_record_make(r, 3, &got);
	assert_string_equal(record_value(&got, "scientificName"),
			    "Festuca hallii (Vasey) Piper");
	assert_string_equal(record_value(&got, "previousIdentifications"),
			    "Festuca scabrella Torr.");
	assert_string_equal(record_value(&got, "identifiedBy"), "L. Whitcombe");
	assert_string_equal(record_value(&got, "dateIdentified"), "1994");
	assert_string_equal(record_value(&got, "recordedBy"), "R.D. Sandoval");
	assert_string_equal(record_value(&got, "catalogNumber"), "106824");
	assert_int_equal(record_find(&got, "scientificName")->n_boxes, 1);
	record_done(&got);
	sheet_done(r, 3);
}

/* A slip that says the same name again leaves no former one. */
static void test_confirmation(void **state)
{
	struct label_reading r[2];
	struct record got;
	(void)state;
	sheet_new(r, 2);
	say(&r[0], "scientificName", "Salix caprea L.", 0.9);
	say(&r[0], "recordedBy", "K. Moosbrugger", 0.9);
	r[1].slip = true;
	say(&r[1], "scientificName", "Salix caprea L.", 0.9);
	say(&r[1], "identifiedBy", "W. Feldhaus", 0.9);
	sheet_record_make(r, 2, &got);
	assert_string_equal(record_value(&got, "previousIdentifications"), "");
	assert_string_equal(record_value(&got, "identifiedBy"), "W. Feldhaus");
	record_done(&got);
	sheet_done(r, 2);
}

static void test_no_specimen(void **state)
{
	struct label_reading r[2];
	struct record got;
	(void)state;
	sheet_new(r, 2);
	sheet_record_make(r, 0, &got);
	assert_int_equal(got.n, 0);
	record_done(&got);
	/* a folder's cover: family and name */
	say(&r[0], "scientificName", "Solidago ptarmicoides", 0.9);
	say(&r[0], "family", "Compositae", 0.9);
	sheet_record_make(r, 2, &got);
	assert_int_equal(got.n, 0);
	record_done(&got);
	/* a shop's label: headings, and one value that is none */
	say(&r[1], "occurrenceRemarks", "Made in U.S.A.", 0.9);
	r[1].headings = 3;
	sheet_record_make(r + 1, 1, &got);
	assert_int_equal(got.n, 0);
	record_done(&got);
	/* a stamp alone is kept, if its number is one */
	say(&r[1], "catalogNumber", "106824", 0.9);
	sheet_record_make(r + 1, 1, &got);
	assert_int_equal(got.n, 1);
	assert_string_equal(record_value(&got, "catalogNumber"), "106824");
	record_done(&got);
	sheet_done(r, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_determination),
		cmocka_unit_test(test_confirmation),
		cmocka_unit_test(test_no_specimen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
