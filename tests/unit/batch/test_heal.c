/*
 * test_heal.c: what the lists of a server say of a request whose answer was
 * lost: nothing is taken for absent that may be there.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "batch/send/heal.h"

#define SINCE INT64_C(1790000000)
#define LATER (SINCE + 3600)

static const struct heal_ask openai = {
	.shape = BATCH_OPENAI,
	.run = "run",
	.chunk = "b1",
	.file_id = "file-1",
	.model = "gpt-4o-mini",
	.requests = 5,
	.since_s = SINCE,
};
static const struct heal_ask openrouter = {
	.shape = BATCH_OPENROUTER,
	.run = "run",
	.chunk = "b1",
	.bytes = 1000,
	.model = "test/vision",
	.requests = 5,
	.since_s = SINCE,
};

/* A page of one batch. */
static bool take(const struct heal_ask *ask, const char *json, bool more,
		 struct heal_seen *seen)
{
	json_t *item = json_loads(json, 0, NULL);
	struct batch_info info;
	struct batch_page page = {.items = &info, .n = 1, .more = more};
	struct error err;
	bool on;

	assert_non_null(item);
	assert_int_equal(batch_info_read(item, &info, &err), 0);
	page.after = more ? mem_strdup(info.id) : NULL;
	on = heal_take_batches(ask, &page, seen);
	batch_info_done(&info);
	free(page.after);
	json_decref(item);
	return on;
}

static enum heal_fate fate_of(const struct heal_ask *ask, const char *json)
{
	struct heal_seen seen = {0};
	enum heal_fate fate;

	(void)take(ask, json, false, &seen);
	fate = heal_judge(ask, &seen, LATER);
	heal_seen_done(&seen);
	return fate;
}

#define AT(s) "\"created_at\":" #s

