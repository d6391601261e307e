/*
 * test_typed.c: what somebody means by what they type: what is sure has one
 * value, what is not is asked, and what was typed is kept.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "dwc/typed/typed.h"

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

/* "value +term=value | option (note) | …", what is known being "term=value;…".
 */
static void say(const struct terms *terms, const char *term, const char *text,
		const char *known, struct typed_known beside, struct bytes *ret)
{
	struct verdicts verdicts = {0};
	struct record record;
	struct typed typed;
	char *parts CLEANUP(mem_free_str) = mem_strdup(known), *rest = parts;

	record_init(&record);
	while (*rest != '\0') {
		char *equals = rest + strcspn(rest, "=~");
		char *end = strchr(rest, ';'), mark = *equals;

		*equals = '\0';
		if (end != NULL)
			*end = '\0';
		/* "term~value" is a reader's */
		record_set(&record, rest, equals + 1, 1,
			   mark == '=' ? SOURCE_HUMAN : SOURCE_MODEL);
		rest = end != NULL ? end + 1 : equals + 1 + strlen(equals + 1);
	}
	record_set(&record, term, text, 1, SOURCE_HUMAN);
	record_validate_term(terms, &record, term, &verdicts);
	typed_read(terms, &record, term, &verdicts, beside, &typed);
	bytes_append_str(ret, typed.value != NULL ? typed.value : "-");
	for (size_t i = 0; i < typed.n_also; i++)
		bytes_printf(ret, " +%s=%s", typed.also[i].term,
			     typed.also[i].value);
	for (size_t i = 0; i < typed.n_options; i++)
		bytes_printf(ret, " | %s (%s)", typed.options[i].value,
			     typed.options[i].note);
	typed_done(&typed);
	verdicts_done(&verdicts);
	record_done(&record);
}

static void assert_typed_in(void **state, const char *term, const char *text,
			    const char *known, struct typed_known beside,
			    const char *want)
{
	struct bytes got CLEANUP(bytes_done) = {0};

	say(*state, term, text, known, beside, &got);
	assert_string_equal(got.data, want);
}

static void assert_typed(void **state, const char *term, const char *text,
			 const char *known, const char *want)
{
	assert_typed_in(state, term, text, known, (struct typed_known){0},
			want);
}

static void test_dates_as_one_writes_them(void **state)
{
	static const char *const ways[] = {
		"14.8.69",	 "14. 8. 1969",	      "Aug 14 1969",
		"14.viii.1969",	 "1969 Aug 14",	      "8/14/69",
		"14/8/1969",	 "14-VIII-69",	      "14 août 1969",
		"14. August 69", "August 14th, 1969",
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		char *want CLEANUP(mem_free_str) =
			mem_printf("1969-08-14 +verbatimEventDate=%s", ways[i]);

		assert_typed(state, "eventDate", ways[i], "", want);
	}
	assert_typed(state, "eventDate", "1969-08-14", "", "-");
	assert_typed(state, "eventDate", "Aug 1969", "",
		     "1969-08 +verbatimEventDate=Aug 1969");
	assert_typed(state, "eventDate", "27-29 June 1935", "",
		     "1935-06-27/1935-06-29 "
		     "+verbatimEventDate=27-29 June 1935");
	/* What was written on the label is not written over. */
	assert_typed(state, "eventDate", "14.8.69", "verbatimEventDate=14.VIII",
		     "1969-08-14");
	/* The year alone that a reader found of it is: the label has a day, or
	 * nobody would type one. A person's is theirs, and more stays. */
	assert_typed(state, "eventDate", "14.8.69", "verbatimEventDate~1969",
		     "1969-08-14 +verbatimEventDate=14.8.69");
	assert_typed(state, "eventDate", "14.8.69", "verbatimEventDate=1969",
		     "1969-08-14");
	assert_typed(state, "eventDate", "Aug 1969",
		     "verbatimEventDate~14 Aug. 1969", "1969-08");
	/* The date of naming has no term for how it was written. */
	assert_typed(state, "dateIdentified", "14.8.69", "", "1969-08-14");
	assert_typed(state, "eventDate", "no date", "", "-");
}

static void test_what_is_ambiguous_is_asked(void **state)
{
	assert_typed(state, "eventDate", "8/7/69", "",
		     "- +verbatimEventDate=8/7/69 | 1969-07-08 (8 July 1969) "
		     "| 1969-08-07 (7 August 1969)");
	/* The same day both ways is not. */
	assert_typed(state, "eventDate", "8/8/69", "",
		     "1969-08-08 +verbatimEventDate=8/8/69");
	/* What is hedged is not taken for the date. */
	assert_typed(state, "eventDate", "ca. June 1935", "",
		     "- +verbatimEventDate=ca. June 1935 | 1935-06 (June "
		     "1935)");
}

