/*
 * test_columns.c: keys under which values collide, neighbours against each
 * compared with each, and expressions that do not end.
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
#include "review/columns/fingerprint.h"
#include "review/columns/neighbour.h"
#include "review/columns/replace.h"

/* --- fingerprints --------------------------------------------------------- */

static void test_fingerprint(void **state)
{
	static const char *const cases[][2] = {
		{"  Looman, J. ", "j looman"},
		{"J LOOMAN", "j looman"},
		{"looman j. looman", "j looman"},
		{"G\xc3\xb6"
		 "del, Escher, Bach",
		 "bach escher godel"},
		{"Go\xcc\x88"
		 "del",
		 "godel"}, /* a mark of its own */
		{"Sm\xc3\xb8rstad  \xc5\x81\xc3\xb3"
		 "d\xc5\xba",
		 "lodz smorstad"},
		{"Stra\xc3\x9f"
		 "e",
		 "strasse"},
		{"\xc2\xab"
		 "Regina\xc2\xbb",
		 "regina"},
		{"a\tb\xc2\xa0"
		 "c",
		 "a b c"},
		{"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xbe\xd0\xb2",
		 "\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd\xd0\xbe\xd0\xb2"},
		{"R-12", "r12"},
		{"...", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *key CLEANUP(mem_free_str) =
			fingerprint_words(cases[i][0]);

		assert_string_equal(key, cases[i][1]);
	}
}

static void test_ngrams(void **state)
{
	static const char *const cases[][2] = {
		{"Paris", "arispari"}, /* the example of the description */
		{"p a r, i s!", "arispari"}, {"anana", "anna"}, {"x", "x"},
		{"\xc3\x98re", "orre"},	     {"--", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *key CLEANUP(mem_free_str) =
			fingerprint_ngrams(cases[i][0], 2);

		assert_string_equal(key, cases[i][1]);
	}
}

/* --- neighbours ----------------------------------------------------------- */

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(neighbour_distance("looman", "looman", 2), 0);
	assert_int_equal(neighbour_distance("looman", "lonman", 2), 1);
	assert_int_equal(neighbour_distance("looman", "loman", 2), 1);
	assert_int_equal(neighbour_distance("looman", "oomans", 2), 2);
	assert_int_equal(neighbour_distance("looman", "xyzman", 2), 3);
	assert_int_equal(neighbour_distance("", "ab", 2), 2);
	assert_int_equal(neighbour_distance("abc", "", 2), 3);
	/* a letter is a letter, of however many bytes */
	assert_int_equal(neighbour_distance("\xd0\xb8\xd0\xb2\xd0\xb0",
					    "\xd1\x8f\xd0\xb2\xd0\xb0", 2),
			 1);
}

/* Texts of few letters, so that many are near each other. */
static char *random_text(unsigned int *seed)
{
	size_t n = 3 + (size_t)(rand_r(seed) % 12);
	char *text = mem_zalloc(n + 1);

	for (size_t i = 0; i < n; i++)
		text[i] = (char)('a' + rand_r(seed) % 3);
	return text;
}

static size_t brute_root(const size_t *groups, size_t i)
{
	while (groups[i] != i)
		i = groups[i];
	return i;
}

static void brute_groups(char *const *texts, size_t n, size_t *groups)
{
	for (size_t i = 0; i < n; i++)
		groups[i] = i;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			size_t a = strlen(texts[i]), b = strlen(texts[j]);
			size_t radius = neighbour_radius(a < b ? a : b);
			size_t x = brute_root(groups, i);
			size_t y = brute_root(groups, j);

			if (text_distance(texts[i], texts[j], (int)radius) >
			    (int)radius)
				continue;
			if (x < y)
				groups[y] = x;
			else
				groups[x] = y;
		}
	for (size_t i = 0; i < n; i++)
		groups[i] = brute_root(groups, i);
}

#define TEXTS 150 /* so that no block is too large to tell */

static void test_neighbours(void **state)
{
	unsigned int seed = 5;

	(void)state;
	for (int round = 0; round < 60; round++) {
		char *texts[TEXTS];
		size_t want[TEXTS], got[TEXTS];

		for (size_t i = 0; i < TEXTS; i++)
			texts[i] = random_text(&seed);
		brute_groups(texts, TEXTS, want);
		assert_int_equal(neighbour_groups((const char *const *)texts,
						  TEXTS, got, NULL, NULL),
				 0);
		for (size_t i = 0; i < TEXTS; i++)
			if (want[i] != got[i])
				fail_msg("%s: with %s, not %s", texts[i],
					 texts[want[i]], texts[got[i]]);
		for (size_t i = 0; i < TEXTS; i++)
			free(texts[i]);
	}
}

static bool stop_at_once(void *arg)
{
	(void)arg;
	return true;
}

static void test_neighbours_end(void **state)
{
	const char *texts[] = {"looman", NULL, "", "lowman", NULL, "boivin"};
	size_t groups[ARRAY_LEN(texts)];

	(void)state;
	assert_int_equal(
		neighbour_groups(texts, ARRAY_LEN(texts), groups, NULL, NULL),
		0);
	assert_int_equal(groups[3], 0);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (i != 3)
			assert_int_equal(groups[i], i);
	assert_int_equal(neighbour_groups(texts, ARRAY_LEN(texts), groups,
					  stop_at_once, NULL),
			 -1);
}

/* --- find and replace ----------------------------------------------------- */

