/*
 * code.h: the codes of a sheet: what a machine reads of them.
 */
#ifndef IMAGE_CODES_CODE_H
#define IMAGE_CODES_CODE_H

#include <stddef.h>

#include "base/box.h"

/* Codes of one picture, and bytes of the text of one; further ones, and what
 * is longer, are left out. */
#define CODES_MAX     128
#define CODE_TEXT_MAX 1024

/* A bar code or a matrix code. */
struct code {
	char *type;	/* the symbology: "CODE-39", "QR-Code"; owned */
	char *text;	/* UTF-8, clean, not blank; owned */
	struct box box; /* pixels of the stored image */
	double quality; /* 0-1: how often it was read the same, and whether it
			   has a check of its own */
};

/* All zero at first; owns its codes. One thread at a time. */
struct codes {
	struct code *items;
	size_t n, cap;
};

/*
 * Adds a code; texts are copied and cleaned. A text that is blank then, too
 * long or over CODES_MAX, is passed over. The same text in the same place is
 * one code: it keeps the better quality, and a box around both.
 */
void codes_add(struct codes *codes, const char *type, const char *text,
	       struct box box, double quality);
void codes_done(struct codes *codes);

#endif
