/*
 * matcher.c: see matcher.h.
 *
 * 1. A question is asked again only after what was answered before it is kept:
 *    what is lost with the process are at most the few that are under way.
 * 2. A failure that may pass stops all questions for a while, since it is the
 *    server's: longer each time, until it answers again or is given up.
 * 3. The questions of a run are taken up in lots, so that memory is bounded by
 *    one; `seen` has those that were met in this session, so that none is asked
 *    twice in it.
 */
#include "config.h"

#include "match/matcher.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "engine/gbif/gbif.h"
#include "engine/net/url.h"
#include "extract/schedule/backoff.h"
#include "extract/schedule/bucket.h"
#include "match/walk.h"
#include "run/cache/gbif.h"

#define AT_ONCE	     4
#define LOT	     50000
#define TRIES	     4	 /* of one question */
#define IN_A_ROW     6	 /* failures, then it is given up */
#define TURN_MS	     200 /* between two looks whether it is stopped */
#define TIMEOUT_MS   30000
#define BODY_MAX     (2u << 20)
#define WISH_MOST_MS (15 * 60 * 1000) /* longer ones end the session */

enum question_kind {
	ASK_NAME,
	ASK_PLACE,
	ASK_INDEX, /* which state of it answers */
};

enum question_stage { QUESTION_WAITS, QUESTION_FLIES, QUESTION_OVER };

struct question {
	enum question_kind kind;
	enum question_stage stage;
	char *url;
	char *said; /* for people */
	int tries;
	int64_t sent_ms;
};

struct matcher {
	const struct match_setup *setup;
	struct match_server server;
	struct index *index;
	struct gbif_cache *cache;
	struct http *http;
	struct bucket bucket;
	struct dice dice;
	int lock; /* -1: it could not be had, and is done without */

	struct question *lot;
	size_t n, cap;
	size_t first; /* that is not over */
	size_t left;  /* that are not over */
	json_t *seen;
	size_t begun; /* questions of the session */

	bool counts; /* what would be asked, and asks nothing */

	int in_a_row;
	int64_t resume_ms; /* nothing is asked before */
	bool closed;	   /* nothing will be answered */
	bool noted;	   /* who is asked */
	struct match_progress progress;
};

static bool matcher_is_stopped(const struct matcher *m)
{
	return m->setup->stop != NULL && atomic_load(m->setup->stop);
}

static void matcher_tell(struct matcher *m)
{
	int64_t pause = m->resume_ms - clock_ms();

	m->progress.pause_ms = pause > 0 ? pause : 0;
	if (m->setup->tell != NULL)
		m->setup->tell(m->setup->data, &m->progress);
}

/* --- the questions -------------------------------------------------------- */

static void lot_clear(struct matcher *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free(m->lot[i].url);
		free(m->lot[i].said);
	}
	m->n = m->first = m->left = 0;
}

static void lot_add(struct matcher *m, enum question_kind kind, char *url,
		    char *said)
{
	ARRAY_GROW(m->lot, m->n, m->cap);
	m->lot[m->n++] =
		(struct question){.kind = kind, .url = url, .said = said};
	m->left++;
}

/* An answer of another state of the index is not one. */
static bool is_answered(struct matcher *m, enum question_kind kind,
			const char *url)
{
	char *state CLEANUP(mem_free_str) = NULL;
	char *body CLEANUP(mem_free_str) =
		gbif_cache_get(m->cache, url, &state);

	if (body == NULL || m->setup->options->again)
		return false;
	return kind == ASK_PLACE || m->progress.state[0] == '\0' ||
	       strcmp(state, m->progress.state) == 0;
}

/* Takes a question up unless it was, or was answered; *said is given away. */
static void lot_take(struct matcher *m, enum question_kind kind,
		     const char *url, char *said)
{
	size_t limit = m->setup->options->limit;

	if (json_object_get(m->seen, url) != NULL) {
		free(said);
		return;
	}
	if (is_answered(m, kind, url)) {
		m->progress.known++;
	} else if (m->counts) {
		m->progress.total += limit == 0 || m->progress.total < limit;
	} else if (m->n < LOT && (limit == 0 || m->begun < limit)) {
		lot_add(m, kind, mem_strdup(url), said);
		said = NULL;
		m->begun++;
		m->progress.total++;
	} else {
		free(said);
		return;
	}
	free(said);
	json_object_set_new(m->seen, url, json_true());
}

static int lot_visit(void *arg, const struct match_asked *asked,
		     struct error *err)
{
	struct matcher *m = arg;

