/*
 * test_rows.c: words in columns and rows.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "image/facts/rows.h"

static void put(struct words *words, const char *text, int x, int baseline,
		double confidence)
{
	words_add(words, text,
		  (struct box){x, baseline - 20, (int)strlen(text) * 12, 20},
		  baseline, confidence);
}

static const char *text_at(const struct words *words,
			   const struct word_rows *rows, size_t row, size_t i)
{
	return words->items[rows->order[rows->items[row].first + i]].text;
}

static void paper_between_makes_columns(void **state)
{
	struct words words = {0};
	struct word_rows rows;

	(void)state;
	put(&words, "right", 400, 40, 0.9);
	put(&words, "stamp", 0, 42, 0.9);
	put(&words, "lower", 410, 80, 0.9);
	put(&words, "~", 200, 60, 0.1); /* dirt divides nothing */
	word_rows_make(&words, NULL, &rows);
	assert_int_equal(rows.n_columns, 2);
	assert_string_equal(text_at(&words, &rows, 0, 0), "stamp");
	assert_int_equal(rows.items[rows.n - 1].column, 1);
	assert_string_equal(text_at(&words, &rows, rows.n - 1, 0), "lower");
	word_rows_done(&rows);
	put(&words, "and over the whole breadth of it", 0, 120, 0.9);
	word_rows_make(&words, NULL, &rows);
	assert_int_equal(rows.n_columns, 1);
	word_rows_done(&rows);
	words_done(&words);
}

static void a_row_may_lean(void **state)
{
	struct words words = {0};
	struct word_rows rows;

	(void)state;
	for (int i = 0; i < 6; i++) {
		put(&words, "upper", i * 70, 40 + i * 8, 0.9);
		put(&words, "lower", i * 70, 80 + i * 8, 0.9);
		put(&words, "third", i * 70, 200 + i * 8, 0.9);
	}
	word_rows_make(&words, NULL, &rows);
	assert_int_equal(rows.n, 3);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(text_at(&words, &rows, 1, i), "lower");
	assert_true(rows.items[1].gap <= 1);
	assert_true(rows.items[2].gap > 2);
	word_rows_done(&rows);
	words_done(&words);
}

static void skipped_words_are_in_no_row(void **state)
{
	static const bool skip[] = {false, true, false};
	struct words words = {0};
	struct word_rows rows;
	size_t n = 0;

	(void)state;
	put(&words, "one", 0, 40, 0.9);
	put(&words, "two", 60, 40, 0.9);
	put(&words, "three", 120, 40, 0.9);
	word_rows_make(&words, skip, &rows);
	for (size_t i = 0; i < rows.n; i++)
		n += rows.items[i].n;
	assert_int_equal(n, 2);
	assert_string_equal(text_at(&words, &rows, 0, 1), "three");
	word_rows_done(&rows);
	words_clear(&words);
	word_rows_make(&words, NULL, &rows);
	assert_int_equal(rows.n, 0);
	word_rows_done(&rows);
	words_done(&words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paper_between_makes_columns),
		cmocka_unit_test(a_row_may_lean),
		cmocka_unit_test(skipped_words_are_in_no_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
