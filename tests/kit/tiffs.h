/*
 * tiffs.h: TIFFs made by libtiff, for tests: four quarters red, green, blue
 * and white, as stored top left, top right, bottom left, bottom right; as
 * bright as those where there is no colour.
 */
#ifndef TESTS_TIFFS_H
#define TESTS_TIFFS_H

#include <stdbool.h>
#include <stdint.h>

#include <tiffio.h>

struct tiff_recipe {
	int width, height;
	int photometric; /* PHOTOMETRIC_...; 0 is min-is-white */
	int bits;	 /* 0: 8 */
	int compression; /* 0: none */
	int tile;	 /* edge of a tile; 0: strips */
	int strip;	 /* rows of one; 0: all */
	int alpha;	 /* EXTRASAMPLE_...; 0: none; half is left through */
	int orientation; /* 0: not said */
	int subsampling; /* of YCbCr, both ways; 0: 1 */
	int format;	 /* SAMPLEFORMAT_...; 0: not said */
	uint32_t kind;	 /* FILETYPE_... */
	int below;	 /* pages that follow in its SubIFDs */
	bool separate;	 /* planes */
	bool black;	 /* nothing but black: a page not to be seen */
};

/* Writes the pages to a file. False where libtiff was built without the
 * compression. */
bool tiffs_make(const char *path, const struct tiff_recipe *pages, int n);

#endif
