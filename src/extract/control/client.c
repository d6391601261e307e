/*
 * client.c: the other end of the control socket; see control.h.
 *
 * 1. What the other process says is limited: a line that is longer than
 *    CLIENT_LINE_MAX ends the connection.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "extract/control/control.h"
#include "extract/control/progress.h"
#include "extract/control/socket.h"

#define CLIENT_LINE_MAX (1u << 20)

struct control_client {
	int fd;
	struct bytes in;
};

int control_connect(const struct run *run, struct control_client **ret,
		    struct error *err)
{
	struct control_client *client;
	int fd;

	if (socket_connect(run->id, &fd, err) < 0)
		return -1;
	client = mem_zalloc(sizeof(*client));
	client->fd = fd;
	*ret = client;
	return 0;
}

void control_close(struct control_client *client)
{
	if (client == NULL)
		return;
	close(client->fd);
	bytes_done(&client->in);
	free(client);
}

int control_fd(const struct control_client *client)
{
	return client->fd;
}

int control_send(struct control_client *client, const char *word,
		 struct error *err)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "{\"cmd\":\"%s\"}\n", word);
	ssize_t put;

	do
		put = send(client->fd, line, (size_t)len, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	if (put < 0)
		return error_sys(err, errno,
				 "cannot speak to the extracting process");
	if (put != len)
		return error_set(err, ERROR_FAILED,
				 "the extracting process does not listen");
	return 0;
}

/* Reads what is there: 1 something, 0 nothing now, -1 the end. */
static int client_fill(struct control_client *client, struct error *err)
{
	char *at = bytes_reserve(&client->in, 4096);
	ssize_t got;

	do
		got = recv(client->fd, at, 4096, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	if (got < 0)
		return error_sys(err, errno,
				 "cannot hear the extracting process");
	if (got == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "the extracting process has ended");
	client->in.len += (size_t)got;
	client->in.data[client->in.len] = '\0';
	return 1;
}

/* The first whole line in the buffer, or NULL; sets *ret_len. */
static const char *client_line(const struct control_client *client,
			       size_t *ret_len)
{
	const char *end;

	if (client->in.len == 0)
		return NULL;
	end = memchr(client->in.data, '\n', client->in.len);
	if (end == NULL)
		return NULL;
	*ret_len = (size_t)(end - client->in.data);
	return client->in.data;
}

/* Waits for no line: 1 with it in the buffer, 0, or -1. */
static int client_next(struct control_client *client, const char **ret,
		       size_t *ret_len, struct error *err)
{
	while ((*ret = client_line(client, ret_len)) == NULL) {
		int rc;

		if (client->in.len > CLIENT_LINE_MAX)
			return error_set(err, ERROR_FAILED,
					 "the extracting process sends no "
					 "lines");
		rc = client_fill(client, err);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

static void client_pass(struct control_client *client, size_t len)
{
	client->in.len -= len + 1;
	memmove(client->in.data, client->in.data + len + 1, client->in.len + 1);
}

int control_receive(struct control_client *client, struct extract_progress *ret,
		    long *ret_pid, struct error *err)
{
	const char *line;
	size_t len;
	int rc = client_next(client, &line, &len, err);

	if (rc <= 0)
		return rc;
	rc = progress_read(line, len, ret, ret_pid, err);
	client_pass(client, len);
	return rc < 0 ? -1 : 1;
}

int control_hear(struct control_client *client, json_t **ret, struct error *err)
{
	const char *line;
	size_t len;
	int rc = client_next(client, &line, &len, err);

	if (rc <= 0)
		return rc;
	rc = json_read(line, len, ret, NULL, err);
	client_pass(client, len);
	return rc < 0 ? -1 : 1;
}
