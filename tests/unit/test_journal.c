/*
 * test_journal.c: the rules of the journals, each of them broken.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/mem.h"
#include "run/journal.h"
#include "run/journal_ops.h"
#include "scratch.h"

/* --- system calls that fail on demand ----------------------------------- */

enum fault {
	FAULT_NONE,
	FAULT_WRITE,	   /* ENOSPC, nothing written */
	FAULT_SHORT,	   /* half is written */
	FAULT_SYNC,	   /* EIO after the write */
	FAULT_DIE_FIRST,   /* the process ends before the write … */
	FAULT_DIE_HALF,	   /* … in the middle of it … */
	FAULT_DIE_WRITTEN, /* … before the fsync … */
	FAULT_DIE_SYNCED,  /* … after it */
	FAULT_DIE_CUT,	   /* before a truncation */
};

struct faults {
	enum fault fault;
	int times;     /* how often it still happens */
	int cut_fails; /* how many truncations fail */
	int writes, syncs;
};

static bool fault_hits(struct faults *f, enum fault fault)
{
	if (f->fault != fault || f->times == 0)
		return false;
	f->times--;
	return true;
}

static ssize_t fault_write(void *arg, int fd, const void *data, size_t len)
{
	struct faults *f = arg;

	f->writes++;
	if (fault_hits(f, FAULT_DIE_FIRST))
		_exit(0);
	if (fault_hits(f, FAULT_WRITE)) {
		errno = ENOSPC;
		return -1;
	}
	if (fault_hits(f, FAULT_SHORT))
		return write(fd, data, len / 2);
	if (fault_hits(f, FAULT_DIE_HALF)) {
		if (write(fd, data, len / 2) < 0)
			_exit(1);
		_exit(0);
	}
	return write(fd, data, len);
}

static int fault_sync(void *arg, int fd)
{
	struct faults *f = arg;

	f->syncs++;
	if (fault_hits(f, FAULT_DIE_WRITTEN))
		_exit(0);
	if (fault_hits(f, FAULT_SYNC)) {
		errno = EIO;
		return -1;
	}
	if (fsync(fd) < 0)
		return -1;
	if (fault_hits(f, FAULT_DIE_SYNCED))
		_exit(0);
	return 0;
}

static int fault_truncate(void *arg, int fd, off_t len)
{
	struct faults *f = arg;

	if (fault_hits(f, FAULT_DIE_CUT))
		_exit(0);
	if (f->cut_fails > 0) {
		f->cut_fails--;
		errno = EIO;
		return -1;
	}
	return ftruncate(fd, len);
}

static struct journal_ops fault_ops(struct faults *faults)
{
	return (struct journal_ops){
		.arg = faults,
		.wait_ms = 50,
		.write = fault_write,
		.sync = fault_sync,
		.truncate = fault_truncate,
	};
}

/* --- helpers ------------------------------------------------------------ */

static struct journals *open_journals(const struct run *run)
{
	struct journals *j = NULL;

	assert_int_equal(journals_open(run, &j, NULL), 0);
	return j;
}

/* Locks, appends, unlocks. */
static int append(struct journals *j, enum journal_id id, const char *text,
		  struct error *err)
{
	int rc;

	if (journals_lock(j, NULL, err) < 0)
		return -1;
	rc = journals_append(j, id, text, strlen(text), NULL, err);
	journals_unlock(j);
	return rc;
}

static void assert_file(const char *dir, const char *name, const char *want)
{
	char *text CLEANUP(mem_free_str) = scratch_read(dir, name, NULL);

	assert_string_equal(text, want);
}

/* All whole lines of raw.jsonl joined by '|', owned. */
static char *read_lines(const struct run *run)
{
	struct journal_reader *reader;
	struct journal_line line;
	struct bytes all = {0};
	int rc;

	assert_int_equal(
		journal_reader_open(run, JOURNAL_RAW, 0, &reader, NULL), 0);
	while ((rc = journal_reader_next(reader, &line, NULL)) > 0) {
		if (line.text != NULL)
			bytes_append(&all, line.text, line.len);
		bytes_append_char(&all, '|');
	}
	assert_int_equal(rc, 0);
	journal_reader_close(reader);
	return bytes_steal(&all);
}

static void assert_lines(const struct run *run, const char *want)
{
	char *lines CLEANUP(mem_free_str) = read_lines(run);

	assert_string_equal(lines, want);
}

