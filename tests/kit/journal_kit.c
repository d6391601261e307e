/*
 * journal_kit.c: what the tests of the journals share. See journal_kit.h.
 */
#include "config.h"

#include "tests/kit/journal_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "tests/kit/scratch.h"

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

static int fault_sync_dir(void *arg, const char *path, struct error *err)
{
	struct faults *f = arg;

	f->dir_syncs++;
	if (f->away != NULL) {
		char *dir CLEANUP(mem_free_str) = mem_strdup(path);

		*strrchr(dir, '/') = '\0';
		assert_int_equal(rename(dir, f->away), 0);
	}
	if (f->dir_fails == 0)
		return file_sync_dir_of(path, err);
	f->dir_fails--;
	return error_sys(err, EIO, "the directory of %s", path);
}

struct journal_ops fault_ops(struct faults *faults)
{
	return (struct journal_ops){
		.arg = faults,
		.wait_ms = 50,
		.write = fault_write,
		.sync = fault_sync,
		.truncate = fault_truncate,
		.sync_dir = fault_sync_dir,
	};
}

struct journals *open_journals(const struct run *run)
{
	struct journals *j = NULL;

	assert_int_equal(journals_open(run->dir, &j, NULL), 0);
	return j;
}

struct journals *open_faulty(const struct run *run,
			     const struct journal_ops *ops)
{
	struct journals *j = NULL;

	assert_int_equal(journals_open_with(run->dir, ops, &j, NULL), 0);
	return j;
}

/* Locks, appends, unlocks. */
int append(struct journals *j, enum journal_id id, const char *text,
	   struct error *err)
{
	int rc;

	if (journals_lock(j, NULL, err) < 0)
		return -1;
	rc = journals_append(j, id, text, strlen(text), NULL, err);
	journals_unlock(j);
	return rc;
}

void assert_file(const char *dir, const char *name, const char *want)
{
	char *text CLEANUP(mem_free_str) = scratch_read(dir, name, NULL);

	assert_string_equal(text, want);
}

/* All whole lines of raw.jsonl joined by '|', owned. */
char *read_lines(const struct run *run)
{
	struct journal_reader *reader;
	struct journal_line line;
	struct bytes all = {0};
	int rc;

	assert_int_equal(
		journal_reader_open(run->dir, JOURNAL_RAW, 0, &reader, NULL),
		0);
	while ((rc = journal_reader_next(reader, &line, NULL)) > 0) {
		if (line.text != NULL)
			bytes_append(&all, line.text, line.len);
		bytes_append_char(&all, '|');
	}
	assert_int_equal(rc, 0);
	journal_reader_close(reader);
	return bytes_steal(&all);
}

void wait_child(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int scratch_setup(void **state)
{
	*state = scratch_new();
	return 0;
}

int scratch_teardown(void **state)
{
	scratch_free(*state);
	return 0;
}
