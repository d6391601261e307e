/*
 * scheduler.c: the scheduler's making, and leave to send. See scheduler.h;
 * choose.c chooses whom to ask, result.c draws the conclusions of answers,
 * stop.c ends it, view.c shows how it stands.
 *
 * 1. in_flight is the number of grants that were neither completed nor given
 *    up; it and the outcomes that are not durable stay below the window when
 *    a request is granted.
 * 2. What is granted was reserved: spent + reserved <= budget, and never more
 *    is spent than the budget while no answer costs more than was reserved
 *    for it (see budget.c for a server that charges more).
 * 3. A deadline that a server set only moves on; nothing is granted to whom
 *    it is for before it is over.
 * 4. A wait that is told is the earliest time that leave can be given, so a
 *    caller that sleeps for it never turns in vain for long.
 */
#include "config.h"

#include "extract/schedule/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SCHEDULER_ATTEMPTS   5
#define SCHEDULER_MAX_TOKENS 4096

static bool scheduler_has_limits(const struct keyring *keys)
{
	for (size_t k = 0; keys != NULL && k < keys->n; k++)
		if (keys->keys[k].limit_usd > 0)
			return true;
	return false;
}

static int scheduler_check(const struct scheduler_options *options,
			   struct error *err)
{
	if (options->models->n == 0)
		return error_set(err, ERROR_USAGE,
				 "no model is named: --model names one");
	if (options->budget_usd <= 0 && !scheduler_has_limits(options->keys))
		return 0;
	for (size_t m = 0; m < options->models->n; m++)
		if (!model_price_known(options->models->items[m]))
			return error_set(err, ERROR_USAGE,
					 "the price of %s is not known, so no "
					 "budget can be kept: run `vasculum "
					 "models --refresh`, or go without "
					 "--budget and limits of keys",
					 options->models->items[m]->id);
	return 0;
}

/* Free models count as one where the models' table has their limits: they
 * share the least of them, in the pair of the first. */
static double scheduler_limit(const struct scheduler *s, size_t model,
			      double (*of)(const struct model *model))
{
	double limit = of(s->models[model].model);

	for (size_t m = 0; s->models[model].free && m < s->n_models; m++) {
		double other = of(s->models[m].model);

		if (s->models[m].free && other > 0 &&
		    (limit <= 0 || other < limit))
			limit = other;
	}
	return limit;
}

static double limit_requests(const struct model *model)
{
	return model->rpm;
}

static double limit_tokens(const struct model *model)
{
	return model->tpm;
}

static void scheduler_init_models(struct scheduler *s)
{
	const struct model_list *list = s->options.models;
	size_t first_free = list->n;

	s->n_models = list->n;
	for (size_t m = 0; m < s->n_models; m++) {
		struct asked_model *to = &s->models[m];

		to->model = list->items[m];
		to->name = to->model->alias != NULL ? to->model->alias
						    : to->model->id;
		to->free = model_is_free(to->model);
		if (to->free && first_free == list->n)
			first_free = m;
		to->rates = to->free ? first_free : m;
	}
}

/* The account that the key belongs to, a new one where it is the first. */
static size_t scheduler_account(struct scheduler *s, size_t key)
{
	const struct api_key *keys = s->options.keys->keys;

	for (size_t k = 0; k < key; k++)
		if (strcmp(keys[k].account, keys[key].account) == 0) {
			size_t a = s->keys[k].account;

			if (keys[key].account[0] == '\0')
				s->accounts[a].name = "account";
			return a;
		}
	s->accounts[s->n_accounts].name = keys[key].account[0] != '\0'
						  ? keys[key].account
						  : keys[key].fingerprint;
	return s->n_accounts++;
}

static void scheduler_init_keys(struct scheduler *s)
{
	const struct keyring *ring = s->options.keys;

	s->n_keys = ring != NULL ? ring->n : 0;
	for (size_t k = 0; k < s->n_keys; k++) {
		s->keys[k].account = scheduler_account(s, k);
		budget_init(&s->keys[k].budget,
			    nano_of(ring->keys[k].limit_usd), 0);
	}
	if (s->n_keys == 0) {
		s->n_keys = 1;
		s->n_accounts = 1;
		s->accounts[0].name = "server";
	}
}

/* Buckets begin full at a time before all others. */
static void scheduler_init_rates(struct scheduler *s)
{
	const struct scheduler_options *o = &s->options;
	double burst = (double)s->window.most;

	for (size_t a = 0; a < s->n_accounts; a++) {
		struct account *account = &s->accounts[a];

		bucket_init(&account->rates.requests, o->rpm, burst, 0);
		bucket_init(&account->rates.tokens, o->tpm, 0, 0);
		for (size_t m = 0; m < s->n_models; m++) {
			struct rates *rates = &account->pairs[m].rates;

			bucket_init(&rates->requests,
				    scheduler_limit(s, m, limit_requests),
				    burst, 0);
			bucket_init(&rates->tokens,
				    scheduler_limit(s, m, limit_tokens), 0, 0);
		}
	}
}

