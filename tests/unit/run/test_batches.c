/*
 * test_batches.c: the journal of batches, folded: what follows what, money,
 * sheets in flight, torn and foreign lines.
 */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/batches/batches.h"
#include "run/batches/flight.h"
#include "run/batches/siblings.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/scratch.h"

#define HASH_A \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B \
	"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void say(struct batches *b, const char *text)
{
	batches_take(b, text, strlen(text));
}

/* Two sheets, half a dollar. */
static void plan(struct batches *b, const char *id, const char *more)
{
	char line[512];

	snprintf(line, sizeof(line),
		 "{\"op\":\"sheets\",\"chunk\":\"%s\",\"sheets\":["
		 "{\"custom_id\":\"specimen-" HASH_B "\",\"image\":\"b.jpg\"},"
		 "{\"custom_id\":\"" HASH_A "\",\"image\":\"a.jpg\"}]}",
		 id);
	say(b, line);
	snprintf(line, sizeof(line),
		 "{\"op\":\"planned\",\"timestamp\":\"t\",\"chunk\":\"%s\","
		 "\"shape\":\"openai\",\"params_sha256\":\"p\",\"requests\":2,"
		 "\"reserved_usd\":0.5%s}",
		 id, more);
	say(b, line);
}

static void step(struct batches *b, const char *op, const char *more)
{
	char line[256];

	snprintf(line, sizeof(line), "{\"op\":\"%s\",\"chunk\":\"c\"%s}", op,
		 more);
	say(b, line);
}

static void test_life(void **state)
{
	struct batches b;
	struct batch_chunk *c;
	size_t i = 9;

	batches_init(&b);
	plan(&b, "c", "");
	c = batches_find(&b, "c");
	assert_non_null(c);
	assert_int_equal(c->state, CHUNK_PLANNED);
	assert_int_equal(chunk_n_sheets(c), 2);
	assert_string_equal(chunk_sheet(c, 0).specimen_id, HASH_B);
	assert_string_equal(chunk_sheet(c, 1).image, "a.jpg");
	assert_true(chunk_find(c, HASH_A, &i));
	assert_int_equal(i, 1);
	assert_true(chunk_find(c, "specimen-" HASH_B, &i));
	assert_int_equal(i, 0);
	assert_false(chunk_find(c, HASH_B, &i));
	assert_false(chunk_find(c, "Specimen-" HASH_B, &i));
	step(&b, "uploading", ",\"key\":\"key-1\"");
	assert_int_equal(c->state, CHUNK_UPLOADING);
	step(&b, "uploaded", ",\"file_id\":\"file-1\"");
	assert_int_equal(c->state, CHUNK_UPLOADED);
	step(&b, "submitting", ",\"since\":77");
	assert_int_equal(c->state, CHUNK_SUBMITTING);
	assert_int_equal(c->since_s, 77);
	assert_true(batches_reserved_usd(&b) == 0.5);
	step(&b, "submitted", ",\"batch_id\":\"batch_1\",\"status\":\"new\"");
	assert_int_equal(c->state, CHUNK_SUBMITTED);
	assert_ptr_equal(batches_find_batch(&b, "batch_1"), c);
	step(&b, "status", ",\"status\":\"in_progress\"");
	step(&b, "ended", ",\"status\":\"completed\"");
	assert_int_equal(c->state, CHUNK_ENDED);
	assert_string_equal(c->status, "completed");
	assert_true(batches_reserved_usd(&b) == 0.5);
	step(&b, "collected", ",\"cost_usd\":0.3");
	assert_int_equal(c->state, CHUNK_COLLECTED);
	assert_true(c->cost_usd == 0.3);
	assert_true(batches_reserved_usd(&b) == 0);
	assert_int_equal(b.bad + b.unknown, 0);
	batches_done(&b);
}

/* What cannot follow changes nothing, and is counted. */
static void test_order(void **state)
{
	struct batches b;
	struct batch_chunk *c;

	batches_init(&b);
	step(&b, "uploading", "");
	assert_int_equal(b.bad, 1);
	plan(&b, "c", "");
	c = batches_find(&b, "c");
	step(&b, "ended", ",\"status\":\"completed\"");
	step(&b, "collected", "");
	step(&b, "resubmit", "");
	step(&b, "uploaded", ""); /* of what? */
	assert_int_equal(c->state, CHUNK_PLANNED);
	assert_int_equal(b.bad, 5);
	assert_non_null(strstr(b.first_bad, "line 1"));
	step(&b, "withdrawn", "");
	step(&b, "submitting", "");
	step(&b, "submitted", ",\"batch_id\":\"x\"");
	assert_int_equal(c->state, CHUNK_WITHDRAWN);
	assert_int_equal(b.bad, 7);
	assert_true(batches_reserved_usd(&b) == 0);
	batches_done(&b);
}

