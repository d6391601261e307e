/*
 * mailbox.c: a queue of owned messages with a wake-up pipe. See mailbox.h.
 *
 * 1. The pipe holds one byte exactly while the list is not empty or the
 *    mailbox is closed: `signalled` says so and changes under the lock.
 * 2. The pipe is emptied before the list is looked at, under the same lock:
 *    the other way round a wake-up gets lost.
 * 3. Posting never blocks: the pipe is non-blocking and holds at most a byte.
 */
#include "config.h"

#include "base/thread/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"

struct mailbox {
	int read_fd, write_fd; /* immutable */

	pthread_mutex_t lock;
	/* protected by lock */
	struct list queue;
	bool signalled;
	bool closed;
};

int mailbox_new(struct mailbox **ret, struct error *err)
{
	struct mailbox *box;
	int fds[2];

	if (file_pipe(fds, O_NONBLOCK, err) < 0)
		return -1;
	box = mem_zalloc(sizeof(*box));
	box->read_fd = fds[0];
	box->write_fd = fds[1];
	pthread_mutex_init(&box->lock, NULL);
	*ret = box;
	return 0;
}

void mailbox_free(struct mailbox *box)
{
	struct mail *mail;

	if (box == NULL)
		return;
	while ((mail = mailbox_take(box)) != NULL)
		mail_free(mail);
	close(box->read_fd);
	close(box->write_fd);
	pthread_mutex_destroy(&box->lock);
	free(box);
}

/* Makes the pipe hold a byte exactly when it should. Under the lock. */
static void mailbox_signal(struct mailbox *box)
{
	bool want = box->queue.first != NULL || box->closed;
	char byte = 0;
	ssize_t rc;

	if (want == box->signalled)
		return;
	do
		rc = want ? write(box->write_fd, &byte, 1)
			  : read(box->read_fd, &byte, 1);
	while (rc < 0 && errno == EINTR);
	box->signalled = want;
}

static struct mail *mail_of(struct list_node *node)
{
	return LIST_ITEM(node, struct mail, node);
}

/* Puts `mail` into the slot of a waiting one of its kind, or at the end.
 * Returns what it replaced. Under the lock. */
static struct mail *mailbox_put(struct mailbox *box, struct mail *mail,
				bool replace)
{
	struct list_node *after = NULL;
	struct list_node *old = replace ? box->queue.first : NULL;

	while (old != NULL && mail_of(old)->kind != mail->kind) {
		after = old;
		old = old->next;
	}
	list_insert(&box->queue, old != NULL ? after : box->queue.last,
		    &mail->node);
	if (old != NULL)
		list_remove(&box->queue, old);
	mailbox_signal(box);
	return mail_of(old);
}

static void mailbox_give(struct mailbox *box, struct mail *mail, bool replace)
{
	struct mail *unused = mail;

	pthread_mutex_lock(&box->lock);
	if (!box->closed)
		unused = mailbox_put(box, mail, replace);
	pthread_mutex_unlock(&box->lock);
	mail_free(unused);
}

void mailbox_post(struct mailbox *box, struct mail *mail)
{
	mailbox_give(box, mail, false);
}

void mailbox_replace(struct mailbox *box, struct mail *mail)
{
	mailbox_give(box, mail, true);
}

static bool mailbox_has(const struct mailbox *box, unsigned int kinds)
{
	for (struct list_node *at = box->queue.first; at != NULL; at = at->next)
		if ((kinds >> mail_of(at)->kind & 1) != 0)
			return true;
	return false;
}

void mailbox_return(struct mailbox *box, struct mail *mail)
{
	struct mail *unused = mail;

	pthread_mutex_lock(&box->lock);
	if (!box->closed && !mailbox_has(box, 1u << mail->kind))
		unused = mailbox_put(box, mail, false);
	pthread_mutex_unlock(&box->lock);
	mail_free(unused);
}

bool mailbox_holds(struct mailbox *box, unsigned int kinds)
{
	bool holds;

	pthread_mutex_lock(&box->lock);
	holds = mailbox_has(box, kinds);
	pthread_mutex_unlock(&box->lock);
	return holds;
}

int mailbox_fd(const struct mailbox *box)
{
	return box->read_fd;
}

struct mail *mailbox_take(struct mailbox *box)
{
	struct mail *mail;

	pthread_mutex_lock(&box->lock);
	mail = mail_of(list_pop(&box->queue));
	mailbox_signal(box);
	pthread_mutex_unlock(&box->lock);
	return mail;
}

struct mail *mailbox_wait(struct mailbox *box, int timeout_ms)
{
	int64_t end = timeout_ms >= 0 ? clock_ms() + timeout_ms : 0;
	struct mail *mail;

	while ((mail = mailbox_take(box)) == NULL) {
		struct pollfd fd = {.fd = box->read_fd, .events = POLLIN};
		int64_t left = timeout_ms >= 0 ? end - clock_ms() : -1;

		if (mailbox_closed(box) || (timeout_ms >= 0 && left <= 0))
			return NULL;
		poll(&fd, 1, (int)left);
	}
	return mail;
}

void mailbox_close(struct mailbox *box)
{
	pthread_mutex_lock(&box->lock);
	box->closed = true;
	mailbox_signal(box);
	pthread_mutex_unlock(&box->lock);
}

bool mailbox_closed(struct mailbox *box)
{
	bool closed;

	pthread_mutex_lock(&box->lock);
	closed = box->closed;
	pthread_mutex_unlock(&box->lock);
	return closed;
}

void mail_free(struct mail *mail)
{
	if (mail != NULL && mail->free != NULL)
		mail->free(mail);
	else
		free(mail);
}

void mail_hand(struct mail *mail, const struct mail_taker *takers, size_t n,
	       void *receiver)
{
	for (size_t i = 0; i < n; i++) {
		if (takers[i].kind != mail->kind)
			continue;
		takers[i].take(receiver, mail);
		return;
	}
	mail_free(mail);
}
