/*
 * test_bitmap.c: turning, cutting and resizing of pixels.
 */
#include "config.h"

#include "image/pixels/bitmap.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned char *at(const struct bitmap *b, int x, int y)
{
	return b->pixels + (size_t)y * b->stride +
	       (size_t)x * (size_t)b->channels;
}

/* Every pixel differs from its neighbours in each channel. */
static void make(struct bitmap *b, int width, int height, int channels)
{
	assert_int_equal(bitmap_init(b, width, height, channels, NULL), 0);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			for (int c = 0; c < channels; c++)
				at(b, x, y)[c] =
					(unsigned char)(x * 7 + y * 31 +
							c * 101);
}

static void plain(struct bitmap *b, int width, int height, int channels,
		  int value)
{
	assert_int_equal(bitmap_init(b, width, height, channels, NULL), 0);
	memset(b->pixels, value, b->stride * (size_t)height);
}

static void same(const struct bitmap *a, const struct bitmap *b)
{
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	assert_int_equal(a->channels, b->channels);
	assert_memory_equal(a->pixels, b->pixels,
			    a->stride * (size_t)a->height);
}

static void test_limits(void **state)
{
	static const int sizes[][2] = {
		{0, 1},
		{1, 0},
		{-1, 5},
		{40001, 1},
		{1, 40001},
		{40000, 40000},
		{INT_MAX, INT_MAX},
	};
	struct bitmap b = {.width = 77};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		assert_int_equal(
			bitmap_init(&b, sizes[i][0], sizes[i][1], 3, &err), -1);
		assert_int_equal(b.width, 77);
		assert_non_null(strstr(err.text, "pixels"));
	}
	assert_int_equal(bitmap_init(&b, 40000, 1, 1, &err), 0);
	bitmap_done(&b);
	assert_null(b.pixels);
	bitmap_done(&b);
}

static void test_rotate_pixels(void **state)
{
	static const unsigned char flat[] = {1, 2, 3, 4, 5, 6};
	static const unsigned char right[] = {4, 1, 5, 2, 6, 3};
	static const unsigned char over[] = {6, 5, 4, 3, 2, 1};
	static const unsigned char left[] = {3, 6, 2, 5, 1, 4};
	static const struct {
		int degrees, width;
		const unsigned char *pixels;
	} turns[] = {
		{0, 3, flat}, {90, 2, right}, {180, 3, over}, {270, 2, left}};
	struct bitmap b, turned;

	(void)state;
	assert_int_equal(bitmap_init(&b, 3, 2, 1, NULL), 0);
	memcpy(b.pixels, flat, sizeof(flat));
	for (size_t i = 0; i < ARRAY_LEN(turns); i++) {
		assert_int_equal(
			bitmap_rotate(&b, turns[i].degrees, &turned, NULL), 0);
		assert_int_equal(turned.width, turns[i].width);
		assert_memory_equal(turned.pixels, turns[i].pixels, 6);
		bitmap_done(&turned);
	}
	assert_int_equal(bitmap_rotate(&b, 45, &turned, NULL), -1);
	bitmap_done(&b);
}

/* Turning further by what is left of 360 degrees gives the picture back; the
 * sizes lie around the block that the loops work in. */
static void test_rotate_back(void **state)
{
	static const int edges[] = {1, 31, 32, 33, 70};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(edges) * ARRAY_LEN(edges); i++)
		for (int degrees = 90; degrees < 360; degrees += 90) {
			struct bitmap b, once, twice;

			make(&b, edges[i / ARRAY_LEN(edges)],
			     edges[i % ARRAY_LEN(edges)], i % 2 ? 3 : 1);
			assert_int_equal(
				bitmap_rotate(&b, degrees, &once, NULL), 0);
			assert_int_equal(bitmap_rotate(&once, 360 - degrees,
						       &twice, NULL),
					 0);
			same(&b, &twice);
			bitmap_done(&b);
			bitmap_done(&once);
			bitmap_done(&twice);
		}
}

/* A box goes where the pixels in it go. */
static void test_box_rotate(void **state)
{
	struct box box = {5, 9, 11, 3};

	(void)state;
	for (int degrees = 0; degrees < 360; degrees += 90) {
		struct bitmap b, part, turned, found, expected;
		struct box there = box_rotate(box, 40, 30, degrees);

		make(&b, 40, 30, 3);
		assert_int_equal(bitmap_crop(&b, box, &part, NULL), 0);
		assert_int_equal(bitmap_rotate(&part, degrees, &expected, NULL),
				 0);
		assert_int_equal(bitmap_rotate(&b, degrees, &turned, NULL), 0);
		assert_int_equal(bitmap_crop(&turned, there, &found, NULL), 0);
		same(&expected, &found);
		bitmap_done(&b);
		bitmap_done(&part);
		bitmap_done(&turned);
		bitmap_done(&found);
		bitmap_done(&expected);
	}
}

