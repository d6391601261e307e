/*
 * result.c: the conclusions of answers: what becomes of the sheet,
 * and of whom it was asked. Part of the scheduler (see scheduler.h); one
 * function for each verdict, in one table.
 *
 * 1. Every request is completed or given up once, and its reservation ended:
 *    by that, or once by scheduler_recover where its cost is still asked for.
 * 2. A sheet is charged an attempt for what may be its own fault: not for
 *    rates, quotas, keys and models that are gone, or a model that another
 *    one can stand in for; nor for a server that has answered before and
 *    answers nobody now, however long that lasts, unless it is always the same
 *    sheet that it does not answer. All else that sends it back
 *    is bounded: once for more tokens, smaller pictures and fewer affordable
 *    tokens (twice with more), once for an answer of no use, once for each
 *    model that refuses.
 * 3. A sheet is DONE or FAILED once; of a stopping session the rest is LEFT.
 * 4. No text that is told of a key is the server's: some repeat it.
 */
#include "config.h"

#include "extract/schedule/parts.h"

#include <stdio.h>
#include <string.h>

#define RESULT_MAX_TOKENS     16384
#define RESULT_AFFORD_LEAST   256 /* tokens: a label's record is longer */
#define RESULT_SILENT	      3	  /* failures in a row */
#define RESULT_BROKE	      20  /* uploads of a sheet: others may be blamed */
#define RESULT_OVERLOADS      500 /* of a sheet, and as many as RESULT_ALONE */
#define RESULT_ALONE	      20  /* in a row, while no other sheet is asked */
#define RESULT_REFUSALS	      3	  /* in a row: a stray one is a gateway's */
#define RESULT_DAY_UNKNOWN_MS ((int64_t)3600 * 1000)

struct result_context {
	struct scheduler *s;
	struct ask *ask;
	const struct grant *grant;
	struct chat_answer *answer;
	int64_t now_ms;
	struct scheduler_key *key;
	struct account *account;
	struct pair *pair;
	struct asked_model *model;
};

/* Tells of a cool-down that began. */
static void result_limited(const struct result_context *c,
			   enum chat_scope scope, const char *name,
			   const struct cooldown *cooldown)
{
	const struct scheduler_listener *to = &c->s->options.listener;
	const char *why =
		scope == CHAT_SCOPE_KEY ? c->answer->kind : c->answer->text;

	if (to->limited != NULL)
		to->limited(to->data, scope, name,
			    cooldown_left(cooldown, c->now_ms),
			    why != NULL ? why : "");
}

static void result_cool(const struct result_context *c,
			struct cooldown *cooldown, enum chat_scope scope,
			const char *name)
{
	if (cooldown_start(cooldown, &c->s->dice, c->answer->wait_ms,
			   c->grant->at_ms, c->now_ms))
		result_limited(c, scope, name, cooldown);
}

static void result_why(struct asked_model *model, const char *why)
{
	snprintf(model->why, sizeof(model->why), "%s", why);
}

static enum ask_fate result_success(struct result_context *c)
{
	struct cooldown *cooldowns[] = {
		&c->s->server,	&c->key->rate,	&c->account->rate,
		&c->pair->rate, &c->pair->down, &c->model->down,
	};

	c->model->proven = true;
	c->model->last = NULL;
	c->model->refusals = 0;
	c->key->proven = true;
	c->key->refusals = 0;
	aimd_success(&c->s->window);
	for (size_t i = 0; i < ARRAY_LEN(cooldowns); i++)
		cooldown_success(cooldowns[i], c->grant->at_ms);
	bucket_speed_up(
		scheduler_requests(c->s, c->grant->key, c->grant->model),
		c->now_ms);
	return ASK_DONE;
}

static enum ask_fate result_failed(struct result_context *c)
{
	return ASK_FAILED;
}

/* Charges an attempt. */
static enum ask_fate result_charge(struct result_context *c)
{
	return ++c->ask->attempts < c->s->options.attempts ? ASK_AGAIN
							   : ASK_FAILED;
}

