/*
 * test_text.c: what may be shown of a text, how wide it is, and its parts.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"

#define FFFD "\xef\xbf\xbd"

static void test_clean(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"Regina", "Regina"},
		{"a\tb\nc\rd", "a b c d"},
		{"a\x01\x07\x08\x1b[31mb\x7f", "a[31mb"},
		{"a\xc2\x80\xc2\x9b\xc2\x9f"
		 "b",
		 "ab"}, /* C1 as UTF-8 */
		{"a\x9b"
		 "b",
		 "a" FFFD "b"}, /* C1 as a byte */
		{"\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xae"
		 "x",
		 "x"},
		{"\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9x", "x"},
		{"\xe2\x80\x8e\xe2\x80\x8f\xd8\x9cx", "x"},
		{"\xef\xbb\xbfx\xef\xbf\xb9", "x"},
		{"\xf3\xa0\x80\x81\xf3\xa0\x81\xbfx", "x"},
		{"\xff\xfe", FFFD FFFD},
		{"\xc3", FFFD},
		{"\xe2\x82", FFFD FFFD},
		{"\xc0\xaf", FFFD FFFD},	  /* overlong */
		{"\xed\xa0\x80", FFFD FFFD FFFD}, /* a surrogate */
		{"Qu\xc3\xa9"
		 "bec \xe6\xa4\x8d",
		 "Qu\xc3\xa9"
		 "bec \xe6\xa4\x8d"},
		{FFFD, FFFD},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *clean CLEANUP(mem_free_str) = text_cleaned(rows[i][0]);
		char *line CLEANUP(mem_free_str) = mem_strdup(rows[i][0]);

		if (strcmp(clean, rows[i][1]) != 0)
			fail_msg("row %zu: %s", i, clean);
		text_clean_line(line);
		assert_true(strlen(line) <= strlen(rows[i][0]));
		assert_true(text_is_utf8(line, strlen(line)));
		if (strstr(rows[i][1], FFFD) == NULL)
			assert_string_equal(line, rows[i][1]);
	}
}

static void test_clean_line_in_place(void **state)
{
	char line[] = "a\xff\x1b"
		      "b\xe2\x80\xae\xc3\xa9\n";

	text_clean_line(line);
	assert_string_equal(line, "a?b\xc3\xa9 ");
}

/* Every byte pair: what comes out is UTF-8 without controls. */
static void test_clean_all_pairs(void **state)
{
	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++) {
			char pair[2] = {(char)a, (char)b};
			struct bytes out = {0};

			text_clean(pair, 2, &out);
			if (!text_is_utf8(out.data, out.len))
				fail_msg("%02x %02x", a, b);
			for (size_t i = 0; i < out.len; i++)
				if ((unsigned char)out.data[i] < 0x20 ||
				    out.data[i] == 0x7f)
					fail_msg("%02x %02x", a, b);
			bytes_done(&out);
		}
}

static void test_repair(void **state)
{
	struct bytes out = {0};

	text_repair("a\0\x1b\xff\xc3\xa9", 6, &out);
	assert_string_equal(out.data, "a\x1b" FFFD "\xc3\xa9");
	bytes_clear(&out);
	text_repair("", 0, &out);
	assert_string_equal(out.data, "");
	bytes_done(&out);
	text_repair("", 0, &out);
	assert_non_null(out.data);
	bytes_done(&out);
}

static void test_blank_and_squeezed(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"  ", ""},
		{" a  b\t\nc ", "a b c"},
		{"\xc2\xa0x\xe3\x80\x80\xe2\x80\x83y", "x y"},
		{"a", "a"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *squeezed CLEANUP(mem_free_str) =
			text_squeezed(rows[i][0]);

		assert_string_equal(squeezed, rows[i][1]);
		assert_int_equal(text_blank(rows[i][0]), rows[i][1][0] == '\0');
	}
	assert_true(text_blank(NULL));
	assert_true(text_blank("\xc2\xa0\xe2\x80\xa8"));
	assert_false(text_blank("."));
}

