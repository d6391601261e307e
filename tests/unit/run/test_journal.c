/*
 * test_journal.c: appending by the rules of the journals, each of them
 * broken.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/journal_kit.h"
#include "tests/kit/scratch.h"

/* --- appending ------------------------------------------------------------ */

static void test_append(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j = open_journals(&run);
	uint64_t at = 99;

	assert_int_equal(journal_size(run.dir, JOURNAL_RAW), 0);
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
	assert_int_equal(journal_size(run.dir, JOURNAL_RAW), 14);
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
	assert_int_equal(journal_size(run.dir, JOURNAL_RAW),
			 JOURNAL_LINE_MAX + 1);
	free(big);
	journals_close(j);
}

/* "raw.jsonl.torn-" and a time to the microsecond, without what file systems
 * of other kinds refuse in a name. */
static void assert_torn_name(const char *name)
{
	static const char shape[] = "raw.jsonl.torn-00000000T000000.000000Z";

	assert_int_equal(strlen(name), sizeof(shape) - 1);
	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == '0')
			assert_in_range(name[i], '0', '9');
		else
			assert_int_equal(name[i], shape[i]);
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
		assert_int_equal(journal_size(run.dir, JOURNAL_RAW), whole);
		assert_int_equal(
			scratch_count(run.dir, "raw.jsonl.torn-", &torn),
			cut > whole);
		if (torn != NULL) {
			size_t len;
			char *path = file_join(run.dir, torn);
			char *tail = scratch_read(run.dir, torn, &len);

			assert_torn_name(torn);
			assert_int_equal(len, cut - whole);
			assert_memory_equal(tail, text + whole, len);
			assert_int_equal(unlink(path), 0);
			free(tail);
			free(path);
			free(torn);
		}
		assert_int_equal(append(j, JOURNAL_RAW, "new\n", NULL), 0);
		assert_int_equal(journal_size(run.dir, JOURNAL_RAW), whole + 4);
		journals_close(j);
	}
}

/* Only the holder of the lock touches a tail. */
static void test_tail_needs_lock(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct journals *j;
	char *lines;

	scratch_puts(run.dir, "raw.jsonl", "one\ntw");
	lines = read_lines(&run);
	assert_string_equal(lines, "one|");
	free(lines);
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
	assert_int_equal(journals_open_with(run.dir, &ops, &b, NULL), 0);
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

	assert_int_equal(journals_open_with(run.dir, &ops, &b, NULL), 0);
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
	assert_non_null(strstr(err.text, "not a regular file"));
	journals_close(j);
}

/* --- failing calls -------------------------------------------------------- */

static void test_failed_write(void **state)
{
	struct run run = scratch_bare_run(*state);

	for (int fault = FAULT_WRITE; fault <= FAULT_SHORT; fault++) {
		struct faults f = {.fault = (enum fault)fault, .times = 1};
		struct journal_ops ops = fault_ops(&f);
		struct journals *j = NULL;
		struct error err;

		scratch_puts(run.dir, "raw.jsonl", "one\n");
		assert_int_equal(journals_open_with(run.dir, &ops, &j, NULL),
				 0);
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
	assert_int_equal(journals_open_with(run.dir, &ops, &j, NULL), 0);
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

/* A new file's name is durable before anything in it is acknowledged. */
static void test_new_name_is_synced(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {0};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);

	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), 0);
	assert_int_equal(f.dir_syncs, 1);
	assert_int_equal(append(j, JOURNAL_RAW, "two\n", NULL), 0);
	assert_int_equal(f.dir_syncs, 1);
	assert_int_equal(append(j, JOURNAL_EDITS, "e\n", NULL), 0);
	assert_int_equal(f.dir_syncs, 2);
	journals_close(j);
}

static void test_failed_sync_of_name(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {.dir_fails = 2};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);
	struct error err;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(append(j, JOURNAL_RAW, "one\n", &err), -1);
		assert_int_equal(err.sys, EIO);
		assert_false(scratch_exists(run.dir, "raw.jsonl"));
	}
	assert_int_equal(append(j, JOURNAL_RAW, "two\n", NULL), 0);
	assert_int_equal(f.dir_syncs, 3);
	assert_file(run.dir, "raw.jsonl", "two\n");
	journals_close(j);
}

/* A torn tail is cut off only when the name of its copy is durable. */
static void test_failed_sync_of_torn(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {.dir_fails = 1};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);
	struct error err;
	int torn = 0;

	scratch_puts(run.dir, "raw.jsonl", "one\ntorn");
	assert_int_equal(journals_lock(j, &torn, &err), -1);
	assert_int_equal(err.sys, EIO);
	assert_int_equal(torn, 0);
	assert_file(run.dir, "raw.jsonl", "one\ntorn");
	assert_int_equal(journals_lock(j, &torn, NULL), 0);
	assert_int_equal(torn, 1);
	journals_unlock(j);
	assert_file(run.dir, "raw.jsonl", "one\n");
	journals_close(j);
}

