/*
 * test_scheduler.c: what each verdict does to the sheet and to whom it was
 * asked of, one at a time. All at once: test_scheduler_world.c.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "tests/kit/chat_kit.h"

/* What a listener was told. */
struct told {
	int limited, disabled, fell_back, budget;
	char name[64], why[400], to[64];
	enum chat_scope scope;
	int64_t left_ms;
};

struct bench {
	struct chat_kit kit;
	struct scheduler_options options;
	struct scheduler *s;
	struct told told;
	int64_t now_ms;
};

static void told_limited(void *data, enum chat_scope scope, const char *name,
			 int64_t left_ms, const char *why)
{
	struct told *told = data;

	told->limited++;
	told->scope = scope;
	told->left_ms = left_ms;
	snprintf(told->name, sizeof(told->name), "%s", name);
	snprintf(told->why, sizeof(told->why), "%s", why);
}

static void told_disabled(void *data, const char *fingerprint, const char *why)
{
	struct told *told = data;

	told->disabled++;
	snprintf(told->name, sizeof(told->name), "%s", fingerprint);
	snprintf(told->why, sizeof(told->why), "%s", why);
}

static void told_fell_back(void *data, const char *from, const char *to,
			   const char *why)
{
	struct told *told = data;

	told->fell_back++;
	snprintf(told->name, sizeof(told->name), "%s", from);
	snprintf(told->to, sizeof(told->to), "%s", to);
	snprintf(told->why, sizeof(told->why), "%s", why);
}

static void told_budget(void *data, double spent_usd, double budget_usd)
{
	((struct told *)data)->budget++;
}

/* A model without a price to speak of, a key, and a window of 8. */
static int setup(void **state)
{
	struct bench *b = mem_zalloc(sizeof(*b));

	b->options = kit_options(&b->kit, 8);
	b->options.listener =
		(struct scheduler_listener){.data = &b->told,
					    .limited = told_limited,
					    .key_disabled = told_disabled,
					    .fell_back = told_fell_back,
					    .budget_reached = told_budget};
	b->now_ms = 1000000;
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	scheduler_free(b->s);
	free(b);
	return 0;
}

static void begin(struct bench *b)
{
	struct error err;

	assert_int_equal(scheduler_new(&b->options, &b->s, &err), 0);
}

static struct ask new_ask(void)
{
	return (struct ask){.images = 1, .megapixels = 1, .text_tokens = 900};
}

static struct grant go(struct bench *b, struct ask *ask)
{
	struct grant grant = {0};
	int64_t wake;

	assert_int_equal(scheduler_ask(b->s, ask, 0, b->now_ms, &grant, &wake),
			 SCHEDULE_GO);
	return grant;
}

static int64_t later(struct bench *b, struct ask *ask)
{
	struct grant grant;
	int64_t wake;

	assert_int_equal(scheduler_ask(b->s, ask, 0, b->now_ms, &grant, &wake),
			 SCHEDULE_LATER);
	assert_true(wake > b->now_ms);
	return wake;
}

static void never(struct bench *b, struct ask *ask, const char *why)
{
	struct grant grant;
	int64_t wake;

	assert_int_equal(scheduler_ask(b->s, ask, 0, b->now_ms, &grant, &wake),
			 SCHEDULE_NEVER);
	assert_string_equal(scheduler_stopped(b->s, NULL), why);
}

static enum ask_fate complete(struct bench *b, struct ask *ask,
			      const struct grant *grant,
			      enum chat_verdict verdict, int64_t wait_ms)
{
	struct chat_answer answer = kit_answer(verdict, wait_ms);

	return scheduler_complete(b->s, ask, grant, &answer, b->now_ms, NULL);
}

/* Asks and completes at once. */
static enum ask_fate once(struct bench *b, struct ask *ask,
			  enum chat_verdict verdict, int64_t wait_ms)
{
	struct grant grant = go(b, ask);

	return complete(b, ask, &grant, verdict, wait_ms);
}

/* So many refusals, each of another sheet; none of them completes anything. */
static void refuse(struct bench *b, enum chat_verdict verdict, int n)
{
	while (n-- > 0) {
		struct ask ask = new_ask();

		assert_int_equal(once(b, &ask, verdict, -1), ASK_AGAIN);
		assert_int_equal(ask.attempts, 0);
		assert_in_range(ask.not_before_ms, b->now_ms, b->now_ms + 1000);
	}
}

static size_t window(struct bench *b)
{
	struct scheduler_state view;

	scheduler_state(b->s, b->now_ms, &view);
	return view.window;
}

/* Nothing is granted to the sheet before it, and something at once then. */
static void check_wake(struct bench *b, struct ask *ask, int64_t least_ms,
		       int64_t most_ms)
{
	int64_t wake = later(b, ask);

	assert_in_range(wake - b->now_ms, least_ms, most_ms);
	b->now_ms = wake - 1;
	assert_int_equal(later(b, ask), wake);
	b->now_ms = wake;
}

static void test_window(void **state)
{
	struct bench *b = *state;
	struct ask asks[9];
	struct grant grants[9], grant;
	int64_t wake;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	for (int i = 0; i < 9; i++)
		asks[i] = new_ask();
	for (int i = 0; i < 6; i++)
		grants[i] = go(b, &asks[i]);
	assert_int_equal(
		scheduler_ask(b->s, &asks[6], 2, b->now_ms, &grant, &wake),
		SCHEDULE_LATER);
	assert_true(wake == INT64_MAX);
	grants[6] = go(b, &asks[6]);
	grants[7] = go(b, &asks[7]);
	assert_true(later(b, &asks[8]) == INT64_MAX);
	/* Eight complaints of one burst: one cut. */
	for (int i = 0; i < 8; i++)
		assert_int_equal(
			complete(b, &asks[i], &grants[i], CHAT_RATE, 10),
			ASK_AGAIN);
	assert_int_equal(window(b), 6);
	b->now_ms += 1000;
	assert_int_equal(once(b, &asks[0], CHAT_OVERLOADED, 10), ASK_AGAIN);
	assert_int_equal(window(b), 4);
	for (int i = 0; i < 25; i++) {
		struct ask ask = new_ask();

		b->now_ms += 1000;
		assert_int_equal(once(b, &ask, CHAT_SUCCESS, -1), ASK_DONE);
	}
	assert_int_equal(window(b), 5);
}

