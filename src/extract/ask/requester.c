/*
 * requester.c: see requester.h.
 *
 * 1. A sheet is in exactly one place here: ready, in flight, waiting for its
 *    next try or for what a lost answer has cost, or handed back.
 * 2. Pictures are held while a sheet is ready and until they were sent; a
 *    sheet that is asked again is prepared anew, once its turn has come and
 *    a few at a time. So memory follows the few that are being sent, not the
 *    window.
 * 3. Sheets that were asked before go before new ones: a batch ends with
 *    them, and what was begun is finished first.
 * 4. Every request that went out is completed or given up exactly once with
 *    the scheduler: the money is right whatever happens.
 */
#include "config.h"

#include "extract/ask/requester.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/chat/chat.h"
#include "engine/net/http.h"
#include "extract/ask/lost.h"
#include "extract/ask/outcome.h"
#include "extract/ask/request.h"
#include "extract/control/progress.h"
#include "extract/schedule/keyring.h"

/* Sheets that are asked again and are prepared, or ready, at once. */
#define REQUESTER_AGAIN 16
/* One that has to wait longer gives its pictures back. */
#define REQUESTER_HOLD_MS 5000

struct requester {
	struct requester_options options;
	struct keyring keys;
	struct scheduler *scheduler;
	struct http *http;
	double text_tokens;

	struct list again, fresh; /* ready */
	struct list waiting;	  /* by due_ms */
	struct list lost;	  /* between looks after a cost */
	struct list back;	  /* to be taken */
	struct list flying;	  /* the newest first */
	size_t preparing; /* handed back to be prepared, not yet put again */
	int64_t wake_ms;  /* when there is something to dispatch again */
	bool leaving;
};

/* --- its life ------------------------------------------------------------- */

static int requester_open_scheduler(struct requester *requester,
				    struct error *err)
{
	const struct requester_options *o = &requester->options;
	const struct extract_options *e = o->extract;
	const struct scheduler_options options = {
		.models = chat_models(o->engine),
		.keys = &requester->keys,
		.window = o->window,
		.rpm = e->rpm,
		.tpm = e->tpm,
		.budget_usd = e->budget_usd,
		.spent_usd = o->spent_usd,
		.held_usd = o->held_usd,
		.batch_size = e->batch_size,
		.batch_pause_ms = (int64_t)(e->batch_pause_s * 1000),
		.no_wait = e->no_wait,
		.max_tokens = e->max_tokens,
		.seed = (uint64_t)clock_ns(),
		.listener = o->listener,
	};

	return scheduler_new(&options, &requester->scheduler, err);
}

static int requester_open_http(struct requester *requester, struct error *err)
{
	const struct extract_options *e = requester->options.extract;
	const struct http_options options = {
		.connections = requester->options.window,
		.total_ms = (int64_t)(e->timeout_s * 1000),
		.insecure_http = e->insecure_http,
	};

	return http_new(&options, &requester->http, err);
}

int requester_new(const struct requester_options *options,
		  struct requester **ret, struct error *err)
{
	struct requester *requester = mem_zalloc(sizeof(*requester));

	requester->options = *options;
	requester->text_tokens = chat_text_tokens(options->engine);
	if (keyring_load(options->engine_name, options->extract->key_file,
			 &requester->keys, err) < 0 ||
	    requester_open_scheduler(requester, err) < 0 ||
	    requester_open_http(requester, err) < 0) {
		requester_free(requester);
		return -1;
	}
	*ret = requester;
	return 0;
}

static void sheet_request_free(struct sheet_request *request)
{
	chat_request_free(request->chat);
	lost_answer_free(request->lost);
	pool_job_free(request->job);
	free(request);
}

void requester_free(struct requester *requester)
{
	struct sheet_request *request;

	if (requester == NULL)
		return;
	http_free(requester->http);
	list_move(&requester->back, &requester->flying);
	list_move(&requester->back, &requester->again);
	list_move(&requester->back, &requester->fresh);
	list_move(&requester->back, &requester->waiting);
	list_move(&requester->back, &requester->lost);
	while ((request = request_take(&requester->back)) != NULL)
		sheet_request_free(request);
	scheduler_free(requester->scheduler);
	keyring_done(&requester->keys);
	free(requester);
}

