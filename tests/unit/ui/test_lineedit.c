/*
 * test_lineedit.c: a line that is typed: characters are what a person takes
 * for one, whatever their bytes.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "ui/input/lineedit.h"

/* The text with a bar where the cursor is. */
static void assert_line(const struct lineedit *edit, const char *want)
{
	struct bytes got = {0};
	const char *text = lineedit_text(edit);

	bytes_append(&got, text, edit->at);
	bytes_append_char(&got, '|');
	bytes_append_str(&got, text + edit->at);
	assert_string_equal(got.data, want);
	bytes_done(&got);
}

static void type(struct lineedit *edit, const char *text)
{
	lineedit_insert(edit, text, strlen(text));
}

static void test_moves(void **state)
{
	struct lineedit e = {0};

	lineedit_set(&e, "Wm. Shevkenek");
	assert_line(&e, "Wm. Shevkenek|");
	lineedit_apply(&e, LINEEDIT_RIGHT);
	assert_line(&e, "Wm. Shevkenek|");
	lineedit_apply(&e, LINEEDIT_WORD_LEFT);
	assert_line(&e, "Wm. |Shevkenek");
	lineedit_apply(&e, LINEEDIT_LEFT);
	assert_line(&e, "Wm.| Shevkenek");
	lineedit_apply(&e, LINEEDIT_HOME);
	lineedit_apply(&e, LINEEDIT_LEFT);
	assert_line(&e, "|Wm. Shevkenek");
	lineedit_apply(&e, LINEEDIT_WORD_RIGHT);
	assert_line(&e, "Wm|. Shevkenek");
	lineedit_apply(&e, LINEEDIT_END);
	assert_line(&e, "Wm. Shevkenek|");
	lineedit_done(&e);
}

static void test_kills_and_yanks(void **state)
{
	struct lineedit e = {0};

	lineedit_set(&e, "one two three");
	lineedit_apply(&e, LINEEDIT_KILL_WORD_LEFT);
	assert_line(&e, "one two |");
	lineedit_apply(&e, LINEEDIT_HOME);
	lineedit_apply(&e, LINEEDIT_YANK);
	assert_line(&e, "three|one two ");
	lineedit_apply(&e, LINEEDIT_KILL_END);
	assert_line(&e, "three|");
	lineedit_apply(&e, LINEEDIT_KILL_HOME);
	assert_line(&e, "|");
	/* Nothing was killed: what was killed last stays. */
	lineedit_apply(&e, LINEEDIT_KILL_HOME);
	lineedit_apply(&e, LINEEDIT_YANK);
	assert_line(&e, "three|");
	lineedit_apply(&e, LINEEDIT_HOME);
	lineedit_apply(&e, LINEEDIT_KILL_WORD_RIGHT);
	assert_line(&e, "|");
	lineedit_apply(&e, LINEEDIT_DELETE);
	lineedit_apply(&e, LINEEDIT_BACKSPACE);
	assert_line(&e, "|");
	type(&e, "ab");
	lineedit_apply(&e, LINEEDIT_SWAP);
	assert_line(&e, "ba|");
	lineedit_done(&e);
}

static void test_clusters(void **state)
{
	struct lineedit e = {0};

	/* A wide character, a letter with a mark. */
	lineedit_set(&e, "標e\314\201本x");
	lineedit_apply(&e, LINEEDIT_BACKSPACE);
	lineedit_apply(&e, LINEEDIT_LEFT);
	assert_line(&e, "標e\314\201|本");
	lineedit_apply(&e, LINEEDIT_BACKSPACE);
	assert_line(&e, "標|本");
	lineedit_apply(&e, LINEEDIT_KILL_END);
	assert_line(&e, "標|");
	type(&e, "e");
	/* A mark typed after its letter joins it. */
	type(&e, "\314\201");
	assert_line(&e, "標e\314\201|");
	lineedit_apply(&e, LINEEDIT_BACKSPACE);
	assert_line(&e, "標|");
	lineedit_done(&e);
}

static void test_a_paste_is_cleaned(void **state)
{
	struct lineedit e = {0};

	type(&e, "Regina\r\n\033[31mSask.\t\342\200\256x");
	assert_line(&e, "Regina  [31mSask. x|");
	lineedit_insert(&e, "\377\376", 2);
	assert_true(text_is_utf8(lineedit_text(&e), e.text.len));
	lineedit_done(&e);
}

static void test_limit(void **state)
{
	struct lineedit e = {0};
	char *much = malloc(LINEEDIT_MAX * 2);

	memset(much, 'x', LINEEDIT_MAX * 2);
	lineedit_insert(&e, much, LINEEDIT_MAX * 2);
	assert_int_equal(e.text.len, LINEEDIT_MAX - 1);
	type(&e, "more");
	assert_int_equal(e.text.len, LINEEDIT_MAX - 1);
	lineedit_apply(&e, LINEEDIT_BACKSPACE);
	/* A character that does not fit whole is left out whole. */
	type(&e, "標");
	assert_int_equal(e.text.len, LINEEDIT_MAX - 2);
	free(much);
	lineedit_done(&e);
}

static void test_render_keeps_the_cursor_in_sight(void **state)
{
	struct lineedit e = {0};
	struct surface s;

	surface_init(&s, 20, 1, false);
	lineedit_set(&e, "the quick brown fox jumps over the lazy dog");
	for (int i = 0; i < 50; i++) {
		lineedit_render(&e, &s, 2, 0, 12, STYLE_INPUT);
		assert_true(s.cursor_x >= 2 && s.cursor_x < 14);
		assert_int_equal(s.cursor_y, 0);
		lineedit_apply(&e, LINEEDIT_LEFT);
	}
	assert_int_equal(s.cursor_x, 2);
	lineedit_point(&e, 12, 4);
	assert_int_equal(e.at, 4);
	lineedit_point(&e, 12, -3);
	assert_int_equal(e.at, 0);
	lineedit_set(&e, "標本");
	lineedit_render(&e, &s, 0, 0, 12, STYLE_INPUT);
	assert_int_equal(s.cursor_x, 4);
	lineedit_point(&e, 12, 3);
	assert_int_equal(e.at, 3);
	surface_done(&s);
	lineedit_done(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_kills_and_yanks),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_a_paste_is_cleaned),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_render_keeps_the_cursor_in_sight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
