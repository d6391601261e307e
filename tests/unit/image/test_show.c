/*
 * test_show.c: where a shown picture looks, how light it is, and the numbers
 * on it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "image/show/digits.h"
#include "image/show/tone.h"
#include "image/show/view.h"

/* 400 x 400 pixels. */
static const struct view_pane pane = {
	.columns = 40, .rows = 20, .cell_width = 10, .cell_height = 20};

/* ---- where it looks ------------------------------------------------------ */

static struct view view_make(struct turn turn, struct view_aim aim)
{
	struct box region = {100, 200, 1200, 800};
	struct view view;

	assert_int_equal(
		view_plan(&view, 3000, 6000, region, turn, &pane, &aim, NULL),
		0);
	return view;
}

/* What is seen at a pixel is the stored pixel that view_box puts there. */
static void test_point_and_back(void **state)
{
	for (int t = 0; t < 8; t++) {
		struct turn turn = {t % 4 * 90, t >= 4};
		struct view view = view_make(
			turn, (struct view_aim){
				      .zoom = 3, .pan_x = 0.3, .pan_y = 0.8});

		for (int y = 0; y < view.rows; y++)
			for (int x = 0; x < view.columns; x++) {
				struct box box = {.w = 1, .h = 1};

				view_point(&view, view.columns, view.rows, x, y,
					   &box.x, &box.y);
				assert_true(box.x >= view.crop.x &&
					    box.x < view.crop.x + view.crop.w);
				assert_true(box.y >= view.crop.y &&
					    box.y < view.crop.y + view.crop.h);
				box = view_box(&view, box, view.columns,
					       view.rows);
				assert_true(box.x <= x && x < box.x + box.w);
				assert_true(box.y <= y && y < box.y + box.h);
			}
	}
}

static void test_one_to_one(void **state)
{
	struct view view = view_make((struct turn){0, false},
				     (struct view_aim){.zoom = 7, .scale = 1});

	assert_int_equal(view.crop.w, 400);
	assert_int_equal(view.crop.h, 400);
	assert_true(fabs(view_scale(&view) - 1) < 1e-9);
	/* Also where that is smaller than what would fit. */
	assert_int_equal(view_plan(&view, 200, 100, (struct box){0},
				   (struct turn){90, false}, &pane,
				   &(struct view_aim){.scale = 1}, NULL),
			 0);
	assert_int_equal(view.columns, 10);
	assert_int_equal(view.rows, 10);
	assert_true(fabs(view_scale(&view) - 1) < 1e-9);
}

static bool sees(const struct view_aim *aim, struct box box)
{
	struct box seen = view_aim_seen(aim, 1200, 800, &pane);

	return box.x >= seen.x && box.y >= seen.y &&
	       box.x + box.w <= seen.x + seen.w &&
	       box.y + box.h <= seen.y + seen.h;
}

static void test_aims_calmly(void **state)
{
	struct view_aim aim = {.zoom = 4, .pan_x = 0.5, .pan_y = 0.5}, before;
	struct box seen = view_aim_seen(&aim, 1200, 800, &pane);
	struct box near = {seen.x + 10, seen.y + 10, 80, 20};
	struct box far = {1100, 700, 90, 20}, wide = {100, 300, 900, 20};

	before = aim;
	view_aim_at(&aim, 1200, 800, &pane, near);
	assert_memory_equal(&aim, &before, sizeof(aim));
	view_aim_at(&aim, 1200, 800, &pane, far);
	assert_true(sees(&aim, far));
	assert_true(aim.zoom == 4);
	/* A wide one is not cut at both ends. */
	view_aim_at(&aim, 1200, 800, &pane, wide);
	assert_true(sees(&aim, wide));
	assert_true(aim.zoom < 4 && aim.zoom > 1);
	/* At one to one, too. */
	aim = (struct view_aim){.scale = 1, .zoom = 1};
	view_aim_at(&aim, 1200, 800, &pane, wide);
	assert_true(sees(&aim, wide));
}

static void test_aims_at_all_sorts(void **state)
{
	unsigned seed = 3;

	for (int i = 0; i < 2000; i++) {
		struct view_aim aim = {.zoom = 1 + (seed >> 8) % 9,
				       .pan_x = (seed >> 9) % 2,
				       .pan_y = (seed >> 10) % 2};
		struct box box;

		seed = seed * 1103515245u + 12345u;
		box.x = (int)(seed >> 16) % 1200;
		box.y = (int)(seed >> 12) % 800;
		box.w = 1 + (int)(seed >> 7) % (1200 - box.x);
		box.h = 1 + (int)(seed >> 5) % (800 - box.y);
		view_aim_at(&aim, 1200, 800, &pane, box);
		assert_true(sees(&aim, box));
		assert_true(aim.zoom >= 1 && aim.zoom <= 9);
	}
}

