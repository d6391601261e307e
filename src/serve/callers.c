/*
 * callers.c: connections, from their beginning to their end. See desk.h.
 */
#include "config.h"

#include "serve/desk.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/time/clock.h"

#define CALLER_HEAD_MS 10000 /* for a whole request */

/* What counts as one: all of 127.0.0.0/8 and ::1 are this machine, whose every
 * process may use any of them; of IPv6 the network, since a host has 2^64
 * addresses of it. */
static void caller_name(struct caller *caller, const struct sockaddr *address)
{
	struct in6_addr network;
	struct in_addr v4;

	if (address->sa_family == AF_INET6) {
		network = ((const struct sockaddr_in6 *)(const void *)address)
				  ->sin6_addr;
		if (IN6_IS_ADDR_LOOPBACK(&network)) {
			v4.s_addr = htonl(INADDR_LOOPBACK);
		} else if (IN6_IS_ADDR_V4MAPPED(&network)) {
			memcpy(&v4, network.s6_addr + 12, sizeof(v4));
		} else {
			memset(network.s6_addr + 8, 0, 8);
			inet_ntop(AF_INET6, &network, caller->address,
				  sizeof(caller->address));
			return;
		}
	} else if (address->sa_family == AF_INET) {
		v4 = ((const struct sockaddr_in *)(const void *)address)
			     ->sin_addr;
	} else {
		return;
	}
	if (ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET)
		v4.s_addr = htonl(INADDR_LOOPBACK);
	inet_ntop(AF_INET, &v4, caller->address, sizeof(caller->address));
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
