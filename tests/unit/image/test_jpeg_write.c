/*
 * test_jpeg_write.c: planes, how they are resized, and what is written of
 * them.
 */
#include "config.h"

#include "image/encode/jpeg_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image/decode/picture.h"
#include "image/pixels/reduce.h"

#include "tests/kit/jpegs.h"

#define PLENTY ((size_t)1 << 20)

/* Y, Cb, Cr of the four colours of jpegs.h. */
static const unsigned char quarters_ycc[4][3] = {
	{76, 85, 255}, {150, 44, 21}, {29, 255, 107}, {255, 128, 128}};

static void fill_quarters(struct planes *planes)
{
	for (int p = 0; p < planes->n; p++) {
		struct bitmap *b = &planes->at[p];

		for (int y = 0; y < b->height; y++)
			for (int x = 0; x < b->width; x++)
				b->pixels[(size_t)y * b->stride + (size_t)x] =
					quarters_ycc[(y >= b->height / 2) * 2 +
						     (x >= b->width / 2)][p];
	}
}

static void fill_noise(struct planes *planes, uint32_t seed)
{
	for (int p = 0; p < planes->n; p++)
		for (size_t i = 0;
		     i < planes->at[p].stride * (size_t)planes->at[p].height;
		     i++) {
			seed = seed * 1664525u + 1013904223u;
			planes->at[p].pixels[i] = (unsigned char)(seed >> 24);
		}
}

static void decode(const struct jpeg_file *file, struct bitmap *ret)
{
	struct picture_request all = {0};
	bool truncated = true;

	assert_int_equal(picture_read_jpeg(file->data, file->len, &all, ret,
					   &truncated, NULL),
			 0);
	assert_false(truncated);
}

/* --- turning -------------------------------------------------------------- */

static void check_turn(int width, int height, struct turn turn)
{
	static const char *const turned[4][2] = {{"rgbw", "grwb"},
						 {"brwg", "rbgw"},
						 {"wbgr", "bwrg"},
						 {"gwrb", "wgbr"}};
	struct planes planes = {0};
	struct jpeg_file file;
	struct bitmap b;
	char quarters[5];
	bool across = turn.degrees % 180 == 90;

	assert_int_equal(planes_init(&planes, width, height, false, NULL), 0);
	fill_quarters(&planes);
	assert_int_equal(jpeg_write(&planes, turn, 90, PLENTY, &file, NULL), 0);
	decode(&file, &b);
	assert_int_equal(b.width, across ? height : width);
	assert_int_equal(b.height, across ? width : height);
	jpegs_quarters(&b, quarters);
	assert_string_equal(quarters, turned[turn.degrees / 90][turn.mirrored]);
	/* The corners, too: nothing is lost or repeated at the edges. */
	for (int i = 0; i < 4; i++)
		assert_int_equal(jpegs_colour(&b, i % 2 ? b.width - 1 : 0,
					      i / 2 ? b.height - 1 : 0),
				 quarters[i]);
	bitmap_done(&b);
	jpeg_file_done(&file);
	planes_done(&planes);
}

static void test_turns(void **state)
{
	static const int sizes[][2] = {
		{64, 32}, {49, 131}, {130, 66}, {33, 33}};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int turn = 0; turn < 8; turn++)
			check_turn(sizes[i][0], sizes[i][1],
				   (struct turn){turn / 2 * 90, turn % 2 == 1});
}

/* The turn is that of bitmap_rotate and bitmap_mirror, pixel by pixel. */
static void check_grey_turn(const struct planes *planes, struct turn turn)
{
	struct jpeg_file file;
	struct bitmap want, got;

	assert_int_equal(jpeg_write(planes, turn, 100, PLENTY, &file, NULL), 0);
	assert_int_equal(
		bitmap_rotate(&planes->at[0], turn.degrees, &want, NULL), 0);
	if (turn.mirrored)
		bitmap_mirror(&want);
	decode(&file, &got);
	assert_int_equal(got.width, want.width);
	for (int y = 0; y < want.height; y++)
		for (int x = 0; x < want.width; x++) {
			int a = want.pixels[(size_t)y * want.stride +
					    (size_t)x];
			int b = got.pixels[(size_t)y * got.stride +
					   (size_t)x * 3];

			assert_in_range(a - b + 4, 0, 8);
		}
	bitmap_done(&want);
	bitmap_done(&got);
	jpeg_file_done(&file);
}

static void test_grey(void **state)
{
	struct planes planes = {0};

	(void)state;
	assert_int_equal(planes_init(&planes, 61, 37, true, NULL), 0);
	fill_noise(&planes, 7);
	for (int turn = 0; turn < 8; turn++)
		check_grey_turn(&planes,
				(struct turn){turn / 2 * 90, turn % 2 == 1});
	planes_done(&planes);
}

/* --- bytes ---------------------------------------------------------------- */

static void test_limit(void **state)
{
	struct planes planes = {0};
	struct jpeg_file whole, same, cut;
	struct turn none = {0};

	(void)state;
	assert_int_equal(planes_init(&planes, 400, 600, false, NULL), 0);
	fill_noise(&planes, 1);
	assert_int_equal(jpeg_write(&planes, none, 80, PLENTY, &whole, NULL),
			 0);
	assert_true(whole.len > 100000);
	assert_int_equal(whole.guess, whole.len);
	/* Exactly enough is enough, one less is not. */
	assert_int_equal(jpeg_write(&planes, none, 80, whole.len, &same, NULL),
			 0);
	assert_int_equal(same.len, whole.len);
	assert_memory_equal(same.data, whole.data, whole.len);
	assert_int_equal(
		jpeg_write(&planes, none, 80, whole.len - 1, &cut, NULL), 0);
	assert_int_equal(cut.len, 0);
	assert_null(cut.data);
	/* The guess is near, even early on. */
	for (int part = 2; part <= 8; part *= 2) {
		assert_int_equal(jpeg_write(&planes, none, 80,
					    whole.len / (size_t)part, &cut,
					    NULL),
				 0);
		assert_int_equal(cut.len, 0);
		assert_in_range(cut.guess, whole.len * 7 / 10,
				whole.len * 13 / 10);
	}
	jpeg_file_done(&whole);
	jpeg_file_done(&same);
	planes_done(&planes);
}

