/*
 * call.h: one request of http.c, from its options and headers to how it ended.
 * Known to http.c alone, whose thread it is on.
 */
#ifndef ENGINE_NET_CALL_H
#define ENGINE_NET_CALL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "engine/net/http.h"

struct http_call {
	const struct http_options *options; /* borrowed */
	CURL *easy;
	struct curl_slist *headers; /* the first holds the secret, if any */
	bool secret;
	struct http_body body;
	uint64_t offset; /* of the body, given to libcurl */
	uint64_t from;	 /* of the answer, asked for */
	int (*sink)(void *data, const char *bytes, size_t len);
	int (*begin)(void *data, uint64_t offset);
	void *data;
	struct http_reply reply;
	bool posts;  /* there is something to think about */
	bool begun;  /* the sink has been given something */
	bool unread; /* the body could not be read to its end */
	bool headed; /* the head of its answer is whole */
	bool too_large;
	/* how far it was when something last moved */
	curl_off_t up, down;
	int64_t moved_ms;
	bool waits; /* sent, and nothing of the answer is there */
	bool idle;
	char why[CURL_ERROR_SIZE];
	/* Of who has it: among those under way, or in a list of those over. */
	struct http_call *previous, *next;
	struct list_node node;
};

/* Makes the request and its easy handle, which is not begun; `options` outlives
 * it. NULL: out of memory. */
struct http_call *http_call_new(const struct http_options *options,
				const struct http_request *request);
/* Fills `reply` with how it ended, as libcurl says it. */
void http_call_finish(struct http_call *call, CURLcode code);
/* Overwrites the secret, and frees it with what is left of its reply. */
void http_call_free(struct http_call *call);

#endif
