/*
 * fault_play.c: puts an answer into bytes. See fault_kind.h.
 */
#include "config.h"

#include "fault_play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/compiler.h"
#include "fault_content.h"

#define HUGE_BYTES    (UINT64_C(64) << 20)
#define STREAM_PIECE  41 /* odd, so that it falls into characters */
#define PICO_PER_NANO 1000

uint64_t fault_mix(uint64_t seed)
{
	uint64_t z = seed + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t fault_draw(uint64_t seed, const char *text)
{
	uint64_t draw = fault_mix(seed);

	for (; *text != '\0'; text++)
		draw = fault_mix(draw ^ (unsigned char)*text);
	return draw;
}

static const char *status_words(int status)
{
	static const struct {
		int status;
		const char *words;
	} known[] = {
		{200, "OK"},
		{202, "Accepted"},
		{206, "Partial Content"},
		{302, "Found"},
		{400, "Bad Request"},
		{401, "Unauthorized"},
		{402, "Payment Required"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{408, "Request Timeout"},
		{409, "Conflict"},
		{413, "Content Too Large"},
		{416, "Range Not Satisfiable"},
		{429, "Too Many Requests"},
		{500, "Internal Server Error"},
		{501, "Not Implemented"},
		{502, "Bad Gateway"},
		{503, "Service Unavailable"},
		{504, "Gateway Timeout"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].status == status)
			return known[i].words;
	return "Unknown";
}

void answer_head(struct answer *answer, int status, const char *type,
		 int64_t length, const char *headers)
{
	struct bytes *out = &answer->out;

	bytes_printf(out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\n", status,
		     status_words(status), type);
	if (length < 0)
		bytes_append_str(out, "Transfer-Encoding: chunked\r\n");
	else
		bytes_printf(out, "Content-Length: %lld\r\n",
			     (long long)length);
	bytes_append_str(out, headers != NULL ? headers : "");
	bytes_append_str(out, answer->end == ANSWER_CLOSE
				      ? "Connection: close\r\n\r\n"
				      : "\r\n");
	answer->body_at = out->len;
}

void answer_json(struct answer *answer, int status, const struct bytes *body)
{
	answer_head(answer, status, "application/json", (int64_t)body->len,
		    NULL);
	bytes_append(&answer->out, body->data, body->len);
}

void answer_done(struct answer *answer)
{
	bytes_done(&answer->out);
}

/* The answer's head with the id of the generation, and the body. */
static void put_typed(struct play *play, const char *type, const char *headers,
		      const void *body, size_t len)
{
	struct bytes all CLEANUP(bytes_done) = {0};

	if (play->fault->flags & FAULT_BILLED)
		bytes_printf(&all, "X-Generation-Id: gen-%u\r\n",
			     (unsigned int)play->serial);
	bytes_append_str(&all, headers != NULL ? headers : "");
	answer_head(play->ret, play->fault->status, type, (int64_t)len,
		    all.data);
	bytes_append(&play->ret->out, body, len);
}

static void put(struct play *play, const char *headers, const char *body,
		size_t len)
{
	put_typed(play,
		  len > 0 && body[0] == '<' ? "text/html" : "application/json",
		  headers, body, len);
}

static void hold(struct play *play, int64_t ms)
{
	play->ret->hold = play->fault->hold;
	play->ret->hold_ms = ms;
}

/* --- completions ---------------------------------------------------------- */

/* Text as the inside of a JSON string. Bytes beyond ASCII stay as they are,
 * the invalid ones too. */
static void escape(const char *text, size_t len, struct bytes *ret)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			bytes_append_char(ret, '\\');
		if (c < 0x20)
			bytes_printf(ret, "\\u%04x", c);
		else
			bytes_append_char(ret, (char)c);
	}
}

