/*
 * test_rescue.c: outcomes that could not be journaled: where they are kept,
 * and that each is taken in once.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "run/journal/outcome.h"
#include "run/rescue/rescue.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/scratch.h"

#define ID "0123456789abcdef0123456789abcdef"

/* A run, and beside it the state directory. */
struct place {
	char *top, *dir, *state;
	struct run run;
};

static int place_setup(void **state)
{
	struct place *p = mem_zalloc(sizeof(*p));

	p->top = scratch_new();
	p->dir = file_join(p->top, "run");
	p->state = file_join(p->top, "state");
	p->run = scratch_bare_run(p->dir);
	assert_int_equal(mkdir(p->dir, 0755), 0);
	assert_int_equal(setenv("XDG_STATE_HOME", p->state, 1), 0);
	*state = p;
	return 0;
}

static int place_teardown(void **state)
{
	struct place *p = *state;

	free(p->dir);
	free(p->state);
	scratch_free(p->top);
	free(p);
	return 0;
}

#define PLACE_TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, place_setup, place_teardown)

static void add_line(struct bytes *lines, int number)
{
	struct outcome outcome;

	outcome_init(&outcome);
	outcome.specimen_id = mem_printf("name:%d.jpg", number);
	outcome.image = mem_printf("%d.jpg", number);
	outcome.timestamp = mem_strdup("2026-11-23T20:15:04Z");
	outcome.cost_usd = 0.25;
	record_set(&outcome.dwc, "country", "Canada", 0.5, SOURCE_RULE);
	outcome_write(&outcome, lines);
	outcome_done(&outcome);
}

/* Lines first … last. */
static struct bytes some_lines(int first, int last)
{
	struct bytes lines = {0};

	for (int i = first; i <= last; i++)
		add_line(&lines, i);
	return lines;
}

static void rescue(const struct place *p, int first, int last, int place)
{
	struct bytes lines CLEANUP(bytes_done) = some_lines(first, last);
	char *want CLEANUP(mem_free_str) = rescue_path(p->dir, ID, place);
	char *path CLEANUP(mem_free_str) = NULL;

	assert_int_equal(
		rescue_write(p->dir, ID, lines.data, lines.len, &path, NULL),
		0);
	assert_string_equal(path, want);
}

static struct rescue_report take_in(const struct place *p)
{
	struct journals *j = open_journals(&p->run);
	struct rescue_report report = {0};

	assert_int_equal(journals_lock(j, NULL, NULL), 0);
	assert_int_equal(rescue_take_in(j, p->dir, ID, &report, NULL), 0);
	journals_unlock(j);
	journals_close(j);
	return report;
}

static void assert_raw(const struct place *p, int first, int last)
{
	struct bytes lines CLEANUP(bytes_done) = some_lines(first, last);

	assert_file(p->dir, "raw.jsonl", lines.data != NULL ? lines.data : "");
}

/* --- where they are kept -------------------------------------------------- */

static void test_in_the_run(void **state)
{
	struct place *p = *state;
	struct rescue_report report = {0};

	assert_false(rescue_is_due(p->dir, ID));
	rescue(p, 1, 2, 0);
	rescue(p, 3, 3, 0);
	assert_true(rescue_is_due(p->dir, ID));
	assert_int_equal(rescue_look(p->dir, ID, &report, NULL), 0);
	assert_int_equal(report.lines, 3);
	assert_true(report.cost_usd == 0.75);
	report = take_in(p);
	assert_int_equal(report.lines, 3);
	assert_int_equal(report.bad, 0);
	assert_string_equal(report.note, "");
	assert_raw(p, 1, 3);
	assert_false(rescue_is_due(p->dir, ID));
	assert_int_equal(scratch_count(p->dir, "rescue.jsonl.taken-", NULL), 1);
	assert_int_equal(take_in(p).lines, 0);
	assert_raw(p, 1, 3);
}

