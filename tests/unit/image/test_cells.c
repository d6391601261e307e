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
	cells_paint(&grid, PREVIEW_TRUE_COLOUR, false, cells, 4);
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
	cells_paint(&grid, PREVIEW_COLOURS_256, false, cells, 3);
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
	cells_paint(&grid, PREVIEW_COLOURS_8, false, cells, 8);
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
			    mode % 2 != 0, cells, 256);
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
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_zoom_and_pan),
		cmocka_unit_test(test_odd_requests),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_frames),
	};

	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
