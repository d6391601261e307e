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
#include "dwc/span/span.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
