/*
 * error.c: the error that a server tells of. See error.h; the
 * shapes are those of doc/providers.md, "An answer".
 *
 * 1. What an upstream provider said (metadata.raw) is shown and searched as a
 *    message, but its codes are not words of ours.
 * 2. No time is negative, and none is longer than anyone would wait.
 */
#include "config.h"

#include "engine/chat/error.h"

#include <limits.h>
#include <string.h>

#include "base/json/json.h"
#include "base/text.h"
#include "engine/net/excerpt.h"
#include "engine/net/header.h"

#define ERROR_SAID_MAX	  4096 /* of each text that is searched */
#define ERROR_MESSAGE_MAX 240
#define ERROR_RAW_MAX	  160
#define ERROR_BODY_MAX	  120
#define ERROR_WAIT_MAX	  1e12 /* ms: what is over is not a time */

/* --- finding it ----------------------------------------------------------- */

static bool value_says(const json_t *value)
{
	if (json_is_string(value))
		return json_string_length(value) > 0;
	return json_is_object(value)
		       ? json_object_size(value) > 0
		       : json_is_number(value) || json_is_true(value);
}

const json_t *chat_error_find(const json_t *body, bool failed)
{
	static const char *const others[] = {"detail", "message", "msg"};
	const json_t *error;
	const char *kind;

	if (json_is_array(body))
		body = json_array_get(body, 0);
	error = json_object_get(body, "error");
	if (value_says(error))
		return json_is_true(error) || json_is_number(error) ? body
								    : error;
	error = json_array_get(json_object_get(body, "errors"), 0);
	if (value_says(error))
		return error;
	kind = json_string_at(body, "object");
	if (kind != NULL && strcmp(kind, "error") == 0)
		return body;
	for (size_t i = 0; failed && i < ARRAY_LEN(others); i++)
		if (json_object_get(body, others[i]) != NULL)
			return body;
	return NULL;
}

/* --- words and numbers ---------------------------------------------------- */

static void word_add(struct chat_signal *signal, const char *word)
{
	if (word != NULL && word[0] != '\0' && signal->n_words < CHAT_WORDS_MAX)
		signal->words[signal->n_words++] = word;
}

static void error_read_words(struct chat_error *ret, const json_t *error)
{
	static const char *const keys[] = {"code", "type", "status",
					   "error_type"};
	const json_t *metadata = json_object_get(error, "metadata");
	const json_t *availability = json_object_get(error, "availability");
	struct chat_signal *signal = &ret->signal;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		word_add(signal, json_string_at(error, keys[i]));
	word_add(signal, json_string_at(metadata, "error_type"));
	word_add(signal, json_string_at(metadata, "limit_source"));
	word_add(signal, json_string_at(metadata, "reason"));
	word_add(signal, json_string_at(availability, "code"));
	if (json_string_at(metadata, "provider_name") != NULL)
		word_add(signal, "@provider");
	if (json_array_size(json_object_get(metadata, "reasons")) > 0)
		word_add(signal, "@moderation");
	if (json_is_boolean(json_object_get(availability, "retryable")))
		ret->retryable = json_is_true(
			json_object_get(availability, "retryable"));
}

/* The error's own status, where HTTP's says only that an answer began. */
static int error_status(const json_t *error, int status)
{
	static const char *const keys[] = {"code", "http_status", "status",
					   "status_code"};

	for (size_t i = 0; status < 300 && i < ARRAY_LEN(keys); i++) {
		double number = json_number_at(error, keys[i], 0);

		if (number >= 300 && number < 600)
			status = (int)number;
	}
	return status;
}

/* --- times ---------------------------------------------------------------- */

static void wait_add(struct chat_error *ret, double ms)
{
	if (ms >= 0 && ms <= ERROR_WAIT_MAX && (int64_t)ms > ret->wait_ms)
		ret->wait_ms = (int64_t)ms;
}

/* Google tells it among the details: {"retryDelay":"34s"}. */
static void error_read_details(struct chat_error *ret, const json_t *details)
{
	const json_t *detail;
	size_t i;

	json_array_foreach(details, i, detail)
	{
		const char *delay = json_string_at(detail, "retryDelay");

		if (delay != NULL)
			wait_add(ret, http_duration_read(&delay));
	}
}

