/*
 * test_codes.c: codes drawn on sheets, and what is read of them; and what is
 * not, where there are none.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "image/codes/codes.h"
#include "tests/kit/barcodes.h"
#include "tests/kit/scratch.h"

static char *dir;

/* The codes of a sheet, written as a JPEG and read again. */
static struct codes sheet_codes(const struct bitmap *sheet)
{
	struct bytes jpeg CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = mem_printf("%s/sheet.jpg", dir);
	struct picture_info info;
	struct codes codes;
	struct error err;

	barcodes_jpeg(sheet, 85, &jpeg);
	scratch_write(dir, "sheet.jpg", jpeg.data, jpeg.len);
	assert_int_equal(picture_probe(path, &info, &err), 0);
	assert_int_equal(codes_find(path, &info, NULL, &codes, &err), 0);
	return codes;
}

static void assert_one(const struct bitmap *sheet, const char *type,
		       const char *text, int x, int y)
{
	struct codes codes = sheet_codes(sheet);
	struct box box;

	if (codes.n != 1)
		fail_msg("%zu codes for one \"%s\"", codes.n, text);
	assert_string_equal(codes.items[0].type, type);
	assert_string_equal(codes.items[0].text, text);
	assert_true(codes.items[0].quality > 0.5);
	box = codes.items[0].box;
	assert_in_range(x, box.x, box.x + box.w);
	assert_in_range(y, box.y, box.y + box.h);
	assert_true(box.x >= 0 && box.y >= 0 && box.x + box.w <= sheet->width &&
		    box.y + box.h <= sheet->height);
	codes_done(&codes);
}

static void bars_are_read_at_any_angle(void **state)
{
	static const double degrees[] = {0,  90, 180, 270, 5,	17,
					 33, 45, 58,  120, 200, 311};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(degrees); i++) {
		struct bitmap sheet = barcodes_sheet(1500, 1100);

		barcodes_draw(&sheet, &(struct barcode){.text = "WIS-L-0011736",
							.x = 700,
							.y = 560,
							.module = 3,
							.height = 90,
							.degrees = degrees[i]});
		assert_one(&sheet, "CODE-39", "WIS-L-0011736", 700, 560);
		bitmap_done(&sheet);
	}
}

static void bars_are_read_at_any_size(void **state)
{
	static const struct {
		double module;
		int height, degrees;
	} sizes[] = {{1.6, 50, 0}, {1.8, 60, 90}, {2, 60, 25}, {6, 160, 0},
		     {9, 300, 90}, {9, 300, 20},  {3, 30, 0},  {12, 400, 270}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct bitmap sheet = barcodes_sheet(2100, 2100);

		barcodes_draw(&sheet,
			      &(struct barcode){.text = "00020326",
						.x = 1050,
						.y = 1050,
						.module = sizes[i].module,
						.height = sizes[i].height,
						.degrees = sizes[i].degrees});
		assert_one(&sheet, "CODE-39", "00020326", 1050, 1050);
		bitmap_done(&sheet);
	}
}

static void faint_and_noisy_bars_are_read(void **state)
{
	struct bitmap sheet = barcodes_sheet(1600, 1200);
	uint32_t seed = 1;

	(void)state;
	barcodes_draw(&sheet, &(struct barcode){.text = "K000123456",
						.x = 800,
						.y = 600,
						.module = 3,
						.height = 90,
						.ink = 150});
	for (size_t i = 0; i < sheet.stride * 1200; i++) {
		int noise, value = sheet.pixels[i];

		seed = seed * 1664525u + 1013904223u;
		noise = (int)(seed >> 24) % 25 - 12;
		sheet.pixels[i] = (unsigned char)(value + noise);
	}
	assert_one(&sheet, "CODE-39", "K000123456", 800, 600);
	bitmap_done(&sheet);
}

