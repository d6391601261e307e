/*
 * header.c: the headers of an answer. See header.h.
 *
 * Retry-After itself is read by libcurl (both its forms); as a date it is kept
 * beside, for libcurl knows only this machine's clock. Sources of the others:
 * OpenRouter's X-RateLimit-Reset (epoch, milliseconds) and
 * X-Generation-Id, OpenAI's x-ratelimit-*-{requests,tokens} and
 * retry-after-ms.
 */
#include "config.h"

#include "engine/net/header.h"

#include <curl/curl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define VALUE_MAX	128
#define DURATION_MAX_MS (30 * 24 * 3600 * 1000.0)
#define EPOCH_MS_MIN	1e12 /* September 2001: less are seconds */
#define EPOCH_MS_MAX	1e14
#define COUNT_MAX	1e15

/* The number that the text is, or -1. */
static double value_number(const char *value)
{
	char *end;
	double x = strtod(value, &end);

	return end != value && *end == '\0' && isfinite(x) ? x : -1;
}

static void take_type(struct http_reply *reply, const char *value)
{
	strncpy(reply->content_type, value, sizeof(reply->content_type) - 1);
}

static void take_generation(struct http_reply *reply, const char *value)
{
	strncpy(reply->generation_id, value, sizeof(reply->generation_id) - 1);
}

static void take_retry_ms(struct http_reply *reply, const char *value)
{
	double ms = value_number(value);

	if (ms > 0 && ms <= DURATION_MAX_MS)
		reply->retry_after_ms = (int64_t)ceil(ms);
}

/* Milliseconds as OpenRouter says it; seconds are told by their size. */
static void take_reset(struct http_reply *reply, const char *value)
{
	double at = value_number(value);

	if (at > 0 && at < EPOCH_MS_MIN)
		at *= 1000;
	if (at >= EPOCH_MS_MIN && at < EPOCH_MS_MAX)
		reply->reset_epoch_ms = (int64_t)at;
}

/* Milliseconds of the epoch, or -1. */
static int64_t value_date(const char *value)
{
	time_t at = curl_getdate(value, NULL);

	return at > 0 && (double)at * 1000 < EPOCH_MS_MAX ? (int64_t)at * 1000
							  : -1;
}

static void take_date(struct http_reply *reply, const char *value)
{
	int64_t at = value_date(value);

	if (at >= 0)
		reply->date_epoch_ms = at;
}

/* "20261128" would be a date to libcurl; a number is seconds. */
static void take_retry_date(struct http_reply *reply, const char *value)
{
	reply->retry_epoch_ms =
		value_number(value) < 0 ? value_date(value) : -1;
}

static void take_requests_reset(struct http_reply *reply, const char *value)
{
	reply->requests.reset_ms = http_duration_ms(value);
}

static void take_tokens_reset(struct http_reply *reply, const char *value)
{
	reply->tokens.reset_ms = http_duration_ms(value);
}

static int64_t value_count(const char *value)
{
	double n = value_number(value);

	return n >= 0 && n < COUNT_MAX ? (int64_t)n : -1;
}

/* The digits that a text begins with; -1 where there are none, or too many. */
static int64_t whole_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= 18 ? strtoll(text, NULL, 10) : -1;
}

static void take_requests_left(struct http_reply *reply, const char *value)
{
	reply->requests.left = value_count(value);
}

static void take_tokens_left(struct http_reply *reply, const char *value)
{
	reply->tokens.left = value_count(value);
}

/* "bytes 100-199/1234", "bytes 100-199/" and a star, or a star and the whole
 * (RFC 9110, 14.4). */
static void take_range(struct http_reply *reply, const char *value)
{
	const char *slash = strchr(value, '/');
	int64_t from;

	if (strncmp(value, "bytes ", 6) != 0 || slash == NULL)
		return;
	from = whole_number(value + 6);
	reply->range_from = from;
	reply->range_total = whole_number(slash + 1);
}

static void take_nothing(struct http_reply *reply, const char *value)
{
	(void)reply;
	(void)value;
}

static const struct {
	const char *name;
	bool rate;
	void (*take)(struct http_reply *reply, const char *value);
} headers[] = {
	{"content-type", false, take_type},
	{"x-generation-id", false, take_generation},
	{"content-range", false, take_range},
	{"date", false, take_date},
	{"retry-after", false, take_retry_date},
	{"retry-after-ms", false, take_retry_ms},
	{"x-ratelimit-reset", true, take_reset},
	{"x-ratelimit-limit", true, take_nothing},
	{"x-ratelimit-remaining", true, take_nothing},
	{"x-ratelimit-remaining-requests", true, take_requests_left},
	{"x-ratelimit-remaining-tokens", true, take_tokens_left},
	{"x-ratelimit-reset-requests", true, take_requests_reset},
	{"x-ratelimit-reset-tokens", true, take_tokens_reset},
};

static void header_take(const char *name, const char *value,
			struct http_reply *reply)
{
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		if (text_casecmp(name, headers[i].name) != 0)
			continue;
		reply->has_rate = reply->has_rate || headers[i].rate;
		headers[i].take(reply, value);
	}
}

static void header_begin_anew(struct http_reply *reply)
{
	bytes_done(&reply->body);
	http_reply_init(reply);
}

/* Copies what stands between blanks; false where it does not fit. */
static bool copy_trimmed(char *to, size_t size, const char *from, size_t len)
{
	while (len > 0 && (*from == ' ' || *from == '\t'))
		from++, len--;
	while (len > 0 && strchr(" \t\r\n", from[len - 1]) != NULL)
		len--;
	if (len >= size || memchr(from, '\0', len) != NULL)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

void http_header_read(const char *line, size_t len, struct http_reply *reply)
{
	char name[VALUE_MAX], value[VALUE_MAX];
	const char *colon;
	size_t rest;

	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		header_begin_anew(reply);
		return;
	}
	colon = memchr(line, ':', len);
	if (colon == NULL ||
	    !copy_trimmed(name, sizeof(name), line, (size_t)(colon - line)))
		return;
	rest = len - (size_t)(colon - line) - 1;
	if (text_casecmp(name, "location") == 0)
		(void)copy_trimmed(reply->location, sizeof(reply->location),
				   colon + 1, rest);
	else if (copy_trimmed(value, sizeof(value), colon + 1, rest))
		header_take(name, value, reply);
}

/* The milliseconds of the unit that *at begins with, and *at behind it; 0
 * where none does. */
static double unit_ms(const char **at)
{
	static const struct {
		const char *unit;
		double ms;
	} units[] = {
		{"ms", 1}, {"h", 3600e3}, {"m", 60e3}, {"s", 1e3}, {"d", 864e5},
	};

	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (strncmp(*at, units[i].unit, strlen(units[i].unit)) == 0) {
			*at += strlen(units[i].unit);
			return units[i].ms;
		}
	return 0;
}

double http_duration_read(const char **at)
{
	double sum = 0;
	bool any = false;

	while (**at >= '0' && **at <= '9') {
		char *end;
		double number = strtod(*at, &end);
		const char *unit = end;
		double ms = unit_ms(&unit);

		if (ms <= 0)
			break;
		sum += number * ms;
		any = true;
		*at = unit;
	}
	return any ? sum : -1;
}

int64_t http_duration_ms(const char *text)
{
	double ms = http_duration_read(&text);

	return *text == '\0' && ms <= DURATION_MAX_MS ? (int64_t)ceil(ms) : -1;
}
