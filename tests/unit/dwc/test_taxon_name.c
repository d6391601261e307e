/*
 * test_taxon_name.c: names in their parts, and how far words are apart.
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
#include "dwc/name/lexicon.h"
#include "dwc/name/spelling.h"
#include "dwc/name/taxon_name.h"

/* "genus|epithet|infra|canonical|author", and "+" where it is a formula. */
static char *shown(const char *text, bool lenient)
{
	struct taxon_name name CLEANUP(taxon_name_done) = {0};
	bool good = taxon_name_read(text, lenient, &name);

	if (!good)
		return mem_strdup("-");
	return mem_printf("%s|%s|%s|%s|%s%s", name.parts[TAXON_GENUS],
			  name.parts[TAXON_EPITHET], name.parts[TAXON_INFRA],
			  name.canonical, name.author, name.formula ? "+" : "");
}

struct example {
	const char *text, *shown;
};

static void check(const struct example *examples, size_t n, bool lenient)
{
	for (size_t i = 0; i < n; i++) {
		char *got CLEANUP(mem_free_str) =
			shown(examples[i].text, lenient);

		assert_string_equal(got, examples[i].shown);
	}
}

static void test_names(void **state)
{
	static const struct example examples[] = {
		{"Carex", "carex|||Carex|"},
		{"Carex L.", "carex|||Carex|L."},
		{"Carex aquatilis Wahlenb.",
		 "carex|aquatilis||Carex aquatilis|Wahlenb."},
		{"Carex aquatilis Wahlenb. var. altior (Rydb.) Fernald",
		 "carex|aquatilis|altior|Carex aquatilis var. altior|(Rydb.) "
		 "Fernald"},
		{"Poa annua L. f. aquatica Asch.",
		 "poa|annua|aquatica|Poa annua f. aquatica|Asch."},
		{"Araucaria columnaris L. f.",
		 "araucaria|columnaris||Araucaria columnaris|L. f."},
		{"Salix \xc3\x97 sepulcralis Simonk.",
		 "salix|sepulcralis||Salix \xc3\x97 sepulcralis|Simonk."},
		{"Salix \xc3\x97sepulcralis",
		 "salix|sepulcralis||Salix \xc3\x97 sepulcralis|"},
		{"\xc3\x97Triticosecale", "triticosecale|||\xc3\x97 "
					  "Triticosecale|"},
		{"Mentha x piperita L.",
		 "mentha|piperita||Mentha x piperita|L."},
		{"Salix alba \xc3\x97 Salix fragilis",
		 "salix|alba||Salix alba|+"},
		{"Salix alba \xc3\x97 fragilis", "salix|alba||Salix alba|+"},
		{"Arctostaphylos uva-ursi (L.) Spreng.",
		 "arctostaphylos|uvaursi||Arctostaphylos uva-ursi|(L.) "
		 "Spreng."},
		{"Carex subg. Vignea (P.Beauv.) Peterm.",
		 "carex|vignea||Carex subg. Vignea|(P.Beauv.) Peterm."},
		{"Carex (Vignea) arenaria L.",
		 "carex|arenaria||Carex arenaria|L."},
		{"Homo sapiens neanderthalensis King",
		 "homo|sapiens|neanderthalensis|Homo sapiens "
		 "neanderthalensis|King"},
		{"Isoetes van-damii de Vries",
		 "isoetes|vandamii||Isoetes van-damii|de Vries"},
		{"Iso\xc3\xabtes l\xc3\xa6vis",
		 "isoetes|laevis||Iso\xc3\xabtes l\xc3\xa6vis|"},
		{"aquatilis", "-"},
		{"", "-"},
		{"12", "-"},
		{"wfo-0000001", "-"},
	};

	(void)state;
	check(examples, sizeof(examples) / sizeof(*examples), false);
}

static void test_asked(void **state)
{
	static const struct example examples[] = {
		{"carex aquatilis", "carex|aquatilis||carex aquatilis|"},
		{"CAREX AQUATILIS", "carex|aquatilis||CAREX AQUATILIS|"},
		{"C. aquatilis Wahl.", "c|aquatilis||C. aquatilis|Wahl."},
		{"Carex cf. aquatilis", "carex|aquatilis||Carex aquatilis|"},
		{"Carex sp.", "carex|||Carex|"},
		{"Carex aquati1is", "carex|aquati1is||Carex aquati1is|"},
		{"Uva ursi alba", "uva|ursi|alba|Uva ursi alba|"},
		{"  ", "-"},
		{"?", "-"},
	};

	(void)state;
	check(examples, sizeof(examples) / sizeof(*examples), true);
}

