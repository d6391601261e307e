/*
 * test_scheduler_world.c: a scheduler and a server in a world whose clock is
 * the test's: thousands of sheets, all verdicts mixed, over many seeds.
 *
 * Checked all the time: the window, rates a minute, every wait that the
 * server asked for, keys and models that it refused, the budget. In the end:
 * every sheet ended once, the money is exact to the nano-dollar, and the
 * scheduler was asked little more often than something happened.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "tests/kit/chat_kit.h"
#include "extract/schedule/backoff.h"
#include "extract/schedule/budget.h"

#define FLIGHTS_MAX 256
#define ACK_MS	    7
#define MINUTE_MS   60000
#define NEVER	    INT64_MAX
#define REFUSALS    3

struct sheet {
	struct ask ask;
	int64_t due_ms; /* to be asked about again; NEVER: not waiting */
	bool ended, success;
	int smaller;
};

struct flight {
	size_t sheet;
	struct grant grant;
	int64_t back_ms;
};

/* When requests were sent, for counting those of a minute. */
struct sent {
	int64_t *at_ms;
	size_t n;
};

struct world {
	struct dice dice;
	struct chat_kit kit;
	struct scheduler_options options;
	struct scheduler *s;
	int64_t now_ms;
	double trouble; /* share of requests that go wrong */

	struct sheet *sheets;
	size_t n_sheets, next, ended;
	int64_t next_due_ms; /* of a new sheet */
	bool blocked;	     /* until something is completed */

	struct flight flights[FLIGHTS_MAX];
	size_t n_flights, most_flights;
	int64_t acks[FLIGHTS_MAX]; /* when outcomes will be durable */
	size_t n_acks;

	/* What the server knows. */
	int64_t account_until[KEYRING_MAX], daily_until[KEYRING_MAX];
	int64_t model_until[MODEL_LIST_MAX];
	bool key_gone[KEYRING_MAX], model_gone[MODEL_LIST_MAX];
	int key_refusals[KEYRING_MAX], refusals[MODEL_LIST_MAX]; /* in a row */
	int64_t billed, lost; /* nano-dollars; what was reserved for lost */
	int64_t earlier;      /* of both, in sessions before this one */
	struct sent sent[KEYRING_MAX];

	int64_t key_billed[KEYRING_MAX]; /* of both */

	size_t asked, granted, turns;
	size_t resumed, resumed_at; /* when so many were granted */
	bool out_of_money;
};

static size_t roll(struct world *w, size_t n)
{
	return (size_t)(dice_roll(&w->dice) * (double)n);
}

/* The number of the account of a key, as the test counts them. */
static size_t account_of(const struct world *w, size_t key)
{
	for (size_t k = 0; k < key; k++)
		if (strcmp(w->kit.ring.keys[k].account,
			   w->kit.ring.keys[key].account) == 0)
			return k;
	return key;
}

static void check_rate(struct world *w, size_t account)
{
	struct sent *sent = &w->sent[account];
	size_t in_minute = 1;

	sent->at_ms = mem_grow(sent->at_ms, sent->n + 1, sizeof(int64_t));
	sent->at_ms[sent->n] = w->now_ms;
	for (size_t i = sent->n; i-- > 0; in_minute++)
		if (w->now_ms - sent->at_ms[i] >= MINUTE_MS)
			break;
	sent->n++;
	if (w->options.rpm > 0 && (double)in_minute > w->options.rpm)
		fail_msg("%zu in a minute, %f allowed", in_minute,
			 w->options.rpm);
}

/* It was not sent after all. */
static void world_unsend(struct world *w, const struct grant *grant)
{
	struct sent *sent = &w->sent[account_of(w, grant->key)];
	size_t i = sent->n;

	do
		assert_true(i-- > 0);
	while (sent->at_ms[i] != grant->at_ms);
	memmove(&sent->at_ms[i], &sent->at_ms[i + 1],
		(sent->n - i - 1) * sizeof(*sent->at_ms));
	sent->n--;
}

