/*
 * test_parse.c: numbers, quantities, coordinates, names and people as they are
 * written: what is read of a text, where it ends, and whether that is sure.
 */
#include "config.h"

#include <math.h>
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
#include "dwc/parse/coordinates.h"
#include "dwc/parse/name.h"
#include "dwc/parse/name_likeness.h"
#include "dwc/parse/people.h"
#include "dwc/parse/quantity.h"

#define MINUS	"\xe2\x88\x92"
#define EN_DASH "\xe2\x80\x93"
#define DEGREE	"\xc2\xb0"
#define TIMES	"\xc3\x97"

static void test_numbers(void **state)
{
	static const struct {
		const char *text, *number; /* NULL: none */
		double grouped;
		enum number_doubt doubt;
		const char *rest;
	} rows[] = {
		{"600", "600", 600, NUMBER_SURE, ""},
		{"0600 m", "600", 600, NUMBER_SURE, " m"},
		{"0", "0", 0, NUMBER_SURE, ""},
		{"0.5", "0.5", 0.5, NUMBER_SURE, ""},
		{"-12", "-12", -12, NUMBER_SURE, ""},
		{MINUS "12.50", "-12.50", -12.5, NUMBER_SURE, ""},
		{EN_DASH "3", "-3", -3, NUMBER_SURE, ""},
		{"+3", "3", 3, NUMBER_SURE, ""},
		{"1,2", "1.2", 1.2, NUMBER_SURE, ""},
		{"1.200", "1.200", 1200, NUMBER_POINT, ""},
		{"1,200", "1.200", 1200, NUMBER_COMMA, ""},
		{"0.200", "0.200", 0.2, NUMBER_SURE, ""},
		{"1200.500", "1200.500", 1200.5, NUMBER_SURE, ""},
		{"1'200", "1200", 1200, NUMBER_SURE, ""},
		{"1\xe2\x80\x99"
		 "200",
		 "1200", 1200, NUMBER_SURE, ""},
		{"1\xc2\xa0"
		 "200",
		 "1200", 1200, NUMBER_SURE, ""},
		{"1 200", "1200", 1200, NUMBER_BLANK, ""},
		{"1200 300", "1200", 1200, NUMBER_SURE, " 300"},
		{"12 30", "12", 12, NUMBER_SURE, " 30"},
		{"1.5 300", "1.5", 1.5, NUMBER_SURE, " 300"},
		{"1.234.567", "1234567", 1234567, NUMBER_SURE, ""},
		{"1,234.5", "1234.5", 1234.5, NUMBER_SURE, ""},
		{"1.234,5", "1234.5", 1234.5, NUMBER_SURE, ""},
		{"12.", "12", 12, NUMBER_SURE, "."},
		{"5.01E1", "5.01", 5.01, NUMBER_EXPONENT, ""},
		{"5E-3 m", "5", 5, NUMBER_EXPONENT, " m"},
		{"5 E", "5", 5, NUMBER_SURE, " E"},
		{"1.2.3", NULL, 0, NUMBER_SURE, ""},
		{"27.06.1935", NULL, 0, NUMBER_SURE, ""},
		{"1234567890123456", NULL, 0, NUMBER_SURE, ""},
		{"", NULL, 0, NUMBER_SURE, ""},
		{"-", NULL, 0, NUMBER_SURE, ""},
		{"- 5", NULL, 0, NUMBER_SURE, ""},
		{"x", NULL, 0, NUMBER_SURE, ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct number got = {.end = 77};
		int rc = number_read(rows[i].text, 0, NUMBER_GROUPS, &got);

		if (rc < 0 && rows[i].number == NULL && got.end == 77)
			continue;
		if (rc < 0 || rows[i].number == NULL ||
		    strcmp(got.text, rows[i].number) != 0 ||
		    fabs(got.grouped - rows[i].grouped) > 1e-9 ||
		    got.doubt != rows[i].doubt ||
		    strcmp(rows[i].text + got.end, rows[i].rest) != 0)
			fail_msg("\"%s\": %d \"%s\" %f %d", rows[i].text, rc,
				 got.text, got.grouped, (int)got.doubt);
	}
}

static void test_quantities(void **state)
{
	static const struct {
		const char *text;
		double metres; /* -1: not a length; NAN: none */
		bool sure;
		const char *read;
	} rows[] = {
		{"600 m", 600, true, "600 m"},
		{"Alt. ca. 600 m, dry", 600, true, "ca. 600 m"},
		{"5000-6000 ft.", 1524, false, "5000-6000 ft."},
		{"1000 to 1200 m", 1000, false, "1000 to 1200 m"},
		{"1000 bis 1200 m", 1000, false, "1000 bis 1200 m"},
		{"5000/6000 ft", 1524, false, "5000/6000 ft"},
		{"between 5000 and 6000 ft", 1524, false, "5000 and 6000 ft"},
		{"5200 ft/1585 m", 1584.96, true, "5200 ft"},
		{"1\xc2\xbd km", NAN, false, ""},
		{"3\xc2\xbd-400 m", NAN, false, ""},
		{"1000 m " EN_DASH " 1200 m", 1000, false,
		 "1000 m " EN_DASH " 1200 m"},
		{"3000 ft (914 m)", 914.4, true, "3000 ft"},
		{"1.2 km N", 1200, true, "1.2 km"},
		{"1.200 m", 1200, false, "1.200 m"},
		{"3,500 feet", 1066.8, true, "3,500 feet"},
		{"2 miles", 3218.688, true, "2 miles"},
		{"4500'", 1371.6, true, "4500'"},
		{"12'", 3.6576, false, "12'"},
		{"1200 msnm", 1200, true, "1200 msnm"},
		{"1200 masl", 1200, true, "1200 masl"},
		{"2 kilometres", 2000, true, "2 kilometres"},
		{"2 kms", 2000, true, "2 kms"},
		{"100 yards", 91.44, true, "100 yards"},
		{"100 yd", 91.44, true, "100 yd"},
		{"1000 varas", 836, false, "1000 varas"},
		{"1000 to 1200m", 1000, false, "1000 to 1200m"},
		{"1\xc2\xb0 m", 1, true, "1"},
		{"A49 then 600 m", 600, true, "600 m"},
		{"a49 then 600 m", 600, true, "600 m"},
		{"below 600 m", 600, false, "below 600 m"},
		{"> 600 m", 600, false, "> 600 m"},
		{"+/- 100 m", 100, true, "+/- 100 m"},
		{"rupi, m 1400 s.m.", 1400, true, "m 1400"},
		{"m. 1200-1400", 1200, false, "m. 1200-1400"},
		{"300 m 1400 ft", 300, true, "300 m"},
		{"m 12", 12, true, "12"},
		{"km 1400", 1400, true, "1400"},
		{"J. M. 1400", 1400, true, "1400"},
		{"12 min", -1, false, "12 min"},
		{"800 Fu\xc3\x9f", 243.84, false, "800 Fu\xc3\x9f"},
		{"12 leagues", 12, true, "12"},
		{"Hwy33", NAN, false, ""},
		{"", NAN, false, ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct quantity got;
		int rc = quantity_read(rows[i].text, &got);
		size_t len = strlen(rows[i].read);

		if (rc < 0 && isnan(rows[i].metres))
			continue;
		if (rc < 0 || got.end - got.start != len ||
		    strncmp(rows[i].text + got.start, rows[i].read, len) != 0)
			fail_msg("\"%s\": %d %zu to %zu", rows[i].text, rc,
				 got.start, got.end);
		if (rows[i].metres < 0
			    ? quantity_is_length(&got)
			    : fabs(quantity_metres(&got) - rows[i].metres) >
					      1e-6 ||
				      quantity_is_sure(&got) != rows[i].sure)
			fail_msg("\"%s\": %f m, sure %d", rows[i].text,
				 quantity_metres(&got), quantity_is_sure(&got));
	}
}

/* Ends that are not written out: "lower to upper", or "?" where nothing is
 * chosen. */
static void test_ranges(void **state)
{
	static const struct {
		const char *text, *ends;
	} rows[] = {
		/* a word is left out: of the hundreds, of the thousands */
		{"Alt. 3-400 m", "300 to 400"},
		{"3 to 400 m", "300 to 400"},
		{"1-200 m", "100 to 200"},
		{"12-1400 m", "1200 to 1400"},
		{"5-6000 ft", "1524 to 1829"},
		{"5/6000 ft", "1524 to 1829"},
		{"5-6,000 ft", "1524 to 1829"},
		{"8" EN_DASH "10000 ft", "2438 to 3048"},
		/* figures are left out */
		{"1200-50 m", "1200 to 1250"},
		{"1225-50 m", "1225 to 1250"},
		{"850-70 m", "850 to 870"},
		{"1950-2 m", "1950 to 1952"},
		{"1,200-50 m", "1200 to 1250"},
		{"1 200-50 m", "1200 to 1250"},
		/* both ends are written out */
		{"300-400 m", "300 to 400"},
		{"30-400 m", "30 to 400"},
		{"50-100 m", "50 to 100"},
		{"3-4 m", "3 to 4"},
		{"5-80 m", "5 to 80"},
		{"0-300 m", "0 to 300"},
		{"3 m - 400 m", "3 to 400"},
		{"900-1200 m", "900 to 1200"},
		{"4-350 m", "4 to 350"},
		/* the upper one stands first */
		{"500-300 m", "300 to 500"},
		{"500 m - 80 m", "80 to 500"},
		/* more than one may be meant */
		{"2-1000 m", "?"},
		{"2-450 m", "?"},
		{"1-300 m", "?"},
		{"1000-500 m", "?"},
		{"1260-50 m", "?"},
		{"100-50 m", "?"},
		{"1200-00 m", "?"},
		{"2,400-600 m", "?"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct quantity got;
		char *ends CLEANUP(mem_free_str) = NULL;
		char *lower CLEANUP(mem_free_str) = NULL;

		assert_int_equal(quantity_read(rows[i].text, &got), 0);
		assert_true(got.range);
		assert_false(quantity_is_sure(&got));
		lower = quantity_metres_text(&got);
		ends = got.open ? mem_strdup("?")
				: mem_printf("%s to %.0f", lower,
					     quantity_metres_to(&got));
		if (strcmp(ends, rows[i].ends) != 0 ||
		    got.open != (lower[0] == '\0'))
			fail_msg("\"%s\": %s", rows[i].text, ends);
	}
}

static void test_pairs(void **state)
{
	static const struct {
		const char *text, *latitude, *longitude, *read;
	} rows[] = {
		{"at 49.5042, -106.7511 (WGS84)", "49.5042", "-106.7511",
		 "49.5042, -106.7511"},
		{"33.925" DEGREE " S, 18.424" DEGREE " E", "-33.925", "18.424",
		 "33.925" DEGREE " S, 18.424" DEGREE " E"},
		{"106" DEGREE "45'W 49" DEGREE "30'N", "49.500000",
		 "-106.750000", "106" DEGREE "45'W 49" DEGREE "30'N"},
		{"N49.5 W106.7", "49.5", "-106.7", "N49.5 W106.7"},
		{"Lat. 50" DEGREE " 30' N Long. 104" DEGREE " 15' W",
		 "50.500000", "-104.250000",
		 "50" DEGREE " 30' N Long. 104" DEGREE " 15' W"},
		/* any mark behind the seconds; the whole of it is read */
		{"38" DEGREE "52'45'N 83" DEGREE "08'25'W.", "38.879167",
		 "-83.140278", "38" DEGREE "52'45'N 83" DEGREE "08'25'W."},
		{"38" DEGREE "52'45''S 83" DEGREE "08'25'' E", "-38.879167",
		 "83.140278", "38" DEGREE "52'45''S 83" DEGREE "08'25'' E"},
		{"38o52\xe2\x80\x99"
		 "45\xe2\x80\x9dN, 83o 08\xe2\x80\xb2"
		 "25\xe2\x80\xb3W",
		 "38.879167", "-83.140278",
		 "38o52\xe2\x80\x99"
		 "45\xe2\x80\x9dN, 83o 08\xe2\x80\xb2"
		 "25\xe2\x80\xb3W"},
		{"38 deg. 52 min 45 sec N; 83deg 8,5min W", "38.879167",
		 "-83.141667", "38 deg. 52 min 45 sec N; 83deg 8,5min W"},
		{"3 o 4 m N, 5 o 6 m W", NULL, NULL, NULL},
		{"36.4' N, 98" DEGREE " W", NULL, NULL, NULL},
		{"50-8-15 W, W3 RM 496", NULL, NULL, NULL},
		{"T12N R5W Sec. 3", NULL, NULL, NULL},
		{"12U 512345 5612345", NULL, NULL, NULL},
		{"12UVA 12345 67890", NULL, NULL, NULL},
		{"2.5 mi N and 3.5 mi W", NULL, NULL, NULL},
		{"12.50, 14.75", NULL, NULL, NULL},
		{"95.1234, 10.1234", NULL, NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct coordinates got;
		int rc = coordinates_find(rows[i].text, &got);

		if (rc < 0 && rows[i].latitude == NULL)
			continue;
		if (rc < 0 || rows[i].latitude == NULL ||
		    strcmp(got.latitude.text, rows[i].latitude) != 0 ||
		    strcmp(got.longitude.text, rows[i].longitude) != 0 ||
		    strncmp(rows[i].text + got.start, rows[i].read,
			    got.end - got.start) != 0 ||
		    got.end - got.start != strlen(rows[i].read))
			fail_msg("\"%s\": %d %s %s", rows[i].text, rc,
				 rc < 0 ? "" : got.latitude.text,
				 rc < 0 ? "" : got.longitude.text);
	}
}

/* One coordinate as a whole text, of a latitude and of a longitude. */
static void test_coordinates(void **state)
{
	static const struct {
		const char *text, *latitude, *longitude; /* NULL: not sure */
	} rows[] = {
		{"33.5 S", "-33.5", NULL},
		{"33,5 South", "-33.5", NULL},
		{"18.4 E", NULL, "18.4"},
		{"18.4 W.", NULL, "-18.4"},
		{"18.4 Ost", NULL, "18.4"},
		{"18.4 Ouest", NULL, "-18.4"},
		{"18.4 O", NULL, NULL},
		{"50 30 15 N", "50.504167", NULL},
		{"50:30:15 N", "50.504167", NULL},
		{"50: N", NULL, NULL},
		{"50d30m15s N", "50.504167", NULL},
		{"50x30y15z N", NULL, NULL},
		{"50" DEGREE " 30' 60\" N", NULL, NULL},
		{"50" DEGREE "60' N", NULL, NULL},
		{"50" DEGREE "59'59\" N", "50.999722", NULL},
		{"49" DEGREE "59'59.9999\" N", "50.000000", NULL},
		{"50" DEGREE "30'", NULL, NULL},
		{"-50" DEGREE "30'", "-50.500000", "-50.500000"},
		{"-50 30", NULL, NULL},
		{"-50 S", NULL, NULL},
		{"90 N", "90", NULL},
		{"90.1 N", NULL, NULL},
		{"100", NULL, "100"},
		{"180 E", NULL, "180"},
		{"180.1 E", NULL, NULL},
		{"Lat. 50,5", "50.5", NULL},
		{"50.5 N lat.", "50.5", NULL},
		{"Long. 50.5", NULL, "50.5"},
		{"50.5, 10.2", NULL, NULL},
		{"5.01E1", NULL, NULL},
		{"", NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int k = 0; k < 2; k++) {
			const char *want =
				k == 0 ? rows[i].latitude : rows[i].longitude;
			struct coordinate got;
			bool sure = coordinate_is_text(
				rows[i].text,
				k == 0 ? AXIS_LATITUDE : AXIS_LONGITUDE, &got);

			if (sure != (want != NULL) ||
			    (sure && strcmp(got.text, want) != 0))
				fail_msg("\"%s\" %d: %s", rows[i].text, k,
					 sure ? got.text : "not sure");
		}
}

static void test_names(void **state)
{
	static const struct {
		const char *text, *read; /* NULL: none */
		bool epithet, rank, author, doubt, hybrid, formula;
	} rows[] = {
		{"Carex hirta L.", "Carex hirta L.", 1, 0, 1, 0, 0, 0},
		{"Carex lurida (Boott) L.H. Bailey, wet",
		 "Carex lurida (Boott) L.H. Bailey", 1, 0, 1, 0, 0, 0},
		{"Poa alpina var. minor Koch", "Poa alpina var. minor Koch", 1,
		 1, 1, 0, 0, 0},
		{"Poa alpina L. subsp. minor (L.) Koch",
		 "Poa alpina L. subsp. minor (L.) Koch", 1, 1, 1, 0, 0, 0},
		{"Carex cf. lurida", "Carex cf. lurida", 1, 0, 0, 1, 0, 0},
		{"Salix " TIMES " sericans Tausch",
		 "Salix " TIMES " sericans Tausch", 1, 0, 1, 0, 1, 0},
		{"Poa alpina cf. var. minor", "Poa alpina cf. var. minor", 1, 1,
		 0, 1, 0, 0},
		{"Carex (cf.) lurida", "Carex (cf.) lurida", 1, 0, 0, 1, 0, 0},
		{"Salix alba L. " TIMES " S. fragilis L.",
		 "Salix alba L. " TIMES " S. fragilis L.", 1, 0, 1, 0, 1, 1},
		{"Salix x sericans", "Salix x sericans", 1, 0, 0, 0, 1, 0},
		{TIMES "Agropogon littoralis", TIMES "Agropogon littoralis", 1,
		 0, 0, 0, 1, 0},
		{"Agropyron " TIMES " Hordeum", "Agropyron " TIMES " Hordeum",
		 0, 0, 0, 0, 1, 1},
		{"Carex sect. Vesicariae", "Carex sect. Vesicariae", 0, 1, 0, 0,
		 0, 0},
		{"Carex hirta (wet place)", "Carex hirta", 1, 0, 0, 0, 0, 0},
		{"Carex hirta Hook. f.", "Carex hirta Hook. f.", 1, 0, 1, 0, 0,
		 0},
		{"Centaurea sp.", "Centaurea sp.", 0, 0, 0, 0, 0, 0},
		{"Aster laevis in roadside ditch", "Aster laevis", 1, 0, 0, 0,
		 0, 0},
		/* a typewriter's "&", and one between two names */
		{"Carex hirta (J.F. Gmel.) T. \xc2\xa7 Gray",
		 "Carex hirta (J.F. Gmel.) T. \xc2\xa7 Gray", 1, 0, 1, 0, 0, 0},
		{"Carex hirta Torr. $ Gray", "Carex hirta Torr. $ Gray", 1, 0,
		 1, 0, 0, 0},
		{"Carex hirta Torr. + Gray", "Carex hirta Torr. + Gray", 1, 0,
		 1, 0, 0, 0},
		{"Carex hirta Torr. et Gray", "Carex hirta Torr. et Gray", 1, 0,
		 1, 0, 0, 0},
		{"Carex hirta L. + Poa annua L.", "Carex hirta L.", 1, 0, 1, 0,
		 0, 0},
		{"carex hirta", NULL, 0, 0, 0, 0, 0, 0},
		{"1234", NULL, 0, 0, 0, 0, 0, 0},
		{"", NULL, 0, 0, 0, 0, 0, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct name_reading got;
		int rc = name_read(rows[i].text, &got);

		if (rc < 0 && rows[i].read == NULL)
			continue;
		if (rc < 0 || rows[i].read == NULL ||
		    got.end - got.start != strlen(rows[i].read) ||
		    got.epithet != rows[i].epithet ||
		    got.rank != rows[i].rank || got.author != rows[i].author ||
		    got.doubt != rows[i].doubt ||
		    got.hybrid != rows[i].hybrid ||
		    got.formula != rows[i].formula)
			fail_msg("\"%s\": %d \"%.*s\"", rows[i].text, rc,
				 rc < 0 ? 0 : (int)(got.end - got.start),
				 rows[i].text + (rc < 0 ? 0 : got.start));
	}
}

static void test_people(void **state)
{
	static const struct {
		const char *text, *people, *number; /* NULL: none */
		size_t n;
		bool others, sure;
	} rows[] = {
		{"A. Example 123", "A. Example", "123", 1, false, true},
		{"leg. & det. A. Example", "A. Example", "", 1, false, true},
		{"Collected by: A. Example & B. Sample No. 77",
		 "A. Example & B. Sample", "77", 2, false, true},
		{"A. Example, B. Sample and C. Third s.n.",
		 "A. Example, B. Sample and C. Third", "", 3, false, true},
		{"A. Example et al. 123", "A. Example et al.", "123", 1, true,
		 true},
		{"A. Example, Jr. No. 1234", "A. Example, Jr.", "1234", 1,
		 false, true},
		{"Smith, J.F. & Brown, K. 12a", "Smith, J.F. & Brown, K.",
		 "12a", 2, false, true},
		{"K. van der Berg #7", "K. van der Berg", "7", 1, false, true},
		{"A. Example u. B. Sample 33", "A. Example u. B. Sample", "33",
		 2, false, true},
		{"A. Example \xc2\xa7 B. Sample $ C. Third 33",
		 "A. Example \xc2\xa7 B. Sample $ C. Third", "33", 3, false,
		 true},
		{"A. Example & Woo", "A. Example & Woo", "", 2, false, false},
		{"J. O'Hara-Field 9", "J. O'Hara-Field", "9", 1, false, true},
		{"Smith, J. Brown 9", "Smith, J. Brown", "9", 2, false, false},
		{"George R. Sample, No. 482", "George R. Sample", "482", 1,
		 false, false},
		{"A. Example Nr. 88", "A. Example", "88", 1, false, true},
		{"A. Example III 9", "A. Example III", "9", 1, false, true},
		{"Woo", "Woo", "", 1, false, false},
		{"Expedition of 1904", NULL, "", 0, false, false},
		{"sine coll.", NULL, "", 0, false, false},
		{"St. John 12", NULL, "", 0, false, false},
		{"H. St. John 12", "H. St. John", "12", 1, false, true},
		{"June 1935", NULL, "", 0, false, false},
		{"J.F.", NULL, "", 0, false, false},
		{"", NULL, "", 0, false, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = rows[i].text;
		struct people got;
		int rc = people_read(text, &got);

		if (rc < 0 && rows[i].people == NULL)
			continue;
		if (rc < 0 || rows[i].people == NULL ||
		    got.end - got.start != strlen(rows[i].people) ||
		    strncmp(text + got.start, rows[i].people,
			    got.end - got.start) != 0 ||
		    got.number_end - got.number_start !=
			    strlen(rows[i].number) ||
		    strncmp(text + got.number_start, rows[i].number,
			    got.number_end - got.number_start) != 0 ||
		    got.n != rows[i].n || got.others != rows[i].others ||
		    got.sure != rows[i].sure)
			fail_msg("\"%s\": %d %zu", text, rc,
				 rc < 0 ? (size_t)0 : got.n);
	}
}

static void test_families(void **state)
{
	static const char *const are[] = {"Asteraceae", "POACEAE", "Compositae",
					  "LEGUMINOSAE", "Fam. Poaceae"};
	static const char *const misread[] = {"Asteracese", "Rosaceac",
					      "Composltae", "Asteracae"};
	static const char *const others[] = {
		"Dt",	   "Lakehead", "INDIES",     "Cetraria",
		"Lichens", "NUMBERS",  "Hispaniola", "aceae",
		"",	   "L.",       "EXSICCATI"};

	for (size_t i = 0; i < ARRAY_LEN(are); i++)
		assert_true(family_likeness(are[i]) == 1);
	for (size_t i = 0; i < ARRAY_LEN(misread); i++)
		assert_true(family_likeness(misread[i]) > 0 &&
			    family_likeness(misread[i]) < 1);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_true(family_likeness(others[i]) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_quantities),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_coordinates),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
