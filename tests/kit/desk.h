/*
 * desk.h: what tests of acts on many records share: a run of SHEETS sheets, a
 * store, an index of one's own, and ways to ask and to wait. What fails, fails
 * the test.
 */
#ifndef TESTS_DESK_H
#define TESTS_DESK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "review/columns/bulk_task.h"
#include "review/review.h"
#include "run/index/index.h"
#include "run/journal/journal.h"

#define SHEETS 450 /* three lines */

struct desk {
	char *dir;
	struct run *run;
	struct store *store;
	struct mailbox *box;
	struct index *index;
	struct bulk_ask ask; /* of constants */
	struct bulk_change change;
	char term[32], to[32]; /* of it */
	size_t told;	       /* progress mails of the last bulk */
};

int desk_setup(void **state);
int desk_teardown(void **state);
#define DESK_TEST(fn) \
	cmocka_unit_test_setup_teardown(fn, desk_setup, desk_teardown)

/* What the bulk sets; country=Canada before. */
void desk_set(struct desk *desk, const char *term, const char *to);
void desk_plan(struct desk *desk, struct bulk_plan *ret);
/* Asks for the bulk; waits until so many records are prepared; until it has
 * ended; and all of that. */
void desk_asks(struct desk *desk, const struct bulk_plan *shown,
	       bool leave_stale, const atomic_bool *cancel);
void desk_prepared(struct desk *desk, size_t records);
struct bulk_done desk_ended(struct desk *desk);
struct bulk_done desk_does(struct desk *desk, const struct bulk_plan *shown,
			   bool leave_stale, const atomic_bool *cancel);

/* How many open records have this value; this country; are flagged. */
size_t desk_count_of(struct desk *desk, const char *term, const char *value);
size_t desk_count(struct desk *desk, const char *country);
size_t desk_flagged(struct desk *desk);
/* edits.jsonl; owned. */
char *desk_edits(const struct desk *desk);

/* Waits for the reply to this one; which has to be good. */
struct review_reply desk_replied(struct desk *desk, uint64_t ticket);
struct review_reply desk_saved(struct desk *desk, uint64_t ticket);
/* Does something to a sheet, and waits. */
void desk_acts(struct desk *desk, enum act_op op, unsigned int sheet,
	       const char *value);
/* Waits until all lines of an undo are made. */
void desk_undo_made(struct desk *desk);

/* Another process takes the lock, does something to each of these sheets, and
 * gives it back. */
struct journals *desk_locked(const struct desk *desk);
void desk_does_others(struct desk *desk, struct journals *other,
		      unsigned int from, unsigned int to, const char *op,
		      const char *rest);
void desk_does_other(struct desk *desk, struct journals *other,
		     unsigned int sheet, const char *op, const char *rest);
void desk_unlocked(struct journals *other);

#endif
