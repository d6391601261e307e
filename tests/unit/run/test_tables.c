/*
 * test_tables.c: rows of tables: their columns, and the lines they become.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/ids/id_fold.h"
#include "run/intake/utf16.h"
#include "run/tables/column/cells.h"
#include "run/tables/column/settle.h"
#include "run/tables/row.h"

static const struct terms *load(void **state)
{
	return *state;
}

static int setup(void **state)
{
	struct terms *terms;

	assert_int_equal(terms_load(NULL, &terms, NULL), 0);
	*state = terms;
	return 0;
}

static int teardown(void **state)
{
	terms_free(*state);
	return 0;
}

static void head(struct heading *heading, const char *const *names, size_t n,
		 const struct terms *terms)
{
	heading_init(heading);
	for (size_t i = 0; i < n; i++)
		assert_true(heading_add(heading, names[i], i, NULL));
	assert_int_equal(heading_settle(heading, terms, NULL, NULL, NULL), 0);
}

static int compare(const char *a, const char *b)
{
	return id_compare(a, strlen(a), b, strlen(b));
}

/* Identifiers are the same whatever their case and however an accent is
 * written, and their order is one order. */
static void test_ids(void **state)
{
	static const char *const same[][2] = {
		{"", ""},
		{"urn:Catalog:A1", "URN:catalog:a1"},
		{"\xc3\x89"
		 "1",
		 "e\xcc\x81"
		 "1"},
		{"STRASSE 1", "stra\xc3\x9f"
			      "e 1"},
		{"\xce\xa3\xce\xa3", "\xcf\x83\xcf\x82"},
		/* whose marks are in another order, D145 */
		{"\xe1\xbe\xb3\xcc\x81", "\xce\xac\xcd\x85"},
	};
	static const char *const order[] = {
		"", "A1", "a1b", "B", "e", "E\xcc", "\xc3\x89", "\xff",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		struct bytes folded[2] = {{0}, {0}};

		assert_int_equal(compare(same[i][0], same[i][1]), 0);
		for (size_t j = 0; j < 2; j++) {
			bytes_append_str(&folded[j], "");
			id_fold(same[i][j], strlen(same[i][j]), &folded[j]);
		}
		assert_string_equal(folded[0].data, folded[1].data);
		bytes_done(&folded[0]);
		bytes_done(&folded[1]);
	}
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		for (size_t j = 0; j < ARRAY_LEN(order); j++) {
			int got = compare(order[i], order[j]);

			assert_int_equal((got > 0) - (got < 0),
					 (i > j) - (i < j));
		}
}

/* Dates in three columns: ISO 8601 where they can be one, else as they stand. */
static void test_dates(void **state)
{
	static const char *const names[] = {"Day", "month", "Year", "country"};
	static const struct {
		const char *day, *month, *year, *date;
	} cases[] = {
		{"12", "6", "1935", "1935-06-12"},
		{"0", "06", "1935", "1935-06"},
		{"", "00", "1935", "1935"},
		{"12", "", "1935", "1935"},
		{"12", "June", "1935", "12 June 1935"},
		{"31-2", "VI", " 1935 ", "31-2 VI 1935"},
		{"40", "6", "1935", "40 6 1935"},
		{"1", "6", "35", "1 6 35"},
		{"12", "6", "", ""},
		{"", "", "", ""},
	};
	struct bytes joined[HEADING_WHOLES] = {{0}};
	struct heading heading;

	head(&heading, names, ARRAY_LEN(names), load(state));
	assert_int_equal(heading.n, 5);
	assert_string_equal(heading.columns[4].key, "eventDate");
	assert_string_equal(heading.columns[4].name, "Year + month + Day");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct table_row row = {.cells = {cases[i].day,
							cases[i].month,
							cases[i].year, "Peru"},
					      .n = 4};

		heading_join(&heading, &row, joined);
		assert_int_equal(joined[WHOLE_NAME].len, 0);
		assert_string_equal(joined[WHOLE_DATE].len > 0
					    ? joined[WHOLE_DATE].data
					    : "",
				    cases[i].date);
	}
	for (size_t i = 0; i < HEADING_WHOLES; i++)
		bytes_done(&joined[i]);
	heading_done(&heading);
}

