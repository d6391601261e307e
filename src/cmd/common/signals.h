/*
 * signals.h: signals as mail. All signals are blocked in all threads; one
 * thread waits for them and posts what comes.
 */
#ifndef CMD_COMMON_SIGNALS_H
#define CMD_COMMON_SIGNALS_H

#include <stdatomic.h>

#include "base/error.h"
#include "base/thread/mailbox.h"

enum signals_mail_kind {
	SIGNALS_MAIL = 420, /* struct signals_mail */
};

struct signals_mail {
	struct mail mail;
	int number; /* SIGINT, SIGTERM or SIGHUP */
};

struct signals;

/*
 * Blocks INT, TERM and HUP in the calling thread (and so in all that it
 * starts later) and posts them to `to`, which outlives the signals; also when
 * the process was started with some of them ignored. Call it before any other
 * thread is started.
 *
 * On SIGHUP /dev/null is put over those of the descriptors 0, 1 and 2 that
 * are a terminal, before the mail is posted: it has gone away, and work goes
 * on without it.
 */
int signals_start(struct mailbox *to, struct signals **ret,
		  struct error *err) MUST_USE;
/* For who has no mailbox: INT and TERM set the flag, which outlives the
 * signals, and a second one ends the process with COMMAND_STOPPED. HUP as above. */
int signals_start_flag(atomic_bool *flag, struct signals **ret,
		       struct error *err) MUST_USE;
/* From now on INT and TERM end the process at once, with this code: nobody
 * reads mail any more. */
void signals_exit(struct signals *signals, int code);
/* Ends the thread; the signals act as before. NULL is fine. */
void signals_stop(struct signals *signals);

#endif
