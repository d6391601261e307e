/*
 * test_picture.c: image files of every kind and in every state.
 */
#include "config.h"

#include "image/decode/picture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef HAVE_OCR
#include <allheaders.h>
#endif

#include "base/file/file.h"
#include "base/mem.h"
#include "image/decode/exif.h"
#include "image/decode/jpeg.h"
#include "image/decode/part.h"

#include "tests/kit/jpegs.h"

/* --- what tests share ----------------------------------------------------- */

struct scratch {
	char dir[64];
	int held_stderr; /* fd 2 goes to a file while tests run */
};

static int setup(void **state)
{
	struct scratch *scratch = mem_zalloc(sizeof(*scratch));
	char *path;
	int fd;

	snprintf(scratch->dir, sizeof(scratch->dir),
		 "/tmp/test_picture.XXXXXX");
	if (mkdtemp(scratch->dir) == NULL)
		return -1;
	path = file_join(scratch->dir, "stderr");
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	scratch->held_stderr = dup(2);
	dup2(fd, 2);
	close(fd);
	free(path);
	*state = scratch;
	return 0;
}

static int teardown(void **state)
{
	struct scratch *scratch = *state;
	char *command = mem_printf("cat %s/stderr >&2; rm -rf %s", scratch->dir,
				   scratch->dir);
	int rc;

	dup2(scratch->held_stderr, 2);
	close(scratch->held_stderr);
	rc = system(command);
	free(command);
	free(scratch);
	return rc;
}

static char *put(struct scratch *scratch, const char *name, const void *data,
		 size_t len)
{
	char *path = file_join(scratch->dir, name);

	assert_int_equal(file_write_atomic(path, data, len, 0600, NULL), 0);
	return path;
}

static int decode(const struct bytes *file,
		  const struct picture_request *request, struct bitmap *ret,
		  bool *ret_truncated, struct error *err)
{
	return picture_read_jpeg((const unsigned char *)file->data, file->len,
				 request, ret, ret_truncated, err);
}

static int probe(const struct bytes *file, struct picture_info *ret,
		 struct error *err)
{
	struct picture_input input = {
		.fd = -1,
		.data = (const unsigned char *)file->data,
		.len = file->len,
		.name = "x.jpg",
	};

	return jpeg_probe(&input, ret, err);
}

/* Offset of the marker FF `code` among the segments before the first scan. */
static size_t find_marker(const struct bytes *file, unsigned char code)
{
	const unsigned char *p = (const unsigned char *)file->data;

	for (size_t at = 2; at + 4 < file->len;) {
		if (p[at + 1] == code)
			return at;
		at += 2u + (size_t)p[at + 2] * 256 + p[at + 3];
	}
	fail_msg("no marker %02x", code);
	return 0;
}

static void set_size(struct bytes *file, int width, int height)
{
	unsigned char *sof =
		(unsigned char *)file->data + find_marker(file, 0xC0);

	sof[5] = (unsigned char)(height >> 8);
	sof[6] = (unsigned char)height;
	sof[7] = (unsigned char)(width >> 8);
	sof[8] = (unsigned char)width;
}

/* --- what it is ----------------------------------------------------------- */

