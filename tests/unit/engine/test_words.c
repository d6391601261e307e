/*
 * test_words.c: lists of words, and readings that vote; lines and tokens.
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
#include "engine/map/label_text.h"
#include "engine/map/wrap.h"
#include "image/facts/words.h"
#include "tests/kit/label_page.h"

static void add(struct words *w, const char *text, int x, int wide,
		double confidence)
{
	words_add(w, text, (struct box){x, 10, wide, 20}, -1, confidence);
}

/* All words from left to right, blanks between. */
static char *line_of(const struct words *w)
{
	struct label_text text;
	struct token_list list = {0};
	struct bytes out = {0};
	label_text_init(&text, w);
	for (size_t i = 0; i < text.n_tokens; i++)
		token_list_add(&list, i);
	token_list_text(&text, &list, &out);
	token_list_done(&list);
	label_text_done(&text);
	return bytes_steal(&out);
}

static void check_vote(const struct words *readings, size_t n, const char *want)
{
	struct words voted = {0};
	words_vote(readings, n, &voted);
	char *got = line_of(&voted);
	assert_string_equal(got, want);
	free(got);
	words_done(&voted);
}

static void test_vote(void **state)
{
	struct words r[3] = {{0}};
	(void)state;
	/* two that agree outvote a surer one */
	add(&r[0], "Station", 0, 80, 0.9);
	add(&r[1], "Statlon", 1, 80, 0.95);
	add(&r[2], "Station", 2, 80, 0.8);
	check_vote(r, 3, "Station");
	/* one word against two of the same place: nothing is said twice */
	add(&r[0], "50-8-15W", 100, 100, 0.5);
	add(&r[1], "50-8-15", 100, 60, 0.9);
	add(&r[1], "W", 165, 30, 0.9);
	check_vote(r, 2, "Statlon 50-8-15 W");
	/* what one alone saw, unsurely, is left out; surely, it stays */
	add(&r[2], "eee", 300, 40, 0.3);
	add(&r[2], "L.", 400, 20, 0.9);
	check_vote(r, 3, "Station 50-8-15 W L.");
	/* a reading that saw a fragment clearly does not win by that */
	for (int i = 0; i < 3; i++)
		words_clear(&r[i]);
	add(&r[0], "saximontana", 0, 120, 0.7);
	add(&r[1], "s", 0, 10, 0.75);
	check_vote(r, 2, "saximontana");
	for (int i = 0; i < 3; i++)
		words_done(&r[i]);
	struct words none = {0};
	words_vote(NULL, 0, &none);
	assert_int_equal(none.n, 0);
}

/* How many of the readings have the letters of the word that won. */
static void check_agreed(const struct words *readings, size_t n, size_t word,
			 size_t agreed)
{
	struct words voted = {0};

	words_vote(readings, n, &voted);
	assert_true(word < voted.n);
	assert_true(voted.items[word].agreed * (double)n > (double)agreed - .1);
	assert_true(voted.items[word].agreed * (double)n < (double)agreed + .1);
	words_done(&voted);
}

static void test_agreed(void **state)
{
	struct words r[4] = {{0}};

	(void)state;
	/* case and marks aside */
	add(&r[0], "Station,", 0, 80, 0.9);
	add(&r[1], "STATION", 1, 80, 0.8);
	add(&r[2], "Statlon", 2, 80, 0.8);
	check_agreed(r, 4, 0, 2);
	/* in two words, and in one longer */
	words_clear(&r[2]);
	add(&r[2], "Sta", 0, 35, 0.8);
	add(&r[2], "tion", 40, 40, 0.8);
	add(&r[3], "StationN.", 0, 110, 0.3);
	check_agreed(r, 4, 0, 4);
	/* one letter is in many words by chance */
	for (int i = 0; i < 4; i++)
		words_clear(&r[i]);
	add(&r[0], "N", 0, 20, 0.9);
	add(&r[1], "N", 0, 20, 0.9);
	add(&r[2], "Nn", 0, 22, 0.2);
	check_agreed(r, 4, 0, 2);
	for (int i = 0; i < 4; i++)
		words_done(&r[i]);
	/* what was read once nobody can agree with */
	add(&r[0], "alone", 0, 20, 0.9);
	assert_true(r[0].items[0].agreed == AGREED_UNKNOWN);
	words_done(&r[0]);
}

