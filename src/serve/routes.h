/*
 * routes.h: what can be asked for, and the answers that are texts. Knows
 * nothing of sockets. One thread's: that of the rack.
 */
#ifndef SERVE_ROUTES_H
#define SERVE_ROUTES_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"
#include "serve/answer/query.h"
#include "serve/rack.h"

struct reply {
	unsigned int status; /* of HTTP */
	const char *type;    /* of its body; static */
	struct bytes body;
};
void reply_done(struct reply *reply);
/* {"error": "…"} with this status. */
void reply_error(struct reply *reply, unsigned int status, const char *words);
/* The same, with the status that fits the error. */
void reply_fail(struct reply *reply, const struct error *err);

struct route_desk {
	struct rack *rack;
	struct hands *hands; /* NULL: nothing may be changed */
	bool people;	     /* with the names of curators */
	int64_t now_ms;	     /* clock_ms() */
};

enum route_kind {
	ROUTE_PAGE,    /* the page, or the login page */
	ROUTE_LOGIN,   /* takes the token */
	ROUTE_TEXT,    /* `answer` */
	ROUTE_EVENTS,  /* a stream, or `answer` for who wants none */
	ROUTE_PICTURE, /* a picture (picture.h) */
};

struct route {
	const char *path;
	enum route_kind kind;
	void (*answer)(const struct route_desk *desk, const struct query *query,
		       struct reply *ret);
	/* what is sent there (POST), an object; NULL: nothing can be */
	void (*change)(const struct route_desk *desk, const json_t *order,
		       struct reply *ret);
};

/* By the whole path; NULL: there is nothing of that name. Static. */
const struct route *route_find(const char *path);

/* The run that is asked for, watched; or NULL, and *ret says why. */
struct rack_run *route_run(const struct route_desk *desk,
			   const struct query *query, struct reply *ret);

#endif
