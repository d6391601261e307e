/*
 * test_proposal.c: one record out of several readings, and what pins it.
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

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/record/alike.h"
#include "run/record/pin.h"
#include "run/record/proposal.h"
#include "run/record/replay.h"
#include "tests/kit/history.h"

#define ID "5ec1"

static struct terms *test_terms(void **state)
{
	return *state;
}

static void begin(struct specimen *s)
{
	specimen_init(s);
	s->id = mem_strdup(ID);
	s->image = mem_strdup("a.jpg");
}

static void add_line(struct specimen *s, const struct bytes *line)
{
	struct error err;

	s->outcomes =
		mem_grow(s->outcomes, s->n_outcomes + 1, sizeof(*s->outcomes));
	s->outcome_sha256 = mem_grow(s->outcome_sha256, s->n_outcomes + 1,
				     sizeof(*s->outcome_sha256));
	if (outcome_read(line->data, line->len - 1, &s->outcomes[s->n_outcomes],
			 NULL, &err) < 0)
		fail_msg("%s", err.text);
	hash_bytes(line->data, line->len - 1, s->outcome_sha256[s->n_outcomes]);
	s->n_outcomes++;
}

/* A reading by a model; its fields as in history.h. */
static struct outcome *add(struct specimen *s, const char *model,
			   const char *fields)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	history_outcome(&line, ID, "a.jpg", model, fields);
	add_line(s, &line);
	for (size_t i = 0; i < s->outcomes[s->n_outcomes - 1].dwc.n; i++)
		s->outcomes[s->n_outcomes - 1].dwc.fields[i].confidence = 0.25;
	return &s->outcomes[s->n_outcomes - 1];
}

static void sees(struct outcome *outcome, const char *term,
		 enum field_support support)
{
	record_find(&outcome->dwc, term)->support = support;
}

/* As far as a reader that nobody calibrated is believed: to 0.5. */
static void sure(struct outcome *outcome, const char *term, double confidence)
{
	record_find(&outcome->dwc, term)->confidence = confidence / 2;
}

/* The sheet bears a bar code. */
static void bears(struct specimen *s, const char *text)
{
	s->facts = mem_zalloc(sizeof(*s->facts));
	facts_add_code(s->facts, "CODE-39", text, (struct box){1, 2, 30, 40},
		       1);
}

static void bears_nothing(struct specimen *s)
{
	facts_done(s->facts);
	free(s->facts);
	s->facts = NULL;
}

/* Without acts: what the sheet says is as the test has it. */
static void propose(struct specimen *s, const struct terms *terms)
{
	record_done(&s->proposal);
	proposal_make(s, terms, &s->proposal);
	s->base = proposal_base(s, terms, &s->proposal);
}

/* "term=value of outcome 1|…" in the order of the table. */
static void expect(struct specimen *s, const struct terms *terms,
		   const char *expected)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (s->n_acts > 0)
		specimen_replay(s, terms);
	else
		propose(s, terms);
	bytes_reserve(&text, 0);
	for (size_t i = 0; i < s->proposal.n; i++) {
		const struct field *field = &s->proposal.fields[i];
		size_t of = specimen_find_line(s, field->line_sha256);

		bytes_printf(&text, "%s%s=%s", i > 0 ? "|" : "", field->term,
			     field->value);
		if (of < s->n_outcomes) {
			assert_string_equal(field->model,
					    s->outcomes[of].model);
			bytes_printf(&text, "@%zu", of);
		}
	}
	assert_string_equal(text.data, expected);
}

/* --- values as they are compared ------------------------------------------ */

