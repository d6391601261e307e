/*
 * file.c: the file of one journal, as it is written. See file.h.
 *
 * 1. What is open is the inode that has the journal's name: a file renamed or
 *    replaced under us is left alone and the new one is opened.
 * 2. A torn tail is copied and synced first, and cut off then: a crash between
 *    the two leaves it to be copied once more.
 * 3. Whatever fails leaves no descriptor behind that may be worth nothing: the
 *    next try opens anew.
 * 4. A name that could not be made durable is not left for another process to
 *    find: it would not sync it.
 */
#include "config.h"

#include "run/journal/write/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/lines.h"

#define JOURNAL_PIECE 65536

/* Opens the file of the journal's name if there is one; the old descriptor
 * stays when that fails. */
static int journal_reopen(struct journal_file *file, struct error *err)
{
	int fd = file_open_own(file->path, JOURNAL_FLAGS, 0);
	int sys = errno;

	if (fd < 0 && sys != ENOENT) {
		if (file_check_own(file->path, false, err) < 0)
			return -1;
		return error_sys(err, sys, "cannot open %s for writing",
				 file->path);
	}
	if (file->fd >= 0)
		close(file->fd);
	file->fd = fd;
	return 0;
}

void journal_shut(struct journal_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

/* Makes the name durable, unless it is. */
static int journal_sync_name(const struct journal_ops *ops,
			     struct journal_file *file, struct error *err)
{
	if (!file->name_due)
		return 0;
	if (ops->sync_dir(ops->arg, file->path, err) < 0)
		return -1;
	file->name_due = false;
	return 0;
}

int journal_create(const struct journal_ops *ops, struct journal_file *file,
		   struct error *err)
{
	file->fd = file_open_own(file->path, JOURNAL_FLAGS | O_CREAT | O_EXCL,
				 0666);
	if (file->fd < 0)
		return error_sys(err, errno, "cannot create %s", file->path);
	file->name_due = true;
	if (journal_sync_name(ops, file, err) == 0)
		return 0;
	/* Else another process would find it and not sync its name. */
	unlink(file->path);
	journal_shut(file);
	return -1;
}

/* Whether nothing of them stands in the file that could still be taken back,
 * or be met by who tries again. */
static bool doubt_is_over(const struct doubt *doubt, uint64_t size)
{
	return doubt->same == 0 ||
	       (doubt->whole == 0 && doubt->from + doubt->same < size);
}

/* Looks for what an append left that could not be taken back then, and takes
 * it back now where nobody has written behind it. The newest first: it may
 * stand behind another. */
static int journal_settle(const struct journal_ops *ops,
			  struct journal_file *file, uint64_t *size)
{
	for (size_t i = file->doubts.n; i-- > 0;) {
		struct doubt *doubt = &file->doubts.items[i];

		if (doubt_look(doubt, file->fd, *size) < 0)
			return -1;
		if (!doubt->kept && doubt->same > 0 &&
		    doubt->from + doubt->same == *size &&
		    ops->truncate(ops->arg, file->fd, (off_t)doubt->from) ==
			    0) {
			*size = doubt->from;
			doubt->same = 0;
		}
		if (doubt_is_over(doubt, *size))
			doubts_drop(&file->doubts, i);
	}
	return 0;
}

/* Copies the bytes [from, size) of `fd` to another file, durably. */
static int journal_copy_tail(int fd, uint64_t from, uint64_t size, int to)
{
	char *piece CLEANUP(mem_free_str) = mem_alloc(JOURNAL_PIECE);

	while (from < size) {
		ssize_t got = pread(fd, piece, JOURNAL_PIECE, (off_t)from);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO; /* it became shorter meanwhile */
		if (got <= 0 || file_write_all(to, piece, (size_t)got) < 0)
			return -1;
		from += (uint64_t)got;
	}
	return fsync(to);
}

/* "raw.jsonl.torn-20261123T201504.123456Z" */
static char *journal_torn_path(const struct journal_file *file)
{
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp_short(stamp);
	return mem_printf("%s.torn-%s", file->path, stamp);
}

/* Invariant 2. */
static int journal_set_aside(const struct journal_ops *ops,
			     struct journal_file *file, uint64_t from,
			     uint64_t size, struct error *err)
{
	char *path CLEANUP(mem_free_str) = journal_torn_path(file);
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int sys = 0;

	if (to < 0)
		return error_sys(err, errno, "cannot create %s", path);
	if (journal_copy_tail(file->fd, from, size, to) < 0)
		sys = errno != 0 ? errno : EIO;
	close(to);
	if (sys != 0) {
		unlink(path);
		return error_sys(err, sys, "cannot set the torn tail aside: %s",
				 path);
	}
	if (ops->sync_dir(ops->arg, path, err) < 0) {
		unlink(path);
		return -1;
	}
	if (ops->truncate(ops->arg, file->fd, (off_t)from) < 0) {
		sys = errno;
		unlink(path); /* each further try makes one */
		return error_sys(err, sys, "cannot cut the torn tail off %s",
				 file->path);
	}
	return 0;
}

/* The same of a file that is open, and of that name. */
static int journal_recover_open(const struct journal_ops *ops,
				struct journal_file *file, uint64_t *ret_size,
				int *torn, struct error *err)
{
	struct stat st;
	uint64_t size, whole;

	if (fstat(file->fd, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", file->path);
	size = (uint64_t)st.st_size;
	if (journal_settle(ops, file, &size) < 0 ||
	    lines_end(file->fd, size, &whole) < 0)
		return error_sys(err, errno, "cannot read %s", file->path);
	if (whole < size) {
		if (journal_set_aside(ops, file, whole, size, err) < 0)
			return -1;
		*torn += 1;
	}
	*ret_size = whole;
	return 0;
}

int journal_recover(const struct journal_ops *ops, struct journal_file *file,
		    uint64_t *ret_size, int *torn, struct error *err)
{
	*ret_size = 0;
	if ((file->fd < 0 || !file_is_named(file->fd, file->path)) &&
	    journal_reopen(file, err) < 0)
		return -1;
	if (file->fd < 0) {
		doubts_forget(&file->doubts);
		return 0;
	}
	if (journal_sync_name(ops, file, err) == 0 &&
	    journal_recover_open(ops, file, ret_size, torn, err) == 0)
		return 0;
	journal_shut(file);
	return -1;
}

int journal_renew(struct journal_file *file)
{
	int fd;

	if (!file_is_named(file->fd, file->path))
		return -1;
	fd = file_open_own(file->path, JOURNAL_FLAGS, 0);
	if (fd < 0)
		return -1;
	close(file->fd);
	file->fd = fd;
	return 0;
}
