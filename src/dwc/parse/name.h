/*
 * name.h: the parts of a scientific name, after the International Code of
 * Nomenclature for algae, fungi, and plants (Shenzhen Code, 2018): a genus
 * (art. 20), an epithet (art. 23), ranks below the species (art. 24), authors
 * (art. 46), hybrids and their formulae (art. H.1 to H.3). Only the shape is
 * looked at: whether the name exists is another question. Any thread; no state.
 */
#ifndef DWC_PARSE_NAME_H
#define DWC_PARSE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

/* What a word can be beside a name or an author's; bits. */
enum {
	NAME_HYBRID = 1,  /* U+00D7, "x" */
	NAME_DOUBT = 2,	  /* "cf.", "aff.", "?" */
	NAME_RANK = 4,	  /* "var.": an epithet follows */
	NAME_SPECIES = 8, /* "sp.": no epithet follows */
	NAME_LINK = 16,	  /* "ex", "de": small words among authors */
};

/* The bits of a word as it is written; 0 for one that is none of these. */
unsigned name_word_roles(const char *word);

/* Whether a word between two authors or people is "&", or what typewriters
 * without one have for it, and what is read of it: "+", "$", "§". */
bool name_word_is_and(const char *word);

/* --- words ---------------------------------------------------------------- */

#define NAME_WORDS_MAX 24 /* looked at in one text */

/* A word of a name. */
struct name_word {
	char *text; /* owned; without commas behind it */
	size_t start, end;
	unsigned roles;
	size_t letters, capitals;
	bool capital; /* the first letter is one */
	bool plain;   /* letters and hyphens alone */
};

struct name_words {
	struct name_word items[NAME_WORDS_MAX];
	size_t n;
};

/* Cuts a text into words, at blanks and where none should have been left
 * out. To be given to name_words_done. */
void name_words_read(const char *text, struct name_words *ret);
void name_words_done(struct name_words *words); /* also for CLEANUP */

/* Whether the word ends so, and is longer than that, whatever its case. */
bool name_ends_as(const char *text, const char *const *endings, size_t n);

/* Whether a word with a capital, or in capitals, is rather an epithet than an
 * author, by its ending. */
bool name_word_is_epithet_cased(const struct name_word *word);

/* --- reading -------------------------------------------------------------- */

struct name_reading {
	size_t start, end; /* bytes of the text, without loose marks */
	int words;
	bool epithet;	     /* a species or below */
	bool rank;	     /* it goes on below the species */
	bool author;	     /* an author follows */
	bool author_telling; /* and looks like none else: "Nutt.", "(L.) Pers." */
	bool doubt;	     /* it has a "cf." or "aff." */
	bool hybrid;	     /* by the mark, or as a formula */
	bool formula;	     /* two names with the mark between */
	size_t doubt_start, doubt_end; /* the words from the mark of doubt on */
};

/*
 * Reads the name that the text begins with, as far as it goes: a genus with a
 * capital, and an epithet in lower case or what stands for one. -1 where the
 * text does not begin so; *ret is untouched then.
 */
int name_read(const char *text, struct name_reading *ret) MUST_USE;

/* Whether the whole text is one name with an epithet. */
bool name_is_text(const char *text);

/*
 * A name in capitals, or with a capital epithet, in the case that the Code
 * wants: NULL where that is not sure, since the second word may be an author or
 * the genus of a formula. Owned.
 */
char *name_recased(const char *text);

#endif