static void test_alike(void **state)
{
	static const struct {
		const char *term, *a, *b;
		bool alike;
	} cases[] = {
		{"eventDate", "1935-06-27", "June 27, 1935", true},
		{"eventDate", "27.vi.1935", "1935-06-27", true},
		{"eventDate", "1935-06-27", "1935-06-28", false},
		{"eventDate", "27 June 35", "1935-06-27", false},
		{"eventDate", "3/4/1935", "1935-04-03", false},
		{"minimumElevationInMeters", "600", "600 m", true},
		{"minimumElevationInMeters", "600", "600.0", true},
		{"minimumElevationInMeters", "600", "60", false},
		{"decimalLatitude", "50.45", "50\xc2\xb0 27' N", true},
		{"decimalLatitude", "50.45", "-50.45", false},
		{"scientificName", "Carex atherodes Spreng.",
		 "CAREX  atherodes", true},
		{"scientificName", "Carex atherodes", "Carex rostrata", false},
		{"scientificName", "Carex", "Carex atherodes", false},
		{"recordedBy", "J.F. Alex | A. C. Budd",
		 "J. F. Alex & A.C. Budd", true},
		{"recordedBy", "Alex, J.F.", "J. F. Alex", true},
		{"recordedBy", "J.F. Alex", "J.F. Budd", false},
		{"country", "Kanada", "Canada", true},
		{"country", "Canada", "Cuba", false},
		{"stateProvince", "Sask.", "Saskatchewan", true},
		{"catalogNumber", "DAO 12-345", "dao12345", true},
		{"catalogNumber", "000084", "84", false},
		{"locality", "Swift Current, 3 mi. N.", "swift current 3 mi N",
		 true},
		{"locality", "R\xc3\xa9gina", "Regina", true},
		{"locality", "Regina", "Regina Beach", false},
		{"myOwnKey", "A  b", "a B", true},
		{"habitat", "--", "", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct terms *terms = test_terms(state);
		const struct term *term = terms_find(terms, cases[i].term);
		char *a CLEANUP(mem_free_str) =
			alike_text(terms, term, cases[i].a);
		char *b CLEANUP(mem_free_str) =
			alike_text(terms, term, cases[i].b);

		if (alike_same(a, b) != cases[i].alike)
			fail_msg("%s: \"%s\" is \"%s\", \"%s\" is \"%s\"",
				 cases[i].term, cases[i].a, a, cases[i].b, b);
	}
}

/* The first says all that the second says, and not the other way round. */
static void test_alike_says(void **state)
{
	static const struct {
		const char *term, *a, *b;
		bool says;
	} cases[] = {
		{"eventDate", "20 August 1987", "1987", true},
		{"eventDate", "1987-08-20", "1987-08", true},
		{"eventDate", "1987-08-20", "1988", false},
		{"eventDate", "1987-08-20/1987-09-01", "1987", false},
		{"scientificName", "Senecio vulgaris L.", "Senecio vulgaris",
		 true},
		{"scientificName", "Senecio vulgaris L.", "Senecio", false},
		{"recordedBy", "Wm. Shevkenek", "Shevkenek", true},
		{"recordedBy", "Wm. Shevkenek", "J. Shevkenek", false},
		{"recordedBy", "J.F. Alex | A.C. Budd", "J.F. Alex", false},
		{"locality", "Regina Beach", "Regina", false},
		{"recordNumber", "1202", "", false},
	};
	const struct terms *terms = test_terms(state);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct term *term = terms_find(terms, cases[i].term);
		char *a CLEANUP(mem_free_str) =
			alike_text(terms, term, cases[i].a);
		char *b CLEANUP(mem_free_str) =
			alike_text(terms, term, cases[i].b);

		if (alike_says(term, a, b) != cases[i].says)
			fail_msg("%s: \"%s\", \"%s\"", cases[i].term, a, b);
		assert_false(alike_says(term, b, a));
		assert_true(alike_says(term, a, a));
	}
}

