/*
 * test_place.c: places named in texts.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/place.h"

struct row {
	const char *text, *country, *state; /* NULL: none */
	const char *read;		    /* NULL: not looked at */
};

static int load(void **state)
{
	struct places *places = NULL;

	if (places_load(NULL, &places, NULL) < 0)
		return -1;
	*state = places;
	return 0;
}

static int unload(void **state)
{
	places_free(*state);
	return 0;
}

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_rows(const struct places *places, const struct row *rows,
		       size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		struct place_reading got = {0};
		int rc = place_find(places, row->text, &got);

		if (!same(got.country, row->country) ||
		    !same(got.state_province, row->state) ||
		    (rc < 0) != (row->country == NULL) ||
		    (row->read != NULL &&
		     (got.end - got.start != strlen(row->read) ||
		      strncmp(row->text + got.start, row->read,
			      strlen(row->read)) != 0))) {
			print_error("\"%s\": %s, %s \"%.*s\"\n", row->text,
				    got.country ? got.country : "-",
				    got.state_province ? got.state_province
						       : "-",
				    (int)(got.end - got.start),
				    row->text + got.start);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(rows) check_rows(*state, rows, ARRAY_LEN(rows))
#define CA	    "Canada"
#define US	    "United States"

static void test_canada(void **state)
{
	static const struct row rows[] = {
		{"Greenwood, B.C.", CA, "British Columbia", "B.C."},
		{"Greenwood B.C.", CA, "British Columbia", "B.C."},
		{"GREENWOOD, BC", CA, "British Columbia", "BC"},
		{"barley field, Sask.", CA, "Saskatchewan", "Sask."},
		{"Jameson Saskatchewan", CA, "Saskatchewan", "Saskatchewan"},
		{"Regina, Saskatchewan, Canada", CA, "Saskatchewan",
		 "Saskatchewan, Canada"},
		{"PLANTS OF SASKATCHEWAN, CANADA", CA, "Saskatchewan",
		 "SASKATCHEWAN, CANADA"},
		{"Canada: Saskatchewan: Regina", CA, "Saskatchewan", NULL},
		{"regina, saskatchewan", CA, "Saskatchewan", "saskatchewan"},
		{"saskatchewan", CA, "Saskatchewan", NULL},
		{"Yellowknife, N.W.T.", CA, "Northwest Territories", "N.W.T."},
		{"Yellowknife NWT", CA, "Northwest Territories", "NWT"},
		{"Qu\xc3\xa9"
		 "bec",
		 CA, "Quebec", NULL},
		{"Ville de QUE\xcc\x81"
		 "BEC",
		 CA, "Quebec", NULL},
		{"Gasp\xc3\xa9, P.Q.", CA, "Quebec", "P.Q."},
		{"Banff, Alta.", CA, "Alberta", "Alta."},
		{"Banff, Alta", CA, "Alberta", "Alta"},
		{"Brandon, Man.", CA, "Manitoba", "Man."},
		{"Brandon Man.", CA, "Manitoba", "Man."},
		{"Brandon, MAN.", CA, "Manitoba", NULL},
		{"Ottawa, Ont.", CA, "Ontario", "Ont."},
		{"Ottawa, ON K1A 0C6", CA, "Ontario", "ON"},
		{"Ottawa, ON Canada", CA, "Ontario", "ON Canada"},
		{"St. John's, Nfld.", CA, "Newfoundland and Labrador", "Nfld."},
		{"Charlottetown, P.E.I.", CA, "Prince Edward Island", NULL},
		{"Halifax, N.S.", CA, "Nova Scotia", NULL},
		{"Nouvelle-\xc3\x89"
		 "cosse",
		 CA, "Nova Scotia", NULL},
		{"Colombie-Britannique", CA, "British Columbia", NULL},
		{"Kanada", CA, NULL, NULL},
		{"Saskatchewan Landing", CA, "Saskatchewan", NULL},
		{"Vancouver Island", CA, "British Columbia", NULL},
	};

	CHECK(rows);
}

static void test_elsewhere(void **state)
{
	static const struct row rows[] = {
		{"Bayreuth West Germany", "Germany", NULL, "West Germany"},
		{"Bayreuth, Bayern", "Germany", "Bavaria", NULL},
		{"Deutschland", "Germany", NULL, NULL},
		{"Allemagne", "Germany", NULL, NULL},
		{"Th\xc3\xbcringen", "Germany", "Thuringia", NULL},
		{"Minot, N. Dak.", US, "North Dakota", "N. Dak."},
		{"Minot, N.D.", US, "North Dakota", NULL},
		{"Minot, North Dakota, U.S.A.", US, "North Dakota", NULL},
		{"Santa Fe, New Mexico", US, "New Mexico", "New Mexico"},
		{"Washington, D.C.", US, "District of Columbia", NULL},
		{"Bangor, Me.", US, "Maine", NULL},
		{"Boston, Mass.", US, "Massachusetts", NULL},
		{"Berkeley, Calif.", US, "California", NULL},
		{"Estados Unidos", US, NULL, NULL},
		{"\xc3\x89tats-Unis", US, NULL, NULL},
		{"Perth, W.A., Australia", "Australia", "Western Australia",
		 NULL},
		{"Perth, WA, Australia", "Australia", "Western Australia",
		 NULL},
		{"Olympia, WA, USA", US, "Washington", NULL},
		{"Ballarat, Victoria", "Australia", "Victoria", NULL},
		{"Brisbane Qld", "Australia", "Queensland", NULL},
		{"Ensenada, Baja California", "Mexico", "Baja California",
		 NULL},
		{"La Paz, B.C.S.", "Mexico", "Baja California Sur", NULL},
		{"M\xc3\xa9xico, D.F.", "Mexico", "Ciudad de M\xc3\xa9xico",
		 NULL},
		{"Mexico", "Mexico", NULL, NULL},
		{"Ceylon", "Sri Lanka", NULL, NULL},
		{"Tbilisi, Georgien", "Georgia", NULL, NULL},
		{"Atlanta, Georgia", US, "Georgia", NULL},
		{"Mt. Cook, New Zealand", "New Zealand", NULL, NULL},
		{"C\xc3\xb4te d'Ivoire", "C\xc3\xb4te d'Ivoire", NULL, NULL},
		{"Berlin, Ontario", CA, "Ontario", NULL},
		{"Peru, Indiana", US, "Indiana", NULL},
		{"Oxford, England", "United Kingdom", "England", NULL},
		/* a division of which no other part of the name is one */
		{"JAPAN. Hokkaido", "Japan", "Hokkaido", "JAPAN. Hokkaido"},
		{"Isle of Pines, Cuba", "Cuba", "Isla de la Juventud", NULL},
		{"New South Wales", "Australia", "New South Wales", NULL},
		{"Nova Scotia", CA, "Nova Scotia", NULL},
	};

	CHECK(rows);
}

/* Words that are not places where they stand. */
static void test_no_places(void **state)
{
	static const struct row rows[] = {
		{"", NULL, NULL, NULL},
		{"Regina", NULL, NULL, NULL},
		{"an old man told me.", NULL, NULL, NULL},
		{"Man with a spade", NULL, NULL, NULL},
		{"on sand, in shade", NULL, NULL, NULL},
		{"ON SAND OR CLAY", NULL, NULL, NULL},
		{"give it to me", NULL, NULL, NULL},
		{"que sera", NULL, NULL, NULL},
		{"Coll. B.C. Jones", NULL, NULL, NULL},
		{"Det. N.S. Smith, 1950", NULL, NULL, NULL},
		{"Alta Vista", NULL, NULL, NULL},
		{"along the Saskatchewan River", NULL, NULL, NULL},
		{"shore of Lake Ontario", NULL, NULL, NULL},
		{"University of Alberta", NULL, NULL, NULL},
		{"Victoria", "Australia", "Victoria", NULL},
		{"near Victoria", NULL, NULL, NULL},
		{"Victoria, B.C.", CA, "British Columbia", NULL},
		{"turkey nest", NULL, NULL, NULL},
		{"wild Turkey nest", NULL, NULL, NULL},
		{"guinea grass", NULL, NULL, NULL},
		{"New England", NULL, NULL, NULL},
		{"Cuba: Nueva Gerona", "Cuba", NULL, NULL},
		{"Nova Florida", NULL, NULL, NULL},
		{"Puerto California, Mexico", "Mexico", NULL, NULL},
		{"S. Woo", NULL, NULL, NULL},
		{"Smith, Col. Jones", NULL, NULL, NULL},
		{"maine soil", NULL, NULL, NULL},
		{"Canadensis", NULL, NULL, NULL},
		{"PLANTS OF THE OK CORRAL", NULL, NULL, NULL},
		{"Ontario County", NULL, NULL, NULL},
	};

	CHECK(rows);
}

static void test_untouched_without_place(void **state)
{
	struct place_reading got = {.country = "x"};

	assert_int_equal(place_find(*state, "Regina", &got), -1);
	assert_string_equal(got.country, "x");
}

static void test_own_file(void **state)
{
	static const char *const rows[][2] = {
		{"nonsense", "line of columns"},
		{"country\tstateProvince\tnames\tabbreviations\tshort\n"
		 "\tX\tX\t\t\n",
		 "places.tsv line 2: there is no country"},
		{"country\tstateProvince\tnames\tabbreviations\tshort\n"
		 "X\t\tX; ...\t\t\n",
		 "\"...\" is not a name"},
	};
	const char good[] =
		"country\tstateProvince\tnames\tabbreviations\tshort\n"
		"Utopia\tNorth\tNorthern Utopia\t\tN.U.\n"
		"-Canada\tAlberta\n"
		"Canada\tManitoba\tWinnipeg\t\t\n";
	char dir[] = "test-place.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct places *places = NULL;
	struct place_reading got;
	struct error err = {0};

	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "places.tsv");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(file_write_atomic(path, rows[i][0],
						   strlen(rows[i][0]), 0600,
						   &err),
				 0);
		assert_int_equal(places_load(dir, &places, &err), -1);
		assert_null(places);
		if (strstr(err.text, rows[i][1]) == NULL)
			fail_msg("%s", err.text);
	}
	assert_int_equal(
		file_write_atomic(path, good, sizeof(good) - 1, 0600, &err), 0);
	assert_int_equal(places_load(dir, &places, &err), 0);
	assert_int_equal(place_find(places, "camp, N.U.", &got), 0);
	assert_string_equal(got.state_province, "North");
	assert_int_equal(place_find(places, "Winnipeg", &got), 0);
	assert_string_equal(got.state_province, "Manitoba");
	assert_int_equal(place_find(places, "Manitoba", &got), -1);
	assert_int_equal(place_find(places, "Alberta", &got), -1);
	assert_null(places_state(places, "Canada", "Alberta"));
	assert_int_equal(place_find(places, "Saskatchewan", &got), 0);
	places_free(places);
	unlink(path);
	rmdir(dir);
}