static void wait_child(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* --- appending ---------------------------------------------------------- */

static void test_append(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j = open_journals(&run);
	uint64_t at = 99;

	assert_int_equal(journal_size(&run, JOURNAL_RAW), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), 0);
	assert_int_equal(append(j, JOURNAL_EDITS, "e\n", NULL), 0);
	assert_int_equal(journals_lock(j, NULL, NULL), 0);
	assert_int_equal(
		journals_append(j, JOURNAL_RAW, "two\nthree\n", 10, &at, NULL),
		0);
	journals_unlock(j);
	assert_int_equal(at, 4);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\nthree\n");
	assert_file(run.dir, "edits.jsonl", "e\n");
	assert_false(scratch_exists(run.dir, "curated.jsonl"));
	assert_int_equal(journal_size(&run, JOURNAL_RAW), 14);
	journals_close(j);
}

static void test_append_refuses(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j = open_journals(&run);
	char *big = mem_alloc(JOURNAL_LINE_MAX + 2);
	struct error err;

	assert_int_equal(journals_append(j, JOURNAL_RAW, "x\n", 2, NULL, &err),
			 -1);
	assert_non_null(strstr(err.text, "without its lock"));
	assert_int_equal(append(j, JOURNAL_RAW, "no newline", &err), -1);
	assert_int_equal(append(j, JOURNAL_RAW, "", &err), -1);
	memset(big, 'x', JOURNAL_LINE_MAX + 1);
	big[JOURNAL_LINE_MAX + 1] = '\n';
	assert_int_equal(journals_lock(j, NULL, NULL), 0);
	assert_int_equal(journals_append(j, JOURNAL_RAW, big,
					 JOURNAL_LINE_MAX + 2, NULL, &err),
			 -1);
	assert_non_null(strstr(err.text, "too long"));
	/* The longest that is read is also written. */
	assert_int_equal(journals_append(j, JOURNAL_RAW, big + 1,
					 JOURNAL_LINE_MAX + 1, NULL, &err),
			 0);
	journals_unlock(j);
	assert_int_equal(journal_size(&run, JOURNAL_RAW), JOURNAL_LINE_MAX + 1);
	free(big);
	journals_close(j);
}

/* Cut at every byte: readers see the whole lines, the next holder of the
 * lock sets the rest aside, and nothing is lost of either. */
static void test_cut_at_every_byte(void **state)
{
	static const char text[] =
		"{\"a\":1}\n\n{\"b\":\"\xc3\xa9\"}\n{\"c\"}\n";
	struct run run = scratch_bare_run(*state);

	for (size_t cut = 0; cut < sizeof(text); cut++) {
		size_t whole = cut;
		struct journals *j;
		char *torn = NULL;
		int n = 0;

		while (whole > 0 && text[whole - 1] != '\n')
			whole--;
		scratch_write(run.dir, "raw.jsonl", text, cut);
		j = open_journals(&run);
		assert_int_equal(journals_lock(j, &n, NULL), 0);
		journals_unlock(j);
		assert_int_equal(n, cut > whole);
		assert_int_equal(journal_size(&run, JOURNAL_RAW), whole);
		assert_int_equal(
			scratch_count(run.dir, "raw.jsonl.torn-", &torn),
			cut > whole);
		if (torn != NULL) {
			size_t len;
			char *path = file_join(run.dir, torn);
			char *tail = scratch_read(run.dir, torn, &len);

			assert_int_equal(len, cut - whole);
			assert_memory_equal(tail, text + whole, len);
			assert_int_equal(unlink(path), 0);
			free(tail);
			free(path);
			free(torn);
		}
		assert_int_equal(append(j, JOURNAL_RAW, "new\n", NULL), 0);
		assert_int_equal(journal_size(&run, JOURNAL_RAW), whole + 4);
		journals_close(j);
	}
}

/* Only the holder of the lock touches a tail. */
static void test_tail_needs_lock(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j;

	scratch_puts(run.dir, "raw.jsonl", "one\ntw");
	assert_lines(&run, "one|");
	j = open_journals(&run);
	assert_file(run.dir, "raw.jsonl", "one\ntw");
	assert_int_equal(scratch_count(run.dir, "raw.jsonl.torn-", NULL), 0);
	journals_close(j);
}

