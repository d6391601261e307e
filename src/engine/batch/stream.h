/*
 * stream.h: a JSON object of any size, read while it arrives, whose list of
 * rows is given away one by one: a page of results ("data"), or a batch that
 * holds its own ("results"). Memory is bounded by one row. One thread.
 */
#ifndef ENGINE_BATCH_STREAM_H
#define ENGINE_BATCH_STREAM_H

#include <jansson.h>
#include <stddef.h>

#include "base/error.h"

/* Of one row, and of all beside the rows; more is an error. */
#define BATCH_ROW_MAX  ((size_t)32 << 20)
#define BATCH_REST_MAX ((size_t)4 << 20)

struct batch_stream;

/* `row` is called with the text of each object in the list at `key` of the
 * outermost object, and may end it all by -1; what is not an object there is
 * passed over. Owned. */
struct batch_stream *batch_stream_new(const char *key,
				      int (*row)(void *data, const char *json,
						 size_t len),
				      void *data);
void batch_stream_free(struct batch_stream *stream); /* NULL is fine */
/* Takes what arrived next; -1: it cannot be such an object, a row was refused,
 * or a limit passed. Nothing more is taken then. */
int batch_stream_take(struct batch_stream *stream, const char *bytes,
		      size_t len) MUST_USE;
/* What came beside the rows, the list left empty; new reference. Fails where
 * the object did not come to its end, or is none. */
int batch_stream_end(struct batch_stream *stream, json_t **ret,
		     struct error *err) MUST_USE;

#endif
