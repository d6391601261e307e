/*
 * test_catalog_number.c: which code of a sheet is its catalogue number.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "dwc/catalogue/catalog_number.h"

/* A row: what stands on a sheet, and what is chosen; NULL: nothing. */
struct row {
	const char *codes[4][2]; /* type, text */
	const char *pattern;
	const char *chosen;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct catalog_candidate got[CATALOG_CANDIDATES_MAX];
		struct catalog_hints hints = {.pattern = rows[i].pattern};
		struct catalog_code codes[4];
		size_t n_codes = 0, n_got;

		while (n_codes < 4 && rows[i].codes[n_codes][0] != NULL) {
			codes[n_codes] = (struct catalog_code){
				rows[i].codes[n_codes][0],
				rows[i].codes[n_codes][1], 0.95};
			n_codes++;
		}
		n_got = catalog_number_rank(codes, n_codes, &hints, got);
		if (rows[i].chosen == NULL) {
			if (n_got != 0)
				fail_msg("row %zu: \"%s\"", i, got[0].value);
			continue;
		}
		if (n_got == 0)
			fail_msg("row %zu: nothing", i);
		assert_string_equal(got[0].value, rows[i].chosen);
		assert_true(got[0].confidence > 0 && got[0].confidence <= 1);
	}
}

