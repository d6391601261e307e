/*
 * test_http.c: requests through the wire: every fate, what is sent and how
 * often, where the key goes. A server of raw sockets in a thread of its own
 * does to each request what a test tells it to, and counts.
 */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "engine/net/http.h"
#include "engine/net/url.h"

#define SECRET	  "sk-not-to-be-seen-0123456789"
#define PATIENCE  60 /* seconds; then a test hangs, and is killed */
#define PEER_MOST 16

/* --- the server ----------------------------------------------------------- */

enum peer_end {
	PEER_KEEP,  /* waits for the next request */
	PEER_CLOSE, /* after the answer */
	PEER_DRIP,  /* a byte each turn from then on */
};

/* What becomes of a request. */
struct peer_act {
	const char *answer; /* NULL: none */
	enum peer_end end;
	size_t upload; /* answers after so many bytes of the body; 0: all */
};

struct peer_conn {
	int fd;
	struct bytes in;
	bool drips;
};

struct peer {
	/* immutable while it runs */
	int listener, wake[2];
	unsigned int port;
	const struct peer_act *acts; /* by request; the last for all others */
	size_t n_acts;
	pthread_t thread;
	/* the thread's, the test's once it is joined */
	struct peer_conn conns[PEER_MOST];
	size_t n_conns;
	size_t connections, most, requests;
	struct bytes heads;  /* of all requests */
	struct bytes bodies; /* of all that were read whole */
};

static void peer_drop(struct peer *peer, size_t i)
{
	close(peer->conns[i].fd);
	bytes_done(&peer->conns[i].in);
	peer->conns[i] = peer->conns[--peer->n_conns];
}

static bool peer_send(struct peer_conn *conn, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = send(conn->fd, text, len, MSG_NOSIGNAL);

		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

/* The length of the head that came, 0: not whole; the body's to come. */
static size_t peer_head(const struct bytes *in, size_t *ret_body)
{
	const char *end, *at;

	*ret_body = 0;
	end = in->len > 0 ? strstr(in->data, "\r\n\r\n") : NULL;
	if (end == NULL)
		return 0;
	at = strstr(in->data, "Content-Length: ");
	if (at != NULL && at < end)
		*ret_body = strtoul(at + 16, NULL, 10);
	return (size_t)(end - in->data) + 4;
}

/* False: the connection is over. */
static bool peer_play(struct peer *peer, struct peer_conn *conn, size_t head,
		      size_t body, const struct peer_act *act)
{
	bytes_append(&peer->heads, conn->in.data, head);
	peer->requests++;
	if (act->upload == 0)
		bytes_append(&peer->bodies, conn->in.data + head, body);
	bytes_clear(&conn->in);
	conn->drips = act->end == PEER_DRIP;
	if (act->answer != NULL &&
	    !peer_send(conn, act->answer, strlen(act->answer)))
		return false;
	return act->end != PEER_CLOSE;
}

static bool peer_read(struct peer *peer, struct peer_conn *conn)
{
	size_t n = peer->requests < peer->n_acts ? peer->requests
						 : peer->n_acts - 1;
	const struct peer_act *act = &peer->acts[n];
	char piece[65536];
	size_t head, body, wanted;
	ssize_t got = recv(conn->fd, piece, sizeof(piece), 0);

	if (got <= 0)
		return false;
	bytes_append(&conn->in, piece, (size_t)got);
	head = peer_head(&conn->in, &body);
	wanted = act->upload > 0 && act->upload < body ? act->upload : body;
	if (head == 0 || conn->in.len < head + wanted)
		return true;
	return peer_play(peer, conn, head, wanted, act);
}

static void peer_accept(struct peer *peer)
{
	int fd = accept(peer->listener, NULL, NULL);

	if (fd < 0)
		return;
	assert_true(peer->n_conns < PEER_MOST);
	peer->conns[peer->n_conns++] = (struct peer_conn){.fd = fd};
	peer->connections++;
	if (peer->n_conns > peer->most)
		peer->most = peer->n_conns;
}

static void peer_turn(struct peer *peer, const struct pollfd *polls)
{
	for (size_t i = peer->n_conns; i-- > 0;) {
		struct peer_conn *conn = &peer->conns[i];

		if (conn->drips && !peer_send(conn, " ", 1))
			peer_drop(peer, i);
		else if (polls[i].revents != 0 && !peer_read(peer, conn))
			peer_drop(peer, i);
	}
}

static void *peer_run(void *arg)
{
	struct peer *peer = arg;

	for (;;) {
		struct pollfd polls[PEER_MOST + 2];
		size_t n = peer->n_conns;

		for (size_t i = 0; i < n; i++)
			polls[i] =
				(struct pollfd){peer->conns[i].fd, POLLIN, 0};
		polls[n] = (struct pollfd){peer->wake[0], POLLIN, 0};
		polls[n + 1] = (struct pollfd){peer->listener, POLLIN, 0};
		poll(polls, n + 2, 50);
		if (polls[n].revents != 0)
			return NULL;
		peer_turn(peer, polls);
		if (polls[n + 1].revents != 0)
			peer_accept(peer);
	}
}

static int listener_new(unsigned int *ret_port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, PEER_MOST), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	*ret_port = ntohs(at.sin_port);
	return fd;
}

