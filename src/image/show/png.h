/*
 * png.h: indexed pictures as PNG, by zlib, for protocols that take files.
 *
 * Source: W3C, "Portable Network Graphics".
 */
#ifndef IMAGE_SHOW_PNG_H
#define IMAGE_SHOW_PNG_H

#include "base/bytes.h"
#include "base/error.h"
#include "image/palette/palette.h"
#include "image/pixels/bitmap.h"

/* Appends the rows [top, top + rows) of an indexed picture to *ret as a whole
 * file. After a failure what was appended means nothing. Any thread. */
int png_append(const struct bitmap *indices, const struct palette *palette,
	       int top, int rows, struct bytes *ret,
	       struct error *err) MUST_USE;

#endif