static void test_rate(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	kit_key(&b->kit, "");
	kit_key(&b->kit, "");
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_RATE, 20000), ASK_AGAIN);
	assert_int_equal(b->told.limited, 1);
	assert_int_equal(b->told.scope, CHAT_SCOPE_ACCOUNT);
	assert_string_equal(b->told.name, "account");
	/* Neither another key nor another model is a way around it. */
	check_wake(b, &other, 20001, 22001);
	/* Without a wish: chance, a second at least; a success resets it. */
	for (int i = 0; i < 10; i++) {
		assert_int_equal(once(b, &ask, CHAT_RATE, -1), ASK_AGAIN);
		check_wake(b, &other, 1000, 60000);
	}
	assert_int_equal(once(b, &other, CHAT_SUCCESS, -1), ASK_DONE);
	b->now_ms++;
	assert_int_equal(once(b, &ask, CHAT_RATE, -1), ASK_AGAIN);
	check_wake(b, &ask, 1000, 1001);
	/* Never charged, however often. */
	for (int i = 0; i < 200; i++) {
		assert_int_equal(once(b, &ask, CHAT_RATE, 1000), ASK_AGAIN);
		b->now_ms = later(b, &ask);
	}
	assert_int_equal(ask.attempts, 0);
}

/* Asks, and is too fast for so much of the server. */
static void rate_of(struct bench *b, struct ask *ask, enum chat_scope scope)
{
	struct chat_answer answer = kit_answer(CHAT_RATE, 20000);
	struct grant grant = go(b, ask);

	answer.scope = scope;
	assert_int_equal(
		scheduler_complete(b->s, ask, &grant, &answer, b->now_ms, NULL),
		ASK_AGAIN);
	assert_int_equal(b->told.scope, scope);
}

/* A key is rested alone; a model is waited for, not fallen back from. */
static void test_rate_scopes(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct grant grant;

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	kit_key(&b->kit, "");
	kit_key(&b->kit, "");
	begin(b);
	rate_of(b, &ask, CHAT_SCOPE_KEY);
	assert_string_equal(b->told.name, "key-1");
	grant = go(b, &ask);
	assert_int_equal(grant.key, 1);
	scheduler_give_up(b->s, &ask, &grant, false, b->now_ms);
	rate_of(b, &ask, CHAT_SCOPE_KEY);
	check_wake(b, &ask, 20001, 22001);
	rate_of(b, &ask, CHAT_SCOPE_MODEL);
	assert_string_equal(b->told.name, "m");
	check_wake(b, &ask, 20001, 22001);
	assert_int_equal(b->told.fell_back, 0);
}

/* The shorter wait that comes later does not shorten the longer one. */
static void test_recooling(void **state)
{
	struct bench *b = *state;
	struct ask one = new_ask(), two = new_ask();
	struct grant first, second;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	first = go(b, &one);
	second = go(b, &two);
	complete(b, &one, &first, CHAT_RATE, 60000);
	complete(b, &two, &second, CHAT_RATE, 2000);
	assert_int_equal(b->told.limited, 1);
	check_wake(b, &two, 60001, 66001);
}

/* Named accounts have rates of their own. */
static void test_accounts(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct grant grant;

	kit_model(&b->kit, "m", 1, 1);
	kit_key(&b->kit, "lab");
	kit_key(&b->kit, "museum");
	kit_key(&b->kit, "lab");
	begin(b);
	grant = go(b, &ask);
	assert_int_equal(grant.key, 0);
	complete(b, &ask, &grant, CHAT_RATE, 20000);
	assert_string_equal(b->told.name, "lab");
	for (int i = 0; i < 5; i++) {
		ask = new_ask();
		assert_int_equal(go(b, &ask).key, 1);
	}
}

static void test_least_used(void **state)
{
	struct bench *b = *state;
	struct ask asks[6];
	struct grant grants[6];
	size_t used[3] = {0};

	kit_model(&b->kit, "m", 1, 1);
	for (int k = 0; k < 3; k++)
		kit_key(&b->kit, "");
	begin(b);
	for (int i = 0; i < 6; i++) {
		asks[i] = new_ask();
		grants[i] = go(b, &asks[i]);
		used[grants[i].key]++;
	}
	for (int k = 0; k < 3; k++)
		assert_int_equal(used[k], 2);
	/* The one with fewest in flight comes first. */
	complete(b, &asks[4], &grants[4], CHAT_SUCCESS, -1);
	asks[4] = new_ask();
	assert_int_equal(go(b, &asks[4]).key, grants[4].key);
}

static void test_rpm(void **state)
{
	struct bench *b = *state;
	int64_t from;

	kit_model(&b->kit, "m", 1, 1)->rpm = 20;
	kit_key(&b->kit, "");
	kit_key(&b->kit, "");
	begin(b);
	from = b->now_ms;
	for (int i = 0; i < 41; i++) {
		struct ask ask = new_ask();

		if (i > 0)
			b->now_ms = later(b, &ask);
		assert_true(b->now_ms - from >= (i / 20) * 60000);
		assert_int_equal(once(b, &ask, CHAT_SUCCESS, -1), ASK_DONE);
	}
	assert_true(b->now_ms - from < 130000);
}

/* Free models have one limit together, others each their own. */
static void test_rpm_of_free(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "a:free", 0, 0)->rpm = 20;
	kit_model(&b->kit, "b:free", 0, 0)->rpm = 20;
	kit_model(&b->kit, "c", 1, 1);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_OVERLOADED, 60000), ASK_AGAIN);
	check_wake(b, &ask, 3000, 3100);
	assert_int_equal(go(b, &ask).model, 1);
}

static void test_tpm(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();
	struct chat_answer answer = kit_answer(CHAT_SUCCESS, -1);
	struct grant grant;

	kit_model(&b->kit, "m", 1, 1);
	b->options.tpm = 60000;
	begin(b);
	grant = go(b, &ask);
	assert_true(grant.reserved_tokens ==
		    900 + 4096 +
			    model_image_tokens(b->kit.list.items[0], 1, 1));
	assert_true(later(b, &other) > b->now_ms + 1000);
	/* It was less than was reserved: there is room at once. */
	answer.prompt_tokens = 1;
	answer.completion_tokens = 1;
	scheduler_complete(b->s, &ask, &grant, &answer, b->now_ms, NULL);
	b->now_ms += 3;
	go(b, &other);
}

