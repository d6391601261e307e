/*
 * wire.h: a server of tests/tools as a child, and requests to it by libcurl.
 */
#ifndef TESTS_KIT_WIRE_H
#define TESTS_KIT_WIRE_H

#include <curl/curl.h>
#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/bytes.h"

struct wire {
	char *dir;
	pid_t pid;
	long port;
	CURL *curl; /* one connection, kept alive */
	struct bytes body;
	struct bytes head; /* of the answer */
	long status;
	bool fresh; /* over a new one: libcurl sends again by itself what got
		       no byte of an answer over a kept one */
	const char *secret; /* sent as the key; NULL: none */
};

/* Starts tests/tools/`name`; `options` end with NULL, or are NULL. Fails the
 * test when it does not come up. */
void wire_open(struct wire *wire, const char *name, const char *const *options);
/* Ends it, and fails the test unless it ends well. */
void wire_close(struct wire *wire);

/* A GET, or a POST of `post`; what came is in wire->body, "" at least. */
CURLcode wire_ask(struct wire *wire, const char *path, const char *post);
/* Sets up a request to a path, as wire_ask does, and leaves it to the caller to
 * change it and to perform it with wire_perform. */
void wire_begin(struct wire *wire, const char *path);
CURLcode wire_perform(struct wire *wire);
/* The body as JSON, new reference; fails the test when it is not. */
json_t *wire_json(const struct wire *wire);

#endif
