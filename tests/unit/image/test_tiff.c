/*
 * test_tiff.c: TIFFs of every layout, colour and compression, whole, cut and
 * damaged.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "image/decode/part.h"
#include "image/decode/picture.h"
#include "image/decode/tiff_reader.h"

#include "tests/kit/jpegs.h"
#include "tests/kit/scratch.h"
#include "tests/kit/tiffs.h"

static int setup(void **state)
{
	*state = scratch_new();
	return 0;
}

static int teardown(void **state)
{
	scratch_free(*state);
	return 0;
}

static char *tiff_path(void **state)
{
	return file_join(*state, "sheet.tif");
}

/* The quarters of a picture that is read as `request` says. */
static void check_quarters(const char *path,
			   const struct picture_request *request,
			   const char *wanted)
{
	struct bitmap b;
	struct error err = {0};
	bool truncated = true;
	char quarters[5];

	if (picture_read(path, request, &b, &truncated, &err) < 0)
		fail_msg("%s (%s)", err.text, wanted);
	assert_false(truncated);
	jpegs_quarters(&b, quarters);
	assert_string_equal(quarters, wanted);
	bitmap_done(&b);
}

/* As brightness: red 76, green 150, blue 29, white 255, as far as the bits
 * tell them apart. */
static void check_greys(const char *path, int bits)
{
	static const int lumas[4] = {76, 150, 29, 255};
	const struct picture_request request = {.grey = true};
	struct bitmap b;
	int room = bits >= 8 ? 4 : 255 >> (bits - (bits > 1));

	assert_int_equal(picture_read(path, &request, &b, NULL, NULL), 0);
	assert_int_equal(b.channels, 1);
	for (int i = 0; i < 4; i++) {
		int x = b.width * (1 + 2 * (i % 2)) / 4;
		int y = b.height * (1 + 2 * (i / 2)) / 4;
		int got = b.pixels[(size_t)y * b.stride + (size_t)x];

		assert_in_range(got, lumas[i] > room ? lumas[i] - room : 0,
				lumas[i] + room);
	}
	bitmap_done(&b);
}

static const int tiff_compressions[] = {
	COMPRESSION_NONE,     COMPRESSION_LZW,	COMPRESSION_ADOBE_DEFLATE,
	COMPRESSION_PACKBITS, COMPRESSION_ZSTD, COMPRESSION_LZMA,
	COMPRESSION_DEFLATE,  COMPRESSION_WEBP, COMPRESSION_JPEG,
};

/* Every layout with every compression, whole, shrunk and cropped. */
static void test_layouts(void **state)
{
	static const struct tiff_recipe layouts[] = {
		{.strip = 0},
		{.strip = 16},
		{.tile = 32},
		{.tile = 256},
		{.strip = 8, .separate = true},
		{.tile = 16, .separate = true},
	};
	const struct picture_request all = {0}, small = {.min_width = 30},
				     part = {.crop = {50, 38, 100, 75},
					     .min_width = 25,
					     .min_height = 18};
	char *path CLEANUP(mem_free_str) = tiff_path(state);
	int made = 0;

	for (size_t i = 0; i < ARRAY_LEN(layouts); i++)
		for (size_t j = 0; j < ARRAY_LEN(tiff_compressions); j++) {
			struct tiff_recipe recipe = layouts[i];

			recipe.width = 201;
			recipe.height = 151;
			recipe.photometric = PHOTOMETRIC_RGB;
			recipe.compression = tiff_compressions[j];
			/* WebP has no planes of its own. */
			if (recipe.separate &&
			    recipe.compression == COMPRESSION_WEBP)
				continue;
			if (!tiffs_make(path, &recipe, 1))
				continue;
			check_quarters(path, &all, "rgbw");
			check_quarters(path, &small, "rgbw");
			check_quarters(path, &part, "rgbw");
			made++;
		}
	assert_true(made >= 20);
}

