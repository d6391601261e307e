/*
 * journal.c: the writing end of the journals. See journal.h and
 * doc/design.md, "The rules of the journals". The lock is hold.c's, the file of
 * each file.c's.
 *
 * 1. Nothing is written without journals.lock.
 * 2. An append goes to the inode that has the journal's name at that moment.
 * 3. When journals_lock returns, every journal that is folded is empty or ends
 *    in a newline. Those of batches and of ids, which most runs do not have,
 *    are looked after by whoever appends to them.
 * 4. When journals_append returns 0, its bytes are durable; when it returns
 *    -1, the file is as it was. Should even taking back fail (doubt.h), that
 *    is said, and it is tried again with every later lock as long as nobody
 *    has written behind. What then still stands there, and is to be written
 *    once more, is not: it is made durable where it stands.
 * 5. After a failed fsync the kernel may have marked the lost pages clean: a
 *    second fsync proves nothing. The bytes are therefore written anew through
 *    a new descriptor.
 */
#include "config.h"

#include "run/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/journal/ops.h"
#include "run/journal/write/doubt.h"
#include "run/journal/write/file.h"
#include "run/journal/write/hold.h"

#define JOURNAL_TRIES 3 /* of an append that could not be taken back */

struct journals {
	const struct journal_ops *ops;
	struct hold hold;
	struct journal_file files[JOURNAL_COUNT];
};

int journals_open_with(const char *dir, const struct journal_ops *ops,
		       struct journals **ret, struct error *err)
{
	struct journals *j = mem_zalloc(sizeof(*j));

	j->ops = ops;
	for (int id = 0; id < JOURNAL_COUNT; id++) {
		j->files[id].fd = -1;
		j->files[id].path =
			file_join(dir, journal_name((enum journal_id)id));
	}
	if (hold_init(&j->hold, dir, ops->wait_ms, err) < 0) {
		journals_close(j);
		return -1;
	}
	*ret = j;
	return 0;
}

int journals_open(const char *dir, struct journals **ret, struct error *err)
{
	return journals_open_with(dir, &journal_sys_ops, ret, err);
}

void journals_close(struct journals *j)
{
	if (j == NULL)
		return;
	for (int id = 0; id < JOURNAL_COUNT; id++) {
		journal_shut(&j->files[id]);
		free(j->files[id].path);
		doubts_done(&j->files[id].doubts);
	}
	hold_done(&j->hold);
	free(j);
}

int journals_lock(struct journals *j, int *ret_torn, struct error *err)
{
	int torn = 0;

	if (hold_take(&j->hold, err) < 0)
		return -1;
	for (int id = 0; id < JOURNAL_FOLDED; id++) {
		uint64_t size;

		if (journal_recover(j->ops, &j->files[id], &size, &torn, err) <
		    0) {
			journals_unlock(j);
			return -1;
		}
	}
	if (ret_torn != NULL)
		*ret_torn += torn;
	return 0;
}

void journals_unlock(struct journals *j)
{
	hold_drop(&j->hold);
}

/* What cannot be read back must not be written. */
static int journal_check_lines(const struct journal_file *file,
			       const char *lines, size_t len, struct error *err)
{
	const char *end = lines + len;

	if (len == 0 || end[-1] != '\n')
		return error_set(err, ERROR_FAILED,
				 "what was to be appended to %s is not a line",
				 file->path);
	while (lines < end) {
		const char *newline =
			memchr(lines, '\n', (size_t)(end - lines));

		if ((size_t)(newline - lines) > JOURNAL_LINE_MAX)
			return error_set(err, ERROR_FAILED,
					 "a line of %zu bytes is too long for "
					 "%s, which takes %u",
					 (size_t)(newline - lines), file->path,
					 JOURNAL_LINE_MAX);
		lines = newline + 1;
	}
	return 0;
}

/* One write; 0, or an errno. A regular file is written short only where a
 * file system, a quota or a size limit is reached. */
