/*
 * draft.h: what a curator had typed but not committed: RUN/drafts/WHO.json,
 * written atomically by a thread of its own, never by the UI thread.
 */
#ifndef REVIEW_DRAFT_H
#define REVIEW_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "run/run/run.h"

/* An act that was asked for and could not be saved. */
struct draft_act {
	char *op; /* as in edits.jsonl */
	char *specimen_id, *image;
	char *term, *value, *reason; /* NULL where the act has none */
};
#define DRAFT_ACTS_MAX 1000

struct draft {
	char *specimen_id, *term, *value; /* what was being typed; or NULL */
	char *at_specimen, *at_term;	  /* where the curator stood */
	char *filter;			  /* words of the queue's filter … */
	char *where, *order, *columns;	  /* … condition, order, columns */
	char *pace;			  /* "off", or NULL */
	/* A line that was open and is of no record: which, what stood in it,
	 * and the term whose values it is for; or NULL. */
	char *line_of, *line, *line_term;
	struct draft_act *unsaved;
	size_t n_unsaved;
};

void draft_done(struct draft *draft);
/* Copies all strings; what was in *ret is not freed. */
void draft_copy(const struct draft *draft, struct draft *ret);
bool draft_is_same(const struct draft *a, const struct draft *b);
/* Adds a copy. */
void draft_add(struct draft *draft, const struct draft_act *act);
/* ERROR_NOT_FOUND when there is none. Blocks: not on the UI thread. */
int draft_load(const struct run *run, const char *who, struct draft *ret,
	       struct error *err) MUST_USE;
int draft_save(const struct run *run, const char *who,
	       const struct draft *draft, struct error *err) MUST_USE;

/*
 * A thread that saves the latest draft; posting never waits. One that cannot
 * be written is tried again until it can, or a later one is. `reply` (may be
 * NULL, outlives it) is told when drafts fail and when they are kept again.
 */
enum draft_mail_kind { DRAFT_MAIL_STATE = 600 /* struct draft_state */ };
struct draft_state {
	struct mail mail;
	struct error error; /* kind ERROR_NONE: kept again */
};

struct draft_saver;
int draft_saver_start(const struct run *run, const char *who,
		      struct mailbox *reply, struct draft_saver **ret,
		      struct error *err) MUST_USE;
void draft_saver_put(struct draft_saver *saver, const struct draft *draft);
/* Writes the last one, and ends; -1 when that is not on the disk. NULL is
 * fine. */
int draft_saver_stop(struct draft_saver *saver, struct error *err);

#endif