static void a_code_is_taken_as_it_is(void **state)
{
	static const struct row rows[] = {
		{{{"CODE-39", "00020326"}}, NULL, "00020326"},
		{{{"CODE-39", "WIS-L-0011736"}}, NULL, "WIS-L-0011736"},
		{{{"CODE-128", "K000123456"}}, NULL, "K000123456"},
		{{{"CODE-128", "B 10 0123456"}}, NULL, "B 10 0123456"},
		{{{"QR-Code", "MA-01-00123456"}}, NULL, "MA-01-00123456"},
		{{{"Data-Matrix", "L.1234567"}}, NULL, "L.1234567"},
		{{{"CODE-39", "barcode-00012345"}}, NULL, "barcode-00012345"},
		{{{"I2/5", "00123456"}}, NULL, "00123456"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void what_is_not_a_number_is_left_out(void **state)
{
	static const struct row rows[] = {
		{{{"EAN-13", "4006381333931"}}, NULL, NULL},
		{{{"CODE-128", "9783161484100"}}, NULL, NULL}, /* ISBN */
		{{{"CODE-128", "(01)04012345123456"}}, NULL, NULL},
		{{{"CODE-128", "LOT 20231107"}}, NULL, NULL},
		{{{"QR-Code", "WIFI:S:museum;T:WPA;P:12345;;"}}, NULL, NULL},
		{{{"QR-Code", "http://www.xrite.com/colorchecker"}},
		 NULL,
		 NULL},
		{{{"QR-Code", "ColorChecker Classic 24 patches"}}, NULL, NULL},
		{{{"QR-Code", "550e8400-e29b-41d4-a716-446655440000"}},
		 NULL,
		 NULL},
		{{{"QR-Code", "urn:uuid:550e8400-e29b-41d4-a716-446655440000"}},
		 NULL,
		 NULL},
		{{{"QR-Code", "{\"id\": 12345, \"name\": \"Carex\"}"}},
		 NULL,
		 NULL},
		{{{"QR-Code", "Carex nigra, Loch Ness 1987, leg. Smith 123"}},
		 NULL,
		 NULL},
		{{{"CODE-39", "A1"}}, NULL, NULL},
		{{{"CODE-39", "SAMPLE"}}, NULL, NULL},
		{{{NULL, NULL}}, NULL, NULL},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void an_address_offers_its_end(void **state)
{
	static const struct row rows[] = {
		{{{"QR-Code", "http://id.herb.example.org/0012345"}},
		 NULL,
		 "0012345"},
		{{{"QR-Code", "https://x.example.org/object/W0012345/"}},
		 NULL,
		 "W0012345"},
		{{{"QR-Code", "https://x.example.org/view?barcode=P00123"}},
		 NULL,
		 "P00123"},
		{{{"QR-Code", "urn:catalog:NY:Botany:00020326"}},
		 NULL,
		 "00020326"},
		{{{"QR-Code", "https://x.example.org/12345/index.html"}},
		 NULL,
		 NULL},
		{{{"QR-Code", "https://x.example.org/collections"}},
		 NULL,
		 NULL},
		/* the code that says it itself is worth more */
		{{{"QR-Code", "http://id.example.org/herb/99"},
		  {"CODE-39", "00012345"}},
		 NULL,
		 "00012345"},
		{{{"QR-Code", "http://id.example.org/herb/0099123"},
		  {"CODE-39", "00012345"}},
		 NULL,
		 "00012345"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void a_pattern_overrules(void **state)
{
	static const struct row rows[] = {
		{{{"CODE-39", "00012345"}, {"CODE-39", "TENN-L-0000001"}},
		 "TENN-@-#######",
		 "TENN-L-0000001"},
		{{{"CODE-39", "00012345"}, {"CODE-39", "TENN-L-0000001"}},
		 "xyz ########",
		 "00012345"},
		{{{"EAN-13", "4006381333931"}},
		 "#############",
		 "4006381333931"},
		{{{"CODE-39", "AB12"}, {"CODE-39", "000123"}}, "ab*", "AB12"},
	};

	(void)state;
	check_rows(rows, ARRAY_LEN(rows));
}

static void the_collection_teaches(void **state)
{
	static const struct catalog_code codes[] = {
		{"CODE-39", "12345678", 0.95},
		{"CODE-39", "WIS-L-0011736", 0.95}};
	struct catalog_candidate got[CATALOG_CANDIDATES_MAX];
	struct shapes shapes = {0};
	struct catalog_hints hints = {.shapes = &shapes};

	(void)state;
	assert_int_equal(catalog_number_rank(codes, 2, &hints, got), 2);
	assert_true(got[0].confidence <= 0.6); /* a guess */
	for (int i = 0; i < 12; i++) {
		char number[32];

		snprintf(number, sizeof(number), "WIS-L-%07d", 11 * i);
		shapes_learn(&shapes, number);
	}
	assert_int_equal(catalog_number_rank(codes, 2, &hints, got), 2);
	assert_string_equal(got[0].value, "WIS-L-0011736");
	assert_true(got[0].confidence > 0.9);
	assert_true(got[1].confidence <= 0.6);
}

static void shapes_are_learned_and_limited(void **state)
{
	struct shapes shapes = {0};
	char shape[SHAPE_MAX], text[SHAPE_MAX + 2];

	(void)state;
	assert_true(shape_of("wis-l-0011736", shape));
	assert_string_equal(shape, "WIS-L-#######");
	assert_false(shape_of("", shape));
	memset(text, '1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_false(shape_of(text, shape));
	assert_true(shapes_share(NULL, "12") < 0);
	assert_true(shapes_share(&shapes, "12") < 0);
	for (int i = 0; i < 3 * SHAPES_MAX; i++) {
		memset(text, 'A' + i / 40, sizeof(text));
		text[i % 40] = '1';
		text[i % 40 + 1] = '\0';
		shapes_learn(&shapes, text);
	}
	assert_true(shapes.n <= SHAPES_MAX);
	assert_int_equal(shapes.total, 3 * SHAPES_MAX);
	assert_true(shapes_share(&shapes, "999999") == 0);
}

static void shapes_are_written_and_read(void **state)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes second CLEANUP(bytes_done) = {0};
	struct shapes shapes = {0}, again;
	const char *at;

	(void)state;
	shapes_learn(&shapes, "WIS L-0011736");
	shapes_learn(&shapes, "WIS L-0011737");
	shapes_learn(&shapes, "123\n45"); /* is not a number */
	shapes_learn(&shapes, "12345");
	assert_int_equal(shapes.total, 3);
	shapes_write(&shapes, &text);
	at = text.data;
	assert_true(shapes_read(&again, &at));
	assert_ptr_equal(at, text.data + text.len);
	shapes_write(&again, &second);
	assert_string_equal(second.data, text.data);
	assert_true(shapes_share(&shapes, "1") < 0);
	for (size_t len = 0; len < text.len; len++) {
		char *cut CLEANUP(mem_free_str) = mem_strndup(text.data, len);

		at = cut;
		assert_false(shapes_read(&again, &at));
	}
}

static void patterns_fit_or_do_not(void **state)
{
	static const struct {
		const char *patterns, *number;
		bool fits;
	} rows[] = {
		{"########", "00020326", true},
		{"########", "0002032", false},
		{"########", "000203266", false},
		{"wis-@-#*", "WIS-L-0011736", true},
		{"wis-@-#*", "WIS-1-0011736", false},
		{"*123", "00123123", true},
		{"*", "x", true},
		{"*", "", false},
		{"  a  ### ", "123", true},
		{"a*b*c", "axxbxxc", true},
		{"a*b*c", "axxbxx", false},
	};
	const char *why;
	char text[2 * SHAPE_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (pattern_fits(rows[i].patterns, rows[i].number) !=
		    rows[i].fits)
			fail_msg("row %zu", i);
	memset(text, '*', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_false(pattern_is_sound(text, &why));
	assert_false(pattern_is_sound(" ", &why));
	assert_false(pattern_is_sound("##\033", &why));
	assert_true(pattern_is_sound("## @#", &why));
}

static void what_is_printed_beside_is_compared(void **state)
{
	static const struct {
		const char *code, *words[4], *other;
	} rows[] = {
		{"00020326", {"NEW", "YORK", "00020326"}, NULL},
		{"00020326", {"NY", "OO020326"}, NULL},
		{"00020326", {"00020325"}, NULL}, /* a misreading */
		{"00020326", {"00020415"}, "00020415"},
		{"00020326", {"00020415", "00020326"}, NULL},
		{"00020326", {"1994", "47249"}, NULL},
		{"WIS-L-0011736", {"WIS-L-0011736"}, NULL},
		{"WIS-L-0011736", {"0011736"}, NULL},
		{"WIS-L-0011736", {"WIS-L-0011892"}, "WIS-L-0011892"},
		{"K000123456", {"K0001Z34S6"}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = 0;
		const char *other;

		while (n < 4 && rows[i].words[n] != NULL)
			n++;
		other = catalog_number_printed(rows[i].code, rows[i].words, n);
		if ((other == NULL) != (rows[i].other == NULL))
			fail_msg("row %zu: %s", i,
				 other != NULL ? other : "none");
		if (other != NULL)
			assert_string_equal(other, rows[i].other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_taken_as_it_is),
		cmocka_unit_test(what_is_not_a_number_is_left_out),
		cmocka_unit_test(an_address_offers_its_end),
		cmocka_unit_test(a_pattern_overrules),
		cmocka_unit_test(the_collection_teaches),
		cmocka_unit_test(shapes_are_learned_and_limited),
		cmocka_unit_test(shapes_are_written_and_read),
		cmocka_unit_test(patterns_fit_or_do_not),
		cmocka_unit_test(what_is_printed_beside_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
