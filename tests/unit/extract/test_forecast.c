/*
 * test_forecast.c: what an extraction would do: the sheets that it would read,
 * for what this run has paid, in the time that it took; and what is not known
 * is said so.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "extract/ask/engine_setup.h"
#include "extract/forecast/forecaster.h"
#include "extract/worker/extractor.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define MODEL "gpt-4o-mini"

struct fixture {
	char *scratch, *images;
	struct run *run;
	struct extract_options options;
	char params[HASH_HEX_SIZE];
};

static void put_sheet(const struct fixture *f, int i)
{
	char *path CLEANUP(mem_free_str) =
		mem_printf("%s/sheet-%d.jpg", f->images, i);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, "sheet %d", i);
	fclose(file);
}

/* The parameters that outcomes of these options have. */
static void learn_params(struct fixture *f)
{
	const struct engine_ops *ops;
	struct extract_options full;
	struct engine_options options;
	struct engine *engine;
	struct error err;

	if (extract_resolve(f->run, &f->options, &full, &ops, &err) < 0)
		fail_msg("%s", err.text);
	extract_engine_options(f->run, &full, NULL, &options);
	if (ops->open(&options, &engine, &err) < 0)
		fail_msg("%s", err.text);
	extract_params(ops, engine, f->params);
	ops->close(engine);
}

static void setup(struct fixture *f, int sheets)
{
	*f = (struct fixture){.scratch = scratch_new()};
	f->images = file_join(f->scratch, "images");
	assert_int_equal(mkdir(f->images, 0755), 0);
	for (int i = 0; i < sheets; i++)
		put_sheet(f, i);
	f->run = history_run(f->scratch);
	f->options = (struct extract_options){
		.images = f->images,
		.engine = "openai",
		.models = MODEL,
	};
	learn_params(f);
}

static void teardown(struct fixture *f)
{
	run_close(f->run);
	free(f->images);
	scratch_free(f->scratch);
}

/* A sheet that was read at this second of the day; its path is none of the
 * directory's. */
static void put_outcome_of(const struct fixture *f, const char *params,
			   int second, double cost, const char *batch)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	char id[65];

	history_id(1000u + (unsigned)second, id);
	bytes_printf(&line,
		     "{\"image\":\"old-%d.jpg\",\"specimen_id\":\"%s\","
		     "\"sha256\":\"%s\",\"model\":\"x\",\"provider\":"
		     "\"openai\",\"dwc\":{\"country\":\"Canada\"},"
		     "\"timestamp\":\"2026-11-23T%02d:%02d:%02dZ\","
		     "\"params_sha256\":\"%s\",\"usage\":{\"cost\":%.4f,"
		     "\"prompt_tokens\":1000,\"completion_tokens\":200}%s}\n",
		     second, id, id, second / 3600, second / 60 % 60,
		     second % 60, params, cost, batch);
	history_append(f->run, "raw.jsonl", &line);
}

static void put_outcome(const struct fixture *f, const char *params, int second,
			double cost)
{
	put_outcome_of(f, params, second, cost, "");
}

static char *foresee(const struct fixture *f, struct forecast *ret)
{
	const struct forecast_ask ask = {.run = f->run, .options = &f->options};
	struct bytes text = {0};
	struct error err;

	if (forecast_make(&ask, ret, &err) < 0)
		fail_msg("%s", err.text);
	forecast_write(ret, &text);
	return bytes_steal(&text);
}

static void expect(const struct fixture *f, const char *expected)
{
	struct forecast forecast;
	char *text CLEANUP(mem_free_str) = foresee(f, &forecast);

	assert_string_equal(text, expected);
}

/* ---- tests --------------------------------------------------------------- */

