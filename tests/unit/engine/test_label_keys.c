/*
 * test_label_keys.c: the tables of headings and of telling words.
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
#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/words/label_lexicon.h"
#include "engine/map/label_keys.h"
#include "tests/kit/label_page.h"
#include "tests/kit/scratch.h"

/* The heading found at the beginning of a line, or "". */
static const char *found(const struct label_keys *keys, const char *line,
			 unsigned languages, double loose, size_t *ret_tokens)
{
	struct words words = {0};
	struct label_text text;
	struct key_search how = {.languages = languages, .loose = loose};
	struct key_match match = {0};
	label_page(line, &words);
	label_text_init(&text, &words);
	bool any = label_keys_match(keys, &text, 0, &how, &match);
	if (ret_tokens)
		*ret_tokens = any ? match.tokens : 0;
	label_text_done(&text);
	words_done(&words);
	return any ? match.key->heading : "";
}

static void test_match(void **state)
{
	struct label_keys *keys;
	struct error err;
	size_t tokens;
	(void)state;
	assert_int_equal(label_keys_load(NULL, &keys, &err), 0);
	assert_true(label_keys_count(keys) > 200);
	assert_string_equal(found(keys, "Coll. No. 12", 1, 0, &tokens),
			    "Coll. No");
	assert_int_equal(tokens, 2);
	assert_string_equal(found(keys, "Coll. J. Best", 1, 0, &tokens),
			    "Coll");
	assert_int_equal(tokens, 1);
	assert_string_equal(found(keys, "Botanica? Nawe Poa", 1, 0, &tokens),
			    "Botanical Name");
	assert_string_equal(found(keys, "Collector: S. Best", 1, 0, &tokens),
			    "Collector");
	assert_int_equal(tokens, 1);
	/* short words need their dot, numbers a number */
	assert_string_equal(found(keys, "Hab in silvis", ~0u, 0, NULL), "");
	assert_string_equal(found(keys, "Hab. in silvis", ~0u, 0, NULL), "Hab");
	assert_string_equal(found(keys, "No flowers seen", ~0u, 0, NULL), "");
	/* languages that are not on the label are taken to the letter */
	assert_string_equal(found(keys, "Department of", 1, 0, NULL), "");
	assert_string_equal(found(keys, "Fundort Wien", 1, 0, NULL), "Fundort");
	assert_string_equal(found(keys, "Fundurt Wien", 1, 0, NULL), "");
	assert_string_equal(found(keys, "Fundurt Wien", ~0u, 0, NULL),
			    "Fundort");
	/* looser on forms */
	assert_string_equal(found(keys, "Lecolety x", 1, 0, NULL), "");
	assert_string_equal(found(keys, "Lecolety x", 1, 0.42, NULL),
			    "Locality");
	assert_string_equal(found(keys, "Herbarium of", 1, 0.42, NULL), "");
	label_keys_free(keys);
}

static void test_term(void **state)
{
	struct label_keys *keys;

	(void)state;
	assert_int_equal(label_keys_load(NULL, &keys, NULL), 0);
	assert_string_equal(label_keys_term(keys, "Collector"), "recordedBy");
	assert_string_equal(label_keys_term(keys, " coll.  NO.: "),
			    "recordNumber");
	assert_null(label_keys_term(keys, "Collector of stamps"));
	assert_null(label_keys_term(keys, "Site"));
	assert_null(label_keys_term(keys, ""));
	label_keys_free(keys);
}

