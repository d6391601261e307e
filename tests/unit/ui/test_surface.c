/*
 * test_surface.c: the grid of cells, and what may get into it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/terminal/surface.h"

static char *dumped(const struct surface *surface)
{
	struct bytes text = {0};

	surface_dump(surface, &text);
	return bytes_steal(&text);
}

static void assert_row(struct surface *surface, const char *text)
{
	char *dump = dumped(surface);

	dump[strcspn(dump, "\n")] = '\0';
	assert_string_equal(dump, text);
	free(dump);
}

static void test_put_cuts_between_characters(void **state)
{
	struct surface s;

	surface_init(&s, 8, 1, false);
	assert_int_equal(surface_put(&s, 0, 0, 8, STYLE_NORMAL, "abcdefghij"),
			 8);
	assert_row(&s, "abcdefgh");
	/* The second half of a wide character does not fit. */
	surface_clear(&s);
	assert_int_equal(surface_put(&s, 0, 0, 3, STYLE_NORMAL, "標本館"), 2);
	assert_row(&s, "標");
	surface_clear(&s);
	assert_int_equal(surface_put_cut(&s, 0, 0, 6, STYLE_NORMAL, "標本館蔵"),
			 5);
	assert_row(&s, "標本…");
	surface_clear(&s);
	assert_int_equal(surface_put_right(&s, 0, 0, 8, STYLE_NORMAL, "ab"), 2);
	assert_row(&s, "      ab");
	surface_done(&s);
}

static void test_put_keeps_to_its_cells(void **state)
{
	struct surface s;

	surface_init(&s, 4, 2, false);
	assert_int_equal(surface_put(&s, 2, 0, 100, STYLE_NORMAL, "xyz"), 2);
	assert_int_equal(surface_put(&s, -1, 0, 4, STYLE_NORMAL, "x"), 0);
	assert_int_equal(surface_put(&s, 0, 2, 4, STYLE_NORMAL, "x"), 0);
	assert_int_equal(surface_put(&s, 4, 0, 4, STYLE_NORMAL, "x"), 0);
	assert_int_equal(surface_put(&s, 0, 1, 0, STYLE_NORMAL, "x"), 0);
	assert_row(&s, "  xy");
	surface_done(&s);
}

/* Half of a wide character that is written over leaves no half behind. */
static void test_wide_halves(void **state)
{
	struct surface s;

	surface_init(&s, 6, 1, false);
	surface_put(&s, 0, 0, 6, STYLE_NORMAL, "標本");
	surface_put(&s, 1, 0, 1, STYLE_NORMAL, "x");
	assert_row(&s, " x本");
	surface_put(&s, 2, 0, 1, STYLE_NORMAL, "y");
	assert_row(&s, " xy");
	surface_put(&s, 2, 0, 2, STYLE_NORMAL, "館");
	surface_put(&s, 1, 0, 2, STYLE_NORMAL, "蔵");
	assert_row(&s, " 蔵");
	surface_done(&s);
}

static void test_nothing_steers_the_terminal(void **state)
{
	static const char *const hostile[] = {
		"a\033[2Jb",	      /* CSI */
		"a\033]0;title\007b", /* OSC */
		"a\302\233"
		"2Jb", /* C1 CSI */
		"a\302\220"
		"q\302\234b", /* C1 DCS */
		"a\177\b\rb",
		"a\342\200\256b",     /* RLO */
		"a\342\201\246b",     /* LRI */
		"a\357\273\277b",     /* BOM */
		"a\200\377\300\200b", /* not UTF-8 */
		"a\355\240\200b",     /* a surrogate */
		"a\363\240\201\201b", /* a tag */
	};
	struct surface s;

	surface_init(&s, 40, 1, false);
	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		char *dump;

		surface_clear(&s);
		surface_put_cut(&s, 0, 0, 40, STYLE_NORMAL, hostile[i]);
		dump = dumped(&s);
		for (const char *c = dump; *c != '\0'; c++)
			assert_true((unsigned char)*c >= 0x20 || *c == '\n');
		assert_null(strstr(dump, "\302\233"));
		assert_null(strstr(dump, "\302\220"));
		assert_null(strstr(dump, "\342\200\256"));
		assert_null(strstr(dump, "\342\201\246"));
		assert_null(strstr(dump, "\363\240"));
		assert_int_equal(dump[0], 'a');
		free(dump);
	}
	surface_done(&s);
}

