/*
 * test_labels.c: the label finder on drawn sheets.
 *
 * The "writing" is drawn of bars: letters that stand on a line, every third
 * one taller (ascenders), in words, in lines. A finder that looked for true
 * letters would not know them; this one must not.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "image/find/ink.h"
#include "image/find/labels.h"

enum { SHEET_W = 1000, SHEET_H = 1500, PAPER = 244, INK = 60 };

static void sheet_new(struct bitmap *b, int w, int h)
{
	struct error err;
	assert_int_equal(bitmap_init(b, w, h, 1, &err), 0);
	memset(b->pixels, PAPER, b->stride * (size_t)h);
}

static void fill(struct bitmap *b, int x, int y, int w, int h, int value)
{
	for (int j = y < 0 ? 0 : y; j < y + h && j < b->height; j++)
		for (int i = x < 0 ? 0 : x; i < x + w && i < b->width; i++)
			b->pixels[(size_t)j * b->stride + (size_t)i] =
				(unsigned char)value;
}

/* A block of writing; its extent goes to *ret. */
static void write_block(struct bitmap *b, int x, int y, int lines, int letters,
			struct box *ret)
{
	for (int l = 0; l < lines; l++)
		for (int i = 0; i < letters - l % 3; i++) {
			int foot = y + 12 + l * 24;
			int tall = i % 3 == 0 ? 12 : 8;
			if (i % 7 == 6)
				continue; /* a blank between words */
			fill(b, x + i * 10, foot - tall, 7, tall, INK);
			fill(b, x + i * 10 + 2, foot - tall + 2, 3, 3, PAPER);
		}
	*ret = (struct box){x, y, letters * 10, lines * 24 - 12};
}

static bool covers(const struct box *outer, const struct box *inner)
{
	return outer->x <= inner->x && outer->y <= inner->y &&
	       outer->x + outer->w >= inner->x + inner->w &&
	       outer->y + outer->h >= inner->y + inner->h;
}

/* A plant of thick and thin strokes, a colour chart, a ruler, a barcode. */
static void draw_clutter(struct bitmap *b)
{
	for (int i = 0; i < 700; i++)
		fill(b, 300 + i / 4, 200 + i, 9, 3, 110);
	for (int i = 0; i < 300; i++)
		fill(b, 380 + (i * 7 % 13) * i / 40, 600 + i, 26, 2, 130);
	fill(b, 60, 1100, 300, 200, 30);
	for (int i = 0; i < 24; i++)
		fill(b, 75 + i % 6 * 48, 1115 + i / 6 * 46, 38, 36, 60 + i * 7);
	for (int i = 0; i < 40; i++)
		fill(b, 60 + i * 12, 1400, 2, i % 5 ? 10 : 20, 40);
	for (int i = 0; i < 30; i++)
		fill(b, 700 + i * 6, 60, i % 3 + 1, 60, 40);
}

static void test_finds(void **state)
{
	struct bitmap sheet;
	struct labels labels;
	struct box label, stamp;
	struct error err;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	draw_clutter(&sheet);
	write_block(&sheet, 520, 1150, 8, 36, &label);
	write_block(&sheet, 100, 80, 3, 16, &stamp);
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	assert_int_equal(labels.n, 2);
	assert_true(covers(&labels.items[0].box, &label));
	assert_true(covers(&labels.items[1].box, &stamp));
	assert_true(labels.items[0].score > labels.items[1].score);
	assert_true(labels.items[0].score <= 1);
	assert_true(labels.items[0].box.w < label.w + 80);
	assert_int_equal(labels.items[0].rotation, 0);
	assert_true(labels.items[0].sure > 0.5);
	assert_in_range(labels.items[0].text_height, 6, 12);
	assert_int_equal(labels.sheet_rotation, 0);
	bitmap_done(&sheet);
}

/* Every turn of the sheet is told, with the boxes in its place. */
static void test_turned(void **state)
{
	static const int turns[] = {90, 180, 270};
	struct bitmap sheet, turned;
	struct labels labels;
	struct box label;
	struct error err;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	draw_clutter(&sheet);
	write_block(&sheet, 520, 1150, 8, 36, &label);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(bitmap_rotate(&sheet, turns[i], &turned, &err),
				 0);
		assert_int_equal(labels_find(&turned, 1, &labels, &err), 0);
		struct box want = box_rotate(label, SHEET_W, SHEET_H, turns[i]);
		assert_int_equal(labels.n, 1);
		assert_true(covers(&labels.items[0].box, &want));
		assert_int_equal(labels.items[0].rotation,
				 (360 - turns[i]) % 360);
		assert_int_equal(labels.sheet_rotation, (360 - turns[i]) % 360);
		bitmap_done(&turned);
	}
	bitmap_done(&sheet);
}

/* What was left blank between the lines of a label, or a short line by itself,
 * does not make strips of it; what is narrower and as far away is another's. */
