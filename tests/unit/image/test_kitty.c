/*
 * test_kitty.c: kitty's graphics protocol. What was sent is taken apart as a
 * terminal does: sequences to base64, that to PNG, and its pixels have to be
 * those of the indexed picture.
 */
#include "config.h"

#include "image/show/kitty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unictype.h>
#include <unistr.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "tests/kit/png_kit.h"

#define CHUNK_MAX 4096

/* The payload of all sequences; each is well formed and says that another
 * follows, but for the last, which says that none does. Returns the first one's
 * keys. */
static char *take_apart(const struct bytes *sent, struct bytes *ret)
{
	const char *at = sent->data, *end = at + sent->len;
	char *keys = NULL;
	bool last = false;

	while (at < end) {
		const char *semicolon, *close;
		char *control CLEANUP(mem_free_str) = NULL;

		assert_false(last);
		assert_memory_equal(at, "\033_G", 3);
		semicolon = memchr(at, ';', (size_t)(end - at));
		assert_non_null(semicolon);
		control = mem_strndup(at + 3, (size_t)(semicolon - at - 3));
		close = memchr(semicolon, '\033', (size_t)(end - semicolon));
		assert_non_null(close);
		assert_int_equal(close[1], '\\');
		assert_true(close - semicolon - 1 <= CHUNK_MAX);
		assert_int_equal((close - semicolon - 1) % 4, 0);
		assert_non_null(strstr(control, "q=2"));
		last = strstr(control, "m=0") != NULL;
		assert_true(last || strstr(control, "m=1") != NULL);
		bytes_append(ret, semicolon + 1,
			     (size_t)(close - semicolon - 1));
		if (keys == NULL)
			keys = mem_strdup(control);
		at = close + 2;
	}
	assert_true(last);
	return keys;
}

/* A strip of noise between what begins and what ends it; the keys of its first
 * sequence, to be freed. */
static char *check(int width, int height, int colours, int top, int rows,
		   const char *begin)
{
	struct bytes sent CLEANUP(bytes_done) = {0};
	struct bytes base64 CLEANUP(bytes_done) = {0};
	struct palette palette;
	struct bitmap indices;
	struct png_kit png;
	char *keys;

	png_kit_noise(width, height, colours, &indices, &palette);
	bytes_append_str(&sent, begin);
	assert_int_equal(
		kitty_strip(&indices, &palette, top, rows, &sent, NULL), 0);
	bytes_append_str(&sent, KITTY_END);
	keys = take_apart(&sent, &base64);
	png_kit_read(base64.data, base64.len, &png);
	png_kit_check(&png, &indices, &palette, top, rows);
	png_kit_done(&png);
	bitmap_done(&indices);
	return keys;
}

static void test_strips(void **state)
{
	static const struct {
		int width, height, colours, top, rows;
	} cases[] = {
		{1, 1, 1, 0, 1},
		{3, 7, 2, 2, 5},
		{200, 100, 256, 0, 100},
		{333, 60, 32, 11, 49},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *keys =
			check(cases[i].width, cases[i].height, cases[i].colours,
			      cases[i].top, cases[i].rows, KITTY_BEGIN);

		assert_string_equal(keys, "a=T,f=100,q=2,m=1");
		free(keys);
	}
}

static void test_beginnings(void **state)
{
	struct bytes begin CLEANUP(bytes_done) = {0};
	char *keys;

	(void)state;
	kitty_begin(9, &begin);
	keys = check(30, 30, 4, 0, 30, begin.data);
	assert_string_equal(keys, "a=T,f=100,q=2,i=9,p=1,C=1,m=1");
	free(keys);
	bytes_clear(&begin);
	kitty_begin_cells(0x2a000011, 12, 3, &begin);
	keys = check(30, 30, 4, 0, 30, begin.data);
	assert_string_equal(keys, "a=T,U=1,f=100,q=2,i=704643089,c=12,r=3,m=1");
	free(keys);
}

/* The marks at places of kitty's list rowcolumn-diacritics.txt, counted
 * there: the first, some at the ends of blocks, and the last. */
static void test_marks(void **state)
{
	static const struct {
		int place;
		uint32_t point;
	} known[] = {
		{0, 0x305},  {1, 0x30d},  {2, 0x30e},  {3, 0x310},
		{4, 0x312},  {5, 0x33d},  {9, 0x34a},  {20, 0x366},
		{34, 0x487}, {52, 0x5af}, {84, 0x6ec}, {296, 0x1d244},
	};
	char text[KITTY_CELL_TEXT];
	ucs4_t points[5];
	uint32_t before = 0;

	(void)state;
	for (int i = 0; i < KITTY_CELLS_MAX; i++) {
		const uint8_t *at = (const uint8_t *)text;

		kitty_cell(0x7f0000c8, i, KITTY_CELLS_MAX - 1 - i, text);
		for (int k = 0; k < 5; k++)
			at = u8_next(&points[k], at);
		assert_null(at);
		assert_int_equal(points[0], 0x10eeee);
		/* Each mark once, and each a mark above. */
		assert_true(points[1] > before);
		assert_int_equal(uc_combining_class((ucs4_t)points[1]), 230);
		before = points[1];
	}
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const uint8_t *at = (const uint8_t *)text;

		kitty_cell(17, known[i].place, 0, text);
		at = u8_next(&points[0], at);
		at = u8_next(&points[1], at);
		at = u8_next(&points[2], at);
		u8_next(&points[3], at);
		assert_int_equal(points[1], known[i].point);
		assert_int_equal(points[2], 0x305);
		assert_int_equal(points[3], 0x305);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strips),
		cmocka_unit_test(test_beginnings),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests_name("kitty", tests, NULL, NULL);
}
