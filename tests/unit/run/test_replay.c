/*
 * test_replay.c: what acts make of an extraction.
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
#include "base/mem.h"
#include "tests/kit/history.h"
#include "run/record/replay.h"

#define ID "5ec1"

static struct terms *test_terms(void **state)
{
	return *state;
}

/* One act in short: who, op, and the JSON members that follow. */
struct step {
	const char *by, *op, *rest;
};
#define SET(term, to) ",\"term\":\"" term "\",\"to\":\"" to "\""
#define CLEAR(term)   ",\"term\":\"" term "\""
#define BACK(seq)     ",\"undoes\":[\"act-" #seq "\"]"
#define FORTH(seq)    ",\"redoes\":[\"act-" #seq "\"]"

static void add_outcome(struct specimen *s, const char *model,
			const char *fields)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct error err;

	history_outcome(&line, ID, "a.jpg", model, fields);
	s->outcomes =
		mem_grow(s->outcomes, s->n_outcomes + 1, sizeof(*s->outcomes));
	s->outcome_sha256 = mem_grow(s->outcome_sha256, s->n_outcomes + 1,
				     sizeof(*s->outcome_sha256));
	if (outcome_read(line.data, line.len - 1, &s->outcomes[s->n_outcomes],
			 NULL, &err) < 0)
		fail_msg("%s", err.text);
	hash_bytes(line.data, line.len - 1, s->outcome_sha256[s->n_outcomes]);
	s->n_outcomes++;
}

static void add_act(struct specimen *s, const struct step *step)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	struct error err;
	struct act act;

	history_act(&line, (int64_t)s->n_acts + 1, step->by, ID, step->op,
		    step->rest);
	if (act_read(line.data, line.len - 1, &act, &err) < 0)
		fail_msg("%s: %s", line.data, err.text);
	specimen_add_act(s, &act);
}

static void begin(struct specimen *s)
{
	specimen_init(s);
	s->id = mem_strdup(ID);
	s->image = mem_strdup("a.jpg");
	add_outcome(s, "m1", "locality=Regina|country=Canada");
}

static void check_field(const struct specimen *s, const char *term,
			const char *value, enum field_source source,
			const char *was)
{
	const struct field *field = record_find(&s->record, term);

	assert_non_null(field);
	assert_string_equal(field->value, value);
	assert_int_equal(field->source, source);
	if (was == NULL)
		assert_null(field->was);
	else
		assert_string_equal(field->was, was);
}

/* --- single acts ---------------------------------------------------------- */

static void test_edits(void **state)
{
	static const struct step steps[] = {
		{"mb", "set", SET("locality", "Moose Jaw")},
		{"mb", "accept", SET("country", "Canada")},
		{"mb", "accept", SET("habitat", "")},
		{"mb", "set", SET("recordNumber", "12")},
		{"mb", "set", SET("myOwnKey", "x")},
	};
	struct specimen s;

	begin(&s);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.status, STATUS_PENDING);
	assert_int_equal(s.revision, 0);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		add_act(&s, &steps[i]);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.status, STATUS_IN_REVIEW);
	assert_int_equal(s.revision, 5);
	assert_int_equal(s.due, 0);
	check_field(&s, "locality", "Moose Jaw", SOURCE_HUMAN, "Regina");
	check_field(&s, "country", "Canada", SOURCE_HUMAN, NULL);
	check_field(&s, "habitat", "", SOURCE_EMPTY, NULL);
	check_field(&s, "recordNumber", "12", SOURCE_HUMAN, "");
	check_field(&s, "myOwnKey", "x", SOURCE_HUMAN, "");
	assert_string_equal(record_find(&s.record, "locality")->by, "mb");
	specimen_done(&s);
}

static void test_clear(void **state)
{
	struct step step = {"mb", "clear", CLEAR("locality")};
	struct specimen s;

	begin(&s);
	add_act(&s, &step);
	specimen_replay(&s, test_terms(state));
	check_field(&s, "locality", "", SOURCE_EMPTY, "Regina");
	assert_int_equal(s.status, STATUS_IN_REVIEW);
	specimen_done(&s);
}

static void test_marks(void **state)
{
	static const struct step steps[] = {
		{"mb", "flag", ""},
		{"mb", "note", ",\"to\":\"look again\""},
		{"mb", "unflag", ""},
		{"mb", "undo", BACK(3)},
		{"mb", "note", ",\"to\":\"\""},
		{"mb", "unflag", ",\"reason\":\"expert\""},
		{"mb", "flag", ",\"reason\":\"expert\""},
		{"mb", "unflag", ",\"reason\":\"a later one\""},
	};
	static const struct {
		bool flagged;
		const char *notes;
	} expected[] = {
		{true, NULL},	       {true, "look again"},
		{false, "look again"}, {true, "look again"},
		{true, NULL},	       {true, NULL},
		{true, NULL},	       {false, NULL},
	};
	struct specimen s;

	begin(&s);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		add_act(&s, &steps[i]);
		specimen_replay(&s, test_terms(state));
		assert_int_equal(s.flagged, expected[i].flagged);
		assert_int_equal(s.expert, i >= 6);
		assert_false(s.second);
		if (expected[i].notes == NULL)
			assert_null(s.notes);
		else
			assert_string_equal(s.notes, expected[i].notes);
		assert_int_equal(s.status, STATUS_PENDING);
	}
	specimen_done(&s);
}

