/*
 * test_label_lexicon.c: classes of the words of labels.
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

#include "base/compiler.h"
#include "base/mem.h"
#include "dwc/words/label_lexicon.h"

static void test_own(void **state)
{
	static const char own[] = "direction\ten\tnorth_of Nord\n"
				  "county\ten\tco.\n"
				  "number\t-\t# n\xc2\xb0\n"
				  "habitat\tfr\tfor\xc3\xaat Nord\n";
	const char *words[] = {"km", "North", "of", "(the)", "For\xc3\x8aT,"};
	label_set classes[ARRAY_LEN(words)], found = 0;
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_parse(own, &lexicon, &err), 0);
	assert_true(label_lexicon_classes(lexicon, "foret") ==
		    LABEL_BIT(LABEL_HABITAT));
	assert_true(label_lexicon_classes(lexicon, "NORD") ==
		    (LABEL_BIT(LABEL_HABITAT) | LABEL_BIT(LABEL_DIRECTION)));
	assert_true(label_lexicon_classes(lexicon, "Co") == 0);
	assert_true(label_lexicon_classes(lexicon, "Co.,") ==
		    LABEL_BIT(LABEL_COUNTY));
	assert_true(label_lexicon_classes(lexicon, "#") ==
		    LABEL_BIT(LABEL_NUMBER));
	assert_true(label_lexicon_classes(lexicon, "") == 0);
	assert_true(label_lexicon_classes(lexicon, "north") == 0);
	assert_int_equal(label_lexicon_phrase(lexicon, words + 1, 4, &found),
			 2);
	assert_true(found == LABEL_BIT(LABEL_DIRECTION));
	label_lexicon_mark(lexicon, words, ARRAY_LEN(words), classes);
	assert_true(classes[0] == 0 && classes[3] == 0);
	assert_true(classes[1] == found && classes[2] == found);
	assert_true(classes[4] == LABEL_BIT(LABEL_HABITAT));
	label_lexicon_free(lexicon);
}

static void test_faults(void **state)
{
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_parse("habitat\ten\n", &lexicon, &err),
			 -1);
	assert_int_equal(
		label_lexicon_parse("smell\ten\tsweet\n", &lexicon, &err), -1);
	assert_non_null(strstr(err.text, "line 1"));
	assert_int_equal(
		label_lexicon_parse("habitat\ten\t.\n", &lexicon, &err), -1);
}

/* Ten words that mean a month, people, a place and more in each language. */
static const struct {
	const char *language;
	const char *words; /* CLASS: words; as they stand on a label */
} languages[] = {
	{"en", "month: May Sept. December season: Spring collector: Collected "
	       "legit determiner: det. joint: & habitat: Meadow, locality: "
	       "river substrate: (limestone) institution: Herbarium colour: "
	       "white direction: NW elevation: elev. number: No. unit: ft."},
	{"fr",
	 "month: ao\xc3\xbbt juillet f\xc3\xa9vr. season: \xc3\xa9t\xc3\xa9 "
	 "collector: R\xc3\xa9"
	 "colteur determiner: D\xc3\xa9termin\xc3\xa9 joint: avec "
	 "habitat: For\xc3\xaat locality: rivi\xc3\xa8re substrate: "
	 "\xc3\x89"
	 "corce institution: Herbier colour: jaunes number: N\xc2\xb0"},
	{"de", "month: M\xc3\xa4rz J\xc3\xa4nner Dez. season: Fr\xc3\xbchling "
	       "collector: Sammler determiner: Bestimmt joint: mit habitat: "
	       "Wiese Waldrand locality: Stra\xc3\x9f"
	       "e Fluss substrate: Felsen "
	       "institution: Universit\xc3\xa4t colour: gelb elevation: "
	       "Meeresh\xc3\xb6he county: Landkreis"},
	{"es", "month: enero Ago. diciembre season: oto\xc3\xb1o collector: "
	       "Colector determiner: Determin\xc3\xb3 joint: y habitat: bosque "
	       "pradera locality: Cerro camino substrate: suelo institution: "
	       "Jard\xc3\xadn colour: amarillas elevation: msnm state: Depto. "
	       "town: Mpio."},
	{"pt",
	 "month: janeiro mar\xc3\xa7o Out. season: ver\xc3\xa3o collector: "
	 "Coletor determiner: determinou joint: e habitat: mata Cerrado "
	 "locality: Serra substrate: solo institution: Herb\xc3\xa1rio "
	 "colour: roxa elevation: altitude"},
	{"it", "month: gennaio luglio Sett. season: estate collector: "
	       "Raccoglitore determiner: determinato joint: ed habitat: bosco "
	       "Prato locality: torrente substrate: roccia institution: "
	       "Erbario colour: gialli elevation: quota town: Comune"},
	{"nl", "month: maart Mei augustus season: herfst collector: "
	       "verzamelaar determiner: gedetermineerd joint: en habitat: Bos "
	       "weiland locality: gemeente substrate: zandgrond institution: "
	       "museum colour: witte elevation: hoogte"},
	{"la", "month: Augusti junio season: aestate collector: legit "
	       "determiner: determinavit joint: cum habitat: silvis pratis "
	       "locality: prope substrate: cortice institution: horti colour: "
	       "albis elevation: altitudo type: Holotypus rank: var. "
	       "qualifier: cf."},
	{"sv, da, no, fi",
	 "month: januari maj augusti marts desember elokuuta Kes\xc3\xa4kuu"},
	{"-",
	 "suffix: Jr. III particle: van number: # datum: WGS84 month: viii "
	 "others: al. vernacular: n.v. coordinate: UTM county: Co. "
	 "country: Pays distance: km remarks: shrub common: the "
	 "preposition: near revision: rev. copy: accession title: "
	 "Plantae associated: associates"},
};