static void test_replaced_under_writer(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j = open_journals(&run);
	char *path CLEANUP(mem_free_str) = file_join(run.dir, "raw.jsonl");
	char *old CLEANUP(mem_free_str) = file_join(run.dir, "old");

	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), 0);
	/* Renamed away between two appends … */
	assert_int_equal(rename(path, old), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "two\n", NULL), 0);
	assert_file(run.dir, "old", "one\n");
	assert_file(run.dir, "raw.jsonl", "two\n");
	/* … replaced by another file, torn at that, under the lock. */
	assert_int_equal(journals_lock(j, NULL, NULL), 0);
	assert_int_equal(rename(path, old), 0);
	scratch_puts(run.dir, "raw.jsonl", "restored\nto");
	assert_int_equal(
		journals_append(j, JOURNAL_RAW, "three\n", 6, NULL, NULL), 0);
	journals_unlock(j);
	assert_file(run.dir, "old", "two\n");
	assert_file(run.dir, "raw.jsonl", "restored\nthree\n");
	assert_int_equal(scratch_count(run.dir, "raw.jsonl.torn-", NULL), 1);
	journals_close(j);
}

static void test_lock_replaced(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *a = open_journals(&run);
	struct faults none = {0};
	struct journal_ops ops = fault_ops(&none);
	char *path CLEANUP(mem_free_str) = file_join(run.dir, "journals.lock");
	struct journals *b = NULL;

	assert_int_equal(unlink(path), 0);
	assert_int_equal(journals_open_with(&run, &ops, &b, NULL), 0);
	/* Both lock the file of that name, not what they once opened. */
	assert_int_equal(journals_lock(a, NULL, NULL), 0);
	assert_int_equal(journals_lock(b, NULL, NULL), -1);
	journals_unlock(a);
	assert_int_equal(journals_lock(b, NULL, NULL), 0);
	journals_close(a);
	journals_close(b);
}

static void test_busy_names_holder(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults none = {0};
	struct journal_ops ops = fault_ops(&none);
	struct journals *a = open_journals(&run);
	struct journals *b = NULL;
	struct error err;
	char want[64];

	assert_int_equal(journals_open_with(&run, &ops, &b, NULL), 0);
	assert_int_equal(journals_lock(a, NULL, NULL), 0);
	assert_int_equal(append(b, JOURNAL_RAW, "x\n", &err), -1);
	assert_int_equal(err.kind, ERROR_BUSY);
	snprintf(want, sizeof(want), "process %ld ", (long)getpid());
	assert_non_null(strstr(err.text, want));
	journals_unlock(a);
	assert_int_equal(append(b, JOURNAL_RAW, "x\n", &err), 0);
	journals_close(a);
	journals_close(b);
}

static void test_no_regular_file(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j = open_journals(&run);
	char *path CLEANUP(mem_free_str) = file_join(run.dir, "raw.jsonl");
	struct error err;

	assert_int_equal(mkfifo(path, 0644), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "x\n", &err), -1);
	assert_non_null(strstr(err.text, "no regular file"));
	journals_close(j);
}

/* --- failing calls ------------------------------------------------------ */

static void test_failed_write(void **state)
{
	struct run run = scratch_bare_run(*state);

	for (int fault = FAULT_WRITE; fault <= FAULT_SHORT; fault++) {
		struct faults f = {.fault = (enum fault)fault, .times = 1};
		struct journal_ops ops = fault_ops(&f);
		struct journals *j = NULL;
		struct error err;

		scratch_puts(run.dir, "raw.jsonl", "one\n");
		assert_int_equal(journals_open_with(&run, &ops, &j, NULL), 0);
		assert_int_equal(append(j, JOURNAL_RAW, "two\nmore\n", &err),
				 -1);
		assert_int_equal(err.kind, ERROR_NO_SPACE);
		assert_file(run.dir, "raw.jsonl", "one\n");
		assert_int_equal(append(j, JOURNAL_RAW, "three\n", NULL), 0);
		assert_file(run.dir, "raw.jsonl", "one\nthree\n");
		journals_close(j);
	}
}

