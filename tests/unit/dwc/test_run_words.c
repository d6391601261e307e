/*
 * What the other records of a run say of one of them.
 */
#include "config.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "dwc/context/census.h"
#include "dwc/context/run_people.h"
#include "dwc/context/run_words.h"

#define N "scientificName"
#define P "recordedBy"
#define D "eventDate"
#define C "catalogNumber"

/* Values of one record; NULL ends. */
struct given {
	const char *values[7];
};

static void record_make(const struct given *given, struct record *ret)
{
	record_init(ret);
	for (size_t i = 0; given->values[i] != NULL; i += 2)
		record_set(ret, given->values[i], given->values[i + 1], 0.9,
			   SOURCE_MODEL);
}

static void add(struct run_words *words, const struct given *given, int times)
{
	struct record record;

	record_make(given, &record);
	for (int i = 0; i < times; i++)
		run_words_add(words, &record, "m");
	record_done(&record);
}

/* A run as they are: much that is right, and some that is not. */
static struct run_words *run_make(const struct terms *terms)
{
	static const struct {
		struct given given;
		int times;
	} rows[] = {
		{{{N, "Stipa spartea Trin.", P, "J. Looman", D, "1961"}}, 30},
		{{{N, "Stipe spartea", P, "J. Loonan"}}, 1},
		{{{N, "Alopecurus aequalis", P, "S. Paquette", D, "1984"}}, 80},
		{{{N, "Alopecurus pratensis", P, "S. Paguette"}}, 3},
		{{{N, "Carex aquatilis", D, "08/18/83"}}, 12},
		{{{N, "Carex aquatica", D, "06/05/83"}}, 9},
		{{{N, "Cetraria kamczatica", P, "Wm. Shevkenek"}}, 12},
		{{{N, "Identified by", P, "Checked by"}}, 50},
		{{{N, "Ratibida columnifera", P, "K. Mortensen A. Budd"}}, 2},
	};
	struct run_words *words = run_words_new(terms);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		add(words, &rows[i].given, rows[i].times);
	run_words_seal(words);
	return words;
}

/* The codes of the run's verdicts on a term, with "?" for warnings and "~" for
 * notes. Owned. */
static char *codes_of(const struct run_words *words, const struct terms *terms,
		      const struct given *given, const char *term,
		      char **ret_proposal)
{
	struct bytes codes = {0};
	struct verdicts verdicts = {0};
	struct record record;

	*ret_proposal = mem_strdup("");
	record_make(given, &record);
	record_validate(terms, &record, &verdicts);
	run_words_validate(words, terms, &record, &verdicts);
	for (size_t i = 0; i < verdicts.n; i++) {
		const struct verdict *verdict = &verdicts.items[i];

		assert_true(verdict->origin != VERDICT_RUN ||
			    verdict->severity < SEVERITY_ERROR);
		assert_true(i == 0 ||
			    terms_index(terms, verdict[-1].term) <=
				    terms_index(terms, verdict->term));
		if (verdict->origin != VERDICT_RUN ||
		    strcmp(verdict->term, term) != 0)
			continue;
		bytes_printf(&codes, "%s%s%c", codes.len > 0 ? " " : "",
			     verdict->code,
			     verdict->severity == SEVERITY_NOTE ? '~' : '?');
		mem_replace(ret_proposal,
			    verdict->proposal != NULL ? verdict->proposal : "");
	}
	verdicts_done(&verdicts);
	record_done(&record);
	return bytes_steal(&codes);
}

