/*
 * test_collect.c: results into raw.jsonl: each sheet once, whatever the files
 * hold and however often it is begun; and what they have cost.
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

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/collect/collect.h"
#include "tests/kit/scratch.h"
#include "tests/kit/store_kit.h"

#define SHEETS 5

/* Sheet i has the hash "iii…". */
static const char *hash_of(int i)
{
	static char hash[SHEETS][65];

	memset(hash[i], '0' + i, 64);
	return hash[i];
}

static void chunk_begin(struct batches *b)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	const char *planned = "{\"op\":\"planned\",\"chunk\":\"c\","
			      "\"timestamp\":\"t\",\"shape\":\"openai\","
			      "\"model\":\"m\",\"params_sha256\":\"p\","
			      "\"requests\":5,\"reserved_usd\":0.5}";
	const char *sent = "{\"op\":\"submitted\",\"chunk\":\"c\","
			   "\"batch_id\":\"batch_1\"}";

	batches_init(b);
	bytes_append_str(&line,
			 "{\"op\":\"sheets\",\"chunk\":\"c\",\"sheets\":[");
	for (int i = 0; i < SHEETS; i++)
		bytes_printf(&line,
			     "%s{\"custom_id\":\"specimen-%s\","
			     "\"image\":\"%d.jpg\"}",
			     i > 0 ? "," : "", hash_of(i), i);
	bytes_append_str(&line, "]}");
	batches_take(b, line.data, line.len);
	batches_take(b, planned, strlen(planned));
	batches_take(b, sent, strlen(sent));
	assert_int_equal(b->bad, 0);
}

/* A result with so many tokens; its record names the sheet. */
static void row(struct bytes *to, int i, const char *value, int tokens)
{
	bytes_printf(to,
		     "{\"id\":\"r\",\"custom_id\":\"specimen-%s\",\"response\":"
		     "{\"status_code\":200,\"body\":{\"model\":\"m\","
		     "\"choices\":[{\"message\":{\"content\":"
		     "\"{\\\"catalogNumber\\\":\\\"%s\\\"}\"},"
		     "\"finish_reason\":\"stop\"}],\"usage\":{"
		     "\"prompt_tokens\":%d,\"completion_tokens\":0}}},"
		     "\"error\":null}\n",
		     hash_of(i), value, tokens);
}

static void error_row(struct bytes *to, int i, const char *code)
{
	bytes_printf(to,
		     "{\"custom_id\":\"specimen-%s\",\"response\":null,"
		     "\"error\":{\"code\":\"%s\",\"message\":\"no\"}}\n",
		     hash_of(i), code);
}

struct collecting {
	struct world *w;
	struct batches b;
	struct collect_setup setup;
	struct collect_report report;
	struct bytes notes;
	char *paths[COLLECT_FILES];
};

static void note(void *arg, const char *text)
{
	struct collecting *c = arg;

	bytes_append_str(&c->notes, text);
	bytes_append_char(&c->notes, '\n');
}

static void collecting_begin(struct collecting *c, struct world *w)
{
	*c = (struct collecting){.w = w};
	chunk_begin(&c->b);
	c->setup = (struct collect_setup){
		.run = w->run,
		.store = w->store,
		.chunk = batches_find(&c->b, "c"),
		.provider = "openai",
		.price = {1e-6, 1e-6, 1e-6},
		.cost_usd = -1,
		.answered = -1,
		.note = note,
		.arg = c,
	};
}

static void collecting_end(struct collecting *c)
{
	for (size_t i = 0; i < COLLECT_FILES; i++)
		free(c->paths[i]);
	bytes_done(&c->notes);
	batches_done(&c->b);
}

static void file_is(struct collecting *c, size_t i, const struct bytes *text)
{
	char name[16];

	snprintf(name, sizeof(name), "results%zu", i);
	scratch_write(c->w->dir, name, text->data, text->len);
	free(c->paths[i]);
	c->paths[i] = file_join(c->w->dir, name);
	c->setup.files[i] = c->paths[i];
}

