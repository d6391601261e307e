/*
 * poll.c: see poll.h.
 *
 * 1. A question that was not answered is put again a few times, then left for
 *    the next turn: no state follows from silence.
 * 2. A batch that its server does not know (404) has failed only where it was
 *    sent more than an hour ago and was asked for with the key that it was sent
 *    with, among others: before, a list may be behind, and with another key it
 *    is another account's. What it may have cost stays reserved.
 * 3. A word that is not known is one of a batch that runs.
 */
#include "config.h"

#include "batch/fetch/poll.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json/json.h"
#include "batch/kept.h"
#include "batch/told.h"
#include "engine/batch/reply.h"
#include "engine/batch/stream.h"

#define POLL_TRIES	 4
#define POLL_WAIT_MAX_MS 30000
#define POLL_MISSING_S	 3600 /* before that 404 means nothing */

/* --- asking --------------------------------------------------------------- */

/* Results that stand in the batch are not wanted now. */
static int poll_pass_row(void *data, const char *json, size_t len)
{
	(void)data;
	(void)json;
	(void)len;
	return 0;
}

static int poll_take(void *data, const char *bytes, size_t len)
{
	return batch_stream_take(data, bytes, len);
}

static void poll_redact(const struct batch_client *client,
			struct batch_info *info)
{
	for (size_t i = 0; i < info->n_errors; i++) {
		char *said = info->errors[i].message;

		if (said != NULL)
			batch_client_redact(client, said, strlen(said));
	}
}

static void poll_read(const struct batch_client *client,
		      struct batch_stream *stream, struct batch_told *told,
		      struct batch_info *info)
{
	json_t *object CLEANUP(json_release) = NULL;
	struct error malformed;

	if (batch_stream_end(stream, &object, &malformed) == 0 &&
	    batch_info_read(object, info, &malformed) == 0) {
		poll_redact(client, info);
		return;
	}
	told->verdict = BATCH_REPLY_MALFORMED;
	snprintf(told->text, sizeof(told->text), "%.300s", malformed.text);
}

/* One question; *info is filled where the verdict is good. */
static int poll_once(struct batch_client *client, const char *batch_id,
		     struct batch_told *told, struct batch_info *info,
		     struct error *err)
{
	struct batch_stream *stream =
		batch_stream_new("results", poll_pass_row, NULL);
	const struct batch_sink sink = {poll_take, NULL, stream};
	struct batch_request request = {0};
	struct http_reply reply;
	int rc = batch_ask_get(batch_client_server(client), batch_id, &request,
			       err);

	if (rc == 0)
		rc = batch_client_ask(client, &request, &sink, &reply, err);
	if (rc == 0) {
		batch_reply_done(&reply, (int64_t)time(NULL) * 1000, told);
		http_reply_done(&reply);
		if (told->verdict == BATCH_REPLY_GOOD)
			poll_read(client, stream, told, info);
	}
	batch_request_done(&request);
	batch_stream_free(stream);
	return rc;
}

static bool poll_is_missing(const struct batch_client *client,
			    const struct batch_chunk *chunk)
{
	int64_t sent_s = chunk_sent_s(chunk);

	return sent_s >= 0 &&
	       batch_client_now_s(client) - sent_s > POLL_MISSING_S;
}

/* May the same question have another answer? */
static bool poll_may_pass(const struct batch_client *client,
			  const struct batch_chunk *chunk,
			  enum batch_verdict verdict)
{
	return verdict == BATCH_REPLY_AGAIN ||
	       verdict == BATCH_REPLY_MALFORMED ||
	       (verdict == BATCH_REPLY_MISSING &&
		!poll_is_missing(client, chunk));
}

static bool poll_has_key(const struct batch_client *client,
			 const struct batch_chunk *chunk)
{
	const char *key = batch_client_key(client);

	return chunk->key == NULL || key == NULL ||
	       strcmp(chunk->key, key) == 0;
}

/* Until there is an answer that will not change by asking again. *ret_denied:
 * with the key that it was sent with the server does not know it. */
static int poll_ask(struct batch_client *client,
		    const struct batch_chunk *chunk, struct batch_told *told,
		    struct batch_info *info, bool *ret_denied,
		    struct error *err)
{
	*ret_denied = false;
	for (int n = 0;; n++) {
		if (poll_once(client, chunk->batch_id, told, info, err) < 0)
			return -1;
		if (poll_has_key(client, chunk))
			*ret_denied = told->verdict == BATCH_REPLY_MISSING;
		if ((told->verdict == BATCH_REPLY_KEY ||
		     told->verdict == BATCH_REPLY_MISSING) &&
		    batch_client_next_key(client))
			continue;
		if (!poll_may_pass(client, chunk, told->verdict) ||
		    n >= POLL_TRIES)
			return 0;
		if (batch_client_back_off(client, n, told->wait_ms,
					  POLL_WAIT_MAX_MS, err) < 0)
			return -1;
	}
}

/* --- what it means -------------------------------------------------------- */

