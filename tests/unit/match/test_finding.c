/*
 * test_finding.c: what is asked of a record, and what may be said by the
 * answer: never more than it bears.
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
#include "match/finding.h"
#include "match/question.h"

/* --- what is asked -------------------------------------------------------- */

static void test_what_is_asked(void **state)
{
	static const struct {
		const char *value, *name, *author; /* NULL: it is not asked */
	} rows[] = {
		{"Elymus canadensis L.", "Elymus canadensis", "L."},
		{"Agropyron dasystachyum (Hook.) Scribn.",
		 "Agropyron dasystachyum", "(Hook.) Scribn."},
		{"Carex cf. aquatilis Wahlenb.", "Carex aquatilis", "Wahlenb."},
		{"Carex filifolia Michx. & Nutt.", "Carex filifolia",
		 "Michx. & Nutt."},
		{"Elymus lanceolatus (Scribn. & J.G.Sm.) Gould",
		 "Elymus lanceolatus", "(Scribn. & J.G.Sm.) Gould"},
		{"Carex sp.", "Carex", ""},
		{"Carex", "Carex", ""},
		{"Poaceae", "Poaceae", ""},
		{"Carex L.", "Carex", "L."},
		{"Looman", NULL, NULL},
		{"Betula pubescens subsp. czerepanovii (N.I.Orlova) "
		 "Hämet-Ahti",
		 "Betula pubescens subsp. czerepanovii",
		 "(N.I.Orlova) Hämet-Ahti"},
		/* Who collected or named the plant goes nowhere. */
		{"Rosa woodsii Lindl. J. Looman", "Rosa woodsii", ""},
		{"Elymus canadensis John Smith", "Elymus canadensis", ""},
		{"Rosa woodsii coll. J. Looman", NULL, NULL},
		{"Identified by John Smith", NULL, NULL},
		{"John Smith", NULL, NULL},
		{"Salix alba × Salix fragilis", NULL, NULL},
		{"C. canadensis", NULL, NULL},
		{"", NULL, NULL},
	};
	struct match_server server;

	match_server_init(&server, NULL, NULL, NULL);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct asked_name asked;
		bool is =
			asked_name_read(&server, rows[i].value, "", "", &asked);

		if (is != (rows[i].name != NULL))
			print_message("%s\n", rows[i].value);
		assert_int_equal(is, rows[i].name != NULL);
		if (is) {
			assert_string_equal(asked.name, rows[i].name);
			assert_string_equal(asked.author, rows[i].author);
		}
		asked_name_done(&asked);
	}
	match_server_done(&server);
}

static void test_hints_and_server_make_the_question(void **state)
{
	struct match_server server, again;
	struct asked_name one, two;
	char *text;

	match_server_init(&server, "http://h", "K", "Plantae");
	text = match_server_write(&server);
	assert_int_equal(match_server_read(text, &again), 0);
	free(text);
	assert_true(asked_name_read(&server, "Carex", "", "Cyperaceae", &one));
	assert_true(asked_name_read(&again, "Carex", "", "CYPERACEAE", &two));
	assert_string_equal(one.url, two.url);
	assert_non_null(strstr(one.url, "family=Cyperaceae&kingdom=Plantae&"
					"checklistKey=K"));
	asked_name_done(&two);
	/* An author that the record has apart, where the name cites none; who may
	 * be a collector is not sent. */
	assert_true(asked_name_read(&server, "Carex alba", "Scop.", "", &two));
	assert_string_equal(two.author, "Scop.");
	assert_non_null(strstr(two.url, "scientificNameAuthorship=Scop."));
	asked_name_done(&two);
	assert_true(
		asked_name_read(&server, "Carex alba Scop.", "L.", "", &two));
	assert_string_equal(two.author, "Scop.");
	asked_name_done(&two);
	assert_true(
		asked_name_read(&server, "Carex alba", "John Smith", "", &two));
	assert_string_equal(two.author, "");
	asked_name_done(&two);
	assert_true(asked_name_read(&server, "Carex sp.", "L.", "", &two));
	assert_string_equal(two.author, "");
	asked_name_done(&two);
	/* A family that is a sentence is no hint. */
	assert_true(asked_name_read(&server, "Carex", "", "A family of sedges",
				    &two));
	assert_null(strstr(two.url, "family="));
	asked_name_done(&two);
	assert_true(asked_name_read(&server, "Carex", "", "Po4ceae", &two));
	assert_null(strstr(two.url, "family="));
	asked_name_done(&two);
	assert_true(asked_name_read(&server, "Carex", "", "Looman", &two));
	assert_null(strstr(two.url, "family="));
	asked_name_done(&one);
	asked_name_done(&two);
	match_server_done(&server);
	match_server_done(&again);
	assert_int_equal(match_server_read("{}", &again), -1);
	assert_int_equal(match_server_read("", &again), -1);
}

