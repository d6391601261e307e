/*
 * fault_loop.c: sockets, signals and the one poll. See fault_loop.h.
 *
 * 1. One thread, one poll; nothing blocks. A connection is a small automaton
 *    (fault_conn.c).
 * 2. Signals are only let in while it polls, so that none comes too early or
 *    too late.
 */
#include "config.h"

#include "fault_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "fault_conn.h"

#define LOOP_CONNS   960
#define LOOP_LOOK_NS 500000000 /* between looks after the parent */

struct loop {
	const struct loop_options *options;
	const struct service *service;
	int listener, port;
	struct conn *conns[LOOP_CONNS];
	size_t n_conns;
	struct pollfd polls[LOOP_CONNS + 1];
	int64_t start_ns, end_ns;
	pid_t parent, guardian; /* guardian: of --parent; 0: none */
	sigset_t open;		/* the signals that end a wait */
	char piece[CONN_PIECE];
};

/* --- sockets -------------------------------------------------------------- */

static int make_listener(const char *port, int *ret_port, struct error *err)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	if (fd < 0)
		return error_sys(err, errno, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(fd, LOOP_CONNS) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		close(fd);
		return error_sys(err, errno, "cannot listen on port %s", port);
	}
	*ret_port = ntohs(at.sin_port);
	return fd;
}

static void loop_accept(struct loop *loop)
{
	int one = 1, fd;

	while (loop->n_conns < LOOP_CONNS &&
	       (fd = accept(loop->listener, NULL, NULL)) >= 0) {
		fcntl(fd, F_SETFL, O_NONBLOCK);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		loop->conns[loop->n_conns++] =
			conn_new(loop->service, fd, loop->start_ns);
	}
}

static void loop_drop(struct loop *loop, size_t i)
{
	conn_free(loop->conns[i]);
	loop->conns[i] = loop->conns[--loop->n_conns];
}

/* Fills polls; the time that poll may take at most. */
static int64_t loop_prepare(struct loop *loop, int64_t now_ns)
{
	int64_t due = now_ns + LOOP_LOOK_NS;

	for (size_t i = 0; i < loop->n_conns; i++) {
		const struct conn *conn = loop->conns[i];

		loop->polls[i] = (struct pollfd){.fd = conn_fd(conn),
						 .events = conn_events(conn)};
		if (conn_due_ns(conn) < due)
			due = conn_due_ns(conn);
	}
	loop->polls[loop->n_conns] = (struct pollfd){
		.fd = loop->n_conns < LOOP_CONNS ? loop->listener : -1,
		.events = POLLIN};
	return due > now_ns ? due - now_ns : 0;
}

/* From the last to the first: a dropped one is replaced by one that has had
 * its turn. */
static void loop_turn(struct loop *loop)
{
	size_t n = loop->n_conns;

	for (size_t i = n; i-- > 0;) {
		struct conn *conn = loop->conns[i];
		short events = loop->polls[i].revents;
		int64_t now_ns = clock_ns();

		if (events == 0 && conn_due_ns(conn) > now_ns)
			continue;
		if (!conn_turn(conn, events, loop->piece, now_ns))
			loop_drop(loop, i);
	}
	if (loop->polls[n].revents != 0)
		loop_accept(loop);
}

/* --- life ----------------------------------------------------------------- */

/* Only there so that a signal ends the wait. */
static void on_signal(int number)
{
}

static void take_signals(sigset_t *ret_open)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t taken;

	sigemptyset(&taken);
	sigaddset(&taken, SIGTERM);
	sigaddset(&taken, SIGINT);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigprocmask(SIG_BLOCK, &taken, ret_open);
	sigdelset(ret_open, SIGTERM);
	sigdelset(ret_open, SIGINT);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

static bool loop_goes_on(const struct loop *loop)
{
	if (clock_ns() >= loop->end_ns)
		return false;
	if (loop->guardian > 0)
		return kill(loop->guardian, 0) == 0 || errno != ESRCH;
	return getppid() == loop->parent;
}

/* Waits until something is to be done; -1 when a signal ends it. */
static int loop_wait(struct loop *loop, const sigset_t *open)
{
	int64_t wait_ns = loop_prepare(loop, clock_ns());
#ifdef HAVE_PPOLL
	struct timespec wait = {wait_ns / 1000000000, wait_ns % 1000000000};

	return ppoll(loop->polls, loop->n_conns + 1, &wait, open);
#else
	/* Signals stay blocked; now and then is looked whether one came. */
	const int most_ms = 50;
	int wait_ms = (int)((wait_ns + 999999) / 1000000);
	int rc = poll(loop->polls, loop->n_conns + 1,
		      wait_ms < most_ms ? wait_ms : most_ms);
	sigset_t pending;

	sigpending(&pending);
	if (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT))
		return -1;
	return rc;
#endif
}

static int say_ready(const char *path, int port, struct error *err)
{
	char *text CLEANUP(mem_free_str) = mem_printf("%d\n", port);

	return file_write_atomic(path, text, strlen(text), 0644, err);
}

/* Room for the connections of the largest window. */
static void raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

struct loop *loop_open(const struct loop_options *options, int *ret_port,
		       struct error *err)
{
	struct loop *loop = mem_zalloc(sizeof(*loop));

	take_signals(&loop->open);
	raise_files();
	loop->options = options;
	loop->parent = getppid();
	loop->guardian = (pid_t)options->parent;
	loop->start_ns = clock_ns();
	loop->end_ns = loop->start_ns + options->max_seconds * 1000000000;
	loop->listener = make_listener(options->port, &loop->port, err);
	if (loop->listener < 0) {
		free(loop);
		return NULL;
	}
	*ret_port = loop->port;
	return loop;
}

int loop_run(struct loop *loop, const struct service *service,
	     struct error *err)
{
	loop->service = service;
	if (say_ready(loop->options->ready, loop->port, err) < 0)
		return -1;
	while (loop_goes_on(loop)) {
		if (loop_wait(loop, &loop->open) < 0)
			break;
		loop_turn(loop);
	}
	while (loop->n_conns > 0)
		loop_drop(loop, loop->n_conns - 1);
	return 0;
}

void loop_close(struct loop *loop)
{
	if (loop == NULL)
		return;
	close(loop->listener);
	free(loop);
}