static void test_measured(void **state)
{
	struct forecast forecast;
	struct fixture f;
	char *text CLEANUP(mem_free_str) = NULL;

	setup(&f, 10);
	/* Every four seconds; over night nothing; then every four. */
	for (int i = 0; i < 4; i++)
		put_outcome(&f, f.params, 4 * i, 0.02);
	for (int i = 0; i < 4; i++)
		put_outcome(&f, f.params, 30000 + 4 * i, 0.04);
	put_outcome(&f, "another", 40000, 9);
	text = foresee(&f, &forecast);
	assert_string_equal(text, "10 sheets, about $0.30, 40 s");
	assert_int_equal(forecast.measured, 8);
	assert_int_equal(forecast.unlooked, 10);
	assert_true(forecast.tokens == 1200);
	f.options.limit = 1;
	expect(&f, "1 sheet, about $0.03, 4 s");
	f.options.limit = 0;
	f.options.budget_usd = 10;
	expect(&f, "10 sheets, about $0.30, 40 s");
	/* The run has cost $9.24. */
	f.options.budget_usd = 9.36;
	expect(&f, "10 sheets, about $0.30, 40 s; the budget ends after about "
		   "4");
	f.options.budget_usd = 1;
	expect(&f, "10 sheets, about $0.30, 40 s; the budget pays for none of "
		   "them");
	/* By batch for half of it, and at no rate. */
	f.options.budget_usd = 0;
	f.options.by_batch = true;
	expect(&f, "10 sheets, about $0.15, by batch within a day");
	teardown(&f);
}

/* What was read by batch was paid by batch: it tells of the other way by what
 * the list says of both. */
static void test_measured_by_batch(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, 10);
	put_outcome_of(&f, f.params, 4, 0.01, ",\"batch_id\":\"batch_1\"");
	put_outcome_of(&f, f.params, 8, 0.03, ",\"batch_id\":\"batch_1\"");
	f.options.by_batch = true;
	expect(&f, "10 sheets, about $0.20, by batch within a day");
	f.options.by_batch = false;
	expect(&f, "10 sheets, about $0.40, 40 s");
	put_outcome(&f, f.params, 12, 0.05);
	expect(&f, "10 sheets, about $0.50, 40 s");
	f.options.by_batch = true;
	expect(&f, "10 sheets, about $0.20, by batch within a day");
	teardown(&f);
}

static void test_listed(void **state)
{
	struct forecast forecast;
	struct fixture f;
	char *text CLEANUP(mem_free_str) = NULL;

	setup(&f, 1000 / 100);
	text = foresee(&f, &forecast);
	assert_int_equal(forecast.basis, FORECAST_LISTED);
	assert_true(forecast.cost_usd > 0);
	assert_non_null(strstr(text, " by list prices"));
	f.options.models = "a-model-that-nobody-lists";
	expect(&f, "10 sheets, cost and time unknown");
	f.options.rpm = 5;
	expect(&f, "10 sheets, cost unknown, at least 2 min");
	f.options.models = "some/model:free";
	expect(&f, "10 sheets, no cost, at least 2 min");
	teardown(&f);
}