/* --- status --------------------------------------------------------------- */

/* Plays the steps; after each the status and the line that is due. */
struct moment {
	struct step step;
	enum status status;
	int64_t due;
};

static void check_moments(void **state, const struct moment *moments, size_t n)
{
	struct specimen s;

	begin(&s);
	for (size_t i = 0; i < n; i++) {
		add_act(&s, &moments[i].step);
		specimen_replay(&s, test_terms(state));
		if (s.status != moments[i].status || s.due != moments[i].due)
			fail_msg("after act %zu: %s, due %d", i + 1,
				 status_word(s.status), (int)s.due);
	}
	specimen_done(&s);
}

static void test_status(void **state)
{
	static const struct moment moments[] = {
		{{"mb", "approve", ""}, STATUS_APPROVED, 1},
		{{"mb", "reopen", ""}, STATUS_PENDING, 2},
		{{"mb", "reject", ",\"reason\":\"duplicate\""},
		 STATUS_REJECTED,
		 3},
		{{"mb", "set", SET("locality", "x")}, STATUS_IN_REVIEW, 4},
		{{"mb", "approve", ""}, STATUS_APPROVED, 5},
		{{"mb", "approve", ""}, STATUS_APPROVED, 6},
		{{"mb", "flag", ""}, STATUS_APPROVED, 6},
		{{"mb", "reopen", ""}, STATUS_IN_REVIEW, 8},
		{{"mb", "reopen", ""}, STATUS_IN_REVIEW, 8},
	};

	check_moments(state, moments, ARRAY_LEN(moments));
}

/* An edit reopens; its undo gives the signature back; redo reopens. */
static void test_edit_of_approved(void **state)
{
	static const struct moment moments[] = {
		{{"mb", "approve", ""}, STATUS_APPROVED, 1},
		{{"ts", "set", SET("locality", "x")}, STATUS_IN_REVIEW, 2},
		{{"ts", "undo", BACK(2)}, STATUS_APPROVED, 3},
		{{"ts", "redo", FORTH(2)}, STATUS_IN_REVIEW, 4},
		{{"mb", "approve", ""}, STATUS_APPROVED, 5},
		{{"ts", "undo", BACK(2)}, STATUS_PENDING, 6},
		{{"ts", "redo", FORTH(2)}, STATUS_APPROVED, 7},
	};

	check_moments(state, moments, ARRAY_LEN(moments));
}

/* Undone twice is undone once, and so is what is done again. */
static void test_undo_twice(void **state)
{
	static const struct moment moments[] = {
		{{"mb", "approve", ""}, STATUS_APPROVED, 1},
		{{"ts", "set", SET("locality", "x")}, STATUS_IN_REVIEW, 2},
		{{"ts", "undo", BACK(2)}, STATUS_APPROVED, 3},
		{{"mb", "undo", BACK(2)}, STATUS_APPROVED, 3},
		{{"ts", "redo", FORTH(2)}, STATUS_IN_REVIEW, 5},
		{{"mb", "redo", FORTH(2)}, STATUS_IN_REVIEW, 5},
		/* An undo itself cannot be undone. */
		{{"mb", "undo", BACK(3)}, STATUS_IN_REVIEW, 5},
	};

	check_moments(state, moments, ARRAY_LEN(moments));
}

static void test_undo_of_approval(void **state)
{
	static const struct moment moments[] = {
		{{"mb", "accept", SET("locality", "Regina")},
		 STATUS_IN_REVIEW,
		 0},
		{{"mb", "approve", ""}, STATUS_APPROVED, 2},
		{{"mb", "undo", BACK(2)}, STATUS_IN_REVIEW, 3},
		{{"mb", "redo", FORTH(2)}, STATUS_APPROVED, 4},
		{{"mb", "undo", BACK(2)}, STATUS_IN_REVIEW, 5},
		{{"mb", "undo", BACK(1)}, STATUS_PENDING, 5},
		{{"mb", "redo", FORTH(1)}, STATUS_IN_REVIEW, 5},
		{{"mb", "redo", FORTH(2)}, STATUS_APPROVED, 8},
	};

	check_moments(state, moments, ARRAY_LEN(moments));
}

