/*
 * test_cells.c: pictures of character cells, views, frames.
 */
#include "config.h"

#include "image/show/cells.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <uniname.h>
#include <unistr.h>

#include "base/text.h"
#include "image/show/frame.h"
#include "image/show/view.h"

/* Three columns, two rows of cells: red over blue, grey, white over black;
 * then all of one orange. */
static void make_grid(struct bitmap *grid)
{
	static const unsigned char pixels[4][3][3] = {
		{{255, 0, 0}, {128, 128, 128}, {255, 255, 255}},
		{{0, 0, 255}, {128, 128, 128}, {0, 0, 0}},
		{{250, 130, 10}, {250, 130, 10}, {250, 130, 10}},
		{{250, 130, 10}, {250, 130, 10}, {250, 130, 10}},
	};

	assert_int_equal(bitmap_init(grid, 3, 4, 3, NULL), 0);
	memcpy(grid->pixels, pixels, sizeof(pixels));
}

static void test_true_colour(void **state)
{
	struct preview_cell cells[8];
	struct bitmap grid;

	(void)state;
	make_grid(&grid);
	cells_clear(cells, 8);
	cells_paint(&grid, PREVIEW_TRUE_COLOUR, CELL_HALVES, false, cells, 4);
	assert_string_equal(cells[0].text, "\xE2\x96\x80");
	assert_int_equal(cells[0].fg, 0xff0000);
	assert_int_equal(cells[0].bg, 0x0000ff);
	assert_int_equal(cells[2].fg, 0xffffff);
	assert_int_equal(cells[2].bg, 0);
	assert_int_equal(cells[4].fg, 0xfa820a);
	assert_string_equal(cells[3].text, " ");
	assert_int_equal(cells[3].bg, -1);
	bitmap_done(&grid);
}

/* Only what xterm's 256 colours have: the cube or the grey ramp. */
static void test_256(void **state)
{
	struct preview_cell cells[6];
	struct bitmap grid;

	(void)state;
	make_grid(&grid);
	cells_paint(&grid, PREVIEW_COLOURS_256, CELL_HALVES, false, cells, 3);
	assert_int_equal(cells[0].fg, 0xff0000);
	assert_int_equal(cells[1].fg, 0x808080);
	assert_int_equal(cells[2].fg, 0xffffff);
	assert_int_equal(cells[2].bg, 0x000000);
	assert_int_equal(cells[3].fg, 0xff8700);
	bitmap_done(&grid);
}

/* Only corners of the colour cube, and as much light as the picture has. */
static void test_8(void **state)
{
	struct preview_cell cells[64];
	struct bitmap grid;
	int lit = 0;

	(void)state;
	assert_int_equal(bitmap_init(&grid, 8, 16, 1, NULL), 0);
	memset(grid.pixels, 128, 8 * 16);
	cells_paint(&grid, PREVIEW_COLOURS_8, CELL_HALVES, false, cells, 8);
	for (int i = 0; i < 64; i++) {
		assert_true(cells[i].fg == 0 || cells[i].fg == 0xffffff);
		lit += (cells[i].fg != 0) + (cells[i].bg != 0);
	}
	assert_in_range(lit, 60, 68);
	bitmap_done(&grid);
}

/* No cell is blank in any mode, each is one column of valid UTF-8, and
 * without colour no colour is named. */
static void test_never_blank(void **state)
{
	struct preview_cell cells[256];
	struct bitmap grid;

	(void)state;
	assert_int_equal(bitmap_init(&grid, 256, 2, 1, NULL), 0);
	for (int i = 0; i < 512; i++)
		grid.pixels[i] = (unsigned char)i;
	for (int mode = 0; mode < 8; mode++) {
		cells_paint(&grid, (enum preview_colours)(mode / 2),
			    CELL_HALVES, mode % 2 != 0, cells, 256);
		for (int i = 0; i < 256; i++) {
			assert_string_not_equal(cells[i].text, " ");
			assert_true(text_is_utf8(cells[i].text,
						 strlen(cells[i].text)));
			assert_int_equal(text_width(cells[i].text), 1);
			if (mode % 2 != 0)
				assert_int_equal(strlen(cells[i].text), 1);
			if (mode / 2 == PREVIEW_MONO)
				assert_int_equal(cells[i].fg, -1);
		}
		assert_true(mode / 2 != PREVIEW_MONO ||
			    strcmp(cells[0].text, cells[255].text) != 0);
	}
	bitmap_done(&grid);
}