static void test_places_are_coarse(void **state)
{
	struct match_server server;
	struct asked_place place;

	match_server_init(&server, "http://h", "K", NULL);
	assert_true(
		asked_place_read(&server, "50.45678", "-104.61789", &place));
	assert_string_equal(place.url, "http://h/v1/geocode/reverse?lat=50.5&"
				       "lng=-104.6&uncertaintyDegrees=0.2");
	asked_place_done(&place);
	assert_false(asked_place_read(&server, "0", "0", &place));
	assert_false(asked_place_read(&server, "91", "10", &place));
	assert_false(asked_place_read(&server, "50.4", "", &place));
	assert_false(asked_place_read(&server, "north", "1", &place));
	match_server_done(&server);
}

/* --- what is said --------------------------------------------------------- */

#define USAGE(name, author, rank)                                            \
	"\"usage\":{\"key\":\"" name author "\",\"name\":\"" name " " author \
	"\",\"canonicalName\":\"" name "\",\"authorship\":\"" author         \
	"\",\"rank\":\"" rank "\"}"
#define ACCEPTED(name)                                                       \
	"\"acceptedUsage\":{\"name\":\"" name "\",\"canonicalName\":\"" name \
	"\"}"
#define SAID(type, confidence, more)             \
	"\"diagnostics\":{\"matchType\":\"" type \
	"\",\"confidence\":" #confidence more "}"
#define OTHER(name, author)                        \
	",\"alternatives\":[{" USAGE(name, author, \
				     "SPECIES") "," SAID("EXACT", 95, "") "}]"

static const struct {
	const char *value, *answer;
	enum finding_kind finding;
} cases[] = {
	{"Carex alba",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID("EXACT", 99,
							      "") "}",
	 FINDING_KNOWN},
	{"Carex alba Scop.",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," ACCEPTED(
		 "Carex nigra") "," SAID("EXACT", 99, "") "}",
	 FINDING_SYNONYM},
	/* The accepted name differs by its author alone. */
	{"Carex alba",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," ACCEPTED(
		 "Carex alba") "," SAID("EXACT", 99, "") "}",
	 FINDING_KNOWN},
	/* Low confidence claims nothing, nor does an answer about another. */
	{"Carex alba",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," ACCEPTED(
		 "Carex nigra") "," SAID("EXACT", 85, "") "}",
	 FINDING_NOTHING},
	{"Carex alba",
	 "{" USAGE("Carex nigra", "L.", "SPECIES") "," SAID("EXACT", 99,
							    "") "}",
	 FINDING_NOTHING},
	/* Another author's name is not a synonym of this one. */
	{"Carex alba (Nutt.) Gray",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," ACCEPTED(
		 "Carex nigra") "," SAID("EXACT", 95, "") "}",
	 FINDING_AUTHOR},
	{"Carex alba",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," ACCEPTED(
		 "Carex nigra") "," SAID("EXACT", 95,
					 OTHER("Carex alba", "Willd.")) "}",
	 FINDING_HOMONYMS},
	{"Carex alba Scop.",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," ACCEPTED(
		 "Carex nigra") "," SAID("EXACT", 95,
					 OTHER("Carex alba", "Willd.")) "}",
	 FINDING_SYNONYM},
	/* The one that is meant is there, too. */
	{"Carex alba (Nutt.) Gray",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID(
		 "EXACT", 95, OTHER("Carex alba", "(Nutt.) Gray")) "}",
	 FINDING_HOMONYMS},
	{"Carex abla",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID("VARIANT", 95,
							      "") "}",
	 FINDING_VARIANT},
	{"Carex abla",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID("VARIANT", 85,
							      "") "}",
	 FINDING_NOTHING},
	{"Carex abla",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID(
		 "VARIANT", 95, OTHER("Carex abla", "L.")) "}",
	 FINDING_HOMONYMS},
	{"Carex abla",
	 "{" USAGE("Carex", "L.", "GENUS") "," SAID("HIGHERRANK", 94, "") "}",
	 FINDING_GENUS},
	/* The genus of a name that is there twice. */
	{"Carex abla",
	 "{" USAGE("Carex", "L.", "GENUS") "," SAID(
		 "HIGHERRANK", 94, OTHER("Carex abla", "L.")) "}",
	 FINDING_HOMONYMS},
	{"Carex alba var. lata",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID("HIGHERRANK", 97,
							      "") "}",
	 FINDING_SPECIES},
	/* "Carex sp." is a genus. */
	{"Carex sp.",
	 "{" USAGE("Carex", "L.", "GENUS") "," SAID("HIGHERRANK", 97, "") "}",
	 FINDING_KNOWN},
	{"Carex abla",
	 "{" USAGE("Plantae", "", "KINGDOM") "," SAID("HIGHERRANK", 100,
						      "") "}",
	 FINDING_HIGHER},
	{"Carex abla",
	 "{" USAGE("Cares", "X.", "GENUS") "," SAID("HIGHERRANK", 100, "") "}",
	 FINDING_NOTHING},
	{"Carex abla", "{" SAID("NONE", 100, "") "}", FINDING_UNKNOWN},
	{"Carex abla", "{" SAID("NONE", 99, OTHER("Carex abla", "L.")) "}",
	 FINDING_HOMONYMS},
	{"Carex abla",
	 "{" SAID("NONE", 99,
		  ",\"note\":\"Multiple equal matches for Carex abla\"") "}",
	 FINDING_NOTHING},
	{"Carex alba",
	 "{" USAGE("Carex alba", "Scop.", "SPECIES") "," SAID("AMBIGUOUS", 99,
							      "") "}",
	 FINDING_NOTHING},
	{"Carex alba", "{" SAID("EXACT", 99, "") "}", FINDING_NOTHING},
};

