/*
 * test_proposal.c: what Tab writes is right, or it writes nothing. Values are
 * put together from parts whose meaning is known; whatever is proposed for them
 * must be that meaning, be sound, and leave nothing more to propose.
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

#include "base/bytes.h"
#include "base/mem.h"
#include "dwc/validate/verdict.h"
#include "tests/kit/rounds.h"

#define ROUNDS	   20000
#define MINUS	   "\xe2\x88\x92"
#define EN_DASH	   "\xe2\x80\x93"
#define THIN_BLANK "\xe2\x80\xaf"
#define DEGREE	   "\xc2\xb0"
#define PRIME	   "\xe2\x80\xb2"

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

/* The same values in every run. */
static unsigned draw(uint64_t *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % n;
}

/* What is proposed for a value alone in its record; NULL for nothing. Errors
 * that it has in *ret_errors. Owned. */
static char *proposal_of(const struct terms *terms, const char *term,
			 const char *value, int *ret_errors)
{
	struct verdicts verdicts = {0};
	struct record record;
	char *proposal = NULL;

	*ret_errors = 0;
	record_init(&record);
	record_set(&record, term, value, 0.9, SOURCE_MODEL);
	record_validate(terms, &record, &verdicts);
	for (size_t i = 0; i < verdicts.n; i++) {
		const struct verdict *verdict = &verdicts.items[i];

		if (strcmp(verdict->term, term) != 0)
			continue;
		*ret_errors += verdict->severity == SEVERITY_ERROR;
		if (verdict->proposal != NULL && proposal == NULL)
			proposal = mem_strdup(verdict->proposal);
	}
	verdicts_done(&verdicts);
	record_done(&record);
	return proposal;
}

/*
 * Whether what is proposed for `value` is `meaning` (NULL: nothing may be), as
 * a number or to the letter, and stands by itself. Counts proposals.
 */
static bool proposal_is_right(const struct terms *terms, const char *term,
			      const char *value, const char *meaning,
			      bool number, int *ret_n)
{
	int errors;
	char *proposal CLEANUP(mem_free_str) =
		proposal_of(terms, term, value, &errors);
	char *again CLEANUP(mem_free_str) = NULL;
	bool right;

	if (proposal == NULL)
		return true;
	++*ret_n;
	again = proposal_of(terms, term, proposal, &errors);
	right = meaning != NULL &&
		(number ? labs(lround(1e5 * strtod(proposal, NULL)) -
			       lround(1e5 * strtod(meaning, NULL))) <= 1
			: strcmp(proposal, meaning) == 0);
	if (!right)
		print_error("%s \"%s\": proposes \"%s\", means %s\n", term,
			    value, proposal,
			    meaning != NULL ? meaning : "nothing sure");
	if (again != NULL || errors > 0)
		print_error("%s \"%s\": \"%s\" does not stand\n", term, value,
			    proposal);
	return right && again == NULL && errors == 0;
}

/* --- metres --------------------------------------------------------------- */

/* A number as it may be written, and whether its mark says which it is. */
static void number_write(uint64_t *seed, struct bytes *out, double *ret_value,
			 bool *ret_clear, bool *ret_feet)
{
	unsigned thousands = 1 + draw(seed, 7), rest = draw(seed, 1000);
	unsigned tenths = draw(seed, 9) + 1;
	static const char *const marks[] = {"'", THIN_BLANK, ",", ".", " "};
	unsigned form = draw(seed, 9);

	*ret_clear = true;
	*ret_feet = false;
	*ret_value = 1000 * thousands + rest;
	if (form < 5) {
		bytes_printf(out, "%u%s%03u", thousands, marks[form], rest);
		*ret_clear = form < 2;
		*ret_feet = form == 2;
	} else if (form < 7) {
		bytes_printf(out, "%u%c%u", rest, form == 5 ? '.' : ',',
			     tenths);
		*ret_value = rest + tenths / 10.0;
	} else {
		bytes_printf(out, "%u", rest + 1);
		*ret_value = rest + 1;
	}
}

