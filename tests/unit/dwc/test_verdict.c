/*
 * test_verdict.c: what the validators say.
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

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/validate/validate.h"
#include "dwc/validate/verdict.h"

/* A value of a term and the codes it gets, in order: "code" for an error,
 * "code?" for a warning, "code~" for a note. */
struct row {
	const char *term, *value, *codes;
	const char *proposal; /* of the first verdict; NULL: not looked at */
};

static int load(void **state)
{
	struct terms *terms = NULL;

	if (terms_load(NULL, &terms, NULL) < 0)
		return -1;
	*state = terms;
	return 0;
}

static int unload(void **state)
{
	terms_free(*state);
	return 0;
}

/* The codes of one term's verdicts, blanks between them. */
static char *codes_of(const struct verdicts *verdicts, const char *term)
{
	static const char marks[] = {[SEVERITY_NOTE] = '~',
				     [SEVERITY_WARNING] = '?',
				     [SEVERITY_ERROR] = 0};
	struct bytes out = {0};

	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];

		if (strcmp(verdict->term, term) != 0)
			continue;
		if (out.len > 0)
			bytes_append_char(&out, ' ');
		bytes_append_str(&out, verdict->code);
		if (marks[verdict->severity] != 0)
			bytes_append_char(&out, marks[verdict->severity]);
	}
	return bytes_steal(&out);
}

static const char *first_proposal(const struct verdicts *verdicts,
				  const char *term)
{
	for (size_t i = 0; i < verdicts->n; i++)
		if (strcmp(verdicts->items[i].term, term) == 0)
			return verdicts->items[i].proposal != NULL
				       ? verdicts->items[i].proposal
				       : "";
	return "";
}

/* The name of a term has no article: "the Collected on", "a Identified by".
 * What is quoted may have one. */
static void check_articles(const char *message)
{
	static const char *const articles[] = {" a ", " an ", " the "};

	for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
		const char *at = strstr(message, articles[i]);
		bool quoted = false;

		for (const char *to = message; at != NULL && to < at; to++)
			quoted ^= *to == '"';
		if (at == NULL || quoted)
			continue;
		at += strlen(articles[i]);
		if (*at >= 'A' && *at <= 'Z')
			fail_msg("an article before a name: %s", message);
	}
}

static void check_messages(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		const char *message = verdicts->items[i].message;
		char *clean CLEANUP(mem_free_str) = text_cleaned(message);
		char last = message[strlen(message) - 1];

		assert_string_equal(clean, message);
		if (last != '.' && last != '?')
			fail_msg("no sentence: %s", message);
		check_articles(message);
	}
}

static void check_rows(const struct terms *terms, const struct row *rows,
		       size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		char *codes CLEANUP(mem_free_str) = NULL;
		struct verdicts verdicts = {0};
		struct record record;

		record_init(&record);
		record_set(&record, row->term, row->value, 0.9, SOURCE_MODEL);
		record_validate(terms, &record, &verdicts);
		codes = codes_of(&verdicts, row->term);
		if (strcmp(codes, row->codes) != 0) {
			print_error("%s \"%s\": [%s], not [%s]\n", row->term,
				    row->value, codes, row->codes);
			wrong++;
		} else if (row->proposal != NULL &&
			   strcmp(first_proposal(&verdicts, row->term),
				  row->proposal) != 0) {
			print_error("%s \"%s\": proposes \"%s\"\n", row->term,
				    row->value,
				    first_proposal(&verdicts, row->term));
			wrong++;
		}
		check_messages(&verdicts);
		verdicts_done(&verdicts);
		record_done(&record);
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(rows) check_rows(*state, rows, ARRAY_LEN(rows))

static void test_good_names(void **state)
{
	static const char *const names[] = {
		"Coreopsis tinctoria Nutt.",
		"Cirsium vulgare (Savi) Tenore",
		"Cirsium flodmanii (Rydb) Arthur",
		"Senecio vulgaris L.",
		"Taraxacum officinale F.H. Wigg.",
		"Bouteloua gracilis (HBK.) Lag.",
		"Stipa spartea Trin. var. curtiseta Hitchc.",
		"Boltonia asteroides (L.) L'H\xc3\xa9r.",
		"Poa secunda J. Presl",
		"Agropyron desertorum (Fischer ex Link) Beauv.",
		"Sonchus arvensis var. glabrescens",
		"Sonchus arvensis L. subsp. uliginosus (M.Bieb.) Nyman",
		"Rosa acicularis f. alba",
		"Helianthus annuus L., 1753",
		"\xc3\x97 Triticosecale rimpaui Wittm.",
		"Populus \xc3\x97 canescens (Aiton) Sm.",
		"Populus \xc3\x97"
		"canescens",
		"Populus alba x Populus tremula",
		"Carex cf. rostrata",
		"Carex aff. rostrata Stokes",
		"Echinochloa crus-galli (L.) P. Beauv.",
		"Isoetes \xc3\xab"
		"chinospora Durieu",
		"Galeopsis tetrahit L.",
		"Homo sapiens sapiens",
		"Salix alba L. cv. Tristis",
		"Acer negundo L. ex Moench et al.",
		"Crepis intermedia A. Gray",
		"Aster novae-angliae L.",
		"Zea mays",
	};
	const struct terms *terms = *state;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct row row = {"scientificName", names[i], "", NULL};

		check_rows(terms, &row, 1);
	}
}

