/*
 * tmux.c: asks the tmux around us, and tells it. See tmux.h.
 *
 * 1. Nothing here waits: the pipe does not block, and the child is reaped when
 *    it has closed its end, or was killed.
 * 2. A child that has not answered in TMUX_MS is killed, with what it started.
 */
#include "config.h"

#include "ui/tmux/tmux.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

#define TMUX_MS	  1000
#define TMUX_LINE 512
/* The words of the longest of its command lines. */
#define TMUX_WORDS  18
#define TMUX_OPTION "allow-passthrough"
#define TMUX_PASSES "passes"
#define TMUX_CLIENT "client="
#define TMUX_FORMAT                                                \
	"#{pane_left} #{pane_top} #{status} #{status-position} "   \
	"#{allow-passthrough} #{client_termfeatures} " TMUX_CLIENT \
	"#{client_pid}"

extern char **environ;

struct tmux_query {
	pid_t pid;
	int fd;
	int64_t end_ms;
	char line[TMUX_LINE];
	size_t len;
};

/* ---- the answer ---------------------------------------------------------- */

/* `status` is on, off, or a number of lines. */
static int tmux_status_lines(const char *status)
{
	if (strcmp(status, "on") == 0)
		return 1;
	return status[0] >= '2' && status[0] <= '9' ? status[0] - '0' : 0;
}

/* Seven words; the last but one may be missing. */
void tmux_read_answer(const char *line, struct tmux_answer *ret)
{
	char status[16] = "", position[16] = "", passthrough[16] = "";
	char features[256] = "";
	const char *client = strstr(line, TMUX_CLIENT);
	int left, top;

	*ret = (struct tmux_answer){0};
	if (sscanf(line, "%d %d %15s %15s %15s %255s", &left, &top, status,
		   position, passthrough, features) < 4)
		return;
	ret->known = true;
	ret->pane_left = left;
	ret->pane_top = top;
	if (strcmp(position, "top") == 0)
		ret->status_top = tmux_status_lines(status);
	/* A flag up to 3.3, a choice since. */
	ret->passthrough = strcmp(passthrough, "1") == 0 ||
			   strcmp(passthrough, "on") == 0 ||
			   strcmp(passthrough, "all") == 0;
	ret->features_sixel = strstr(features, "sixel") != NULL;
	if (client != NULL)
		sscanf(client + strlen(TMUX_CLIENT), "%9d", &ret->client);
}

/* ---- the child ----------------------------------------------------------- */

/* Without our signal mask, and in a group that can be killed as a whole. */
static int tmux_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none;

	sigemptyset(&none);
	return posix_spawnattr_setsigmask(attributes, &none) != 0 ||
			       posix_spawnattr_setpgroup(attributes, 0) != 0 ||
			       posix_spawnattr_setflags(
				       attributes,
				       POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETPGROUP) != 0
		       ? -1
		       : 0;
}

static int tmux_files(posix_spawn_file_actions_t *files, int out)
{
	return posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY,
						0) != 0 ||
			       posix_spawn_file_actions_adddup2(files, out,
								1) != 0 ||
			       posix_spawn_file_actions_addopen(
				       files, 2, "/dev/null", O_WRONLY, 0) != 0
		       ? -1
		       : 0;
}

