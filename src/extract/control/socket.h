/*
 * socket.h: where control sockets lie, and what both ends need: a path that
 * fits, a directory that is ours alone, a peer that is ourselves. Any thread.
 */
#ifndef EXTRACT_CONTROL_SOCKET_H
#define EXTRACT_CONTROL_SOCKET_H

#include <stdbool.h>

#include "base/error.h"

/*
 * Binds and listens on the socket of this run, replacing one that is there;
 * *ret_path is owned. The directory is made 0700 where it is missing. Tried
 * are $XDG_RUNTIME_DIR/vasculum (or below $TMPDIR), then below /tmp, where
 * the first is too long for an address or cannot be had.
 */
int socket_listen(const char *run_id, int *ret_fd, char **ret_path,
		  struct error *err) MUST_USE;
/* Connects where somebody listens; ERROR_NOT_FOUND when nobody does. */
int socket_connect(const char *run_id, int *ret_fd, struct error *err) MUST_USE;

/* Non-blocking and closed on exec. */
int socket_prepare(int fd) MUST_USE;
/* Whether the other end belongs to this user. */
bool socket_peer_is_me(int fd);

#endif