/* ---- light and dark ------------------------------------------------------ */

static void bitmap_ramp(struct bitmap *bitmap, int channels, int from, int to)
{
	assert_int_equal(bitmap_init(bitmap, 100, 10, channels, NULL), 0);
	for (int y = 0; y < 10; y++)
		for (int x = 0; x < 100; x++)
			for (int c = 0; c < channels; c++)
				bitmap->pixels[(size_t)y * bitmap->stride +
					       (size_t)(x * channels + c)] =
					(unsigned char)(from +
							x * (to - from) / 99);
}

static void toned(struct bitmap *bitmap, enum tone tone)
{
	struct tone_curve curve;

	tone_measure(&curve, bitmap, tone);
	tone_apply(&curve, bitmap);
}

static void test_tones(void **state)
{
	for (int channels = 1; channels <= 3; channels += 2)
		for (int tone = 0; tone < TONE_COUNT; tone++) {
			struct bitmap bitmap;
			const unsigned char *row;
			int last = 99 * channels, middle = 50 * channels;

			bitmap_ramp(&bitmap, channels, 80, 160);
			toned(&bitmap, (enum tone)tone);
			row = bitmap.pixels;
			assert_int_equal(row[0], tone == TONE_PLAIN    ? 80
						 : tone == TONE_INVERT ? 255
								       : 0);
			assert_int_equal(row[last], tone == TONE_PLAIN ? 160
						    : tone == TONE_INVERT
							    ? 0
							    : 255);
			if (tone == TONE_GAMMA)
				assert_in_range(row[middle], 50, 80);
			for (int x = 1; x < 100; x++)
				assert_true(tone == TONE_INVERT
						    ? row[x * channels] <=
							      row[(x - 1) *
								  channels]
						    : row[x * channels] >=
							      row[(x - 1) *
								  channels]);
			bitmap_done(&bitmap);
		}
}

static void test_one_shade_stays(void **state)
{
	struct bitmap bitmap;

	bitmap_ramp(&bitmap, 1, 90, 90);
	toned(&bitmap, TONE_LEVELS);
	assert_int_equal(bitmap.pixels[55], 90);
	bitmap_done(&bitmap);
	bitmap_ramp(&bitmap, 1, 0, 0);
	toned(&bitmap, TONE_LEVELS);
	assert_int_equal(bitmap.pixels[55], 0);
	bitmap_done(&bitmap);
}

/* ---- numbers ------------------------------------------------------------- */

static int count_of(const struct bitmap *bitmap, unsigned char value)
{
	int n = 0;

	for (size_t i = 0; i < bitmap->stride * (size_t)bitmap->height; i++)
		n += bitmap->pixels[i] == value;
	return n;
}

static void test_digits(void **state)
{
	static const unsigned char ink = 2, ground = 3;
	static const int places[][2] = {{20, 30}, {0, 0},     {39, 49},
					{-9, -9}, {500, 500}, {20, 3}};
	int width, height, x, y;

	digits_measure(17, 2, &width, &height);
	assert_int_equal(width, 18);
	assert_int_equal(height, 14);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct bitmap bitmap;

		assert_int_equal(bitmap_init(&bitmap, 40, 50, 1, NULL), 0);
		memset(bitmap.pixels, 0, 40 * 50);
		digits_place((struct box){places[i][0], places[i][1], 9, 9}, 17,
			     2, 40, 50, &x, &y);
		digits_draw(&bitmap, x, y, 17, 2, &ink, &ground);
		/* All of it is seen, wherever it should be: 8 dots and 7. */
		assert_int_equal(count_of(&bitmap, ink), (8 + 7) * 4);
		assert_int_equal(count_of(&bitmap, ground),
				 width * height - (8 + 7) * 4);
		bitmap_done(&bitmap);
	}
}

static void test_digits_in_no_room(void **state)
{
	static const unsigned char ink = 2, ground = 3;
	struct bitmap bitmap;
	int x, y;

	assert_int_equal(bitmap_init(&bitmap, 3, 2, 1, NULL), 0);
	memset(bitmap.pixels, 0, 6);
	digits_place((struct box){1, 1, 1, 1}, 123456, 7, 3, 2, &x, &y);
	digits_draw(&bitmap, x, y, 123456, 7, &ink, &ground);
	assert_int_equal(count_of(&bitmap, 0), 0);
	bitmap_done(&bitmap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_point_and_back),
		cmocka_unit_test(test_one_to_one),
		cmocka_unit_test(test_aims_calmly),
		cmocka_unit_test(test_aims_at_all_sorts),
		cmocka_unit_test(test_tones),
		cmocka_unit_test(test_one_shade_stays),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_digits_in_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
