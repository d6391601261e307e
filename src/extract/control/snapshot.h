/*
 * snapshot.h: where the newest progress stands for all to read, and from which
 * one watcher is told of changes: at most one unread message, the latest
 * wins. Used for an extraction of our own and for a followed one.
 *
 * All calls may come from any thread.
 */
#ifndef EXTRACT_CONTROL_SNAPSHOT_H
#define EXTRACT_CONTROL_SNAPSHOT_H

#include "base/mailbox.h"
#include "extract/worker/extractor.h"

struct board;

/* `watcher` may be NULL; it outlives the board or its board_unwatch. */
struct board *board_new(struct mailbox *watcher);
/* NULL is fine. Messages still unread stay where they are. */
void board_free(struct board *board);

/* Puts up a copy, numbers it (revision) and tells the watcher. */
void board_put(struct board *board, const struct extract_progress *progress);
void board_get(struct board *board, struct extract_progress *ret);
/* After it returns nothing is posted any more. */
void board_unwatch(struct board *board);

#endif
