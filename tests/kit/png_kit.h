/*
 * png_kit.h: reads back the PNG that src/image/show/png.c writes: 8 bits, a
 * palette. Written from the specification (W3C, "Portable Network Graphics"),
 * not from the writer. Fails the test where a file is not one.
 */
#ifndef TESTS_KIT_PNG_KIT_H
#define TESTS_KIT_PNG_KIT_H

#include <stddef.h>

#include "image/palette/palette.h"
#include "image/pixels/bitmap.h"

struct png_kit {
	int width, height, colours;
	unsigned char rgb[PALETTE_MAX][3];
	unsigned char *pixels; /* indices, row by row */
};

/* Takes base64 as a terminal gets it, of one piece or of pieces that are each
 * whole groups of four. png_kit_done() afterwards. */
void png_kit_read(const char *base64, size_t len, struct png_kit *ret);
void png_kit_done(struct png_kit *png);

/* An indexed picture of noise, and its palette, the same each time. */
void png_kit_noise(int width, int height, int colours, struct bitmap *ret,
		   struct palette *ret_palette);
/* Whether these rows of it are what was read. */
void png_kit_check(const struct png_kit *png, const struct bitmap *indices,
		   const struct palette *palette, int top, int rows);

#endif