/* What the model wrote, with what it put around it. */
static void write_content(const struct play *play, struct bytes *ret)
{
	const struct fault *fault = play->fault;

	bytes_append_str(ret, fault->before != NULL ? fault->before : "");
	if (fault->content != NULL)
		fault->content(play, ret);
	else
		content_usual(play, ret);
	bytes_append_str(ret, fault->after != NULL ? fault->after : "");
}

static void write_usage(const struct play *play, struct bytes *ret)
{
	bytes_printf(ret,
		     "\"usage\":{\"prompt_tokens\":%ld,"
		     "\"completion_tokens\":%ld,\"total_tokens\":%ld,"
		     "\"cost\":%lld.%09lld}",
		     play->prompt_tokens, play->completion_tokens,
		     play->prompt_tokens + play->completion_tokens,
		     (long long)(play->cost_nano / 1000000000),
		     (long long)(play->cost_nano % 1000000000));
}

static void write_start(const struct play *play, const char *object,
			struct bytes *ret)
{
	bytes_printf(ret,
		     "{\"id\":\"gen-%u\",\"object\":\"%s\",\"created\":%lld,"
		     "\"model\":\"%s\",\"provider\":\"TestProvider\","
		     "\"choices\":[{\"index\":0,",
		     (unsigned int)play->serial, object,
		     (long long)(play->epoch_ms / 1000), play->model);
}

/* A completion around `message`, the inside of its object. */
static void write_completion(const struct play *play, const char *message,
			     const char *finish, struct bytes *ret)
{
	write_start(play, "chat.completion", ret);
	bytes_printf(ret, "\"message\":{\"role\":\"assistant\",%s},", message);
	bytes_printf(ret, "\"finish_reason\":\"%s\"}],", finish);
	write_usage(play, ret);
	bytes_append_char(ret, '}');
}

/* The completion that the fault's row describes. */
static void write_usual(const struct play *play, struct bytes *ret)
{
	struct bytes content CLEANUP(bytes_done) = {0};
	struct bytes message CLEANUP(bytes_done) = {0};
	const char *finish = play->fault->finish;

	write_content(play, &content);
	bytes_append_str(&message, "\"content\":\"");
	escape(content.data != NULL ? content.data : "", content.len, &message);
	bytes_append_str(&message, "\",\"refusal\":null");
	write_completion(play, message.data, finish != NULL ? finish : "stop",
			 ret);
}

static void play_usual(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	write_usual(play, &body);
	put(play, NULL, body.data, body.len);
}

static void play_message(struct play *play, const char *message,
			 const char *finish)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	write_completion(play, message, finish, &body);
	put(play, NULL, body.data, body.len);
}

void play_refusal(struct play *play)
{
	play_message(play,
		     "\"content\":null,\"refusal\":\"I can't help with reading "
		     "this.\"",
		     "stop");
}

void play_null_content(struct play *play)
{
	play_message(play, "\"content\":null", "stop");
}

/* Partial content, and the reason beside it: doc/providers.md. */
void play_finish_error(struct play *play)
{
	struct bytes content CLEANUP(bytes_done) = {0};
	struct bytes body CLEANUP(bytes_done) = {0};

	content_cut(play, &content);
	write_start(play, "chat.completion", &body);
	bytes_append_str(&body, "\"message\":{\"role\":\"assistant\","
				"\"content\":\"");
	escape(content.data, content.len, &body);
	bytes_append_str(&body, "\"},\"error\":{\"code\":502,\"message\":"
				"\"Upstream connection lost\"},"
				"\"finish_reason\":\"error\"}],");
	write_usage(play, &body);
	bytes_append_char(&body, '}');
	put(play, NULL, body.data, body.len);
}

void play_no_usage(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	char *usage;

	write_usual(play, &body);
	usage = strstr(body.data, ",\"usage\":");
	strcpy(usage, "}");
	put(play, NULL, body.data, strlen(body.data));
}

static void play_prefixed(struct play *play, const char *prefix)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	bytes_append_str(&body, prefix);
	write_usual(play, &body);
	put(play, NULL, body.data, body.len);
}

