/*
 * jpeg.h: JPEG by libjpeg-turbo, scaled and cropped while decoding. Behind
 * picture.h, which see for what is returned.
 */
#ifndef IMAGE_DECODE_JPEG_H
#define IMAGE_DECODE_JPEG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/decode/crop.h"
#include "image/decode/picture.h"
#include "image/pixels/bitmap.h"

/* The header alone. Any thread. */
int jpeg_probe(const struct picture_input *input, struct picture_info *ret,
	       struct error *err) MUST_USE;

/* Decodes as picture_read says. Any thread. */
int jpeg_read(const struct picture_input *input,
	      const struct picture_request *request, struct bitmap *ret,
	      bool *ret_truncated, struct error *err) MUST_USE;

/* Cuts out parts as picture_read_parts says. Any thread. */
int jpeg_read_parts(const struct picture_input *input,
		    struct picture_part *parts, size_t n,
		    struct error *err) MUST_USE;

#endif
