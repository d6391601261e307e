/*
 * test_iterm.c: iTerm2's inline images. What was sent is taken apart as its
 * documentation says, to PNG, whose pixels have to be those of the indexed
 * picture.
 */
#include "config.h"

#include "image/show/iterm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/kit/png_kit.h"

#define PART_BEGIN "\033]1337;FilePart="

/* What stands between a beginning that is there and the next end; the rest of
 * the text, behind that. */
static const char *between(const char *text, const char *begin, const char *end,
			   struct bytes *ret)
{
	const char *close;

	assert_int_equal(strncmp(text, begin, strlen(begin)), 0);
	text += strlen(begin);
	close = strstr(text, end);
	assert_non_null(close);
	bytes_append(ret, text, (size_t)(close - text));
	return close + strlen(end);
}

static void send(const struct bitmap *indices, const struct palette *palette,
		 int top, int rows, struct iterm_size size, bool parts,
		 struct bytes *ret)
{
	assert_int_equal(iterm_strip(indices, palette, top, rows, size, parts,
				     ret, NULL),
			 0);
	bytes_append_str(ret, parts ? ITERM_PARTS_END : ITERM_END);
	assert_int_equal(strlen(ret->data), ret->len);
}

/* The picture of one piece. Returns its arguments. */
static char *read_whole(const struct bytes *sent, struct bytes *base64)
{
	struct bytes arguments CLEANUP(bytes_done) = {0};
	const char *rest =
		between(sent->data, "\033]1337;File=", ":", &arguments);

	rest = between(rest, "", "\a", base64);
	assert_string_equal(rest, "");
	return mem_strdup(arguments.data);
}

static char *read_parts(const struct bytes *sent, struct bytes *base64)
{
	struct bytes arguments CLEANUP(bytes_done) = {0};
	const char *rest = between(sent->data, "\033]1337;MultipartFile=", "\a",
				   &arguments);

	while (strcmp(rest, ITERM_PARTS_END) != 0) {
		size_t before = base64->len;

		rest = between(rest, PART_BEGIN, "\a", base64);
		assert_in_range(base64->len - before, 4, 4096);
	}
	return mem_strdup(arguments.data);
}

static void check(int width, int height, int colours, int top, int rows,
		  bool parts)
{
	struct bytes sent CLEANUP(bytes_done) = {0};
	struct bytes base64 CLEANUP(bytes_done) = {0};
	struct palette palette;
	struct bitmap indices;
	struct png_kit png;
	char *arguments;

	png_kit_noise(width, height, colours, &indices, &palette);
	send(&indices, &palette, top, rows, (struct iterm_size){0}, parts,
	     &sent);
	arguments =
		parts ? read_parts(&sent, &base64) : read_whole(&sent, &base64);
	assert_int_equal(strncmp(arguments, "inline=1;size=", 14), 0);
	assert_null(strstr(arguments, "width"));
	png_kit_read(base64.data, base64.len, &png);
	png_kit_check(&png, &indices, &palette, top, rows);
	/* The size is that of the file: base64 is a third more, and padding. */
	assert_in_range((size_t)atoi(arguments + 14), base64.len / 4 * 3 - 2,
			base64.len / 4 * 3);
	png_kit_done(&png);
	bitmap_done(&indices);
	free(arguments);
}

static void test_strips(void **state)
{
	(void)state;
	for (int parts = 0; parts < 2; parts++) {
		check(1, 1, 1, 0, 1, parts);
		check(3, 7, 2, 2, 5, parts);
		check(200, 100, 256, 0, 100, parts);
		check(333, 60, 32, 11, 49, parts);
	}
}

/* In cells, where the picture has a place among text. */
static void test_size(void **state)
{
	struct iterm_size size = {12, 3};
	struct palette palette;
	struct bitmap indices;

	(void)state;
	png_kit_noise(9, 9, 3, &indices, &palette);
	for (int parts = 0; parts < 2; parts++) {
		struct bytes sent CLEANUP(bytes_done) = {0};
		struct bytes base64 CLEANUP(bytes_done) = {0};
		char *arguments;

		send(&indices, &palette, 0, 9, size, parts, &sent);
		arguments = parts ? read_parts(&sent, &base64)
				  : read_whole(&sent, &base64);
		assert_non_null(strstr(arguments, ";width=12;height=3;"
						  "preserveAspectRatio=0;"
						  "doNotMoveCursor=1"));
		free(arguments);
	}
	bitmap_done(&indices);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strips),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("iterm", tests, NULL, NULL);
}