static void test_alike_model(void **state)
{
	static const struct {
		const char *model, *expected;
	} cases[] = {
		{"qwen/qwen-2.5-vl-72b:free", "qwen-2.5-vl-72b"},
		{"Qwen-2.5-VL-72b", "qwen-2.5-vl-72b"},
		{"llama3:8b", "llama3:8b"},
		{"ft:gpt-4o:acme", "ft:gpt-4o:acme"},
		{NULL, ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *model CLEANUP(mem_free_str) = alike_model(cases[i].model);

		assert_string_equal(model, cases[i].expected);
	}
}

/* --- candidates ----------------------------------------------------------- */

static void check_candidates(const struct specimen *s, const char *expected)
{
	size_t n, *candidates = proposal_candidates(s, &n);
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_reserve(&text, 0);
	for (size_t i = 0; i < n; i++)
		bytes_printf(&text, "%zu ", candidates[i]);
	assert_string_equal(text.data, expected);
	free(candidates);
}

static void test_candidates(void **state)
{
	struct specimen s;

	begin(&s);
	check_candidates(&s, "");
	add(&s, "m1", "locality=Regina");
	add(&s, "m2", "locality=Estevan");
	add(&s, "m1", "locality=Moose Jaw");
	add(&s, "m2", NULL);
	check_candidates(&s, "1 2 ");
	/* Of what was taken in, provider and model count, not what was asked. */
	mem_replace(&s.outcomes[2].source_sha256, "ab");
	check_candidates(&s, "0 1 2 ");
	mem_replace(&s.outcomes[0].source_sha256, "cd");
	check_candidates(&s, "1 2 ");
	mem_replace(&s.outcomes[0].provider, "another");
	check_candidates(&s, "0 1 2 ");
	specimen_done(&s);
	(void)state;
}

/* --- choosing ------------------------------------------------------------- */

static void test_one(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1", "locality=Regina|country= |eventDate=2809|x:y=1");
	expect(&s, test_terms(state),
	       "eventDate=2809@0|locality=Regina@0|x:y=1@0");
	assert_int_equal(s.base, 0);
	specimen_done(&s);
}

/* Each of the reasons in its turn, with all that come after it against it. */
static void test_sound(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1", "eventDate=1935-06-27");
	sure(&s.outcomes[0], "eventDate", 0.1);
	sees(add(&s, "m2", "eventDate=2809"), "eventDate", SUPPORT_SEEN);
	sure(add(&s, "m3", "eventDate=2809"), "eventDate", 1);
	expect(&s, test_terms(state), "eventDate=1935-06-27@0");
	specimen_done(&s);
}

static void test_supported(void **state)
{
	struct specimen s;

	begin(&s);
	sees(add(&s, "m1", "eventDate=1935-06-27"), "eventDate",
	     SUPPORT_INFERRED);
	sees(add(&s, "m2", "eventDate=1936-06-27"), "eventDate",
	     SUPPORT_ILLEGIBLE);
	sure(add(&s, "m3", "eventDate=1936-06-27"), "eventDate", 1);
	expect(&s, test_terms(state), "eventDate=1935-06-27@0");
	/* What was not looked for is better than what is not there. */
	sees(&s.outcomes[0], "eventDate", SUPPORT_NOWHERE);
	expect(&s, test_terms(state), "eventDate=1936-06-27@2");
	specimen_done(&s);
}

static void test_agreed(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1", "eventDate=1935-06-27");
	sure(&s.outcomes[0], "eventDate", 0.6);
	add(&s, "m2", "eventDate=27 June 1935");
	sure(add(&s, "m3", "eventDate=1936-06-27"), "eventDate", 1);
	expect(&s, test_terms(state), "eventDate=1935-06-27@0");
	/* The same model says nothing more when it says it again. */
	mem_replace(&s.outcomes[1].model, "else/m1:free");
	expect(&s, test_terms(state), "eventDate=1936-06-27@2");
	specimen_done(&s);
}

/* What says less bears out what says more, and does not take its place. */
static void test_detail(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1",
	    "eventDate=1987-08-20|scientificName=Senecio vulgaris L.|"
	    "recordedBy=Wm. Shevkenek|recordNumber=84");
	add(&s, "m2",
	    "eventDate=1987|scientificName=Senecio vulgaris|"
	    "recordedBy=Shevkenek");
	sure(&s.outcomes[1], "eventDate", 1);
	sure(&s.outcomes[1], "recordedBy", 1);
	expect(&s, test_terms(state),
	       "recordedBy=Wm. Shevkenek@0|recordNumber=84@0|"
	       "eventDate=1987-08-20@0|scientificName=Senecio vulgaris L.@0");
	specimen_done(&s);
}

static void test_confident_and_late(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1", "habitat=bog");
	add(&s, "m2", "habitat=fen");
	expect(&s, test_terms(state), "habitat=fen@1");
	sure(&s.outcomes[0], "habitat", 0.8);
	expect(&s, test_terms(state), "habitat=bog@0");
	/* Nobody knows what the certainty of this one is worth. */
	record_find(&s.outcomes[1].dwc, "habitat")->confidence = 1;
	record_find(&s.outcomes[0].dwc, "habitat")->confidence = 0.6;
	mem_replace(&s.outcomes[0].provider, "local");
	expect(&s, test_terms(state), "habitat=bog@0");
	specimen_done(&s);
}