static void check_run(const struct run_words *words, const struct terms *terms)
{
	static const struct {
		struct given given;
		const char *term, *codes, *proposal;
	} rows[] = {
		/* names */
		{{{N, "Stipe spartea"}}, N, "misspelt?", "Stipa spartea"},
		{{{N, "Stipe spartea Trin."}},
		 N,
		 "misspelt?",
		 "Stipa spartea Trin."},
		{{{N, "Aopecurus aegualis"}},
		 N,
		 "misspelt?",
		 "Alopecurus aequalis"},
		{{{N, "Alopecurns novus"}}, N, "misspelt?", ""},
		{{{N, "Stipa spartea"}}, N, "", ""},
		{{{N, "Carex aquatica"}}, N, "", ""},
		{{{N, "Carex aquatilis"}}, N, "", ""},
		{{{N, "Bromus inermis"}}, N, "", ""},
		{{{N, "Cetraria kamczatica"}}, N, "", ""},
		{{{N, "Hynxcq oxqys"}}, N, "garbled?", ""},
		{{{N, "Phi lade"}}, N, "garbled?", ""},
		{{{N, "Poa alpina"}}, N, "", ""},
		/* what the record says is not said again */
		{{{N, "Identifed by"}}, N, "", ""},
		/* people */
		{{{P, "J. Loonan"}}, P, "misspelt?", ""},
		{{{P, "S. Paguette"}}, P, "misspelt?", ""},
		{{{P, "Paguette"}}, P, "misspelt?", ""},
		{{{P, "Im. Shevkenek"}}, P, "misspelt?", ""},
		{{{P, "K. Looman"}}, P, "", ""},
		{{{P, "J. Looman & S. Paquette"}}, P, "", ""},
		{{{P, "J. Looman & S. Paqvette"}}, P, "misspelt?", ""},
		{{{P, "M. Nobody"}}, P, "", ""},
		/* years */
		{{{P, "J. Looman", D, "1961-06"}}, D, "", ""},
		{{{P, "J. Looman", D, "1955-06-01"}}, D, "", ""},
		{{{P, "J. Looman", D, "1901-06-01"}}, D, "year-outside?", ""},
		{{{P, "M. Nobody", D, "1901-06-01"}}, D, "", ""},
		{{{D, "1819"}}, D, "year-outside?", ""},
		{{{D, "1819-05-01"}}, D, "", ""},
		/* day and month */
		{{{D, "06/05/83"}}, D, "date-format?", "1983-06-05"},
		{{{D, "08/18/83"}}, D, "", ""},
	};
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *proposal CLEANUP(mem_free_str) = NULL;
		char *codes CLEANUP(mem_free_str) = codes_of(
			words, terms, &rows[i].given, rows[i].term, &proposal);

		if (strcmp(codes, rows[i].codes) == 0 &&
		    strcmp(proposal, rows[i].proposal) == 0)
			continue;
		print_error("row %zu (%s): [%s] \"%s\", not [%s] \"%s\"\n", i,
			    rows[i].given.values[1], codes, proposal,
			    rows[i].codes, rows[i].proposal);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void test_says(void **state)
{
	struct run_words *words = run_make(*state);

	check_run(words, *state);
	run_words_free(words);
	run_words_validate(NULL, *state, NULL, NULL);
}

/* Written and read, they say the same, and go on the same. */
static void test_written(void **state)
{
	const struct given more = {{N, "Bromus inermis", P, "J. Arnot"}};
	struct run_words *words = run_make(*state), *again = NULL;
	struct bytes first CLEANUP(bytes_done) = {0};
	struct bytes second CLEANUP(bytes_done) = {0};
	struct error err;

	run_words_write(words, &first);
	assert_int_equal(
		run_words_read(*state, first.data, first.len, &again, &err), 0);
	check_run(again, *state);
	add(words, &more, 5);
	add(again, &more, 5);
	bytes_clear(&first);
	run_words_write(words, &first);
	run_words_write(again, &second);
	assert_string_equal(first.data, second.data);
	run_words_free(again);
	/* cut anywhere, or with a byte changed, it is refused or read */
	for (size_t len = 0; len < first.len; len += 1 + first.len / 97) {
		again = NULL;
		if (run_words_read(*state, first.data, len, &again, &err) == 0)
			run_words_free(again);
		first.data[len] ^= 0x15;
		if (run_words_read(*state, first.data, first.len, &again,
				   &err) == 0)
			run_words_free(again);
		first.data[len] ^= 0x15;
	}
	run_words_free(words);
}

static void test_due(void **state)
{
	static const int64_t rows[][2] = {
		{0, 0},		{99, 0},	 {100, 100}, {199, 100},
		{200, 200},	{399, 200},	 {400, 400}, {2702, 1600},
		{51199, 25600}, {1000000, 25600}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(run_words_due(rows[i][0]), rows[i][1]);
}

/* However many words there are, those that are met often stay. */
static void test_bounded(void **state)
{
	struct census census;
	char word[32];

	(void)state;
	census_init(&census, 100, true);
	for (int i = 0; i < 5000; i++) {
		snprintf(word, sizeof(word), "rare%d", i);
		census_add(&census, word, 1900);
		census_add(&census, "often", 1935);
	}
	assert_true(census.words.n <= 100);
	assert_int_equal(census_count(&census, "often"), 5000);
	assert_int_equal(census_years(&census, "often")->n[census_decade(1935)],
			 5000);
	assert_int_equal(census_count(&census, "rare0"), 0);
	assert_null(census_years(&census, "rare0"));
	census_done(&census);
}

static void test_people(void **state)
{
	static const struct {
		const char *value, *keys;
	} rows[] = {
		{"J. Looman", "j looman;"},
		{"Looman, J.", "j looman;"},
		{"Looman, J. & Budd, A.C.", "j looman;a budd;"},
		{"A. C. Budd, J. Looman", "a budd;j looman;"},
		{"Thomas. . .", " thomas;"},
		{"Wm. Shevkenek | P. Harris", "wm shevkenek;p harris;"},
		{"Dr. M. de la Cruz jr.", "m cruz;"},
		{"No. Checked by D.W. Douglas", "d douglas;"},
		{"J.F.A.", ""},
		{"", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct run_person people[RUN_PEOPLE_MAX];
		struct bytes keys CLEANUP(bytes_done) = {0};
		size_t n = run_people_read(terms_word_tables(*state),
					   rows[i].value, people);

		bytes_append_str(&keys, "");
		for (size_t j = 0; j < n; j++)
			bytes_printf(&keys, "%s;", people[j].key);
		assert_string_equal(keys.data != NULL ? keys.data : "",
				    rows[i].keys);
	}
}

/* What the others of a genus agree on, and what their numbers look like. */
static void test_agree(void **state)
{
	static const struct {
		struct given given;
		int times;
	} rows[] = {
		{{{N, "Stipa spartea", "family", "Poaceae", C, "WIS-1"}}, 12},
		{{{N, "Stipa comata", "family", "Rosaceae"}}, 1},
		{{{N, "Carex rossii", "family", "Cyperaceae"}}, 3},
		{{{N, "Rosa woodsii", "family", "Rosaceae"}}, 5},
		{{{N, "Rosa woodsii", "family", "Salicaceae"}}, 5},
	};
	static const struct {
		const char *name, *family;
		bool agree;
	} asked[] = {
		{"Stipa viridula Trin.", "Poaceae", true},
		{"STIPA comata", "POACEAE Barnhart", true},
		{"Stipa comata", "Rosaceae", false},
		{"Carex rossii", "Cyperaceae", false}, /* too few others */
		{"Rosa woodsii", "Rosaceae", false},   /* they do not agree */
		{"Aster laevis", "Asteraceae", false},
		{"Stipa comata", "", false},
	};
	struct run_words *words = run_words_new(*state);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		add(words, &rows[i].given, rows[i].times);
	run_words_seal(words);
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		if (run_words_agree(words, asked[i].name, asked[i].family) !=
		    asked[i].agree)
			fail_msg("%s, %s", asked[i].name, asked[i].family);
	assert_false(run_words_agree(NULL, "Stipa comata", "Poaceae"));
	assert_true(shapes_share(run_words_shapes(words), "WIS-7") == 1);
	assert_null(run_words_shapes(NULL));
	assert_ptr_equal(run_words_share(words), words);
	run_words_free(words);
	assert_true(run_words_agree(words, "Stipa comata", "Poaceae"));
	run_words_free(words);
}

static int setup(void **state)
{
	return terms_load(NULL, (struct terms **)state, NULL);
}

static int teardown(void **state)
{
	terms_free(*state);
	return 0;
}

/* A date of a table is read as the others of its column are, whatever other
 * tables and labels have. */
static void test_order_of_tables(void **state)
{
	static const struct {
		const char *table, *term, *value, *proposal;
	} rows[] = {
		{"days.csv", D, "5/6/1947", "1947-06-05"},
		{"months.csv", D, "5/6/1947", "1947-05-06"},
		{"months.csv", "dateIdentified", "5/6/1947", "1947-06-05"},
		{"days.csv", "dateIdentified", "5/6/1947", ""},
		{"few.csv", D, "5/6/1947", ""},
	};
	static const struct {
		const char *table, *term, *value;
		int times;
	} run[] = {
		{"days.csv", D, "14/7/1947", 12},
		{"months.csv", D, "7/14/1947", 12},
		{"months.csv", "dateIdentified", "14/7/1947", 12},
		{"few.csv", D, "14/7/1947", 3},
	};
	struct run_words *words = run_words_new(*state);

	for (size_t i = 0; i < ARRAY_LEN(run); i++) {
		struct record record;

		record_init(&record);
		record_set(&record, run[i].term, run[i].value, -1,
			   SOURCE_TABLE);
		for (int k = 0; k < run[i].times; k++)
			run_words_add(words, &record, run[i].table);
		record_done(&record);
	}
	run_words_seal(words);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdicts verdicts = {0};
		const struct verdict *worst;
		struct record record;

		record_init(&record);
		record_set(&record, rows[i].term, rows[i].value, -1,
			   SOURCE_TABLE);
		record.fields[0].model = mem_strdup(rows[i].table);
		record_validate(*state, &record, &verdicts);
		run_words_validate(words, *state, &record, &verdicts);
		worst = verdicts_worst(&verdicts, rows[i].term);
		assert_int_equal(worst->severity, SEVERITY_WARNING);
		assert_string_equal(worst->proposal != NULL ? worst->proposal
							    : "",
				    rows[i].proposal);
		verdicts_done(&verdicts);
		record_done(&record);
	}
	run_words_free(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_of_tables),
		cmocka_unit_test(test_says),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_agree),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
