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
#include "review/team/account.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

/* A run with the records "s" and "t", and these acts. */
static void account_of(const char *edits, struct account *ret)
{
	char *dir = scratch_new();
	struct run *run = history_run(dir);
	struct bytes lines = {0};
	struct fold_report report;
	struct index *index;
	struct error err;

	history_outcome(&lines, "name:s", "s.jpg", "m1", "locality=Regma");
	history_outcome(&lines, "name:t", "t.jpg", "m1", "locality=Regina");
	history_append(run, "raw.jsonl", &lines);
	bytes_clear(&lines);
	bytes_append_str(&lines, edits);
	history_append(run, "edits.jsonl", &lines);
	bytes_done(&lines);
	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0 ||
	    account_read(index, NULL, NULL, ret, &err) < 0)
		fail_msg("%s", err.text);
	index_close(index);
	run_close(run);
	scratch_free(dir);
}

#define LINE(seq, id, by, sheet, day, rest)                \
	"{\"seq\":" #seq ",\"id\":\"" id "\",\"by\":\"" by \
	"\",\"timestamp\":\"2026-11-" #day                 \
	"T12:00:00\",\"specimen_id\":\"name:" sheet "\"," rest "}\n"
#define ACT(seq, id, by, rest) LINE(seq, id, by, "s", 23, rest)
#define SET(to, more) \
	"\"op\":\"set\",\"term\":\"locality\",\"to\":\"" to "\"" more

static void test_effort(void **state)
{
	struct account account;
	struct effort *effort = &account.effort;

	(void)state;
	account_of("", &account);
	assert_int_equal(effort->n, 0);
	assert_int_equal(effort->days.n, 0);
	account_done(&account);
	account_of(
		/* clang-format off */
		ACT(1, "a1", "mb", SET("R\303\251gina", ",\"via\":\"typed\""))
		"not an act\n"
		ACT(2, "a2", "mb", SET("Moose Jaw", ",\"via\":\"label\""))
		ACT(3, "a3", "mb", "\"op\":\"undo\",\"undoes\":[\"a2\"]")
		LINE(4, "a4", "mb", "t", 23,
		     "\"op\":\"approve\",\"spent\":"
		     "{\"keys\":10,\"seconds\":20}")
		ACT(5, "a5", "ts", "\"op\":\"reject\",\"reason\":\"other\"")
		LINE(6, "a6", "ts", "s", 25,
		     "\"op\":\"approve\",\"spent\":"
		     "{\"keys\":30,\"seconds\":40}")
		ACT(7, "a7", "ts", "\"op\":\"undo\",\"undoes\":[\"a6\"]")
		ACT(8, "a8", "ts", "\"op\":\"redo\",\"redoes\":[\"a6\"]")
		"{\"seq\":9,\"id\":\"a9\",\"by\":\"ts\",\"op\":\"bulk\","
		"\"via\":\"bulk\",\"changes\":[{\"specimen_id\":\"name:s\","
		"\"term\":\"country\",\"to\":\"Canada\"},{\"specimen_id\":"
		"\"name:t\",\"term\":\"country\",\"to\":\"\"}]}\n"
		ACT(10, "b1", "mb", SET("x", ""))
		"{\"seq\":11,\"id\":\"b2\",\"by\":\"mb\",\"op\":\"app",
		/* clang-format on */
		&account);
	assert_int_equal(effort->n, 2);
	assert_string_equal(effort->people[0].by, "mb");
	assert_int_equal(effort->people[0].approved, 1);
	assert_int_equal(effort->people[0].keys, 10);
	assert_int_equal(effort->people[1].approved, 1);
	assert_int_equal(effort->people[1].rejected, 1);
	assert_int_equal(effort->people[1].told, 1);
	assert_int_equal(effort->people[1].seconds, 40);
	assert_int_equal(effort->helps[VIA_TYPED].values, 1);
	assert_int_equal(effort->helps[VIA_TYPED].characters, 6);
	assert_int_equal(effort->helps[VIA_LABEL].values, 0);
	assert_int_equal(effort->helps[VIA_BULK].values, 2);
	assert_int_equal(effort->helps[VIA_BULK].characters, 6);
	assert_int_equal(effort->helps[VIA_UNTOLD].values, 1);
	account_done(&account);
}

