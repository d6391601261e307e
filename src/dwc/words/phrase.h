/*
 * phrase.h: the words of a text, as tables of words and places are compared
 * with it. Private to dwc/.
 */
#ifndef DWC_WORDS_PHRASE_H
#define DWC_WORDS_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#define PHRASE_WORDS_MAX 4096 /* looked at in one text */

struct phrase_word {
	size_t start, end; /* bytes of the text */
	char *folded;
};

struct phrase {
	const char *text; /* borrowed */
	struct phrase_word *words;
	size_t n;
};

enum phrase_letters {
	PHRASE_LETTERS,		   /* a word is a run of letters */
	PHRASE_LETTERS_AND_DIGITS, /* or of letters and digits */
};

/* Cuts a text into its words, at most PHRASE_WORDS_MAX. */
void phrase_read(const char *text, enum phrase_letters letters,
		 struct phrase *ret);
void phrase_done(struct phrase *phrase);

/*
 * The run of letters that begins at `at`, folded into ret[size]. Returns its
 * bytes; 0, with ret untouched, when there is none or it does not fit.
 */
size_t phrase_word_at(const char *at, char *ret, size_t size);

/* Words `first` to `first + n - 1` joined by spaces; folded, or as they are
 * written. Owned. */
char *phrase_join(const struct phrase *phrase, size_t first, size_t n,
		  bool folded);

#endif
