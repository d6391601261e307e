/*
 * http.h: requests to servers, many at once, through libcurl's multi
 * interface. It knows HTTP and nothing of models: what an answer means is
 * chat/answer.h's to say.
 *
 * A `struct http` belongs to one thread, which alone calls into it.
 */
#ifndef ENGINE_NET_HTTP_H
#define ENGINE_NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* How a request ended. */
enum http_fate {
	HTTP_ANSWERED,	/* status, headers and the whole body are there */
	HTTP_NO_SERVER, /* no connection: nothing was sent */
	HTTP_INSECURE,	/* the server's certificate is not to be trusted */
	HTTP_TIMED_OUT, /* no answer in time, or one that drips */
	HTTP_BROKEN,	/* the connection ended early: reset, cut short */
	HTTP_TOO_LARGE, /* the answer is over the limit of its size */
};

/* An answer, or why there is none. Texts are as the server sent them. */
struct http_reply {
	enum http_fate fate;
	bool sent;  /* the request went out whole: the server may have
			     answered, and billed, what never came back */
	int status; /* of HTTP; 0: none came */
	struct bytes body;
	char content_type[80];
	int64_t retry_after_ms; /* asked for, by either form of Retry-After or
				   retry-after-ms; -1: not, or in the past, or
				   no time at all */
	int64_t retry_epoch_ms; /* Retry-After, where it is a date; -1: not */
	int64_t reset_epoch_ms; /* X-RateLimit-Reset; -1: none */
	int64_t date_epoch_ms;	/* the server's clock; -1: not told */
	/* x-ratelimit-remaining- and -reset-requests and -tokens ("6m0s":
	 * until there are all of them again); -1: not said */
	struct http_rate {
		int64_t left, reset_ms;
	} requests, tokens;
	bool has_rate;		 /* any X-RateLimit header came */
	char generation_id[128]; /* X-Generation-Id, or "" */
	char location[2048];	 /* where a redirect leads, or "" */
	/* Of Content-Range: where in the whole the body begins, and how long the
	 * whole is; -1: not said */
	int64_t range_from, range_total;
	double latency_ms; /* from the first byte out to the last in */
	char why[256];	   /* of what is not HTTP_ANSWERED; clean text */
};
void http_reply_init(struct http_reply *reply);
void http_reply_done(struct http_reply *reply);

/*
 * What is sent as the body: read piece by piece, so that it never stands in
 * memory as a whole; read again from the start where a connection dies under
 * it. `read` fills up to `size` bytes from `offset` on and returns how many; 0
 * before the end says that it cannot, and ends the request as HTTP_BROKEN, not
 * sent. `sent` (may be NULL) is called once, when all was read for good: what
 * it was made of may go.
 */
struct http_body {
	size_t (*read)(const void *body, uint64_t offset, char *to,
		       size_t size);
	void (*sent)(void *body);
	void *body; /* borrowed until it was sent or the request is over */
	uint64_t length;
};

struct http_request {
	const char *url;
	const char *secret;	    /* sent as Bearer; NULL: none. Borrowed for
				       the call, kept nowhere but in the
				       request's own header list */
	const char *const *headers; /* "Name: value", ended by NULL, or NULL */
	const struct http_body *body; /* NULL: none. Copied. */
	const char *method; /* static; NULL: POST with a body, GET without */
	const char *content_type; /* of the body; NULL: application/json */
	uint64_t from;	  /* asks for the body from this byte on (Range),
				     which a server may pass over; 0: for all */
	int64_t total_ms; /* 0: the default, which once all of a POST is sent
			     also bounds the wait for its answer's first byte */
	/* Takes the body of a 2xx piece by piece in place of reply.body and
	 * its limit; -1 ends the request as HTTP_BROKEN. May be NULL. Called
	 * by http_turn, with `data`. */
	int (*sink)(void *data, const char *bytes, size_t len);
	/* Before the first piece of all: at which byte of the whole it stands;
	 * 0 where a server passed over `from`. -1 ends the request likewise.
	 * May be NULL. */
	int (*begin)(void *data, uint64_t offset);
	void *data; /* the caller's, given back */
};

struct http_options {
	size_t connections; /* most at once; 0: no limit */
	size_t body_max;    /* bytes of an answer; 0: the default, 8 MiB */
	int64_t connect_ms, total_ms, idle_ms; /* 0: 15 s, 180 s, 60 s. idle:
						  this long with less than a
						  byte a second ends it; so
						  does a GET's wait for the
						  first byte */
	bool insecure_http; /* plain http to other hosts than loopback */
};

struct http;

/* The options are copied; *ret is the caller's to http_free(). Fails where
 * libcurl or memory does. */
int http_new(const struct http_options *options, struct http **ret,
	     struct error *err) MUST_USE;
/* Ends what is under way without telling of it. NULL is fine. */
void http_free(struct http *http);

/* Begins a request. Redirects are not followed: `location` says where one
 * leads. Fails for an address that http_check_url refuses, and where memory
 * is gone. */
int http_start(struct http *http, const struct http_request *request,
	       struct error *err) MUST_USE;

/*
 * Works for up to `wait_ms` (-1: until something happens) or until `wake_fd`
 * (-1: none) is readable, whichever is first; returns at once when an answer
 * is there to be taken.
 */
int http_turn(struct http *http, int wake_fd, int wait_ms,
	      struct error *err) MUST_USE;
/* Takes an answer: true with *ret (owned: http_reply_done) and the request's
 * data. */
bool http_take(struct http *http, struct http_reply *ret, void **ret_data);

size_t http_in_flight(const struct http *http);
/* Gives up all that is under way, and what was not taken, without telling of
 * it: nothing of a request is looked at any more. */
void http_drop(struct http *http);

#endif