static void test_foreign_lines(void **state)
{
	struct batches b;

	batches_init(&b);
	say(&b, "not json");
	say(&b, "{\"no\":\"op\"}");
	say(&b, "[1]");
	say(&b, "{\"op\":\"sheets\",\"chunk\":\"c\",\"sheets\":7}");
	say(&b, "{\"op\":\"planned\",\"shape\":\"openai\"}");
	batches_take(&b, NULL, 99);
	assert_int_equal(b.bad, 6);
	say(&b, "{\"op\":\"of_the_future\",\"chunk\":\"c\"}");
	say(&b, "");
	assert_int_equal(b.unknown, 1);
	/* A plan whose sheets are not all there is none. */
	say(&b, "{\"op\":\"sheets\",\"chunk\":\"d\",\"sheets\":[{}]}");
	say(&b, "{\"op\":\"planned\",\"chunk\":\"d\",\"shape\":\"openai\","
		"\"requests\":1}");
	assert_int_equal(b.bad, 7);
	assert_int_equal(b.n, 0);
	batches_done(&b);
}

static void test_money(void **state)
{
	struct batches b;

	batches_init(&b);
	plan(&b, "c", "");
	plan(&b, "d", "");
	assert_true(batches_reserved_usd(&b) == 1);
	step(&b, "submitting", "");
	step(&b, "unresolved", ",\"why\":\"lost\"");
	assert_true(batches_reserved_usd(&b) == 1);
	/* Both may be paid: a person has said so. */
	step(&b, "resubmit", "");
	assert_true(batches_reserved_usd(&b) == 1.5);
	assert_true(batches_may_usd(&b) == 0.5);
	step(&b, "submitting", "");
	step(&b, "submitted", ",\"batch_id\":\"x\"");
	step(&b, "ended", ",\"status\":\"expired\"");
	step(&b, "collected", ",\"cost_usd\":0.1,\"settled\":false");
	assert_true(batches_may_usd(&b) == 1);
	assert_true(batches_reserved_usd(&b) == 1.5);
	/* What lines say of money is not believed without limits. */
	plan(&b, "e", ",\"may_usd\":-7");
	plan(&b, "f", ",\"may_usd\":1e300");
	assert_true(batches_reserved_usd(&b) == 2.5);
	batches_done(&b);
}

static void test_held(void **state)
{
	struct batches b;
	struct batch_held held;

	batches_init(&b);
	plan(&b, "c", "");
	batch_held_init(&held, &b, "p");
	assert_true(batch_held_has(&held, HASH_A));
	assert_true(batch_held_has(&held, HASH_B));
	assert_false(batch_held_has(&held, "specimen-" HASH_B));
	batch_held_done(&held);
	batch_held_init(&held, &b, "other");
	assert_false(batch_held_has(&held, HASH_A));
	batch_held_done(&held);
	/* Of another program's nobody knows what was asked: they are paid for. */
	say(&b, "{\"op\":\"sheets\",\"chunk\":\"f\",\"sheets\":[{\"custom_id\":"
		"\"specimen-" HASH_A "\"}]}");
	say(&b, "{\"op\":\"planned\",\"chunk\":\"f\",\"shape\":\"openai\","
		"\"requests\":1}");
	batch_held_init(&held, &b, "other");
	assert_true(batch_held_has(&held, HASH_A));
	batch_held_done(&held);
	say(&b, "{\"op\":\"withdrawn\",\"chunk\":\"f\"}");
	step(&b, "withdrawn", "");
	batch_held_init(&held, &b, "p");
	assert_false(batch_held_has(&held, HASH_A));
	batch_held_done(&held);
	batches_done(&b);
}