	(void)err;
	if (asked->name != NULL)
		lot_take(m, ASK_NAME, asked->name->url,
			 mem_strdup(asked->name->name));
	if (asked->place != NULL)
		lot_take(m, ASK_PLACE, asked->place->url,
			 mem_printf("%.1f, %.1f", asked->place->latitude,
				    asked->place->longitude));
	return matcher_is_stopped(m) ? 1 : 0;
}

static int lot_fill(struct matcher *m, struct error *err)
{
	lot_clear(m);
	return match_walk(m->index, &m->server, !m->setup->options->no_places,
			  lot_visit, m, err) < 0
		       ? -1
		       : 0;
}

/* --- answers -------------------------------------------------------------- */

static void question_over(struct matcher *m, struct question *question)
{
	question->stage = QUESTION_OVER;
	m->left--;
	while (m->first < m->n && m->lot[m->first].stage == QUESTION_OVER)
		m->first++;
}

static void matcher_fault(struct matcher *m, const struct question *question,
			  const char *why)
{
	char *text CLEANUP(mem_free_str) =
		mem_printf("%s: %s", question->said, why);
	size_t len;

	text_clean_line(text);
	len = text_cut(text, sizeof(m->progress.fault) - 1);
	memcpy(m->progress.fault, text, len);
	m->progress.fault[len] = '\0';
}

static void question_fail(struct matcher *m, struct question *question,
			  const char *why)
{
	matcher_fault(m, question, why);
	m->progress.failed += question->kind != ASK_INDEX;
	question_over(m, question);
}

/* The answer as it is kept, owned; NULL where it is not one. */
static char *answer_compact(enum question_kind kind,
			    const struct http_reply *reply, struct error *err)
{
	struct gbif_match match CLEANUP(gbif_match_done) = {0};
	struct gbif_areas areas CLEANUP(gbif_areas_done) = {0};
	json_t *value CLEANUP(json_release) = NULL;
	struct bytes line = {0};
	int rc;

	rc = kind == ASK_NAME ? gbif_match_read(reply->body.data,
						reply->body.len, &match, err)
			      : gbif_areas_read(reply->body.data,
						reply->body.len, &areas, err);
	if (rc < 0)
		return NULL;
	value = kind == ASK_NAME ? gbif_match_write(&match)
				 : gbif_areas_write(&areas);
	json_write_line(value, &line);
	return bytes_steal(&line);
}

/* Once it has answered: what another server has said stays in sight until then.
 */
static void matcher_note(struct matcher *m)
{
	char *server CLEANUP(mem_free_str) = NULL;

	if (m->noted)
		return;
	server = match_server_write(&m->server);
	gbif_cache_set_note(m->cache, MATCH_NOTE_STATE, m->progress.state);
	gbif_cache_set_note(m->cache, MATCH_NOTE_SERVER, server);
	m->noted = true;
}

static int answer_keep(struct matcher *m, const struct question *question,
		       const struct http_reply *reply, struct error *err)
{
	char *body CLEANUP(mem_free_str) =
		answer_compact(question->kind, reply, err);
	const char *state = question->kind == ASK_NAME ? m->progress.state : "";

	if (body == NULL)
		return -1;
	if (!gbif_cache_put(m->cache, question->url, state, body))
		return error_set(err, ERROR_FAILED,
				 "the answer cannot be kept in RUN/cache");
	m->progress.answered++;
	matcher_note(m);
	return 0;
}

static int index_keep(struct matcher *m, const struct http_reply *reply,
		      struct error *err)
{
	char *state CLEANUP(mem_free_str) = NULL;

	if (gbif_index_read(reply->body.data, reply->body.len, &state, err) < 0)
		return -1;
	state[text_cut(state, sizeof(m->progress.state) - 1)] = '\0';
	snprintf(m->progress.state, sizeof(m->progress.state), "%s", state);
	return 0;
}

/* Nothing is asked for a while; how long, by how often it failed. What was
 * under way when that was said is no further failure. */
static void matcher_pause(struct matcher *m, const struct question *question,
			  int64_t wish_ms)
{
	int64_t base_ms = m->setup->options->backoff_ms;
	int64_t now = clock_ms(), wait;

	if (question->sent_ms < m->resume_ms)
		return;
	if (base_ms == 0)
		base_ms = BACKOFF_BASE_MS;
	wait = backoff_ms(&m->dice, m->in_a_row, 0) * base_ms / BACKOFF_BASE_MS;
	if (wish_ms >= 0)
		wait = backoff_wish(&m->dice, wish_ms, 0);
	m->in_a_row++;
	m->resume_ms = now + wait;
	m->closed = m->closed || m->in_a_row >= IN_A_ROW || wait > WISH_MOST_MS;
}

