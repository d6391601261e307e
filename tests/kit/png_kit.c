/*
 * png_kit.c: reads PNG back. See png_kit.h.
 */
#include "config.h"

#include "png_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/mem.h"

#define GROUP 4 /* characters that stand for three bytes */

static uint32_t kit_number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static void kit_header(struct png_kit *png, const unsigned char *data)
{
	png->width = (int)kit_number(data);
	png->height = (int)kit_number(data + 4);
	assert_int_equal(data[8], 8);
	assert_int_equal(data[9], 3);
	assert_int_equal(data[10] + data[11] + data[12], 0);
}

/* Rows without a filter, each behind its zero. */
static void kit_pixels(struct png_kit *png, const struct bytes *packed)
{
	size_t width = (size_t)png->width, height = (size_t)png->height;
	uLongf room = (width + 1) * height;
	unsigned char *plain = mem_alloc(room);

	assert_int_equal(uncompress(plain, &room,
				    (const unsigned char *)packed->data,
				    packed->len),
			 Z_OK);
	assert_int_equal(room, (width + 1) * height);
	png->pixels = mem_alloc(width * height);
	for (size_t y = 0; y < height; y++) {
		assert_int_equal(plain[y * (width + 1)], 0);
		memcpy(png->pixels + y * width, plain + y * (width + 1) + 1,
		       width);
	}
	free(plain);
}

static void kit_chunks(struct png_kit *png, const unsigned char *at,
		       const unsigned char *end)
{
	struct bytes packed CLEANUP(bytes_done) = {0};
	bool ended = false;

	while (end - at >= 12) {
		uint32_t n = kit_number(at);

		assert_false(ended);
		assert_true(n <= (uint32_t)(end - at) - 12);
		assert_int_equal(kit_number(at + 8 + n),
				 crc32(0, at + 4, n + 4));
		if (memcmp(at + 4, "IHDR", 4) == 0)
			kit_header(png, at + 8);
		else if (memcmp(at + 4, "IDAT", 4) == 0)
			bytes_append(&packed, (const char *)at + 8, n);
		else if (memcmp(at + 4, "PLTE", 4) == 0) {
			png->colours = (int)n / 3;
			memcpy(png->rgb, at + 8, n);
		}
		ended = memcmp(at + 4, "IEND", 4) == 0;
		at += 12 + n;
	}
	assert_true(ended);
	kit_pixels(png, &packed);
}

/* Padding is decoded as zeros and taken off; pieces may end with some. */
static size_t kit_decode(const char *base64, size_t len, unsigned char *to)
{
	size_t n = 0;

	assert_int_equal(len % GROUP, 0);
	for (size_t at = 0; at < len; at += GROUP) {
		assert_int_equal(
			EVP_DecodeBlock(to + n,
					(const unsigned char *)base64 + at,
					GROUP),
			3);
		n += 3 - (size_t)(base64[at + 3] == '=') -
		     (size_t)(base64[at + 2] == '=');
	}
	return n;
}

void png_kit_read(const char *base64, size_t len, struct png_kit *ret)
{
	unsigned char *data = mem_alloc(len + 1);
	size_t n = kit_decode(base64, len, data);

	assert_true(n > 8);
	assert_memory_equal(data, "\211PNG\r\n\032\n", 8);
	*ret = (struct png_kit){0};
	kit_chunks(ret, data + 8, data + n);
	free(data);
}

void png_kit_done(struct png_kit *png)
{
	free(png->pixels);
}

void png_kit_noise(int width, int height, int colours, struct bitmap *ret,
		   struct palette *ret_palette)
{
	uint32_t seed = 1;

	*ret_palette = (struct palette){.n = colours};
	assert_int_equal(bitmap_init(ret, width, height, 1, NULL), 0);
	for (int i = 0; i < colours * 3; i++)
		ret_palette->rgb[i / 3][i % 3] = (unsigned char)(i * 37);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			seed = seed * 1664525u + 1013904223u;
			ret->pixels[(size_t)y * ret->stride + (size_t)x] =
				(unsigned char)((seed >> 16) %
						(uint32_t)colours);
		}
}

void png_kit_check(const struct png_kit *png, const struct bitmap *indices,
		   const struct palette *palette, int top, int rows)
{
	size_t width = (size_t)indices->width;

	assert_int_equal(png->width, indices->width);
	assert_int_equal(png->height, rows);
	assert_int_equal(png->colours, palette->n);
	assert_memory_equal(png->rgb, palette->rgb, (size_t)palette->n * 3);
	for (int y = 0; y < rows; y++)
		assert_memory_equal(png->pixels + (size_t)y * width,
				    indices->pixels +
					    (size_t)(top + y) * indices->stride,
				    width);
}