/* --- sheets in ------------------------------------------------------------ */

static void requester_hand_back(struct requester *requester,
				struct sheet_request *request,
				enum requester_end end)
{
	chat_request_free(request->chat);
	request->chat = NULL;
	request->end = end;
	list_push(&requester->back, &request->node);
}

void requester_put(struct requester *requester, struct pool_job *job)
{
	struct sheet_request *request = mem_zalloc(sizeof(*request));

	request->job = job;
	requester->preparing -= job->ask.asked > 0;
	job->ask.images = (size_t)job->payload.n;
	job->ask.megapixels = job->payload.megapixels;
	job->ask.text_tokens = requester->text_tokens;
	if (job->payload.text != NULL)
		job->ask.text_tokens += chat_words_tokens(job->payload.text);
	if (requester->leaving)
		requester_hand_back(requester, request, REQUESTER_LEFT);
	else
		list_push(job->ask.asked > 0 ? &requester->again
					     : &requester->fresh,
			  &request->node);
}

void requester_unprepared(struct requester *requester, struct pool_job *job)
{
	requester->preparing -= job->ask.asked > 0;
	scheduler_drop(requester->scheduler, &job->ask, clock_ms());
	requester_outcome_unsent(job, "image", &job->error);
}

void requester_unasked(struct requester *requester, struct pool_job *job)
{
	requester->preparing -= job->ask.asked > 0;
	scheduler_drop(requester->scheduler, &job->ask, clock_ms());
	requester_outcome_blank(
		job, chat_models(requester->options.engine)->items[0]->id);
}

size_t requester_ready(const struct requester *requester)
{
	return requester->again.n + requester->fresh.n;
}

/* --- sending -------------------------------------------------------------- */

/* Begins what is asked, with the key of the request's grant: it flies until it
 * is answered. */
static int requester_start(struct requester *requester,
			   struct sheet_request *request,
			   struct http_request asked, struct error *err)
{
	asked.data = request;
	if (requester->keys.n > 0)
		asked.secret = requester->keys.keys[request->grant.key].secret;
	if (http_start(requester->http, &asked, err) < 0)
		return -1;
	list_push_first(&requester->flying, &request->node);
	return 0;
}

/* It could not even be begun: the sheet fails, nobody was asked. */
static void requester_unsent(struct requester *requester,
			     struct sheet_request *request,
			     const struct error *err)
{
	struct pool_job *job = request->job;

	scheduler_give_up(requester->scheduler, &job->ask, &request->grant,
			  false, clock_ms());
	scheduler_drop(requester->scheduler, &job->ask, clock_ms());
	requester_outcome_unsent(job, "unsent", err);
	requester_hand_back(requester, request, REQUESTER_OUTCOME);
}

static void requester_send(struct requester *requester,
			   struct sheet_request *request)
{
	const struct engine *engine = requester->options.engine;
	const struct grant *grant = &request->grant;
	struct http_body body;
	struct error err;
	const struct http_request asked = {
		.url = chat_url(engine),
		.headers = chat_headers(engine),
		.body = &body,
	};

	request->chat = chat_compose(engine, grant->model, grant->max_tokens,
				     grant->anew, &request->job->payload);
	body = chat_request_body(request->chat);
	if (requester_start(requester, request, asked, &err) < 0)
		requester_unsent(requester, request, &err);
}

static void requester_wake_at(struct requester *requester, int64_t at_ms)
{
	if (at_ms < requester->wake_ms)
		requester->wake_ms = at_ms;
}

/* Sends the sheet if it may be; else *ret_wake_ms says when to ask again. */
static bool requester_try(struct requester *requester,
			  struct sheet_request *request, size_t unacked,
			  int64_t now_ms, int64_t *ret_wake_ms)
{
	if (scheduler_ask(requester->scheduler, &request->job->ask, unacked,
			  now_ms, &request->grant,
			  ret_wake_ms) == SCHEDULE_GO) {
		requester_send(requester, request);
		return true;
	}
	return false;
}

