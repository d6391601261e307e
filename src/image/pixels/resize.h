/*
 * resize.h: which pixels of an axis make a pixel of the resized one, and with
 * what weight. Behind bitmap_resize and reduce.h.
 */
#ifndef IMAGE_PIXELS_RESIZE_H
#define IMAGE_PIXELS_RESIZE_H

#include <stddef.h>
#include <stdint.h>

/* The weights of a pixel add up to this. */
#define RESIZE_ONE 65536

struct resize_tap {
	int first;	/* source pixel of the first weight */
	int count;	/* weights; 1 or more */
	size_t weights; /* index of the first weight */
};

struct resize_axis {
	struct resize_tap *taps;
	uint32_t *weights;
};

/* From `from` to `to` pixels, both within BITMAP_EDGE_MAX: all pixels covered
 * (down) or the two nearest (up). */
void resize_axis_init(struct resize_axis *axis, int from, int to);
/* Of these pixels only [first, first + n): taps[0] is that of `first`. */
void resize_axis_init_part(struct resize_axis *axis, int from, int to,
			   int first, int n);
void resize_axis_done(struct resize_axis *axis);

#endif