static void test_colours(void **state)
{
	static const struct tiff_recipe recipes[] = {
		{.photometric = PHOTOMETRIC_RGB, .bits = 16},
		{.photometric = PHOTOMETRIC_RGB, .bits = 16, .separate = true},
		{.photometric = PHOTOMETRIC_PALETTE},
		{.photometric = PHOTOMETRIC_PALETTE, .bits = 4},
		{.photometric = PHOTOMETRIC_PALETTE, .bits = 2, .tile = 32},
		{.photometric = PHOTOMETRIC_SEPARATED},
		{.photometric = PHOTOMETRIC_SEPARATED, .separate = true},
		{.photometric = PHOTOMETRIC_YCBCR},
		{.photometric = PHOTOMETRIC_YCBCR, .separate = true},
		{.photometric = PHOTOMETRIC_YCBCR,
		 .subsampling = 2,
		 .compression = COMPRESSION_LZW},
		{.photometric = PHOTOMETRIC_YCBCR,
		 .subsampling = 2,
		 .compression = COMPRESSION_JPEG,
		 .tile = 64},
		{.photometric = PHOTOMETRIC_YCBCR,
		 .subsampling = 2,
		 .compression = COMPRESSION_JPEG,
		 .strip = 16},
	};
	const struct picture_request all = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		struct tiff_recipe recipe = recipes[i];

		recipe.width = 140;
		recipe.height = 92;
		assert_true(tiffs_make(path, &recipe, 1));
		check_quarters(path, &all, "rgbw");
	}
}

static void test_greys(void **state)
{
	static const int bits[] = {1, 2, 4, 8, 16};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(bits); i++)
		for (int white = 0; white < 2; white++)
			for (int tile = 0; tile < 2; tile++) {
				struct tiff_recipe recipe = {
					.width = 60,
					.height = 44,
					.bits = bits[i],
					.tile = tile * 16,
					.photometric =
						white != 0
							? PHOTOMETRIC_MINISWHITE
							: PHOTOMETRIC_MINISBLACK,
				};

				assert_true(tiffs_make(path, &recipe, 1));
				check_greys(path, bits[i]);
			}
}

/* One bit a pixel as faxes have it. */
static void test_fax(void **state)
{
	static const int compressions[] = {
		COMPRESSION_CCITTRLE, COMPRESSION_CCITTFAX3,
		COMPRESSION_CCITTFAX4, COMPRESSION_PACKBITS};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(compressions); i++) {
		struct tiff_recipe recipe = {.width = 70,
					     .height = 50,
					     .bits = 1,
					     .strip = 7,
					     .compression = compressions[i]};

		if (tiffs_make(path, &recipe, 1))
			check_greys(path, 1);
	}
}

/* Half of the paper is seen through: red becomes rose. */
static void test_alpha(void **state)
{
	static const int kinds[] = {EXTRASAMPLE_ASSOCALPHA,
				    EXTRASAMPLE_UNASSALPHA};
	const struct picture_request all = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (int separate = 0; separate < 2; separate++) {
			struct tiff_recipe recipe = {
				.width = 20,
				.height = 20,
				.photometric = PHOTOMETRIC_RGB,
				.alpha = kinds[i],
				.separate = separate != 0,
			};
			struct bitmap b;

			assert_true(tiffs_make(path, &recipe, 1));
			assert_int_equal(
				picture_read(path, &all, &b, NULL, NULL), 0);
			assert_in_range(b.pixels[0], 254, 255);
			assert_in_range(b.pixels[1], 126, 128);
			bitmap_done(&b);
		}
}

/* --- pages ---------------------------------------------------------------- */

#define PAGE(w, h, ...)                                                      \
	{                                                                    \
		.width = (w), .height = (h), .photometric = PHOTOMETRIC_RGB, \
		.tile = 16, __VA_ARGS__                                      \
	}