/* The approval before an undone rejection holds again only if nothing was
 * edited between. */
static void test_older_approval(void **state)
{
	static const struct moment moments[] = {
		{{"mb", "approve", ""}, STATUS_APPROVED, 1},
		{{"ts", "reject", ",\"reason\":\"other\""}, STATUS_REJECTED, 2},
		{{"ts", "undo", BACK(2)}, STATUS_APPROVED, 3},
		{{"ts", "set", SET("locality", "x")}, STATUS_IN_REVIEW, 4},
		{{"ts", "reject", ",\"reason\":\"other\""}, STATUS_REJECTED, 5},
		{{"ts", "undo", BACK(5)}, STATUS_IN_REVIEW, 6},
	};

	check_moments(state, moments, ARRAY_LEN(moments));
}

static void test_reason(void **state)
{
	static const struct step steps[] = {
		{"mb", "reject", ",\"reason\":\"unreadable\""},
		{"mb", "reopen", ""},
	};
	struct specimen s;

	begin(&s);
	add_act(&s, &steps[0]);
	specimen_replay(&s, test_terms(state));
	assert_string_equal(s.reason, "unreadable");
	add_act(&s, &steps[1]);
	specimen_replay(&s, test_terms(state));
	assert_null(s.reason);
	specimen_done(&s);
}

/* --- undo ----------------------------------------------------------------- */

static void test_undo_chain(void **state)
{
	static const struct {
		struct step step;
		const char *locality, *was;
	} chain[] = {
		{{"mb", "set", SET("locality", "one")}, "one", "Regina"},
		{{"mb", "set", SET("locality", "two")}, "two", "Regina"},
		{{"mb", "undo", BACK(2)}, "one", "Regina"},
		{{"mb", "undo", BACK(1)}, "Regina", NULL},
		{{"mb", "redo", FORTH(1)}, "one", "Regina"},
		{{"mb", "redo", FORTH(2)}, "two", "Regina"},
		{{"mb", "undo", ",\"undoes\":[\"act-1\",\"act-2\"]"},
		 "Regina",
		 NULL},
		{{"mb", "undo", ",\"undoes\":[\"act-99\",7,\"act-8\"]"},
		 "Regina",
		 NULL},
	};
	struct specimen s;

	begin(&s);
	for (size_t i = 0; i < ARRAY_LEN(chain); i++) {
		add_act(&s, &chain[i].step);
		specimen_replay(&s, test_terms(state));
		check_field(&s, "locality", chain[i].locality,
			    chain[i].was != NULL ? SOURCE_HUMAN : SOURCE_MODEL,
			    chain[i].was);
	}
	specimen_done(&s);
}

static void test_conflicts(void **state)
{
	static const struct step steps[] = {
		{"mb", "set", SET("locality", "one")},	   /* 0 */
		{"ts", "set", SET("country", "CA")},	   /* 1 */
		{"mb", "approve", ""},			   /* 2 */
		{"ts", "accept", SET("locality", "one")},  /* 3 */
		{"mb", "flag", ""},			   /* 4 */
		{"ts", "unflag", ""},			   /* 5 */
		{"ts", "undo", ",\"undoes\":[\"act-4\"]"}, /* 6 */
		{"ts", "bulk",				   /* 7 */
		 ",\"changes\":[{\"specimen_id\":\"" ID
		 "\",\"term\":\"country\",\"to\":\"Canada\"},"
		 "{\"specimen_id\":\"other\",\"term\":\"locality\","
		 "\"to\":\"z\"}]"},
	};
	struct specimen s;

	begin(&s);
	for (size_t i = 0; i < 6; i++)
		add_act(&s, &steps[i]);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(specimen_act_conflict(&s, 0), 3);
	assert_int_equal(specimen_act_conflict(&s, 1), s.n_acts);
	assert_int_equal(specimen_act_conflict(&s, 2), 3);
	assert_int_equal(specimen_act_conflict(&s, 4), 5);
	assert_int_equal(specimen_act_conflict(&s, 5), s.n_acts);
	add_act(&s, &steps[6]);
	add_act(&s, &steps[7]);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(specimen_act_conflict(&s, 0), s.n_acts);
	assert_int_equal(specimen_act_conflict(&s, 1), 7);
	assert_int_equal(specimen_act_conflict(&s, 2), 7);
	specimen_done(&s);
}

