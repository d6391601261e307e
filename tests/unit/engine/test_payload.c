/*
 * test_payload.c: what is sent of a sheet.
 */
#include "config.h"

#include "engine/payload/payload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifdef HAVE_OCR
#include <allheaders.h>
#endif

#include "base/file/file.h"
#include "base/mem.h"
#include "engine/label/upright.h"
#include "image/decode/picture.h"
#include "run/cache/label.h"
#include "tests/kit/jpegs.h"
#include "tests/kit/scratch.h"

#define SHA "3333333333333333333333333333333333333333333333333333333333333333"

struct world {
	char *dir;
	struct run run;
	struct label_cache *cache;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->run = scratch_bare_run(w->dir);
	assert_int_equal(label_cache_open(&w->run, &w->cache, NULL), 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	label_cache_close(w->cache);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static char *demo(const char *name)
{
	const char *top = getenv("top_srcdir");

	return mem_printf("%s/data/demo/sheets/%s", top != NULL ? top : ".",
			  name);
}

/* --- making one ----------------------------------------------------------- */

static int make(enum payload_send send, int max_edge, size_t max_bytes,
		struct label_cache *cache, const char *path, bool smaller,
		struct payload *ret, struct error *err)
{
	const struct payload_options options = {
		.send = send, .max_edge = max_edge, .max_bytes = max_bytes};
	struct payload_maker *maker;
	int rc;

	assert_int_equal(payload_maker_new(&options, cache, &maker, NULL), 0);
	rc = payload_make(maker, path, SHA, smaller, ret, err);
	payload_maker_free(maker);
	return rc;
}

static void make_demo(enum payload_send send, size_t max_bytes,
		      const char *name, bool smaller, struct payload *ret)
{
	char *path = demo(name);
	struct error err;

	if (make(send, PAYLOAD_EDGE, max_bytes, NULL, path, smaller, ret, &err))
		fail_msg("%s", err.text);
	free(path);
}

static void decode(const struct payload_image *image, struct bitmap *ret)
{
	struct picture_request all = {0};
	bool truncated = true;

	assert_int_equal(picture_read_jpeg(image->jpeg, image->len, &all, ret,
					   &truncated, NULL),
			 0);
	assert_false(truncated);
	assert_int_equal(ret->width, image->width);
	assert_int_equal(ret->height, image->height);
}

/* All pictures are whole, within the limits, and add up. */
static void check_sound(const struct payload *payload, int max_edge,
			size_t max_bytes)
{
	double pixels = 0;
	size_t bytes = 0;

	assert_in_range(payload->n, 1, PAYLOAD_IMAGES);
	for (int i = 0; i < payload->n; i++) {
		const struct payload_image *image = &payload->images[i];
		struct bitmap b;

		decode(image, &b);
		bitmap_done(&b);
		assert_in_range(image->width, 1, max_edge);
		assert_in_range(image->height, 1, max_edge);
		bytes += image->len;
		pixels += (double)image->width * image->height;
		/* Labels come first. */
		assert_true(i == 0 || !image->is_label ||
			    payload->images[i - 1].is_label);
	}
	assert_int_equal(bytes, payload->bytes);
	assert_true(bytes <= max_bytes);
	assert_true(payload->megapixels > pixels / 1e6 - 1e-6 &&
		    payload->megapixels < pixels / 1e6 + 1e-6);
}

static void assert_same(const struct payload *a, const struct payload *b)
{
	assert_int_equal(a->n, b->n);
	for (int i = 0; i < a->n; i++) {
		assert_int_equal(a->images[i].len, b->images[i].len);
		assert_memory_equal(a->images[i].jpeg, b->images[i].jpeg,
				    a->images[i].len);
		assert_int_equal(a->images[i].is_label, b->images[i].is_label);
	}
}

/* --- the budget ----------------------------------------------------------- */

static void test_budget(void **state)
{
	static const size_t budgets[] = {PAYLOAD_BYTES_MIN, 30000, 61000,
					 PAYLOAD_BYTES, PAYLOAD_BYTES_MAX};

	(void)state;
	for (int send = 0; send < PAYLOAD_PICTURES; send++)
		for (size_t i = 0; i < ARRAY_LEN(budgets); i++)
			for (int smaller = 0; smaller < 2; smaller++) {
				struct payload payload;

				make_demo((enum payload_send)send, budgets[i],
					  "sheet-08.jpg", smaller, &payload);
				check_sound(&payload, PAYLOAD_EDGE,
					    budgets[i] >> smaller);
				payload_done(&payload);
			}
}

/* A tight budget is used, not undercut by far. */
static void test_budget_used(void **state)
{
	struct payload payload;

	(void)state;
	for (size_t budget = 16384; budget <= 98304; budget += 8192) {
		make_demo(PAYLOAD_SHEET, budget, "sheet-01.jpg", false,
			  &payload);
		assert_in_range(payload.bytes, budget * 6 / 10, budget);
		payload_done(&payload);
	}
}

static void test_smaller(void **state)
{
	(void)state;
	for (int send = 0; send < PAYLOAD_PICTURES; send++) {
		struct payload full, less;

		make_demo((enum payload_send)send, PAYLOAD_BYTES,
			  "sheet-02.jpg", false, &full);
		make_demo((enum payload_send)send, PAYLOAD_BYTES,
			  "sheet-02.jpg", true, &less);
		assert_true(less.bytes < full.bytes);
		assert_true(less.megapixels < full.megapixels * 0.6);
		for (int i = 0; i < less.n; i++)
			assert_true(less.images[i].width <
				    full.images[i].width);
		payload_done(&full);
		payload_done(&less);
	}
}

static void test_same(void **state)
{
	const struct payload_options options = {
		.send = PAYLOAD_BOTH, .max_edge = 900, .max_bytes = 50000};
	static const char *const names[] = {"sheet-03.jpg", "sheet-08.jpg"};
	struct payload_maker *maker;
	struct payload payloads[2][2];

	(void)state;
	/* In another order, so that what is kept of the last sheet differs. */
	for (int k = 0; k < 2; k++) {
		assert_int_equal(
			payload_maker_new(&options, NULL, &maker, NULL), 0);
		for (int i = 0; i < 2; i++) {
			int at = i ^ k;
			char *path = demo(names[at]);

			assert_int_equal(payload_make(maker, path, SHA, false,
						      &payloads[k][at], NULL),
					 0);
			free(path);
		}
		payload_maker_free(maker);
	}
	for (int i = 0; i < 2; i++) {
		assert_same(&payloads[0][i], &payloads[1][i]);
		payload_done(&payloads[0][i]);
		payload_done(&payloads[1][i]);
	}
}

/* --- the sheet ------------------------------------------------------------ */

static char *put_jpeg(struct world *w, const struct jpeg_recipe *recipe)
{
	struct bytes file CLEANUP(bytes_done) = {0};

	jpegs_make(recipe, &file);
	scratch_write(w->dir, "sheet.jpg", file.data, file.len);
	return file_join(w->dir, "sheet.jpg");
}

static void check_quarters(struct world *w, const struct jpeg_recipe *recipe,
			   int max_edge, const char *want, int width,
			   int height)
{
	char *path = put_jpeg(w, recipe), quarters[5];
	struct payload payload;
	struct bitmap b;

	assert_int_equal(make(PAYLOAD_SHEET, max_edge, PAYLOAD_BYTES, NULL,
			      path, false, &payload, NULL),
			 0);
	check_sound(&payload, max_edge, PAYLOAD_BYTES);
	assert_int_equal(payload.n, 1);
	assert_false(payload.images[0].is_label);
	decode(&payload.images[0], &b);
	assert_int_equal(b.width, width);
	assert_int_equal(b.height, height);
	jpegs_quarters(&b, quarters);
	assert_string_equal(quarters, want);
	bitmap_done(&b);
	payload_done(&payload);
	free(path);
}

/* By the definition of orientation; the stored one is rgbw. */
static void test_orientations(void **state)
{
	static const char *const upright[] = {
		[1] = "rgbw", [2] = "grwb", [3] = "wbgr", [4] = "bwrg",
		[5] = "rbgw", [6] = "brwg", [7] = "wgbr", [8] = "gwrb",
	};
	struct world *w = *state;

	for (int o = 1; o <= 8; o++) {
		struct jpeg_recipe recipe = {
			.width = 320, .height = 200, .orientation = o};
		bool lying = o >= 5;

		check_quarters(w, &recipe, 1600, upright[o], lying ? 200 : 320,
			       lying ? 320 : 200);
		check_quarters(w, &recipe, 256, upright[o], lying ? 160 : 256,
			       lying ? 256 : 160);
		recipe.width = 321;
		recipe.height = 199;
		check_quarters(w, &recipe, 1600, upright[o], lying ? 199 : 321,
			       lying ? 321 : 199);
	}
}

static void test_kinds(void **state)
{
	static const struct jpeg_recipe recipes[] = {
		{.progressive = true},
		{.restart_rows = 1},
		{.space = JCS_RGB},
		{.space = JCS_CMYK},
		{.space = JCS_YCCK},
		{.space = JCS_CMYK, .plain_inks = true},
		{.space = JCS_CMYK, .progressive = true},
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		struct jpeg_recipe recipe = recipes[i];

		recipe.width = 300;
		recipe.height = 400;
		check_quarters(w, &recipe, 1600, "rgbw", 300, 400);
		check_quarters(w, &recipe, 256, "rgbw", 192, 256);
		recipe.width = 1200;
		recipe.height = 1600;
		check_quarters(w, &recipe, 256, "rgbw", 192, 256);
	}
}

static void test_grey(void **state)
{
	struct world *w = *state;
	struct jpeg_recipe recipe = {
		.width = 700, .height = 500, .space = JCS_GRAYSCALE};
	char *path = put_jpeg(w, &recipe);
	struct payload payload;
	struct bitmap b;

	assert_int_equal(make(PAYLOAD_SHEET, 350, PAYLOAD_BYTES, NULL, path,
			      false, &payload, NULL),
			 0);
	decode(&payload.images[0], &b);
	assert_int_equal(b.width, 350);
	assert_in_range(b.pixels[0], 72, 80);
	assert_in_range(b.pixels[3 * 349], 146, 154);
	bitmap_done(&b);
	payload_done(&payload);
	free(path);
}

static void test_cut_file(void **state)
{
	struct world *w = *state;
	struct bytes whole CLEANUP(bytes_done) = {0};
	struct labels known = {.sheet_rotation = -1};
	struct error err;
	struct payload payload;
	char *from = demo("sheet-01.jpg");
	char *path = file_join(w->dir, "cut.jpg");

	assert_int_equal(file_read(from, 1u << 20, &whole, NULL), 0);
	for (size_t tenths = 1; tenths < 10; tenths += 4) {
		scratch_write(w->dir, "cut.jpg", whole.data,
			      whole.len * tenths / 10);
		for (int send = 0; send < PAYLOAD_PICTURES; send++) {
			assert_int_equal(make((enum payload_send)send, 1600,
					      PAYLOAD_BYTES, NULL, path, false,
					      &payload, &err),
					 -1);
			assert_non_null(strstr(err.text, "cut.jpg ends early"));
		}
	}
	/* The labels being known, too. */
	label_cache_put(w->cache, SHA, upright_version(), &known);
	assert_int_equal(make(PAYLOAD_BOTH, 1600, PAYLOAD_BYTES, w->cache, path,
			      false, &payload, &err),
			 -1);
	free(from);
	free(path);
}

static void test_bad_files(void **state)
{
	struct world *w = *state;
	struct jpeg_recipe recipe = {.width = 32, .height = 32};
	struct bytes file CLEANUP(bytes_done) = {0};
	struct payload payload;
	struct error err;
	char *path = file_join(w->dir, "bad.jpg");

	assert_int_equal(make(PAYLOAD_SHEET, 1600, PAYLOAD_BYTES, NULL, path,
			      false, &payload, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	scratch_puts(w->dir, "bad.jpg", "no picture");
	assert_int_equal(make(PAYLOAD_BOTH, 1600, PAYLOAD_BYTES, NULL, path,
			      false, &payload, &err),
			 -1);
	/* One that says it is 65000 x 65000. */
	jpegs_make(&recipe, &file);
	for (size_t at = 0; at + 9 < file.len; at++)
		if ((unsigned char)file.data[at] == 0xFF &&
		    (unsigned char)file.data[at + 1] == 0xC0) {
			memset(file.data + at + 5, 0xFD, 4);
			break;
		}
	scratch_write(w->dir, "bad.jpg", file.data, file.len);
	assert_int_equal(make(PAYLOAD_SHEET, 1600, PAYLOAD_BYTES, NULL, path,
			      false, &payload, &err),
			 -1);
	assert_non_null(strstr(err.text, "65021"));
	free(path);
}

/* Formats that are decoded whole. */
static void test_png(void **state)
{
#ifdef HAVE_OCR
	struct world *w = *state;
	char *path = file_join(w->dir, "sheet.png");
	PIX *pix = pixCreate(600, 400, 32);
	struct payload payload;
	struct bitmap b;

	if (!picture_format_readable(PICTURE_PNG))
		skip();
	pixSetAllArbitrary(pix, 0xffffff00);
	pixRasterop(pix, 0, 0, 300, 200, PIX_CLR, NULL, 0, 0);
	assert_int_equal(pixWrite(path, pix, IFF_PNG), 0);
	pixDestroy(&pix);
	assert_int_equal(make(PAYLOAD_BOTH, 300, PAYLOAD_BYTES, NULL, path,
			      false, &payload, NULL),
			 0);
	assert_int_equal(payload.n, 1);
	decode(&payload.images[0], &b);
	assert_int_equal(b.width, 300);
	assert_int_equal(b.height, 200);
	assert_in_range(b.pixels[0], 0, 6);
	assert_in_range(b.pixels[3 * 299], 249, 255);
	bitmap_done(&b);
	payload_done(&payload);
	free(path);
#else
	skip();
#endif
}

/* --- labels --------------------------------------------------------------- */

/* Their turns, by looking: 3, 6, 10 and 15 the finder is not sure of. */
static void test_upright(void **state)
{
	static const struct {
		const char *name;
		int rotation, n_labels;
	} sheets[] = {
		{"sheet-01.jpg", 90, 1}, {"sheet-02.jpg", 90, 2},
		{"sheet-03.jpg", 0, 1},	 {"sheet-05.jpg", 270, 2},
		{"sheet-06.jpg", 0, 1},	 {"sheet-09.jpg", 180, 1},
		{"sheet-10.jpg", 90, 1}, {"sheet-12.jpg", 270, 2},
		{"sheet-15.jpg", 90, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
		struct payload payload;

		make_demo(PAYLOAD_LABELS, PAYLOAD_BYTES, sheets[i].name, false,
			  &payload);
		check_sound(&payload, PAYLOAD_EDGE, PAYLOAD_BYTES);
		assert_int_equal(payload.n, sheets[i].n_labels);
		for (int k = 0; k < payload.n; k++) {
			assert_true(payload.images[k].is_label);
			assert_true(payload.images[k].width >
				    payload.images[k].height);
#ifdef HAVE_OCR
			if (payload.labels.items[k].rotation !=
			    sheets[i].rotation)
				fail_msg("%s: label %d is turned by %d",
					 sheets[i].name, k,
					 payload.labels.items[k].rotation);
#endif
		}
		payload_done(&payload);
	}
}

#ifdef HAVE_OCR

/* A wide label of two columns, with nothing for 24 letters' height in the
 * middle; turned by `rotation` it is upright. */
static char *put_wide_label(struct world *w, int rotation, struct label *ret)
{
	static const char *const rows[] = {
		"collected in the forest", "north of the river bank",
		"Herbarium of the garden", "collected by the museum"};
	char *path = file_join(w->dir, "wide.png");
	L_BMF *font = bmfCreate(NULL, 8); /* 20 pixels */
	PIX *pix = pixCreate(1300, 240, 8), *turned;

	assert_non_null(font);
	pixSetAll(pix);
	for (int i = 0; i < 4; i++)
		for (int column = 0; column < 2; column++)
			pixSetTextline(pix, font, rows[i], 0,
				       100 + 780 * column, 60 + 45 * i, NULL,
				       NULL);
	turned = pixRotateOrth(pix, (360 - rotation) / 90 % 4);
	*ret = (struct label){
		.box = {0, 0, pixGetWidth(turned), pixGetHeight(turned)},
		.rotation = (rotation + 180) % 360,
		.text_height = 20,
	};
	assert_int_equal(pixWrite(path, turned, IFF_PNG), 0);
	pixDestroy(&turned);
	pixDestroy(&pix);
	bmfDestroy(&font);
	return path;
}

/* Of a wide label the part that is read is wide, however it lies. */
static void test_upright_part(void **state)
{
	struct world *w = *state;

	if (!picture_format_readable(PICTURE_PNG))
		skip();
	for (int rotation = 0; rotation < 360; rotation += 90) {
		struct labels labels = {.n = 1, .sheet_rotation = -1};
		struct upright upright = {0};
		struct picture_info info;
		bool guessed = true;
		char *path = put_wide_label(w, rotation, &labels.items[0]);

		assert_int_equal(picture_probe(path, &info, NULL), 0);
		assert_int_equal(upright_decide(&upright, path, &info, &labels,
						&guessed, NULL),
				 0);
		upright_done(&upright);
		free(path);
		if (guessed)
			skip();
		if (labels.items[0].rotation != rotation ||
		    labels.items[0].sure == 0)
			fail_msg("upright at %d, said to be at %d (%g)",
				 rotation, labels.items[0].rotation,
				 labels.items[0].sure);
	}
}

#endif

/* With its labels the sheet is smaller, and stands as they do. */
static void test_both(void **state)
{
	struct payload payload;

	(void)state;
	make_demo(PAYLOAD_BOTH, PAYLOAD_BYTES, "sheet-02.jpg", false, &payload);
	check_sound(&payload, PAYLOAD_EDGE, PAYLOAD_BYTES);
	assert_int_equal(payload.n, 3);
	assert_true(payload.images[1].is_label);
	assert_false(payload.images[2].is_label);
	assert_int_equal(payload.images[2].width, 684);
	assert_int_equal(payload.images[2].height, 1024);
	payload_done(&payload);
}

static void test_no_label(void **state)
{
	struct world *w = *state;
	struct jpeg_recipe recipe = {.width = 400, .height = 300};
	char *path = put_jpeg(w, &recipe);
	struct payload sheet, payload;

	assert_int_equal(make(PAYLOAD_SHEET, 320, PAYLOAD_BYTES, NULL, path,
			      false, &sheet, NULL),
			 0);
	for (int send = 0; send < PAYLOAD_PICTURES; send++) {
		assert_int_equal(make((enum payload_send)send, 320,
				      PAYLOAD_BYTES, NULL, path, false,
				      &payload, NULL),
				 0);
		assert_int_equal(payload.labels.n, 0);
		assert_same(&payload, &sheet);
		payload_done(&payload);
	}
	payload_done(&sheet);
	free(path);
}

/* Labels are not found twice, and give the same pictures then. */
static void test_cache(void **state)
{
	struct world *w = *state;
	char *path = demo("sheet-03.jpg");
	struct payload found, known;
	struct labels labels;

	assert_int_equal(make(PAYLOAD_BOTH, 1600, PAYLOAD_BYTES, w->cache, path,
			      false, &found, NULL),
			 0);
	assert_true(label_cache_get(w->cache, SHA, upright_version(), &labels));
	assert_int_equal(labels.n, found.labels.n);
	assert_int_equal(make(PAYLOAD_BOTH, 1600, PAYLOAD_BYTES, w->cache, path,
			      false, &known, NULL),
			 0);
	assert_same(&found, &known);
	payload_done(&found);
	payload_done(&known);
	free(path);
}

/* What the cache says is believed: nobody looks for labels then. */
static void planted(struct world *w, const struct labels *labels,
		    struct payload *ret)
{
	struct jpeg_recipe recipe = {.width = 800, .height = 600};
	char *path = put_jpeg(w, &recipe);

	label_cache_put(w->cache, SHA, upright_version(), labels);
	assert_int_equal(make(PAYLOAD_LABELS, 1600, PAYLOAD_BYTES, w->cache,
			      path, false, ret, NULL),
			 0);
	check_sound(ret, PAYLOAD_EDGE, PAYLOAD_BYTES);
	free(path);
}

static void test_planted(void **state)
{
	struct world *w = *state;
	struct labels labels = {
		.items = {{.box = {300, 200, 200, 200}, .rotation = 90}},
		.n = 1,
		.sheet_rotation = -1,
	};
	struct payload payload;
	struct bitmap b;
	char quarters[5];

	planted(w, &labels, &payload);
	assert_int_equal(payload.n, 1);
	assert_true(payload.images[0].is_label);
	assert_int_equal(payload.images[0].width, 200);
	decode(&payload.images[0], &b);
	jpegs_quarters(&b, quarters);
	assert_string_equal(quarters, "brwg");
	bitmap_done(&b);
	payload_done(&payload);
	/* Boxes that reach over the edge, a rotation that is not known. */
	labels.items[0].box = (struct box){700, 500, 5000, 5000};
	labels.items[0].rotation = -1;
	labels.items[1] = (struct label){.box = {900, 10, 5, 5}};
	labels.n = 2;
	planted(w, &labels, &payload);
	assert_int_equal(payload.n, 1);
	assert_int_equal(payload.images[0].width, 100);
	payload_done(&payload);
}

/* Letters come to reading size, and no picture over the edge. */
static void test_reading_size(void **state)
{
	static const struct {
		int tall, width, height;
	} cases[] = {
		{56, 206, 156}, /* 300 and 200 with a margin, halved */
		{8, 474, 324},	/* never more than half as large again */
	};
	struct world *w = *state;
	struct payload payload;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct labels labels = {
			.items = {{.box = {200, 200, 300, 200},
				   .text_height = cases[i].tall}},
			.n = 1,
		};

		planted(w, &labels, &payload);
		assert_int_equal(payload.images[0].width, cases[i].width);
		assert_int_equal(payload.images[0].height, cases[i].height);
		payload_done(&payload);
	}
}

/* The same piece of paper is not sent twice, and no more than four. */
static void test_overlap(void **state)
{
	struct world *w = *state;
	struct labels labels = {
		.items = {{.box = {10, 10, 200, 100}},
			  {.box = {110, 20, 200, 100}},
			  {.box = {20, 20, 50, 50}, .rotation = 90}},
		.n = 3,
	};
	struct payload payload;

	planted(w, &labels, &payload);
	assert_int_equal(payload.n, 1);
	assert_int_equal(payload.images[0].width, 300);
	assert_int_equal(payload.images[0].height, 110);
	payload_done(&payload);
	labels.n = LABELS_MAX;
	for (int i = 0; i < LABELS_MAX; i++)
		labels.items[i] = (struct label){.box = {60 * i, 10, 60, 30}};
	planted(w, &labels, &payload);
	assert_int_equal(payload.n, 4);
	payload_done(&payload);
}

/* --- options -------------------------------------------------------------- */

static void test_options(void **state)
{
	static const struct payload_options bad[] = {
		{.max_edge = 255, .max_bytes = PAYLOAD_BYTES},
		{.max_edge = 8193, .max_bytes = PAYLOAD_BYTES},
		{.max_edge = 1600, .max_bytes = PAYLOAD_BYTES_MIN - 1},
		{.max_edge = 1600, .max_bytes = PAYLOAD_BYTES_MAX + 1},
	};
	struct payload_maker *maker;
	struct error err;

	(void)state;
	for (int i = 0; i < PAYLOAD_SENDS; i++) {
		enum payload_send send = PAYLOAD_SENDS;
		const char *word = payload_send_word((enum payload_send)i);

		assert_int_equal(payload_send_parse(word, &send), 0);
		assert_int_equal(send, i);
	}
	assert_int_equal(payload_send_parse("leaf", &(enum payload_send){0}),
			 -1);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(payload_maker_new(&bad[i], NULL, &maker, &err),
				 -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	payload_maker_free(NULL);
}

static void test_params(void **state)
{
	const struct payload_options options[] = {
		{.send = PAYLOAD_BOTH, .max_edge = 1600, .max_bytes = 400000},
		{.send = PAYLOAD_SHEET, .max_edge = 1600, .max_bytes = 400000},
		{.send = PAYLOAD_BOTH, .max_edge = 1601, .max_bytes = 400000},
		{.send = PAYLOAD_BOTH, .max_edge = 1600, .max_bytes = 400001},
		{.send = PAYLOAD_TEXT, .max_edge = 1600, .max_bytes = 400000},
	};
	const struct payload_options other = {
		.send = PAYLOAD_TEXT, .max_edge = 800, .max_bytes = 20000};
	struct bytes texts[ARRAY_LEN(options)] = {{0}};

	(void)state;
	/* To the letter: what was read under it would be paid for again. */
	payload_params(&options[0], &texts[0]);
	assert_string_equal(texts[0].data,
			    "parcel=1\nsend=both\nmax_edge=1600\n"
			    "max_bytes=400000\n");
	bytes_done(&texts[0]);
	/* Words have neither edges nor bytes of pictures. */
	payload_params(&other, &texts[0]);
	assert_string_equal(texts[0].data, "send=text\nwords=1\n");
	bytes_done(&texts[0]);
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		payload_params(&options[i], &texts[i]);
		assert_int_equal(texts[i].data[texts[i].len - 1], '\n');
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(texts[i].data, texts[k].data);
	}
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		bytes_done(&texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_budget_used),
		cmocka_unit_test(test_smaller),
		cmocka_unit_test(test_same),
		cmocka_unit_test_setup_teardown(test_orientations, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_grey, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cut_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_files, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_png, setup, teardown),
		cmocka_unit_test(test_upright),
#ifdef HAVE_OCR
		cmocka_unit_test_setup_teardown(test_upright_part, setup,
						teardown),
#endif
		cmocka_unit_test(test_both),
		cmocka_unit_test_setup_teardown(test_no_label, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cache, setup, teardown),
		cmocka_unit_test_setup_teardown(test_planted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reading_size, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_overlap, setup, teardown),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_params),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
