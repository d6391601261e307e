/*
 * number_mark.h: numbers that count things, as collectors', catalogues and
 * printed works have them: "No. 1234", "#222", "C-451", "n° 12", "s.n.". Any
 * thread; no state.
 */
#ifndef DWC_PARSE_NUMBER_MARK_H
#define DWC_PARSE_NUMBER_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

struct number_mark {
	bool marked;	/* "No.", "#", "Nr." stands before it */
	bool none;	/* "s.n.", "sine numero": there is no number */
	bool reference; /* of a printed work: "n° 1 (1753)", "vol. 3" */
	bool year;	/* it may as well be a year */
	bool part;    /* of a coordinate, a measure, a grid, a longer number */
	size_t begin; /* byte where its mark begins, or itself */
	size_t start,
		end; /* bytes of the number; of "s.n." where there is none */
};

/* The first number from byte `from` of the text on; -1 for none, *ret is
 * untouched then. */
int number_mark_find(const char *text, size_t from,
		     struct number_mark *ret) MUST_USE;

/* Whether a value says that there is no number, and nothing else: "s.n.",
 * "(sine numero)", "S/N". */
bool number_is_none(const char *value);

/* Bytes of "No.", "Nr.", "#" with the blanks behind it at `at`; 0 for none. */
size_t number_heading(const char *text, size_t at);

#endif