/* Each try fails to sync, and cannot be taken back. */
#define TRIES 3
static const struct faults stuck = {
	.fault = FAULT_SYNC, .times = TRIES, .cut_fails = 1000};

/* Taking back that fails now and then is tried again at once. */
static void test_failed_take_back_once(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {.fault = FAULT_SYNC, .times = 2, .cut_fails = 2};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);

	assert_int_equal(append(j, JOURNAL_RAW, "one\ntwo\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\n");
	assert_int_equal(f.cut_fails, 0);
	journals_close(j);
}

/* When even taking back fails, that is said, and made up for with the next
 * lock. */
static void test_failed_take_back(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = stuck;
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);
	struct error err;

	assert_int_equal(append(j, JOURNAL_EDITS, "one\n", &err), -1);
	assert_null(strstr(err.text, "nothing was appended"));
	assert_non_null(strstr(err.text, "may stand there"));
	assert_file(run.dir, "edits.jsonl", "one\n");
	f = (struct faults){0};
	assert_int_equal(append(j, JOURNAL_EDITS, "two\n", NULL), 0);
	assert_file(run.dir, "edits.jsonl", "two\n");
	journals_close(j);
}

/* Never when somebody wrote behind it; who tries again does not write twice
 * what is there, but what is not. */
static void test_take_back_behind_others(void **state)
{
	static const struct {
		const char *again, *want;
	} rows[] = {
		{"a\nb\n", "a\nb\ntheirs\n"},
		{"a\nb\nc\n", "a\nb\ntheirs\nc\n"},
		{"other\n", "a\nb\ntheirs\nother\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *dir = scratch_new();
		struct run run = scratch_bare_run(dir);
		struct faults f = stuck;
		struct journal_ops ops = fault_ops(&f);
		struct journals *j = open_faulty(&run, &ops), *other;

		assert_int_equal(append(j, JOURNAL_RAW, "a\nb\n", NULL), -1);
		other = open_journals(&run);
		assert_int_equal(append(other, JOURNAL_RAW, "theirs\n", NULL),
				 0);
		f = (struct faults){0};
		assert_int_equal(append(j, JOURNAL_RAW, rows[i].again, NULL),
				 0);
		assert_file(dir, "raw.jsonl", rows[i].want);
		assert_int_equal(append(j, JOURNAL_RAW, "a\nb\n", NULL), 0);
		journals_close(other);
		journals_close(j);
		scratch_free(dir);
	}
	(void)state;
}

/* Where the file is gone meanwhile, nothing of it stands there. */
static void test_gone_since_it_failed(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = {0};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);
	char *path CLEANUP(mem_free_str) = file_join(run.dir, "raw.jsonl");

	assert_int_equal(append(j, JOURNAL_RAW, "first\n", NULL), 0);
	f = stuck;
	assert_int_equal(append(j, JOURNAL_RAW, "a\n", NULL), -1);
	f = (struct faults){0};
	assert_int_equal(unlink(path), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "a\nb\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "a\nb\n");
	journals_close(j);
}

/* The same where nothing can ever be cut off: what stands there is made
 * durable, once, and what joined it meanwhile follows. */
static void test_never_taken_back(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct faults f = stuck;
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);

	assert_int_equal(append(j, JOURNAL_RAW, "a\nb\n", NULL), -1);
	f.syncs = 0;
	assert_int_equal(append(j, JOURNAL_RAW, "a\nb\nc\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "a\nb\nc\n");
	assert_int_equal(f.syncs, 2);
	/* In two pieces, each of which failed. */
	f.fault = FAULT_SYNC;
	f.times = TRIES;
	assert_int_equal(append(j, JOURNAL_RAW, "d\n", NULL), -1);
	f.times = 1;
	assert_int_equal(append(j, JOURNAL_RAW, "d\ne\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "a\nb\nc\nd\ne\n");
	journals_close(j);
}

/* A write that fails in the middle, and cannot be taken back: the whole lines
 * count, the rest is set aside by whoever can, and written. */
static void test_short_and_never_taken_back(void **state)
{
	static const char text[] = "one\ntwo\n1234567890\n";
	struct run run = scratch_bare_run(*state);
	struct faults f = {.fault = FAULT_SHORT, .times = 1, .cut_fails = 1000};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops), *other;

	for (int i = 0; i < 3; i++)
		assert_int_equal(append(j, JOURNAL_RAW, text, NULL), -1);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\n1");
	assert_int_equal(scratch_count(run.dir, "raw.jsonl.torn-", NULL), 0);
	other = open_journals(&run);
	assert_int_equal(append(other, JOURNAL_RAW, "theirs\n", NULL), 0);
	assert_int_equal(append(j, JOURNAL_RAW, text, NULL), 0);
	assert_file(run.dir, "raw.jsonl", "one\ntwo\ntheirs\n1234567890\n");
	assert_int_equal(scratch_count(run.dir, "raw.jsonl.torn-", NULL), 1);
	journals_close(other);
	journals_close(j);
}

/* --- a directory that goes and comes back --------------------------------- */

static void test_moved_directory(void **state)
{
	struct run run = scratch_bare_run(*state);
	char *away CLEANUP(mem_free_str) = mem_printf("%s-away", run.dir);
	struct faults f = {0};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);
	struct error err;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), 0);
		assert_int_equal(rename(run.dir, away), 0);
		for (int n = 0; n < 3; n++) {
			assert_int_equal(append(j, JOURNAL_RAW, "x\n", &err),
					 -1);
			assert_int_equal(err.sys, ENOENT);
		}
		assert_int_equal(rename(away, run.dir), 0);
	}
	assert_int_equal(append(j, JOURNAL_RAW, "two\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "one\none\none\ntwo\n");
	/* Under the lock, too. */
	assert_int_equal(journals_lock(j, NULL, NULL), 0);
	assert_int_equal(rename(run.dir, away), 0);
	assert_int_equal(journals_append(j, JOURNAL_RAW, "x\n", 2, NULL, &err),
			 -1);
	journals_unlock(j);
	assert_int_equal(rename(away, run.dir), 0);
	assert_int_equal(append(j, JOURNAL_RAW, "three\n", NULL), 0);
	assert_file(run.dir, "raw.jsonl", "one\none\none\ntwo\nthree\n");
	journals_close(j);
}

/* A name that could neither be made durable nor taken away is made so before
 * anything counts. */
static void test_name_made_durable_later(void **state)
{
	struct run run = scratch_bare_run(*state);
	char *away CLEANUP(mem_free_str) = mem_printf("%s-away", run.dir);
	struct faults f = {.away = away};
	struct journal_ops ops = fault_ops(&f);
	struct journals *j = open_faulty(&run, &ops);

	/* It goes in the very moment between the two. */
	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), -1);
	assert_int_equal(rename(away, run.dir), 0);
	assert_true(scratch_exists(run.dir, "raw.jsonl"));
	f = (struct faults){.dir_fails = 1};
	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), -1);
	assert_int_equal(append(j, JOURNAL_RAW, "one\n", NULL), 0);
	assert_int_equal(f.dir_syncs, 2);
	assert_file(run.dir, "raw.jsonl", "one\n");
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
	if (journals_open(run->dir, &j, NULL) < 0 ||
	    setrlimit(RLIMIT_FSIZE, &sizes) < 0)
		_exit(1);
	if (append(j, JOURNAL_RAW, text, &err) != -1)
		_exit(2);
	_exit(err.kind == ERROR_NO_SPACE ? 0 : 3);
}

