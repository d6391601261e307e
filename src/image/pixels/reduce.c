/*
 * reduce.c: a plane resized row by row. See reduce.h.
 *
 * 1. A row of the result is begun when the row before it is done, and is done
 *    with the last source row that it takes. What it takes of a row that came
 *    before is in the two rows that are kept: neighbours share one row when
 *    the axis shrinks, and all of their two where it grows.
 * 2. Sums stay below 2^32 for the reason that resize.c gives.
 * 3. What is neither shrunk nor grown is copied.
 */
#include "config.h"

#include "image/pixels/reduce.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define REDUCE_HALF (1u << 23)

static bool reduce_copies(const struct reduce *reduce)
{
	return reduce->from.w == reduce->to->width &&
	       reduce->from.h == reduce->to->height;
}

void reduce_init(struct reduce *reduce, struct box from, struct bitmap *to)
{
	size_t bytes = (size_t)to->width * sizeof(uint32_t);

	*reduce = (struct reduce){.from = from, .to = to};
	if (reduce_copies(reduce))
		return;
	resize_axis_init(&reduce->across, from.w, to->width);
	resize_axis_init(&reduce->down, from.h, to->height);
	reduce->sum = mem_alloc(bytes);
	for (int i = 0; i < 2; i++)
		reduce->rows[i] = mem_alloc(bytes);
}

void reduce_done(struct reduce *reduce)
{
	resize_axis_done(&reduce->across);
	resize_axis_done(&reduce->down);
	free(reduce->sum);
	for (int i = 0; i < 2; i++)
		free(reduce->rows[i]);
	*reduce = (struct reduce){0};
}

static void reduce_narrow(const struct resize_axis *axis,
			  const unsigned char *from, uint32_t *to, int width)
{
	for (int x = 0; x < width; x++) {
		const struct resize_tap *tap = &axis->taps[x];
		const uint32_t *w = axis->weights + tap->weights;
		const unsigned char *p = from + tap->first;
		uint32_t sum = 128;

		for (int i = 0; i < tap->count; i++)
			sum += w[i] * p[i];
		to[x] = sum >> 8;
	}
}

/* Adds the source row `y` to the row that is being made, where it takes it. */
static void reduce_add(struct reduce *reduce, int y)
{
	const struct resize_tap *tap = &reduce->down.taps[reduce->done];
	const uint32_t *row = reduce->rows[y & 1];
	int at = y - tap->first;
	uint32_t weight;

	if (at < 0 || at >= tap->count)
		return;
	weight = reduce->down.weights[tap->weights + (size_t)at];
	for (int x = 0; x < reduce->to->width; x++)
		reduce->sum[x] += row[x] * weight;
}

static void reduce_begin(struct reduce *reduce)
{
	for (int x = 0; x < reduce->to->width; x++)
		reduce->sum[x] = REDUCE_HALF;
}

static void reduce_end(struct reduce *reduce)
{
	unsigned char *out =
		reduce->to->pixels + (size_t)reduce->done * reduce->to->stride;

	for (int x = 0; x < reduce->to->width; x++)
		out[x] = (unsigned char)(reduce->sum[x] >> 24);
	reduce->done++;
}

/* Is the row that is being made complete with the source row `y`? */
static bool reduce_full(const struct reduce *reduce, int y)
{
	const struct resize_tap *tap = &reduce->down.taps[reduce->done];

	return tap->first + tap->count - 1 <= y;
}

void reduce_row(struct reduce *reduce, int y, const unsigned char *row)
{
	const struct bitmap *to = reduce->to;

	y -= reduce->from.y;
	row += reduce->from.x;
	if (y < 0 || y >= reduce->from.h || reduce->done >= to->height)
		return;
	if (reduce_copies(reduce)) {
		memcpy(to->pixels + (size_t)y * to->stride, row,
		       (size_t)to->width);
		reduce->done++;
		return;
	}
	if (y == 0)
		reduce_begin(reduce);
	reduce_narrow(&reduce->across, row, reduce->rows[y & 1], to->width);
	reduce_add(reduce, y);
	while (reduce->done < to->height && reduce_full(reduce, y)) {
		reduce_end(reduce);
		if (reduce->done >= to->height)
			break;
		reduce_begin(reduce);
		reduce_add(reduce, y - 1);
		reduce_add(reduce, y);
	}
}