static void test_bulk(void **state)
{
	static const struct step steps[] = {
		{"mb", "bulk",
		 ",\"changes\":[{\"specimen_id\":\"other\",\"term\":"
		 "\"locality\",\"to\":\"not ours\"},{\"specimen_id\":\"" ID
		 "\",\"term\":\"country\",\"to\":\"CA\"},{\"specimen_id\":"
		 "\"name:a.jpg\",\"term\":\"habitat\",\"to\":\"bog\"}]"},
		{"mb", "undo", BACK(1)},
	};
	struct specimen s;

	begin(&s);
	add_act(&s, &steps[0]);
	specimen_replay(&s, test_terms(state));
	check_field(&s, "locality", "Regina", SOURCE_MODEL, NULL);
	check_field(&s, "country", "CA", SOURCE_HUMAN, "Canada");
	check_field(&s, "habitat", "bog", SOURCE_HUMAN, "");
	assert_int_equal(s.status, STATUS_IN_REVIEW);
	add_act(&s, &steps[1]);
	specimen_replay(&s, test_terms(state));
	check_field(&s, "country", "Canada", SOURCE_MODEL, NULL);
	assert_null(record_find(&s.record, "habitat"));
	assert_int_equal(s.status, STATUS_PENDING);
	specimen_done(&s);
}

/* --- the base ------------------------------------------------------------- */

static void test_latest_success(void **state)
{
	struct specimen s;

	begin(&s);
	add_outcome(&s, "m2", "locality=Saskatoon");
	add_outcome(&s, "m3", NULL);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, 1);
	assert_false(s.pinned);
	assert_null(s.error);
	assert_string_equal(record_value(&s.record, "locality"), "Saskatoon");
	assert_string_equal(record_value(&s.record, "country"), "");
	specimen_done(&s);
}

static void add_based(struct specimen *s, const char *op, const char *rest,
		      size_t outcome)
{
	char *members CLEANUP(mem_free_str) = mem_printf(
		"%s,\"base\":{\"run_id\":\"r1\",\"line_sha256\":\"%s\"}", rest,
		s->outcome_sha256[outcome]);
	struct step step = {"mb", op, members};

	add_act(s, &step);
}

static void test_pinned(void **state)
{
	struct specimen s;

	begin(&s);
	add_based(&s, "flag", "", 0);
	add_outcome(&s, "m2", "locality=Saskatoon");
	add_based(&s, "set", SET("country", "x"), 1);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, 0);
	assert_true(s.pinned);
	assert_string_equal(record_value(&s.record, "locality"), "Regina");
	specimen_done(&s);
}

/* Pinned to a line that is not there: the next best is used. */
static void test_lost_pin(void **state)
{
	struct step step = {"mb", "set",
			    SET("country", "x") ",\"base\":{\"line_sha256\":"
						"\"gone\"}"};
	struct specimen s;

	begin(&s);
	add_act(&s, &step);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, 0);
	assert_false(s.pinned);
	specimen_done(&s);
}

/* What was typed while nothing had been read is not overrun by a later
 * extraction; a flag is no such thing. */
static void test_failed(void **state)
{
	static const struct step flag = {"mb", "flag", ""},
				 set = {"mb", "set",
					SET("locality",
					    "typed") ",\"base\":{}"};
	struct specimen s;

	specimen_init(&s);
	s.id = mem_strdup(ID);
	s.image = mem_strdup("a.jpg");
	add_outcome(&s, "m1", NULL);
	add_act(&s, &flag);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, s.n_outcomes);
	assert_string_equal(s.error, "the model timed out");
	assert_int_equal(s.quality.priority, PRIORITY_CRITICAL);
	add_outcome(&s, "m2", "locality=Regina");
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, 1);
	assert_null(s.error);
	assert_false(s.quality.blank);
	add_outcome(&s, "m3", "locality=Estevan");
	add_act(&s, &set);
	specimen_replay(&s, test_terms(state));
	assert_int_equal(s.base, s.n_outcomes);
	assert_true(s.pinned);
	assert_int_equal(s.record.n, 1);
	check_field(&s, "locality", "typed", SOURCE_HUMAN, "");
	specimen_done(&s);
}

/* What failed is not urgent any more when somebody typed it in. */
static void test_failed_but_typed(void **state)
{
	static const struct step set = {"mb", "set", SET("locality", "typed")};
	struct specimen s;

	specimen_init(&s);
	s.id = mem_strdup(ID);
	s.image = mem_strdup("a.jpg");
	add_outcome(&s, "m1", NULL);
	add_act(&s, &set);
	specimen_replay(&s, test_terms(state));
	assert_string_equal(s.error, "the model timed out");
	assert_false(s.quality.blank);
	assert_true(quality_turn(&s.quality, false) < 0);
	specimen_done(&s);
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
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_clear),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_edit_of_approved),
		cmocka_unit_test(test_undo_twice),
		cmocka_unit_test(test_undo_of_approval),
		cmocka_unit_test(test_older_approval),
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_undo_chain),
		cmocka_unit_test(test_conflicts),
		cmocka_unit_test(test_bulk),
		cmocka_unit_test(test_latest_success),
		cmocka_unit_test(test_pinned),
		cmocka_unit_test(test_lost_pin),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_failed_but_typed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
