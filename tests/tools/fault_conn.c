/*
 * fault_conn.c: the life of a connection. See fault_conn.h.
 *
 *	HEAD --head whole--> BODY --body whole--> THINK --due--> SEND --+
 *	  ^                   |                                         |
 *	  |                   +--(a reset while it uploads)--> end      |
 *	  +---------- kept alive ---------------------------------------+
 *	                                   HANG: sent, and silent <-----+
 *
 * 1. Bodies are never stored here: they go from the one shared piece of memory
 *    to the service.
 * 2. What a client sends ahead of its turn waits in `ahead`, up to a limit;
 *    then it is not read.
 */
#include "config.h"

#include "fault_conn.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

#define AHEAD_MAX HTTP_HEAD_MAX

enum stage { CONN_HEAD, CONN_BODY, CONN_THINK, CONN_SEND, CONN_HANG };

struct conn {
	const struct service *service;
	int fd;
	int64_t start_ns, now_ns;
	enum stage stage;
	struct bytes head, ahead;
	void *request; /* of the service; NULL: none is under way */
	const struct answer *answer; /* of it, once it is there */
	struct http_body_state body;
	size_t sent;	 /* of the answer's `out` */
	uint64_t filled; /* of its filler */
	int64_t due_ns;	 /* THINK, HANG, and SEND at a pace */
	bool close_next, over;
};

static int64_t now_ms(const struct conn *conn)
{
	return (conn->now_ns - conn->start_ns) / 1000000;
}

struct conn *conn_new(const struct service *service, int fd, int64_t start_ns)
{
	struct conn *conn = mem_zalloc(sizeof(*conn));

	conn->service = service;
	conn->fd = fd;
	conn->start_ns = conn->now_ns = start_ns;
	conn->due_ns = INT64_MAX;
	return conn;
}

static void request_end(struct conn *conn, bool sent)
{
	const struct service *service = conn->service;

	if (conn->request != NULL)
		service->end(service->self, conn->request, sent, now_ms(conn));
	conn->request = NULL;
	conn->answer = NULL;
}

void conn_free(struct conn *conn)
{
	request_end(conn, false);
	bytes_done(&conn->head);
	bytes_done(&conn->ahead);
	close(conn->fd);
	free(conn);
}

int conn_fd(const struct conn *conn)
{
	return conn->fd;
}

int64_t conn_due_ns(const struct conn *conn)
{
	return conn->due_ns;
}

short conn_events(const struct conn *conn)
{
	int events = conn->ahead.len < AHEAD_MAX ? POLLIN : 0;

	if (conn->stage == CONN_SEND && conn->due_ns == INT64_MAX)
		events |= POLLOUT;
	return (short)events;
}

/* Ends the connection so that the other side gets ECONNRESET. */
static void conn_reset(struct conn *conn)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	conn->over = true;
}

/* --- answers -------------------------------------------------------------- */

static void answer_begin(struct conn *conn)
{
	const struct service *service = conn->service;

	conn->answer =
		service->answer(service->self, conn->request, now_ms(conn));
	conn->stage = CONN_THINK;
	conn->sent = 0;
	conn->filled = 0;
	conn->due_ns = conn->now_ns + conn->answer->delay_ms * 1000000;
}

/* Everything is out. */
static void answer_end(struct conn *conn)
{
	const struct answer *answer = conn->answer;
	enum answer_end end = answer->end;

	conn->due_ns = INT64_MAX;
	if (end == ANSWER_HANG) {
		conn->stage = CONN_HANG;
		if (answer->hang_ms > 0)
			conn->due_ns = conn->now_ns + answer->hang_ms * 1000000;
		return;
	}
	request_end(conn, true);
	conn->close_next = end == ANSWER_CLOSE_NEXT;
	conn->stage = CONN_HEAD;
	if (end == ANSWER_RESET)
		conn_reset(conn);
	if (end == ANSWER_CLOSE)
		conn->over = true;
}

