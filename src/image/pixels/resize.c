/*
 * resize.c: a bitmap to another size; bitmap_resize of bitmap.h.
 *
 * Each axis is described by its taps: which source pixels make a pixel of the
 * result, and with what weight. Where the axis shrinks these are all pixels
 * that the result's pixel covers, weighed by how much of them it covers (area
 * average); where it grows, the two nearest (bilinear).
 *
 * 1. The weights of a pixel add up to exactly 65536, so a plain area keeps
 *    its value, and 255 * 65536 is far from the end of 32 bits.
 * 2. Rows are first made narrow (16 bits a value), then added up with the
 *    weights of the other axis: the sum stays below 2^32 since
 *    65280 * 65536 + 2^23 does.
 */
#include "config.h"

#include "image/pixels/bitmap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/pixels/resize.h"

#define RESIZE_HALF  (1u << 23)
#define RESIZE_HELD  4 /* narrow rows: as many as a row of few takes, and more */
#define RESIZE_PIECE 16 /* values */

void resize_axis_done(struct resize_axis *axis)
{
	free(axis->taps);
	free(axis->weights);
}

/* Result pixel `i` of `to` covers [i * from, (i + 1) * from) in units of
 * 1/to source pixel; the weights are differences of the rounded running sum,
 * so that they add up exactly. */
static size_t resize_area(int from, int to, int i, struct resize_tap *tap,
			  uint32_t *weights)
{
	int64_t begin = (int64_t)i * from;
	int64_t end = begin + from;
	int first = (int)(begin / to);
	int last = (int)((end - 1) / to);
	int64_t before = 0;

	for (int s = first; s <= last; s++) {
		int64_t reach = (int64_t)(s + 1) * to;
		int64_t covered = (reach < end ? reach : end) - begin;
		int64_t sum = (covered * RESIZE_ONE + from / 2) / from;

		weights[s - first] = (uint32_t)(sum - before);
		before = sum;
	}
	tap->first = first;
	tap->count = last - first + 1;
	return (size_t)tap->count;
}

/* The centre of result pixel `i` lies between two source pixels. */
static size_t resize_linear(int from, int to, int i, struct resize_tap *tap,
			    uint32_t *weights)
{
	int64_t centre =
		((2 * (int64_t)i + 1) * from * RESIZE_ONE) / (2 * (int64_t)to) -
		RESIZE_ONE / 2;
	int64_t last = (int64_t)(from - 1) * RESIZE_ONE;

	centre = centre < 0 ? 0 : centre > last ? last : centre;
	tap->first = (int)(centre / RESIZE_ONE);
	weights[1] = (uint32_t)(centre % RESIZE_ONE);
	weights[0] = RESIZE_ONE - weights[1];
	tap->count = weights[1] != 0 ? 2 : 1;
	return 2;
}

void resize_axis_init_part(struct resize_axis *axis, int from, int to,
			   int first, int n)
{
	/* Neighbours share at most one source pixel. */
	size_t weights =
		((size_t)from * (size_t)n + (size_t)to - 1) / (size_t)to +
		2 * (size_t)n + 2;
	size_t used = 0;

	axis->taps = mem_alloc((size_t)n * sizeof(*axis->taps));
	axis->weights = mem_alloc(weights * sizeof(*axis->weights));
	for (int i = 0; i < n; i++) {
		struct resize_tap *tap = &axis->taps[i];
		uint32_t *to_come = axis->weights + used;

		tap->weights = used;
		used += to <= from
				? resize_area(from, to, first + i, tap, to_come)
				: resize_linear(from, to, first + i, tap,
						to_come);
	}
}

void resize_axis_init(struct resize_axis *axis, int from, int to)
{
	resize_axis_init_part(axis, from, to, 0, to);
}

