/*
 * tiffs.c: TIFFs made by libtiff. See tiffs.h.
 */
#include "config.h"

#include "tests/kit/tiffs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Red, green, blue, white. */
static const unsigned char tiffs_rgb[4][3] = {
	{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};

static int tiffs_quarter(const struct tiff_recipe *recipe, int x, int y)
{
	return (y >= recipe->height / 2) * 2 + (x >= recipe->width / 2);
}

static int tiffs_colours(const struct tiff_recipe *recipe)
{
	switch (recipe->photometric) {
	case PHOTOMETRIC_RGB:
	case PHOTOMETRIC_YCBCR:
		return 3;
	case PHOTOMETRIC_SEPARATED:
		return 4;
	default:
		return 1;
	}
}

static int tiffs_samples(const struct tiff_recipe *recipe)
{
	return tiffs_colours(recipe) + (recipe->alpha != 0);
}

static double tiffs_luma(const unsigned char *rgb)
{
	return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}

/* Sample `s` of a pixel, of 8 bits (of a palette: the index). */
static unsigned tiffs_sample(const struct tiff_recipe *recipe, int x, int y,
			     int s)
{
	int quarter = tiffs_quarter(recipe, x, y);
	const unsigned char *rgb = tiffs_rgb[quarter];
	unsigned luma = (unsigned)(tiffs_luma(rgb) + 0.5);

	if (s == tiffs_colours(recipe))
		return 128;
	if (recipe->black)
		return recipe->photometric == PHOTOMETRIC_MINISWHITE ? 255 : 0;
	switch (recipe->photometric) {
	case PHOTOMETRIC_RGB:
		return rgb[s];
	case PHOTOMETRIC_SEPARATED:
		return s < 3 ? 255u - rgb[s] : 0;
	case PHOTOMETRIC_PALETTE:
		return (unsigned)quarter;
	case PHOTOMETRIC_YCBCR:
		return s == 0 ? luma
			      : (unsigned)(128.5 +
					   (rgb[s == 1 ? 2 : 0] -
					    tiffs_luma(rgb)) /
						   (s == 1 ? 1.773 : 1.403));
	case PHOTOMETRIC_MINISWHITE:
		return 255 - luma;
	default:
		return luma;
	}
}

/* Appends a sample of the recipe's bits; bits are counted in *at. */
static void tiffs_put(const struct tiff_recipe *recipe, unsigned char *to,
		      size_t *at, unsigned sample)
{
	int bits = recipe->bits == 0 ? 8 : recipe->bits;
	bool index = recipe->photometric == PHOTOMETRIC_PALETTE;

	if (bits == 16) {
		uint16_t wide = (uint16_t)(sample * 257);

		memcpy(to + *at / 8, &wide, 2);
	} else if (bits == 8) {
		to[*at / 8] = (unsigned char)sample;
	} else if (bits < 8) {
		unsigned value = index ? sample : sample >> (8 - bits);

		to[*at / 8] |=
			(unsigned char)(value << (8 - bits - (int)(*at % 8)));
	}
	*at += (size_t)bits;
}

/* The block at x, y as libtiff takes it: one plane, or all (-1). */
static void tiffs_block(const struct tiff_recipe *recipe, int x, int y,
			int width, int rows, int plane, unsigned char *to)
{
	size_t at = 0;

	for (int j = 0; j < rows; j++, at = (at + 7) / 8 * 8)
		for (int i = 0; i < width; i++)
			for (int s = 0; s < tiffs_samples(recipe); s++)
				if (plane < 0 || s == plane)
					tiffs_put(recipe, to, &at,
						  tiffs_sample(recipe, x + i,
							       y + j, s));
}

/* The same of YCbCr with colours at half the resolution: TIFF 6.0, section
 * 21. */
static void tiffs_subsampled(const struct tiff_recipe *recipe, int y, int rows,
			     unsigned char *to)
{
	int n = recipe->subsampling;

	for (int j = 0; j < rows; j += n)
		for (int i = 0; i < recipe->width; i += n) {
			for (int k = 0; k < n * n; k++)
				*to++ = (unsigned char)tiffs_sample(
					recipe, i + k % n, y + j + k / n, 0);
			for (int s = 1; s < 3; s++)
				*to++ = (unsigned char)tiffs_sample(recipe, i,
								    y + j, s);
		}
}

static void tiffs_palette(TIFF *tiff, const struct tiff_recipe *recipe)
{
	uint16_t map[3][256] = {{0}};
	int n = recipe->black ? 0 : 4;

	if (recipe->bits == 1)
		n = n > 2 ? 2 : n;
	for (int i = 0; i < n; i++)
		for (int c = 0; c < 3; c++)
			map[c][i] = (uint16_t)(tiffs_rgb[i][c] * 257);
	TIFFSetField(tiff, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
}

static void tiffs_describe(TIFF *tiff, const struct tiff_recipe *recipe)
{
	uint16_t extra = (uint16_t)recipe->alpha;
	uint64_t below[8] = {0};
	int n = recipe->subsampling == 0 ? 1 : recipe->subsampling;

	TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, recipe->width);
	TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, recipe->height);
	TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE,
		     recipe->bits == 0 ? 8 : recipe->bits);
	TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, tiffs_samples(recipe));
	TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, recipe->photometric);
	TIFFSetField(tiff, TIFFTAG_PLANARCONFIG,
		     recipe->separate ? PLANARCONFIG_SEPARATE
				      : PLANARCONFIG_CONTIG);
	TIFFSetField(tiff, TIFFTAG_COMPRESSION,
		     recipe->compression == 0 ? COMPRESSION_NONE
					      : recipe->compression);
	TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, recipe->kind);
	if (recipe->alpha != 0)
		TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
	if (recipe->orientation != 0)
		TIFFSetField(tiff, TIFFTAG_ORIENTATION, recipe->orientation);
	if (recipe->format != 0)
		TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, recipe->format);
	if (recipe->photometric == PHOTOMETRIC_PALETTE)
		tiffs_palette(tiff, recipe);
	if (recipe->photometric == PHOTOMETRIC_YCBCR)
		TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, n, n);
	if (recipe->compression == COMPRESSION_JPEG &&
	    recipe->photometric == PHOTOMETRIC_YCBCR)
		TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
	if (recipe->below != 0)
		TIFFSetField(tiff, TIFFTAG_SUBIFD, recipe->below, below);
}