/* The words end with NULL; posix_spawn takes them as if it changed them. */
static int tmux_spawn(const char *const words[], int out, pid_t *ret)
{
	char *arguments[TMUX_WORDS + 1] = {NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int rc = -1;

	for (int i = 0; i < TMUX_WORDS && words[i] != NULL; i++)
		arguments[i] = (char *)(uintptr_t)words[i];
	if (posix_spawn_file_actions_init(&files) != 0)
		return -1;
	if (posix_spawnattr_init(&attributes) == 0) {
		if (tmux_files(&files, out) == 0 &&
		    tmux_attributes(&attributes) == 0)
			rc = posix_spawnp(ret, words[0], &files, &attributes,
					  arguments, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc == 0 ? 0 : -1;
}

static struct tmux_query *tmux_start(const char *const words[], int64_t now_ms)
{
	struct tmux_query *query;
	int fds[2];
	pid_t pid;

	if (file_pipe(fds, O_NONBLOCK, NULL) < 0)
		return NULL;
	if (tmux_spawn(words, fds[1], &pid) < 0) {
		close(fds[0]);
		close(fds[1]);
		return NULL;
	}
	close(fds[1]);
	query = mem_zalloc(sizeof(*query));
	query->pid = pid;
	query->fd = fds[0];
	query->end_ms = now_ms + TMUX_MS;
	return query;
}

const char *tmux_pane(void)
{
	const char *pane = getenv("TMUX_PANE");

	return pane != NULL && pane[0] != '\0' ? pane : NULL;
}

struct tmux_query *tmux_ask(int64_t now_ms)
{
	const char *pane = tmux_pane();
	const char *const here[] = {"tmux", "display-message", "-p",
				    TMUX_FORMAT, NULL};
	const char *const there[] = {"tmux", "display-message", "-p", "-t",
				     pane,   TMUX_FORMAT,	NULL};

	return tmux_start(pane != NULL ? there : here, now_ms);
}

/* What the pane has of its own is printed first. A tmux that does not know the
 * option stops there and prints no TMUX_PASSES. */
struct tmux_query *tmux_open(const char *pane, int64_t now_ms)
{
	const char *const words[] = {
		"tmux",
		"show-options",
		"-pqv",
		"-t",
		pane,
		TMUX_OPTION,
		";",
		"set-option",
		"-p",
		"-t",
		pane,
		TMUX_OPTION,
		"on",
		";",
		"display-message",
		"-p",
		TMUX_PASSES,
		NULL,
	};

	return tmux_start(words, now_ms);
}

struct tmux_query *tmux_close(const char *pane, const char *before,
			      int64_t now_ms)
{
	const char *const set[] = {"tmux", "set-option", "-p",	 "-t",
				   pane,   TMUX_OPTION,	 before, NULL};
	const char *const unset[] = {"tmux", "set-option", "-pu", "-t",
				     pane,   TMUX_OPTION,  NULL};

	return tmux_start(before[0] != '\0' ? set : unset, now_ms);
}

void tmux_free(struct tmux_query *query)
{
	if (query == NULL)
		return;
	close(query->fd);
	/* It has ended, or is of no use any more. */
	if (waitpid(query->pid, NULL, WNOHANG) == 0) {
		kill(-query->pid, SIGKILL);
		waitpid(query->pid, NULL, 0);
	}
	free(query);
}

int tmux_fd(const struct tmux_query *query)
{
	return query->fd;
}

int tmux_wait(const struct tmux_query *query, int64_t now_ms)
{
	return query->end_ms > now_ms ? (int)(query->end_ms - now_ms) : 0;
}

/* True when there is nothing more to come. */
static bool tmux_collect(struct tmux_query *query, int64_t now_ms)
{
	ssize_t n;

	do {
		size_t room = sizeof(query->line) - 1 - query->len;

		n = room > 0 ? read(query->fd, query->line + query->len, room)
			     : 0;
		if (n > 0)
			query->len += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	query->line[query->len] = '\0';
	return n >= 0 || errno != EAGAIN || now_ms >= query->end_ms;
}

bool tmux_turn(struct tmux_query *query, int64_t now_ms,
	       struct tmux_answer *ret)
{
	if (!tmux_collect(query, now_ms))
		return false;
	tmux_read_answer(query->line, ret);
	return true;
}

void tmux_read_opened(const char *text, struct tmux_opened *ret)
{
	const char *end = strstr(text, TMUX_PASSES);
	char before[sizeof(ret->before)] = "";

	*ret = (struct tmux_opened){.passes = end != NULL};
	if (end != NULL && end > text)
		sscanf(text, "%7s", before);
	memcpy(ret->before, before, sizeof(before));
}

bool tmux_turn_opened(struct tmux_query *query, int64_t now_ms,
		      struct tmux_opened *ret)
{
	if (!tmux_collect(query, now_ms))
		return false;
	tmux_read_opened(query->line, ret);
	return true;
}

void tmux_finish(struct tmux_query *query)
{
	struct pollfd fd = {.fd = query->fd, .events = POLLIN};

	while (!tmux_collect(query, clock_ms()))
		if (poll(&fd, 1, tmux_wait(query, clock_ms())) < 0 &&
		    errno != EINTR)
			return;
}
