/*
 * batch_take.c: see batch_take.h.
 *
 * 1. Of a stream no more is kept than one member or one request.
 * 2. It knows just enough of JSON to tell where values end; each is parsed by
 *    those who get it.
 */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include "batch_take.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define MEMBER_MAX 65536 /* of a member that is not `requests` */

/* --- forms ---------------------------------------------------------------- */

static bool find_boundary(const char *type, char *ret, size_t size)
{
	const char *at = strstr(type, "boundary=");
	size_t len;

	if (strncasecmp(type, "multipart/form-data", 19) != 0 || at == NULL)
		return false;
	at += strlen("boundary=");
	if (*at == '"')
		at++;
	len = strcspn(at, "\";, ");
	if (len == 0 || len + 5 > size)
		return false;
	snprintf(ret, size, "\r\n--%.*s", (int)len, at);
	return true;
}

/* name="..." of the heads of a part. */
static void part_word(const char *head, size_t len, const char *word, char *ret,
		      size_t size)
{
	const char *at = memmem(head, len, word, strlen(word));
	const char *end;

	ret[0] = '\0';
	if (at == NULL)
		return;
	at += strlen(word);
	end = memchr(at, '"', len - (size_t)(at - head));
	if (end != NULL && (size_t)(end - at) < size)
		snprintf(ret, size, "%.*s", (int)(end - at), at);
}

struct part {
	const char *head, *body;
	size_t head_len, body_len;
};

/* The part that begins at `at`, behind its boundary; where its end is. */
static const char *find_part(const char *at, const char *end,
			     const char *boundary, struct part *ret)
{
	const char *body = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);
	const char *next;

	if (body == NULL)
		return NULL;
	ret->head = at;
	ret->head_len = (size_t)(body - at);
	ret->body = body + 4;
	next = memmem(body, (size_t)(end - body), boundary, strlen(boundary));
	if (next == NULL || next < ret->body)
		return NULL;
	ret->body_len = (size_t)(next - ret->body);
	return next + strlen(boundary);
}

static void take_part(const struct part *part, struct form *ret,
		      struct part *ret_file)
{
	char name[32];

	part_word(part->head, part->head_len, " name=\"", name, sizeof(name));
	if (strcmp(name, "purpose") == 0)
		snprintf(ret->purpose, sizeof(ret->purpose), "%.*s",
			 (int)part->body_len, part->body);
	if (strcmp(name, "file") != 0)
		return;
	part_word(part->head, part->head_len, "filename=\"", ret->name,
		  sizeof(ret->name));
	ret->has_file = true;
	*ret_file = *part;
}

int form_read(const char *content_type, struct bytes *body, struct form *ret)
{
	const char *end = body->data + body->len, *at = body->data;
	struct part part, file = {0};
	char boundary[128];

	*ret = (struct form){0};
	if (body->len == 0 ||
	    !find_boundary(content_type, boundary, sizeof(boundary)))
		return -1;
	if (body->len < strlen(boundary) ||
	    memcmp(at, boundary + 2, strlen(boundary) - 2) != 0)
		return -1;
	at += strlen(boundary) - 2;
	while (at != NULL && end - at >= 2 && memcmp(at, "\r\n", 2) == 0) {
		at = find_part(at, end, boundary, &part);
		if (at != NULL)
			take_part(&part, ret, &file);
	}
	if (at == NULL || end - at < 2 || memcmp(at, "--", 2) != 0)
		return -1;
	if (ret->has_file) {
		memmove(body->data, file.body, file.body_len);
		body->data[file.body_len] = '\0';
		body->len = file.body_len;
		ret->file = *body;
		*body = (struct bytes){0};
	}
	return 0;
}

/* --- the stream of requests ----------------------------------------------- */

struct request_stream {
	request_fn request;
	member_fn member;
	void *data;
	int depth;
	bool in_string, escaped, is_value, in_requests, stopped, broken;
	struct bytes key, text;
};

