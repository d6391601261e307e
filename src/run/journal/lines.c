/*
 * lines.c: lines of a file or stream. See lines.h.
 *
 * 1. position + dropped is the file offset of buffer[start].
 * 2. No newline lies in buffer[start .. start + seen).
 * 3. Of an overlong line nothing is kept but its size: `dropped` counts.
 * 4. A growing file may lose its unterminated tail to the owner of the lock
 *    and get whole lines in its place; a tail is therefore never kept from
 *    one call to the next, nor read on after a short read.
 */
#include "config.h"

#include "run/journal/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define LINES_PIECE 65536

void lines_init(struct lines *lines, int fd, bool growing, uint64_t position,
		size_t limit)
{
	*lines = (struct lines){
		.fd = fd,
		.growing = growing,
		.limit = limit,
		.position = position,
	};
}

void lines_done(struct lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
}

/* Makes room for a piece: what was consumed goes, an overlong line too. */
static void lines_make_room(struct lines *lines)
{
	size_t held = lines->end - lines->start;

	if (held > lines->limit) {
		lines->dropped += held;
		held = 0;
		lines->seen = 0;
	} else if (held > 0 && lines->start > 0) {
		memmove(lines->buffer, lines->buffer + lines->start, held);
	}
	lines->start = 0;
	lines->end = held;
	if (lines->cap - lines->end < LINES_PIECE) {
		lines->cap = lines->cap * 2 + LINES_PIECE;
		lines->buffer = mem_grow(lines->buffer, lines->cap, 1);
	}
}

/* Reads more: 1, 0 when there is none for now, -1 with errno. */
static int lines_fill(struct lines *lines)
{
	size_t room;
	ssize_t got;

	lines_make_room(lines);
	room = lines->cap - lines->end;
	do {
		char *at = lines->buffer + lines->end;
		uint64_t from = lines->position + lines->dropped + lines->end;

		got = lines->growing ? pread(lines->fd, at, room, (off_t)from)
				     : read(lines->fd, at, room);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -1;
	lines->at_end = (size_t)got < room;
	lines->end += (size_t)got;
	return got > 0;
}

/* Hands out `len` bytes from the start, and steps over `step` bytes. */
static int lines_give(struct lines *lines, size_t len, size_t step,
		      struct line *ret)
{
	size_t whole = lines->dropped + len;

	*ret = (struct line){
		.text = whole <= lines->limit ? lines->buffer + lines->start
					      : NULL,
		.len = whole,
		.position = lines->position,
		.number = ++lines->number,
		.terminated = step > len,
	};
	lines->position += lines->dropped + step;
	lines->start += step;
	lines->dropped = 0;
	lines->seen = 0;
	return 1;
}

/* Lets go of what was read of the line, to read it anew. */
static void lines_forget(struct lines *lines)
{
	lines->start = lines->end = 0;
	lines->seen = 0;
	lines->dropped = 0;
}

/* The end was reached with or without an unterminated line before it. */
static int lines_finish(struct lines *lines, struct line *ret)
{
	size_t held = lines->end - lines->start;

	if (!lines->growing && held + lines->dropped > 0)
		return lines_give(lines, held, held, ret);
	lines_forget(lines);
	return 0;
}

/* Length of the line at start when its newline is in the buffer. */
static bool lines_find(struct lines *lines, size_t *ret_len)
{
	size_t held = lines->end - lines->start;
	const char *from = lines->buffer + lines->start;
	const char *newline;

	if (held == lines->seen)
		return false;
	newline = memchr(from + lines->seen, '\n', held - lines->seen);
	lines->seen = held;
	if (newline == NULL)
		return false;
	*ret_len = (size_t)(newline - from);
	return true;
}

int lines_next(struct lines *lines, struct line *ret, struct error *err)
{
	bool fresh = false; /* the last read was made by this call */
	size_t len = 0;

	while (!lines_find(lines, &len)) {
		int rc;

		if (lines->growing && lines->at_end) {
			if (fresh)
				return lines_finish(lines, ret);
			lines_forget(lines);
		}
		rc = lines_fill(lines);
		if (rc < 0)
			return error_sys(err, errno, "cannot read on");
		if (rc == 0)
			return lines_finish(lines, ret);
		fresh = true;
	}
	return lines_give(lines, len, len + 1, ret);
}

int lines_peek(struct lines *lines, size_t want, const char **ret,
	       size_t *ret_len, struct error *err)
{
	int rc = 1;

	while (rc > 0 && lines->end - lines->start < want)
		rc = lines_fill(lines);
	if (rc < 0)
		return error_sys(err, errno, "cannot read on");
	*ret = lines->buffer + lines->start;
	*ret_len = lines->end - lines->start;
	return 0;
}

int lines_end(int fd, uint64_t size, uint64_t *ret)
{
	char piece[4096];
	uint64_t end = size;

	while (end > 0) {
		size_t want = end < sizeof(piece) ? (size_t)end : sizeof(piece);
		ssize_t got = pread(fd, piece, want, (off_t)(end - want));

		if (got < 0 && errno == EINTR)
			continue;
		if (got >= 0 && got != (ssize_t)want)
			errno = EIO; /* it became shorter meanwhile */
		if (got != (ssize_t)want)
			return -1;
		for (size_t i = want; i > 0; i--)
			if (piece[i - 1] == '\n') {
				*ret = end - want + i;
				return 0;
			}
		end -= want;
	}
	*ret = 0;
	return 0;
}
