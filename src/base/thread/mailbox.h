/*
 * mailbox.h: how threads talk: a queue of owned messages and a descriptor
 * that poll() finds readable when there are some. No thread ever waits to
 * post.
 *
 * A message type embeds `struct mail` as its first member:
 *	struct row_reply { struct mail mail; ... };
 */
#ifndef BASE_THREAD_MAILBOX_H
#define BASE_THREAD_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/list.h"

struct mail {
	struct list_node node; /* of the queue that it is in */
	/* of an enumeration SENDER_mail_kind, whose numbers are nobody else's:
	 * what one receiver is sent comes from many (house.sh looks); between
	 * the functions of one file also of an enumeration of its own */
	int kind;
	/* frees the whole message; NULL: it is one block of memory */
	void (*free)(struct mail *mail);
};

struct mailbox;

/* A new, empty mailbox; fails when no pipe can be had. */
int mailbox_new(struct mailbox **ret, struct error *err) MUST_USE;
/* Frees it and what is still in it. Nobody may post any more. NULL is fine. */
void mailbox_free(struct mailbox *box);

/* Gives the message to the mailbox, from any thread. After mailbox_close it
 * is freed at once. */
void mailbox_post(struct mailbox *box, struct mail *mail);

/* The same, but takes the place of a message of this kind that still waits:
 * the latest wins. */
void mailbox_replace(struct mailbox *box, struct mail *mail);

/* Gives back a message that was taken: it waits again, unless a newer one of
 * its kind does, and then it is freed. */
void mailbox_return(struct mailbox *box, struct mail *mail);

/* Whether a message of one of these kinds waits: 1 << kind, of kinds below 32.
 * From any thread. */
bool mailbox_holds(struct mailbox *box, unsigned int kinds);

/* Readable (POLLIN) while messages wait. Owned by the mailbox. */
int mailbox_fd(const struct mailbox *box);

/* Takes the oldest message, or NULL; the caller owns it. Receiver's thread
 * only. */
struct mail *mailbox_take(struct mailbox *box);

/* The same, but waits up to `timeout_ms` (-1: for ever) for one. NULL when
 * the time is over or the mailbox was closed and is empty. */
struct mail *mailbox_wait(struct mailbox *box, int timeout_ms);

/* Ends the mailbox: later posts are freed, waiters wake up. */
void mailbox_close(struct mailbox *box);
bool mailbox_closed(struct mailbox *box);

void mail_free(struct mail *mail); /* NULL is fine */

/* What a receiver does with mail of one kind: it owns it from then on. */
struct mail_taker {
	int kind;
	void (*take)(void *receiver, struct mail *mail);
};

/* Hands the message to the first that takes its kind, or frees it where none
 * does. */
void mail_hand(struct mail *mail, const struct mail_taker *takers, size_t n,
	       void *receiver);

#endif