static void test_nothing(void **state)
{
	struct forecast forecast;
	struct error err;
	struct fixture f;
	const struct forecast_ask ask = {.run = NULL, .options = &f.options};
	struct forecast_ask there = ask;

	setup(&f, 2);
	f.options.offset = 5;
	expect(&f, "no sheet is left to read");
	there.run = f.run;
	f.options.images = "/nowhere/at/all";
	assert_int_equal(forecast_make(&there, &forecast, &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/at/all"));
	f.options.images = f.images;
	f.options.engine = "abacus";
	assert_int_equal(forecast_make(&there, &forecast, &err), -1);
	assert_non_null(strstr(err.text, "abacus"));
	teardown(&f);
}

static bool never(void *data, size_t found)
{
	return false;
}

static void test_stopped(void **state)
{
	struct forecast forecast;
	struct error err;
	struct fixture f;
	struct forecast_ask ask = {.options = &f.options, .go_on = never};

	setup(&f, 2);
	ask.run = f.run;
	assert_int_equal(forecast_make(&ask, &forecast, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	teardown(&f);
}

/* ---- directories --------------------------------------------------------- */

static void expect_folders(const char *root, const char *text,
			   char *const *recent, size_t n_recent,
			   const char *expected, size_t common)
{
	char *typed CLEANUP(mem_free_str) = mem_printf("%s%s", root, text);
	struct bytes got CLEANUP(bytes_done) = {0};
	struct folders list;

	folders_find(typed, recent, n_recent, &list);
	bytes_append_str(&got, "");
	for (size_t i = 0; i < list.n; i++)
		bytes_printf(&got, "%s ", list.items[i] + strlen(root));
	assert_string_equal(got.data, expected);
	assert_int_equal(folders_common(&list),
			 list.n > 0 ? strlen(root) + common : 0);
	folders_done(&list);
}

static void put_file(const char *root, const char *name)
{
	char *path CLEANUP(mem_free_str) = file_join(root, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fclose(file);
}

static void test_folders(void **state)
{
	static const char *const names[] = {"2025",	  "2026",
					    ".hidden",	  "a\x1b[2J",
					    "J\xc3\xa4n", "J\xc3\xa9n"};
	char *scratch = scratch_new();
	char *root CLEANUP(mem_free_str) = mem_printf("%s/", scratch);
	char *recent[2] = {mem_printf("%s2025/x", root),
			   mem_printf("%s2025/y", root)};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path CLEANUP(mem_free_str) = file_join(root, names[i]);

		assert_int_equal(mkdir(path, 0755), 0);
	}
	put_file(root, "2025.txt"); /* not a directory */
	expect_folders(root, "20", NULL, 0, "2025/ 2026/ ", 3);
	expect_folders(root, "2025", recent, 2, "2025/y 2025/x 2025/ ", 5);
	expect_folders(root, ".", NULL, 0, ".hidden/ ", 8);
	/* Not half a character. */
	expect_folders(root, "J", NULL, 0, "J\xc3\xa4n/ J\xc3\xa9n/ ", 1);
	expect_folders(root, "none", recent, 2, "", 0);
	expect_folders("", "", recent, 0, "", 0);
	free(recent[0]);
	free(recent[1]);
	scratch_free(scratch);
}

/* ---- the thread ---------------------------------------------------------- */

static struct mail *await(struct mailbox *box, int kind)
{
	struct mail *mail = mailbox_wait(box, -1);

	assert_int_equal(mail->kind, kind);
	return mail;
}

static size_t one_recent(void *data, char ***ret)
{
	*ret = mem_zalloc(sizeof(**ret));
	(*ret)[0] = mem_strdup(data);
	return 1;
}

/* The latest wins; what was asked for is copied. */
static void test_forecaster(void **state)
{
	struct forecaster *forecaster;
	struct mailbox *box;
	struct mail *mail;
	struct error err;
	struct fixture f;
	uint64_t ticket;
	char last_one[] = "/srv/last";

	setup(&f, 3);
	assert_int_equal(mailbox_new(&box, &err), 0);
	assert_int_equal(forecaster_start(f.run, box, one_recent, last_one,
					  &forecaster, &err),
			 0);
	forecaster_ask(forecaster, 1, &f.options);
	mail = await(box, FORECASTER_MAIL_FORECAST);
	assert_int_equal(CONTAINER_OF(mail, struct forecaster_forecast, mail)
				 ->forecast.sheets,
			 3);
	mail_free(mail);
	forecaster_ask_folders(forecaster, 2, "");
	mail = await(box, FORECASTER_MAIL_FOLDERS);
	assert_string_equal(CONTAINER_OF(mail, struct forecaster_folders, mail)
				    ->list.items[0],
			    "/srv/last");
	mail_free(mail);
	for (uint64_t i = 3; i <= 40; i++) {
		f.options.limit = i % 3;
		forecaster_ask(forecaster, i, &f.options);
		forecaster_ask_folders(forecaster, i, "/srv");
	}
	/* Both of the last are answered, in whatever order. */
	for (int last = 0; last < 2;) {
		mail = mailbox_wait(box, -1);
		ticket =
			mail->kind == FORECASTER_MAIL_FORECAST
				? CONTAINER_OF(mail, struct forecaster_forecast,
					       mail)
					  ->ticket
				: CONTAINER_OF(mail, struct forecaster_folders,
					       mail)
					  ->ticket;
		last += ticket == 40;
		mail_free(mail);
	}
	forecaster_ask(forecaster, 41, &f.options);
	forecaster_stop(forecaster);
	forecaster_stop(NULL);
	mailbox_free(box);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_measured),
		cmocka_unit_test(test_measured_by_batch),
		cmocka_unit_test(test_listed),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_forecaster),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
