/*
 * test_stats.c: what review has cost, and what it says of the readers.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "review/team/effort.h"
#include "review/team/worth.h"
#include "tests/kit/scratch.h"

#define ACT(seq, id, by, rest)                             \
	"{\"seq\":" #seq ",\"id\":\"" id "\",\"by\":\"" by \
	"\",\"specimen_id\":\"s\"," rest "}\n"
#define SET(to, more) \
	"\"op\":\"set\",\"term\":\"locality\",\"to\":\"" to "\"" more

static void test_effort(void **state)
{
	char *dir = scratch_new();
	struct effort effort;
	struct error err;

	(void)state;
	assert_int_equal(effort_read(dir, &effort, &err), 0);
	assert_int_equal(effort.n, 0);
	effort_done(&effort);
	scratch_puts(
		dir, "edits.jsonl",
		ACT(1, "a1", "mb",
		    SET("R\303\251gina",
			",\"via\":\"typed\"")) "not an act\n" ACT(2, "a2", "mb",
								  SET("Moose Jaw",
								      ",\"via\":\"label\""))
			ACT(3, "a3", "mb", "\"op\":\"undo\",\"undoes\":[\"a2\"]") ACT(
				4, "a4", "mb",
				"\"op\":\"approve\",\"spent\":"
				"{\"keys\":10,\"seconds\":20}") ACT(5, "a5",
								    "ts",
								    "\"op\":\"reject\",\"reason\":\"other\"")
				ACT(6, "a6", "ts",
				    "\"op\":\"approve\",\"spent\":"
				    "{\"keys\":30,\"seconds\":40}") ACT(7, "a7",
									"ts",
									"\"op\":\"undo\",\"undoes\":[\"a6\"]")
					ACT(8, "a8", "ts",
					    "\"op\":\"redo\",\"redoes\":[\"a6\"]")
						ACT(9, "a9", "ts",
						    "\"op\":\"bulk\",\"via\":\"bulk\","
						    "\"changes\":[{\"specimen_id\":\"s\",\"term\":"
						    "\"country\",\"to\":\"Canada\"},{\"specimen_id\":"
						    "\"t\",\"term\":\"country\",\"to\":\"\"}]")
							ACT(10, "b1", "mb",
							    SET("x",
								"")) "{\"seq\":11,\"id\":\"b2\",\"by\":\"mb\",\"op\":\"app");
	assert_int_equal(effort_read(dir, &effort, &err), 0);
	assert_int_equal(effort.n, 2);
	assert_string_equal(effort.people[0].by, "mb");
	assert_int_equal(effort.people[0].approved, 1);
	assert_int_equal(effort.people[0].keys, 10);
	assert_int_equal(effort.people[1].approved, 1);
	assert_int_equal(effort.people[1].rejected, 1);
	assert_int_equal(effort.people[1].told, 1);
	assert_int_equal(effort.people[1].seconds, 40);
	assert_int_equal(effort.helps[VIA_TYPED].values, 1);
	assert_int_equal(effort.helps[VIA_TYPED].characters, 6);
	assert_int_equal(effort.helps[VIA_LABEL].values, 0);
	assert_int_equal(effort.helps[VIA_BULK].values, 2);
	assert_int_equal(effort.helps[VIA_BULK].characters, 6);
	assert_int_equal(effort.helps[VIA_UNTOLD].values, 1);
	effort_done(&effort);
	scratch_free(dir);
}

/* Lines of a group count when all of them are there: not what a crash left of
 * one, nor what such a rest takes back. */
static void test_effort_of_groups(void **state)
{
	char *dir = scratch_new();
	struct effort effort;
	struct error err;

	(void)state;
	scratch_puts(
		dir, "edits.jsonl",
		ACT(1, "a1", "mb", SET("x", ",\"group\":\"g1\"")) ACT(
			2, "a2", "mb", "\"op\":\"approve\"")
			ACT(3, "a3", "mb", SET("x", ",\"group\":\"g2\"")) ACT(
				4, "a4", "mb",
				SET("x", ",\"group\":\"g2\",\"group_end\":2"))
				ACT(5, "a5", "mb",
				    SET("x",
					",\"group\":\"g3\",\"group_end\":2"))
					ACT(6, "a6", "mb",
					    "\"op\":\"undo\",\"undoes\":[\"a2\"],\"group\":\"g4\"")
						ACT(7, "a7", "mb",
						    SET("x",
							",\"group\":\"g5\"")));
	assert_int_equal(effort_read(dir, &effort, &err), 0);
	assert_int_equal(effort.helps[VIA_UNTOLD].values, 2);
	assert_int_equal(effort.n, 1);
	assert_int_equal(effort.people[0].approved, 1);
	effort_done(&effort);
	scratch_free(dir);
}

