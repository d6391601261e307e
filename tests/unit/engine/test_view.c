/*
 * test_view.c: the upright picture of a label knows where it lies on its
 * sheet.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "engine/label/view.h"
#include "tests/kit/jpegs.h"
#include "tests/kit/scratch.h"

#define NEAR 3 /* pixels that rounding may be off */

/* The corner of the view that lies at the crop's top left corner, a quarter of
 * it, is that quarter of the crop. */
static void assert_quarter(const struct label_view *view, int rotation)
{
	const struct view_place *place = &view->place;
	int w = place->width / 2, h = place->height / 2;
	struct box corner = {rotation == 90 || rotation == 180 ? w : 0,
			     rotation == 180 || rotation == 270 ? h : 0, w, h};
	struct box stored = view_place_stored(place, corner);

	if (abs(stored.x - place->crop.x) > NEAR ||
	    abs(stored.y - place->crop.y) > NEAR ||
	    abs(stored.w - place->crop.w / 2) > NEAR ||
	    abs(stored.h - place->crop.h / 2) > NEAR)
		fail_msg("turned by %d, scale %.3f: %d,%d %dx%d", rotation,
			 place->scale, stored.x, stored.y, stored.w, stored.h);
}

/* Whatever the height of its letters, also where the view is left as large as
 * it is stored. */
static void test_place(void **state)
{
	struct bytes file CLEANUP(bytes_done) = {0};
	struct jpeg_recipe recipe = {.width = 1200, .height = 800};
	char *dir = scratch_new();
	char *path = mem_printf("%s/sheet.jpg", dir);

	(void)state;
	jpegs_make(&recipe, &file);
	scratch_write(dir, "sheet.jpg", file.data, file.len);
	for (int tall = 18; tall < 40; tall += 3)
		for (int rotation = 0; rotation < 360; rotation += 90) {
			struct label label = {.box = {40, 80, 1100, 700},
					      .text_height = tall};
			struct label_view view;
			struct error err;

			assert_int_equal(label_view_init(&view, path, &label,
							 rotation, false, &err),
					 0);
			assert_quarter(&view, rotation);
			label_view_done(&view);
		}
	free(path);
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