/* --- blocks of four and six ----------------------------------------------- */

/* The pixels of a cell of this size that a block fills, as bits row by row, by
 * what Unicode names it. */
static unsigned block_of(const char *text, int height)
{
	static const char *const corners[] = {"UPPER LEFT", "UPPER RIGHT",
					      "LOWER LEFT", "LOWER RIGHT"};
	char name[UNINAME_MAX];
	unsigned mask = 0;
	ucs4_t point;
	const char *digits;

	u8_next(&point, (const uint8_t *)text);
	assert_non_null(unicode_character_name(point, name));
	if (strcmp(name, "UPPER HALF BLOCK") == 0)
		return height == 2 ? 3 : 0;
	if (strcmp(name, "LEFT HALF BLOCK") == 0)
		return height == 2 ? 5 : 21;
	digits = strstr(name, "SEXTANT-");
	if (digits != NULL) {
		assert_int_equal(height, 3);
		for (digits += 8; *digits != '\0'; digits++)
			mask |= 1u << (*digits - '1');
		return mask;
	}
	assert_int_equal(height, 2);
	assert_non_null(strstr(name, "QUADRANT"));
	for (unsigned i = 0; i < 4; i++)
		if (strstr(name, corners[i]) != NULL)
			mask |= 1u << i;
	return mask;
}

/* A cell of grey pixels, painted; its squared distance from them. */
static int paint_block(const unsigned char *grey, enum cell_blocks blocks,
		       struct preview_cell *ret)
{
	int n = blocks == CELL_QUADRANTS ? 4 : 6, sum = 0;
	struct bitmap grid;
	unsigned mask;

	assert_int_equal(bitmap_init(&grid, 2, n / 2, 1, NULL), 0);
	for (int i = 0; i < n; i++)
		grid.pixels[(size_t)(i / 2) * grid.stride + (size_t)(i % 2)] =
			grey[i];
	cells_paint(&grid, PREVIEW_TRUE_COLOUR, blocks, false, ret, 1);
	bitmap_done(&grid);
	assert_int_equal(text_width(ret->text), 1);
	assert_string_not_equal(ret->text, " ");
	mask = block_of(ret->text, n / 2);
	for (int i = 0; i < n; i++) {
		int32_t colour = mask >> i & 1 ? ret->fg : ret->bg;

		assert_int_equal(colour >> 8 & 255, colour & 255);
		sum += ((colour & 255) - grey[i]) * ((colour & 255) - grey[i]);
	}
	return sum;
}

/* Two colours in any places are shown as they are. */
static void test_blocks_exact(void **state)
{
	struct preview_cell cell;

	(void)state;
	for (unsigned mask = 0; mask < 64; mask++) {
		unsigned char grey[6];

		for (unsigned i = 0; i < 6; i++)
			grey[i] = mask >> i & 1 ? 200 : 40;
		assert_int_equal(paint_block(grey, CELL_SEXTANTS, &cell), 0);
		assert_int_equal(paint_block(grey, CELL_QUADRANTS, &cell), 0);
	}
}

/* The least squared distance that two colours come to, whichever of n pixels
 * have which. */
static double best_distance(const unsigned char *grey, int n)
{
	double best = 1e9;

	for (unsigned mask = 0; mask < 1u << n; mask++) {
		double distance = 0;

		for (unsigned part = 0; part < 2; part++) {
			double sum = 0, squares = 0, count = 0;

			for (int i = 0; i < n; i++) {
				if ((mask >> i & 1) != part)
					continue;
				sum += grey[i];
				squares += grey[i] * grey[i];
				count++;
			}
			if (count > 0)
				distance += squares - sum * sum / count;
		}
		best = distance < best ? distance : best;
	}
	return best;
}