static void read_as(struct specimen *s, const char *term, const char *value,
		    double confidence)
{
	struct field *field =
		record_set(&s->proposal, term, value, confidence, SOURCE_MODEL);

	field->model = mem_strdup("m1");
}

static void signed_as(struct specimen *s, const char *term, const char *value)
{
	record_set(&s->record, term, value, 1, SOURCE_HUMAN);
}

/* The second reader's values stand in the act. */
static void read_again(struct specimen *s, const char *line)
{
	struct error err;
	struct act act;

	if (act_read(line, strlen(line), &act, &err) < 0)
		fail_msg("%s", err.text);
	s->acts = mem_grow(s->acts, s->n_acts + 1, sizeof(*s->acts));
	s->undone = mem_grow(s->undone, s->n_acts + 1, sizeof(bool));
	s->undone[s->n_acts] = false;
	s->acts[s->n_acts++] = act;
}

static void test_worth(void **state)
{
	struct worth *worth = worth_new();
	struct worth_second *seconds;
	struct worth_term *terms;
	struct worth_pair *pairs;
	struct specimen s;
	size_t n;

	(void)state;
	specimen_init(&s);
	s.id = mem_strdup("s");
	read_as(&s, "locality", "Regma\nno. 2", 0.95);
	read_as(&s, "country", "Canada", 1);
	read_as(&s, "habitat", "bog", -1);
	signed_as(&s, "locality", "Regina");
	signed_as(&s, "country", "Canada");
	signed_as(&s, "eventDate", "1935");
	worth_count(worth, &s);
	assert_int_equal(worth_signed(worth), 0);
	s.status = STATUS_APPROVED;
	worth_count(worth, &s);
	worth_count(worth, &s);
	assert_int_equal(worth_signed(worth), 2);
	terms = worth_terms(worth, &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		const struct worth_term *t = &terms[i];
		bool missed = strcmp(t->term, "eventDate") == 0;

		assert_string_equal(t->model, missed ? "" : "m1");
		assert_int_equal(t->n, missed ? 0 : 2);
		assert_int_equal(t->missed, missed ? 2 : 0);
		assert_int_equal(t->right,
				 strcmp(t->term, "country") == 0 ? 2 : 0);
		assert_int_equal(t->bins[9].n,
				 missed || strcmp(t->term, "habitat") == 0 ? 0
									   : 2);
	}
	free(terms);
	pairs = worth_pairs(worth, &n);
	assert_int_equal(n, 3);
	assert_string_equal(pairs[0].term, "eventDate");
	assert_string_equal(pairs[2].term, "locality");
	assert_string_equal(pairs[2].from, "Regma\nno. 2");
	assert_string_equal(pairs[2].to, "Regina");
	assert_int_equal(pairs[2].n, 2);
	free(pairs);
	/* Held against the approval before it, not against what stands there
	 * now. */
	read_again(&s, "{\"seq\":1,\"id\":\"z\",\"by\":\"mb\",\"specimen_id\":"
		       "\"s\",\"op\":\"approve\",\"record\":{\"dwc\":"
		       "{\"locality\":{\"value\":\"Regina\"},\"country\":"
		       "{\"value\":\"Canada\"}}}}");
	worth_count(worth, &s);
	assert_int_equal(worth_read_twice(worth), 0);
	read_again(&s, "{\"seq\":2,\"id\":\"a\",\"by\":\"ts\",\"specimen_id\":"
		       "\"s\",\"op\":\"unflag\",\"reason\":\"second\","
		       "\"record\":{\"dwc\":{\"locality\":{\"value\":"
		       "\"Regina\"},\"country\":{\"value\":\"USA\"}}}}");
	worth_count(worth, &s);
	seconds = worth_seconds(worth, &n);
	assert_int_equal(n, 2);
	assert_string_equal(seconds[0].term, "country");
	assert_int_equal(seconds[0].same, 0);
	assert_true(seconds[0].kappa == 0); /* they never say the same */
	assert_int_equal(seconds[1].same, 1);
	assert_true(seconds[1].kappa == WORTH_NO_KAPPA); /* one value */
	free(seconds);
	/* Also of a record that is open again. */
	s.status = STATUS_PENDING;
	worth_count(worth, &s);
	assert_int_equal(worth_read_twice(worth), 2);
	assert_int_equal(worth_signed(worth), 4);
	specimen_done(&s);
	worth_free(worth);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_effort),
		cmocka_unit_test(test_effort_of_groups),
		cmocka_unit_test(test_worth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