static void error_read_times(struct chat_error *ret, const json_t *error)
{
	static const char again[] = "try again in ";
	const json_t *metadata = json_object_get(error, "metadata");
	const json_t *headers = json_object_get(metadata, "headers");
	const json_t *availability = json_object_get(error, "availability");
	const char *said = ret->said.data != NULL ? ret->said.data : "";
	const char *at = strstr(said, again);
	double reset = json_number_at(headers, "X-RateLimit-Reset", -1);
	const struct {
		const json_t *object;
		const char *key;
		double unit;
	} places[] = {
		{error, "retry_after", 1000},
		{error, "retry_after_ms", 1},
		{availability, "retry_after", 1000},
		{metadata, "retry_after", 1000},
		{metadata, "retry_after_seconds", 1000},
		{metadata, "retry_after_ms", 1},
		{headers, "Retry-After", 1000},
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		wait_add(ret,
			 places[i].unit * json_number_at(places[i].object,
							 places[i].key, -1));
	error_read_details(ret, json_object_get(error, "details"));
	if (at != NULL) {
		at += strlen(again);
		wait_add(ret, http_duration_read(&at));
	}
	if (reset > 0 && reset < 9e15)
		ret->reset_epoch_ms = (int64_t)reset;
}

/* --- what it says --------------------------------------------------------- */

/* Appends a text for the search, in lower case. */
static void said_add(struct bytes *said, const char *text, size_t len)
{
	if (text == NULL)
		return;
	if (len > ERROR_SAID_MAX)
		len = ERROR_SAID_MAX;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != '\0')
			bytes_append_char(said, c);
	}
	bytes_append_char(said, '\n');
}

/* Appends a string as it is, anything else as JSON. */
static void value_text(const json_t *value, struct bytes *ret)
{
	if (json_is_string(value)) {
		bytes_append(ret, json_string_value(value),
			     json_string_length(value));
	} else if (value != NULL && !json_is_null(value)) {
		json_write_line(value, ret);
		ret->data[--ret->len] = '\0';
	}
}

static void said_add_value(struct bytes *said, const json_t *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	value_text(value, &text);
	said_add(said, text.data, text.len);
}

/* The message inside of what a provider sent, which may be JSON again; else
 * all of it. */
static void raw_text(const json_t *raw, struct bytes *ret)
{
	json_t *parsed CLEANUP(json_release) = NULL;
	const json_t *value = raw;
	const json_t *inner;

	if (json_is_string(raw) && json_string_length(raw) < ERROR_SAID_MAX &&
	    json_read(json_string_value(raw), json_string_length(raw), &parsed,
		      NULL, NULL) == 0)
		value = parsed;
	inner = json_object_get(value, "error");
	if (inner != NULL)
		value = inner;
	inner = json_object_get(value, "message");
	value_text(json_is_string(inner) ? inner : value, ret);
}

static const json_t *error_message(const json_t *error)
{
	static const char *const keys[] = {"message", "detail", "msg", "error"};
	const json_t *value;

	if (json_is_string(error))
		return error;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (value_says(value = json_object_get(error, keys[i])) ||
		    json_is_array(value))
			return value;
	return NULL;
}

/* "message (Provider: what it said)". */
static void error_read_message(struct chat_error *ret, const json_t *error)
{
	const json_t *metadata = json_object_get(error, "metadata");
	const char *provider = json_string_at(metadata, "provider_name");
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes raw CLEANUP(bytes_done) = {0};

	value_text(error_message(error), &text);
	raw_text(json_object_get(metadata, "raw"), &raw);
	if (text.len == 0 && raw.len == 0 && !json_is_string(error))
		value_text(error, &text);
	if (text.len > 0)
		http_excerpt(text.data, text.len, ERROR_MESSAGE_MAX,
			     &ret->message);
	if (provider == NULL && raw.len == 0)
		return;
	bytes_append_str(&ret->message, ret->message.len > 0 ? " (" : "(");
	if (provider != NULL)
		http_excerpt(provider, strlen(provider), 40, &ret->message);
	if (provider != NULL && raw.len > 0)
		bytes_append_str(&ret->message, ": ");
	if (raw.len > 0)
		http_excerpt(raw.data, raw.len, ERROR_RAW_MAX, &ret->message);
	bytes_append_char(&ret->message, ')');
}

