/*
 * test_span.c: runs of a label's words and what they may say.
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

#include "base/array.h"
#include "base/bytes.h"
#include "base/compiler.h"
#include "base/mem.h"
#include "dwc/parse/name_likeness.h"
#include "dwc/span/span.h"
#include "tests/kit/rounds.h"

#define THIS_YEAR 2026
#define WORDS_MAX 128

/* A label, with '|' before the first word of a line, '~' before a glued
 * part. */
struct label {
	char *copy;
	const char *words[WORDS_MAX];
	enum span_gap gaps[WORDS_MAX];
	struct span_text text;
	struct places *places;
};

static void label_init(struct label *label, const char *written)
{
	char *rest = NULL;
	size_t n = 0;

	label->copy = mem_strdup(written);
	for (char *word = strtok_r(label->copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		assert_true(n < WORDS_MAX);
		label->gaps[n] = *word == '|'	? SPAN_LINE
				 : *word == '~' ? SPAN_GLUED
						: SPAN_BLANK;
		label->words[n] = word + (label->gaps[n] != SPAN_BLANK);
		n++;
	}
	span_text_init(&label->text,
		       &(struct span_words){label->words, label->gaps, n});
	assert_int_equal(places_load(NULL, &label->places, NULL), 0);
}

static void label_done(struct label *label)
{
	span_text_done(&label->text);
	places_free(label->places);
	free(label->copy);
}

static void find(const struct label *label, enum span_kind kind,
		 struct span_list *list)
{
	switch (kind) {
	case SPAN_DATE:
		spans_find_dates(&label->text, THIS_YEAR, list);
		return;
	case SPAN_QUANTITY:
		spans_find_quantities(&label->text, list);
		return;
	case SPAN_COORDINATES:
		spans_find_coordinates(&label->text, list);
		return;
	case SPAN_NAME:
		spans_find_names(&label->text, list);
		return;
	case SPAN_PEOPLE:
		spans_find_people(&label->text, list);
		return;
	case SPAN_PLACE:
		spans_find_places(&label->text, label->places, list);
		return;
	default:
		spans_find_numbers(&label->text, list);
	}
}

/* "first+n=value" of each span, a blank between two. */
static char *told(const char *written, enum span_kind kind, double least)
{
	struct span_list list = {0};
	struct bytes out = {0};
	struct label label;

	label_init(&label, written);
	find(&label, kind, &list);
	for (size_t i = 0; i < list.n; i++) {
		const struct span *span = &list.items[i];
		char *one CLEANUP(mem_free_str) = NULL;

		assert_int_equal(span->kind, kind);
		assert_true(span->n > 0 &&
			    span->first + span->n <= label.text.n);
		assert_true(span->sure >= 0 && span->sure <= 1);
		if (span->sure < least)
			continue;
		one = mem_printf("%zu+%zu=%s", span->first, span->n,
				 span->value);
		if (out.len > 0)
			bytes_append_str(&out, "; ");
		bytes_append_str(&out, one);
	}
	bytes_reserve(&out, 0);
	span_list_done(&list);
	label_done(&label);
	return bytes_steal(&out);
}

struct row {
	enum span_kind kind;
	double least;
	const char *written, *told;
};

static const struct row rows[] = {
	{SPAN_DATE, 0.5, "Coll. A. Example 1781 May 26, 1980",
	 "4+3=1980-05-26"},
	{SPAN_DATE, 0.5, "28 June - |2 July 1935 det. 3.iv.1940",
	 "0+6=1935-06-28/1935-07-02; 6+2=1940-04-03"},
	{SPAN_DATE, 0.5, "roadside Spring 1888", "1+2=1888"},
	{SPAN_QUANTITY, 0.9, "Alt. 1200 m near road", "1+2=1200"},
	{SPAN_QUANTITY, 0.9, "Elev. 5000-6000 ft.", "1+2=1524"},
	{SPAN_COORDINATES, 0.5, "at 45.123 N, 75.5 W by road",
	 "1+4=45.123, -75.5"},
	{SPAN_NAME, 0.5, "Plants of Ontario |Carex rostrata Stokes",
	 "3+3=Carex rostrata Stokes"},
	{SPAN_PEOPLE, 0.8, "Coll. A. B. Example & J. Muster",
	 "1+6="
	 "A. B. Example & J. Muster"},
	{SPAN_PLACE, 0.5, "near Regina, Saskatchewan, Canada",
	 "2+1=Saskatchewan; 3+1=Canada"},
	{SPAN_PLACE, 0.5, "U.S.A. Florida. |Flora of Clark County",
	 "0+1=United States; 1+1=Florida; 4+2=Clark"},
	{SPAN_PLACE, 0.5, "China: Sichuan, Emei Shan",
	 "0+1=China; 1+1=Sichuan"},
	{SPAN_PLACE, 0.5, "VANCOUVER ISLAND |near the ISLAND",
	 "0+2=British Columbia"},
	{SPAN_PLACE, 0.5, "West Indies, Dominica", "2+1=Dominica"},
	{SPAN_PLACE, 0.5,
	 "Rep\xc3\xba"
	 "blica Dominicana, Prov. La Vega",
	 "0+2=Dominican Republic; 2+3=La Vega"},
	{SPAN_PLACE, 0.5, "Ukrainian S.S.R., Br. Honduras",
	 "0+2=Ukraine; 2+2=Belize"},
	{SPAN_PLACE, 0.5,
	 "Panam\xc3\xa1, Prov. Chiriqu\xc3\xad, "
	 "Distr. Boquete",
	 "0+1=Panama; 1+2=Chiriqu\xc3\xad; 3+2=Boquete"},
	{SPAN_PLACE, 0.5, "St. Louis Co., Minn. Itasca State Park",
	 "0+3=St. Louis; 3+1=Minnesota"},
	{SPAN_PLACE, 0.5, "Landkreis Bamberg, Bayern",
	 "0+2=Bamberg; 2+1=Bavaria"},
	{SPAN_PLACE, 0.5, "Mpio. de Tula, Hidalgo, M\xc3\xa9xico",
	 "0+3=Tula; 3+1=Hidalgo; 4+1=Mexico"},
	{SPAN_PLACE, 0.5, "Kanton Uri, Svizzera", "0+2=Uri; 2+1=Switzerland"},
	/* the small labels, and others of their kinds */
	{SPAN_QUANTITY, 0.9, "Elev. 5000 - 6000 feet", "1+4=1524"},
	{SPAN_QUANTITY, 0.9, "alt. 3500 to 4683 ft.", "1+4=1067"},
	{SPAN_QUANTITY, 0.9, "Alt. 1.200 m", "1+2=1200"},
	{SPAN_QUANTITY, 0.9, "H\xc3\xb6he 1.2 km", "1+2=1200"},
	{SPAN_QUANTITY, 0.9, "1'200 m \xc3\xbc. M.", "0+2=1200"},
	{SPAN_QUANTITY, 0.9, "ca. 850 m s.n.m., 3 km al norte", "0+3=850"},
	{SPAN_QUANTITY, 0.9, "Altitud: 1,850 m.s.n.m.", "1+2=1850"},
	{SPAN_QUANTITY, 0.9, "Quota 1200-1300 m s.l.m.", "1+2=1200"},
	{SPAN_QUANTITY, 0.9, "hoogte 12 m", "1+2=12"},
	{SPAN_QUANTITY, 0.9, "at 7,200 ft. elevation", "1+2=2195"},
	{SPAN_DATE, 0.5, "roadside, Spring 1888, common", "1+2=1888"},
	{SPAN_DATE, 0.5, "coll. before 1890 by", "1+2="},
	{SPAN_DATE, 0.5, "June 28 - July 2, 1935", "0+6=1935-06-28/1935-07-02"},
	{SPAN_DATE, 0.5, "1er juillet 1935", "0+3=1935-07-01"},
	{SPAN_DATE, 0.9, "14.viii.1969 leg. A. Muster", "0+1=1969-08-14"},
	{SPAN_DATE, 0.4, "on 7/20/25 near", "1+1="},
	{SPAN_DATE, 0.5, "10-V-98", "0+1=1998-05-10"},
	{SPAN_NAME, 0.5, "Carex utriculata (Boott) L.H. Bailey 12 m",
	 "0+5=Carex utriculata (Boott) L.H. Bailey"},
	{SPAN_NAME, 0.5, "Carex rostrata var. utriculata Bailey",
	 "0+5=Carex rostrata var. utriculata Bailey"},
	{SPAN_NAME, 0.5, "Carex rostrata Stokes var. rostrata",
	 "0+5=Carex rostrata Stokes var. rostrata"},
	{SPAN_NAME, 0.5, "Carex rostrata subsp. rostrata |Wet meadow",
	 "0+4=Carex rostrata subsp. rostrata"},
	{SPAN_NAME, 0.5, "Viola adunca Sm. f. albiflora Vict. & Rouss.",
	 "0+8=Viola adunca Sm. f. albiflora Vict. & Rouss."},
	{SPAN_NAME, 0.5, "Salix \xc3\x97 sericans Tausch",
	 "0+4=Salix \xc3\x97 sericans Tausch"},
	{SPAN_NAME, 0.5, "Salix alba L. x fragilis L.",
	 "0+6=Salix alba L. x fragilis L."},
	{SPAN_NAME, 0.5, "Carex cf. aquatilis Wahlenb. |in water",
	 "0+4=Carex cf. aquatilis Wahlenb."},
	{SPAN_NAME, 0.5, "aff. Potentilla gracilis Dougl. ex Hook.",
	 "0+6=aff. Potentilla gracilis Dougl. ex Hook."},
	{SPAN_NAME, 0.5, "Potentilla sp. |Dry hills", "0+2=Potentilla sp."},
	{SPAN_NAME, 0.5, "Parmelia sulcata |Taylor", "0+2=Parmelia sulcata"},
	{SPAN_NAME, 0.5,
	 "Cladonia chlorophaea (Fl\xc3\xb6rke |ex Sommerf.) "
	 "Spreng.",
	 "0+6=Cladonia chlorophaea (Fl\xc3\xb6rke\nex Sommerf.) "
	 "Spreng."},
	{SPAN_PEOPLE, 0.6, "leg. et det. A. Example 123", "3+2=A. Example"},
	{SPAN_PEOPLE, 0.6, "A. Example, Jr., No. 77", "0+3=A. Example, Jr."},
	{SPAN_PEOPLE, 0.6, "J. Muster III 12", "0+3=J. Muster III"},
	{SPAN_PEOPLE, 0.6, "A. Example et al. 123", "0+4=A. Example et al."},
	{SPAN_PEOPLE, 0.6, "A. Example, B. Muster |and C. Third",
	 "0+7=A. Example, B. Muster\nand C. Third"},
	{SPAN_PEOPLE, 0.6, "A. B. Example with |C. Muster & D. E. Third",
	 "0+10=A. B. Example with\nC. Muster & D. E. Third"},
	{SPAN_PEOPLE, 0.6, "A. Example y B. Muster",
	 "0+5=A. Example y B. "
	 "Muster"},
	{SPAN_PEOPLE, 0.6, "Coletor: A. Exemplo & B. de Souza",
	 "1+6=A. Exemplo & B. de Souza"},
	{SPAN_PEOPLE, 0.6, "Racc. G. Esempio e L. Muster",
	 "1+5=G. Esempio e L. Muster"},
	{SPAN_PEOPLE, 0.6, "Muster, J. F. 4567", "0+3=Muster, J. F."},
	{SPAN_PEOPLE, 0.6, "J. EXAMPLE AND B. MUSTER, COLLECTORS",
	 "0+5=J. EXAMPLE AND B. MUSTER"},
	{SPAN_PEOPLE, 0.6, "J. Example s.n.", "0+2=J. Example"},
	{SPAN_PEOPLE, 0.6, "verzameld door: P. van der Berg",
	 "2+4=P. van der Berg"},
	{SPAN_PEOPLE, 0.6, "H. & V. Example 12", "0+4=H. & V. Example"},
	{SPAN_PEOPLE, 0.6, "Dr. & Mrs. A. J. Example, B. Muster",
	 "0+8=Dr. & Mrs. A. J. Example, B. Muster"},
	{SPAN_PEOPLE, 0.6, "R.A.Example / B.Muster",
	 "0+3=R.A.Example / B.Muster"},
	{SPAN_PEOPLE, 0.6, "William R. Example 451", "0+3=William R. Example"},
	{SPAN_PEOPLE, 0.6, "Mrs. J. Example and Dr. B. Muster",
	 "0+7=Mrs. J. Example and Dr. B. Muster"},
	{SPAN_NUMBER, 0.5, "Sp. Pl. n\xc2\xb0 1 (1753)", ""},
	{SPAN_NUMBER, 0.5, "36.4' N, 98\xc2\xb0 W", ""},
	{SPAN_NUMBER, 0.5, "C. NO. 84", "1+2=84"},
	{SPAN_NUMBER, 0.3, "A. Example 12,345", "2+1=12,345"},
	{SPAN_NUMBER, 0.3, "Muster & Example AB-451a, p. 12", "3+1=AB-451a"},
	{SPAN_NUMBER, 0.3, "Sec. 12, Twp. 14, R. 3, km 7", ""},
	{SPAN_NUMBER, 0.5, "N\xc2\xba 451", "0+2=451"},
	{SPAN_NUMBER, 0.5, "Nr. 12a, sine numero", "0+2=12a; 2+2=s.n."},
	{SPAN_COORDINATES, 0.5, "49\xc2\xb0 45' N., 107\xc2\xb0 12' W.",
	 "0+6=49.750000, -107.200000"},
	{SPAN_COORDINATES, 0.5, "Lat. 49.12345, Long. -107.54321",
	 "1+3=49.12345, -107.54321"},
	{SPAN_NUMBER, 0.5, "A. Example No. 1234", "2+2=1234"},
	{SPAN_NUMBER, 0.5, "J. Muster s.n.", "2+1=s.n."},
	{SPAN_NUMBER, 0.5, "J. Muster #222", "2+1=222"},
};

static void test_rows(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *got CLEANUP(mem_free_str) =
			told(rows[i].written, rows[i].kind, rows[i].least);

		if (strcmp(got, rows[i].told) == 0)
			continue;
		print_error("\"%s\": \"%s\", not \"%s\"\n", rows[i].written,
			    got, rows[i].told);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* What the first quantity of a text measures. */
static void test_measures(void **state)
{
	static const struct {
		const char *text;
		enum measure measure;
	} said[] = {
		{"Alt. 1200 m", MEASURE_ELEVATION},
		{"ca. 1200 m above sea level", MEASURE_ELEVATION},
		{"850 m \xc3\xbc. M.", MEASURE_ELEVATION},
		{"1850 msnm", MEASURE_ELEVATION},
		{"elevation: 5000 ft", MEASURE_ELEVATION},
		{"1200 m s.l.m.", MEASURE_ELEVATION},
		{"a 300 m de altitud", MEASURE_ELEVATION},
		{"300 m d'altitude", MEASURE_ELEVATION},
		{"300 m de la route", MEASURE_DISTANCE},
		{"3 km N of town", MEASURE_DISTANCE},
		{"2 miles", MEASURE_DISTANCE},
		{"50 m from the road", MEASURE_DISTANCE},
		{"300 m n\xc3\xb6rdlich", MEASURE_DISTANCE},
		{"30 cm", MEASURE_SIZE},
		{"2 m tall", MEASURE_SIZE},
		{"3 m hoch", MEASURE_SIZE},
		{"arbusto de 4 m alto", MEASURE_SIZE},
		{"1200 m", MEASURE_LENGTH},
		{"1200", MEASURE_BARE},
		{"20 acres", MEASURE_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		struct quantity quantity;

		assert_int_equal(quantity_read(said[i].text, &quantity), 0);
		if (measure_of(said[i].text, &quantity) != said[i].measure)
			fail_msg("\"%s\" measures %d", said[i].text,
				 (int)measure_of(said[i].text, &quantity));
	}
}

/* The more a run looks like a name, the likelier it is one. */
static void test_likeness(void **state)
{
	static const char *const rising[] = {
		"Sandy soil",
		"Dry prairie Near",
		"Carex rostrata",
		"Carex rostrata Stokes",
		"Carex rostrata L.",
		"Carex rostrata var. utriculata (Boott) "
		"Bailey",
	};
	double before = 0.1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rising); i++) {
		struct name_reading name;
		double like;

		assert_int_equal(name_read(rising[i], &name), 0);
		like = name_likeness(rising[i], &name);
		if (like < before || like > 1)
			fail_msg("\"%s\": %.2f", rising[i], like);
		before = like;
	}
	assert_true(before >= 0.9);
	assert_true(name_ends_in_latin("canadensis"));
	assert_false(name_ends_in_latin("gravel"));
}

/* Whatever the words are: spans lie within them, in order, and their bytes
 * within their words. */
static void test_noise(void **state)
{
	static const char *const pieces[] = {
		"A.",	  "Example", "&",    "and",	   "12",       "June",
		"1935",	  "m",	     "ft.",  "49\xc2\xb0", "N",	       "W.",
		"Carex",  "alba",    "var.", "(L.)",	   "\xc3\x97", "cf.",
		"No.",	  "s.n.",    "Co.",  "Sask.",	   "Prov.",    "de",
		"County", "-",	     "\xff", "",	   "leg.",     "det.",
		"x",	  "1'200",   "'",    "#",	   "III",      "et"};
	struct places *places;
	int rounds = rounds_of(1500);
	unsigned seed = 11;

	(void)state;
	assert_int_equal(places_load(NULL, &places, NULL), 0);
	for (int round = 0; round < rounds; round++) {
		struct label label = {.places = places};
		size_t n = 1 + (size_t)round % 24;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			label.words[i] =
				pieces[(seed >> 16) % ARRAY_LEN(pieces)];
			label.gaps[i] = (enum span_gap)((seed >> 8) % 3);
		}
		span_text_init(
			&label.text,
			&(struct span_words){label.words, label.gaps, n});
		for (int kind = 0; kind < SPAN_KINDS; kind++) {
			struct span_list list CLEANUP(span_list_done) = {0};
			size_t before = 0;

			find(&label, (enum span_kind)kind, &list);
			for (size_t i = 0; i < list.n; i++) {
				const struct span *span = &list.items[i];

				assert_true(span->start < span->end &&
					    span->end <=
						    strlen(label.text.text));
				assert_true(span->n > 0 &&
					    span->first + span->n <= n);
				assert_true(span->first >= before);
				assert_true(span->sure >= 0 && span->sure <= 1);
				assert_non_null(span->value);
				before = span->first;
			}
		}
		span_text_done(&label.text);
	}
	places_free(places);
}

static void test_nothing(void **state)
{
	struct span_list list CLEANUP(span_list_done) = {0};
	struct span_text text CLEANUP(span_text_done) = {0};

	(void)state;
	span_text_init(&text, &(struct span_words){NULL, NULL, 0});
	spans_find_dates(&text, THIS_YEAR, &list);
	spans_find_people(&text, &list);
	spans_find_names(&text, &list);
	spans_find_numbers(&text, &list);
	assert_int_equal(list.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_measures),
		cmocka_unit_test(test_likeness),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
