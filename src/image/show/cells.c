/*
 * cells.c: a picture made of character cells. See cells.h.
 *
 * In colour a cell is U+2580, upper half block: its foreground is the upper
 * pixel, its background the lower one. Without colour a cell is a shade.
 *
 * A quadrant or a sextant shows four or six pixels in two colours: of all ways
 * to part them the one is taken whose pixels are nearest to the means of their
 * parts. Since squares of what is given are the same in each, that is where the
 * sums, squared and divided by how many they are of, are largest.
 *
 * 1. The last pixel, at the lower right, is always of the background: that a
 *    part and what is left of it change places shows the same.
 * 2. A cell of one colour is U+2580 in that colour twice.
 */
#include "config.h"

#include "image/show/cells.h"

#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#define CELLS_HALF "\xE2\x96\x80" /* U+2580 */
#define CELLS_WAIT "\xC2\xB7"	  /* U+00B7, a dot */

/* From dark to light, for light text on a dark screen. The darkest is a
 * no-break space, which curses does not take for a blank. */
static const char *const cells_shades[] = {
	"\xC2\xA0",	"\xE2\x96\x91", "\xE2\x96\x92",
	"\xE2\x96\x93", "\xE2\x96\x88",
};
static const char cells_letters[] = ".:-=+*#%@";

struct cells_rgb {
	int red, green, blue;
};

static struct cells_rgb cells_pixel(const struct bitmap *grid, int x, int y)
{
	const unsigned char *p = grid->pixels + (size_t)y * grid->stride +
				 (size_t)x * (size_t)grid->channels;

	if (grid->channels == 1)
		return (struct cells_rgb){p[0], p[0], p[0]};
	return (struct cells_rgb){p[0], p[1], p[2]};
}

static int32_t cells_pack(struct cells_rgb c)
{
	return (int32_t)(c.red << 16 | c.green << 8 | c.blue);
}

/* --- colours that a terminal has ------------------------------------------ */

static int32_t cells_true(struct cells_rgb c, int x, int y)
{
	(void)x;
	(void)y;
	return cells_pack(c);
}

/* The nearest of the six steps of xterm's colour cube. */
static int cells_step(int value)
{
	static const int steps[] = {0, 95, 135, 175, 215, 255};
	int best = 0;

	for (int i = 1; i < (int)ARRAY_LEN(steps); i++)
		if (abs(steps[i] - value) < abs(steps[best] - value))
			best = i;
	return steps[best];
}

static int cells_far(struct cells_rgb a, struct cells_rgb b)
{
	int red = a.red - b.red, green = a.green - b.green,
	    blue = a.blue - b.blue;

	return red * red + green * green + blue * blue;
}

static int32_t cells_256(struct cells_rgb c, int x, int y)
{
	struct cells_rgb cube = {cells_step(c.red), cells_step(c.green),
				 cells_step(c.blue)};
	int mean = (c.red + c.green + c.blue) / 3;
	int step = mean < 3 ? 0 : mean > 238 ? 23 : (mean - 3) / 10;
	int level = 8 + 10 * step;
	struct cells_rgb grey = {level, level, level};

	(void)x;
	(void)y;
	return cells_pack(cells_far(c, grey) < cells_far(c, cube) ? grey
								  : cube);
}