static void peer_start(struct peer *peer, const struct peer_act *acts, size_t n)
{
	struct error err;

	*peer = (struct peer){.acts = acts, .n_acts = n};
	peer->listener = listener_new(&peer->port);
	assert_int_equal(pipe(peer->wake), 0);
	bytes_append_str(&peer->heads, "");
	bytes_append_str(&peer->bodies, "");
	assert_int_equal(
		thread_start(&peer->thread, "peer", peer_run, peer, &err), 0);
}

/* Its counts may be looked at then. */
static void peer_join(struct peer *peer)
{
	assert_int_equal(write(peer->wake[1], "x", 1), 1);
	pthread_join(peer->thread, NULL);
}

static void peer_done(struct peer *peer)
{
	while (peer->n_conns > 0)
		peer_drop(peer, 0);
	close(peer->listener);
	close(peer->wake[0]);
	close(peer->wake[1]);
	bytes_done(&peer->heads);
	bytes_done(&peer->bodies);
}

/* --- the client ----------------------------------------------------------- */

/* A body whose bytes tell their place; counts how often it was sent. */
struct pattern {
	int sent;
	struct http_body body;
};

static char pattern_at(uint64_t offset)
{
	return (char)('a' + (offset * 31 + offset / 251) % 26);
}

static size_t pattern_read(const void *body, uint64_t offset, char *to,
			   size_t size)
{
	const struct pattern *pattern = body;
	uint64_t left = pattern->body.length - offset;
	size_t n = left < size ? (size_t)left : size;

	assert_true(offset <= pattern->body.length);
	for (size_t i = 0; i < n; i++)
		to[i] = pattern_at(offset + i);
	return n;
}

static void pattern_sent(void *body)
{
	((struct pattern *)body)->sent++;
}

static void pattern_init(struct pattern *pattern, uint64_t length)
{
	*pattern = (struct pattern){
		.body = {pattern_read, pattern_sent, pattern, length},
	};
}

static struct http *client(struct http_options options)
{
	struct http *http = NULL;
	struct error err;

	if (http_new(&options, &http, &err) < 0)
		fail_msg("%s", err.text);
	return http;
}

static void ask_url(struct http *http, const char *url, struct pattern *pattern,
		    int64_t total_ms)
{
	struct error err;
	const struct http_request request = {
		.url = url,
		.secret = SECRET,
		.body = pattern != NULL ? &pattern->body : NULL,
		.total_ms = total_ms,
		.data = pattern,
	};

	if (http_start(http, &request, &err) < 0)
		fail_msg("%s", err.text);
}

static void ask(struct http *http, unsigned int port, struct pattern *pattern,
		int64_t total_ms)
{
	char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1/chat", port);
	ask_url(http, url, pattern, total_ms);
}

/* Waits for an answer; no text of it may hold the key. */
static struct http_reply await(struct http *http)
{
	struct http_reply reply;
	struct error err;
	void *data;

	while (!http_take(http, &reply, &data))
		if (http_turn(http, -1, 20, &err) < 0)
			fail_msg("%s", err.text);
	assert_null(strstr(reply.why, SECRET));
	assert_true((reply.why[0] == '\0') == (reply.fate == HTTP_ANSWERED));
	return reply;
}

/* One request, all that can be asked of it. */
static struct http_reply one(struct http_options options, const char *answer,
			     enum peer_end end, int64_t total_ms)
{
	const struct peer_act act = {answer, end, 0};
	struct http *http = client(options);
	struct pattern pattern;
	struct http_reply reply;
	struct peer peer;

	peer_start(&peer, &act, 1);
	pattern_init(&pattern, 1000);
	ask(http, peer.port, &pattern, total_ms);
	assert_int_equal(http_in_flight(http), 1);
	reply = await(http);
	assert_int_equal(http_in_flight(http), 0);
	assert_int_equal(pattern.sent, 1);
	http_free(http);
	peer_join(&peer);
	assert_int_equal(peer.requests, 1);
	peer_done(&peer);
	return reply;
}

#define OK_BODY(length, body)                                           \
	"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-" \
	"Length: " length "\r\n\r\n" body

/* --- answers -------------------------------------------------------------- */

static void an_answer_is_whole(void **state)
{
	struct http_reply reply = one((struct http_options){0},
				      OK_BODY("7", "{\"a\":1}"), PEER_KEEP, 0);

	assert_int_equal(reply.fate, HTTP_ANSWERED);
	assert_int_equal(reply.status, 200);
	assert_true(reply.sent);
	assert_int_equal(reply.body.len, 7);
	assert_memory_equal(reply.body.data, "{\"a\":1}", 7);
	assert_string_equal(reply.content_type, "application/json");
	assert_true(reply.latency_ms > 0);
	http_reply_done(&reply);
}

