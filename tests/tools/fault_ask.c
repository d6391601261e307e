/*
 * fault_ask.c: the asking side. See fault_ask.h.
 */
#include "config.h"

#include "fault_ask.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"

static int ask_fail(const char *what)
{
	fprintf(stderr, "fault_server: %s: %s\n", what, strerror(errno));
	return -1;
}

static int ask_connect(const char *port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return ask_fail("socket");
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		close(fd);
		return ask_fail("connect");
	}
	return fd;
}

static int ask_exchange(int fd, const struct bytes *request, struct bytes *ret)
{
	ssize_t n;

	if (file_write_all(fd, request->data, request->len) < 0)
		return ask_fail("send");
	do {
		n = read(fd, bytes_reserve(ret, 65536), 65536);
		ret->len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	if (n < 0)
		return ask_fail("receive");
	bytes_append(ret, "", 0);
	return 0;
}

/* The body of the answer, within it; NULL where its status is not 200. */
static const char *ask_body(const struct bytes *answer)
{
	const char *body = strstr(answer->data, "\r\n\r\n");

	if (body == NULL) {
		fprintf(stderr, "fault_server: no answer\n");
		return NULL;
	}
	if (strncmp(answer->data, "HTTP/1.1 200", 12) == 0)
		return body + 4;
	fprintf(stderr, "fault_server: %s\n", body + 4);
	return NULL;
}

static json_t *ask_step(json_t *value, const char *key)
{
	if (json_is_array(value))
		return json_array_get(value, strtoul(key, NULL, 10));
	return json_object_get(value, key);
}

static int ask_print(json_t *value)
{
	if (value == NULL)
		return 1;
	if (json_is_string(value)) {
		printf("%s\n", json_string_value(value));
		return 0;
	}
	json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT);
	putchar('\n');
	return 0;
}

static int ask_pick(const char *body, char **keys, int n)
{
	json_t *root CLEANUP(json_release) = NULL;
	struct error err;
	json_t *at;

	if (json_read(body, strlen(body), &root, NULL, &err) < 0) {
		fprintf(stderr, "fault_server: %s\n", err.text);
		return 1;
	}
	at = root;
	for (int i = 0; i < n && at != NULL; i++) {
		if (i + 1 == n && strcmp(keys[i], "length") == 0 &&
		    (json_is_array(at) || json_is_object(at))) {
			printf("%zu\n", json_is_array(at)
						? json_array_size(at)
						: json_object_size(at));
			return 0;
		}
		at = ask_step(at, keys[i]);
	}
	return ask_print(at);
}

int fault_ask(int argc, char **argv)
{
	struct bytes request CLEANUP(bytes_done) = {0};
	struct bytes answer CLEANUP(bytes_done) = {0};
	const char *data, *body;
	int fd, failed;

	if (argc < 2)
		return 2;
	data = argc == 4 && strcmp(argv[2], "-d") == 0 ? argv[3] : NULL;
	bytes_printf(&request,
		     "%s %s HTTP/1.1\r\nHost: localhost\r\n"
		     "Connection: close\r\nContent-Length: %zu\r\n\r\n%s",
		     data != NULL ? "POST" : "GET", argv[1],
		     data != NULL ? strlen(data) : 0, data != NULL ? data : "");
	fd = ask_connect(argv[0]);
	if (fd < 0)
		return 1;
	failed = ask_exchange(fd, &request, &answer);
	close(fd);
	if (failed < 0 || (body = ask_body(&answer)) == NULL)
		return 1;
	if (data == NULL && argc > 2)
		return ask_pick(body, argv + 2, argc - 2);
	fputs(body, stdout);
	return 0;
}