static void test_whose(void **state)
{
	static const struct {
		const struct heal_ask *ask;
		const char *batch;
		enum heal_fate fate;
	} rows[] = {
		/* by its tag, whatever else it says */
		{&openai,
		 "{\"id\":\"x\",\"metadata\":{\"vasculum_run\":\"run\","
		 "\"vasculum_chunk\":\"b1\"}}",
		 HEAL_FOUND},
		{&openai,
		 "{\"id\":\"x\",\"input_file_id\":\"file-1\",\"metadata\":"
		 "{\"vasculum_run\":\"run\",\"vasculum_chunk\":\"b2\"}}",
		 HEAL_ABSENT},
		{&openai,
		 "{\"id\":\"x\",\"metadata\":{\"vasculum_run\":\"other\","
		 "\"vasculum_chunk\":\"b1\"}}",
		 HEAL_ABSENT},
		/* by its file, where no tag is kept */
		{&openai, "{\"id\":\"x\",\"input_file_id\":\"file-1\"}",
		 HEAL_FOUND},
		{&openai, "{\"id\":\"x\",\"input_file_id\":\"file-2\"}",
		 HEAL_ABSENT},
		/* a server that tells neither leaves it open */
		{&openai, "{\"id\":\"x\"}", HEAL_LOOK},
		{&openai, "{\"id\":\"x\",\"request_counts\":{\"total\":6}}",
		 HEAL_ABSENT},
		/* by model, number and time */
		{&openrouter,
		 "{\"id\":\"x\",\"model\":\"test/vision\","
		 "\"request_counts\":{\"total\":5}}",
		 HEAL_LOOK},
		{&openrouter, "{\"id\":\"x\",\"model\":\"test/vision:batch\"}",
		 HEAL_LOOK},
		{&openrouter,
		 "{\"id\":\"x\",\"model\":\"test/vision-2026-01-01\"}",
		 HEAL_LOOK},
		{&openrouter, "{\"id\":\"x\"}", HEAL_LOOK},
		{&openrouter, "{\"id\":\"x\",\"model\":\"test/other\"}",
		 HEAL_ABSENT},
		{&openrouter,
		 "{\"id\":\"x\",\"model\":\"test/vision\","
		 "\"request_counts\":{\"total\":4}}",
		 HEAL_ABSENT},
		/* clocks differ by minutes, not by more */
		{&openrouter, "{\"id\":\"x\"," AT(1789999701) "}", HEAL_LOOK},
		{&openrouter, "{\"id\":\"x\"," AT(1789999699) "}", HEAL_ABSENT},
		/* nothing was paid for it */
		{&openrouter, "{\"id\":\"x\",\"status\":\"failed\"}",
		 HEAL_ABSENT},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (fate_of(rows[i].ask, rows[i].batch) != rows[i].fate)
			fail_msg("row %zu: %d, not %d", i,
				 (int)fate_of(rows[i].ask, rows[i].batch),
				 (int)rows[i].fate);
}

static bool knows_x(const void *data, const char *batch_id)
{
	(void)data;
	return strcmp(batch_id, "x") == 0;
}

static void test_known(void **state)
{
	struct heal_ask ask = openrouter;

	(void)state;
	ask.knows = knows_x;
	assert_int_equal(fate_of(&ask, "{\"id\":\"x\"}"), HEAL_ABSENT);
	assert_int_equal(fate_of(&ask, "{\"id\":\"y\"}"), HEAL_LOOK);
}

/* What is not there may come yet, and the longer the more was sent. */
static void test_early(void **state)
{
	struct heal_ask ask = openrouter;
	struct heal_seen seen = {.items = 1};

	(void)state;
	assert_int_equal(heal_judge(&ask, &seen, SINCE + HEAL_GRACE_S - 1),
			 HEAL_EARLY);
	assert_int_equal(heal_judge(&ask, &seen, SINCE + HEAL_GRACE_S),
			 HEAL_ABSENT);
	ask.bytes = 100 * HEAL_GRACE_BYTES;
	assert_int_equal(heal_judge(&ask, &seen, SINCE + 100), HEAL_EARLY);
	assert_int_equal(heal_judge(&ask, &seen, -1), HEAL_ABSENT);
}

/* A list that shows no batch may be one that shows none: it is waited for, and
 * says nothing. */
static void test_empty(void **state)
{
	struct heal_ask ask = openai;
	struct heal_seen seen = {0};

	(void)state;
	assert_int_equal(heal_judge(&ask, &seen, SINCE + HEAL_GRACE_S - 1),
			 HEAL_EARLY);
	assert_int_equal(heal_judge(&ask, &seen, LATER), HEAL_BLIND);
	(void)take(&ask, "{\"id\":\"z\",\"input_file_id\":\"f\"}", false,
		   &seen);
	assert_int_equal(heal_judge(&ask, &seen, LATER), HEAL_ABSENT);
	heal_seen_done(&seen);
}

/* Another account does not see it; what is seen is ours all the same. */
static void test_other_key(void **state)
{
	struct heal_ask ask = openai;
	struct heal_seen seen = {0};

	(void)state;
	ask.other_key = true;
	(void)take(&ask, "{\"id\":\"z\",\"input_file_id\":\"f\"}", false,
		   &seen);
	assert_int_equal(heal_judge(&ask, &seen, LATER), HEAL_BLIND);
	(void)take(&ask, "{\"id\":\"x\",\"input_file_id\":\"file-1\"}", false,
		   &seen);
	assert_int_equal(heal_judge(&ask, &seen, LATER), HEAL_FOUND);
	heal_seen_done(&seen);
}

#define FOREIGN "\"input_file_id\":\"f\"}"

static void test_pages(void **state)
{
	struct heal_seen seen = {0};

	(void)state;
	assert_true(take(&openai, "{\"id\":\"p1\"," FOREIGN, true, &seen));
	assert_true(take(&openai, "{\"id\":\"p2\"," FOREIGN, true, &seen));
	/* the same page once more: the server does not know `after` */
	assert_false(take(&openai, "{\"id\":\"p2\"," FOREIGN, true, &seen));
	assert_int_equal(heal_judge(&openai, &seen, LATER), HEAL_BLIND);
	heal_seen_done(&seen);

	/* what is older ends it, and nothing is missed */
	assert_false(take(&openai, "{\"id\":\"p1\"," AT(1780000000) "," FOREIGN,
			  true, &seen));
	assert_int_equal(heal_judge(&openai, &seen, LATER), HEAL_ABSENT);
	heal_seen_done(&seen);
}

/* As many as are remembered are not all: nothing is absent then. */
static void test_many_likely(void **state)
{
	struct heal_seen seen = {0};

	(void)state;
	for (int i = 0; i <= HEAL_LIKELY; i++) {
		char json[64];

		snprintf(json, sizeof(json), "{\"id\":\"x%d\"}", i);
		(void)take(&openrouter, json, true, &seen);
	}
	heal_drop(&seen, "x1");
	heal_drop(&seen, "nothing");
	assert_int_equal(seen.n_likely, HEAL_LIKELY - 1);
	assert_string_equal(seen.likely[0], "x0");
	assert_string_equal(seen.likely[1], "x2");
	assert_int_equal(heal_judge(&openrouter, &seen, LATER), HEAL_LOOK);
	heal_drop_likely(&seen);
	assert_int_equal(heal_judge(&openrouter, &seen, LATER), HEAL_BLIND);
	heal_seen_done(&seen);
}

static void test_files(void **state)
{
	static const struct {
		const char *name;
		int64_t bytes, created_s;
		bool found;
	} rows[] = {
		{"b1.jsonl", 7, SINCE, true},
		{"b1.jsonl", -1, -1, true},
		{"b1.jsonl", 8, SINCE, false},
		{"b2.jsonl", 7, SINCE, false},
		{NULL, 7, SINCE, false},
		{"b1.jsonl", 7, SINCE - HEAL_EARLIER_S - 1, false},
	};
	struct heal_ask ask = openai;

	(void)state;
	ask.name = "b1.jsonl";
	ask.bytes = 7;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *name CLEANUP(mem_free_str) = mem_strdup(rows[i].name);
		char id[] = "f";
		struct batch_file file = {.id = id,
					  .name = name,
					  .bytes = rows[i].bytes,
					  .created_s = rows[i].created_s};
		const struct batch_file_page page = {.items = &file, .n = 1};
		struct heal_seen seen = {0};

		assert_false(heal_take_files(&ask, &page, &seen));
		assert_int_equal(seen.found != NULL, rows[i].found);
		heal_seen_done(&seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_other_key),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_many_likely),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