/* A date with how it was written, a place from one hand. */
static void test_together(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1",
	    "eventDate=1935-06-27|verbatimEventDate=June 27, 1935|"
	    "country=Canada|stateProvince=Manitoba|locality=Regina");
	add(&s, "m2",
	    "eventDate=1936|country=Canada|stateProvince=Saskatchewan|"
	    "locality=Regina|county=Sherwood|scientificName=Carex atherodes");
	sure(&s.outcomes[0], "eventDate", 0.9);
	expect(&s, test_terms(state),
	       "eventDate=1935-06-27@0|country=Canada@1|"
	       "stateProvince=Saskatchewan@1|county=Sherwood@1|"
	       "locality=Regina@1|scientificName=Carex atherodes@1|"
	       "verbatimEventDate=June 27, 1935@0");
	assert_int_equal(s.base, 1);
	/* The other place wins: no county of another province. */
	sure(&s.outcomes[0], "locality", 0.9);
	expect(&s, test_terms(state),
	       "eventDate=1935-06-27@0|country=Canada@0|"
	       "stateProvince=Manitoba@0|locality=Regina@0|"
	       "scientificName=Carex atherodes@1|"
	       "verbatimEventDate=June 27, 1935@0");
	specimen_done(&s);
}

static void test_fill(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1",
	    "scientificName=Carex atherodes Spreng.|family=Cyperaceae");
	add(&s, "m2", "scientificName=Carex rostrata|genus=Carex");
	add(&s, "m3",
	    "scientificName=Carex atherodes Spreng.|"
	    "scientificNameAuthorship=Spreng.");
	sure(&s.outcomes[0], "scientificName", 0.9);
	expect(&s, test_terms(state),
	       "scientificName=Carex atherodes Spreng.@0|"
	       "scientificNameAuthorship=Spreng.@2|family=Cyperaceae@0");
	specimen_done(&s);
}

/* Not on the sheet, and another reading left it empty. */
static void test_invented(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1", "locality=Regina|habitat=bog");
	sees(&s.outcomes[0], "habitat", SUPPORT_NOWHERE);
	expect(&s, test_terms(state), "locality=Regina@0|habitat=bog@0");
	/* One that read nothing leaves nothing empty. */
	add(&s, "m2", "");
	expect(&s, test_terms(state), "locality=Regina@0|habitat=bog@0");
	add(&s, "m3", "locality=Regina");
	expect(&s, test_terms(state), "locality=Regina@2");
	specimen_done(&s);
}

/* A code that the sheet bears: of no outcome. */
static void test_found(void **state)
{
	struct specimen s;
	struct field *field;

	begin(&s);
	add(&s, "m1", "catalogNumber=12|habitat=bog");
	field = record_set(&s.found, "catalogNumber", "DAO 123", 0.99,
			   SOURCE_RULE);
	field->support = SUPPORT_SEEN;
	field_add_box(field, (struct box){1, 2, 3, 4});
	expect(&s, test_terms(state), "catalogNumber=DAO 123|habitat=bog@0");
	specimen_done(&s);
}

/* The same of what is cached of its picture; without that what was read is
 * proposed again, and a reader that took the code has its own line. */
static void test_code(void **state)
{
	struct specimen s;
	struct outcome *local;

	begin(&s);
	add(&s, "m1", "catalogNumber=12|habitat=bog");
	bears(&s, "DAO000123456");
	specimen_replay(&s, test_terms(state));
	assert_string_equal(record_value(&s.record, "catalogNumber"),
			    "DAO000123456");
	bears_nothing(&s);
	specimen_replay(&s, test_terms(state));
	assert_string_equal(record_value(&s.record, "catalogNumber"), "12");
	local = add(&s, "m2", "catalogNumber=DAO000123456|habitat=bog");
	record_find(&local->dwc, "catalogNumber")->source = SOURCE_BARCODE;
	bears(&s, "DAO000123456");
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.found.n, 0);
	assert_string_equal(
		record_find(&s.record, "catalogNumber")->line_sha256,
		s.outcome_sha256[1]);
	specimen_done(&s);
}

/* What the run's other records look like: of two codes, and of a family that
 * is not printed. */
