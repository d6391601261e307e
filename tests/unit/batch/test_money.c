/*
 * test_money.c: what a batch costs, what is reserved for it, and which may not
 * be paid.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "batch/plan/money.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define HASH  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Half the price; 100 tokens a picture at most. */
static struct model model(void)
{
	static char id[] = "some/model";

	return (struct model){
		.id = id,
		.price_prompt = 2e-6,
		.price_completion = 4e-6,
		.price_batch_prompt = 1e-6,
		.price_batch_completion = 2e-6,
		.price_cached = -1,
		.image_tokens = 100,
		.image_tokens_mpx = 0,
		.image_tokens_max = -1,
	};
}

static void refuses(const struct money *money, double budget, bool yes,
		    const char *why)
{
	struct error err = {0};

	assert_int_equal(money_check(money, budget, yes, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	if (strstr(err.text, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static void test_check(void **state)
{
	struct model m = model();
	struct money money = {.model = &m, .paid = true};
	char free_id[] = "some/model:free";

	(void)state;
	assert_int_equal(money_check(&money, 1, false, NULL), 0);
	/* One of both that is dearer is enough. */
	m.price_batch_completion = 4.1e-6;
	refuses(&money, 0, false, "is dearer than the same without");
	refuses(&money, 0, false,
		"$1 and $4.1 for a million tokens in place of $2 and $4;");
	/* Where nobody says what it costs without, it is not dearer. */
	m.price_prompt = m.price_completion = -1;
	assert_int_equal(money_check(&money, 0, false, NULL), 0);
	m.price_prompt = 2e-6;
	m.price_completion = 4e-6;
	assert_int_equal(money_check(&money, 0, true, NULL), 0);
	m.price_batch_completion = 4e-6;
	assert_int_equal(money_check(&money, 0, false, NULL), 0);
	/* What is not known is fine, but where a budget is to be kept. */
	m.price_batch_prompt = m.price_batch_completion = -1;
	money.paid = false;
	assert_int_equal(money_check(&money, 0, false, NULL), 0);
	refuses(&money, 5, true, "--budget cannot be kept");
	m.id = free_id;
	refuses(&money, 0, true, "free");
}

/* What this run has measured comes first, else nothing is below what may
 * come; an answer is as long as it may be. */
static void test_reserve(void **state)
{
	const struct money_sheet sheet = {.text_bytes = 1001, .images = 2};
	struct model m = model();
	struct money money = {.model = &m,
			      .paid = true,
			      .prompt_tokens = -1,
			      .max_tokens = 1000};

	(void)state;
	assert_true(money_tokens(&money, &sheet) == 701);
	money.prompt_tokens = 640;
	assert_true(money_tokens(&money, &sheet) == 640);
	assert_int_equal(money_by_batch(&money, 640, &sheet), 2640000);
	assert_int_equal(money_by_stream(&money, 640, &sheet), 5280000);
	m.price_batch_prompt = -1;
	assert_int_equal(money_by_batch(&money, 640, &sheet), 0);
	assert_int_equal(money_by_stream(&money, 640, &sheet), 5280000);
}

/* One sheet of this run, read with these parameters. */
static void put_outcome(const struct run *run, const char *params, int prompt)
{
	struct bytes lines CLEANUP(bytes_done) = {0};

	bytes_printf(&lines,
		     "{\"image\":\"a.jpg\",\"specimen_id\":\"" HASH "\","
		     "\"sha256\":\"" HASH "\",\"model\":\"gpt-4o-mini\","
		     "\"provider\":\"openai\",\"dwc\":{\"country\":\"Canada\"},"
		     "\"timestamp\":\"2026-11-23T00:00:00Z\","
		     "\"params_sha256\":\"%s\",\"usage\":{\"cost\":0.01,"
		     "\"prompt_tokens\":%d,\"completion_tokens\":50}}\n",
		     params, prompt);
	history_append(run, "raw.jsonl", &lines);
}

/* What a run has measured, of a model of the table. */
static void test_learn(void **state)
{
	const struct engine_ops *ops = engine_find("openai");
	struct run *run = history_run(*state);
	const struct engine_options options = {.terms = run->terms,
					       .models = "gpt-4o-mini"};
	struct engine *engine;
	struct money money;
	struct error err;

	assert_non_null(ops);
	if (ops->open(&options, &engine, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(money_learn(run, engine, HASH, 0, &money, &err), 0);
	assert_string_equal(money.model->id, "gpt-4o-mini");
	assert_true(money.paid && money.prompt_tokens < 0);
	assert_int_equal(money.max_tokens, MONEY_MAX_TOKENS);
	/* What was sent otherwise says what it costs, not what is reserved. */
	put_outcome(run, OTHER, 90);
	assert_int_equal(money_learn(run, engine, HASH, 0, &money, &err), 0);
	assert_true(money.prompt_tokens < 0);
	assert_int_equal(money.by_stream.basis, FORECAST_MEASURED);
	/* Of those that were sent so, the prompts: an answer may be longer. */
	put_outcome(run, HASH, 700);
	put_outcome(run, HASH, 720);
	assert_int_equal(money_learn(run, engine, HASH, 500, &money, &err), 0);
	assert_true(money.prompt_tokens == 710);
	assert_int_equal(money.max_tokens, 500);
	ops->close(engine);
	run_close(run);
}

static int setup(void **state)
{
	*state = scratch_new();
	return 0;
}

static int teardown(void **state)
{
	scratch_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test_setup_teardown(test_learn, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
