/*
 * fault_conn.h: one connection: requests in, answers out, at the pace and
 * with the end that the answer asks for. Nothing here blocks.
 */
#ifndef TESTS_TOOLS_FAULT_CONN_H
#define TESTS_TOOLS_FAULT_CONN_H

#include <stdbool.h>
#include <stdint.h>

#include "fault_service.h"

#define CONN_PIECE 262144 /* read at once */

struct conn;

/* Takes over the descriptor; the service is borrowed. */
struct conn *conn_new(const struct service *service, int fd, int64_t start_ns);
/* Closes; an answer under way counts as not sent. */
void conn_free(struct conn *conn);

int conn_fd(const struct conn *conn);
/* What poll is to wait for. */
short conn_events(const struct conn *conn);
/* When conn_turn has something to do by itself, in nanoseconds of the
 * monotonic clock; INT64_MAX: never. */
int64_t conn_due_ns(const struct conn *conn);
/* Does what can be done; `piece` has CONN_PIECE bytes for any use. False: the
 * connection is over; free it. */
bool conn_turn(struct conn *conn, short events, char *piece, int64_t now_ns);

#endif