static void test_combining_marks_stay_with_their_letter(void **state)
{
	struct surface s;
	char many[200] = "e";

	surface_init(&s, 6, 1, false);
	assert_int_equal(
		surface_put(&s, 0, 0, 6, STYLE_NORMAL, "e\314\201\314\202x"),
		2);
	assert_string_equal(surface_at(&s, 0, 0)->text, "e\314\201\314\202");
	assert_string_equal(surface_at(&s, 1, 0)->text, "x");
	/* A tower of marks is cut to what a cell holds, whole ones. */
	for (int i = 0; i < 40; i++)
		strcat(many, "\314\201");
	surface_clear(&s);
	assert_int_equal(surface_put(&s, 0, 0, 6, STYLE_NORMAL, many), 1);
	assert_int_equal(strlen(surface_at(&s, 0, 0)->text), SURFACE_TEXT - 2);
	/* A mark with nothing before it takes no cell. */
	surface_clear(&s);
	assert_int_equal(surface_put(&s, 0, 0, 6, STYLE_NORMAL, "\314\201"), 0);
	surface_done(&s);
}

static void test_ascii(void **state)
{
	struct surface s;

	surface_init(&s, 12, 1, true);
	surface_put_cut(&s, 0, 0, 12, STYLE_NORMAL, "Épilobe 標本 etc.");
	assert_row(&s, "?pilobe ?? ~");
	surface_clear(&s);
	surface_divide(&s, (struct rect){0, 0, 12, 1}, 0, STYLE_NORMAL, "a");
	assert_row(&s, "+ a -------+");
	surface_done(&s);
}

static void test_wrap(void **state)
{
	struct surface s;
	char *dump;

	surface_init(&s, 10, 4, false);
	assert_int_equal(surface_wrap(&s, (struct rect){0, 0, 10, 4},
				      STYLE_NORMAL,
				      "the quick brown foxes jump over it"),
			 4);
	dump = dumped(&s);
	assert_string_equal(dump, "the quick\nbrown\nfoxes jump\nover it\n");
	free(dump);
	surface_clear(&s);
	assert_int_equal(surface_wrap(&s, (struct rect){0, 0, 10, 2},
				      STYLE_NORMAL,
				      "abcdefghijklmnopqrstuvwxyz"),
			 2);
	dump = dumped(&s);
	assert_string_equal(dump, "abcdefghij\nklmnopqrs…\n\n\n");
	free(dump);
	assert_int_equal(surface_wrap(&s, (struct rect){0, 0, 10, 2},
				      STYLE_NORMAL, NULL),
			 0);
	surface_done(&s);
}

static void test_picture_cells(void **state)
{
	struct preview_cell good = {"▀", 0x102030, 0x405060};
	struct preview_cell wide = {"標", 1, 2};
	struct surface s;

	surface_init(&s, 2, 1, false);
	surface_put_picture(&s, 0, 0, &good);
	assert_int_equal(surface_at(&s, 0, 0)->fg, 0x102030);
	assert_int_equal(surface_at(&s, 0, 0)->bg, 0x405060);
	surface_put_picture(&s, 1, 0, &wide);
	assert_string_equal(surface_at(&s, 1, 0)->text, " ");
	surface_put_picture(&s, 2, 0, &good);
	surface_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_cuts_between_characters),
		cmocka_unit_test(test_put_keeps_to_its_cells),
		cmocka_unit_test(test_wide_halves),
		cmocka_unit_test(test_nothing_steers_the_terminal),
		cmocka_unit_test(test_combining_marks_stay_with_their_letter),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_picture_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