/* Bayer's matrix of 4 x 4: thresholds that turn shades into patterns. */
static int32_t cells_8(struct cells_rgb c, int x, int y)
{
	static const int bayer[4][4] = {
		{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
	int threshold = 8 + 16 * bayer[y & 3][x & 3];
	struct cells_rgb corner = {c.red > threshold ? 255 : 0,
				   c.green > threshold ? 255 : 0,
				   c.blue > threshold ? 255 : 0};

	return cells_pack(corner);
}

static int32_t (*const cells_colour[])(struct cells_rgb c, int x, int y) = {
	[PREVIEW_COLOURS_8] = cells_8,
	[PREVIEW_COLOURS_256] = cells_256,
	[PREVIEW_TRUE_COLOUR] = cells_true,
};

/* --- blocks of four and six ----------------------------------------------- */

static const struct {
	int width, height;
} cells_grids[] = {
	[CELL_HALVES] = {1, 2},
	[CELL_QUADRANTS] = {2, 2},
	[CELL_SEXTANTS] = {2, 3},
};
#define CELLS_PIXELS 6 /* at most */

/* Of the foreground, as bits from the upper left on, row by row. */
static uint32_t cells_quadrant(unsigned mask)
{
	static const uint32_t points[] = {0x2580, 0x2598, 0x259d, 0x2580,
					  0x2596, 0x258c, 0x259e, 0x259b};

	return points[mask];
}

/* The standard leaves out what was there before: nothing, the halves and all;
 * mask 21 is the left half. */
static uint32_t cells_sextant(unsigned mask)
{
	if (mask == 0)
		return 0x2580;
	if (mask == 21)
		return 0x258c;
	return 0x1fb00 + mask - (mask > 21 ? 2 : 1);
}

struct cells_sum {
	int red, green, blue, n;
};

static double cells_worth(const struct cells_sum *sum)
{
	double red = sum->red, green = sum->green, blue = sum->blue;

	return sum->n == 0 ? 0
			   : (red * red + green * green + blue * blue) / sum->n;
}

static struct cells_sum cells_add(const struct cells_sum *a,
				  const struct cells_sum *b, int sign)
{
	return (struct cells_sum){a->red + sign * b->red,
				  a->green + sign * b->green,
				  a->blue + sign * b->blue, a->n + sign * b->n};
}

static struct cells_rgb cells_sum_mean(const struct cells_sum *sum)
{
	int n = sum->n > 0 ? sum->n : 1;

	return (struct cells_rgb){(sum->red + n / 2) / n,
				  (sum->green + n / 2) / n,
				  (sum->blue + n / 2) / n};
}

/* The best part of n pixels to be the foreground, and both colours. */
static unsigned cells_part(const struct cells_sum *pixels, int n,
			   struct cells_rgb *ret_fg, struct cells_rgb *ret_bg)
{
	struct cells_sum sums[1 << (CELLS_PIXELS - 1)] = {{0}};
	struct cells_sum all = pixels[n - 1], rest;
	unsigned best = 0;
	double most = -1;

	for (int i = 0; i < n - 1; i++) {
		all = cells_add(&all, &pixels[i], 1);
		for (unsigned mask = 0; mask < 1u << i; mask++)
			sums[mask | 1u << i] =
				cells_add(&sums[mask], &pixels[i], 1);
	}
	for (unsigned mask = 0; mask < 1u << (n - 1); mask++) {
		double worth;

		rest = cells_add(&all, &sums[mask], -1);
		worth = cells_worth(&sums[mask]) + cells_worth(&rest);
		if (worth > most + 1e-6) {
			most = worth;
			best = mask;
		}
	}
	rest = cells_add(&all, &sums[best], -1);
	*ret_bg = cells_sum_mean(&rest);
	*ret_fg = best == 0 ? *ret_bg : cells_sum_mean(&sums[best]);
	return best;
}

/* --- cells ---------------------------------------------------------------- */

static struct cells_rgb cells_mean(struct cells_rgb a, struct cells_rgb b)
{
	return (struct cells_rgb){(a.red + b.red) / 2, (a.green + b.green) / 2,
				  (a.blue + b.blue) / 2};
}

static void cells_set(struct preview_cell *cell, const char *text, int32_t fg,
		      int32_t bg)
{
	size_t len = strlen(text);

	memset(cell->text, 0, sizeof(cell->text));
	memcpy(cell->text, text,
	       len < sizeof(cell->text) ? len : sizeof(cell->text) - 1);
	cell->fg = fg;
	cell->bg = bg;
}

static void cells_set_mono(struct preview_cell *cell, struct cells_rgb c,
			   bool ascii)
{
	int luma = (299 * c.red + 587 * c.green + 114 * c.blue) / 1000;
	char letter[2] = "";

	letter[0] = cells_letters[luma * (int)strlen(cells_letters) / 256];
	cells_set(
		cell,
		ascii ? letter
		      : cells_shades[luma * (int)ARRAY_LEN(cells_shades) / 256],
		-1, -1);
}

static void cells_set_colour(struct preview_cell *cell,
			     const struct bitmap *grid, int x, int row,
			     enum preview_colours colours, bool ascii)
{
	struct cells_rgb upper = cells_pixel(grid, x, 2 * row);
	struct cells_rgb lower = cells_pixel(grid, x, 2 * row + 1);
	int32_t (*colour)(struct cells_rgb, int, int) = cells_colour[colours];
	int32_t both;

	if (!ascii) {
		cells_set(cell, CELLS_HALF, colour(upper, x, 2 * row),
			  colour(lower, x, 2 * row + 1));
		return;
	}
	both = colour(cells_mean(upper, lower), x, row);
	cells_set(cell, "#", both, both);
}

enum cell_blocks cells_blocks(enum cell_blocks wanted,
			      enum preview_colours colours, bool ascii)
{
	return ascii || colours < PREVIEW_COLOURS_256 ? CELL_HALVES : wanted;
}

void cells_grid(enum cell_blocks blocks, int *ret_width, int *ret_height)
{
	*ret_width = cells_grids[blocks].width;
	*ret_height = cells_grids[blocks].height;
}

static void cells_set_block(struct preview_cell *cell,
			    const struct bitmap *grid, int column, int row,
			    enum preview_colours colours,
			    enum cell_blocks blocks)
{
	int width = cells_grids[blocks].width;
	int height = cells_grids[blocks].height;
	struct cells_sum pixels[CELLS_PIXELS];
	struct cells_rgb fg, bg;
	uint8_t text[sizeof(cell->text)] = "";
	unsigned mask;
	uint32_t point;

	for (int i = 0; i < width * height; i++) {
		struct cells_rgb p =
			cells_pixel(grid, column * width + i % width,
				    row * height + i / width);

		pixels[i] = (struct cells_sum){p.red, p.green, p.blue, 1};
	}
	mask = cells_part(pixels, width * height, &fg, &bg);
	point = blocks == CELL_QUADRANTS ? cells_quadrant(mask)
					 : cells_sextant(mask);
	u8_uctomb(text, point, sizeof(text) - 1);
	cells_set(cell, (const char *)text, cells_colour[colours](fg, 0, 0),
		  cells_colour[colours](bg, 0, 0));
}

static void cells_paint_blocks(const struct bitmap *grid,
			       enum preview_colours colours,
			       enum cell_blocks blocks,
			       struct preview_cell *cells, int stride)
{
	for (int row = 0; row < grid->height / cells_grids[blocks].height;
	     row++)
		for (int x = 0; x < grid->width / cells_grids[blocks].width;
		     x++)
			cells_set_block(&cells[(size_t)row * (size_t)stride +
					       (size_t)x],
					grid, x, row, colours, blocks);
}

void cells_paint(const struct bitmap *grid, enum preview_colours colours,
		 enum cell_blocks blocks, bool ascii,
		 struct preview_cell *cells, int stride)
{
	if (blocks != CELL_HALVES) {
		cells_paint_blocks(grid, colours, blocks, cells, stride);
		return;
	}
	for (int row = 0; row < grid->height / 2; row++)
		for (int x = 0; x < grid->width; x++) {
			struct preview_cell *cell =
				&cells[(size_t)row * (size_t)stride +
				       (size_t)x];

			if (colours != PREVIEW_MONO) {
				cells_set_colour(cell, grid, x, row, colours,
						 ascii);
				continue;
			}
			cells_set_mono(
				cell,
				cells_mean(cells_pixel(grid, x, 2 * row),
					   cells_pixel(grid, x, 2 * row + 1)),
				ascii);
		}
}

void cells_wait(struct preview_cell *cells, int count, bool ascii)
{
	for (int i = 0; i < count; i++)
		cells_set(&cells[i], ascii ? "." : CELLS_WAIT, -1, -1);
}

void cells_clear(struct preview_cell *cells, int count)
{
	for (int i = 0; i < count; i++)
		cells_set(&cells[i], " ", -1, -1);
}