static const struct {
	const char *written;
	double metres; /* 0: not a length that counts */
	bool feet;     /* of those who group by commas */
} units[] = {
	{"m", 1, false},	  {" m", 1, false},
	{" m.", 1, false},	  {" metres", 1, false},
	{" m a.s.l.", 1, false},  {" m s.n.m.", 1, false},
	{" ft", 0.3048, true},	  {" ft.", 0.3048, true},
	{" feet", 0.3048, true},  {" km", 1000, false},
	{" mi", 1609.344, false}, {" miles", 1609.344, false},
	{" yd", 0.9144, true},	  {" mm", 0, false},
	{" cm", 0, false},	  {" min", 0, false},
	{" h", 0, false},	  {" acres", 0, false},
	{" pieds", 0, false},	  {" Fu\xc3\x9f", 0, false},
	{" varas", 0, false},	  {" leagues", 0, false},
	{"\"", 0, false},	  {" inches", 0, false},
};

static const struct {
	const char *written;
	bool clear;
} hedges[] = {
	{"", true},	   {"", true},		{"ca. ", true},
	{"about ", true},  {"alt. ", true},	{"\xc2\xb1 ", true},
	{"below ", false}, {"above ", false},	{"< ", false},
	{"up to ", false}, {"between ", false}, {"bis ", false},
	{"1/", false},	   {"Sec. 5, ", false}, {"not ", false},
};

static const char *const seconds[] = {
	"",	    "",		"",	     "",
	"-900 m",   " - 900 m", " to 900 m", EN_DASH "900 m",
	" (900 m)", "; 900 m",	" or 900 m", " 900",
	"/900 m",   "?",	" x 2",	     "E2"};

static void test_metres(void **state)
{
	int proposals = 0, rounds = rounds_of(ROUNDS);
	uint64_t seed = 7;

	for (int i = 0; i < rounds; i++) {
		struct bytes value CLEANUP(bytes_done) = {0};
		struct bytes meaning CLEANUP(bytes_done) = {0};
		unsigned hedge = draw(&seed, ARRAY_LEN(hedges));
		unsigned unit = draw(&seed, ARRAY_LEN(units));
		unsigned second = draw(&seed, ARRAY_LEN(seconds));
		bool minus = draw(&seed, 8) == 0, clear, feet;
		double number, metres;

		bytes_append_str(&value, hedges[hedge].written);
		if (minus)
			bytes_append_str(&value, draw(&seed, 2) ? MINUS : "-");
		number_write(&seed, &value, &number, &clear, &feet);
		bytes_append_str(&value, units[unit].written);
		bytes_append_str(&value, seconds[second]);
		metres = (minus ? -1 : 1) * number * units[unit].metres;
		clear = (clear || (feet && units[unit].feet)) &&
			hedges[hedge].clear && units[unit].metres > 0 &&
			seconds[second][0] == '\0';
		bytes_printf(&meaning, "%.1f",
			     units[unit].metres == 1 ? metres : round(metres));
		if (!proposal_is_right(*state, "minimumElevationInMeters",
				       value.data, clear ? meaning.data : NULL,
				       true, &proposals))
			fail();
	}
	/* It is of use, too. */
	assert_true(proposals > rounds / 50);
}

/* --- coordinates ---------------------------------------------------------- */

static void angle_write(uint64_t *seed, struct bytes *out, double *ret_degrees,
			bool *ret_parts)
{
	unsigned d = draw(seed, 89), m = draw(seed, 60), s = draw(seed, 60);

	*ret_parts = true;
	*ret_degrees = d + m / 60.0;
	switch (draw(seed, 8)) {
	case 0:
		bytes_printf(out, "%u" DEGREE "%u'", d, m);
		return;
	case 1:
		bytes_printf(out, "%u" DEGREE " %u" PRIME, d, m);
		return;
	case 2:
		bytes_printf(out, "%u" DEGREE "%u'%u\"", d, m, s);
		break;
	case 3:
		bytes_printf(out, "%u %u %u", d, m, s);
		break;
	case 4:
		bytes_printf(out, "%u:%02u:%02u", d, m, s);
		break;
	case 5:
		bytes_printf(out, "%u" DEGREE "%u''", d, m);
		*ret_degrees = NAN; /* minutes marked as seconds */
		return;
	default:
		bytes_printf(out, "%u%c%u", d, draw(seed, 2) ? '.' : ',',
			     m + 100);
		*ret_degrees = d + (m + 100) / 1000.0;
		*ret_parts = false;
		return;
	}
	*ret_degrees += s / 3600.0;
}

