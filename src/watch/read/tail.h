/*
 * tail.h: a file of lines that others append to, followed by identity and
 * offset: what is appended is read once; a file that was cut short, or that
 * another took the place of, is read anew; one that is not there (yet) has no
 * lines. Takes no lock and writes nothing. One thread's.
 */
#ifndef WATCH_READ_TAIL_H
#define WATCH_READ_TAIL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "run/journal/lines.h"

#define TAIL_HEAD 64 /* bytes by which a file is known again */

struct tail {
	char *path;
	uint64_t back; /* of what is found at first: read so much of its end */
	int fd;	       /* -1: none */
	dev_t dev;
	ino_t ino;
	char head[TAIL_HEAD];
	size_t head_len;
	struct lines lines;
	uint64_t from;	    /* where reading began; 0: at the beginning */
	bool skips;	    /* the first line is the end of one */
	uint64_t left;	    /* bytes behind the last whole line when it had lost
			       its name; 0: it has it */
	struct error error; /* why it cannot be read; ERROR_NONE: it can */
};

enum tail_news {
	TAIL_SAME, /* the file that was read before; or none, as before */
	TAIL_ANEW, /* another one, or cut short: lines come from `from` on */
	TAIL_GONE, /* nothing of that name any more */
};

/* `path` is copied. `back` 0: all of it, however much. */
void tail_init(struct tail *tail, const char *path, uint64_t back);
void tail_done(struct tail *tail);

/* Looks which file it is now; before a series of tail_next. */
enum tail_news tail_look(struct tail *tail);

/* The next whole line: 1, 0 when there is none for now, -1. An overlong one
 * has no text. `ret->position` is its offset. */
int tail_next(struct tail *tail, struct line *ret, struct error *err) MUST_USE;

/* Bytes of the file that were not read yet. */
uint64_t tail_left(const struct tail *tail);

/*
 * Looks backwards from where reading began, at most `limit` bytes, for a line
 * that holds `word`: 1 with the line, owned; 0; -1. So that of a log of ten
 * gigabytes its last beginning is found without reading the rest.
 */
int tail_find_back(const struct tail *tail, const char *word, uint64_t limit,
		   char **ret, struct error *err) MUST_USE;

#endif