static void test_largest_page(void **state)
{
	static const struct tiff_recipe files[][4] = {
		/* a thumbnail before and a map behind it */
		{PAGE(40, 30, .black = true), PAGE(400, 300, .orientation = 6),
		 PAGE(90, 90, .black = true)},
		/* the picture below its thumbnail, as cameras do */
		{PAGE(40, 30, .black = true, .below = 1,
		      .kind = FILETYPE_REDUCEDIMAGE),
		 PAGE(400, 300, .orientation = 6)},
		/* a mask as large as anything */
		{PAGE(999, 999, .black = true, .kind = FILETYPE_MASK),
		 PAGE(400, 300, .orientation = 6)},
		/* of two equals the first */
		{PAGE(400, 300, .orientation = 6),
		 PAGE(400, 300, .black = true)},
	};
	const struct picture_request all = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct picture_info info;
		int n = 0;

		while (n < 4 && files[i][n].width != 0)
			n++;
		assert_true(tiffs_make(path, files[i], n));
		assert_int_equal(picture_probe(path, &info, NULL), 0);
		assert_int_equal(info.width, 400);
		assert_int_equal(info.height, 300);
		assert_int_equal(info.exif_rotation, 90);
		check_quarters(path, &all, "rgbw");
	}
}

/* A smaller page of the same picture is taken where it will do: here the
 * large one is black, so that it can be seen which one was. */
static void test_pyramid(void **state)
{
	const struct tiff_recipe below[] = {
		PAGE(801, 603, .black = true, .below = 2), PAGE(401, 302),
		PAGE(201, 151)};
	const struct tiff_recipe chain[] = {
		PAGE(801, 603, .black = true),
		PAGE(400, 301, .kind = FILETYPE_REDUCEDIMAGE),
		PAGE(200, 200, .kind = FILETYPE_REDUCEDIMAGE)};
	const struct tiff_recipe plain[] = {PAGE(801, 603),
					    PAGE(401, 302, .black = true)};
	const struct picture_request half = {.min_width = 400,
					     .min_height = 300},
				     quarter = {.min_width = 200,
						.min_height = 150},
				     part = {.crop = {200, 151, 400, 300},
					     .min_width = 50},
				     all = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	assert_true(tiffs_make(path, below, 3));
	check_quarters(path, &half, "rgbw");
	check_quarters(path, &quarter, "rgbw");
	check_quarters(path, &part, "rgbw");
	check_quarters(path, &all, "????");
	/* The third is of other sides, so the second is shrunk. */
	assert_true(tiffs_make(path, chain, 3));
	check_quarters(path, &quarter, "rgbw");
	/* A page that does not say that it is a smaller one. */
	assert_true(tiffs_make(path, plain, 2));
	check_quarters(path, &half, "rgbw");
}

static void test_orientations(void **state)
{
	static const struct {
		int rotation;
		bool mirrored;
	} turns[] = {{0, false},   {0, false},	{0, true},
		     {180, false}, {180, true}, {90, true},
		     {90, false},  {270, true}, {270, false}};
	const struct picture_request all = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (int i = 0; i < (int)ARRAY_LEN(turns); i++) {
		struct tiff_recipe recipe = PAGE(64, 40, .orientation = i);
		struct picture_info info;

		assert_true(tiffs_make(path, &recipe, 1));
		assert_int_equal(picture_probe(path, &info, NULL), 0);
		assert_int_equal(info.width, 64);
		assert_int_equal(info.exif_rotation, turns[i].rotation);
		assert_int_equal(info.exif_mirrored, turns[i].mirrored);
		assert_int_equal(info.has_exif_orientation, i != 0);
		check_quarters(path, &all, "rgbw");
	}
}

/* --- parts ---------------------------------------------------------------- */