/* The connection ended under the upload. */
static bool result_broke(const struct result_context *c)
{
	return c->answer->verdict == CHAT_SMALLER &&
	       c->answer->http_status == 0;
}

/* Nobody is answered any more: the way to the server, or it, is gone. What
 * may have been billed is charged all the same, so that it has an end. */
static bool result_is_outage(const struct result_context *c)
{
	const struct chat_answer *answer = c->answer;

	return c->s->answered && c->s->silent >= RESULT_SILENT &&
	       answer->http_status == 0 && !answer->lost;
}

static enum ask_fate result_retry(struct result_context *c)
{
	int64_t wait = backoff_ms(&c->s->dice, c->ask->attempts, 0);

	if (wait < c->answer->wait_ms)
		wait = backoff_wish(&c->s->dice, c->answer->wait_ms, 0);
	c->ask->not_before_ms = c->now_ms + wait;
	return result_is_outage(c) ? ASK_AGAIN : result_charge(c);
}

static void ask_refuse(struct ask *ask, size_t model)
{
	ask->refused |= 1u << model;
	while ((ask->refused >> ask->model & 1) != 0)
		ask->model++;
}

/* The first other model that this sheet may be asked of, at all or right
 * now; n_models: none. */
static size_t result_other(const struct result_context *c, bool now)
{
	const struct scheduler *s = c->s;

	for (size_t m = 0; m < s->n_models; m++) {
		if (m == c->grant->model || s->models[m].disabled ||
		    (c->ask->refused >> m & 1) != 0)
			continue;
		if (!now)
			return m;
		for (size_t k = 0; k < s->n_keys; k++)
			if (!s->keys[k].disabled &&
			    !scheduler_is_down(s, k, m, c->now_ms))
				return m;
	}
	return s->n_models;
}

/* An answer that was paid, and of no use: another one costs as much, and is
 * seldom better. Another model has the chance if it has room, else the same
 * one with another temperature. */
static enum ask_fate result_malformed(struct result_context *c)
{
	const struct scheduler_listener *to = &c->s->options.listener;
	size_t other = result_other(c, true);

	if (c->ask->anew)
		return ASK_FAILED;
	c->ask->anew = true;
	c->ask->not_before_ms = c->now_ms;
	if (other == c->s->n_models)
		return ASK_AGAIN;
	ask_refuse(c->ask, c->grant->model);
	if (to->fell_back != NULL)
		to->fell_back(to->data, c->model->name,
			      c->s->models[other].name, c->answer->text);
	return ASK_AGAIN;
}

static enum ask_fate result_longer(struct result_context *c)
{
	long tokens = c->grant->max_tokens * 2;
	long possible = c->model->model->max_output;

	if (tokens > RESULT_MAX_TOKENS)
		tokens = RESULT_MAX_TOKENS;
	if (possible > 0 && tokens > possible)
		tokens = possible;
	if (c->ask->longer || tokens <= c->grant->max_tokens)
		return ASK_FAILED;
	c->ask->longer = true;
	c->ask->afforded = false;
	c->ask->max_tokens = tokens;
	return ASK_AGAIN;
}

static enum ask_fate result_smaller(struct result_context *c)
{
	bool broke = result_broke(c);

	/* A connection that breaks under an upload is often just that; it is
	 * the pictures' size when it breaks again, and others' do not. */
	if (broke &&
	    (c->ask->smaller || c->ask->attempts == 0 || result_is_outage(c)))
		return result_retry(c);
	if (c->ask->smaller)
		return ASK_FAILED;
	c->ask->smaller = true;
	return ASK_SMALLER;
}

/* All keys of an account that the key file names have no more than one. */
static enum ask_fate result_no_credit(struct result_context *c)
{
	struct scheduler *s = c->s;
	const struct keyring *ring = s->options.keys;

