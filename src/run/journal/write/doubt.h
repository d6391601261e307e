/*
 * doubt.h: lines of an append that failed and could not be taken back. What of
 * them is in the file is found out by looking, so that they are neither
 * written twice nor said to be absent.
 *
 * Of the thread that writes the journal.
 */
#ifndef RUN_JOURNAL_WRITE_DOUBT_H
#define RUN_JOURNAL_WRITE_DOUBT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

struct doubt {
	uint64_t from; /* where the first of them was to stand */
	char *lines;   /* owned */
	size_t len;
	size_t same;  /* bytes of them that stand there … */
	size_t whole; /* … and of these, those of whole lines */
	bool kept;    /* not to be taken back any more */
};

/* In order of time. All zero: there are none. */
struct doubts {
	struct doubt *items;
	size_t n, cap;
};

/* Copies the lines. */
void doubts_add(struct doubts *doubts, uint64_t from, const void *lines,
		size_t len);
void doubts_drop(struct doubts *doubts, size_t i);
void doubts_done(struct doubts *doubts);
/* There is no file: nothing of them stands in it. */
void doubts_forget(struct doubts *doubts);

/* Compares with an open file of `size` bytes; sets `same` and `whole`. -1
 * with errno where it cannot be read. */
int doubt_look(struct doubt *doubt, int fd, uint64_t size) MUST_USE;

/* Whether what is to be written now, `len` bytes, begins with the whole lines
 * that stand in the file: whoever failed tries again. */
bool doubt_is_retried(const struct doubt *doubt, const char *lines, size_t len);

#endif
