/*
 * fill.h: filling down: which blank values take the one above them. Known to
 * this folder alone.
 *
 * One thread's.
 */
#ifndef REVIEW_COLUMNS_FILL_H
#define REVIEW_COLUMNS_FILL_H

#include <stdbool.h>
#include <stddef.h>

/* A blank that is filled. Owned. */
struct fill {
	char *id; /* of the record */
	char *value;
};

/* All zero at first. */
struct fills {
	struct fill *items;
	size_t n, cap;
	char *above; /* the last value that was met; NULL: none */
	bool sorted;
};

/* The next record, in their order: its value, "" for none, and whether it is
 * one to be filled. */
void fills_look(struct fills *fills, const char *id, const char *value,
		bool wanted);
/* The next record is one of which nothing is to be known. */
void fills_pass(struct fills *fills);
/* What the blank of a record takes; NULL: nothing. Borrowed. */
const char *fills_find(struct fills *fills, const char *id);
void fills_done(struct fills *fills);

#endif
