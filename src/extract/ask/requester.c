/*
 * requester.c: see requester.h; lost.c asks what lost answers have cost.
 *
 * 1. A sheet is in exactly one place here: ready, in flight, waiting for its
 *    next try or for what a lost answer has cost, or handed back.
 * 2. Pictures are held while a sheet is ready and until they were sent; a
 *    sheet that is asked again is prepared anew, once its turn has come and
 *    a few at a time. So memory follows the few that are being sent, not the
 *    window.
 * 3. Sheets that were asked before go before new ones: a batch ends with
 *    them, and what was begun is finished first.
 * 4. Every request that went out is settled or given up exactly once with
 *    the scheduler: the money is right whatever happens.
 */
#include "config.h"

#include "extract/ask/parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "extract/ask/outcome.h"
#include "extract/control/progress.h"

#define FILES_RESERVED 128 /* that the rest of the process may have open */
/* Sheets that are asked again and are prepared, or ready, at once. */
#define REQUESTER_AGAIN 16
/* One that has to wait longer gives its pictures back. */
#define REQUESTER_HOLD_MS 5000

/* --- its life ------------------------------------------------------------- */

static int requester_open_scheduler(struct requester *requester,
				    struct error *err)
{
	const struct requester_options *o = &requester->options;
	const struct extract_options *e = o->extract;
	const struct scheduler_options options = {
		.models = chat_models(o->engine),
		.keys = &requester->keys,
		.window = e->window > 0 ? (size_t)e->window : EXTRACT_WINDOW,
		.rpm = e->rpm,
		.tpm = e->tpm,
		.budget_usd = e->budget_usd,
		.spent_usd = o->spent_usd,
		.batch_size = e->batch_size,
		.batch_pause_ms = (int64_t)(e->batch_pause_s * 1000),
		.no_wait = e->no_wait,
		.max_tokens = e->max_tokens,
		.seed = (uint64_t)clock_ns(),
		.listener = o->listener,
	};

	return scheduler_new(&options, &requester->scheduler, err);
}

/* Each request may have a connection of its own, and many systems let a
 * process have 1,024 files, or 256, unless it asks for more. */
