/*
 * keeper.h: the thread that looks after the batches of a run while a console is
 * open: it asks how they stand, ever more seldom, collects what has ended, and
 * says how each of them is. Where somebody else works on them it only looks.
 */
#ifndef BATCH_TAKE_KEEPER_H
#define BATCH_TAKE_KEEPER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "extract/ask/options.h"
#include "run/run/run.h"
#include "run/store/store.h"

enum keeper_mail_kind {
	KEEPER_MAIL_VIEW = 720, /* struct keeper_mail: the latest alone */
};

#define KEEPER_ROWS 24

/* How they stand; copied, without pointers and padding. Texts are clean. */
struct keeper_view {
	size_t n;    /* rows: those that are open, the newest of them */
	size_t open; /* all that are */
	size_t unresolved;
	double reserved_usd, may_usd;
	struct {
		char chunk[16]; /* its beginning */
		char line[120]; /* survey_line */
	} rows[KEEPER_ROWS];
	/* what the last turn has brought */
	size_t collected, succeeded, failed; /* batches, and their sheets */
	char note[200];			     /* what keeps one of them, or "" */
};

struct keeper_mail {
	struct mail mail;
	struct keeper_view view;
};

struct keeper;

/* Starts the thread; the options are copied, all else outlives it. Each change
 * goes to `watcher`. */
int keeper_start(const struct run *run, struct store *store,
		 const struct extract_options *options, struct mailbox *watcher,
		 struct keeper **ret, struct error *err) MUST_USE;
/* Until it is released the thread leaves the batches alone: what it is at is
 * stopped at once, and goes on later. For a submission of this process, which
 * takes the same lock. Any thread. */
void keeper_hold(struct keeper *keeper);
void keeper_release(struct keeper *keeper);
/* Ends the thread, soon: what it was at goes on with the next one. NULL is
 * fine. */
void keeper_stop(struct keeper *keeper);

#endif