/* In the middle of the write, and with no room for a single byte. */
static void reserve_below_limit(const struct run *run)
{
	struct rlimit sizes = {.rlim_cur = 1500, .rlim_max = 1500};
	struct error err = {0};
	struct journals *j;

	if (journals_open(run->dir, &j, NULL) < 0 ||
	    setrlimit(RLIMIT_FSIZE, &sizes) < 0 ||
	    journals_lock(j, NULL, NULL) < 0)
		_exit(1);
	if (journals_reserve(j, 200, NULL) < 0)
		_exit(2);
	if (journals_reserve(j, 400, &err) == 0)
		_exit(3);
	_exit(err.kind == ERROR_NO_SPACE ? 0 : 4);
}

/* Room is what is left beside what the file has. */
static void test_reserve(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct bytes text CLEANUP(bytes_done) = {0};
	pid_t pid;

	for (int i = 0; i < 300; i++)
		bytes_append_str(&text, "one\n");
	scratch_write(run.dir, "raw.jsonl", text.data, text.len);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		reserve_below_limit(&run);
	wait_child(pid);
}

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
		SCRATCH_TEST(test_new_name_is_synced),
		SCRATCH_TEST(test_failed_sync_of_name),
		SCRATCH_TEST(test_failed_sync_of_torn),
		SCRATCH_TEST(test_failed_take_back_once),
		SCRATCH_TEST(test_failed_take_back),
		SCRATCH_TEST(test_take_back_behind_others),
		SCRATCH_TEST(test_gone_since_it_failed),
		SCRATCH_TEST(test_never_taken_back),
		SCRATCH_TEST(test_short_and_never_taken_back),
		SCRATCH_TEST(test_moved_directory),
		SCRATCH_TEST(test_name_made_durable_later),
		SCRATCH_TEST(test_reserve),
		SCRATCH_TEST(test_size_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
