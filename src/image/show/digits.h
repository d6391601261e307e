/*
 * digits.h: small numbers painted into a picture.
 */
#ifndef IMAGE_SHOW_DIGITS_H
#define IMAGE_SHOW_DIGITS_H

#include "base/box.h"
#include "image/pixels/bitmap.h"

/* The room that a number takes, its ground with it; each of its dots is
 * `size` pixels wide. The number is not negative. */
void digits_measure(int number, int size, int *ret_width, int *ret_height);

/*
 * Paints the number at the top left corner of the box, above it where there is
 * room, inside the bitmap in any case; what does not fit is cut off. `ink` and
 * `ground` hold one byte for each channel.
 */
void digits_draw(struct bitmap *bitmap, struct box box, int number, int size,
		 const unsigned char *ink, const unsigned char *ground);

#endif