static void test_overloaded(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();
	struct grant grant;

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_OVERLOADED, 30000), ASK_AGAIN);
	assert_int_equal(ask.attempts, 0);
	grant = go(b, &ask);
	assert_int_equal(grant.model, 1);
	assert_int_equal(b->told.fell_back, 1);
	assert_string_equal(b->told.name, "m");
	assert_string_equal(b->told.to, "n");
	assert_string_equal(b->told.why, "overloaded: HTTP 503");
	/* No other model is left: charged, and waited for. */
	assert_int_equal(complete(b, &ask, &grant, CHAT_OVERLOADED, 90000),
			 ASK_AGAIN);
	assert_int_equal(ask.attempts, 1);
	check_wake(b, &other, 30001, 33001);
	/* The one that is preferred, as soon as it may be. */
	assert_int_equal(go(b, &other).model, 0);
}

/* Both models are overloaded for the key that is left: m for 30 s, n for 90.
 * 40 s later a sheet meets m overloaded again; returns how it was charged. */
static int charged_while_n_is_down(struct bench *b, enum chat_scope scope)
{
	struct chat_answer answer = kit_answer(CHAT_OVERLOADED, 30000);
	struct ask ask = new_ask(), other = new_ask();
	struct grant grant;

	answer.scope = scope;
	for (size_t m = 0; m < 2; m++) {
		grant = go(b, &ask);
		assert_int_equal(grant.model, m);
		assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
						    b->now_ms, NULL),
				 ASK_AGAIN);
		assert_int_equal(ask.attempts, m);
		answer.wait_ms = 90000;
	}
	b->now_ms += 40000;
	grant = go(b, &other);
	assert_int_equal(grant.model, 0);
	assert_int_equal(complete(b, &other, &grant, CHAT_OVERLOADED, 1000),
			 ASK_AGAIN);
	return other.attempts;
}

/* Another model is a way out only if it may be asked now … */
static void test_overloaded_both(void **state)
{
	struct bench *b = *state;

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	begin(b);
	assert_int_equal(charged_while_n_is_down(b, CHAT_SCOPE_MODEL), 1);
}

/* … with a key that is not out of use. */
static void test_overloaded_both_for_a_key(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	kit_key(&b->kit, "lab");
	kit_key(&b->kit, "home");
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_NO_CREDIT, -1), ASK_AGAIN);
	assert_int_equal(charged_while_n_is_down(b, CHAT_SCOPE_KEY), 1);
}

/* The limits of a pool (429) are not the fault of a sheet; 503 may be. */
static void test_overloaded_pool(void **state)
{
	struct bench *b = *state;
	struct chat_answer answer = kit_answer(CHAT_OVERLOADED, 1000);
	struct ask ask = new_ask();
	struct grant grant;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	grant = go(b, &ask);
	answer.error_status = 429;
	assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
					    b->now_ms, NULL),
			 ASK_AGAIN);
	assert_int_equal(ask.attempts, 0);
	b->now_ms += 10000;
	assert_int_equal(once(b, &ask, CHAT_OVERLOADED, 1000), ASK_AGAIN);
	assert_int_equal(ask.attempts, 1);
}

/* Models that fail in turns do not keep a sheet for ever. */
static void test_overloaded_bounded(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	int n = 0;

	for (int m = 0; m < 3; m++)
		kit_model(&b->kit, "m", 1, 1);
	begin(b);
	while (once(b, &ask, CHAT_OVERLOADED, 1) == ASK_AGAIN) {
		assert_true(++n < 20);
		b->now_ms += 100000;
	}
	assert_int_equal(ask.attempts, 5);
}

static void test_daily(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "a:free", 0, 0);
	kit_model(&b->kit, "b:free", 0, 0);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_DAILY, 7200000), ASK_AGAIN);
	assert_null(scheduler_stopped(b->s, NULL));
	assert_int_equal(ask.attempts, 0);
	check_wake(b, &ask, 7200001, 7230001);
	assert_int_equal(go(b, &ask).model, 0);
}

/* Paid models have quotas of a day, too, each its own. */
static void test_daily_of_paid(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "a", 1, 1);
	kit_model(&b->kit, "b", 1, 1);
	b->options.no_wait = true;
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_DAILY, 7200000), ASK_AGAIN);
	assert_null(scheduler_stopped(b->s, NULL));
	assert_int_equal(once(b, &ask, CHAT_DAILY, 7200000), ASK_LEFT);
	never(b, &ask, "quota");
}

static void test_daily_no_wait(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "a:free", 0, 0);
	kit_model(&b->kit, "paid", 1, 1);
	b->options.no_wait = true;
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_DAILY, 7200000), ASK_AGAIN);
	refuse(b, CHAT_MODEL_REFUSED, 2);
	assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1), ASK_LEFT);
	never(b, &ask, "quota");
}

static void test_keys_refused(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct error err;

	kit_model(&b->kit, "m", 1, 1);
	kit_key(&b->kit, "");
	kit_key(&b->kit, "");
	begin(b);
	refuse(b, CHAT_KEY_REFUSED, 4); /* two with each key */
	assert_int_equal(b->told.disabled, 0);
	assert_int_equal(once(b, &ask, CHAT_KEY_REFUSED, -1), ASK_AGAIN);
	assert_int_equal(ask.attempts, 0);
	assert_int_equal(b->told.disabled, 1);
	assert_string_equal(b->told.name, "key-1");
	assert_int_equal(once(b, &ask, CHAT_KEY_REFUSED, -1), ASK_LEFT);
	assert_int_equal(b->told.disabled, 2);
	never(b, &ask, "breaker");
	scheduler_stopped(b->s, &err);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_non_null(strstr(err.text, "--key-file"));
	assert_non_null(strstr(err.text, "key-2"));
}