static void requester_put_off(struct requester *requester,
			      struct sheet_request *request, int64_t due_ms)
{
	payload_done(&request->job->payload);
	request->due_ms = due_ms;
	request_put_by_time(&requester->waiting, request);
}

/* Sheets that were asked before: each may wait for something of its own, and
 * none that waits for long is to stand in the way of others. */
static void requester_send_again(struct requester *requester, size_t unacked,
				 int64_t now_ms)
{
	for (size_t n = requester->again.n; n > 0; n--) {
		struct sheet_request *request = request_take(&requester->again);
		int64_t wake_ms;

		if (requester_try(requester, request, unacked, now_ms,
				  &wake_ms))
			continue;
		if (wake_ms < INT64_MAX &&
		    wake_ms - now_ms > REQUESTER_HOLD_MS) {
			requester_put_off(requester, request, wake_ms);
			continue;
		}
		requester_wake_at(requester, wake_ms);
		list_push(&requester->again, &request->node);
	}
}

/* New ones are all alike: where the first has to wait, so have the others. */
static void requester_send_fresh(struct requester *requester, size_t unacked,
				 int64_t now_ms)
{
	struct sheet_request *request;
	int64_t wake_ms;

	while ((request = request_take(&requester->fresh)) != NULL) {
		if (requester_try(requester, request, unacked, now_ms,
				  &wake_ms))
			continue;
		requester_wake_at(requester, wake_ms);
		list_push_first(&requester->fresh, &request->node);
		return;
	}
}

/* Sheets whose wait is over are to be prepared. Those that find no room are
 * looked at again when one that has it moves on. */
static void requester_prepare_due(struct requester *requester, int64_t now_ms)
{
	struct sheet_request *first;

	while ((first = request_of(requester->waiting.first)) != NULL &&
	       requester->again.n + requester->preparing < REQUESTER_AGAIN) {
		if (first->due_ms > now_ms) {
			requester_wake_at(requester, first->due_ms);
			return;
		}
		requester->preparing++;
		requester_hand_back(requester,
				    request_take(&requester->waiting),
				    REQUESTER_PREPARE);
	}
}

void requester_dispatch(struct requester *requester, size_t unacked)
{
	int64_t now_ms = clock_ms();

	requester->wake_ms = INT64_MAX;
	requester_send_again(requester, unacked, now_ms);
	requester_send_fresh(requester, unacked, now_ms);
	requester_prepare_due(requester, now_ms);
}

/* --- answers -------------------------------------------------------------- */

static void requester_wait_for(struct requester *requester,
			       struct sheet_request *request, int64_t wait_ms,
			       const char *why)
{
	if (requester->leaving) {
		requester_hand_back(requester, request, REQUESTER_LEFT);
		return;
	}
	if (requester->options.retrying != NULL)
		requester->options.retrying(requester->options.listener.data,
					    request->job, wait_ms, why);
	requester_put_off(requester, request, clock_ms() + wait_ms);
}

/* What becomes of a sheet that was answered. */
static void requester_conclude(struct requester *requester,
			       struct sheet_request *request,
			       struct chat_answer *answer, enum ask_fate fate,
			       int64_t wait_ms)
{
	const struct model_list *models =
		chat_models(requester->options.engine);
	struct pool_job *job = request->job;

	if (fate == ASK_DONE || fate == ASK_FAILED) {
		requester_outcome_fill(job, answer,
				       models->items[request->grant.model]->id);
		requester_hand_back(requester, request, REQUESTER_OUTCOME);
	} else if (fate == ASK_LEFT) {
		requester_hand_back(requester, request, REQUESTER_LEFT);
	} else {
		job->smaller = job->smaller || fate == ASK_SMALLER;
		requester_wait_for(requester, request, wait_ms, answer->text);
	}
}

/* What was reserved for a lost answer is free, by what is known of its cost. */
static void requester_end_wait(struct requester *requester,
			       struct sheet_request *request)
{
	struct lost_answer *lost = request->lost;
	int64_t now_ms = clock_ms();

