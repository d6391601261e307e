/*
 * reply.c: what a server's reply to a request about batches means. See
 * reply.h.
 *
 * 1. What is wrong is found by chat/answer.h's reader of failures, so that one
 *    table of faults serves both; verdicts of its own stand here before it.
 * 2. `unsure` is said of all but a whole success and a clear no: a server
 *    that failed, or broke off, may have done what it was asked.
 */
#include "config.h"

#include "engine/batch/reply.h"

#include <stdio.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/batch/request.h"
#include "engine/chat/answer.h"
#include "engine/chat/error.h"
#include "engine/net/excerpt.h"

#define TOLD_EXCERPT_MAX 160

static bool reply_is_good(const struct http_reply *reply)
{
	return reply->fate == HTTP_ANSWERED && reply->status >= 200 &&
	       reply->status < 300;
}

/* --- failures ------------------------------------------------------------- */

static enum batch_verdict verdict_of(enum chat_verdict verdict)
{
	static const enum batch_verdict verdicts[CHAT_VERDICTS] = {
		[CHAT_SUCCESS] = BATCH_REPLY_MALFORMED,
		[CHAT_FAILED] = BATCH_REPLY_REFUSED,
		[CHAT_MALFORMED] = BATCH_REPLY_AGAIN,
		[CHAT_RETRY] = BATCH_REPLY_AGAIN,
		[CHAT_LONGER] = BATCH_REPLY_REFUSED,
		[CHAT_SMALLER] = BATCH_REPLY_TOO_LARGE,
		[CHAT_AFFORD] = BATCH_REPLY_CREDIT,
		[CHAT_REFUSED] = BATCH_REPLY_REFUSED,
		[CHAT_RATE] = BATCH_REPLY_AGAIN,
		[CHAT_DAILY] = BATCH_REPLY_AGAIN,
		[CHAT_OVERLOADED] = BATCH_REPLY_AGAIN,
		[CHAT_NO_CREDIT] = BATCH_REPLY_CREDIT,
		[CHAT_KEY_REFUSED] = BATCH_REPLY_KEY,
		[CHAT_MODEL_REFUSED] = BATCH_REPLY_REFUSED,
	};

	return verdicts[verdict];
}

/* What a limit of waiting tokens says, in whatever status. */
static void told_read_queue(struct batch_told *told,
			    const struct http_reply *reply)
{
	json_t *body CLEANUP(json_release) = NULL;
	const json_t *error, *message;

	if (reply->body.len == 0 || reply->status < 400 ||
	    json_read(reply->body.data, reply->body.len, &body, NULL, NULL) < 0)
		return;
	error = chat_error_find(body, true);
	message = json_object_get(error, "message");
	if (!batch_error_is_queue(json_string_at(error, "code"),
				  json_string_value(message)))
		return;
	told->verdict = BATCH_REPLY_QUEUE;
	told->enqueued_tokens =
		batch_enqueued_limit(json_string_value(message));
}

/* Servers that take less at once than is documented say so with a status that
 * means nothing by itself, and in words of their own. */
static void told_read_size(struct batch_told *told)
{
	static const char *const words[] = {
		"too large",	     "too big",
		"too many requests", "maximum number of requests",
		"maximum size",	     "size limit"};
	char *said CLEANUP(mem_free_str) = text_folded(told->text);

	if (told->verdict != BATCH_REPLY_REFUSED ||
	    (told->status != 400 && told->status != 422))
		return;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(said, words[i]) != NULL)
			told->verdict = BATCH_REPLY_TOO_LARGE;
}

