/*
 * test_sixel.c: palettes and sixel. libsixel's decoder is the oracle: what it
 * makes of our strips has to be the indexed picture, pixel by pixel.
 */
#include "config.h"

#include "image/show/sixel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#undef PACKAGE_VERSION
#undef PACKAGE_DESCRIPTION
#include <sixel.h>

#include "base/mem.h"
#include "image/palette/colours.h"

/* A picture with soft gradients and noise: many colours, no long runs. */
static void noisy(struct bitmap *b, int width, int height, int channels)
{
	uint32_t seed = 1;

	assert_int_equal(bitmap_init(b, width, height, channels, NULL), 0);
	for (int y = 0; y < height; y++)
		for (int i = 0; i < width * channels; i++) {
			int value;

			seed = seed * 1664525u + 1013904223u;
			value = (i * 255 / (width * channels) + y) / 2 +
				(int)(seed >> 28);
			b->pixels[(size_t)y * b->stride + (size_t)i] =
				(unsigned char)(value > 255 ? 255 : value);
		}
}

/* Decodes a strip; *ret_pixels and *ret_palette (3 bytes a
 * colour) are the caller's. */
static void decode(const struct bytes *strip, unsigned char **ret_pixels,
		   int *ret_width, int *ret_height, unsigned char **ret_palette)
{
	struct bytes copy = {0};
	int colours;

	bytes_append(&copy, strip->data, strip->len);
	assert_true(SIXEL_SUCCEEDED(sixel_decode_raw(
		(unsigned char *)copy.data, (int)copy.len, ret_pixels,
		ret_width, ret_height, ret_palette, &colours, NULL)));
	bytes_done(&copy);
}

static void check_strip(const struct bitmap *indices,
			const struct palette *palette, int top, int rows)
{
	struct bytes strip CLEANUP(bytes_done) = {0};
	unsigned char *pixels, *colours;
	int width, height, wrong = 0;

	assert_int_equal(sixel_strip(indices, palette, top, rows, &strip, NULL),
			 0);
	assert_memory_equal(strip.data, "\033P", 2);
	assert_memory_equal(strip.data + strip.len - 2, "\033\\", 2);
	assert_int_not_equal(strip.data[strip.len - 3], '-');
	assert_null(memchr(strip.data + 1, '\033', strip.len - 3));
	decode(&strip, &pixels, &width, &height, &colours);
	assert_int_equal(width, indices->width);
	assert_true(height >= rows);
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < width; x++) {
			size_t at =
				(size_t)(top + y) * indices->stride + (size_t)x;

			if (memcmp(colours + 3 * pixels[y * width + x],
				   palette->rgb[indices->pixels[at]], 3) != 0)
				wrong++;
		}
	assert_int_equal(wrong, 0);
	free(pixels);
	free(colours);
}

static void check_picture(int width, int height, int channels, int colours,
			  int rows)
{
	struct bitmap b, indices;
	struct palette palette;

	noisy(&b, width, height, channels);
	palette_make(&b, colours, &palette);
	assert_true(palette.n <= colours);
	assert_int_equal(palette_map(&palette, &b, &indices, NULL), 0);
	for (int top = 0; top < height; top += rows)
		check_strip(&indices, &palette, top,
			    top + rows <= height ? rows : height - top);
	bitmap_done(&b);
	bitmap_done(&indices);
}

static void test_pixels(void **state)
{
	(void)state;
	check_picture(200, 120, 3, 32, 120);
	check_picture(333, 152, 3, 16, 19);
	check_picture(100, 57, 1, 8, 19);
	check_picture(1, 1, 3, 256, 1);
	check_picture(7, 5, 3, 2, 5);
	check_picture(640, 38, 3, 256, 38);
}

/* One colour alone, and the index 0 alone. */
static void test_plain(void **state)
{
	struct bitmap b, indices;
	struct palette palette;

	(void)state;
	assert_int_equal(bitmap_init(&b, 50, 38, 3, NULL), 0);
	memset(b.pixels, 255, b.stride * 38);
	palette_make(&b, 32, &palette);
	assert_int_equal(palette.n, 1);
	assert_int_equal(palette.rgb[0][0], 255);
	assert_int_equal(palette_map(&palette, &b, &indices, NULL), 0);
	check_strip(&indices, &palette, 19, 19);
	bitmap_done(&b);
	bitmap_done(&indices);
}