static void test_formats(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum picture_format format;
	} heads[] = {
		{"\xFF\xD8\xFF\xE0", 4, PICTURE_JPEG},
		{"\xFF\xD8", 2, PICTURE_UNKNOWN},
		{"\x89PNG\r\n\x1A\n", 8, PICTURE_PNG},
		{"II*\0....", 8, PICTURE_TIFF},
		{"MM\0*....", 8, PICTURE_TIFF},
		{"RIFF\1\2\3\4WEBP", 12, PICTURE_WEBP},
		{"RIFF\1\2\3\4WAVE", 12, PICTURE_UNKNOWN},
		{"\0\0\0\x0CjP  \r\n\x87\n", 12, PICTURE_JP2},
		{"GIF89a", 6, PICTURE_UNKNOWN},
		{"", 0, PICTURE_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		assert_int_equal(
			picture_format_of((const unsigned char *)heads[i].bytes,
					  heads[i].len),
			heads[i].format);
	assert_true(picture_format_readable(PICTURE_JPEG));
	assert_false(picture_format_readable(PICTURE_UNKNOWN));
}

static void test_names(void **state)
{
	(void)state;
	assert_true(picture_name_fits("a/b.jpg"));
	assert_true(picture_name_fits("B.JPEG"));
	assert_true(picture_name_fits("x.y.Tiff"));
	assert_true(picture_name_fits("x.jp2"));
	assert_false(picture_name_fits("jpg"));
	assert_false(picture_name_fits("dir.jpg/readme"));
	assert_false(picture_name_fits("x.jpg.part"));
	assert_false(picture_name_fits(""));
}

/* --- EXIF ----------------------------------------------------------------- */

/* The quarters of the upright picture, by the definition of orientation: the
 * stored one is rgbw. */
static const char *const upright[] = {
	[1] = "rgbw", [2] = "grwb", [3] = "wbgr", [4] = "bwrg",
	[5] = "rbgw", [6] = "brwg", [7] = "wgbr", [8] = "gwrb",
};

static void test_orientations(void **state)
{
	(void)state;
	for (int o = 1; o <= 8; o++)
		for (int big = 0; big < 2; big++) {
			struct jpeg_recipe recipe = {.width = 64,
						     .height = 32,
						     .orientation = o,
						     .big_endian = big != 0};
			struct bytes file CLEANUP(bytes_done) = {0};
			struct picture_request all = {0};
			struct picture_info info;
			struct bitmap stored, turned;
			char quarters[5];

			jpegs_make(&recipe, &file);
			assert_int_equal(probe(&file, &info, NULL), 0);
			assert_true(info.has_exif_orientation);
			assert_int_equal(info.width, 64);
			assert_int_equal(
				decode(&file, &all, &stored, NULL, NULL), 0);
			jpegs_quarters(&stored, quarters);
			assert_string_equal(quarters, "rgbw");
			assert_int_equal(bitmap_rotate(&stored,
						       info.exif_rotation,
						       &turned, NULL),
					 0);
			if (info.exif_mirrored)
				bitmap_mirror(&turned);
			jpegs_quarters(&turned, quarters);
			assert_string_equal(quarters, upright[o]);
			bitmap_done(&stored);
			bitmap_done(&turned);
		}
}

static void test_no_exif(void **state)
{
	struct jpeg_recipe recipe = {.width = 20, .height = 10};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct picture_info info;

	(void)state;
	jpegs_make(&recipe, &file);
	assert_int_equal(probe(&file, &info, NULL), 0);
	assert_false(info.has_exif_orientation);
	assert_int_equal(info.exif_rotation, 0);
	assert_int_equal(info.format, PICTURE_JPEG);
}

/* Any bytes do: cut anywhere, offsets beyond the end, absurd counts. */
static void test_exif_garbage(void **state)
{
	static const unsigned char good[] =
		"II*\0\x08\0\0\0\x01\0"
		"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
	unsigned char bad[sizeof(good)];
	size_t len = 22;

	(void)state;
	assert_int_equal(exif_orientation(good, len), 6);
	for (size_t cut = 0; cut < len; cut++) {
		unsigned char *exact = mem_alloc(cut + 1);

		memcpy(exact, good, cut);
		exif_orientation(exact, cut);
		free(exact);
	}
	for (size_t i = 0; i < len; i++)
		for (int v = 0; v < 256; v++) {
			int got;

			memcpy(bad, good, sizeof(good));
			bad[i] = (unsigned char)v;
			got = exif_orientation(bad, len);
			assert_in_range(got, 0, 8);
		}
	assert_int_equal(
		exif_orientation((const unsigned char *)"II*\0\xFF\xFF\xFF\xFF",
				 8),
		0);
	assert_int_equal(exif_degrees(0), 0);
	assert_int_equal(exif_degrees(9), 0);
}

/* One directory of two entries, as other cameras write it. */
static void test_exif_kinds(void **state)
{
#define EXIF_OTHER "\x0f\x01\x02\0\x01\0\0\0\x06\0\0\0"
	static const struct {
		const char *bytes;
		int want;
	} rows[] = {
		/* a LONG, in either order of bytes */
		{"II*\0\x08\0\0\0\x02\0" EXIF_OTHER
		 "\x12\x01\x04\0\x01\0\0\0\x06\0\0\0",
		 6},
		{"MM\0*\0\0\0\x08\0\x02" EXIF_OTHER
		 "\x01\x12\0\x04\0\0\0\x01\0\0\0\x06",
		 6},
		/* a LONG of more than two bytes is not an orientation */
		{"II*\0\x08\0\0\0\x02\0" EXIF_OTHER
		 "\x12\x01\x04\0\x01\0\0\0\x06\0\x01\0",
		 0},
		/* of a SHORT the rest is padding */
		{"II*\0\x08\0\0\0\x02\0" EXIF_OTHER
		 "\x12\x01\x03\0\x01\0\0\0\x06\0\x01\0",
		 6},
		/* neither type; two values; out of range */
		{"II*\0\x08\0\0\0\x02\0" EXIF_OTHER
		 "\x12\x01\x05\0\x01\0\0\0\x06\0\0\0",
		 0},
		{"II*\0\x08\0\0\0\x02\0" EXIF_OTHER
		 "\x12\x01\x03\0\x02\0\0\0\x06\0\0\0",
		 0},
		{"II*\0\x08\0\0\0\x02\0" EXIF_OTHER
		 "\x12\x01\x03\0\x01\0\0\0\x09\0\0\0",
		 0},
		/* behind the last entry of the directory */
		{"II*\0\x08\0\0\0\x01\0" EXIF_OTHER
		 "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0",
		 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(
			exif_orientation((const unsigned char *)rows[i].bytes,
					 34),
			rows[i].want);
#undef EXIF_OTHER
}

/* --- colour --------------------------------------------------------------- */

static void test_colours(void **state)
{
	static const struct jpeg_recipe recipes[] = {
		{.width = 48, .height = 48},
		{.width = 48, .height = 48, .progressive = true},
		{.width = 48, .height = 48, .restart_rows = 1},
		{.width = 48, .height = 48, .space = JCS_RGB},
		{.width = 48, .height = 48, .space = JCS_CMYK},
		{.width = 48, .height = 48, .space = JCS_YCCK},
		{.width = 48,
		 .height = 48,
		 .space = JCS_CMYK,
		 .plain_inks = true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		struct bytes file CLEANUP(bytes_done) = {0};
		struct picture_request colour = {0}, grey = {.grey = true};
		struct bitmap b;
		bool truncated = true;
		char quarters[5];

		jpegs_make(&recipes[i], &file);
		assert_int_equal(decode(&file, &colour, &b, &truncated, NULL),
				 0);
		assert_false(truncated);
		assert_int_equal(b.channels, 3);
		jpegs_quarters(&b, quarters);
		assert_string_equal(quarters, "rgbw");
		bitmap_done(&b);
		assert_int_equal(decode(&file, &grey, &b, NULL, NULL), 0);
		assert_int_equal(b.channels, 1);
		assert_in_range(b.pixels[5], 70, 82);
		assert_in_range(b.pixels[42], 144, 156);
		bitmap_done(&b);
	}
}

static void test_grey_file(void **state)
{
	struct jpeg_recipe recipe = {
		.width = 33, .height = 17, .space = JCS_GRAYSCALE};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct picture_request colour = {0}, grey = {.grey = true};
	char *path CLEANUP(mem_free_str) = NULL;
	struct picture_info info;
	struct bitmap b;

	jpegs_make(&recipe, &file);
	path = put(*state, "grey.jpg", file.data, file.len);
	assert_int_equal(picture_probe(path, &info, NULL), 0);
	assert_true(info.grey);
	assert_int_equal(decode(&file, &colour, &b, NULL, NULL), 0);
	assert_int_equal(b.channels, 3);
	assert_int_equal(b.pixels[0], b.pixels[2]);
	bitmap_done(&b);
	assert_int_equal(decode(&file, &grey, &b, NULL, NULL), 0);
	assert_int_equal(b.channels, 1);
	assert_in_range(b.pixels[0], 70, 82);
	bitmap_done(&b);
}

/* --- scale and crop ------------------------------------------------------- */

static void test_scales(void **state)
{
	static const struct {
		int min_width, min_height, width, height;
		bool eighths;
	} cases[] = {
		{0, 0, 333, 251, false},     {167, 0, 333, 251, false},
		{166, 0, 167, 126, false},   {83, 62, 84, 63, false},
		{41, 31, 42, 32, false},     {1, 1, 42, 32, false},
		{333, 251, 333, 251, false}, {9999, 1, 333, 251, false},
		{0, 62, 84, 63, false},	     {0, 0, 333, 251, true},
		{167, 0, 209, 157, true},    {0, 157, 250, 189, true},
		{250, 1, 333, 251, true},    {84, 1, 125, 95, true},
		{83, 62, 84, 63, true},
	};
	struct jpeg_recipe recipe = {.width = 333, .height = 251};
	struct bytes file CLEANUP(bytes_done) = {0};

	(void)state;
	jpegs_make(&recipe, &file);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct picture_request request = {
			.min_width = cases[i].min_width,
			.min_height = cases[i].min_height,
			.eighths = cases[i].eighths,
		};
		struct bitmap b;
		char quarters[5];

		assert_int_equal(decode(&file, &request, &b, NULL, NULL), 0);
		assert_int_equal(b.width, cases[i].width);
		assert_int_equal(b.height, cases[i].height);
		jpegs_quarters(&b, quarters);
		assert_string_equal(quarters, "rgbw");
		bitmap_done(&b);
	}
}

/* Inside its edges, where smoothing may look at a neighbour that is no longer
 * there, a cropped decode equals the crop of a full one. */
static void check_crop(const struct bytes *file, const struct bitmap *full,
		       struct box crop, bool grey)
{
	struct picture_request request = {.crop = crop, .grey = grey};
	struct box clipped = box_clip(crop, full->width, full->height);
	struct bitmap b;

	assert_int_equal(decode(file, &request, &b, NULL, NULL), 0);
	assert_int_equal(b.width, clipped.w);
	assert_int_equal(b.height, clipped.h);
	for (int y = 0; y < b.height; y++)
		for (int x = 2; x < b.width - 2; x++) {
			int n = b.channels;
			const unsigned char *got =
				b.pixels + (size_t)y * b.stride + x * n;
			const unsigned char *want =
				full->pixels +
				(size_t)(clipped.y + y) * full->stride +
				(clipped.x + x) * n;

			for (int c = 0; c < n; c++)
				assert_in_range(got[c],
						want[c] - 1 < 0 ? 0
								: want[c] - 1,
						want[c] + 1);
		}
	bitmap_done(&b);
}

static void test_crops(void **state)
{
	static const struct box crops[] = {
		{0, 0, 50, 50},	  {77, 33, 40, 90},    {200, 180, 999, 999},
		{1, 1, 1, 1},	  {120, 100, 100, 60}, {299, 0, 1, 240},
		{0, 239, 300, 1},
	};

	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct jpeg_recipe recipe = {.width = 300,
					     .height = 240,
					     .progressive = kind == 1,
					     .space = kind == 2 ? JCS_YCCK : 0,
					     .restart_rows = kind == 3};
		struct bytes file CLEANUP(bytes_done) = {0};

		jpegs_make(&recipe, &file);
		for (int grey = 0; grey < 2; grey++) {
			struct picture_request all = {.grey = grey != 0};
			struct bitmap full;

			assert_int_equal(decode(&file, &all, &full, NULL, NULL),
					 0);
			for (size_t i = 0; i < ARRAY_LEN(crops); i++)
				check_crop(&file, &full, crops[i], grey != 0);
			bitmap_done(&full);
		}
	}
}

static void test_scaled_crop(void **state)
{
	struct jpeg_recipe recipe = {.width = 640, .height = 480};
	struct picture_request request = {.crop = {240, 160, 160, 160},
					  .min_width = 40,
					  .min_height = 40};
	struct picture_request outside = {.crop = {640, 0, 10, 10}};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct bitmap b;
	struct error err;
	char quarters[5];

	(void)state;
	jpegs_make(&recipe, &file);
	assert_int_equal(decode(&file, &request, &b, NULL, NULL), 0);
	assert_int_equal(b.width, 40);
	assert_int_equal(b.height, 40);
	jpegs_quarters(&b, quarters);
	assert_string_equal(quarters, "rgbw");
	bitmap_done(&b);
	assert_int_equal(decode(&file, &outside, &b, NULL, &err), -1);
	assert_non_null(strstr(err.text, "outside"));
}

/* --- restart markers ------------------------------------------------------- */

static const struct jpeg_recipe restarts[] = {
	{.space = JCS_GRAYSCALE, .restart_rows = 1},
	{.restart_rows = 1},
	{.restart_rows = 2},
	{.space = JCS_YCCK, .restart_rows = 1},
	{.space = JCS_RGB, .restart_units = 7},
	{.restart_units = 40},
};

static void make_restarts(const struct jpeg_recipe *recipe, bool markers,
			  struct bytes *ret)
{
	struct jpeg_recipe full = *recipe;

	full.width = 300;
	full.height = 710;
	full.grain = true;
	if (!markers)
		full.restart_rows = full.restart_units = 0;
	jpegs_make(&full, ret);
}

/* Where the code of the picture begins. */
static size_t find_code(const struct bytes *file)
{
	const unsigned char *p = (const unsigned char *)file->data;
	size_t at = find_marker(file, 0xDA);

	return at + 2 + (size_t)p[at + 2] * 256 + p[at + 3];
}

/* What is cut out between markers is what the whole picture has there. */
static void test_restarts(void **state)
{
	static const struct box crops[] = {
		{0, 600, 300, 110}, {33, 401, 100, 57},	 {0, 300, 300, 410},
		{0, 709, 300, 1},   {10, 640, 290, 900}, {5, 150, 20, 400},
		{0, 420, 300, 44},
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(restarts); i++) {
		struct bytes with CLEANUP(bytes_done) = {0};
		struct bytes without CLEANUP(bytes_done) = {0};

		make_restarts(&restarts[i / 2], true, &with);
		make_restarts(&restarts[i / 2], false, &without);
		for (size_t k = 0; k < 2 * ARRAY_LEN(crops); k++) {
			struct picture_request request = {.crop = crops[k / 2],
							  .grey = i % 2 != 0};
			struct bitmap a, b;
			bool truncated = true;

			request.min_width = k % 2 == 0 ? 0 : crops[k / 2].w / 4;
			request.min_height = request.min_width;
			assert_int_equal(
				decode(&with, &request, &a, &truncated, NULL),
				0);
			assert_int_equal(
				decode(&without, &request, &b, NULL, NULL), 0);
			assert_false(truncated);
			assert_int_equal(a.width, b.width);
			assert_int_equal(a.height, b.height);
			assert_memory_equal(a.pixels, b.pixels,
					    a.stride * (size_t)a.height);
			bitmap_done(&a);
			bitmap_done(&b);
		}
	}
}

/* Markers among the code, from `at` on. */
static char *find_restart(struct bytes *file, size_t at)
{
	while ((unsigned char)file->data[at] != 0xFF || file->data[at + 1] == 0)
		at++;
	return file->data + at;
}

/* The part as it is and the same of the whole picture; what is told of it. */
static void check_part(const struct bytes *file, struct box crop,
		       bool want_truncated)
{
	const struct picture_request all = {0}, part = {.crop = crop};
	struct bitmap whole, got;
	bool truncated;

	assert_int_equal(decode(file, &all, &whole, NULL, NULL), 0);
	assert_int_equal(decode(file, &part, &got, &truncated, NULL), 0);
	assert_int_equal(truncated, want_truncated);
	assert_memory_equal(got.pixels,
			    whole.pixels + (size_t)crop.y * whole.stride,
			    got.stride * (size_t)got.height);
	bitmap_done(&whole);
	bitmap_done(&got);
}

/* What stands above is not read. Where markers are missing, or the end, all is:
 * libjpeg finds its way as well as it can, and what is missing is told. */
static void test_broken_restarts(void **state)
{
	const struct box crop = {0, 400, 300, 100};
	const struct picture_request request = {.crop = crop};
	struct bytes file CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = NULL;
	struct bitmap want, got;
	size_t code;
	char *marker;

	make_restarts(&restarts[1], true, &file);
	code = find_code(&file);
	assert_int_equal(decode(&file, &request, &want, NULL, NULL), 0);
	/* A file as memory. */
	path = put(*state, "restarts.jpg", file.data, file.len);
	assert_int_equal(picture_read(path, &request, &got, NULL, NULL), 0);
	assert_memory_equal(want.pixels, got.pixels,
			    want.stride * (size_t)want.height);
	bitmap_done(&got);
	marker = find_restart(&file, code);
	memset(file.data + code, 0x55, (size_t)(marker - file.data) - code);
	assert_int_equal(decode(&file, &request, &got, NULL, NULL), 0);
	assert_memory_equal(want.pixels, got.pixels,
			    want.stride * (size_t)want.height);
	bitmap_done(&got);
	bitmap_done(&want);
	for (int i = 0; i < 2; i++)
		find_restart(&file, code)[1] = 0;
	check_part(&file, crop, false);
	file.len = code + (file.len - code) * 6 / 10;
	check_part(&file, crop, true);
}

/* --- what is broken ------------------------------------------------------- */

/* A file cut anywhere gives the size it should, and says that it was cut, or
 * an error in words. What lies well above the cut is as in the whole one. */
static void check_cuts(const struct jpeg_recipe *recipe)
{
	struct bytes file CLEANUP(bytes_done) = {0};
	struct picture_request all = {0};
	struct bitmap full;
	int good = 0;

	jpegs_make(recipe, &file);
	assert_int_equal(decode(&file, &all, &full, NULL, NULL), 0);
	/* Byte by byte through the header, then in larger steps. */
	for (size_t len = 0; len < file.len; len += len < 700 ? 1 : 64) {
		struct bytes cut = {.data = mem_alloc(len + 1), .len = len};
		struct bitmap b = {0};
		struct error err = {0};
		bool truncated = false;

		memcpy(cut.data, file.data, len);
		if (decode(&cut, &all, &b, &truncated, &err) == 0) {
			good++;
			/* All pixels may lie before the last marker. */
			assert_true(truncated || len + 4 > file.len);
			assert_int_equal(b.width, recipe->width);
			assert_int_equal(b.height, recipe->height);
		} else {
			assert_null(b.pixels);
			assert_true(strlen(err.text) > 20);
		}
		if (b.pixels != NULL && !recipe->progressive &&
		    len > file.len * 9 / 10)
			assert_memory_equal(b.pixels, full.pixels,
					    full.stride *
						    (size_t)(full.height / 2));
		bitmap_done(&b);
		free(cut.data);
	}
	assert_true(good > 3);
	bitmap_done(&full);
}

static void test_truncated(void **state)
{
	static const struct jpeg_recipe recipes[] = {
		{.width = 400, .height = 300, .orientation = 6},
		{.width = 400, .height = 300, .progressive = true},
		{.width = 300, .height = 200, .space = JCS_CMYK},
		{.width = 300, .height = 200, .restart_rows = 2},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++)
		check_cuts(&recipes[i]);
}

/* Bytes changed everywhere: never a crash, never a bitmap of another size
 * than the header says. */
static void test_corrupt(void **state)
{
	static const unsigned char values[] = {0x00, 0xFF, 0x80, 0xD9};

	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		struct jpeg_recipe recipe = {.width = 96,
					     .height = 64,
					     .progressive = kind == 1,
					     .orientation = 3};
		struct bytes file CLEANUP(bytes_done) = {0};

		jpegs_make(&recipe, &file);
		for (size_t i = 0; i < file.len * ARRAY_LEN(values); i++) {
			struct picture_request all = {.min_width = 20,
						      .min_height = 1};
			struct bitmap b = {0};
			struct error err = {0};
			char kept = file.data[i / 4];

			file.data[i / 4] = (char)values[i % 4];
			if (decode(&file, &all, &b, NULL, &err) < 0)
				assert_true(strlen(err.text) > 20);
			else
				assert_true(b.width > 0 && b.height > 0);
			file.data[i / 4] = kept;
			bitmap_done(&b);
		}
	}
}

static void test_absurd_sizes(void **state)
{
	static const struct {
		int width, height;
		const char *word;
	} cases[] = {
		{60000, 100, "60000 x 100"},
		{100, 60000, "100 x 60000"},
		{40000, 40000, "million"},
		{0, 100, "JPEG"},
		{100, 0, "JPEG"},
		{65535, 65535, "JPEG"},
		{20000, 20000, "bytes"},
	};
	struct jpeg_recipe recipe = {.width = 32, .height = 32};
	struct picture_info info;
	struct bytes file CLEANUP(bytes_done) = {0};

	(void)state;
	jpegs_make(&recipe, &file);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct picture_request all = {0};
		struct bitmap b = {.width = 77};
		struct error err = {0};

		set_size(&file, cases[i].width, cases[i].height);
		assert_int_equal(decode(&file, &all, &b, NULL, &err), -1);
		assert_int_equal(b.width, 77);
		assert_non_null(strstr(err.text, cases[i].word));
		/* The header alone tells as much, but for the bytes. */
		assert_int_equal(probe(&file, &info, &err),
				 strcmp(cases[i].word, "bytes") == 0 ? 0 : -1);
	}
}

