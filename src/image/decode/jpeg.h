/*
 * jpeg.h: JPEG by libjpeg-turbo, scaled and cropped while decoding. Behind
 * picture.h, which see for what is returned.
 */
#ifndef IMAGE_DECODE_JPEG_H
#define IMAGE_DECODE_JPEG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/pixels/bitmap.h"
#include "image/decode/picture.h"

/* Where the bytes come from: `fd` (read from its position, not closed), or
 * memory where fd is -1. `name` is for errors; all are borrowed. */
struct jpeg_input {
	int fd;
	const unsigned char *data;
	size_t len; /* of the file or the memory */
	const char *name;
};

/* The header alone. Any thread. */
int jpeg_probe(const struct jpeg_input *input, struct picture_info *ret,
	       struct error *err) MUST_USE;

/* Decodes as picture_read says. Any thread. */
int jpeg_read(const struct jpeg_input *input,
	      const struct picture_request *request, struct bitmap *ret,
	      bool *ret_truncated, struct error *err) MUST_USE;

/* Cuts out parts as picture_read_parts says. Any thread. */
int jpeg_read_parts(const struct jpeg_input *input, struct picture_part *parts,
		    size_t n, struct error *err) MUST_USE;

#endif
