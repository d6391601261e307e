/*
 * answer.c: what a server's answer to a chat request means. See
 * answer.h; fault.c has the table of what goes wrong, message.c finds what the
 * model wrote.
 *
 * 1. Decided in this order: how the transport ended, the status and the error
 *    that the server tells of, how the model finished, what it wrote.
 * 2. Usage, cost and identity are read from every body that has them:
 *    failures are billed too.
 * 3. A record is there only with CHAT_SUCCESS; a text and a kind with
 *    everything else.
 */
#include "config.h"

#include "engine/chat/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/chat/error.h"
#include "engine/chat/fault.h"
#include "engine/chat/message.h"
#include "engine/chat/stream.h"
#include "engine/net/excerpt.h"
#include "engine/text/mend.h"
#include "engine/text/refusal.h"
#include "engine/text/text.h"

#define ANSWER_NAME_MAX	   200
#define ANSWER_USAGE_MAX   8192
#define ANSWER_EXCERPT_MAX 120
#define ANSWER_LOOK_MAX	   4096 /* of what an excerpt is made of */
#define DAY_MS		   ((int64_t)24 * 3600 * 1000)
#define ANSWER_CLOCKS_MS   60000 /* that two clocks may differ by */
#define ANSWER_WAIT_MAX	   (7 * DAY_MS)

/* A body, read as far as it can be. */
struct body {
	const char *text; /* as it came */
	size_t len;
	json_t *json; /* owned; NULL: it is none */
	bool whole;   /* false: a stream that did not end */
	bool junk;    /* something stood behind the JSON */
};

static void body_done(struct body *body)
{
	json_decref(body->json);
}

const char *chat_scope_word(enum chat_scope scope)
{
	static const char *const words[] = {
		[CHAT_SCOPE_REQUEST] = "request",
		[CHAT_SCOPE_MODEL] = "model",
		[CHAT_SCOPE_KEY] = "key",
		[CHAT_SCOPE_ACCOUNT] = "account",
	};

	return words[scope];
}

void chat_answer_init(struct chat_answer *answer)
{
	*answer = (struct chat_answer){
		.verdict = CHAT_FAILED,
		.wait_ms = -1,
		.cost_usd = -1,
		.prompt_tokens = -1,
		.completion_tokens = -1,
	};
	record_init(&answer->dwc);
}

void chat_answer_done(struct chat_answer *answer)
{
	record_done(&answer->dwc);
	free(answer->model);
	free(answer->finish_reason);
	free(answer->generation_id);
	json_decref(answer->usage);
	chat_answer_init(answer);
}

/* --- verdicts ------------------------------------------------------------- */

/* Writes "429 rate_limit: what was said; hint", cut between characters. */
static void answer_say(struct chat_answer *answer, int status, const char *said,
		       const char *hint)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t max = sizeof(answer->text) - 1;

	if (status > 0)
		bytes_printf(&line, "%d ", status);
	bytes_append_str(&line, answer->kind);
	if (said != NULL && said[0] != '\0')
		bytes_printf(&line, ": %s", said);
	if (hint != NULL)
		bytes_printf(&line, "; %s", hint);
	max = text_cut(line.data, max);
	memcpy(answer->text, line.data, max);
	answer->text[max] = '\0';
}

static void answer_decide(struct chat_answer *answer, enum chat_verdict verdict,
			  enum chat_scope scope, const char *kind)
{
	answer->verdict = verdict;
	answer->scope = scope;
	answer->kind = kind;
}

/* A verdict on what came, with an excerpt of `text`. */
static void answer_judge(struct chat_answer *answer, enum chat_verdict verdict,
			 const char *kind, const char *why, const char *text)
{
	struct bytes said CLEANUP(bytes_done) = {0};

	answer_decide(answer, verdict, CHAT_SCOPE_REQUEST, kind);
	bytes_append_str(&said, why);
	if (text != NULL && text[0] != '\0') {
		bytes_append_str(&said, ": ");
		http_excerpt(text, strlen(text), ANSWER_EXCERPT_MAX, &said);
	}
	answer_say(answer, answer->http_status, said.data, NULL);
}

/* A clean, short copy, or NULL. */
static char *name_read(const char *text)
{
	struct bytes clean = {0};
	char *name;

	if (text == NULL || text[0] == '\0')
		return NULL;
	text_clean(text, strlen(text), &clean);
	name = bytes_steal(&clean);
	name[text_cut(name, ANSWER_NAME_MAX)] = '\0';
	return name;
}

