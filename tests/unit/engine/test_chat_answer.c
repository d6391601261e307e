/*
 * test_chat_answer.c: replies of servers, and what they mean.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/chat/answer.h"
#include "engine/chat/error.h"
#include "engine/chat/fault.h"
#include "engine/net/excerpt.h"
#include "tests/kit/scratch.h"

#define EPOCH INT64_C(1790000000000) /* 2026-09-21T14:13:20Z */
#define DAY   INT64_C(86400000)

/* Of the built-in table; of the whole group. */
static struct terms *terms;

static int setup_terms(void **state)
{
	return terms_load(NULL, &terms, NULL);
}

static int teardown_terms(void **state)
{
	terms_free(terms);
	return 0;
}

/* What is said in a reply, and what it has to mean. Zero stands for "none"
 * where an answer has -1. */
struct row {
	const char *body;
	int status; /* 0: 200 */
	enum chat_verdict verdict;
	enum chat_scope scope;
	const char *kind;
	const char *text; /* part of it */
	int64_t wait;
	int64_t retry_after, reset_epoch;  /* headers */
	struct http_rate requests, tokens; /* a reset_ms of 0: not said */
	double cost;
	long afford;
	bool lost;
	const char *type; /* of the content */
};

static void reply_of(const struct row *row, struct http_reply *ret)
{
	http_reply_init(ret);
	ret->fate = HTTP_ANSWERED;
	ret->sent = true;
	ret->status = row->status > 0 ? row->status : 200;
	ret->retry_after_ms = row->retry_after > 0 ? row->retry_after : -1;
	ret->reset_epoch_ms = row->reset_epoch > 0 ? row->reset_epoch : -1;
	if (row->requests.reset_ms > 0)
		ret->requests = row->requests;
	if (row->tokens.reset_ms > 0)
		ret->tokens = row->tokens;
	if (row->type != NULL)
		strcpy(ret->content_type, row->type);
	bytes_append_str(&ret->body, row->body);
}

static void assert_means(const struct row *row,
			 const struct chat_answer *answer)
{
	int64_t wait = row->wait > 0 ? row->wait : -1;
	double cost = row->cost > 0 ? row->cost : -1;
	const char *kind = answer->kind != NULL ? answer->kind : "-";

	if (answer->verdict != row->verdict || answer->scope != row->scope ||
	    strcmp(kind, row->kind != NULL ? row->kind : "-") != 0 ||
	    answer->wait_ms != wait || answer->lost != row->lost ||
	    answer->afford_tokens != row->afford)
		fail_msg("verdict %d, scope %d, kind %s, wait %lld, lost %d, "
			 "afford %ld, \"%s\" for %d %s",
			 answer->verdict, answer->scope, kind,
			 (long long)answer->wait_ms, answer->lost,
			 answer->afford_tokens, answer->text, row->status,
			 row->body);
	assert_float_equal(answer->cost_usd, cost, 1e-12);
	if (row->text != NULL && strstr(answer->text, row->text) == NULL)
		fail_msg("\"%s\" in \"%s\"", row->text, answer->text);
	assert_true((row->kind == NULL) == (answer->text[0] == '\0'));
}

static void check_row(const struct row *row)
{
	struct http_reply reply;
	struct chat_answer answer;

	reply_of(row, &reply);
	chat_answer_init(&answer);
	chat_answer_read(&reply, terms, EPOCH, &answer);
	assert_means(row, &answer);
	if (answer.verdict != CHAT_SUCCESS)
		assert_int_equal(answer.dwc.n, 0);
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_row(&rows[i]);
}

/* --- faults --------------------------------------------------------------- */

#define MEANS(v, s, k) .verdict = CHAT_##v, .scope = CHAT_SCOPE_##s, .kind = (k)
#define ERROR(s)       "{\"error\":{" s "}}"
#define SAYS(s)	       ERROR("\"message\":\"" s "\"")
#define CODE(s)	       ERROR("\"message\":\"m\",\"code\":\"" s "\"")
#define META(s)	       ERROR("\"message\":\"m\",\"metadata\":{" s "}")
#define TYPE(s) \
	ERROR("\"message\":\"m\",\"metadata\":{\"error_type\":\"" s "\"}")

