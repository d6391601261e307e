/*
 * fetch.c: GET {base}/models. See fetch.h.
 *
 * OpenRouter gives its list to anybody, so no key is sent there; others get
 * the first key, where there is one.
 */
#include "config.h"

#include "cmd/models/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/chat/chat.h"
#include "engine/models/models.h"
#include "engine/net/http.h"
#include "engine/net/url.h"
#include "extract/schedule/keyring.h"

#define FETCH_MS (60 * 1000)

static const struct fetch_server {
	const char *engine;
	const char *base_url; /* NULL: has to be named */
	bool wants_key;
} fetch_servers[] = {
	{"openrouter", "https://openrouter.ai/api/v1", false},
	{"openai", "https://api.openai.com/v1", true},
	{"compatible", NULL, true},
};

static const struct fetch_server *fetch_find(const char *engine)
{
	for (size_t i = 0; i < ARRAY_LEN(fetch_servers); i++)
		if (strcmp(fetch_servers[i].engine, engine) == 0)
			return &fetch_servers[i];
	return NULL;
}

/* {base}/models, owned; NULL where no address is known. */
static char *fetch_url(const struct fetch_server *server, const char *base_url)
{
	const char *base = base_url != NULL ? base_url : server->base_url;

	return base != NULL ? chat_endpoint(base, "models") : NULL;
}

/* Waits for the one answer. */
static int fetch_wait(struct http *http, struct http_reply *ret,
		      struct error *err)
{
	void *data;

	while (!http_take(http, ret, &data))
		if (http_turn(http, -1, -1, err) < 0)
			return -1;
	return 0;
}

static int fetch_check(const struct http_reply *reply, const char *url,
		       struct error *err)
{
	if (reply->fate != HTTP_ANSWERED)
		return error_set(err, ERROR_FAILED,
				 "cannot fetch the list of models from %s: %s",
				 url, reply->why);
	if (reply->status == 401 || reply->status == 403)
		return error_set(err, ERROR_FAILED,
				 "%s wants a key to list its models (HTTP %d); "
				 "see `vasculum doctor` for where keys are "
				 "looked for",
				 url, reply->status);
	if (reply->status != 200)
		return error_set(err, ERROR_FAILED,
				 "cannot fetch the list of models from %s: "
				 "HTTP %d",
				 url, reply->status);
	return 0;
}

static int fetch_get(const char *url, const char *secret, bool insecure_http,
		     struct http_reply *ret, struct error *err)
{
	const struct http_options options = {.connections = 1,
					     .insecure_http = insecure_http};
	const struct http_request request = {
		.url = url, .secret = secret, .total_ms = FETCH_MS};
	struct http *http;
	int rc;

	if (http_new(&options, &http, err) < 0)
		return -1;
	rc = http_start(http, &request, err);
	if (rc == 0)
		rc = fetch_wait(http, ret, err);
	if (rc == 0)
		rc = fetch_check(ret, url, err);
	http_free(http);
	return rc;
}

/* Makes the table of the answer and puts it where models_load looks. */
static int fetch_keep(const struct http_reply *reply, const char *engine,
		      const char *cache_dir, size_t *ret_n, struct error *err)
{
	struct bytes table CLEANUP(bytes_done) = {0};
	char *name CLEANUP(mem_free_str) = models_cache_name(engine);
	char *path CLEANUP(mem_free_str) = file_join(cache_dir, name);
	size_t n;

	if (models_refresh(reply->body.data != NULL ? reply->body.data : "",
			   reply->body.len, engine, &table, &n, err) < 0 ||
	    file_make_dirs(cache_dir, 0777, err) < 0 ||
	    file_write_atomic(path, table.data, table.len, 0666, err) < 0)
		return -1;
	*ret_n = n;
	return 0;
}

int models_fetch(const char *engine, const char *base_url, bool insecure_http,
		 const char *cache_dir, size_t *ret_n, struct error *err)
{
	const struct fetch_server *server = fetch_find(engine);
	struct http_reply reply CLEANUP(http_reply_done);
	struct keyring keys = {0};
	char *url CLEANUP(mem_free_str) = NULL;
	int rc;

	http_reply_init(&reply);
	if (server != NULL)
		url = fetch_url(server, base_url);
	if (url == NULL)
		return error_set(err, ERROR_USAGE,
				 "--refresh of the engine %s needs "
				 "--base-url URL",
				 engine);
	if (http_check_url(url, insecure_http, err) < 0 ||
	    (server->wants_key && keyring_load(engine, NULL, &keys, err) < 0))
		return -1;
	rc = fetch_get(url, keys.n > 0 ? keys.keys[0].secret : NULL,
		       insecure_http, &reply, err);
	/* Some servers say again what they were sent. */
	if (keys.n > 0 && reply.body.len > 0)
		key_redact(&keys.keys[0], reply.body.data, reply.body.len);
	keyring_done(&keys);
	return rc < 0 ? -1 : fetch_keep(&reply, engine, cache_dir, ret_n, err);
}
