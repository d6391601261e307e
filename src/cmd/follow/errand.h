/*
 * errand.h: the one thing that a command asks of a run's store: the store is
 * started for it, its answer awaited, and the store stopped.
 */
#ifndef CMD_FOLLOW_ERRAND_H
#define CMD_FOLLOW_ERRAND_H

#include <stdatomic.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/thread/mailbox.h"
#include "cmd/common/command.h"
#include "run/run/run.h"
#include "run/store/store.h"

struct errand {
	const struct command *command;
	const struct run *run; /* open for writing */
	/* Set by INT, TERM and HUP, and whoever does what was asked looks at
	 * it. NULL: it is soon over, and these end the program. */
	atomic_bool *cancel;
	/* Asks for it; the answer is sent to `box`. */
	void (*submit)(void *asker, struct store *store, struct mailbox *box);
	int answer; /* the kind of mail that it is */
	/* What tells how far it is, and the line of that; NULL: nothing. */
	int progress;
	void (*say)(struct mail *progress, struct bytes *line);
	/* Whether all of it is written by then, and the index alone follows,
	 * which is not waited for once a signal has come. NULL: never. */
	bool (*is_written)(struct mail *progress);
};

/* The answer, which the caller frees, once what it tells of is on the disk and
 * the store is stopped: 0, or 1 where a signal ended it before the index had
 * followed, which is told on stderr, as is what the store set aside or took in.
 * -1: nothing was asked. */
int errand_run(const struct errand *errand, void *asker, struct mail **ret,
	       struct error *err) MUST_USE;

#endif
