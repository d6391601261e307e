/*
 * lives.c: streams of events that are open. See desk.h and feed.h.
 */
#include "config.h"

#include "serve/desk.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/time/clock.h"

#define LIVE_PIECE 4096 /* bytes; memory of each stream that is open */

/* MHD asks for more. */
static ssize_t live_read(void *cls, uint64_t position, char *buffer,
			 size_t size)
{
	struct live *live = cls;
	size_t n;

	(void)position;
	n = feed_take(&live->stream, buffer, size);
	if (n > 0)
		return (ssize_t)n;
	if (live->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	live->asleep = true;
	MHD_suspend_connection(live->connection);
	return 0;
}

static void live_free(void *cls)
{
	struct live *live = cls;

	*live->slot = live->next;
	if (live->next != NULL)
		live->next->slot = live->slot;
	live->run->readers--;
	live->run->used_ms = clock_ms();
	feed_done(&live->stream);
	free(live);
}

enum MHD_Result live_open(struct server *server,
			  struct MHD_Connection *connection,
			  struct rack_run *run, const char *last,
			  struct MHD_Response **ret)
{
	struct live *live = mem_zalloc(sizeof(*live));

	live->server = server;
	live->run = run;
	live->connection = connection;
	live->caller = caller_of(connection);
	feed_init(&live->stream, watch_view(run->watch), last, server->people,
		  clock_ms());
	run->readers++;
	live->next = server->lives;
	live->slot = &server->lives;
	if (live->next != NULL)
		live->next->slot = &live->next;
	server->lives = live;
	*ret = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, LIVE_PIECE,
						 live_read, live, live_free);
	if (*ret != NULL)
		return MHD_YES;
	live_free(live);
	return MHD_NO;
}

static void live_wake(struct live *live)
{
	if (!live->asleep)
		return;
	live->asleep = false;
	MHD_resume_connection(live->connection);
}

/* Its reader comes back and says what it has. */
static void live_drop(struct live *live)
{
	live->ended = true;
	shutdown(live->caller->fd, SHUT_RDWR);
	live_wake(live);
}

/* Its reader has left, and nothing was sent since that would tell: a browser
 * that is reloaded must not count twice until the next comment. */
static bool live_is_left(const struct live *live)
{
	char c;

	return recv(live->caller->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

size_t lives_of(struct server *server, const char *address)
{
	size_t n = 0;

	if (address[0] == '\0')
		return 0;
	for (struct live *live = server->lives; live != NULL;
	     live = live->next) {
		if (live->ended || strcmp(live->caller->address, address) != 0)
			continue;
		if (live_is_left(live))
			live_drop(live);
		else
			n++;
	}
	return n;
}

void lives_feed(struct server *server, int64_t now_ms)
{
	for (struct live *live = server->lives; live != NULL;
	     live = live->next) {
		const struct watch_view *view = watch_view(live->run->watch);
		const char *status = NULL;

		if (live->ended)
			continue;
		if (feed_wants_status(&live->stream, view, now_ms))
			status = rack_status(server->rack, live->run);
		if (!feed_fill(&live->stream, view, status, now_ms))
			live_drop(live);
		else if (feed_waits(&live->stream) > 0)
			live_wake(live);
	}
}

void lives_end(struct server *server)
{
	for (struct live *live = server->lives; live != NULL; live = live->next)
		live_drop(live);
}