	scheduler_disable_key(s, c->grant->key, KEY_NO_CREDIT);
	if (ring == NULL || ring->n == 0 ||
	    ring->keys[c->grant->key].account[0] == '\0')
		return ASK_AGAIN;
	for (size_t k = 0; k < s->n_keys; k++)
		if (s->keys[k].account == c->key->account)
			scheduler_disable_key(s, k, KEY_NO_CREDIT);
	return ASK_AGAIN;
}

static enum ask_fate result_afford(struct result_context *c)
{
	long tokens = c->answer->afford_tokens;

	if (c->ask->afforded || tokens < RESULT_AFFORD_LEAST)
		return result_no_credit(c);
	c->ask->afforded = true;
	if (c->key->most_tokens == 0 || tokens < c->key->most_tokens)
		c->key->most_tokens = tokens;
	return ASK_AGAIN;
}

static enum ask_fate result_refused(struct result_context *c)
{
	const struct scheduler_listener *to = &c->s->options.listener;
	size_t other = result_other(c, false);

	ask_refuse(c->ask, c->grant->model);
	if (other == c->s->n_models)
		return ASK_FAILED;
	if (to->fell_back != NULL)
		to->fell_back(to->data, c->model->name,
			      c->s->models[other].name, c->answer->text);
	return ASK_AGAIN;
}

static enum ask_fate result_rate(struct result_context *c)
{
	struct cooldown *cooldown = &c->account->rate;
	enum chat_scope scope = CHAT_SCOPE_ACCOUNT;
	const char *name = c->account->name;

	if (c->answer->scope == CHAT_SCOPE_MODEL) {
		cooldown = &c->pair->rate;
		scope = CHAT_SCOPE_MODEL;
		name = c->model->name;
	} else if (c->answer->scope == CHAT_SCOPE_KEY) {
		cooldown = &c->key->rate;
		scope = CHAT_SCOPE_KEY;
		name = scheduler_key_name(c->s, c->grant->key);
	}
	aimd_complaint(&c->s->window, c->grant->cut);
	bucket_slow_down(
		scheduler_requests(c->s, c->grant->key, c->grant->model),
		c->grant->at_ms, c->now_ms);
	result_cool(c, cooldown, scope, name);
	return ASK_AGAIN;
}

static enum ask_fate result_daily(struct result_context *c)
{
	struct cooldown *daily = &c->account->daily;
	int64_t left = c->answer->wait_ms;

	if (left < 0)
		left = RESULT_DAY_UNKNOWN_MS;
	result_why(c->model, c->answer->text);
	/* A paid model has a quota of its own, or was not known to be free. */
	if (!c->model->free)
		cooldown_reset(&c->pair->daily, &c->s->dice, left, c->now_ms);
	if (cooldown_reset(daily, &c->s->dice, left, c->now_ms))
		result_limited(c, CHAT_SCOPE_ACCOUNT, c->account->name, daily);
	return ASK_AGAIN;
}

/* It may be the sheet that takes the model down: one that meets nothing else,
 * while no other one is asked, or meets it all the time. */
static bool result_crashes(const struct result_context *c)
{
	return c->model->alone > RESULT_ALONE ||
	       c->ask->overloads > RESULT_OVERLOADS;
}

static enum ask_fate result_overloaded(struct result_context *c)
{
	struct cooldown *cooldown = c->answer->scope == CHAT_SCOPE_MODEL
					    ? &c->model->down
					    : &c->pair->down;
	bool turn;

	c->model->alone = c->model->last == c->ask ? c->model->alone + 1 : 0;
	c->model->last = c->ask;
	aimd_complaint(&c->s->window, c->grant->cut);
	result_why(c->model, c->answer->text);
	result_cool(c, cooldown, CHAT_SCOPE_MODEL, c->model->name);
	/* Models that have room in turns, but never for this sheet, would
	 * keep it for ever. */
	turn = (size_t)++c->ask->overloads % c->s->n_models == 0;
	if (!turn && result_other(c, true) != c->s->n_models)
		return ASK_AGAIN;
	/* The limits of a pool, and a model that has answered and has room for
	 * nobody now, are not a sheet's fault. */
	if (c->answer->error_status == 429 ||
	    (c->model->proven && cooldown->failures >= RESULT_SILENT &&
	     !result_crashes(c)))
		return ASK_AGAIN;
	return result_charge(c);
}

