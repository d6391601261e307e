/*
 * journal.c: the writing end of the journals. See journal.h and
 * doc/design.md, "The rules of the journals".
 *
 * 1. Nothing is written without journals.lock, an flock on an inode that
 *    still has that name.
 * 2. An append goes to the inode that has the journal's name at that moment:
 *    a file renamed or replaced under us is left alone and the new one is
 *    opened.
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
 * 6. Whatever fails leaves no descriptor behind that may be worth nothing: the
 *    next try opens anew.
 */
#include "config.h"

#include "run/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/doubt.h"
#include "run/journal/lock_owner.h"
#include "run/journal/ops.h"

#define JOURNAL_WAIT_MS 5000
#define JOURNAL_PIECE	65536
#define JOURNAL_TRIES	3 /* of an append that could not be taken back */
#define JOURNAL_FLAGS	(O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY)

struct journal_file {
	char *path;
	int fd;	       /* -1 while not open */
	bool name_due; /* its name in the directory may not be durable */
	struct doubts doubts;
};

struct journals {
	const struct journal_ops *ops;
	char *lock_path;
	int lock_fd; /* -1 while not open */
	bool locked;
	struct bytes owner; /* what journals.lock says while we hold it */
	struct journal_file files[JOURNAL_COUNT];
};

static const char *const journal_names[JOURNAL_COUNT] = {
	[JOURNAL_RAW] = "raw.jsonl",
	[JOURNAL_EVENTS] = "events.jsonl",
	[JOURNAL_EDITS] = "edits.jsonl",
	[JOURNAL_CURATED] = "curated.jsonl",
	[JOURNAL_BATCHES] = "batches.jsonl",
	[JOURNAL_IDS] = "ids.jsonl",
};

const char *journal_name(enum journal_id id)
{
	return journal_names[id];
}

static ssize_t journal_sys_write(void *arg, int fd, const void *data,
				 size_t len)
{
	return write(fd, data, len);
}

static int journal_sys_sync(void *arg, int fd)
{
#if defined(F_FULLFSYNC)
	return fcntl(fd, F_FULLFSYNC);
#elif defined(HAVE_FDATASYNC)
	return fdatasync(fd);
#else
	return fsync(fd);
#endif
}

static int journal_sys_truncate(void *arg, int fd, off_t len)
{
	return ftruncate(fd, len);
}

static int journal_sys_sync_dir(void *arg, const char *path, struct error *err)
{
	return file_sync_dir_of(path, err);
}

static const struct journal_ops journal_sys_ops = {
	.write = journal_sys_write,
	.sync = journal_sys_sync,
	.truncate = journal_sys_truncate,
	.sync_dir = journal_sys_sync_dir,
};

int journals_open(const char *dir, struct journals **ret, struct error *err)
{
	return journals_open_with(dir, &journal_sys_ops, ret, err);
}

static int journals_open_lock(struct journals *j, struct error *err)
{
	j->lock_fd = file_open_own(j->lock_path, O_RDWR | O_CREAT, 0666);
	if (j->lock_fd < 0)
		return error_sys(err, errno,
				 "cannot open %s, which writing needs",
				 j->lock_path);
	return 0;
}

int journals_open_with(const char *dir, const struct journal_ops *ops,
		       struct journals **ret, struct error *err)
{
	struct journals *j = mem_zalloc(sizeof(*j));
	struct lock_owner self;

	j->ops = ops;
	j->lock_fd = -1;
	j->lock_path = file_join(dir, "journals.lock");
	for (int id = 0; id < JOURNAL_COUNT; id++) {
		j->files[id].fd = -1;
		j->files[id].path = file_join(dir, journal_names[id]);
	}
	if (journals_open_lock(j, err) < 0) {
		journals_close(j);
		return -1;
	}
	lock_owner_self(&self);
	lock_owner_text(&self, &j->owner);
	*ret = j;
	return 0;
}

void journals_close(struct journals *j)
{
	if (j == NULL)
		return;
	for (int id = 0; id < JOURNAL_COUNT; id++) {
		if (j->files[id].fd >= 0)
			close(j->files[id].fd);
		free(j->files[id].path);
		doubts_done(&j->files[id].doubts);
	}
	if (j->lock_fd >= 0)
		close(j->lock_fd);
	free(j->lock_path);
	bytes_done(&j->owner);
	free(j);
}

