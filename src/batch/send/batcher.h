/*
 * batcher.h: the thread that submits batches while a console goes on. One
 * submission at a time.
 */
#ifndef BATCH_SEND_BATCHER_H
#define BATCH_SEND_BATCHER_H

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "batch/send/submit.h"
#include "extract/ask/options.h"
#include "run/run/run.h"
#include "run/store/store.h"

struct batcher;

enum batcher_mail_kind {
	BATCHER_MAIL_NOTE = 660, /* struct batcher_note */
	BATCHER_MAIL_DONE,	 /* struct batcher_done */
};

struct batcher_note {
	struct mail mail;
	char text[500]; /* for people; clean */
};

struct batcher_done {
	struct mail mail;
	struct submit_report report; /* as far as it came */
	struct error error;	     /* kind ERROR_NONE when it went well */
};

/* Submits what the options say and ends; its mail goes to `reply`, the last of
 * it that it is done, once. Run, store and reply outlive it; the options are
 * copied. */
int batcher_start(const struct run *run, struct store *store,
		  struct mailbox *reply, const struct extract_options *options,
		  struct batcher **ret, struct error *err) MUST_USE;
/* Ends what it waits for, which the next submission goes on with; at once where
 * it is done. NULL is fine. */
void batcher_stop(struct batcher *batcher);

#endif