/* What was printed over the middle of the bars leaves their upper part. */
static void print_over_bars_is_seen_past(void **state)
{
	struct bitmap sheet = barcodes_sheet(1500, 1100);

	(void)state;
	barcodes_draw(&sheet, &(struct barcode){.text = "00020326",
						.x = 700,
						.y = 560,
						.module = 3,
						.height = 120});
	for (int y = 560; y < 600; y++)
		for (int x = 480; x < 900; x += 1 + x % 7)
			sheet.pixels[(size_t)y * sheet.stride + (size_t)x] =
				(unsigned char)(y % 3 * 60);
	assert_one(&sheet, "CODE-39", "00020326", 700, 560);
	bitmap_done(&sheet);
}

static void squares_are_read_at_any_angle(void **state)
{
	static const struct {
		double module, degrees;
	} ways[] = {{4, 0}, {8, 90}, {5, 30}, {3, 0}, {12, 45}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct bitmap sheet = barcodes_sheet(1500, 1100);
		struct barcode at = {.x = 700,
				     .y = 560,
				     .module = ways[i].module,
				     .degrees = ways[i].degrees};

		barcodes_draw_qr(&sheet, &at);
		assert_one(&sheet, "QR-Code",
			   "http://id.example.org/herb/00012345", 700, 560);
		bitmap_done(&sheet);
	}
}

static void a_data_matrix_is_read(void **state)
{
#ifdef HAVE_DMTX
	static const struct {
		double module, degrees;
	} ways[] = {{8, 0}, {6, 90}, {10, 0}, {14, 270}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct bitmap sheet = barcodes_sheet(1500, 1100);
		struct barcode at = {.x = 700,
				     .y = 560,
				     .module = ways[i].module,
				     .degrees = ways[i].degrees};

		barcodes_draw_matrix(&sheet, &at);
		assert_one(&sheet, "Data-Matrix", "DM0012345", 700, 560);
		bitmap_done(&sheet);
	}
#else
	(void)state;
	skip();
#endif
}

static void a_hundred_codes_are_a_hundred(void **state)
{
	struct bitmap sheet = barcodes_sheet(5000, 2400);
	char text[CODES_MAX][16];
	struct codes codes;

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(text[i], sizeof(text[i]), "NY%06d", i * 7919);
		barcodes_draw(&sheet, &(struct barcode){.text = text[i],
							.x = 260 + i % 10 * 495,
							.y = 170 + i / 10 * 225,
							.module = 2.4,
							.height = 80});
	}
	codes = sheet_codes(&sheet);
	assert_int_equal(codes.n, 100);
	for (int i = 0; i < 100; i++) {
		bool found = false;

		for (size_t k = 0; k < codes.n; k++)
			found = found ||
				strcmp(codes.items[k].text, text[i]) == 0;
		assert_true(found);
	}
	codes_done(&codes);
	bitmap_done(&sheet);
}

/* Bytes that are not text, and more codes than are kept. */
static void what_is_not_text_is_left_out(void **state)
{
	struct bitmap sheet = barcodes_sheet(1500, 1100);
	struct barcode at = {.x = 700, .y = 560, .module = 6};
	struct codes codes;

	(void)state;
	barcodes_draw_binary(&sheet, &at);
	codes = sheet_codes(&sheet);
	for (size_t i = 0; i < codes.n; i++)
		for (const char *c = codes.items[i].text; *c != '\0'; c++)
			assert_true((unsigned char)*c >= ' ');
	codes_done(&codes);
	bitmap_done(&sheet);
}

static void codes_are_limited_and_clean(void **state)
{
	struct codes codes = {0};
	struct box box = {0, 0, 10, 10};
	char text[CODE_TEXT_MAX + 2];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	codes_add(&codes, "QR-Code", text, box, 1);
	codes_add(&codes, "QR-Code", " \t ", box, 1);
	codes_add(&codes, "QR-Code", NULL, box, 1);
	assert_int_equal(codes.n, 0);
	codes_add(&codes, "QR-Code", "\033]0;x\007 A\xff", box, 0.5);
	assert_string_equal(codes.items[0].text, "]0;x A\xEF\xBF\xBD");
	codes_add(&codes, "QR-Code", "\033]0;x\007 A\xff",
		  (struct box){5, 0, 10, 20}, 0.25);
	assert_int_equal(codes.n, 1);
	assert_int_equal(codes.items[0].box.w, 15);
	assert_int_equal(codes.items[0].box.h, 20);
	assert_true(codes.items[0].quality == 0.5);
	for (int i = 0; i < 2 * CODES_MAX; i++) {
		snprintf(text, sizeof(text), "%d", i);
		codes_add(&codes, "CODE-39", text, box, 1);
	}
	assert_int_equal(codes.n, CODES_MAX);
	codes_done(&codes);
}

