/*
 * test_journal_reader.c: the reading end of the journals.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/scratch.h"

static void test_reader_follows(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journal_reader *reader;
	struct journal_line line;

	assert_int_equal(
		journal_reader_open(run.dir, JOURNAL_RAW, 0, &reader, NULL), 0);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 0);
	scratch_puts(run.dir, "raw.jsonl", "one\n\ntw");
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_memory_equal(line.text, "one\n", 4);
	assert_int_equal(line.len, 3);
	assert_int_equal(line.number, 1);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_int_equal(line.len, 0);
	assert_int_equal(line.position, 4);
	/* The tail that was read with these lines is set aside before it is
	 * asked for, and a whole line comes in its place. */
	scratch_puts(run.dir, "raw.jsonl", "one\n\nNEW\n");
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_int_equal(line.len, 3);
	assert_memory_equal(line.text, "NEW", 3);
	assert_int_equal(line.position, 5);
	assert_int_equal(line.number, 3);
	/* The same after it was asked for. */
	scratch_puts(run.dir, "raw.jsonl", "one\n\nNEW\ntail");
	assert_int_equal(journal_reader_next(reader, &line, NULL), 0);
	scratch_puts(run.dir, "raw.jsonl", "one\n\nNEW\nTWO\n");
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_int_equal(line.len, 3);
	assert_memory_equal(line.text, "TWO", 3);
	assert_int_equal(line.position, 9);
	assert_int_equal(line.number, 4);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 0);
	journal_reader_close(reader);
	assert_int_equal(
		journal_reader_open(run.dir, JOURNAL_RAW, 9, &reader, NULL), 0);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_memory_equal(line.text, "TWO", 3);
	assert_int_equal(line.number, 1);
	journal_reader_close(reader);
}

static void test_reader_long_line(void **state)
{
	struct run run = scratch_bare_run(*state);
	const size_t big = 50u << 20;
	char *text = mem_alloc(big + 16);
	struct journal_reader *reader;
	struct journal_line line;

	memset(text, 'x', big);
	memcpy(text, "one\n", 4);
	memcpy(text + big, "\nlast\n", 6);
	scratch_write(run.dir, "raw.jsonl", text, big + 6);
	free(text);
	assert_int_equal(
		journal_reader_open(run.dir, JOURNAL_RAW, 0, &reader, NULL), 0);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_int_equal(line.len, 3);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_null(line.text);
	assert_int_equal(line.len, big - 4);
	assert_int_equal(line.position, 4);
	assert_int_equal(line.number, 2);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
	assert_int_equal(line.len, 4);
	assert_memory_equal(line.text, "last", 4);
	assert_int_equal(line.position, big + 1);
	assert_int_equal(journal_reader_next(reader, &line, NULL), 0);
	journal_reader_close(reader);
}

/* Lines of every length around the size of a read. */
static void test_reader_piece_borders(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journal_reader *reader;
	struct journal_line line;
	struct bytes text = {0};
	uint64_t at = 0;

	for (int i = 0; i < 300; i++) {
		for (int k = 0; k < 65530 / 2 + i * 7; k++)
			bytes_append_char(&text, (char)('a' + i % 26));
		bytes_append_char(&text, '\n');
	}
	scratch_write(run.dir, "raw.jsonl", text.data, text.len);
	assert_int_equal(
		journal_reader_open(run.dir, JOURNAL_RAW, 0, &reader, NULL), 0);
	for (int i = 0; i < 300; i++) {
		assert_int_equal(journal_reader_next(reader, &line, NULL), 1);
		assert_int_equal(line.position, at);
		assert_int_equal(line.len, 65530 / 2 + i * 7);
		assert_memory_equal(line.text, text.data + at, line.len);
		at += line.len + 1;
	}
	assert_int_equal(journal_reader_next(reader, &line, NULL), 0);
	journal_reader_close(reader);
	bytes_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_reader_follows),
		SCRATCH_TEST(test_reader_long_line),
		SCRATCH_TEST(test_reader_piece_borders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