static bool tiffs_write_block(TIFF *tiff, const struct tiff_recipe *recipe,
			      int x, int y, int width, int rows, int plane)
{
	struct tiff_recipe as = *recipe;
	size_t size = (size_t)(width + 8) * (size_t)(rows + 8) * 16;
	unsigned char *block = mem_zalloc(size);
	uint16_t sample = (uint16_t)(plane < 0 ? 0 : plane);
	tmsize_t len = recipe->tile != 0 ? TIFFTileSize(tiff)
					 : TIFFVStripSize(tiff, (uint32_t)rows);
	bool written;

	/* libtiff makes YCbCr of what it is given for a JPEG. */
	if (recipe->compression == COMPRESSION_JPEG &&
	    recipe->photometric == PHOTOMETRIC_YCBCR)
		as.photometric = PHOTOMETRIC_RGB;
	if (as.photometric == PHOTOMETRIC_YCBCR && as.subsampling > 1)
		tiffs_subsampled(&as, y, rows, block);
	else
		tiffs_block(&as, x, y, width, rows, plane, block);
	if (recipe->tile != 0)
		written = TIFFWriteEncodedTile(
				  tiff,
				  TIFFComputeTile(tiff, (uint32_t)x,
						  (uint32_t)y, 0, sample),
				  block, len) >= 0;
	else
		written = TIFFWriteEncodedStrip(
				  tiff,
				  TIFFComputeStrip(tiff, (uint32_t)y, sample),
				  block, len) >= 0;
	free(block);
	return written;
}

static bool tiffs_page(TIFF *tiff, const struct tiff_recipe *recipe)
{
	int strip = recipe->strip == 0 ? recipe->height : recipe->strip;
	int width = recipe->tile != 0 ? recipe->tile : recipe->width;
	int rows = recipe->tile != 0 ? recipe->tile : strip;
	int first = recipe->separate ? 0 : -1;
	int last = recipe->separate ? tiffs_samples(recipe) - 1 : -1;

	tiffs_describe(tiff, recipe);
	if (recipe->tile != 0) {
		TIFFSetField(tiff, TIFFTAG_TILEWIDTH, width);
		TIFFSetField(tiff, TIFFTAG_TILELENGTH, rows);
	} else {
		TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, strip);
	}
	for (int p = first; p <= last; p++)
		for (int y = 0; y < recipe->height; y += rows)
			for (int x = 0; x < recipe->width; x += width) {
				int left = recipe->height - y;

				if (recipe->tile != 0 || left > rows)
					left = rows;
				if (!tiffs_write_block(tiff, recipe, x, y,
						       width, left, p))
					return false;
			}
	return TIFFWriteDirectory(tiff) != 0;
}

bool tiffs_make(const char *path, const struct tiff_recipe *pages, int n)
{
	TIFF *tiff;
	bool made = true;

	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	for (int i = 0; i < n; i++)
		if (pages[i].compression != 0 &&
		    !TIFFIsCODECConfigured((uint16_t)pages[i].compression))
			return false;
	tiff = TIFFOpen(path, "w");
	for (int i = 0; tiff != NULL && made && i < n; i++)
		made = tiffs_page(tiff, &pages[i]);
	if (tiff != NULL)
		TIFFClose(tiff);
	return tiff != NULL && made;
}