/* Lines of a group count when all of them are there: not what a crash left of
 * one, nor what such a rest takes back. */
static void test_effort_of_groups(void **state)
{
	struct account account;

	(void)state;
	account_of(
		/* clang-format off */
		ACT(1, "a1", "mb", SET("x", ",\"group\":\"g1\""))
		ACT(2, "a2", "mb", "\"op\":\"approve\"")
		ACT(3, "a3", "mb", SET("x", ",\"group\":\"g2\""))
		ACT(4, "a4", "mb",
		    SET("x", ",\"group\":\"g2\",\"group_end\":2"))
		ACT(5, "a5", "mb",
		    SET("x", ",\"group\":\"g3\",\"group_end\":2"))
		ACT(6, "a6", "mb", "\"op\":\"undo\",\"undoes\":[\"a2\"],"
		    "\"group\":\"g4\"")
		ACT(7, "a7", "mb", SET("x", ",\"group\":\"g5\"")),
		/* clang-format on */
		&account);
	assert_int_equal(account.effort.helps[VIA_UNTOLD].values, 2);
	assert_int_equal(account.effort.n, 1);
	assert_int_equal(account.effort.people[0].approved, 1);
	account_done(&account);
}

/* Each record by the day of the decision in force, whatever was decided on it
 * before; those who decided first stand first, whichever record that was. */
