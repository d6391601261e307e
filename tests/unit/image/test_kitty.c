/*
 * test_kitty.c: kitty's graphics protocol. What was sent is taken apart as a
 * terminal does: sequences to base64, that to PNG, and its pixels have to be
 * those of the indexed picture.
 */
#include "config.h"

#include "image/show/kitty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "base/mem.h"

#define CHUNK_MAX 4096

/* The payload of all sequences; each is well formed and says that another
 * follows, but for the last, which says that none does. Returns the first one's
 * keys. */
static char *take_apart(const struct bytes *sent, struct bytes *ret)
{
	const char *at = sent->data, *end = at + sent->len;
	char *keys = NULL;
	bool last = false;

	while (at < end) {
		const char *semicolon, *close;
		char *control CLEANUP(mem_free_str) = NULL;

		assert_false(last);
		assert_memory_equal(at, "\033_G", 3);
		semicolon = memchr(at, ';', (size_t)(end - at));
		assert_non_null(semicolon);
		control = mem_strndup(at + 3, (size_t)(semicolon - at - 3));
		close = memchr(semicolon, '\033', (size_t)(end - semicolon));
		assert_non_null(close);
		assert_int_equal(close[1], '\\');
		assert_true(close - semicolon - 1 <= CHUNK_MAX);
		assert_int_equal((close - semicolon - 1) % 4, 0);
		assert_non_null(strstr(control, "q=2"));
		last = strstr(control, "m=0") != NULL;
		assert_true(last || strstr(control, "m=1") != NULL);
		bytes_append(ret, semicolon + 1,
			     (size_t)(close - semicolon - 1));
		if (keys == NULL)
			keys = mem_strdup(control);
		at = close + 2;
	}
	assert_true(last);
	return keys;
}

static uint32_t number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

struct png {
	uint32_t width, height;
	unsigned char rgb[PALETTE_MAX][3];
	int colours;
	unsigned char *pixels; /* with the filters */
};

static void png_take(struct png *png, const char *name,
		     const unsigned char *data, uint32_t len)
{
	uLongf room = (png->width + 1) * (uLongf)png->height;

	if (memcmp(name, "IHDR", 4) == 0) {
		png->width = number(data);
		png->height = number(data + 4);
		assert_int_equal(data[8], 8);
		assert_int_equal(data[9], 3);
	} else if (memcmp(name, "PLTE", 4) == 0) {
		png->colours = (int)len / 3;
		memcpy(png->rgb, data, len);
	} else if (memcmp(name, "IDAT", 4) == 0) {
		png->pixels = mem_alloc(room);
		assert_int_equal(uncompress(png->pixels, &room, data, len),
				 Z_OK);
		assert_int_equal(room, (png->width + 1) * png->height);
	}
}

static void png_read(const struct bytes *base64, struct png *ret)
{
	unsigned char *data = mem_alloc(base64->len + 1);
	int len = EVP_DecodeBlock(data, (const unsigned char *)base64->data,
				  (int)base64->len);
	const unsigned char *at = data + 8, *end = data + len;

	assert_true(len > 8);
	assert_memory_equal(data, "\211PNG\r\n\032\n", 8);
	*ret = (struct png){0};
	while (end - at >= 12) {
		uint32_t n = number(at);

		assert_true(n <= (uint32_t)(end - at) - 12);
		assert_int_equal(number(at + 8 + n), crc32(0, at + 4, n + 4));
		png_take(ret, (const char *)at + 4, at + 8, n);
		at += 12 + n;
	}
	free(data);
}

static void check(int width, int height, int colours, int top, int rows, int id)
{
	struct bytes sent CLEANUP(bytes_done) = {0};
	struct bytes base64 CLEANUP(bytes_done) = {0};
	struct palette palette = {.n = colours};
	struct bitmap indices;
	struct png png;
	uint32_t seed = 1;
	char *keys;

	assert_int_equal(bitmap_init(&indices, width, height, 1, NULL), 0);
	for (int i = 0; i < colours * 3; i++)
		palette.rgb[i / 3][i % 3] = (unsigned char)(i * 37);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			seed = seed * 1664525u + 1013904223u;
			indices.pixels[(size_t)y * indices.stride + (size_t)x] =
				(unsigned char)((seed >> 16) %
						(uint32_t)colours);
		}
	assert_int_equal(
		kitty_strip(&indices, &palette, top, rows, id, &sent, NULL), 0);
	bytes_append_str(&sent, KITTY_END);
	keys = take_apart(&sent, &base64);
	assert_non_null(strstr(keys, "a=T,f=100"));
	assert_int_equal(strstr(keys, "C=1") != NULL, id > 0);
	free(keys);
	png_read(&base64, &png);
	assert_int_equal(png.width, width);
	assert_int_equal(png.height, rows);
	assert_int_equal(png.colours, colours);
	assert_memory_equal(png.rgb, palette.rgb, (size_t)colours * 3);
	for (int y = 0; y < rows; y++) {
		const unsigned char *row = png.pixels + y * (width + 1);

		assert_int_equal(row[0], 0);
		assert_memory_equal(row + 1,
				    indices.pixels +
					    (size_t)(top + y) * indices.stride,
				    (size_t)width);
	}
	free(png.pixels);
	bitmap_done(&indices);
}

static void test_strips(void **state)
{
	(void)state;
	check(1, 1, 1, 0, 1, 0);
	check(3, 7, 2, 2, 5, 9);
	check(200, 100, 256, 0, 100, 0);
	check(333, 60, 32, 11, 49, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strips),
	};

	return cmocka_run_group_tests_name("kitty", tests, NULL, NULL);
}
