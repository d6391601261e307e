/*
 * sheet_server.c: a web server of sheets that misbehaves as it is told. See
 * sheet_server.h.
 */
#include "config.h"

#include "tests/kit/sheet_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"

#define SERVER_ASKED 4096 /* bytes of a request */
#define SERVER_PATHS 512

struct server {
	int fd, port;
	pthread_t thread;

	pthread_mutex_t lock;
	pthread_cond_t wake;
	/* protected by lock */
	bool ending, released;
	int busy, peak, held, clients;
	int sockets[SERVER_PATHS];
	char *paths[SERVER_PATHS];
	size_t n_paths;
	struct bytes headers; /* of all requests */
};

struct client {
	struct server *server;
	int fd;
};

struct asked {
	struct server *server;
	int fd;
	char path[256];
	int before; /* requests for the path before this one */
};

/* --- what is sent --------------------------------------------------------- */

static void put(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		at += sent;
		len -= (size_t)sent;
	}
}

static void put_text(int fd, const char *text)
{
	put(fd, text, strlen(text));
}

static void put_head(const struct asked *asked, const char *status,
		     const char *type, size_t length)
{
	char *head CLEANUP(mem_free_str) =
		mem_printf("HTTP/1.1 %s\r\nContent-Type: %s\r\n"
			   "Content-Length: %zu\r\nConnection: close\r\n\r\n",
			   status, type, length);

	put_text(asked->fd, head);
}

static void put_sheet(const struct asked *asked, size_t len)
{
	char *bytes = mem_alloc(SERVER_SHEET);

	memset(bytes, asked->path[strlen(asked->path) - 1], SERVER_SHEET);
	snprintf(bytes, SERVER_SHEET, "\xFF\xD8\xFF\xE0 %s", asked->path);
	put(asked->fd, bytes, len);
	free(bytes);
}

static void do_ok(const struct asked *asked)
{
	put_head(asked, "200 OK", "image/jpeg", SERVER_SHEET);
	put_sheet(asked, SERVER_SHEET);
}

static void do_cut(const struct asked *asked)
{
	put_head(asked, "200 OK", "image/jpeg", SERVER_SHEET);
	put_sheet(asked, SERVER_SHEET / 2);
}

static void do_cut_once(const struct asked *asked)
{
	(asked->before == 0 ? do_cut : do_ok)(asked);
}

