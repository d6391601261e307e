/*
 * suggestion.h: what a curator may want to put into a field, without typing
 * it: each value once, with who says so. Found by the query thread
 * (review/answer/query.h), shown by the console, never taken by itself.
 */
#ifndef REVIEW_SUGGEST_SUGGESTION_H
#define REVIEW_SUGGEST_SUGGESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/box.h"

/* In the order in which the same value is told of. */
enum suggestion_source {
	SUGGESTION_READING, /* a reading of this sheet */
	SUGGESTION_CHECK,   /* what a validator proposes */
	SUGGESTION_TAXA,    /* a list of names */
	SUGGESTION_GBIF,    /* what GBIF answered */
	SUGGESTION_LABEL,   /* words of the sheet, where such a value stands */
	SUGGESTION_SIGNED, /* signed records of the run that fit what is known */
	SUGGESTION_DUPLICATE, /* a signed record of the same gathering */
};
#define SUGGESTION_SOURCES 7

struct suggestion {
	char *value; /* cleaned UTF-8, never blank */
	char *note;  /* for people: "(L.) Nutt.", "2 of 3 readings"; or "" */
	enum suggestion_source source; /* the first that says it */
	unsigned sources; /* all that do: 1u << enum suggestion_source */
	size_t agree;	  /* readings that have it */
	bool differs;	/* a reading that says another thing than the record */
	bool nearest;	/* what is typed is a name that no list has; this one is
			 near */
	bool misread;	/* signed, and a letter or two from what stands there,
			 which is not */
	bool respelled; /* a list or a signed record has it in the letters of
			   what stands there, but for accents, stops and the
			   capitals of an author */
	double score;	/* 0-1; orders them */
	/* Where the sheet has it, in stored pixels; owned, NULL: unknown. */
	struct box *boxes;
	size_t n_boxes;
};

/* Best first. All zero is empty. */
struct suggestions {
	struct suggestion *items;
	size_t n;
};

void suggestions_done(struct suggestions *suggestions);

/* Appends a deep copy. */
void suggestions_add(struct suggestions *suggestions,
		     const struct suggestion *suggestion);

/* "reading", "check", "names", "GBIF", "label", "signed", "duplicate". */
const char *suggestion_source_word(enum suggestion_source source);

#endif
