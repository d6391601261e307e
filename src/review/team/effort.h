/*
 * effort.h: what review has cost, and what has helped: counted from the acts
 * of specimens that were not taken back, one specimen at a time.
 */
#ifndef REVIEW_TEAM_EFFORT_H
#define REVIEW_TEAM_EFFORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/time/days.h"
#include "run/record/specimen.h"

#define EFFORT_PEOPLE_MAX 1000 /* those who come later are not told apart */

struct effort_person {
	char *by; /* NULL: all those beyond EFFORT_PEOPLE_MAX */
	size_t approved, rejected;
	/* Of the decisions that say what they cost. */
	size_t told;
	int64_t keys, seconds;
	int64_t first; /* seq of their first decision */
};

struct effort_help {
	size_t values;
	size_t characters; /* of these values */
};

struct effort {
	struct effort_person *people;
	size_t n;
	struct effort_help helps[VIA_COUNT];
	/* Records by the day of the decision in force: good are those that are
	 * approved, bad those that are rejected. */
	struct days days;
	size_t rows; /* not among these: signed as rows of tables came in */
};

/* Counts a specimen with all its acts; zeroed an effort is ready. */
void effort_count(struct effort *effort, const struct specimen *specimen);
/* Puts people in the order of their first decision. */
void effort_sort(struct effort *effort);
void effort_done(struct effort *effort);

#endif