static void test_names(void **state)
{
#define N "scientificName"
	static const struct row rows[] = {
		{N, "Identified by", "boilerplate", NULL},
		{N, "Checked by", "boilerplate", NULL},
		{N, "Chekced by", "plain-words", NULL},
		{N, "Duplicate confirmed", "boilerplate", NULL},
		{N, "Botanical Name", "boilerplate", NULL},
		{N, "Calibrite colorchecker", "boilerplate", NULL},
		{N, "Calibite colorcheker", "boilerplate", NULL},
		{N, "Locat ion", "boilerplate", NULL},
		{N, "Name of", "boilerplate", NULL},
		{N, "Number 12", "boilerplate", NULL},
		{N, "Open woods", "plain-words", NULL},
		{N, "Winter wheat", "plain-words", NULL},
		{N, "wheat field", "plain-words", NULL},
		{N, "Habitat ditch", "heading-in-value", ""},
		{N, "Aster colorchecker", "heading-in-value", ""},
		{N, "Aster laevis Habitat dry prairie", "heading-in-value?",
		 "Aster laevis"},
		{N, "unknown", "placeholder", NULL},
		{N, "-", "no-letters", NULL},
		{N, "Aster", "name-above-species~", NULL},
		{N, "Centaurea sp.", "name-above-species~", NULL},
		{N, "Taraxacum spp. (L.) Karst.", "name-above-species~", NULL},
		{N, "Poaceae Barnhart", "name-above-species~", NULL},
		{N, "Quercus L.", "name-above-species~", NULL},
		{N, "SETARIA VIRIDIS", "name-case?", "Setaria viridis"},
		{N, "Poa Linnaeus", "name-above-species~", ""},
		{N, "Poa Pratensis", "name-case?", "Poa pratensis"},
		{N, "POA PRATENSIS SUBSP. IRRIGATA", "name-case?", ""},
		{N, "CAREX SPECIES", "name-case?", ""},
		{N, "AGROPYRON \xc3\x97 HORDEUM", "name-case?", ""},
		{N,
		 "\xc3\x97"
		 "agropogon littoralis",
		 "name-case?",
		 "\xc3\x97"
		 "Agropogon littoralis"},
		{N, "Agropyron \xc3\x97 Hordeum", "", NULL},
		{N, "Carex sect. Vesicariae", "name-above-species~", ""},
		{N, "setaria viridis", "name-case?", "Setaria viridis"},
		{N, "Senecio Vulgaris L.", "name-case?", "Senecio vulgaris L."},
		{N, "A. laevis", "name-shape?", NULL},
		{N, "As7er laevis", "digits-in-name", NULL},
		{N, "Aster 1234", "digits-in-name", NULL},
		{N, "Bi oa", "name-shape", NULL},
		{N, "Wllt mora", "name-shape", NULL},
		{N, "AsTer laevis", "name-shape", NULL},
		{N, "Aster oa", "name-shape", NULL},
		{N, "Aster tlt", "name-shape", NULL},
		{N, "Gaillardia ari", "name-shape?", NULL},
		{N, "Cornus mas", "", NULL},
		{N, "Distichlis stricte", "name-shape?", NULL},
		{N, "Taraxacum officinales", "name-shape?", NULL},
		{N, "Black-eyed susan", "plain-words", NULL},
		{N, "Juncus alpestre", "", NULL},
		{N, "Aster ericoides", "", NULL},
		{N, "Stachys palustris", "", NULL},
		{N, "Carex crus-corvi", "", NULL},
		{N, "Cajanus cajan", "", NULL},
		{N, "Galeopsis tetrahit", "", NULL},
		{N, "Euphorbia characias", "", NULL},
		{N, "Caltha palustris(L.)Britton", "", NULL},
		{N, "Aster hesperiug", "name-shape?", NULL},
		{N, "Aster laevis in roadside ditch", "name-shape?", NULL},
		{N, "Aster laevis L. 1234567", "name-shape?", NULL},
		{N, "\xc3\x97", "no-letters", NULL},
		{"family", "Poaceae", "", NULL},
		{"family", "Gramineae", "", NULL},
		{"family", "POACEAE", "name-case~", "Poaceae"},
		{"family", "Grass family", "name-shape?", NULL},
		{"genus", "Aster", "", NULL},
		{"genus", "aster", "name-shape?", NULL},
	};

	CHECK(rows);
}

static void test_people(void **state)
{
#define P "recordedBy"
	static const struct row rows[] = {
		{P, "J.F. Alex | J. Gebhardt", "", NULL},
		{P, "Wm. Shevkenek", "", NULL},
		{P, "A. C. Budd", "", NULL},
		{P, "Thomas & Wise", "", NULL},
		{P, "D.W. Douglas", "", NULL},
		{P, "Fr\xc3\xa8re Marie-Victorin", "", NULL},
		{P, "R. Field", "", NULL},
		{P, "Thomas. . .", "leaders~", "Thomas"},
		{P, "S..Paquette..", "leaders~", "S. Paquette"},
		{P, "K. Mortensen A. .", "leaders~", "K. Mortensen A."},
		{P, "A. Example et al. ....", "leaders~", "A. Example et al."},
		{P, "B. Sample, Jr. . . .", "leaders~", "B. Sample, Jr."},
		{P, "No. Checked by", "boilerplate", NULL},
		{P, "COLL. NO. CHECKED BY", "boilerplate", NULL},
		{P, "No. . . . .. Checked by", "boilerplate", NULL},
		{P, "No. Checkedby", "boilerplate", NULL},
		{P, "Pathoqen Identified by Host Igentified by", "boilerplate",
		 NULL},
		{P, "Collectlon Numbcr", "boilerplate", NULL},
		/* What a heading leaves is proposed only where it is read as
		 * a person, by an initial: "Woo" may be half of a name. */
		{P, "by J. Looman", "heading-in-value?", "J. Looman"},
		{P, "collected by J. Looman", "heading-in-value?", "J. Looman"},
		{P, "Coll. by J. Looman", "heading-in-value?", NULL},
		{P, "found and pressed by J. Looman", "heading-in-value?", ""},
		{P, "par L. Marie-Victorin", "heading-in-value?",
		 "L. Marie-Victorin"},
		{P, "T. By", "", NULL},
		{P, "Woo Coll. No. .", "heading-in-value?", ""},
		{P, "No. Auser .Checked by. .", "heading-in-value?", ""},
		{P, "sine coll.", "placeholder", NULL},
		{P, "Sine collectore", "placeholder", NULL},
		{P, "s.coll.", "placeholder", NULL},
		{P, "ohne Sammler", "placeholder", NULL},
		{P, "NO. CHECKED BY TV Beck", "heading-in-value", ""},
		{P, "Wm. Shevkenek CENTRAL SCIENTIFIC CO. OF CANADA LIMITED",
		 "heading-in-value?", "Wm. Shevkenek"},
		{P, "No. 1531.Checked by.. Auser",
		 "heading-in-value? "
		 "digits-in-name",
		 NULL},
		{P, "J. Looman 8241", "digits-in-name", "J. Looman"},
		{P, "J. Looman & A.C. Budd No. 8241",
		 "heading-in-value? digits-in-name", "J. Looman & A.C. Budd"},
		{P, "A. Example et al. 123", "digits-in-name",
		 "A. Example et al."},
		/* without the digits these are no names */
		{P, "A. Example, June 1935", "digits-in-name", ""},
		{P, "A. Example 1935", "digits-in-name", ""},
		{P, "Expedition of 1904", "digits-in-name", ""},
		{P, "R. Field Survey 7", "digits-in-name", ""},
		{P, "Looman 8241", "digits-in-name", ""},
		{P, "Mt. Baker 12", "digits-in-name", ""},
		{P, "A. Yellow 12", "digits-in-name", ""},
		{P, "1531", "digits-in-name", ""},
		{P, "R.O.s", "person-shape?", NULL},
		{P, "J.F.A.", "person-shape~", NULL},
		{P, "M. Mo.", "person-shape?", NULL},
		{P, "C. Y. Wu", "", NULL},
		{P, "P..He.ris.", "leaders~ person-shape?", ""},
		{P, "Arch.C. Budd", "", NULL},
		{P, "d. I. Bolton", "name-case?", NULL},
		{P, "de la Cruz", "", NULL},
		{P, "M. de la Cruz", "", NULL},
		{P, "k.ise", "name-case?", NULL},
		{P, "July", "plain-words?", NULL},
		{P, "wise", "name-case?", NULL},
		{P, "Not Specified", "placeholder", NULL},
		{P, "N/A", "placeholder", NULL},
		{P, "unbekannt", "placeholder", NULL},
		{P, "A. Example, N. Dak. 12", "digits-in-name", ""},
		{"identifiedBy", "det. A.C. Budd", "heading-in-value?",
		 "A.C. Budd"},
		/* who named it did not collect it, nor the other way round */
		{P, "leg. A.C. Budd", "heading-in-value?", "A.C. Budd"},
		{P, "Collected by A.C. Budd", "heading-in-value?", "A.C. Budd"},
		{P, "Sammler: A.C. Budd", "heading-in-value?", "A.C. Budd"},
		{P, "Det. A.C. Budd", "heading-in-value?", ""},
		{P, "Herb. A.C. Budd", "heading-in-value?", ""},
		{"identifiedBy", "Leg. A.C. Budd det. J. Looman",
		 "heading-in-value?", ""},
		{"identifiedBy", "Coll. A.C. Budd", "heading-in-value?", ""},
	};

	CHECK(rows);
}