/* 402 is of the key alone, unless the file says whose it is. */
static void test_no_credit(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "m:free", 0, 0);
	kit_key(&b->kit, "lab");
	kit_key(&b->kit, "lab");
	kit_key(&b->kit, "");
	kit_key(&b->kit, "");
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_NO_CREDIT, -1), ASK_AGAIN);
	assert_int_equal(b->told.disabled, 2);
	assert_int_equal(go(b, &ask).key, 2);
	scheduler_free(b->s);
	begin(b);
	for (int i = 0; i < 2; i++)
		assert_int_equal(once(b, &ask, CHAT_NO_CREDIT, -1), ASK_AGAIN);
	assert_int_equal(once(b, &ask, CHAT_NO_CREDIT, -1), ASK_LEFT);
	never(b, &ask, "quota");
	assert_int_equal(ask.attempts, 0);
}

static void test_no_keys(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct scheduler_state view;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_SUCCESS, -1), ASK_DONE);
	scheduler_state(b->s, b->now_ms, &view);
	assert_int_equal(view.keys, 0);
	for (int i = 1; i <= 2; i++) { /* it was taken before */
		assert_int_equal(once(b, &ask, CHAT_KEY_REFUSED, -1),
				 ASK_AGAIN);
		assert_int_equal(ask.attempts, i);
		b->now_ms = ask.not_before_ms;
	}
	assert_int_equal(once(b, &ask, CHAT_KEY_REFUSED, -1), ASK_LEFT);
	never(b, &ask, "breaker");
	assert_int_equal(b->told.disabled, 0);
}

static void test_model_refused(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct error err;

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	begin(b);
	refuse(b, CHAT_MODEL_REFUSED, 2);
	assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1), ASK_AGAIN);
	refuse(b, CHAT_MODEL_REFUSED, 2);
	assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1), ASK_LEFT);
	assert_string_equal(b->told.to, "n");
	never(b, &ask, "breaker");
	scheduler_stopped(b->s, &err);
	assert_non_null(strstr(err.text, "model n ("));
	assert_non_null(strstr(err.text, "HTTP 404"));
}

/* A stray reply does not end a model that has answered; a few in a row do. */
static void test_stray_refusals(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	assert_int_equal(once(b, &other, CHAT_SUCCESS, -1), ASK_DONE);
	for (int round = 0; round < 2; round++) {
		ask = new_ask();
		assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1),
				 ASK_AGAIN);
		assert_int_equal(ask.attempts, 1);
		b->now_ms = ask.not_before_ms;
		assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1),
				 ASK_AGAIN);
		b->now_ms = ask.not_before_ms;
		other = new_ask();
		assert_int_equal(once(b, &other, CHAT_SUCCESS, -1), ASK_DONE);
	}
	for (int i = 0; i < 2; i++) {
		ask = new_ask();
		assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1),
				 ASK_AGAIN);
	}
	ask = new_ask();
	assert_int_equal(once(b, &ask, CHAT_MODEL_REFUSED, -1), ASK_LEFT);
	never(b, &ask, "breaker");
}

static void test_refused(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_REFUSED, -1), ASK_AGAIN);
	assert_int_equal(ask.model, 1);
	assert_int_equal(b->told.fell_back, 1);
	assert_int_equal(go(b, &other).model, 0); /* it alone is refused */
	assert_int_equal(once(b, &ask, CHAT_REFUSED, -1), ASK_FAILED);
}

/* A model that stood in may refuse: the one that is preferred is left. */
static void test_stand_in_refuses(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "n", 1, 1);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_OVERLOADED, 5000), ASK_AGAIN);
	assert_int_equal(once(b, &ask, CHAT_REFUSED, -1), ASK_AGAIN);
	assert_int_equal(ask.model, 0);
	b->now_ms = later(b, &ask);
	assert_int_equal(once(b, &ask, CHAT_REFUSED, -1), ASK_FAILED);
}

/* Nothing came back, the server hung up while it was sent to. */
static enum ask_fate broken_upload(struct bench *b, struct ask *ask)
{
	struct chat_answer answer = kit_answer(CHAT_SMALLER, -1);
	struct grant grant = go(b, ask);

	answer.http_status = 0;
	return scheduler_complete(b->s, ask, &grant, &answer, b->now_ms, NULL);
}

static void test_longer_and_smaller(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), bounded = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	assert_int_equal(go(b, &bounded).max_tokens, 4096);
	assert_int_equal(once(b, &ask, CHAT_LONGER, -1), ASK_AGAIN);
	assert_int_equal(go(b, &ask).max_tokens, 8192);
	assert_int_equal(once(b, &ask, CHAT_LONGER, -1), ASK_FAILED);
	ask = new_ask();
	assert_int_equal(once(b, &ask, CHAT_SMALLER, -1), ASK_SMALLER);
	assert_int_equal(once(b, &ask, CHAT_SMALLER, -1), ASK_FAILED);
	ask = new_ask();
	assert_int_equal(broken_upload(b, &ask), ASK_AGAIN);
	assert_int_equal(ask.attempts, 1);
	b->now_ms = ask.not_before_ms;
	assert_int_equal(broken_upload(b, &ask), ASK_SMALLER);
	assert_int_equal(broken_upload(b, &ask), ASK_AGAIN);
	b->kit.models[0].max_output = 4096; /* no more is to be had */
	ask = new_ask();
	assert_int_equal(once(b, &ask, CHAT_LONGER, -1), ASK_FAILED);
	assert_int_equal(once(b, &ask, CHAT_FAILED, -1), ASK_FAILED);
}

static enum ask_fate afford(struct bench *b, struct ask *ask, long tokens)
{
	struct chat_answer answer = kit_answer(CHAT_AFFORD, -1);
	struct grant grant = go(b, ask);

	answer.afford_tokens = tokens;
	return scheduler_complete(b->s, ask, &grant, &answer, b->now_ms, NULL);
}