static void expect_replaced(const char *words, const char *value,
			    const char *want)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct replace *replace;
	struct error err;
	int got;

	if (replace_new(words, &replace, &err) < 0)
		fail_msg("%s: %s", words, err.text);
	got = replace_value(replace, value, strlen(value), &out, &err);
	if (got < 0)
		fail_msg("%s: %s", words, err.text);
	assert_int_equal(got, want != NULL);
	if (want != NULL)
		assert_string_equal(out.data, want);
	replace_free(replace);
}

static void test_replace(void **state)
{
	(void)state;
	expect_replaced("/Looman/Boivin/", "J. Looman, Looman",
			"J. Boivin, Looman");
	expect_replaced("/looman/Boivin/gi", "J. Looman, LOOMAN",
			"J. Boivin, Boivin");
	expect_replaced("/(\\w+), (\\w\\.)/$2 $1/", "Looman, J.", "J. Looman");
	expect_replaced("/(\\w+), (\\w\\.)/\\2 \\1/", "Looman, J.",
			"J. Looman");
	expect_replaced("|a/b|c\\|d|", "a/b", "c|d");
	expect_replaced("/a\\/b/c/", "a/b", "c");
	expect_replaced("/\\s+$//", "Regina  ", "Regina");
	expect_replaced("/^.*$//", "Regina", "");
	expect_replaced("/(\\w+)/\\U$1/", "regina sask", "REGINA sask");
	expect_replaced("/\xd0\x98/\xd0\x98\xd0\x98/i", "\xd0\xb8",
			"\xd0\x98\xd0\x98");
	expect_replaced("/x*/-/g", "axb", "-a--b-");
	expect_replaced("/nothing/x/", "Regina", NULL);
}

static void expect_refused(const char *words, const char *why)
{
	struct replace *replace = NULL;
	struct error err = {0};

	if (replace_new(words, &replace, &err) == 0)
		fail_msg("%s was taken", words);
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: %s", words, err.text);
	assert_int_equal(err.kind, ERROR_USAGE);
}

/* Many words to choose from are many parts, and no fault. */
static void test_replace_many(void **state)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	(void)state;
	bytes_append_str(&words, "/(?:");
	for (int i = 0; i < 600; i++)
		bytes_printf(&words, "name%03d|", i);
	bytes_append_str(&words, "Regina)/x/g");
	expect_replaced(words.data, "name599, Regina", "x, x");
}

static void test_replace_refused(void **state)
{
	(void)state;
	expect_refused("", "write /RE/TEXT/");
	expect_refused("abc", "write /RE/TEXT/");
	expect_refused("/a", "write /RE/TEXT/");
	expect_refused("/a/b", "write /RE/TEXT/");
	expect_refused("//b/", "is empty");
	expect_refused("/a/b/q", "not \"q\"");
	expect_refused("/(a/b/", "wrong at character 3");
	expect_refused("/a/$1/", "names group 1");
	expect_refused("/\xff/b/", "UTF-8");
}

static void test_replace_without_end(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct bytes value CLEANUP(bytes_done) = {0};
	struct replace *replace = NULL;
	struct error err = {0};

	(void)state;
	for (int i = 0; i < 10000; i++)
		bytes_append_char(&value, 'a');
	bytes_append_char(&value, '!');
	assert_int_equal(replace_new("/^(a+)+$/x/", &replace, &err), 0);
	assert_int_equal(
		replace_value(replace, value.data, value.len, &out, &err), -1);
	assert_non_null(strstr(err.text, "does not come to an end"));
	replace_free(replace);
	/* Some steps from each of its characters, and at each match. */
	assert_int_equal(
		replace_new("/(?:(?:a{1,3}){1,8}b)?/x/g", &replace, &err), 0);
	assert_int_equal(
		replace_value(replace, value.data, value.len, &out, &err), -1);
	assert_non_null(strstr(err.text, "does not come to an end"));
	replace_free(replace);
	assert_int_equal(replace_new("/a/0123456789/g", &replace, &err), 0);
	assert_int_equal(
		replace_value(replace, value.data, value.len, &out, &err), -1);
	assert_non_null(strstr(err.text, "longer than"));
	replace_free(replace);
}

/* Nothing is tried twice, but all of the value is run over from each of its
 * characters. */
static void test_replace_slow(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct bytes value CLEANUP(bytes_done) = {0};
	struct replace *replace = NULL;
	struct error err;

	(void)state;
	for (int i = 0; i < 65000; i++)
		bytes_append_char(&value, 'a');
	assert_int_equal(replace_new("/\\p{Ll}*+[1-9]|\\p{L}*+[bc]|a/x/g",
				     &replace, &err),
			 0);
	assert_int_equal(
		replace_value(replace, value.data, value.len, &out, &err), -1);
	assert_non_null(strstr(err.text, "does not come to an end"));
	replace_free(replace);
	/* One match, which fails from each of its characters. */
	assert_int_equal(replace_new("/(?:a{1,3}){1,8}[bc]/x/", &replace, &err),
			 0);
	assert_int_equal(
		replace_value(replace, value.data, value.len, &out, &err), -1);
	assert_non_null(strstr(err.text, "does not come to an end"));
	replace_free(replace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fingerprint),
		cmocka_unit_test(test_ngrams),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_neighbours_end),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_replace_many),
		cmocka_unit_test(test_replace_refused),
		cmocka_unit_test(test_replace_without_end),
		cmocka_unit_test(test_replace_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