struct request_stream *request_stream_new(request_fn request, member_fn member,
					  void *data)
{
	struct request_stream *stream = mem_zalloc(sizeof(*stream));

	stream->request = request;
	stream->member = member;
	stream->data = data;
	return stream;
}

void request_stream_free(struct request_stream *stream)
{
	if (stream == NULL)
		return;
	bytes_done(&stream->key);
	bytes_done(&stream->text);
	free(stream);
}

static bool is_blank(const struct bytes *text)
{
	return text->len == 0 ||
	       strspn(text->data, " \t\r\n") == strlen(text->data);
}

/* A request, or the value of a member, is whole. */
static void value_end(struct request_stream *stream)
{
	const char *name = stream->key.data != NULL ? stream->key.data : "";

	if (stream->in_requests && !stream->stopped && !is_blank(&stream->text))
		stream->stopped = !stream->request(
			stream->data, stream->text.data, stream->text.len);
	else if (!stream->in_requests && strcmp(name, "requests") != 0)
		stream->member(stream->data, name,
			       stream->text.data != NULL ? stream->text.data
							 : "",
			       stream->text.len);
	bytes_clear(&stream->text);
}

static void keep(struct request_stream *stream, char c)
{
	if (stream->in_requests ? !stream->stopped
				: stream->text.len <= MEMBER_MAX)
		bytes_append_char(&stream->text, c);
}

static void in_string(struct request_stream *stream, char c)
{
	bool ends = c == '"' && !stream->escaped;

	stream->escaped = c == '\\' && !stream->escaped;
	stream->in_string = !ends;
	if (stream->depth == 1 && !stream->is_value) {
		if (!ends)
			bytes_append_char(&stream->key, c);
		return;
	}
	keep(stream, c);
}

static void open_bracket(struct request_stream *stream, char c)
{
	stream->depth++;
	if (stream->depth == 1)
		stream->broken = c != '{';
	else if (stream->depth == 2 && c == '[' &&
		 strcmp(stream->key.data, "requests") == 0)
		stream->in_requests = true;
	else
		keep(stream, c);
}

static void close_bracket(struct request_stream *stream, char c)
{
	if (stream->depth == 2 && stream->in_requests) {
		value_end(stream);
		stream->in_requests = false;
	} else if (stream->depth > 1) {
		keep(stream, c);
	} else if (stream->is_value) {
		value_end(stream);
		stream->is_value = false;
	}
	stream->depth--;
	stream->broken = stream->broken || stream->depth < 0;
}

/* What stands between members, and between requests. */
static bool is_between(struct request_stream *stream, char c)
{
	if (c == ',' && stream->depth == 2 && stream->in_requests) {
		value_end(stream);
	} else if (c == ',' && stream->depth == 1) {
		value_end(stream);
		stream->is_value = false;
		bytes_clear(&stream->key);
	} else if (c == ':' && stream->depth == 1 && !stream->is_value) {
		stream->is_value = true;
		bytes_append_str(&stream->key, "");
	} else {
		return false;
	}
	return true;
}

static void between(struct request_stream *stream, char c)
{
	if (c == '"') {
		stream->in_string = true;
		if (stream->depth > 1 || stream->is_value)
			keep(stream, c);
	} else if (c == '{' || c == '[') {
		if (stream->key.data == NULL)
			bytes_append_str(&stream->key, "");
		open_bracket(stream, c);
	} else if (c == '}' || c == ']') {
		close_bracket(stream, c);
	} else if (!is_between(stream, c) &&
		   (stream->depth > 1 || stream->is_value)) {
		keep(stream, c);
	}
}

void request_stream_feed(struct request_stream *stream, const char *at,
			 size_t len)
{
	for (size_t i = 0; i < len && !stream->broken; i++) {
		if (stream->in_string)
			in_string(stream, at[i]);
		else
			between(stream, at[i]);
	}
}

bool request_stream_whole(const struct request_stream *stream)
{
	return !stream->broken && stream->depth == 0 && !stream->in_string &&
	       stream->key.data != NULL;
}
