/*
 * lines.h: lines of a file or stream, however long, with a limit on what is
 * held in memory.
 */
#ifndef RUN_JOURNAL_LINES_H
#define RUN_JOURNAL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct line {
	const char *text; /* without its newline; NULL when over the limit;
			     borrowed until the next call */
	size_t len;
	uint64_t position; /* of its first byte */
	uint64_t number;   /* from 1 where reading began */
	bool terminated;
};

struct lines {
	int fd;		   /* borrowed */
	bool growing;	   /* a regular file that others append to */
	size_t limit;	   /* longest line that is held */
	char *buffer;	   /* owned */
	size_t cap;	   /* of buffer */
	size_t start;	   /* of the line being read, in buffer */
	size_t end;	   /* of what was read, in buffer */
	size_t seen;	   /* bytes from start known to hold no newline */
	size_t dropped;	   /* bytes of an overlong line no longer in buffer */
	bool at_end;	   /* the last read came short */
	uint64_t position; /* of the line being read */
	uint64_t number;
};

/*
 * `growing`: reads by pread from `position`, and takes an unterminated last
 * line as not yet written: it is read anew by the next call. Otherwise reads
 * what read() gives, and returns such a line with `terminated` false.
 */
void lines_init(struct lines *lines, int fd, bool growing, uint64_t position,
		size_t limit);
void lines_done(struct lines *lines);

/* 1 and *ret, 0 at the end, -1 with *err. One thread. */
int lines_next(struct lines *lines, struct line *ret,
	       struct error *err) MUST_USE;

/*
 * What the first lines_next would begin with, without taking it: `want` bytes,
 * or fewer at the end. Before any lines_next, and not where it is growing.
 * *ret is borrowed until then.
 */
int lines_peek(struct lines *lines, size_t want, const char **ret,
	       size_t *ret_len, struct error *err) MUST_USE;

/* The end of the last whole line in a file of `size` bytes; -1 with errno. */
int lines_end(int fd, uint64_t size, uint64_t *ret) MUST_USE;

#endif