/* A file that lacks only its end marker is whole; so are many scans where all
 * that could come has come. */
static void test_no_end(void **state)
{
	static const struct jpeg_recipe recipes[] = {
		{.width = 400, .height = 300},
		{.width = 9, .height = 300},
		{.width = 401, .height = 299, .restart_rows = 1},
		{.width = 120, .height = 90, .space = JCS_GRAYSCALE},
		{.width = 120, .height = 90, .space = JCS_CMYK},
		{.width = 400, .height = 300, .progressive = true},
	};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		struct bytes file CLEANUP(bytes_done) = {0};
		struct picture_request all = {0};
		struct picture_part part = {.width = 40, .height = 30};
		struct bitmap b;
		bool truncated = true;
		char *path CLEANUP(mem_free_str) = NULL;

		jpegs_make(&recipes[i], &file);
		path = put(scratch, "no-end.jpg", file.data, file.len - 2);
		assert_int_equal(picture_read(path, &all, &b, &truncated, NULL),
				 0);
		assert_false(truncated);
		bitmap_done(&b);
		assert_int_equal(picture_read_parts(path, &part, 1, NULL), 0);
		picture_parts_done(&part, 1);
	}
}

/* What is cut in its last rows, or between two scans, is not. */
static void test_cut_late(void **state)
{
	struct jpeg_recipe progressive = {
		.width = 200, .height = 150, .progressive = true};
	struct jpeg_recipe plain = {.width = 200, .height = 150};
	struct picture_request all = {0};
	struct bytes scans CLEANUP(bytes_done) = {0};
	struct bytes rows CLEANUP(bytes_done) = {0};
	struct bitmap b;
	bool truncated = false;
	size_t last = 0;

	(void)state;
	jpegs_make(&progressive, &scans);
	for (size_t i = 0; i + 1 < scans.len; i++)
		if ((unsigned char)scans.data[i] == 0xFF &&
		    (unsigned char)scans.data[i + 1] == 0xDA)
			last = i;
	scans.len = last;
	assert_int_equal(decode(&scans, &all, &b, &truncated, NULL), 0);
	assert_true(truncated);
	bitmap_done(&b);
	jpegs_make(&plain, &rows);
	rows.len -= 2 + 12;
	truncated = false;
	assert_int_equal(decode(&rows, &all, &b, &truncated, NULL), 0);
	assert_true(truncated);
	bitmap_done(&b);
}