/* --- the transport -------------------------------------------------------- */

struct fate {
	enum chat_verdict verdict;
	const char *kind;
	enum chat_scope scope;
	const char *hint;
};

static struct fate fate_of(const struct http_reply *reply)
{
	static const struct fate fates[] = {
		[HTTP_NO_SERVER] = {.verdict = CHAT_RETRY,
				    .kind = "connection"},
		/* Every sheet would meet it. */
		[HTTP_INSECURE] = {CHAT_MODEL_REFUSED, "tls", CHAT_SCOPE_MODEL,
				   "is --base-url right, and does this machine "
				   "know who signs its certificate?"},
		[HTTP_TIMED_OUT] = {.verdict = CHAT_RETRY, .kind = "timeout"},
		[HTTP_BROKEN] = {.verdict = CHAT_RETRY, .kind = "connection"},
		[HTTP_TOO_LARGE] = {.verdict = CHAT_FAILED,
				    .kind = "too_large_answer"},
	};
	struct fate fate = fates[reply->fate];

	/* A server that closes while it is still being sent to has had
	 * enough: that is how many answer what is too large. */
	if (reply->fate == HTTP_BROKEN && !reply->sent)
		fate = (struct fate){.verdict = CHAT_SMALLER,
				     .kind = "too_large"};
	else if (reply->fate == HTTP_BROKEN &&
		 (reply->status > 0 || reply->body.len > 0))
		fate.kind = "truncated";
	return fate;
}

/* A status that is an error says more than how the connection ended: servers
 * close early on requests that they refuse. */
static bool reply_is_answer(const struct http_reply *reply)
{
	return reply->fate == HTTP_ANSWERED ||
	       (reply->status >= 400 &&
		(reply->fate == HTTP_BROKEN || reply->fate == HTTP_TIMED_OUT));
}

static void answer_read_fate(struct chat_answer *answer,
			     const struct http_reply *reply)
{
	struct bytes said CLEANUP(bytes_done) = {0};
	struct fate fate = fate_of(reply);

	bytes_append_str(&said, reply->why);
	if (reply->body.len > 0) {
		bytes_append_str(&said, ": ");
		http_excerpt(reply->body.data,
			     reply->body.len < ANSWER_LOOK_MAX
				     ? reply->body.len
				     : ANSWER_LOOK_MAX,
			     ANSWER_EXCERPT_MAX, &said);
	}
	answer_decide(answer, fate.verdict, fate.scope, fate.kind);
	answer->lost = reply->sent && reply->fate != HTTP_NO_SERVER &&
		       reply->fate != HTTP_INSECURE;
	answer->wait_ms = -1;
	answer->generation_id = name_read(reply->generation_id);
	answer_say(answer, reply->status, said.data, fate.hint);
}

/* --- the body ------------------------------------------------------------- */

static void body_read(const struct http_reply *reply, struct body *ret)
{
	size_t at, end;

	*ret = (struct body){
		.text = reply->body.data != NULL ? reply->body.data : "",
		.len = reply->body.len,
		.whole = true,
	};
	if (chat_stream_is(reply->content_type, ret->text, ret->len, &at)) {
		ret->json = chat_stream_join(ret->text, ret->len, &ret->whole);
		return;
	}
	if (json_read(ret->text + at, ret->len - at, &ret->json, NULL, NULL) ==
		    0 ||
	    at == ret->len || ret->text[at] != '{')
		return;
	/* Something may have been added behind it. */
	end = mend_span(ret->text + at, ret->len - at);
	if (end > 0 &&
	    json_read(ret->text + at, end, &ret->json, NULL, NULL) == 0)
		ret->junk = true;
}

static double figure_read(const json_t *usage, const char *key,
			  const char *other, double max)
{
	double figure = json_number_at(usage, key, -1);

	if (figure < 0 && other != NULL)
		figure = json_number_at(usage, other, -1);
	return figure >= 0 && figure < max ? figure : -1;
}