static void test_width(void **state)
{
	static const struct {
		const char *text;
		int width;
	} rows[] = {
		{"", 0},
		{"abc", 3},
		{"\xc3\xa9", 1},
		{"e\xcc\x81", 1},		 /* combining */
		{"e\xcc\x81\xcc\xa3x", 2},	 /* two marks */
		{"\xe6\xa4\x8d\xe7\x89\xa9", 4}, /* CJK */
		{"\xef\xbc\xa1", 2},		 /* fullwidth A */
		{"\xef\xbd\xb1", 1},		 /* halfwidth katakana */
		{"\xf0\x9f\x8c\xb1", 2},	 /* seedling */
		{"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 2},     /* skin tone */
		{"\xed\x95\x9c", 2},			     /* hangul */
		{"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2}, /* jamo */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_width(rows[i].text) != rows[i].width)
			fail_msg("row %zu: %d", i, text_width(rows[i].text));
}

static void test_fit(void **state)
{
	static const char text[] = "a\xe6\xa4\x8d"
				   "e\xcc\x81z";
	static const struct {
		int columns;
		size_t bytes;
		int width;
	} rows[] = {
		{0, 0, 0}, {1, 1, 1}, {2, 1, 1},  {3, 4, 3},
		{4, 7, 4}, {5, 8, 5}, {99, 8, 5},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int width = -1;

		assert_int_equal(text_fit(text, rows[i].columns, &width),
				 rows[i].bytes);
		assert_int_equal(width, rows[i].width);
	}
	assert_int_equal(text_fit(text, 3, NULL), 4);
}

static void test_cut(void **state)
{
	static const char text[] = "a\xc3\xa9\xe2\x80\xa6";
	static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 6, 6};

	for (size_t max = 0; max < ARRAY_LEN(cuts); max++)
		assert_int_equal(text_cut(text, max), cuts[max]);
	(void)state;
}

static void test_next_and_prev(void **state)
{
	static const char text[] = "ae\xcc\x81\xe6\xa4\x8d\xf0\x9f\x8c\xb1z";
	static const size_t bounds[] = {0, 1, 4, 7, 11, 12};
	size_t at = 0;

	for (size_t i = 1; i < ARRAY_LEN(bounds); i++) {
		at = text_next(text, at);
		assert_int_equal(at, bounds[i]);
	}
	assert_int_equal(text_next(text, at), at);
	for (size_t i = ARRAY_LEN(bounds) - 1; i-- > 0;) {
		at = text_prev(text, at);
		assert_int_equal(at, bounds[i]);
	}
	assert_int_equal(text_prev(text, 0), 0);
}

/* Emoji that are joined or flagged are cut where the library's edition of
 * Unicode says; forwards and backwards the boundaries are the same. */
static void test_boundaries_agree(void **state)
{
	static const char *const texts[] = {
		"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x8c\xbex",
		"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbdx",
		"\xed\x95\x9c\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xabx",
		"\xe0\xa4\xa8\xe0\xa4\xbf\xe0\xa5\x8dx",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t at = 0, next;

		for (; texts[i][at] != '\0'; at = next) {
			next = text_next(texts[i], at);
			assert_true(next > at);
			assert_int_equal(text_prev(texts[i], next), at);
		}
	}
}

static void test_words(void **state)
{
	static const char text[] = "  J.F. Alex, Qu\xc3\xa9"
				   "bec!";
	static const size_t ends[] = {3, 5, 11, 20, 21, 21};
	static const size_t starts[] = {13, 7, 4, 2, 0, 0};
	size_t at = 0;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		at = text_word_next(text, at);
		assert_int_equal(at, ends[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		at = text_word_prev(text, at);
		assert_int_equal(at, starts[i]);
	}
}

static void test_letters(void **state)
{
	assert_int_equal(text_letter("a"), 1);
	assert_int_equal(text_letter("\xc3\xa9x"), 2);
	assert_int_equal(text_letter("\xcc\x81"), 2);
	assert_int_equal(text_letter("\xe6\xa4\x8d"), 3);
	assert_int_equal(text_letter("1"), 0);
	assert_int_equal(text_letter(""), 0);
	assert_int_equal(text_letter("\xff"), 0);
	assert_int_equal(text_letter("\xe2\x80\x93"), 0);
	assert_true(text_upper("A"));
	assert_true(text_upper("\xc3\x89"));
	assert_false(text_upper("a"));
	assert_false(text_upper(""));
	assert_false(text_upper("1"));
}

static void test_capitals(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"St. Kitts 2", "ST. KITTS 2"},
		{"C\xc3\xb4te d'Ivoire", "C\xc3\x94TE D'IVOIRE"},
		{"stra\xc3\x9f"
		 "e",
		 "STRASSE"},
		{"\xe6\x9d\xb1", "\xe6\x9d\xb1"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text = text_to_capitals(rows[i][0]);

		assert_string_equal(text, rows[i][1]);
		free(text);
	}
	assert_true(text_in_capitals("U. S."));
	assert_true(text_in_capitals("\xc3\x89\xc3\x89"));
	assert_false(text_in_capitals("U"));
	assert_false(text_in_capitals("Us"));
	assert_false(text_in_capitals("12 - "));
	assert_false(text_in_capitals(""));
	assert_false(text_in_capitals("\xe6\x9d\xb1\xe6\x9d\xb1"));
}

static void test_folded(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"REGINA", "regina"},
		{"Qu\xc3\xa9"
		 "bec",
		 "quebec"},
		{"QUE\xcc\x81"
		 "BEC",
		 "quebec"},
		{"Stra\xc3\x9f"
		 "e",
		 "strasse"},
		{"\xef\xac\x81nder", "finder"},
		{"\xc3\x85ngstr\xc3\xb6m", "angstrom"},
		{"a\xff", "a" FFFD},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *folded CLEANUP(mem_free_str) = text_folded(rows[i][0]);

		if (strcmp(folded, rows[i][1]) != 0)
			fail_msg("row %zu: %s", i, folded);
	}
}