/* clang-format off */
static const struct row faults[] = {
/* days, pools, money */
{META("\"limit_source\":\"openrouter_free_tier_daily\""), 429,
	MEANS(DAILY, ACCOUNT, "daily_quota"),
	"429 daily_quota: m", DAY - EPOCH % DAY},
{META("\"limit_source\":\"openrouter_free_tier_daily\""), 429,
	MEANS(DAILY, ACCOUNT, "daily_quota"),
	.wait = 5000, .reset_epoch = EPOCH + 5000},
{SAYS("Rate limit exceeded: free-models-per-day"), 429,
	MEANS(DAILY, ACCOUNT, "daily_quota"),
	.wait = 7000, .reset_epoch = EPOCH + 7000,
	.retry_after = 2000},
{SAYS("Rate limit exceeded: free-models-per-day"), 429,
	MEANS(DAILY, ACCOUNT, "daily_quota"),
	.wait = 60000, .retry_after = 2000, /* the clocks differ */
	.reset_epoch = EPOCH - 1},
{ERROR("\"message\":\"free-models-per-day\",\"code\":429,\"metadata\":{"
	"\"headers\":{\"X-RateLimit-Reset\":\"1790000090000\"},"
	"\"provider_name\":null}"), 429, MEANS(DAILY, ACCOUNT, "daily_quota"),
	.wait = 90000},
{SAYS("on requests per day (RPD): Limit 200. Please try again in 7m12s."), 429,
	MEANS(DAILY, ACCOUNT, "daily_quota"), .wait = DAY - EPOCH % DAY},
{META("\"reason\":\"in_flight_budget_exhausted\",\"limit_source\":"
	"\"openrouter_in_flight_budget\",\"headers\":{\"Retry-After\":"
	"\"120\"}"), 402, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 120000},
{META("\"limit_source\":\"openrouter_key_limit\""), 403,
	MEANS(NO_CREDIT, KEY, "key_limit"), "use another"},
{META("\"limit_source\":\"openrouter_guardrail_budget\""), 403,
	MEANS(NO_CREDIT, ACCOUNT, "budget"), "wait for its reset"},
{SAYS("Budget limit exceeded"), 403, MEANS(NO_CREDIT, ACCOUNT, "budget")},
{SAYS("API key budget limit exceeded (daily limit)"), 403,
	MEANS(NO_CREDIT, KEY, "key_limit")},
{SAYS("Rate limit exceeded: free-models-per-min."), 429,
	MEANS(RATE, ACCOUNT, "rate_limit")},
{ERROR("\"code\":402,\"message\":\"This request requires more credits, or "
	"fewer max_tokens. You requested up to 65,536 tokens, but can only "
	"afford 1,333.\",\"metadata\":{\"limit_source\":"
	"\"openrouter_credits\"}"), 402, MEANS(AFFORD, REQUEST, "afford"),
	.afford = 1333},
{SAYS("You can only afford 0"), 402, MEANS(NO_CREDIT, ACCOUNT, "credit")},
{META("\"limit_source\":\"upstream_provider_shared_pool\""), 429,
	MEANS(OVERLOADED, MODEL, "overloaded")},
{ERROR("\"message\":\"m\",\"http_status\":503,\"availability\":{\"code\":"
	"\"capacity_exhausted\",\"retryable\":true,\"retry_after\":12.5}"), 503,
	MEANS(OVERLOADED, MODEL, "overloaded"), .wait = 12500},
{ERROR("\"code\":429,\"message\":\"Provider returned error\",\"metadata\":{"
	"\"raw\":\"x is temporarily rate-limited upstream. Requests per day.\","
	"\"provider_name\":\"Venice\",\"retry_after_seconds\":17,\"headers\":{"
	"\"Retry-After\":\"16\"}}"), 429,
	MEANS(OVERLOADED, MODEL, "overloaded"),
	"Provider returned error (Venice: x is temporarily", .wait = 17000},
{SAYS("m is temporarily rate-limited upstream"), 429,
	MEANS(OVERLOADED, MODEL, "overloaded")},
{SAYS("Key limit exceeded (daily limit)"), 403,
	MEANS(NO_CREDIT, KEY, "key_limit"), "use another"},
{ERROR("\"message\":\"Provider returned error\",\"metadata\":{"
	"\"provider_name\":\"P\",\"error_type\":\"payment_required\","
	"\"raw\":\"your spending limit is reached\"}"), 402,
	MEANS(OVERLOADED, MODEL, "provider")},
{SAYS("This would exceed your key's spend limit"), 402,
	MEANS(NO_CREDIT, KEY, "key_limit")},
{META("\"limit_source\":\"openrouter_credits\""), 402,
	MEANS(NO_CREDIT, ACCOUNT, "credit")},
{TYPE("token_limit_exceeded"), 400, MEANS(NO_CREDIT, ACCOUNT, "credit")},
{ERROR("\"message\":\"You exceeded your current quota, please check your plan "
	"and billing details.\",\"type\":\"insufficient_quota\",\"param\":null,"
	"\"code\":\"insufficient_quota\""), 429,
	MEANS(NO_CREDIT, ACCOUNT, "quota")},
{CODE("billing_hard_limit_reached"), 400, MEANS(NO_CREDIT, ACCOUNT, "quota")},
{CODE("insufficient_credits"), 402, MEANS(NO_CREDIT, ACCOUNT, "credit")},
{SAYS("Insufficient credits"), 402, MEANS(NO_CREDIT, ACCOUNT, "credit")},
{SAYS("please check your plan and billing details"), 429,
	MEANS(NO_CREDIT, ACCOUNT, "quota")},
/* refusals */
{ERROR("\"code\":403,\"message\":\"m requires moderation\",\"metadata\":{"
	"\"reasons\":[\"violence\"],\"provider_name\":\"P\"}"), 403,
	MEANS(REFUSED, REQUEST, "moderation")},
{TYPE("refusal"), 400, MEANS(REFUSED, REQUEST, "refusal")},
{TYPE("content_policy_violation"), 400,
	MEANS(REFUSED, REQUEST, "content_filter")},
{SAYS("rejected as a result of our safety system"), 400,
	MEANS(REFUSED, REQUEST, "content_filter")},
/* keys */
{ERROR("\"code\":401,\"message\":\"m\",\"metadata\":{\"provider_name\":"
	"\"P\"}"), 401, MEANS(OVERLOADED, MODEL, "provider")},
{ERROR("\"message\":\"Incorrect API key provided: sk-abcd1234***wxyz. You can "
	"find it\",\"code\":\"invalid_api_key\""), 401,
	MEANS(KEY_REFUSED, KEY, "key"), "provided: [\xe2\x80\xa6]"},
{SAYS("No auth credentials found"), 401, MEANS(KEY_REFUSED, KEY, "key")},
{SAYS("API key not valid. Please pass a valid API key."), 400,
	MEANS(KEY_REFUSED, KEY, "key")},
{SAYS("Your API key is disabled"), 403, MEANS(KEY_REFUSED, KEY, "key")},
{SAYS("Project does not have access to model gpt-x"), 403,
	MEANS(MODEL_REFUSED, MODEL, "forbidden")},
{SAYS("no"), 403, MEANS(FAILED, REQUEST, "forbidden")},
/* pictures and sizes */
{TYPE("invalid_image"), 400, MEANS(FAILED, REQUEST, "image")},
{TYPE("image_too_large"), 400, MEANS(FAILED, REQUEST, "image")},
{TYPE("image_not_found"), 404, MEANS(FAILED, REQUEST, "image")},
{TYPE("unsupported_image_format"), 0, MEANS(FAILED, REQUEST, "image")},
{SAYS("Could not process image"), 400, MEANS(FAILED, REQUEST, "image")},
{CODE("context_length_exceeded"), 400, MEANS(SMALLER, REQUEST, "context")},
{ERROR("\"code\":500,\"message\":\"m\",\"type\":\"exceed_context_size_error\","
	"\"n_ctx\":4096"), 500, MEANS(SMALLER, REQUEST, "context")},
{SAYS("the request exceeds the available context size"), 500,
	MEANS(SMALLER, REQUEST, "context")},
{"{\"object\":\"error\",\"message\":\"This model's maximum context length is "
	"8192 tokens\",\"type\":\"BadRequestError\",\"code\":400}",
	400, MEANS(SMALLER, REQUEST, "context"), "maximum context"},
{TYPE("max_tokens_exceeded"), 400, MEANS(LONGER, REQUEST, "length")},
{TYPE("payload_too_large"), 400, MEANS(SMALLER, REQUEST, "too_large")},
{"<html><h1>413 Request Entity Too Large</h1></html>", 413,
	MEANS(SMALLER, REQUEST, "too_large"),
	"413 too_large: 413 Request Entity"},
/* models */
{SAYS("image input is not supported - hint: mmproj"), 500,
	MEANS(MODEL_REFUSED, MODEL, "no_vision")},
{SAYS("No endpoints found that support image input"), 404,
	MEANS(MODEL_REFUSED, MODEL, "no_vision")},
{CODE("model_not_found"), 404, MEANS(MODEL_REFUSED, MODEL, "model")},
{TYPE("privacy_restricted"), 404, MEANS(MODEL_REFUSED, MODEL, "model")},
{SAYS("x/y is not a valid model ID"), 400,
	MEANS(MODEL_REFUSED, MODEL, "model")},
{SAYS("The free version has ended"), 404, MEANS(MODEL_REFUSED, MODEL, "model")},
{SAYS("model 'x' not found, try pulling it first"), 404,
	MEANS(MODEL_REFUSED, MODEL, "model")},
{"404 page not found", 404, MEANS(MODEL_REFUSED, MODEL, "not_found"),
	"--base-url"},
{"", 302, MEANS(MODEL_REFUSED, MODEL, "redirect"), "--base-url"},
{"", 410, MEANS(MODEL_REFUSED, MODEL, "model")},
/* statuses */
{SAYS("bad pixels"), 400,
	MEANS(FAILED, REQUEST, "bad_request"), "400 bad_request: bad pixels"},
/* no reason at all: another model may take it */
{SAYS("bad"), 400, MEANS(REFUSED, REQUEST, "bad_request")},
{"", 400, MEANS(REFUSED, REQUEST, "bad_request")},
{"<html><head><title>400 Bad Request</title></head></html>", 400,
	MEANS(REFUSED, REQUEST, "bad_request")},
{ERROR("\"message\":\"Provider returned error\",\"code\":400,\"metadata\":{"
	"\"raw\":\"ERROR\",\"provider_name\":\"Stealth\"}"), 400,
	MEANS(REFUSED, REQUEST, "bad_request"), "Stealth: ERROR"},
{ERROR("\"message\":\"Provider returned error\",\"code\":400"), 0,
	MEANS(REFUSED, REQUEST, "bad_request")},
{ERROR("\"message\":\"Provider returned error\",\"metadata\":{\"raw\":"
	"\"{\\\"error\\\":{\\\"message\\\":\\\"temperature must be 1\\\"}}\","
	"\"provider_name\":\"P\"}"), 400, MEANS(FAILED, REQUEST, "bad_request")},
{CODE("unsupported_value"), 400, MEANS(FAILED, REQUEST, "bad_request")},
{"{\"detail\":[{\"msg\":\"field required\"}]}", 422,
	MEANS(FAILED, REQUEST, "bad_request"), "field required"},
{"", 418, MEANS(FAILED, REQUEST, "bad_request")},
{"", 402, MEANS(NO_CREDIT, ACCOUNT, "credit")},
{"", 408, MEANS(RETRY, REQUEST, "timeout")},
{"", 409, MEANS(RETRY, REQUEST, "server")},
{"", 425, MEANS(RETRY, REQUEST, "server")},
{ERROR("\"message\":\"on tokens per min (TPM): Limit 30000\",\"type\":"
	"\"tokens\",\"code\":\"rate_limit_exceeded\""), 429,
	MEANS(RATE, MODEL, "rate_limit")},
{SAYS("Rate limit reached. Please try again in 1m2.5s."), 429,
	MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 62500},
{"[{\"error\":{\"code\":429,\"message\":\"check your plan and billing\","
	"\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\"34s\""
	"}]}}]", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 34000},
{"[{\"error\":{\"code\":429,\"message\":\"check your plan and billing\","
	"\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"quotaId\":"
	"\"GenerateRequestsPerDayPerProject\"}]}}]", 429,
	MEANS(DAILY, ACCOUNT, "daily_quota"), .wait = DAY - EPOCH % DAY},
{"", 500, MEANS(RETRY, REQUEST, "server")},
{"", 502, MEANS(OVERLOADED, MODEL, "overloaded")},
{SAYS("Loading model"), 503, MEANS(OVERLOADED, MODEL, "overloaded")},
{"{\"error\":\"server busy, please try again.  maximum pending requests "
	"exceeded\"}", 503, MEANS(OVERLOADED, MODEL, "overloaded"),
	"503 overloaded: server busy"},
{"", 504, MEANS(RETRY, REQUEST, "timeout")},
{"", 524, MEANS(RETRY, REQUEST, "timeout")},
{"", 529, MEANS(OVERLOADED, MODEL, "overloaded")},
{"", 599, MEANS(RETRY, REQUEST, "server")},
{"", 700, MEANS(RETRY, REQUEST, "server")},
/* inside of a success: the inner code, else its words */
{ERROR("\"code\":502,\"message\":\"m\""), 0,
	MEANS(OVERLOADED, MODEL, "overloaded"), "502 overloaded: m"},
{ERROR("\"code\":\"429\",\"message\":\"m\""), 0,
	MEANS(RATE, ACCOUNT, "rate_limit")},
{ERROR("\"http_status\":504,\"message\":\"m\""), 0,
	MEANS(RETRY, REQUEST, "timeout")},
{CODE("rate_limit_exceeded"), 0, MEANS(RATE, ACCOUNT, "rate_limit")},
{TYPE("provider_overloaded"), 0, MEANS(OVERLOADED, MODEL, "overloaded")},
{CODE("timeout"), 0, MEANS(RETRY, REQUEST, "timeout")},
{CODE("invalid_request_error"), 0, MEANS(FAILED, REQUEST, "bad_request")},
{"{\"error\":\"Loading model\"}", 0, MEANS(OVERLOADED, MODEL, "overloaded")},
{"{\"error\":\"Too many requests\"}", 0, MEANS(RATE, ACCOUNT, "rate_limit")},
{CODE("server_error"), 0, MEANS(RETRY, REQUEST, "server")},
/* what a batch did not come to */
{CODE("batch_expired"), 0, MEANS(RETRY, REQUEST, "batch_expired")},
{CODE("batch_canceled"), 0, MEANS(RETRY, REQUEST, "batch_cancelled")},
{CODE("batch_cancelled"), 0, MEANS(RETRY, REQUEST, "batch_cancelled")},
/* availability decides */
{ERROR("\"message\":\"m\",\"availability\":{\"retryable\":false}"), 503,
	MEANS(MODEL_REFUSED, MODEL, "overloaded")},
{ERROR("\"message\":\"m\",\"availability\":{\"retryable\":false}"), 500,
	MEANS(FAILED, REQUEST, "server")},
{ERROR("\"message\":\"m\",\"availability\":{\"retryable\":true,"
	"\"retry_after\":3}"), 400, MEANS(RETRY, REQUEST, "bad_request"),
	.wait = 3000},
{ERROR("\"message\":\"no model\",\"availability\":{\"retryable\":true}"), 404,
	MEANS(OVERLOADED, MODEL, "model")},
{ERROR("\"message\":\"m\",\"availability\":{\"retryable\":true}"), 401,
	MEANS(KEY_REFUSED, KEY, "key")},
};
/* clang-format on */