/* All that is searched; the request itself is never in it. */
static void error_read_said(struct chat_error *ret, const json_t *error)
{
	const json_t *metadata = json_object_get(error, "metadata");

	said_add_value(&ret->said, error_message(error));
	said_add_value(&ret->said, json_object_get(metadata, "raw"));
	said_add_value(&ret->said, json_object_get(metadata, "provider_code"));
	said_add_value(&ret->said, json_object_get(error, "details"));
}

/* The N of "can only afford N", with commas or without. */
static long error_afford(const char *said)
{
	static const char phrase[] = "can only afford ";
	const char *at = strstr(said, phrase);
	long tokens = 0;

	if (at == NULL)
		return 0;
	for (at += strlen(phrase); (*at >= '0' && *at <= '9') || *at == ',';
	     at++)
		if (*at != ',' && tokens < LONG_MAX / 100)
			tokens = tokens * 10 + (*at - '0');
	return tokens;
}

/* --- saying nothing ------------------------------------------------------- */

/* Words of which no reason is made. */
static const char *const empty_words[] = {
	"a",	      "an",	     "and",
	"bad",	      "badrequest",  "badrequesterror",
	"been",	      "body",	     "br",
	"by",	      "center",	     "client",
	"cloudflare", "code",	     "doctype",
	"due",	      "error",	     "exception",
	"failed",     "failure",     "for",
	"from",	      "generic",     "h",
	"has",	      "head",	     "hr",
	"html",	      "http",	     "in",
	"internal",   "invalid",     "invalidrequesterror",
	"is",	      "message",     "nginx",
	"none",	      "null",	     "occurred",
	"of",	      "on",	     "p",
	"param",      "please",	     "provider",
	"reason",     "request",     "response",
	"returned",   "server",	     "something",
	"status",     "the",	     "title",
	"to",	      "try",	     "again",
	"type",	      "undefined",   "unexpected",
	"unknown",    "unspecified", "upstream",
	"was",	      "went",	     "with",
	"wrong",      "your",
};

static bool word_is_empty(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(empty_words); i++)
		if (strlen(empty_words[i]) == len &&
		    memcmp(empty_words[i], word, len) == 0)
			return true;
	return false;
}

/* Letters outside of ASCII are a reason, in whatever language. */
static bool says_nothing(const char *said)
{
	while (*said != '\0') {
		size_t len = strspn(said, "abcdefghijklmnopqrstuvwxyz");

		if (len > 0 && !word_is_empty(said, len))
			return false;
		said += len;
		if ((unsigned char)*said >= 0x80)
			return false;
		said += *said != '\0' && len == 0 ? 1 : 0;
	}
	return true;
}

/* A 400 whose texts and codes are all of such words. */
static void error_read_opaque(struct chat_error *ret)
{
	struct bytes codes CLEANUP(bytes_done) = {0};
	struct chat_signal *signal = &ret->signal;

	if (signal->status != 400)
		return;
	for (size_t i = 0; i < signal->n_words; i++)
		if (signal->words[i][0] != '@')
			said_add(&codes, signal->words[i],
				 strlen(signal->words[i]));
	if (says_nothing(signal->said) &&
	    (codes.data == NULL || says_nothing(codes.data)))
		word_add(signal, "@opaque");
}

void chat_error_read(const json_t *error, int status, const char *text,
		     size_t len, struct chat_error *ret)
{
	*ret = (struct chat_error){
		.signal.status = error_status(error, status),
		.retryable = -1,
		.wait_ms = -1,
		.reset_epoch_ms = -1,
	};
	if (error != NULL) {
		error_read_words(ret, error);
		error_read_said(ret, error);
		error_read_message(ret, error);
	} else {
		said_add(&ret->said, text, len);
		http_excerpt(text, len, ERROR_BODY_MAX, &ret->message);
	}
	error_read_times(ret, error);
	ret->signal.said = ret->said.data != NULL ? ret->said.data : "";
	error_read_opaque(ret);
	ret->afford_tokens = error_afford(ret->signal.said);
}

void chat_error_done(struct chat_error *error)
{
	bytes_done(&error->said);
	bytes_done(&error->message);
}
