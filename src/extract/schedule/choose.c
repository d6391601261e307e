/*
 * choose.c: which model is asked, and with which key. Part of the
 * scheduler (see scheduler.h).
 *
 * 1. The first model of the list that may be asked is: one that is too busy
 *    or out of free requests is passed over, one whose rate is used up is
 *    waited for. Another model is not a way around a rate.
 * 2. Of the keys that may be used, the one with the fewest in flight, then
 *    the one that was used least. Rates and quotas are of accounts, so that a
 *    second key is not a way around them either.
 * 3. A disabled key or model is never chosen.
 */
#include "config.h"

#include "extract/schedule/parts.h"

#include <stdio.h>

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* What the options say holds over all that the models' table says. */
struct bucket *scheduler_requests(struct scheduler *s, size_t key, size_t model)
{
	struct account *account = &s->accounts[s->keys[key].account];

	if (s->options.rpm > 0)
		return &account->rates.requests;
	return &account->pairs[s->models[model].rates].rates.requests;
}

struct bucket *scheduler_tokens(struct scheduler *s, size_t key, size_t model)
{
	struct account *account = &s->accounts[s->keys[key].account];

	if (s->options.tpm > 0)
		return &account->rates.tokens;
	return &account->pairs[s->models[model].rates].rates.tokens;
}

static bool scheduler_has_keys(const struct scheduler *s)
{
	return s->options.keys != NULL && s->options.keys->n > 0;
}

const char *scheduler_key_name(const struct scheduler *s, size_t key)
{
	if (!scheduler_has_keys(s))
		return "no key";
	return s->options.keys->keys[key].fingerprint;
}

/* Free models share the quota of the account. */
static const struct cooldown *choice_quota(const struct scheduler *s,
					   size_t key, size_t model)
{
	const struct account *account = &s->accounts[s->keys[key].account];

	return s->models[model].free ? &account->daily
				     : &account->pairs[model].daily;
}

/* Until when another model is asked in its place. */
static int64_t choice_down(const struct scheduler *s, size_t key, size_t model)
{
	const struct account *account = &s->accounts[s->keys[key].account];

	return later(later(s->models[model].down.until_ms,
			   account->pairs[model].down.until_ms),
		     choice_quota(s, key, model)->until_ms);
}

/* Until when it is waited for. */
static int64_t choice_held(const struct scheduler *s, size_t key, size_t model)
{
	const struct account *account = &s->accounts[s->keys[key].account];

	return later(later(s->server.until_ms, s->keys[key].rate.until_ms),
		     later(account->rate.until_ms,
			   account->pairs[model].rate.until_ms));
}

bool scheduler_is_down(const struct scheduler *s, size_t key, size_t model,
		       int64_t now_ms)
{
	return choice_down(s, key, model) > now_ms;
}

/* Does a daily quota forbid it? */
static bool choice_daily(const struct scheduler *s, size_t key, size_t model,
			 int64_t now_ms)
{
	return cooldown_left(choice_quota(s, key, model), now_ms) > 0;
}

static bool choice_refused(const struct ask *ask, size_t model)
{
	return (ask->refused >> model & 1) != 0;
}

bool scheduler_has_model(const struct scheduler *s, const struct ask *ask)
{
	for (size_t m = 0; m < s->n_models; m++)
		if (!s->models[m].disabled && !choice_refused(ask, m))
			return true;
	return false;
}

/* Tokens of an answer, by who is the most modest. */
static long choice_max_tokens(const struct scheduler *s, const struct ask *ask,
			      size_t key, size_t model)
{
	long most =
		ask->max_tokens > 0 ? ask->max_tokens : s->options.max_tokens;
	long afforded = s->keys[key].most_tokens;
	long possible = s->models[model].model->max_output;

	/* Who needs more may try for it once: there may be money again. */
	if (afforded > 0 && afforded < most && (ask->afforded || !ask->longer))
		most = afforded;
	if (possible > 0 && possible < most)
		most = possible;
	return most;
}

/* What the request would be, and what is to be reserved for it. */
static struct choice choice_plan(const struct scheduler *s,
				 const struct ask *ask, size_t key,
				 size_t model)
{
	const struct model *to = s->models[model].model;
	double images = (double)ask->images;
	double prompt = ask->text_tokens +
			model_image_tokens(to, images, ask->megapixels);
	long most = choice_max_tokens(s, ask, key, model);
	int64_t cost = nano_above(model_cost(to, prompt, (double)most, images));

	return (struct choice){
		.grant = {.model = model,
			  .key = key,
			  .max_tokens = most,
			  .anew = ask->anew,
			  .reserved_tokens = prompt + (double)most},
		.cost = later(cost, s->models[model].dearest),
	};
}

/* False where the key's own limit has no room for it: for now, or for good
 * where nothing is under way that could leave some. */
