/*
 * place_table.h: the places of data/places.tsv, as place.c looks them up.
 * Private to place.c.
 */
#ifndef DWC_WORDS_PLACE_TABLE_H
#define DWC_WORDS_PLACE_TABLE_H

#include <stddef.h>

#include "base/file/tsv.h"
#include "dwc/words/phrase.h"
#include "dwc/words/place.h"

#define PLACE_WORDS 8 /* in one name */

enum entry_kind {
	ENTRY_NAME,
	ENTRY_WEAK,	/* a name that is also a word or a town */
	ENTRY_ACCENTED, /* a name that is a word without its accents */
	ENTRY_ABBREVIATION,
	ENTRY_SHORT,	/* written without dots */
	ENTRY_INITIALS, /* written with dots: "B.C.", "Man." */
};

struct row {
	const char *country;
	const char *state; /* "" for the country itself */
	char *folded;	   /* the state, or the country where it is
			      one */
};

struct entry {
	char *key;   /* folded words, a space between two */
	char *exact; /* the same as written, without dots */
	size_t words;
	enum entry_kind kind;
	size_t row, order;
};

struct places {
	struct tsv tsv;
	struct row *rows;
	size_t n_rows;
	struct entry *entries;
	size_t n_entries, cap;
};

/* The first entry of this key, or NULL; those of the same key follow it. */
const struct entry *places_lookup(const struct places *places, const char *key);

#endif