/* Where the run cannot be written: beside it, for this user alone. */
static void test_in_the_state_directory(void **state)
{
	struct place *p = *state;
	char *away CLEANUP(mem_free_str) = file_join(p->top, "away");
	char *path CLEANUP(mem_free_str) = rescue_path(p->dir, ID, 1);
	struct stat st;

	assert_int_equal(rename(p->dir, away), 0);
	rescue(p, 1, 2, 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	*strrchr(path, '/') = '\0';
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(rename(away, p->dir), 0);
	/* Both places, and what stands in both. */
	rescue(p, 2, 3, 0);
	assert_int_equal(take_in(p).lines, 3);
	assert_file(p->dir, "edits.jsonl", "");
	{
		struct bytes lines CLEANUP(bytes_done) = some_lines(2, 3);

		add_line(&lines, 1);
		assert_file(p->dir, "raw.jsonl", lines.data);
	}
	assert_false(rescue_is_due(p->dir, ID));
}

/* The id of a run that somebody else made names no other file. */
static void test_id_is_not_a_path(void **state)
{
	static const char *const ids[] = {"../../x", "", ".", "a/b", "a b"};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		char *path CLEANUP(mem_free_str) =
			rescue_path(p->dir, ids[i], 1);
		const char *base = file_base(path);

		assert_int_equal(strlen(base), 64 + strlen(".jsonl"));
		assert_null(strstr(path, ".."));
	}
}

/* A link or a pipe in its place is neither followed nor waited for. */
static void test_planted(void **state)
{
	struct place *p = *state;
	char *victim CLEANUP(mem_free_str) = file_join(p->top, "victim");
	char *path CLEANUP(mem_free_str) = rescue_path(p->dir, ID, 0);
	struct bytes lines CLEANUP(bytes_done) = some_lines(1, 1);

	for (int kind = 0; kind < 3; kind++) {
		struct rescue_report report;

		scratch_write(p->top, "victim", lines.data, lines.len);
		if (kind == 0)
			assert_int_equal(symlink(victim, path), 0);
		else if (kind == 1)
			assert_int_equal(mkfifo(path, 0666), 0);
		else
			assert_int_equal(mkdir(path, 0777), 0);
		report = take_in(p);
		assert_int_equal(report.lines, 0);
		assert_non_null(strstr(report.note, "not a regular file"));
		assert_file(p->dir, "raw.jsonl", "");
		/* What is to be rescued goes to the other place. */
		rescue(p, 7, 7, 1);
		assert_file(p->top, "victim", lines.data);
		assert_int_equal(take_in(p).lines, 1);
		assert_int_equal(kind < 2 ? unlink(path) : rmdir(path), 0);
		scratch_puts(p->dir, "raw.jsonl", "");
	}
}

/* Nobody else's state directory is used. */
static void test_state_directory_of_others(void **state)
{
	struct place *p = *state;
	char *away CLEANUP(mem_free_str) = file_join(p->top, "away");
	char *path CLEANUP(mem_free_str) = rescue_path(p->dir, ID, 1);
	struct bytes lines CLEANUP(bytes_done) = some_lines(1, 1);
	char *ret = NULL;
	struct error err;

	assert_int_equal(rename(p->dir, away), 0);
	*strrchr(path, '/') = '\0';
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(
		rescue_write(p->dir, ID, lines.data, lines.len, &ret, &err),
		-1);
	assert_non_null(strstr(err.text, "0700"));
	assert_null(ret);
	assert_int_equal(rename(away, p->dir), 0);
}

/* --- taking in ------------------------------------------------------------ */

/* Bad lines are passed over, by their numbers; a last line without its end is
 * taken where it is whole, and told where it is not. */
static void test_bad_lines(void **state)
{
	struct place *p = *state;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes want CLEANUP(bytes_done) = some_lines(1, 2);
	struct rescue_report report;

	add_line(&text, 1);
	bytes_append_str(&text, "{\"image\":\n[]\n\n");
	add_line(&text, 2);
	add_line(&text, 1);
	bytes_append_str(&text, "{\"image\":\"3.j");
	scratch_write(p->dir, "rescue.jsonl", text.data, text.len);
	report = take_in(p);
	assert_int_equal(report.lines, 2);
	assert_int_equal(report.bad, 3);
	assert_non_null(strstr(report.note, "rescue.jsonl:2: "));
	assert_non_null(strstr(report.note, "; bad too: 3, 7"));
	assert_file(p->dir, "raw.jsonl", want.data);
	add_line(&want, 9);
	bytes_clear(&text);
	add_line(&text, 9);
	scratch_write(p->dir, "rescue.jsonl", text.data, text.len - 1);
	assert_int_equal(take_in(p).lines, 1);
	assert_file(p->dir, "raw.jsonl", want.data);
}