/* As many pixels as there are taps from `tap` on. */
static void resize_row_rgb(const struct resize_axis *axis,
			   const struct resize_tap *tap,
			   const unsigned char *from, uint16_t *to, int width)
{
	for (int x = 0; x < width; x++, to += 3, tap++) {
		const uint32_t *w = axis->weights + tap->weights;
		const unsigned char *p = from + (size_t)tap->first * 3;
		uint32_t r = 128, g = 128, b = 128;

		for (int i = 0; i < tap->count; i++, p += 3) {
			r += w[i] * p[0];
			g += w[i] * p[1];
			b += w[i] * p[2];
		}
		to[0] = (uint16_t)(r >> 8);
		to[1] = (uint16_t)(g >> 8);
		to[2] = (uint16_t)(b >> 8);
	}
}

static void resize_row_grey(const struct resize_axis *axis,
			    const struct resize_tap *tap,
			    const unsigned char *from, uint16_t *to, int width)
{
	for (int x = 0; x < width; x++, tap++) {
		const uint32_t *w = axis->weights + tap->weights;
		const unsigned char *p = from + tap->first;
		uint32_t sum = 128;

		for (int i = 0; i < tap->count; i++)
			sum += w[i] * p[i];
		to[x] = (uint16_t)(sum >> 8);
	}
}

/* A row that is one of four or more: it weighs less than RESIZE_ONE. */
static void resize_add(uint32_t *restrict sum, const uint16_t *restrict row,
		       uint16_t weight, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum[i] += (uint32_t)row[i] * weight;
}

/* A pixel of an axis of which none has more than three taps, so that no loop is
 * needed; those that lack weigh nothing. */
struct resize_three {
	uint32_t weights[3];
	int first;
};

/* The same where none has more than two: what the second weighs. */
struct resize_two {
	int first;
	uint32_t weight;
};

/* The last rows made are kept, since neighbouring rows of the result share one. */
struct resize_rows {
	const struct bitmap *from;
	const struct resize_axis *across;
	/* both NULL where some pixel has more taps than that */
	struct resize_three *three;
	struct resize_two *two; /* greys alone */
	int width;
	uint16_t *rows[RESIZE_HELD];
	int held[RESIZE_HELD];
};

static int resize_most(const struct resize_tap *taps, int n)
{
	int most = 0;

	for (int x = 0; x < n; x++)
		most = taps[x].count > most ? taps[x].count : most;
	return most;
}

static void resize_twos(struct resize_rows *rows)
{
	const struct resize_axis *across = rows->across;
	int from = rows->from->width;

	rows->two = mem_alloc((size_t)rows->width * sizeof(*rows->two));
	for (int x = 0; x < rows->width; x++) {
		const struct resize_tap *tap = &across->taps[x];
		int first = tap->first < from - 2 ? tap->first : from - 2;
		uint32_t w = across->weights[tap->weights];

		/* What it weighs by itself, or leaves of all. */
		rows->two[x].first = first;
		rows->two[x].weight = first < tap->first ? w : RESIZE_ONE - w;
	}
}

static void resize_threes(struct resize_rows *rows)
{
	const struct resize_axis *across = rows->across;
	int from = rows->from->width;

	rows->three = mem_zalloc((size_t)rows->width * sizeof(*rows->three));
	for (int x = 0; x < rows->width; x++) {
		const struct resize_tap *tap = &across->taps[x];
		struct resize_three *three = &rows->three[x];
		int first = tap->first < from - 3 ? tap->first : from - 3;

		three->first = first;
		for (int i = 0; i < tap->count; i++)
			three->weights[tap->first - first + i] =
				across->weights[tap->weights + (size_t)i];
	}
}

static void resize_rows_init(struct resize_rows *rows)
{
	size_t n = (size_t)rows->width * (size_t)rows->from->channels;
	int most = resize_most(rows->across->taps, rows->width);

	for (int i = 0; i < RESIZE_HELD; i++) {
		rows->rows[i] = mem_alloc(n * sizeof(*rows->rows[i]));
		rows->held[i] = -1;
	}
	if (most <= 2 && rows->from->width >= 2 && rows->from->channels == 1)
		resize_twos(rows);
	else if (most <= 3 && rows->from->width >= 3)
		resize_threes(rows);
}

