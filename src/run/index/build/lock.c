/*
 * lock.c: who makes an index from nothing. See lock.h.
 */
#include "config.h"

#include "run/index/build/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/table/open.h"

#define BUILD_WAIT_MS 10    /* before the lock is tried again */
#define BUILD_REST_MS 30000 /* that whoever builds may write nothing */

char *build_lock_path(const struct index *index)
{
	return mem_printf("%s.new", index->path);
}

/* The locked file: its descriptor, -1 when another process has it, or had it
 * until it was renamed or unlinked, -2 on failure. */
static int lock_try(const char *path, struct error *err)
{
	int fd = file_open_own(path, O_RDWR | O_CREAT, 0666), rc = -1;

	if (fd < 0) {
		error_sys(err, errno, "cannot make %s", path);
		return -2;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (file_is_named(fd, path))
			return fd;
	} else if (errno != EWOULDBLOCK && errno != EINTR) {
		error_sys(err, errno, "cannot lock %s", path);
		rc = -2;
	}
	close(fd);
	return rc;
}

/* The same, while nobody makes it the index (index_db_lock_dir). */
static int lock_take(const struct index *index, const char *path,
		     struct error *err)
{
	int dir = index_db_lock_dir(index, LOCK_SH);
	int lock = lock_try(path, err);

	if (dir >= 0)
		close(dir);
	return lock;
}

void build_lock_drop(const struct index *index, int lock)
{
	char *path CLEANUP(mem_free_str) = build_lock_path(index);

	unlink(path);
	close(lock);
}

/* Fails where whoever builds has stopped: it may be a process that was sent
 * SIGSTOP. */
static int lock_check_goes_on(struct index *index, const char *path,
			      struct error *err)
{
	struct index_watch *watch = &index->watch;
	int rest_ms = index->options.rest_ms > 0 ? index->options.rest_ms
						 : BUILD_REST_MS;
	int64_t now_ms = clock_ms();
	struct stat st;

	if (stat(path, &st) < 0)
		st = (struct stat){0};
	if (watch->since_ms == 0 || st.st_size != watch->size ||
	    file_mtime_ns(&st) != watch->mtime_ns)
		*watch = (struct index_watch){st.st_size, file_mtime_ns(&st),
					      now_ms};
	if (now_ms - watch->since_ms < rest_ms)
		return 0;
	return error_set(err, ERROR_BUSY,
			 "another process makes %s and does not go on; "
			 "continue or end it (see fuser(1)), and try again",
			 path);
}

int build_lock_wait(struct index *index, int64_t end_ms, bool *ret_made,
		    struct error *err)
{
	char *path CLEANUP(mem_free_str) = build_lock_path(index);
	ino_t ino = index->ino;
	int lock;

	*ret_made = false;
	while ((lock = lock_take(index, path, err)) == -1) {
		if (end_ms >= 0 && clock_ms() >= end_ms)
			return -1;
		poll(NULL, 0, BUILD_WAIT_MS);
		if (index_db_follow(index, err) < 0 ||
		    lock_check_goes_on(index, path, err) < 0)
			return -2;
	}
	index->watch = (struct index_watch){0};
	if (lock >= 0 && index_db_follow(index, err) < 0) {
		close(lock);
		return -2;
	}
	*ret_made = index->ino != ino;
	return lock;
}
