/*
 * draft.h: what a curator had typed but not committed: RUN/drafts/WHO.json,
 * written atomically by the store thread's side, never by the UI thread.
 */
#ifndef REVIEW_DRAFT_H
#define REVIEW_DRAFT_H

#include "base/error.h"
#include "run/run/run.h"

struct draft {
	char *specimen_id, *term, *value; /* what was being typed; or NULL */
	char *at_specimen, *at_term;	  /* where the curator stood */
	char *filter;			  /* words of the queue's filter */
};

void draft_done(struct draft *draft);
/* Copies all strings; what was in *ret is not freed. */
void draft_copy(const struct draft *draft, struct draft *ret);
/* ERROR_NOT_FOUND when there is none. Blocks: not on the UI thread. */
int draft_load(const struct run *run, const char *who, struct draft *ret,
	       struct error *err) MUST_USE;
int draft_save(const struct run *run, const char *who,
	       const struct draft *draft, struct error *err) MUST_USE;

/* A thread that saves the latest draft; posting never waits. */
struct draft_saver;
int draft_saver_start(const struct run *run, const char *who,
		      struct draft_saver **ret, struct error *err) MUST_USE;
void draft_saver_put(struct draft_saver *saver, const struct draft *draft);
void draft_saver_stop(struct draft_saver *saver); /* writes the last one */

#endif