static void do_big(const struct asked *asked)
{
	put_text(asked->fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
	for (int i = 0; i < 1000; i++)
		put_sheet(asked, SERVER_SHEET);
}

/* Until the other side hangs up. */
static void wait_for_end(const struct asked *asked)
{
	char byte;

	while (recv(asked->fd, &byte, 1, 0) > 0)
		;
}

static void do_still(const struct asked *asked)
{
	put_head(asked, "200 OK", "image/jpeg", SERVER_SHEET);
	put_sheet(asked, 100);
	wait_for_end(asked);
}

static void do_mute(const struct asked *asked)
{
	wait_for_end(asked);
}

static void do_html(const struct asked *asked)
{
	put_head(asked, "200 OK", "text/html; charset=utf-8", 36);
	put_text(asked->fd, "<html><body>Not found!</body></html>");
}

static void do_empty(const struct asked *asked)
{
	put_head(asked, "200 OK", "image/jpeg", 0);
}

static void do_gone(const struct asked *asked)
{
	put_head(asked, "404 Not Found", "text/html", 2 * SERVER_SHEET);
	put_sheet(asked, SERVER_SHEET);
	put_sheet(asked, SERVER_SHEET);
}

static void do_busy(const struct asked *asked)
{
	put_head(asked, "503 Service Unavailable", "text/plain", 0);
}

static void do_busy_once(const struct asked *asked)
{
	(asked->before == 0 ? do_busy : do_ok)(asked);
}

static void do_later(const struct asked *asked)
{
	put_text(asked->fd, "HTTP/1.1 429 Too Many\r\nRetry-After: 3600\r\n"
			    "Content-Length: 0\r\nConnection: close\r\n\r\n");
}

static void do_soon(const struct asked *asked)
{
	if (asked->before > 0)
		do_ok(asked);
	else
		put_text(asked->fd,
			 "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\n"
			 "Content-Length: 0\r\nConnection: close\r\n\r\n");
}

static void put_move(const struct asked *asked, const char *to)
{
	char *head CLEANUP(mem_free_str) = mem_printf(
		"HTTP/1.1 302 Found\r\nLocation: %s\r\n"
		"Content-Length: 5\r\nConnection: close\r\n\r\nmoved",
		to);

	put_text(asked->fd, head);
}

static void do_move(const struct asked *asked)
{
	put_move(asked, asked->path + strlen("/move"));
}

static void do_circle(const struct asked *asked)
{
	put_move(asked, "circle");
}

static void do_away(const struct asked *asked)
{
	put_move(asked, "http://example.org/ok");
}

static void do_nowhere(const struct asked *asked)
{
	put_move(asked, "http://:99999999/");
}

static void do_hold(const struct asked *asked)
{
	struct server *server = asked->server;

	pthread_mutex_lock(&server->lock);
	server->held++;
	pthread_cond_broadcast(&server->wake);
	while (!server->released && !server->ending)
		pthread_cond_wait(&server->wake, &server->lock);
	server->held--;
	pthread_mutex_unlock(&server->lock);
	do_ok(asked);
}

static const struct {
	const char *begins;
	void (*act)(const struct asked *asked);
} acts[] = {
	{"/ok", do_ok},		  {"/cutonce", do_cut_once},
	{"/cut", do_cut},	  {"/big", do_big},
	{"/still", do_still},	  {"/mute", do_mute},
	{"/html", do_html},	  {"/empty", do_empty},
	{"/gone", do_gone},	  {"/busyonce", do_busy_once},
	{"/busy", do_busy},	  {"/later", do_later},
	{"/soon", do_soon},	  {"/move/", do_move},
	{"/circle", do_circle},	  {"/away", do_away},
	{"/nowhere", do_nowhere}, {"/hold", do_hold},
};

/* --- requests ------------------------------------------------------------- */

/* Reads the head of a request; false when there is none. */
static bool read_head(int fd, char text[SERVER_ASKED])
{
	size_t len = 0;

	text[0] = '\0';
	while (strstr(text, "\r\n\r\n") == NULL) {
		ssize_t got = recv(fd, text + len, SERVER_ASKED - 1 - len, 0);

		if (got <= 0)
			return false;
		len += (size_t)got;
		text[len] = '\0';
	}
	return true;
}

static int count_path(const struct server *server, const char *path)
{
	int n = 0;

	for (size_t i = 0; i < server->n_paths; i++)
		n += strcmp(server->paths[i], path) == 0;
	return n;
}

static void note(struct asked *asked, const char *head)
{
	struct server *server = asked->server;

	if (sscanf(head, "GET %255s", asked->path) != 1)
		asked->path[0] = '\0';
	pthread_mutex_lock(&server->lock);
	asked->before = count_path(server, asked->path);
	if (server->n_paths < SERVER_PATHS)
		server->paths[server->n_paths++] = mem_strdup(asked->path);
	bytes_append_str(&server->headers, head);
	if (++server->busy > server->peak)
		server->peak = server->busy;
	pthread_mutex_unlock(&server->lock);
}

static void serve(struct server *server, int fd)
{
	struct asked asked = {.server = server, .fd = fd};
	char head[SERVER_ASKED];

	if (!read_head(fd, head))
		return;
	note(&asked, head);
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		if (strncmp(asked.path, acts[i].begins,
			    strlen(acts[i].begins)) != 0)
			continue;
		acts[i].act(&asked);
		break;
	}
	/* Before the end is seen: whoever counts is never behind. */
	pthread_mutex_lock(&server->lock);
	server->busy--;
	pthread_mutex_unlock(&server->lock);
	shutdown(fd, SHUT_WR);
	wait_for_end(&asked);
}

