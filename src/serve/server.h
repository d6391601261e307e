/*
 * server.h: the server of the page: HTTP/1.1 by libmicrohttpd over epoll, on
 * an address or a socket in the file system.
 *
 * One thread runs it, which reads the runs too (rack.h); two more decode
 * pictures (picture.h). Nothing of a run is written or locked.
 */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/mailbox.h"

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
};

struct server;

/* Listens, but answers nobody yet. The options are lent for the call. */
int server_open(const struct server_options *options, struct server **ret,
		struct error *err) MUST_USE;
/* What to tell who has started it: the address to open, and warnings; lines.
 * The first is the address, or the path of the socket. */
void server_say(const struct server *server, struct bytes *ret_address,
		struct bytes *ret_notes);
/* Serves until a message waits in `stop`, which is left there. */
int server_run(struct server *server, struct mailbox *stop,
	       struct error *err) MUST_USE;
void server_close(struct server *server); /* NULL is fine */

#endif