/* Cells that are filled down, and figures whose unit is that of the column. */
static void test_cells(void **state)
{
	static const char *const names[] = {"Elevation (ft.)", "locality (m)",
					    "depth [fathoms]"};
	static const char *const maps[] = {
		"Elevation (ft.)=minimumElevationInMeters"};
	static const char *const fills[] = {"Elevation (ft.)", "absent"};
	static const struct {
		const char *cell, *means;
	} cases[] = {
		{"", ""},	    {"1,200", "1,200 ft."},
		{" ", "1,200 ft."}, {"300 m", "300 m"},
		{"", "300 m"},	    {"ca. 50 ", "ca. 50 ft."},
		{"", "ca. 50 ft."},
	};
	bool used[1] = {false}, filled[2] = {false, false};
	const struct heading_maps said = {.items = maps,
					  .n = 1,
					  .used = used,
					  .fills = fills,
					  .n_fills = 2,
					  .filled = filled};
	struct cells cells = {0};
	struct heading heading;

	heading_init(&heading);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_true(heading_add(&heading, names[i], i, NULL));
	assert_int_equal(
		heading_settle(&heading, load(state), &said, NULL, NULL), 0);
	assert_true(filled[0]);
	assert_false(filled[1]);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct table_row row = {.cells = {cases[i].cell, "3", "4"},
					.n = 3};

		cells_mean(&cells, &heading, &row);
		assert_string_equal(row.cells[0], cases[i].means);
		assert_string_equal(row.cells[1], "3");
		assert_string_equal(row.cells[2], "4");
	}
	cells_done(&cells);
	heading_done(&heading);
}

/* UTF-16 in pieces of any length. */
static void test_utf16(void **state)
{
	static const char little[] = "\xff\xfe"
				     "a\0\xe9\0\x3d\xd8\x00\xde\x00\xde"
				     "b\0\x3d\xd8"
				     "c\0";
	static const char big[] = "\xfe\xff\0a\0\xe9\xd8\x3d\xde\x00\xde\x00\0b"
				  "\xd8\x3d\0c";
	static const char want[] = "a\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd"
				   "b\xef\xbf\xbd"
				   "c";
	static const struct {
		const char *text;
		size_t len;
	} cases[] = {{little, sizeof(little) - 1}, {big, sizeof(big) - 1}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t piece = 1; piece < 6; piece++) {
			struct bytes got CLEANUP(bytes_done) = {0};
			struct utf16 utf16;

			assert_true(utf16_begins(cases[i].text, cases[i].len,
						 &utf16));
			for (size_t at = UTF16_MARK; at < cases[i].len;
			     at += piece) {
				size_t left = cases[i].len - at;

				utf16_append(&utf16, cases[i].text + at,
					     left < piece ? left : piece, &got);
			}
			assert_string_equal(got.data, want);
		}
	assert_false(utf16_begins("\xff\xfe\0\0", 4, &(struct utf16){0}));
	assert_false(utf16_begins("\xff", 1, &(struct utf16){0}));
}

/* What is written without an outcome is what the outcome would write. */
static void test_written(void **state)
{
	static const char *const names[] = {"dwc:catalogNumber", "Own column",
					    "image", "event_date", "locality"};
	const struct table_row cells = {.cells = {"A\"1", "x\ty\\\x01\r\n",
						  "a.jpg", " ",
						  "Qu\xc3\xa9"
						  "bec"},
					.n = 5,
					.line = 7};
	const struct row row = {.number = 3, .line = 7, .cells = &cells};
	struct heading heading;
	struct row_file file = {.name = "t.csv",
				.reader = "t.csv",
				.sha256 = "f00",
				.timestamp = "2026-01-01T00:00:00Z",
				.heading = &heading,
				.terms = load(state)};
	struct bytes want CLEANUP(bytes_done) = {0};
	struct bytes got CLEANUP(bytes_done) = {0};
	struct outcome whole, part;
	struct sheets *sheets;
	char *why;

	head(&heading, names, 5, load(state));
	assert_int_equal(sheets_load(NULL, NULL, &sheets, NULL), 0);
	assert_int_equal(row_read(&file, &row, true, &whole, NULL), 0);
	assert_int_equal(row_read(&file, &row, false, &part, NULL), 0);
	assert_int_equal(row_join(&file, &row, sheets, &whole, &why),
			 ROW_ALONE);
	free(why);
	assert_int_equal(row_join(&file, &row, sheets, &part, &why), ROW_ALONE);
	free(why);
	assert_true(row_is_plain(&file, &row));
	outcome_write(&whole, &want);
	row_write(&file, &row, &part, &got);
	assert_string_equal(got.data, want.data);
	assert_non_null(strstr(got.data, "\"specimen_id\":\"catalog::A"));
	assert_null(strstr(got.data, "eventDate"));
	outcome_done(&whole);
	outcome_done(&part);
	sheets_free(sheets);
	heading_done(&heading);
}