static void collect(struct collecting *c)
{
	struct error err;

	assert_int_equal(batch_collect(&c->setup, &c->report, &err), 0);
}

/* Nano-dollars of all lines of raw.jsonl that are of the batch. */
static int64_t journaled(struct world *w)
{
	char *text = scratch_read(w->run->dir, "raw.jsonl", NULL);
	int64_t sum = 0;

	for (char *at = text, *end; *at != '\0'; at = end + 1) {
		json_t *line;

		end = strchr(at, '\n');
		assert_non_null(end);
		assert_int_equal(
			json_read(at, (size_t)(end - at), &line, NULL, NULL),
			0);
		assert_string_equal(json_string_at(line, "batch_id"),
				    "batch_1");
		sum += bill_nano(json_number_at(json_object_get(line, "usage"),
						"cost", 0));
		json_decref(line);
	}
	free(text);
	return sum;
}

static void test_once(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct bytes err CLEANUP(bytes_done) = {0};
	struct collecting c;

	collecting_begin(&c, *state);
	row(&out, 3, "three", 10);
	row(&out, 0, "zero", 20);
	row(&out, 3, "another", 30);
	bytes_append_str(&out, "{\"custom_id\":\"a stranger\",\"response\":"
			       "null,\"error\":null}\n{\"id\":\n\n");
	error_row(&err, 1, "server_error");
	error_row(&err, 2, "batch_expired");
	error_row(&err, 0, "server_error");
	file_is(&c, 0, &out);
	file_is(&c, 1, &err);
	collect(&c);
	assert_int_equal(c.report.appended, 3);
	assert_int_equal(c.report.succeeded, 2);
	assert_int_equal(c.report.failed, 1);
	assert_int_equal(c.report.missing, 2);
	assert_int_equal(c.report.doubled, 2);
	assert_int_equal(c.report.foreign, 1);
	assert_int_equal(c.report.bad, 1);
	assert_int_equal(count_lines(c.w, JOURNAL_RAW), 3);
	assert_int_equal(c.report.cost_nano, 30000);
	assert_int_equal(journaled(c.w), 30000);
	assert_non_null(strstr(c.notes.data, "a stranger"));
	assert_non_null(strstr(c.notes.data, "more than once"));
	/* Once more: nothing is appended, the figures are the same. */
	collect(&c);
	assert_int_equal(c.report.appended, 0);
	assert_int_equal(c.report.before, 3);
	assert_int_equal(c.report.succeeded, 2);
	assert_int_equal(c.report.missing, 2);
	assert_int_equal(c.report.cost_nano, 30000);
	assert_int_equal(count_lines(c.w, JOURNAL_RAW), 3);
	collecting_end(&c);
}

/* The first of two counts, and its values. */
static void test_first_wins(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct collecting c;
	char *raw;

	collecting_begin(&c, *state);
	row(&out, 3, "FIRST", 10);
	row(&out, 3, "SECOND", 30);
	file_is(&c, 0, &out);
	collect(&c);
	raw = scratch_read(c.w->run->dir, "raw.jsonl", NULL);
	assert_non_null(strstr(raw, "FIRST"));
	assert_null(strstr(raw, "SECOND"));
	assert_non_null(strstr(raw, "\"image\":\"3.jpg\""));
	assert_non_null(strstr(raw, "\"params_sha256\":\"p\""));
	free(raw);
	collecting_end(&c);
}

