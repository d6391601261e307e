/*
 * fault_service.h: what answers the requests that come over connections:
 * fault_desk.h's chat, batch_desk.h's batches. One thread; nothing blocks.
 */
#ifndef TESTS_TOOLS_FAULT_SERVICE_H
#define TESTS_TOOLS_FAULT_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault_http.h"
#include "fault_kind.h"

/* All are called with `self`. A request is whatever `begin` or `refuse` made
 * of it; it is the service's, and lives until `end`. Times are monotonic
 * milliseconds since the server began. */
struct service {
	void *self;
	/* A head is whole; never NULL. */
	void *(*begin)(void *self, const struct http_head *head,
		       int64_t now_ms);
	/* What came of its body. False: the connection is reset, and the rest
	 * is not read. */
	bool (*feed)(void *self, void *request, const char *data, size_t len,
		     int64_t now_ms);
	/* The body is whole. The answer is the request's; it is only read. */
	const struct answer *(*answer)(void *self, void *request,
				       int64_t now_ms);
	/* No request: a request with an answer of 400. */
	void *(*refuse)(void *self);
	/* The last byte of the answer is out (`sent`), or the connection ended
	 * before that: frees the request. */
	void (*end)(void *self, void *request, bool sent, int64_t now_ms);
	/* A request came over a connection that was to be closed before it. */
	void (*closed)(void *self);
};

#endif
