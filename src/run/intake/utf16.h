/*
 * utf16.h: text in UTF-16, as spreadsheets save "Unicode text", read as UTF-8:
 * piece by piece, whatever the pieces end with.
 *
 * A value of one thread.
 */
#ifndef RUN_INTAKE_UTF16_H
#define RUN_INTAKE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct utf16 {
	bool big;	   /* its units begin with the higher byte */
	unsigned char odd; /* a byte whose unit is not whole yet, … */
	bool has_odd;	   /* … if there is one */
	uint16_t high;	   /* a surrogate that waits for its other half; 0 */
};

/* Whether a file that begins so is UTF-16, by its mark; then *ret is how to go
 * on behind that. */
bool utf16_begins(const char *head, size_t len, struct utf16 *ret);
/* The bytes of the mark. */
#define UTF16_MARK 2

/* Appends a piece in UTF-8. Half a pair of surrogates becomes U+FFFD. */
void utf16_append(struct utf16 *utf16, const char *piece, size_t len,
		  struct bytes *ret);

#endif
