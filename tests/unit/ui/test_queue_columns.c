/*
 * test_queue_columns.c: columns of the list of records: what has room, and
 * what goes first.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/words/queue_columns.h"

static void test_words(void **state)
{
	struct queue_columns columns = {0};
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;

	queue_columns_write(&columns, &text);
	assert_string_equal(text.data, "usual");
	assert_int_equal(
		queue_columns_parse("why, name date,,name", &columns, &err), 0);
	bytes_clear(&text);
	queue_columns_write(&columns, &text);
	assert_string_equal(text.data, "why,name,date");
	assert_int_equal(queue_columns_parse("name,size", &columns, &err), -1);
	assert_non_null(strstr(err.text, "\"size\""));
	assert_non_null(strstr(err.text, "collector"));
	assert_int_equal(columns.n, 3);
	assert_int_equal(queue_columns_parse("usual", &columns, &err), 0);
	assert_int_equal(columns.n, 0);
}

static bool has(const struct queue_room *room, enum queue_column column)
{
	for (int i = 0; i < room->n; i++)
		if (room->items[i] == column)
			return true;
	return false;
}

static int room_width(const struct queue_room *room)
{
	int width = room->n - 1;

	for (int i = 0; i < room->n; i++)
		width += room->widths[i];
	return width;
}

/* Nothing stands outside, and who gets more room has what they had before. */
static void test_usual(void **state)
{
	const struct queue_columns usual = {0};
	struct queue_room before = {0}, room;

	for (int width = 20; width < 400; width++) {
		queue_columns_fit(&usual, width, &room);
		assert_true(room.n > 0);
		assert_true(room_width(&room) <= width);
		for (int i = 0; i < before.n; i++)
			assert_true(has(&room, before.items[i]));
		before = room;
	}
	assert_int_equal(room.n, 7);
	queue_columns_fit(&usual, 51, &room);
	assert_true(has(&room, COLUMN_NAME));
	assert_true(has(&room, COLUMN_DOUBT));
	assert_true(has(&room, COLUMN_WHY));
	assert_true(has(&room, COLUMN_DATE));
}

/* Of chosen ones the last goes first, and they keep their order. */
static void test_chosen(void **state)
{
	struct queue_columns columns;
	struct queue_room room;

	assert_int_equal(queue_columns_parse("file,date,name", &columns, NULL),
			 0);
	queue_columns_fit(&columns, 30, &room);
	assert_int_equal(room.n, 2);
	assert_int_equal(room.items[0], COLUMN_FILE);
	assert_int_equal(room.items[1], COLUMN_DATE);
	queue_columns_fit(&columns, 3, &room);
	assert_int_equal(room.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_usual),
		cmocka_unit_test(test_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