static void test_coordinates(void **state)
{
	static const struct {
		const char *before, *behind;
		int sign; /* 0: not of a latitude, or two signs */
		bool marked;
	} ways[] = {
		{"", "", 1, false},	  {"", "", 1, false},
		{"-", "", -1, false},	  {MINUS, "", -1, false},
		{EN_DASH, "", -1, false}, {"", "N", 1, true},
		{"", " N", 1, true},	  {"", " S", -1, true},
		{"", "S.", -1, true},	  {"N ", "", 1, true},
		{"S", "", -1, true},	  {"lat. ", " N", 1, true},
		{"", " E", 0, true},	  {"", " W", 0, true},
		{"", " O", 0, true},	  {"-", " S", 0, true},
		{"-", " N", 0, true},	  {"ca. ", "", 0, false},
	};
	static const char *const others[] = {
		"",   "",   "", ", 10.2", "; 10.2 E", " 10" DEGREE "E",
		"E1", "-51"};
	int proposals = 0, rounds = rounds_of(ROUNDS);
	uint64_t seed = 11;

	for (int i = 0; i < rounds; i++) {
		struct bytes value CLEANUP(bytes_done) = {0};
		struct bytes meaning CLEANUP(bytes_done) = {0};
		unsigned way = draw(&seed, ARRAY_LEN(ways));
		unsigned other = draw(&seed, ARRAY_LEN(others));
		double degrees;
		bool parts, clear;

		bytes_append_str(&value, ways[way].before);
		angle_write(&seed, &value, &degrees, &parts);
		bytes_append_str(&value, ways[way].behind);
		bytes_append_str(&value, others[other]);
		clear = ways[way].sign != 0 && others[other][0] == '\0' &&
			!isnan(degrees) &&
			/* without a sign or hemisphere it may be south */
			(!parts || ways[way].marked || ways[way].sign < 0);
		bytes_printf(&meaning, "%.6f", ways[way].sign * degrees);
		if (!proposal_is_right(*state, "decimalLatitude", value.data,
				       clear ? meaning.data : NULL, true,
				       &proposals))
			fail();
	}
	assert_true(proposals > rounds / 10);
}

/* --- dates ---------------------------------------------------------------- */

struct moment {
	unsigned year, month, day;
};

static void moment_draw(uint64_t *seed, struct moment *ret)
{
	ret->year = 1850 + draw(seed, 150);
	ret->month = 1 + draw(seed, 12);
	ret->day = 1 + draw(seed, 28);
}

/* Months in three languages, and as Roman numerals. */
static const char *const month_names[][13] = {
	{"", "January", "Feb.", "March", "April", "May", "June", "July", "Aug.",
	 "Sept.", "October", "Nov.", "December"},
	{"", "janvier", "f\xc3\xa9vrier", "mars", "avril", "mai", "juin",
	 "juillet", "ao\xc3\xbbt", "septembre", "octobre", "novembre",
	 "d\xc3\xa9"
	 "cembre"},
	{"", "Januar", "Februar", "M\xc3\xa4rz", "April", "Mai", "Juni", "Juli",
	 "August", "September", "Oktober", "November", "Dezember"},
	{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi",
	 "xii"},
};

/* Writes a day; false when it can be another one, too. */
static bool moment_write(uint64_t *seed, const struct moment *m,
			 struct bytes *out)
{
	unsigned form = draw(seed, 9);

