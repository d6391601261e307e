/*
 * client.c: see client.h.
 *
 * 1. One request is in flight at a time; what it is answered is read by who
 *    asked, before anything else is sent.
 * 2. A secret leaves in the header of a request, and is masked in whatever
 *    comes back; in what goes to a sink, by who reads it.
 */
#include "config.h"

#include "batch/client.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/net/url.h"
#include "extract/schedule/keyring.h"

#define CLIENT_TURN_MS 200   /* between two looks whether it is stopped */
#define CLIENT_WAIT_MS 500   /* before the first further try */
#define CLIENT_IDLE_MS 60000 /* the usual of http */

struct batch_client {
	struct batch_server server;
	char *base_url; /* of server */
	struct keyring keys;
	size_t key; /* that is sent */
	struct http *http;
	const atomic_bool *stop;
	int64_t ahead_s; /* how far the server's clock is before ours */
	bool answered;	 /* the server has, so that this is known */
	bool begun;	 /* the last request was, so that it may be done */
};

int batch_client_new(const struct batch_client_setup *setup,
		     struct batch_client **ret, struct error *err)
{
	struct batch_client *client = mem_zalloc(sizeof(*client));
	int64_t total_ms = (int64_t)(setup->timeout_s * 1000);
	/* Files have hours; who is in a hurry waits less for their next byte. */
	const struct http_options options = {
		.total_ms = total_ms,
		.idle_ms = total_ms < CLIENT_IDLE_MS ? total_ms : 0,
		.insecure_http = setup->insecure_http,
	};

	client->base_url = mem_strdup(setup->base_url);
	client->server.shape = batch_shape_of(setup->engine);
	client->server.base_url = client->base_url;
	client->stop = setup->stop;
	if (http_check_url(setup->base_url, setup->insecure_http, err) < 0 ||
	    keyring_load(setup->engine, setup->key_file, &client->keys, err) <
		    0 ||
	    http_new(&options, &client->http, err) < 0) {
		batch_client_free(client);
		return -1;
	}
	*ret = client;
	return 0;
}

void batch_client_free(struct batch_client *client)
{
	if (client == NULL)
		return;
	http_free(client->http);
	keyring_done(&client->keys);
	free(client->base_url);
	free(client);
}

const struct batch_server *batch_client_server(const struct batch_client *c)
{
	return &c->server;
}

/* --- keys ----------------------------------------------------------------- */

const char *batch_client_key(const struct batch_client *client)
{
	if (client->keys.n == 0)
		return NULL;
	return client->keys.keys[client->key].fingerprint;
}

int batch_client_use_key(struct batch_client *client, const char *fingerprint,
			 struct error *err)
{
	size_t key = 0;

	while (fingerprint != NULL && key < client->keys.n &&
	       strcmp(client->keys.keys[key].fingerprint, fingerprint) != 0)
		key++;
	if (fingerprint != NULL && key == client->keys.n)
		return error_set(err, ERROR_NOT_FOUND,
				 "%s, with which the batch was submitted, is "
				 "not among the keys any more; a key of the "
				 "same account sees it, too",
				 fingerprint);
	client->key = key;
	return 0;
}

bool batch_client_next_key(struct batch_client *client)
{
	if (client->key + 1 >= client->keys.n)
		return false;
	client->key++;
	return true;
}

void batch_client_redact(const struct batch_client *client, char *text,
			 size_t len)
{
	for (size_t k = 0; k < client->keys.n; k++)
		key_redact(&client->keys.keys[k], text, len);
}

static void client_redact(const struct batch_client *client,
			  struct http_reply *reply)
{
	if (reply->body.len > 0)
		batch_client_redact(client, reply->body.data, reply->body.len);
	batch_client_redact(client, reply->why, strlen(reply->why));
}

int64_t batch_client_now_s(const struct batch_client *client)
{
	return (int64_t)time(NULL) + client->ahead_s;
}

bool batch_client_has_clock(const struct batch_client *client)
{
	return client->answered;
}

/* --- asking --------------------------------------------------------------- */

static bool client_is_stopped(const struct batch_client *client)
{
	return client->stop != NULL && atomic_load(client->stop);
}

static int client_say_stopped(struct error *err)
{
	return error_set(err, ERROR_STOPPED,
			 "stopped; the same command goes on where it was");
}

int batch_client_wait(struct batch_client *client, int64_t ms,
		      struct error *err)
{
	int64_t end_ms = clock_ms() + ms, left;

	while ((left = end_ms - clock_ms()) > 0) {
		if (client_is_stopped(client))
			return client_say_stopped(err);
		if (http_turn(client->http, -1,
			      left < CLIENT_TURN_MS ? (int)left
						    : CLIENT_TURN_MS,
			      err) < 0)
			return -1;
	}
	return client_is_stopped(client) ? client_say_stopped(err) : 0;
}

int batch_client_back_off(struct batch_client *client, int n, int64_t wish_ms,
			  int64_t most_ms, struct error *err)
{
	int64_t wait_ms = CLIENT_WAIT_MS;

	while (n-- > 0 && wait_ms < most_ms)
		wait_ms *= 2;
	if (wish_ms > wait_ms)
		wait_ms = wish_ms;
	return batch_client_wait(client, wait_ms < most_ms ? wait_ms : most_ms,
				 err);
}

/* Until the one answer is there. */
static int client_await(struct batch_client *client, struct http_reply *reply,
			struct error *err)
{
	void *data;

	while (!http_take(client->http, reply, &data)) {
		if (client_is_stopped(client))
			return client_say_stopped(err);
		if (http_turn(client->http, -1, CLIENT_TURN_MS, err) < 0)
			return -1;
	}
	client_redact(client, reply);
	client->answered = client->answered || reply->status > 0;
	if (reply->date_epoch_ms >= 0)
		client->ahead_s =
			reply->date_epoch_ms / 1000 - (int64_t)time(NULL);
	return 0;
}

bool batch_client_has_begun(const struct batch_client *client)
{
	return client->begun;
}

int batch_client_ask(struct batch_client *client, struct batch_request *request,
		     const struct batch_sink *sink, struct http_reply *reply,
		     struct error *err)
{
	struct http_request asked = {0};
	const char *secret = client->keys.n > 0
				     ? client->keys.keys[client->key].secret
				     : NULL;

	client->begun = false;
	if (client_is_stopped(client))
		return client_say_stopped(err);
	batch_request_http(request, &client->server, secret, &asked);
	if (sink != NULL) {
		asked.sink = sink->take;
		asked.begin = sink->begin;
		asked.data = sink->data;
	}
	if (http_start(client->http, &asked, err) < 0)
		return -1;
	client->begun = true;
	if (client_await(client, reply, err) == 0)
		return 0;
	/* What was borrowed for it ends with this call. */
	http_drop(client->http);
	return -1;
}