static void test_long(void **state)
{
	char text[3000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	text[0] = 'A';
	for (size_t at = 40; at < sizeof(text); at += 500) {
		struct taxon_name name CLEANUP(taxon_name_done) = {0};

		text[at] = ' ';
		taxon_name_read(text, false, &name);
		assert_string_equal(name.parts[TAXON_EPITHET], "");
		assert_non_null(name.canonical);
		assert_non_null(name.author);
	}
}

static void test_authors(void **state)
{
	(void)state;
	assert_true(taxon_name_author_likeness("L.", "Linnaeus") == 1);
	assert_true(taxon_name_author_likeness("(Hook.) A.Gray",
					       "(Hook.) A. Gray") == 1);
	assert_true(taxon_name_author_likeness("L.", "L.f.") < 1);
	assert_true(taxon_name_author_likeness("L.", "Mill.") < .6);
	/* Linnaeus is not Lamarck; an initial is still one. */
	assert_true(taxon_name_author_likeness("L.", "Lam.") < 1);
	assert_true(taxon_name_author_likeness("(Lam.) Gould", "(L.) Gould") <
		    1);
	assert_true(taxon_name_author_likeness("S. Watson", "Sereno Watson") ==
		    1);
}

/* --- spelling --------------------------------------------------------------- */

/* Optimal string alignment, the plain way. */
static unsigned int slow_edits(const char *a, const char *b)
{
	static unsigned int at[SPELLING_MAX + 1][SPELLING_MAX + 1];
	size_t n = strlen(a), m = strlen(b);

	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			unsigned int best = UINT32_MAX, c;

			if (i == 0 || j == 0) {
				at[i][j] = (unsigned int)(i + j);
				continue;
			}
			c = at[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			best = c < best ? c : best;
			c = at[i - 1][j] + 1;
			best = c < best ? c : best;
			c = at[i][j - 1] + 1;
			best = c < best ? c : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1]) {
				c = at[i - 2][j - 2] + 1;
				best = c < best ? c : best;
			}
			at[i][j] = best;
		}
	return at[n][m];
}

static uint32_t draw(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void draw_word(uint32_t *seed, char ret[SPELLING_MAX + 1])
{
	size_t n = 1 + draw(seed) % (draw(seed) % 8 == 0 ? SPELLING_MAX : 9);

	for (size_t i = 0; i < n; i++)
		ret[i] = (char)('a' + draw(seed) % 4);
	ret[n] = '\0';
}

/* The quick count is that of the plain table; the mask never passes over what
 * is near. */
static void test_edits(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char a[SPELLING_MAX + 1], b[SPELLING_MAX + 1];
		struct spelling spelling;
		unsigned int edits, differ = 0;

		draw_word(&seed, a);
		draw_word(&seed, b);
		spelling_init(&spelling, a);
		edits = spelling_edits(&spelling, b, strlen(b), SPELLING_MAX);
		assert_int_equal(edits, slow_edits(a, b));
		for (unsigned int limit = 0; limit < 6; limit++)
			assert_true((spelling_edits(&spelling, b, strlen(b),
						    limit) <= limit) ==
				    (edits <= limit));
		for (uint64_t x = spelling.mask ^ spelling_mask(b, strlen(b));
		     x != 0; x &= x - 1)
			differ++;
		assert_true(differ <= 2 * edits);
	}
}

static void test_costs(void **state)
{
	(void)state;
	assert_true(spelling_cost("carex", "carex") == 0);
	assert_true(spelling_cost("", "abc") == 3);
	assert_true(spelling_cost("aquatilis", "aquatills") < .5);
	assert_true(spelling_cost("arnica", "amica") < .5);
	assert_true(spelling_cost("amica", "arnica") < .5);
	assert_true(spelling_cost("albus", "alba") < .5);
	assert_true(spelling_cost("album", "alba") < .5);
	/* An ending counts at the end alone. */
	assert_true(spelling_cost("usta", "uma") > .5);
	assert_true(spelling_cost("carex", "czrex") == 1);
	assert_true(spelling_cost("carex", "craex") < 1);
	assert_true(spelling_cost("carex", "rosa") > 2);
}

/* --- lexicons --------------------------------------------------------------- */

struct seen {
	char words[256];
};

static void note(void *data, uint32_t number, unsigned int edits,
		 const char *word, size_t len)
{
	struct seen *seen = data;
	size_t used = strlen(seen->words);

	snprintf(seen->words + used, sizeof(seen->words) - used, "%.*s:%u:%u ",
		 (int)len, word, (unsigned int)number, edits);
}