static int class_of(const char *name, size_t len)
{
	for (int i = 0; i < LABEL_CLASS_COUNT; i++)
		if (strlen(label_class_name((enum label_class)i)) == len &&
		    strncmp(label_class_name((enum label_class)i), name, len) ==
			    0)
			return i;
	return -1;
}

/* Counts the words that have not the class before them; marks the classes. */
static int check_words(const struct label_lexicon *lexicon, const char *words,
		       const char *language, label_set *seen)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(words);
	int class = -1, wrong = 0;
	char *rest = NULL;

	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		size_t len = strlen(word);

		if (word[len - 1] == ':') {
			class = class_of(word, len - 1);
			assert_true(class >= 0);
			*seen |= LABEL_BIT(class);
			continue;
		}
		if (label_lexicon_classes(lexicon, word) & LABEL_BIT(class))
			continue;
		print_error("%s: \"%s\" is not of class %s\n", language, word,
			    label_class_name((enum label_class) class));
		wrong++;
	}
	return wrong;
}

static void test_table(void **state)
{
	struct label_lexicon *lexicon;
	label_set seen = 0;
	struct error err;
	int wrong = 0;

	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &lexicon, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		wrong += check_words(lexicon, languages[i].words,
				     languages[i].language, &seen);
	assert_int_equal(wrong, 0);
	for (int i = 0; i < LABEL_CLASS_COUNT; i++)
		if (!(seen & LABEL_BIT(i)))
			fail_msg("no word of class %s was looked at",
				 label_class_name((enum label_class)i));
	label_lexicon_free(lexicon);
}

static void test_phrases(void **state)
{
	static const struct {
		const char *words[4];
		size_t n;
		enum label_class class;
	} rows[] = {
		{{"North", "of", "town"}, 2, LABEL_DIRECTION},
		{{"Plants", "of", "the", "Yukon"}, 3, LABEL_TITLE},
		{{"Flora", "von", "Bayern"}, 2, LABEL_TITLE},
		{{"Plantas", "de", "Cuba"}, 2, LABEL_TITLE},
		{{"et", "al.", "123"}, 2, LABEL_OTHERS},
		{{"Associated", "with:", "Carex"}, 2, LABEL_ASSOCIATED},
		{{"Nom.", "vern.:", "x"}, 2, LABEL_VERNACULAR},
		{{"boven", "zee", "."}, 2, LABEL_ELEVATION},
		{{"Carex", "rostrata", "L."}, 0, LABEL_TITLE},
	};
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &lexicon, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		label_set found = 0;

		assert_int_equal(
			label_lexicon_phrase(lexicon, rows[i].words, 3, &found),
			rows[i].n);
		assert_true(rows[i].n == 0 ||
			    (found & LABEL_BIT(rows[i].class)) != 0);
	}
	label_lexicon_free(lexicon);
}

/* A name is not made of words that speak of something else. */
static void test_names(void **state)
{
	static const char *const words[] = {
		"Rosa",	    "Viola",	"Carex",       "Salix",	   "alba",
		"borealis", "perennis", "annua",       "vulgaris", "canadensis",
		"Poa",	    "Achillea", "millefolium", "Trifolium"};
	label_set topics = LABEL_BIT(LABEL_HABITAT) | LABEL_BIT(LABEL_COLOUR) |
			   LABEL_BIT(LABEL_REMARKS) | LABEL_BIT(LABEL_COMMON) |
			   LABEL_BIT(LABEL_LOCALITY);
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &lexicon, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (label_lexicon_classes(lexicon, words[i]) & topics)
			fail_msg("%s is a name", words[i]);
	label_lexicon_free(lexicon);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),   cmocka_unit_test(test_faults),
		cmocka_unit_test(test_table), cmocka_unit_test(test_phrases),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
