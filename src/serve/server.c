/*
 * server.c: the server of the page. See server.h and desk.h.
 *
 * 1. One loop: it waits for requests, changes of runs, pictures and the end;
 *    reads what came; puts it into the streams; lets MHD send.
 */
#include "config.h"

#include "serve/server.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/process/limits.h"
#include "base/time/clock.h"
#include "serve/desk.h"

#define SERVER_CONNECTIONS 1100 /* at once: a thousand streams and some */
#define SERVER_FEWEST	   16
#define SERVER_FILES	   64	      /* kept for runs and their indexes */
#define SERVER_POOL	   (12 << 10) /* bytes of a connection */
#define SERVER_PER_ADDRESS 128
#define SERVER_STREAMS_MS  250	/* with a stream open */
#define SERVER_CALLERS_MS  1000 /* with a connection open */
#define SERVER_IDLE_MS	   60000
#define SERVER_ANSWER_MS   50  /* until runs are looked at again */
#define SERVER_ENDING_MS   100 /* until extractions are over */

/* --- beginning and end ---------------------------------------------------- */

/* The names by which it may be asked for: its own before those that were
 * named. */
static int server_name(struct server *server,
		       const struct server_options *options, struct error *err)
{
	const struct listener *listener = &server->listener;
	char name[256] = "";

	/* Also one of loopback: 127.0.0.2 is in the address that is printed. */
	if (listener->path == NULL)
		(void)!guard_add_host(&server->guard, listener->host);
	if (!listener->loopback && gethostname(name, sizeof(name) - 1) == 0)
		(void)!guard_add_host(&server->guard, name);
	for (size_t i = 0; i < options->n_hosts; i++)
		if (guard_add_host(&server->guard, options->hosts[i]) < 0)
			return error_set(err, ERROR_USAGE,
					 "--host takes the name of a machine "
					 "without a port, %d at most, not "
					 "\"%s\"",
					 GUARD_HOSTS - 6, options->hosts[i]);
	return 0;
}

static int server_listen(struct server *server,
			 const struct server_options *options,
			 struct error *err)
{
	if (options->path != NULL)
		return listener_open_path(options->path, &server->listener,
					  err);
	if (listener_open(options->bind, options->port, &server->listener,
			  err) < 0)
		return -1;
	return token_file_write(&server->listener, server->guard.token,
				&server->token_path, err);
}

/* How many connections there may be, by the descriptors that can be had. */
static int server_count(struct server *server, struct error *err)
{
	size_t n = limits_free_files(SERVER_CONNECTIONS + SERVER_FILES);

	if (n < SERVER_FILES + SERVER_FEWEST)
		return error_set(err, ERROR_FAILED,
				 "only %zu files more may be open; raise the "
				 "limit (ulimit -n)",
				 n);
	server->connections = n - SERVER_FILES;
	return 0;
}

static int server_start(struct server *server, struct error *err)
{
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
		ask_take, server, MHD_OPTION_LISTEN_SOCKET, server->listener.fd,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned int)server->connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		(unsigned int)SERVER_PER_ADDRESS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SERVER_POOL,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
		caller_notify, server, MHD_OPTION_NOTIFY_COMPLETED, ask_over,
		server, MHD_OPTION_END);
	if (server->daemon == NULL)
		return error_set(err, ERROR_FAILED,
				 "the server cannot be started");
	/* MHD closes it from now on. */
	server->listener.fd = -1;
	return 0;
}

int server_open(const struct server_options *options, struct server **ret,
		struct error *err)
{
	struct server *server = mem_zalloc(sizeof(*server));

	server->listener.fd = -1;
	server->people = options->names;
	if (options->control != NULL)
		server->hands = hands_new(options->control);
	guard_init(&server->guard, options->path != NULL);
	for (size_t i = 0; i < PAGES; i++)
		document_make((enum page_name)i, &server->pages[i]);
	if (rack_new(options->paths, options->n_paths, options->names,
		     &server->rack, err) < 0 ||
	    server_listen(server, options, err) < 0 ||
	    server_name(server, options, err) < 0 ||
	    server_count(server, err) < 0 ||
	    mailbox_new(&server->done, err) < 0 ||
	    picture_pool_start(server->done, &server->pool, err) < 0 ||
	    server_start(server, err) < 0) {
		server_close(server);
		return -1;
	}
	*ret = server;
	return 0;
}

static void server_take_pictures(struct server *server)
{
	struct mail *mail;

	while ((mail = mailbox_take(server->done)) != NULL)
		ask_picture_done(server,
				 CONTAINER_OF(mail, struct picture_job, mail));
}

/* Nothing may be suspended when the daemon ends. */
static void server_stop(struct server *server)
{
	if (server->daemon == NULL)
		return;
	server->closing = true;
	lives_end(server);
	picture_pool_stop(server->pool);
	server->pool = NULL;
	server_take_pictures(server);
	MHD_run(server->daemon);
	MHD_stop_daemon(server->daemon);
}