static void test_faults(void **state)
{
	check_rows(faults, ARRAY_LEN(faults));
}

/* Each row of the table is what one of the replies above means. */
static void test_whole_table(void **state)
{
	bool *seen = mem_zalloc(chat_faults_n);

	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		const struct row *row = &faults[i];
		int status = row->status > 0 ? row->status : 200;
		size_t len = strlen(row->body);
		json_t *body CLEANUP(json_release) = NULL;
		struct chat_error error;

		if (json_read(row->body, len, &body, NULL, NULL) < 0)
			body = NULL;
		chat_error_read(chat_error_find(body, status >= 300), status,
				row->body, len, &error);
		seen[chat_fault_find(&error.signal) - chat_faults] = true;
		chat_error_done(&error);
	}
	for (size_t i = 0; i < chat_faults_n; i++)
		if (!seen[i])
			fail_msg("nothing means row %zu: %d %s %s", i,
				 chat_faults[i].first,
				 chat_faults[i].words != NULL
					 ? chat_faults[i].words
					 : "-",
				 chat_faults[i].said != NULL
					 ? chat_faults[i].said
					 : "-");
	free(seen);
}

/* The longest of what is asked; resets only where a limit was met; what is
 * past is none, and nobody waits for more than a week. */
static void test_waits(void **state)
{
	static const struct row rows[] = {
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 2000,
		 .retry_after = 2000},
		/* Who says when to ask again is believed. */
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 2000,
		 .retry_after = 2000, .tokens = {0, 9000}},
		{SAYS("try again in 340ms"), 429,
		 MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 340,
		 .tokens = {0, 9000}},
		/* The bucket that is empty, or not known to have any. */
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 9000,
		 .requests = {9000, 8640000}, .tokens = {0, 9000}},
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 9000,
		 .requests = {-1, 9000}},
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"),
		 .requests = {9000, 8640000}, .tokens = {700, 9000}},
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 9000,
		 .retry_after = 9000, .reset_epoch = EPOCH + 4000},
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"),
		 .reset_epoch = EPOCH - 4000},
		{"", 429, MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 7 * DAY,
		 .retry_after = 8 * DAY},
		{"", 503, MEANS(OVERLOADED, MODEL, "overloaded"), .wait = 30000,
		 .retry_after = 30000},
		{"", 500, MEANS(RETRY, REQUEST, "server"), .tokens = {0, 9000}},
		{ERROR("\"retry_after\":-5"), 429,
		 MEANS(RATE, ACCOUNT, "rate_limit")},
		{ERROR("\"retry_after\":\"soon\""), 429,
		 MEANS(RATE, ACCOUNT, "rate_limit")},
		{SAYS("try again in a while"), 429,
		 MEANS(RATE, ACCOUNT, "rate_limit")},
		{SAYS("try again in 340ms"), 429,
		 MEANS(RATE, ACCOUNT, "rate_limit"), .wait = 340},
		{SAYS("try again in 99999999999999999999d"), 429,
		 MEANS(RATE, ACCOUNT, "rate_limit")},
	};

	check_rows(rows, ARRAY_LEN(rows));
}