static void test_similarity(void **state)
{
	static const struct {
		const char *a, *b;
		double similarity;
	} rows[] = {
		{"", "", 1},
		{"abc", "abc", 1},
		{"ABC", "abc", 1},
		{"abc", "", 0},
		{"abcd", "abcx", 0.75},
		{"kitten", "sitting", 1 - 3.0 / 7},
		{"qu\xc3\xa9"
		 "bec",
		 "Quebec", 1},
		{"\xff", "\xff\xff", 0.5},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_float_equal(text_similarity(rows[i].a, rows[i].b),
				   rows[i].similarity, 1e-9);
}

/* Levenshtein distance by its definition. */
static size_t edits_of(const char *a, const char *b)
{
	size_t drop, add, swap;

	if (*a == '\0' || *b == '\0')
		return strlen(a) + strlen(b);
	if (*a == *b)
		return edits_of(a + 1, b + 1);
	drop = edits_of(a + 1, b);
	add = edits_of(a, b + 1);
	swap = edits_of(a + 1, b + 1);
	drop = drop < add ? drop : add;
	return 1 + (drop < swap ? drop : swap);
}

/* Texts of few letters, so that many are alike. */
static void random_text(unsigned int *seed, char ret[8])
{
	size_t n;

	*seed = *seed * 1103515245u + 12345u;
	n = 1 + (*seed >> 16) % 7;
	for (size_t i = 0; i < n; i++) {
		*seed = *seed * 1103515245u + 12345u;
		ret[i] = (char)('a' + (*seed >> 16) % 3);
	}
	ret[n] = '\0';
}

static void test_similarity_above(void **state)
{
	static const double floors[] = {0, 0.5, 0.7, 0.8, 1};
	unsigned int seed = 1;

	for (int i = 0; i < 2000; i++) {
		double floor = floors[i % 5], like;
		char a[8], b[8];
		size_t edits, most;

		random_text(&seed, a);
		random_text(&seed, b);
		edits = edits_of(a, b);
		most = strlen(a) > strlen(b) ? strlen(a) : strlen(b);
		like = 1 - (double)edits / (double)most;
		assert_float_equal(text_similarity(a, b), like, 1e-12);
		assert_float_equal(text_similarity_above(a, b, floor),
				   like >= floor ? like : 0, 1e-12);
		for (int limit = 0; limit < 4; limit++)
			assert_int_equal(text_distance(a, b, limit),
					 (int)edits > limit ? limit + 1
							    : (int)edits);
	}
}

static void test_similarity_of_long_texts(void **state)
{
	char *big CLEANUP(mem_free_str) = mem_alloc(5001);
	char *other CLEANUP(mem_free_str) = NULL;

	memset(big, 'a', 5000);
	big[5000] = '\0';
	other = mem_strdup(big);
	assert_float_equal(text_similarity(big, other), 1, 0);
	other[0] = 'b';
	assert_float_equal(text_similarity(big, other), 0, 0);
}

static void test_distance(void **state)
{
	char *big CLEANUP(mem_free_str) = mem_zalloc(130);
	char *other CLEANUP(mem_free_str) = mem_zalloc(130);

	memset(big, 'a', 128);
	memset(other, 'a', 128);
	other[127] = 'b';
	assert_int_equal(text_distance(big, other, 2), 1);
	big[128] = other[128] = 'a';
	assert_int_equal(text_distance(big, other, 2), 3);
	assert_int_equal(text_distance("abc", "abcd", 2), 1);
	assert_int_equal(text_distance("bcd", "abcd", 2), 1);
	assert_int_equal(text_distance("abcde", "abc", 2), 2);
	assert_int_equal(text_distance("kitten", "sitting", 3), 3);
	assert_int_equal(text_distance("", "", 2), 0);
	assert_int_equal(text_distance("abc", "abd", 2), 1);
	assert_int_equal(text_distance("abc", "acb", 2), 2);
	assert_int_equal(text_distance("abc", "xyz", 2), 3);
	assert_int_equal(text_distance("abc", "abcdef", 2), 3);
	assert_int_equal(text_distance("\xff", "\xfe", 2), 1);
}

static void test_casecmp(void **state)
{
	assert_int_equal(text_casecmp("HIGH", "high"), 0);
	assert_true(text_casecmp("a", "B") < 0);
	assert_true(text_casecmp("b", "A") > 0);
	assert_true(text_casecmp("a", "ab") < 0);
	assert_int_not_equal(text_casecmp("\xc3\x89", "\xc3\xa9"), 0);
}

static void test_in_words(void **state)
{
	static const char words[] = "de del  la";

	assert_true(text_in_words("de", words));
	assert_true(text_in_words("del", words));
	assert_true(text_in_words("la", words));
	assert_false(text_in_words("d", words));
	assert_false(text_in_words("dela", words));
	assert_false(text_in_words("de del", words));
	assert_false(text_in_words("", words));
	assert_false(text_in_words("de", ""));
}

/* ASCII takes a short way; beside another letter it takes the long one, to
 * the same end. */
static void test_short_way(void **state)
{
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char text[24] = "", tailed[32];
		char *folded, *long_way, *clean, *long_clean;
		size_t len;

		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			text[i] = (char)(1 + (seed >> 20) % 127);
		}
		snprintf(tailed, sizeof(tailed), "%s.\xc3\xa9", text);
		folded = text_folded(text);
		long_way = text_folded(tailed);
		len = strlen(folded);
		assert_memory_equal(folded, long_way, len);
		assert_string_equal(long_way + len, ".e");
		clean = text_cleaned(text);
		long_clean = text_cleaned(tailed);
		assert_memory_equal(clean, long_clean, strlen(clean));
		assert_string_equal(long_clean + strlen(clean), ".\xc3\xa9");
		assert_int_equal(text_width(clean) + 2, text_width(long_clean));
		free(folded);
		free(long_way);
		free(clean);
		free(long_clean);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_way),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_line_in_place),
		cmocka_unit_test(test_clean_all_pairs),
		cmocka_unit_test(test_repair),
		cmocka_unit_test(test_blank_and_squeezed),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_next_and_prev),
		cmocka_unit_test(test_boundaries_agree),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_capitals),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_similarity),
		cmocka_unit_test(test_similarity_above),
		cmocka_unit_test(test_similarity_of_long_texts),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_casecmp),
		cmocka_unit_test(test_in_words),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