static int journal_write(struct journals *j, struct journal_file *file,
			 const void *lines, size_t len)
{
	ssize_t put;

	do
		put = j->ops->write(j->ops->arg, file->fd, lines, len);
	while (put < 0 && errno == EINTR);
	if (put < 0)
		return errno == EFBIG ? ENOSPC : errno;
	return (size_t)put < len ? ENOSPC : 0;
}

/* Takes back an append that began at `start`. */
static void journal_take_back(struct journals *j, struct journal_file *file,
			      const void *lines, size_t len, uint64_t start)
{
	if (j->ops->truncate(j->ops->arg, file->fd, (off_t)start) < 0)
		doubts_add(&file->doubts, start, lines, len);
}

/* After a failed fsync: everything anew from `start` (invariant 5). `sys` is
 * what failed; returns 0 or an errno. */
static int journal_write_anew(struct journals *j, struct journal_file *file,
			      const void *lines, size_t len, uint64_t start,
			      int sys)
{
	if (journal_renew(file) < 0 ||
	    j->ops->truncate(j->ops->arg, file->fd, (off_t)start) < 0)
		return sys;
	sys = journal_write(j, file, lines, len);
	if (sys == 0 && j->ops->sync(j->ops->arg, file->fd) < 0)
		sys = errno;
	return sys;
}

/* Makes lines durable that were found where an append that failed had put
 * them: the same bytes once more, in their place (invariant 5). */
static int journal_confirm(struct journals *j, const struct journal_file *file,
			   const struct doubt *doubt)
{
	int fd = file_open_own(file->path, O_WRONLY, 0);
	ssize_t put;
	int rc = -1;

	if (fd < 0)
		return -1;
	if (lseek(fd, (off_t)doubt->from, SEEK_SET) >= 0) {
		put = j->ops->write(j->ops->arg, fd, doubt->lines,
				    doubt->whole);
		if (put >= 0 && (size_t)put < doubt->whole)
			errno = ENOSPC;
		else if (put >= 0)
			rc = j->ops->sync(j->ops->arg, fd);
	}
	if (rc < 0 && errno == EFBIG)
		errno = ENOSPC;
	close(fd);
	return rc;
}

int journals_keep(struct journals *j, enum journal_id id, struct error *err)
{
	struct journal_file *file = &j->files[id];

	if (!j->hold.held)
		return error_set(err, ERROR_FAILED,
				 "%s was to be kept without its lock",
				 file->path);
	for (size_t i = 0; i < file->doubts.n; i++) {
		struct doubt *doubt = &file->doubts.items[i];

		if (doubt->whole == 0 || doubt->kept)
			continue;
		if (journal_confirm(j, file, doubt) < 0)
			return error_sys(err, errno, "cannot write %s",
					 file->path);
		doubt->kept = true;
		doubt->len = doubt->whole;
	}
	return 0;
}

/* How many of the bytes need not be written: they stand in the file since an
 * append that failed, and are durable now. -1 with errno. */
static ssize_t journal_skip(struct journals *j, struct journal_file *file,
			    const char *lines, size_t len)
{
	size_t skip = 0;

	for (size_t i = 0; i < file->doubts.n; i++) {
		const struct doubt *doubt = &file->doubts.items[i];

		if (!doubt_is_retried(doubt, lines + skip, len - skip))
			continue;
		if (journal_confirm(j, file, doubt) < 0)
			return -1;
		skip += doubt->whole;
	}
	return (ssize_t)skip;
}

/* Writes at the end, which is `start`; 0 or an errno. */
static int journal_write_end(struct journals *j, struct journal_file *file,
			     const void *lines, size_t len, uint64_t start)
{
	int sys;

	if (len == 0)
		return 0;
	sys = journal_write(j, file, lines, len);
	if (sys == 0 && j->ops->sync(j->ops->arg, file->fd) < 0)
		sys = journal_write_anew(j, file, lines, len, start, errno);
	if (sys != 0)
		journal_take_back(j, file, lines, len, start);
	return sys;
}

/* Recovers, and appends what is not there yet. -1 with *err, and with *sys
 * where it was written and could not be made durable. */
