/*
 * quantity.h: a number with its unit, as labels give elevations and distances:
 * "ca. 1'200 m", "5000-6000 ft", "1.2 km", "above 600 m". Any thread; no
 * state.
 *
 * A length is a foot of 0.3048 m, a yard of 3 and a mile of 5280 of them
 * (international yard and pound agreement, 1959).
 * The feet of other countries were of other lengths (a Viennese one 0.316 m, a
 * Castilian one 0.279 m): they are known as lengths, but never surely.
 */
#ifndef DWC_PARSE_QUANTITY_H
#define DWC_PARSE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"
#include "dwc/parse/number.h"

enum quantity_hedge {
	QUANTITY_EXACT,
	QUANTITY_ABOUT, /* "ca.", U+00B1 */
	QUANTITY_BELOW, /* "below", "up to", "<" */
	QUANTITY_ABOVE, /* "above", "more than", ">" */
};

struct quantity_unit;

struct quantity {
	struct number from, to; /* `to` only of a range, the upper end */
	bool range;
	bool open; /* a range of which it cannot be told what its ends are:
		      "2-1000 m" */
	enum quantity_hedge hedge;
	const struct quantity_unit *unit; /* static; NULL for a bare number */
	size_t start, end; /* bytes of the text, with hedge and unit */
};

/*
 * Reads the first quantity in the text: a number, with the hedge before it and
 * the unit behind it. -1 when there is none; *ret is untouched then.
 */
int quantity_read(const char *text, struct quantity *ret) MUST_USE;

/* The same from byte `from` of the text on. */
int quantity_read_from(const char *text, size_t from,
		       struct quantity *ret) MUST_USE;

/* Whether it is a length, or a bare number, which is taken for metres. */
bool quantity_is_length(const struct quantity *quantity);

/* Metres of its lower end, by the likelier reading. */
double quantity_metres(const struct quantity *quantity);

/* The same of its upper end; of a range alone. */
double quantity_metres_to(const struct quantity *quantity);

/* The name of its unit in the table, "" for a bare number; static. */
const char *quantity_unit_word(const struct quantity *quantity);

/* Metres of the lower end as Darwin Core wants them: digits as they are
 * written in metres, whole ones where they were counted in something else; ""
 * for what is not a length, and for an open range. Owned. */
char *quantity_metres_text(const struct quantity *quantity);

/* Whether that leaves no doubt: about the number, the unit, or which end. */
bool quantity_is_sure(const struct quantity *quantity);

/*
 * The metres that a text says, as a plain number: NULL where it says anything
 * beside one sure length ("alt." before it and "above sea level" behind it are
 * nothing). Metres keep their digits; others are rounded to whole ones. Owned.
 */
char *metres_of_text(const char *text);

#endif
