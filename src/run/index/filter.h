/*
 * filter.h: which specimens are wanted, and in which order: --where and
 * --sort of `list`, and the queue of the console.
 */
#ifndef RUN_INDEX_FILTER_H
#define RUN_INDEX_FILTER_H

#include "run/index/index.h"

/* A figure compared with a number: "doubt>1.5". */
#define INDEX_BOUNDS_MAX 8
struct index_bound {
	const char *column;   /* of the table specimen; static */
	const char *relation; /* "<", "<=", ">", ">=" or "="; static */
	double value;
};

/* Beside the marks that a person sets: a second reading has ended; and it
 * differs, and nobody has decided since (run/record/second.h). */
#define INDEX_READ_TWICE (1u << MARK_COUNT)
#define INDEX_DISPUTED	 (2u << MARK_COUNT)

/* --where and --sort of `list`, and the console's queue. */
struct index_filter {
	int status;   /* enum status, or -1: any */
	int priority; /* enum priority, or -1: any */
	/* Only with all of these: 1 << enum act_mark, INDEX_READ_TWICE, … */
	unsigned int marks;
	const char *reader; /* only what waits for a second reader, and may be
			       read by this one; NULL: any */
	/* Who looks: of what waits for them as its second reader nothing is to
	 * be known but how its image is called, so that no text finds it by its
	 * values, no other condition takes it for what it lacks, and columns of
	 * values (index_column) are without it; NULL: all is known. It takes
	 * no row of a list by itself. */
	const char *eyes;
	const char *missing; /* only where this term has no value; NULL: any */
	const char
		*text;	/* only where image or any value contains it, or NULL */
	bool open_only; /* PENDING and IN_REVIEW */
	bool blank;	/* only those of which nothing was read */
	/* Only those with a value that bears this, SUPPORT_UNKNOWN: only those
	 * for which nothing was looked for; -1: any. */
	int support;
	struct index_bound bounds[INDEX_BOUNDS_MAX]; /* all of them hold */
	size_t n_bounds;
};
/* Takes every specimen. */
void index_filter_init(struct index_filter *filter);

enum index_order {
	ORDER_DOUBT, /* most doubt first, as readings left it, then blank ones,
			then failed ones; of equals by name */
	ORDER_NAME,
	ORDER_STATUS,
	ORDER_QUALITY,
	ORDER_ALIKE, /* gatherings together (dwc/context/gathering.h) */
};
#define INDEX_ORDERS 5
/* The words of --sort: "doubt" (or "priority", which is cut from it), "name",
 * "status", "quality", "alike". */
const char *index_order_word(enum index_order order);
int index_order_parse(const char *word, enum index_order *ret) MUST_USE;

/* "status:PENDING and priority:HIGH and flagged and missing:locality";
 * strings in *ret are borrowed from *storage (owned by the caller). */
int index_filter_parse(const char *where, const struct terms *terms,
		       struct index_filter *ret, char **storage,
		       struct error *err) MUST_USE;

/* The i-th word that such a text may have, "missing:", "and", for who completes
 * it; NULL behind the last. */
const char *index_filter_word(size_t i);

#endif
