/*
 * board.c: the newest progress and its one watcher. See board.h.
 *
 * 1. `unread` is true from the post of a message until its receiver frees
 *    it. What changes meanwhile makes the board `stale`, and freeing posts
 *    the newest: nothing piles up, and the last state always arrives.
 * 2. Posts happen under the lock, so that none comes after board_unwatch.
 *    A closed mailbox frees a message at once, in the same thread: the lock
 *    is recursive for this alone.
 */
#include "config.h"

#include "extract/board.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct board {
	pthread_mutex_t lock;
	/* protected by lock */
	int refs;
	struct mailbox *watcher;
	struct extract_progress progress;
	bool unread, stale;
};

struct board_mail {
	struct extract_mail extract; /* what the receiver sees; first */
	struct board *board;
};

struct board *board_new(struct mailbox *watcher)
{
	struct board *board = mem_zalloc(sizeof(*board));
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&board->lock, &attr);
	pthread_mutexattr_destroy(&attr);
	board->refs = 1;
	board->watcher = watcher;
	board->progress.eta_s = -1;
	return board;
}

/* Unlocks, and frees after the last reference. */
static void board_unlock_drop(struct board *board)
{
	bool last = --board->refs == 0;

	pthread_mutex_unlock(&board->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&board->lock);
	free(board);
}

static void board_post(struct board *board);

static void board_mail_free(struct mail *mail)
{
	struct board_mail *own = CONTAINER_OF(mail, struct board_mail, extract);
	struct board *board = own->board;

	pthread_mutex_lock(&board->lock);
	board->unread = false;
	if (board->stale && board->watcher != NULL)
		board_post(board);
	board_unlock_drop(board);
	free(own);
}

/* Under the lock, with nothing unread. */
static void board_post(struct board *board)
{
	struct board_mail *own = mem_zalloc(sizeof(*own));

	own->extract.mail.kind = EXTRACT_MAIL_PROGRESS;
	own->extract.mail.free = board_mail_free;
	own->extract.progress = board->progress;
	own->board = board;
	board->refs++;
	board->unread = true;
	board->stale = false;
	mailbox_post(board->watcher, &own->extract.mail);
}

void board_close(struct board *board)
{
	if (board == NULL)
		return;
	pthread_mutex_lock(&board->lock);
	board->watcher = NULL;
	board_unlock_drop(board);
}

void board_put(struct board *board, const struct extract_progress *progress)
{
	uint64_t revision;

	pthread_mutex_lock(&board->lock);
	revision = board->progress.revision + 1;
	board->progress = *progress;
	board->progress.revision = revision;
	if (board->watcher != NULL && board->unread)
		board->stale = true;
	else if (board->watcher != NULL)
		board_post(board);
	pthread_mutex_unlock(&board->lock);
}

void board_get(struct board *board, struct extract_progress *ret)
{
	pthread_mutex_lock(&board->lock);
	*ret = board->progress;
	pthread_mutex_unlock(&board->lock);
}

void board_unwatch(struct board *board)
{
	pthread_mutex_lock(&board->lock);
	board->watcher = NULL;
	pthread_mutex_unlock(&board->lock);
}
