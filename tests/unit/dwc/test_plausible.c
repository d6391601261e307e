/*
 * test_plausible.c: letters that could be words, and those that could not.
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

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/mem.h"
#include "dwc/words/plausible.h"

static int load(void **state)
{
	struct plausible *plausible = NULL;

	if (plausible_load(NULL, &plausible, NULL) < 0)
		return -1;
	*state = plausible;
	return 0;
}

static int unload(void **state)
{
	plausible_free(*state);
	return 0;
}

/* Labels in eight languages. */
static const char *const labels[] = {
	"Collected in a wet meadow along the gravel road to the old quarry, "
	"together with sedges and horsetails; flowers pale yellow",
	"R\xc3\xa9"
	"colt\xc3\xa9 dans une prairie humide au bord de la rivi\xc3\xa8re, "
	"sur calcaire, fleurs jaunes, assez fr\xc3\xa9quent",
	"Feuchte Wiese am Waldrand oberhalb der Stra\xc3\x9f"
	"e, auf Kalkboden, Bl\xc3\xbcten gelblich, zerstreut",
	"Bosque h\xc3\xbamedo a orillas del camino, suelo arenoso, flores "
	"amarillas, hierba de medio metro, escasa",
	"Mata \xc3\xbamida \xc3\xa0 beira do c\xc3\xb3rrego, solo arenoso, "
	"flores amarelas, arbusto de dois metros",
	"Prati umidi presso il torrente, sopra il paese, su roccia calcarea, "
	"fiori gialli, poco frequente",
	"Vochtig grasland langs de sloot, kleigrond, bloemen geel, vrij "
	"algemeen, samen met zegge",
	"In pratis humidis ad ripas fluminis prope pagum, solo calcareo, "
	"floribus luteis, haud infrequens",
	"Herbarium of the University, Carex rostrata Stokes var. utriculata "
	"(Boott) Bailey, leg. Halvorsen, det. Sandberg, Sask.",
	"HERBARIUM OF THE BOTANICAL SURVEY PLANTS OF THE NORTHERN TERRITORY",
};

/* What an English OCR model wrote of Cyrillic, Greek and Georgian labels, and
 * letters drawn by lot. */
static const char *const garble[] = {
	"TEPBAPHM BOTAHHYECKOTO HHCTUTYTA \xc2\xaenopa Cu6upu Bep\xc3\xa9"
	"3a mopucnaa KpacHospcKui Kpauv, EpMakoBckuu paiion, OKPeCTHOCTH "
	"Tloc\xc3\xa9mka TaH3bi6eu, TouMa pekxu bonpiuiot Ke6ex, cMellaHHBI ec "
	"12 urona 1978 r. Co6pan: HU. KpacHo6opos Onpenenun: B. Iayno",
	"TIANETIZTHMIO AOHNON Botaviko Movoeio XAwpt6a the EAAGbac Opoc "
	"Ilapvacodc, Bpaywbe1c B\xc3\xa9oe1\xc2\xa2 Ywopetpo 1800 p\xc3\xa9topa "
	"LvAAExtnec: T. ManabdmovAoc",
	"LogoHo3gmmb dmpobozob obbG0Gy60 390090490 J3gbog mdo~obo doo 6yg "
	"JeoboHg bgmodo 3933ob00 J9g0M3Zg0y9moo",
	"xqkw rtzvb gnwpq ohfjz kkvd wmxt bqpl zzhr pfvk ydlqw",
};

static void test_labels(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		struct plausible_text text;

		plausible_text(*state, labels[i], &text);
		if (text.verdict != PLAUSIBLE_WORDS || text.garbled > 0.1 ||
		    text.words < 6)
			fail_msg("\"%s\": %zu words, %.2f garbled", labels[i],
				 text.words, text.garbled);
		assert_true(text.other <= 0 && text.script == NULL);
	}
}