/* A picture of few colours comes out in exactly these. */
static void test_few_colours(void **state)
{
	static const unsigned char colours[][3] = {
		{255, 255, 255}, {0, 0, 0}, {204, 51, 102}, {102, 153, 51}};
	struct bitmap b, indices;
	struct palette palette;

	(void)state;
	assert_int_equal(bitmap_init(&b, 64, 4, 3, NULL), 0);
	for (int y = 0; y < 4; y++)
		for (int x = 0; x < 64; x++)
			memcpy(b.pixels + (size_t)y * b.stride + x * 3,
			       colours[y], 3);
	palette_make(&b, 16, &palette);
	assert_int_equal(palette.n, 4);
	assert_int_equal(palette_map(&palette, &b, &indices, NULL), 0);
	for (int y = 0; y < 4; y++)
		assert_memory_equal(palette.rgb[indices.pixels[y * 64 + 9]],
				    colours[y], 3);
	bitmap_done(&b);
	bitmap_done(&indices);
}

/* Two colours as near to each other as neighbours that are kept: a picture that
 * is mapped in parts comes out as the whole, without a seam between them. */
static void test_no_seam(void **state)
{
	(void)state;
	for (int channels = 1; channels <= 3; channels += 2) {
		struct bitmap b, part, whole, indices;
		struct palette palette = {
			.n = 2, .rgb = {{204, 204, 204}, {209, 209, 209}}};
		const unsigned char *above = NULL;
		size_t row;

		assert_int_equal(bitmap_init(&b, 90, 30, channels, NULL), 0);
		row = b.stride;
		for (size_t i = 0; i < row * 30; i++)
			b.pixels[i] = (unsigned char)(203 + i / row / 5);
		assert_int_equal(palette_map(&palette, &b, &whole, NULL), 0);
		/* It is kept as long as it will do. */
		assert_int_equal(whole.pixels[20 * 90], 0);
		part = b;
		part.height = 10;
		for (int top = 0; top < 30; top += 10) {
			part.pixels = b.pixels + (size_t)top * row;
			assert_int_equal(palette_map_on(&palette, &part, above,
							&indices, NULL),
					 0);
			assert_memory_equal(indices.pixels,
					    whole.pixels + top * 90, 900);
			above = whole.pixels + (top + 9) * 90;
			bitmap_done(&indices);
		}
		bitmap_done(&b);
		bitmap_done(&whole);
	}
}

/* Colours that occur in one strip and in the next stay as they were, those that do
 * not go, and new ones come as they are; what is above is told in the new ones. */
static void test_grown(void **state)
{
	static const unsigned char first[][3] = {
		{255, 255, 255}, {0, 0, 0}, {204, 51, 102}, {102, 153, 51}};
	static const unsigned char second[][3] = {
		{252, 254, 255}, {0, 0, 0}, {51, 102, 204}, {102, 153, 51}};
	struct bitmap b, indices;
	struct palette before = {0}, palette;
	unsigned char row[] = {0, 1, 2, 3};

	(void)state;
	assert_int_equal(bitmap_init(&b, 64, 4, 3, NULL), 0);
	for (int i = 0; i < 256; i++)
		memcpy(b.pixels + 3 * i, first[i / 64], 3);
	palette_grow(&before, &b, 16, PALETTE_GOOD, &before);
	assert_int_equal(before.n, 4);
	for (int i = 0; i < 256; i++)
		memcpy(b.pixels + 3 * i, second[i / 64], 3);
	palette_grow(&before, &b, 16, PALETTE_GOOD, &palette);
	assert_int_equal(palette.n, 4);
	assert_int_equal(palette_map(&palette, &b, &indices, NULL), 0);
	for (int y = 0; y < 4; y++)
		assert_memory_equal(palette.rgb[indices.pixels[y * 64 + 9]],
				    y == 2 ? second[y] : first[y], 3);
	palette_carry(&before, &palette, row, 4);
	for (int i = 0; i < 4; i++)
		if (before.rgb[i][0] != 204)
			assert_memory_equal(palette.rgb[row[i]], before.rgb[i],
					    3);
	/* Fewer than there are are the most that there can be. */
	palette_grow(&palette, &b, 2, PALETTE_GOOD, &palette);
	assert_int_equal(palette.n, 2);
	bitmap_done(&b);
	bitmap_done(&indices);
}

/* Of many colours fewer are enough where less than good will do, but what is of
 * quite another colour keeps it, however little it is. */
