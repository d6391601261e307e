/*
 * follow.c: following by mail what other threads do. See follow.h.
 *
 * 1. It waits without end while what is shown is all that was heard, so that
 *    nothing wakes a command to which nothing happens.
 */
#include "config.h"

#include "cmd/follow/follow.h"

void follow_mail(const struct follow *follow, struct mailbox *inbox,
		 void *receiver)
{
	bool drawn = true;

	while (!follow->is_over(receiver)) {
		int wait = drawn ? -1 : ticker_wait(follow->ticker);
		struct mail *mail = mailbox_wait(inbox, wait);

		if (mail == NULL)
			follow->draw(receiver);
		else
			mail_hand(mail, follow->takers, follow->n_takers,
				  receiver);
		drawn = mail == NULL || !follow->ticker->shown;
	}
	ticker_clear(follow->ticker);
}
