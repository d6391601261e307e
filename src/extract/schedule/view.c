/*
 * view.c: how the scheduler stands, for people. Part of it (see
 * scheduler.h); changes nothing.
 */
#include "config.h"

#include "extract/schedule/parts.h"

#include <stdio.h>
#include <string.h>

/* Puts a cool-down among the longest, where it is one of them; one name is
 * there once. */
static void view_cooldown(struct scheduler_state *view, enum chat_scope scope,
			  const char *name, int64_t left_ms)
{
	int at = 0, n = view->n_cooldowns;

	if (left_ms == 0)
		return;
	for (int i = 0; i < n; i++) {
		if (view->cooldowns[i].scope != scope ||
		    strncmp(view->cooldowns[i].name, name,
			    sizeof(view->cooldowns[i].name) - 1) != 0)
			continue;
		if (view->cooldowns[i].left_ms >= left_ms)
			return;
		n--;
		memmove(&view->cooldowns[i], &view->cooldowns[i + 1],
			(size_t)(n - i) * sizeof(*view->cooldowns));
		break;
	}
	while (at < n && view->cooldowns[at].left_ms >= left_ms)
		at++;
	if (at == SCHEDULER_COOLDOWNS)
		return;
	if (n == SCHEDULER_COOLDOWNS)
		n--;
	memmove(&view->cooldowns[at + 1], &view->cooldowns[at],
		(size_t)(n - at) * sizeof(*view->cooldowns));
	snprintf(view->cooldowns[at].name, sizeof(view->cooldowns[at].name),
		 "%s", name);
	view->cooldowns[at].scope = scope;
	view->cooldowns[at].left_ms = left_ms;
	view->n_cooldowns = n + 1;
}

static void view_account(const struct scheduler *s,
			 const struct account *account, int64_t now_ms,
			 struct scheduler_state *ret)
{
	view_cooldown(ret, CHAT_SCOPE_ACCOUNT, account->name,
		      cooldown_left(&account->rate, now_ms));
	view_cooldown(ret, CHAT_SCOPE_ACCOUNT, account->name,
		      cooldown_left(&account->daily, now_ms));
	for (size_t m = 0; m < s->n_models; m++) {
		view_cooldown(ret, CHAT_SCOPE_MODEL, s->models[m].name,
			      cooldown_left(&account->pairs[m].rate, now_ms));
		view_cooldown(ret, CHAT_SCOPE_MODEL, s->models[m].name,
			      cooldown_left(&account->pairs[m].down, now_ms));
		view_cooldown(ret, CHAT_SCOPE_MODEL, s->models[m].name,
			      cooldown_left(&account->pairs[m].daily, now_ms));
	}
}

static void view_cooldowns(const struct scheduler *s, int64_t now_ms,
			   struct scheduler_state *ret)
{
	view_cooldown(ret, CHAT_SCOPE_ACCOUNT, "server",
		      cooldown_left(&s->server, now_ms));
	for (size_t a = 0; a < s->n_accounts; a++)
		view_account(s, &s->accounts[a], now_ms, ret);
	for (size_t k = 0; k < s->n_keys; k++)
		view_cooldown(ret, CHAT_SCOPE_KEY, scheduler_key_name(s, k),
			      cooldown_left(&s->keys[k].rate, now_ms));
	for (size_t m = 0; m < s->n_models; m++)
		view_cooldown(ret, CHAT_SCOPE_MODEL, s->models[m].name,
			      cooldown_left(&s->models[m].down, now_ms));
}

/* The kinds with the most failures, the first that came first among equals. */
static void view_kinds(const struct scheduler *s, struct scheduler_state *ret)
{
	bool taken[SCHEDULER_KINDS_MAX] = {false};

	while (ret->n_kinds < SCHEDULER_KINDS &&
	       (size_t)ret->n_kinds < s->n_kinds) {
		size_t best = s->n_kinds;

		for (size_t i = 0; i < s->n_kinds; i++)
			if (!taken[i] && (best == s->n_kinds ||
					  s->kinds[i].n > s->kinds[best].n))
				best = i;
		taken[best] = true;
		memcpy(ret->kinds[ret->n_kinds].kind, s->kinds[best].kind,
		       sizeof(s->kinds[best].kind));
		ret->kinds[ret->n_kinds++].n = s->kinds[best].n;
	}
}

void scheduler_state(const struct scheduler *s, int64_t now_ms,
		     struct scheduler_state *ret)
{
	*ret = (struct scheduler_state){
		.window = s->window.window,
		.in_flight = s->in_flight,
		.spent_usd = nano_to_usd(s->budget.spent),
		.reserved_usd = nano_to_usd(s->budget.reserved),
		.session_usd = nano_to_usd(s->session),
		.lost_usd = nano_to_usd(s->lost),
		.prompt_tokens = s->prompt_tokens,
		.completion_tokens = s->completion_tokens,
		.p50_ms = answer_times_percentile(&s->times, 50),
		.p95_ms = answer_times_percentile(&s->times, 95),
	};
	if (s->options.keys != NULL)
		ret->keys = s->options.keys->n;
	for (size_t k = 0; k < ret->keys; k++)
		ret->keys_left += !s->keys[k].disabled;
	view_cooldowns(s, now_ms, ret);
	view_kinds(s, ret);
}
