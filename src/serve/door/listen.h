/*
 * listen.h: the socket that the page's server listens on, and the file with
 * its token.
 */
#ifndef SERVE_DOOR_LISTEN_H
#define SERVE_DOOR_LISTEN_H

#include <stdbool.h>

#include "base/error.h"

struct listener {
	int fd;	       /* -1: none */
	char *path;    /* of a socket in the file system, to be removed; or
			   NULL */
	char host[64]; /* the address as a URL has it: "127.0.0.1",
			   "[::1]"; "": by a path */
	int port;      /* that it became, where 0 was asked for */
	bool loopback; /* nobody on the way reads along */
};

/* On an address or name, and a port (0: one that is free). */
int listener_open(const char *bind, int port, struct listener *ret,
		  struct error *err) MUST_USE;
/* On a socket of mode 0600. One that nobody listens on any more is replaced. */
int listener_open_path(const char *path, struct listener *ret,
		       struct error *err) MUST_USE;
void listener_close(struct listener *listener);

/* Writes the token into a file of mode 0600 in the runtime directory, whose
 * name has the port, and the address unless that is 127.0.0.1; its path in
 * *ret, owned. */
int token_file_write(const struct listener *listener, const char *token,
		     char **ret, struct error *err) MUST_USE;

#endif
