/*
 * counts.h: sums over all specimens: how many there are of each kind, how far
 * their fields are filled and agreed upon, and how the newest extraction goes.
 */
#ifndef RUN_INDEX_COUNTS_H
#define RUN_INDEX_COUNTS_H

#include "run/index/index.h"

struct index_counts {
	size_t sheets;	  /* specimens known */
	size_t extracted; /* with a success */
	size_t failed;	  /* with failures alone */
	size_t by_status[STATUS_COUNT];
	size_t by_priority[PRIORITY_COUNT];
	size_t flagged, expert, second;		  /* marked so */
	double completeness_mean, soundness_mean; /* 0-100 */
	double doubt_mean;
	size_t blank; /* of which nothing was read */
	double cost_usd;
	int64_t revision; /* changes whenever the index did */
};
int index_counts(struct index *index, struct index_counts *ret,
		 struct error *err) MUST_USE;

/* How far second readers agree with what was signed: of one term, in how many
 * records both have said what it is, and the same. Those of most records
 * first. */
struct index_agreement {
	char *term;
	size_t n, same;
};
/* *ret, an array of *ret_n, is owned: index_agreements_free. *ret_records:
 * read a second time. */
int index_agreements(struct index *index, struct index_agreement **ret,
		     size_t *ret_n, size_t *ret_records,
		     struct error *err) MUST_USE;
void index_agreements_free(struct index_agreement *list, size_t n);

/* Records that are neither signed nor rejected. */
#define INDEX_DOUBTS 10 /* halves: [0, .5), … [4.5, …) */
struct index_open {
	size_t n;
	size_t failed;		     /* could not be read */
	size_t blank;		     /* nothing was read of them */
	size_t doubts[INDEX_DOUBTS]; /* of the others, by doubt */
};
int index_open_doubts(struct index *index, struct index_open *ret,
		      struct error *err) MUST_USE;

struct coverage {
	size_t filled, sound;
	size_t seen; /* what the sheet says, or what follows from that */
};
/* One entry for each term of the table, in its order; *ret owned. */
int index_coverage(struct index *index, struct coverage **ret,
		   struct error *err) MUST_USE;

/* The newest extraction session that events.jsonl tells of. */
struct index_session {
	char run_id[80], started[40], last[40]; /* stamps, or "" */
	int64_t total; /* sheets it set out to read; 0 when unknown */
	int64_t succeeded, failed;
	bool ended;
	double per_minute; /* sheets read, over its time so far */
};
int index_session(struct index *index, struct index_session *ret,
		  struct error *err) MUST_USE;

#endif
