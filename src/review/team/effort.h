/*
 * effort.h: what review has cost, and what has helped: counted from the acts
 * of a run that were not taken back, read as a stream.
 */
#ifndef REVIEW_TEAM_EFFORT_H
#define REVIEW_TEAM_EFFORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/journal/act.h"

#define EFFORT_PEOPLE_MAX 1000 /* those who come later are not told apart */

struct effort_person {
	char *by; /* NULL: all those beyond EFFORT_PEOPLE_MAX */
	size_t approved, rejected;
	/* Of the decisions that say what they cost. */
	size_t told;
	int64_t keys, seconds;
};

struct effort_help {
	size_t values;
	size_t characters; /* of these values */
};

struct effort {
	struct effort_person *people; /* in the order of their first decision */
	size_t n;
	struct effort_help helps[VIA_COUNT];
};

/* `dir`: of the run. Lines that are no acts are passed over. */
int effort_read(const char *dir, struct effort *ret,
		struct error *err) MUST_USE;
void effort_done(struct effort *effort);

#endif