int scheduler_new(const struct scheduler_options *options,
		  struct scheduler **ret, struct error *err)
{
	struct scheduler *s;
	int64_t budget = 0;

	if (scheduler_check(options, err) < 0)
		return -1;
	s = mem_zalloc(sizeof(*s));
	s->options = *options;
	if (options->attempts <= 0)
		s->options.attempts = SCHEDULER_ATTEMPTS;
	if (options->max_tokens <= 0)
		s->options.max_tokens = SCHEDULER_MAX_TOKENS;
	aimd_init(&s->window, options->window);
	s->dice.state = options->seed;
	scheduler_init_models(s);
	scheduler_init_keys(s);
	scheduler_init_rates(s);
	if (options->budget_usd > 0) {
		budget = nano_of(options->budget_usd);
		budget = budget > 0 ? budget : 1; /* 0 would be no limit */
	}
	budget_init(&s->budget, budget, nano_of(options->spent_usd));
	s->budget.held = nano_above(options->held_usd);
	if (budget_is_spent(&s->budget))
		scheduler_stop_budget(s);
	*ret = s;
	return 0;
}

void scheduler_free(struct scheduler *scheduler)
{
	free(scheduler);
}

/* May a sheet that was never asked about begin? Else *ret_wake_ms says when. */
static bool batch_has_room(struct scheduler *s, int64_t now_ms,
			   int64_t *ret_wake_ms)
{
	if (s->options.batch_size == 0 ||
	    s->batch_granted < s->options.batch_size)
		return true;
	if (s->batch_open > 0)
		return false;
	if (now_ms < s->batch_next_ms) {
		*ret_wake_ms = s->batch_next_ms;
		return false;
	}
	s->batch_granted = 0;
	return true;
}

/* Tells of it when another model takes over for all sheets. */
static void scheduler_note_model(struct scheduler *s, const struct ask *ask,
				 size_t model)
{
	const struct scheduler_listener *to = &s->options.listener;
	const struct asked_model *from = &s->models[s->current];

	if (ask->refused != 0 || model == s->current)
		return;
	if (model > s->current && to->fell_back != NULL)
		to->fell_back(to->data, from->name, s->models[model].name,
			      from->why);
	s->current = model;
}

static void scheduler_grant(struct scheduler *s, struct ask *ask,
			    const struct choice *choice, int64_t now_ms,
			    struct grant *ret)
{
	struct scheduler_key *key = &s->keys[choice->grant.key];

	*ret = choice->grant;
	ret->reserved_usd = nano_to_usd(choice->cost);
	ret->cut = s->window.cuts;
	ret->at_ms = now_ms;
	scheduler_note_model(s, ask, ret->model);
	budget_reserve(&s->budget, choice->cost);
	budget_reserve(&key->budget, choice->cost);
	bucket_take(scheduler_requests(s, ret->key, ret->model), 1, now_ms);
	bucket_take(scheduler_tokens(s, ret->key, ret->model),
		    ret->reserved_tokens, now_ms);
	s->in_flight++;
	key->in_flight++;
	key->asked++;
	if (ask->asked++ == 0 && s->options.batch_size > 0) {
		ask->in_batch = true;
		s->batch_granted++;
		s->batch_open++;
	}
}

enum schedule scheduler_ask(struct scheduler *s, struct ask *ask,
			    size_t unacked, int64_t now_ms,
			    struct grant *ret_grant, int64_t *ret_wake_ms)
{
	struct choice choice;

	*ret_wake_ms = INT64_MAX;
	if (s->stopped != NULL)
		return SCHEDULE_NEVER;
	if (s->in_flight + unacked >= s->window.window)
		return SCHEDULE_LATER;
	if (ask->not_before_ms > now_ms) {
		*ret_wake_ms = ask->not_before_ms;
		return SCHEDULE_LATER;
	}
	if (ask->asked == 0 && !batch_has_room(s, now_ms, ret_wake_ms))
		return SCHEDULE_LATER;
	if (!scheduler_has_model(s, ask)) {
		/* Those that are left have gone since: who refused is asked
		 * once more. */
		ask->refused = 0;
		ask->model = 0;
	}
	if (!scheduler_choose(s, ask, now_ms, &choice)) {
		if (s->options.no_wait && s->in_flight == 0 && choice.daily)
			scheduler_stop_quota(s);
		*ret_wake_ms = choice.wake_ms;
		return s->stopped != NULL ? SCHEDULE_NEVER : SCHEDULE_LATER;
	}
	if (!budget_fits(&s->budget, choice.cost)) {
		if (s->in_flight > 0 || s->budget.reserved > 0)
			return SCHEDULE_LATER;
		scheduler_stop_budget(s);
		return SCHEDULE_NEVER;
	}
	scheduler_grant(s, ask, &choice, now_ms, ret_grant);
	return SCHEDULE_GO;
}

double scheduler_reserved_usd(const struct scheduler *s)
{
	return nano_to_usd(s->budget.reserved);
}

void scheduler_hold_usd(struct scheduler *s, double usd)
{
	s->budget.held = nano_above(usd);
}