static void requester_ask_for_files(size_t window)
{
	rlim_t wanted = (rlim_t)window + FILES_RESERVED;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur =
		limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted
			? limit.rlim_max
			: wanted;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int requester_open_http(struct requester *requester, struct error *err)
{
	const struct extract_options *e = requester->options.extract;
	const struct http_options options = {
		.connections = EXTRACT_WINDOW_MAX,
		.total_ms = (int64_t)(e->timeout_s * 1000),
		.insecure_http = e->insecure_http,
	};

	requester_ask_for_files(e->window > 0 ? (size_t)e->window
					      : EXTRACT_WINDOW);
	return http_new(&options, &requester->http, err);
}

int requester_new(const struct requester_options *options,
		  struct requester **ret, struct error *err)
{
	struct requester *requester = mem_zalloc(sizeof(*requester));

	requester->options = *options;
	request_queue_init(&requester->again);
	request_queue_init(&requester->fresh);
	request_queue_init(&requester->waiting);
	request_queue_init(&requester->lost);
	request_queue_init(&requester->back);
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

static void sheet_request_free(struct sheet_request *sheet)
{
	chat_request_free(sheet->request);
	lost_answer_free(sheet->lost);
	pool_job_free(sheet->job);
	free(sheet);
}

static void request_queue_free(struct request_queue *queue)
{
	struct sheet_request *sheet;

	while ((sheet = request_queue_take(queue)) != NULL)
		sheet_request_free(sheet);
}

void requester_free(struct requester *requester)
{
	struct sheet_request *sheet;

	if (requester == NULL)
		return;
	http_free(requester->http);
	while ((sheet = requester->flying) != NULL) {
		requester->flying = sheet->next;
		sheet_request_free(sheet);
	}
	request_queue_free(&requester->again);
	request_queue_free(&requester->fresh);
	request_queue_free(&requester->waiting);
	request_queue_free(&requester->lost);
	request_queue_free(&requester->back);
	scheduler_free(requester->scheduler);
	keyring_done(&requester->keys);
	free(requester);
}

/* --- sheets in ------------------------------------------------------------ */

static void requester_hand_back(struct requester *requester,
				struct sheet_request *sheet,
				enum requester_end end)
{
	chat_request_free(sheet->request);
	sheet->request = NULL;
	sheet->end = end;
	request_queue_put(&requester->back, sheet);
}

void requester_put(struct requester *requester, struct pool_job *job)
{
	struct sheet_request *sheet = mem_zalloc(sizeof(*sheet));

	sheet->job = job;
	requester->preparing -= job->ask.asked > 0;
	job->ask.images = (size_t)job->payload.n;
	job->ask.megapixels = job->payload.megapixels;
	job->ask.text_tokens = requester->text_tokens;
	if (requester->leaving)
		requester_hand_back(requester, sheet, REQUESTER_LEFT);
	else
		request_queue_put(job->ask.asked > 0 ? &requester->again
						     : &requester->fresh,
				  sheet);
}

void requester_unprepared(struct requester *requester, struct pool_job *job)
{
	requester->preparing -= job->ask.asked > 0;
	scheduler_drop(requester->scheduler, &job->ask, clock_ms());
	requester_outcome_unsent(job, "image", &job->error);
}

size_t requester_ready(const struct requester *requester)
{
	return requester->again.n + requester->fresh.n;
}

/* --- sending -------------------------------------------------------------- */

static void requester_unlink(struct requester *requester,
			     const struct sheet_request *sheet)
{
	struct sheet_request **at = &requester->flying;

	while (*at != sheet)
		at = &(*at)->next;
	*at = sheet->next;
}

int requester_start(struct requester *requester, struct sheet_request *sheet,
		    struct http_request request, struct error *err)
{
	request.data = sheet;
	if (requester->keys.n > 0)
		request.secret = requester->keys.keys[sheet->grant.key].secret;
	if (http_start(requester->http, &request, err) < 0)
		return -1;
	sheet->next = requester->flying;
	requester->flying = sheet;
	return 0;
}

/* It could not even be begun: the sheet fails, nobody was asked. */
static void requester_unsent(struct requester *requester,
			     struct sheet_request *sheet,
			     const struct error *err)
{
	struct pool_job *job = sheet->job;

	scheduler_give_up(requester->scheduler, &job->ask, &sheet->grant, false,
			  clock_ms());
	scheduler_drop(requester->scheduler, &job->ask, clock_ms());
	requester_outcome_unsent(job, "unsent", err);
	requester_hand_back(requester, sheet, REQUESTER_OUTCOME);
}

static void requester_send(struct requester *requester,
			   struct sheet_request *sheet)
{
	const struct engine *engine = requester->options.engine;
	const struct grant *grant = &sheet->grant;
	struct http_body body;
	struct error err;
	const struct http_request request = {
		.url = chat_url(engine),
		.headers = chat_headers(engine),
		.body = &body,
	};

	sheet->request = chat_compose(engine, grant->model, grant->max_tokens,
				      &sheet->job->payload);
	body = chat_request_body(sheet->request);
	if (requester_start(requester, sheet, request, &err) < 0)
		requester_unsent(requester, sheet, &err);
}

static void requester_wake_at(struct requester *requester, int64_t at_ms)
{
	if (at_ms < requester->wake_ms)
		requester->wake_ms = at_ms;
}

/* Sends the sheet if it may be; else *ret_wake_ms says when to ask again. */
static bool requester_try(struct requester *requester,
			  struct sheet_request *sheet, size_t unacked,
			  int64_t now_ms, int64_t *ret_wake_ms)
{
	if (scheduler_ask(requester->scheduler, &sheet->job->ask, unacked,
			  now_ms, &sheet->grant, ret_wake_ms) == SCHEDULE_GO) {
		requester_send(requester, sheet);
		return true;
	}
	return false;
}

static void requester_put_off(struct requester *requester,
			      struct sheet_request *sheet, int64_t due_ms)
{
	payload_done(&sheet->job->payload);
	sheet->due_ms = due_ms;
	request_queue_put_by_time(&requester->waiting, sheet);
}

/* Sheets that were asked before: each may wait for something of its own, and
 * none that waits for long is to stand in the way of others. */
static void requester_send_again(struct requester *requester, size_t unacked,
				 int64_t now_ms)
{
	for (size_t n = requester->again.n; n > 0; n--) {
		struct sheet_request *sheet =
			request_queue_take(&requester->again);
		int64_t wake_ms;

		if (requester_try(requester, sheet, unacked, now_ms, &wake_ms))
			continue;
		if (wake_ms < INT64_MAX &&
		    wake_ms - now_ms > REQUESTER_HOLD_MS) {
			requester_put_off(requester, sheet, wake_ms);
			continue;
		}
		requester_wake_at(requester, wake_ms);
		request_queue_put(&requester->again, sheet);
	}
}

/* New ones are all alike: where the first has to wait, so have the others. */
static void requester_send_fresh(struct requester *requester, size_t unacked,
				 int64_t now_ms)
{
	struct sheet_request *sheet;
	int64_t wake_ms;

	while ((sheet = request_queue_take(&requester->fresh)) != NULL) {
		if (requester_try(requester, sheet, unacked, now_ms, &wake_ms))
			continue;
		requester_wake_at(requester, wake_ms);
		request_queue_put_first(&requester->fresh, sheet);
		return;
	}
}

/* Sheets whose wait is over are to be prepared. Those that find no room are
 * looked at again when one that has it moves on. */
static void requester_prepare_due(struct requester *requester, int64_t now_ms)
{
	struct sheet_request *first;

	while ((first = requester->waiting.first) != NULL &&
	       requester->again.n + requester->preparing < REQUESTER_AGAIN) {
		if (first->due_ms > now_ms) {
			requester_wake_at(requester, first->due_ms);
			return;
		}
		requester->preparing++;
		requester_hand_back(requester,
				    request_queue_take(&requester->waiting),
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
			       struct sheet_request *sheet, int64_t wait_ms,
			       const char *why)
{
	if (requester->leaving) {
		requester_hand_back(requester, sheet, REQUESTER_LEFT);
		return;
	}
	if (requester->options.retrying != NULL)
		requester->options.retrying(requester->options.listener.data,
					    sheet->job, wait_ms, why);
	requester_put_off(requester, sheet, clock_ms() + wait_ms);
}

void requester_conclude(struct requester *requester,
			struct sheet_request *sheet, struct chat_answer *answer,
			enum ask_fate fate, int64_t wait_ms)
{
	const struct model_list *models =
		chat_models(requester->options.engine);
	struct pool_job *job = sheet->job;

	if (fate == ASK_DONE || fate == ASK_FAILED) {
		requester_outcome_fill(job, answer,
				       models->items[sheet->grant.model]->id);
		requester_hand_back(requester, sheet, REQUESTER_OUTCOME);
	} else if (fate == ASK_LEFT) {
		requester_hand_back(requester, sheet, REQUESTER_LEFT);
	} else {
		job->smaller = job->smaller || fate == ASK_SMALLER;
		requester_wait_for(requester, sheet, wait_ms, answer->text);
	}
}

static void requester_complete(struct requester *requester,
			       struct sheet_request *sheet,
			       struct chat_answer *answer)
{
	int64_t wait_ms = 0;
	enum ask_fate fate;

	requester_expect_cost(requester, sheet, answer);
	fate = scheduler_complete(requester->scheduler, &sheet->job->ask,
				  &sheet->grant, answer, clock_ms(), &wait_ms);
	if (answer->awaited)
		requester_await_cost(requester, sheet, answer, fate, wait_ms);
	else
		requester_conclude(requester, sheet, answer, fate, wait_ms);
}

/* Before anything is read of it: what is read is shown and journaled. */
static void requester_redact(const struct requester *requester,
			     const struct sheet_request *sheet,
			     struct http_reply *reply)
{
	const struct api_key *key = &requester->keys.keys[sheet->grant.key];

	if (requester->keys.n == 0)
		return;
	if (reply->body.len > 0)
		key_redact(key, reply->body.data, reply->body.len);
	key_redact(key, reply->generation_id, strlen(reply->generation_id));
	key_redact(key, reply->why, strlen(reply->why));
}

static void requester_read(struct requester *requester,
			   struct sheet_request *sheet,
			   const struct http_reply *reply)
{
	struct chat_answer answer;

	chat_request_free(sheet->request);
	sheet->request = NULL;
	sheet->job->latency_ms = reply->latency_ms;
	chat_answer_init(&answer);
	chat_answer_read(reply, (int64_t)time(NULL) * 1000, &answer);
	requester_complete(requester, sheet, &answer);
	chat_answer_done(&answer);
}

static void requester_answered(struct requester *requester,
			       struct sheet_request *sheet,
			       struct http_reply *reply)
{
	requester_redact(requester, sheet, reply);
	requester_unlink(requester, sheet);
	if (sheet->lost != NULL)
		requester_looked(requester, sheet, reply);
	else
		requester_read(requester, sheet, reply);
}

/* How long nothing is due. */
static int64_t requester_idle_ms(const struct requester *requester,
				 int64_t wait_ms)
{
	int64_t left, due_ms = requester->wake_ms;

	if (requester->back.first != NULL)
		return 0;
	if (requester->lost.first != NULL &&
	    requester->lost.first->due_ms < due_ms)
		due_ms = requester->lost.first->due_ms;
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
	void *sheet;

	requester_look(requester);
	if (http_turn(requester->http, wake_fd,
		      (int)requester_idle_ms(requester, wait_ms), err) < 0)
		return -1;
	/* Known anew by each dispatch: who pauses or stops is not woken. */
	requester->wake_ms = INT64_MAX;
	while (http_take(requester->http, &reply, &sheet)) {
		requester_answered(requester, sheet, &reply);
		http_reply_done(&reply);
	}
	return 0;
}

struct pool_job *requester_take(struct requester *requester,
				enum requester_end *ret)
{
	struct sheet_request *sheet = request_queue_take(&requester->back);
	struct pool_job *job;

	if (sheet == NULL)
		return NULL;
	job = sheet->job;
	*ret = sheet->end;
	free(sheet);
	return job;
}

/* --- the end -------------------------------------------------------------- */

static void requester_leave_queue(struct requester *requester,
				  struct request_queue *queue)
{
	struct sheet_request *sheet;

	while ((sheet = request_queue_take(queue)) != NULL)
		requester_hand_back(requester, sheet, REQUESTER_LEFT);
}

void requester_leave(struct requester *requester)
{
	struct sheet_request *sheet;

	requester->leaving = true;
	requester_leave_queue(requester, &requester->again);
	requester_leave_queue(requester, &requester->fresh);
	requester_leave_queue(requester, &requester->waiting);
	requester_hurry(requester);
	/* What was handed back to be prepared is not asked again either. */
	for (sheet = requester->back.first; sheet != NULL; sheet = sheet->next)
		if (sheet->end == REQUESTER_PREPARE)
			sheet->end = REQUESTER_LEFT;
}

static void requester_give_up(struct requester *requester,
			      struct sheet_request *sheet)
{
	if (sheet->lost != NULL) {
		requester_end_wait(requester, sheet);
		return;
	}
	scheduler_give_up(requester->scheduler, &sheet->job->ask, &sheet->grant,
			  true, clock_ms());
	requester_hand_back(requester, sheet, REQUESTER_LEFT);
}

void requester_abort(struct requester *requester)
{
	struct sheet_request *sheet;

	requester_leave(requester);
	http_free(requester->http);
	requester->http = NULL;
	while ((sheet = requester->flying) != NULL) {
		requester_unlink(requester, sheet);
		requester_give_up(requester, sheet);
	}
	while ((sheet = request_queue_take(&requester->lost)) != NULL)
		requester_end_wait(requester, sheet);
}

const char *requester_stopped(const struct requester *requester,
			      struct error *ret)
{
	return scheduler_stopped(requester->scheduler, ret);
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