static void test_run_knows(void **state)
{
	struct run_words *words = run_words_new(test_terms(state));
	struct record other;
	struct specimen s;

	record_init(&other);
	record_set(&other, "catalogNumber", "DAO000111222", 1, SOURCE_MODEL);
	record_set(&other, "scientificName", "Stipa comata", 1, SOURCE_MODEL);
	record_set(&other, "family", "Poaceae", 1, SOURCE_MODEL);
	for (int i = 0; i < SHAPES_ENOUGH; i++)
		run_words_add(words, &other, "m1");
	record_done(&other);
	run_words_seal(words);
	begin(&s);
	add(&s, "m1", "scientificName=Stipa comata|family=Poaceae");
	bears(&s, "1234567890");
	facts_add_code(s.facts, "CODE-39", "DAO000123456",
		       (struct box){1, 2, 30, 40}, 0.5);
	words_add(&facts_add_region(s.facts, &(struct label){.rotation = 0})
			   ->words,
		  "Stipa comata", (struct box){9, 9, 90, 9}, -1, 0.95);
	specimen_replay(&s, test_terms(state));
	assert_string_equal(record_value(&s.record, "catalogNumber"),
			    "1234567890");
	assert_true(record_find(&s.record, "family")->support !=
		    SUPPORT_INFERRED);
	s.words = words;
	specimen_replay(&s, test_terms(state));
	assert_string_equal(record_value(&s.record, "catalogNumber"),
			    "DAO000123456");
	assert_int_equal(record_find(&s.record, "family")->support,
			 SUPPORT_INFERRED);
	/* What chooses a reading is not asked of the run. */
	assert_true(record_find(&s.outcomes[0].dwc, "family")->support !=
		    SUPPORT_INFERRED);
	specimen_done(&s);
}

static void test_base(void **state)
{
	struct specimen s;

	begin(&s);
	add(&s, "m1", "locality=Regina");
	add(&s, "m2", "habitat=bog|sex=female|eventTime=10:00");
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, 0);
	add(&s, "m3", "recordedBy=J.F. Alex|eventDate=1935");
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, 2);
	specimen_done(&s);
}

/* --- the pin -------------------------------------------------------------- */

static void act(struct specimen *s, const char *op, const char *rest)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct error err;
	struct act act;

	history_act(&line, (int64_t)s->n_acts + 1, "mb", ID, op, rest);
	if (act_read(line.data, line.len - 1, &act, &err) < 0)
		fail_msg("%s: %s", line.data, err.text);
	specimen_add_act(s, &act);
}

/* An act that pins what is proposed now, with `base` as older readers want. */
static void act_pinning(struct specimen *s, const struct terms *terms,
			const char *op, const char *rest)
{
	struct bytes pin CLEANUP(bytes_done) = {0};
	char *members CLEANUP(mem_free_str) = NULL;
	json_t *json;

	specimen_replay(s, terms);
	json = pin_write(&s->proposal);
	json_write_line(json, &pin);
	json_decref(json);
	pin.data[pin.len - 1] = '\0';
	members = mem_printf(
		"%s,\"base\":{\"line_sha256\":\"%s\"},"
		"\"pin\":%s",
		rest, s->base < s->n_outcomes ? s->outcome_sha256[s->base] : "",
		pin.data);
	act(s, op, members);
}

static void test_pin(void **state)
{
	static const char pinned[] = "locality=Regina@0|habitat=fen@1";
	struct specimen s;

	begin(&s);
	add(&s, "m1", "locality=Regina");
	add(&s, "m2", "habitat=fen");
	act(&s, "flag", "");
	act_pinning(&s, test_terms(state), "set",
		    ",\"term\":\"sex\",\"to\":\"female\"");
	add(&s, "m3", "locality=Regina Beach|habitat=fen|country=Canada");
	expect(&s, test_terms(state), pinned);
	assert_true(s.pinned);
	assert_string_equal(record_value(&s.record, "sex"), "female");
	/* Undone or not; and a later one does not decide. */
	act(&s, "undo", ",\"undoes\":[\"act-2\"]");
	act(&s, "set", ",\"term\":\"sex\",\"to\":\"male\",\"pin\":{}");
	expect(&s, test_terms(state), pinned);
	specimen_done(&s);
}

