/*
 * palette_grow.c: palettes of strips, one out of the other; palette_grow of
 * palette.h.
 *
 * Each colour that occurs belongs to the entry that is nearest. The entry whose
 * pixels are worst off gets another one beside it, in the midst of those that lie
 * to its farther side, until the mean square of what is off is as good as asked for,
 * or the palette is full. In the end the new entries are moved to the mean of what is
 * theirs.
 *
 * 1. Entries of the palette before are neither moved nor left out where they are
 *    used: what is plain has one colour across all strips.
 * 2. A coarse palette has an entry for what is of quite another colour, however
 *    little that adds to what is off.
 * 3. One that hardly anything uses makes room. Where that is not enough, none is
 *    kept: a strip of so many colours shows no seam.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/palette/colours.h"
#include "image/palette/palette.h"

/* Of what is good: then what was kept stands in the way of what is there. */
#define GROW_POOR (5.0 / 3)
/* Shares of the pixels that keep an entry, one of a palette that is nearly
 * full, and one where less than PALETTE_GOOD will do. */
#define GROW_SHARE	  1e-4
#define GROW_SHARE_FULL	  1e-3
#define GROW_SHARE_COARSE 0.1
/* Where less will do: a square that makes it another hue (growth_hue), and a share
 * of the pixels that is seen all the same, as a flower is. */
#define GROW_FAR     (36 * 36)
#define GROW_SEEN    5e-4
#define GROW_SETTLES 2	   /* how often the new entries are moved */
#define GROW_SAMPLE  32768 /* pixels: enough for a share of a thousandth */

struct growth {
	struct colours all;
	uint32_t *distance;	/* of each colour to its entry, squared */
	unsigned char *nearest; /* that entry */
	struct palette palette;
	double good;
	int kept; /* entries of the palette before */
};

static void growth_done(struct growth *growth)
{
	colours_done(&growth->all);
	free(growth->distance);
	free(growth->nearest);
}

static void growth_init(struct growth *growth, const struct bitmap *bitmap)
{
	double pixels = (double)bitmap->width * bitmap->height;
	int step = 1;

	while (pixels / (step * step) > GROW_SAMPLE)
		step++;
	colours_count(bitmap, step, &growth->all);
	growth->distance = mem_alloc((growth->all.n + 1) * sizeof(uint32_t));
	growth->nearest = mem_alloc(growth->all.n + 1);
}

/* To the entry go the colours that it is nearer to than their own. */
static void growth_offer(struct growth *growth, int entry)
{
	const unsigned char *rgb = growth->palette.rgb[entry];

	for (size_t i = 0; i < growth->all.n; i++) {
		uint32_t distance =
			colours_distance(growth->all.items[i].rgb, 3, rgb);

		if (distance >= growth->distance[i])
			continue;
		growth->distance[i] = distance;
		growth->nearest[i] = (unsigned char)entry;
	}
}

static void growth_share_out(struct growth *growth)
{
	memset(growth->distance, 0xFF, growth->all.n * sizeof(uint32_t));
	for (int i = 0; i < growth->palette.n; i++)
		growth_offer(growth, i);
}

/* Leaves those out that no more than this share of the pixels uses. */
static void growth_thin(struct growth *growth, double share)
{
	struct palette *palette = &growth->palette;
	double used[PALETTE_MAX] = {0};
	int n = 0;

	if (palette->n == 0)
		return;
	growth_share_out(growth);
	for (size_t i = 0; i < growth->all.n; i++)
		used[growth->nearest[i]] += growth->all.items[i].count;
	for (int i = 0; i < palette->n; i++)
		if (used[i] > share * growth->all.pixels)
			memmove(palette->rgb[n++], palette->rgb[i], 3);
	palette->n = n;
}

/* Takes of the palette before what is used here, too. */
static void growth_keep(struct growth *growth, int limit)
{
	struct palette *palette = &growth->palette;

	growth_thin(growth, growth->good > PALETTE_GOOD	 ? GROW_SHARE_COARSE
			    : 4 * palette->n > 3 * limit ? GROW_SHARE_FULL
							 : GROW_SHARE);
	if (palette->n > limit)
		palette->n = limit;
	growth->kept = palette->n;
	/* The first may be anything: it is moved. */
	if (palette->n == 0)
		*palette = (struct palette){.n = 1};
	growth_share_out(growth);
}

/* The entry whose pixels are worst off, or -1 where all are no more off than
 * this mean square of a channel. */
static int growth_worst(const struct growth *growth, double square)
{
	double off[PALETTE_MAX] = {0}, all = 0;
	int worst = 0;

	for (size_t i = 0; i < growth->all.n; i++) {
		double sum = (double)growth->all.items[i].count *
			     growth->distance[i];

		off[growth->nearest[i]] += sum;
		all += sum;
	}
	for (int i = 1; i < growth->palette.n; i++)
		if (off[i] > off[worst])
			worst = i;
	return all > 3 * square * growth->all.pixels ? worst : -1;
}

