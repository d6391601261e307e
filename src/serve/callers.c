/*
 * callers.c: connections, from their beginning to their end. See desk.h.
 */
#include "config.h"

#include "serve/desk.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/mem.h"

#define CALLER_HEAD_MS 10000 /* for a whole request */

static void caller_name(struct caller *caller, const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		inet_ntop(AF_INET,
			  &((const struct sockaddr_in *)(const void *)address)
				   ->sin_addr,
			  caller->address, sizeof(caller->address));
	else if (address->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
			  &((const struct sockaddr_in6 *)(const void *)address)
				   ->sin6_addr,
			  caller->address, sizeof(caller->address));
}

static void caller_begin(struct server *server,
			 struct MHD_Connection *connection, void **slot)
{
	struct caller *caller = mem_zalloc(sizeof(*caller));
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	caller->fd = info->connect_fd;
	info = MHD_get_connection_info(connection,
				       MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (info != NULL && info->client_addr != NULL)
		caller_name(caller, info->client_addr);
	caller->since_ms = clock_ms();
	caller->next = server->callers;
	caller->slot = &server->callers;
	if (caller->next != NULL)
		caller->next->slot = &caller->next;
	server->callers = caller;
	*slot = caller;
}

void caller_notify(void *cls, struct MHD_Connection *connection, void **slot,
		   enum MHD_ConnectionNotificationCode code)
{
	struct caller *caller = *slot;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		caller_begin(cls, connection, slot);
		return;
	}
	*caller->slot = caller->next;
	if (caller->next != NULL)
		caller->next->slot = caller->slot;
	free(caller);
	*slot = NULL;
}

struct caller *caller_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection,
				       MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
}

void callers_expire(struct server *server, int64_t now_ms)
{
	for (struct caller *c = server->callers; c != NULL; c = c->next)
		if (!c->heard && now_ms - c->since_ms > CALLER_HEAD_MS)
			shutdown(c->fd, SHUT_RDWR);
}