static void test_tall(void **state)
{
	struct bitmap sheet;
	struct labels labels;
	struct box title, middle, foot, stamp;
	struct error err;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	draw_clutter(&sheet);
	write_block(&sheet, 520, 800, 2, 36, &title);
	write_block(&sheet, 520, 930, 3, 36, &middle);
	write_block(&sheet, 540, 1035, 1, 6, &foot);
	write_block(&sheet, 100, 80, 3, 16, &stamp);
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	assert_int_equal(labels.n, 2);
	assert_true(covers(&labels.items[0].box, &title));
	assert_true(covers(&labels.items[0].box, &middle));
	assert_true(covers(&labels.items[0].box, &foot));
	bitmap_done(&sheet);
	sheet_new(&sheet, SHEET_W, SHEET_H);
	write_block(&sheet, 520, 930, 3, 36, &middle);
	write_block(&sheet, 540, 1080, 3, 16, &stamp);
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	assert_int_equal(labels.n, 2);
	bitmap_done(&sheet);
}

/* The turn of a sheet is the labels' as they stand now. */
static void test_rotation_follows(void **state)
{
	struct labels labels = {
		.n = 2,
		.items = {{.rotation = 180, .sure = 0.9, .score = 0.9},
			  {.rotation = 90, .sure = 0.9, .score = 0.5}}};
	(void)state;
	assert_int_equal(labels_rotation(&labels), 180);
	labels.items[0].rotation = 90;
	assert_int_equal(labels_rotation(&labels), 90);
	labels.n = 0;
	assert_int_equal(labels_rotation(&labels), -1);
}

/* A decode at half size gives boxes of the stored picture. */
static void test_scale(void **state)
{
	struct bitmap sheet;
	struct labels labels;
	struct box label;
	struct error err;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	write_block(&sheet, 520, 1150, 8, 36, &label);
	struct box stored = {label.x * 2, label.y * 2, label.w * 2,
			     label.h * 2};
	assert_int_equal(labels_find(&sheet, 2, &labels, &err), 0);
	assert_int_equal(labels.n, 1);
	assert_true(covers(&labels.items[0].box, &stored));
	assert_in_range(labels.items[0].text_height, 12, 24);
	bitmap_done(&sheet);
}

/* Large pictures are reduced on the way. */
static void test_large(void **state)
{
	struct bitmap sheet, large;
	struct labels labels;
	struct box label;
	struct error err;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	write_block(&sheet, 520, 1150, 8, 36, &label);
	assert_int_equal(bitmap_resize(&sheet, 3000, 4500, &large, &err), 0);
	assert_int_equal(labels_find(&large, 1, &labels, &err), 0);
	struct box want = {label.x * 3, label.y * 3, label.w * 3, label.h * 3};
	assert_int_equal(labels.n, 1);
	assert_true(covers(&labels.items[0].box, &want));
	bitmap_done(&sheet);
	bitmap_done(&large);
}

static void test_no_writing(void **state)
{
	struct bitmap sheet;
	struct labels labels;
	struct error err;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	draw_clutter(&sheet);
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	assert_int_equal(labels.n, 0);
	assert_int_equal(labels.sheet_rotation, -1);
	bitmap_done(&sheet);
	sheet_new(&sheet, 1, 1);
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	assert_int_equal(labels.n, 0);
	bitmap_done(&sheet);
	sheet_new(&sheet, 3, 2000);
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	bitmap_done(&sheet);
}

/* Noise is bounded in time and memory, and gives boxes inside the sheet. */
static void test_noise(void **state)
{
	struct bitmap sheet;
	struct labels labels;
	struct error err;
	uint32_t seed = 12345;
	(void)state;
	sheet_new(&sheet, SHEET_W, SHEET_H);
	for (size_t i = 0; i < sheet.stride * SHEET_H; i++) {
		seed = seed * 1664525u + 1013904223u;
		sheet.pixels[i] = (unsigned char)(seed >> 24);
	}
	assert_int_equal(labels_find(&sheet, 1, &labels, &err), 0);
	for (int i = 0; i < labels.n; i++) {
		struct box b = labels.items[i].box;
		assert_true(b.x >= 0 && b.y >= 0 && b.w > 0 && b.h > 0);
		assert_true(b.x + b.w <= SHEET_W && b.y + b.h <= SHEET_H);
	}
	bitmap_done(&sheet);
}

/* Marks on a shaded sheet: what is dark is told by the paper around it. */
static void test_ink(void **state)
{
	static const struct mark_limits all = {.longer_min = 1,
					       .longer_max = 1000,
					       .shorter_max = 1000,
					       .most = 100};
	struct bitmap sheet;
	struct mark *marks;
	struct error err;
	size_t n;
	(void)state;
	sheet_new(&sheet, 400, 100);
	for (int x = 0; x < 400; x++)
		fill(&sheet, x, 0, 1, 100, 250 - x / 4);
	fill(&sheet, 50, 40, 6, 10, 120);
	fill(&sheet, 350, 40, 6, 10, 90); /* paper is 163 here */
	fill(&sheet, 200, 40, 3, 10, 100);
	fill(&sheet, 203, 50, 3, 10, 100); /* touches by a corner */
	assert_int_equal(ink_marks(&sheet, &all, &marks, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_true(marks[0].w == 6 && marks[0].h == 10);
	bool joined = false;
	for (size_t i = 0; i < n; i++)
		joined |= marks[i].x == 200 && marks[i].w == 6 &&
			  marks[i].h == 20;
	assert_true(joined);
	free(marks);
	bitmap_done(&sheet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_turned),
		cmocka_unit_test(test_tall),
		cmocka_unit_test(test_rotation_follows),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_no_writing),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_ink),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