static void test_coarse(void **state)
{
	const struct palette none = {0};
	const unsigned char red[] = {204, 51, 51};
	struct palette fine, coarse;
	uint32_t nearest = UINT32_MAX;
	struct bitmap b;

	(void)state;
	noisy(&b, 200, 100, 3);
	for (size_t i = 0; i < 3 * 200 * 100; i += 3) {
		b.pixels[i] /= 2;
		b.pixels[i + 2] /= 2;
	}
	for (int y = 40; y < 50; y++)
		for (int x = 100; x < 105; x++)
			memcpy(b.pixels + (size_t)y * b.stride + (size_t)x * 3,
			       red, 3);
	palette_grow(&none, &b, 64, PALETTE_GOOD, &fine);
	palette_grow(&none, &b, 64, 5 * PALETTE_GOOD, &coarse);
	assert_true(coarse.n < fine.n * 2 / 3);
	for (int i = 0; i < coarse.n; i++) {
		uint32_t d = colours_distance(red, 3, coarse.rgb[i]);

		nearest = d < nearest ? d : nearest;
	}
	assert_in_range(nearest, 0, 3 * 16 * 16);
	bitmap_done(&b);
}

/* How long it will be is known within a half, also of noise. */
static void test_guess(void **state)
{
	(void)state;
	for (int colours = 8; colours <= 32; colours *= 2) {
		struct bytes strip CLEANUP(bytes_done) = {0};
		struct bitmap b, indices;
		struct palette palette;

		noisy(&b, 400, 120, 3);
		palette_make(&b, colours, &palette);
		assert_int_equal(palette_map(&palette, &b, &indices, NULL), 0);
		assert_int_equal(
			sixel_strip(&indices, &palette, 0, 120, &strip, NULL),
			0);
		assert_in_range(sixel_guess(&indices), strip.len / 2,
				strip.len * 2);
		bitmap_done(&b);
		bitmap_done(&indices);
	}
}

/* Every colour of a palette is a whole number of per cents. */
static void test_nameable(void **state)
{
	struct bitmap b;
	struct palette palette = {0};

	(void)state;
	noisy(&b, 100, 100, 3);
	palette_make(&b, 64, &palette);
	palette_grow(&palette, &b, 128, PALETTE_GOOD, &palette);
	palette_add(&palette, 31, 111, 235);
	for (int i = 0; i < palette.n; i++)
		for (int c = 0; c < 3; c++) {
			int value = palette.rgb[i][c];
			int percent = (value * 100 + 127) / 255;

			assert_int_equal((percent * 255 + 50) / 100, value);
		}
	bitmap_done(&b);
}

static void test_add_to_full(void **state)
{
	struct palette palette = {.n = PALETTE_MAX};

	(void)state;
	assert_int_equal(palette_add(&palette, 255, 0, 0), PALETTE_MAX - 1);
	assert_int_equal(palette.n, PALETTE_MAX);
	assert_int_equal(palette.rgb[PALETTE_MAX - 1][0], 255);
}

static double error_of(const struct bitmap *b, const struct bitmap *indices,
		       const struct palette *palette)
{
	double sum = 0;

	for (int y = 0; y < b->height; y++)
		for (int x = 0; x < b->width; x++)
			for (int c = 0; c < 3; c++) {
				double d =
					b->pixels[(size_t)y * b->stride +
						  (size_t)(x * 3 + c)] -
					palette->rgb
						[indices->pixels
							 [(size_t)y *
								  indices->stride +
							  (size_t)x]][c];

				sum += d * d;
			}
	return sum / ((double)b->width * b->height * 3);
}

/* More colours are nearer to the picture, and 32 are near. */
static void test_quality(void **state)
{
	struct bitmap b;
	double before = 1e9;

	(void)state;
	noisy(&b, 300, 200, 3);
	for (int colours = 4; colours <= 256; colours *= 4) {
		struct palette palette;
		struct bitmap indices;
		double now;

		palette_make(&b, colours, &palette);
		assert_int_equal(palette_map(&palette, &b, &indices, NULL), 0);
		now = error_of(&b, &indices, &palette);
		assert_true(now < before);
		before = now;
		bitmap_done(&indices);
	}
	assert_true(before < 40);
	bitmap_done(&b);
}

/* As many pixels as are counted at most are all of one colour: the sum of the
 * bin, and what rounds it, fit. */
static void test_most_pixels(void **state)
{
	struct palette palette;
	struct bitmap b;

	(void)state;
	assert_int_equal(bitmap_init(&b, 4102, 4104, 1, NULL), 0);
	memset(b.pixels, 0xff, b.stride * (size_t)b.height);
	palette_make(&b, 4, &palette);
	assert_int_equal(palette.n, 1);
	for (int c = 0; c < 3; c++)
		assert_int_equal(palette.rgb[0][c], 255);
	bitmap_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_most_pixels),
		cmocka_unit_test(test_pixels),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_few_colours),
		cmocka_unit_test(test_no_seam),
		cmocka_unit_test(test_grown),
		cmocka_unit_test(test_coarse),
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_nameable),
		cmocka_unit_test(test_add_to_full),
		cmocka_unit_test(test_quality),
	};

	return cmocka_run_group_tests_name("sixel", tests, NULL, NULL);
}