static void question_again(struct matcher *m, struct question *question,
			   const char *why, int64_t wish_ms, int tries)
{
	matcher_pause(m, question, wish_ms);
	if (++question->tries >= tries && question->kind != ASK_INDEX) {
		question_fail(m, question, why);
		return;
	}
	matcher_fault(m, question, why);
	question->stage = QUESTION_WAITS;
}

static void question_good(struct matcher *m, struct question *question,
			  const struct http_reply *reply)
{
	struct error err;
	int rc = question->kind == ASK_INDEX
			 ? index_keep(m, reply, &err)
			 : answer_keep(m, question, reply, &err);

	if (rc < 0 && question->kind == ASK_INDEX) {
		/* A server that does not say it: its answers stay. */
		question_over(m, question);
		return;
	}
	if (rc < 0) {
		/* Of some answers it is no use to wait for better ones. */
		question_again(m, question, err.text,
			       m->in_a_row < IN_A_ROW / 2 ? 0 : -1, 2);
		return;
	}
	m->in_a_row = 0;
	bucket_speed_up(&m->bucket, clock_ms());
	question_over(m, question);
}

static void question_answered(struct matcher *m, struct question *question,
			      const struct http_reply *reply)
{
	struct gbif_told told;

	gbif_reply_read(reply, &told);
	switch (told.reply) {
	case GBIF_REPLY_GOOD:
		question_good(m, question, reply);
		break;
	case GBIF_REPLY_AGAIN:
		if (told.too_fast)
			bucket_slow_down(&m->bucket, question->sent_ms,
					 clock_ms());
		question_again(m, question, told.text, told.wait_ms, TRIES);
		break;
	case GBIF_REPLY_CLOSED:
		m->closed = m->closed || question->kind != ASK_INDEX;
		question_fail(m, question, told.text);
		break;
	case GBIF_REPLY_REFUSED:
		question_fail(m, question, told.text);
		break;
	}
	matcher_tell(m);
}

/* --- asking --------------------------------------------------------------- */

static struct question *question_next(struct matcher *m)
{
	for (size_t i = m->first; i < m->n; i++)
		if (m->lot[i].stage == QUESTION_WAITS)
			return &m->lot[i];
	return NULL;
}

/* Asks what may be asked now; *ret_wait: how long nothing further may be. */
static int matcher_send(struct matcher *m, int *ret_wait, struct error *err)
{
	*ret_wait = TURN_MS;
	while (http_in_flight(m->http) < AT_ONCE) {
		int64_t now = clock_ms();
		int64_t ready = bucket_ready(&m->bucket, 1, now);
		struct question *question = question_next(m);

		if (question == NULL)
			return 0;
		if (ready < m->resume_ms)
			ready = m->resume_ms;
		if (ready > now) {
			if (ready - now < TURN_MS)
				*ret_wait = (int)(ready - now);
			return 0;
		}
		bucket_take(&m->bucket, 1, now);
		question->sent_ms = now;
		question->stage = QUESTION_FLIES;
		if (http_start(m->http,
			       &(struct http_request){.url = question->url,
						      .data = question},
			       err) < 0)
			return -1;
	}
	return 0;
}

static int matcher_say_stopped(const struct matcher *m, struct error *err)
{
	if (!m->closed)
		return error_set(err, ERROR_STOPPED,
				 "stopped; the same command goes on where it "
				 "was");
	return error_set(err, ERROR_STOPPED,
			 "asking %s was given up: %s; the same command goes on "
			 "where it was",
			 m->server.base_url, m->progress.fault);
}

/* Until all of the lot is answered or failed. */
static int lot_ask(struct matcher *m, struct error *err)
{
	while (m->left > 0) {
		struct http_reply reply;
		void *data;
		int wait;

		if (m->closed || matcher_is_stopped(m))
			return matcher_say_stopped(m, err);
		if (matcher_send(m, &wait, err) < 0 ||
		    http_turn(m->http, -1, wait, err) < 0)
			return -1;
		while (http_take(m->http, &reply, &data)) {
			question_answered(m, data, &reply);
			http_reply_done(&reply);
		}
	}
	return 0;
}

/* --- the whole ------------------------------------------------------------ */