static void test_effort_by_day(void **state)
{
	struct account account;
	const struct effort *effort = &account.effort;

	(void)state;
	account_of(
		/* clang-format off */
		LINE(1, "a1", "zoe", "t", 21, "\"op\":\"approve\"")
		LINE(2, "a2", "mb", "s", 25, "\"op\":\"approve\"")
		LINE(3, "a3", "mb", "t", 22, "\"op\":\"reopen\"")
		LINE(4, "a4", "mb", "t", 24,
		     "\"op\":\"reject\",\"reason\":\"other\""),
		/* clang-format on */
		&account);
	assert_int_equal(effort->days.n, 2);
	assert_int_equal(effort->days.items[1].day - effort->days.items[0].day,
			 1);
	assert_int_equal(effort->days.items[0].bad, 1);
	assert_int_equal(effort->days.items[0].good, 0);
	assert_int_equal(effort->days.items[1].good, 1);
	assert_int_equal(effort->days.undated.good, 0);
	assert_int_equal(days_sum(&effort->days, effort->days.items[1].day,
				  effort->days.items[1].day + 9)
				 .good,
			 1);
	assert_string_equal(effort->people[0].by, "zoe");
	assert_int_equal(worth_signed(account.worth), 1);
	account_done(&account);
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
	struct worth *worth = worth_new("catalogNumber");
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

/* What a reader said of its answer is told from what that counts for; rows of
 * tables are nobody's reading. */
static void test_worth_as_said(void **state)
{
	struct worth *worth = worth_new("catalogNumber");
	struct worth_term *terms;
	struct worth_pair *pairs;
	struct outcome row;
	struct specimen s;
	size_t n;

	(void)state;
	specimen_init(&s);
	s.id = mem_strdup("s");
	s.image = mem_strdup("folder/sheet 7.jpg");
	s.status = STATUS_APPROVED;
	read_as(&s, "country", "Canada", .55);
	record_find(&s.proposal, "country")->said = .95;
	signed_as(&s, "country", "Canada");
	worth_count(worth, &s);
	assert_int_equal(worth_read(worth), 1);
	assert_int_equal(worth_unchanged(worth), 1);
	signed_as(&s, "country", "USA");
	worth_count(worth, &s);
	signed_as(&s, "catalogNumber", "DAO 7");
	record_set(&s.proposal, "catalogNumber", "DAO 7", -1, SOURCE_BARCODE);
	worth_count(worth, &s);
	assert_int_equal(worth_read(worth), 3);
	assert_int_equal(worth_unchanged(worth), 1);
	terms = worth_terms(worth, &n);
	assert_int_equal(n, 2);
	assert_string_equal(terms[0].term, "country");
	assert_int_equal(terms[0].said[9].n, 3);
	assert_int_equal(terms[0].said[9].right, 1);
	assert_int_equal(terms[0].bins[5].n, 3);
	assert_int_equal(terms[0].bins[9].n, 0);
	assert_string_equal(terms[1].model, "barcode");
	free(terms);
	pairs = worth_pairs(worth, &n);
	assert_int_equal(n, 1);
	assert_int_equal(pairs[0].n, 2);
	assert_string_equal(pairs[0].examples[0], "sheet 7.jpg");
	assert_string_equal(pairs[0].examples[1], "DAO 7");
	assert_string_equal(pairs[0].examples[2], "");
	free(pairs);

	outcome_init(&row);
	row.provider = mem_strdup(OUTCOME_TABLE);
	s.outcomes = mem_zalloc(sizeof(row));
	s.outcomes[0] = row;
	s.outcome_sha256 = mem_zalloc(sizeof(*s.outcome_sha256));
	s.n_outcomes = 1;
	s.base = 0;
	memset(s.outcome_sha256[0], 'a', HASH_HEX_SIZE - 1);
	for (size_t i = 0; i < s.proposal.n; i++)
		mem_replace(&s.proposal.fields[i].line_sha256,
			    s.outcome_sha256[0]);
	mem_replace(&record_find(&s.proposal, "country")->model, "t.csv");
	worth_count(worth, &s);
	assert_int_equal(worth_signed(worth), 4);
	assert_int_equal(worth_read(worth), 3);
	terms = worth_terms(worth, &n);
	assert_int_equal(n, 2);
	assert_int_equal(terms[0].n, 3);
	free(terms);
	specimen_done(&s);
	worth_free(worth);
}

/* Records that came signed with their rows tell nothing of the pace; those that
 * somebody has taken time for do. */
static void test_effort_of_rows(void **state)
{
	static const char signed_line[] =
		"{\"seq\":1,\"id\":\"z\",\"by\":\"mb\",\"timestamp\":"
		"\"2026-11-23T12:00:00\",\"specimen_id\":\"s\",\"op\":"
		"\"approve\"}";
	struct effort effort = {0};
	struct specimen s;

	(void)state;
	specimen_init(&s);
	s.id = mem_strdup("s");
	s.status = STATUS_APPROVED;
	read_again(&s, signed_line);
	s.outcomes = mem_zalloc(sizeof(*s.outcomes));
	outcome_init(&s.outcomes[0]);
	s.outcomes[0].provider = mem_strdup(OUTCOME_TABLE);
	s.n_outcomes = 1;
	s.base = s.signer = 0;
	effort_count(&effort, &s);
	assert_int_equal(effort.rows, 1);
	assert_int_equal(effort.days.n, 0);
	assert_int_equal(effort.people[0].approved, 1);
	s.acts[0].spent = (struct act_spent){true, 5, 20};
	effort_count(&effort, &s);
	assert_int_equal(effort.rows, 1);
	assert_int_equal(effort.days.items[0].good, 1);
	effort_done(&effort);
	specimen_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_effort),
		cmocka_unit_test(test_effort_of_groups),
		cmocka_unit_test(test_effort_by_day),
		cmocka_unit_test(test_effort_of_rows),
		cmocka_unit_test(test_worth),
		cmocka_unit_test(test_worth_as_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