static void test_dates(void **state)
{
#define D "eventDate"
	static const struct row rows[] = {
		{D, "1935-06-27", "", NULL},
		{D, "1935-06", "", NULL},
		{D, "1935", "", NULL},
		{D, "1700", "year-range?", NULL},
		{D, "1752", "year-range?", NULL},
		{D, "1753", "", NULL},
		{D, "1935-06-27/1935-06-29", "", NULL},
		{D, "June 27, 1935", "date-format~", "1935-06-27"},
		/* the century, and which is the month, are not sure */
		{D, "20/06/47", "date-format~", ""},
		{D, "3/4/1935", "date-format?", ""},
		{D, "20/06/1947", "date-format~", "1947-06-20"},
		{D, "1935-06-27T00:00:00/1935-06-29T00:00:00", "date-format~",
		 "1935-06-27/1935-06-29"},
		{D, "1935-06-27/29", "date-format~", "1935-06-27/1935-06-29"},
		{D, "1935-06-27 to 1935-06-29", "date-format~",
		 "1935-06-27/1935-06-29"},
		{D, "28 June \xe2\x80\x93 2 July 1935", "date-format~",
		 "1935-06-28/1935-07-02"},
		{D, "Thursday, June 27, 1935", "date-format~", "1935-06-27"},
		{D, "1935-06-27 | 1936-07-01", "date-format?", ""},
		{D, "June 5, 1932; Sept 1, 1940", "date-format?", ""},
		{D, "5 & 7 June 1932", "date-format?", ""},
		{D, "before 1890", "date-format?", ""},
		{D, "after 1890", "date-format?", ""},
		{D, "vor 1890", "date-format?", ""},
		{D, "ca. 1890", "date-format?", ""},
		{D, "Spring 1888", "date-format?", ""},
		{D, "before June 5, 1890", "date-format?", ""},
		{D, "June 5, 1932?", "date-format?", ""},
		{D, "Juny 24, 1985 or June 25, 1985", "date-format?", ""},
		{D, "det. 5 May 1960", "date-format?", ""},
		{D, "1890-", "date-format?", ""},
		{D, "1963-08-14\xe2\x80\xae", "date-format~", "1963-08-14"},
		{D, "[1890]", "date-format?", ""},
		{D, "5/7 June 1932", "date-format?", ""},
		{D, "\xc2\xb1 1890", "date-format?", ""},
		{D, "1999-06-00", "date-format", ""},
		{D, "19350627", "date-format", ""},
		{D, "1935-06-27/..", "date-format?", ""},
		{D, "../1935-06-27", "date-format?", ""},
		{D, "1835/6", "date-format?", ""},
		{D, "1910/12", "date-format?", ""},
		{D, "1935/6", "date-format?", ""},
		{D, "1935/3", "date-format~", "1935-03"},
		{D, "1_ June 1935", "date-format?", ""},
		{D, "1935-06-27T10:00:00Z", "date-format~", "1935-06-27"},
		{D, "31 June 1935", "date-format", NULL},
		{D, "Regina", "date-format", NULL},
		{D, "2809", "year-range", NULL},
		{D, "1699", "year-range", NULL},
		{D, "0195", "year-range", NULL},
		{D, "1683-04-02", "year-range", NULL},
		{D, "3 April 1683", "year-range", NULL},
		{D, "Date", "boilerplate", NULL},
		{"dateIdentified", "1988", "", NULL},
		{"dateIdentified", "det. 1988", "date-format~", "1988"},
	};
	char next[16], *codes;
	struct record record;
	struct verdicts verdicts = {0};

	CHECK(rows);
	snprintf(next, sizeof(next), "%d", clock_year() + 1);
	record_init(&record);
	record_set(&record, D, next, 1, SOURCE_MODEL);
	record_validate(*state, &record, &verdicts);
	codes = codes_of(&verdicts, D);
	assert_string_equal(codes, "year-range");
	free(codes);
	verdicts_done(&verdicts);
	record_done(&record);
}