/* --- the transport -------------------------------------------------------- */

static void test_fates(void **state)
{
	static const struct {
		enum http_fate fate;
		bool sent;
		int status;
		const char *body;
		enum chat_verdict verdict;
		const char *kind;
		bool lost;
	} rows[] = {
		{HTTP_NO_SERVER, false, 0, "", CHAT_RETRY, "connection", false},
		{HTTP_INSECURE, false, 0, "", CHAT_MODEL_REFUSED, "tls", false},
		{HTTP_TIMED_OUT, true, 0, "", CHAT_RETRY, "timeout", true},
		{HTTP_TIMED_OUT, false, 0, "", CHAT_RETRY, "timeout", false},
		{HTTP_BROKEN, true, 0, "", CHAT_RETRY, "connection", true},
		{HTTP_BROKEN, true, 200, "{\"choi", CHAT_RETRY, "truncated",
		 true},
		{HTTP_BROKEN, true, 200,
		 "{\"choices\":[{\"message\":{\"content\":\"{}\"}}]}",
		 CHAT_RETRY, "truncated", true},
		{HTTP_BROKEN, false, 0, "", CHAT_SMALLER, "too_large", false},
		{HTTP_BROKEN, false, 401, "", CHAT_KEY_REFUSED, "key", false},
		{HTTP_BROKEN, true, 429, "{\"err", CHAT_RATE, "rate_limit",
		 false},
		{HTTP_TOO_LARGE, true, 200, "{", CHAT_FAILED,
		 "too_large_answer", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_reply reply;
		struct chat_answer answer;

		http_reply_init(&reply);
		reply.fate = rows[i].fate;
		reply.sent = rows[i].sent;
		reply.status = rows[i].status;
		strcpy(reply.why, "it went away");
		bytes_append_str(&reply.body, rows[i].body);
		chat_answer_init(&answer);
		chat_answer_read(&reply, terms, EPOCH, &answer);
		if (answer.verdict != rows[i].verdict ||
		    answer.lost != rows[i].lost ||
		    strcmp(answer.kind, rows[i].kind) != 0)
			fail_msg("row %zu: %d %s %d", i, answer.verdict,
				 answer.kind, answer.lost);
		if (rows[i].status < 400)
			assert_non_null(strstr(answer.text, "it went away"));
		if (rows[i].status == 200)
			assert_non_null(strstr(answer.text, "away: {"));
		assert_int_equal(answer.wait_ms, -1);
		chat_answer_done(&answer);
		http_reply_done(&reply);
	}
}

/* --- what the model wrote ------------------------------------------------- */

#define RECORD	  "{\\\"country\\\":{\\\"value\\\":\\\"Canada\\\"}}"
#define USAGE	  "\"usage\":{\"prompt_tokens\":7,\"cost\":0.25}"
#define CHOICE(s) "{\"choices\":[{" s "}]," USAGE "}"
#define CONTENT(s) \
	CHOICE("\"message\":{\"content\":\"" s "\"},\"finish_reason\":\"stop\"")
#define ENDS(s) \
	CHOICE("\"message\":{\"content\":\"" RECORD "\"},\"finish_reason\":" s)
#define SUCCESS	 MEANS(SUCCESS, REQUEST, NULL), .cost = 0.25
#define RETRY(k) MEANS(RETRY, REQUEST, k), .cost = 0.25
#define PAID(k)	 MEANS(MALFORMED, REQUEST, k), .cost = 0.25

/* clang-format off */
static const struct row answers[] = {
{CONTENT(RECORD), 0, SUCCESS},
{"\xef\xbb\xbf\n \n" CONTENT(RECORD), 0, SUCCESS},
{": OPENROUTER PROCESSING\n\n" CONTENT(RECORD), 0, SUCCESS},
{CONTENT(RECORD) "\n<!-- proxy -->", 0, SUCCESS},
{CONTENT("```json\\n" RECORD "\\n```"), 0, SUCCESS},
{CONTENT("{}"), 0, SUCCESS},
{ENDS("null"), 0, SUCCESS},
{ENDS("\"end_turn\""), 0, SUCCESS},
{ENDS("\"tool_calls\""), 0, SUCCESS},
{CHOICE("\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"country"
	"\\\":\"},{\"type\":\"text\",\"text\":\"\\\"Canada\\\"}\"}]}"), 0,
	SUCCESS},
{CHOICE("\"message\":{\"content\":{\"country\":\"Canada\"}}"), 0, SUCCESS},
{CHOICE("\"message\":{\"content\":null,\"tool_calls\":[{\"function\":{"
	"\"arguments\":\"" RECORD "\"}}]}"), 0, SUCCESS},
{CHOICE("\"message\":{\"content\":\"I call it.\",\"tool_calls\":[{\"function\":"
	"{\"arguments\":{\"country\":\"Canada\"}}}]}"), 0, SUCCESS},
{CHOICE("\"error\":null,\"message\":{\"content\":\"" RECORD "\",\"refusal\":"
	"null}"), 0, SUCCESS},
{"{\"error\":null,\"choices\":[{\"message\":{\"content\":\"{}\"}}]}", 0,
	MEANS(SUCCESS, REQUEST, NULL)},
/* cut: never accepted, whole though it looks */
{ENDS("\"length\""), 0, MEANS(LONGER, REQUEST, "length"),
	"answer (length): {\"country\"", .cost = 0.25},
/* what was written for nothing is not free because nobody says what it cost */
{"{\"choices\":[{\"message\":{\"content\":\"{\"},\"finish_reason\":\"length\""
	"}]}", 0, MEANS(LONGER, REQUEST, "length"), .lost = true},
{"{\"choices\":[{\"message\":{\"content\":\"Sorry.\"}}]}", 0,
	MEANS(MALFORMED, REQUEST, "malformed"), .lost = true},
{ENDS("\"MAX_TOKENS\""), 0, MEANS(LONGER, REQUEST, "length"), .cost = 0.25},
{CHOICE("\"message\":{\"content\":null,\"reasoning\":\"Well\"},"
	"\"finish_reason\":\"length\""), 0, MEANS(LONGER, REQUEST, "length"),
	.cost = 0.25},
/* refused */
{ENDS("\"content_filter\""), 0, MEANS(REFUSED, REQUEST, "content_filter"),
	.cost = 0.25},
{ENDS("\"SAFETY\""), 0,
	MEANS(REFUSED, REQUEST, "content_filter"), .cost = 0.25},
{CHOICE("\"message\":{\"content\":null,\"refusal\":\"I may not.\"}"), 0,
	MEANS(REFUSED, REQUEST, "refusal"), "I may not.", .cost = 0.25},
/* failed on the way */
{ENDS("\"error\""), 0, RETRY("server")},
{CHOICE("\"message\":{\"content\":\"" RECORD "\"},\"finish_reason\":\"error\","
	"\"error\":{\"code\":502,\"message\":\"gone\"}"), 0,
	MEANS(OVERLOADED, MODEL, "overloaded"), "gone", .cost = 0.25},
{"{\"error\":{\"code\":500,\"message\":\"late\"},\"choices\":[{\"message\":{"
	"\"content\":\"{}\"}}]}", 0, MEANS(RETRY, REQUEST, "server"), "late"},
/* empty */
/* what was paid for is a model's failure, asked for once more */
{"{\"choices\":[]," USAGE "}", 0, PAID("empty")},
{"{\"choices\":null}", 0, MEANS(RETRY, REQUEST, "empty")},
{"{}", 0, MEANS(RETRY, REQUEST, "empty")},
{CONTENT(""), 0, PAID("empty")},
{CONTENT(" \\n "), 0, PAID("empty")},
{CHOICE("\"message\":{\"content\":null,\"reasoning\":\"{}\"}"), 0,
	PAID("empty")},
{"{\"choices\":[{\"message\":{\"content\":null,\"reasoning\":\"Well\"}}]}", 0,
	MEANS(MALFORMED, REQUEST, "empty")},
{"{\"choices\":[{\"message\":{\"content\":\"\"}}],\"usage\":{"
	"\"completion_tokens\":0}}", 0, MEANS(RETRY, REQUEST, "empty")},
/* strict JSON among the thoughts is an answer; fenced, mended or with words
 * around it, it is a thought */
{CHOICE("\"message\":{\"content\":null,\"reasoning_content\":\"" RECORD
	"\"}"), 0, SUCCESS},
{CHOICE("\"message\":{\"content\":\"\",\"reasoning\":\" " RECORD " \"}"), 0,
	SUCCESS},
{CHOICE("\"message\":{\"reasoning_details\":[{\"text\":\"" RECORD
	"\"}]}"), 0, SUCCESS},
{CHOICE("\"message\":{\"content\":null,\"reasoning\":\"Perhaps " RECORD
	"\"}"), 0, PAID("empty")},
{CHOICE("\"message\":{\"content\":null,\"reasoning\":"
	"\"{\\\"country\\\":\\\"Cuba\\\",}\"}"), 0, PAID("empty")},
{CHOICE("\"message\":{\"content\":null,\"reasoning\":"
	"\"{\\\"colour\\\":\\\"buff\\\"}\"}"), 0, PAID("empty")},
{CHOICE("\"message\":{\"content\":\"no\",\"reasoning\":\"" RECORD "\"}"), 0,
	PAID("malformed")},
{CHOICE("\"message\":null"), 0, PAID("empty")},
{"", 0, MEANS(RETRY, REQUEST, "empty")},
/* malformed */
{CONTENT("There is a plant."), 0, PAID("malformed"),
	.text = "There is a plant."},
/* a refusal in plain words */
{CONTENT("I'm sorry, I can't."), 0, MEANS(REFUSED, REQUEST, "refusal"),
	"I'm sorry, I can't.", .cost = 0.25},
{CONTENT("<think>Hm</think>I\xe2\x80\x99m unable to help with this."), 0,
	MEANS(REFUSED, REQUEST, "refusal"), .cost = 0.25},
{CONTENT("Es tut mir leid, aber dabei kann ich nicht helfen."), 0,
	MEANS(REFUSED, REQUEST, "refusal"), .cost = 0.25},
{CONTENT("\xe6\x8a\xb1\xe6\xad\x89\xef\xbc\x8c\xe6\x88\x91"
	"\xe6\x97\xa0\xe6\xb3\x95"), 0,
	MEANS(REFUSED, REQUEST, "refusal"), .cost = 0.25},
{CONTENT("I'm sorry for the wait. The sheet has a label."), 0,
	PAID("malformed")},
{CONTENT("I'm sorry, I can't: {\\\"country\\\":"), 0, PAID("malformed")},{CONTENT("{\\\"country\\\":\\\"Cana"), 0, PAID("malformed")},
{CHOICE("\"message\":{\"content\":null,\"tool_calls\":[{\"function\":{"
	"\"arguments\":\"{\\\"coun\"}}]}"), 0, PAID("malformed")},
{"<!DOCTYPE html><html><body><p>Sign in</p></body></html>", 0,
	MEANS(RETRY, REQUEST, "malformed"), "object: Sign in"},
{"{\"choices\":[{\"message\":{\"content\":\"{}", 0,
	MEANS(MALFORMED, REQUEST, "malformed"), .lost = true},
{"\"text\"", 0, MEANS(RETRY, REQUEST, "malformed")},
};

#define DATA(s)	   "data: " s "\n\n"
#define DELTA(s) \
	DATA("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" s "\"}}]}")
#define FINISH(s) \
	DATA("{\"choices\":[{\"delta\":{},\"finish_reason\":\"" s "\"}]}")
#define WHOLE	   DELTA("{\\\"country\\\":") DELTA("\\\"Canada\\\"}")
#define STREAM	   .type = "text/event-stream; charset=utf-8"

static const struct row streams[] = {
{": OPENROUTER PROCESSING\n\n" WHOLE FINISH("stop")
	DATA("{\"choices\":[]," USAGE "}") DATA("[DONE]"), 0, SUCCESS},
{WHOLE FINISH("stop") DATA("[DONE]"), 0, MEANS(SUCCESS, REQUEST, NULL), STREAM},
{WHOLE FINISH("stop"), 0, MEANS(SUCCESS, REQUEST, NULL)},
{WHOLE DATA("[DONE]"), 0, MEANS(SUCCESS, REQUEST, NULL)},
{WHOLE FINISH("stop") "data: {\"choices\":[],\"usa", 0,
	MEANS(SUCCESS, REQUEST, NULL)},
{WHOLE FINISH("stop") "data: {\"choices\":[]," USAGE "}", 0, SUCCESS},
{"data:{\"choices\":[{\"delta\":{\"content\":\"{}\"}}]}\ndata:[DONE]\n", 0,
	MEANS(SUCCESS, REQUEST, NULL)},
{"event: message\r\ndata: {\"choices\":[{\"delta\":\r\ndata: {\"content\":"
	"\"{}\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n", 0,
	MEANS(SUCCESS, REQUEST, NULL)},
{DATA("{\"choices\":[{\"message\":{\"content\":\"{}\"},\"finish_reason\":"
	"\"stop\"}]}"), 0, MEANS(SUCCESS, REQUEST, NULL)},
{DATA("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{"
	"\"arguments\":\"{\\\"country\\\":\"}}]}}]}")
	DATA("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,"
	"\"function\":{\"arguments\":\"\\\"Canada\\\"}\"}}]},"
	"\"finish_reason\":\"tool_calls\"}]}"), 0,
	MEANS(SUCCESS, REQUEST, NULL)},
{DATA("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}") WHOLE
	FINISH("stop"), 0, MEANS(SUCCESS, REQUEST, NULL)},
/* partial: rejected, whole though it looks */
{WHOLE, 0, MEANS(RETRY, REQUEST, "truncated"), .lost = true},
{WHOLE DATA("{\"choices\":[]," USAGE "}"), 0, RETRY("truncated")},
{WHOLE DATA("{\"choices\":[{\"del") FINISH("stop"), 0,
	MEANS(RETRY, REQUEST, "truncated"), .lost = true},
{": OPENROUTER PROCESSING\n\n", 0, MEANS(RETRY, REQUEST, "truncated"),
	.lost = true},
{WHOLE FINISH("length") DATA("[DONE]"), 0, MEANS(LONGER, REQUEST, "length"),
	.lost = true},
{DATA("[DONE]"), 0, MEANS(RETRY, REQUEST, "empty")},
{WHOLE DATA("{\"error\":{\"code\":\"server_error\",\"message\":\"Provider "
	"disconnected\"},\"choices\":[{\"delta\":{\"content\":\"\"},"
	"\"finish_reason\":\"error\"}]}"), 0, MEANS(RETRY, REQUEST, "server"),
	"disconnected"},
{DATA("{\"error\":{\"code\":429,\"message\":\"slow\"}}"), 429,
	MEANS(RATE, ACCOUNT, "rate_limit"), "slow"},
{CONTENT(RECORD), 0, SUCCESS, STREAM},
};
/* clang-format on */

static void test_answers(void **state)
{
	check_rows(answers, ARRAY_LEN(answers));
}

static void test_streams(void **state)
{
	check_rows(streams, ARRAY_LEN(streams));
}

/* Who answered, what it took, and where the words of a stream went. */
static void test_details(void **state)
{
	static const struct row row = {
		.body = DATA(
			"{\"id\":\"gen-1\",\"model\":\"a/b\",\"choices\":[{"
			"\"delta\":{\"content\":\"\"}}]}") WHOLE FINISH("stop")
			DATA("{\"choices\":[],\"usage\":{\"prompt_tokens\":"
			     "12,\"completion_tokens\":3,\"cost\":\"0.5\"}}"),
	};
	struct http_reply reply;
	struct chat_answer answer;

	reply_of(&row, &reply);
	chat_answer_init(&answer);
	chat_answer_read(&reply, terms, EPOCH, &answer);
	assert_int_equal(answer.verdict, CHAT_SUCCESS);
	assert_string_equal(record_value(&answer.dwc, "country"), "Canada");
	assert_string_equal(answer.model, "a/b");
	assert_string_equal(answer.generation_id, "gen-1");
	assert_string_equal(answer.finish_reason, "stop");
	assert_float_equal(answer.cost_usd, 0.5, 0);
	assert_float_equal(answer.prompt_tokens, 12, 0);
	assert_float_equal(answer.completion_tokens, 3, 0);
	assert_true(json_is_object(answer.usage));
	assert_int_equal(answer.http_status, 200);
	assert_false(answer.wrapped);
	chat_answer_done(&answer);
	strcpy(reply.generation_id, "gen-2");
	chat_answer_read(&reply, terms, EPOCH, &answer);
	assert_string_equal(answer.generation_id, "gen-2");
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

/* Costs that are none are not said. */
static void test_costs(void **state)
{
	static const struct {
		const char *cost;
		double usd;
	} rows[] = {
		{"0", 0},	 {"0.0125", 0.0125}, {"\"0.0125\"", 0.0125},
		{"-1", -1},	 {"1000", -1},	     {"1e300", -1},
		{"null", -1},	 {"\"free\"", -1},   {"[1]", -1},
		{"\"nan\"", -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *body CLEANUP(mem_free_str) = mem_printf(
			"{\"choices\":[{\"message\":{\"content\":\"{}\"}}],"
			"\"usage\":{\"cost\":%s}}",
			rows[i].cost);
		struct row row = {.body = body};
		struct http_reply reply;
		struct chat_answer answer;

		reply_of(&row, &reply);
		chat_answer_init(&answer);
		chat_answer_read(&reply, terms, EPOCH, &answer);
		assert_int_equal(answer.verdict, CHAT_SUCCESS);
		assert_float_equal(answer.cost_usd, rows[i].usd, 0);
		chat_answer_done(&answer);
		http_reply_done(&reply);
	}
}

/* --- words ---------------------------------------------------------------- */

static void test_excerpts(void **state)
{
#define HIDDEN "[\xe2\x80\xa6]"
	static const struct {
		const char *text, *excerpt;
	} rows[] = {
		{"plain  words\n\tand\x1b[m more", "plain words and[m more"},
		{"<html><head><style>p{a:b}</style><script>if (a<b) x();"
		 "</script></head><body><h1>502</h1><p>Bad</p></body>",
		 "502 Bad"},
		{"a < b", "a < b"},
		{"< unclosed", "< unclosed"},
		{"key sk-or-v1-0123456789 used", "key " HIDDEN " used"},
		{"Authorization: Bearer hunter2, no",
		 "Authorization: Bearer " HIDDEN ", no"},
		{"Invalid API key: swordfish (x)",
		 "Invalid API key: " HIDDEN " (x)"},
		{"Incorrect API key provided: swordfish.",
		 "Incorrect API key provided: " HIDDEN},
		{"?api_key=swordfish&x", "?api_key=" HIDDEN "&x"},
		{"of AIzaSyD4x8aB3cE5fG7hI9jK1lM3nO5pQ7rS9tU", "of " HIDDEN},
		{"url data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/2wBD",
		 "url data:image/jpeg;base64," HIDDEN},
		{"qwen/qwen-2.5-vl-72b-instruct:free is busy",
		 "qwen/qwen-2.5-vl-72b-instruct:free is busy"},
		{"mistralai/mistral-small-3.1-24b-instruct-2503",
		 "mistralai/mistral-small-3.1-24b-instruct-2503"},
		{"Key limit exceeded: https://example.org",
		 "Key limit exceeded: https://example.org"},
		{"no \xff utf-8", "no \xef\xbf\xbd utf-8"},
		{"", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes got CLEANUP(bytes_done) = {0};

		http_excerpt(rows[i].text, strlen(rows[i].text), 200, &got);
		assert_string_equal(got.data != NULL ? got.data : "",
				    rows[i].excerpt);
	}
}

/* Whatever a server sends: one line of UTF-8 that ends in its buffer. */
static void test_long_texts(void **state)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	struct row row = {.status = 400};
	struct http_reply reply;
	struct chat_answer answer;

	bytes_append_str(&body, "{\"error\":{\"message\":\"");
	for (int i = 0; i < 4000; i++)
		bytes_append_str(&body, "\xc3\xa9 ");
	bytes_append_str(&body, "\",\"metadata\":{\"provider_name\":\"P\","
				"\"raw\":\"");
	for (int i = 0; i < 4000; i++)
		bytes_append_str(&body, "\xe2\x80\x94 ");
	bytes_append_str(&body, "\"}}}");
	row.body = body.data;
	reply_of(&row, &reply);
	chat_answer_init(&answer);
	chat_answer_read(&reply, terms, EPOCH, &answer);
	assert_true(strlen(answer.text) > 200);
	assert_true(text_is_utf8(answer.text, strlen(answer.text)));
	assert_non_null(strstr(answer.text, "(P: "));
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

/* More than fits: cut, and not within a character. */
static void test_text_is_cut(void **state)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	struct row row = {.status = 400};
	struct http_reply reply;
	struct chat_answer answer;

	bytes_append_str(&body, "{\"error\":{\"message\":\"");
	for (int i = 0; i < 4000; i++)
		bytes_append_str(&body, "\xf0\x90\x90\x80");
	bytes_append_str(&body, "\",\"metadata\":{\"provider_name\":\"P\","
				"\"raw\":\"");
	for (int i = 0; i < 4000; i++)
		bytes_append_str(&body, "\xf0\x90\x90\x80");
	bytes_append_str(&body, "\"}}}");
	row.body = body.data;
	reply_of(&row, &reply);
	chat_answer_init(&answer);
	chat_answer_read(&reply, terms, EPOCH, &answer);
	assert_in_range(strlen(answer.text), sizeof(answer.text) - 4,
			sizeof(answer.text) - 1);
	assert_true(text_is_utf8(answer.text, strlen(answer.text)));
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

static void test_scope_words(void **state)
{
	assert_string_equal(chat_scope_word(CHAT_SCOPE_REQUEST), "request");
	assert_string_equal(chat_scope_word(CHAT_SCOPE_MODEL), "model");
	assert_string_equal(chat_scope_word(CHAT_SCOPE_KEY), "key");
	assert_string_equal(chat_scope_word(CHAT_SCOPE_ACCOUNT), "account");
}

/* --- real answers --------------------------------------------------------- */

/* Reads the lines of a specimen; NULL where there is none. */
static json_t *specimen_lines(const char *name)
{
	char *path CLEANUP(mem_free_str) = scratch_specimen(name);
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *lines;
	char *line, *rest;

	if (path == NULL)
		return NULL;
	assert_int_equal(file_read(path, 1u << 24, &text, NULL), 0);
	lines = json_array();
	for (line = strtok_r(text.data, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		json_t *value;

		assert_int_equal(
			json_read(line, strlen(line), &value, NULL, NULL), 0);
		json_array_append_new(lines, value);
	}
	return lines;
}

/* What the original made of the same answer, value by value. */
static void assert_same(const struct record *record, const json_t *raw)
{
	json_t *dwc = json_object_get(raw, "dwc");
	json_t *confidence = json_object_get(raw, "dwc_confidence");
	const char *term;
	json_t *value;

	assert_true(json_object_size(dwc) > 0);
	assert_int_equal(record->n, json_object_size(dwc));
	json_object_foreach(dwc, term, value)
	{
		struct record want;
		const struct field *field;
		json_t *one CLEANUP(json_release) =
			json_pack("{s:O}", term, value);

		record_init(&want);
		assert_int_equal(record_read_json(one, 0.5, SOURCE_MODEL, &want,
						  NULL, NULL),
				 0);
		assert_string_equal(record_value(record, term),
				    record_value(&want, term));
		record_done(&want);
		field = record_find(record, term);
		assert_float_equal(field->confidence,
				   json_number_at(confidence, term, 0.5), 1e-9);
	}
}

static void check_real(const json_t *output, const json_t *raw)
{
	const json_t *response = json_object_get(output, "response");
	const json_t *body = json_object_get(response, "body");
	struct http_reply reply;
	struct chat_answer answer;

	http_reply_init(&reply);
	reply.fate = HTTP_ANSWERED;
	reply.sent = true;
	reply.status = (int)json_int_at(response, "status_code", 0);
	json_write_line(body, &reply.body);
	chat_answer_init(&answer);
	chat_answer_read(&reply, terms, EPOCH, &answer);
	if (answer.verdict != CHAT_SUCCESS)
		fail_msg("%s", answer.text);
	assert_same(&answer.dwc, raw);
	assert_string_equal(answer.model, json_string_at(body, "model"));
	assert_string_equal(answer.finish_reason, "stop");
	assert_true(answer.prompt_tokens > 0 && answer.completion_tokens > 0);
	assert_false(answer.wrapped);
	chat_answer_done(&answer);
	http_reply_done(&reply);
}

static void test_real(void **state)
{
	json_t *outputs CLEANUP(json_release) =
		specimen_lines("openai-batch-10.output.jsonl");
	json_t *raws CLEANUP(json_release) =
		specimen_lines("openai-batch-10.raw.jsonl");
	const json_t *output, *raw;
	size_t i, j, met = 0;

	if (outputs == NULL || raws == NULL)
		skip();
	json_array_foreach(outputs, i, output)
	{
		json_array_foreach(raws, j, raw)
		{
			if (strcmp(json_string_at(raw, "batch_custom_id"),
				   json_string_at(output, "custom_id")) != 0)
				continue;
			check_real(output, raw);
			met++;
		}
	}
	assert_int_equal(met, json_array_size(outputs));
}

/* Answers that were met in use, and what each has to mean. */
static void test_cases(void **state)
{
	static const struct {
		const char *name;
		int status;
		enum chat_verdict verdict;
		const char *number; /* catalogNumber, of a success */
		int repairs;
	} cases[] = {
		{"20-think-unclosed", 200, CHAT_MALFORMED, NULL, 0},
		{"21-wrapped-unknown-key", 200, CHAT_SUCCESS, "A-1", 1},
		{"22-snake-keys", 200, CHAT_SUCCESS, "A-1", 3},
		{"22c-capital-keys", 200, CHAT_SUCCESS, "A-1", 3},
		{"23-escape-quote", 200, CHAT_SUCCESS, "A-1", 1},
		{"24-nan-confidence", 200, CHAT_SUCCESS, "A-1", 1},
		{"25-reasoning-only", 200, CHAT_SUCCESS, "A-1", 1},
		{"26-refusal-text", 200, CHAT_REFUSED, NULL, 0},
		{"28-opaque-400", 400, CHAT_REFUSED, NULL, 0},
		{"29-comments", 200, CHAT_SUCCESS, "A-1", 2},
	};
	const char *top = getenv("top_srcdir");
	size_t met = 0;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *path CLEANUP(mem_free_str) =
			mem_printf("%s/../shared/cases/%s.response",
				   top != NULL ? top : ".", cases[i].name);
		struct http_reply reply;
		struct chat_answer answer;

		reply_of(&(struct row){.body = "", .status = cases[i].status},
			 &reply);
		if (file_read(path, 1u << 20, &reply.body, NULL) < 0)
			continue;
		met++;
		chat_answer_init(&answer);
		chat_answer_read(&reply, terms, EPOCH, &answer);
		if (answer.verdict != cases[i].verdict ||
		    answer.repairs != cases[i].repairs)
			fail_msg("%s: %d, %d repairs: %s", cases[i].name,
				 answer.verdict, answer.repairs, answer.text);
		if (cases[i].number != NULL)
			assert_string_equal(
				record_value(&answer.dwc, "catalogNumber"),
				cases[i].number);
		chat_answer_done(&answer);
		http_reply_done(&reply);
	}
	if (met == 0)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_whole_table),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_fates),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_costs),
		cmocka_unit_test(test_excerpts),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_text_is_cut),
		cmocka_unit_test(test_scope_words),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, setup_terms, teardown_terms);
}
