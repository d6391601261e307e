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

#define FILES_OTHERWISE 128 /* that the rest of the process may have open */
/* Sheets that are asked again and are prepared, or ready, at once. */
#define ASKER_AGAIN 16
/* One that has to wait longer gives its pictures back. */
#define ASKER_HOLD_MS 5000

/* --- its life ------------------------------------------------------------- */

static int asker_open_scheduler(struct asker *asker, struct error *err)
{
	const struct asker_options *o = &asker->options;
	const struct extract_options *e = o->extract;
	const struct scheduler_options options = {
		.models = chat_models(o->engine),
		.keys = &asker->keys,
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

	return scheduler_new(&options, &asker->scheduler, err);
}

/* Each request may have a connection of its own, and many systems let a
 * process have 1,024 files, or 256, unless it asks for more. */
static void asker_ask_for_files(size_t window)
{
	rlim_t wanted = (rlim_t)window + FILES_OTHERWISE;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur =
		limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted
			? limit.rlim_max
			: wanted;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int asker_open_http(struct asker *asker, struct error *err)
{
	const struct extract_options *e = asker->options.extract;
	const struct http_options options = {
		.connections = EXTRACT_WINDOW_MAX,
		.total_ms = (int64_t)(e->timeout_s * 1000),
		.insecure_http = e->insecure_http,
	};

	asker_ask_for_files(e->window > 0 ? (size_t)e->window : EXTRACT_WINDOW);
	return http_new(&options, &asker->http, err);
}

int asker_new(const struct asker_options *options, struct asker **ret,
	      struct error *err)
{
	struct asker *asker = mem_zalloc(sizeof(*asker));

	asker->options = *options;
	asking_queue_init(&asker->again);
	asking_queue_init(&asker->fresh);
	asking_queue_init(&asker->waiting);
	asking_queue_init(&asker->lost);
	asking_queue_init(&asker->back);
	asker->text_tokens = chat_text_tokens(options->engine);
	if (keyring_load(options->engine_name, options->extract->key_file,
			 &asker->keys, err) < 0 ||
	    asker_open_scheduler(asker, err) < 0 ||
	    asker_open_http(asker, err) < 0) {
		asker_free(asker);
		return -1;
	}
	*ret = asker;
	return 0;
}

static void asking_free(struct asking *asking)
{
	chat_request_free(asking->request);
	lost_answer_free(asking->lost);
	pool_job_free(asking->job);
	free(asking);
}

static void asking_queue_free(struct asking_queue *queue)
{
	struct asking *asking;

	while ((asking = asking_queue_take(queue)) != NULL)
		asking_free(asking);
}

void asker_free(struct asker *asker)
{
	struct asking *asking;

	if (asker == NULL)
		return;
	http_free(asker->http);
	while ((asking = asker->flying) != NULL) {
		asker->flying = asking->next;
		asking_free(asking);
	}
	asking_queue_free(&asker->again);
	asking_queue_free(&asker->fresh);
	asking_queue_free(&asker->waiting);
	asking_queue_free(&asker->lost);
	asking_queue_free(&asker->back);
	scheduler_free(asker->scheduler);
	keyring_done(&asker->keys);
	free(asker);
}

/* --- sheets in ------------------------------------------------------------ */

static void asker_hand_back(struct asker *asker, struct asking *asking,
			    enum asker_end end)
{
	chat_request_free(asking->request);
	asking->request = NULL;
	asking->end = end;
	asking_queue_put(&asker->back, asking);
}

void asker_put(struct asker *asker, struct pool_job *job)
{
	struct asking *asking = mem_zalloc(sizeof(*asking));

	asking->job = job;
	asker->preparing -= job->ask.asked > 0;
	job->ask.images = (size_t)job->parcel.n;
	job->ask.megapixels = job->parcel.megapixels;
	job->ask.text_tokens = asker->text_tokens;
	if (asker->leaving)
		asker_hand_back(asker, asking, ASKER_LEFT);
	else
		asking_queue_put(job->ask.asked > 0 ? &asker->again
						    : &asker->fresh,
				 asking);
}

void asker_unprepared(struct asker *asker, struct pool_job *job)
{
	asker->preparing -= job->ask.asked > 0;
	scheduler_drop(asker->scheduler, &job->ask, clock_ms());
	asker_outcome_unsent(job, "image", &job->error);
}

size_t asker_ready(const struct asker *asker)
{
	return asker->again.n + asker->fresh.n;
}

/* --- sending -------------------------------------------------------------- */

static void asker_unlink(struct asker *asker, const struct asking *asking)
{
	struct asking **at = &asker->flying;

	while (*at != asking)
		at = &(*at)->next;
	*at = asking->next;
}

int asker_start(struct asker *asker, struct asking *asking,
		struct http_request request, struct error *err)
{
	request.data = asking;
	if (asker->keys.n > 0)
		request.secret = asker->keys.keys[asking->grant.key].secret;
	if (http_start(asker->http, &request, err) < 0)
		return -1;
	asking->next = asker->flying;
	asker->flying = asking;
	return 0;
}

/* It could not even be begun: the sheet fails, nobody was asked. */
static void asker_unsent(struct asker *asker, struct asking *asking,
			 const struct error *err)
{
	struct pool_job *job = asking->job;

	scheduler_give_up(asker->scheduler, &job->ask, &asking->grant, false,
			  clock_ms());
	scheduler_drop(asker->scheduler, &job->ask, clock_ms());
	asker_outcome_unsent(job, "unsent", err);
	asker_hand_back(asker, asking, ASKER_OUTCOME);
}

static void asker_send(struct asker *asker, struct asking *asking)
{
	const struct engine *engine = asker->options.engine;
	const struct grant *grant = &asking->grant;
	struct http_body body;
	struct error err;
	const struct http_request request = {
		.url = chat_url(engine),
		.headers = chat_headers(engine),
		.body = &body,
	};

	asking->request = chat_compose(engine, grant->model, grant->max_tokens,
				       &asking->job->parcel);
	body = chat_request_body(asking->request);
	if (asker_start(asker, asking, request, &err) < 0)
		asker_unsent(asker, asking, &err);
}

static void asker_wake_at(struct asker *asker, int64_t at_ms)
{
	if (at_ms < asker->wake_ms)
		asker->wake_ms = at_ms;
}

/* Sends the sheet if it may be; else *ret_wake_ms says when to ask again. */
static bool asker_try(struct asker *asker, struct asking *asking,
		      size_t unacked, int64_t now_ms, int64_t *ret_wake_ms)
{
	if (scheduler_ask(asker->scheduler, &asking->job->ask, unacked, now_ms,
			  &asking->grant, ret_wake_ms) == SCHEDULE_GO) {
		asker_send(asker, asking);
		return true;
	}
	return false;
}

static void asker_put_off(struct asker *asker, struct asking *asking,
			  int64_t due_ms)
{
	parcel_done(&asking->job->parcel);
	asking->due_ms = due_ms;
	asking_queue_put_by_time(&asker->waiting, asking);
}

/* Sheets that were asked before: each may wait for something of its own, and
 * none that waits for long is to stand in the way of others. */
static void asker_send_again(struct asker *asker, size_t unacked,
			     int64_t now_ms)
{
	for (size_t n = asker->again.n; n > 0; n--) {
		struct asking *asking = asking_queue_take(&asker->again);
		int64_t wake_ms;

		if (asker_try(asker, asking, unacked, now_ms, &wake_ms))
			continue;
		if (wake_ms < INT64_MAX && wake_ms - now_ms > ASKER_HOLD_MS) {
			asker_put_off(asker, asking, wake_ms);
			continue;
		}
		asker_wake_at(asker, wake_ms);
		asking_queue_put(&asker->again, asking);
	}
}

/* New ones are all alike: where the first has to wait, so have the others. */
static void asker_send_fresh(struct asker *asker, size_t unacked,
			     int64_t now_ms)
{
	struct asking *asking;
	int64_t wake_ms;

	while ((asking = asking_queue_take(&asker->fresh)) != NULL) {
		if (asker_try(asker, asking, unacked, now_ms, &wake_ms))
			continue;
		asker_wake_at(asker, wake_ms);
		asking_queue_put_first(&asker->fresh, asking);
		return;
	}
}

/* Sheets whose wait is over are to be prepared. Those that find no room are
 * looked at again when one that has it moves on. */
static void asker_prepare_due(struct asker *asker, int64_t now_ms)
{
	struct asking *first;

	while ((first = asker->waiting.first) != NULL &&
	       asker->again.n + asker->preparing < ASKER_AGAIN) {
		if (first->due_ms > now_ms) {
			asker_wake_at(asker, first->due_ms);
			return;
		}
		asker->preparing++;
		asker_hand_back(asker, asking_queue_take(&asker->waiting),
				ASKER_PREPARE);
	}
}

void asker_dispatch(struct asker *asker, size_t unacked)
{
	int64_t now_ms = clock_ms();

	asker->wake_ms = INT64_MAX;
	asker_send_again(asker, unacked, now_ms);
	asker_send_fresh(asker, unacked, now_ms);
	asker_prepare_due(asker, now_ms);
}

/* --- answers -------------------------------------------------------------- */

static void asker_wait_for(struct asker *asker, struct asking *asking,
			   int64_t wait_ms, const char *why)
{
	if (asker->leaving) {
		asker_hand_back(asker, asking, ASKER_LEFT);
		return;
	}
	if (asker->options.retrying != NULL)
		asker->options.retrying(asker->options.listener.data,
					asking->job, wait_ms, why);
	asker_put_off(asker, asking, clock_ms() + wait_ms);
}

void asker_conclude(struct asker *asker, struct asking *asking,
		    struct chat_answer *answer, enum ask_fate fate,
		    int64_t wait_ms)
{
	const struct model_list *models = chat_models(asker->options.engine);
	struct pool_job *job = asking->job;

	if (fate == ASK_DONE || fate == ASK_FAILED) {
		asker_outcome_fill(job, answer,
				   models->items[asking->grant.model]->id);
		asker_hand_back(asker, asking, ASKER_OUTCOME);
	} else if (fate == ASK_LEFT) {
		asker_hand_back(asker, asking, ASKER_LEFT);
	} else {
		job->smaller = job->smaller || fate == ASK_SMALLER;
		asker_wait_for(asker, asking, wait_ms, answer->text);
	}
}

static void asker_settle(struct asker *asker, struct asking *asking,
			 struct chat_answer *answer)
{
	int64_t wait_ms = 0;
	enum ask_fate fate;

	asker_expect_cost(asker, asking, answer);
	fate = scheduler_settle(asker->scheduler, &asking->job->ask,
				&asking->grant, answer, clock_ms(), &wait_ms);
	if (answer->awaited)
		asker_await_cost(asker, asking, answer, fate, wait_ms);
	else
		asker_conclude(asker, asking, answer, fate, wait_ms);
}

/* Before anything is read of it: what is read is shown and journaled. */
static void asker_blot(const struct asker *asker, const struct asking *asking,
		       struct http_reply *reply)
{
	const struct api_key *key = &asker->keys.keys[asking->grant.key];

	if (asker->keys.n == 0)
		return;
	if (reply->body.len > 0)
		key_blot(key, reply->body.data, reply->body.len);
	key_blot(key, reply->generation_id, strlen(reply->generation_id));
	key_blot(key, reply->why, strlen(reply->why));
}

static void asker_read(struct asker *asker, struct asking *asking,
		       const struct http_reply *reply)
{
	struct chat_answer answer;

	chat_request_free(asking->request);
	asking->request = NULL;
	asking->job->latency_ms = reply->latency_ms;
	chat_answer_init(&answer);
	chat_answer_read(reply, (int64_t)time(NULL) * 1000, &answer);
	asker_settle(asker, asking, &answer);
	chat_answer_done(&answer);
}

static void asker_answered(struct asker *asker, struct asking *asking,
			   struct http_reply *reply)
{
	asker_blot(asker, asking, reply);
	asker_unlink(asker, asking);
	if (asking->lost != NULL)
		asker_looked(asker, asking, reply);
	else
		asker_read(asker, asking, reply);
}

/* How long nothing is due. */
static int64_t asker_idle_ms(const struct asker *asker, int64_t wait_ms)
{
	int64_t left, due_ms = asker->wake_ms;

	if (asker->back.first != NULL)
		return 0;
	if (asker->lost.first != NULL && asker->lost.first->due_ms < due_ms)
		due_ms = asker->lost.first->due_ms;
	if (due_ms == INT64_MAX)
		return wait_ms;
	left = due_ms - clock_ms();
	if (left <= 0)
		return 0;
	return wait_ms < 0 || left < wait_ms ? left : wait_ms;
}

int asker_turn(struct asker *asker, int wake_fd, int64_t wait_ms,
	       struct error *err)
{
	struct http_reply reply;
	void *asking;

	asker_look(asker);
	if (http_turn(asker->http, wake_fd, (int)asker_idle_ms(asker, wait_ms),
		      err) < 0)
		return -1;
	/* Known anew by each dispatch: who pauses or stops is not woken. */
	asker->wake_ms = INT64_MAX;
	while (http_take(asker->http, &reply, &asking)) {
		asker_answered(asker, asking, &reply);
		http_reply_done(&reply);
	}
	return 0;
}

struct pool_job *asker_take(struct asker *asker, enum asker_end *ret)
{
	struct asking *asking = asking_queue_take(&asker->back);
	struct pool_job *job;

	if (asking == NULL)
		return NULL;
	job = asking->job;
	*ret = asking->end;
	free(asking);
	return job;
}

/* --- the end -------------------------------------------------------------- */

static void asker_leave_queue(struct asker *asker, struct asking_queue *queue)
{
	struct asking *asking;

	while ((asking = asking_queue_take(queue)) != NULL)
		asker_hand_back(asker, asking, ASKER_LEFT);
}

void asker_leave(struct asker *asker)
{
	struct asking *asking;

	asker->leaving = true;
	asker_leave_queue(asker, &asker->again);
	asker_leave_queue(asker, &asker->fresh);
	asker_leave_queue(asker, &asker->waiting);
	asker_hurry(asker);
	/* What was handed back to be prepared is not asked again either. */
	for (asking = asker->back.first; asking != NULL; asking = asking->next)
		if (asking->end == ASKER_PREPARE)
			asking->end = ASKER_LEFT;
}

static void asker_give_up(struct asker *asker, struct asking *asking)
{
	if (asking->lost != NULL) {
		asker_end_wait(asker, asking);
		return;
	}
	scheduler_give_up(asker->scheduler, &asking->job->ask, &asking->grant,
			  true, clock_ms());
	asker_hand_back(asker, asking, ASKER_LEFT);
}

void asker_abort(struct asker *asker)
{
	struct asking *asking;

	asker_leave(asker);
	http_free(asker->http);
	asker->http = NULL;
	while ((asking = asker->flying) != NULL) {
		asker_unlink(asker, asking);
		asker_give_up(asker, asking);
	}
	while ((asking = asking_queue_take(&asker->lost)) != NULL)
		asker_end_wait(asker, asking);
}

const char *asker_stopped(const struct asker *asker, struct error *ret)
{
	return scheduler_stopped(asker->scheduler, ret);
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

void asker_traffic(const struct asker *asker, struct extract_traffic *ret)
{
	struct scheduler_state state;

	scheduler_state(asker->scheduler, clock_ms(), &state);
	*ret = (struct extract_traffic){
		.window = state.window,
		.in_flight = state.in_flight,
		.p50_ms = state.p50_ms,
		.p95_ms = state.p95_ms,
		.prompt_tokens = state.prompt_tokens,
		.completion_tokens = state.completion_tokens,
		.spent_usd = state.spent_usd,
		.budget_usd = asker->options.extract->budget_usd,
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
