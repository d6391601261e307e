/*
 * planes.c: brightness and colour apart. See planes.h.
 *
 * 1. The planes of a picture lie in one piece of memory, Y, Cb, Cr, without
 *    gaps between rows; the planes themselves own nothing.
 * 2. An odd edge of colour is rounded up, as JPEG does (ITU-T T.81, A.1.1).
 */
#include "config.h"

#include "image/pixels/planes.h"

#include <stdlib.h>

#include "image/pixels/reduce.h"

/* A plane's share of an edge: all for brightness, half of it for colour. */
static int planes_edge(int edge, int plane)
{
	return plane == 0 ? edge : (edge + 1) / 2;
}

static size_t planes_size(int width, int height, int plane)
{
	return (size_t)planes_edge(width, plane) *
	       (size_t)planes_edge(height, plane);
}

static void planes_lay(struct planes *planes, int width, int height, int n)
{
	unsigned char *memory = planes->memory;

	for (int i = 0; i < 3; i++) {
		planes->at[i] = (struct bitmap){0};
		if (i >= n)
			continue;
		planes->at[i] = (struct bitmap){
			.width = planes_edge(width, i),
			.height = planes_edge(height, i),
			.channels = 1,
			.stride = (size_t)planes_edge(width, i),
			.pixels = memory,
		};
		memory += planes_size(width, height, i);
	}
	planes->n = n;
}

int planes_init(struct planes *planes, int width, int height, bool grey,
		struct error *err)
{
	int n = grey ? 1 : 3;
	size_t size = 0;

	if (bitmap_check(width, height, err) < 0)
		return -1;
	for (int i = 0; i < n; i++)
		size += planes_size(width, height, i);
	if (size > planes->size) {
		planes_done(planes);
		planes->memory = malloc(size);
		if (planes->memory == NULL)
			return error_set(err, ERROR_FAILED,
					 "no memory for a picture of %d x %d "
					 "pixels; end other programs",
					 width, height);
		planes->size = size;
	}
	planes_lay(planes, width, height, n);
	return 0;
}

void planes_done(struct planes *planes)
{
	free(planes->memory);
	*planes = (struct planes){0};
}

int planes_resize(const struct planes *planes, int width, int height,
		  struct planes *ret, struct error *err)
{
	if (planes_init(ret, width, height, planes->n == 1, err) < 0)
		return -1;
	for (int i = 0; i < planes->n; i++) {
		const struct bitmap *from = &planes->at[i];
		struct box all = {0, 0, from->width, from->height};
		struct reduce reduce;

		reduce_init(&reduce, all, &ret->at[i]);
		for (int y = 0; y < from->height; y++)
			reduce_row(&reduce, y,
				   from->pixels + (size_t)y * from->stride);
		reduce_done(&reduce);
	}
	return 0;
}
