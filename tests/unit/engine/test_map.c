/*
 * test_map.c: what labels say, from their words: those of
 * tests/kit/labels.txt, from which the weights that are compiled in were
 * learned, and those of labels-unseen.txt, from which they were not.
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

#include "base/mem.h"
#include "engine/map/map.h"
#include "tests/kit/label_cases.h"
#include "tests/kit/label_page.h"

struct world {
	struct places *places;
	struct map_model model;
};

static int world_open(void **state)
{
	struct error err;
	struct world *w = mem_zalloc(sizeof(*w));

	if (places_load(NULL, &w->places, &err) < 0 ||
	    map_model_init(&w->model, NULL, w->places, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		free(w);
		return -1;
	}
	w->model.tables.this_year = 2026;
	*state = w;
	return 0;
}

static int world_close(void **state)
{
	struct world *w = *state;

	map_model_done(&w->model);
	places_free(w->places);
	free(w);
	return 0;
}

static int check_value(const struct label_case *c, const char *term,
		       const char *want, const struct record *record)
{
	const struct field *f = record_find(record, term);
	const char *got = f != NULL && *f->value != '\0' ? f->value : NULL;
	bool same = want == NULL ? got == NULL || f->confidence < 0.5
				 : got != NULL && strcmp(got, want) == 0;

	if (!same)
		fprintf(stderr, "%s: %s is \"%s\", not \"%s\"\n", c->name, term,
			got != NULL ? got : "(absent)",
			want != NULL ? want : "(absent)");
	return !same;
}

static int check_field(const struct label_case *c, const struct field *f)
{
	bool fine = f->source == SOURCE_RULE && f->confidence > 0 &&
		    f->confidence <= 1 && f->evidence >= 0 && f->evidence <= 1;

	for (size_t i = 0; i < f->n_boxes; i++)
		fine &= f->boxes[i].w > 0 && f->boxes[i].h > 0;
	if (!fine)
		fprintf(stderr, "%s: %s has figures beyond 0-1\n", c->name,
			f->term);
	return !fine;
}

static int check_case(const struct world *w, const struct label_case *c)
{
	struct words words = {0};
	struct label_reading reading;
	const char *term;
	json_t *value;
	int wrong = 0;

	label_page(c->page, &words);
	map_region(&w->model, &words, &reading);
	json_object_foreach(c->dwc, term, value) wrong +=
		check_value(c, term, json_string_value(value), &reading.record);
	for (size_t k = 0; k < reading.record.n; k++)
		wrong += check_field(c, &reading.record.fields[k]);
	label_reading_done(&reading);
	words_done(&words);
	return wrong;
}

static void check_cases(const struct world *w, const char *file, size_t least)
{
	const char *top = getenv("top_srcdir");
	char *path =
		mem_printf("%s/tests/kit/%s", top != NULL ? top : ".", file);
	struct label_cases cases = {0};
	int wrong = 0;

	assert_int_equal(label_cases_read(path, &cases), 0);
	assert_true(cases.n >= least);
	for (size_t i = 0; i < cases.n; i++)
		wrong += check_case(w, &cases.items[i]);
	assert_int_equal(wrong, 0);
	label_cases_done(&cases);
	free(path);
}

static void test_labels(void **state)
{
	check_cases(*state, "labels.txt", 50);
}

static void test_unseen(void **state)
{
	check_cases(*state, "labels-unseen.txt", 5);
}

/* No words, and words that say nothing. */
static void test_nothing(void **state)
{
	const struct world *w = *state;
	struct words words = {0};
	struct label_reading reading;

	map_region(&w->model, &words, &reading);
	assert_int_equal(reading.record.n, 0);
	label_reading_done(&reading);
	label_page("~ ~ == |\n", &words);
	map_region(&w->model, &words, &reading);
	assert_int_equal(reading.record.n, 0);
	label_reading_done(&reading);
	words_done(&words);
}

/* The confidence of a term of the page, on whose words so many of the readings
 * agree. */
static double sure_of(const struct world *w, const char *page, const char *term,
		      double agreed)
{
	struct words words = {0};
	struct label_reading reading;
	const struct field *f;
	double ret;

	label_page(page, &words);
	for (size_t i = 0; i < words.n; i++)
		words.items[i].agreed = agreed;
	map_region(&w->model, &words, &reading);
	f = record_find(&reading.record, term);
	ret = f != NULL ? f->confidence : 0;
	label_reading_done(&reading);
	words_done(&words);
	return ret;
}

/* What bears a value out makes it surer; what its letters speak against, was
 * read badly, or otherwise by most readings, or is a part, is less sure. */
static void test_confidence(void **state)
{
#define FORM "FLORA OF CANADA\nCarex hirta L.\n"
#define ENDS "leg. J. H. Sample No. 12\nJune 5, 1932\n"
	static const struct {
		const char *term, *more, *less;
		double agreed; /* on `less`: nobody reads garble twice alike */
	} rows[] = {
		{"recordedBy", FORM "Near Sample Lake\n" ENDS,
		 FORM "Near Sample Lake\n%" ENDS, 1},
		{"country", "SASKATCHEWAN, CANADA\nCarex hirta L.\n" ENDS,
		 "GERMANY, CANADA\nCarex hirta L.\n" ENDS, 1},
		{"eventDate", FORM ENDS,
		 FORM "leg. J. H. Sample No. 12\nJune 1932\n", 1},
		{"locality", FORM "Locality: Near Sample Lake\n" ENDS,
		 FORM "Locality: Near Sxmqlj Lkkre\n" ENDS, 0.5},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		double more = sure_of(*state, rows[i].more, rows[i].term, 1);
		double less = sure_of(*state, rows[i].less, rows[i].term,
				      rows[i].agreed);
		double split = sure_of(*state, rows[i].more, rows[i].term, 0.2);

		if (!(less + 0.02 < more && split + 0.02 < more))
			fail_msg("%s: %.3f, not more than %.3f and %.3f",
				 rows[i].term, more, less, split);
	}
}