static void test_afford(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	kit_key(&b->kit, "");
	begin(b);
	assert_int_equal(afford(b, &ask, 1000), ASK_AGAIN);
	assert_int_equal(go(b, &ask).max_tokens, 1000);
	assert_int_equal(go(b, &other).max_tokens, 1000); /* the usual now */
	/* Who needs more tries for more, once. */
	assert_int_equal(once(b, &other, CHAT_LONGER, -1), ASK_AGAIN);
	assert_int_equal(go(b, &other).max_tokens, 2000);
	assert_int_equal(afford(b, &other, 1200), ASK_AGAIN);
	assert_int_equal(go(b, &other).max_tokens, 1000);
	assert_int_equal(once(b, &other, CHAT_LONGER, -1), ASK_FAILED);
	assert_int_equal(afford(b, &ask, 900), ASK_LEFT);
	never(b, &ask, "quota");
}

static void test_afford_too_little(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	kit_key(&b->kit, "");
	begin(b);
	assert_int_equal(afford(b, &ask, 255), ASK_LEFT);
	never(b, &ask, "quota");
}

static void test_retry(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct chat_answer answer = kit_answer(CHAT_RETRY, 100000);
	struct grant grant;
	int64_t wait;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	for (int i = 0; i < 4; i++) {
		grant = go(b, &ask);
		assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
						    b->now_ms, &wait),
				 ASK_AGAIN);
		assert_true(wait > 100000 && wait <= 110001);
		assert_true(ask.not_before_ms == b->now_ms + wait);
		check_wake(b, &ask, wait, wait);
	}
	assert_int_equal(once(b, &ask, CHAT_RETRY, -1), ASK_FAILED);
	assert_int_equal(ask.attempts, 5);
	assert_int_equal(ask.asked, 5);
}

/* What was paid for and is of no use is asked for once more: of another model
 * that has room, else of the same one in another way. */
static void test_malformed(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();
	struct grant grant;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	grant = go(b, &ask);
	assert_false(grant.anew);
	assert_int_equal(complete(b, &ask, &grant, CHAT_MALFORMED, -1),
			 ASK_AGAIN);
	grant = go(b, &ask);
	assert_true(grant.anew);
	assert_int_equal(complete(b, &ask, &grant, CHAT_MALFORMED, -1),
			 ASK_FAILED);
	assert_int_equal(ask.asked, 2);
	/* A server's trouble in between is not a third chance. */
	assert_int_equal(once(b, &other, CHAT_MALFORMED, -1), ASK_AGAIN);
	assert_int_equal(once(b, &other, CHAT_RETRY, 0), ASK_AGAIN);
	b->now_ms = other.not_before_ms;
	assert_int_equal(once(b, &other, CHAT_MALFORMED, -1), ASK_FAILED);
}

static void test_malformed_elsewhere(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct grant grant;

	kit_model(&b->kit, "one", 1, 1);
	kit_model(&b->kit, "two", 1, 1);
	kit_model(&b->kit, "three", 1, 1);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_MALFORMED, -1), ASK_AGAIN);
	grant = go(b, &ask);
	assert_int_equal(grant.model, 1);
	assert_int_equal(complete(b, &ask, &grant, CHAT_MALFORMED, -1),
			 ASK_FAILED);
	assert_int_equal(ask.asked, 2);
}

/* Nothing at all comes back: sheets are not spent on it one after another. */
static void test_silence(void **state)
{
	struct bench *b = *state;
	struct chat_answer answer = kit_answer(CHAT_RETRY, -1);
	struct ask asks[8];
	struct grant grants[8];
	struct ask ask = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	answer.http_status = 0;
	for (int i = 0; i < 8; i++) {
		asks[i] = new_ask();
		grants[i] = go(b, &asks[i]);
	}
	for (int i = 0; i < 8; i++)
		scheduler_complete(b->s, &asks[i], &grants[i], &answer,
				   b->now_ms, NULL);
	assert_int_equal(window(b), 6);
	assert_int_equal(b->told.limited, 1);
	assert_string_equal(b->told.name, "server");
	check_wake(b, &ask, 1000, 60000);
	assert_int_equal(once(b, &ask, CHAT_SUCCESS, -1), ASK_DONE);
}

/* A server that has answered is waited for, without charging the sheets; one
 * that never did is not. */
static void test_outage(void **state)
{
	struct bench *b = *state;
	struct chat_answer answer = kit_answer(CHAT_RETRY, -1);
	struct ask ask = new_ask(), other = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	answer.http_status = 0;
	assert_int_equal(once(b, &other, CHAT_SUCCESS, -1), ASK_DONE);
	for (int i = 0; i < 500; i++) {
		struct grant grant;

		b->now_ms += 60000;
		grant = go(b, &ask);
		assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
						    b->now_ms, NULL),
				 ASK_AGAIN);
	}
	assert_int_equal(ask.attempts, 2);
	/* What may have been billed is not asked for ever. */
	answer.lost = true;
	for (int i = 0; i < 3; i++) {
		struct grant grant;

		b->now_ms += 60000;
		grant = go(b, &ask);
		assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
						    b->now_ms, NULL),
				 i < 2 ? ASK_AGAIN : ASK_FAILED);
	}
}

static void test_no_server_at_all(void **state)
{
	struct bench *b = *state;
	struct chat_answer answer = kit_answer(CHAT_RETRY, -1);
	struct ask ask = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	answer.http_status = 0;
	for (int i = 0; i < 5; i++) {
		struct grant grant;

		b->now_ms += 60000;
		grant = go(b, &ask);
		assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
						    b->now_ms, NULL),
				 i < 4 ? ASK_AGAIN : ASK_FAILED);
	}
}

/* The only model is out of order for hours: no sheet fails of it. But one
 * that fails where others succeed does. */
static void test_overloaded_for_hours(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), one = new_ask(), two = new_ask();
	enum ask_fate fate = ASK_AGAIN;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	assert_int_equal(once(b, &one, CHAT_SUCCESS, -1), ASK_DONE);
	for (int i = 0; i < 800; i++) {
		b->now_ms += 60000;
		assert_int_equal(
			once(b, i % 2 == 0 ? &ask : &two, CHAT_OVERLOADED, -1),
			ASK_AGAIN);
	}
	assert_int_equal(ask.attempts + two.attempts, 2);
	for (int i = 0; i < 4; i++) {
		struct ask other = new_ask();

		b->now_ms += 60000;
		assert_int_equal(once(b, &other, CHAT_SUCCESS, -1), ASK_DONE);
		b->now_ms += 60000;
		fate = once(b, &ask, CHAT_OVERLOADED, -1);
	}
	assert_int_equal(fate, ASK_FAILED);
}