static void test_parts(void **state)
{
	struct tiff_recipe recipe =
		PAGE(400, 300, .compression = COMPRESSION_LZW);
	struct picture_part parts[] = {
		{.crop = {0, 0, 100, 100}, .width = 50, .height = 50},
		{.crop = {300, 200, 100, 100}, .width = 10, .height = 10},
	};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	assert_true(tiffs_make(path, &recipe, 1));
	assert_int_equal(
		picture_read_parts(path, parts, ARRAY_LEN(parts), NULL), 0);
	assert_in_range(parts[0].planes.at[0].pixels[60], 74, 78);
	assert_in_range(parts[1].planes.at[0].pixels[5], 254, 255);
	picture_parts_done(parts, ARRAY_LEN(parts));
}

struct rows_seen {
	const struct bitmap *whole;
	int next;
};

static void row_compare(void *arg, int y, const unsigned char *row)
{
	struct rows_seen *seen = arg;

	assert_int_equal(y, seen->next++);
	for (int x = 0; x < seen->whole->width; x++) {
		int want = seen->whole->pixels[(size_t)y * seen->whole->stride +
					       (size_t)x];

		assert_in_range(row[x] + 2, want, want + 4);
	}
}

/* All rows come once, from the top, as the whole picture has them. */
static void test_rows(void **state)
{
	struct tiff_recipe recipe = PAGE(130, 70);
	struct picture_request grey = {.grey = true};
	struct bitmap whole CLEANUP(bitmap_done) = {0};
	struct rows_seen seen = {.whole = &whole};
	char *path CLEANUP(mem_free_str) = tiff_path(state);
	struct picture_info info;

	assert_true(tiffs_make(path, &recipe, 1));
	assert_int_equal(picture_probe(path, &info, NULL), 0);
	assert_int_equal(picture_read(path, &grey, &whole, NULL, NULL), 0);
	assert_int_equal(
		picture_read_rows(path, &info, row_compare, &seen, NULL, NULL),
		0);
	assert_int_equal(seen.next, 70);
}

/* --- what is not read, cut or damaged ------------------------------------- */

static void check_refused(const char *path, const char *word)
{
	const struct picture_request all = {0};
	struct picture_part part = {.width = 10, .height = 10};
	struct bitmap b;
	struct error err = {0};

	assert_int_equal(picture_read(path, &all, &b, NULL, &err), -1);
	assert_non_null(strstr(err.text, word));
	assert_non_null(strstr(err.text, path));
	assert_null(strstr(err.text, "damaged"));
	assert_int_equal(picture_read_parts(path, &part, 1, &err), -1);
	assert_non_null(strstr(err.text, word));
	picture_parts_done(&part, 1);
}

static void test_unsupported(void **state)
{
	static const struct {
		struct tiff_recipe recipe;
		const char *word;
	} cases[] = {
		{{.bits = 32, .format = SAMPLEFORMAT_IEEEFP}, "floating-point"},
		{{.bits = 16, .format = SAMPLEFORMAT_IEEEFP}, "floating-point"},
		{{.bits = 32}, "32-bit samples"},
		{{.bits = 16, .format = SAMPLEFORMAT_INT}, "signed"},
		{{.bits = 16, .photometric = PHOTOMETRIC_SEPARATED},
		 "CMYK with 4 x 16 bits"},
	};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct tiff_recipe recipe = cases[i].recipe;

		recipe.width = recipe.height = 24;
		if (recipe.photometric == 0)
			recipe.photometric = PHOTOMETRIC_MINISBLACK;
		assert_true(tiffs_make(path, &recipe, 1));
		check_refused(path, cases[i].word);
	}
}

/* The compression's number is changed to one that nobody reads. */
static void test_unknown_compression(void **state)
{
	struct tiff_recipe recipe = PAGE(16, 16, .orientation = 0);
	struct bytes file CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	assert_true(tiffs_make(path, &recipe, 1));
	assert_int_equal(file_read(path, 1 << 20, &file, NULL), 0);
	for (size_t at = 0; at + 12 < file.len; at++)
		if (memcmp(file.data + at, "\x03\x01\x03\0\x01\0\0\0\x01", 9) ==
		    0)
			memcpy(file.data + at + 8, "\x34\x12", 2);
	assert_int_equal(
		file_write_atomic(path, file.data, file.len, 0600, NULL), 0);
	check_refused(path, "method 4660");
}

