/*
 * stream.h: bytes from one thread to another, in pieces of some hundred
 * kilobytes, a few of them at once: who makes them waits for who takes them. A
 * stream is of several parts, one after the other.
 *
 * One thread puts, one takes.
 */
#ifndef EXPORT_WRITE_STREAM_H
#define EXPORT_WRITE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

struct stream;

struct stream *stream_new(void);
void stream_free(struct stream *stream); /* when neither uses it any more */

/* Puts bytes, or ends a part. -1: the other one has left (stream_leave). */
int stream_put(struct stream *stream, const void *data, size_t len) MUST_USE;
int stream_end(struct stream *stream) MUST_USE;

/* Up to `size` bytes of the part: how many, 0 at its end (once for each part),
 * or -1: the other one has left. Waits. */
long stream_take(struct stream *stream, void *to, size_t size) MUST_USE;

/* Says that one of them goes on no more; by either. */
void stream_leave(struct stream *stream);

#endif