static void resize_rows_done(struct resize_rows *rows)
{
	for (int i = 0; i < RESIZE_HELD; i++)
		free(rows->rows[i]);
	free(rows->three);
	free(rows->two);
}

static void resize_three_rgb(const struct resize_three *three,
			     const unsigned char *restrict from,
			     uint16_t *restrict to, int width)
{
	for (int x = 0; x < width; x++, to += 3, three++) {
		const unsigned char *p = from + (size_t)three->first * 3;
		const uint32_t *w = three->weights;

		for (int c = 0; c < 3; c++)
			to[c] = (uint16_t)((w[0] * p[c] + w[1] * p[c + 3] +
					    w[2] * p[c + 6] + 128) >>
					   8);
	}
}

static void resize_three_grey(const struct resize_three *three,
			      const unsigned char *restrict from,
			      uint16_t *restrict to, int width)
{
	for (int x = 0; x < width; x++, three++) {
		const unsigned char *p = from + three->first;
		const uint32_t *w = three->weights;

		to[x] = (uint16_t)((w[0] * p[0] + w[1] * p[1] + w[2] * p[2] +
				    128) >>
				   8);
	}
}

static void resize_two_grey(const struct resize_two *two,
			    const unsigned char *restrict from,
			    uint16_t *restrict to, int width)
{
	for (int x = 0; x < width; x++, two++) {
		uint32_t a = from[two->first], b = from[two->first + 1];

		/* Where b is less than a it wraps round, and back again. */
		to[x] = (uint16_t)((a * RESIZE_ONE + (b - a) * two->weight +
				    128) >>
				   8);
	}
}

/* The narrow row of source row `y`. */
static const uint16_t *resize_narrow(struct resize_rows *rows, int y)
{
	int slot = y % RESIZE_HELD;
	uint16_t *to = rows->rows[slot];
	const unsigned char *source =
		rows->from->pixels + (size_t)y * rows->from->stride;
	const struct resize_tap *taps = rows->across->taps;
	bool rgb = rows->from->channels == 3;

	if (rows->held[slot] == y)
		return to;
	if (rows->two != NULL)
		resize_two_grey(rows->two, source, to, rows->width);
	else if (rows->three != NULL && rgb)
		resize_three_rgb(rows->three, source, to, rows->width);
	else if (rows->three != NULL)
		resize_three_grey(rows->three, source, to, rows->width);
	else if (rgb)
		resize_row_rgb(rows->across, taps, source, to, rows->width);
	else
		resize_row_grey(rows->across, taps, source, to, rows->width);
	rows->held[slot] = y;
	return to;
}

/* Rows of the result that take one, two or three rows, weighed, in one pass. Pieces
 * of a constant size are what compilers make vectors of, and of factors of 16
 * bits they make few. */
static void resize_one(const uint16_t *restrict a, unsigned char *restrict out,
		       size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)((a[i] + 128u) >> 8);
}

static void resize_blend(const uint16_t *const rows[2],
			 const uint16_t weights[2], unsigned char *restrict out,
			 size_t n)
{
	const uint16_t *restrict a = rows[0], *restrict b = rows[1];
	uint16_t u = weights[0], v = weights[1];
	size_t i = 0;

	for (; i + RESIZE_PIECE <= n; i += RESIZE_PIECE)
		for (size_t k = i; k < i + RESIZE_PIECE; k++)
			out[k] = (unsigned char)(((uint32_t)a[k] * u +
						  (uint32_t)b[k] * v +
						  RESIZE_HALF) >>
						 24);
	for (; i < n; i++)
		out[i] = (unsigned char)(((uint32_t)a[i] * u +
					  (uint32_t)b[i] * v + RESIZE_HALF) >>
					 24);
}