static void test_pin_code(void **state)
{
	struct specimen s;
	struct field *field;

	begin(&s);
	add(&s, "m1", "locality=Regina|catalogNumber=12");
	bears(&s, "DAO000123456");
	act_pinning(&s, test_terms(state), "approve", "");
	bears_nothing(&s);
	expect(&s, test_terms(state),
	       "catalogNumber=DAO000123456|locality=Regina@0");
	field = record_find(&s.proposal, "catalogNumber");
	assert_int_equal(field->source, SOURCE_BARCODE);
	assert_int_equal(field->n_boxes, 1);
	assert_int_equal(field->boxes[0].h, 40);
	specimen_done(&s);
}

static void test_pin_lost(void **state)
{
	static const char gone[] =
		",\"term\":\"sex\",\"to\":\"\",\"pin\":{\"locality\":\"gone\"}";
	struct specimen s;
	char *half;

	begin(&s);
	add(&s, "m1", "locality=Regina|habitat=bog");
	act(&s, "set", gone);
	expect(&s, test_terms(state), "locality=Regina@0|habitat=bog@0");
	assert_false(s.pinned);
	half = mem_printf(",\"pin\":{\"locality\":\"gone\",\"habitat\":\"%s\","
			  "\"country\":\"%s\",\"sex\":7,\"county\":{\"v\":1}}",
			  s.outcome_sha256[0], s.outcome_sha256[0]);
	act(&s, "approve", half);
	free(half);
	specimen_replay(&s, test_terms(state));
	assert_true(s.pinned);
	assert_string_equal(record_value(&s.proposal, "habitat"), "bog");
	assert_string_equal(record_value(&s.proposal, "locality"), "");
	specimen_done(&s);
}

/* In bulk each change has its own. */
static void test_pin_bulk(void **state)
{
	struct specimen s;
	char *rest;

	begin(&s);
	add(&s, "m1", "locality=Regina|habitat=bog");
	add(&s, "m2", "locality=Estevan|habitat=fen");
	rest = mem_printf(
		",\"changes\":[{\"specimen_id\":\"other\",\"term\":\"sex\","
		"\"to\":\"x\",\"pin\":{\"habitat\":\"%s\"}},"
		"{\"specimen_id\":\"" ID "\",\"term\":\"sex\",\"to\":\"y\","
		"\"pin\":{\"locality\":\"%s\"}}]",
		s.outcome_sha256[1], s.outcome_sha256[0]);
	act(&s, "bulk", rest);
	free(rest);
	expect(&s, test_terms(state), "locality=Regina@0");
	specimen_done(&s);
}

/* What a pin is written as is what it is read as. */
static void test_pin_round_trip(void **state)
{
	struct specimen s;
	json_t *first, *second;

	begin(&s);
	add(&s, "m1", "locality=Regina|sex=x");
	add(&s, "m2", "habitat=fen|x:y=2");
	bears(&s, "DAO000123456");
	specimen_replay(&s, test_terms(state));
	first = pin_write(&s.proposal);
	assert_int_equal(json_object_size(first), 5);
	s.look = json_incref(first);
	specimen_replay(&s, test_terms(state));
	assert_false(s.pinned);
	second = pin_write(&s.proposal);
	assert_true(json_equal(first, second));
	json_decref(first);
	json_decref(second);
	specimen_done(&s);
}

/* --- nothing gets worse --------------------------------------------------- */

/* A small generator (xorshift32): the same sequence everywhere. */
static unsigned int draw(uint32_t *seed, unsigned int n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % n;
}

/* Values of a group that readers have read, sound and not. */
static const struct {
	const char *term, *values[6];
} drawn[] = {
	{"catalogNumber", {"DAO 1234", "DAO 1284", "ntal", "----", "12", ""}},
	{"scientificName",
	 {"Carex atherodes Spreng.", "Carex rostrata", "Carex atherodes",
	  "Identified by", "HERBARIUM", ""}},
	{"genus", {"Carex", "Poa", "carex", "12", "", ""}},
	{"eventDate",
	 {"1935-06-27", "June 27, 1935", "1953-06-27", "2809", "Regina", ""}},
	{"recordedBy",
	 {"J.F. Alex", "J. F. Alex", "A.C. Budd", "Collected by", "123", ""}},
	{"recordNumber", {"1202", "1203", "12O2", "", "", ""}},
	{"country", {"Canada", "Kanada", "Cuba", "12", "", ""}},
	{"stateProvince", {"Saskatchewan", "Sask.", "Ontario", "", "", ""}},
	{"locality",
	 {"Regina", "Swift Current, 3 mi N", "------", "Date", "Regina", ""}},
	{"decimalLatitude", {"50.45", "95", "", "", "", ""}},
	{"habitat", {"bog", "fen", "", "", "", ""}},
};