static void check_grant(struct world *w, const struct sheet *sheet,
			const struct grant *grant)
{
	size_t account = account_of(w, grant->key);
	struct scheduler_state view;

	assert_false(sheet->ended);
	assert_true(sheet->ask.not_before_ms <= w->now_ms);
	assert_true(w->now_ms >= w->account_until[account]);
	assert_true(w->now_ms >= w->model_until[grant->model]);
	if (model_is_free(w->kit.list.items[grant->model]))
		assert_true(w->now_ms >= w->daily_until[account]);
	assert_false(w->key_gone[grant->key]);
	assert_false(w->model_gone[grant->model]);
	assert_true(grant->max_tokens > 0);
	scheduler_state(w->s, w->now_ms, &view);
	assert_int_equal(view.in_flight, w->n_flights + 1);
	assert_true(view.in_flight + w->n_acks <= view.window);
	assert_true(view.window <= w->options.window);
	if (w->options.budget_usd > 0)
		assert_true(nano_of(view.spent_usd) +
				    nano_of(view.reserved_usd) <=
			    nano_of(w->options.budget_usd));
	check_rate(w, account);
}

/* Asks for a sheet; true where it was sent. */
static bool world_ask(struct world *w, struct sheet *sheet, int64_t *ret_wake)
{
	struct flight *flight = &w->flights[w->n_flights];
	enum schedule answer;

	w->asked++;
	answer = scheduler_ask(w->s, &sheet->ask, w->n_acks, w->now_ms,
			       &flight->grant, ret_wake);
	if (answer == SCHEDULE_LATER) {
		assert_true(*ret_wake > w->now_ms);
		return false;
	}
	assert_int_equal(answer == SCHEDULE_NEVER,
			 scheduler_stopped(w->s, NULL) != NULL);
	if (answer == SCHEDULE_NEVER) {
		*ret_wake = NEVER;
		return false;
	}
	check_grant(w, sheet, &flight->grant);
	flight->sheet = (size_t)(sheet - w->sheets);
	flight->back_ms = w->now_ms + 50 + (int64_t)roll(w, 3000);
	w->n_flights++;
	w->granted++;
	if (w->n_flights > w->most_flights)
		w->most_flights = w->n_flights;
	return true;
}

/* The sheet that has waited longest for its time, which has come. */
static struct sheet *world_due(struct world *w)
{
	struct sheet *due = NULL;

	for (size_t i = 0; i < w->next; i++)
		if (w->sheets[i].due_ms <= w->now_ms &&
		    (due == NULL || w->sheets[i].due_ms < due->due_ms))
			due = &w->sheets[i];
	return due;
}

/* Sends what may be sent now: those that wait for it, then new ones. */
static void world_pump(struct world *w)
{
	struct sheet *sheet;
	int64_t wake;

	while (!w->blocked && (sheet = world_due(w)) != NULL) {
		if (world_ask(w, sheet, &wake))
			sheet->due_ms = NEVER;
		else if (wake == NEVER)
			w->blocked = true;
		else
			sheet->due_ms = wake;
	}
	while (!w->blocked && w->next < w->n_sheets &&
	       w->next_due_ms <= w->now_ms) {
		sheet = &w->sheets[w->next];
		if (world_ask(w, sheet, &wake)) {
			w->next++;
		} else {
			w->next_due_ms = wake;
			break;
		}
	}
}

/* What the server says, and what it costs. */
static struct chat_answer world_answer(struct world *w, struct flight *flight)
{
	static const enum chat_verdict troubles[] = {
		CHAT_RETRY,	 CHAT_RETRY,	  CHAT_RETRY,	CHAT_RETRY,
		CHAT_RATE,	 CHAT_RATE,	  CHAT_RATE,	CHAT_OVERLOADED,
		CHAT_OVERLOADED, CHAT_OVERLOADED, CHAT_FAILED,	CHAT_LONGER,
		CHAT_SMALLER,	 CHAT_AFFORD,	  CHAT_REFUSED, CHAT_MALFORMED,
	};
	static const enum chat_verdict disasters[] = {
		CHAT_DAILY, CHAT_NO_CREDIT, CHAT_KEY_REFUSED,
		CHAT_MODEL_REFUSED};
	enum chat_verdict verdict = CHAT_SUCCESS;
	struct chat_answer answer;

	if (dice_roll(&w->dice) < w->trouble)
		verdict = troubles[roll(w, ARRAY_LEN(troubles))];
	if (dice_roll(&w->dice) < w->trouble / 200)
		verdict = disasters[roll(w, ARRAY_LEN(disasters))];
	answer = kit_answer(verdict, -1);
	if (roll(w, 2) == 0)
		answer.wait_ms = (int64_t)roll(w, 20000);
	if (verdict == CHAT_DAILY)
		answer.wait_ms = 60000 + (int64_t)roll(w, 3600000);
	answer.afford_tokens = (long)roll(w, 3000);
	if (verdict == CHAT_RETRY && roll(w, 2) == 0) {
		answer.http_status = 0;
		answer.lost = roll(w, 2) == 0;
	}
	return answer;
}

