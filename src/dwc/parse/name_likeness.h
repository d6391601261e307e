/*
 * name_likeness.h: how much words look like a scientific name, by their shape
 * alone: capitals, Latin endings, ranks, marks and authors. Whether a name of
 * that shape exists is another question. Any thread; no state.
 */
#ifndef DWC_PARSE_NAME_LIKENESS_H
#define DWC_PARSE_NAME_LIKENESS_H

#include <stdbool.h>

#include "dwc/parse/name.h"

/* 0-1 for the name that name_read has read of this text; 0 for a genus without
 * an epithet, "sp." or another parent. The bytes of the reading count from the
 * beginning of `text`. */
double name_likeness(const char *text, const struct name_reading *name);

/* Whether a word ends as Latin epithets do and words of other languages
 * seldom. Letters of ASCII; case does not matter. */
bool name_ends_in_latin(const char *word);

/*
 * How much the last word of a text is like the name of a family: 1 for one that
 * the International Code of Nomenclature for algae, fungi, and plants allows
 * (Art. 18: it ends in -aceae, or is one of those conserved), less for one that is
 * misread, 0 for any other.
 */
double family_likeness(const char *text);

#endif
