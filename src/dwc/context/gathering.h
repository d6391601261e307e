/*
 * gathering.h: what sheets of one gathering have in common: who collected it,
 * under which number, when. Any thread; no state.
 */
#ifndef DWC_CONTEXT_GATHERING_H
#define DWC_CONTEXT_GATHERING_H

#include <stdbool.h>

#include "base/bytes.h"
#include "dwc/record/record.h"

/* The term that says who collected it, of those together with the gathering's
 * number; NULL where the table has none. */
const struct term *gathering_collector(const struct terms *terms);

/* Whether a value is this sheet's and no other's: the numbers that the
 * collection gave it, and what stands on its label word for word. */
bool gathering_is_own(const struct term *term);
/* Whether all sheets of one gathering have the same value: not what is a sheet's
 * own, nor who named which of them when, nor remarks on the record or on what
 * became of the sheet. */
bool gathering_shares(const struct term *term);

/* Whether a value is of one gathering alone: its number, the point where it was,
 * and what was noted of the plant. */
bool gathering_is_one(const struct term *term);

/*
 * Appends a text that puts gatherings together when records are ordered by its
 * bytes: the first collector's surname, their number as a number, the date,
 * then the catalogue number. What is missing stands behind what is there. The
 * same values always give the same text, of at most GATHERING_KEY_MAX bytes.
 */
#define GATHERING_KEY_MAX 255
void gathering_key(const struct terms *terms, const struct record *record,
		   struct bytes *ret);

#endif