static void test_mirror(void **state)
{
	struct bitmap b, mirrored;

	(void)state;
	for (int width = 1; width < 6; width++) {
		make(&b, width, 3, 3);
		make(&mirrored, width, 3, 3);
		bitmap_mirror(&mirrored);
		for (int y = 0; y < 3; y++)
			for (int x = 0; x < width; x++)
				assert_memory_equal(at(&mirrored, x, y),
						    at(&b, width - 1 - x, y),
						    3);
		bitmap_done(&b);
		bitmap_done(&mirrored);
	}
}

static void test_crop(void **state)
{
	static const struct box outside[] = {
		{10, 0, 5, 5},	      {0, 10, 5, 5}, {-5, 0, 5, 5},
		{0, 0, 0, 5},	      {0, 0, 5, -1}, {INT_MAX, 0, INT_MAX, 5},
		{INT_MIN, 0, 10, 10},
	};
	struct box wide = {-3, 8, INT_MAX, INT_MAX};
	struct bitmap b, cut = {.width = 77};
	struct error err = {0};

	(void)state;
	make(&b, 10, 10, 3);
	for (size_t i = 0; i < ARRAY_LEN(outside); i++)
		assert_int_equal(bitmap_crop(&b, outside[i], &cut, &err), -1);
	assert_int_equal(cut.width, 77);
	assert_non_null(strstr(err.text, "outside"));
	assert_int_equal(bitmap_crop(&b, wide, &cut, &err), 0);
	assert_int_equal(cut.width, 10);
	assert_int_equal(cut.height, 2);
	assert_memory_equal(at(&cut, 0, 0), at(&b, 0, 8), cut.stride);
	bitmap_done(&cut);
	bitmap_done(&b);
}