/* A refusal that may be a stray one. It is the sheet's, perhaps, where others
 * are answered. */
static enum ask_fate result_stray(struct result_context *c, bool proven)
{
	if (proven)
		return result_retry(c);
	c->ask->not_before_ms = c->now_ms + backoff_ms(&c->s->dice, 0, 0);
	return ASK_AGAIN;
}

static enum ask_fate result_key_refused(struct result_context *c)
{
	if (!c->key->disabled && ++c->key->refusals < RESULT_REFUSALS)
		return result_stray(c, c->key->proven);
	scheduler_disable_key(c->s, c->grant->key, KEY_REFUSED);
	return ASK_AGAIN;
}

static enum ask_fate result_model_refused(struct result_context *c)
{
	struct scheduler *s = c->s;

	if (!c->model->disabled && ++c->model->refusals < RESULT_REFUSALS)
		return result_stray(c, c->model->proven);
	c->model->disabled = true;
	result_why(c->model, c->answer->text);
	for (size_t m = 0; m < s->n_models; m++)
		if (!s->models[m].disabled)
			return result_other(c, false) < s->n_models
				       ? ASK_AGAIN
				       : ASK_FAILED;
	scheduler_stop(s, "breaker",
		       "the server does not answer for the model %s (%s): "
		       "name another one by --model; `vasculum models` lists "
		       "them",
		       c->model->name, c->answer->text);
	return ASK_AGAIN;
}

static enum ask_fate (*const result_verdicts[CHAT_VERDICTS])(
	struct result_context *c) = {
	[CHAT_SUCCESS] = result_success,
	[CHAT_FAILED] = result_failed,
	[CHAT_MALFORMED] = result_malformed,
	[CHAT_RETRY] = result_retry,
	[CHAT_LONGER] = result_longer,
	[CHAT_SMALLER] = result_smaller,
	[CHAT_AFFORD] = result_afford,
	[CHAT_REFUSED] = result_refused,
	[CHAT_RATE] = result_rate,
	[CHAT_DAILY] = result_daily,
	[CHAT_OVERLOADED] = result_overloaded,
	[CHAT_NO_CREDIT] = result_no_credit,
	[CHAT_KEY_REFUSED] = result_key_refused,
	[CHAT_MODEL_REFUSED] = result_model_refused,
};

/* Ends the reservations of a request that is over. */
static void result_spend(struct scheduler *s, const struct grant *grant,
			 int64_t spent)
{
	int64_t reserved = nano_of(grant->reserved_usd);

	budget_complete(&s->budget, reserved, spent);
	budget_complete(&s->keys[grant->key].budget, reserved, spent);
	s->session += spent;
}

static void result_lost(struct scheduler *s, struct ask *ask,
			const struct grant *grant)
{
	int64_t reserved = nano_of(grant->reserved_usd);

	result_spend(s, grant, reserved);
	s->lost += reserved;
	ask->lost_usd = nano_to_usd(nano_of(ask->lost_usd) + reserved);
}

/* The model that answered, where the server chose another of the list. */
static const struct model *result_biller(const struct result_context *c)
{
	const struct model_list *list = c->s->options.models;

	for (size_t m = 0; c->answer->model != NULL && m < list->n; m++)
		if (strcmp(list->items[m]->id, c->answer->model) == 0)
			return list->items[m];
	return c->model->model;
}

/* What the usage costs, what is not said of it at its most; -1: unknown. */
static double result_usage_cost(const struct result_context *c)
{
	const struct chat_answer *answer = c->answer;
	double most = (double)c->grant->max_tokens;
	double prompt = answer->prompt_tokens;
	double completion = answer->completion_tokens;

	if (prompt < 0 && completion < 0)
		return -1;
	return model_cost(
		result_biller(c),
		prompt >= 0 ? prompt : c->grant->reserved_tokens - most,
		completion >= 0 ? completion : most, (double)c->ask->images);
}