static void test_parse(void **state)
{
	static const char *const bad[] = {
		"Locality\tlocality\theading\n",  /* three columns */
		"Locality\tlocality\tloud\ten\n", /* no such role */
		"Locality\t\theading\ten\n",	  /* no term */
		"...\tlocality\theading\ten\n",	  /* no letters */
		"# fine\n\nLocality only\n",
	};
	struct label_keys *keys = (void *)0x1;
	struct error err;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(label_keys_parse(bad[i], &keys, &err), -1);
		assert_ptr_equal(keys, (void *)0x1);
		assert_non_null(strstr(err.text, "line "));
	}
	assert_non_null(strstr(err.text, "line 3"));
	assert_int_equal(label_keys_parse("", &keys, &err), 0);
	assert_int_equal(label_keys_count(keys), 0);
	label_keys_free(keys);
	assert_int_equal(
		label_keys_parse(
			"# c\r\nFindestelle\tlocality\theading\tde\r\n", &keys,
			&err),
		0);
	assert_int_equal(label_keys_count(keys), 1);
	assert_string_equal(found(keys, "Findestelle Ulm", 0, 0, NULL),
			    "Findestelle");
	label_keys_free(keys);
}

/* How many headings the table has with this file. */
static size_t count_with(const char *dir, const char *text)
{
	char *path = file_join(dir, "label-keys.tsv");
	struct label_keys *keys;
	struct error err;
	size_t n;

	assert_int_equal(
		file_write_atomic(path, text, strlen(text), 0600, &err), 0);
	if (label_keys_load(dir, &keys, &err) < 0)
		fail_msg("%s", err.text);
	n = label_keys_count(keys);
	label_keys_free(keys);
	free(path);
	return n;
}

/* A file adds to the table, with or without a line of columns. */
static void test_own(void **state)
{
	static const char own[] = "Findested\tlocality\theading\tnl\n"
				  "-Fundort\n"
				  "Locality\thabitat\theading\ten\n";
	struct label_keys *keys;
	struct error err;
	char *dir = scratch_new();
	size_t n = count_with(dir, "");

	(void)state;
	assert_int_equal(count_with(dir, "Findested\tlocality\theading\tnl\n"),
			 n + 1);
	assert_int_equal(count_with(dir, "heading\tterm\trole\tlanguage\n"
					 "-Fundort\n"),
			 n - 1);
	assert_int_equal(count_with(dir, own), n);
	assert_int_equal(label_keys_load(dir, &keys, &err), 0);
	assert_string_equal(found(keys, "Findested Gent", ~0u, 0, NULL),
			    "Findested");
	assert_string_equal(found(keys, "Fundort Wien", 1, 0, NULL), "");
	assert_string_equal(found(keys, "Locality x", 1, 0, NULL), "Locality");
	label_keys_free(keys);
	scratch_free(dir);
}

