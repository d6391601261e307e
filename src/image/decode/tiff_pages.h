/*
 * tiff_pages.h: the pages of a TIFF: which one is the sheet, and which ones
 * are the same at a smaller size.
 */
#ifndef IMAGE_DECODE_TIFF_PAGES_H
#define IMAGE_DECODE_TIFF_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include <tiffio.h>

#define TIFF_PAGES_MAX 64 /* that are kept; the largest is always among them */

struct tiff_page {
	uint64_t offset; /* of its directory; never 0 */
	uint32_t width, height;
	int orientation; /* 1-8, 0: not said */
	bool reduced;	 /* says that it is another page made smaller */
};

struct tiff_pages {
	struct tiff_page at[TIFF_PAGES_MAX];
	int n;
	int sheet; /* the largest; the first of equals; -1: there is none */
};

/* Looks through all directories of an open file, those below a page too. What
 * cannot be read is left out. */
void tiff_pages_find(TIFF *tiff, struct tiff_pages *ret);

/* The sheet, or the smallest page that is the sheet shrunk by 2, 4 or 8, but
 * by no more than `scale`. */
const struct tiff_page *tiff_pages_at_scale(const struct tiff_pages *pages,
					    int scale);

#endif
