/*
 * batch_take.h: bodies as they come in: a form with a file, and the JSON of a
 * batch with its requests, which is parsed as a stream.
 */
#ifndef TESTS_TOOLS_BATCH_TAKE_H
#define TESTS_TOOLS_BATCH_TAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* multipart/form-data, as POST /v1/files takes it. */
struct form {
	char purpose[32];
	char name[256]; /* filename of "file", or "" */
	struct bytes file;
	bool has_file;
};

/* Reads a whole body, whose bytes become the file's (it is emptied). -1: it is
 * no such form. Free ret->file. */
int form_read(const char *content_type, struct bytes *body, struct form *ret)
	__attribute__((warn_unused_result));

struct request_stream;

/* One of the requests: its JSON text. False: no more of them are wanted. */
typedef bool (*request_fn)(void *data, const char *text, size_t len);
/* A member of the batch that is not `requests`: its name and its JSON text. */
typedef void (*member_fn)(void *data, const char *name, const char *text,
			  size_t len);

struct request_stream *request_stream_new(request_fn request, member_fn member,
					  void *data);
void request_stream_free(struct request_stream *stream); /* NULL is fine */
void request_stream_feed(struct request_stream *stream, const char *at,
			 size_t len);
/* Whether what came was one whole object. */
bool request_stream_whole(const struct request_stream *stream);

#endif