/* Cut anywhere: said to end early, or what there is of it; never damaged. */
static void test_cut(void **state)
{
	struct tiff_recipe recipe =
		PAGE(100, 80, .compression = COMPRESSION_LZW);
	const struct picture_request all = {0};
	struct bytes file CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	assert_true(tiffs_make(path, &recipe, 1));
	assert_int_equal(file_read(path, 1 << 20, &file, NULL), 0);
	for (size_t len = 8; len + 1 < file.len; len += 5) {
		struct bitmap b = {0};
		struct error err = {0};
		bool truncated = false;

		assert_int_equal(
			file_write_atomic(path, file.data, len, 0600, NULL), 0);
		if (picture_read(path, &all, &b, &truncated, &err) < 0)
			assert_non_null(strstr(err.text, "ends early"));
		else
			assert_true(truncated);
		bitmap_done(&b);
	}
}

/* Bytes changed in the middle of what is compressed. */
static void test_damaged(void **state)
{
	struct tiff_recipe recipe =
		PAGE(100, 80, .compression = COMPRESSION_ADOBE_DEFLATE);
	const struct picture_request all = {0};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct bitmap b;
	struct error err = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	assert_true(tiffs_make(path, &recipe, 1));
	assert_int_equal(file_read(path, 1 << 20, &file, NULL), 0);
	memset(file.data + 8, 0xa5, 40);
	assert_int_equal(
		file_write_atomic(path, file.data, file.len, 0600, NULL), 0);
	assert_int_equal(picture_read(path, &all, &b, NULL, &err), -1);
	assert_non_null(strstr(err.text, "damaged"));
}

static bool count_rows(void *arg, int y, const unsigned char *rgb)
{
	int *rows = arg;

	assert_int_equal(y, *rows);
	assert_non_null(rgb);
	return ++*rows < 20;
}

/* Who wants no more rows is given none, in tiles as in strips. */
static void test_enough(void **state)
{
	static const struct tiff_recipe recipes[] = {PAGE(100, 80),
						     PAGE(100, 80, .strip = 8)};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		struct bytes file CLEANUP(bytes_done) = {0};
		struct tiff_reader reader;
		struct picture_input input = {.fd = -1, .name = "sheet.tif"};
		int rows = 0;

		assert_true(tiffs_make(path, &recipes[i], 1));
		assert_int_equal(file_read(path, 1 << 20, &file, NULL), 0);
		input.data = (const unsigned char *)file.data;
		input.len = file.len;
		assert_int_equal(tiff_reader_open(&reader, &input, NULL), 0);
		assert_int_equal(tiff_reader_start(&reader, 1, NULL), 0);
		assert_int_equal(tiff_reader_rows(&reader,
						  (struct box){0, 0, 100, 80},
						  count_rows, &rows),
				 -1);
		assert_int_equal(rows, 20);
		tiff_reader_done(&reader);
	}
}

/* A file that is written anew between the look at its pages and decoding: the
 * page is refused, since its buffers were measured for another width. */
static void test_changed_meanwhile(void **state)
{
	struct tiff_recipe wide = PAGE(100, 80), narrow = PAGE(60, 80);
	char *path CLEANUP(mem_free_str) = tiff_path(state);
	struct bytes before CLEANUP(bytes_done) = {0};
	struct bytes after CLEANUP(bytes_done) = {0};
	struct tiff_reader reader;
	struct error err = {0};
	struct picture_input input = {.fd = -1, .name = "sheet.tif"};

	wide.tile = narrow.tile = 128;
	assert_true(tiffs_make(path, &wide, 1));
	assert_int_equal(file_read(path, 1 << 20, &before, NULL), 0);
	assert_true(tiffs_make(path, &narrow, 1));
	assert_int_equal(file_read(path, 1 << 20, &after, NULL), 0);
	assert_int_equal(before.len, after.len);
	input.data = (const unsigned char *)before.data;
	input.len = before.len;
	assert_int_equal(tiff_reader_open(&reader, &input, NULL), 0);
	memcpy(before.data, after.data, after.len);
	assert_int_equal(tiff_reader_start(&reader, 1, &err), -1);
	assert_non_null(strstr(err.text, "damaged"));
	tiff_reader_done(&reader);
}