static int journals_say_busy(struct journals *j, struct error *err)
{
	struct lock_owner owner = {.pid = 0};
	char *words CLEANUP(mem_free_str) = NULL;

	if (j->lock_fd >= 0)
		lock_owner_read(j->lock_fd, &owner);
	words = lock_owner_words(&owner);
	return error_set(err, ERROR_BUSY,
			 "%s is held by %s; try again when it is done",
			 j->lock_path, words);
}

static void journals_close_lock(struct journals *j)
{
	if (j->lock_fd >= 0)
		close(j->lock_fd);
	j->lock_fd = -1;
}

/* Tries for the flock of the file that is journals.lock now: 0, 1: another
 * holds it, or -1. */
static int journals_try_lock(struct journals *j, struct error *err)
{
	int sys;

	/* Where somebody removed or replaced it, the one there is now. */
	if (j->lock_fd >= 0 && !file_is_named(j->lock_fd, j->lock_path))
		journals_close_lock(j);
	if (j->lock_fd < 0 && journals_open_lock(j, err) < 0)
		return -1;
	if (flock(j->lock_fd, LOCK_EX | LOCK_NB) == 0) {
		if (file_is_named(j->lock_fd, j->lock_path))
			return 0;
		journals_close_lock(j);
		return 1;
	}
	sys = errno;
	if (sys == EWOULDBLOCK || sys == EINTR)
		return 1;
	journals_close_lock(j);
	return error_sys(err, sys, "cannot lock %s", j->lock_path);
}

static int journals_wait_lock(struct journals *j, struct error *err)
{
	int wait = j->ops->wait_ms > 0 ? j->ops->wait_ms : JOURNAL_WAIT_MS;
	int64_t end = clock_ms() + wait;
	struct timespec pause = {.tv_nsec = 500000};

	for (;;) {
		int rc = journals_try_lock(j, err);

		if (rc <= 0)
			return rc;
		if (clock_ms() >= end)
			return journals_say_busy(j, err);
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 8000000)
			pause.tv_nsec *= 2;
	}
}

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