static void answer_read_usage(struct chat_answer *answer, json_t *usage)
{
	if (!json_is_object(usage))
		return;
	answer->cost_usd = figure_read(usage, "cost", NULL, CHAT_COST_MAX);
	answer->prompt_tokens = figure_read(usage, "prompt_tokens",
					    "input_tokens", CHAT_TOKENS_MAX);
	answer->completion_tokens = figure_read(
		usage, "completion_tokens", "output_tokens", CHAT_TOKENS_MAX);
	/* It goes into the journal. */
	if (json_dumpb(usage, NULL, 0, JSON_COMPACT) <= ANSWER_USAGE_MAX)
		answer->usage = json_cleaned(usage);
}

static void answer_read_identity(struct chat_answer *answer,
				 const struct http_reply *reply,
				 const json_t *body)
{
	const char *id = reply->generation_id;

	answer->model = name_read(json_string_at(body, "model"));
	answer->generation_id =
		name_read(id[0] != '\0' ? id : json_string_at(body, "id"));
	answer_read_usage(answer, json_object_get(body, "usage"));
}

/* --- what the server says is wrong ---------------------------------------- */

/* error.availability.retryable decides over what the table says. */
static void answer_apply_retryable(struct chat_answer *answer, int retryable)
{
	static const struct {
		enum chat_verdict from;
		int retryable;
		enum chat_verdict to;
		enum chat_scope scope;
	} turns[] = {
		{CHAT_FAILED, 1, CHAT_RETRY, CHAT_SCOPE_REQUEST},
		{CHAT_REFUSED, 1, CHAT_RETRY, CHAT_SCOPE_REQUEST},
		{CHAT_MODEL_REFUSED, 1, CHAT_OVERLOADED, CHAT_SCOPE_MODEL},
		{CHAT_RETRY, 0, CHAT_FAILED, CHAT_SCOPE_REQUEST},
		{CHAT_RATE, 0, CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL},
		{CHAT_OVERLOADED, 0, CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL},
	};

	for (size_t i = 0; i < ARRAY_LEN(turns); i++)
		if (answer->verdict == turns[i].from &&
		    retryable == turns[i].retryable) {
			answer->verdict = turns[i].to;
			answer->scope = turns[i].scope;
			return;
		}
}

static int64_t longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Until a moment of the wall clock; -1 where it is past or none. */
static int64_t until(int64_t moment_ms, int64_t epoch_ms)
{
	return moment_ms > epoch_ms && epoch_ms >= 0 ? moment_ms - epoch_ms
						     : -1;
}

/* Until a bucket is full again that is empty, as far as is known. One that has
 * something left was not the reason. */
static int64_t rate_reset(const struct http_rate *rate)
{
	return rate->left <= 0 ? rate->reset_ms : -1;
}

static int64_t answer_reset(const struct http_reply *reply,
			    const struct chat_error *error, int64_t wait,
			    int64_t epoch_ms)
{
	int64_t reset = longer(until(reply->reset_epoch_ms, epoch_ms),
			       until(error->reset_epoch_ms, epoch_ms));

	/* Who says when to ask again means that, not when all is there. */
	if (wait >= 0)
		return reset;
	reset = longer(reset, rate_reset(&reply->requests));
	return longer(reset, rate_reset(&reply->tokens));
}

/* The end of a day's limit where it is not to be known from what was told: if
 * that is over, the clocks differ a little. */
static int64_t answer_day_left(const struct http_reply *reply,
			       const struct chat_error *error, int64_t epoch_ms)
{
	if (reply->reset_epoch_ms >= 0 || error->reset_epoch_ms >= 0)
		return ANSWER_CLOCKS_MS;
	return DAY_MS - (epoch_ms > 0 ? epoch_ms % DAY_MS : 0);
}

/* The longest wait that any of headers and body asks for. Of a day's limit
 * the end is what counts: its Retry-After is often a habit. */
static void answer_read_wait(struct chat_answer *answer,
			     const struct http_reply *reply,
			     const struct chat_error *error, int64_t epoch_ms)
{
	bool limited = error->signal.status == 429 ||
		       error->signal.status == 503 ||
		       answer->verdict == CHAT_DAILY;
	int64_t reset = -1;
	int64_t wait = longer(reply->retry_after_ms, error->wait_ms);

	if (limited)
		reset = answer_reset(reply, error, wait, epoch_ms);
	if (answer->verdict == CHAT_DAILY && reset <= 0)
		reset = answer_day_left(reply, error, epoch_ms);
	wait = longer(wait, reset);
	answer->wait_ms = wait > ANSWER_WAIT_MAX ? ANSWER_WAIT_MAX
			  : wait >= 0		 ? wait
						 : -1;
}