/* Sends up to `len` bytes; how many went, -1: the client is gone. */
static ssize_t send_some(struct conn *conn, const char *at, size_t len)
{
	ssize_t n = send(conn->fd, at, len, MSG_NOSIGNAL);

	if (n < 0 &&
	    (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return 0;
	if (n < 0)
		conn->over = true;
	return n;
}

static void send_filler(struct conn *conn, char *piece)
{
	uint64_t left = conn->answer->filler - conn->filled;
	size_t len = left < CONN_PIECE ? (size_t)left : CONN_PIECE;
	ssize_t n;

	memset(piece, ' ', len);
	n = send_some(conn, piece, len);
	conn->filled += n > 0 ? (uint64_t)n : 0;
}

/* One send; more of them as the socket or the pace lets it. */
static void answer_send(struct conn *conn, char *piece)
{
	const struct answer *answer = conn->answer;
	size_t len = answer->out.len - conn->sent;
	bool paced = answer->pace > 0;
	ssize_t n = 0;

	if (paced && conn->sent < answer->body_at)
		len = answer->body_at - conn->sent;
	else if (paced && len > answer->pace)
		len = answer->pace;
	if (len > 0)
		n = send_some(conn, answer->out.data + conn->sent, len);
	else if (conn->filled < answer->filler)
		send_filler(conn, piece);
	conn->sent += n > 0 ? (size_t)n : 0;
	if (conn->over)
		return;
	conn->due_ns =
		paced ? conn->now_ns + answer->pace_ms * 1000000 : INT64_MAX;
	if (conn->sent == answer->out.len && conn->filled == answer->filler)
		answer_end(conn);
}

/* --- requests ------------------------------------------------------------- */

/* No request: whoever sent it is told so, and left. */
static void refuse(struct conn *conn)
{
	const struct service *service = conn->service;

	request_end(conn, false);
	conn->request = service->refuse(service->self);
	answer_begin(conn);
}

/* The client waits for leave to send. It gets it, and it is written down. */
static void say_continue(struct conn *conn)
{
	static const char go[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (send(conn->fd, go, sizeof(go) - 1, MSG_NOSIGNAL) < 0)
		conn->over = true;
}

static void head_done(struct conn *conn)
{
	const struct service *service = conn->service;
	struct http_head head;

	if (http_head_read(conn->head.data, &head) < 0) {
		refuse(conn);
		return;
	}
	conn->request = service->begin(service->self, &head, now_ms(conn));
	http_body_begin(&conn->body, &head);
	if (head.expect)
		say_continue(conn);
	conn->stage = CONN_BODY;
	if (conn->body.done)
		answer_begin(conn);
}

/* Takes of the head what is there; how much. */
static size_t head_take(struct conn *conn, const char *at, size_t len)
{
	size_t had = conn->head.len, end;

	if (conn->close_next) {
		conn->service->closed(conn->service->self);
		conn_reset(conn);
		return len;
	}
	if (len > HTTP_HEAD_MAX)
		len = HTTP_HEAD_MAX;
	bytes_append(&conn->head, at, len);
	end = http_head_end(conn->head.data, conn->head.len);
	if (end == 0) {
		conn->over = conn->head.len > HTTP_HEAD_MAX;
		return len;
	}
	conn->head.data[end] = '\0';
	head_done(conn);
	bytes_clear(&conn->head);
	return end - had;
}

static void body_feed(struct conn *conn, const char *data, size_t len)
{
	const struct service *service = conn->service;

	if (!service->feed(service->self, conn->request, data, len,
			   now_ms(conn)))
		conn_reset(conn);
}

static size_t body_take(struct conn *conn, const char *at, size_t len)
{
	const char *data;
	size_t n, used = http_body_take(&conn->body, at, len, &data, &n);

	if (n > 0)
		body_feed(conn, data, n);
	if (conn->over)
		return used;
	if (conn->body.broken)
		refuse(conn);
	else if (conn->body.done)
		answer_begin(conn);
	return used;
}

/* What came in, as far as it is its turn. */
static void conn_take(struct conn *conn, const char *at, size_t len)
{
	size_t used = 0;

	while (used < len && !conn->over) {
		if (conn->stage == CONN_HEAD)
			used += head_take(conn, at + used, len - used);
		else if (conn->stage == CONN_BODY)
			used += body_take(conn, at + used, len - used);
		else
			break;
	}
	bytes_append(&conn->ahead, at + used, len - used);
}

static void conn_read(struct conn *conn, char *piece)
{
	ssize_t n = recv(conn->fd, piece, CONN_PIECE, 0);

	if (n < 0 &&
	    (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return;
	if (n <= 0)
		conn->over = true;
	else
		conn_take(conn, piece, (size_t)n);
}

/* What was sent ahead has its turn now. */
static void take_ahead(struct conn *conn)
{
	struct bytes ahead CLEANUP(bytes_done) = conn->ahead;

	conn->ahead = (struct bytes){0};
	conn_take(conn, ahead.data, ahead.len);
}

bool conn_turn(struct conn *conn, short events, char *piece, int64_t now_ns)
{
	conn->now_ns = now_ns;
	if (events & (POLLERR | POLLNVAL))
		return false;
	if (events & (POLLIN | POLLHUP))
		conn_read(conn, piece);
	if (conn->due_ns <= now_ns && conn->stage == CONN_HANG)
		conn->over = true;
	if (conn->due_ns <= now_ns && conn->stage == CONN_THINK) {
		conn->stage = CONN_SEND;
		conn->due_ns = INT64_MAX;
		events |= POLLOUT;
	} else if (conn->due_ns <= now_ns) {
		events |= POLLOUT;
	}
	if (!conn->over && conn->stage == CONN_SEND && events & POLLOUT)
		answer_send(conn, piece);
	if (!conn->over && conn->stage == CONN_HEAD && conn->ahead.len > 0)
		take_ahead(conn);
	return !conn->over;
}
