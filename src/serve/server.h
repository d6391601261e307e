/*
 * server.h: the server of the page: HTTP/1.1 by libmicrohttpd over epoll, on
 * an address or a socket in the file system.
 *
 * One thread runs it, which reads the runs too (rack.h); two more decode
 * pictures (picture.h). Nothing of a run is written or locked, unless by an
 * extraction that was asked for (steer/hand.h).
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/thread/mailbox.h"
#include "extract/ask/options.h"

#define SERVER_PORT 5001

struct server_options {
	char *const *paths; /* runs, logs, folders of runs */
	size_t n_paths;
	const char *bind; /* an address or name of this machine */
	int port;	  /* 0: any that is free */
	const char *path; /* of a socket, in place of an address; or NULL */
	const char *const *hosts; /* further names that it goes by */
	size_t n_hosts;
	bool names; /* those of curators are shown */
	/* runs may be started and steered: what settings say of extractions;
	 * NULL: nothing is changed */
	const struct extract_options *control;
};

struct server;

/* Listens, but answers nobody yet. The options are lent for the call. */
int server_open(const struct server_options *options, struct server **ret,
		struct error *err) MUST_USE;
/* What to tell who has started it: the address to open, and warnings; lines.
 * The first is the address, or the path of the socket. */
void server_say(const struct server *server, struct bytes *ret_address,
		struct bytes *ret_notes);
/* Serves until a message waits in `stop`, which is left there; after server_end
 * also until nothing is under way. */
int server_run(struct server *server, struct mailbox *stop,
	       struct error *err) MUST_USE;
/* Has the extractions that it started finish what is in flight, or, `at_once`,
 * give it up; how many there are. */
size_t server_end(struct server *server, bool at_once);
/* After that: threads are left at work, so that the process is to end by _exit
 * once the server is closed. */
bool server_is_left(const struct server *server);
void server_close(struct server *server); /* NULL is fine */

#endif
