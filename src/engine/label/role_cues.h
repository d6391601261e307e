/*
 * role_cues.h: what a row of words has to say about who wrote it.
 */
#ifndef ENGINE_LABEL_ROLE_CUES_H
#define ENGINE_LABEL_ROLE_CUES_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/words/label_lexicon.h"
#include "image/facts/words.h"

/* Counts and shares of one row. */
struct role_cues {
	size_t n;	  /* words that hold two letters or digits */
	double gathering; /* words of places, habitats, plants, measures */
	bool collector;	  /* says who gathered */
	bool number;	  /* a collector's number is announced */
	bool title;	  /* "Plants of" */
	bool determiner;  /* says who determined */
	bool revision;	  /* says who revised, confirmed or saw */
	bool copy;	  /* copied, received, digitised */
	bool house;	  /* names an institution and hardly anything else */
	bool address; /* may be where such an institution is: \"Boulder, Colorado\" */
	bool scrap;   /* not one word of three letters */
	bool name;    /* a scientific name */
	bool person;  /* one or more people */
	bool date;    /* a date, or a year */
	bool figures; /* a long number and hardly anything else */
	bool prose;   /* four words or more that begin small */
};

/* Reads the cues of the `n` words at `row`, in reading order, all borrowed.
 * Never fails. Any thread; no state. */
void role_cues_read(const struct label_lexicon *lexicon,
		    const struct word *const *row, size_t n,
		    struct role_cues *ret);

#endif