static void draw_reading(struct specimen *s, uint32_t *seed)
{
	struct bytes fields CLEANUP(bytes_done) = {0};
	char model[8];
	struct outcome *outcome;

	bytes_reserve(&fields, 0);
	for (size_t i = 0; i < ARRAY_LEN(drawn); i++) {
		const char *value = drawn[i].values[draw(seed, 6)];

		if (value[0] != '\0')
			bytes_printf(&fields, "%s%s=%s",
				     fields.len > 0 ? "|" : "", drawn[i].term,
				     value);
	}
	snprintf(model, sizeof(model), "m%u", draw(seed, 5));
	outcome = add(s, model, fields.data);
	for (size_t i = 0; i < outcome->dwc.n; i++)
		outcome->dwc.fields[i].confidence = draw(seed, 11) / 10.0;
}

/* Each value is one of a reading, word for word. */
static void check_sources(const struct specimen *s)
{
	for (size_t i = 0; i < s->proposal.n; i++) {
		const struct field *field = &s->proposal.fields[i];
		size_t of = specimen_find_line(s, field->line_sha256);

		assert_true(of < s->n_outcomes);
		assert_string_equal(
			record_value(&s->outcomes[of].dwc, field->term),
			field->value);
	}
}

/* Telling values that are sound, as the record says itself. */
static int sound(const struct specimen *s)
{
	return (int)(s->quality.soundness / 20 + 0.5);
}

/* The place of a reading in raw.jsonl says nothing of when it was made: what
 * is taken in late may be old. A further reader takes no sound value away. */
static void test_never_worse(void **state)
{
	for (uint32_t run = 1; run <= 300; run++) {
		uint32_t seed = run * 2654435761u;
		struct specimen s;
		int before = 0;

		begin(&s);
		for (int i = 0; i < 6; i++) {
			char model[8];

			draw_reading(&s, &seed);
			/* Each of another reader: what is read anew takes the
			 * place of what was read before. */
			snprintf(model, sizeof(model), "p%d", i);
			mem_replace(&s.outcomes[i].params_sha256, model);
			specimen_replay(&s, test_terms(state));
			check_sources(&s);
			if (sound(&s) < before)
				fail_msg("run %u: reading %d takes away: %d "
					 "sound values, then %d",
					 run, i, before, sound(&s));
			before = sound(&s);
		}
		specimen_done(&s);
	}
}

/* What is proposed is a function of the readings: made twice it is the same,
 * and a copy of one changes nothing but the line that it is of. */
static void test_function(void **state)
{
	for (uint32_t run = 1; run <= 100; run++) {
		uint32_t seed = run * 2246822519u;
		struct record first, second;
		struct specimen s;

		begin(&s);
		for (int i = 0; i < 4; i++)
			draw_reading(&s, &seed);
		proposal_make(&s, test_terms(state), &first);
		proposal_make(&s, test_terms(state), &second);
		assert_int_equal(first.n, second.n);
		for (size_t i = 0; i < first.n; i++)
			assert_string_equal(first.fields[i].line_sha256,
					    second.fields[i].line_sha256);
		record_done(&second);
		record_done(&first);
		specimen_done(&s);
	}
}

static int setup(void **state)
{
	struct terms *terms;

	if (terms_load(NULL, &terms, NULL) < 0)
		return -1;
	*state = terms;
	return 0;
}

static int teardown(void **state)
{
	terms_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_alike_says),
		cmocka_unit_test(test_alike_model),
		cmocka_unit_test(test_candidates),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_supported),
		cmocka_unit_test(test_agreed),
		cmocka_unit_test(test_detail),
		cmocka_unit_test(test_confident_and_late),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_invented),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_run_knows),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_pin),
		cmocka_unit_test(test_pin_code),
		cmocka_unit_test(test_pin_lost),
		cmocka_unit_test(test_pin_bulk),
		cmocka_unit_test(test_pin_round_trip),
		cmocka_unit_test(test_never_worse),
		cmocka_unit_test(test_function),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