static void answer_read_error(struct chat_answer *answer,
			      const struct http_reply *reply,
			      const struct body *body, const json_t *error,
			      int64_t epoch_ms)
{
	struct chat_error read CLEANUP(chat_error_done);
	const struct chat_fault *fault;

	chat_error_read(error, reply->status, body->text, body->len, &read);
	fault = chat_fault_find(&read.signal);
	answer_decide(answer, fault->verdict, fault->scope, fault->kind);
	answer->error_status = read.signal.status;
	answer->afford_tokens = read.afford_tokens;
	/* Nothing can be bought for nothing. */
	if (fault->verdict == CHAT_AFFORD && read.afford_tokens <= 0)
		answer_decide(answer, CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT,
			      "credit");
	answer_apply_retryable(answer, read.retryable);
	answer_read_wait(answer, reply, &read, epoch_ms);
	answer_say(answer, read.signal.status, read.message.data, fault->hint);
}

/* --- what the model wrote ------------------------------------------------- */

static int answer_take_text(struct chat_answer *answer,
			    const struct terms *terms, const struct bytes *text,
			    struct error *err)
{
	if (text_blank(text->data))
		return error_set(err, ERROR_FAILED, "the answer is empty");
	return chat_text_read(text->data, text->len, terms, &answer->dwc,
			      &answer->wrapped, &answer->repairs, err);
}

/* A model that wrote nothing may have put its answer in with its thoughts; but
 * thoughts are not an answer unless they are strictly JSON. */
static int answer_take_thoughts(struct chat_answer *answer,
				const struct terms *terms,
				const struct bytes *thoughts)
{
	if (thoughts->len == 0 ||
	    !chat_text_is_strict(thoughts->data, thoughts->len) ||
	    answer_take_text(answer, terms, thoughts, NULL) < 0)
		return -1;
	answer->repairs++;
	return 0;
}

/* Nothing was written. That is a server's trouble, unless it was paid. */
static void answer_judge_empty(struct chat_answer *answer, bool thought,
			       const char *why)
{
	bool paid = thought || answer->cost_usd > 0 ||
		    answer->completion_tokens > 0;

	answer_judge(answer, paid ? CHAT_MALFORMED : CHAT_RETRY, "empty", why,
		     NULL);
}

/* What is wrong with a message in which there is no record. */
static void answer_judge_message(struct chat_answer *answer,
				 const struct chat_message *said,
				 const char *why)
{
	const struct bytes *text = text_blank(said->content.data)
					   ? &said->arguments
					   : &said->content;

	if (!text_blank(text->data) &&
	    chat_text_is_prose(text->data, text->len) &&
	    chat_refusal_is(text->data, text->len))
		answer_judge(answer, CHAT_REFUSED, "refusal",
			     "the model refused", text->data);
	else if (!text_blank(text->data))
		answer_judge(answer, CHAT_MALFORMED, "malformed", why,
			     text->data);
	else
		answer_judge_empty(answer, !text_blank(said->thoughts.data),
				   "the model answered nothing");
}

static void answer_read_message(struct chat_answer *answer,
				const struct terms *terms, const json_t *choice,
				bool junk)
{
	struct chat_message said CLEANUP(chat_message_done) = {0};
	struct error err = {0}, other = {0};
	bool silent;

	chat_message_read(choice, &said);
	silent = text_blank(said.content.data) &&
		 text_blank(said.arguments.data);
	if (answer_take_text(answer, terms, &said.content, &err) == 0 ||
	    answer_take_text(answer, terms, &said.arguments, &other) == 0 ||
	    (silent &&
	     answer_take_thoughts(answer, terms, &said.thoughts) == 0)) {
		answer->repairs += junk ? 1 : 0;
		answer_decide(answer, CHAT_SUCCESS, CHAT_SCOPE_REQUEST, NULL);
		return;
	}
	answer_judge_message(answer, &said,
			     text_blank(said.content.data) ? other.text
							   : err.text);
}

static void answer_read_unfinished(struct chat_answer *answer,
				   const json_t *choice,
				   const struct chat_finish *finish)
{
	struct bytes content CLEANUP(bytes_done) = {0};
	struct bytes why CLEANUP(bytes_done) = {0};

	chat_choice_text(choice, &content);
	bytes_printf(&why, "the model did not finish its answer (%s)",
		     finish->word);
	answer_judge(answer, finish->verdict, finish->kind, why.data,
		     content.data);
}