	request->lost = NULL;
	scheduler_recover(requester->scheduler, &request->job->ask,
			  &request->grant, &lost->answer, now_ms);
	requester_conclude(requester, request, &lost->answer, lost->fate,
			   lost->again_ms > now_ms ? lost->again_ms - now_ms
						   : 0);
	lost_answer_free(lost);
}

/* Asks about the costs of those whose time has come. */
static void requester_ask_costs(struct requester *requester)
{
	const struct engine *engine = requester->options.engine;
	struct sheet_request *request;
	struct error err;

	while ((request = lost_take_due(&requester->lost)) != NULL)
		if (requester_start(requester, request,
				    lost_question(engine, request), &err) < 0)
			requester_end_wait(requester, request);
}

static void requester_complete(struct requester *requester,
			       struct sheet_request *request,
			       struct chat_answer *answer)
{
	int64_t wait_ms = 0;
	enum ask_fate fate;

	lost_expect(requester->options.engine, request, answer);
	fate = scheduler_complete(requester->scheduler, &request->job->ask,
				  &request->grant, answer, clock_ms(),
				  &wait_ms);
	if (!answer->awaited) {
		requester_conclude(requester, request, answer, fate, wait_ms);
		return;
	}
	lost_await(&requester->lost, request, answer, fate, wait_ms);
	if (requester->leaving)
		lost_hurry(&requester->lost);
}

/* Before anything is read of it: what is read is shown and journaled. The
 * server may repeat any key that it has met. */
static void requester_redact(const struct requester *requester,
			     struct http_reply *reply)
{
	for (size_t k = 0; k < requester->keys.n; k++) {
		const struct api_key *key = &requester->keys.keys[k];

		if (reply->body.len > 0)
			key_redact(key, reply->body.data, reply->body.len);
		key_redact(key, reply->generation_id,
			   strlen(reply->generation_id));
		key_redact(key, reply->why, strlen(reply->why));
	}
}

static void requester_read(struct requester *requester,
			   struct sheet_request *request,
			   const struct http_reply *reply)
{
	struct chat_answer answer;

	chat_request_free(request->chat);
	request->chat = NULL;
	request->job->latency_ms = reply->latency_ms;
	chat_answer_init(&answer);
	chat_answer_read(reply, chat_terms(requester->options.engine),
			 (int64_t)time(NULL) * 1000, &answer);
	requester_complete(requester, request, &answer);
	chat_answer_done(&answer);
}

static void requester_answered(struct requester *requester,
			       struct sheet_request *request,
			       struct http_reply *reply)
{
	requester_redact(requester, reply);
	list_remove(&requester->flying, &request->node);
	if (request->lost == NULL)
		requester_read(requester, request, reply);
	else if (lost_is_told(&requester->lost, request, reply,
			      requester->leaving))
		requester_end_wait(requester, request);
}

/* How long nothing is due. */
static int64_t requester_idle_ms(const struct requester *requester,
				 int64_t wait_ms)
{
	const struct sheet_request *lost = request_of(requester->lost.first);
	int64_t left, due_ms = requester->wake_ms;

	if (requester->back.n > 0)
		return 0;
	if (lost != NULL && lost->due_ms < due_ms)
		due_ms = lost->due_ms;
	if (due_ms == INT64_MAX)
		return wait_ms;
	left = due_ms - clock_ms();
	if (left <= 0)
		return 0;
	return wait_ms < 0 || left < wait_ms ? left : wait_ms;
}

int requester_turn(struct requester *requester, int wake_fd, int64_t wait_ms,
		   struct error *err)
{
	struct http_reply reply;
	void *request;

	requester_ask_costs(requester);
	if (http_turn(requester->http, wake_fd,
		      (int)requester_idle_ms(requester, wait_ms), err) < 0)
		return -1;
	/* Known anew by each dispatch: who pauses or stops is not woken. */
	requester->wake_ms = INT64_MAX;
	while (http_take(requester->http, &reply, &request)) {
		requester_answered(requester, request, &reply);
		http_reply_done(&reply);
	}
	return 0;
}

