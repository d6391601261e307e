/*
 * test_linerows.c: a text of several rows being typed: what lies on which row,
 * where up and down lead to, and that nothing is lost, whatever keys are
 * pressed.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/input/linerows.h"
#include "tests/kit/rounds.h"

/* The rows with a bar between them. */
static void assert_rows(const char *text, int columns, const char *want)
{
	struct line_rows rows CLEANUP(line_rows_done) = {0};
	struct bytes got CLEANUP(bytes_done) = {0};

	line_rows_make(text, columns, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		bytes_append_str(&got, i > 0 ? "|" : "");
		bytes_append(&got, text + rows.items[i].start,
			     rows.items[i].end - rows.items[i].start);
	}
	bytes_append_str(&got, "");
	assert_string_equal(got.data, want);
}

static void test_rows(void **state)
{
	assert_rows("", 10, "");
	assert_rows("one", 10, "one");
	/* A row takes one column less: the cursor stands behind it. */
	assert_rows("123456789", 10, "123456789");
	assert_rows("1234567890", 10, "123456789|0");
	assert_rows("one two three", 10, "one two|three");
	/* The blank that does not fit is the one it is broken at. */
	assert_rows("123456789 x", 10, "123456789|x");
	assert_rows("one  two  ", 6, "one |two  ");
	assert_rows("a\nb", 10, "a|b");
	assert_rows("a\n\nb\n", 10, "a||b|");
	assert_rows("標本標本", 6, "標本|標本");
	/* One that is wider than the row stands there all the same. */
	assert_rows("標本", 2, "標|本");
	/* A blank with a mark on it is a character. */
	assert_rows("abc \314\201def", 5, "abc \314\201|def");
	assert_rows("ae\314\201b", 3, "ae\314\201|b");
}

static struct lineedit lines_of(const char *text)
{
	struct lineedit edit = {.lines = true};

	lineedit_set(&edit, text);
	return edit;
}

static void test_up_and_down(void **state)
{
	struct lineedit e = lines_of("one two three\nx\nfour five six");

	/* "one two", "three", "x", "four five", "six" */
	assert_int_equal(lineedit_height(&e, 10, 99), 5);
	assert_int_equal(lineedit_height(&e, 10, 3), 3);
	assert_false(lineedit_move(&e, 10, 1));
	assert_true(lineedit_move(&e, 10, -1));
	assert_string_equal(lineedit_text(&e) + e.at, "r five six");
	/* Over a short row the column is kept. */
	assert_true(lineedit_move(&e, 10, -1));
	assert_string_equal(lineedit_text(&e) + e.at, "\nfour five six");
	assert_true(lineedit_move(&e, 10, -1));
	assert_string_equal(lineedit_text(&e) + e.at, "ee\nx\nfour five six");
	assert_true(lineedit_move(&e, 10, -1));
	assert_false(lineedit_move(&e, 10, -1));
	assert_int_equal(e.at, 3);
	/* Home and end are those of the line between two breaks. */
	lineedit_apply(&e, LINEEDIT_END);
	assert_string_equal(lineedit_text(&e) + e.at, "\nx\nfour five six");
	lineedit_apply(&e, LINEEDIT_KILL_END);
	assert_string_equal(lineedit_text(&e), "one two threex\nfour five six");
	lineedit_apply(&e, LINEEDIT_HOME);
	assert_int_equal(e.at, 0);
	lineedit_apply(&e, LINEEDIT_BREAK);
	lineedit_apply(&e, LINEEDIT_BREAK);
	assert_string_equal(lineedit_text(&e),
			    "\n\none two threex\nfour five six");
	lineedit_point_at(&e, (struct rect){5, 5, 10, 3}, 7, 7);
	assert_string_equal(lineedit_text(&e) + e.at, "reex\nfour five six");
	lineedit_done(&e);
}

