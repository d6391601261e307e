/*
 * hold.c: journals.lock. See hold.h.
 *
 * 1. What is held is an flock on an inode that still has that name: where
 *    somebody removed or replaced the file, the one that is there now is locked.
 * 2. Giving it up cannot fail: whatever happens, others are not kept waiting.
 * 3. What the file says of its owner is only for the messages of those who wait.
 */
#include "config.h"

#include "run/journal/write/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/lock_owner.h"

#define HOLD_WAIT_MS 5000

static int hold_open(struct hold *hold, struct error *err)
{
	hold->fd = file_open_own(hold->path, O_RDWR | O_CREAT, 0666);
	if (hold->fd < 0)
		return error_sys(err, errno,
				 "cannot open %s, which writing needs",
				 hold->path);
	return 0;
}

static int hold_say_busy(struct hold *hold, struct error *err)
{
	struct lock_owner owner = {.pid = 0};
	char *words CLEANUP(mem_free_str) = NULL;

	if (hold->fd >= 0)
		lock_owner_read(hold->fd, &owner);
	words = lock_owner_words(&owner);
	return error_set(err, ERROR_BUSY,
			 "%s is held by %s; try again when it is done",
			 hold->path, words);
}

static void hold_shut(struct hold *hold)
{
	if (hold->fd >= 0)
		close(hold->fd);
	hold->fd = -1;
}

/* Tries for the flock of the file that is journals.lock now: 0, 1: another
 * holds it, or -1. */
static int hold_try(struct hold *hold, struct error *err)
{
	int sys;

	/* Where somebody removed or replaced it, the one there is now. */
	if (hold->fd >= 0 && !file_is_named(hold->fd, hold->path))
		hold_shut(hold);
	if (hold->fd < 0 && hold_open(hold, err) < 0)
		return -1;
	if (flock(hold->fd, LOCK_EX | LOCK_NB) == 0) {
		if (file_is_named(hold->fd, hold->path))
			return 0;
		hold_shut(hold);
		return 1;
	}
	sys = errno;
	if (sys == EWOULDBLOCK || sys == EINTR)
		return 1;
	hold_shut(hold);
	return error_sys(err, sys, "cannot lock %s", hold->path);
}

static int hold_wait(struct hold *hold, struct error *err)
{
	int64_t end = clock_ms() + hold->wait_ms;
	struct timespec pause = {.tv_nsec = 500000};

	for (;;) {
		int rc = hold_try(hold, err);

		if (rc <= 0)
			return rc;
		if (clock_ms() >= end)
			return hold_say_busy(hold, err);
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 8000000)
			pause.tv_nsec *= 2;
	}
}

int hold_take(struct hold *hold, struct error *err)
{
	if (hold_wait(hold, err) < 0)
		return -1;
	hold->held = true;
	if (pwrite(hold->fd, hold->owner.data, hold->owner.len, 0) < 0)
		errno = 0;
	return 0;
}

void hold_drop(struct hold *hold)
{
	if (!hold->held)
		return;
	if (flock(hold->fd, LOCK_UN) < 0)
		hold_shut(hold);
	hold->held = false;
}

int hold_init(struct hold *hold, const char *dir, int wait_ms,
	      struct error *err)
{
	struct lock_owner self;

	*hold = (struct hold){
		.path = file_join(dir, "journals.lock"),
		.fd = -1,
		.wait_ms = wait_ms > 0 ? wait_ms : HOLD_WAIT_MS,
	};
	lock_owner_self(&self);
	lock_owner_text(&self, &hold->owner);
	return hold_open(hold, err);
}

void hold_done(struct hold *hold)
{
	hold_shut(hold);
	free(hold->path);
	bytes_done(&hold->owner);
}
