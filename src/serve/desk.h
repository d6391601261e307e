/*
 * desk.h: what the parts of the server share. Known to this folder alone; one
 * thread's.
 *
 * 1. A connection has a caller from its beginning to its end; a stream or a
 *    picture that is waited for is at most one at a time of each.
 * 2. What is suspended is resumed by the server's own loop, and before the
 *    daemon ends: from then on nothing is begun that could be suspended.
 */
#ifndef SERVE_DESK_H
#define SERVE_DESK_H

#include <microhttpd.h>
#include <netinet/in.h>

#include "base/thread/mailbox.h"
#include "serve/answer/document.h"
#include "serve/answer/picture.h"
#include "serve/door/guard.h"
#include "serve/door/listen.h"
#include "serve/feed.h"
#include "serve/rack.h"
#include "serve/steer/hand.h"

/* A connection. */
struct caller {
	struct caller *next, **slot;
	int fd;
	char address[INET6_ADDRSTRLEN]; /* "": by a path */
	bool heard;	  /* a whole request of who may ask is being answered */
	int64_t since_ms; /* when it was last waited for */
};

/* A stream that is open. */
struct live {
	struct live *next, **slot;
	struct server *server;
	struct feed stream;
	struct rack_run *run;
	struct caller *caller;
	struct MHD_Connection *connection;
	bool asleep; /* suspended: nothing is to be sent */
	bool ended;
};

struct server {
	struct rack *rack;
	struct hands *hands; /* NULL: nothing may be changed */
	struct guard guard;
	struct document pages[PAGES];
	struct listener listener;
	char *token_path;
	struct MHD_Daemon *daemon;
	struct mailbox *done; /* pictures that were made */
	struct picture_pool *pool;
	size_t pictures; /* asked for, and not made yet */
	struct caller *callers;
	struct live *lives;
	size_t connections; /* at once, at most */
	bool people, ending, closing;
};

/* callers.c */
void caller_notify(void *cls, struct MHD_Connection *connection, void **slot,
		   enum MHD_ConnectionNotificationCode code);
struct caller *caller_of(struct MHD_Connection *connection);
/* Ends those that have not said what they want for ten seconds. */
void callers_expire(struct server *server, int64_t now_ms);

/* lives.c: streams. */
enum MHD_Result live_open(struct server *server,
			  struct MHD_Connection *connection,
			  struct rack_run *run, const char *last,
			  struct MHD_Response **ret);
/* How many this address has open; 0 by a path. */
size_t lives_of(struct server *server, const char *address);
/* Puts out what came since; drops who is too slow. */
void lives_feed(struct server *server, int64_t now_ms);
void lives_end(struct server *server);

/* ask.c: a request, from its head to its answer. */
enum MHD_Result ask_take(void *cls, struct MHD_Connection *connection,
			 const char *url, const char *method,
			 const char *version, const char *data, size_t *size,
			 void **slot);
void ask_over(void *cls, struct MHD_Connection *connection, void **slot,
	      enum MHD_RequestTerminationCode code);
/* A picture that was asked for is made, or could not be. Takes the job. */
void ask_picture_done(struct server *server, struct picture_job *job);

#endif
