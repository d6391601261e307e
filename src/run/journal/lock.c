/*
 * lock.c: RUN/lock, held by the one process that extracts. See lock.h.
 *
 * 1. flock decides; what the file says is for messages, and for network file
 *    systems, whose flock may not reach other hosts.
 * 2. The file is emptied when the lock is given back: text in it that no
 *    flock covers was left by a process that died, here or on another host.
 */
#include "config.h"

#include "run/journal/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/filesystem.h"
#include "run/journal/lock_owner.h"

/* Those who only ask whether it is held hold it for an instant. */
#define LOCK_WAIT_MS 200
/* Whoever only looks after batches has done with them soon. */
#define LOCK_BATCHES_WAIT_MS 10000

struct run_lock {
	int fd;
};

/* A lock that is wanted. */
struct lock_wanted {
	const char *dir;
	char *path;
	const char *busy; /* "this run is being extracted by", before the words
			     for who has it */
	int64_t wait_ms;
	const atomic_bool *stop; /* ends the wait; may be NULL */
};

static int lock_say_busy(const struct lock_wanted *wanted, int fd,
			 struct error *err)
{
	struct lock_owner owner;
	char *words CLEANUP(mem_free_str) = NULL;

	lock_owner_read(fd, &owner);
	words = lock_owner_words(&owner);
	return error_set(err, ERROR_BUSY, "%s %s (%s); wait for it or stop it",
			 wanted->busy, words, wanted->path);
}

bool run_lock_is_foreign(const struct lock_owner *found,
			 const struct lock_owner *self, bool remote)
{
	return remote && found->pid != 0 &&
	       strcmp(found->host, self->host) != 0;
}

static int lock_say_foreign(const char *path, const struct lock_owner *found,
			    struct error *err)
{
	char *words CLEANUP(mem_free_str) = lock_owner_words(found);

	return error_set(err, ERROR_BUSY,
			 "this run was last extracted by %s, which may still "
			 "run; if it does not, remove %s",
			 words, path);
}

static bool lock_is_stopped(const struct lock_wanted *wanted)
{
	return wanted->stop != NULL && atomic_load(wanted->stop);
}

/* Tries for a while; 0, 1 when another holds it, or -1 with errno. */
static int lock_try(int fd, const struct lock_wanted *wanted)
{
	int64_t end = clock_ms() + wanted->wait_ms;
	struct timespec pause = {.tv_nsec = 5000000};

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -1;
		if (clock_ms() >= end || lock_is_stopped(wanted))
			return 1;
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* Writes who we are; the flock is held. */
static int lock_sign(int fd, const char *path, const struct lock_owner *self,
		     struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	lock_owner_text(self, &text);
	errno = 0;
	if (ftruncate(fd, 0) < 0 ||
	    pwrite(fd, text.data, text.len, 0) != (ssize_t)text.len) {
		int sys = errno != 0 ? errno : ENOSPC;

		if (ftruncate(fd, 0) < 0)
			errno = sys;
		return error_sys(err, sys, "cannot write %s", path);
	}
	return 0;
}

/* Locks the file that is open; 0, -1 with *err, 1: it lost its name. */
static int lock_take(const struct lock_wanted *wanted, int fd,
		     struct error *err)
{
	struct lock_owner self, found;
	int rc = lock_try(fd, wanted);

	if (rc < 0)
		return error_sys(err, errno, "cannot lock %s", wanted->path);
	if (rc > 0 && lock_is_stopped(wanted))
		return error_set(err, ERROR_STOPPED,
				 "stopped; the same command goes on where it "
				 "was");
	if (rc > 0)
		return lock_say_busy(wanted, fd, err);
	if (!file_is_named(fd, wanted->path))
		return 1;
	lock_owner_self(&self);
	lock_owner_read(fd, &found);
	if (run_lock_is_foreign(&found, &self,
				filesystem_is_remote(wanted->dir)))
		return lock_say_foreign(wanted->path, &found, err);
	return lock_sign(fd, wanted->path, &self, err);
}

static int lock_acquire(const struct lock_wanted *wanted, struct run_lock **ret,
			struct error *err)
{
	int rc = 1, fd = -1;

	for (int i = 0; i < 100 && rc == 1; i++) {
		fd = file_open_own(wanted->path, O_RDWR | O_CREAT, 0666);
		if (fd < 0)
			return error_sys(err, errno, "cannot open %s",
					 wanted->path);
		rc = lock_take(wanted, fd, err);
		if (rc != 0)
			close(fd);
	}
	if (rc == 1)
		return error_set(err, ERROR_BUSY,
				 "%s is replaced again and again by another "
				 "process",
				 wanted->path);
	if (rc < 0)
		return -1;
	*ret = mem_zalloc(sizeof(**ret));
	(*ret)->fd = fd;
	return 0;
}

int run_lock_acquire(const char *dir, struct run_lock **ret, struct error *err)
{
	struct lock_wanted wanted = {
		.dir = dir,
		.path = file_join(dir, "lock"),
		.busy = "this run is being extracted by",
		.wait_ms = LOCK_WAIT_MS,
	};
	int rc = lock_acquire(&wanted, ret, err);

	free(wanted.path);
	return rc;
}

int run_lock_batches(const char *dir, bool wait, const atomic_bool *stop,
		     struct run_lock **ret, struct error *err)
{
	struct lock_wanted wanted = {
		.dir = dir,
		.path = file_join(dir, "batches.lock"),
		.busy = "the batches of this run are worked on by",
		.wait_ms = wait ? LOCK_BATCHES_WAIT_MS : LOCK_WAIT_MS,
		.stop = stop,
	};
	int rc = lock_acquire(&wanted, ret, err);

	free(wanted.path);
	return rc;
}

void run_lock_release(struct run_lock *lock)
{
	if (lock == NULL)
		return;
	if (ftruncate(lock->fd, 0) < 0)
		errno = 0;
	close(lock->fd);
	free(lock);
}

bool run_lock_look(const char *dir, struct lock_owner *ret)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "lock");
	int fd = file_open_own(path, O_RDONLY, 0);

	if (fd < 0)
		return false;
	lock_owner_read(fd, ret);
	close(fd);
	return lock_owner_lives(ret);
}

bool run_lock_is_held(const char *dir, long *ret_pid)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "lock");
	int fd = file_open_own(path, O_RDONLY, 0);
	bool held;

	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	if (held && ret_pid != NULL) {
		struct lock_owner owner;

		lock_owner_read(fd, &owner);
		*ret_pid = owner.pid;
	}
	close(fd);
	return held;
}
