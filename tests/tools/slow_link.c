/*
 * slow_link.c: a slow line in front of a server that is run as inetd would.
 *
 *	slow_link BYTES-A-SECOND DELAY-MS SERVER ARG ...
 *
 * Prints the port of this machine that it listens on, starts SERVER for whoever
 * comes there, with the line as its input and output, and relays between the two
 * until its parent is gone: what the server sends at most so fast, and all of it
 * later by half the delay in each direction. A router's queue of 16 KB lies before
 * the slow stretch; what does not fit stays with the server. One connection at a
 * time.
 */
#define _GNU_SOURCE /* ppoll */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/time/clock.h"

#define LINK_QUEUE   16384
#define LINK_PIECE   1024 /* that one time of arrival is known for */
#define LINK_PIECES  4096
#define LINK_IDLE_NS 900000000
#define LINK_FULL_NS 1000000

struct piece {
	int64_t at_ns; /* when it arrives */
	size_t len;
	char data[LINK_PIECE];
};

/* One direction. */
struct way {
	int from, to;
	double ns_a_byte; /* 0: no limit */
	int64_t delay_ns;
	int64_t free_ns; /* when the slow stretch has sent all */
	struct piece *pieces;
	size_t first, n;
	bool ended;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int listen_somewhere(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) < 0 ||
	    listen(fd, 8) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		die("slow_link: listen");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	return fd;
}

static int start_server(char **argv, pid_t *ret)
{
	int fds[2], few = 8192;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		die("slow_link: socketpair");
	/* No room beside the queue that is modelled. */
	setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &few, sizeof(few));
	*ret = fork();
	if (*ret < 0)
		die("slow_link: fork");
	if (*ret == 0) {
		dup2(fds[1], STDIN_FILENO);
		dup2(fds[1], STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	return fds[0];
}

/* Not yet beyond the slow stretch. */
static size_t way_queued(const struct way *way, int64_t now)
{
	if (way->ns_a_byte <= 0 || way->free_ns <= now)
		return 0;
	return (size_t)((double)(way->free_ns - now) / way->ns_a_byte);
}

static bool way_takes(const struct way *way, int64_t now)
{
	return !way->ended && way->n < LINK_PIECES &&
	       way_queued(way, now) < LINK_QUEUE;
}

static void way_read(struct way *way, int64_t now)
{
	struct piece *piece = &way->pieces[(way->first + way->n) % LINK_PIECES];
	ssize_t n = read(way->from, piece->data, LINK_PIECE);

	if (n <= 0) {
		way->ended = n == 0 || (errno != EAGAIN && errno != EINTR);
		return;
	}
	piece->len = (size_t)n;
	way->free_ns = (way->free_ns > now ? way->free_ns : now) +
		       (int64_t)((double)n * way->ns_a_byte);
	piece->at_ns = way->free_ns + way->delay_ns;
	way->n++;
}

/* What has arrived; false when the other side is gone. */
static bool way_write(struct way *way, int64_t now)
{
	while (way->n > 0 && way->pieces[way->first].at_ns <= now) {
		struct piece *piece = &way->pieces[way->first];

		if (write(way->to, piece->data, piece->len) !=
		    (ssize_t)piece->len)
			return false;
		way->first = (way->first + 1) % LINK_PIECES;
		way->n--;
	}
	return !way->ended || way->n > 0;
}

/* Until something arrives, or fits. */
static int64_t way_wait_ns(const struct way *way, int64_t now)
{
	if (way->n > 0)
		return way->pieces[way->first].at_ns - now;
	return way_takes(way, now) ? LINK_IDLE_NS : LINK_FULL_NS;
}

static void relay(int client, int server, double rate, int delay_ms)
{
	struct way ways[2] = {
		{.from = server, .to = client, .ns_a_byte = 1e9 / rate},
		{.from = client, .to = server},
	};
	bool both = true;

	for (int i = 0; i < 2; i++) {
		ways[i].delay_ns = (int64_t)delay_ms * 1000000 / 2;
		ways[i].pieces = mem_alloc(LINK_PIECES * sizeof(struct piece));
	}
	while (both) {
		int64_t now = clock_ns();
		struct pollfd fds[2];
		int64_t wait = LINK_IDLE_NS;
		struct timespec until;

		for (int i = 0; i < 2; i++) {
			int64_t here = way_wait_ns(&ways[i], now);

			wait = here < wait ? here : wait;
			fds[i] = (struct pollfd){
				way_takes(&ways[i], now) ? ways[i].from : -1,
				POLLIN, 0};
		}
		/* To the microsecond: a relay that is a millisecond late each
		 * way would be the line's. */
		until = (struct timespec){.tv_nsec = wait > 0 ? wait : 0};
		ppoll(fds, 2, &until, NULL);
		now = clock_ns();
		for (int i = 0; i < 2; i++) {
			if (fds[i].revents != 0)
				way_read(&ways[i], now);
			both = way_write(&ways[i], now) && both;
		}
	}
	for (int i = 0; i < 2; i++)
		free(ways[i].pieces);
}

int main(int argc, char **argv)
{
	int listener, one = 1;

	if (argc < 4 || atof(argv[1]) <= 0) {
		fprintf(stderr, "usage: slow_link BYTES-A-SECOND DELAY-MS "
				"SERVER ARG ...\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	listener = listen_somewhere();
	for (;;) {
		int client = accept(listener, NULL, NULL), server;
		pid_t child;

		if (client < 0)
			die("slow_link: accept");
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		server = start_server(argv + 3, &child);
		relay(client, server, atof(argv[1]), atoi(argv[2]));
		close(client);
		close(server);
		waitpid(child, NULL, 0);
	}
}
