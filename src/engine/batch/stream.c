/*
 * stream.c: a JSON object read while it arrives. See stream.h.
 *
 * 1. Only brackets and strings are told apart here; rows, and what is left
 *    without them, are read as JSON by whoever gets them. What the brackets do
 *    not part as they should is thus refused there.
 * 2. Each byte goes into the row or into the rest, commas between rows into
 *    neither.
 */
#include "config.h"

#include "engine/batch/stream.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"

#define STREAM_KEY_MAX 64

struct batch_stream {
	const char *key;
	int (*row)(void *data, const char *json, size_t len);
	void *data;
	struct bytes rest, text; /* beside the rows; of this row */
	long depth;		 /* of brackets */
	bool string, escaped;
	bool names; /* a string that begins now may be a name at the top */
	char name[STREAM_KEY_MAX]; /* the last one there */
	size_t name_len;
	bool rows;   /* within the list */
	bool in_row; /* an object of it */
	bool broken;
};

struct batch_stream *batch_stream_new(const char *key,
				      int (*row)(void *data, const char *json,
						 size_t len),
				      void *data)
{
	struct batch_stream *stream = mem_zalloc(sizeof(*stream));

	stream->key = key;
	stream->row = row;
	stream->data = data;
	return stream;
}

void batch_stream_free(struct batch_stream *stream)
{
	if (stream == NULL)
		return;
	bytes_done(&stream->rest);
	bytes_done(&stream->text);
	free(stream);
}

/* The depth of what stands in the list itself. */
#define ROWS_DEPTH 2

static void stream_keep(struct batch_stream *stream, const char *bytes,
			size_t len)
{
	struct bytes *to = stream->in_row ? &stream->text : &stream->rest;
	size_t max = stream->in_row ? BATCH_ROW_MAX : BATCH_REST_MAX;

	if (stream->rows && !stream->in_row)
		return;
	if (len > max - to->len)
		stream->broken = true;
	else
		bytes_append(to, bytes, len);
}

/* What a string goes on with, up to its end or that of the bytes. */
static size_t stream_string(struct batch_stream *stream, const char *bytes,
			    size_t len)
{
	size_t n = 0;

	while (n < len && stream->string) {
		char c = bytes[n++];

		if (stream->escaped)
			stream->escaped = false;
		else if (c == '\\')
			stream->escaped = true;
		else if (c == '"')
			stream->string = false;
		if (stream->names && stream->string &&
		    stream->name_len < STREAM_KEY_MAX)
			stream->name[stream->name_len++] = c;
	}
	if (!stream->string)
		stream->names = false;
	stream_keep(stream, bytes, n);
	return n;
}

static void stream_open(struct batch_stream *stream, char c)
{
	bool list = c == '[' && stream->depth == 1 &&
		    stream->name_len == strlen(stream->key) &&
		    memcmp(stream->name, stream->key, stream->name_len) == 0;

	if (stream->rows && stream->depth == ROWS_DEPTH && c == '{')
		stream->in_row = true;
	stream_keep(stream, &c, 1);
	stream->depth++;
	if (list)
		stream->rows = true;
}

static void stream_close(struct batch_stream *stream, char c)
{
	stream->depth--;
	if (stream->depth < 0) {
		stream->broken = true;
		return;
	}
	if (stream->rows && stream->depth < ROWS_DEPTH)
		stream->rows = false;
	stream_keep(stream, &c, 1);
	if (!stream->in_row || stream->depth != ROWS_DEPTH)
		return;
	stream->in_row = false;
	if (!stream->broken &&
	    stream->row(stream->data, stream->text.data, stream->text.len) < 0)
		stream->broken = true;
	bytes_clear(&stream->text);
}

static void stream_take(struct batch_stream *stream, char c)
{
	if (c == '{' || c == '[') {
		stream_open(stream, c);
		return;
	}
	if (c == '}' || c == ']') {
		stream_close(stream, c);
		return;
	}
	if (c == '"') {
		stream->string = true;
		/* A string at the top is a name, or the value of one: then it
		 * is not followed by a list. */
		stream->names = stream->depth == 1;
		if (stream->names)
			stream->name_len = 0;
	}
	stream_keep(stream, &c, 1);
}

int batch_stream_take(struct batch_stream *stream, const char *bytes,
		      size_t len)
{
	for (size_t n = 0; n < len && !stream->broken;) {
		if (stream->string)
			n += stream_string(stream, bytes + n, len - n);
		else
			stream_take(stream, bytes[n++]);
	}
	return stream->broken ? -1 : 0;
}

int batch_stream_end(struct batch_stream *stream, json_t **ret,
		     struct error *err)
{
	json_t *rest;

	if (stream->broken || stream->depth != 0 || stream->rest.len == 0)
		return error_set(err, ERROR_FAILED,
				 "the answer is not a whole JSON object");
	if (json_read(stream->rest.data, stream->rest.len, &rest, NULL, err) <
	    0)
		return -1;
	if (!json_is_object(rest)) {
		json_decref(rest);
		return error_set(err, ERROR_FAILED,
				 "the answer is not a JSON object");
	}
	*ret = rest;
	return 0;
}