static void an_error_is_an_answer_too(void **state)
{
	struct http_reply reply =
		one((struct http_options){0},
		    "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n"
		    "X-RateLimit-Reset: 1790000000000\r\n"
		    "Content-Length: 2\r\n\r\n{}",
		    PEER_KEEP, 0);

	assert_int_equal(reply.fate, HTTP_ANSWERED);
	assert_int_equal(reply.status, 429);
	assert_int_equal(reply.retry_after_ms, 7000);
	assert_true(reply.has_rate);
	assert_true(reply.reset_epoch_ms == 1790000000000);
	http_reply_done(&reply);
}

/* By the server's clock, wherever this machine's stands. */
static void a_date_to_wait_for_is_by_the_clock_that_wrote_it(void **state)
{
	static const char *const heads[] = {
		"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
		"Retry-After: Sun, 06 Nov 1994 08:49:44 GMT\r\n",
		"Retry-After: Fri, 06 Nov 2099 08:49:44 GMT\r\n"
		"Date: Fri, 06 Nov 2099 08:49:37 GMT\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		char answer[256];
		struct http_reply reply;

		snprintf(answer, sizeof(answer),
			 "HTTP/1.1 429 Too Many\r\n%s"
			 "Content-Length: 2\r\n\r\n{}",
			 heads[i]);
		reply = one((struct http_options){0}, answer, PEER_KEEP, 0);
		assert_int_equal(reply.retry_after_ms, 7000);
		http_reply_done(&reply);
	}
}

/* Its head was whole, and says when to ask again. */
static void an_error_that_breaks_off_says_when(void **state)
{
	struct http_reply reply =
		one((struct http_options){0},
		    "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n"
		    "Content-Length: 20\r\n\r\n{",
		    PEER_CLOSE, 0);

	assert_int_equal(reply.fate, HTTP_BROKEN);
	assert_int_equal(reply.status, 429);
	assert_int_equal(reply.retry_after_ms, 7000);
	http_reply_done(&reply);
}

static void heads_before_and_after_are_passed_over(void **state)
{
	struct http_reply reply =
		one((struct http_options){0},
		    "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n"
		    "Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
		    "2\r\n{}\r\n0\r\nX-T: 1\r\n\r\n",
		    PEER_KEEP, 0);

	assert_int_equal(reply.fate, HTTP_ANSWERED);
	assert_int_equal(reply.status, 200);
	assert_int_equal(reply.body.len, 2);
	http_reply_done(&reply);
}

static void what_is_sent_is_what_was_meant(void **state)
{
	static const struct peer_act act = {OK_BODY("2", "{}"), PEER_KEEP, 0};
	static const char *const headers[] = {"X-Title: a", NULL};
	struct http *http = client((struct http_options){0});
	struct pattern pattern;
	struct http_request request = {
		.secret = SECRET, .headers = headers, .body = &pattern.body};
	struct http_reply reply;
	struct peer peer;
	struct error err;
	char url[64];

	peer_start(&peer, &act, 1);
	pattern_init(&pattern, 3000000); /* over what libcurl may expect for */
	snprintf(url, sizeof(url), "http://localhost:%u/x", peer.port);
	request.url = url;
	assert_int_equal(http_start(http, &request, &err), 0);
	memset(url, 'x', sizeof(url)); /* borrowed for the call alone */
	reply = await(http);
	assert_int_equal(reply.fate, HTTP_ANSWERED);
	http_reply_done(&reply);
	http_free(http);
	peer_join(&peer);
	assert_int_equal(strncmp(peer.heads.data, "POST /x HTTP/1.1\r\n", 18),
			 0);
	assert_non_null(strstr(peer.heads.data, "Bearer " SECRET "\r\n"));
	assert_non_null(strstr(peer.heads.data, "X-Title: a\r\n"));
	assert_non_null(strstr(peer.heads.data, "application/json\r\n"));
	assert_null(strstr(peer.heads.data, "Expect"));
	assert_null(strstr(peer.heads.data, "Cookie"));
	assert_int_equal(peer.bodies.len, 3000000);
	for (size_t i = 0; i < peer.bodies.len; i++)
		if (peer.bodies.data[i] != pattern_at(i))
			fail_msg("byte %zu is wrong", i);
	assert_int_equal(pattern.sent, 1);
	peer_done(&peer);
}

/* --- no answer ------------------------------------------------------------ */

static void silence_times_out(void **state)
{
	struct http_reply reply =
		one((struct http_options){0}, NULL, PEER_KEEP, 200);

	assert_int_equal(reply.fate, HTTP_TIMED_OUT);
	assert_true(reply.sent);
	assert_int_equal(reply.status, 0);
	http_reply_done(&reply);
}

/* Once an answer has begun it has to go on. */
static void what_stands_still_is_idle(void **state)
{
	struct http_reply reply = one((struct http_options){.idle_ms = 300},
				      OK_BODY("100", "{"), PEER_KEEP, 0);

	assert_int_equal(reply.fate, HTTP_TIMED_OUT);
	assert_true(reply.sent);
	assert_string_equal(reply.why, "nothing moved any more");
	http_reply_done(&reply);
}

/* A drop now and then is not an answer either: 20 bytes a second keep it alive
 * (the server drips at least as fast), a byte a second would not. */
