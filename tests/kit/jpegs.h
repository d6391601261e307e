/*
 * jpegs.h: JPEGs made in memory, for tests: four quarters red, green, blue
 * and white, as stored top left, top right, bottom left, bottom right.
 */
#ifndef TESTS_JPEGS_H
#define TESTS_JPEGS_H

#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

#include "base/bytes.h"
#include "image/pixels/bitmap.h"

struct jpeg_recipe {
	int width, height;
	J_COLOR_SPACE space; /* of the file; 0: YCbCr */
	bool plain_inks;     /* CMYK that is neither inverted nor marked */
	bool progressive;
	int orientation; /* 0: no Exif */
	bool big_endian; /* Exif in Motorola order */
	int restart_rows; /* restart markers, every so many rows of blocks, … */
	int restart_units; /* … or units of them */
	bool grain;	   /* no two blocks are alike */
};

/* Appends the file to *ret. */
void jpegs_make(const struct jpeg_recipe *recipe, struct bytes *ret);

/* The name of the colour that the pixel is nearest to: 'r', 'g', 'b', 'w',
 * or '?' where it is none of them. */
char jpegs_colour(const struct bitmap *bitmap, int x, int y);
/* The four quarters' colours, top left to bottom right. */
void jpegs_quarters(const struct bitmap *bitmap, char ret[5]);

#endif
