/*
 * codes.c: reads the codes of a picture. See codes.h.
 *
 * The picture is decoded once at full size. Its rows are gathered in strips
 * that libzbar crosses every few pixels, which reads most of what stands
 * nearly level; and they are looked at for what is textured like a code
 * (texture.h). Where nothing was read in such an area, it is cut out in a
 * second decode and read with more care: bars are turned upright, averaged
 * along their length and enlarged, squares are crossed at every pixel.
 *
 * 1. A strip has STRIP_PIXELS at most, an area AREA_PIXELS, and no more areas
 *    than TEXTURE_AREAS_MAX are looked at: neither memory nor time grows with
 *    what is on a sheet.
 * 2. What lies across the edge of two strips is in both, or is an area.
 * 3. A code that stands in an area has the area's box, since libzbar tells
 *    only where it crossed.
 */
#include "config.h"

#include "image/codes/codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "image/codes/level.h"
#include "image/codes/matrix.h"
#include "image/codes/scan.h"
#include "image/codes/texture.h"
#include "image/decode/part.h"

enum {
	STRIP_PIXELS = 8 << 20,
	STRIP_ROWS_LEAST = 256,
	STRIP_OVERLAP = 4, /* a strip shares the fourth part with the next */
	STRIP_STEP = 4,	   /* pixels from one crossing to the next */
	AREA_PIXELS = 2 << 20,
	SQUARE_SMALL = 200, /* sides that a square is made, in turn */
	SQUARE_LARGE = 480,
};

#define SOWN_LEAST 0.36
#define SOWN_MOST  0.64
#define SOWN_GREY  0.35
#define SOWN_RANGE 40

/* The work on one picture. */
struct finder {
	const struct picture_info *info;
	const atomic_bool *cancelled; /* borrowed, or NULL */
	struct scan *scan;	      /* owned */
	struct texture texture;
	struct bitmap strip; /* rows of it from the top are filled */
	int first;	     /* row of the picture that is its first */
	int filled;
	struct codes codes;
};

static void finder_done(struct finder *finder)
{
	scan_free(finder->scan);
	texture_done(&finder->texture);
	bitmap_done(&finder->strip);
	codes_done(&finder->codes);
}

static int finder_init(struct finder *finder, struct error *err)
{
	int width = finder->info->width, height = finder->info->height;
	int rows = STRIP_PIXELS / width;

	if (bitmap_check(width, height, err) < 0)
		return -1;
	rows = rows > STRIP_ROWS_LEAST ? rows : STRIP_ROWS_LEAST;
	rows = rows < height ? rows : height;
	if (bitmap_init(&finder->strip, width, rows, 1, err) < 0 ||
	    scan_new(&finder->scan, err) < 0)
		return -1;
	texture_init(&finder->texture, width, height);
	return 0;
}

/* --- strips --------------------------------------------------------------- */

static void strip_scan(struct finder *finder)
{
	struct scan_map map = {.y = finder->first, .ux = 1, .vy = 1};
	struct bitmap part = finder->strip;

	part.height = finder->filled;
	scan_plane(finder->scan, SCAN_ALL, STRIP_STEP, &part, &map,
		   &finder->codes);
}

/* Keeps the last rows for the next strip. */
static void strip_move(struct finder *finder)
{
	int keep = finder->filled / STRIP_OVERLAP;
	size_t stride = finder->strip.stride;

	memmove(finder->strip.pixels,
		finder->strip.pixels + (size_t)(finder->filled - keep) * stride,
		(size_t)keep * stride);
	finder->first += finder->filled - keep;
	finder->filled = keep;
}

static void finder_row(void *arg, int y, const unsigned char *row)
{
	struct finder *finder = arg;

	texture_row(&finder->texture, y, row);
	memcpy(finder->strip.pixels +
		       (size_t)finder->filled++ * finder->strip.stride,
	       row, (size_t)finder->info->width);
	if (y == finder->info->height - 1)
		strip_scan(finder);
	else if (finder->filled == finder->strip.height) {
		strip_scan(finder);
		strip_move(finder);
	}
}

/* --- areas ---------------------------------------------------------------- */

static bool box_holds(struct box box, double x, double y)
{
	return x >= box.x && x < box.x + box.w && y >= box.y &&
	       y < box.y + box.h;
}

