/*
 * png.c: PNG with a palette. See png.h.
 *
 * 1. Rows are not filtered: that suits indices, whose values mean nothing to
 *    each other.
 */
#include "config.h"

#include "image/show/png.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/mem.h"

#define PNG_COLOUR_TYPE 3 /* indices of a palette */
/* As small as 6 within a tenth, in a quarter of its time. */
#define PNG_LEVEL 3

static void png_number(unsigned char to[4], uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* Length, name and data, and the check of both. */
static void png_chunk(struct bytes *png, const char *name,
		      const unsigned char *data, size_t len)
{
	unsigned char number[4];
	size_t from;

	png_number(number, (uint32_t)len);
	bytes_append(png, (const char *)number, 4);
	from = png->len;
	bytes_append(png, name, 4);
	bytes_append(png, (const char *)data, len);
	png_number(number, (uint32_t)crc32(0, (const Bytef *)png->data + from,
					   (uInt)(png->len - from)));
	bytes_append(png, (const char *)number, 4);
}

/* Width, height, 8 bits, a palette; no interlace. */
static void png_header(struct bytes *png, int width, int height)
{
	unsigned char header[13] = {0};

	png_number(header, (uint32_t)width);
	png_number(header + 4, (uint32_t)height);
	header[8] = 8;
	header[9] = PNG_COLOUR_TYPE;
	png_chunk(png, "IHDR", header, sizeof(header));
}

/* The rows, each behind the number of its filter: none, which suits indices. */
static int png_pixels(struct bytes *png, const struct bitmap *indices, int top,
		      int rows, struct error *err)
{
	size_t width = (size_t)indices->width, step = width + 1;
	uLong len = (uLong)(step * (size_t)rows);
	uLongf packed_len = compressBound(len);
	unsigned char *plain = mem_zalloc(len);
	unsigned char *packed = mem_alloc(packed_len);
	int rc;

	for (int y = 0; y < rows; y++)
		memcpy(plain + (size_t)y * step + 1,
		       indices->pixels + (size_t)(top + y) * indices->stride,
		       width);
	rc = compress2(packed, &packed_len, plain, len, PNG_LEVEL);
	if (rc == Z_OK)
		png_chunk(png, "IDAT", packed, packed_len);
	free(plain);
	free(packed);
	return rc == Z_OK ? 0
			  : error_set(err, ERROR_FAILED,
				      "zlib cannot pack the picture (%d); use "
				      "--format cells",
				      rc);
}

int png_append(const struct bitmap *indices, const struct palette *palette,
	       int top, int rows, struct bytes *ret, struct error *err)
{
	bytes_append(ret, "\211PNG\r\n\032\n", 8);
	png_header(ret, indices->width, rows);
	png_chunk(ret, "PLTE", &palette->rgb[0][0], 3 * (size_t)palette->n);
	if (png_pixels(ret, indices, top, rows, err) < 0)
		return -1;
	png_chunk(ret, "IEND", NULL, 0);
	return 0;
}
