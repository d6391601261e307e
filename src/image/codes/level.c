/*
 * level.c: codes made level. See level.h.
 *
 * Bars say the same all along: what is averaged in that direction loses its
 * noise and none of its edges.
 */
#include "config.h"

#include "image/codes/level.h"

#include <math.h>

#define LEVEL_TAPS  6 /* samples that are averaged along bars, a pixel apart */
#define LEVEL_STEP  4.0	 /* pixels between rows of bars */
#define LEVEL_QUIET 0.15 /* of the length, at each end: the quiet zones */
#define LEVEL_EDGE  24.0 /* pixels at least */
/* Of bars the middle of the breadth, this share: the ends are print, or
 * slant; and some rows at least. */
#define LEVEL_BREADTH 0.85
#define LEVEL_ROWS    6.0

/* Between four pixels; outside there is what is at the edge. */
static double sample(const struct bitmap *from, double x, double y)
{
	double left, top, part_x, part_y;
	const unsigned char *above, *below;
	int column, row, right;

	x = fmin(fmax(x, 0), from->width - 1);
	y = fmin(fmax(y, 0), from->height - 1);
	left = floor(x);
	top = floor(y);
	part_x = x - left;
	part_y = y - top;
	column = (int)left;
	row = (int)top;
	right = column + 1 < from->width ? column + 1 : column;
	above = from->pixels + (size_t)row * from->stride;
	below = row + 1 < from->height ? above + from->stride : above;
	return (above[column] * (1 - part_x) + above[right] * part_x) *
		       (1 - part_y) +
	       (below[column] * (1 - part_x) + below[right] * part_x) * part_y;
}

/* The mean of some samples in a row, a pixel apart. */
static double sample_along(const struct bitmap *from, double x, double y,
			   double along_x, double along_y, int taps)
{
	double sum = 0;

	for (int k = 0; k < taps; k++) {
		double at = k - (taps - 1) / 2.0;

		sum += sample(from, x + at * along_x, y + at * along_y);
	}
	return sum / taps;
}

/* Of pixels of the level picture to those of the piece; `step` of these lie
 * between rows. */
static struct scan_map level_map(const struct code_piece *piece,
				 const struct code_area *area, double zoom,
				 double step, const struct bitmap *level)
{
	double c = cos(area->angle), s = sin(area->angle);
	struct scan_map map = {.ux = c / zoom,
			       .uy = s / zoom,
			       .vx = -s * step,
			       .vy = c * step};
	double half_u = (level->width - 1) / 2.0;
	double half_v = (level->height - 1) / 2.0;

	map.x = (area->x - piece->x) * piece->scale - half_u * map.ux -
		half_v * map.vx;
	map.y = (area->y - piece->y) * piece->scale - half_u * map.uy -
		half_v * map.vy;
	return map;
}

/* Brightness as `gamma` has it. */
static void tones_make(double gamma, unsigned char tones[256])
{
	for (int i = 0; i < 256; i++)
		tones[i] =
			(unsigned char)lround(255 * pow(i / 255.0, 1 / gamma));
}

static void level_fill(const struct bitmap *from, const struct scan_map *map,
		       int taps, const unsigned char *tones,
		       struct bitmap *level)
{
	double step = hypot(map->vx, map->vy);
	double along_x = map->vx / step, along_y = map->vy / step;

	for (int v = 0; v < level->height; v++) {
		unsigned char *to = level->pixels + (size_t)v * level->stride;

		for (int u = 0; u < level->width; u++) {
			double x = map->x + u * map->ux + v * map->vx;
			double y = map->y + u * map->uy + v * map->vy;

			to[u] = tones[lround(sample_along(from, x, y, along_x,
							  along_y, taps))];
		}
	}
}

/* The same with paper beside it. */
static double with_quiet(double length)
{
	return length + 2 * fmax(length * LEVEL_QUIET, LEVEL_EDGE);
}

static double level_rows(const struct code_area *area, double scale,
			 double zoom)
{
	double breadth = area->breadth * scale;

	if (area->bars)
		return fmax(breadth * LEVEL_BREADTH / LEVEL_STEP, LEVEL_ROWS);
	return with_quiet(breadth) * zoom;
}

int level_area(const struct code_piece *piece, const struct code_area *area,
	       const struct level_way *way, struct bitmap *ret,
	       struct scan_map *ret_map, struct error *err)
{
	double width = with_quiet(area->length * piece->scale) * way->zoom;
	double height = level_rows(area, piece->scale, way->zoom);
	unsigned char tones[256];
	struct scan_map map;

	if (bitmap_init(ret, (int)ceil(width), (int)ceil(height), 1, err) < 0)
		return -1;
	map = level_map(piece, area, way->zoom,
			area->bars ? LEVEL_STEP : 1 / way->zoom, ret);
	tones_make(way->gamma, tones);
	level_fill(piece->pixels, &map, area->bars ? LEVEL_TAPS : 1, tones,
		   ret);
	*ret_map = (struct scan_map){
		.x = piece->x + map.x / piece->scale,
		.y = piece->y + map.y / piece->scale,
		.ux = map.ux / piece->scale,
		.uy = map.uy / piece->scale,
		.vx = map.vx / piece->scale,
		.vy = map.vy / piece->scale,
	};
	return 0;
}