static int journal_append(struct journals *j, struct journal_file *file,
			  const char *lines, size_t len, uint64_t *ret_start,
			  int *sys, struct error *err)
{
	ssize_t skip = 0;
	int torn = 0;

	*sys = 0;
	if (journal_recover(j->ops, file, ret_start, &torn, err) < 0 ||
	    (file->fd < 0 && journal_create(j->ops, file, err) < 0))
		return -1;
	skip = journal_skip(j, file, lines, len);
	if (skip < 0)
		*sys = errno;
	else
		*sys = journal_write_end(j, file, lines + skip,
					 len - (size_t)skip, *ret_start);
	if (skip > 0)
		*ret_start = file->doubts.items[0].from;
	if (*sys == 0)
		doubts_done(&file->doubts);
	return *sys == 0 ? 0 : -1;
}

static int journal_say_failed(const struct journal_file *file, int sys,
			      struct error *err)
{
	if (file->doubts.n == 0)
		return error_sys(err, sys,
				 "nothing was appended to %s; make room or "
				 "repair what keeps it from being written",
				 file->path);
	return error_sys(err, sys,
			 "what was to be appended to %s may stand there and "
			 "could not be taken back; the next try finds out",
			 file->path);
}

int journals_append(struct journals *j, enum journal_id id, const void *lines,
		    size_t len, uint64_t *ret_position, struct error *err)
{
	struct journal_file *file = &j->files[id];
	uint64_t start;
	int rc = -1, sys = 0;

	if (!j->hold.held)
		return error_set(err, ERROR_FAILED,
				 "%s was to be written without its lock",
				 file->path);
	if (journal_check_lines(file, lines, len, err) < 0)
		return -1;
	/* Who could not take back looks at once what is there: it is better
	 * known than not. */
	for (int i = 0; i < JOURNAL_TRIES && rc < 0; i++) {
		rc = journal_append(j, file, lines, len, &start, &sys, err);
		if (file->doubts.n == 0)
			break;
	}
	if (rc < 0 && sys != 0) {
		journal_say_failed(file, sys, err);
		journal_shut(file);
	}
	if (rc == 0 && ret_position != NULL)
		*ret_position = start;
	return rc;
}

void journals_take_back(struct journals *j, enum journal_id id,
			uint64_t position)
{
	struct journal_file *file = &j->files[id];

	if (!j->hold.held || file->fd < 0 ||
	    !file_is_named(file->fd, file->path) ||
	    j->ops->truncate(j->ops->arg, file->fd, (off_t)position) < 0)
		return;
	doubts_forget(&file->doubts);
}

/* What the medium and the limits of this process say; a quota is found out by
 * writing. */
static int journal_check_room(const struct journal_file *file, uint64_t size,
			      uint64_t room, struct error *err)
{
	struct rlimit limit;
	struct statvfs fs;

	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
	    limit.rlim_cur != RLIM_INFINITY && size + room > limit.rlim_cur)
		return error_set(err, ERROR_NO_SPACE,
				 "%s may not grow by %llu bytes: files of this "
				 "process end at %llu (ulimit -f)",
				 file->path, (unsigned long long)room,
				 (unsigned long long)limit.rlim_cur);
	/* A file system that does not count its blocks has 0 of them. */
	if (fstatvfs(file->fd, &fs) < 0 || fs.f_blocks == 0 ||
	    (uint64_t)fs.f_bavail * fs.f_frsize >= room)
		return 0;
	return error_sys(err, ENOSPC, "%s needs room for %llu bytes more",
			 file->path, (unsigned long long)room);
}

int journals_reserve(struct journals *j, uint64_t room, struct error *err)
{
	static const enum journal_id ids[] = {JOURNAL_RAW, JOURNAL_EVENTS};

	if (!j->hold.held)
		return error_set(err, ERROR_FAILED,
				 "%s is looked at without its lock",
				 j->files[JOURNAL_RAW].path);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct journal_file *file = &j->files[ids[i]];
		uint64_t size;
		int torn = 0;

		if (journal_recover(j->ops, file, &size, &torn, err) < 0 ||
		    (file->fd < 0 && journal_create(j->ops, file, err) < 0) ||
		    journal_check_room(file, size, room, err) < 0)
			return -1;
	}
	return 0;
}
