/*
 * typed_date.h: dates as one types them. Private to typed.c. Any thread; no
 * state.
 */
#ifndef DWC_TYPED_TYPED_DATE_H
#define DWC_TYPED_TYPED_DATE_H

#include "dwc/typed/typed.h"

/* Fills value or options of *ret from a date that is not in ISO 8601. */
void typed_read_date(const struct terms *terms, const struct record *record,
		     const struct term *term, const char *text, int this_year,
		     struct typed_known known, struct typed *ret);

/* The date in words: "8 July 1969"; of a range its first end. Owned; NULL for
 * what is not one with a day or a month. */
char *date_words(const char *iso);

#endif