/* The last sheet of all that takes the model down each time has an end. */
static void test_sheet_that_crashes(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), one = new_ask();
	int n = 0;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	assert_int_equal(once(b, &one, CHAT_SUCCESS, -1), ASK_DONE);
	do
		b->now_ms += 60000;
	while (once(b, &ask, CHAT_OVERLOADED, -1) == ASK_AGAIN && n++ < 100);
	assert_in_range(n, 10, 30);
}

static enum ask_fate breaks(struct bench *b, struct ask *ask)
{
	struct chat_answer answer = kit_answer(CHAT_SMALLER, -1);
	struct grant grant;

	answer.http_status = 0;
	b->now_ms += 60000;
	grant = go(b, ask);
	return scheduler_complete(b->s, ask, &grant, &answer, b->now_ms, NULL);
}

/* Whatever is uploaded breaks: a proxy before a server that is gone. */
static void test_uploads_that_break(void **state)
{
	struct bench *b = *state;
	struct ask asks[4], one = new_ask();
	enum ask_fate fate = ASK_AGAIN;
	int n = 0;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	assert_int_equal(once(b, &one, CHAT_SUCCESS, -1), ASK_DONE);
	for (int i = 0; i < 4; i++)
		asks[i] = new_ask();
	for (int i = 0; i < 60; i++)
		assert_int_equal(breaks(b, &asks[i % 4]), ASK_AGAIN);
	assert_true(asks[3].attempts == 0 && !asks[3].smaller);
	assert_string_equal(b->told.name, "server");
	/* That of one sheet alone is its own. */
	while ((fate = breaks(b, &asks[0])) != ASK_FAILED && n++ < 100)
		;
	assert_in_range(n, 3, 8);
	assert_true(asks[0].smaller);
}

/* One model will not, and the other has no more requests today. */
static void test_refused_and_day_is_over(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();

	kit_model(&b->kit, "paid", 1, 1);
	kit_model(&b->kit, "b:free", 0, 0);
	begin(b);
	assert_int_equal(once(b, &ask, CHAT_REFUSED, -1), ASK_AGAIN);
	assert_int_equal(once(b, &ask, CHAT_DAILY, 7200000), ASK_FAILED);
	assert_int_equal(once(b, &other, CHAT_REFUSED, -1), ASK_FAILED);
	other = new_ask();
	assert_int_equal(once(b, &other, CHAT_SUCCESS, -1), ASK_DONE);
}

/* Nine cents for each request at most. */
static void budget_bench(struct bench *b, double budget, double spent)
{
	struct model *model = kit_model(&b->kit, "m", 0, 0);

	model->price_request = 0.09;
	b->options.budget_usd = budget;
	b->options.spent_usd = spent;
	begin(b);
}

static enum ask_fate pay(struct bench *b, struct ask *ask,
			 const struct grant *grant, double cost)
{
	struct chat_answer answer = kit_answer(CHAT_SUCCESS, -1);

	answer.cost_usd = cost;
	return scheduler_complete(b->s, ask, grant, &answer, b->now_ms, NULL);
}

/* Money that batches have under way is not there for others, and is not said to
 * be spent. */
static void test_budget_held(void **state)
{
	struct bench *b = *state;
	struct ask one = new_ask(), two = new_ask();
	struct scheduler_state view;
	struct grant grant;
	struct error why;

	b->options.held_usd = 0.4;
	budget_bench(b, 1, 0.45);
	grant = go(b, &one); /* 0.4 + 0.45 + 0.09 */
	assert_true(later(b, &two) == INT64_MAX);
	assert_int_equal(pay(b, &one, &grant, 0.09), ASK_DONE);
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.spent_usd == 0.54);
	never(b, &two, "budget");
	assert_non_null(scheduler_stopped(b->s, &why));
	assert_non_null(strstr(why.text, "$0.4000 kept for batches"));
}

/* Where batches have all of it nothing is begun. */
static void test_budget_all_held(void **state)
{
	struct bench *b = *state;

	b->options.held_usd = 1;
	budget_bench(b, 1, 0);
	assert_string_equal(scheduler_stopped(b->s, NULL), "budget");
}

static void test_budget(void **state)
{
	struct bench *b = *state;
	struct ask one = new_ask(), two = new_ask(), three = new_ask();
	struct grant first, second;
	struct scheduler_state view;

	budget_bench(b, 1, 0.8);
	first = go(b, &one);
	assert_true(first.reserved_usd == 0.09);
	second = go(b, &two);
	/* No room while both are under way; there may be again. */
	assert_true(later(b, &three) == INT64_MAX);
	assert_int_equal(pay(b, &one, &first, 0.05), ASK_DONE);
	assert_true(later(b, &three) == INT64_MAX);
	assert_int_equal(pay(b, &two, &second, 0.06), ASK_DONE);
	assert_int_equal(b->told.budget, 0);
	second = go(b, &three); /* 0.91 + 0.09: to the cent */
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.spent_usd == 0.91 && view.reserved_usd == 0.09);
	assert_true(view.session_usd == 0.11);
	assert_int_equal(pay(b, &three, &second, 0.02), ASK_DONE);
	three = new_ask();
	never(b, &three, "budget");
	never(b, &three, "budget");
	assert_int_equal(b->told.budget, 1);
}

/* The dearest request that was seen is what the next may cost. */
static void test_dearest(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct grant grant;

	budget_bench(b, 1, 0);
	grant = go(b, &ask);
	assert_int_equal(pay(b, &ask, &grant, 0.3), ASK_DONE);
	assert_true(ask.cost_usd == 0.3);
	ask = new_ask();
	grant = go(b, &ask);
	assert_true(grant.reserved_usd == 0.3);
	assert_int_equal(pay(b, &ask, &grant, 0.5), ASK_DONE);
	ask = new_ask();
	never(b, &ask, "budget");
}