static void test_centuries(void **state)
{
	static const int modern[] = {1998, 2004}, old[] = {1921, 1934};

	/* 25 is 1925 or 2025 … */
	assert_typed(state, "eventDate", "14.8.25", "",
		     "- +verbatimEventDate=14.8.25 | 1925-08-14 (14 August "
		     "1925) | 2025-08-14 (14 August 2025)");
	/* … unless it is known when it was named, … */
	assert_typed(state, "eventDate", "14.8.25", "dateIdentified=1962",
		     "1925-08-14 +verbatimEventDate=14.8.25");
	assert_typed(state, "eventDate", "14.8.25",
		     "identificationHistory=[{\"dateIdentified\":\"1962-11\"}]",
		     "1925-08-14 +verbatimEventDate=14.8.25");
	assert_typed(state, "dateIdentified", "14.8.25", "eventDate=1981-08-03",
		     "2025-08-14");
	/* … or when its collector collected. */
	assert_typed_in(state, "eventDate", "14.8.25", "",
			(struct typed_known){.years = modern, .n_years = 2},
			"2025-08-14 +verbatimEventDate=14.8.25");
	assert_typed_in(state, "eventDate", "14.8.25", "",
			(struct typed_known){.years = old, .n_years = 2},
			"1925-08-14 +verbatimEventDate=14.8.25");
	/* 69 was not yet in this century, and can be told from the one before. */
	assert_typed(state, "eventDate", "14.8.69", "dateIdentified=1890",
		     "1869-08-14 +verbatimEventDate=14.8.69");
	/* A leap day is in one of the centuries alone. */
	assert_typed(state, "eventDate", "29.2.00", "",
		     "2000-02-29 +verbatimEventDate=29.2.00");
}

static void test_measures(void **state)
{
	assert_typed(state, "minimumElevationInMeters", "2000 ft", "", "610");
	assert_typed(state, "minimumElevationInMeters", "1.200 m", "", "-");
	assert_typed(state, "minimumElevationInMeters", "610", "", "-");
	assert_typed(state, "decimalLatitude", "52°30'N",
		     "decimalLongitude=-106",
		     "52.500000 +verbatimCoordinates=52°30'N");
	assert_typed(state, "decimalLatitude", "52°30'N", "",
		     "52.500000 +verbatimCoordinates=52°30'N");
	/* The second joins the first, but not what the label says. */
	assert_typed(state, "decimalLongitude", "106°30'W",
		     "decimalLatitude=52.5;verbatimCoordinates=52°30'N",
		     "-106.500000 +verbatimCoordinates=52°30'N 106°30'W");
	assert_typed(state, "decimalLongitude", "106°30'W",
		     "decimalLatitude=52.5;verbatimCoordinates=Sec. 7",
		     "-106.500000");
	assert_typed(state, "decimalLongitude", "52°30'N 106°30'W", "",
		     "-106.500000 +decimalLatitude=52.500000 "
		     "+verbatimCoordinates=52°30'N 106°30'W");
	/* A latitude where the longitude belongs is neither. */
	assert_typed(state, "decimalLongitude", "52°30'N", "", "-");
}

/* What a reader took for the written form gives way where it cannot mean what
 * is typed; a person's word stays, and so does what says the same. */
static void test_written_otherwise(void **state)
{
	static const char *const stays[] = {
		"verbatimEventDate=Aug 14 1966", /* a person's */
		"verbatimEventDate~Aug 14 1969", "verbatimEventDate~14.8.69",
		"verbatimEventDate~8/14/69",	 "verbatimEventDate~Aug. 1969",
		"verbatimEventDate~summer 1966", "verbatimEventDate~Aucuet 14",
		"verbatimEventDate~before 1960",
	};

	for (size_t i = 0; i < ARRAY_LEN(stays); i++)
		assert_typed(state, "eventDate", "14.8.69", stays[i],
			     "1969-08-14");
	assert_typed(state, "eventDate", "14.8.69",
		     "verbatimEventDate~Aug 14 1966",
		     "1969-08-14 +verbatimEventDate=14.8.69");
	assert_typed(state, "eventDate", "8/7/69",
		     "verbatimEventDate~Aug 14 1966",
		     "- +verbatimEventDate=8/7/69 | 1969-07-08 (8 July 1969) "
		     "| 1969-08-07 (7 August 1969)");
	assert_typed(state, "eventDate", "8/7/69",
		     "verbatimEventDate~Aug 7 1969",
		     "- | 1969-07-08 (8 July 1969) | 1969-08-07 (7 August "
		     "1969)");
	/* What is typed as it is stored is not how it is written. */
	assert_typed(state, "eventDate", "1969-08-14",
		     "verbatimEventDate~Aug 14 1966", "-");
	assert_typed(state, "decimalLatitude", "52°30'N 106°30'W",
		     "verbatimCoordinates~53°30'N 106°30'W",
		     "52.500000 +decimalLongitude=-106.500000 "
		     "+verbatimCoordinates=52°30'N 106°30'W");
	/* Half of them does not stand for both. */
	assert_typed(state, "decimalLatitude", "52°30'N",
		     "verbatimCoordinates~53°30'N 106°30'W", "52.500000");
}

