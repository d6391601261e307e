/*
 * lept.h: PNG, WebP and JPEG 2000 through leptonica. Behind picture.h.
 * Built with the local reader only (HAVE_OCR).
 */
#ifndef IMAGE_DECODE_LEPT_H
#define IMAGE_DECODE_LEPT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"
#include "image/pixels/bitmap.h"
#include "image/decode/picture.h"

/* Pictures that are decoded whole may have this many pixels: leptonica takes
 * 4 bytes for each. */
#define LEPT_PIXELS_MAX (150u * 1000 * 1000)

/* Leptonica prints nothing from here on, in the whole process. Any thread,
 * any number of times. */
void lept_silence(void);

/* True when leptonica was built with the library that the format takes. */
bool lept_reads(enum picture_format format);

/* Of the file's bytes; `name` is for errors. Any thread. */
int lept_probe(const struct bytes *file, const char *name,
	       enum picture_format format, struct picture_info *ret,
	       struct error *err) MUST_USE;
int lept_read(const struct bytes *file, const char *name,
	      enum picture_format format, const struct picture_request *request,
	      struct bitmap *ret, struct error *err) MUST_USE;

#endif