/* A short file with a large header is not decoded for long: the rows that
 * are not there are grey. */
static void test_missing_rows(void **state)
{
	struct jpeg_recipe recipe = {.width = 64, .height = 64};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct picture_request all = {0};
	struct bitmap b;
	bool truncated = false;

	(void)state;
	jpegs_make(&recipe, &file);
	set_size(&file, 64, 40000);
	assert_int_equal(decode(&file, &all, &b, &truncated, NULL), 0);
	assert_true(truncated);
	assert_int_equal(b.height, 40000);
	assert_int_equal(b.pixels[0] > 240 && b.pixels[1] < 16, 1);
	assert_int_equal(b.pixels[b.stride * 39999], 0x80);
	bitmap_done(&b);
}

/* The last scan of a progressive file, over and over. */
static void test_scan_bomb(void **state)
{
	struct jpeg_recipe recipe = {
		.width = 64, .height = 64, .progressive = true};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct bytes scan CLEANUP(bytes_done) = {0};
	struct picture_request all = {0};
	struct bitmap b;
	struct error err = {0};
	size_t last = 0;

	(void)state;
	jpegs_make(&recipe, &file);
	for (size_t i = 0; i + 1 < file.len; i++)
		if ((unsigned char)file.data[i] == 0xFF &&
		    (unsigned char)file.data[i + 1] == 0xDA)
			last = i;
	bytes_append(&scan, file.data + last, file.len - last - 2);
	file.len -= 2;
	for (int i = 0; i < 150; i++)
		bytes_append(&file, scan.data, scan.len);
	bytes_append(&file, "\xFF\xD9", 2);
	assert_int_equal(decode(&file, &all, &b, NULL, &err), -1);
	assert_non_null(strstr(err.text, "scans"));
}

