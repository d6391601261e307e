/*
 * reduce.h: a plane resized while its rows come in, so that a large picture
 * is never held whole.
 */
#ifndef IMAGE_PIXELS_REDUCE_H
#define IMAGE_PIXELS_REDUCE_H

#include <stdint.h>

#include "base/box.h"
#include "image/pixels/bitmap.h"
#include "image/pixels/resize.h"

/*
 * Takes the part `from` of an incoming plane to the size of `to` (one
 * channel, borrowed), area-averaged down or bilinear up, as bitmap_resize
 * does. One thread at a time.
 */
struct reduce {
	struct box from;
	struct bitmap *to;
	struct resize_axis across, down;
	uint32_t *sum;	   /* of the row of `to` that is being made */
	uint32_t *rows[2]; /* the last rows of `from`, made narrow */
	int done;	   /* rows of `to` that are made */
};

/* `from` lies in the incoming plane and is within the limits of bitmap.h. */
void reduce_init(struct reduce *reduce, struct box from, struct bitmap *to);
void reduce_done(struct reduce *reduce);
/* The row `y` of the incoming plane; each comes once, from the top. */
void reduce_row(struct reduce *reduce, int y, const unsigned char *row);

#endif
