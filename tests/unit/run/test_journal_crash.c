/*
 * test_journal_crash.c: journals under processes that die, and under several
 * at once.
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/scratch.h"

/* --- crashes -------------------------------------------------------------- */

/* A child appends "acked", then dies inside the append of "doomed". */
static void die_in_append(const struct run *run, enum fault fault)
{
	struct faults f = {0};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j;

	if (journals_open_with(run->dir, &ops, &j, NULL) < 0 ||
	    append(j, JOURNAL_RAW, "acked\n", NULL) < 0)
		_exit(1);
	f.fault = fault;
	f.times = 1;
	if (append(j, JOURNAL_RAW, "doomed\nand a longer one\n", NULL) < 0)
		_exit(2);
	_exit(3);
}

static void test_crash_at_each_step(void **state)
{
	static const struct {
		enum fault fault;
		const char *want;
		int torn;
	} rows[] = {
		{FAULT_DIE_FIRST, "acked\nafter\n", 0},
		{FAULT_DIE_HALF, "acked\ndoomed\nafter\n", 1},
		{FAULT_DIE_WRITTEN, "acked\ndoomed\nand a longer one\nafter\n",
		 0},
		{FAULT_DIE_SYNCED, "acked\ndoomed\nand a longer one\nafter\n",
		 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *dir = scratch_new();
		struct run run = scratch_bare_run(dir);
		pid_t pid = fork();
		struct journals *j;

		assert_true(pid >= 0);
		if (pid == 0)
			die_in_append(&run, rows[i].fault);
		wait_child(pid);
		j = open_journals(&run);
		assert_int_equal(append(j, JOURNAL_RAW, "after\n", NULL), 0);
		assert_file(dir, "raw.jsonl", rows[i].want);
		assert_int_equal(scratch_count(dir, "raw.jsonl.torn-", NULL),
				 rows[i].torn);
		journals_close(j);
		scratch_free(dir);
	}
	(void)state;
}

/* Dying between the copy of a torn tail and its removal copies it twice. */
static void test_crash_while_setting_aside(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j;
	pid_t pid;

	scratch_puts(run.dir, "edits.jsonl", "one\ntorn");
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct faults f = {.fault = FAULT_DIE_CUT, .times = 1};
		struct journal_ops ops = fault_ops(&f);

		if (journals_open_with(run.dir, &ops, &j, NULL) == 0 &&
		    journals_lock(j, NULL, NULL) == 0)
			_exit(1);
		_exit(2);
	}
	wait_child(pid);
	assert_file(run.dir, "edits.jsonl", "one\ntorn");
	j = open_journals(&run);
	assert_int_equal(append(j, JOURNAL_EDITS, "two\n", NULL), 0);
	assert_file(run.dir, "edits.jsonl", "one\ntwo\n");
	assert_int_equal(scratch_count(run.dir, "edits.jsonl.torn-", NULL), 2);
	journals_close(j);
}

/* --- several processes ---------------------------------------------------- */

#define WRITERS	     4
#define WRITER_TURNS 60

static void writer_run(const struct run *run, int who)
{
	struct journals *j;

	if (journals_open(run->dir, &j, NULL) < 0)
		_exit(1);
	for (int turn = 0; turn < WRITER_TURNS; turn++) {
		char text[128];

		snprintf(text, sizeof(text), "%d %d first\n%d %d second\n", who,
			 turn, who, turn);
		if (append(j, JOURNAL_RAW, text, NULL) < 0)
			_exit(2);
	}
	journals_close(j);
	_exit(0);
}

/* What each appended at once stays together, in its order, all of it. */
static void test_two_writers(void **state)
{
	struct run run = scratch_bare_run(*state);
	char *lines CLEANUP(mem_free_str) = NULL;
	int next[WRITERS] = {0};
	pid_t pids[WRITERS];
	char *at, *save;

	for (int i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			writer_run(&run, i);
	}
	for (int i = 0; i < WRITERS; i++)
		wait_child(pids[i]);
	lines = read_lines(&run);
	for (at = strtok_r(lines, "|", &save); at != NULL;
	     at = strtok_r(NULL, "|", &save)) {
		char want[64];
		int who = atoi(at);

		assert_in_range(who, 0, WRITERS - 1);
		snprintf(want, sizeof(want), "%d %d first", who, next[who]);
		assert_string_equal(at, want);
		at = strtok_r(NULL, "|", &save);
		assert_non_null(at);
		snprintf(want, sizeof(want), "%d %d second", who, next[who]++);
		assert_string_equal(at, want);
	}
	for (int i = 0; i < WRITERS; i++)
		assert_int_equal(next[i], WRITER_TURNS);
}

/* Appends numbered lines from `first` on and says each that is durable. */
static void count_for_ever(const struct run *run, int first, int say)
{
	struct journals *j;

	if (journals_open(run->dir, &j, NULL) < 0)
		_exit(1);
	for (int i = first;; i++) {
		char text[4096];
		int len = snprintf(text, sizeof(text), "%d ", i);

		memset(text + len, 'x', 3000);
		text[len + 3000] = '\n';
		text[len + 3001] = '\0';
		if (append(j, JOURNAL_RAW, text, NULL) < 0 ||
		    write(say, &i, sizeof(i)) != sizeof(i))
			_exit(2);
	}
}

/* Kills the child after it said `turns` lines; returns the last one said. */
static int kill_after(const struct run *run, int first, int turns)
{
	int fds[2], said = first - 1, number;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		count_for_ever(run, first, fds[1]);
	close(fds[1]);
	while (turns-- > 0 && read(fds[0], &number, sizeof(number)) > 0)
		said = number;
	assert_int_equal(kill(pid, SIGKILL), 0);
	while (read(fds[0], &number, sizeof(number)) == sizeof(number))
		said = number;
	close(fds[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return said;
}

/* The number of the last line; checks that none is missing or double. */
static int count_lines(const struct run *run)
{
	char *lines CLEANUP(mem_free_str) = read_lines(run);
	char *save;
	int n = 0;

	for (char *at = strtok_r(lines, "|", &save); at != NULL;
	     at = strtok_r(NULL, "|", &save))
		assert_int_equal(atoi(at), ++n);
	return n;
}

static void test_kill_loop(void **state)
{
	struct run run = scratch_bare_run(*state);
	int written = 0;

	for (int round = 0; round < 25; round++) {
		int said = kill_after(&run, written + 1, 1 + round % 7);
		struct journals *j = open_journals(&run);

		assert_int_equal(journals_lock(j, NULL, NULL), 0);
		journals_unlock(j);
		journals_close(j);
		written = count_lines(&run);
		/* All that was acknowledged, and at most the one in flight. */
		assert_in_range(written, said, said + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_crash_at_each_step),
		SCRATCH_TEST(test_crash_while_setting_aside),
		SCRATCH_TEST(test_two_writers),
		SCRATCH_TEST(test_kill_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
