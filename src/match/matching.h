/*
 * matching.h: the thread that asks GBIF about what comes into a run while it
 * is read or reviewed. Where another process is at it, or GBIF gives no answer,
 * it tries again later; nothing else waits for it, or fails because of it.
 */
#ifndef MATCH_MATCHING_H
#define MATCH_MATCHING_H

#include <stdbool.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "match/matcher.h"

enum matching_mail_kind {
	MATCHING_MAIL = 760, /* struct matching_mail: the latest alone */
};

struct matching_mail {
	struct mail mail;
	struct match_progress progress; /* of this look at the run */
	bool over;	    /* all is asked, after matching_finish, or it was
			       given up */
	struct error error; /* why; ERROR_NONE otherwise */
};

struct matching;

/* The options are copied; the run and `watcher` (may be NULL) outlive it. */
int matching_start(const struct run *run, const struct match_options *options,
		   struct mailbox *watcher, struct matching **ret,
		   struct error *err) MUST_USE;
/* Nothing more comes in: it goes over the run once more, and then says that it
 * is over. */
void matching_finish(struct matching *matching);
/* Ends the thread soon; what was answered is kept. NULL is fine. */
void matching_stop(struct matching *matching);

#endif