static void *client_main(void *arg)
{
	struct client client = *(struct client *)arg;
	struct server *server = client.server;

	free(arg);
	serve(server, client.fd);
	pthread_mutex_lock(&server->lock);
	for (size_t i = 0; i < SERVER_PATHS; i++)
		if (server->sockets[i] == client.fd)
			server->sockets[i] = -1;
	close(client.fd);
	server->clients--;
	pthread_cond_broadcast(&server->wake);
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

static void accept_client(struct server *server, int fd)
{
	struct client *client = mem_zalloc(sizeof(*client));
	pthread_t thread;

	*client = (struct client){server, fd};
	pthread_mutex_lock(&server->lock);
	server->clients++;
	for (size_t i = 0; i < SERVER_PATHS; i++)
		if (server->sockets[i] < 0) {
			server->sockets[i] = fd;
			break;
		}
	pthread_mutex_unlock(&server->lock);
	if (pthread_create(&thread, NULL, client_main, client) != 0)
		abort();
	pthread_detach(thread);
}

static void *server_main(void *arg)
{
	struct server *server = arg;
	int fd;

	while ((fd = accept(server->fd, NULL, NULL)) >= 0)
		accept_client(server, fd);
	return NULL;
}

/* --- for tests ------------------------------------------------------------ */

struct server *server_start(void)
{
	struct server *server = mem_zalloc(sizeof(*server));
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (size_t i = 0; i < SERVER_PATHS; i++)
		server->sockets[i] = -1;
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->wake, NULL);
	server->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(server->fd >= 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(server->fd, 64), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&at, &size),
			 0);
	server->port = ntohs(at.sin_port);
	assert_int_equal(
		pthread_create(&server->thread, NULL, server_main, server), 0);
	return server;
}

void server_stop(struct server *server)
{
	shutdown(server->fd, SHUT_RDWR);
	pthread_join(server->thread, NULL);
	close(server->fd);
	pthread_mutex_lock(&server->lock);
	server->ending = true;
	pthread_cond_broadcast(&server->wake);
	for (size_t i = 0; i < SERVER_PATHS; i++)
		if (server->sockets[i] >= 0)
			shutdown(server->sockets[i], SHUT_RDWR);
	while (server->clients > 0)
		pthread_cond_wait(&server->wake, &server->lock);
	pthread_mutex_unlock(&server->lock);
	for (size_t i = 0; i < server->n_paths; i++)
		free(server->paths[i]);
	bytes_done(&server->headers);
	pthread_cond_destroy(&server->wake);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

char *server_url(const struct server *server, const char *path)
{
	return mem_printf("http://127.0.0.1:%d%s", server->port, path);
}

void server_wait_held(struct server *server, int n)
{
	pthread_mutex_lock(&server->lock);
	while (server->held < n)
		pthread_cond_wait(&server->wake, &server->lock);
	pthread_mutex_unlock(&server->lock);
}

void server_release(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->released = true;
	pthread_cond_broadcast(&server->wake);
	pthread_mutex_unlock(&server->lock);
}

int server_count(struct server *server, const char *path)
{
	int n;

	pthread_mutex_lock(&server->lock);
	n = count_path(server, path);
	pthread_mutex_unlock(&server->lock);
	return n;
}

int server_peak(struct server *server)
{
	int peak;

	pthread_mutex_lock(&server->lock);
	peak = server->peak;
	pthread_mutex_unlock(&server->lock);
	return peak;
}

int server_saw(struct server *server, const char *text)
{
	int saw;

	pthread_mutex_lock(&server->lock);
	saw = server->headers.data != NULL &&
	      strcasestr(server->headers.data, text) != NULL;
	pthread_mutex_unlock(&server->lock);
	return saw;
}