static void test_blocks_nearest(void **state)
{
	struct preview_cell cell;
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		unsigned char grey[6];

		for (int i = 0; i < 6; i++) {
			seed = seed * 1664525u + 1013904223u;
			grey[i] = (unsigned char)(seed >> 24);
		}
		/* A mean is rounded: at most a half off in each pixel. */
		assert_true(paint_block(grey, CELL_SEXTANTS, &cell) <=
			    best_distance(grey, 6) + 6 * .25 + 1e-6);
		assert_true(paint_block(grey, CELL_QUADRANTS, &cell) <=
			    best_distance(grey, 4) + 4 * .25 + 1e-6);
	}
}

/* Where colours are few, or letters all there is, a block of two is. */
static void test_blocks_allowed(void **state)
{
	int width, height;

	(void)state;
	for (int blocks = CELL_HALVES; blocks <= CELL_SEXTANTS; blocks++)
		for (int colours = PREVIEW_MONO; colours <= PREVIEW_TRUE_COLOUR;
		     colours++)
			for (int ascii = 0; ascii < 2; ascii++)
				assert_int_equal(
					cells_blocks(
						(enum cell_blocks)blocks,
						(enum preview_colours)colours,
						ascii),
					!ascii && colours >= PREVIEW_COLOURS_256
						? blocks
						: CELL_HALVES);
	cells_grid(CELL_SEXTANTS, &width, &height);
	assert_int_equal(width, 2);
	assert_int_equal(height, 3);
	cells_grid(CELL_HALVES, &width, &height);
	assert_int_equal(width, 1);
	assert_int_equal(height, 2);
}

/* --- views ---------------------------------------------------------------- */

static const struct view_pane pane = {
	.columns = 40, .rows = 20, .cell_width = 10, .cell_height = 20};
static const struct turn upright = {0, false};

static void plan(struct view *view, int width, int height, struct box region,
		 struct turn turn, double zoom, double x, double y)
{
	struct view_aim aim = {.zoom = zoom, .pan_x = x, .pan_y = y};

	assert_int_equal(
		view_plan(view, width, height, region, turn, &pane, &aim, NULL),
		0);
	/* Whatever was asked: whole cells inside of the pane, pixels inside
	 * of the picture. */
	assert_in_range(view->columns, 1, pane.columns);
	assert_in_range(view->rows, 1, pane.rows);
	assert_in_range(view->column, 0, pane.columns - view->columns);
	assert_in_range(view->row, 0, pane.rows - view->rows);
	assert_int_equal(view->width, view->columns * pane.cell_width);
	assert_true(view->crop.x >= 0 && view->crop.w >= 1);
	assert_true(view->crop.x + view->crop.w <= width);
	assert_true(view->crop.y >= 0 && view->crop.h >= 1);
	assert_true(view->crop.y + view->crop.h <= height);
}

static void test_fit(void **state)
{
	struct view view;

	(void)state;
	plan(&view, 3000, 6000, (struct box){0}, upright, 1, 0, 0);
	assert_int_equal(view.rows, 20);
	assert_int_equal(view.columns, 20);
	assert_int_equal(view.column, 10);
	assert_int_equal(view.crop.w, 3000);
	assert_int_equal(view.crop.h, 6000);
	plan(&view, 3000, 6000, (struct box){0}, (struct turn){90, false}, 1, 0,
	     0);
	assert_int_equal(view.columns, 40);
	assert_int_equal(view.rows, 10);
	assert_int_equal(view.row, 5);
	assert_true(fabs(view_scale(&view) - 400.0 / 6000) < 1e-9);
}

static void test_zoom_and_pan(void **state)
{
	struct box region = {100, 200, 1000, 1000};
	struct view view;

	(void)state;
	plan(&view, 3000, 6000, region, upright, 2, 0, 0);
	assert_int_equal(view.crop.x, 100);
	assert_int_equal(view.crop.w, 500);
	plan(&view, 3000, 6000, region, upright, 2, 1, 1);
	assert_int_equal(view.crop.x, 600);
	assert_int_equal(view.crop.y, 700);
	/* Panned to the right as it is seen, turned by a quarter: the seen
	 * right is the stored top. */
	plan(&view, 3000, 6000, region, (struct turn){90, false}, 2, 1, 0);
	assert_int_equal(view.crop.y, 200);
	assert_int_equal(view.crop.x, 100);
	plan(&view, 3000, 6000, region, (struct turn){0, true}, 2, 0, 0);
	assert_int_equal(view.crop.x, 600);
}