static void test_garble(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(garble); i++) {
		struct plausible_text text;

		plausible_text(*state, garble[i], &text);
		if (text.verdict != PLAUSIBLE_GARBLE)
			fail_msg("\"%s\": %zu words, %.2f garbled", garble[i],
				 text.words, text.garbled);
	}
}

static void test_scripts(void **state)
{
	static const struct {
		const char *text, *script;
	} rows[] = {
		{"\xd0\xa4\xd0\xbb\xd0\xbe\xd1\x80\xd0\xb0 "
		 "\xd0\xa1\xd0\xb8\xd0\xb1\xd0\xb8\xd1\x80\xd0\xb8 1978",
		 "Cyrillic"},
		{"\xe6\xa4\x8d\xe7\x89\xa9\xe6\xa0\x87\xe6\x9c\xac No. 123",
		 "Han"},
		{"\xce\xa7\xce\xbb\xcf\x89\xcf\x81\xce\xaf\xce\xb4\xce\xb1",
		 "Greek"},
	};
	struct plausible_text text;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		plausible_text(*state, rows[i].text, &text);
		assert_int_equal(text.verdict, PLAUSIBLE_SCRIPT);
		assert_string_equal(text.script, rows[i].script);
	}
	/* a letter of another script amid words is not another script */
	plausible_text(*state,
		       "on limestone rocks, spores 20 \xce\xbcm, \xce\xb1",
		       &text);
	assert_int_equal(text.verdict, PLAUSIBLE_WORDS);
	plausible_text(*state, "12 | 3.5 ~ ab", &text);
	assert_int_equal(text.verdict, PLAUSIBLE_NOTHING);
	plausible_text(*state, "", &text);
	assert_int_equal(text.verdict, PLAUSIBLE_NOTHING);
}

static void test_words(void **state)
{
	static const char *const good[] = {
		"Regina,",	 "K.Dillman", "Map/Quad.:", "Oleaceae",
		"McKay-Muster",	 "Moosomin",  "(Boott)",    "McCalla",
		"O'Hara",	 "d'Urville", "Calif.",	    "Marie-Victorin",
		"Z\xc3\xbcrich", "Oaxaca",    "Ypsilanti",  "Oldenburg"};
	static const char *const bad[] = {"KpacHospcKui", "xqkwv", "wo|dl4nd",
					  "bgmodx", "rnrnlii"};
	static const char *const untold[] = {"",     "12",    "NW",   "Co.",
					     "R.M.", "1978r", "T12N", "USDA"};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (plausible_word(*state, good[i]) < 0.5)
			fail_msg("%s: %.2f", good[i],
				 plausible_word(*state, good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (!(plausible_word(*state, bad[i]) >= 0 &&
		      plausible_word(*state, bad[i]) < 0.5))
			fail_msg("%s: %.2f", bad[i],
				 plausible_word(*state, bad[i]));
	for (size_t i = 0; i < ARRAY_LEN(untold); i++)
		if (plausible_word(*state, untold[i]) >= 0)
			fail_msg("%s: %.2f", untold[i],
				 plausible_word(*state, untold[i]));
}

/* A letter that is misread never helps much, and many never help at all. */
static void test_misread(void **state)
{
	unsigned seed = 7;
	int worse = 0;

	for (int round = 0; round < 200; round++) {
		char word[] = "meadow along gravel road";
		struct plausible_text text;

		for (size_t i = 0; word[i] != '\0'; i++) {
			seed = seed * 1103515245 + 12345;
			if (word[i] != ' ' && seed >> 16 & 1)
				word[i] = "zqxjkvwbfp"[(seed >> 18) % 10];
		}
		plausible_text(*state, word, &text);
		assert_true(text.garbled >= 0 && text.garbled <= 1);
		worse += text.garbled > 0.4;
	}
	assert_true(worse > 180);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels),	cmocka_unit_test(test_garble),
		cmocka_unit_test(test_scripts), cmocka_unit_test(test_words),
		cmocka_unit_test(test_misread),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