static void test_numbers(void **state)
{
#define C "catalogNumber"
#define E "minimumElevationInMeters"
	static const struct row rows[] = {
		{C, "280276", "", NULL},
		{C, "019586", "", NULL},
		{C, "AAFC 19601", "", NULL},
		{C, "ntal", "no-digits", NULL},
		{C, "000000", "number-shape", NULL},
		{C, "-5", "number-shape", NULL},
		{C, "2", "number-shape?", NULL},
		{C, "Checked", "boilerplate", NULL},
		{C, "COLL. NO. 84", "heading-in-value?", "84"},
		{C, "84 .....", "leaders~", "84"},
		{C, "84..85", "leaders~", ""},
		{"eventTime", "10:30 .. 11", "leaders~", ""},
		{"recordNumber", "C-451", "", NULL},
		{"recordNumber", "s.n.", "", NULL},
		{"recordNumber", "S. N.", "", NULL},
		{"recordNumber", "s/n", "", NULL},
		{"recordNumber", "(sine numero)", "", NULL},
		{"recordNumber", "Sin número", "", NULL},
		{"recordNumber", "ohne Nr.", "", NULL},
		{"recordNumber", "s.n. wet", "no-digits?", NULL},
		{"recordNumber", "s", "no-digits?", NULL},
		{"recordNumber", "wet", "no-digits?", NULL},
		{"recordNumber", "COLL. No: 84", "heading-in-value?", "84"},
		{E, "600", "", NULL},
		{E, "600.5", "", NULL},
		{E, "1.200 ....", "leaders~ not-a-number", ""},
		{E, "-12", "", NULL},
		{E, "600 m", "not-a-number", "600"},
		{E, "ca. 600 m.", "not-a-number", "600"},
		{E, "2000 ft", "not-a-number", "610"},
		{E, "2000 feet", "not-a-number", "610"},
		{E,
		 "\xe2\x88\x92"
		 "12 m",
		 "not-a-number", "-12"},
		{E, "2 mi", "not-a-number", "3219"},
		{E, "1.2 km", "not-a-number", "1200"},
		{E, "1'200 m", "not-a-number", "1200"},
		{E, "3,500 ft", "not-a-number", "1067"},
		{E, "2.000 m", "not-a-number", ""},
		{E, "1,200 m", "not-a-number", ""},
		{E, "12 min", "not-a-number", ""},
		{E, "500 mm", "not-a-number", ""},
		{E, "above 600 m", "not-a-number", ""},
		{E, "600-700 m", "not-a-number", ""},
		{E, "600 m (2000 ft)", "not-a-number", ""},
		{E, "12000 m", "not-a-number", ""},
		{"coordinateUncertaintyInMeters", "1 mile", "not-a-number",
		 "1609"},
		{"coordinateUncertaintyInMeters", "5'", "not-a-number", ""},
		{E, "high", "not-a-number", ""},
		{E, "9000", "number-range", NULL},
		{E, "-500", "number-range", NULL},
		{"individualCount", "3", "", NULL},
		{"individualCount", "-3", "number-range", NULL},
		{"individualCount", "many plants", "not-a-number", NULL},
		{"decimalLatitude", "50.45", "coordinate-pair?", NULL},
		{"decimalLatitude", "95", "number-range", NULL},
		{"decimalLongitude", "-181", "number-range", NULL},
		/* a decimal comma is one */
		{"decimalLatitude", "50,45 N", "not-a-number", "50.45"},
		{"decimalLatitude",
		 "\xe2\x88\x92"
		 "33.9",
		 "not-a-number", "-33.9"},
		{"decimalLatitude",
		 "\xe2\x80\x93"
		 "33.9",
		 "not-a-number", "-33.9"},
		{"decimalLongitude", "10,25", "not-a-number", "10.25"},
		{"decimalLatitude", "50.5, 10.2", "not-a-number", ""},
		{"decimalLatitude", "33.5 S, 18.4 E", "not-a-number", ""},
		{"decimalLatitude", "33.5 S", "not-a-number", "-33.5"},
		{"decimalLatitude", "-33.5 S", "not-a-number", ""},
		{"decimalLatitude", "33.5 E", "not-a-number", ""},
		{"decimalLatitude", "5.01E1", "not-a-number", ""},
		{"decimalLatitude", "95 N", "not-a-number", ""},
		{"decimalLatitude", "12-17-20 W2", "not-a-number", ""},
		{"decimalLatitude",
		 "50\xc2\xb0"
		 "30'N",
		 "not-a-number", "50.500000"},
		{"decimalLongitude", "104 30 36 W", "not-a-number",
		 "-104.510000"},
		{"decimalLatitude", "near Regina", "not-a-number", ""},
		{"hasFragmentPacket", "true", "", NULL},
		{"hasFragmentPacket", "Yes", "flag-word?", "true"},
		{"hasFragmentPacket", "maybe", "flag-word?", ""},
		{"basisOfRecord", "PreservedSpecimen", "", NULL},
		{"basisOfRecord", "Preserved Specimen", "vocabulary~",
		 "PreservedSpecimen"},
		{"basisOfRecord", "sheet of paper", "vocabulary?", ""},
		{"taxonRank", "var.", "vocabulary~", "variety"},
		{"sex", "pistillate", "vocabulary~", "female"},
		{"establishmentMeans", "native", "", NULL},
	};

	CHECK(rows);
}

static void test_places(void **state)
{
#define L "locality"
	static const struct row rows[] = {
		{L, "Francis, 0.8 mi e. on Hwy 33", "", NULL},
		{L, "Regina", "", NULL},
		{L, "s.l.", "placeholder", NULL},
		{L, "ohne Fundort", "placeholder", NULL},
		{L, "no locality on the Bow River", "", NULL},
		{D, "s.d.", "placeholder", NULL},
		{D, "S. D.", "placeholder", NULL},
		{"dateIdentified", "undated", "placeholder", NULL},
		{"recordedBy", "S. D.", "person-shape~", NULL},
		{L, "54 kms N of Glaslyn", "", NULL},
		{L, "Greenwood, B.C.", "", NULL},
		{L, "50-8-15 W, W3 RM 496", "", NULL},
		{L, "Regina Res. Station, North of the library", "", NULL},
		{L, "Saskatchewan Landing", "", NULL},
		{L, "Section 12, Range 5", "", NULL},
		{L, "HABITAT", "boilerplate", NULL},
		{L, "HABITAT- ASSOCIATION", "boilerplate", NULL},
		{L, "Department of Agriculture", "boilerplate", NULL},
		{L, "Herbarium", "boilerplate", NULL},
		{L, "Regina Remarks Creeping-rooted perennial",
		 "heading-in-value?", "Regina"},
		{L, "54 kms N of Glaslyn Habitat", "heading-in-value?",
		 "54 kms N of Glaslyn"},
		{L, "Fescue prairie calibrite colorchecker CLASSIC",
		 "heading-in-value?", ""},
		{L, "Roadside ditch", "habitat?", NULL},
		{L, "Dry Roadside", "habitat?", NULL},
		{L, "roadsde ditch", "habitat?", NULL},
		{L, "Corn fleld", "habitat?", NULL},
		{L, "Railwaygrade", "habitat?", NULL},
		{L, "Edge of old gravel pit", "habitat?", NULL},
		{L, "Lakeshore ALBERTA", "habitat?", NULL},
		{L, "Edge of swamp SASKATCHEWAN inigtsse vgoin", "habitat?",
		 NULL},
		{L, "Trockene Wiese", "habitat?", NULL},
		{L, "Alkaline fields, prairies Perennial", "habitat?", NULL},
		{L, "Moose Jaw, tufted perennial", "plain-words?", NULL},
		{L, "Astregaletun pectinati ALBERTA", "habitat?", NULL},
		{L, "Morton Arboretum", "", NULL},
		{L, "Arboretum, Kew", "", NULL},
		{L, "MoaFin station", "garbled?", NULL},
		{L, "Lsgiet", "garbled?", NULL},
		{L, "McLean", "", NULL},
		{L, "Fort McMurray, LaSalle", "", NULL},
		{L, "Schwenningen", "", NULL},
		{L, "Strbske Pleso", "", NULL},
		{L, "Regina, see http://example.org/1", "foreign-text?", NULL},
		{L, "Regina det. A. Sample", "foreign-text?", NULL},
		{L, "Banff 01498186", "foreign-text?", NULL},
		{L, "Prairie on steep slopes north of the Peace River", "",
		 NULL},
		{L, "beside Swan River", "", NULL},
		{L, "Dry Creek", "", NULL},
		{L, "Sandy Beach", "", NULL},
		{L, "roadside, 7 miles from town", "", NULL},
		{L, "Wet meadow, sec. 12", "", NULL},
		{L, "ROADSIDE NEAR BANFF", "", NULL},
		{L, "Garmisch, Weg zur Klamm", "", NULL},
		{L, "Bord du lac Saint-Jean", "", NULL},
		{L, "Cerro de la Silla", "", NULL},
		{L, "Forrest", "", NULL},
		{L, "near the", "cut-off?", NULL},
		{L, "5 miles north of", "cut-off?", NULL},
		{L, "ALONG HIGHWAY 2 AND", "cut-off?", NULL},
		{L, "Cerro de la", "cut-off?", NULL},
		{L, "Ufer der Saane bei", "cut-off?", NULL},
		{L, "Die", "", NULL},
		{L, "Lloydminster, 5 miles north of it", "", NULL},
		{"county", "Regina", "", NULL},
		{L, "500-1000", "no-letters", NULL},
		{L, "d", "no-letters", NULL},
		{"country", "Canada", "", NULL},
		{"country", "CANADA", "place-form~", "Canada"},
		{"country", "Deutschland", "place-form~", "Germany"},
		{"country", "Saskatchewan", "place-form?", "Canada"},
		{"country", "Atlantis", "place-unknown~", NULL},
		{"country", "CA", "place-unknown~", ""},
		{"country", "DE", "place-unknown~", ""},
		{"country", "US", "place-form~", "United States"},
		{"country", "Ind.", "place-form~", ""},
		{"country", "Sask.", "place-form~", ""},
		{"country", "Georgia", "", NULL},
		{"country", "Austr.", "place-form~", ""},
		{"country", "Canada; USA", "place-form~", ""},
		{"country", "Canada/USA", "place-form~", ""},
		{"stateProvince", "Alberta/Saskatchewan", "", NULL},
		{"stateProvince", "CA", "", NULL},
		{"stateProvince", "Georgia", "", NULL},
		{"stateProvince", "Saskatchewan", "", NULL},
		{"stateProvince", "Sask.", "place-form~", "Saskatchewan"},
		{"stateProvince", "Atlantis", "", NULL},
		{"verbatimLocality", "HABITAT", "", NULL},
		{"occurrenceRemarks", "Remarks: none", "", NULL},
	};

	CHECK(rows);
}

