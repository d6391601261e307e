/*
 * snapshot.c: the newest progress and its one watcher. See snapshot.h.
 *
 * 1. The watcher is told by mail that takes the place of an unread one:
 *    nothing piles up, and the last state always arrives.
 * 2. Posts happen under the lock, so that none comes after snapshot_unwatch.
 */
#include "config.h"

#include "extract/control/snapshot.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct snapshot {
	pthread_mutex_t lock;
	/* protected by lock */
	struct mailbox *watcher;
	struct extract_progress progress;
};

struct snapshot *snapshot_new(struct mailbox *watcher)
{
	struct snapshot *snapshot = mem_zalloc(sizeof(*snapshot));

	pthread_mutex_init(&snapshot->lock, NULL);
	snapshot->watcher = watcher;
	snapshot->progress.eta_s = -1;
	return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	pthread_mutex_destroy(&snapshot->lock);
	free(snapshot);
}

/* Under the lock. */
static void snapshot_tell(struct snapshot *snapshot)
{
	struct extract_mail *mail = mem_zalloc(sizeof(*mail));

	mail->mail.kind = EXTRACT_MAIL_PROGRESS;
	mail->progress = snapshot->progress;
	mailbox_replace(snapshot->watcher, &mail->mail);
}

void snapshot_put(struct snapshot *snapshot,
		  const struct extract_progress *progress)
{
	uint64_t revision;

	pthread_mutex_lock(&snapshot->lock);
	revision = snapshot->progress.revision + 1;
	snapshot->progress = *progress;
	snapshot->progress.revision = revision;
	if (snapshot->watcher != NULL)
		snapshot_tell(snapshot);
	pthread_mutex_unlock(&snapshot->lock);
}

void snapshot_get(struct snapshot *snapshot, struct extract_progress *ret)
{
	pthread_mutex_lock(&snapshot->lock);
	*ret = snapshot->progress;
	pthread_mutex_unlock(&snapshot->lock);
}

void snapshot_unwatch(struct snapshot *snapshot)
{
	pthread_mutex_lock(&snapshot->lock);
	snapshot->watcher = NULL;
	pthread_mutex_unlock(&snapshot->lock);
}