/* The codes whose middle lies in the area; the last of them in *ret_last. */
static int area_codes(const struct code_area *area, const struct codes *codes,
		      struct code **ret_last)
{
	int n = 0;

	for (size_t i = 0; i < codes->n; i++) {
		struct box box = codes->items[i].box;

		if (box_holds(area->box, box.x + box.w / 2.0,
			      box.y + box.h / 2.0)) {
			*ret_last = &codes->items[i];
			n++;
		}
	}
	return n;
}

/* Gives the codes of areas their boxes, and leaves the areas in which nothing
 * was read; returns the number of these. */
static size_t areas_settle(struct code_area *areas, size_t n,
			   struct codes *codes)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		struct code *code = NULL;
		int inside = area_codes(&areas[i], codes, &code);

		if (inside == 0)
			areas[left++] = areas[i];
		else if (inside == 1 && areas[i].bars)
			code->box = areas[i].box;
	}
	return left;
}

/* What is cut out for an area: with the quiet zones of its code. */
static struct box area_crop(const struct code_area *area,
			    const struct picture_info *info)
{
	int longer = area->box.w > area->box.h ? area->box.w : area->box.h;
	int margin = longer / 6 + 32;
	struct box box = {area->box.x - margin, area->box.y - margin,
			  area->box.w + 2 * margin, area->box.h + 2 * margin};

	return box_clip(box, info->width, info->height);
}

static struct picture_part area_part(const struct code_area *area,
				     const struct picture_info *info)
{
	struct box crop = area_crop(area, info);
	double scale = sqrt(AREA_PIXELS / ((double)crop.w * crop.h));

	scale = fmin(scale, 1);
	return (struct picture_part){.crop = crop,
				     .width = (int)ceil(crop.w * scale),
				     .height = (int)ceil(crop.h * scale),
				     .grey = true};
}

static int bars_read(struct finder *finder, const struct code_piece *piece,
		     const struct code_area *area, struct error *err)
{
	/* Narrow bars want to be enlarged, and have lost ink by blur; wide ones
	 * hide in their own noise; a fat ribbon takes space from spaces. */
	static const struct level_way ways[] = {
		{2, 0.7}, {2, 0.45}, {3, 1}, {1, 0.35}, {3, 1.8}, {0.5, 1},
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct bitmap level CLEANUP(bitmap_done) = {0};
		struct scan_map map;

		if (level_area(piece, area, &ways[i], &level, &map, err) < 0)
			return -1;
		if (scan_plane(finder->scan, SCAN_BARS, 1, &level, &map,
			       &finder->codes) > 0)
			return 0;
	}
	return 0;
}

/* A side of a square that libzbar and libdmtx like best, in pixels: they know
 * neither modules of a pixel nor of twenty. */
static double square_zoom(const struct code_piece *piece,
			  const struct code_area *area, double side)
{
	return side / (fmax(area->length, area->breadth) * piece->scale);
}

static int qr_read(struct finder *finder, const struct code_piece *piece,
		   const struct code_area *area, struct error *err)
{
	static const double sides[] = {SQUARE_SMALL, SQUARE_LARGE};

	for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
		struct level_way way = {square_zoom(piece, area, sides[i]), 1};
		struct bitmap level CLEANUP(bitmap_done) = {0};
		struct scan_map map;
		int n;

		if (level_area(piece, area, &way, &level, &map, err) < 0)
			return -1;
		n = scan_plane(finder->scan, SCAN_MATRIX, 1, &level, &map,
			       &finder->codes);
		if (n > 0)
			return n;
	}
	return 0;
}

/* The brightness below which lies that share of the pixels counted. */
static int tone_at(const int counts[256], int n, double share)
{
	int sum = 0, tone = 0;

	while (tone < 255 && sum + counts[tone] <= n * share)
		sum += counts[tone++];
	return tone;
}

/* Whether the middle is of dark and light in nearly equal parts, with little
 * in between: print in letters is much lighter, and plants have all tones. */
