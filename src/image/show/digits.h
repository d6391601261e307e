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

/* Where it stands for a box of a width x height picture: at its top left
 * corner, above it where there is room, inside the picture in any case. */
void digits_place(struct box box, int number, int size, int width, int height,
		  int *ret_x, int *ret_y);

/* Paints the number there; what lies outside the bitmap is cut off. `ink` and
 * `ground` hold one byte for each channel. */
void digits_draw(struct bitmap *bitmap, int x, int y, int number, int size,
		 const unsigned char *ink, const unsigned char *ground);

#endif
