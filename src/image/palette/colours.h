/*
 * colours.h: which colours occur in a picture, and how often. Behind palette.h.
 */
#ifndef IMAGE_PALETTE_COLOURS_H
#define IMAGE_PALETTE_COLOURS_H

#include <stddef.h>
#include <stdint.h>

#include "image/pixels/bitmap.h"

/* Pixels that are nearly alike: 32 steps a channel, of grey 256. */
#define COLOURS_BINS (32 * 32 * 32)

struct colour {
	uint32_t count;
	unsigned char rgb[3]; /* their mean */
};

struct colours {
	struct colour *items;
	size_t n;
	double pixels; /* counts together */
};

/* Of every `step`-th pixel of every `step`-th row, and of fewer where the picture
 * is very large. Any thread; done is due. */
void colours_count(const struct bitmap *bitmap, int step, struct colours *ret);
void colours_done(struct colours *colours);

/* Less than COLOURS_BINS. */
static inline unsigned int colours_bin(const unsigned char *p, int channels)
{
	if (channels == 1)
		return p[0];
	return (unsigned int)(p[0] >> 3) << 10 |
	       (unsigned int)(p[1] >> 3) << 5 | p[2] >> 3;
}

/* The square of how far a pixel is from a colour. */
static inline uint32_t colours_distance(const unsigned char *p, int channels,
					const unsigned char *rgb)
{
	int red = p[0] - rgb[0];
	int green = p[channels == 1 ? 0 : 1] - rgb[1];
	int blue = p[channels == 1 ? 0 : 2] - rgb[2];

	return (uint32_t)(red * red + green * green + blue * blue);
}

#endif