/* Several values of one record: "term=value" pairs, then the codes of the
 * term looked at. */
static void test_between_values(void **state)
{
	static const struct {
		const char *values[4][2];
		const char *term, *codes;
	} rows[] = {
		{{{"catalogNumber", "2801004"}, {"eventDate", "2801"}},
		 "eventDate",
		 "year-range year-from-number"},
		{{{"catalogNumber", "1984"}, {"eventDate", "1984"}},
		 "eventDate",
		 "year-from-number"},
		{{{"catalogNumber", "1984"}, {"eventDate", "1984-05-01"}},
		 "eventDate",
		 ""},
		{{{"catalogNumber", "12"}, {"eventDate", "1984"}},
		 "eventDate",
		 ""},
		{{{"catalogNumber", "1379"}, {"recordNumber", "1379"}},
		 "catalogNumber",
		 "same-number~"},
		{{{"eventDate", "1966"}, {"verbatimEventDate", "11 aogt 1966"}},
		 "eventDate",
		 "date-format?"},
		{{{"eventDate", "1966"}, {"verbatimEventDate", "aogt 66"}},
		 "eventDate",
		 "date-format?"},
		{{{"eventDate", "1966"}, {"verbatimEventDate", "1966"}},
		 "eventDate",
		 ""},
		{{{"eventDate", "1966"}, {"verbatimEventDate", "summer 1966"}},
		 "eventDate",
		 ""},
		{{{"eventDate", "1963"},
		  {"verbatimLabel", "No. 1202 J. Alex\nAucuet 14, 1963"}},
		 "eventDate",
		 "date-format?"},
		{{{"eventDate", "1963"}, {"verbatimLabel", "12 Jull. 1963"}},
		 "eventDate",
		 "date-format?"},
		{{{"eventDate", "1963-08"}, {"verbatimLabel", "Aug. 14, 1963"}},
		 "eventDate",
		 ""},
		{{{"eventDate", "1963"},
		  {"verbatimLabel", "Coll. No. 12 1963\nHerbarium 12, 1963"}},
		 "eventDate",
		 ""},
		{{{"eventDate", "1963"},
		  {"verbatimLabel", "Det. 15 June 1984, 1963"}},
		 "eventDate",
		 ""},
		{{{"eventDate", "1966-08-11"},
		  {"verbatimEventDate", "11 aogt 1966"}},
		 "eventDate",
		 ""},
		{{{"county", "SASKATCHEWAN"},
		  {"stateProvince", "Saskatchewan"}},
		 "county",
		 "same-place?"},
		{{{"county", "Lajord"}, {"stateProvince", "Saskatchewan"}},
		 "county",
		 ""},
		{{{"county", "Lee Bonar 21 August 1932"}},
		 "county",
		 "foreign-text?"},
		{{{"county", "Lajord, June 1968"}}, "county", "foreign-text?"},
		{{{"county", "May"}}, "county", ""},
		{{{"county", "Division No. 6"}}, "county", ""},
		{{{"county", "San Juan 1888"}}, "county", ""},
		{{{"municipality", "Quincy"}, {"recordedBy", "QUINCY"}},
		 "municipality",
		 "person-in-place?"},
		{{{"municipality", "A. J. Example"}},
		 "municipality",
		 "person-in-place?"},
		{{{"county", "J. Example & B. Sample"}},
		 "county",
		 "person-in-place?"},
		{{{"municipality", "N. Battleford"}}, "municipality", ""},
		{{{"municipality", "St. Louis"}, {"recordedBy", "L. Louis"}},
		 "municipality",
		 ""},
		{{{"locality", "A. J. Example"}}, "municipality", ""},
		{{{"recordNumber", "1966"}, {"eventDate", "1966-08-11"}},
		 "recordNumber",
		 "same-number?"},
		{{{"recordNumber", "1966"}, {"eventDate", "1967"}},
		 "recordNumber",
		 ""},
		{{{"recordNumber", "NY01379"}, {"catalogNumber", "NY01379"}},
		 "recordNumber",
		 "same-number?"},
		{{{"eventDate", "1984"}, {"dateIdentified", "1983-01-01"}},
		 "dateIdentified",
		 "date-order?"},
		{{{"eventDate", "1984-06"}, {"dateIdentified", "1984"}},
		 "dateIdentified",
		 ""},
		{{{"country", "Canada"}, {"stateProvince", "Montana"}},
		 "stateProvince",
		 "place-mismatch?"},
		{{{"country", "Canada"}, {"stateProvince", "Atlantis"}},
		 "stateProvince",
		 "place-unknown~"},
		{{{"country", "Australia"}, {"stateProvince", "WA"}},
		 "stateProvince",
		 "place-form~"},
		{{{"stateProvince", "Saskatchewan"},
		  {"locality", "Lakeshore ALBERTA"}},
		 "stateProvince",
		 "place-mismatch~"},
		{{{"country", "M\xc3\xa9xico"},
		  {"stateProvince", "M\xc3\xa9xico"}},
		 "stateProvince",
		 ""},
		{{{"decimalLatitude", "0"}, {"decimalLongitude", "0"}},
		 "decimalLatitude",
		 "zero-coordinates?"},
		{{{"decimalLatitude", "50"}, {"decimalLongitude", "-104"}},
		 "decimalLatitude",
		 ""},
		{{{"country", "Canada"},
		  {"decimalLatitude", "52.1"},
		  {"decimalLongitude", "106.6"}},
		 "decimalLongitude",
		 "coordinate-sign?"},
		{{{"country", "CANADA"},
		  {"decimalLatitude", "52.1"},
		  {"decimalLongitude", "106.6"}},
		 "decimalLatitude",
		 ""},
		{{{"country", "Canada"},
		  {"decimalLatitude", "52.1"},
		  {"decimalLongitude", "-106.6"}},
		 "decimalLongitude",
		 ""},
		{{{"stateProvince", "Saskatchewan"},
		  {"decimalLatitude", "52.1"},
		  {"decimalLongitude", "106.6"}},
		 "decimalLongitude",
		 "coordinate-sign?"},
		{{{"country", "Chile"},
		  {"decimalLatitude", "33.4"},
		  {"decimalLongitude", "-70.7"}},
		 "decimalLatitude",
		 "coordinate-sign?"},
		{{{"country", "Chile"},
		  {"decimalLatitude", "-70.7"},
		  {"decimalLongitude", "-33.4"}},
		 "decimalLatitude",
		 "coordinates-swapped?"},
		{{{"country", "Canada"},
		  {"decimalLatitude", "-106.6"},
		  {"decimalLongitude", "52.1"}},
		 "decimalLongitude",
		 "coordinates-swapped?"},
		{{{"country", "Canada"},
		  {"decimalLatitude", "10"},
		  {"decimalLongitude", "20"}},
		 "decimalLongitude",
		 "outside-country~"},
		/* the land reaches over the 180th meridian */
		{{{"country", "Fiji"},
		  {"decimalLatitude", "-18"},
		  {"decimalLongitude", "-179"}},
		 "decimalLongitude",
		 ""},
		{{{"country", "Atlantis"},
		  {"decimalLatitude", "10"},
		  {"decimalLongitude", "20"}},
		 "decimalLongitude",
		 ""},
		{{{"minimumElevationInMeters", "3500"},
		  {"locality", "Wind River Mts., elev. 3500 ft"}},
		 "minimumElevationInMeters",
		 "feet?"},
		{{{"minimumElevationInMeters", "1067"},
		  {"locality", "Wind River Mts., elev. 3500 ft"}},
		 "minimumElevationInMeters",
		 ""},
		{{{"minimumElevationInMeters", "3500"},
		  {"locality", "Wind River Mts., elev. 3500 m, 20 ft"}},
		 "minimumElevationInMeters",
		 ""},
		{{{"minimumElevationInMeters", "3500"},
		  {"locality", "Wind River Mts., 3500 ft"}},
		 "minimumElevationInMeters",
		 "feet?"},
		{{{"minimumElevationInMeters", "100"},
		  {"locality", "Ridge, +/- 100 ft"}},
		 "minimumElevationInMeters",
		 ""},
		{{{"minimumElevationInMeters", "100"},
		  {"locality", "Ridge, 100 ft E of the road"}},
		 "minimumElevationInMeters",
		 ""},
		/* a distance or a height is no uncertainty */
		{{{"coordinateUncertaintyInMeters", "100"},
		  {"locality", "Ridge, 100 ft E of the road"}},
		 "coordinateUncertaintyInMeters",
		 ""},
		{{{"coordinateUncertaintyInMeters", "100"},
		  {"locality", "Ridge, 100 ft"}},
		 "coordinateUncertaintyInMeters",
		 ""},
		{{{"coordinateUncertaintyInMeters", "100"},
		  {"locality", "Ridge, elev. 100 ft"}},
		 "coordinateUncertaintyInMeters",
		 ""},
		{{{"coordinateUncertaintyInMeters", "100"},
		  {"locality", "Ridge, ca. 100 ft"}},
		 "coordinateUncertaintyInMeters",
		 ""},
		{{{"coordinateUncertaintyInMeters", "100"},
		  {"locality", "51.1 N 106.2 W +/- 100 ft"}},
		 "coordinateUncertaintyInMeters",
		 "feet?"},
		{{{"genus", "Carex"}, {"scientificName", "Aster laevis"}},
		 "genus",
		 "name-differs~"},
		{{{"genus", "Aster"}, {"scientificName", "Aster laevis"}},
		 "genus",
		 ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *codes CLEANUP(mem_free_str) = NULL;
		struct verdicts verdicts = {0};
		struct record record;

		record_init(&record);
		for (size_t j = 0; rows[i].values[j][0] != NULL; j++)
			record_set(&record, rows[i].values[j][0],
				   rows[i].values[j][1], 1, SOURCE_MODEL);
		record_validate(*state, &record, &verdicts);
		codes = codes_of(&verdicts, rows[i].term);
		if (strcmp(codes, rows[i].codes) != 0)
			fail_msg("row %zu: [%s]", i, codes);
		verdicts_done(&verdicts);
		record_done(&record);
	}
}

/* The number of a code, and another printed beside it. */
static void test_code_differs(void **state)
{
	static const struct {
		enum field_source source;
		const char *printed, *codes;
	} rows[] = {
		{SOURCE_BARCODE, "00020415", "code-differs?"},
		{SOURCE_BARCODE, "00020326", ""},
		{SOURCE_BARCODE, "00020325", ""},
		{SOURCE_BARCODE, NULL, ""},
		{SOURCE_HUMAN, "00020415", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *codes CLEANUP(mem_free_str) = NULL;
		struct verdicts verdicts = {0};
		struct record record;
		struct field *field;

		record_init(&record);
		field = record_set(&record, "catalogNumber", "00020326", 1,
				   rows[i].source);
		if (rows[i].printed != NULL)
			field->extra = json_pack("{s:s}", FIELD_PRINTED,
						 rows[i].printed);
		record_validate(*state, &record, &verdicts);
		codes = codes_of(&verdicts, "catalogNumber");
		if (strcmp(codes, rows[i].codes) != 0)
			fail_msg("row %zu: [%s]", i, codes);
		if (*codes != '\0')
			assert_string_equal(
				verdicts_worst(&verdicts, "catalogNumber")
					->proposal,
				rows[i].printed);
		verdicts_done(&verdicts);
		record_done(&record);
	}
}

static void test_empty(void **state)
{
	struct verdicts verdicts = {0};
	struct record record;
	const struct verdict *verdict;

	record_init(&record);
	record_set(&record, "locality", "  ", 0.9, SOURCE_MODEL);
	record_set(&record, "eventDate", "", 1, SOURCE_EMPTY);
	record_set(&record, "habitat", "", 1, SOURCE_MODEL);
	record_set(&record, "unheard of", "HABITAT", 1, SOURCE_MODEL);
	record_validate(*state, &record, &verdicts);
	assert_int_equal(verdicts.n, 6);
	for (size_t i = 0; i < verdicts.n; i++) {
		assert_string_equal(verdicts.items[i].code, "empty");
		assert_int_equal(verdicts.items[i].severity, SEVERITY_ERROR);
	}
	/* In the order of the table. */
	assert_string_equal(verdicts.items[0].term, "catalogNumber");
	assert_string_equal(verdicts.items[5].term, "scientificName");
	verdict = verdicts_worst(&verdicts, "locality");
	assert_non_null(verdict);
	assert_null(verdicts_worst(&verdicts, "eventDate"));
	verdicts_done(&verdicts);
	record_done(&record);
}

/* Leaders are a blank, but for the stop of an initial among them. */
static void test_leaders_after_initials(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"S.. Smith", "S. Smith"},
		{"Jos. S.. Smith", "Jos. S. Smith"},
		{"Jos.. Smith", "Jos Smith"},
		{"Is.. Smith", "Is Smith"},
		{"12.. Smith", "12 Smith"},
		{"... Smith", "Smith"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *tidy CLEANUP(mem_free_str) =
			validation_tidy(rows[i].text, 0, strlen(rows[i].text));

		assert_string_equal(tidy, rows[i].want);
	}
}

static void test_worst(void **state)
{
	struct verdict items[] = {
		{.term = mem_strdup("a"), .severity = SEVERITY_NOTE},
		{.term = mem_strdup("a"), .severity = SEVERITY_ERROR},
		{.term = mem_strdup("a"), .severity = SEVERITY_WARNING},
		{.term = mem_strdup("b"), .severity = SEVERITY_NOTE},
	};
	struct verdicts verdicts = {.items = items, .n = ARRAY_LEN(items)};

	assert_ptr_equal(verdicts_worst(&verdicts, "a"), &items[1]);
	assert_ptr_equal(verdicts_worst(&verdicts, "b"), &items[3]);
	assert_null(verdicts_worst(&verdicts, "c"));
	verdicts.n = 1;
	assert_ptr_equal(verdicts_worst(&verdicts, "a"), &items[0]);
	assert_string_equal(severity_word(SEVERITY_NOTE), "note");
	assert_string_equal(severity_word(SEVERITY_ERROR), "error");
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		free(items[i].term);
}

/* The words are data too: a file in the configuration directory adds to them,
 * and a bad one is refused by name and line. */
static void test_own_words(void **state)
{
#define WORDS	     "verdict-words.tsv"
#define VOCABULARIES "vocabularies.tsv"
	static const struct {
		const char *file, *text, *says; /* NULL: it is taken */
	} rows[] = {
		{WORDS, "nonsense\n", WORDS},
		{WORDS, "class\tlanguage\twords\ncolour\ten\tred\n",
		 "line 2: \"colour\" is not a class"},
		{WORDS,
		 "class\tlanguage\twords\nplain\ten\t"
		 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaaaaaa\n",
		 "longer than 64 bytes"},
		{VOCABULARIES, "term\tsynonyms\n", VOCABULARIES},
		{VOCABULARIES, "term\tword\tsynonyms\nsex\tfemale\n",
		 "line 2 has 2 columns"},
		{VOCABULARIES, "term\tword\tsynonyms\nsex\tfemale\tf\n", NULL},
		{WORDS, "class\tlanguage\twords\nheading\tmine\tRegina\n",
		 NULL},
	};
	/* What is added counts, what was there still does. */
	static const struct row added[] = {
		{L, "Regina", "boilerplate", NULL},
		{L, "Remarks", "boilerplate", NULL},
	};
	char dir[] = "test-verdict.XXXXXX";

	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *path CLEANUP(mem_free_str) = file_join(dir, rows[i].file);
		struct terms *terms = NULL;
		struct error err = {0};
		int rc;

		assert_int_equal(file_write_atomic(path, rows[i].text,
						   strlen(rows[i].text), 0600,
						   &err),
				 0);
		rc = terms_load(dir, &terms, &err);
		assert_int_equal(rc, rows[i].says != NULL ? -1 : 0);
		if (rc < 0 && strstr(err.text, rows[i].says) == NULL)
			fail_msg("row %zu: %s", i, err.text);
		if (rc == 0 && strcmp(rows[i].file, WORDS) == 0)
			check_rows(terms, added, ARRAY_LEN(added));
		terms_free(terms);
		unlink(path);
	}
	rmdir(dir);
}