static void resize_blend_three(const uint16_t *const rows[3],
			       const uint16_t weights[3],
			       unsigned char *restrict out, size_t n)
{
	const uint16_t *restrict a = rows[0], *restrict b = rows[1];
	const uint16_t *restrict c = rows[2];
	uint16_t u = weights[0], v = weights[1], w = weights[2];
	size_t i = 0;

	for (; i + RESIZE_PIECE <= n; i += RESIZE_PIECE)
		for (size_t k = i; k < i + RESIZE_PIECE; k++)
			out[k] = (unsigned char)(((uint32_t)a[k] * u +
						  (uint32_t)b[k] * v +
						  (uint32_t)c[k] * w +
						  RESIZE_HALF) >>
						 24);
	for (; i < n; i++)
		out[i] = (unsigned char)(((uint32_t)a[i] * u +
					  (uint32_t)b[i] * v +
					  (uint32_t)c[i] * w + RESIZE_HALF) >>
					 24);
}

/* A row that takes up to three rows. One that weighs all has no factor of 16
 * bits. */
static void resize_few(struct resize_rows *rows, const struct resize_tap *tap,
		       const uint32_t *w, unsigned char *out, size_t n)
{
	const uint16_t *from[3] = {NULL};
	uint16_t weights[3] = {0};

	for (int i = 0; i < tap->count; i++) {
		from[i] = resize_narrow(rows, tap->first + i);
		weights[i] = (uint16_t)w[i];
		if (w[i] == RESIZE_ONE) {
			resize_one(from[i], out, n);
			return;
		}
	}
	if (tap->count == 2)
		resize_blend(from, weights, out, n);
	else
		resize_blend_three(from, weights, out, n);
}

static void resize_run(struct resize_rows *rows, const struct resize_axis *down,
		       struct bitmap *to)
{
	size_t n = to->stride;
	uint32_t *sum = mem_alloc(n * sizeof(*sum));

	for (int y = 0; y < to->height; y++) {
		const struct resize_tap *tap = &down->taps[y];
		unsigned char *out = to->pixels + (size_t)y * to->stride;
		const uint32_t *w = down->weights + tap->weights;

		if (tap->count <= 3) {
			resize_few(rows, tap, w, out, n);
			continue;
		}
		for (size_t i = 0; i < n; i++)
			sum[i] = RESIZE_HALF;
		for (int i = 0; i < tap->count; i++)
			resize_add(sum, resize_narrow(rows, tap->first + i),
				   (uint16_t)w[i], n);
		for (size_t i = 0; i < n; i++)
			out[i] = (unsigned char)(sum[i] >> 24);
	}
	free(sum);
}

int bitmap_resize_part(const struct bitmap *bitmap, int width, int height,
		       struct box box, struct bitmap *ret, struct error *err)
{
	struct resize_axis across CLEANUP(resize_axis_done) = {0};
	struct resize_axis down CLEANUP(resize_axis_done) = {0};
	struct resize_rows rows = {
		.from = bitmap, .across = &across, .width = box.w};
	struct bitmap to;

	if (bitmap_check(width, height, err) < 0 ||
	    bitmap_init(&to, box.w, box.h, bitmap->channels, err) < 0)
		return -1;
	resize_axis_init_part(&across, bitmap->width, width, box.x, box.w);
	resize_axis_init_part(&down, bitmap->height, height, box.y, box.h);
	resize_rows_init(&rows);
	resize_run(&rows, &down, &to);
	resize_rows_done(&rows);
	*ret = to;
	return 0;
}

int bitmap_resize(const struct bitmap *bitmap, int width, int height,
		  struct bitmap *ret, struct error *err)
{
	return bitmap_resize_part(bitmap, width, height,
				  (struct box){0, 0, width, height}, ret, err);
}
