/*
 * test_leaders.c: dotted leaders and rules go, letters stay.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <leptonica/allheaders.h>

#include "engine/label/leaders.h"

enum { WIDE = 900, HIGH = 300, TALL = 26, PAPER = 250, INK = 40 };

static PIX *paper_new(void)
{
	PIX *pix = pixCreate(WIDE, HIGH, 8);
	assert_non_null(pix);
	pixSetAllArbitrary(pix, PAPER);
	return pix;
}

static void fill(PIX *pix, int x, int y, int w, int h)
{
	for (int j = y; j < y + h; j++)
		for (int i = x; i < x + w; i++)
			pixSetPixel(pix, i, j, INK);
}

static bool is_dark(PIX *pix, int x, int y)
{
	l_uint32 value = 255;
	pixGetPixel(pix, x, y, &value);
	return value < 128;
}

static void test_dots(void **state)
{
	PIX *pix = paper_new();
	(void)state;
	for (int i = 0; i < 20; i++)
		fill(pix, 100 + i * 36, 100, 6, 6);
	fill(pix, 40, 76, 20, 26); /* a letter before them */
	fill(pix, 113, 100, 6, 6); /* a full stop out of time */
	fill(pix, 500, 200, 6, 6); /* and one of another line */
	leaders_remove(pix, TALL);
	for (int i = 1; i < 20; i++)
		assert_false(is_dark(pix, 103 + i * 36, 103));
	assert_true(is_dark(pix, 50, 90));
	assert_true(is_dark(pix, 116, 103));
	assert_true(is_dark(pix, 503, 203));
	pixDestroy(&pix);
}

static void test_rules(void **state)
{
	PIX *pix = paper_new();
	(void)state;
	fill(pix, 20, 150, 800, 4);
	fill(pix, 300, 120, 5, 60); /* a stroke across it */
	fill(pix, 850, 20, 4, 250); /* the frame's right side */
	leaders_remove(pix, TALL);
	assert_false(is_dark(pix, 100, 151));
	assert_false(is_dark(pix, 700, 152));
	assert_false(is_dark(pix, 851, 200));
	assert_true(is_dark(pix, 302, 130));
	assert_true(is_dark(pix, 302, 151));
	pixDestroy(&pix);
}

/* A row of letters has straight feet, but stems on one side of them. */
static void test_letters(void **state)
{
	PIX *pix = paper_new();
	(void)state;
	for (int i = 0; i < 30; i++) {
		fill(pix, 50 + i * 24, 100, 6, TALL / 2);
		fill(pix, 62 + i * 24, 100, 6, TALL / 2);
	}
	fill(pix, 50, 100 + TALL / 2, 30 * 24 - 6, 4); /* feet that touch */
	leaders_remove(pix, TALL);
	for (int i = 0; i < 30; i++) {
		assert_true(is_dark(pix, 53 + i * 24, 105));
		assert_true(is_dark(pix, 58 + i * 24, 102 + TALL / 2));
	}
	pixDestroy(&pix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dots),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