/* --- files ---------------------------------------------------------------- */

static void test_files(void **state)
{
	struct scratch *scratch = *state;
	struct jpeg_recipe recipe = {.width = 160, .height = 100};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct picture_request all = {0};
	struct picture_info info;
	struct bitmap a, b;
	char *path CLEANUP(mem_free_str) = NULL;

	jpegs_make(&recipe, &file);
	path = put(scratch, "good.jpg", file.data, file.len);
	assert_int_equal(picture_probe(path, &info, NULL), 0);
	assert_int_equal(info.width, 160);
	assert_false(info.grey);
	assert_int_equal(picture_read(path, &all, &a, NULL, NULL), 0);
	assert_int_equal(decode(&file, &all, &b, NULL, NULL), 0);
	assert_memory_equal(a.pixels, b.pixels, a.stride * 100);
	bitmap_done(&a);
	bitmap_done(&b);
}

static void check_refused(const char *path, enum error_kind kind,
			  const char *word)
{
	struct picture_request all = {0};
	struct picture_info info;
	struct bitmap b;
	struct error err = {0};

	assert_int_equal(picture_probe(path, &info, &err), -1);
	assert_int_equal(err.kind, kind);
	assert_non_null(strstr(err.text, word));
	assert_non_null(strstr(err.text, path));
	assert_int_equal(picture_read(path, &all, &b, NULL, &err), -1);
	assert_non_null(strstr(err.text, word));
}