static void a_drip_is_judged_by_its_rate(void **state)
{
	struct http_reply reply = one((struct http_options){.idle_ms = 2000},
				      OK_BODY("60", "{"), PEER_DRIP, 0);

	assert_int_equal(reply.fate, HTTP_ANSWERED);
	http_reply_done(&reply);
	reply = one((struct http_options){.idle_ms = 3600000},
		    OK_BODY("100000", "{"), PEER_DRIP, 300);
	assert_int_equal(reply.fate, HTTP_TIMED_OUT);
	http_reply_done(&reply);
}

/* A model may think for longer than an answer may stand still. */
static void thinking_is_not_idle(void **state)
{
	struct http_reply reply =
		one((struct http_options){.idle_ms = 50}, NULL, PEER_KEEP, 700);

	assert_int_equal(reply.fate, HTTP_TIMED_OUT);
	assert_string_not_equal(reply.why, "nothing moved any more");
	http_reply_done(&reply);
}

/* One that has hours for its body has not got them for a server that is
 * silent. */
static void a_long_request_is_not_waited_for_longer(void **state)
{
	struct http_reply reply = one((struct http_options){.total_ms = 200},
				      NULL, PEER_KEEP, 3600000);

	assert_int_equal(reply.fate, HTTP_TIMED_OUT);
	assert_true(reply.sent);
	http_reply_done(&reply);
}

static void nobody_is_there(void **state)
{
	struct http *http = client((struct http_options){0});
	struct http_reply reply;
	struct pattern pattern;
	unsigned int port;

	pattern_init(&pattern, 10);
	close(listener_new(&port));
	ask(http, port, &pattern, 0);
	reply = await(http);
	assert_int_equal(reply.fate, HTTP_NO_SERVER);
	assert_false(reply.sent);
	assert_int_equal(pattern.sent, 0);
	http_reply_done(&reply);
	http_free(http);
}

/* It accepts, and never says hello: no key was shown, nothing was asked. */
static void no_handshake_is_no_server(void **state)
{
	static const struct peer_act act = {NULL, PEER_KEEP, 0};
	struct http *http = client((struct http_options){.connect_ms = 300});
	struct http_reply reply;
	struct pattern pattern;
	struct peer peer;
	char url[64];

	peer_start(&peer, &act, 1);
	pattern_init(&pattern, 10);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/v1", peer.port);
	ask_url(http, url, &pattern, 0);
	reply = await(http);
	assert_int_equal(reply.fate, HTTP_NO_SERVER);
	assert_false(reply.sent);
	http_reply_done(&reply);
	http_free(http);
	peer_join(&peer);
	assert_null(strstr(peer.heads.data, SECRET));
	peer_done(&peer);
}

