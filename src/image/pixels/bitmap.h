/*
 * bitmap.h: pixels in memory, 8 bits a channel.
 */
#ifndef IMAGE_PIXELS_BITMAP_H
#define IMAGE_PIXELS_BITMAP_H

#include <stddef.h>

#include "base/box.h"
#include "base/error.h"

/* Limits on what is taken from outside: edges and pixels of an image. */
#define BITMAP_EDGE_MAX	  40000
#define BITMAP_PIXELS_MAX (400u * 1000 * 1000)

struct bitmap {
	int width, height;     /* pixels */
	int channels;	       /* 1 grey, 3 RGB */
	size_t stride;	       /* bytes from a row to the next */
	unsigned char *pixels; /* owned */
};

/* An error for edges and numbers of pixels outside the limits. */
int bitmap_check(int width, int height, struct error *err) MUST_USE;
/* Checks the limits, allocates (not cleared); fails where memory is gone. */
int bitmap_init(struct bitmap *bitmap, int width, int height, int channels,
		struct error *err) MUST_USE;
void bitmap_done(struct bitmap *bitmap);

/* In all of these *ret is a new bitmap with memory of its own, written only
 * when it went well. Any thread; no state. */

/* Turned clockwise by 0, 90, 180 or 270 degrees. */
int bitmap_rotate(const struct bitmap *bitmap, int degrees, struct bitmap *ret,
		  struct error *err) MUST_USE;
/* Area-averaged (down) or bilinear (up) to exactly width x height. */
int bitmap_resize(const struct bitmap *bitmap, int width, int height,
		  struct bitmap *ret, struct error *err) MUST_USE;
/* The part inside `box` of what that would give; the box lies within width x
 * height. */
int bitmap_resize_part(const struct bitmap *bitmap, int width, int height,
		       struct box box, struct bitmap *ret,
		       struct error *err) MUST_USE;
/* The part inside `box`, clipped to the bitmap; empty is an error. */
int bitmap_crop(const struct bitmap *bitmap, struct box box, struct bitmap *ret,
		struct error *err) MUST_USE;
int bitmap_grey(const struct bitmap *bitmap, struct bitmap *ret,
		struct error *err) MUST_USE;

/* Left and right exchanged, in place. */
void bitmap_mirror(struct bitmap *bitmap);

/* Paints the part of the box that lies in the picture; a pixel has its
 * channels. */
void bitmap_fill(struct bitmap *bitmap, struct box box,
		 const unsigned char *pixel);

/* The part of the box that lies in a width x height picture; all zero where
 * nothing does. */
struct box box_clip(struct box box, int width, int height);

/* Where a box of a width x height picture lies after the picture was turned
 * clockwise by `degrees`. */
struct box box_rotate(struct box box, int width, int height, int degrees);

#endif