/* Ten headings in each language, and the terms that they stand for. */
static void test_languages(void **state)
{
	static const struct {
		const char *lines[10]; /* what stands there, and the heading */
	} languages[] = {
		{{"Collected by", "Locality", "Habitat", "Date", "Elevation",
		  "Determined by", "Common Name", "Family", "Coll. No",
		  "Remarks"}},
		{{"R\xc3\xa9"
		  "colt\xc3\xa9 par",
		  "Localit\xc3\xa9", "Milieu",
		  "Date de r\xc3\xa9"
		  "colte",
		  "R\xc3\xa9"
		  "colt\xc3\xa9 le",
		  "D\xc3\xa9termin\xc3\xa9 par", "Nom vernaculaire", "Famille",
		  "Nom scientifique", "Remarques"}},
		{{"Gesammelt von", "Fundort", "Standort", "Funddatum",
		  "Meeresh\xc3\xb6he", "Bestimmt von", "Volksname", "Familie",
		  "Sammelnummer", "Bemerkungen"}},
		{{"Colectado por", "Localidad", "Ambiente", "Fecha de colecta",
		  "Elevaci\xc3\xb3n", "Determinado por", "Nombre vulgar",
		  "Familia",
		  "Nombre cient\xc3\xad"
		  "fico",
		  "Observaciones"}},
		{{"Coletor", "Localidade", "Coletado por", "Data de coleta",
		  "Eleva\xc3\xa7\xc3\xa3o", "Determinou", "Nome popular",
		  "Fam\xc3\xadlia",
		  "Nome cient\xc3\xad"
		  "fico",
		  "Observa\xc3\xa7\xc3\xb5"
		  "es"}},
		{{"Raccoglitore", "Localit\xc3\xa0", "Raccolto da",
		  "Data di raccolta", "Provenienza", "Determinato da",
		  "Nome volgare", "Famiglia", "Nome scientifico",
		  "Osservazioni"}},
		{{"Verzameld door", "Vindplaats", "Groeiplaats",
		  "Verzameldatum", "Herbariumnummer", "Gedetermineerd door",
		  "Volksnaam", "Geslacht", "Wetenschappelijke naam",
		  "Opmerkingen"}},
		{{"Legit", "Locus", "Habitatio", "Dies et annus", "Nom. vern",
		  "Determinavit", "Familia naturalis", "Nomen",
		  "Numerus collectoris", "Genus et species"}},
	};
	struct label_keys *keys;
	struct error err;

	(void)state;
	assert_int_equal(label_keys_load(NULL, &keys, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		for (size_t k = 0; k < 10; k++) {
			const char *heading = languages[i].lines[k];
			char line[64];

			snprintf(line, sizeof(line), "%s: x", heading);
			if (*found(keys, line, ~0u, 0, NULL) == '\0')
				fail_msg("%s", heading);
		}
	assert_string_equal(found(keys, "Gen. Carex", ~0u, 0, NULL), "Gen");
	assert_string_equal(found(keys, "Spec. alba", ~0u, 0, NULL), "Spec");
	label_keys_free(keys);
}

static void test_own_words(void **state)
{
	static const char own[] = "habitat\tmine\tmuskeg\n-remarks\ten\n";
	struct label_lexicon *words;
	struct error err;
	char *dir = scratch_new();
	char *path = file_join(dir, "label-words.tsv");

	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &words, &err), 0);
	assert_int_equal(label_lexicon_classes(words, "muskeg"), 0);
	assert_true(label_lexicon_classes(words, "flowers") &
		    LABEL_BIT(LABEL_REMARKS));
	label_lexicon_free(words);
	assert_int_equal(file_write_atomic(path, own, strlen(own), 0600, &err),
			 0);
	assert_int_equal(label_lexicon_load(dir, &words, &err), 0);
	assert_int_equal(label_lexicon_classes(words, "muskeg"),
			 LABEL_BIT(LABEL_HABITAT));
	assert_true(label_lexicon_classes(words, "prairie") &
		    LABEL_BIT(LABEL_HABITAT));
	assert_int_equal(label_lexicon_classes(words, "flowers"), 0);
	label_lexicon_free(words);
	free(path);
	scratch_free(dir);
}

static void test_words(void **state)
{
	struct label_lexicon *words;
	struct error err;
	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &words, &err), 0);
	assert_true(label_lexicon_classes(words, "prairie") &
		    LABEL_BIT(LABEL_HABITAT));
	assert_true(label_lexicon_classes(words, "herbarium") &
		    LABEL_BIT(LABEL_INSTITUTION));
	assert_true(label_lexicon_classes(words, "erabliere") &
		    LABEL_BIT(LABEL_HABITAT));
	assert_int_equal(label_lexicon_classes(words, "coreopsis"), 0);
	assert_int_equal(label_lexicon_classes(words, ""), 0);
	label_lexicon_free(words);
	assert_int_equal(label_lexicon_parse("habitat\ten\n", &words, &err),
			 -1);
	assert_int_equal(
		label_lexicon_parse("smell\ten\tsweet\n", &words, &err), -1);
	assert_non_null(strstr(err.text, "line 1"));
	assert_int_equal(
		label_lexicon_parse("habitat\ten\ta b\nremarks\ten\tb\n",
				    &words, &err),
		0);
	assert_int_equal(label_lexicon_classes(words, "b"),
			 LABEL_BIT(LABEL_HABITAT) | LABEL_BIT(LABEL_REMARKS));
	label_lexicon_free(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_term),	  cmocka_unit_test(test_match),
		cmocka_unit_test(test_parse),	  cmocka_unit_test(test_own),
		cmocka_unit_test(test_own_words), cmocka_unit_test(test_words),
		cmocka_unit_test(test_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