/* A term of a user's own table is checked by its kind, role and range. */
static void test_own_terms(void **state)
{
	static const char own[] =
		"term\tkind\tcheck\trange\tunit\n"
		"maximumElevationInMeters\tnumber\t\t-430..8850\tm\n"
		"preparedBy\tperson\t\t\t\n"
		"georeferencedDate\tdate\t\t\t\n"
		"labelNotes\ttext\tnone\t\t\n";
	static const struct row rows[] = {
		{"maximumElevationInMeters", "600", "", NULL},
		{"maximumElevationInMeters", "9000", "number-range", NULL},
		{"maximumElevationInMeters", "2000 ft", "not-a-number", "610"},
		{"preparedBy", "A. Smith 12", "digits-in-name", "A. Smith"},
		{"georeferencedDate", "1935-13", "date-format", NULL},
		{"labelNotes", "n/a", "", NULL},
		/* Built-in terms go on as they were. */
		{"minimumElevationInMeters", "9000", "number-range", NULL},
		{"verbatimLocality", "n/a", "", NULL},
	};
	char dir[] = "test-verdict.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct terms *terms = NULL;
	struct error err = {0};

	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "terms.tsv");
	assert_int_equal(
		file_write_atomic(path, own, sizeof(own) - 1, 0600, &err), 0);
	if (terms_load(dir, &terms, &err) < 0)
		fail_msg("%s", err.text);
	check_rows(terms, rows, ARRAY_LEN(rows));
	terms_free(terms);
	unlink(path);
	rmdir(dir);
}