static void test_failed_sync(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {.fault = FAULT_SYNC, .times = 1};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = NULL;
	struct error err;

	scratch_puts(run.dir, "raw.jsonl", "one\n");
	assert_int_equal(journals_open_with(&run, &ops, &j, NULL), 0);
	/* Once: written anew, and only then acknowledged. */
	assert_int_equal(append(j, JOURNAL_RAW, "two\n", NULL), 0);
	assert_int_equal(f.writes, 2);
	assert_int_equal(f.syncs, 2);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\n");
	/* Again and again: nothing of it remains. */
	f.times = 2;
	assert_int_equal(append(j, JOURNAL_RAW, "three\n", &err), -1);
	assert_int_equal(err.sys, EIO);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\n");
	assert_int_equal(append(j, JOURNAL_RAW, "four\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\nfour\n");
	journals_close(j);
}

/* When even taking back fails, it is made up for with the next lock. */
static void test_failed_take_back(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {.fault = FAULT_SYNC, .times = 2, .cut_fails = 2};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = NULL, *other;

	assert_int_equal(journals_open_with(&run, &ops, &j, NULL), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), -1);
	assert_file(run.dir, "raw.jsonl", "one\n");
	assert_int_equal(append(j, JOURNAL_RAW, "two\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "two\n");
	/* But never when somebody wrote behind it. */
	f = (struct faults){.fault = FAULT_SYNC, .times = 2, .cut_fails = 2};
	assert_int_equal(append(j, JOURNAL_RAW, "lost\n", NULL), -1);
	other = open_journals(&run);
	assert_int_equal(append(other, JOURNAL_RAW, "theirs\n", NULL), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "mine\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "two\nlost\ntheirs\nmine\n");
	journals_close(other);
	journals_close(j);
}

/* A child that may write files of `limit` bytes appends 1,000. */
static void append_over_limit(const struct run *run, rlim_t limit)
{
	struct rlimit sizes = {.rlim_cur = limit, .rlim_max = limit};
	struct journals *j;
	char text[1001];
	struct error err;

	memset(text, 'x', sizeof(text));
	text[999] = '\n';
	text[1000] = '\0';
	signal(SIGXFSZ, SIG_IGN);
	if (journals_open(run, &j, NULL) < 0 ||
	    setrlimit(RLIMIT_FSIZE, &sizes) < 0)
		_exit(1);
	if (append(j, JOURNAL_RAW, text, &err) != -1)
		_exit(2);
	_exit(err.kind == ERROR_NO_SPACE ? 0 : 3);
}

/* In the middle of the write, and with no room for a single byte. */
static void test_size_limit(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct bytes text = {0};

	for (int i = 0; i < 300; i++)
		bytes_append_str(&text, "one\n");
	scratch_write(run.dir, "raw.jsonl", text.data, text.len);
	for (rlim_t limit = 1200; limit <= 1700; limit += 500) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			append_over_limit(&run, limit);
		wait_child(pid);
		assert_file(run.dir, "raw.jsonl", text.data);
	}
	bytes_done(&text);
}

/* --- crashes ------------------------------------------------------------ */

/* A child appends "acked", then dies inside the append of "doomed". */
static void die_in_append(const struct run *run, enum fault fault)
{
	struct faults f = {0};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j;

	if (journals_open_with(run, &ops, &j, NULL) < 0 ||
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

		if (journals_open_with(&run, &ops, &j, NULL) == 0 &&
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

/* --- several processes -------------------------------------------------- */

#define WRITERS	     4
#define WRITER_TURNS 60

static void writer_run(const struct run *run, int who)
{
	struct journals *j;

	if (journals_open(run, &j, NULL) < 0)
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

	if (journals_open(run, &j, NULL) < 0)
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

/* --- reading ------------------------------------------------------------ */

static void test_reader_follows(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journal_reader *reader;
	struct journal_line line;

	assert_int_equal(
		journal_reader_open(&run, JOURNAL_RAW, 0, &reader, NULL), 0);
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
		journal_reader_open(&run, JOURNAL_RAW, 9, &reader, NULL), 0);
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
		journal_reader_open(&run, JOURNAL_RAW, 0, &reader, NULL), 0);
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
		journal_reader_open(&run, JOURNAL_RAW, 0, &reader, NULL), 0);
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

static int setup(void **state)
{
	*state = scratch_new();
	return 0;
}

static int teardown(void **state)
{
	scratch_free(*state);
	return 0;
}

#define SCRATCH_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(test_append),
		SCRATCH_TEST(test_append_refuses),
		SCRATCH_TEST(test_cut_at_every_byte),
		SCRATCH_TEST(test_tail_needs_lock),
		SCRATCH_TEST(test_replaced_under_writer),
		SCRATCH_TEST(test_lock_replaced),
		SCRATCH_TEST(test_busy_names_holder),
		SCRATCH_TEST(test_no_regular_file),
		SCRATCH_TEST(test_failed_write),
		SCRATCH_TEST(test_failed_sync),
		SCRATCH_TEST(test_failed_take_back),
		SCRATCH_TEST(test_size_limit),
		SCRATCH_TEST(test_crash_at_each_step),
		SCRATCH_TEST(test_crash_while_setting_aside),
		SCRATCH_TEST(test_two_writers),
		SCRATCH_TEST(test_kill_loop),
		SCRATCH_TEST(test_reader_follows),
		SCRATCH_TEST(test_reader_long_line),
		SCRATCH_TEST(test_reader_piece_borders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
