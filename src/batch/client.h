/*
 * client.h: one server that has batches, asked one thing at a time by whoever
 * waits for the answer. Of one thread.
 */
#ifndef BATCH_CLIENT_H
#define BATCH_CLIENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/batch/request.h"
#include "engine/net/http.h"

struct batch_client;

struct batch_client_setup {
	const char *engine;   /* "openai", …: whose keys are sent */
	const char *base_url; /* as chat_endpoint takes it; copied */
	const char *key_file; /* NULL: keys of the environment */
	double timeout_s;     /* 0: the usual */
	bool insecure_http;
	const atomic_bool *stop; /* ends what is waited for; may be NULL */
};

/* Loads the keys. Fails for an address that http_check_url refuses, and where
 * a key is needed and there is none. */
int batch_client_new(const struct batch_client_setup *setup,
		     struct batch_client **ret, struct error *err) MUST_USE;
void batch_client_free(struct batch_client *client); /* NULL is fine */

/* Who is asked; borrowed. */
const struct batch_server *batch_client_server(const struct batch_client *c);
/* The fingerprint of the key that is sent, or NULL: there is none. */
const char *batch_client_key(const struct batch_client *client);
/* Sends the key of this fingerprint from now on (NULL: the first one). A batch
 * is seen with a key of the account that made it. ERROR_NOT_FOUND where it is
 * not among the keys any more; the one that was sent stays. */
int batch_client_use_key(struct batch_client *client, const char *fingerprint,
			 struct error *err) MUST_USE;
/* Sends the next one from now on; false where there is none that was not
 * sent. */
bool batch_client_next_key(struct batch_client *client);

/* Masks secrets in place, in what came by way of a sink. Any thread. */
void batch_client_redact(const struct batch_client *client, char *text,
			 size_t len);

/* Where the body of a success goes, as in struct http_request. */
struct batch_sink {
	int (*take)(void *data, const char *bytes, size_t len);
	int (*begin)(void *data, uint64_t offset); /* may be NULL */
	void *data;
};

/*
 * Sends the request and waits for its answer. *reply is the caller's to end
 * (http_reply_done) when this returns 0; secrets are masked in it. `sink` may
 * be NULL. -1: it could not be begun (nothing was sent), or nobody waits any
 * more (ERROR_STOPPED) or can: what was sent may have been done.
 */
int batch_client_ask(struct batch_client *client, struct batch_request *request,
		     const struct batch_sink *sink, struct http_reply *reply,
		     struct error *err) MUST_USE;
/* After -1: whether it was begun, so that it may have been done. */
bool batch_client_has_begun(const struct batch_client *client);

/* Seconds since 1970 by the server's clock, as far as its answers told it; else
 * by ours. */
int64_t batch_client_now_s(const struct batch_client *client);
/* It has answered: what it says of its clock is known. */
bool batch_client_has_clock(const struct batch_client *client);

/* Before the n-th further try, from 0 on: waits half a second, doubled by each,
 * or what the server wishes (-1: nothing), but no longer than `most_ms`. */
int batch_client_back_off(struct batch_client *client, int n, int64_t wish_ms,
			  int64_t most_ms, struct error *err) MUST_USE;
/* Waits so long, less where it is stopped: ERROR_STOPPED then. */
int batch_client_wait(struct batch_client *client, int64_t ms,
		      struct error *err) MUST_USE;

#endif
