/*
 * thread.h: the store's own: its state, and what its files share. Not
 * for anyone else.
 */
#ifndef RUN_STORE_THREAD_H
#define RUN_STORE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/list.h"
#include "run/cache/facts.h"
#include "run/journal/journal.h"
#include "run/journal/ops.h"
#include "run/store/store.h"

#define STORE_FOLD_MS 200 /* of folding, before the inbox is looked at again */
/* Outcomes in so long a time, from which on they come in bursts: such a one is
 * over after a pause, and an index that is older is folded all the same. */
#define STORE_BURST	64
#define STORE_WINDOW_MS 250
#define STORE_PAUSE_MS	50
#define STORE_BURST_MS	2000

enum store_order {
	STORE_OUTCOME, /* struct store_line */
	STORE_EVENT,   /* struct store_line */
	STORE_TASK,    /* struct store_task */
	STORE_WAKE,
	STORE_GIVE_UP, /* struct store_line without text */
	STORE_CHECK,   /* the same; waits among the outcomes */
};

/* A line on its way to a journal. */
struct store_line {
	struct mail mail;
	struct bytes text;
	uint64_t room; /* of a check */
	uint64_t ticket;
	struct mailbox *reply; /* may be NULL */
};

struct store {
	/* immutable */
	const struct run *run;
	struct mailbox *inbox;
	pthread_t thread;

	pthread_mutex_t lock;
	/* protected by lock */
	struct mailbox *watcher;
	/* What was told while nobody watched, the latest of each kind; owned,
	 * NULL: nothing. */
	struct mail *untold[STORE_MAIL_END - STORE_MAIL_FOLDED];
	bool told; /* the watcher has heard of a fold */

	/* the store thread's */
	struct journals *journals;
	struct index *index;
	struct list outcomes, events; /* struct store_line */
	struct list tasks;	      /* struct store_task */
	bool waits;		      /* the last append failed */
	struct error why;	      /* it did */
	int tries;		      /* failed one after the other */
	int64_t retry_ms;	      /* when to try again */
	bool fold_due;		      /* the index is behind */
	bool lines_due;		      /* some line is not taken in */
	int64_t fold_ms;	      /* not before */
	int64_t folded_ms;	      /* when it was folded last */
	size_t came, came_before;     /* outcomes written since window_ms, and
					 in the window before */
	int64_t window_ms;
	bool renew_due;		    /* rows may be stale (index_renew) */
	int64_t renew_ms;	    /* not before */
	int fold_pause_ms;	    /* after a failure, 0 when there was none */
	struct store_folded folded; /* the sums that are told */
	uint64_t told_sizes[JOURNAL_FOLDED];
	struct facts_place told_facts;
	uint64_t signed_size; /* of edits.jsonl when curated.jsonl was whole */
	int64_t sign_ms;      /* when it may be made whole again */
	bool owes;	      /* lines there of what this store has written */
	bool rescue_due;      /* something is to be taken in … */
	int64_t rescue_ms;    /* … and when */
};

/* store_start with other system calls under the journals; for tests. */
int store_start_with(const struct run *run, const struct journal_ops *ops,
		     struct store **ret, struct error *err) MUST_USE;

/* thread.c: an empty line; mail_free frees it. */
struct store_line *store_line_new(enum store_order order);
/* The line whose node this is; NULL for NULL. */
struct store_line *store_line_of(struct list_node *node);
/* Posts to the watcher, the latest of its kind; without one it is kept for
 * whoever watches next. */
void store_tell(struct store *store, struct mail *mail);

/* commit.c: writes what is queued, acknowledges; `final` gives up what
 * cannot be written. */
void store_commit(struct store *store, bool final);
/* Milliseconds until waiting lines are tried again; -1: none wait. */
int store_commit_wait(const struct store *store);
/* Tells the reply mailbox of a line that came while others wait. */
void store_commit_joined(struct store *store, const struct store_line *line);

/* Gives up the waiting lines of this mailbox. */
void store_commit_give_up(struct store *store, const struct mailbox *reply);
/* Puts a check among the outcomes, or acknowledges it. */
void store_commit_check(struct store *store, struct store_line *line);

/* rescue.c: frees the lines, which are written where the journals are not,
 * and acknowledges them. `why` they are given up. */
void store_rescue(struct store *store, struct list *lines,
		  const struct error *why);
/* Takes in what is to be, if it is time. */
void store_take_in(struct store *store);
/* The same now, under the lock. */
int store_take_in_locked(struct store *store, struct error *err) MUST_USE;
/* Milliseconds until store_take_in has something to do; -1: nothing. */
int store_take_in_wait(const struct store *store);

/* thread.c: frees the line. `err` NULL: it is durable; `rescued`: elsewhere.
 * Nobody is told where it has no mailbox. */
void store_ack(struct store_line *line, bool rescued, const struct error *err);

/* task.c */
/* Says of one that it came too late; returns -1. */
int store_task_too_late(struct error *err);
/* Goes on with the first task; true: it, or others, need more. `ended`: all are
 * brought to their end, but none waits for what follows from it. */
bool store_run_tasks(struct store *store, bool ended);
/* Appends to curated.jsonl some of what a crash, or a task that leaves it to
 * this, kept from it (rule 6); whether there is more. */
bool store_catch_up(struct store *store);

/* fold.c: makes rows anew that rest on what the run said before, for a
 * while. */
void store_renew(struct store *store);
/* Folds for about `budget_ms` (-1: to the end) and tells. */
int store_fold(struct store *store, int budget_ms, struct error *err);
/* The same of the lines alone (index_fold_lines). */
int store_fold_lines(struct store *store, int budget_ms, struct error *err);
/* The last one before the store ends: as much as it has to leave behind. */
void store_fold_last(struct store *store);
/* Tells the sums. */
void store_fold_tell(struct store *store);

#endif
