/*
 * kitty.c: kitty's graphics protocol. See kitty.h.
 *
 * A picture is a PNG with a palette, in base64, in sequences of at most 4096
 * of its characters; the first one says what it is and what is done with it.
 *
 *	ESC _ G a=T,f=100,q=2,…,m=1 ; … ESC \  ESC _ G q=2,m=1 ; … ESC \  …
 *
 * 1. q=2: it never answers, neither that it went well nor that it did not. A
 *    picture that was broken off cannot be decoded, and is not shown.
 * 2. Each sequence but the last holds a multiple of 4 characters, as the
 *    protocol wants.
 */
#include "config.h"

#include "image/show/kitty.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <zlib.h>

#include "base/mem.h"

#define KITTY_CHUNK	4096		      /* characters of base64 */
#define KITTY_BYTES	(KITTY_CHUNK / 4 * 3) /* that they stand for */
#define PNG_COLOUR_TYPE 3		      /* indices of a palette */
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

static int png_make(const struct bitmap *indices, const struct palette *palette,
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

static void kitty_first(int id, struct bytes *ret)
{
	bytes_append_str(ret, "\033_Ga=T,f=100,q=2,");
	if (id > 0)
		bytes_printf(ret, "i=%d,p=1,C=1,", id);
	bytes_append_str(ret, "m=1;");
}

int kitty_strip(const struct bitmap *indices, const struct palette *palette,
		int top, int rows, int id, struct bytes *ret, struct error *err)
{
	struct bytes png CLEANUP(bytes_done) = {0};

	if (png_make(indices, palette, top, rows, &png, err) < 0)
		return -1;
	for (size_t at = 0; at < png.len; at += KITTY_BYTES) {
		size_t left = png.len - at;
		unsigned char text[KITTY_CHUNK + 1];
		int n = EVP_EncodeBlock(
			text, (const unsigned char *)png.data + at,
			(int)(left < KITTY_BYTES ? left : KITTY_BYTES));

		if (at == 0)
			kitty_first(id, ret);
		else
			bytes_append_str(ret, "\033_Gq=2,m=1;");
		bytes_append(ret, (const char *)text, (size_t)n);
		bytes_append_str(ret, "\033\\");
	}
	return 0;
}

void kitty_remove(int id, struct bytes *ret)
{
	bytes_printf(ret, "\033_Ga=d,d=I,i=%d,q=2;\033\\", id);
}
