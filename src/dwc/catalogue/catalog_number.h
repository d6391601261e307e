/*
 * catalog_number.h: which of the codes on a sheet is its catalogue number.
 *
 * A code's own text is the value, as the collection had it printed: leading
 * zeros and the mark of the house belong to it. Of an address the last part is
 * a candidate, never the address. What has a check digit of trade (EAN, UPC,
 * ISBN), names a lot, identifies by a UUID or says words, as colour charts and
 * tissue samples do, is not a catalogue number.
 *
 * Pure; any thread.
 */
#ifndef DWC_CATALOGUE_CATALOG_NUMBER_H
#define DWC_CATALOGUE_CATALOG_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/catalogue/shape.h"

/* A code as it was read; texts borrowed. */
struct catalog_code {
	const char *type; /* the symbology, as image/codes has it */
	const char *text;
	double quality; /* 0-1 */
};

/* What is known beside the codes; all may be NULL. Borrowed. */
struct catalog_hints {
	const char *pattern;	     /* that a person set (shape.h) */
	const struct shapes *shapes; /* of the collection's other numbers */
	/* words printed on the sheet, of the regions with codes */
	const char *const *printed;
	size_t n_printed;
};

struct catalog_candidate {
	char value[SHAPE_MAX];
	size_t code;	   /* index of the code that says it; the best one */
	double worth;	   /* orders candidates */
	double confidence; /* 0-1, that this is the number */
	bool derived;	   /* it is a part of the code's text */
};

#define CATALOG_CANDIDATES_MAX 16

/*
 * Ranks what may be the catalogue number, the best first; returns how many
 * there are, CATALOG_CANDIDATES_MAX at most. The same value in several codes
 * is one candidate.
 */
size_t
catalog_number_rank(const struct catalog_code *codes, size_t n,
		    const struct catalog_hints *hints,
		    struct catalog_candidate ret[CATALOG_CANDIDATES_MAX]);

/*
 * Whether a number printed beside a code says another number: as many digits,
 * and others in two places or more. One digit is the reader's error more often
 * than the printer's. Marks of the house, punctuation and letters that are
 * taken for digits (O, I, S, B) do not matter.
 */
bool catalog_number_differs(const char *code, const char *printed);

/*
 * The printed number that differs from the code's, among words in reading
 * order; NULL where one agrees, or none is like it. Borrowed.
 */
const char *catalog_number_printed(const char *code, const char *const *words,
				   size_t n);

#endif
