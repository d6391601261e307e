/*
 * limits.c: what the system lets this process have. See limits.h.
 *
 * 1. Open files are counted by poll(), which says of each number whether it
 *    is one: no file system has to be mounted for it.
 */
#include "config.h"

#include "base/process/limits.h"

#include <poll.h>
#include <stdint.h>
#include <sys/resource.h>

#include "base/compiler.h"

#define LIMITS_PIECE 256
#define LIMITS_MOST  65536 /* numbers that are looked at */

size_t limits_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > SIZE_MAX / 2)
		return SIZE_MAX / 2;
	return (size_t)limit.rlim_cur;
}

/* Those of so many numbers from `first` on that are open. */
static size_t count_open(int first, size_t n)
{
	struct pollfd fds[LIMITS_PIECE];
	size_t open = 0;

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){.fd = first + (int)i};
	if (poll(fds, (nfds_t)n, 0) < 0)
		return n; /* taken as open, to be on the safe side */
	for (size_t i = 0; i < n; i++)
		open += (fds[i].revents & POLLNVAL) == 0;
	return open;
}

static size_t limits_open_files(size_t limit)
{
	size_t open = 0;

	if (limit > LIMITS_MOST)
		limit = LIMITS_MOST;
	for (size_t at = 0; at < limit; at += LIMITS_PIECE)
		open += count_open((int)at, limit - at < LIMITS_PIECE
						    ? limit - at
						    : LIMITS_PIECE);
	return open;
}

static void limits_raise_files(size_t wanted)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur =
		limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted
			? limit.rlim_max
			: (rlim_t)wanted;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

size_t limits_free_files(size_t wanted)
{
	size_t open = limits_open_files(limits_files());
	size_t limit;

	limits_raise_files(open + wanted);
	limit = limits_files();
	if (limit <= open)
		return 0;
	return limit - open < wanted ? limit - open : wanted;
}