static void test_add(void **state)
{
	struct words w = {0};
	(void)state;
	add(&w, "  ", 0, 10, 1);
	add(&w, NULL, 0, 10, 1);
	add(&w, "x", 0, 0, 1);
	assert_int_equal(w.n, 0);
	add(&w, "a\x1b[2Jb\xff", 0, 10, 1); /* controls never come through */
	assert_int_equal(w.n, 1);
	assert_null(strchr(w.items[0].text, '\x1b'));
	assert_int_equal(w.items[0].baseline, 30);
	for (int i = 0; i < WORDS_MAX + 10; i++)
		add(&w, "y", i, 5, 1);
	assert_int_equal(w.n, WORDS_MAX);
	words_done(&w);
}

static void test_legibility(void **state)
{
	struct words w = {0};
	(void)state;
	assert_true(words_legibility(&w) < 0.01);
	label_page("Locality Regina Collector", &w);
	assert_true(words_legibility(&w) > 0.9);
	assert_int_equal(words_substance(&w), 23);
	words_clear(&w);
	label_page("%A1I1eoo7 JO}031103 ayd", &w);
	assert_true(words_legibility(&w) < 0.1);
	words_done(&w);
}

static void test_lines(void **state)
{
	struct words w = {0};
	struct label_text t;
	(void)state;
	label_page("Coll. No. 12     Det.J.F.A.\n^      floating\nlast line\n",
		   &w);
	label_text_init(&t, &w);
	assert_int_equal(t.n_lines, 3);
	/* Coll. No. 12 Det. J. F. A. */
	assert_int_equal(t.lines[0].n, 7);
	assert_string_equal(t.tokens[0].letters, "coll");
	assert_true(t.tokens[0].colon);
	assert_string_equal(t.tokens[3].letters, "det");
	assert_true(token_gap(&t, 3) > 2.5);
	assert_true(token_gap(&t, 4) < 0.01);
	assert_string_equal(t.tokens[t.lines[1].first].letters, "floating");
	label_text_done(&t);
	words_clear(&w);
	/* a label that leans keeps its lines */
	for (int i = 0; i < 10; i++)
		words_add(&w, "word", (struct box){i * 80, 20 + i * 4, 60, 20},
			  40 + i * 4, 0.9);
	label_text_init(&t, &w);
	assert_int_equal(t.n_lines, 1);
	label_text_done(&t);
	/* numbers are not cut at their points */
	words_clear(&w);
	label_page("0.8 mi 1/2 8/12/83 33.5", &w);
	label_text_init(&t, &w);
	assert_int_equal(t.lines[0].n, 5);
	label_text_done(&t);
	words_done(&w);
}

/* A word that the end of a line breaks is whole, and a name that the next line
 * says again stands there once; figures and other hyphens are left alone. */
static void test_wrap(void **state)
{
	static const char *const rows[][2] = {
		{"Eight mi. east of Stark-\nville, in draw",
		 "Eight mi. east of Starkville, in draw"},
		{"on sand-\nstone, north-\nfacing slope",
		 "on sandstone, north-facing slope"},
		{"a semi-arid hill\nof lime-stone and lime-\nstone",
		 "a semi-arid hill of lime-stone and lime-stone"},
		{"near Baden-\nBaden", "near Baden-Baden"},
		{"from 20-\n30 m", "from 20- 30 m"},
		{"sand -\nstone", "sand stone"},
		{"North Caicos\nNorth Caicos: in coppice",
		 "North Caicos: in coppice"},
		{"Institute of Jamaica\nJamaica W.I.",
		 "Institute of Jamaica Jamaica W.I."},
		{"Walla Walla in sand\nin sand", "Walla Walla in sand in sand"},
		{"North Caicos\nNorth Bimini", "North Caicos North Bimini"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct words w = {0};
		struct label_text text;
		struct token_list list = {0};
		struct bytes out CLEANUP(bytes_done) = {0};

		label_page(rows[i][0], &w);
		label_text_init(&text, &w);
		for (size_t k = 0; k < text.n_tokens; k++)
			token_list_add(&list, k);
		wrap_text(&text, &list, &out);
		assert_string_equal(out.data, rows[i][1]);
		token_list_done(&list);
		label_text_done(&text);
		words_done(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vote),  cmocka_unit_test(test_agreed),
		cmocka_unit_test(test_add),   cmocka_unit_test(test_legibility),
		cmocka_unit_test(test_lines), cmocka_unit_test(test_wrap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
