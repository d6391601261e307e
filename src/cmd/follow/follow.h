/*
 * follow.h: a command that lets other threads work: it takes their mail, and
 * shows on a terminal how far they are.
 */
#ifndef CMD_FOLLOW_FOLLOW_H
#define CMD_FOLLOW_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/thread/mailbox.h"
#include "cmd/common/ticker.h"

struct follow {
	struct ticker *ticker; /* which is cleared at the end */
	const struct mail_taker *takers;
	size_t n_takers;
	bool (*is_over)(const void *receiver);
	/* Draws the line of the ticker, which is shown: no more often than it
	 * may, and after the last mail of a burst. */
	void (*draw)(void *receiver);
};

/* Takes what comes until it is over. */
void follow_mail(const struct follow *follow, struct mailbox *inbox,
		 void *receiver);

#endif