static void test_quality(void **state)
{
	struct planes planes = {0};
	struct jpeg_file file;
	size_t before = SIZE_MAX;

	(void)state;
	assert_int_equal(planes_init(&planes, 200, 100, false, NULL), 0);
	fill_noise(&planes, 3);
	for (int quality = 90; quality >= 30; quality -= 20) {
		assert_int_equal(jpeg_write(&planes, (struct turn){0}, quality,
					    PLENTY, &file, NULL),
				 0);
		assert_true(file.len < before);
		before = file.len;
		jpeg_file_done(&file);
	}
	planes_done(&planes);
}

/* 4:2:0, and nothing but what decoding takes: no Exif, no comment. */
static void test_markers(void **state)
{
	struct planes planes = {0};
	struct jpeg_file file;
	bool seen = false;

	(void)state;
	assert_int_equal(planes_init(&planes, 40, 40, false, NULL), 0);
	fill_quarters(&planes);
	assert_int_equal(
		jpeg_write(&planes, (struct turn){0}, 80, PLENTY, &file, NULL),
		0);
	for (size_t at = 2; file.data[at + 1] != 0xDA;
	     at += 2u + (size_t)file.data[at + 2] * 256 + file.data[at + 3]) {
		unsigned char marker = file.data[at + 1];

		assert_true(marker == 0xE0 || marker == 0xDB ||
			    marker == 0xC0 || marker == 0xC4);
		if (marker == 0xC0) {
			assert_int_equal(file.data[at + 11], 0x22);
			assert_int_equal(file.data[at + 14], 0x11);
			seen = true;
		}
	}
	assert_true(seen);
	jpeg_file_done(&file);
	planes_done(&planes);
}

/* --- resizing ------------------------------------------------------------- */

/* Rows that come one by one give what bitmap_resize gives of the whole. */
static void check_resize(int from_w, int from_h, int to_w, int to_h)
{
	struct planes from = {0}, to = {0};
	struct bitmap want;

	assert_int_equal(planes_init(&from, from_w, from_h, false, NULL), 0);
	fill_noise(&from, 11);
	assert_int_equal(planes_resize(&from, to_w, to_h, &to, NULL), 0);
	for (int p = 0; p < 3; p++) {
		assert_int_equal(bitmap_resize(&from.at[p], to.at[p].width,
					       to.at[p].height, &want, NULL),
				 0);
		assert_memory_equal(to.at[p].pixels, want.pixels,
				    want.stride * (size_t)want.height);
		bitmap_done(&want);
	}
	planes_done(&from);
	planes_done(&to);
}

static void test_resize(void **state)
{
	(void)state;
	check_resize(97, 61, 97, 61);
	check_resize(97, 61, 50, 20);
	check_resize(97, 61, 96, 60);
	check_resize(97, 61, 1, 1);
	check_resize(97, 61, 140, 91);
	check_resize(33, 20, 99, 100);
	check_resize(40, 60, 80, 30);
	check_resize(40, 60, 20, 90);
	check_resize(1, 1, 7, 5);
}

/* Of a row a piece is taken. */
static void test_reduce_box(void **state)
{
	static const struct box boxes[] = {
		{0, 0, 30, 20}, {5, 3, 17, 11}, {29, 19, 1, 1}};
	struct planes from = {0};

	(void)state;
	assert_int_equal(planes_init(&from, 30, 20, true, NULL), 0);
	fill_noise(&from, 5);
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		struct bitmap cut, want, got;
		struct reduce reduce;

		assert_int_equal(bitmap_crop(&from.at[0], boxes[i], &cut, NULL),
				 0);
		assert_int_equal(bitmap_resize(&cut, 13, 7, &want, NULL), 0);
		assert_int_equal(bitmap_init(&got, 13, 7, 1, NULL), 0);
		reduce_init(&reduce, boxes[i], &got);
		for (int y = 0; y < 20; y++)
			reduce_row(&reduce, y,
				   from.at[0].pixels +
					   (size_t)y * from.at[0].stride);
		reduce_done(&reduce);
		assert_memory_equal(got.pixels, want.pixels, 13 * 7);
		bitmap_done(&cut);
		bitmap_done(&want);
		bitmap_done(&got);
	}
	planes_done(&from);
}

/* Memory is taken again where it does, and sizes are checked. */
static void test_planes(void **state)
{
	struct planes planes = {0};
	struct error err;
	const unsigned char *memory;

	(void)state;
	assert_int_equal(planes_init(&planes, 101, 51, false, NULL), 0);
	assert_int_equal(planes.at[1].width, 51);
	assert_int_equal(planes.at[2].height, 26);
	memory = planes.memory;
	assert_int_equal(planes_init(&planes, 20, 51, true, NULL), 0);
	assert_ptr_equal(planes.memory, memory);
	assert_null(planes.at[1].pixels);
	assert_int_equal(planes_init(&planes, 0, 5, true, &err), -1);
	assert_int_equal(planes_init(&planes, 39999, 39999, true, &err), -1);
	assert_non_null(strstr(err.text, "39999"));
	planes_done(&planes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_grey),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_quality),
		cmocka_unit_test(test_markers),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_reduce_box),
		cmocka_unit_test(test_planes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
