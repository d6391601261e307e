/*
 * test_sheet_code.c: the catalogue number that the codes of a sheet say.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "run/evidence/sheet_code.h"

static const struct box code_box = {100, 100, 300, 80};

/* A sheet with a label's number, and a word at some place. */
static void facts_make(struct facts *facts, const char *word, struct box at)
{
	struct region *region =
		facts_add_region(facts, &(struct label){.rotation = 0});

	words_add(&region->words, word, at, -1, 0.95);
	region->words.items[0].stored = at;
}

static const char *printed_of(const struct record *record)
{
	const struct field *field = record_find(record, "catalogNumber");

	return json_string_value(json_object_get(field->extra, FIELD_PRINTED));
}

static void a_code_goes_before_words(void **state)
{
	struct facts facts = {0};
	struct record record;
	const struct field *field;

	(void)state;
	facts_make(&facts, "00020326", (struct box){110, 190, 200, 20});
	facts_add_code(&facts, "CODE-39", "00020326", code_box, 0.98);
	record_init(&record);
	record_set(&record, "catalogNumber", "2O326", 0.9, SOURCE_RULE);
	sheet_code_take(&facts, "catalogNumber", NULL, NULL, &record);
	field = record_find(&record, "catalogNumber");
	assert_string_equal(field->value, "00020326");
	assert_int_equal(field->source, SOURCE_BARCODE);
	assert_true(field->confidence > 0.9);
	assert_int_equal(field->n_boxes, 1);
	assert_memory_equal(&field->boxes[0], &code_box, sizeof(code_box));
	assert_null(printed_of(&record));
	record_done(&record);
	facts_done(&facts);
}

static void what_is_printed_beside_is_kept(void **state)
{
	static const struct {
		struct box at;
		const char *printed;
	} rows[] = {
		{{110, 190, 200, 20}, "00020415"},
		{{2000, 3000, 200, 20}, NULL}, /* elsewhere on the sheet */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct facts facts = {0};
		struct record record;
		const char *printed;

		facts_make(&facts, "00020415", rows[i].at);
		facts_add_code(&facts, "CODE-39", "00020326", code_box, 0.98);
		record_init(&record);
		sheet_code_take(&facts, "catalogNumber", NULL, NULL, &record);
		printed = printed_of(&record);
		assert_int_equal(printed != NULL, rows[i].printed != NULL);
		if (printed != NULL)
			assert_string_equal(printed, rows[i].printed);
		record_done(&record);
		facts_done(&facts);
	}
}

static void other_codes_leave_the_words(void **state)
{
	struct facts facts = {0};
	struct record record;

	(void)state;
	facts_add_code(&facts, "EAN-13", "4006381333931", code_box, 1);
	facts_add_code(&facts, "QR-Code", "https://example.org/charts",
		       code_box, 1);
	record_init(&record);
	record_set(&record, "catalogNumber", "20326", 0.9, SOURCE_RULE);
	sheet_code_take(&facts, "catalogNumber", NULL, NULL, &record);
	assert_string_equal(record_value(&record, "catalogNumber"), "20326");
	sheet_code_take(&facts, "catalogNumber", "#############", NULL,
			&record);
	assert_string_equal(record_value(&record, "catalogNumber"),
			    "4006381333931");
	record_done(&record);
	facts_done(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_goes_before_words),
		cmocka_unit_test(what_is_printed_beside_is_kept),
		cmocka_unit_test(other_codes_leave_the_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
