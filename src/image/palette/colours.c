/*
 * colours.c: the colours of a picture, counted in bins. See colours.h.
 *
 * 1. A bin's mean colour is kept, so that a picture of few colours comes out
 *    in exactly these, not in the middles of their bins.
 * 2. No sum of a bin, nor that with what rounds its mean, is larger than 32 bits
 *    hold: no more than COLOURS_MOST pixels are counted.
 */
#include "config.h"

#include "image/palette/colours.h"

#include <stdlib.h>

#include "base/mem.h"

#define COLOURS_MOST ((size_t)UINT32_MAX / 256)

struct colours_bin {
	uint32_t sum[3];
	uint32_t count;
};

static void colours_count_row(struct colours_bin *bins, const unsigned char *p,
			      int width, int step, int channels)
{
	for (int x = 0; x < width; x += step, p += step * channels) {
		struct colours_bin *bin = &bins[colours_bin(p, channels)];

		bin->count++;
		bin->sum[0] += p[0];
		if (channels == 1)
			continue;
		bin->sum[1] += p[1];
		bin->sum[2] += p[2];
	}
}

static void colours_take(struct colours *colours, const struct colours_bin *bin,
			 int channels)
{
	struct colour *to = &colours->items[colours->n++];

	to->count = bin->count;
	colours->pixels += bin->count;
	for (int c = 0; c < 3; c++)
		to->rgb[c] = (unsigned char)((bin->sum[channels == 1 ? 0 : c] +
					      bin->count / 2) /
					     bin->count);
}

void colours_count(const struct bitmap *bitmap, int step, struct colours *ret)
{
	size_t n_bins = bitmap->channels == 1 ? 256 : COLOURS_BINS, n = 0;
	struct colours_bin *bins = mem_zalloc(n_bins * sizeof(*bins));

	while ((size_t)(bitmap->width / step + 1) *
		       (size_t)(bitmap->height / step + 1) >
	       COLOURS_MOST)
		step++;
	for (int y = 0; y < bitmap->height; y += step)
		colours_count_row(bins,
				  bitmap->pixels + (size_t)y * bitmap->stride,
				  bitmap->width, step, bitmap->channels);
	for (size_t i = 0; i < n_bins; i++)
		n += bins[i].count > 0;
	*ret = (struct colours){
		.items = mem_alloc((n + 1) * sizeof(*ret->items))};
	for (size_t i = 0; i < n_bins; i++)
		if (bins[i].count > 0)
			colours_take(ret, &bins[i], bitmap->channels);
	free(bins);
}

void colours_done(struct colours *colours)
{
	free(colours->items);
}
