/*
 * rows.h: the rows in which the words of a region stand, column by column.
 * Pure geometry: what the words say is not looked at.
 */
#ifndef IMAGE_FACTS_ROWS_H
#define IMAGE_FACTS_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "image/facts/words.h"

/* Words that follow each other on one line. */
struct word_row {
	size_t first, n; /* of word_rows.order */
	size_t column;	 /* from the left, which rows of one stand together */
	struct box box;	 /* of its words, upright pixels */
	int baseline;	 /* of its first word */
	double gap;	 /* to the row above in its column, as a multiple of the
		       column's usual one; 1 for the first */
};

/* Owned by whoever made them; one thread at a time. */
struct word_rows {
	size_t *order; /* the words that were not skipped, in reading order */
	struct word_row *items;
	size_t n, n_columns;
	int tall; /* usual height of a word */
};

/*
 * Sorts the words into columns, which a band of paper divides from top to
 * bottom of the region, and these into rows from the top. Words that were
 * hardly read divide nothing and join what they are near. Words that `skip`
 * (one for each, or NULL) says are left out. *ret (overwritten) is the caller's
 * to word_rows_done(); it holds no words, only their indices. Never fails. Any
 * thread.
 */
void word_rows_make(const struct words *words, const bool *skip,
		    struct word_rows *ret);
void word_rows_done(struct word_rows *rows); /* also for CLEANUP */

#endif