static void test_breaks_stay_where_they_may(void **state)
{
	struct lineedit e = lines_of("a\r\nb\rc\nd\te");

	assert_string_equal(lineedit_text(&e), "a\nb\nc\nd e");
	e.lines = false;
	lineedit_set(&e, "a\nb");
	assert_string_equal(lineedit_text(&e), "a b");
	lineedit_apply(&e, LINEEDIT_BREAK);
	assert_string_equal(lineedit_text(&e), "a b");
	lineedit_done(&e);
}

/* ---- a walk -------------------------------------------------------------- */

static const char *const pieces[] = {
	"a",	     "word ",
	" ",	     "\n",
	"e\314\201", "\314\201",
	"標",	     "שלום",
	"\r\n",	     "\377",
	"\t",	     "🌿",
	"يو",	     "a\314\210\314\243",
};

/* A generator of C (7.22.2.1), so that a walk is the same everywhere. */
static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16 & 0x7fff;
}

static void step(struct lineedit *e, unsigned *seed, struct rect area)
{
	unsigned what = next(seed) % 8;

	if (what < 4) {
		const char *piece = pieces[next(seed) % ARRAY_LEN(pieces)];

		lineedit_insert(e, piece, strlen(piece));
	} else if (what < 6) {
		lineedit_apply(e,
			       (enum lineedit_op)(next(seed) % LINEEDIT_OPS));
	} else if (what == 6) {
		(void)lineedit_move(e, area.w, (int)(next(seed) % 5) - 2);
	} else {
		lineedit_point_at(e, area, (int)(next(seed) % 30),
				  (int)(next(seed) % 9));
	}
}

/* The cursor stands between two characters. */
static void assert_aligned(const struct lineedit *e)
{
	const char *text = lineedit_text(e);
	size_t at = 0;

	while (at < e->at && text[at] != '\0')
		at = text_next(text, at);
	assert_int_equal(at, e->at);
}

/* Nothing of the text is on no row but the blanks and breaks between them. */
static void assert_covered(const struct lineedit *e, int columns)
{
	struct line_rows rows CLEANUP(line_rows_done) = {0};
	const char *text = lineedit_text(e);
	size_t end = 0;

	line_rows_make(text, columns, &rows);
	for (size_t i = 0; i < rows.n; i++) {
		const struct line_row *row = &rows.items[i];

		assert_true(row->start - end <= 1 && row->end >= row->start);
		assert_true(row->start == end || text[end] == ' ' ||
			    text[end] == '\n');
		assert_null(
			memchr(text + row->start, '\n', row->end - row->start));
		end = row->end;
	}
	assert_int_equal(end, strlen(text));
}

static void test_walk(void **state)
{
	struct lineedit e = {.lines = true};
	struct surface s;
	int rounds = rounds_of(20000);
	unsigned seed = 1;

	surface_init(&s, 40, 12, false);
	for (int i = 0; i < rounds; i++) {
		struct rect area = {3, 2, 2 + (int)(next(&seed) % 20),
				    1 + (int)(next(&seed) % 6)};

		if (e.text.len > 300)
			lineedit_set(&e, "");
		step(&e, &seed, area);
		assert_true(text_is_utf8(lineedit_text(&e), e.text.len));
		assert_aligned(&e);
		assert_covered(&e, area.w);
		surface_clear(&s);
		lineedit_render_rows(&e, &s, area, STYLE_INPUT);
		assert_true(s.cursor_y >= area.y &&
			    s.cursor_y < area.y + area.h);
		assert_true(s.cursor_x >= area.x &&
			    s.cursor_x <= area.x + area.w);
	}
	surface_done(&s);
	lineedit_done(&e);
}

static void test_ten_thousand(void **state)
{
	struct lineedit e = {.lines = true};

	for (int i = 0; i < 2000; i++)
		lineedit_insert(&e, "e\314\201cל ", 7);
	assert_int_equal(e.text.len, 14000);
	for (int i = 0; i < 100; i++)
		assert_true(lineedit_move(&e, 30, -1));
	lineedit_insert(&e, "\n", 1);
	assert_int_equal(e.text.len, 14001);
	assert_covered(&e, 30);
	lineedit_done(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_up_and_down),
		cmocka_unit_test(test_breaks_stay_where_they_may),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_ten_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