	switch (form) {
	case 0:
		bytes_printf(out, "%s %u, %u", month_names[0][m->month], m->day,
			     m->year);
		return true;
	case 1:
	case 2:
		bytes_printf(out, "%u %s %u", m->day,
			     month_names[form - 1][m->month], m->year);
		return true;
	case 3:
		bytes_printf(out, "%u. %s %u", m->day, month_names[2][m->month],
			     m->year);
		return true;
	case 4:
		bytes_printf(out, "%u.%s.%u", m->day, month_names[3][m->month],
			     m->year);
		return true;
	case 5:
		bytes_printf(out, "%u-%02u-%02uT00:00:00", m->year, m->month,
			     m->day);
		return true;
	case 6:
		bytes_printf(out, "%u/%u/%u", m->day, m->month, m->year);
		return m->day > 12 || m->day == m->month;
	case 7:
		bytes_printf(out, "%u.%u.%02u", m->day, m->month,
			     m->year % 100);
		return false;
	default:
		bytes_printf(out, "%u-%02u-%02u", m->year, m->month, m->day);
		return true;
	}
}

static void moment_iso(const struct moment *m, struct bytes *out)
{
	bytes_printf(out, "%u-%02u-%02u", m->year, m->month, m->day);
}

static bool moment_before(const struct moment *a, const struct moment *b)
{
	return 10000 * a->year + 100 * a->month + a->day <
	       10000 * b->year + 100 * b->month + b->day;
}

static const struct {
	const char *before, *behind;
	bool clear;
} around[] = {
	{"", "", true},		 {"", "", true},
	{"", ".", true},	 {"Monday, ", "", true},
	{"before ", "", false},	 {"after ", "", false},
	{"vor ", "", false},	 {"avant le ", "", false},
	{"ca. ", "", false},	 {"early ", "", false},
	{"", "?", false},	 {"spring, ", "", false},
	{"det. ", "", false},	 {"", " or later", false},
	{"until ", "", false},	 {"Regina, ", "", false},
	{"No. 12, ", "", false}, {"", ", 1 p.m. 15", false},
};
static const struct {
	const char *joint;
	bool range;
} date_joints[] = {
	{" to ", true},	 {" - ", true},	   {" " EN_DASH " ", true},
	{" bis ", true}, {"; ", false},	   {" | ", false},
	{" & ", false},	 {" and ", false}, {", ", false},
	{" or ", false},
};

static void test_dates(void **state)
{
	int proposals = 0, rounds = rounds_of(ROUNDS);
	uint64_t seed = 13;

	for (int i = 0; i < rounds; i++) {
		struct bytes value CLEANUP(bytes_done) = {0};
		struct bytes meaning CLEANUP(bytes_done) = {0};
		unsigned way = draw(&seed, ARRAY_LEN(around));
		unsigned joint = draw(&seed, ARRAY_LEN(date_joints));
		struct moment from, to;
		bool clear = around[way].clear;

		moment_draw(&seed, &from);
		moment_draw(&seed, &to);
		bytes_append_str(&value, around[way].before);
		clear &= moment_write(&seed, &from, &value);
		moment_iso(&from, &meaning);
		if (draw(&seed, 3) == 0) {
			bytes_append_str(&value, date_joints[joint].joint);
			clear &= moment_write(&seed, &to, &value);
			clear &= date_joints[joint].range &&
				 moment_before(&from, &to);
			bytes_append_char(&meaning, '/');
			moment_iso(&to, &meaning);
		}
		bytes_append_str(&value, around[way].behind);
		if (!proposal_is_right(*state, "eventDate", value.data,
				       clear ? meaning.data : NULL, false,
				       &proposals))
			fail();
	}
	assert_true(proposals > rounds / 20);
}

/* --- places --------------------------------------------------------------- */

/* Every word of two or three capitals, as a country: ISO 3166-1 has some of
 * them, and none may become the country of a state. */
