/*
 * words.h: words as they stand on a label: text, box, baseline, confidence.
 */
#ifndef IMAGE_FACTS_WORDS_H
#define IMAGE_FACTS_WORDS_H

#include <stddef.h>

#include "base/box.h"

/* Who speaks: what a region, or a word of one, is part of. */
enum region_role {
	ROLE_UNKNOWN,
	ROLE_LABEL,	 /* the collector's label */
	ROLE_SLIP,	 /* a later determination */
	ROLE_ANNOTATION, /* what others noted: copied, seen, sequenced */
	ROLE_STAMP,	 /* the house's: owner, accession */
	ROLE_CODE,	 /* a barcode and what is printed beside it */
	ROLE_FRAME,	 /* printed matter of the institution */
};
#define ROLE_COUNT 7

struct word {
	char *text;	   /* UTF-8, clean (text_clean), not blank; owned */
	struct box box;	   /* pixels of the upright picture */
	struct box stored; /* the same on the stored image; no area: unknown */
	int baseline;	   /* y of the line it stands on, at its middle */
	double confidence; /* 0-1 */
	double agreed;	   /* share of the readings that have its letters there,
			      0-1; AGREED_UNKNOWN where it was read once */
	enum region_role role;
};

#define AGREED_UNKNOWN (-1)

/* All zero at first; owns its words. One thread at a time. */
struct words {
	struct word *items;
	size_t n, cap;
};

/* Limit on the words of one label: a page of print has 500. */
#define WORDS_MAX 2000

/*
 * Appends a word; the text (copied) is cleaned, and one that is blank then, has
 * no area, or is over WORDS_MAX, is passed over, as NULL is. A baseline of -1
 * is taken from the box.
 */
void words_add(struct words *words, const char *text, struct box box,
	       int baseline, double confidence);
/* Appends a copy of a word, with all that is known of it; limits as above. */
void words_copy(struct words *words, const struct word *word);
void words_clear(struct words *words); /* keeps its memory */
void words_done(struct words *words);

/*
 * How much of it reads like language, 0-1: letters in words of three letters
 * and more that were read with confidence, as a share of all characters. The
 * right way up gives 0.5 and more, upside down hardly 0.2.
 */
double words_legibility(const struct words *words);

/* Characters in words read with confidence: how much there is to read. */
int words_substance(const struct words *words);

/* Readings of one picture that words_vote takes at most. */
#define READINGS_MAX 8

/*
 * Several readings of one picture become one, appended to *ret: where words
 * of different readings overlap they form a patch, and for each patch the
 * text wins that most confidence stands behind. What a single reading of three
 * or more saw, unsure of itself, is left out. The readings are unchanged.
 */
void words_vote(const struct words *readings, size_t n, struct words *ret);

#endif