static void test_refused_and_replaced(void **state)
{
	struct batches b;
	struct batch_chunk *c;

	batches_init(&b);
	plan(&b, "c", "");
	c = batches_find(&b, "c");
	step(&b, "uploaded", ",\"file_id\":\"f\"");
	step(&b, "submitting", "");
	step(&b, "refused", ",\"waits\":true,\"since\":5,\"why\":\"full\"");
	assert_int_equal(c->state, CHUNK_UPLOADED);
	assert_int_equal(c->refused_s, 5);
	/* It made one all the same, which failed at once: it has waited since
	 * the first time, and no room was made by that. */
	step(&b, "submitting", "");
	step(&b, "submitted", ",\"batch_id\":\"x\"");
	assert_int_equal(b.ended, 0);
	step(&b, "ended", ",\"status\":\"failed\"");
	step(&b, "refused", ",\"waits\":true,\"since\":9");
	assert_null(c->batch_id);
	step(&b, "submitting", "");
	step(&b, "refused", ",\"waits\":true,\"since\":11");
	assert_int_equal(b.ended, 0);
	assert_int_equal(c->refused_s, 5);
	assert_int_equal(c->asked_s, 11);
	assert_int_equal(c->attempts, 3);
	step(&b, "submitting", "");
	step(&b, "submitted", ",\"batch_id\":\"y\"");
	step(&b, "ended", ",\"status\":\"failed\"");
	plan(&b, "d", ",\"replaces\":\"c\"");
	assert_int_equal(c->state, CHUNK_REPLACED);
	assert_true(batches_reserved_usd(&b) == 0.5);
	assert_int_equal(b.bad, 0);
	batches_done(&b);
}

/* A run as others see it: what is in flight for their parameters, and the money
 * of all. */
static void test_flight(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct batch_flight flight = {0};

	assert_int_equal(batch_flight_read(run.dir, "p", &flight, NULL), 0);
	assert_false(batch_held_has_sheet(&flight.held, HASH_A, "a.jpg"));
	assert_true(flight.reserved_usd == 0);
	batch_flight_done(&flight);
	scratch_puts(run.dir, "batches.jsonl",
		     "{\"op\":\"sheets\",\"chunk\":\"c\",\"sheets\":[{"
		     "\"custom_id\":\"" HASH_A "\"},{\"custom_id\":\"x\","
		     "\"specimen_id\":\"name:https://h/b.jpg\"}]}\n"
		     "{\"op\":\"planned\",\"chunk\":\"c\",\"shape\":\"openai\","
		     "\"params_sha256\":\"p\",\"requests\":2,"
		     "\"reserved_usd\":0.5}\n");
	assert_int_equal(batch_flight_read(run.dir, "p", &flight, NULL), 0);
	assert_true(batch_held_has_sheet(&flight.held, HASH_A, "z.jpg"));
	assert_false(batch_held_has_sheet(&flight.held, HASH_B, "a.jpg"));
	assert_false(batch_held_has_sheet(&flight.held, NULL, "a.jpg"));
	assert_true(
		batch_held_has_sheet(&flight.held, HASH_B, "https://h/b.jpg"));
	assert_true(batch_held_has_sheet(&flight.held, "", "https://h/b.jpg"));
	assert_true(flight.reserved_usd == 0.5);
	batch_flight_done(&flight);
	assert_int_equal(batch_flight_read(run.dir, "q", &flight, NULL), 0);
	assert_false(batch_held_has_sheet(&flight.held, HASH_A, "z.jpg"));
	assert_true(flight.reserved_usd == 0.5);
	batch_flight_done(&flight);
}

static void test_limits(void **state)
{
	const struct batch_limit *limit;
	struct batches b;

	batches_init(&b);
	say(&b, "{\"op\":\"limit\",\"engine\":\"openai\",\"model\":\"m\","
		"\"enqueued_tokens\":90000}");
	say(&b, "{\"op\":\"limit\",\"engine\":\"openai\",\"model\":\"m\","
		"\"enqueued_tokens\":80000}");
	limit = batches_limit(&b, "openai", NULL, "m");
	assert_non_null(limit);
	assert_true(limit->enqueued_tokens == 80000);
	assert_null(batches_limit(&b, "openai", "http://x", "m"));
	batches_done(&b);
}

/* Half a line, as a crash leaves it. */
static void tear(const char *dir)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "batches.jsonl");
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fputs("{\"op\":\"absent\",\"chu", file);
	fclose(file);
}

/* What another process appended is read on from where it was; another file is
 * read anew, and a torn last line is not there yet. */
