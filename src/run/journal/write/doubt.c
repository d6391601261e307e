/*
 * doubt.c: see doubt.h.
 *
 * 1. It is the bytes that are compared, not the file: one that was replaced by
 *    a copy holds them too.
 * 2. Lines that stand in part are not in the file: the rest of the last one is
 *    missing, and whoever holds the lock next sets it aside.
 */
#include "config.h"

#include "run/journal/write/doubt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/mem.h"

#define DOUBT_PIECE 65536

void doubts_add(struct doubts *doubts, uint64_t from, const void *lines,
		size_t len)
{
	struct doubt *doubt;

	ARRAY_GROW(doubts->items, doubts->n, doubts->cap);
	doubt = &doubts->items[doubts->n++];
	*doubt = (struct doubt){
		.from = from,
		.lines = mem_alloc(len),
		.len = len,
	};
	memcpy(doubt->lines, lines, len);
}

void doubts_drop(struct doubts *doubts, size_t i)
{
	free(doubts->items[i].lines);
	doubts->n--;
	memmove(&doubts->items[i], &doubts->items[i + 1],
		(doubts->n - i) * sizeof(*doubts->items));
}

void doubts_done(struct doubts *doubts)
{
	while (doubts->n > 0)
		doubts_drop(doubts, doubts->n - 1);
	free(doubts->items);
	*doubts = (struct doubts){0};
}

void doubts_forget(struct doubts *doubts)
{
	for (size_t i = 0; i < doubts->n; i++)
		doubts->items[i].same = doubts->items[i].whole = 0;
}

static size_t same_bytes(const char *a, const char *b, size_t len)
{
	size_t n = 0;

	while (n < len && a[n] == b[n])
		n++;
	return n;
}

/* The bytes in common from `at` of the lines on; -1 with errno. */
static ssize_t doubt_compare(const struct doubt *doubt, int fd, size_t at,
			     char *piece)
{
	size_t want = doubt->len - at;
	ssize_t got;

	want = want < DOUBT_PIECE ? want : DOUBT_PIECE;
	do
		got = pread(fd, piece, want, (off_t)(doubt->from + at));
	while (got < 0 && errno == EINTR);
	return got <= 0 ? got
			: (ssize_t)same_bytes(piece, doubt->lines + at,
					      (size_t)got);
}

int doubt_look(struct doubt *doubt, int fd, uint64_t size)
{
	char *piece CLEANUP(mem_free_str) = mem_alloc(DOUBT_PIECE);
	ssize_t got = 1;

	doubt->same = doubt->whole = 0;
	while (got > 0 && doubt->same < doubt->len &&
	       doubt->from + doubt->same < size) {
		got = doubt_compare(doubt, fd, doubt->same, piece);
		if (got < 0)
			return -1;
		doubt->same += (size_t)got;
		if (got < DOUBT_PIECE)
			break;
	}
	for (doubt->whole = doubt->same; doubt->whole > 0; doubt->whole--)
		if (doubt->lines[doubt->whole - 1] == '\n')
			break;
	return 0;
}

bool doubt_is_retried(const struct doubt *doubt, const char *lines, size_t len)
{
	return doubt->whole > 0 && doubt->whole <= len &&
	       memcmp(lines, doubt->lines, doubt->whole) == 0;
}