static void test_odd_requests(void **state)
{
	static const double odd[] = {-1, 0, 1e9, 0.5, 3.3};
	struct view view;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		for (int t = 0; t < 8; t++) {
			struct turn turn = {t % 4 * 90, t >= 4};

			plan(&view, 17, 4001, (struct box){3, 7, 11, 3990},
			     turn, odd[i], odd[i], -odd[i]);
			plan(&view, 40000, 1, (struct box){0}, turn, odd[i],
			     odd[i], odd[i]);
			plan(&view, 1, 1, (struct box){0}, turn, NAN, NAN, NAN);
		}
	assert_int_equal(view_plan(&view, 10, 10, (struct box){10, 0, 5, 5},
				   upright, &pane,
				   &(struct view_aim){.zoom = 1}, NULL),
			 -1);
}

/* A box's corner goes where turning the picture takes that pixel. */
static void test_boxes(void **state)
{
	struct box marked = {300, 1200, 150, 60};

	(void)state;
	for (int t = 0; t < 8; t++) {
		struct turn turn = {t % 4 * 90, t >= 4};
		struct bitmap small, turned;
		struct view view;
		struct box box;

		plan(&view, 3000, 6000, (struct box){0}, turn, 1, 0, 0);
		/* The stored picture at 1/30, the marked box white. */
		assert_int_equal(bitmap_init(&small, 100, 200, 1, NULL), 0);
		memset(small.pixels, 0, 100 * 200);
		for (int y = 40; y < 42; y++)
			memset(small.pixels + y * 100 + 10, 255, 5);
		assert_int_equal(
			bitmap_rotate(&small, turn.degrees, &turned, NULL), 0);
		if (turn.mirrored)
			bitmap_mirror(&turned);
		box = view_box(&view, marked, turned.width, turned.height);
		for (int y = 0; y < turned.height; y++)
			for (int x = 0; x < turned.width; x++)
				assert_int_equal(
					turned.pixels[y * turned.width + x] !=
						0,
					x >= box.x && x < box.x + box.w &&
						y >= box.y &&
						y < box.y + box.h);
		bitmap_done(&small);
		bitmap_done(&turned);
	}
}

static void test_turns(void **state)
{
	static const struct {
		int exif, mirrored, more, degrees;
	} cases[] = {
		{0, 0, 0, 0},	   {90, 0, 0, 90}, {90, 0, 270, 0},
		{270, 0, 180, 90}, {90, 1, 90, 0}, {0, 1, 90, 270},
		{0, 0, -90, 270},  {0, 0, 720, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct turn turn = view_turn_of(
			cases[i].exif, cases[i].mirrored != 0, cases[i].more);

		assert_int_equal(turn.degrees, cases[i].degrees);
		assert_int_equal(turn.mirrored, cases[i].mirrored);
	}
}

/* --- frames --------------------------------------------------------------- */

static void test_frames(void **state)
{
	static const unsigned char ink[1] = {9};
	static const struct box boxes[] = {
		{4, 4, 4, 4},	  {-5, -5, 100, 100}, {0, 0, 10, 10},
		{9, 9, 500, 500}, {-900, 2, 5, 5},
	};
	struct bitmap b;

	(void)state;
	assert_int_equal(bitmap_init(&b, 12, 12, 1, NULL), 0);
	memset(b.pixels, 0, 144);
	frame_draw(&b, boxes[0], 2, ink);
	for (int y = 0; y < 12; y++)
		for (int x = 0; x < 12; x++) {
			bool outer = x >= 2 && x < 10 && y >= 2 && y < 10;
			bool inner = x >= 4 && x < 8 && y >= 4 && y < 8;

			assert_int_equal(b.pixels[y * 12 + x] == 9,
					 outer && !inner);
		}
	for (size_t i = 0; i < ARRAY_LEN(boxes); i++)
		frame_draw(&b, boxes[i], 3, ink);
	bitmap_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_true_colour),
		cmocka_unit_test(test_256),
		cmocka_unit_test(test_8),
		cmocka_unit_test(test_never_blank),
		cmocka_unit_test(test_blocks_exact),
		cmocka_unit_test(test_blocks_nearest),
		cmocka_unit_test(test_blocks_allowed),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_zoom_and_pan),
		cmocka_unit_test(test_odd_requests),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_frames),
	};

	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