static void test_codes(void **state)
{
	static const struct {
		const char *code, *country;
	} known[] = {{"US", "United States"},  {"USA", "United States"},
		     {"CAN", "Canada"},	       {"UK", "United Kingdom"},
		     {"GB", "United Kingdom"}, {"MEX", "Mexico"},
		     {"RSA", "South Africa"},  {"BRD", "Germany"},
		     {"DDR", "Germany"},       {"FRG", "Germany"},
		     {"GDR", "Germany"}};
	int proposals = 0, wrong = 0;
	char code[4] = "";

	for (int i = 0; i < 26 * 26 * 27; i++) {
		const char *meaning = NULL;

		code[0] = (char)('A' + i % 26);
		code[1] = (char)('A' + i / 26 % 26);
		code[2] = (char)(i < 26 * 26 ? 0 : 'A' + i / 26 / 26 - 1);
		for (size_t k = 0; k < ARRAY_LEN(known); k++)
			if (strcmp(known[k].code, code) == 0)
				meaning = known[k].country;
		wrong += !proposal_is_right(*state, "country", code, meaning,
					    false, &proposals);
		wrong += !proposal_is_right(*state, "stateProvince", code, NULL,
					    false, &proposals);
	}
	assert_int_equal(wrong, 0);
}

static void test_two_places(void **state)
{
	static const char *const countries[] = {
		"Canada", "USA",    "Mexico", "Georgia", "Deutschland",
		"Ind.",	  "France", "Austr.", "Niger",	 "Guinea"};
	static const char *const states[] = {"Alberta", "Sask.", "B.C.",
					     "Montana", "WA",	 "Ont."};
	static const char *const joints[] = {"; ", "/",	   " | ", " and ",
					     ", ", " or ", " - ", " & "};
	int proposals = 0, wrong = 0;

	for (size_t a = 0; a < ARRAY_LEN(countries); a++)
		for (size_t b = 0; b < ARRAY_LEN(countries); b++)
			for (size_t j = 0; j < ARRAY_LEN(joints); j++) {
				char *value CLEANUP(mem_free_str) =
					mem_printf("%s%s%s", countries[a],
						   joints[j], countries[b]);

				wrong += !proposal_is_right(*state, "country",
							    value, NULL, false,
							    &proposals);
			}
	for (size_t a = 0; a < ARRAY_LEN(states); a++)
		for (size_t b = 0; b < ARRAY_LEN(states); b++)
			for (size_t j = 0; j < ARRAY_LEN(joints); j++) {
				char *value CLEANUP(mem_free_str) =
					mem_printf("%s%s%s", states[a],
						   joints[j], states[b]);

				wrong += !proposal_is_right(
					*state, "stateProvince", value, NULL,
					false, &proposals);
			}
	assert_int_equal(wrong, 0);
	assert_int_equal(proposals, 0);
}

/* --- people and names ----------------------------------------------------- */