/* What is made of how a date is written follows when that is corrected, unless
 * a person said what it is, or it says more. */
static void test_made_anew(void **state)
{
	static const struct {
		const char *text, *known, *want;
	} rows[] = {
		{"14 Aug 1963", "eventDate~1963", "- +eventDate=1963-08-14"},
		{"14 Aug 1963", "eventDate~1968-08-14",
		 "- +eventDate=1963-08-14"},
		{"14 Aug 1963", "", "- +eventDate=1963-08-14"},
		{"14 Aug 1963", "eventDate~1963-08-14", "-"},
		{"14 Aug 1963", "eventDate=1968-08-14", "-"},
		{"Aug 1963", "eventDate~1963-08-14", "-"},
		{"8/7/63", "eventDate~1963-08-07", "-"},
		{"in the dry season", "eventDate~1963", "-"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_typed(state, "verbatimEventDate", rows[i].text,
			     rows[i].known, rows[i].want);
	assert_typed(state, "verbatimCoordinates", "52 30 N 106 30 W",
		     "decimalLatitude~53.5;decimalLongitude~-106.5",
		     "- +decimalLatitude=52.500000");
	assert_typed(state, "verbatimLocality", "Regina", "locality~Ragina",
		     "-");
}

/* A coordinate without a hemisphere: the country tells, then records like it;
 * else it is asked. */
static void test_sides(void **state)
{
	const struct typed_known west = {.side = -1}, east = {.side = 1};

	assert_typed(state, "decimalLongitude", "106 30", "country=Canada",
		     "-106.500000 +verbatimCoordinates=106 30");
	assert_typed(state, "decimalLongitude", "106°30'", "country=Canada",
		     "-106.500000 +verbatimCoordinates=106°30'");
	assert_typed(state, "decimalLongitude", "106.5°",
		     "stateProvince=Saskatchewan",
		     "-106.5 +verbatimCoordinates=106.5°");
	assert_typed(state, "decimalLatitude", "25 30", "country=Australia",
		     "-25.500000 +verbatimCoordinates=25 30");
	assert_typed(state, "decimalLongitude", "106 30",
		     "country=Canada;decimalLatitude=52.5;"
		     "verbatimCoordinates=52 30",
		     "-106.500000 +verbatimCoordinates=52 30 106 30");
	/* It lies on both sides, or the place is not known. */
	assert_typed(state, "decimalLatitude", "0 30", "country=Ecuador",
		     "- +verbatimCoordinates=0 30 | 0.500000 (north) | "
		     "-0.500000 (south)");
	assert_typed(state, "decimalLongitude", "106 30", "",
		     "- +verbatimCoordinates=106 30 | 106.500000 (east) | "
		     "-106.500000 (west)");
	assert_typed_in(state, "decimalLongitude", "106 30", "", west,
			"-106.500000 +verbatimCoordinates=106 30");
	assert_typed_in(state, "decimalLongitude", "106 30", "", east,
			"106.500000 +verbatimCoordinates=106 30");
	/* The country is asked first; what says its side is not. */
	assert_typed_in(state, "decimalLongitude", "106 30", "country=Canada",
			east, "-106.500000 +verbatimCoordinates=106 30");
	assert_typed_in(state, "decimalLongitude", "106 30 E", "", west,
			"106.500000 +verbatimCoordinates=106 30 E");
	assert_typed_in(state, "decimalLongitude", "-106 30", "", west, "-");
	assert_typed_in(state, "decimalLongitude", "106.5", "", west, "-");
}

static void test_words(void **state)
{
	/* A place is what was typed: its usual name is only offered. */
	assert_typed(state, "country", "Kanada", "", "-");
	assert_typed(state, "stateProvince", "Sask.", "country=Canada", "-");
	assert_typed(state, "country", "Saskatchewan", "", "-");
	assert_typed(state, "hasFragmentPacket", "y", "", "true");
	/* What is not sure to be the same is the curator's. */
	assert_typed(state, "scientificName", "CAREX AQUATILIS", "", "-");
	assert_typed(state, "locality", "Regina Remarks none", "", "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates_as_one_writes_them),
		cmocka_unit_test(test_what_is_ambiguous_is_asked),
		cmocka_unit_test(test_centuries),
		cmocka_unit_test(test_measures),
		cmocka_unit_test(test_written_otherwise),
		cmocka_unit_test(test_made_anew),
		cmocka_unit_test(test_sides),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
