/*
 * fault_http.c: heads, and the framing of bodies. See fault_http.h.
 *
 * It takes what clients send, not all that HTTP allows: no folded headers, no
 * trailers but to be passed over.
 */
#include "config.h"

#include "fault_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum chunk_part { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, CHUNK_TRAILER };

size_t http_head_end(const char *text, size_t len)
{
	for (size_t i = 3; i < len; i++)
		if (text[i] == '\n' && memcmp(text + i - 3, "\r\n\r\n", 4) == 0)
			return i + 1;
	return 0;
}

/* The value of a header, up to its CR; NULL when it is not there. */
static const char *header(const char *head, const char *name, size_t *ret_len)
{
	size_t n = strlen(name);

	for (const char *at = strstr(head, "\r\n"); at != NULL;
	     at = strstr(at, "\r\n")) {
		at += 2;
		if (strncasecmp(at, name, n) != 0 || at[n] != ':')
			continue;
		at += n + 1;
		at += strspn(at, " \t");
		*ret_len = strcspn(at, "\r\n");
		return at;
	}
	return NULL;
}

static bool header_is(const char *head, const char *name, const char *value)
{
	size_t len;
	const char *at = header(head, name, &len);

	return at != NULL && len == strlen(value) &&
	       strncasecmp(at, value, len) == 0;
}

static void header_copy(const char *head, const char *name, const char *prefix,
			char *ret, size_t size)
{
	size_t len, skip = strlen(prefix);
	const char *at = header(head, name, &len);

	ret[0] = '\0';
	if (at == NULL || len < skip || strncasecmp(at, prefix, skip) != 0 ||
	    len - skip >= size)
		return;
	memcpy(ret, at + skip, len - skip);
	ret[len - skip] = '\0';
}

static int read_target(const char *text, struct http_head *ret)
{
	size_t method = strcspn(text, " \r\n");
	const char *target = text + method + 1;
	size_t len, path;

	if (text[method] != ' ' || method >= sizeof(ret->method))
		return -1;
	len = strcspn(target, " \r\n");
	path = strcspn(target, " ?\r\n");
	if (target[len] != ' ' || path >= sizeof(ret->path) ||
	    strncmp(target + len, " HTTP/1.", 8) != 0)
		return -1;
	memcpy(ret->method, text, method);
	memcpy(ret->path, target, path);
	if (target[path] == '?' && len - path <= sizeof(ret->query))
		memcpy(ret->query, target + path + 1, len - path - 1);
	return 0;
}

int http_head_read(const char *text, struct http_head *ret)
{
	size_t len;
	const char *at;

	memset(ret, 0, sizeof(*ret));
	if (read_target(text, ret) < 0)
		return -1;
	at = header(text, "Content-Length", &len);
	if (at != NULL)
		ret->length = strtoull(at, NULL, 10);
	ret->chunked = header_is(text, "Transfer-Encoding", "chunked");
	ret->expect = header_is(text, "Expect", "100-continue");
	ret->close = header_is(text, "Connection", "close");
	header_copy(text, "Authorization", "Bearer ", ret->secret,
		    sizeof(ret->secret));
	header_copy(text, "X-Test-Sheet", "", ret->sheet, sizeof(ret->sheet));
	header_copy(text, "Content-Type", "", ret->type, sizeof(ret->type));
	header_copy(text, "Range", "bytes=", ret->range, sizeof(ret->range));
	return 0;
}

bool http_path_ends(const struct http_head *head, const char *tail)
{
	size_t len = strlen(head->path), n = strlen(tail);

	return len > n && head->path[len - n - 1] == '/' &&
	       strcmp(head->path + len - n, tail) == 0;
}

bool http_query(const struct http_head *head, const char *name, char *ret,
		size_t size)
{
	size_t n = strlen(name);

	for (const char *at = head->query; *at != '\0';) {
		size_t len = strcspn(at, "&");

		if (len > n && at[n] == '=' && strncmp(at, name, n) == 0) {
			snprintf(ret, size, "%.*s", (int)(len - n - 1),
				 at + n + 1);
			return true;
		}
		at += len + (at[len] == '&');
	}
	return false;
}

void http_body_begin(struct http_body_state *body, const struct http_head *head)
{
	*body = (struct http_body_state){
		.chunked = head->chunked,
		.left = head->chunked ? 0 : head->length,
		.part = CHUNK_SIZE,
	};
	body->done = !body->chunked && body->left == 0;
}

static void line_done(struct http_body_state *body)
{
	char *end;

	body->line[body->line_len] = '\0';
	body->line_len = 0;
	if (body->part == CHUNK_TRAILER) {
		body->done = body->line[0] == '\0';
		return;
	}
	if (body->part == CHUNK_END) {
		body->broken = body->line[0] != '\0';
		body->part = CHUNK_SIZE;
		return;
	}
	body->left = strtoull(body->line, &end, 16);
	body->broken = end == body->line;
	body->part = body->left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
}

/* One byte between chunks. A trailer's line is cut, not kept. */
static void framing_char(struct http_body_state *body, char c)
{
	if (c == '\n')
		line_done(body);
	else if (c != '\r' && body->line_len + 1 < sizeof(body->line))
		body->line[body->line_len++] = c;
}

size_t http_body_take(struct http_body_state *body, const char *at, size_t len,
		      const char **ret_data, size_t *ret_len)
{
	*ret_data = at;
	*ret_len = 0;
	if (body->chunked && body->part != CHUNK_DATA) {
		framing_char(body, at[0]);
		return 1;
	}
	*ret_len = len < body->left ? len : (size_t)body->left;
	body->left -= *ret_len;
	if (body->left == 0 && body->chunked)
		body->part = CHUNK_END;
	else if (body->left == 0)
		body->done = true;
	return *ret_len;
}
