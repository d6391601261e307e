/*
 * tmux.c: asks the tmux around us, and tells it. See tmux.h.
 *
 * 1. Nothing here waits: the pipe does not block, and the child is reaped when
 *    it has closed its end, or was killed.
 * 2. A child that has not answered in TMUX_MS is killed, with what it started;
 *    but for the keeper of the option, which gives the pane back what it had
 *    when our end of its pipe is closed: by us, or by the kernel, whatever we
 *    died of.
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

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"

#define TMUX_MS	    1000
#define TMUX_LINE   512
#define TMUX_WORDS  8 /* of the longest of its command lines */
#define TMUX_PASSES "passes"
#define TMUX_CLIENT "client="
#define TMUX_FORMAT                                                \
	"#{pane_left} #{pane_top} #{status} #{status-position} "   \
	"#{allow-passthrough} #{client_termfeatures} " TMUX_CLIENT \
	"#{client_pid}"

/* The keeper: what the pane ($1) had of its own, if anything, is known before
 * it is changed. A tmux that does not know the option says nothing. We may be
 * gone when it says that the pane passes (PIPE). */
static const char tmux_keeper[] =
	"trap '' HUP INT PIPE QUIT TERM TSTP\n"
	"had=$(tmux show-options -pqv -t \"$1\" allow-passthrough) || exit\n"
	"tmux set-option -p -t \"$1\" allow-passthrough on || exit\n"
	"echo " TMUX_PASSES "\n"
	"read -r nothing\n"
	"case $had in\n"
	"'') exec tmux set-option -pu -t \"$1\" allow-passthrough ;;\n"
	"*) exec tmux set-option -p -t \"$1\" allow-passthrough \"$had\" ;;\n"
	"esac\n";

extern char **environ;

struct tmux_query {
	pid_t pid;
	int fd;
	int keeps; /* our end of the keeper's pipe, or -1: it is none, or was
		      told to give back */
	bool keeper;
	bool ended;
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

static int tmux_files(posix_spawn_file_actions_t *files, int in, int out)
{
	int rc = in >= 0 ? posix_spawn_file_actions_adddup2(files, in, 0)
			 : posix_spawn_file_actions_addopen(
				   files, 0, "/dev/null", O_RDONLY, 0);

	return rc != 0 ||
			       posix_spawn_file_actions_adddup2(files, out,
								1) != 0 ||
			       posix_spawn_file_actions_addopen(
				       files, 2, "/dev/null", O_WRONLY, 0) != 0
		       ? -1
		       : 0;
}

/* The words end with NULL; posix_spawn takes them as if it changed them. `in` is
 * -1 for nothing to be read. */
static int tmux_spawn(const char *const words[], int in, int out, pid_t *ret)
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
		if (tmux_files(&files, in, out) == 0 &&
		    tmux_attributes(&attributes) == 0)
			rc = posix_spawnp(ret, words[0], &files, &attributes,
					  arguments, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc == 0 ? 0 : -1;
}

static struct tmux_query *tmux_start(const char *const words[], int in,
				     int64_t now_ms)
{
	struct tmux_query *query;
	int fds[2];
	pid_t pid;

	if (file_pipe(fds, 0, NULL) < 0)
		return NULL;
	if (fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0 ||
	    tmux_spawn(words, in, fds[1], &pid) < 0) {
		close(fds[0]);
		close(fds[1]);
		return NULL;
	}
	close(fds[1]);
	query = mem_zalloc(sizeof(*query));
	query->pid = pid;
	query->fd = fds[0];
	query->keeps = -1;
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

	return tmux_start(pane != NULL ? there : here, -1, now_ms);
}

struct tmux_query *tmux_open(const char *pane, int64_t now_ms)
{
	const char *const words[] = {"sh",	 "-c", tmux_keeper,
				     "vasculum", pane, NULL};
	struct tmux_query *query;
	int fds[2];

	if (file_pipe(fds, 0, NULL) < 0)
		return NULL;
	query = tmux_start(words, fds[0], now_ms);
	close(fds[0]);
	if (query == NULL) {
		close(fds[1]);
		return NULL;
	}
	query->keeps = fds[1];
	query->keeper = true;
	return query;
}

void tmux_again(struct tmux_query *query, int64_t now_ms)
{
	query->end_ms = now_ms + TMUX_MS;
}

void tmux_close(struct tmux_query *query, int64_t now_ms)
{
	if (query->keeps >= 0)
		close(query->keeps);
	query->keeps = -1;
	tmux_again(query, now_ms);
}

void tmux_free(struct tmux_query *query)
{
	if (query == NULL)
		return;
	if (query->keeps >= 0)
		close(query->keeps);
	close(query->fd);
	/* It has ended, or is of no use any more; a keeper still has something
	 * to do. */
	if (waitpid(query->pid, NULL, WNOHANG) == 0 && !query->keeper) {
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
	query->ended = query->ended || n == 0;
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

bool tmux_turn_opened(struct tmux_query *query, int64_t now_ms,
		      bool *ret_passes)
{
	bool over = tmux_collect(query, now_ms);

	*ret_passes = strcmp(query->line, TMUX_PASSES "\n") == 0;
	return over || *ret_passes;
}

bool tmux_ended(const struct tmux_query *query)
{
	return query->ended;
}

void tmux_finish(struct tmux_query *query)
{
	struct pollfd fd = {.fd = query->fd, .events = POLLIN};

	while (!tmux_collect(query, clock_ms()))
		if (poll(&fd, 1, tmux_wait(query, clock_ms())) < 0 &&
		    errno != EINTR)
			return;
}
