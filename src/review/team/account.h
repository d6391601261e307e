/*
 * account.h: what review has come to: what it has cost, and what it says of
 * those who read the sheets. What `stats` prints and `report` shows.
 */
#ifndef REVIEW_TEAM_ACCOUNT_H
#define REVIEW_TEAM_ACCOUNT_H

#include "review/team/effort.h"
#include "review/team/worth.h"
#include "run/index/index.h"

struct account {
	struct effort effort;
	struct worth *worth;
};

/* Reads every record that somebody has acted on, once, of an index that is
 * folded. `tell` (may be NULL) hears how far that is. *ret is owned:
 * account_done. */
int account_read(struct index *index,
		 void (*tell)(void *arg, size_t done, size_t total), void *arg,
		 struct account *ret, struct error *err) MUST_USE;
void account_done(struct account *account); /* zeroed is fine */

#endif