/* Two tables that differ in what a column is taken for are two sources. */
static void test_source(void **state)
{
	static const char *const names[][2] = {{"catalogNumber", "locality"},
					       {"catalogNumber", "habitat"}};
	const struct table_row cells = {.cells = {"A", "b"}, .n = 2, .line = 2};
	const struct row row = {.number = 1, .line = 2, .cells = &cells};
	struct outcome outcomes[2];
	struct heading heading;

	for (size_t i = 0; i < 2; i++) {
		struct row_file file = {.name = "t.csv",
					.reader = "t.csv",
					.sha256 = "f00",
					.timestamp = "",
					.heading = &heading,
					.terms = load(state)};

		head(&heading, names[i], 2, load(state));
		assert_int_equal(
			row_read(&file, &row, false, &outcomes[i], NULL), 0);
		heading_done(&heading);
	}
	assert_string_not_equal(outcomes[0].source_sha256,
				outcomes[1].source_sha256);
	outcome_done(&outcomes[0]);
	outcome_done(&outcomes[1]);
}

/* What this program exported comes back under the names that it had; in another
 * table they are what they look like. */
static void test_own(void **state)
{
	static const struct {
		const char *name, *key;
		enum heading_use use;
	} columns[] = {
		{"country", "country", HEADING_VALUE},
		{"Country", "Country", HEADING_VALUE},
		{"photo", "photo", HEADING_VALUE},
		{"dwc:mine", "dwc:mine", HEADING_VALUE},
		{" two  blanks ", " two  blanks ", HEADING_VALUE},
		{"occid", "occid", HEADING_VALUE},
		{"sciname", "sciname", HEADING_VALUE},
		{"speciesKey", "speciesKey", HEADING_VALUE},
		{"specimen_id", "specimen_id", HEADING_SPECIMEN},
		{"image", "image", HEADING_IMAGE},
		{"status", "status", HEADING_LEFT_OUT},
	};
	struct heading heading;
	struct error err;

	for (size_t n = ARRAY_LEN(columns); n >= ARRAY_LEN(columns) - 1; n--) {
		bool own = n == ARRAY_LEN(columns);

		heading_init(&heading);
		for (size_t i = 0; i < n; i++)
			assert_true(heading_add(&heading, columns[i].name, i,
						NULL));
		assert_int_equal(
			heading_settle(&heading, load(state), NULL, NULL, &err),
			own ? 0 : -1);
		for (size_t i = 0; i < n && own; i++) {
			assert_string_equal(heading.columns[i].key,
					    columns[i].key);
			assert_int_equal(heading.columns[i].use,
					 columns[i].use);
		}
		assert_false(own && heading_is_interpreted(&heading));
		heading_done(&heading);
	}
	assert_non_null(strstr(err.text, "are both country"));
}

/* A tab-separated table encloses cells where its marks say so. */
static void test_form(void **state)
{
	static const struct {
		const char *head;
		char separator, quote;
	} rows[] = {
		{"a,b\n\"x\ty\",2\n", ',', '"'},
		{"a;b;c,d\n", ';', '"'},
		{"a\tb\n\"x\ny\"\t2\n", '\t', '"'},
		{"a\tb\n\"Rosa\" sp.\t2\n", '\t', '\0'},
		{"a\tspecimen_id\timage\tstatus\n\"x\"\ti\tj\tk\n", '\t', '\0'},
		{"a|b\n1|2\n", '|', '"'},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct table_form form;

		heading_form(rows[i].head, strlen(rows[i].head), &form);
		assert_int_equal(form.separator, rows[i].separator);
		assert_int_equal(form.quote, rows[i].quote);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),	cmocka_unit_test(test_dates),
		cmocka_unit_test(test_cells),	cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_written), cmocka_unit_test(test_source),
		cmocka_unit_test(test_own),	cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
