/*
 * review_act.h: what is asked of a record, checked against its state, as an act.
 */
#ifndef REVIEW_REVIEW_ACT_H
#define REVIEW_REVIEW_ACT_H

#include "review/review_work.h"

/* Checks one request and writes its act. -1 refuses it. 1: it was a part of
 * it, a line of the group; the same request with an empty work goes on. */
int review_act(struct review_work *work, const struct review_request *request,
	       struct error *err) MUST_USE;

#endif
