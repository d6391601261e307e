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

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/pixels/resize.h"

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

void resize_axis_init(struct resize_axis *axis, int from, int to)
{
	size_t used = 0;

	/* Neighbours share at most one source pixel. */
	axis->taps = mem_alloc((size_t)to * sizeof(*axis->taps));
	axis->weights = mem_alloc(((size_t)from + 2 * (size_t)to) *
				  sizeof(*axis->weights));
	for (int i = 0; i < to; i++) {
		axis->taps[i].weights = used;
		used += to <= from ? resize_area(from, to, i, &axis->taps[i],
						 axis->weights + used)
				   : resize_linear(from, to, i, &axis->taps[i],
						   axis->weights + used);
	}
}

/* As many pixels as there are taps from `tap` on. */
static void resize_row_rgb(const struct resize_axis *axis,
			   const struct resize_tap *tap,
			   const unsigned char *from, uint32_t *to, int width)
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
		to[0] = r >> 8;
		to[1] = g >> 8;
		to[2] = b >> 8;
	}
}

static void resize_row_grey(const struct resize_axis *axis,
			    const struct resize_tap *tap,
			    const unsigned char *from, uint32_t *to, int width)
{
	for (int x = 0; x < width; x++, tap++) {
		const uint32_t *w = axis->weights + tap->weights;
		const unsigned char *p = from + tap->first;
		uint32_t sum = 128;

		for (int i = 0; i < tap->count; i++)
			sum += w[i] * p[i];
		to[x] = sum >> 8;
	}
}

static void resize_add(uint32_t *sum, const uint32_t *row, uint32_t weight,
		       size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum[i] += row[i] * weight;
}

/* The narrow row of source row `y`; the last two made are kept, since
 * neighbouring rows of the result share one. */
struct resize_rows {
	const struct bitmap *from;
	const struct resize_axis *across;
	int left, width; /* what is wanted of it */
	uint32_t *rows[2];
	int held[2];
};

static const uint32_t *resize_narrow(struct resize_rows *rows, int y)
{
	int slot = y & 1;
	const unsigned char *source =
		rows->from->pixels + (size_t)y * rows->from->stride;
	const struct resize_tap *taps = rows->across->taps + rows->left;

	if (rows->held[slot] == y)
		return rows->rows[slot];
	if (rows->from->channels == 3)
		resize_row_rgb(rows->across, taps, source, rows->rows[slot],
			       rows->width);
	else
		resize_row_grey(rows->across, taps, source, rows->rows[slot],
				rows->width);
	rows->held[slot] = y;
	return rows->rows[slot];
}

/* A row of the result that takes two rows, weighed, in one pass. */
static void resize_blend(const uint32_t *restrict a, uint32_t weight_a,
			 const uint32_t *restrict b, uint32_t weight_b,
			 unsigned char *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)((a[i] * weight_a + b[i] * weight_b +
					  (1u << 23)) >>
					 24);
}

/* The rows of the result from `top` on. */
static void resize_run(struct resize_rows *rows, const struct resize_axis *down,
		       int top, struct bitmap *to)
{
	size_t n = to->stride;
	uint32_t *sum = mem_alloc(n * sizeof(*sum));

	for (int y = 0; y < to->height; y++) {
		const struct resize_tap *tap = &down->taps[top + y];
		unsigned char *out = to->pixels + (size_t)y * to->stride;
		const uint32_t *w = down->weights + tap->weights;

		if (tap->count <= 2) {
			int next = tap->first + tap->count - 1;
			const uint32_t *a = resize_narrow(rows, tap->first);

			resize_blend(a, w[0], resize_narrow(rows, next),
				     tap->count == 2 ? w[1] : 0, out, n);
			continue;
		}
		for (size_t i = 0; i < n; i++)
			sum[i] = 1u << 23;
		for (int i = 0; i < tap->count; i++)
			resize_add(sum, resize_narrow(rows, tap->first + i),
				   w[i], n);
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
	struct resize_rows rows = {.from = bitmap,
				   .across = &across,
				   .left = box.x,
				   .width = box.w,
				   .held = {-1, -1}};
	struct bitmap to;

	if (bitmap_check(width, height, err) < 0 ||
	    bitmap_init(&to, box.w, box.h, bitmap->channels, err) < 0)
		return -1;
	resize_axis_init(&across, bitmap->width, width);
	resize_axis_init(&down, bitmap->height, height);
	for (int i = 0; i < 2; i++)
		rows.rows[i] = mem_alloc(to.stride * sizeof(uint32_t));
	resize_run(&rows, &down, box.y, &to);
	for (int i = 0; i < 2; i++)
		free(rows.rows[i]);
	*ret = to;
	return 0;
}

int bitmap_resize(const struct bitmap *bitmap, int width, int height,
		  struct bitmap *ret, struct error *err)
{
	return bitmap_resize_part(bitmap, width, height,
				  (struct box){0, 0, width, height}, ret, err);
}