static void fill(struct lexicon_maker *maker, struct lexicon *lexicon,
		 size_t *ret_shelves)
{
	static const char *const words[] = {
		"carex", "rosa", "cares", "carex", "poa", "caltha", "carexia"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_true(lexicon_number(maker, words[i]) > 0);
	lexicon_begin(lexicon, (uint32_t)maker->n);
	for (size_t length = 1; length <= SPELLING_MAX; length++) {
		struct bytes shelf CLEANUP(bytes_done) = {0};
		size_t size;

		if (lexicon_shelve(maker, length, &shelf) == 0)
			continue;
		size = shelf.len;
		assert_int_equal(lexicon_take(lexicon, length,
					      bytes_steal(&shelf), size, NULL),
				 0);
		(*ret_shelves)++;
	}
}

static void test_lexicon(void **state)
{
	struct lexicon_maker maker CLEANUP(lexicon_maker_done) = {0};
	struct lexicon lexicon CLEANUP(lexicon_done) = {0};
	struct seen seen = {""};
	size_t shelves = 0;
	char longest[LEXICON_TEXT_MAX + 2];

	(void)state;
	fill(&maker, &lexicon, &shelves);
	assert_int_equal(maker.n, 6);
	assert_int_equal(shelves, 5);
	assert_int_equal(lexicon.last, 6);
	assert_int_equal(lexicon_find(&lexicon, "cares"), 3);
	assert_int_equal(lexicon_find(&lexicon, "care"), 0);
	assert_int_equal(lexicon_find(&lexicon, ""), 0);
	assert_memory_equal(lexicon_word(&lexicon, 3, &shelves), "cares", 5);
	assert_int_equal(shelves, 5);
	assert_null(lexicon_word(&lexicon, 7, &shelves));
	assert_null(lexicon_word(&lexicon, 0, &shelves));
	lexicon_near(&lexicon, "carex", 1, note, &seen);
	assert_string_equal(seen.words, "cares:3:1 carex:1:0 ");
	seen.words[0] = '\0';
	lexicon_begins(&lexicon, "ca", note, &seen);
	assert_string_equal(seen.words,
			    "cares:3:0 carex:1:0 caltha:5:0 carexia:6:0 ");
	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(lexicon_number(&maker, longest), 0);
}

/* Takes a copy in. */
static int take_copy(struct lexicon *lexicon, size_t length, const char *bytes,
		     size_t size)
{
	char *copy = mem_alloc(size + 1);

	memcpy(copy, bytes, size);
	return lexicon_take(lexicon, length, copy, size, NULL);
}

/* A shelf that comes when words were asked for is known like the others. */
static void test_lexicon_late(void **state)
{
	struct lexicon lexicon CLEANUP(lexicon_done) = {0};
	char first[14] = {0}, second[15] = {0};
	size_t len;

	(void)state;
	memcpy(first + 8, "\x01\0\0\0ab", 6);
	memcpy(second + 8, "\x02\0\0\0abc", 7);
	lexicon_begin(&lexicon, 2);
	assert_int_equal(take_copy(&lexicon, 2, first, 14), 0);
	assert_memory_equal(lexicon_word(&lexicon, 1, &len), "ab", 2);
	assert_null(lexicon_word(&lexicon, 2, &len));
	assert_int_equal(take_copy(&lexicon, 3, second, 15), 0);
	assert_memory_equal(lexicon_word(&lexicon, 2, &len), "abc", 3);
	assert_int_equal(len, 3);
}

static void test_lexicon_damage(void **state)
{
	struct lexicon lexicon CLEANUP(lexicon_done) = {0};
	char words[2 * 17] = {0};
	char wild[17] = {0};

	(void)state;
	lexicon_begin(&lexicon, 6);
	words[16] = 1;
	words[20] = 2;
	memset(wild + 8, 0xff, 4);
	assert_int_equal(take_copy(&lexicon, 5, words, 33), -1);
	assert_int_equal(take_copy(&lexicon, 5, words, 0), -1);
	assert_int_equal(take_copy(&lexicon, 0, words, 12), -1);
	assert_int_equal(take_copy(&lexicon, 64, words, 34), -1);
	assert_int_equal(take_copy(&lexicon, 5, wild, 17), -1);
	assert_int_equal(take_copy(&lexicon, 5, words, 34), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_authors),
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_costs),
		cmocka_unit_test(test_lexicon),
		cmocka_unit_test(test_lexicon_late),
		cmocka_unit_test(test_lexicon_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