static void journal_shut(struct journal_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

/* Makes the name durable, unless it is. */
static int journal_sync_name(struct journals *j, struct journal_file *file,
			     struct error *err)
{
	if (!file->name_due)
		return 0;
	if (j->ops->sync_dir(j->ops->arg, file->path, err) < 0)
		return -1;
	file->name_due = false;
	return 0;
}

static int journal_create(struct journals *j, struct journal_file *file,
			  struct error *err)
{
	file->fd = file_open_own(file->path, JOURNAL_FLAGS | O_CREAT | O_EXCL,
				 0666);
	if (file->fd < 0)
		return error_sys(err, errno, "cannot create %s", file->path);
	file->name_due = true;
	if (journal_sync_name(j, file, err) == 0)
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
static int journal_settle(struct journals *j, struct journal_file *file,
			  uint64_t *size)
{
	for (size_t i = file->doubts.n; i-- > 0;) {
		struct doubt *doubt = &file->doubts.items[i];

		if (doubt_look(doubt, file->fd, *size) < 0)
			return -1;
		if (!doubt->kept && doubt->same > 0 &&
		    doubt->from + doubt->same == *size &&
		    j->ops->truncate(j->ops->arg, file->fd,
				     (off_t)doubt->from) == 0) {
			*size = doubt->from;
			doubt->same = 0;
		}
		if (doubt_is_over(doubt, *size))
			doubts_drop(&file->doubts, i);
	}
	return 0;
}

/* Finds the end of the last whole line in a file of `size` bytes. */
static int journal_last_newline(int fd, uint64_t size, uint64_t *ret)
{
	char piece[4096];
	uint64_t end = size;

	while (end > 0) {
		size_t want = end < sizeof(piece) ? (size_t)end : sizeof(piece);
		ssize_t got = pread(fd, piece, want, (off_t)(end - want));

		if (got < 0 && errno == EINTR)
			continue;
		if (got >= 0 && got != (ssize_t)want)
			errno = EIO; /* it became shorter meanwhile */
		if (got != (ssize_t)want)
			return -1;
		for (size_t i = want; i > 0; i--)
			if (piece[i - 1] == '\n') {
				*ret = end - want + i;
				return 0;
			}
		end -= want;
	}
	*ret = 0;
	return 0;
}

int journal_end(const char *dir, enum journal_id id, uint64_t *ret,
		struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, journal_name(id));
	int fd = file_open_own(path, O_RDONLY, 0);
	struct stat st;
	int rc, sys;

	*ret = 0;
	if (fd < 0 && errno == ENOENT)
		return 0;
	rc = fd < 0 || fstat(fd, &st) < 0
		     ? -1
		     : journal_last_newline(fd, (uint64_t)st.st_size, ret);
	sys = errno;
	if (fd >= 0)
		close(fd);
	return rc < 0 ? error_sys(err, sys, "cannot read %s", path) : 0;
}

/* Copies the bytes [from, size) of `fd` to another file, durably. */
static int journal_copy_tail(int fd, uint64_t from, uint64_t size, int to)
{
	char *piece CLEANUP(mem_free_str) = mem_alloc(JOURNAL_PIECE);

	while (from < size) {
		ssize_t got = pread(fd, piece, JOURNAL_PIECE, (off_t)from);

		if (got < 0 && errno == EINTR)
			continue;
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

/* Rule 2: copied and synced first, cut off then; a crash between the two
 * leaves the tail to be copied once more. */
static int journal_set_aside(struct journals *j, struct journal_file *file,
			     uint64_t from, uint64_t size, struct error *err)
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
	if (j->ops->sync_dir(j->ops->arg, path, err) < 0) {
		unlink(path);
		return -1;
	}
	if (j->ops->truncate(j->ops->arg, file->fd, (off_t)from) < 0) {
		sys = errno;
		unlink(path); /* each further try makes one */
		return error_sys(err, sys, "cannot cut the torn tail off %s",
				 file->path);
	}
	return 0;
}

/* The same of a file that is open, and of that name. */
static int journal_recover_open(struct journals *j, struct journal_file *file,
				uint64_t *ret_size, int *torn,
				struct error *err)
{
	struct stat st;
	uint64_t size, whole;

	if (fstat(file->fd, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", file->path);
	size = (uint64_t)st.st_size;
	if (journal_settle(j, file, &size) < 0 ||
	    journal_last_newline(file->fd, size, &whole) < 0)
		return error_sys(err, errno, "cannot read %s", file->path);
	if (whole < size) {
		if (journal_set_aside(j, file, whole, size, err) < 0)
			return -1;
		*torn += 1;
	}
	*ret_size = whole;
	return 0;
}

/* Makes the open file the one of that name, ending in a newline; *ret_size
 * is 0 when there is none. */
static int journal_recover(struct journals *j, struct journal_file *file,
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
	if (journal_sync_name(j, file, err) == 0 &&
	    journal_recover_open(j, file, ret_size, torn, err) == 0)
		return 0;
	journal_shut(file);
	return -1;
}

int journals_lock(struct journals *j, int *ret_torn, struct error *err)
{
	int torn = 0;

	if (journals_wait_lock(j, err) < 0)
		return -1;
	j->locked = true;
	/* Only for the messages of those who wait; it may fail. */
	if (pwrite(j->lock_fd, j->owner.data, j->owner.len, 0) < 0)
		errno = 0;
	for (int id = 0; id < JOURNAL_FOLDED; id++) {
		uint64_t size;

		if (journal_recover(j, &j->files[id], &size, &torn, err) < 0) {
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
	if (!j->locked)
		return;
	/* Whatever happens, others are not kept waiting. */
	if (flock(j->lock_fd, LOCK_UN) < 0)
		journals_close_lock(j);
	j->locked = false;
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

/* Puts a new descriptor of the same file in place of the old one. */
static int journal_renew(struct journal_file *file)
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

	if (!j->locked)
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
	if (journal_recover(j, file, ret_start, &torn, err) < 0 ||
	    (file->fd < 0 && journal_create(j, file, err) < 0))
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

	if (!j->locked)
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

	if (!j->locked || file->fd < 0 ||
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

	if (!j->locked)
		return error_set(err, ERROR_FAILED,
				 "%s is looked at without its lock",
				 j->files[JOURNAL_RAW].path);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct journal_file *file = &j->files[ids[i]];
		uint64_t size;
		int torn = 0;

		if (journal_recover(j, file, &size, &torn, err) < 0 ||
		    (file->fd < 0 && journal_create(j, file, err) < 0) ||
		    journal_check_room(file, size, room, err) < 0)
			return -1;
	}
	return 0;
}