static void test_bad_files(void **state)
{
	struct scratch *scratch = *state;
	char *none CLEANUP(mem_free_str) = file_join(scratch->dir, "none.jpg");
	char *pipe CLEANUP(mem_free_str) = file_join(scratch->dir, "pipe.jpg");
	char *text CLEANUP(mem_free_str) =
		put(scratch, "text.jpg", "<html>not found</html>", 22);
	char *empty CLEANUP(mem_free_str) = put(scratch, "empty.jpg", "", 0);
	char *head CLEANUP(mem_free_str) =
		put(scratch, "head.jpg", "\xFF\xD8\xFF\xE0\0\x10", 6);

	assert_int_equal(mkfifo(pipe, 0600), 0);
	check_refused(none, ERROR_NOT_FOUND, "no image");
	check_refused(pipe, ERROR_FAILED, "not a file");
	check_refused(scratch->dir, ERROR_FAILED, "not a file");
	check_refused(text, ERROR_FAILED, "not a picture");
	check_refused(empty, ERROR_FAILED, "empty");
	check_refused(head, ERROR_FAILED, "ends before");
}

#ifdef HAVE_OCR
static void put_pix(struct scratch *scratch, const char *name, PIX *pix,
		    int format, char **ret)
{
	l_uint8 *data = NULL;
	size_t len = 0;

	assert_int_equal(pixWriteMem(&data, &len, pix, format), 0);
	*ret = put(scratch, name, data, len);
	free(data);
}

/* JPEG 2000 comes from a file, without loss: what leptonica loses when it
 * writes so small a picture differs too much between its releases. */
static void put_jp2(struct scratch *scratch, const char *name, char **ret)
{
	const char *top = getenv("top_srcdir");
	char *path CLEANUP(mem_free_str) =
		file_join(top != NULL ? top : ".", "tests/data/quarters.jp2");
	struct bytes data CLEANUP(bytes_done) = {0};

	assert_int_equal(file_read(path, 1 << 16, &data, NULL), 0);
	*ret = put(scratch, name, data.data, data.len);
}

static PIX *quarters_pix(int depth)
{
	PIX *pix = pixCreate(80, 60, depth);

	pixSetAllArbitrary(pix, depth == 32 ? 0xff0000ff : 1);
	if (depth != 32)
		return pix;
	pixRasterop(pix, 40, 0, 40, 60, PIX_CLR, NULL, 0, 0);
	for (int y = 0; y < 60; y++)
		for (int x = 0; x < 80; x++)
			if (x >= 40 || y >= 30)
				pixSetRGBPixel(
					pix, x, y, x >= 40 && y >= 30 ? 255 : 0,
					x >= 40 ? 255 : 0, y >= 30 ? 255 : 0);
	return pix;
}

