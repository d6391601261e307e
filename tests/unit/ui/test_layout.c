/*
 * test_layout.c: no size of a terminal puts panes over each other or outside.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ui/state/layout.h"

static void assert_within(struct rect outer, struct rect r)
{
	assert_true(r.w > 0 && r.h > 0);
	assert_true(r.x >= outer.x && r.x + r.w <= outer.x + outer.w);
	assert_true(r.y >= outer.y && r.y + r.h <= outer.y + outer.h);
}

static void assert_apart(struct rect a, struct rect b)
{
	assert_true(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y ||
		    b.y + b.h <= a.y);
}

static void check_left(const struct layout *l)
{
	assert_within(rect_inside(l->left), l->pane);
	assert_within(rect_inside(l->left), l->extract);
	assert_within(l->pane, l->grid);
	assert_within(l->pane, l->detail);
	assert_apart(l->pane, l->extract);
	assert_apart(l->grid, l->detail);
	assert_int_equal(l->divider, l->pane.y + l->pane.h);
	assert_int_equal(l->extract.y, l->divider + 1);
	/* The seven required terms and the fold line are in sight; in a pane
	 * of a split window most of them. */
	assert_true(l->grid.h >= (l->rows >= 24 ? 8 : 6));
}

static void check(int columns, int rows, enum layout_kind kind)
{
	struct rect screen = {0, 0, columns, rows};
	struct layout l;

	layout_make(columns, rows, kind, &l);
	assert_true(l.fits);
	assert_within(screen, l.title);
	assert_within(screen, l.keys);
	assert_within(screen, l.left);
	assert_apart(l.title, l.left);
	assert_apart(l.keys, l.left);
	check_left(&l);
	assert_int_equal(l.tabs, columns < LAYOUT_SIDE_COLUMNS &&
					 rows < LAYOUT_STACK_ROWS);
	if (l.tabs && kind != LAYOUT_SHEET) {
		assert_int_equal(l.sheet.w, 0);
		assert_int_equal(l.picture.w, 0);
		return;
	}
	assert_within(screen, l.sheet);
	assert_within(rect_inside(l.sheet), l.picture);
	assert_apart(l.keys, l.sheet);
	if (kind != LAYOUT_SHEET)
		assert_apart(l.left, l.sheet);
	/* A sixel that touched the last row would scroll the screen. */
	assert_true(l.picture.y + l.picture.h < rows - 1);
}

static void test_all_sizes(void **state)
{
	for (int columns = LAYOUT_MIN_COLUMNS; columns < 400; columns++)
		for (int rows = LAYOUT_MIN_ROWS; rows < 130; rows++)
			for (int kind = LAYOUT_FIELDS; kind <= LAYOUT_LIST;
			     kind++)
				check(columns, rows, (enum layout_kind)kind);
}

static void test_too_small(void **state)
{
	struct layout l;

	layout_make(59, 16, LAYOUT_FIELDS, &l);
	assert_false(l.fits);
	layout_make(60, 15, LAYOUT_FIELDS, &l);
	assert_false(l.fits);
	layout_make(0, 0, LAYOUT_FIELDS, &l);
	assert_false(l.fits);
	layout_make(60, 16, LAYOUT_FIELDS, &l);
	assert_true(l.fits);
}

static void test_wide_sheet(void **state)
{
	struct layout l;

	layout_make(100, 30, LAYOUT_SHEET, &l);
	assert_int_equal(l.picture.w, 98);
	assert_true(l.picture.y + l.picture.h < 29);
}

/* Rows of records get what the fields can do without. */
static void test_list(void **state)
{
	struct layout fields, list;

	for (int columns = LAYOUT_SIDE_COLUMNS; columns < 400; columns++) {
		layout_make(columns, 40, LAYOUT_FIELDS, &fields);
		layout_make(columns, 40, LAYOUT_LIST, &list);
		assert_true(list.pane.w > fields.pane.w);
		assert_true(list.picture.w >= 18);
	}
}

/* The sheet across the window leaves the fields where they can be read. */
static void test_strip(void **state)
{
	for (int columns = LAYOUT_MIN_COLUMNS; columns < 120; columns++)
		for (int rows = LAYOUT_MIN_ROWS; rows < 130; rows++) {
			struct rect screen = {0, 0, columns, rows};
			struct layout l;

			if (!layout_has_strip(columns, rows))
				continue;
			layout_make(columns, rows, LAYOUT_STRIP, &l);
			assert_false(l.wide || l.tabs);
			assert_int_equal(l.sheet.w, columns);
			assert_int_equal(l.left.w, columns);
			assert_within(screen, l.sheet);
			assert_within(screen, l.left);
			assert_within(rect_inside(l.sheet), l.picture);
			assert_within(rect_inside(l.left), l.pane);
			assert_within(rect_inside(l.left), l.extract);
			assert_within(l.pane, l.grid);
			assert_within(l.pane, l.detail);
			assert_apart(l.left, l.sheet);
			assert_apart(l.title, l.sheet);
			assert_apart(l.pane, l.extract);
			assert_apart(l.grid, l.detail);
			assert_apart(l.keys, l.left);
			assert_true(l.picture.h >= 4);
			assert_true(l.grid.h >= (rows >= 24 ? 6 : 4));
		}
	assert_true(layout_has_strip(80, 24));
	assert_false(layout_has_strip(100, 30));
	assert_false(layout_has_strip(60, 16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_sizes),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_wide_sheet),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_strip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