static bool choice_affords(struct scheduler *s, const struct choice *plan,
			   bool *ret_held)
{
	const struct budget *budget = &s->keys[plan->grant.key].budget;

	if (budget_fits(budget, plan->cost))
		return true;
	if (budget->reserved > 0)
		*ret_held = true;
	else
		scheduler_disable_key(s, plan->grant.key, KEY_SPENT);
	return false;
}

static int64_t choice_ready(struct scheduler *s, const struct choice *plan,
			    int64_t now_ms)
{
	size_t key = plan->grant.key, model = plan->grant.model;
	int64_t ready =
		later(choice_down(s, key, model), choice_held(s, key, model));

	ready = later(ready, bucket_ready(scheduler_requests(s, key, model), 1,
					  now_ms));
	return later(ready, bucket_ready(scheduler_tokens(s, key, model),
					 plan->grant.reserved_tokens, now_ms));
}

/* Is `a` less used than `b`? */
static bool key_less(const struct scheduler_key *a,
		     const struct scheduler_key *b)
{
	if (a->in_flight != b->in_flight)
		return a->in_flight < b->in_flight;
	return a->asked < b->asked;
}

/* Looks through the keys for one that may ask this model now; *ret_held where
 * the model is to be waited for. */
static bool choose_key(struct scheduler *s, const struct ask *ask, size_t model,
		       int64_t now_ms, struct choice *ret, bool *ret_held)
{
	bool found = false;

	for (size_t k = 0; k < s->n_keys; k++) {
		struct choice plan;
		int64_t ready;

		if (s->keys[k].disabled)
			continue;
		plan = choice_plan(s, ask, k, model);
		if (!choice_affords(s, &plan, ret_held))
			continue;
		if (!choice_daily(s, k, model, now_ms))
			ret->daily = false;
		ready = choice_ready(s, &plan, now_ms);
		if (ready > now_ms) {
			if (ready < ret->wake_ms)
				ret->wake_ms = ready;
			if (!scheduler_is_down(s, k, model, now_ms))
				*ret_held = true;
		} else if (!found ||
			   key_less(&s->keys[k], &s->keys[ret->grant.key])) {
			ret->grant = plan.grant;
			ret->cost = plan.cost;
			found = true;
		}
	}
	return found;
}

bool scheduler_choose(struct scheduler *s, const struct ask *ask,
		      int64_t now_ms, struct choice *ret)
{
	*ret = (struct choice){.wake_ms = INT64_MAX, .daily = true};
	for (size_t m = 0; m < s->n_models; m++) {
		bool held = false;

		if (s->models[m].disabled || choice_refused(ask, m))
			continue;
		if (choose_key(s, ask, m, now_ms, ret, &held))
			return true;
		if (held) {
			ret->daily = false;
			return false;
		}
	}
	return false;
}

/* What is said of a key that is used no more, and when it was the last. */
static const struct {
	const char *stop, *why, *remedy;
} key_ends[] = {
	[KEY_REFUSED] = {"breaker", "the server does not accept it",
			 "check the keys of the environment or --key-file, "
			 "and that they are of this server"},
	[KEY_NO_CREDIT] = {"quota", "its account has no credit left",
			   "add credit, or another key"},
	[KEY_SPENT] = {"quota", "its limit is reached",
		       "raise the limits of the key file, or add a key"},
};

void scheduler_disable_key(struct scheduler *s, size_t key, enum key_end end)
{
	const struct scheduler_listener *to = &s->options.listener;
	const char *name = scheduler_key_name(s, key);

	if (s->keys[key].disabled)
		return;
	s->keys[key].disabled = true;
	if (!scheduler_has_keys(s)) {
		scheduler_stop(s, key_ends[end].stop,
			       "the server wants a key, and there is none: set "
			       "VASCULUM_API_KEY, or name a file of keys by "
			       "--key-file");
		return;
	}
	if (to->key_disabled != NULL)
		to->key_disabled(to->data, name, key_ends[end].why);
	for (size_t k = 0; k < s->n_keys; k++)
		if (!s->keys[k].disabled)
			return;
	scheduler_stop(s, key_ends[end].stop, "no key is left (%s: %s): %s",
		       name, key_ends[end].why, key_ends[end].remedy);
}

void scheduler_check_quota(struct scheduler *s, int64_t now_ms)
{
	bool any = false;

	if (!s->options.no_wait)
		return;
	for (size_t k = 0; k < s->n_keys; k++)
		for (size_t m = 0; m < s->n_models; m++) {
			if (s->keys[k].disabled || s->models[m].disabled)
				continue;
			if (!choice_daily(s, k, m, now_ms))
				return;
			any = true;
		}
	if (any)
		scheduler_stop_quota(s);
}
