/*
 * lexicon.h: the words of a list of names, each once, with a number. A maker
 * numbers them while a list is taken in; a lexicon is read back and asked
 * which of its words are near another.
 *
 * The words of one length lie side by side, so that all that can be near are
 * looked at in one sweep: a mask of letters passes most over, and the rest is
 * compared bit-parallel (spelling.h). Nothing near is missed, and a quarter
 * of a million words take a few milliseconds.
 *
 * A maker and a lexicon belong to one thread.
 */
#ifndef DWC_NAME_LEXICON_H
#define DWC_NAME_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "dwc/name/spelling.h"

/* --- making ----------------------------------------------------------------- */

#define LEXICON_WORDS_MAX (UINT32_C(1) << 24)
#define LEXICON_TEXT_MAX  1024 /* bytes of a word */

struct lexicon_maker {
	struct bytes text; /* the words, each with its NUL */
	uint32_t *starts;  /* of word i + 1, in text */
	size_t n, cap;
	uint32_t *slots; /* numbers, by hash; 0: free */
	size_t n_slots;	 /* a power of two, or 0 */
};

/* The number of a word, from 1, which it gets where it is new. 0: it is too
 * long, or there are too many. All zero is an empty maker. */
uint32_t lexicon_number(struct lexicon_maker *maker, const char *word);
/* The number of a word that it has; 0: none. */
uint32_t lexicon_maker_find(const struct lexicon_maker *maker,
			    const char *word);
/* A word by its number; borrowed until the next word is added. */
const char *lexicon_maker_word(const struct lexicon_maker *maker,
			       uint32_t number);
/* The words of this length as a shelf of bytes, in their order (0: there are
 * none); the number of words. */
size_t lexicon_shelve(const struct lexicon_maker *maker, size_t length,
		      struct bytes *ret);
void lexicon_maker_done(struct lexicon_maker *maker); /* also for CLEANUP */

/* --- asking ----------------------------------------------------------------- */

/* Words of one length, sorted. */
struct lexicon_shelf {
	uint32_t n;
	void *data; /* owned; the others lie in it */
	uint64_t *masks;
	uint32_t *numbers;
	char *words; /* without NULs */
};

struct lexicon {
	struct lexicon_shelf shelves[SPELLING_MAX + 1];
	uint32_t last;	  /* the greatest number that a word may have */
	uint32_t *places; /* by number: 64 * place on its shelf + length;
			     made when the first word is asked for */
};

/* Says up to which number words are counted. All zero is an empty lexicon. */
void lexicon_begin(struct lexicon *lexicon, uint32_t last);
/* Puts in a shelf as lexicon_shelve made it, which was allocated and is the
 * lexicon's from now on; one shelf of a length. Bytes that are not one are
 * refused, and freed. */
int lexicon_take(struct lexicon *lexicon, size_t length, void *data,
		 size_t size, struct error *err) MUST_USE;
void lexicon_done(struct lexicon *lexicon); /* also for CLEANUP */

/* What is asked is answered by the shelves that are there. */

/* The number of a word; 0: it is not there. */
uint32_t lexicon_find(const struct lexicon *lexicon, const char *word);

/* The word of a number, without a NUL, and its length; NULL: there is none.
 * Borrowed. */
const char *lexicon_word(struct lexicon *lexicon, int64_t number,
			 size_t *ret_len);

/* Called for a word; its bytes have no NUL. */
typedef void lexicon_visit(void *data, uint32_t number, unsigned int edits,
			   const char *word, size_t len);

/* All words at no more than `limit` edits, shortest first, then in order. */
void lexicon_near(const struct lexicon *lexicon, const char *word,
		  unsigned int limit, lexicon_visit *visit, void *data);
/* All words that begin so. */
void lexicon_begins(const struct lexicon *lexicon, const char *prefix,
		    lexicon_visit *visit, void *data);

#endif
