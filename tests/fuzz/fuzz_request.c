/*
 * fuzz_request.c: any bytes as the head of a request to the page's server:
 * whoever is let in has asked for a name that is known and has shown the token
 * or the cookie; what is sent comes from our own page. Queries and the place
 * in a stream are read as they come.
 *
 * Lines, each a word and what it says: "host", "origin", "site", "type",
 * "bearer", "cookie", "method", "path", "last", "limit", "where", in any
 * order; the last of a word counts. $T and $C stand for token and cookie.
 */
#include "config.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/filter.h"
#include "serve/feed.h"
#include "serve/door/guard.h"
#include "serve/routes.h"

#define FUZZ_TERMS "term\tkind\ncountry\ttext\nhabitat\ttext\neventDate\tdate\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

enum said {
	HOST,
	ORIGIN,
	SITE,
	TYPE,
	BEARER,
	COOKIE,
	METHOD,
	PATH,
	LAST,
	LIMIT,
	WHERE,
	WORDS,
};

static const char *const words[WORDS] = {
	"host",	  "origin", "site", "type",  "bearer", "cookie",
	"method", "path",   "last", "limit", "where",
};

/* With what $T and $C stand for; owned. */
static char *fuzz_text(const struct guard *guard, const char *text)
{
	struct bytes ret = {0};

	bytes_append_str(&ret, "");
	for (; *text != '\0'; text++) {
		if (strncmp(text, "$T", 2) == 0) {
			bytes_append_str(&ret, guard->token);
			text++;
		} else if (strncmp(text, "$C", 2) == 0) {
			bytes_printf(&ret, "%s=%s", guard->cookie_name,
				     guard->cookie);
			text++;
		} else {
			bytes_append_char(&ret, *text);
		}
	}
	return bytes_steal(&ret);
}

static void fuzz_read(const struct guard *guard, char *text, char *ret[WORDS])
{
	char *rest;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		size_t len = strcspn(line, " ");

		for (size_t i = 0; i < WORDS; i++) {
			if (line[len] == '\0' || strlen(words[i]) != len ||
			    strncmp(line, words[i], len) != 0)
				continue;
			free(ret[i]);
			ret[i] = fuzz_text(guard, line + len + 1);
		}
	}
}

static bool has(const char *text, const char *part)
{
	return text != NULL && strstr(text, part) != NULL;
}

static void fuzz_judge(const struct guard *guard, char *const said[WORDS])
{
	const struct route *route =
		said[PATH] != NULL ? route_find(said[PATH]) : NULL;
	const struct guard_request request = {
		.method = said[METHOD] != NULL ? said[METHOD] : "GET",
		.host = said[HOST],
		.n_hosts = said[HOST] != NULL,
		.origin = said[ORIGIN],
		.site = said[SITE],
		.content_type = said[TYPE],
		.authorization = said[BEARER],
		.cookie = said[COOKIE],
		.bare = route != NULL && route->kind == ROUTE_PAGE,
		.login = route != NULL && route->kind == ROUTE_LOGIN,
		.takes = route != NULL && route->change != NULL,
	};
	enum guard_verdict verdict = guard_judge(guard, &request);
	bool posts = strcmp(request.method, "POST") == 0;

	demand(guard_status(verdict) >= 200 && guard_status(verdict) < 500,
	       "a status");
	if (verdict != GUARD_LETS_IN)
		return;
	demand(strncasecmp(request.host, "localhost", 9) == 0 ||
		       strncmp(request.host, "127.0.0.1", 9) == 0 ||
		       strncmp(request.host, "[::1]", 5) == 0,
	       "another name was let in");
	if (!request.bare && !request.login)
		demand(has(said[BEARER], guard->token) ||
			       (has(said[COOKIE], guard->cookie_name) &&
				has(said[COOKIE], guard->cookie)),
		       "somebody was let in");
	if (posts)
		demand(has(said[ORIGIN], "://") &&
			       strcasecmp(strstr(said[ORIGIN], "://") + 3,
					  request.host) == 0,
		       "another page was let in");
}

static void fuzz_last(const char *last)
{
	static const char log[] =
		"{\"event_type\":\"specimen.completed\",\"timestamp\":"
		"\"2026-11-24T10:00:00Z\",\"data\":{\"specimen_id\":\"s\","
		"\"result\":{\"success\":true}}}";
	struct watch_view *view = mem_zalloc(sizeof(*view));
	json_t *json;

	watch_log_init(&view->log);
	snprintf(view->log_id, sizeof(view->log_id), "a-1");
	for (uint64_t i = 0; i < 5; i++)
		watch_log_take(&view->log, log, sizeof(log) - 1, i * 100, NULL,
			       NULL);
	json = feed_events_json(view, last, false);
	demand(json_array_size(json_object_get(json, "events")) <= 5,
	       "events that nobody wrote");
	if (!json_is_true(json_object_get(json, "anew")))
		demand(strncmp(last, "a-1:", 4) == 0, "a place elsewhere");
	json_decref(json);
	free(view);
}

static void fuzz_query(char *const said[WORDS])
{
	char *storage = NULL;
	struct index_filter filter;
	struct terms *terms;
	struct error err;
	long limit;

	if (query_number("limit", said[LIMIT], 50, 0, 200, &limit, &err) == 0)
		demand(limit >= 0 && limit <= 200, "a limit");
	else
		demand(text_is_utf8(err.text, strlen(err.text)), "an error");
	if (said[WHERE] == NULL || terms_parse(FUZZ_TERMS, &terms, NULL) < 0)
		return;
	index_filter_init(&filter);
	(void)!index_filter_parse(said[WHERE], terms, &filter, &storage, NULL);
	free(storage);
	terms_free(terms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	char *said[WORDS] = {0};
	struct guard guard;

	guard_init(&guard, false);
	fuzz_read(&guard, text, said);
	fuzz_judge(&guard, said);
	fuzz_query(said);
	if (said[LAST] != NULL)
		fuzz_last(said[LAST]);
	for (size_t i = 0; i < WORDS; i++)
		free(said[i]);
	guard_done(&guard);
	free(text);
	return 0;
}