static void test_lost(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct chat_answer answer = kit_answer(CHAT_RETRY, 0);
	struct scheduler_state view;
	struct grant grant;

	budget_bench(b, 1, 0);
	answer.lost = true;
	grant = go(b, &ask);
	scheduler_complete(b->s, &ask, &grant, &answer, b->now_ms, NULL);
	assert_true(ask.lost_usd == 0.09 && ask.cost_usd == 0);
	b->now_ms += 100000;
	/* An error that says nothing of money costs none. */
	assert_int_equal(once(b, &ask, CHAT_RETRY, 0), ASK_AGAIN);
	b->now_ms += 100000;
	grant = go(b, &ask);
	scheduler_give_up(b->s, &ask, &grant, false, b->now_ms);
	assert_int_equal(ask.asked, 2);
	grant = go(b, &ask);
	scheduler_give_up(b->s, &ask, &grant, true, b->now_ms);
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.lost_usd == 0.18 && view.spent_usd == 0.18);
	assert_true(view.session_usd == 0.18 && view.reserved_usd == 0);
	assert_int_equal(view.in_flight, 0);
}

/* While a cost is asked for, what was reserved stays so, and the place in the
 * window is free. */
static void test_lost_and_told(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();
	struct chat_answer answer = kit_answer(CHAT_RETRY, 0);
	struct scheduler_state view;
	struct grant grant;

	budget_bench(b, 0.1, 0);
	answer.lost = answer.awaited = true;
	grant = go(b, &ask);
	assert_int_equal(scheduler_complete(b->s, &ask, &grant, &answer,
					    b->now_ms, NULL),
			 ASK_AGAIN);
	scheduler_state(b->s, b->now_ms, &view);
	assert_int_equal(view.in_flight, 0);
	assert_true(view.reserved_usd == 0.09 && view.spent_usd == 0);
	assert_true(ask.lost_usd == 0 && ask.cost_usd == 0);
	/* There may be room when it is known. */
	later(b, &other);
	assert_null(scheduler_stopped(b->s, NULL));
	answer.cost_usd = 0.01;
	answer.prompt_tokens = 1000;
	answer.completion_tokens = 500;
	scheduler_recover(b->s, &ask, &grant, &answer, b->now_ms);
	assert_true(ask.lost_usd == 0 && ask.cost_usd == 0.01);
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.reserved_usd == 0 && view.spent_usd == 0.01);
	assert_true(view.session_usd == 0.01 && view.lost_usd == 0);
	assert_true(view.prompt_tokens == 1000 &&
		    view.completion_tokens == 500);
	grant = go(b, &other);
	answer.cost_usd = -1;
	scheduler_complete(b->s, &other, &grant, &answer, b->now_ms, NULL);
	/* Nobody tells it: as it was reserved. */
	scheduler_recover(b->s, &other, &grant, &answer, b->now_ms);
	assert_true(other.lost_usd == 0.09 && other.cost_usd == 0);
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.reserved_usd == 0 && view.spent_usd == 0.1);
	b->now_ms += 100000;
	never(b, &ask, "budget");
}

static void test_cost_of_usage(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();
	struct chat_answer answer = kit_answer(CHAT_SUCCESS, -1);
	struct scheduler_state view;
	struct grant grant;

	kit_model(&b->kit, "m", 1, 2);
	begin(b);
	answer.prompt_tokens = 1000;
	answer.completion_tokens = 500;
	grant = go(b, &ask);
	b->now_ms += 1234;
	scheduler_complete(b->s, &ask, &grant, &answer, b->now_ms, NULL);
	assert_true(answer.cost_usd == 0.002);
	assert_true(ask.cost_usd == 0.002);
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.prompt_tokens == 1000);
	assert_true(view.completion_tokens == 500);
	assert_true(view.p50_ms == 1234 && view.p95_ms == 1234);
}

static void test_unknown_price(void **state)
{
	struct bench *b = *state;
	struct error err;

	kit_model(&b->kit, "m", 1, 1);
	kit_model(&b->kit, "strange", -1, -1);
	b->options.budget_usd = 1;
	assert_int_equal(scheduler_new(&b->options, &b->s, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "strange"));
	assert_non_null(strstr(err.text, "vasculum models --refresh"));
	b->options.budget_usd = 0;
	kit_key(&b->kit, "")->limit_usd = 1;
	assert_int_equal(scheduler_new(&b->options, &b->s, &err), -1);
	assert_non_null(strstr(err.text, "strange"));
	b->kit.ring.keys[0].limit_usd = 0;
	begin(b);
}

static void test_spent_already(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask();

	budget_bench(b, 1, 1);
	assert_int_equal(b->told.budget, 1);
	never(b, &ask, "budget");
}

static void test_key_limit(void **state)
{
	struct bench *b = *state;
	struct ask ask = new_ask(), other = new_ask();
	struct grant grant;

	kit_model(&b->kit, "m", 0, 0)->price_request = 0.09;
	kit_key(&b->kit, "")->limit_usd = 0.1;
	kit_key(&b->kit, "")->limit_usd = 0.1;
	begin(b);
	grant = go(b, &ask);
	assert_int_equal(pay(b, &ask, &grant, 0.09), ASK_DONE);
	ask = new_ask();
	grant = go(b, &ask);
	assert_int_equal(grant.key, 1);
	assert_int_equal(b->told.disabled, 1);
	assert_string_equal(b->told.name, "key-1");
	/* The second may have room again when it is known what it cost. */
	assert_true(later(b, &other) == INT64_MAX);
	assert_int_equal(pay(b, &ask, &grant, 0.01), ASK_DONE);
	grant = go(b, &other);
	assert_int_equal(pay(b, &other, &grant, 0.09), ASK_DONE);
	ask = new_ask();
	never(b, &ask, "quota");
}

static void test_breaker(void **state)
{
	struct bench *b = *state;
	struct error err;

	kit_model(&b->kit, "m", 1, 1);
	begin(b);
	for (int i = 0; i < 10; i++) {
		struct ask ask = new_ask();

		once(b, &ask, i < 4 ? CHAT_SUCCESS : CHAT_FAILED, -1);
	}
	assert_string_equal(scheduler_stopped(b->s, &err), "breaker");
	assert_non_null(strstr(err.text, "6 of the first 10"));
}

