/*
 * wordlist.h: the words of data/verdict-words.tsv, which tell a value from
 * what was printed around it. Private to the validators.
 */
#ifndef DWC_WORDS_WORDLIST_H
#define DWC_WORDS_WORDLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "dwc/words/phrase.h"

enum word_class {
	WORD_HEADING,	  /* also inside a value */
	WORD_ALONE,	  /* a heading where the value holds nothing else */
	WORD_PRINTED,	  /* colour charts, makers' marks */
	WORD_INSTITUTION, /* how institutions begin */
	WORD_PLACEHOLDER, /* written for "nothing" */
	WORD_UNDATED,	  /* the same where a date stands: "s.d." */
	WORD_UNPLACED,	  /* … or a place: "s.l." */
	WORD_UNNAMED,	  /* … or a person: "s.coll." */
	WORD_PLAIN,	  /* words of plain language, in no scientific name */
	WORD_HABITAT,	  /* the same: what kind of place it was */
	WORD_SMALL,	  /* the same: words that say nothing alone */
	WORD_REMARK,	  /* of remarks on the plant: "perennial" */
	WORD_MEASURE,	  /* beside a number they say where: "miles", "sec" */
	WORD_DIRECTION,	  /* before "of" they say where: "north" */
	WORD_LEADING,	  /* of these that something follows: "of", "the" */
	WORD_CLASSES,
};

struct wordlist; /* immutable once loaded; shared by all threads */

int wordlist_load(const char *config_dir, struct wordlist **ret,
		  struct error *err) MUST_USE;
void wordlist_free(struct wordlist *list);

/* How many words from `first` on make the entry of the class that they come
 * nearest to, the longest of equals; 0 for none. Long entries may have a
 * letter or two misread, and the blanks between words may be missing. */
size_t wordlist_match(const struct wordlist *list, enum word_class class,
		      const struct phrase *phrase, size_t first);

/* Whether the folded word is an entry, letter for letter. */
bool wordlist_has(const struct wordlist *list, enum word_class class,
		  const char *folded);

/* Whether an entry of one word differs from it in so many letters at most. */
bool wordlist_is_near(const struct wordlist *list, enum word_class class,
		      const char *folded, int limit);

/* Whether it is a word of plain language, of any of the three classes. */
bool wordlist_is_plain(const struct wordlist *list, const char *folded);

#endif
