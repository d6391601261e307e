/*
 * watch.c: who else writes the journals. See watch.h.
 *
 * 1. The thread looks as well as it listens: what a network file system or a
 *    full queue did not tell is found a little later.
 * 2. After it has called it rests a moment, so that a burst of lines is a few
 *    calls; what came meanwhile is told then.
 */
#include "config.h"

#include "run/store/watch.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/file/notify.h"
#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "base/thread/thread.h"
#include "run/journal/filesystem.h"
#include "run/journal/journal.h"

/* A change is to be on the screen within 250 ms. */
#define WATCH_LOOK_MS 150  /* between two looks, where nothing tells … */
#define WATCH_SLOW_MS 2000 /* … and where something does */
#define WATCH_REST_MS 20

/* What is looked at of a file. */
struct watch_mark {
	dev_t dev;
	ino_t ino;
	off_t size;
	int64_t mtime_ns; /* of the further file alone: journals grow, but
			     SQLite writes its log anew from the beginning */
};

#define WATCH_FILES 3

struct journal_watch {
	void (*changed)(void *arg);
	void *arg;
	char *dir, *further;
	const char *names[WATCH_FILES];
	size_t n;
	struct watch_mark marks[WATCH_FILES];
	struct notify *notify; /* NULL: looking has to do */
	int look_ms;
	struct mailbox *end; /* closed when the thread is to end */
	pthread_t thread;
};

/* Looks at the files; whether one is another than before. */
static bool watch_look(struct journal_watch *watch)
{
	bool changed = false;

	for (size_t i = 0; i < watch->n; i++) {
		char *path CLEANUP(mem_free_str) =
			file_join(watch->dir, watch->names[i]);
		struct watch_mark *mark = &watch->marks[i], now = {0};
		struct stat st;

		if (stat(path, &st) == 0)
			now = (struct watch_mark){st.st_dev, st.st_ino,
						  st.st_size, 0};
		if (now.ino != 0 && watch->names[i] == watch->further)
			now.mtime_ns = file_mtime_ns(&st);
		changed = changed || now.dev != mark->dev ||
			  now.ino != mark->ino || now.size != mark->size ||
			  now.mtime_ns != mark->mtime_ns;
		*mark = now;
	}
	return changed;
}

static void *watch_main(void *arg)
{
	struct journal_watch *watch = arg;
	struct pollfd fds[] = {
		{.fd = mailbox_fd(watch->end), .events = POLLIN},
		{.fd = notify_fd(watch->notify), .events = POLLIN},
	};

	while (!mailbox_closed(watch->end)) {
		poll(fds, watch->notify != NULL ? 2 : 1, watch->look_ms);
		/* Also what no event told of: the directory of a further
		 * file is not watched. */
		if (watch->notify != NULL)
			notify_take(watch->notify);
		if (mailbox_closed(watch->end) || !watch_look(watch))
			continue;
		watch->changed(watch->arg);
		poll(fds, 1, WATCH_REST_MS);
	}
	return NULL;
}

static void watch_free(struct journal_watch *watch)
{
	notify_free(watch->notify);
	mailbox_free(watch->end);
	free(watch->dir);
	free(watch->further);
	free(watch);
}

int journal_watch_start_with(const char *dir, const char *further,
			     const struct journal_watch_how *how,
			     void (*changed)(void *arg), void *arg,
			     struct journal_watch **ret, struct error *err)
{
	struct journal_watch *watch = mem_zalloc(sizeof(*watch));

	watch->changed = changed;
	watch->arg = arg;
	watch->dir = mem_strdup(dir);
	watch->names[0] = journal_name(JOURNAL_RAW);
	watch->names[1] = journal_name(JOURNAL_EDITS);
	watch->names[2] = watch->further = mem_strdup(further);
	watch->n = further != NULL ? 3 : 2;
	watch->look_ms = how->look_ms;
	if (how->notify) {
		watch->notify = notify_new(watch->dir, watch->names, watch->n);
		if (watch->notify == NULL) {
			watch_free(watch);
			return error_set(err, ERROR_FAILED,
					 "the system tells of no changes in %s",
					 dir);
		}
	}
	watch_look(watch);
	if (mailbox_new(&watch->end, err) < 0 ||
	    thread_start(&watch->thread, "watch", watch_main, watch, err) < 0) {
		watch_free(watch);
		return -1;
	}
	*ret = watch;
	return 0;
}

int journal_watch_start(const char *dir, const char *further,
			void (*changed)(void *arg), void *arg,
			struct journal_watch **ret, struct error *err)
{
	struct journal_watch_how told = {true, WATCH_SLOW_MS};
	struct journal_watch_how looks = {false, WATCH_LOOK_MS};

	/* Another host's writing is never told. */
	if (filesystem_is_remote(dir))
		told.look_ms = WATCH_LOOK_MS;
	if (journal_watch_start_with(dir, further, &told, changed, arg, ret,
				     NULL) == 0)
		return 0;
	return journal_watch_start_with(dir, further, &looks, changed, arg, ret,
					err);
}

void journal_watch_stop(struct journal_watch *watch)
{
	if (watch == NULL)
		return;
	mailbox_close(watch->end);
	pthread_join(watch->thread, NULL);
	watch_free(watch);
}