/* Something was written and is of no use, and nobody says what it cost. */
static bool choice_is_unpaid(const struct chat_answer *answer,
			     const json_t *choice)
{
	struct bytes content CLEANUP(bytes_done) = {0};

	if (answer->verdict == CHAT_SUCCESS || answer->usage != NULL)
		return false;
	chat_choice_text(choice, &content);
	return !text_blank(content.data);
}

static void answer_read_choice(struct chat_answer *answer,
			       const struct terms *terms, const json_t *choice,
			       const struct body *body)
{
	const json_t *message = json_object_get(choice, "message");
	const char *refusal = json_string_at(message, "refusal");
	const struct chat_finish *finish =
		chat_finish_find(answer->finish_reason);

	if (!body->whole) {
		answer->lost = answer->usage == NULL;
		answer_judge(answer, CHAT_RETRY, "truncated",
			     "the stream ended in the middle of the answer",
			     NULL);
	} else if (finish != NULL) {
		answer_read_unfinished(answer, choice, finish);
	} else if (!text_blank(refusal)) {
		answer_judge(answer, CHAT_REFUSED, "refusal",
			     "the model refused", refusal);
	} else if (choice == NULL) {
		answer_judge_empty(answer, false, "the answer holds no choice");
	} else {
		answer_read_message(answer, terms, choice, body->junk);
	}
	answer->lost = answer->lost || choice_is_unpaid(answer, choice);
}

/* A success that is not JSON: a page of some proxy, or an answer that was
 * spoilt, and then it may have been billed. */
static void answer_read_no_json(struct chat_answer *answer,
				const struct body *body)
{
	const char *start = body->text + strspn(body->text, " \t\r\n");

	if (*start == '\0') {
		answer_judge(answer, CHAT_RETRY, "empty",
			     "the server answered nothing", NULL);
		return;
	}
	answer->lost = *start == '{' || *start == '[';
	answer_judge(answer, answer->lost ? CHAT_MALFORMED : CHAT_RETRY,
		     "malformed", "the server's answer is not a JSON object",
		     body->text);
}

static void answer_read_body(struct chat_answer *answer,
			     const struct http_reply *reply,
			     const struct terms *terms, const struct body *body,
			     int64_t epoch_ms)
{
	bool failed = reply->status < 200 || reply->status >= 300;
	const json_t *error = chat_error_find(body->json, failed);
	const json_t *choice =
		json_array_get(json_object_get(body->json, "choices"), 0);

	answer_read_identity(answer, reply, body->json);
	answer->finish_reason =
		name_read(json_string_at(choice, "finish_reason"));
	if (error == NULL && !failed)
		error = chat_error_find(choice, false);
	if (error != NULL || failed)
		answer_read_error(answer, reply, body, error, epoch_ms);
	else if (!json_is_object(body->json))
		answer_read_no_json(answer, body);
	else
		answer_read_choice(answer, terms, choice, body);
}

void chat_answer_read(const struct http_reply *reply, const struct terms *terms,
		      int64_t epoch_ms, struct chat_answer *ret)
{
	struct body body CLEANUP(body_done) = {0};

	/* Its own times are by its own clock. */
	if (reply->date_epoch_ms >= 0)
		epoch_ms = reply->date_epoch_ms;
	ret->http_status = reply->status;
	if (!reply_is_answer(reply)) {
		answer_read_fate(ret, reply);
		return;
	}
	body_read(reply, &body);
	answer_read_body(ret, reply, terms, &body, epoch_ms);
}

void chat_answer_read_json(json_t *body, int status, const struct terms *terms,
			   struct chat_answer *ret)
{
	struct http_reply reply;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct body read = {.json = body, .whole = true};

	http_reply_init(&reply);
	reply.fate = HTTP_ANSWERED;
	reply.status = status;
	/* What is shown where it says nothing that can be understood. */
	if (json_is_string(body))
		bytes_append_str(&text, json_string_value(body));
	else if (body != NULL && (status < 200 || status >= 300))
		json_write_line(body, &text);
	read.text = text.data != NULL ? text.data : "";
	read.len = text.len;
	ret->http_status = status;
	answer_read_body(ret, &reply, terms, &read, -1);
}