/* The same words of all that it is true of. */
static void poll_say_unknown(const struct batch_told *told, bool denied,
			     struct error *err)
{
	if (told->verdict == BATCH_REPLY_MISSING)
		(void)error_set(
			err, ERROR_FAILED, "not known to the server%s",
			denied ? " yet"
			       : ": of the account of another key, which is "
				 "not among the keys any more");
	else
		(void)error_set(err, ERROR_FAILED, "cannot be asked for: %s",
				told->text[0] != '\0'
					? told->text
					: "its answer is malformed");
}

/* What the server does not know any more: a word of ours, since one that has
 * "failed" by its server's word has cost nothing and is sent again. */
static json_t *poll_lost(const struct batch_chunk *chunk)
{
	return json_pack("{s:s, s:s, s:[{s:s, s:s}]}", "batch_id",
			 chunk->batch_id, "status", "not_found", "errors",
			 "code", "not_found", "message",
			 "the server does not know this batch any more");
}

static json_t *poll_event(const json_t *told)
{
	static const char *const keys[] = {"status", "total", "completed",
					   "failed"};
	json_t *data = json_object();

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_object_get(told, keys[i]) != NULL)
			json_object_set(data, keys[i],
					json_object_get(told, keys[i]));
	return data;
}

/* Whether it is what was said last. */
static bool poll_is_old(const struct batch_chunk *chunk, json_t *told)
{
	const char *key;
	json_t *value;

	if (chunk->told == NULL)
		return false;
	json_object_foreach(told, key, value)
	{
		if (!json_equal(value, json_object_get(chunk->told, key)))
			return false;
	}
	return true;
}

static int poll_say_ended(struct batch_session *session,
			  const struct batch_chunk *chunk, json_t *told,
			  struct error *err)
{
	static const char *const events[BATCH_STATUSES] = {
		[BATCH_COMPLETED] = "batch.completed",
		[BATCH_EXPIRED] = "batch.expired",
	};
	enum batch_status status =
		batch_status_parse(json_string_at(told, "status"));
	const char *event = events[status];

	batch_session_note(session, "%s: batch %s is over: %s", chunk->id,
			   chunk->batch_id, json_string_at(told, "status"));
	batch_session_event(session, event != NULL ? event : "batch.failed",
			    chunk, poll_event(told));
	return batch_session_say(session, BATCH_OP_ENDED, chunk->id, told, err);
}

static int poll_say_runs(struct batch_session *session,
			 const struct batch_chunk *chunk, json_t *told,
			 struct error *err)
{
	if (poll_is_old(chunk, told)) {
		json_decref(told);
		return 0;
	}
	batch_session_event(session, "batch.progress", chunk, poll_event(told));
	return batch_session_say(session, BATCH_OP_STATUS, chunk->id, told,
				 err);
}

static int poll_say(struct batch_session *session, struct batch_client *client,
		    const struct batch_chunk *chunk,
		    const struct batch_told *told,
		    const struct batch_info *info, bool denied,
		    enum poll_fate *ret, struct error *err)
{
	*ret = POLL_OVER;
	if (told->verdict == BATCH_REPLY_GOOD &&
	    batch_status_is_over(info->status))
		return poll_say_ended(session, chunk, batch_told_json(info),
				      err);
	if (told->verdict == BATCH_REPLY_MISSING && denied &&
	    poll_is_missing(client, chunk))
		return poll_say_ended(session, chunk, poll_lost(chunk), err);
	*ret = POLL_RUNS;
	if (told->verdict == BATCH_REPLY_GOOD)
		return poll_say_runs(session, chunk, batch_told_json(info),
				     err);
	*ret = POLL_UNKNOWN;
	poll_say_unknown(told, denied, err);
	return 0;
}

int batch_poll(struct batch_session *session, struct batch_chunk *chunk,
	       enum poll_fate *ret, struct error *err)
{
	struct batch_client *client;
	struct batch_info info;
	struct batch_told told;
	bool denied;
	int rc;

	*ret = POLL_UNKNOWN;
	if (batch_session_client(session, chunk, &client, err) < 0)
		return 0;
	batch_info_init(&info);
	rc = poll_ask(client, chunk, &told, &info, &denied, err);
	if (rc == 0)
		rc = poll_say(session, client, chunk, &told, &info, denied, ret,
			      err);
	else if (err->kind != ERROR_STOPPED)
		rc = 0; /* nothing was asked */
	batch_info_done(&info);
	return rc;
}

int batch_poll_look(struct batch_session *session, struct batch_chunk *chunk,
		    json_t **ret, struct error *err)
{
	struct batch_client *client;
	struct batch_info info;
	struct batch_told told;
	int rc;

	if (batch_session_client(session, chunk, &client, err) < 0)
		return -1;
	batch_info_init(&info);
	rc = poll_once(client, chunk->batch_id, &told, &info, err);
	if (rc == 0 && told.verdict == BATCH_REPLY_GOOD) {
		*ret = batch_told_json(&info);
	} else if (rc == 0) {
		poll_say_unknown(&told, poll_has_key(client, chunk), err);
		rc = -1;
	}
	batch_info_done(&info);
	return rc;
}