/* What is known to have been paid, and was spent already. */
static void result_paid(struct ask *ask, struct asked_model *model,
			int64_t cost)
{
	ask->cost_usd = nano_to_usd(nano_of(ask->cost_usd) + cost);
	if (cost > model->dearest)
		model->dearest = cost;
}

static void result_money(struct result_context *c)
{
	struct chat_answer *answer = c->answer;
	int64_t cost;

	if (answer->awaited)
		return;
	if (answer->cost_usd < 0)
		answer->cost_usd = result_usage_cost(c);
	if (answer->cost_usd < 0 && answer->lost) {
		answer->cost_usd = 0;
		result_lost(c->s, c->ask, c->grant);
		return;
	}
	/* A success that costs, nobody says how much: as was reserved. */
	if (answer->cost_usd < 0)
		answer->cost_usd = answer->verdict == CHAT_SUCCESS
					   ? c->grant->reserved_usd
					   : 0;
	cost = nano_of(answer->cost_usd);
	result_spend(c->s, c->grant, cost);
	result_paid(c->ask, c->model, cost);
}

static void result_tokens(struct scheduler *s, const struct grant *grant,
			  const struct chat_answer *answer, int64_t now_ms)
{
	double prompt = answer->prompt_tokens;
	double completion = answer->completion_tokens;

	s->prompt_tokens += prompt > 0 ? prompt : 0;
	s->completion_tokens += completion > 0 ? completion : 0;
	if (prompt >= 0 && completion >= 0)
		bucket_put_back(scheduler_tokens(s, grant->key, grant->model),
				grant->reserved_tokens - prompt - completion,
				now_ms);
}

void scheduler_recover(struct scheduler *s, struct ask *ask,
		       const struct grant *grant,
		       const struct chat_answer *answer, int64_t now_ms)
{
	if (answer->cost_usd < 0) {
		result_lost(s, ask, grant);
		return;
	}
	result_spend(s, grant, nano_of(answer->cost_usd));
	result_paid(ask, &s->models[grant->model], nano_of(answer->cost_usd));
	result_tokens(s, grant, answer, now_ms);
}

static void result_count(struct scheduler *s, const char *kind)
{
	size_t i = 0;

	if (kind == NULL)
		return;
	while (i < s->n_kinds && strncmp(s->kinds[i].kind, kind,
					 sizeof(s->kinds[i].kind) - 1) != 0)
		i++;
	if (i == SCHEDULER_KINDS_MAX)
		return;
	if (i == s->n_kinds)
		snprintf(s->kinds[s->n_kinds++].kind, sizeof(s->kinds[i].kind),
			 "%s", kind);
	s->kinds[i].n++;
}

/* Uploads that break may be a proxy's way to say that nobody is there, or due
 * to the one sheet: that is blamed if it is the same one as the last time, or
 * has had its share of doubt. */
static bool result_is_suspect(struct result_context *c)
{
	bool same = c->s->broke == c->ask;

	c->s->broke = c->ask;
	return same || ++c->ask->broke > RESULT_BROKE;
}

/* Nothing at all came of several requests in a row: the server, or the way to
 * it, is gone; sheets that would all fail now wait a little. */
static void result_silence(struct result_context *c)
{
	struct scheduler *s = c->s;

	if (result_broke(c)) {
		if (result_is_suspect(c)) {
			s->silent = 0;
			return;
		}
	} else if (c->answer->verdict != CHAT_RETRY ||
		   c->answer->http_status > 0) {
		s->silent = 0;
		s->broke = NULL;
		s->answered = true;
		cooldown_success(&s->server, c->grant->at_ms);
		return;
	}
	if (++s->silent < RESULT_SILENT)
		return;
	s->silent = RESULT_SILENT;
	aimd_complaint(&s->window, c->grant->cut);
	result_cool(c, &s->server, CHAT_SCOPE_ACCOUNT, "server");
}