/* What was in flight when it stopped is put back, or is over. */
static void test_stopping(void **state)
{
	struct bench *b = *state;
	struct ask asks[4];
	struct grant grants[4];

	kit_model(&b->kit, "m", 1, 1);
	kit_key(&b->kit, "");
	begin(b);
	for (int i = 0; i < 4; i++) {
		asks[i] = new_ask();
		grants[i] = go(b, &asks[i]);
	}
	assert_int_equal(complete(b, &asks[0], &grants[0], CHAT_NO_CREDIT, -1),
			 ASK_LEFT);
	assert_int_equal(complete(b, &asks[1], &grants[1], CHAT_SUCCESS, -1),
			 ASK_DONE);
	assert_int_equal(complete(b, &asks[2], &grants[2], CHAT_RATE, -1),
			 ASK_LEFT);
	assert_int_equal(complete(b, &asks[3], &grants[3], CHAT_SMALLER, -1),
			 ASK_LEFT);
}

static void test_batches(void **state)
{
	struct bench *b = *state;
	struct ask one = new_ask(), two = new_ask(), three = new_ask();
	struct grant first, second;

	kit_model(&b->kit, "m", 1, 1);
	b->options.batch_size = 2;
	b->options.batch_pause_ms = 5000;
	begin(b);
	first = go(b, &one);
	second = go(b, &two);
	assert_true(later(b, &three) == INT64_MAX);
	assert_int_equal(complete(b, &one, &first, CHAT_RETRY, 100), ASK_AGAIN);
	assert_int_equal(complete(b, &two, &second, CHAT_SUCCESS, -1),
			 ASK_DONE);
	/* The first is not over: no new one, but it may be asked again. */
	assert_true(later(b, &three) == INT64_MAX);
	b->now_ms = one.not_before_ms;
	assert_int_equal(once(b, &one, CHAT_FAILED, -1), ASK_FAILED);
	check_wake(b, &three, 5000, 5000);
	/* One that was never sent is not a sheet of the batch. */
	first = go(b, &three);
	scheduler_give_up(b->s, &three, &first, false, b->now_ms);
	go(b, &three);
	two = new_ask();
	go(b, &two);
	one = new_ask();
	assert_true(later(b, &one) == INT64_MAX);
}

/* Its photograph went away before it could be asked about again: the batch
 * does not wait for it. */
static void test_batch_of_one_that_is_dropped(void **state)
{
	struct bench *b = *state;
	struct ask one = new_ask(), two = new_ask();

	kit_model(&b->kit, "m", 1, 1);
	b->options.batch_size = 1;
	b->options.batch_pause_ms = 5000;
	begin(b);
	assert_int_equal(once(b, &one, CHAT_RETRY, 100), ASK_AGAIN);
	assert_true(later(b, &two) == INT64_MAX);
	scheduler_drop(b->s, &one, b->now_ms);
	scheduler_drop(b->s, &one, b->now_ms);
	check_wake(b, &two, 5000, 5000);
	go(b, &two);
}

static void test_view(void **state)
{
	struct bench *b = *state;
	static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
	struct scheduler_state view;
	struct ask ask = new_ask();

	for (size_t m = 0; m < ARRAY_LEN(names); m++)
		kit_model(&b->kit, names[m], 1, 1);
	begin(b);
	scheduler_state(b->s, b->now_ms, &view);
	assert_true(view.p50_ms == -1);
	assert_int_equal(view.n_cooldowns, 0);
	for (size_t m = 0; m < ARRAY_LEN(names); m++)
		once(b, &ask, CHAT_OVERLOADED,
		     20000 * (int64_t)(m % 2 == 0 ? 10 - m : m));
	ask = new_ask();
	b->now_ms += 600000;
	once(b, &ask, CHAT_FAILED, -1);
	b->now_ms -= 600000;
	scheduler_state(b->s, b->now_ms, &view);
	assert_int_equal(view.n_cooldowns, SCHEDULER_COOLDOWNS);
	for (int i = 0; i < view.n_cooldowns; i++) {
		static const char *const longest[] = {"a", "c", "e", "f"};

		assert_string_equal(view.cooldowns[i].name, longest[i]);
		assert_int_equal(view.cooldowns[i].scope, CHAT_SCOPE_MODEL);
	}
	assert_int_equal(view.n_kinds, 2);
	assert_string_equal(view.kinds[0].kind, "overloaded");
	assert_int_equal(view.kinds[0].n, 6);
	assert_string_equal(view.kinds[1].kind, "bad_request");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_window),
		TEST(test_rate),
		TEST(test_rate_scopes),
		TEST(test_recooling),
		TEST(test_accounts),
		TEST(test_least_used),
		TEST(test_rpm),
		TEST(test_rpm_of_free),
		TEST(test_tpm),
		TEST(test_overloaded),
		TEST(test_overloaded_both),
		TEST(test_overloaded_both_for_a_key),
		TEST(test_overloaded_pool),
		TEST(test_overloaded_bounded),
		TEST(test_daily),
		TEST(test_daily_of_paid),
		TEST(test_daily_no_wait),
		TEST(test_keys_refused),
		TEST(test_no_credit),
		TEST(test_no_keys),
		TEST(test_model_refused),
		TEST(test_stray_refusals),
		TEST(test_refused),
		TEST(test_stand_in_refuses),
		TEST(test_longer_and_smaller),
		TEST(test_afford),
		TEST(test_afford_too_little),
		TEST(test_retry),
		TEST(test_malformed),
		TEST(test_malformed_elsewhere),
		TEST(test_silence),
		TEST(test_outage),
		TEST(test_no_server_at_all),
		TEST(test_overloaded_for_hours),
		TEST(test_sheet_that_crashes),
		TEST(test_uploads_that_break),
		TEST(test_refused_and_day_is_over),
		TEST(test_budget),
		TEST(test_budget_held),
		TEST(test_budget_all_held),
		TEST(test_dearest),
		TEST(test_lost),
		TEST(test_lost_and_told),
		TEST(test_cost_of_usage),
		TEST(test_unknown_price),
		TEST(test_spent_already),
		TEST(test_key_limit),
		TEST(test_breaker),
		TEST(test_stopping),
		TEST(test_batches),
		TEST(test_batch_of_one_that_is_dropped),
		TEST(test_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