static void test_findings(void **state)
{
	struct match_server server;

	match_server_init(&server, NULL, NULL, NULL);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct asked_name asked;
		struct gbif_match match;
		enum finding_kind kind;
		char *text;

		assert_true(asked_name_read(&server, cases[i].value, "", "",
					    &asked));
		assert_int_equal(gbif_match_read(cases[i].answer,
						 strlen(cases[i].answer),
						 &match, NULL),
				 0);
		kind = finding_of_name(&asked, &match);
		if (kind != cases[i].finding)
			print_message("case %zu\n", i);
		assert_int_equal(kind, cases[i].finding);
		text = finding_text(kind, &match, "COL");
		assert_int_equal(text == NULL, kind == FINDING_NOTHING ||
						       kind == FINDING_KNOWN);
		if (text != NULL)
			assert_non_null(strstr(text, "(COL)."));
		free(text);
		gbif_match_done(&match);
		asked_name_done(&asked);
	}
	match_server_done(&server);
}

/* --- places --------------------------------------------------------------- */

static const struct {
	const char *areas, *country;
	bool elsewhere;
} places_cases[] = {
	{"[{\"isoCountryCode2Digit\":\"RU\",\"distance\":0}]", "Canada", true},
	{"[{\"isoCountryCode2Digit\":\"CA\",\"distance\":0}]", "Canada", false},
	/* Near the border, or on it, nothing is sure. */
	{"[{\"isoCountryCode2Digit\":\"US\",\"distance\":0},"
	 "{\"isoCountryCode2Digit\":\"CA\",\"distance\":0.05}]",
	 "Canada", false},
	{"[{\"isoCountryCode2Digit\":\"US\",\"distance\":0},"
	 "{\"isoCountryCode2Digit\":\"MX\",\"distance\":0}]",
	 "Canada", true},
	{"[{\"isoCountryCode2Digit\":\"US\",\"distance\":0.05}]", "Canada",
	 false},
	{"[]", "Canada", false},
	{"[{\"isoCountryCode2Digit\":\"RU\",\"distance\":0}]", "Rupert's Land",
	 false},
	{"[{\"isoCountryCode2Digit\":\"RU\",\"distance\":0}]", "", false},
	{"[{\"isoCountryCode2Digit\":\"GL\",\"distance\":0}]", "Denmark",
	 false},
};

static void test_places(void **state)
{
	struct country_codes *codes;
	struct places *places;

	assert_int_equal(country_codes_load(NULL, &codes, NULL), 0);
	assert_int_equal(places_load(NULL, &places, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(places_cases); i++) {
		const char *text = places_cases[i].areas;
		struct gbif_areas areas;

		assert_int_equal(
			gbif_areas_read(text, strlen(text), &areas, NULL), 0);
		assert_int_equal(finding_is_elsewhere(&areas, codes, places,
						      places_cases[i].country),
				 places_cases[i].elsewhere);
		gbif_areas_done(&areas);
	}
	places_free(places);
	country_codes_free(codes);
}

static void test_area(void **state)
{
	static const struct {
		const char *areas, *code; /* NULL: it is in none */
		bool sole;
	} rows[] = {
		{"[]", NULL, true},
		{"[{\"isoCountryCode2Digit\":\"US\",\"distance\":0.1}]", NULL,
		 true},
		{"[{\"isoCountryCode2Digit\":\"US\",\"distance\":0.1},"
		 "{\"isoCountryCode2Digit\":\"CA\",\"distance\":0}]",
		 "CA", false},
		{"[{\"isoCountryCode2Digit\":\"CA\",\"distance\":0},"
		 "{\"isoCountryCode2Digit\":\"CA\",\"distance\":0.1}]",
		 "CA", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct gbif_area *in;
		struct gbif_areas areas;
		bool sole;

		assert_int_equal(gbif_areas_read(rows[i].areas,
						 strlen(rows[i].areas), &areas,
						 NULL),
				 0);
		in = finding_area(&areas, &sole);
		assert_int_equal(in != NULL, rows[i].code != NULL);
		if (in != NULL) {
			assert_string_equal(in->code, rows[i].code);
			assert_int_equal(sole, rows[i].sole);
		}
		gbif_areas_done(&areas);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_asked),
		cmocka_unit_test(test_hints_and_server_make_the_question),
		cmocka_unit_test(test_places_are_coarse),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_area),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
