/*
 * control.c: the serving end of the control socket; see control.h.
 *
 * 1. A client that is slow or silent costs nothing: sockets do not block,
 *    a watcher gets the next line only after it took the last one, and
 *    lines and connections are limited.
 * 2. The directory of the socket is of this user alone (0700), and whoever
 *    connects has to be this user.
 * 3. The thread ends by a byte in a pipe, after watchers got the last state.
 */
#include "config.h"

#include "extract/control/control.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "extract/control/progress.h"
#include "extract/control/socket.h"

#define CONTROL_CLIENTS	 16
#define CONTROL_LINE_MAX 512
#define CONTROL_TELL_MS	 100
#define CONTROL_DEAF_MS	 1000 /* after a caller that could not be let in */
#define CONTROL_LAST_MS	 500  /* for watchers to take the last state */

struct peer {
	int fd; /* -1: a free place */
	bool watching;
	bool borrows;		   /* RUN/lock */
	enum loan_state loan_told; /* to who does */
	uint64_t seen;		   /* revision that was last put into `out` */
	char in[CONTROL_LINE_MAX];
	size_t in_len;
	struct bytes out;
	size_t out_sent;
};

struct control {
	/* immutable after the start */
	const struct control_ops *ops;
	void *data; /* of ops */
	char *path;
	int listener, stop_read, stop_write;
	pthread_t thread;
	/* of the thread */
	struct peer peers[CONTROL_CLIENTS];
	int64_t told_ms;
	int64_t deaf_ms; /* nobody is let in before this; 0: all are */
};

static void peer_drop(struct control *control, struct peer *peer)
{
	if (peer->borrows)
		control->ops->give_back(control->data);
	close(peer->fd);
	bytes_done(&peer->out);
	*peer = (struct peer){.fd = -1};
}

static bool peer_has_output(const struct peer *peer)
{
	return peer->out_sent < peer->out.len;
}

static void peer_flush(struct control *control, struct peer *peer)
{
	while (peer_has_output(peer)) {
		ssize_t put =
			send(peer->fd, peer->out.data + peer->out_sent,
			     peer->out.len - peer->out_sent, MSG_NOSIGNAL);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (put < 0) {
			peer_drop(control, peer);
			return;
		}
		peer->out_sent += (size_t)put;
	}
	bytes_clear(&peer->out);
	peer->out_sent = 0;
}

static void peer_tell(struct control *control, struct peer *peer)
{
	struct extract_progress progress;

	control->ops->progress(control->data, &progress);
	peer->seen = progress.revision;
	progress_write(&progress, &peer->out);
}

/* The answer follows once it is lent. */
static void peer_borrow(struct control *control, struct peer *peer)
{
	if (control->ops->borrow(control->data)) {
		peer->borrows = true;
		peer->loan_told = LOAN_ASKED;
	} else if (!peer->borrows) {
		bytes_append_str(&peer->out,
				 "{\"error\":\"another process submits "
				 "already\"}\n");
	}
}

/* What has become of the loan since it was told last. */
static void peer_tell_loan(struct control *control, struct peer *peer)
{
	enum loan_state state = control->ops->lent(control->data, &peer->out);

	if (state == peer->loan_told)
		bytes_clear(&peer->out);
	else if (state == LOAN_RECALLED)
		bytes_append_str(&peer->out, "{\"recall\":true}\n");
	else if (state == LOAN_NONE)
		bytes_append_str(&peer->out,
				 "{\"error\":\"the extraction ends\"}\n");
	peer->loan_told = state;
	peer->borrows = state != LOAN_NONE;
	peer_flush(control, peer);
}

static void control_tell_loan(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct peer *peer = &control->peers[i];

		if (peer->fd >= 0 && peer->borrows && !peer_has_output(peer))
			peer_tell_loan(control, peer);
	}
}

/* False where there is no such command. */
static bool peer_command(struct control *control, struct peer *peer,
			 const char *word)
{
	enum extract_verb verb;

	if (strcmp(word, "watch") == 0)
		peer->watching = true;
	else if (extract_verb_find(word, &verb) && verb != VERB_ABORT)
		control->ops->command(control->data, verb);
	else
		return strcmp(word, "progress") == 0;
	return true;
}

static void peer_handle_command(struct control *control, struct peer *peer,
				const char *word)
{
	if (strcmp(word, "borrow") == 0 && control->ops->borrow != NULL)
		peer_borrow(control, peer);
	else if (peer_command(control, peer, word))
		peer_tell(control, peer);
	else
		bytes_append_str(&peer->out,
				 "{\"error\":\"there is no such command; "
				 "there are progress, watch, pause, "
				 "resume, stop, retry and borrow\"}\n");
}

static void peer_line(struct control *control, struct peer *peer,
		      const char *line, size_t len)
{
	json_t *request CLEANUP(json_release) = NULL;
	const char *word = NULL;

	if (json_read(line, len, &request, NULL, NULL) == 0)
		word = json_string_at(request, "cmd");
	peer_handle_command(control, peer, word != NULL ? word : "");
}

/* Takes the whole lines out of the peer's buffer. */
static void peer_lines(struct control *control, struct peer *peer)
{
	char *end;

	while ((end = memchr(peer->in, '\n', peer->in_len)) != NULL) {
		size_t len = (size_t)(end - peer->in);

		peer_line(control, peer, peer->in, len);
		peer->in_len -= len + 1;
		memmove(peer->in, end + 1, peer->in_len);
	}
}