static bool square_is_sown(const struct bitmap *level)
{
	int left = level->width * 3 / 10, top = level->height * 3 / 10;
	int counts[256] = {0};
	int n = 0, dark = 0, grey = 0, least, range;

	for (int y = top; y < level->height - top; y++)
		for (int x = left; x < level->width - left; x++, n++)
			counts[level->pixels[(size_t)y * level->stride +
					     (size_t)x]]++;
	least = tone_at(counts, n, 0.05);
	range = tone_at(counts, n, 0.95) - least;
	for (int tone = 0; tone < 256; tone++) {
		double at = (double)(tone - least) / (range > 0 ? range : 1);

		dark += at < 0.5 ? counts[tone] : 0;
		grey += at > 0.3 && at < 0.7 ? counts[tone] : 0;
	}
	return range >= SOWN_RANGE && dark >= n * SOWN_LEAST &&
	       dark <= n * SOWN_MOST && grey <= n * SOWN_GREY;
}

static int squares_read(struct finder *finder, const struct code_piece *piece,
			const struct code_area *area, struct error *err)
{
	struct level_way way = {square_zoom(piece, area, SQUARE_SMALL), 1};
	struct bitmap level CLEANUP(bitmap_done) = {0};
	struct scan_map map;
	int n;

	if (level_area(piece, area, &way, &level, &map, err) < 0)
		return -1;
	if (!square_is_sown(&level))
		return 0;
	n = qr_read(finder, piece, area, err);
	if (n == 0)
		matrix_read(&level, area->box, &finder->codes);
	return n < 0 ? -1 : 0;
}

static int area_read(struct finder *finder, const struct picture_part *part,
		     const struct code_area *area, struct error *err)
{
	struct code_piece piece = {
		.pixels = &part->planes.at[0],
		.x = part->crop.x,
		.y = part->crop.y,
		.scale = (double)part->width / part->crop.w,
	};

	return area->bars ? bars_read(finder, &piece, area, err)
			  : squares_read(finder, &piece, area, err);
}

/* Cuts out and reads areas, as many as go into one decode. */
static int areas_read_some(struct finder *finder, const char *path,
			   const struct code_area *areas, size_t n,
			   struct error *err)
{
	struct picture_part parts[PARTS_MAX];
	int rc;

	for (size_t i = 0; i < n; i++)
		parts[i] = area_part(&areas[i], finder->info);
	parts[0].cancelled = finder->cancelled;
	rc = picture_read_parts(path, parts, n, err);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = area_read(finder, &parts[i], &areas[i], err);
	picture_parts_done(parts, n);
	return rc;
}

static int areas_read(struct finder *finder, const char *path,
		      struct error *err)
{
	struct code_area areas[TEXTURE_AREAS_MAX];
	size_t n = texture_areas(&finder->texture, areas);

	n = areas_settle(areas, n, &finder->codes);
	bitmap_done(&finder->strip);
	for (size_t i = 0; i < n; i += PARTS_MAX)
		if (areas_read_some(finder, path, areas + i,
				    n - i < PARTS_MAX ? n - i : PARTS_MAX,
				    err) < 0)
			return -1;
	areas_settle(areas, n, &finder->codes);
	return 0;
}

/* --- all of it ------------------------------------------------------------ */

static int code_order(const void *a, const void *b)
{
	const struct code *x = a, *y = b;

	if (x->box.y != y->box.y)
		return (x->box.y > y->box.y) - (x->box.y < y->box.y);
	if (x->box.x != y->box.x)
		return (x->box.x > y->box.x) - (x->box.x < y->box.x);
	return strcmp(x->text, y->text);
}

int codes_find(const char *path, const struct picture_info *info,
	       const atomic_bool *cancelled, struct codes *ret,
	       struct error *err)
{
	struct finder finder CLEANUP(finder_done) = {.info = info,
						     .cancelled = cancelled};

	if (finder_init(&finder, err) < 0 ||
	    picture_read_rows(path, info, finder_row, &finder, cancelled, err) <
		    0 ||
	    areas_read(&finder, path, err) < 0)
		return -1;
	for (size_t i = 0; i < finder.codes.n; i++)
		finder.codes.items[i].box = box_clip(finder.codes.items[i].box,
						     info->width, info->height);
	if (finder.codes.n > 1)
		qsort(finder.codes.items, finder.codes.n,
		      sizeof(*finder.codes.items), code_order);
	*ret = finder.codes;
	finder.codes = (struct codes){0};
	return 0;
}
