/*
 * summary.h: all that a report says of a run, gathered once; the page and the
 * JSON show this and nothing else.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/share.h"
#include "report/spend.h"
#include "report/standing.h"
#include "review/team/account.h"

#define SUMMARY_WORST 12
#define SUMMARY_PACE  28 /* days that a pace is taken from */

/* A record that is open. */
struct summary_record {
	char *id, *image; /* owned, as are the others */
	char *number;	  /* its catalogue number, or "" */
	char *name;
	char *reasons; /* a line for each, worst first */
	double doubt;
};

/* A reader over all terms, or a term over all readers. */
struct summary_sum {
	const char *name; /* of the account; of a term that the run's table has
			     its own */
	const struct term *term; /* NULL: it is a reader, or not in the table */
	struct share right;	 /* values that were signed as they were read */
	size_t missed;		 /* nothing was read where there is a value */
	struct worth_bin said[WORTH_BINS];
};

/* How long review will take. */
struct summary_pace {
	size_t decided;	     /* in the last SUMMARY_PACE days, … */
	int days;	     /* … or in so many, since the first decision */
	double per_day;	     /* 0: nothing to tell it by */
	double days_left;    /* -1: not known */
	double seconds_each; /* at work, a record; -1: not told */
	size_t told;	     /* decisions that this rests on */
	double hours_left;   /* of work; -1: not known */
	int64_t last_day;    /* of a decision, since 1970; -1: none */
};

struct summary {
	const struct run *run; /* borrowed */
	double at;	       /* when; s since 1970 */
	struct standing now;
	struct account account;
	struct spend spend;
	struct index_open open;
	size_t critical; /* of the open ones: a doubt of 2.5 and more */
	struct summary_record *worst; /* the most doubtful ones; owned */
	size_t n_worst;
	size_t complete; /* records with a value for each required term */
	size_t looked;	 /* records whose sheets were looked at for evidence */
	size_t disputed; /* read a second time otherwise, and undecided */
	size_t n_batches, in_flight; /* open ones, and their sheets */
	double reserved_usd;	     /* for them */

	/* Lists of the account, owned. */
	struct worth_term *terms;
	struct worth_pair *pairs;
	struct worth_second *seconds;
	size_t n_terms, n_pairs, n_seconds;
	/* What follows; owned. */
	struct summary_sum *by_model, *by_term;
	size_t n_models, n_by_term;
	struct share unchanged; /* signed records just as they were read */
	struct share right;	/* values, of all terms */
	struct share required;	/* … of those that count for completeness */
	size_t required_missed; /* … where nothing was read */
	struct summary_pace pace;
};

/* Hears what is being read, and how far that is. */
typedef void summary_tell(void *arg, const char *what, size_t done,
			  size_t total);

/* `at`: now, in s since 1970. `index` is folded, and asked in this thread; `run`
 * outlives *ret, which is owned: summary_done. */
int summary_read(const struct run *run, struct index *index, double at,
		 summary_tell *tell, void *arg, struct summary *ret,
		 struct error *err) MUST_USE;
void summary_done(struct summary *summary); /* zeroed is fine */

/* What a term is called by people. */
const char *summary_term_label(const struct summary *summary, const char *term);
/* The curator of this place in account.effort: by name, or as "curator 1".
 * Appended. */
void summary_curator(const struct summary *summary, size_t i, bool names,
		     struct bytes *ret);

#endif