static void peer_input(struct control *control, struct peer *peer)
{
	ssize_t got = recv(peer->fd, peer->in + peer->in_len,
			   sizeof(peer->in) - peer->in_len, 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		peer_drop(control, peer);
		return;
	}
	peer->in_len += (size_t)got;
	peer_lines(control, peer);
	if (peer->in_len == sizeof(peer->in))
		peer_drop(control, peer); /* no command is that long */
	else
		peer_flush(control, peer);
}

static void control_accept(struct control *control)
{
	int fd = accept(control->listener, NULL, NULL);

	if (fd < 0) {
		/* Out of descriptors, the caller stays at the door: to look
		 * again at once would take a processor. */
		if (errno != EINTR && errno != ECONNABORTED)
			control->deaf_ms = clock_ms() + CONTROL_DEAF_MS;
		return;
	}
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		if (control->peers[i].fd >= 0)
			continue;
		if (socket_prepare(fd) < 0 || !socket_peer_is_me(fd))
			break;
		control->peers[i].fd = fd;
		return;
	}
	close(fd);
}

/* Gives watchers the newest state, unless they still have a line to take. */
static void control_tell(struct control *control)
{
	struct extract_progress progress;

	control->told_ms = clock_ms();
	control->ops->progress(control->data, &progress);
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct peer *peer = &control->peers[i];

		if (peer->fd < 0 || !peer->watching || peer_has_output(peer) ||
		    peer->seen == progress.revision)
			continue;
		peer_tell(control, peer);
		peer_flush(control, peer);
	}
}

static bool control_is_watched(const struct control *control)
{
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		const struct peer *peer = &control->peers[i];

		if (peer->fd >= 0 && (peer->watching || peer->borrows))
			return true;
	}
	return false;
}

static int control_timeout(const struct control *control)
{
	int64_t now = clock_ms(), end = INT64_MAX;

	if (control_is_watched(control))
		end = control->told_ms + CONTROL_TELL_MS;
	if (control->deaf_ms != 0 && control->deaf_ms < end)
		end = control->deaf_ms;
	if (end == INT64_MAX)
		return -1;
	return end > now ? (int)(end - now) : 0;
}

/* Waits once; false when the thread is to end. */
static bool control_turn(struct control *control)
{
	struct pollfd fds[CONTROL_CLIENTS + 2] = {
		{.fd = control->stop_read, .events = POLLIN},
		{.fd = control->deaf_ms != 0 ? -1 : control->listener,
		 .events = POLLIN},
	};

	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		const struct peer *peer = &control->peers[i];

		fds[i + 2].fd = peer->fd;
		fds[i + 2].events = peer_has_output(peer) ? POLLOUT : POLLIN;
	}
	if (poll(fds, ARRAY_LEN(fds), control_timeout(control)) < 0)
		return errno == EINTR;
	if (control->deaf_ms != 0 && clock_ms() >= control->deaf_ms)
		control->deaf_ms = 0;
	if (fds[0].revents != 0)
		return false;
	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		if ((fds[i + 2].revents & POLLOUT) != 0)
			peer_flush(control, &control->peers[i]);
		else if (fds[i + 2].revents != 0)
			peer_input(control, &control->peers[i]);
	}
	if (fds[1].revents != 0)
		control_accept(control);
	if (clock_ms() - control->told_ms >= CONTROL_TELL_MS)
		control_tell(control);
	control_tell_loan(control);
	return true;
}

/* The last state to all who watch; they have a moment to take it. */
static void control_last_words(struct control *control)
{
	int64_t end = clock_ms() + CONTROL_LAST_MS;

	for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
		struct peer *peer = &control->peers[i];

		if (peer->fd >= 0 && peer->watching)
			peer_tell(control, peer);
		while (peer->fd >= 0 && peer_has_output(peer)) {
			struct pollfd fd = {peer->fd, POLLOUT, 0};
			int64_t left = end - clock_ms();

			if (left <= 0 || poll(&fd, 1, (int)left) == 0)
				break;
			peer_flush(control, peer);
		}
		if (peer->fd >= 0)
			peer_drop(control, peer);
	}
}

static void *control_thread(void *arg)
{
	struct control *control = arg;

	while (control_turn(control))
		continue;
	control_last_words(control);
	return NULL;
}

static void control_free(struct control *control)
{
	if (control->listener >= 0)
		close(control->listener);
	if (control->stop_read >= 0)
		close(control->stop_read);
	if (control->stop_write >= 0)
		close(control->stop_write);
	free(control->path);
	free(control);
}

int control_start(const struct run *run, const struct control_ops *ops,
		  void *data, struct control **ret, struct error *err)
{
	struct control *control = mem_zalloc(sizeof(*control));
	int fds[2] = {-1, -1};

	control->ops = ops;
	control->data = data;
	control->listener = control->stop_read = control->stop_write = -1;
	for (size_t i = 0; i < CONTROL_CLIENTS; i++)
		control->peers[i].fd = -1;
	if (file_pipe(fds, 0, err) < 0)
		goto fail;
	control->stop_read = fds[0];
	control->stop_write = fds[1];
	if (socket_listen(run->id, &control->listener, &control->path, err) < 0)
		goto fail;
	if (thread_start(&control->thread, "control", control_thread, control,
			 err) < 0) {
		control_retire(control);
		goto fail;
	}
	*ret = control;
	return 0;
fail:
	control_free(control);
	return -1;
}

void control_retire(struct control *control)
{
	if (control != NULL)
		unlink(control->path);
}

void control_stop(struct control *control)
{
	ssize_t rc;

	if (control == NULL)
		return;
	do
		rc = write(control->stop_write, "", 1);
	while (rc < 0 && errno == EINTR);
	pthread_join(control->thread, NULL);
	control_free(control);
}
