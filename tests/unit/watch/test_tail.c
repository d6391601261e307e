/*
 * test_tail.c: a file of lines is followed through whatever becomes of it.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/scratch.h"
#include "watch/read/tail.h"

struct world {
	char *dir, *path;
	struct tail tail;
	struct bytes got;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));

	w->dir = scratch_new();
	w->path = file_join(w->dir, "log");
	tail_init(&w->tail, w->path, 0);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	tail_done(&w->tail);
	bytes_done(&w->got);
	free(w->path);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static void put(const struct world *w, const char *mode, const char *text)
{
	FILE *file = fopen(w->path, mode);

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* The new lines, joined by '|', and '!' for an overlong one. */
static const char *read_news(struct world *w, enum tail_news want)
{
	struct error err;
	struct line line;
	int rc;

	assert_int_equal(tail_look(&w->tail), want);
	bytes_clear(&w->got);
	bytes_append_str(&w->got, "");
	while ((rc = tail_next(&w->tail, &line, &err)) > 0) {
		bytes_append(&w->got, line.text, line.len);
		bytes_append_char(&w->got, '|');
	}
	assert_int_equal(rc, 0);
	return w->got.data;
}

static void lines_are_read_once(void **state)
{
	struct world *w = *state;

	assert_string_equal(read_news(w, TAIL_SAME), "");
	put(w, "w", "one\ntwo\nthr");
	assert_string_equal(read_news(w, TAIL_ANEW), "one|two|");
	assert_string_equal(read_news(w, TAIL_SAME), "");
	put(w, "a", "ee\nfour\n");
	assert_string_equal(read_news(w, TAIL_SAME), "three|four|");
}

static void a_file_that_was_cut_is_read_anew(void **state)
{
	struct world *w = *state;

	put(w, "w", "one\ntwo\nthree\n");
	read_news(w, TAIL_ANEW);
	put(w, "w", "x\n");
	assert_string_equal(read_news(w, TAIL_ANEW), "x|");
	/* Written anew, and longer than before we looked. */
	put(w, "w", "a much longer first line\nand another\n");
	assert_string_equal(read_news(w, TAIL_ANEW),
			    "a much longer first line|and another|");
}

static void a_rotated_file_is_read_to_its_end(void **state)
{
	struct world *w = *state;
	char *old CLEANUP(mem_free_str) = file_join(w->dir, "log.1");

	put(w, "w", "one\n");
	read_news(w, TAIL_ANEW);
	put(w, "a", "two\n");
	assert_int_equal(rename(w->path, old), 0);
	put(w, "w", "new\n");
	assert_string_equal(read_news(w, TAIL_SAME), "two|");
	assert_string_equal(read_news(w, TAIL_ANEW), "new|");
}

/* Its last line was never ended: it is not waited for. */
static void a_rotated_file_with_a_torn_line_is_left(void **state)
{
	struct world *w = *state;
	char *old CLEANUP(mem_free_str) = file_join(w->dir, "log.1");

	put(w, "w", "one\ntor");
	read_news(w, TAIL_ANEW);
	assert_int_equal(rename(w->path, old), 0);
	put(w, "w", "new\n");
	assert_string_equal(read_news(w, TAIL_SAME), "");
	assert_string_equal(read_news(w, TAIL_ANEW), "new|");
	put(w, "a", "tor");
	assert_string_equal(read_news(w, TAIL_SAME), "");
	assert_int_equal(unlink(w->path), 0);
	assert_string_equal(read_news(w, TAIL_SAME), "");
	assert_string_equal(read_news(w, TAIL_GONE), "");
}

static void a_deleted_file_may_come_again(void **state)
{
	struct world *w = *state;

	put(w, "w", "one\n");
	read_news(w, TAIL_ANEW);
	assert_int_equal(unlink(w->path), 0);
	assert_string_equal(read_news(w, TAIL_GONE), "");
	assert_string_equal(read_news(w, TAIL_SAME), "");
	put(w, "w", "again\n");
	assert_string_equal(read_news(w, TAIL_ANEW), "again|");
}

static void of_a_long_file_the_end_is_read(void **state)
{
	struct world *w = *state;
	char *line CLEANUP(mem_free_str) = NULL;
	struct error err;

	w->tail.back = 8;
	put(w, "w", "begin 1\nbegin 2\nmiddle\nthree\nfour\n");
	/* 11 bytes are whole lines of the last 12: one is cut. */
	assert_string_equal(read_news(w, TAIL_ANEW), "four|");
	assert_int_equal(tail_find_back(&w->tail, "begin", 1000, &line, &err),
			 1);
	assert_string_equal(line, "begin 2");
	assert_int_equal(tail_find_back(&w->tail, "nowhere", 1000, &line, &err),
			 0);
	/* A line that begins just where reading does is whole. */
	tail_done(&w->tail);
	tail_init(&w->tail, w->path, 11);
	assert_string_equal(read_news(w, TAIL_ANEW), "three|four|");
}

/* Over the edges of the pieces that are searched. */
static void a_beginning_is_found_far_back(void **state)
{
	struct world *w = *state;
	struct bytes text CLEANUP(bytes_done) = {0};
	char *line CLEANUP(mem_free_str) = NULL;
	struct error err;

	bytes_append_str(&text, "{\"a\":\"first\"}\n{\"a\":\"last\"}\n");
	while (text.len < (3u << 20) + 17)
		bytes_append_str(&text,
				 "{\"b\":\"something that is longer\"}\n");
	scratch_write(w->dir, "log", text.data, text.len);
	w->tail.back = 100;
	read_news(w, TAIL_ANEW);
	assert_int_equal(
		tail_find_back(&w->tail, "\"a\"", UINT64_MAX, &line, &err), 1);
	assert_string_equal(line, "{\"a\":\"last\"}");
}

static void a_link_is_not_followed(void **state)
{
	struct world *w = *state;
	char *aim CLEANUP(mem_free_str) = file_join(w->dir, "secret");

	scratch_puts(w->dir, "secret", "root:x:0\n");
	assert_int_equal(symlink(aim, w->path), 0);
	assert_string_equal(read_news(w, TAIL_SAME), "");
	assert_int_not_equal(w->tail.error.kind, ERROR_NONE);
	assert_non_null(strstr(w->tail.error.text, "log"));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lines_are_read_once),
		TEST(a_file_that_was_cut_is_read_anew),
		TEST(a_rotated_file_is_read_to_its_end),
		TEST(a_rotated_file_with_a_torn_line_is_left),
		TEST(a_deleted_file_may_come_again),
		TEST(of_a_long_file_the_end_is_read),
		TEST(a_beginning_is_found_far_back),
		TEST(a_link_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