/* What is added to a torn file begins a line of its own. */
static void test_behind_a_torn_line(void **state)
{
	struct place *p = *state;

	scratch_puts(p->dir, "rescue.jsonl", "{\"torn");
	rescue(p, 1, 1, 0);
	assert_int_equal(take_in(p).bad, 1);
	assert_raw(p, 1, 1);
}

/* What an append that failed has left in the journal, and could not be taken
 * back, is there once: it is not taken back later, when the journal alone has
 * it. */
static void test_standing_since_it_failed(void **state)
{
	struct place *p = *state;
	struct faults f = {.fault = FAULT_SYNC, .times = 3, .cut_fails = 1000};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&p->run, &ops);
	struct bytes lines CLEANUP(bytes_done) = some_lines(1, 2);
	struct bytes more CLEANUP(bytes_done) = some_lines(3, 3);
	struct rescue_report report = {0};

	assert_int_equal(append(j, JOURNAL_RAW, lines.data, NULL), -1);
	rescue(p, 1, 2, 0);
	f.syncs = 0;
	assert_int_equal(journals_lock(j, NULL, NULL), 0);
	assert_int_equal(rescue_take_in(j, p->dir, ID, &report, NULL), 0);
	journals_unlock(j);
	assert_int_equal(report.lines, 0);
	assert_true(f.syncs > 0);
	assert_raw(p, 1, 2);
	f = (struct faults){0};
	assert_int_equal(append(j, JOURNAL_RAW, more.data, NULL), 0);
	assert_raw(p, 1, 3);
	journals_close(j);
}

/* A crash at each step of the append, and the next session. */
static void test_crash_at_each_step(void **state)
{
	static const enum fault faults[] = {FAULT_DIE_FIRST, FAULT_DIE_HALF,
					    FAULT_DIE_WRITTEN,
					    FAULT_DIE_SYNCED};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct faults f = {.fault = faults[i], .times = 1};
		struct journal_ops ops = fault_ops(&f);
		pid_t pid;

		scratch_puts(p->dir, "raw.jsonl", "");
		rescue(p, 1, 5, 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			struct rescue_report report = {0};
			struct journals *j = open_faulty(&p->run, &ops);

			if (journals_lock(j, NULL, NULL) < 0 ||
			    rescue_take_in(j, p->dir, ID, &report, NULL) < 0)
				_exit(1);
			_exit(2);
		}
		wait_child(pid);
		take_in(p);
		assert_raw(p, 1, 5);
		assert_false(rescue_is_due(p->dir, ID));
	}
}

/* Killed at any moment, again and again: no line is lost or there twice. */
static void test_kill_loop(void **state)
{
	struct place *p = *state;

	for (int round = 0; round < 60; round++) {
		pid_t pid;

		scratch_puts(p->dir, "raw.jsonl", "");
		rescue(p, 1, 400, 0);
		for (int tries = 0; tries < 3; tries++) {
			pid = fork();
			assert_true(pid >= 0);
			if (pid == 0) {
				take_in(p);
				_exit(0);
			}
			for (volatile int i = 0; i < round * 10000; i++)
				continue;
			kill(pid, SIGKILL);
			assert_int_equal(waitpid(pid, NULL, 0), pid);
		}
		take_in(p);
		assert_raw(p, 1, 400);
		assert_false(rescue_is_due(p->dir, ID));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_TEST(test_in_the_run),
		PLACE_TEST(test_in_the_state_directory),
		PLACE_TEST(test_id_is_not_a_path),
		PLACE_TEST(test_planted),
		PLACE_TEST(test_state_directory_of_others),
		PLACE_TEST(test_bad_lines),
		PLACE_TEST(test_behind_a_torn_line),
		PLACE_TEST(test_standing_since_it_failed),
		PLACE_TEST(test_crash_at_each_step),
		PLACE_TEST(test_kill_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