/* Which state of the index answers; "" where the server does not say it. */
static int matcher_ask_index(struct matcher *m, struct error *err)
{
	const struct gbif_server server = {
		.base_url = m->server.base_url,
		.checklist = m->server.checklist,
	};

	if (m->setup->state != NULL) {
		snprintf(m->progress.state, sizeof(m->progress.state), "%s",
			 m->setup->state);
		return 0;
	}
	lot_clear(m);
	lot_add(m, ASK_INDEX, gbif_index_url(&server),
		mem_strdup("state of the index"));
	return lot_ask(m, err);
}

/* What is left by what is known of the index now. */
static void matcher_recall(struct matcher *m)
{
	char *server CLEANUP(mem_free_str) = match_server_write(&m->server);
	char *before CLEANUP(mem_free_str) =
		gbif_cache_note(m->cache, MATCH_NOTE_SERVER);
	char *state CLEANUP(mem_free_str) =
		gbif_cache_note(m->cache, MATCH_NOTE_STATE);

	if (before != NULL && state != NULL && strcmp(before, server) == 0)
		snprintf(m->progress.state, sizeof(m->progress.state), "%s",
			 state);
}

static int matcher_run(struct matcher *m, struct error *err)
{
	if (matcher_ask_index(m, err) < 0)
		return -1;
	if (m->progress.state[0] != '\0')
		matcher_note(m);
	m->progress.fault[0] = '\0';
	do {
		if (lot_fill(m, err) < 0)
			return -1;
		matcher_tell(m);
		/* A lot may be short because the walk was stopped. */
		if (matcher_is_stopped(m))
			return matcher_say_stopped(m, err);
		if (lot_ask(m, err) < 0)
			return -1;
	} while (m->n == LOT);
	if (m->progress.failed == 0)
		matcher_note(m);
	return 0;
}

static int matcher_open(struct matcher *m, struct error *err)
{
	const struct match_options *options = m->setup->options;
	double rate = options->rate > 0 ? options->rate : MATCH_RATE;
	struct http_options http = {
		.connections = AT_ONCE,
		.body_max = BODY_MAX,
		.total_ms = options->timeout_s > 0
				    ? (int64_t)(options->timeout_s * 1000)
				    : TIMEOUT_MS,
		.insecure_http = options->insecure_http,
	};

	match_server_init(&m->server, options->base_url, options->checklist,
			  options->kingdom);
	m->seen = json_object();
	m->dice.state = (uint64_t)clock_ns();
	bucket_init(&m->bucket, rate * 60, rate < 1 ? 1 : rate, clock_ms());
	if (http_check_url(m->server.base_url, options->insecure_http, err) <
		    0 ||
	    http_new(&http, &m->http, err) < 0 ||
	    index_open(m->setup->run, INDEX_READ, &m->index, err) < 0)
		return -1;
	return 0;
}

static void matcher_close(struct matcher *m)
{
	http_free(m->http);
	lot_clear(m);
	free(m->lot);
	json_decref(m->seen);
	gbif_cache_close(m->cache);
	index_close(m->index);
	match_server_done(&m->server);
	if (m->lock >= 0)
		close(m->lock);
}

/* False where others match this run. */
static bool matcher_lock(struct matcher *m)
{
	char *dir CLEANUP(mem_free_str) = run_path(m->setup->run, "cache");
	char *path CLEANUP(mem_free_str) = file_join(dir, "match.lock");

	(void)!file_make_dir(dir, 0777, NULL);
	m->lock = file_open_own(path, O_RDWR | O_CREAT, 0666);
	return m->lock < 0 || flock(m->lock, LOCK_EX | LOCK_NB) == 0;
}

int match_work(const struct match_setup *setup, struct match_progress *ret,
	       struct error *err)
{
	struct matcher m = {.setup = setup, .lock = -1};
	int rc;

	if (!matcher_lock(&m)) {
		m.progress.others = true;
		rc = error_set(err, ERROR_BUSY,
			       "another process is matching %s",
			       setup->run->name);
	} else {
		rc = matcher_open(&m, err);
		if (rc == 0)
			rc = gbif_cache_open(setup->run, &m.cache, err);
		if (rc == 0)
			rc = matcher_run(&m, err);
	}
	m.progress.pause_ms = 0;
	*ret = m.progress;
	matcher_close(&m);
	return rc;
}

int match_foresee(const struct match_setup *setup, struct match_progress *ret,
		  struct error *err)
{
	struct matcher m = {.setup = setup, .lock = -1, .counts = true};
	int rc = matcher_open(&m, err);

	if (rc == 0) {
		m.cache = gbif_cache_find(setup->run);
		matcher_recall(&m);
		rc = lot_fill(&m, err);
	}
	*ret = m.progress;
	matcher_close(&m);
	return rc;
}
