/*
 * review_act.h: what is asked of a record, checked against its state, as
 * acts. The inside of review.c.
 */
#ifndef REVIEW_REVIEW_ACT_H
#define REVIEW_REVIEW_ACT_H

#include "review/review.h"
#include "run/index/index.h"
#include "run/record/specimen.h"

/* A specimen that a task touches. */
struct review_specimen {
	struct specimen specimen; /* with the task's own acts in it */
	/* before the task */
	int64_t due;
	size_t n_acts;
	char *signer; /* who had approved it, or NULL; owned */
};

/* What a task has at hand: the index folded to the end, and the specimens
 * as they are with the acts that it made so far. */
struct review_work {
	struct index *index;
	const struct terms *terms;
	int64_t seq; /* of the next act */
	struct bytes *edits;
	struct review_specimen **specimens; /* each on its own: lent out */
	size_t n;
	struct act *last; /* the act made last; owned */
	struct seen now;  /* the record that was looked at last */
};

void review_work_done(struct review_work *work);

/* Checks one request and writes its act. -1 refuses it. */
int review_act(struct review_work *work, const struct review_request *request,
	       struct error *err) MUST_USE;

#endif