/* Words that are offered end where the next heading begins. */
static void test_offers(void **state)
{
	const struct world *w = *state;
	struct words words = {0};
	struct map_offers offers = {0};

	label_page("Carex hirta L.\n"
		   "Locality: Near Sample Lake Habitat: wet meadows\n"
		   "Collector: J. H. Sample Altitude: 300 m\n",
		   &words);
	map_offers_make(&w->model, &words, &offers);
	assert_true(offers.n > 4);
	for (size_t i = 0; i < offers.n; i++) {
		const char *value = offers.items[i].value;

		if (strstr(value + 1, "Habitat") != NULL ||
		    strstr(value + 1, "Altitude") != NULL)
			fail_msg("%s is offered \"%s\"", offers.items[i].term,
				 value);
	}
	map_offers_done(&offers);
	words_done(&words);
}

/* What is offered for a place is one, and in its country: neither the herbarium's
 * state nor a county, nor an island as a country, nor one name twice. */
static void test_offered_places(void **state)
{
#define JAPAN                                               \
	"LICHENS OF JAPAN.\nParmelia saxatilis (L.) Ach.\n" \
	"JAPAN. Hokkaido. Mt. Sample\n" COLLECTED
#define COLLECTED "Coll. J. H. Sample   July 2, 1967\n"
	static const struct {
		const char *page, *term, *value;
		bool offered;
	} rows[] = {
		{"LICHENS OF TENNESSEE\n" JAPAN, "stateProvince", "Tennessee",
		 false},
		{JAPAN, "stateProvince", "Hokkaido", true},
		{JAPAN, "country", "Japan", true},
		{JAPAN, "country", "JAPAN. Hokkaido", false},
		{JAPAN, "country", "JAPAN.", false},
		{"LICHENS OF OHIO\nParmelia saxatilis (L.) Ach.\n"
		 "Scioto County: on sandstone\n" COLLECTED,
		 "stateProvince", "Scioto", false},
		{"LICHENS OF OHIO\nParmelia saxatilis (L.) Ach.\n"
		 "Scioto County: on sandstone\n" COLLECTED,
		 "county", "Scioto", true},
		{"PLANTS OF HAITI\nMitreola petiolata (J.F. Gmel.) Torr.\n"
		 "Morne Sample, in wet soil\nMINNESOTA\n" COLLECTED,
		 "stateProvince", "Minnesota", false},
		{"LICHENS OF THE ROCKIES\nParmelia saxatilis (L.) Ach.\n"
		 "COLORADO Boulder Co.\n" COLLECTED,
		 "stateProvince", "Colorado", true},
		{"BRITTON ISLAND\nPolyscias guilfoylei Bailey\n" COLLECTED,
		 "country", "BRITTON ISLAND", false},
	};
	const struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct words words = {0};
		struct map_offers offers = {0};
		struct label_reading reading;
		bool found = false;

		label_page(rows[i].page, &words);
		map_region(&w->model, &words, &reading);
		if (!rows[i].offered)
			assert_string_not_equal(
				record_value(&reading.record, rows[i].term),
				rows[i].value);
		label_reading_done(&reading);
		map_offers_make(&w->model, &words, &offers);
		for (size_t k = 0; k < offers.n; k++)
			found |= strcmp(offers.items[k].term, rows[i].term) ==
					 0 &&
				 strcmp(offers.items[k].value, rows[i].value) ==
					 0;
		if (found != rows[i].offered)
			fail_msg("%s: \"%s\" is %s", rows[i].term,
				 rows[i].value,
				 found ? "offered" : "not offered");
		map_offers_done(&offers);
		words_done(&words);
	}
}

/* What a table of one's own may hold wrong. */
static void test_weights(void **state)
{
	static const char *const rows[] = {
		"any\tlocality:",	 "any\tlocality",
		"any\tlocality:x",	 "any\tlocality:1e9",
		"any\tlocality:nan",	 "any\tnobody:1",
		"> nowhere\tlocality:1", "= country\tnobody:1",
		"== country\tnobody:1",	 "=== country\tread:1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text CLEANUP(mem_free_str) =
			mem_printf("feature\tweights\n%s\n", rows[i]);
		struct map_weights *weights;
		struct error err;

		if (map_weights_parse(text, &weights, &err) == 0)
			fail_msg("\"%s\" is taken", rows[i]);
	}
}

/* Of an empty table it is said what is missing. */
static void test_no_weights(void **state)
{
	struct map_weights *weights;
	struct error err;

	(void)state;
	assert_int_equal(map_weights_parse("", &weights, &err), -1);
	assert_non_null(strstr(err.text, "map-weights.tsv"));
	assert_int_equal(
		map_weights_parse("feature\tweights\n", &weights, &err), 0);
	map_weights_free(weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_no_weights),
		cmocka_unit_test_setup_teardown(test_labels, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(test_unseen, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(test_nothing, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(test_confidence, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(test_offers, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(test_offered_places, world_open,
						world_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