/* Of a status, whatever else is said. */
static void told_read_status(struct batch_told *told)
{
	static const struct {
		int status;
		enum batch_verdict verdict;
	} rows[] = {
		{404, BATCH_REPLY_MISSING},
		{409, BATCH_REPLY_CONFLICT},
		{410, BATCH_REPLY_MISSING},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (told->status == rows[i].status)
			told->verdict = rows[i].verdict;
}

/* Whether it may have been done. A connection that ended while the request
 * still went out is no answer, but then there was nothing whole to act on. */
static bool reply_is_unsure(const struct http_reply *reply)
{
	if (reply->fate == HTTP_NO_SERVER || reply->fate == HTTP_INSECURE)
		return false;
	if (reply->status >= 300 && reply->status < 500 && reply->status != 408)
		return false;
	return reply->sent;
}

static void told_read_failure(struct batch_told *told,
			      const struct http_reply *reply, int64_t epoch_ms)
{
	struct chat_answer answer;

	chat_answer_init(&answer);
	/* Terms are for records, and a failure has none. */
	chat_answer_read(reply, NULL, epoch_ms, &answer);
	told->verdict = verdict_of(answer.verdict);
	told->wait_ms = answer.wait_ms;
	snprintf(told->text, sizeof(told->text), "%s", answer.text);
	chat_answer_done(&answer);
	/* One that went out in part is not therefore too large. */
	if (reply->fate != HTTP_ANSWERED && reply->status == 0)
		told->verdict = reply->fate == HTTP_TOO_LARGE ||
						reply->fate == HTTP_INSECURE
					? BATCH_REPLY_REFUSED
					: BATCH_REPLY_AGAIN;
	told_read_status(told);
	told_read_size(told);
	told_read_queue(told, reply);
	told->unsure = reply_is_unsure(reply);
}

void batch_reply_done(const struct http_reply *reply, int64_t epoch_ms,
		      struct batch_told *told)
{
	*told = (struct batch_told){
		.verdict = BATCH_REPLY_GOOD,
		.status = reply->status,
		.wait_ms = -1,
		.date_s = reply->date_epoch_ms >= 0
				  ? reply->date_epoch_ms / 1000
				  : -1,
		.enqueued_tokens = -1,
	};
	if (reply->fate == HTTP_ANSWERED && reply->status >= 200 &&
	    reply->status < 300)
		return;
	/* A success whose body broke off is no failure of its own kind. */
	if (reply->status >= 200 && reply->status < 300) {
		told->verdict = BATCH_REPLY_AGAIN;
		told->unsure = true;
		snprintf(told->text, sizeof(told->text),
			 "the answer broke off: %s", reply->why);
		return;
	}
	told_read_failure(told, reply, epoch_ms);
}

/* --- successes ------------------------------------------------------------ */

static void told_malformed(struct batch_told *told,
			   const struct http_reply *reply, const char *why)
{
	struct bytes said CLEANUP(bytes_done) = {0};

	bytes_append_str(&said, why);
	if (reply->body.len > 0) {
		bytes_append_str(&said, ": ");
		http_excerpt(reply->body.data, reply->body.len,
			     TOLD_EXCERPT_MAX, &said);
	}
	told->verdict = BATCH_REPLY_MALFORMED;
	told->unsure = true;
	said.data[text_cut(said.data, sizeof(told->text) - 1)] = '\0';
	snprintf(told->text, sizeof(told->text), "%s", said.data);
}

/* The body of a success, new reference; NULL: told says what there is. */
static json_t *reply_json(const struct http_reply *reply, int64_t epoch_ms,
			  struct batch_told *told)
{
	json_t *body = NULL;

	batch_reply_done(reply, epoch_ms, told);
	if (told->verdict != BATCH_REPLY_GOOD)
		return NULL;
	if (reply->body.len == 0 ||
	    json_read(reply->body.data, reply->body.len, &body, NULL, NULL) < 0)
		told_malformed(told, reply, "the server's answer is not JSON");
	return body;
}

void batch_reply_probe(const struct http_reply *reply, int64_t epoch_ms,
		       struct batch_told *told)
{
	static const int none[] = {404, 405, 501};
	json_t *body CLEANUP(json_release) = reply_json(reply, epoch_ms, told);

	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		if (told->status == none[i])
			told->verdict = BATCH_REPLY_NO_BATCHES;
	/* Some servers answer whatever they are asked with a page. */
	if (reply_is_good(reply) &&
	    !json_is_array(json_object_get(body, "data")))
		told->verdict = BATCH_REPLY_NO_BATCHES;
	if (told->verdict == BATCH_REPLY_NO_BATCHES) {
		told->unsure = false;
		snprintf(told->text, sizeof(told->text),
			 "the server has no batches (status %d)", told->status);
	}
}

void batch_reply_batch(const struct http_reply *reply, int64_t epoch_ms,
		       struct batch_told *told, struct batch_info *ret)
{
	json_t *body CLEANUP(json_release) = reply_json(reply, epoch_ms, told);
	struct error err = {0};

	if (body != NULL && batch_info_read(body, ret, &err) < 0)
		told_malformed(told, reply, err.text);
}

void batch_reply_page(const struct http_reply *reply, int64_t epoch_ms,
		      struct batch_told *told, struct batch_page *ret)
{
	json_t *body CLEANUP(json_release) = reply_json(reply, epoch_ms, told);
	struct error err = {0};

	if (body != NULL && batch_page_read(body, BATCH_PAGE, ret, &err) < 0)
		told_malformed(told, reply, err.text);
}

void batch_reply_file(const struct http_reply *reply, int64_t epoch_ms,
		      struct batch_told *told, struct batch_file *ret)
{
	json_t *body CLEANUP(json_release) = reply_json(reply, epoch_ms, told);
	struct error err = {0};

	if (body != NULL && batch_file_read(body, ret, &err) < 0)
		told_malformed(told, reply, err.text);
}

void batch_reply_files(const struct http_reply *reply, int64_t epoch_ms,
		       struct batch_told *told, struct batch_file_page *ret)
{
	json_t *body CLEANUP(json_release) = reply_json(reply, epoch_ms, told);
	struct error err = {0};

	if (body != NULL &&
	    batch_file_page_read(body, BATCH_PAGE, ret, &err) < 0)
		told_malformed(told, reply, err.text);
}
