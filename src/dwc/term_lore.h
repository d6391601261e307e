/*
 * term_lore.h: the words that validators know beside the table of terms. They
 * are loaded and freed with it. Private to dwc/.
 */
#ifndef DWC_TERM_LORE_H
#define DWC_TERM_LORE_H

#include "dwc/place.h"
#include "dwc/term.h"
#include "dwc/vocabulary.h"
#include "dwc/wordlist.h"

struct term_lore {
	struct wordlist *words;
	struct vocabularies *vocabularies;
	struct places *places;
};

/* Borrowed for the table's life; never NULL, nor its members. */
const struct term_lore *terms_lore(const struct terms *terms);

#endif