static void test_fold(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j = open_journals(&run);
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct batches b;

	batches_init(&b);
	assert_int_equal(batches_fold(&b, run.dir, NULL), 0);
	assert_int_equal(b.n, 0);
	batch_line_write(
		BATCH_OP_SHEETS, "c",
		json_pack("{s:[{s:s}]}", "sheets", "custom_id", HASH_A),
		&lines);
	batch_line_write(
		BATCH_OP_PLANNED, "c",
		json_pack("{s:s, s:i}", "shape", "openai", "requests", 1),
		&lines);
	assert_int_equal(batches_append(j, &lines, NULL), 0);
	assert_int_equal(batches_fold(&b, run.dir, NULL), 0);
	assert_int_equal(b.n, 1);
	assert_int_equal(batches_say(j, BATCH_OP_UPLOADING, "c", NULL, NULL),
			 0);
	assert_int_equal(batches_fold(&b, run.dir, NULL), 0);
	assert_int_equal(b.chunks[0]->state, CHUNK_UPLOADING);
	assert_int_equal(b.number, 3);
	tear(run.dir);
	assert_int_equal(batches_fold(&b, run.dir, NULL), 0);
	assert_int_equal(b.bad, 0);
	/* The torn line is set aside by who writes next. */
	assert_int_equal(batches_say(j, BATCH_OP_WITHDRAWN, "c", NULL, NULL),
			 0);
	assert_int_equal(batches_fold(&b, run.dir, NULL), 0);
	assert_int_equal(b.chunks[0]->state, CHUNK_WITHDRAWN);
	assert_int_equal(b.bad, 0);
	batches_done(&b);
	journals_close(j);
}

static void keep_id(void *data, const char *batch_id)
{
	bytes_append_str(data, batch_id);
	bytes_append_char(data, ' ');
}

#define PLANNED(chunk, url)                                               \
	"{\"op\":\"planned\",\"chunk\":\"" chunk "\",\"base_url\":\"" url \
	"\"}\n"
#define SUBMITTED(chunk, id) \
	"{\"op\":\"submitted\",\"chunk\":\"" chunk "\",\"batch_id\":\"" id "\"}"

static void written_at(const char *dir, time_t at)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "batches.jsonl");
	const struct timespec times[2] = {{.tv_sec = at}, {.tv_sec = at}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* A batch of a run in the same folder is no other's, but where that is a copy,
 * with the same chunk. */
static void test_siblings(void **state)
{
	static const char lines[] = PLANNED("b1", "http://a") PLANNED(
		"b2",
		"http://a") PLANNED("b3",
				    "http://b") PLANNED("b4",
							"http://a") PLANNED("b5",
									    "http://a")
		SUBMITTED("b2", "x") "\n" SUBMITTED("b1", "ours") "\n" SUBMITTED("b3", "of another server") "\n" SUBMITTED(
			"b9",
			"of no plan") "\n"
				      "{\"op\":\"submitted\",\"batch_id\":\"no chunk\"}\n"
				      "{\"op\":\"submitted\",\"chunk\":\"b4\"}\n"
				      "\"submitted\"\n"
				      "{\"op\":\"status\",\"chunk\":\"b2\",\"batch_id\":\"said\","
				      "\"why\":\"submitted\"}\n" SUBMITTED(
					      "b4", "y") "\n" SUBMITTED("b5",
									"torn");
	struct batch_chunk *chunk = chunk_new("b1");
	char *run CLEANUP(mem_free_str) = file_join(*state, "run");
	char *other CLEANUP(mem_free_str) = file_join(*state, "other");
	struct bytes ids CLEANUP(bytes_done) = {0};

	assert_int_equal(mkdir(run, 0700), 0);
	assert_int_equal(mkdir(other, 0700), 0);
	scratch_puts(*state, "no run", "{}");
	chunk->base_url = mem_strdup("http://a");
	siblings_scan(run, chunk, keep_id, &ids);
	assert_int_equal(ids.len, 0);
	scratch_puts(other, "batches.jsonl", lines);
	siblings_scan(run, chunk, keep_id, &ids);
	bytes_append_char(&ids, '\0');
	assert_string_equal(ids.data, "x y ");
	/* What was written last long before this was sent has none of then. */
	chunk->since_s = 1000000000;
	written_at(other, chunk->since_s - 60 * 60);
	bytes_clear(&ids);
	siblings_scan(run, chunk, keep_id, &ids);
	assert_int_equal(ids.len, strlen("x y "));
	written_at(other, chunk->since_s - 48 * 60 * 60);
	bytes_clear(&ids);
	siblings_scan(run, chunk, keep_id, &ids);
	assert_int_equal(ids.len, 0);
	chunk_free(chunk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_foreign_lines),
		cmocka_unit_test(test_money),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_refused_and_replaced),
		cmocka_unit_test(test_limits),
		SCRATCH_TEST(test_fold),
		SCRATCH_TEST(test_flight),
		SCRATCH_TEST(test_siblings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
