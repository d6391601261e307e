/*
 * notify.c: changes of files, as the system tells them. See notify.h.
 *
 * 1. Files are watched one by one, since the directory tells of each page that
 *    SQLite writes beside them; of the directory only what is made, moved or
 *    taken away in it counts, and makes the files be looked for anew.
 * 2. What is told is that something may have changed, never what: the reader
 *    compares. So an overflow of the queue loses nothing.
 */
#include "config.h"

#include "base/file/notify.h"

#include <stdlib.h>

#if defined(HAVE_SYS_INOTIFY_H)

#include <errno.h>
#include <stdbool.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"

#define NOTIFY_DIR  (IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)
#define NOTIFY_FILE (IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)

struct notify {
	int fd;
	const char *dir;
	const char *const *names;
	size_t n;
};

/* Watching a file that is watched already changes nothing. */
static bool notify_follow(struct notify *notify)
{
	for (size_t i = 0; i < notify->n; i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(notify->dir, notify->names[i]);

		if (inotify_add_watch(notify->fd, path, NOTIFY_FILE) < 0 &&
		    errno != ENOENT)
			return false;
	}
	return true;
}

struct notify *notify_new(const char *dir, const char *const *names, size_t n)
{
	struct notify *notify = mem_alloc(sizeof(*notify));

	*notify = (struct notify){
		.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC),
		.dir = dir,
		.names = names,
		.n = n,
	};
	if (notify->fd >= 0 &&
	    inotify_add_watch(notify->fd, dir, NOTIFY_DIR) >= 0 &&
	    notify_follow(notify))
		return notify;
	notify_free(notify);
	return NULL;
}

void notify_free(struct notify *notify)
{
	if (notify == NULL)
		return;
	if (notify->fd >= 0)
		close(notify->fd);
	free(notify);
}

int notify_fd(const struct notify *notify)
{
	return notify != NULL ? notify->fd : -1;
}

void notify_take(struct notify *notify)
{
	char events[4096];

	while (read(notify->fd, events, sizeof(events)) > 0)
		;
	/* What cannot be followed any more is looked at from time to time. */
	(void)notify_follow(notify);
}

#elif defined(HAVE_KQUEUE)

#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"

/* macOS: does not keep a volume from being taken out. */
#ifdef O_EVTONLY
#define NOTIFY_OPEN (O_EVTONLY | O_CLOEXEC)
#else
#define NOTIFY_OPEN (O_RDONLY | O_CLOEXEC)
#endif

struct notify {
	int fd;
	const char *dir;
	const char *const *names;
	size_t n;
	int *files; /* of the directory, then of each name; -1: not there */
};

/* Closing what is watched ends its watch. */
static void notify_drop(struct notify *notify)
{
	for (size_t i = 0; i <= notify->n; i++) {
		if (notify->files[i] >= 0)
			close(notify->files[i]);
		notify->files[i] = -1;
	}
}

static bool notify_add(struct notify *notify, size_t i, const char *path)
{
	struct kevent event;

	notify->files[i] = open(path, NOTIFY_OPEN);
	if (notify->files[i] < 0)
		return i > 0;
	EV_SET(&event, (uintptr_t)notify->files[i], EVFILT_VNODE,
	       EV_ADD | EV_CLEAR,
	       NOTE_WRITE | NOTE_EXTEND | NOTE_DELETE | NOTE_RENAME, 0, NULL);
	return kevent(notify->fd, &event, 1, NULL, 0, NULL) == 0;
}

static bool notify_follow(struct notify *notify)
{
	bool all;

	notify_drop(notify);
	all = notify_add(notify, 0, notify->dir);
	for (size_t i = 0; i < notify->n; i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(notify->dir, notify->names[i]);

		all = notify_add(notify, i + 1, path) && all;
	}
	return all;
}

struct notify *notify_new(const char *dir, const char *const *names, size_t n)
{
	struct notify *notify = mem_alloc(sizeof(*notify));

	*notify = (struct notify){
		.fd = kqueue(),
		.dir = dir,
		.names = names,
		.n = n,
		.files = mem_alloc((n + 1) * sizeof(int)),
	};
	for (size_t i = 0; i <= n; i++)
		notify->files[i] = -1;
	if (notify->fd >= 0) {
		(void)fcntl(notify->fd, F_SETFD, FD_CLOEXEC);
		if (notify_follow(notify))
			return notify;
	}
	notify_free(notify);
	return NULL;
}

void notify_free(struct notify *notify)
{
	if (notify == NULL)
		return;
	notify_drop(notify);
	if (notify->fd >= 0)
		close(notify->fd);
	free(notify->files);
	free(notify);
}

int notify_fd(const struct notify *notify)
{
	return notify != NULL ? notify->fd : -1;
}

void notify_take(struct notify *notify)
{
	const struct timespec now = {0};
	struct kevent events[16];

	while (kevent(notify->fd, NULL, 0, events, 16, &now) > 0)
		;
	(void)notify_follow(notify);
}

#else

struct notify *notify_new(const char *dir, const char *const *names, size_t n)
{
	(void)dir;
	(void)names;
	(void)n;
	return NULL;
}

void notify_free(struct notify *notify)
{
	(void)notify;
}

int notify_fd(const struct notify *notify)
{
	(void)notify;
	return -1;
}

void notify_take(struct notify *notify)
{
	(void)notify;
}

#endif