static void test_other_formats(void **state)
{
	static const struct {
		const char *name;
		int lept;
		enum picture_format format;
	} cases[] = {
		{"q.png", IFF_PNG, PICTURE_PNG},
		{"q.tif", IFF_TIFF_LZW, PICTURE_TIFF},
		{"q.webp", IFF_WEBP, PICTURE_WEBP},
		{"q.jp2", IFF_JP2, PICTURE_JP2},
	};
	PIX *pix = quarters_pix(32);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct picture_request all = {0};
		struct picture_request part = {.crop = {20, 10, 40, 40},
					       .min_width = 20,
					       .min_height = 20};
		struct picture_request outside = {.crop = {80, 0, 10, 10}};
		struct picture_info info;
		struct bitmap b;
		char *path CLEANUP(mem_free_str) = NULL;
		char quarters[5];

		if (!picture_format_readable(cases[i].format))
			continue;
		if (cases[i].format == PICTURE_JP2)
			put_jp2(*state, cases[i].name, &path);
		else
			put_pix(*state, cases[i].name, pix, cases[i].lept,
				&path);
		assert_int_equal(picture_probe(path, &info, NULL), 0);
		assert_int_equal(info.format, cases[i].format);
		assert_int_equal(info.width, 80);
		assert_int_equal(picture_read(path, &all, &b, NULL, NULL), 0);
		jpegs_quarters(&b, quarters);
		assert_string_equal(quarters, "rgbw");
		bitmap_done(&b);
		assert_int_equal(picture_read(path, &part, &b, NULL, NULL), 0);
		assert_int_equal(b.width, 20);
		jpegs_quarters(&b, quarters);
		assert_string_equal(quarters, "rgbw");
		bitmap_done(&b);
		assert_int_equal(picture_read(path, &outside, &b, NULL, NULL),
				 -1);
	}
	pixDestroy(&pix);
}

/* The orientation that a PNG holds is told as a JPEG's is. */
static void test_png_orientation(void **state)
{
	/* 26 bytes of Exif between length, name and checksum, which is not
	 * looked at of a chunk that may be left out */
	char png[] = "\0\0\0\x1a"
		     "eXIf"
		     "MM\0*\0\0\0\x08\0\x01"
		     "\x01\x12\0\x03\0\0\0\x01\0o\0\0\0\0\0\0"
		     "crc.";
	const size_t at = 8 + 25; /* behind the signature and IHDR */
	PIX *pix = quarters_pix(32);
	l_uint8 *data = NULL;
	size_t len = 0;

	assert_int_equal(pixWriteMem(&data, &len, pix, IFF_PNG), 0);
	for (int i = 1; i <= 8; i++) {
		struct bytes file CLEANUP(bytes_done) = {0};
		struct picture_info info;
		char *path CLEANUP(mem_free_str) = NULL;

		png[27] = (char)i;
		bytes_append(&file, data, at);
		bytes_append(&file, png, sizeof(png) - 1);
		bytes_append(&file, data + at, len - at);
		path = put(*state, "turned.png", file.data, file.len);
		assert_int_equal(picture_probe(path, &info, NULL), 0);
		assert_int_equal(info.exif_rotation, exif_degrees(i));
		assert_int_equal(info.exif_mirrored, exif_mirrored(i));
		assert_true(info.has_exif_orientation);
		assert_int_equal(info.width, 80);
	}
	free(data);
	pixDestroy(&pix);
}

/* A WebP's chunks, with and without the letters that JPEG has before it. */
static void test_webp_orientation(void **state)
{
	char bare[] = "RIFF....WEBPVP8X\x01\0\0\0x\0EXIF\x1a\0\0\0"
		      "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06"
		      "\0\0\0\0\0\0";
	char tagged[] = "RIFF....WEBPEXIF\x20\0\0\0Exif\0\0"
			"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"
			"\0\x08\0\0\0\0\0\0";

	(void)state;
	assert_int_equal(exif_orientation_of_webp((unsigned char *)bare,
						  sizeof(bare) - 1),
			 6);
	assert_int_equal(exif_orientation_of_webp((unsigned char *)tagged,
						  sizeof(tagged) - 1),
			 8);
	for (size_t len = 0; len < sizeof(bare) - 8; len++)
		assert_int_equal(
			exif_orientation_of_webp((unsigned char *)bare, len),
			0);
}

/* One bit a pixel, wanted in grey and in colour. */
static void test_bilevel(void **state)
{
	PIX *pix = quarters_pix(1);
	char *path CLEANUP(mem_free_str) = NULL;
	struct picture_request grey = {.grey = true}, colour = {0};
	struct bitmap b;

	put_pix(*state, "bits.tif", pix, IFF_TIFF_G4, &path);
	assert_int_equal(picture_read(path, &grey, &b, NULL, NULL), 0);
	assert_int_equal(b.channels, 1);
	assert_int_equal(b.pixels[100], 0);
	bitmap_done(&b);
	assert_int_equal(picture_read(path, &colour, &b, NULL, NULL), 0);
	assert_int_equal(b.channels, 3);
	bitmap_done(&b);
	pixDestroy(&pix);
}