/* Any bytes at all: what is read lies within the text. */
static void test_noise(void **state)
{
	static const char *const pieces[] = {
		"B",   ".",	 "C",	 ",",	     " ",      "Sask",
		"new", "Mexico", "\xff", "\xc3\xa9", "Canada", "-",
		"\n",  "River",	 "WA",	 "0"};
	uint64_t seed = 11;

	for (int i = 0; i < 20000; i++) {
		char text[128] = "";
		struct place_reading got;

		for (int n = 0; n < 9; n++) {
			seed = seed * 6364136223846793005u +
			       1442695040888963407u;
			strcat(text, pieces[(seed >> 33) % ARRAY_LEN(pieces)]);
		}
		if (place_find(*state, text, &got) < 0)
			continue;
		assert_true(got.start < got.end && got.end <= strlen(text));
		assert_non_null(got.country);
	}
}

/* Names of countries in eight languages, and what older labels say. */
static void test_languages(void **state)
{
	static const struct {
		const char *name, *country;
	} rows[] = {
		{"Duitsland", "Germany"},
		{"Alemanha", "Germany"},
		{"Stati Uniti", US},
		{"Verenigde Staten", US},
		{"Pa\xc3\xadses Bajos", "Netherlands"},
		{"Paesi Bassi", "Netherlands"},
		{"Zuid-Afrika", "South Africa"},
		{"Nova Zel\xc3\xa2ndia", "New Zealand"},
		{"Svizzera", "Switzerland"},
		{"Br. Honduras", "Belize"},
		{"Dutch Guiana", "Suriname"},
		{"Rep. Dominicana", "Dominican Republic"},
		{"Ukrainian S.S.R.", "Ukraine"},
		{"Georgian SSR", "Georgia"},
		{"M\xc3\xa9xico", "Mexico"},
		{"\xc3\x8dsland", "Iceland"},
		{"Island", NULL},
		{"ISLAND", NULL},
		{"Timor-Leste", "Timor-Leste"},
		{"\xc3\x85land Islands", "\xc3\x85land Islands"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!same(places_country_named(*state, rows[i].name),
			  rows[i].country))
			fail_msg("%s", rows[i].name);
}

/* Of a row of the built-in table: whether each of its names means it. Returns
 * how many do not. */
static int check_names(const struct places *places, char *row)
{
	char *rest = row, *names;
	const char *country = strsep(&rest, "\t");
	const char *division = strsep(&rest, "\t");
	int wrong = 0;

	names = strsep(&rest, "\t");
	for (char *name = strtok_r(names, ";", &rest); name != NULL;
	     name = strtok_r(NULL, ";", &rest)) {
		const char *said;

		name += strspn(name, " ~=");
		said = division[0] == '\0' ? places_country_named(places, name)
					   : places_state_named(places, country,
								name, NULL);
		if (same(said, division[0] == '\0' ? country : division))
			continue;
		print_error("%s, %s: \"%s\" is %s\n", country, division, name,
			    said != NULL ? said : "nothing");
		wrong++;
	}
	return wrong;
}

/* ISO 3166-1 has 249 countries in 2026; every name leads back to its row. */
static void test_table(void **state)
{
	const struct asset *asset = asset_find("places.tsv");
	char *text CLEANUP(mem_free_str) =
		mem_strndup((const char *)asset->data, asset->size);
	size_t countries = 0, divisions = 0;
	int wrong = 0;
	char *rest = text;

	for (char *line = strsep(&rest, "\n"); line != NULL;
	     line = strsep(&rest, "\n")) {
		const char *tab = strchr(line, '\t');

		if (line[0] == '#' || tab == NULL ||
		    strncmp(line, "country\t", 8) == 0)
			continue;
		countries += tab[1] == '\t';
		divisions += tab[1] != '\t';
		wrong += check_names(*state, line);
	}
	assert_int_equal(wrong, 0);
	assert_true(countries >= 249 && divisions >= 900);
}

/* How many divisions of a country the table has. */
static size_t count_divisions(const char *table, const char *country)
{
	size_t n = 0, len = strlen(country);

	for (const char *line = table; line != NULL;
	     line = strchr(line, '\n')) {
		line += *line == '\n';
		n += strncmp(line, country, len) == 0 && line[len] == '\t' &&
		     line[len + 1] != '\t';
	}
	return n;
}

/* All first divisions that ISO 3166-2 has in iso-codes 4.15, but for those that
 * are countries in ISO 3166-1; where a table has the second, those. */
static void test_divisions(void **state)
{
	static const struct {
		const char *country;
		size_t n;
	} rows[] = {{"Argentina", 24},
		    {"Australia", 8},
		    {"Austria", 9},
		    {"Belgium", 13},
		    {"Bolivia", 9},
		    {"Brazil", 27},
		    {CA, 13},
		    {"Chile", 16},
		    {"China", 31},
		    {"Colombia", 33},
		    {"Costa Rica", 7},
		    {"Cuba", 16},
		    {"Ecuador", 24},
		    {"El Salvador", 14},
		    {"Finland", 19},
		    {"Germany", 16},
		    {"Guatemala", 22},
		    {"Honduras", 18},
		    {"India", 36},
		    {"Indonesia", 34},
		    {"Ireland", 4},
		    {"Italy", 20},
		    {"Jamaica", 14},
		    {"Japan", 47},
		    {"Malaysia", 16},
		    {"Mexico", 32},
		    {"Netherlands", 12},
		    {"New Zealand", 17},
		    {"Nicaragua", 17},
		    {"Norway", 11},
		    {"Panama", 13},
		    {"Paraguay", 18},
		    {"Peru", 25},
		    {"Poland", 16},
		    {"Portugal", 20},
		    {"South Africa", 9},
		    {"Spain", 52},
		    {"Sweden", 21},
		    {"Switzerland", 26},
		    {"Tanzania", 31},
		    {US, 51},
		    {"Uruguay", 19},
		    {"Venezuela", 25}};
	const struct asset *asset = asset_find("places.tsv");
	char *text CLEANUP(mem_free_str) =
		mem_strndup((const char *)asset->data, asset->size);
	const char *country;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = count_divisions(text, rows[i].country);

		if (n < rows[i].n)
			fail_msg("%s: %zu of %zu", rows[i].country, n,
				 rows[i].n);
	}
	/* a division is not a name of its country, which follows from it */
	assert_null(places_country_named(*state, "Hokkaido"));
	assert_string_equal(
		places_state_named(*state, NULL, "HOKKAIDO", &country),
		"Hokkaido");
	assert_string_equal(country, "Japan");
	assert_string_equal(places_country_named(*state, "ST. THOMAS"),
			    "United States Virgin Islands");
}

