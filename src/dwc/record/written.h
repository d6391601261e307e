/*
 * written.h: a value and how it is written on the sheet, which are two terms: a
 * date, a name, a place, coordinates, a height. Which terms are such a pair, and
 * whether what is written can mean the value.
 *
 * Any thread; no state.
 */
#ifndef DWC_RECORD_WRITTEN_H
#define DWC_RECORD_WRITTEN_H

#include <stdbool.h>

#include "dwc/record/record.h"
#include "dwc/record/term.h"

/* The term that has this one's value as it is printed: the date as written; or
 * NULL. And the term whose value is printed so, the first of several. */
const struct term *term_verbatim(const struct terms *terms,
				 const struct term *term);
const struct term *term_interpreted(const struct terms *terms,
				    const struct term *term);

/* Whether it is told of coordinates: a measure of them, not a height, is how far
 * they may be off. */
bool term_is_of_coordinates(const struct terms *terms, const struct term *term);

/* Whether line breaks may stand in its values: text that is written as it is
 * printed. */
bool term_has_lines(const struct term *term);

/*
 * Whether a text says something of the kind of this term's values, and nothing
 * that can be this one: another day, another height. Where either cannot be
 * read, nothing is denied; names and prose never are.
 */
bool written_denies(const struct term *term, const char *written,
		    const char *value, int this_year);

/* Whether a text is a date, and surely this one (ISO): nothing of it is left
 * open. */
bool written_is_date(const struct term *term, const char *written,
		     const char *value, int this_year);

#endif