/* Bills a success or a cut answer, by one of the ways that servers tell. */
static void world_bill(struct world *w, const struct flight *flight,
		       struct chat_answer *answer)
{
	const struct model *model = w->kit.list.items[flight->grant.model];
	const struct ask *ask = &w->sheets[flight->sheet].ask;
	double most = (double)flight->grant.max_tokens;
	double prompt = flight->grant.reserved_tokens - most;
	int64_t cost;

	if (answer->verdict != CHAT_SUCCESS && answer->verdict != CHAT_LONGER)
		return;
	answer->prompt_tokens = floor(prompt * dice_roll(&w->dice));
	answer->completion_tokens = floor(most * dice_roll(&w->dice));
	cost = nano_of(model_cost(model, answer->prompt_tokens,
				  answer->completion_tokens,
				  (double)ask->images));
	if (roll(w, 2) == 0)
		answer->cost_usd = nano_to_usd(cost);
	w->billed += cost;
	w->key_billed[flight->grant.key] += cost;
}

static void world_lose(struct world *w, const struct flight *flight)
{
	int64_t reserved = nano_of(flight->grant.reserved_usd);

	w->lost += reserved;
	w->key_billed[flight->grant.key] += reserved;
}

static int64_t max_ms(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The server holds it against who comes too early. */
static void world_remember(struct world *w, const struct flight *flight,
			   const struct chat_answer *answer)
{
	size_t key = flight->grant.key, model = flight->grant.model;
	int64_t *until = NULL;

	if (answer->verdict == CHAT_RATE)
		until = &w->account_until[account_of(w, key)];
	else if (answer->verdict == CHAT_OVERLOADED)
		until = &w->model_until[model];
	else if (answer->verdict == CHAT_DAILY)
		until = &w->daily_until[account_of(w, key)];
	else if (answer->verdict == CHAT_NO_CREDIT ||
		 (answer->verdict == CHAT_KEY_REFUSED &&
		  ++w->key_refusals[key] == REFUSALS))
		w->key_gone[key] = true;
	else if (answer->verdict == CHAT_MODEL_REFUSED &&
		 ++w->refusals[model] == REFUSALS)
		w->model_gone[model] = true;
	else if (answer->verdict == CHAT_SUCCESS)
		w->refusals[model] = w->key_refusals[key] = 0;
	if (until != NULL)
		*until = max_ms(*until,
				w->now_ms + 1 + max_ms(answer->wait_ms, 0));
}

static void world_end(struct world *w, struct sheet *sheet, bool success)
{
	sheet->ended = true;
	sheet->success = success;
	w->ended++;
	w->acks[w->n_acks++] = w->now_ms + ACK_MS;
}

static void world_complete(struct world *w, size_t at)
{
	struct flight flight = w->flights[at];
	struct sheet *sheet = &w->sheets[flight.sheet];
	struct chat_answer answer = world_answer(w, &flight);
	int64_t wait;
	enum ask_fate fate;

	w->flights[at] = w->flights[--w->n_flights];
	w->blocked = false;
	w->next_due_ms = w->next_due_ms == NEVER ? 0 : w->next_due_ms;
	if (roll(w, 200) == 0) { /* given up */
		bool sent = roll(w, 2) == 0;

		scheduler_give_up(w->s, &sheet->ask, &flight.grant, sent,
				  w->now_ms);
		if (sent)
			world_lose(w, &flight);
		else
			world_unsend(w, &flight.grant);
		sheet->due_ms = w->now_ms;
		return;
	}
	world_bill(w, &flight, &answer);
	if (answer.lost)
		world_lose(w, &flight);
	world_remember(w, &flight, &answer);
	fate = scheduler_complete(w->s, &sheet->ask, &flight.grant, &answer,
				  w->now_ms, &wait);
	assert_true(wait >= 0);
	assert_true(answer.cost_usd >= 0);
	sheet->due_ms = NEVER;
	if (fate == ASK_DONE || fate == ASK_FAILED) {
		assert_int_equal(fate == ASK_DONE,
				 answer.verdict == CHAT_SUCCESS);
		world_end(w, sheet, fate == ASK_DONE);
	} else {
		assert_int_equal(fate == ASK_LEFT,
				 scheduler_stopped(w->s, NULL) != NULL);
		if (fate == ASK_SMALLER)
			assert_int_equal(++sheet->smaller, 1);
		sheet->due_ms = w->now_ms + wait;
	}
	assert_true(sheet->ask.attempts <= 5);
}

static void world_ack(struct world *w)
{
	for (size_t i = 0; i < w->n_acks;)
		if (w->acks[i] <= w->now_ms) {
			w->acks[i] = w->acks[--w->n_acks];
			w->blocked = false;
			if (w->next_due_ms == NEVER)
				w->next_due_ms = 0;
		} else {
			i++;
		}
}

/* When something happens next. */
static int64_t world_next(const struct world *w)
{
	int64_t next = NEVER;

	for (size_t i = 0; i < w->n_flights; i++)
		if (w->flights[i].back_ms < next)
			next = w->flights[i].back_ms;
	for (size_t i = 0; i < w->n_acks; i++)
		if (w->acks[i] < next)
			next = w->acks[i];
	if (w->blocked || scheduler_stopped(w->s, NULL) != NULL)
		return next;
	for (size_t i = 0; i < w->next; i++)
		if (w->sheets[i].due_ms < next)
			next = w->sheets[i].due_ms;
	if (w->next < w->n_sheets && w->next_due_ms < next)
		next = w->next_due_ms;
	return next;
}

/* The next session knows what was spent and what is done, nothing else. */
static void world_begin_again(struct world *w)
{
	w->earlier = w->billed + w->lost;
	w->options.spent_usd = nano_to_usd(w->earlier);
	scheduler_free(w->s);
	assert_int_equal(scheduler_new(&w->options, &w->s, NULL), 0);
	w->next = 0;
	for (size_t i = 0; i < w->n_sheets; i++) {
		struct sheet sheet = w->sheets[i];

		if (!sheet.ended)
			continue;
		w->sheets[i] = w->sheets[w->next];
		w->sheets[w->next++] = sheet;
	}
	for (size_t i = w->next; i < w->n_sheets; i++) {
		const struct ask ask = w->sheets[i].ask;

		w->sheets[i] =
			(struct sheet){.due_ms = NEVER,
				       .ask = {.images = ask.images,
					       .megapixels = ask.megapixels,
					       .text_tokens = ask.text_tokens}};
	}
	for (size_t a = 0; a < KEYRING_MAX; a++)
		w->sent[a].n = 0;
	memset(w->key_billed, 0, sizeof(w->key_billed));
	memset(w->account_until, 0, sizeof(w->account_until));
	memset(w->daily_until, 0, sizeof(w->daily_until));
	memset(w->model_until, 0, sizeof(w->model_until));
	memset(w->key_gone, 0, sizeof(w->key_gone));
	memset(w->model_gone, 0, sizeof(w->model_gone));
	memset(w->refusals, 0, sizeof(w->refusals));
	memset(w->key_refusals, 0, sizeof(w->key_refusals));
}

/* A person begins another session, unless it is for money. */
static bool world_resume(struct world *w)
{
	const char *why = scheduler_stopped(w->s, NULL);

	assert_non_null(why);
	/* Keys whose limits are reached stop it again at once. */
	if (strcmp(why, "budget") == 0 ||
	    (w->resumed > 0 && w->resumed_at == w->granted)) {
		w->out_of_money = true;
		return false;
	}
	w->resumed_at = w->granted;
	world_begin_again(w);
	w->resumed++;
	w->blocked = false;
	w->next_due_ms = 0;
	return true;
}

static void world_run(struct world *w)
{
	while (w->ended < w->n_sheets) {
		int64_t next;

		if (++w->turns > 100000)
			fail_msg("%zu of %zu sheets, and no end", w->ended,
				 w->n_sheets);
		world_pump(w);
		next = world_next(w);
		if (next == NEVER) {
			if (!world_resume(w))
				return;
			continue;
		}
		assert_true(next > w->now_ms);
		w->now_ms = next;
		world_ack(w);
		for (size_t i = 0; i < w->n_flights;)
			if (w->flights[i].back_ms <= w->now_ms)
				world_complete(w, i);
			else
				i++;
	}
}

static void world_check(struct world *w)
{
	struct scheduler_state view;
	size_t ended = 0;

	scheduler_state(w->s, w->now_ms, &view);
	assert_int_equal(view.in_flight, 0);
	assert_true(view.reserved_usd == 0);
	assert_true(nano_of(view.session_usd) ==
		    w->billed + w->lost - w->earlier);
	assert_true(nano_of(view.spent_usd) == w->billed + w->lost);
	if (w->options.budget_usd > 0)
		assert_true(w->billed + w->lost <=
			    nano_of(w->options.budget_usd));
	for (size_t k = 0; k < w->kit.ring.n; k++)
		if (w->kit.ring.keys[k].limit_usd > 0)
			assert_true(w->key_billed[k] <=
				    nano_of(w->kit.ring.keys[k].limit_usd));
	for (size_t i = 0; i < w->n_sheets; i++)
		ended += w->sheets[i].ended;
	assert_int_equal(ended, w->ended);
	if (!w->out_of_money)
		assert_int_equal(ended, w->n_sheets);
	assert_true(w->now_ms < (int64_t)12 * 3600 * 1000);
	/* No busy waiting. */
	if (w->asked > 4 * w->granted + 2 * w->n_sheets + 100)
		fail_msg("asked %zu times, sent %zu", w->asked, w->granted);
}

static void world_init(struct world *w, uint64_t seed)
{
	static const size_t windows[] = {1, 16, 64, 256};
	static const char *const accounts[] = {"", "", "lab", "museum"};
	static const double limits[] = {0, 60, 1000};
	size_t keys, models;

	*w = (struct world){.dice = {seed * 7919}, .n_sheets = 600};
	models = 1 + roll(w, 3);
	keys = roll(w, 5);
	if (roll(w, 2) == 0)
		kit_model(&w->kit, "a:free", 0, 0);
	else
		kit_model(&w->kit, "a", 0.7, 2.1);
	if (models > 1)
		kit_model(&w->kit, "b", 1, 3)->max_output = 6000;
	if (models > 2)
		kit_model(&w->kit, "c", 3, 15)->price_image = 0.0001;
	for (size_t k = 0; k < keys; k++)
		kit_key(&w->kit, accounts[k])->limit_usd =
			roll(w, 4) == 0 ? 1.5 : 0;
	w->options = kit_options(&w->kit, windows[seed % 4]);
	w->options.rpm = limits[roll(w, 3)];
	w->options.tpm = roll(w, 3) == 0 ? 3e5 : 0;
	w->options.batch_size = roll(w, 3) == 0 ? 50 : 0;
	w->options.batch_pause_ms = 5000;
	w->options.no_wait = roll(w, 4) == 0;
	w->options.seed = seed;
	w->trouble = 0.5 * dice_roll(&w->dice);
	if (roll(w, 2) == 0)
		w->options.budget_usd = 0.1 + 3 * dice_roll(&w->dice);
	w->sheets = mem_zalloc(w->n_sheets * sizeof(*w->sheets));
	for (size_t i = 0; i < w->n_sheets; i++) {
		w->sheets[i].due_ms = NEVER;
		w->sheets[i].ask = (struct ask){
			.images = 1 + roll(w, 3),
			.megapixels = 0.5 + 2 * dice_roll(&w->dice),
			.text_tokens = 700};
	}
	assert_int_equal(scheduler_new(&w->options, &w->s, NULL), 0);
}

static void world_done(struct world *w)
{
	scheduler_free(w->s);
	free(w->sheets);
	for (size_t a = 0; a < KEYRING_MAX; a++)
		free(w->sent[a].at_ms);
}

static void test_worlds(void **state)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct world *w = mem_alloc(sizeof(*w));

		world_init(w, seed);
		if (getenv("WORLD_TRACE") != NULL)
			fprintf(stderr, "seed %d\n", (int)seed);
		world_run(w);
		world_check(w);
		if (getenv("WORLD_TRACE") != NULL)
			fprintf(stderr,
				"  w %zu keys %zu models %zu rpm %.0f tpm %.0f "
				"batch %zu trouble %.2f: asked %zu granted %zu "
				"turns %zu resumed %zu ended %zu money %d "
				"hours %.2f most %zu\n",
				w->options.window, w->kit.ring.n, w->kit.list.n,
				w->options.rpm, w->options.tpm,
				w->options.batch_size, w->trouble, w->asked,
				w->granted, w->turns, w->resumed, w->ended,
				w->out_of_money, (double)w->now_ms / 3.6e6,
				w->most_flights);
		world_done(w);
		free(w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worlds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