void server_close(struct server *server)
{
	if (server == NULL)
		return;
	server_stop(server);
	hands_free(server->hands);
	picture_pool_stop(server->pool);
	mailbox_free(server->done);
	listener_close(&server->listener);
	if (server->token_path != NULL)
		unlink(server->token_path);
	free(server->token_path);
	rack_free(server->rack);
	for (size_t i = 0; i < PAGES; i++)
		document_done(&server->pages[i]);
	guard_done(&server->guard);
	free(server);
}

/* --- what is said --------------------------------------------------------- */

static bool is_wildcard(const char *host)
{
	return strcmp(host, "0.0.0.0") == 0 || strcmp(host, "[::]") == 0;
}

void server_say(const struct server *server, struct bytes *ret_address,
		struct bytes *ret_notes)
{
	const struct listener *listener = &server->listener;
	char name[256] = "localhost";

	if (listener->path != NULL) {
		bytes_append_str(ret_address, listener->path);
		bytes_printf(ret_notes,
			     "from elsewhere: ssh -L %d:%s HOST, then open "
			     "http://localhost:%d/\n",
			     SERVER_PORT, listener->path, SERVER_PORT);
		return;
	}
	if (is_wildcard(listener->host))
		(void)!gethostname(name, sizeof(name) - 1);
	bytes_printf(ret_address, "http://%s:%d/#%s",
		     is_wildcard(listener->host) ? name : listener->host,
		     listener->port, server->guard.token);
	bytes_printf(ret_notes, "the token for scripts is in %s\n",
		     server->token_path);
	if (!listener->loopback)
		bytes_append_str(ret_notes,
				 "others can reach this address, and the token "
				 "travels in clear: who reads along can use "
				 "it. Without --bind, and with ssh -L, they "
				 "cannot.\n");
	if (!listener->loopback && server->hands != NULL)
		bytes_append_str(ret_notes,
				 "they can also start extractions, which may "
				 "cost (--control)\n");
	if (server->connections < SERVER_CONNECTIONS)
		bytes_printf(ret_notes,
			     "%zu connections at once are served; more want "
			     "a higher limit of open files (ulimit -n)\n",
			     server->connections);
}

/* --- the loop ------------------------------------------------------------- */

/* ms until something is due by itself. */
static int server_wait(const struct server *server, int rack_ms)
{
	MHD_UNSIGNED_LONG_LONG mhd;
	int wait = server->ending	     ? SERVER_ENDING_MS
		   : server->lives != NULL   ? SERVER_STREAMS_MS
		   : server->callers != NULL ? SERVER_CALLERS_MS
					     : SERVER_IDLE_MS;

	if (rack_ms < wait)
		wait = rack_ms;
	if (MHD_get_timeout(server->daemon, &mhd) == MHD_YES &&
	    mhd < (MHD_UNSIGNED_LONG_LONG)wait)
		wait = (int)mhd;
	return wait;
}

/* A request takes several rounds of MHD's, from its connection to the last
 * byte of its answer; it is not to wait for a run that is read between them. */
static void server_answer(struct server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd fd = {.fd = info->epoll_fd, .events = POLLIN};
	int64_t end_ms = clock_ms() + SERVER_ANSWER_MS;
	MHD_UNSIGNED_LONG_LONG wait;

	do
		MHD_run(server->daemon);
	while (clock_ms() < end_ms &&
	       ((MHD_get_timeout(server->daemon, &wait) == MHD_YES &&
		 wait == 0) ||
		poll(&fd, 1, 0) > 0));
}

static void server_turn(struct server *server, int *ret_wait_ms)
{
	int64_t now_ms = clock_ms();

	server_take_pictures(server);
	rack_turn(server->rack, now_ms, ret_wait_ms);
	lives_feed(server, now_ms);
	callers_expire(server, now_ms);
	server_answer(server);
}

int server_run(struct server *server, struct mailbox *stop, struct error *err)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd fds[3 + RACK_WATCHED] = {
		{.fd = info->epoll_fd, .events = POLLIN},
		{.fd = mailbox_fd(stop), .events = POLLIN},
		{.fd = mailbox_fd(server->done), .events = POLLIN},
	};

	for (;;) {
		int wait = SERVER_IDLE_MS;
		size_t n;

		server_turn(server, &wait);
		n = rack_fds(server->rack, clock_ms(), fds + 3);
		if (poll(fds, (nfds_t)(3 + n), server_wait(server, wait)) < 0 &&
		    errno != EINTR)
			return error_sys(err, errno,
					 "cannot wait for requests");
		if (fds[1].revents != 0 ||
		    (server->ending && hands_work(server->hands) == 0))
			return 0;
	}
}

size_t server_end(struct server *server, bool at_once)
{
	if (server->hands == NULL)
		return 0;
	server->ending = true;
	hands_end(server->hands, at_once ? VERB_ABORT : VERB_STOP);
	return hands_work(server->hands);
}

bool server_is_left(const struct server *server)
{
	return server->hands != NULL && hands_are_left(server->hands);
}