static void half_an_answer_is_none(void **state)
{
	static const char *const cut[] = {
		OK_BODY("70", "{\"a\":1}"),
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"7\r\n{\"a\":1}\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"7\r\n{\"a\"",
		"HTTP/1.1 200 OK\r\nContent-Le",
		"", /* closed after the request */
	};

	for (size_t i = 0; i < ARRAY_LEN(cut); i++) {
		struct http_reply reply =
			one((struct http_options){0}, cut[i], PEER_CLOSE, 0);

		if (reply.fate != HTTP_BROKEN || !reply.sent)
			fail_msg("cut %zu is taken: %d", i, (int)reply.fate);
		http_reply_done(&reply);
	}
}

static void no_more_is_taken_than_there_is_room(void **state)
{
	struct http_options options = {.body_max = 7};
	struct http_reply reply =
		one(options, OK_BODY("7", "{\"a\":1}"), PEER_KEEP, 0);

	assert_int_equal(reply.fate, HTTP_ANSWERED);
	http_reply_done(&reply);
	reply = one(options, OK_BODY("8", "{\"a\":1} "), PEER_KEEP, 0);
	assert_int_equal(reply.fate, HTTP_TOO_LARGE);
	assert_string_equal(reply.why, "the answer is too large");
	assert_true(reply.sent);
	assert_true(reply.body.len <= 7);
	http_reply_done(&reply);
	reply = one(options,
		    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		    "5\r\n12345\r\n5\r\n12345\r\n0\r\n\r\n",
		    PEER_KEEP, 0);
	assert_int_equal(reply.fate, HTTP_TOO_LARGE);
	http_reply_done(&reply);
}

/* --- where requests go ---------------------------------------------------- */

static void redirects_are_not_followed(void **state)
{
	static const struct peer_act trap = {OK_BODY("2", "{}"), PEER_KEEP, 0};
	struct http_reply reply;
	struct peer peer;
	char answer[256];

	peer_start(&peer, &trap, 1);
	snprintf(answer, sizeof(answer),
		 "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:%u/\r\n"
		 "Content-Length: 0\r\n\r\n",
		 peer.port);
	reply = one((struct http_options){0}, answer, PEER_KEEP, 0);
	assert_int_equal(reply.fate, HTTP_ANSWERED);
	assert_int_equal(reply.status, 307);
	http_reply_done(&reply);
	peer_join(&peer);
	assert_int_equal(peer.connections, 0);
	peer_done(&peer);
}

/* What is not encrypted must not leave this machine by a proxy either. */
static void no_proxy_sees_what_is_not_encrypted(void **state)
{
	static const struct peer_act trap = {OK_BODY("2", "{}"), PEER_KEEP, 0};
	struct http_reply reply;
	struct peer peer;
	char address[64];

	peer_start(&peer, &trap, 1);
	snprintf(address, sizeof(address), "http://127.0.0.1:%u", peer.port);
	setenv("http_proxy", address, 1);
	setenv("all_proxy", address, 1);
	reply = one((struct http_options){0}, OK_BODY("4", "here"), PEER_KEEP,
		    0);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	assert_int_equal(reply.fate, HTTP_ANSWERED);
	assert_int_equal(reply.body.len, 4);
	http_reply_done(&reply);
	peer_join(&peer);
	assert_int_equal(peer.connections, 0);
	peer_done(&peer);
}

static void addresses_are_looked_at(void **state)
{
	static const char *const good[] = {
		"https://example.org/v1",   "https://10.0.0.1:8443/v1",
		"http://127.0.0.1:8080/v1", "http://127.9.9.9/v1",
		"http://localhost:1/v1",    "http://LocalHost/v1",
		"http://[::1]:8080/v1",	    "HTTP://127.0.0.1/v1",
	};
	static const char *const plain[] = {
		"http://example.org/v1",
		"http://10.0.0.1/v1",
		"http://127.0.0.1.example.org",
		"http://localhost.example.org",
		"http://128.0.0.1/",
		"http://[::2]/",
		"http://1270.0.0.1/",
		"http://example.org#127.0.0.1",
		"http://example.org?@127.0.0.1",
	};
	static const char *const never[] = {
		"http://" SECRET "@127.0.0.1/v1",
		"https://me:" SECRET "@example.org/v1",
		"http://127.0.0.1@example.org/",
		"ftp://127.0.0.1/v1",
		"file:///etc/passwd",
		"127.0.0.1:8080/v1",
		"example.org",
		"https://",
		"",
	};
	struct error err;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (http_check_url(good[i], false, &err) < 0)
			fail_msg("refused: %s: %s", good[i], err.text);
	for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
		if (http_check_url(plain[i], false, &err) == 0)
			fail_msg("taken: %s", plain[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	for (size_t i = 0; i < ARRAY_LEN(never); i++) {
		if (http_check_url(never[i], true, &err) == 0)
			fail_msg("taken: %s", never[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_null(strstr(err.text, SECRET));
	}
	assert_int_equal(http_check_url("http://example.org", true, &err), 0);
}

static void test_same_server(void **state)
{
	static const char own[] = "https://openrouter.ai/api/v1";
	static const char *const same[] = {
		"https://openrouter.ai/api/v1/",
		"https://OpenRouter.AI/x",
		"HTTPS://openrouter.ai:443/api",
		"https://openrouter.ai./v1",
	};
	static const char *const others[] = {
		"http://openrouter.ai/api/v1",
		"https://openrouter.ai:8443/api/v1",
		"https://openrouter.ai.example.org/api/v1",
		"https://openrouter.ai@example.org/api/v1",
		"https://openrouter.ai%2eexample.org/v1",
		"https://me@openrouter.ai/api/v1",
		"https://openrouter.al/api/v1",
		"https://0penrouter.ai/api/v1",
		"https://xopenrouter.ai/api/v1",
		"https://openrouter.ai\\@example.org/v1",
		"https://openrouter.ai../v1",
		"openrouter",
		"",
	};

	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		if (!http_url_same_server(same[i], own))
			fail_msg("%s", same[i]);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (http_url_same_server(others[i], own))
			fail_msg("%s", others[i]);
	assert_true(http_url_is_here("http://127.0.0.1:8080/v1"));
	assert_true(http_url_is_here("http://LOCALHOST/v1"));
	assert_false(http_url_is_here("http://127.0.0.1.example.org/v1"));
	assert_false(http_url_is_here("http://localhost.example.org/v1"));
}

static void a_bad_address_is_not_begun(void **state)
{
	struct http *http = client((struct http_options){0});
	const struct http_request request = {
		.url = "http://example.org/v1",
		.secret = SECRET,
	};
	struct error err;

	assert_int_equal(http_start(http, &request, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_null(strstr(err.text, SECRET));
	assert_int_equal(http_in_flight(http), 0);
	http_free(http);
}

/* --- connections ---------------------------------------------------------- */

static void connections_are_kept(void **state)
{
	static const struct peer_act act = {OK_BODY("2", "{}"), PEER_KEEP, 0};
	struct http *http = client((struct http_options){.connections = 4});
	struct peer peer;

	peer_start(&peer, &act, 1);
	for (int i = 0; i < 5; i++) {
		struct pattern pattern;
		struct http_reply reply;

		pattern_init(&pattern, 100);
		ask(http, peer.port, &pattern, 0);
		reply = await(http);
		assert_int_equal(reply.fate, HTTP_ANSWERED);
		http_reply_done(&reply);
	}
	http_free(http);
	peer_join(&peer);
	assert_int_equal(peer.requests, 5);
	assert_int_equal(peer.connections, 1);
	peer_done(&peer);
}

static void there_are_no_more_than_allowed(void **state)
{
	static const struct peer_act act = {OK_BODY("2", "{}"), PEER_KEEP, 0};
	struct http *http = client((struct http_options){.connections = 3});
	struct pattern patterns[12];
	struct peer peer;

	peer_start(&peer, &act, 1);
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		pattern_init(&patterns[i], 100000);
		ask(http, peer.port, &patterns[i], 0);
	}
	assert_int_equal(http_in_flight(http), ARRAY_LEN(patterns));
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		struct http_reply reply = await(http);

		assert_int_equal(reply.fate, HTTP_ANSWERED);
		http_reply_done(&reply);
	}
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++)
		assert_int_equal(patterns[i].sent, 1);
	http_free(http);
	peer_join(&peer);
	assert_int_equal(peer.requests, ARRAY_LEN(patterns));
	assert_in_range(peer.most, 1, 3);
	peer_done(&peer);
}

/* A second request over a connection that dies under it. */
static struct http_reply second(const struct peer_act *acts, size_t n,
				uint64_t length, struct pattern *ret_pattern,
				size_t *ret_requests)
{
	struct http *http = client((struct http_options){.connections = 4});
	struct http_reply reply;
	struct pattern first;
	struct peer peer;

	peer_start(&peer, acts, n);
	pattern_init(&first, 10);
	ask(http, peer.port, &first, 0);
	reply = await(http);
	assert_int_equal(reply.fate, HTTP_ANSWERED);
	http_reply_done(&reply);
	pattern_init(ret_pattern, length);
	ask(http, peer.port, ret_pattern, 0);
	reply = await(http);
	http_free(http);
	peer_join(&peer);
	*ret_requests = peer.requests;
	peer_done(&peer);
	return reply;
}

/* It was sent whole: who bills may have billed, and the caller decides. */
static void what_went_out_whole_is_not_sent_again(void **state)
{
	static const struct peer_act acts[] = {
		{OK_BODY("2", "{}"), PEER_KEEP, 0},
		{NULL, PEER_CLOSE, 0},
		{OK_BODY("5", "again"), PEER_KEEP, 0},
	};
	static const uint64_t lengths[] = {1, 1000, 300000};

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct pattern pattern;
		size_t requests;
		struct http_reply reply = second(
			acts, ARRAY_LEN(acts), lengths[i], &pattern, &requests);

		assert_int_equal(reply.fate, HTTP_BROKEN);
		assert_true(reply.sent);
		assert_int_equal(requests, 2);
		assert_int_equal(pattern.sent, 1);
		http_reply_done(&reply);
	}
}

/* A server that hung up in the middle of the upload has not been asked. */
static void what_went_out_in_part_may_be_begun_anew(void **state)
{
	static const struct peer_act acts[] = {
		{OK_BODY("2", "{}"), PEER_KEEP, 0},
		{NULL, PEER_CLOSE, 1},
		{OK_BODY("5", "again"), PEER_KEEP, 0},
	};
	struct pattern pattern;
	size_t requests;
	struct http_reply reply =
		second(acts, ARRAY_LEN(acts), 30000000, &pattern, &requests);

	if (reply.fate == HTTP_ANSWERED) {
		assert_int_equal(requests, 3);
		assert_int_equal(pattern.sent, 1);
	} else {
		assert_int_equal(reply.fate, HTTP_BROKEN);
		assert_false(reply.sent);
		assert_int_equal(requests, 2);
		assert_int_equal(pattern.sent, 0);
	}
	http_reply_done(&reply);
}

/* --- turns ---------------------------------------------------------------- */

static void a_wake_up_ends_the_wait(void **state)
{
	static const struct peer_act act = {NULL, PEER_KEEP, 0};
	struct http *http = client((struct http_options){0});
	struct http_reply reply;
	struct pattern pattern;
	struct peer peer;
	struct error err;
	void *data;
	int wake[2];

	assert_int_equal(pipe(wake), 0);
	assert_int_equal(write(wake[1], "x", 1), 1);
	assert_int_equal(http_turn(http, wake[0], -1, &err), 0);
	peer_start(&peer, &act, 1);
	pattern_init(&pattern, 10);
	ask(http, peer.port, &pattern, 0);
	/* Until it was sent there is always something else to wake it. */
	while (pattern.sent == 0)
		assert_int_equal(http_turn(http, -1, 20, &err), 0);
	assert_int_equal(http_turn(http, wake[0], -1, &err), 0);
	assert_false(http_take(http, &reply, &data));
	assert_int_equal(http_in_flight(http), 1);
	http_free(http);
	peer_join(&peer);
	peer_done(&peer);
	close(wake[0]);
	close(wake[1]);
}

/* What was asked is not looked at any more, and the next request is a new one:
 * no memory is needed for that. */
static void what_is_dropped_is_over(void **state)
{
	static const struct peer_act acts[] = {
		{NULL, PEER_KEEP, 0},
		{OK_BODY("2", "{}"), PEER_CLOSE, 0},
	};
	struct http *http = client((struct http_options){0});
	struct pattern *gone = mem_alloc(sizeof(*gone)), next;
	struct http_reply reply;
	struct peer silent, peer;
	struct error err;

	peer_start(&silent, &acts[0], 1);
	peer_start(&peer, &acts[1], 1);
	pattern_init(gone, 100000);
	ask(http, silent.port, gone, 0);
	while (gone->sent == 0)
		assert_int_equal(http_turn(http, -1, 20, &err), 0);
	http_drop(http);
	free(gone);
	assert_int_equal(http_in_flight(http), 0);
	pattern_init(&next, 10);
	ask(http, peer.port, &next, 0);
	reply = await(http);
	assert_int_equal(reply.fate, HTTP_ANSWERED);
	http_reply_done(&reply);
	http_free(http);
	peer_join(&silent);
	peer_done(&silent);
	peer_join(&peer);
	assert_int_equal(peer.requests, 1);
	peer_done(&peer);
}

static void freeing_ends_all_that_is_under_way(void **state)
{
	static const struct peer_act acts[] = {
		{OK_BODY("2", "{}"), PEER_KEEP, 0},
		{OK_BODY("90", "{"), PEER_KEEP, 0},
		{NULL, PEER_KEEP, 0},
	};
	struct http *http = client((struct http_options){.connections = 3});
	struct pattern patterns[8];
	struct http_reply reply = {0};
	struct peer peer;
	struct error err;
	void *data;

	peer_start(&peer, acts, ARRAY_LEN(acts));
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		pattern_init(&patterns[i], 100000);
		ask(http, peer.port, &patterns[i], 0);
	}
	for (int n = 0; n < 3;) {
		assert_int_equal(http_turn(http, -1, 20, &err), 0);
		n = 0;
		for (size_t i = 0; i < ARRAY_LEN(patterns); i++)
			n += patterns[i].sent;
	}
	/* the first is answered, perhaps a second time: not all are taken */
	if (http_take(http, &reply, &data))
		http_reply_done(&reply);
	http_free(http);
	http_free(NULL);
	peer_join(&peer);
	peer_done(&peer);
}

/* --- other methods, parts, sinks ------------------------------------------ */

struct taken {
	uint64_t begun; /* where it began; 1e9: it did not */
	struct bytes bytes;
	bool refuses;
};

static int take_begin(void *data, uint64_t offset)
{
	struct taken *taken = data;

	assert_int_equal(taken->bytes.len, 0);
	taken->begun = offset;
	return taken->refuses ? -1 : 0;
}

static int take_piece(void *data, const char *bytes, size_t len)
{
	bytes_append(&((struct taken *)data)->bytes, bytes, len);
	return 0;
}

/* Asks for what stands from byte 4 on; *ret_head is what was sent, owned. */
static struct http_reply part_of(const char *answer, struct taken *taken,
				 char **ret_head)
{
	const struct peer_act act = {answer, PEER_KEEP, 0};
	struct http *http = client((struct http_options){0});
	struct http_reply reply;
	struct error err;
	struct peer peer;
	char url[64];

	taken->begun = 1000000000;
	peer_start(&peer, &act, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/v1/f", peer.port);
	assert_int_equal(http_start(http,
				    &(struct http_request){.url = url,
							   .from = 4,
							   .sink = take_piece,
							   .begin = take_begin,
							   .data = taken},
				    &err),
			 0);
	reply = await(http);
	http_free(http);
	peer_join(&peer);
	*ret_head = mem_strdup(peer.heads.data);
	peer_done(&peer);
	return reply;
}

static void a_part_begins_where_the_server_says(void **state)
{
	static const struct {
		const char *answer;
		uint64_t begun;
		int64_t total;
	} rows[] = {
		{"HTTP/1.1 206 Partial\r\nContent-Range: bytes 4-6/7\r\n"
		 "Content-Length: 3\r\n\r\nefg",
		 4, 7},
		/* it does not say where */
		{"HTTP/1.1 206 Partial\r\nContent-Length: 3\r\n\r\nefg", 4, -1},
		{"HTTP/1.1 206 Partial\r\nContent-Range: bytes 2-6/*\r\n"
		 "Content-Length: 3\r\n\r\nefg",
		 2, -1},
		/* it does not know parts */
		{OK_BODY("3", "efg"), 0, -1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct taken taken = {0};
		struct http_reply reply;
		char *head;

		reply = part_of(rows[i].answer, &taken, &head);
		assert_int_equal(reply.fate, HTTP_ANSWERED);
		assert_non_null(strstr(head, "\r\nRange: bytes=4-\r\n"));
		assert_int_equal(taken.begun, rows[i].begun);
		assert_int_equal(reply.range_total, rows[i].total);
		assert_int_equal(reply.body.len, 0);
		assert_string_equal(taken.bytes.data, "efg");
		bytes_done(&taken.bytes);
		http_reply_done(&reply);
		free(head);
	}
}

/* What is not a part of the file goes to no sink. */
static void no_part_is_begun_of_a_failure(void **state)
{
	struct taken taken = {0};
	struct http_reply reply;
	char *head;

	reply = part_of("HTTP/1.1 416 No\r\nContent-Range: bytes */4\r\n"
			"Content-Length: 2\r\n\r\n{}",
			&taken, &head);
	assert_int_equal(reply.status, 416);
	assert_int_equal(reply.range_total, 4);
	assert_int_equal(reply.range_from, -1);
	assert_int_equal(taken.begun, 1000000000);
	assert_int_equal(reply.body.len, 2);
	http_reply_done(&reply);
	free(head);
	taken.refuses = true;
	reply = part_of(OK_BODY("3", "efg"), &taken, &head);
	assert_int_equal(reply.fate, HTTP_BROKEN);
	assert_int_equal(taken.bytes.len, 0);
	http_reply_done(&reply);
	free(head);
}

/* A POST without a body, and a DELETE, are sent as such. */
static void other_methods_are_sent(void **state)
{
	static const char *const methods[] = {"POST", "DELETE"};

	for (size_t i = 0; i < 2; i++) {
		const struct peer_act act = {OK_BODY("2", "{}"), PEER_KEEP, 0};
		struct http *http = client((struct http_options){0});
		struct http_reply reply;
		struct error err;
		struct peer peer;
		char url[64], line[64];

		peer_start(&peer, &act, 1);
		snprintf(url, sizeof(url), "http://127.0.0.1:%u/b/1",
			 peer.port);
		snprintf(line, sizeof(line), "%s /b/1 HTTP/1.1\r\n",
			 methods[i]);
		assert_int_equal(
			http_start(http,
				   &(struct http_request){.url = url,
							  .method = methods[i]},
				   &err),
			0);
		reply = await(http);
		assert_int_equal(reply.fate, HTTP_ANSWERED);
		assert_true(reply.sent);
		http_free(http);
		peer_join(&peer);
		assert_memory_equal(peer.heads.data, line, strlen(line));
		assert_true(i == 1 ||
			    strstr(peer.heads.data, "Content-Length: 0\r\n"));
		peer_done(&peer);
		http_reply_done(&reply);
	}
}

static size_t unread_read(const void *body, uint64_t offset, char *to,
			  size_t size)
{
	(void)body;
	if (offset > 0)
		return 0;
	memset(to, 'x', size < 10 ? size : 10);
	return size < 10 ? size : 10;
}

/* A file that cannot be read to its end is not sent as if it could. */
static void a_body_that_fails_is_not_sent(void **state)
{
	const struct peer_act act = {OK_BODY("2", "{}"), PEER_KEEP, 0};
	const struct http_body body = {.read = unread_read, .length = 100};
	struct http *http = client((struct http_options){0});
	struct http_reply reply;
	struct error err;
	struct peer peer;
	char url[64];

	peer_start(&peer, &act, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/b", peer.port);
	assert_int_equal(
		http_start(http,
			   &(struct http_request){.url = url,
						  .body = &body,
						  .content_type = "a/b"},
			   &err),
		0);
	reply = await(http);
	assert_int_equal(reply.fate, HTTP_BROKEN);
	assert_false(reply.sent);
	assert_string_equal(reply.why, "what was to be sent could not be read");
	http_free(http);
	peer_join(&peer);
	assert_int_equal(peer.requests, 0);
	peer_done(&peer);
	http_reply_done(&reply);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_server),
		cmocka_unit_test(an_answer_is_whole),
		cmocka_unit_test(an_error_is_an_answer_too),
		cmocka_unit_test(
			a_date_to_wait_for_is_by_the_clock_that_wrote_it),
		cmocka_unit_test(an_error_that_breaks_off_says_when),
		cmocka_unit_test(heads_before_and_after_are_passed_over),
		cmocka_unit_test(what_is_sent_is_what_was_meant),
		cmocka_unit_test(silence_times_out),
		cmocka_unit_test(what_stands_still_is_idle),
		cmocka_unit_test(a_drip_is_judged_by_its_rate),
		cmocka_unit_test(thinking_is_not_idle),
		cmocka_unit_test(a_long_request_is_not_waited_for_longer),
		cmocka_unit_test(nobody_is_there),
		cmocka_unit_test(no_handshake_is_no_server),
		cmocka_unit_test(half_an_answer_is_none),
		cmocka_unit_test(no_more_is_taken_than_there_is_room),
		cmocka_unit_test(redirects_are_not_followed),
		cmocka_unit_test(no_proxy_sees_what_is_not_encrypted),
		cmocka_unit_test(addresses_are_looked_at),
		cmocka_unit_test(a_bad_address_is_not_begun),
		cmocka_unit_test(connections_are_kept),
		cmocka_unit_test(there_are_no_more_than_allowed),
		cmocka_unit_test(what_went_out_whole_is_not_sent_again),
		cmocka_unit_test(what_went_out_in_part_may_be_begun_anew),
		cmocka_unit_test(a_part_begins_where_the_server_says),
		cmocka_unit_test(no_part_is_begun_of_a_failure),
		cmocka_unit_test(other_methods_are_sent),
		cmocka_unit_test(a_body_that_fails_is_not_sent),
		cmocka_unit_test(a_wake_up_ends_the_wait),
		cmocka_unit_test(what_is_dropped_is_over),
		cmocka_unit_test(freeing_ends_all_that_is_under_way),
	};

	alarm(PATIENCE);
	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