void scheduler_drop(struct scheduler *s, struct ask *ask, int64_t now_ms)
{
	if (!ask->in_batch)
		return;
	ask->in_batch = false;
	if (--s->batch_open == 0)
		s->batch_next_ms = now_ms + s->options.batch_pause_ms;
}

static void result_break(struct result_context *c, enum ask_fate fate)
{
	const struct breaker *breaker = &c->s->breaker;

	if (!breaker_add_result(&c->s->breaker, fate == ASK_DONE))
		return;
	scheduler_stop(c->s, "breaker",
		       "%d of the first %d sheets failed; the last one: %s",
		       breaker->results - breaker->succeeded, breaker->results,
		       fate == ASK_DONE ? "none" : c->answer->text);
}

/* The wait until the sheet may be asked about again, as it looks now. */
static int64_t result_wait(struct result_context *c)
{
	int64_t wait = c->ask->not_before_ms - c->now_ms;
	struct choice choice;

	if (!scheduler_choose(c->s, c->ask, c->now_ms, &choice) &&
	    choice.wake_ms < INT64_MAX && choice.wake_ms - c->now_ms > wait)
		wait = choice.wake_ms - c->now_ms;
	return wait > 0 ? wait : 0;
}

/* A model refused it, and those that are left have no more requests today: it
 * would stand in the way of others until then. */
static bool result_waits_for_day(struct result_context *c)
{
	struct choice choice;

	return c->ask->refused != 0 &&
	       !scheduler_choose(c->s, c->ask, c->now_ms, &choice) &&
	       choice.daily && scheduler_has_model(c->s, c->ask);
}

static void result_release(struct scheduler *s, const struct grant *grant)
{
	s->in_flight--;
	s->keys[grant->key].in_flight--;
}

enum ask_fate scheduler_complete(struct scheduler *s, struct ask *ask,
				 const struct grant *grant,
				 struct chat_answer *answer, int64_t now_ms,
				 int64_t *ret_wait_ms)
{
	struct scheduler_key *key = &s->keys[grant->key];
	struct account *account = &s->accounts[key->account];
	struct result_context c = {
		.s = s,
		.ask = ask,
		.grant = grant,
		.answer = answer,
		.now_ms = now_ms,
		.key = key,
		.account = account,
		.pair = &account->pairs[grant->model],
		.model = &s->models[grant->model],
	};
	int64_t wait = 0;
	enum ask_fate fate;

	result_release(s, grant);
	result_money(&c);
	result_tokens(s, grant, answer, now_ms);
	result_count(s, answer->kind);
	if (answer->verdict == CHAT_SUCCESS || answer->http_status > 0)
		answer_times_add(&s->times, (double)(now_ms - grant->at_ms));
	result_silence(&c);
	fate = result_verdicts[answer->verdict](&c);
	if (fate == ASK_DONE || fate == ASK_FAILED) {
		result_break(&c, fate);
	} else {
		wait = result_wait(&c);
		scheduler_check_quota(s, now_ms);
		if (s->stopped != NULL)
			fate = ASK_LEFT;
		else if (fate == ASK_AGAIN && result_waits_for_day(&c))
			fate = ASK_FAILED;
	}
	if (fate != ASK_AGAIN && fate != ASK_SMALLER)
		scheduler_drop(s, ask, now_ms);
	if (ret_wait_ms != NULL)
		*ret_wait_ms = wait;
	return fate;
}

void scheduler_give_up(struct scheduler *s, struct ask *ask,
		       const struct grant *grant, bool sent, int64_t now_ms)
{
	result_release(s, grant);
	if (sent) {
		result_lost(s, ask, grant);
		scheduler_drop(s, ask, now_ms);
		return;
	}
	result_spend(s, grant, 0);
	bucket_put_back(scheduler_requests(s, grant->key, grant->model), 1,
			now_ms);
	bucket_put_back(scheduler_tokens(s, grant->key, grant->model),
			grant->reserved_tokens, now_ms);
	s->keys[grant->key].asked--;
	if (--ask->asked == 0 && ask->in_batch) {
		ask->in_batch = false;
		s->batch_granted--;
		s->batch_open--;
	}
}
