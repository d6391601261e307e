/*
 * snapshot.h: where the newest progress stands for all to read, and from which
 * one watcher is told of changes: at most one unread message, the latest
 * wins. Used for an extraction of our own and for a followed one.
 *
 * All calls may come from any thread.
 */
#ifndef EXTRACT_CONTROL_SNAPSHOT_H
#define EXTRACT_CONTROL_SNAPSHOT_H

#include "base/thread/mailbox.h"
#include "extract/control/progress.h"

enum extract_mail_kind {
	EXTRACT_MAIL_PROGRESS = 200, /* struct extract_mail: latest wins */
};
struct extract_mail {
	struct mail mail;
	struct extract_progress progress;
};

struct snapshot;

/* `watcher` may be NULL; it outlives the snapshot or its snapshot_unwatch. */
struct snapshot *snapshot_new(struct mailbox *watcher);
/* NULL is fine. Messages still unread stay where they are. */
void snapshot_free(struct snapshot *snapshot);

/* Puts up a copy, numbers it (revision) and tells the watcher. */
void snapshot_put(struct snapshot *snapshot,
		  const struct extract_progress *progress);
void snapshot_get(struct snapshot *snapshot, struct extract_progress *ret);
/* After it returns nothing is posted any more. */
void snapshot_unwatch(struct snapshot *snapshot);

#endif
