/*
 * bulk_task.h: a change of many records done: one act and one undo, however
 * many records they are.
 *
 * The plan is made once more, and its lines, of some hundred records each, in
 * force only when the last of them is there (run/index/fold/group.h). All this
 * is done without journals.lock, which is held to append them. Records that
 * somebody signs, rejects or edits meanwhile are left out, where they are not
 * as they were planned any more, and counted; the others are made anew.
 */
#ifndef REVIEW_COLUMNS_BULK_TASK_H
#define REVIEW_COLUMNS_BULK_TASK_H

#include <stdatomic.h>

#include "base/thread/mailbox.h"
#include "review/columns/bulk.h"
#include "run/store/store.h"

enum bulk_mail_kind {
	BULK_MAIL_PROGRESS = 610, /* struct bulk_progress; the latest alone */
	BULK_MAIL_DONE,		  /* struct bulk_done */
};

struct bulk_progress {
	struct mail mail;
	uint64_t ticket;
	size_t done, total; /* records */
	/* -1: it can still be stopped; else all is written, and so much of it
	 * is in the index, per mille. */
	int followed;
};

struct bulk_done {
	struct mail mail;
	uint64_t ticket;
	int status; /* 0: durable and folded */
	struct error error;
	/* What was done. Values that became others after it was begun, and
	 * records that were signed or rejected, are among those left out. */
	struct bulk_counts counts;
	int64_t lines;	  /* that it has, one behind the other */
	int64_t revision; /* seq of the last one */
};

/* What is copied is copied at once. */
struct bulk_order {
	const struct bulk_ask *ask;
	const char *by;
	/* What was shown before (bulk_plan.marks); NULL: nothing was. What is
	 * otherwise now is refused as a whole (ERROR_STALE), or left out. */
	const uint64_t *shown;
	size_t n_shown;
	bool leave_stale;
	/* Whether it is to end before its last line, so that nothing of it is
	 * in force; outlives the task. NULL: it never is. */
	const atomic_bool *cancel;
};

/* Queues it; progress and the end go to `reply`, which outlives it. */
void bulk_submit(struct store *store, const struct bulk_order *order,
		 uint64_t ticket, struct mailbox *reply);

#endif
