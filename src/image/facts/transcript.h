/*
 * transcript.h: the words of a sheet as a page of text: in reading order, and
 * laid out on cells as they lie on the paper, so that what a picture shows can
 * be read where there are no pictures.
 */
#ifndef IMAGE_FACTS_TRANSCRIPT_H
#define IMAGE_FACTS_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "image/facts/facts.h"

/* Confidence below which a word was hardly read. */
#define TRANSCRIPT_DOUBTED 0.6

/* Words that have a rank: two figures do for their numbers. */
#define TRANSCRIPT_RANKED 90

struct transcript_word {
	char *text;	       /* clean; owned */
	struct box stored;     /* on the stored image; no area: unknown */
	double confidence;     /* 0-1 */
	enum region_role role; /* its own, or its region's */
	size_t region;	       /* of the facts */
	size_t line;	       /* as it is printed; counted over the page */
	int column, row;       /* cells: where its text begins */
	int width;	       /* cells; 1 at least */
	bool speaks;	       /* it is more than marks */
	size_t rank; /* from 1, in reading order, among those of them that can
			best be told apart; 0: it is a mark alone, or one of too
			many */
};

/* A line of its own, which says who speaks in those below. */
struct transcript_heading {
	int row;
	enum region_role role;
};

/* All zero at first. Owned whole by one thread; it keeps nothing of the facts. */
struct transcript {
	struct transcript_word *words; /* in reading order */
	size_t n, cap;
	size_t n_ranked; /* words that have a rank */
	struct transcript_heading *headings;
	size_t n_headings, cap_headings;
	int columns, rows; /* cells that all of it takes */
};

struct transcript_form {
	struct box part; /* stored pixels whose words are wanted; w == 0: all */
	int columns;	 /* that it should not take more than: blanks are made
			    narrower for that, and rows go on in the next; a
			    word stays whole */
	int room;	 /* cells kept free before each word */
};

/*
 * Lays out the words of the facts. Below each other stand the regions, in
 * each its rows from the top, and a word never covers another; marks alone that
 * were hardly read are left out. *ret
 * (overwritten) is the caller's to transcript_done(). Never fails. Any thread.
 */
void transcript_make(const struct facts *facts,
		     const struct transcript_form *form,
		     struct transcript *ret);
void transcript_done(struct transcript *page); /* also for CLEANUP */

/* All of these give n for none. The word at a cell, with the room before
 * it: */
size_t transcript_word_at(const struct transcript *page, int column, int row,
			  int room);
/* … that lies at a point of the stored image, or nearest to it: */
size_t transcript_word_near(const struct transcript *page, int x, int y);
/* … that is the first to share a good part of itself with the box: */
size_t transcript_word_under(const struct transcript *page, struct box box);

/* Whether half of the word lies in the box. */
bool transcript_word_within(const struct transcript_word *word, struct box box);

/*
 * The words from one to the other (either may come first) as a line of text,
 * owned: lines are joined, and words that were broken at the end of one are
 * whole again.
 */
char *transcript_text(const struct transcript *page, size_t from, size_t to);
/* Their boxes on the stored image, one for each line of print; `most` at most.
 * Returns how many. */
size_t transcript_boxes(const struct transcript *page, size_t from, size_t to,
			struct box *ret, size_t most);

#endif