/* A table may have no term for a role: what asks for one finds nothing. */
static void test_no_roles(void **state)
{
	static const char bare[] =
		"term\tkind\nl\tcoordinate\nd\tdate\np\tplace\nn\tname\n"
		"i\tidentifier\nt\ttext\n";
	static const struct row rows[] = {
		{"l", "50", "", NULL},	    {"d", "1935", "", NULL},
		{"p", "Canadia", "", NULL}, {"n", "Aster laevis", "", NULL},
		{"i", "none 7", "", NULL},  {"t", "dry", "", NULL},
	};
	struct terms *terms = NULL;

	assert_int_equal(terms_parse(bare, &terms, NULL), 0);
	check_rows(terms, rows, ARRAY_LEN(rows));
	terms_free(terms);
}

/* Any value in any term: messages stay clean sentences. */
static void test_noise(void **state)
{
	static const char *const pieces[] = {
		"Aster", " ",  "laevis",   "No",       ".",  "Checked by",
		"1935",	 "-",  "\xc3\x97", "\xc3\xa9", "'",  "Sask.",
		"var.",	 "12", "\x1b[m",   "\n",       "(",  "\xff",
		"N",	 ",",  "50",	   "|",	       "..", "colorchecker"};
	const struct terms *terms = *state;
	uint64_t seed = 3;

	for (int i = 0; i < 400; i++) {
		struct verdicts verdicts = {0};
		struct record record;

		record_init(&record);
		for (size_t t = 0; t < terms_count(terms); t++) {
			char value[256] = "";

			for (int n = 0; n < 7; n++) {
				seed = seed * 6364136223846793005u +
				       1442695040888963407u;
				strcat(value, pieces[(seed >> 33) %
						     ARRAY_LEN(pieces)]);
			}
			record_set(&record, terms_at(terms, t)->name, value, 1,
				   SOURCE_MODEL);
		}
		record_validate(terms, &record, &verdicts);
		check_messages(&verdicts);
		verdicts_done(&verdicts);
		record_done(&record);
	}
}