/* Cut anywhere: it ends early, and that is what is said. */
static void test_other_truncated(void **state)
{
	static const struct {
		const char *name;
		int lept;
	} cases[] = {{"cut.png", IFF_PNG}, {"cut.webp", IFF_WEBP}};
	struct scratch *scratch = *state;
	PIX *pix = quarters_pix(32);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		l_uint8 *data = NULL;
		size_t len = 0;

		assert_int_equal(pixWriteMem(&data, &len, pix, cases[i].lept),
				 0);
		for (size_t cut = 12; cut < len; cut += 7) {
			struct picture_request all = {0};
			struct bitmap b = {0};
			struct error err = {0};
			char *path CLEANUP(mem_free_str) =
				put(scratch, cases[i].name, data, cut);

			assert_int_equal(
				picture_read(path, &all, &b, NULL, &err), -1);
			assert_non_null(strstr(err.text, "ends early"));
		}
		free(data);
	}
	pixDestroy(&pix);
}
#endif

/* --- looked on at --------------------------------------------------------- */

struct onlooker {
	struct bitmap seen; /* a copy of what was there */
	int calls, rows, stop_at;
	bool freed;
};

static bool onlook(void *data, const struct bitmap *bitmap, int rows)
{
	struct onlooker *onlooker = data;

	assert_false(onlooker->freed);
	if (rows < 0) {
		onlooker->freed = true;
		return false;
	}
	if (onlooker->calls++ == 0) {
		assert_int_equal(rows, 0);
		assert_int_equal(bitmap_init(&onlooker->seen, bitmap->width,
					     bitmap->height, bitmap->channels,
					     NULL),
				 0);
	}
	assert_true(rows >= onlooker->rows && rows <= bitmap->height);
	memcpy(onlooker->seen.pixels + (size_t)onlooker->rows * bitmap->stride,
	       bitmap->pixels + (size_t)onlooker->rows * bitmap->stride,
	       (size_t)(rows - onlooker->rows) * bitmap->stride);
	onlooker->rows = rows;
	return onlooker->stop_at == 0 || rows < onlooker->stop_at;
}

/* Rows that are told of stay as they are; who wants no more is told that they
 * go. */
static void test_watched(void **state)
{
	static const struct jpeg_recipe recipes[] = {
		{.width = 240, .height = 200},
		{.width = 240, .height = 200, .progressive = true},
	};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < ARRAY_LEN(recipes) * 2; i++) {
		struct bytes file CLEANUP(bytes_done) = {0};
		struct onlooker onlooker = {.stop_at = i % 2 != 0 ? 100 : 0};
		const struct picture_watch watch = {onlook, &onlooker, NULL};
		const struct picture_request request = {.watch = &watch};
		struct error err = {0};
		struct bitmap b = {0};
		char *path;
		int rc;

		jpegs_make(&recipes[i / 2], &file);
		path = put(scratch, "watched.jpg", file.data, file.len);
		rc = picture_read(path, &request, &b, NULL, &err);
		assert_int_equal(rc, i % 2 != 0 ? -1 : 0);
		assert_int_equal(onlooker.freed, rc < 0);
		if (rc < 0)
			assert_int_equal(err.kind, ERROR_STOPPED);
		else
			assert_memory_equal(onlooker.seen.pixels, b.pixels,
					    (size_t)onlooker.rows * b.stride);
		assert_true(onlooker.rows >= 100);
		bitmap_done(&onlooker.seen);
		bitmap_done(&b);
		free(path);
	}
}

static bool want_some(void *data)
{
	struct onlooker *onlooker = data;

	return ++onlooker->calls < 20;
}

/* A progressive picture is given up long before its first row. */
static void test_unwanted(void **state)
{
	static const struct jpeg_recipe recipe = {
		.width = 240, .height = 200, .progressive = true};
	struct scratch *scratch = *state;
	struct bytes file CLEANUP(bytes_done) = {0};
	struct onlooker onlooker = {0};
	const struct picture_watch watch = {onlook, &onlooker, want_some};
	const struct picture_request request = {.watch = &watch};
	struct error err = {0};
	struct bitmap b = {0};
	char *path;

	jpegs_make(&recipe, &file);
	path = put(scratch, "unwanted.jpg", file.data, file.len);
	assert_int_equal(picture_read(path, &request, &b, NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_int_equal(onlooker.calls, 20);
	assert_int_equal(onlooker.rows, 0);
	assert_null(onlooker.seen.pixels);
	free(path);
}

/* The last test: whatever went before, nothing was printed. */
static void test_silent(void **state)
{
	struct scratch *scratch = *state;
	struct bytes said CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = file_join(scratch->dir, "stderr");

	assert_int_equal(file_read(path, 1 << 20, &said, NULL), 0);
	assert_int_equal(said.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_orientations),
		cmocka_unit_test(test_no_exif),
		cmocka_unit_test(test_exif_garbage),
		cmocka_unit_test(test_exif_kinds),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_grey_file),
		cmocka_unit_test(test_scales),
		cmocka_unit_test(test_crops),
		cmocka_unit_test(test_scaled_crop),
		cmocka_unit_test(test_restarts),
		cmocka_unit_test(test_broken_restarts),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_corrupt),
		cmocka_unit_test(test_absurd_sizes),
		cmocka_unit_test(test_no_end),
		cmocka_unit_test(test_cut_late),
		cmocka_unit_test(test_missing_rows),
		cmocka_unit_test(test_scan_bomb),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_bad_files),
#ifdef HAVE_OCR
		cmocka_unit_test(test_other_formats),
		cmocka_unit_test(test_png_orientation),
		cmocka_unit_test(test_webp_orientation),
		cmocka_unit_test(test_bilevel),
		cmocka_unit_test(test_other_truncated),
#endif
		cmocka_unit_test(test_watched),
		cmocka_unit_test(test_unwanted),
		cmocka_unit_test(test_silent),
	};

	return cmocka_run_group_tests_name("picture", tests, setup, teardown);
}
