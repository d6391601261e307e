/*
 * palette.h: the few colours that a picture is sent in, and the picture in
 * those colours.
 */
#ifndef IMAGE_PALETTE_PALETTE_H
#define IMAGE_PALETTE_PALETTE_H

#include "base/error.h"
#include "image/pixels/bitmap.h"

#define PALETTE_MAX 256

struct palette {
	int n;
	unsigned char rgb[PALETTE_MAX][3];
};

/*
 * The `colours` (1 to 256) colours that fit the picture best, fewer where it
 * has fewer. Each is one that sixel can name, whole per cents of red, green
 * and blue (DEC STD 070, 9.6), so that what is sent is what was mapped. Any
 * thread; cannot fail.
 */
void palette_make(const struct bitmap *bitmap, int colours,
		  struct palette *ret);

/* The mean square that a channel may be off: hardly to be told from all colours. */
#define PALETTE_GOOD 12.0

/*
 * A palette for the strip of a picture that goes on below another one's, which
 * had `before` (n 0: there is none): the colours of that one that occur here,
 * too, and as many more, up to `colours` in all, as it takes to be so `good`.
 * Few that occur are few that have to be sent; that they stay leaves no seam: where
 * less than PALETTE_GOOD is asked for, of so many colours, only those of much
 * of it do. Any thread; cannot fail.
 */
void palette_grow(const struct palette *before, const struct bitmap *bitmap,
		  int colours, double good, struct palette *ret);

/* The nearest colour that sixel can name. */
void palette_name(const double rgb[3], unsigned char ret[3]);

/* Adds a colour, as near as sixel can name it, and returns its index; with a
 * full palette the last one is replaced. */
int palette_add(struct palette *palette, int red, int green, int blue);

/*
 * The picture as indices, a bitmap of one channel. A pixel keeps the colour
 * of its left or upper neighbour where that is nearly as good as the best:
 * long runs are what makes sixel short.
 */
int palette_map(const struct palette *palette, const struct bitmap *bitmap,
		struct bitmap *ret, struct error *err) MUST_USE;
/* The same of a picture that goes on below another one: `above` is the last row
 * of that one's indices, NULL: there is none. */
int palette_map_on(const struct palette *palette, const struct bitmap *bitmap,
		   const unsigned char *above, struct bitmap *ret,
		   struct error *err) MUST_USE;

/* Turns indices of one palette into the nearest of another. */
void palette_carry(const struct palette *from, const struct palette *to,
		   unsigned char *row, size_t n);

#endif
