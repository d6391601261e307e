/*
 * plausible.h: whether letters are words at all. OCR with models of the Latin
 * script makes something Latin of every label, also of one in Chinese or
 * Cyrillic letters and of handwriting: letters that no language puts together.
 * What is likely stands in data/letter-triples.tsv, learned from words of eight
 * languages, names of plants, people and places. It knows no words: a word that
 * it never saw is plausible when it could be one.
 */
#ifndef DWC_WORDS_PLAUSIBLE_H
#define DWC_WORDS_PLAUSIBLE_H

#include <stddef.h>

#include "base/error.h"

/* Immutable once loaded; shared by all threads. */
struct plausible;

/* Loads data/letter-triples.tsv with what config_dir (may be NULL) adds to it.
 * *ret is the caller's to plausible_free(). Fails at a line that does not fit,
 * and names it. Any thread. */
int plausible_load(const char *config_dir, struct plausible **ret,
		   struct error *err) MUST_USE;
void plausible_free(struct plausible *plausible); /* NULL is fine */

/*
 * How likely a word, with the marks around it, is one: 1 a word, 0 garble, .5
 * the border. Capitals, digits and signs amid its letters count against it.
 * -1 where too little can be told: fewer than four letters of the Latin script,
 * or numbers. Any thread.
 */
double plausible_word(const struct plausible *plausible, const char *word);

enum plausible_verdict {
	PLAUSIBLE_NOTHING, /* hardly a letter */
	PLAUSIBLE_WORDS,
	PLAUSIBLE_GARBLE, /* letters, but hardly a word */
	PLAUSIBLE_SCRIPT, /* words of another script than Latin */
};

/* What a text is made of. */
struct plausible_text {
	size_t words;	    /* that can be told */
	double garbled;	    /* share of their letters in words below .5 */
	double other;	    /* share of all letters of other scripts */
	const char *script; /* the name (Unicode's) of the commonest of these,
			       static; NULL where there is none */
	enum plausible_verdict verdict;
};

/* Looks at the words of a text, blanks between them. Never fails. */
void plausible_text(const struct plausible *plausible, const char *text,
		    struct plausible_text *ret);

#endif