void play_bom(struct play *play)
{
	play_prefixed(play, "\xef\xbb\xbf");
}

void play_whitespace(struct play *play)
{
	play_prefixed(play, "\n         \n\r\n\t    \n");
}

/* --- errors --------------------------------------------------------------- */

static void play_error(struct play *play)
{
	const char *body = play->fault->body;

	put(play, play->fault->headers, body, strlen(body));
}

void play_nothing(struct play *play)
{
	play->ret->hang_ms = play->ms;
}

static void play_limited(struct play *play, const char *headers,
			 const char *metadata)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	bytes_printf(&body,
		     "{\"error\":{\"message\":\"Rate limit exceeded\","
		     "\"code\":%d,\"metadata\":{%s}},\"user_id\":\"u\"}",
		     play->fault->status, metadata);
	put(play, headers, body.data, body.len);
}

void play_retry_after(struct play *play)
{
	char header[64];

	snprintf(header, sizeof(header), "Retry-After: %d\r\n", play->seconds);
	play_limited(play, header, "\"error_type\":\"rate_limit_exceeded\"");
	hold(play, (int64_t)play->seconds * 1000);
}

/* A date has no fractions: what is held is until that very second. */
void play_retry_date(struct play *play)
{
	time_t now = (time_t)(play->epoch_ms / 1000);
	time_t at = now + play->seconds + 1;
	char header[120];
	struct tm utc;
	size_t len;

	gmtime_r(&at, &utc);
	len = strftime(header, sizeof(header),
		       "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
	gmtime_r(&now, &utc);
	strftime(header + len, sizeof(header) - len,
		 "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
	play_limited(play, header, "\"error_type\":\"rate_limit_exceeded\"");
	hold(play, (int64_t)at * 1000 - play->epoch_ms);
}

static void rate_headers(const struct play *play, long limit, int64_t ms,
			 char *to, size_t size)
{
	snprintf(to, size,
		 "X-RateLimit-Limit: %ld\r\nX-RateLimit-Remaining: 0\r\n"
		 "X-RateLimit-Reset: %lld\r\n",
		 limit, (long long)(play->epoch_ms + ms));
}

void play_rate_reset(struct play *play)
{
	char headers[160];
	int64_t ms = (int64_t)play->seconds * 1000;

	rate_headers(play, 20, ms, headers, sizeof(headers));
	play_limited(play, headers, "\"error_type\":\"rate_limit_exceeded\"");
	hold(play, ms);
}

/* The headers once more inside the metadata, as OpenRouter repeats them. */
void play_daily_free(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	char headers[160];

	rate_headers(play, 50, play->reset_ms, headers, sizeof(headers));
	bytes_printf(&body,
		     "{\"error\":{\"message\":\"Rate limit exceeded: "
		     "free-models-per-day. Add 10 credits to unlock 1000 free "
		     "model requests per day\",\"code\":429,\"metadata\":{"
		     "\"headers\":{\"X-RateLimit-Limit\":\"50\","
		     "\"X-RateLimit-Remaining\":\"0\","
		     "\"X-RateLimit-Reset\":\"%lld\"},\"limit_source\":"
		     "\"openrouter_free_tier_daily\"}},\"user_id\":\"u\"}",
		     (long long)(play->epoch_ms + play->reset_ms));
	put(play, headers, body.data, body.len);
	hold(play, play->reset_ms);
}

void play_shared_pool(struct play *play)
{
	char header[64];

	snprintf(header, sizeof(header), "Retry-After: %d\r\n", play->seconds);
	play_limited(play, header,
		     "\"raw\":\"the model is temporarily rate-limited "
		     "upstream\",\"provider_name\":\"TestProvider\","
		     "\"limit_source\":\"upstream_provider_shared_pool\"");
	hold(play, (int64_t)play->seconds * 1000);
}

void play_busy(struct play *play)
{
	char header[64];

	snprintf(header, sizeof(header), "Retry-After: %d\r\n", play->seconds);
	play_limited(play, header, "\"error_type\":\"provider_overloaded\"");
	hold(play, (int64_t)play->seconds * 1000);
}

void play_unavailable(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	bytes_printf(&body,
		     "{\"error\":{\"message\":\"The model is at capacity.\","
		     "\"http_status\":503,\"availability\":{\"code\":"
		     "\"capacity_exhausted\",\"retryable\":true,"
		     "\"retry_after\":%d,\"requested_models\":[\"%s\"],"
		     "\"fallback_models\":[]}}}",
		     play->seconds, play->model);
	put(play, NULL, body.data, body.len);
	hold(play, (int64_t)play->seconds * 1000);
}

void play_afford(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	bytes_printf(&body,
		     "{\"error\":{\"message\":\"This request requires more "
		     "credits, or fewer max_tokens. You requested up to %ld "
		     "tokens, but can only afford %ld. To increase, visit the "
		     "settings and add more credits\",\"code\":402,"
		     "\"metadata\":{\"error_type\":\"payment_required\"}}}",
		     play->max_tokens, play->afford);
	put(play, NULL, body.data, body.len);
}

void play_bad_model(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};

	bytes_printf(&body,
		     "{\"error\":{\"message\":\"%s is not a valid model ID\","
		     "\"code\":400},\"user_id\":\"u\"}",
		     play->model);
	put(play, NULL, body.data, body.len);
}

/* To this server's own trap: who follows is seen, and so is the key. */
void play_redirect(struct play *play)
{
	char header[96];

	snprintf(header, sizeof(header),
		 "Location: http://localhost:%d/__trap/chat/completions\r\n",
		 play->port);
	put(play, header, "", 0);
}

void play_html(struct play *play)
{
	static const char page[] =
		"<!DOCTYPE html><html><head><title>Just a moment...</title>"
		"</head><body><h1>Checking your browser</h1></body></html>";

	put(play, NULL, page, sizeof(page) - 1);
}

/* --- event streams -------------------------------------------------------- */

static void write_delta(const struct play *play, const char *text, size_t len,
			struct bytes *ret)
{
	bytes_append_str(ret, "data: ");
	write_start(play, "chat.completion.chunk", ret);
	bytes_append_str(ret, "\"delta\":{\"content\":\"");
	escape(text, len, ret);
	bytes_append_str(ret, "\"},\"finish_reason\":null}]}\n\n");
}

/* The record in deltas of a few characters; each is whole UTF-8, for it is
 * JSON: what splits a character is how the stream is sent. */
static void write_deltas(const struct play *play, struct bytes *ret)
{
	struct bytes content CLEANUP(bytes_done) = {0};
	size_t at = 0, to;

	write_content(play, &content);
	bytes_append_str(ret, ": OPENROUTER PROCESSING\n\n"
			      ": OPENROUTER PROCESSING\n\n");
	for (; at < content.len; at = to) {
		to = at + 60 < content.len ? at + 60 : content.len;
		while (to < content.len &&
		       ((unsigned char)content.data[to] & 0xc0) == 0x80)
			to++;
		write_delta(play, content.data + at, to - at, ret);
	}
	bytes_append_str(ret, ": OPENROUTER PROCESSING\n\n");
}

/* Sent in chunks that fall into characters, a millisecond apart. */
static void put_stream(struct play *play, const struct bytes *stream,
		       bool whole)
{
	struct bytes *out = &play->ret->out;
	char id[64] = "";

	if (play->fault->flags & FAULT_BILLED)
		snprintf(id, sizeof(id), "X-Generation-Id: gen-%u\r\n",
			 (unsigned int)play->serial);
	answer_head(play->ret, 200, "text/event-stream", -1, id);
	for (size_t at = 0; at < stream->len; at += STREAM_PIECE * 8) {
		size_t len = stream->len - at;

		if (len > STREAM_PIECE * 8)
			len = STREAM_PIECE * 8;
		bytes_printf(out, "%zx\r\n", len);
		bytes_append(out, stream->data + at, len);
		bytes_append_str(out, "\r\n");
	}
	if (whole)
		bytes_append_str(out, "0\r\n\r\n");
	play->ret->pace = STREAM_PIECE * 8 + 5;
	play->ret->pace_ms = 1;
}

static void write_last(const struct play *play, struct bytes *ret)
{
	bytes_append_str(ret, "data: ");
	write_start(play, "chat.completion.chunk", ret);
	bytes_append_str(ret, "\"delta\":{},\"finish_reason\":\"stop\"}],");
	write_usage(play, ret);
	bytes_append_str(ret, "}\n\n");
}

void play_sse(struct play *play)
{
	struct bytes stream CLEANUP(bytes_done) = {0};

	write_deltas(play, &stream);
	write_last(play, &stream);
	bytes_append_str(&stream, "data: [DONE]\n\n");
	put_stream(play, &stream, true);
}

/* The record is whole when the error comes: it must not be taken. */
void play_sse_error(struct play *play)
{
	struct bytes stream CLEANUP(bytes_done) = {0};

	write_deltas(play, &stream);
	bytes_append_str(
		&stream,
		"data: {\"id\":\"gen-x\",\"error\":{\"code\":"
		"\"server_error\",\"message\":\"Provider "
		"disconnected\"},\"choices\":[{\"index\":0,\"delta\":{"
		"\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n");
	put_stream(play, &stream, true);
}

/* Ends in order, but for [DONE], the usage and half of the record. */
void play_sse_cut(struct play *play)
{
	struct bytes stream CLEANUP(bytes_done) = {0};

	write_deltas(play, &stream);
	stream.len = stream.len * 3 / 5;
	put_stream(play, &stream, true);
}

/* --- the wire ------------------------------------------------------------- */

void play_short_body(struct play *play)
{
	struct answer *answer = play->ret;

	play_usual(play);
	answer->out.len -= (answer->out.len - answer->body_at) / 3;
}

/* All the JSON is there; only the end of the chunks is not. */
void play_chunked_cut(struct play *play)
{
	struct bytes body CLEANUP(bytes_done) = {0};
	struct bytes *out = &play->ret->out;

	write_usual(play, &body);
	answer_head(play->ret, 200, "application/json", -1, NULL);
	bytes_printf(out, "%zx\r\n", body.len);
	bytes_append(out, body.data, body.len);
	bytes_append_str(out, "\r\n");
}

void play_head_only(struct play *play)
{
	play_usual(play);
	play->ret->out.len = play->ret->body_at;
}

void play_drip(struct play *play)
{
	play_usual(play);
	play->ret->pace = 1;
	play->ret->pace_ms = play->ms;
}

void play_huge(struct play *play)
{
	answer_head(play->ret, 200, "application/json", (int64_t)HUGE_BYTES,
		    NULL);
	play->ret->filler = HUGE_BYTES;
}

/* Tokens are of the sheet, so that costs differ and a retry costs the same. */
static void work_out_cost(struct play *play)
{
	bool billed = play->fault->flags & FAULT_BILLED;
	int64_t pico;

	play->draw = fault_draw(0, play->sheet);
	play->prompt_tokens = billed ? 900 + (long)(play->draw % 1300) : 0;
	play->completion_tokens =
		billed ? 120 + (long)(play->draw / 1300 % 280) : 0;
	pico = play->prompt_tokens * play->prompt_pico +
	       play->completion_tokens * play->completion_pico;
	play->cost_nano = (pico + PICO_PER_NANO / 2) / PICO_PER_NANO;
}

void fault_play(struct play *play)
{
	const struct fault *fault = play->fault;

	if (fault->end != ANSWER_KEEP)
		play->ret->end = fault->end;
	work_out_cost(play);
	if (fault->build != NULL)
		fault->build(play);
	else if (fault->body != NULL)
		play_error(play);
	else
		play_usual(play);
}