/* What is typed so far may be the beginning of it. */
static void test_beginnings(void **state)
{
	const char *names[40], *countries[40];
	size_t n = places_begin(*state, PLACE_STATE, "Canada", "sas", names,
				countries, 40);

	assert_int_equal(n, 1);
	assert_string_equal(names[0], "Saskatchewan");
	assert_string_equal(countries[0], "Canada");
	n = places_begin(*state, PLACE_STATE, "Canada", "n", names, NULL, 40);
	assert_true(n > 3);
	/* By its first word before any other: Newfoundland and Labrador. */
	assert_string_equal(names[0], "New Brunswick");
	n = places_begin(*state, PLACE_STATE, "Canada", "labr", names, NULL,
			 40);
	assert_int_equal(n, 1);
	assert_int_equal(
		places_begin(*state, PLACE_STATE, NULL, "labr", names, NULL, 0),
		0);
	assert_true(places_begin(*state, PLACE_COUNTRY, NULL, "CANA", names,
				 NULL, 40) == 1);
	assert_string_equal(names[0], "Canada");
	assert_int_equal(
		places_begin(*state, PLACE_COUNTRY, NULL, "", names, NULL, 40),
		0);
	assert_int_equal(places_begin(*state, PLACE_COUNTRY, NULL, "xyz", names,
				      NULL, 40),
			 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canada),
		cmocka_unit_test(test_elsewhere),
		cmocka_unit_test(test_no_places),
		cmocka_unit_test(test_untouched_without_place),
		cmocka_unit_test(test_own_file),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_divisions),
		cmocka_unit_test(test_beginnings),
	};

	return cmocka_run_group_tests_name("place", tests, load, unload);
}