/* Every byte changed: words or a picture, and nothing else. */
static void test_corrupt(void **state)
{
	static const unsigned char values[] = {0x00, 0xFF, 0x80};
	const struct tiff_recipe pages[] = {
		PAGE(20, 20, .compression = COMPRESSION_LZW, .below = 1),
		PAGE(10, 10, .separate = true)};
	const struct picture_request some = {.min_width = 5};
	struct bytes file CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	assert_true(tiffs_make(path, pages, 2));
	assert_int_equal(file_read(path, 1 << 20, &file, NULL), 0);
	for (size_t i = 0; i < file.len * ARRAY_LEN(values); i++) {
		struct bitmap b = {0};
		struct error err = {0};
		char kept = file.data[i / 3];

		file.data[i / 3] = (char)values[i % 3];
		assert_int_equal(file_write_atomic(path, file.data, file.len,
						   0600, NULL),
				 0);
		if (picture_read(path, &some, &b, NULL, &err) < 0)
			assert_true(strlen(err.text) > 20);
		file.data[i / 3] = kept;
		bitmap_done(&b);
	}
}

/* --- sizes ---------------------------------------------------------------- */

static void test_absurd_sizes(void **state)
{
	static const struct {
		struct tiff_recipe recipe;
		const char *word;
	} cases[] = {
		{{.width = 60000, .height = 1, .bits = 1}, "60000 x 1"},
		{{.width = 1, .height = 60000, .bits = 1}, "1 x 60000"},
	};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct picture_info info;
		struct error err = {0};

		assert_true(tiffs_make(path, &cases[i].recipe, 1));
		check_refused(path, cases[i].word);
		assert_int_equal(picture_probe(path, &info, &err), -1);
	}
}

/* Peak of memory in KB, ever. */
static long peak(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* 36 million pixels, 108 MB as RGB: one strip or many tiles, shrunk and cut
 * out, they take a few rows of memory. */
static void test_memory(void **state)
{
	static const struct tiff_recipe layouts[] = {
		{.compression = COMPRESSION_PACKBITS, .tile = 256},
		{.compression = COMPRESSION_PACKBITS},
	};
	const struct picture_request small = {.min_width = 700},
				     part = {.crop = {2900, 2900, 200, 200}};
	char *path CLEANUP(mem_free_str) = tiff_path(state);

	for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
		struct tiff_recipe recipe = layouts[i];
		struct picture_part whole = {.width = 600, .height = 600};
		long before;

		recipe.width = recipe.height = 6000;
		recipe.photometric = PHOTOMETRIC_MINISBLACK;
		assert_true(tiffs_make(path, &recipe, 1));
		before = peak();
		for (int j = 0; j < 2; j++) {
			struct bitmap b;

			assert_int_equal(picture_read(path,
						      j == 0 ? &small : &part,
						      &b, NULL, NULL),
					 0);
			bitmap_done(&b);
		}
		assert_int_equal(picture_read_parts(path, &whole, 1, NULL), 0);
		picture_parts_done(&whole, 1);
		assert_true(peak() - before < 40 * 1024);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first: what others took is not to be seen in its peak */
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_greys),
		cmocka_unit_test(test_fax),
		cmocka_unit_test(test_alpha),
		cmocka_unit_test(test_largest_page),
		cmocka_unit_test(test_pyramid),
		cmocka_unit_test(test_orientations),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_unsupported),
		cmocka_unit_test(test_unknown_compression),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_changed_meanwhile),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_absurd_sizes),
	};

	return cmocka_run_group_tests_name("tiff", tests, setup, teardown);
}