static void test_grey(void **state)
{
	static const struct {
		unsigned char rgb[3], grey;
	} cases[] = {
		{{255, 255, 255}, 255}, {{0, 0, 0}, 0},	   {{255, 0, 0}, 76},
		{{0, 255, 0}, 150},	{{0, 0, 255}, 29}, {{9, 9, 9}, 9},
	};
	struct bitmap b, grey;

	(void)state;
	plain(&b, (int)ARRAY_LEN(cases), 2, 3, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		memcpy(at(&b, (int)i, 1), cases[i].rgb, 3);
	assert_int_equal(bitmap_grey(&b, &grey, NULL), 0);
	assert_int_equal(grey.channels, 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(*at(&grey, (int)i, 1), cases[i].grey);
	bitmap_done(&b);
	bitmap_done(&grey);
}

/* What is plain stays plain, at every ratio and value. */
static void test_resize_plain(void **state)
{
	static const int widths[] = {1, 2, 3, 7, 64, 100, 333, 1000};
	static const int values[] = {0, 1, 127, 254, 255};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(widths) * ARRAY_LEN(widths); i++) {
		struct bitmap b, to;
		int value = values[i % ARRAY_LEN(values)];

		plain(&b, widths[i / ARRAY_LEN(widths)], 5, i % 2 ? 3 : 1,
		      value);
		assert_int_equal(bitmap_resize(&b,
					       widths[i % ARRAY_LEN(widths)],
					       1 + (int)(i % 9), &to, NULL),
				 0);
		for (size_t p = 0; p < to.stride * (size_t)to.height; p++)
			assert_int_equal(to.pixels[p], value);
		bitmap_done(&b);
		bitmap_done(&to);
	}
}

/* Down is the mean of what a pixel covers, parts of pixels included. */
static void test_resize_area(void **state)
{
	static const unsigned char from[] = {0, 100, 200, 50, 10, 30};
	struct bitmap b, to;

	(void)state;
	assert_int_equal(bitmap_init(&b, 6, 1, 1, NULL), 0);
	memcpy(b.pixels, from, sizeof(from));
	assert_int_equal(bitmap_resize(&b, 3, 1, &to, NULL), 0);
	assert_int_equal(to.pixels[0], 50);
	assert_int_equal(to.pixels[1], 125);
	assert_int_equal(to.pixels[2], 20);
	bitmap_done(&to);
	/* 1.5 source pixels each: (0 + 50) / 1.5, (50 + 200) / 1.5, … */
	assert_int_equal(bitmap_resize(&b, 4, 1, &to, NULL), 0);
	assert_int_equal(to.pixels[0], 33);
	assert_int_equal(to.pixels[1], 167);
	assert_int_equal(to.pixels[2], 37);
	assert_int_equal(to.pixels[3], 23);
	bitmap_done(&to);
	bitmap_done(&b);
}

/* Up goes evenly from one to the next, and keeps the ends. */
static void test_resize_up(void **state)
{
	struct bitmap b, to;

	(void)state;
	assert_int_equal(bitmap_init(&b, 2, 1, 3, NULL), 0);
	memset(at(&b, 0, 0), 0, 3);
	memset(at(&b, 1, 0), 200, 3);
	assert_int_equal(bitmap_resize(&b, 8, 4, &to, NULL), 0);
	assert_int_equal(at(&to, 0, 0)[1], 0);
	assert_int_equal(at(&to, 7, 3)[1], 200);
	for (int x = 1; x < 8; x++)
		assert_true(at(&to, x, 2)[2] >= at(&to, x - 1, 2)[2]);
	assert_int_equal(at(&to, 3, 0)[0] + at(&to, 4, 0)[0], 200);
	bitmap_done(&to);
	bitmap_done(&b);
}

/* A part is what stands there in the whole, larger or smaller. */
static void test_resize_part(void **state)
{
	static const struct {
		int width, height;
		struct box box;
	} cases[] = {
		{20, 11, {3, 2, 9, 5}},	    {20, 11, {0, 0, 20, 11}},
		{90, 60, {17, 31, 70, 29}}, {90, 60, {89, 59, 1, 1}},
		{50, 9, {0, 4, 50, 1}},
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
		struct bitmap b, whole, cut, part;
		struct box box = cases[i / 2].box;
		int width = cases[i / 2].width, height = cases[i / 2].height;

		make(&b, 37, 23, i % 2 ? 3 : 1);
		assert_int_equal(bitmap_resize(&b, width, height, &whole, NULL),
				 0);
		assert_int_equal(bitmap_crop(&whole, box, &cut, NULL), 0);
		assert_int_equal(
			bitmap_resize_part(&b, width, height, box, &part, NULL),
			0);
		same(&cut, &part);
		bitmap_done(&b);
		bitmap_done(&whole);
		bitmap_done(&cut);
		bitmap_done(&part);
	}
}

/* One row or column by its definition: what each pixel covers, or the two that it
 * lies between. */
static double defined(const unsigned char *from, int n, size_t step, int to,
		      int i)
{
	double begin = (double)i * n / to, end = (double)(i + 1) * n / to;
	double centre = (begin + end) / 2 - 0.5, sum = 0;

	centre = centre < 0 ? 0 : centre > n - 1 ? n - 1 : centre;
	for (int s = 0; s < n; s++) {
		double far = fabs(centre - s);
		double part = fmin(s + 1, end) - fmax(s, begin);

		if (to > n)
			sum += far < 1 ? (1 - far) * from[(size_t)s * step] : 0;
		else if (part > 0)
			sum += part * from[(size_t)s * step] * to / n;
	}
	return sum;
}

/* However many pixels make one: one, two, three or many. */
static void test_resize_defined(void **state)
{
	static const int sizes[] = {1, 2, 3, 9, 13, 24, 30, 37, 38, 70, 151};

	(void)state;
	for (size_t i = 0; i < 4 * ARRAY_LEN(sizes); i++) {
		int channels = i % 2 ? 3 : 1, to = sizes[i / 4];
		bool across = i / 2 % 2 != 0;
		struct bitmap b, out;

		make(&b, across ? 37 : 2, across ? 2 : 37, channels);
		assert_int_equal(bitmap_resize(&b, across ? to : 2,
					       across ? 2 : to, &out, NULL),
				 0);
		for (int k = 0; k < to; k++) {
			double want = defined(
				b.pixels, 37,
				across ? (size_t)channels : b.stride, to, k);
			int is = *(across ? at(&out, k, 0) : at(&out, 0, k));

			assert_true(fabs(is - want) < 0.52);
		}
		bitmap_done(&b);
		bitmap_done(&out);
	}
}

/* The same size is the same picture, and a refused size leaves *ret. */
static void test_resize_same(void **state)
{
	struct bitmap b, to = {.width = 77};

	(void)state;
	make(&b, 37, 23, 3);
	assert_int_equal(bitmap_resize(&b, 0, 5, &to, NULL), -1);
	assert_int_equal(to.width, 77);
	assert_int_equal(bitmap_resize(&b, 37, 23, &to, NULL), 0);
	same(&b, &to);
	bitmap_done(&to);
	bitmap_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_rotate_pixels),
		cmocka_unit_test(test_rotate_back),
		cmocka_unit_test(test_box_rotate),
		cmocka_unit_test(test_mirror),
		cmocka_unit_test(test_crop),
		cmocka_unit_test(test_grey),
		cmocka_unit_test(test_resize_plain),
		cmocka_unit_test(test_resize_area),
		cmocka_unit_test(test_resize_up),
		cmocka_unit_test(test_resize_part),
		cmocka_unit_test(test_resize_defined),
		cmocka_unit_test(test_resize_same),
	};

	return cmocka_run_group_tests_name("bitmap", tests, NULL, NULL);
}