/* A bill for all, of which a part was taken before: its sum is exact. */
static void test_shared(void **state)
{
	struct bytes part CLEANUP(bytes_done) = {0};
	struct bytes all CLEANUP(bytes_done) = {0};
	struct collecting c;

	collecting_begin(&c, *state);
	c.setup.cost_usd = 0.000001001; /* 1001 nano-dollars among three */
	row(&part, 1, "one", 3);
	row(&part, 4, "four", 3);
	file_is(&c, 0, &part);
	/* As if it had been killed after the first: of what is left of the
	 * bill the others get the rest. */
	collect(&c);
	assert_int_equal(journaled(c.w), 1001);
	for (int i = 0; i < SHEETS; i++)
		row(&all, i, "x", 3);
	file_is(&c, 0, &all);
	c.setup.cost_usd = 0.000002003;
	collect(&c);
	assert_int_equal(journaled(c.w), 2003);
	assert_int_equal(c.report.cost_nano, 2003);
	assert_int_equal(c.report.missing, 0);
	assert_true(c.report.cost_known);
	assert_int_equal(count_lines(c.w, JOURNAL_RAW), SHEETS);
	collecting_end(&c);
}

/* Nobody tells tokens: records have the same share, failures none. */
static void test_shared_flat(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct collecting c;

	collecting_begin(&c, *state);
	c.setup.cost_usd = 1e-6;
	row(&out, 0, "zero", 0);
	error_row(&out, 1, "server_error");
	row(&out, 2, "two", 0);
	file_is(&c, 0, &out);
	collect(&c);
	assert_int_equal(c.report.cost_nano, 1000);
	assert_int_equal(journaled(c.w), 1000);
	assert_int_equal(c.report.failed, 1);
	collecting_end(&c);
}

/* What was billed and has no result is counted, with no sheet of its own. */
static void test_rest(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct collecting c;

	collecting_begin(&c, *state);
	c.setup.used = (struct bill_tokens){.prompt = 100};
	row(&out, 0, "zero", 40);
	file_is(&c, 0, &out);
	collect(&c);
	assert_int_equal(c.report.missing, 4);
	assert_int_equal(c.report.cost_nano, 100000);
	assert_true(c.report.cost_known);
	assert_int_equal(journaled(c.w), 100000);
	assert_int_equal(count_lines(c.w, JOURNAL_RAW), 2);
	/* It is not paid a second time. */
	collect(&c);
	assert_int_equal(journaled(c.w), 100000);
	assert_int_equal(c.report.missing, 4);
	collecting_end(&c);
}

static void test_unsettled(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct collecting c;

	collecting_begin(&c, *state);
	row(&out, 0, "zero", 40);
	file_is(&c, 0, &out);
	/* Four are missing, and nobody says what was answered. */
	collect(&c);
	assert_false(c.report.cost_known);
	c.setup.answered = 1;
	collect(&c);
	assert_true(c.report.cost_known);
	c.setup.answered = 2;
	collect(&c);
	assert_false(c.report.cost_known);
	collecting_end(&c);
}

static void test_no_price(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct collecting c;

	collecting_begin(&c, *state);
	c.setup.price = (struct bill_price){-1, -1, -1};
	for (int i = 0; i < SHEETS; i++)
		row(&out, i, "x", 40);
	file_is(&c, 0, &out);
	collect(&c);
	assert_int_equal(c.report.missing, 0);
	assert_false(c.report.cost_known);
	assert_int_equal(c.report.cost_nano, 0);
	collecting_end(&c);
}

/* It is looked for from where it may stand; a shorter file is another one. */
static void test_position(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct collecting c;
	uint64_t end;

	collecting_begin(&c, *state);
	row(&out, 0, "zero", 40);
	file_is(&c, 0, &out);
	collect(&c);
	assert_int_equal(journal_end(c.w->run->dir, JOURNAL_RAW, &end, NULL),
			 0);
	c.setup.raw_position = end + 1;
	collect(&c);
	assert_int_equal(c.report.before, 1);
	assert_int_equal(count_lines(c.w, JOURNAL_RAW), 1);
	collecting_end(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_once),	   WORLD_TEST(test_first_wins),
		WORLD_TEST(test_shared),   WORLD_TEST(test_shared_flat),
		WORLD_TEST(test_rest),	   WORLD_TEST(test_unsettled),
		WORLD_TEST(test_no_price), WORLD_TEST(test_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