/* Stripes, grass, a ruler and a chequered chart are not codes. */
static void what_is_only_striped_says_nothing(void **state)
{
	struct bitmap sheet = barcodes_sheet(2600, 2000);
	struct codes codes;
	uint32_t seed = 7;

	(void)state;
	for (int y = 0; y < sheet.height; y++)
		for (int x = 0; x < sheet.width; x++) {
			unsigned char *to =
				sheet.pixels + (size_t)y * sheet.stride + x;

			seed = seed * 1664525u + 1013904223u;
			if (y < 300 && x % 20 < 3)
				*to = 20; /* a ruler */
			else if (y > 400 && y < 900)
				*to = (unsigned char)((x * 31 / 7 +
						       x * x / 97) &
						      128); /* grass */
			else if (y > 1000 && y < 1500 && x < 1200)
				*to = (x / 40 + y / 40) % 2 == 0 ? 0 : 230;
			else if (y > 1600)
				*to = (unsigned char)(seed >> 24);
		}
	codes = sheet_codes(&sheet);
	for (size_t i = 0; i < codes.n; i++)
		print_message("%s %s\n", codes.items[i].type,
			      codes.items[i].text);
	assert_int_equal(codes.n, 0);
	codes_done(&codes);
	bitmap_done(&sheet);
}

static void what_is_cut_short_is_refused(void **state)
{
	struct bitmap sheet = barcodes_sheet(900, 700);
	struct bytes jpeg CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = mem_printf("%s/cut.jpg", dir);
	struct picture_info info;
	struct codes codes;
	struct error err;

	(void)state;
	barcodes_draw(&sheet, &(struct barcode){.text = "00020326",
						.x = 400,
						.y = 300,
						.module = 3,
						.height = 90});
	barcodes_jpeg(&sheet, 85, &jpeg);
	scratch_write(dir, "cut.jpg", jpeg.data, jpeg.len * 2 / 3);
	assert_int_equal(picture_probe(path, &info, &err), 0);
	assert_int_equal(codes_find(path, &info, NULL, &codes, &err), -1);
	bitmap_done(&sheet);
}

/* One that nobody wants any more is given up in its decode. */
static void what_nobody_wants_is_given_up(void **state)
{
	struct bitmap sheet = barcodes_sheet(1200, 900);
	struct bytes jpeg CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = mem_printf("%s/late.jpg", dir);
	struct picture_info info;
	atomic_bool cancelled;
	struct codes codes;
	struct error err;

	(void)state;
	atomic_init(&cancelled, true);
	barcodes_jpeg(&sheet, 85, &jpeg);
	scratch_write(dir, "late.jpg", jpeg.data, jpeg.len);
	assert_int_equal(picture_probe(path, &info, &err), 0);
	assert_int_equal(codes_find(path, &info, &cancelled, &codes, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	bitmap_done(&sheet);
}

static int set_up(void **state)
{
	(void)state;
	dir = scratch_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_free(dir);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_read_at_any_angle),
		cmocka_unit_test(bars_are_read_at_any_size),
		cmocka_unit_test(faint_and_noisy_bars_are_read),
		cmocka_unit_test(print_over_bars_is_seen_past),
		cmocka_unit_test(squares_are_read_at_any_angle),
		cmocka_unit_test(a_data_matrix_is_read),
		cmocka_unit_test(a_hundred_codes_are_a_hundred),
		cmocka_unit_test(what_is_not_text_is_left_out),
		cmocka_unit_test(codes_are_limited_and_clean),
		cmocka_unit_test(what_is_only_striped_says_nothing),
		cmocka_unit_test(what_is_cut_short_is_refused),
		cmocka_unit_test(what_nobody_wants_is_given_up),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