struct pool_job *requester_take(struct requester *requester,
				enum requester_end *ret)
{
	struct sheet_request *request = request_take(&requester->back);
	struct pool_job *job;

	if (request == NULL)
		return NULL;
	job = request->job;
	*ret = request->end;
	free(request);
	return job;
}

/* --- the end -------------------------------------------------------------- */

static void requester_leave_queue(struct requester *requester,
				  struct list *list)
{
	struct sheet_request *request;

	while ((request = request_take(list)) != NULL)
		requester_hand_back(requester, request, REQUESTER_LEFT);
}

void requester_leave(struct requester *requester)
{
	struct sheet_request *request;

	if (requester == NULL)
		return;
	requester->leaving = true;
	requester_leave_queue(requester, &requester->again);
	requester_leave_queue(requester, &requester->fresh);
	requester_leave_queue(requester, &requester->waiting);
	lost_hurry(&requester->lost);
	/* What was handed back to be prepared is not asked again either. */
	for (request = request_of(requester->back.first); request != NULL;
	     request = request_next(request))
		if (request->end == REQUESTER_PREPARE)
			request->end = REQUESTER_LEFT;
}

static void requester_give_up(struct requester *requester,
			      struct sheet_request *request)
{
	if (request->lost != NULL) {
		requester_end_wait(requester, request);
		return;
	}
	scheduler_give_up(requester->scheduler, &request->job->ask,
			  &request->grant, true, clock_ms());
	requester_hand_back(requester, request, REQUESTER_LEFT);
}

void requester_abort(struct requester *requester)
{
	struct sheet_request *request;

	requester_leave(requester);
	http_free(requester->http);
	requester->http = NULL;
	while ((request = request_take(&requester->flying)) != NULL)
		requester_give_up(requester, request);
	while ((request = request_take(&requester->lost)) != NULL)
		requester_end_wait(requester, request);
}

const char *requester_stopped(const struct requester *requester,
			      struct error *ret)
{
	return scheduler_stopped(requester->scheduler, ret);
}

double requester_reserved_usd(const struct requester *requester)
{
	return scheduler_reserved_usd(requester->scheduler);
}

void requester_hold_usd(struct requester *requester, double usd)
{
	scheduler_hold_usd(requester->scheduler, usd);
}

/* --- for people ----------------------------------------------------------- */

static void traffic_cooldowns(const struct scheduler_state *state,
			      struct extract_traffic *ret)
{
	for (int i = 0; i < state->n_cooldowns && i < EXTRACT_COOLDOWNS; i++) {
		progress_copy(ret->cooldowns[i].scope,
			      sizeof(ret->cooldowns[i].scope),
			      chat_scope_word(state->cooldowns[i].scope));
		progress_copy(ret->cooldowns[i].name,
			      sizeof(ret->cooldowns[i].name),
			      state->cooldowns[i].name);
		ret->cooldowns[i].left_s =
			(double)state->cooldowns[i].left_ms / 1000;
		ret->n_cooldowns = i + 1;
	}
}

void requester_traffic(const struct requester *requester,
		       struct extract_traffic *ret)
{
	struct scheduler_state state;

	scheduler_state(requester->scheduler, clock_ms(), &state);
	*ret = (struct extract_traffic){
		.window = state.window,
		.in_flight = state.in_flight,
		.p50_ms = state.p50_ms,
		.p95_ms = state.p95_ms,
		.prompt_tokens = state.prompt_tokens,
		.completion_tokens = state.completion_tokens,
		.spent_usd = state.spent_usd,
		.budget_usd = requester->options.extract->budget_usd,
		.projected_usd = -1,
		.lost_usd = state.lost_usd,
		.keys = state.keys,
		.keys_left = state.keys_left,
	};
	traffic_cooldowns(&state, ret);
	for (int i = 0; i < state.n_kinds && i < EXTRACT_KINDS; i++) {
		progress_copy(ret->kinds[i].kind, sizeof(ret->kinds[i].kind),
			      state.kinds[i].kind);
		ret->kinds[i].n = state.kinds[i].n;
		ret->n_kinds = i + 1;
	}
}
