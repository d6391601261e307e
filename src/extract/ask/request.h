/*
 * request.h: a sheet that a server is asked about, and lists of them. Behind
 * requester.h; of the worker thread alone. A request is in one list at a time,
 * which owns it.
 */
#ifndef EXTRACT_ASK_REQUEST_H
#define EXTRACT_ASK_REQUEST_H

#include <stdint.h>

#include "base/list.h"
#include "extract/ask/requester.h"

struct chat_request;
struct lost_answer;

struct sheet_request {
	struct list_node node;
	struct pool_job *job;
	int64_t due_ms; /* while waiting, or between looks after a cost */
	struct grant grant;
	struct chat_request *chat; /* while in flight */
	struct lost_answer *lost;  /* NULL: none */
	enum requester_end end;	   /* once handed back */
};

/* The item of this node, and the one behind it; NULL: there is none. */
struct sheet_request *request_of(struct list_node *node);
struct sheet_request *request_next(const struct sheet_request *request);
/* Takes the first one out; NULL: there is none. */
struct sheet_request *request_take(struct list *list);
/* Keeps the list in order of due_ms. */
void request_put_by_time(struct list *list, struct sheet_request *request);

#endif
