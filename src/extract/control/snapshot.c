/*
 * snapshot.c: the newest progress and its one watcher. See snapshot.h.
 *
 * 1. The watcher is told by mail that takes the place of an unread one:
 *    nothing piles up, and the last state always arrives.
 * 2. Posts happen under the lock, so that none comes after board_unwatch.
 */
#include "config.h"

#include "extract/control/snapshot.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"

struct board {
	pthread_mutex_t lock;
	/* protected by lock */
	struct mailbox *watcher;
	struct extract_progress progress;
};

struct board *board_new(struct mailbox *watcher)
{
	struct board *board = mem_zalloc(sizeof(*board));

	pthread_mutex_init(&board->lock, NULL);
	board->watcher = watcher;
	board->progress.eta_s = -1;
	return board;
}

void board_free(struct board *board)
{
	if (board == NULL)
		return;
	pthread_mutex_destroy(&board->lock);
	free(board);
}

static void board_mail_free(struct mail *mail)
{
	free(CONTAINER_OF(mail, struct extract_mail, mail));
}

/* Under the lock. */
static void board_tell(struct board *board)
{
	struct extract_mail *mail = mem_zalloc(sizeof(*mail));

	mail->mail.kind = EXTRACT_MAIL_PROGRESS;
	mail->mail.free = board_mail_free;
	mail->progress = board->progress;
	mailbox_replace(board->watcher, &mail->mail);
}

void board_put(struct board *board, const struct extract_progress *progress)
{
	uint64_t revision;

	pthread_mutex_lock(&board->lock);
	revision = board->progress.revision + 1;
	board->progress = *progress;
	board->progress.revision = revision;
	if (board->watcher != NULL)
		board_tell(board);
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