static void test_people(void **state)
{
	static const char *const people[] = {"A. Example",
					     "J.F. Alex",
					     "Wm. Shevkenek",
					     "A.C. Budd",
					     "K. van der Berg",
					     "B. Sample, Jr.",
					     "A. Example & B. Sample",
					     "A. Example | B. Sample",
					     "A. Example et al."};
	static const char *const nobody[] = {
		"Expedition of", "sine",       "Survey",
		"Herbarium",	 "Flora of",   "June",
		"unknown",	 "Looman",     "the students, class",
		"A. Examp1e",	 "A. Ex4mple",
	};
	static const struct {
		const char *text;
		bool clear;
	} tails[] = {{" 123", true},	  {" No. 123", true},
		     {" #4512", true},	  {", 77a", true},
		     {" 1904", false},	  {", June 1935", false},
		     {" 12 May", false},  {" 12 and 13", false},
		     {" 500 m", false},	  {" 1931-1935", false},
		     {" 27.6.35", false}, {" 27-VI-35", false},
		     {" 6/35", false},	  {" 2nd", false},
		     {" 1200ft.", false}, {" Hb. 12", false},
		     {" Juin 5", false},  {" UTC 12345", false},
		     {" Site 5", false},  {" A12", true},
		     {" AB-12", true}};
	int proposals = 0, wrong = 0, none = 0;

	for (size_t t = 0; t < ARRAY_LEN(tails); t++) {
		for (size_t i = 0; i < ARRAY_LEN(people); i++) {
			char *value CLEANUP(mem_free_str) =
				mem_printf("%s%s", people[i], tails[t].text);

			wrong += !proposal_is_right(*state, "recordedBy", value,
						    tails[t].clear ? people[i]
								   : NULL,
						    false, &proposals);
		}
		for (size_t i = 0; i < ARRAY_LEN(nobody); i++) {
			char *value CLEANUP(mem_free_str) =
				mem_printf("%s%s", nobody[i], tails[t].text);

			wrong += !proposal_is_right(*state, "recordedBy", value,
						    NULL, false, &none);
		}
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(none, 0);
	assert_true(proposals > 20);
}

static void test_names(void **state)
{
	static const struct {
		const char *value, *meaning;
	} rows[] = {
		{"SALIX BEBBIANA SARG.", "Salix bebbiana SARG."},
		{"salix bebbiana", "Salix bebbiana"},
		{"Carex Sartwellii Dewey", "Carex sartwellii Dewey"},
		{"Senecio Vulgaris L.", "Senecio vulgaris L."},
		{"\xc3\x97"
		 "AGROPOGON LITTORALIS",
		 "\xc3\x97"
		 "Agropogon littoralis"},
		{"Agropyron \xc3\x97 Hordeum", NULL},
		{"Agropyron x Hordeum", NULL},
		{"AGROPYRON \xc3\x97 HORDEUM", NULL},
		{"agropyron \xc3\x97 Hordeum", NULL},
		{"Agropyron X Elymus", NULL},
		{"Elymus canadensis \xc3\x97 Hordeum jubatum", NULL},
		{"Poa Linnaeus", NULL},
		{"Salix Davis & Harris", NULL},
		{"Salix Willis", NULL},
		{"Salix Davis Smith", NULL},
		{"Carex sect. Vesicariae", NULL},
		{"Carex subg. Vignea", NULL},
		{"Carex lurida?", NULL},
		{"Carex sp. A", NULL},
		{"CAREX SP.", NULL},
		{"Carex cf. Lurida", NULL},
		{"Aster Habitat", NULL},
		{"Habitat Aster", NULL},
		{"Aster 1904", NULL},
		/* an author, or no Latin at all */
		{"SALIX MILLER", NULL},
		{"ROSA LINNAEUS", NULL},
		{"CAREX UNKNOWN", NULL},
		{"Carex Louis Agassiz.", NULL},
		{"Carex Lewis Nutt.", NULL},
		{"Carex Davis Mack.", NULL},
		{"Bellis Perennis White.", NULL},
		/* two names, or a name and more */
		{"ROSACEAE ROSA", NULL},
		{"POA ANNUA L. POA PRATENSIS L.", NULL},
		{"POA ANNUA POA PRATENSIS", NULL},
		{"POA ANNUA & PRATENSIS", NULL},
		{"POA ANNUA OR PRATENSIS", NULL},
		{"POA ANNUA / PRATENSIS", NULL},
		{"POA ANNUA CF.", NULL},
		{"POA ANNUA REPTANS", NULL},
		{"BELLIS PERENNIS WHITE", NULL},
		{"Poa Vulgaris L. & Poa Pratensis L.", NULL},
	};
	int proposals = 0, wrong = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		wrong += !proposal_is_right(*state, "scientificName",
					    rows[i].value, rows[i].meaning,
					    false, &proposals);
	wrong += !proposal_is_right(*state, "family", "Rosaceae/Fabaceae", NULL,
				    false, &proposals);
	assert_int_equal(wrong, 0);
	assert_int_equal(proposals, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_metres),
		cmocka_unit_test(test_coordinates),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_two_places),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
