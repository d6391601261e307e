/*
 * frame.h: frames around what is on a picture.
 */
#ifndef IMAGE_SHOW_FRAME_H
#define IMAGE_SHOW_FRAME_H

#include "base/box.h"
#include "image/pixels/bitmap.h"

/* Draws a frame of so many pixels just outside the box, clipped to the
 * bitmap; `pixel` holds one byte for each channel. */
void frame_draw(struct bitmap *bitmap, struct box box, int thickness,
		const unsigned char *pixel);

#endif