/* The published records: what is known of them must be found again. */
static void test_published(void **state)
{
	const char *top = getenv("top_srcdir");
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/../shared/specimens/published-2702.raw.jsonl",
			   top != NULL ? top : ".");
	struct bytes text CLEANUP(bytes_done) = {0};
	int records = 0, out_of_range = 0;

	if (file_read(path, 64u << 20, &text, NULL) < 0) {
		mem_free_str(&path); /* nothing is cleaned up behind a skip */
		skip();
	}
	for (char *line = text.data; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		json_t *json CLEANUP(json_release) = NULL;
		struct verdicts verdicts = {0};
		struct record record;

		assert_int_equal(json_read(line, len, &json, NULL, NULL), 0);
		record_init(&record);
		assert_int_equal(record_read_json(json_object_get(json, "dwc"),
						  0.5, SOURCE_RULE, &record,
						  NULL, NULL),
				 0);
		record_validate(*state, &record, &verdicts);
		check_messages(&verdicts);
		for (size_t i = 0; i < verdicts.n; i++)
			out_of_range +=
				verdicts.items[i].severity == SEVERITY_ERROR &&
				strcmp(verdicts.items[i].code, "year-range") ==
					0;
		if (strcmp(record_value(&record, "scientificName"),
			   "Identified by") == 0)
			assert_int_equal(
				verdicts_worst(&verdicts, "scientificName")
					->severity,
				SEVERITY_ERROR);
		verdicts_done(&verdicts);
		record_done(&record);
		records++;
		line += len + (line[len] == '\n');
	}
	assert_int_equal(records, 2702);
	/* 813 bare years lie outside; two of them, 0000, are not dates. */
	assert_int_equal(out_of_range, 811);
}

/* Whether a locality of this confidence and source is doubted, whose reader
 * said `said` where that was calibrated. */
static bool doubted_of(const struct terms *terms, const char *value,
		       double confidence, enum field_source source, double said)
{
	struct verdicts verdicts = {0};
	struct record record;
	const struct verdict *worst;
	bool found;

	record_init(&record);
	record_set(&record, "locality", value, confidence, source)->said = said;
	record_validate(terms, &record, &verdicts);
	worst = verdicts_worst(&verdicts, "locality");
	found = worst != NULL && strcmp(worst->code, "low-confidence") == 0 &&
		worst->severity == SEVERITY_WARNING;
	verdicts_done(&verdicts);
	record_done(&record);
	return found;
}

static bool doubted(const struct terms *terms, const char *value,
		    double confidence, enum field_source source)
{
	return doubted_of(terms, value, confidence, source, -1);
}

static void test_low_confidence(void **state)
{
	const struct terms *terms = *state;

	assert_true(doubted(terms, "Francis", 0.49, SOURCE_RULE));
	assert_true(doubted(terms, "Francis", 0, SOURCE_MODEL));
	assert_false(doubted(terms, "Francis", 0.5, SOURCE_RULE));
	assert_false(doubted(terms, "Francis", -1, SOURCE_MODEL));
	assert_false(doubted(terms, "Francis", 0.1, SOURCE_HUMAN));
	/* What is known of a reader is asked for more. */
	assert_true(doubted_of(terms, "Francis", 0.64, SOURCE_RULE, 0.9));
	assert_false(doubted_of(terms, "Francis", 0.65, SOURCE_RULE, 0.9));
	/* What is not known of them is not held against each value. */
	assert_false(doubted_of(terms, "Francis", 0.5, SOURCE_MODEL, 0.9));
	assert_true(doubted_of(terms, "Francis", 0.3, SOURCE_MODEL, 0.3));
	/* What is wrong anyway is not doubted on top. */
	assert_false(doubted(terms, "Identified by", 0.1, SOURCE_RULE));
}

/* What is proposed for a coordinate that lies elsewhere is what lies inside. */
static void test_coordinates_are_mended(void **state)
{
	static const struct {
		const char *latitude, *longitude, *term, *proposal;
	} rows[] = {
		{"52.1", "106.6", "decimalLongitude", "-106.6"},
		{"52.1", "+106.6", "decimalLongitude", "-106.6"},
		{"-52.1", "-106.6", "decimalLatitude", "52.1"},
		{"-52.1", "106.6", "decimalLatitude", "52.1"},
		{"-52.1", "106.6", "decimalLongitude", "-106.6"},
		{"-88.5", "52.1", "decimalLatitude", "52.1"},
		{"-88.5", "52.1", "decimalLongitude", "-88.5"},
	};
	const struct terms *terms = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdicts verdicts = {0};
		const struct verdict *worst;
		struct record record;

		record_init(&record);
		record_set(&record, "country", "Canada", 1, SOURCE_MODEL);
		record_set(&record, "decimalLatitude", rows[i].latitude, 1,
			   SOURCE_MODEL);
		record_set(&record, "decimalLongitude", rows[i].longitude, 1,
			   SOURCE_MODEL);
		record_validate(terms, &record, &verdicts);
		worst = verdicts_worst(&verdicts, rows[i].term);
		assert_non_null(worst);
		assert_int_equal(worst->severity, SEVERITY_WARNING);
		assert_non_null(worst->proposal);
		assert_string_equal(worst->proposal, rows[i].proposal);
		verdicts_done(&verdicts);
		record_done(&record);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_names),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_between_values),
		cmocka_unit_test(test_coordinates_are_mended),
		cmocka_unit_test(test_code_differs),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_worst),
		cmocka_unit_test(test_leaders_after_initials),
		cmocka_unit_test(test_low_confidence),
		cmocka_unit_test(test_own_words),
		cmocka_unit_test(test_own_terms),
		cmocka_unit_test(test_no_roles),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_published),
	};

	return cmocka_run_group_tests_name("verdict", tests, load, unload);
}