/* The square of how far two colours are from each other beside how light they
 * are. */
static int growth_hue(const unsigned char a[3], const unsigned char b[3])
{
	int green = a[1] - b[1];
	int red = a[0] - b[0] - green, blue = a[2] - b[2] - green;

	return red * red + blue * blue;
}

/* The entry that has most pixels of quite another colour, or -1 where that are
 * too few to be seen. */
static int growth_strange(const struct growth *growth)
{
	double far[PALETTE_MAX] = {0};
	int most = 0;

	for (size_t i = 0; i < growth->all.n; i++) {
		const struct colour *colour = &growth->all.items[i];
		int entry = growth->nearest[i];

		if (growth_hue(colour->rgb, growth->palette.rgb[entry]) >
		    GROW_FAR)
			far[entry] += colour->count;
	}
	for (int i = 1; i < growth->palette.n; i++)
		if (far[i] > far[most])
			most = i;
	return far[most] > GROW_SEEN * growth->all.pixels ? most : -1;
}

/* Along which channel, and to which side of an entry, its pixels are off most. */
static void growth_side(const struct growth *growth, int entry,
			int *ret_channel, bool *ret_above)
{
	double off[3][2] = {{0}};

	*ret_channel = 0;
	*ret_above = false;
	for (size_t i = 0; i < growth->all.n; i++) {
		const struct colour *colour = &growth->all.items[i];

		for (int c = 0; growth->nearest[i] == entry && c < 3; c++) {
			int d = colour->rgb[c] - growth->palette.rgb[entry][c];

			off[c][d > 0] += (double)colour->count * d * d;
		}
	}
	for (int c = 0; c < 3; c++)
		for (int above = 0; above < 2; above++)
			if (off[c][above] > off[*ret_channel][*ret_above]) {
				*ret_channel = c;
				*ret_above = above != 0;
			}
}

/* Another entry beside this one; false when nothing lies there. */
static bool growth_part(struct growth *growth, int entry)
{
	struct palette *palette = &growth->palette;
	double sum[3] = {0}, n = 0;
	int channel;
	bool above;

	growth_side(growth, entry, &channel, &above);
	for (size_t i = 0; i < growth->all.n; i++) {
		const struct colour *colour = &growth->all.items[i];
		int d = colour->rgb[channel] - palette->rgb[entry][channel];
		/* What is far off counts more. */
		double weight = (double)colour->count * abs(d);

		if (growth->nearest[i] != entry || d == 0 || (d > 0) != above)
			continue;
		n += weight;
		for (int c = 0; c < 3; c++)
			sum[c] += weight * colour->rgb[c];
	}
	if (n == 0)
		return false;
	for (int c = 0; c < 3; c++)
		sum[c] /= n;
	palette_name(sum, palette->rgb[palette->n++]);
	growth_offer(growth, palette->n - 1);
	return true;
}

/* Moves the new entries to the mean of what is theirs. */
static void growth_settle(struct growth *growth)
{
	double sum[PALETTE_MAX][3] = {{0}}, n[PALETTE_MAX] = {0};

	for (size_t i = 0; i < growth->all.n; i++) {
		const struct colour *colour = &growth->all.items[i];

		n[growth->nearest[i]] += colour->count;
		for (int c = 0; c < 3; c++)
			sum[growth->nearest[i]][c] +=
				(double)colour->count * colour->rgb[c];
	}
	for (int i = growth->kept; i < growth->palette.n; i++) {
		for (int c = 0; n[i] > 0 && c < 3; c++)
			sum[i][c] /= n[i];
		if (n[i] > 0)
			palette_name(sum[i], growth->palette.rgb[i]);
	}
	growth_share_out(growth);
}

void palette_grow(const struct palette *before, const struct bitmap *bitmap,
		  int colours, double good, struct palette *ret)
{
	struct growth growth CLEANUP(growth_done) = {.palette = *before,
						     .good = good};
	int limit = colours < 1		    ? 1
		    : colours > PALETTE_MAX ? PALETTE_MAX
					    : colours;
	int worst;

	growth_init(&growth, bitmap);
	growth_keep(&growth, limit);
	if (growth.kept == 0)
		growth_settle(&growth);
	while (growth.palette.n < limit &&
	       (worst = growth_worst(&growth, good)) >= 0)
		if (!growth_part(&growth, worst))
			break;
	while (good > PALETTE_GOOD && growth.palette.n < limit &&
	       (worst = growth_strange(&growth)) >= 0)
		if (!growth_part(&growth, worst))
			break;
	for (int i = 0; i < GROW_SETTLES; i++)
		growth_settle(&growth);
	growth_thin(&growth, 0);
	*ret = growth.palette;
	if (growth_worst(&growth, GROW_POOR * good) >= 0)
		palette_make(bitmap, colours, ret);
}
