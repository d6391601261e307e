/*
 * bulk.h: one change of the values of many records: what is asked, and what
 * it would do, record by record, before anything is written.
 */
#ifndef REVIEW_COLUMNS_BULK_H
#define REVIEW_COLUMNS_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/index/filter.h"
#include "run/index/rows.h"

/* What is to become of one term. */
struct bulk_change {
	char *term;
	char **from; /* only where one of these stands; n_from 0: anything */
	size_t n_from;
	char *to;      /* "" leaves the field empty; NULL: by `replace`, … */
	char *replace; /* … "/RE/TEXT/g" (replace.h), of what is not empty, … */
	bool fill; /* … or a blank takes the value above it; then it is the
			  only change */
};

struct bulk_ask {
	struct index_filter filter; /* of which records; its strings too */
	enum index_order order; /* in which a value stands above another one */
	char **ids; /* and of these alone; n_ids 0: of all of them */
	size_t n_ids;
	struct bulk_change *changes; /* of terms that differ */
	size_t n;
	bool with_signed; /* signed ones too, whose signature ends */
};

/* A copy of its own, and what frees it. */
void bulk_ask_copy(const struct bulk_ask *ask, struct bulk_ask *ret);
void bulk_ask_done(struct bulk_ask *ask);

/* Records, but where it says values. */
struct bulk_counts {
	size_t records;	   /* that match */
	size_t changed;	   /* that change */
	size_t values;	   /* values that change */
	size_t persons;	   /* of them, values that a person had set */
	size_t signed_in;  /* signed ones that change */
	size_t signed_out; /* signed ones left out, which would change */
	size_t rejected;   /* rejected ones; they are always left out */
	size_t stale; /* values left out that changed since they were shown */
};

/* A value, and what becomes of it. */
struct bulk_pair {
	const char *term, *from, *to; /* of the plan */
	size_t n;
};

struct bulk_item {
	int64_t key; /* of the record in the index, until something is folded */
	uint32_t pair; /* which of the pairs */
	bool person;   /* a person had set it */
	bool is_signed;
};

struct bulk_plan {
	struct bulk_counts counts;
	struct bulk_pair *pairs; /* those of most records first */
	size_t n_pairs;
	struct bulk_item *items; /* those of one record together */
	size_t n_items;
	/* What was shown: a number that stands for record, term, from and to,
	 * of each item; sorted. */
	uint64_t *marks;
	/* the plan's own */
	char *texts;
};

/*
 * Of a snapshot of the index; `stop` as in column.h. `shown` (NULL: nothing was
 * shown) are the marks of an earlier plan: what is not among them is left out
 * and counted as stale, and so is what was shown and is not to be changed any
 * longer. *ret is freed by bulk_plan_done.
 */
int bulk_plan_make(struct index *index, const struct bulk_ask *ask,
		   const uint64_t *shown, size_t n_shown,
		   bool (*stop)(void *arg), void *arg, struct bulk_plan *ret,
		   struct error *err) MUST_USE;
void bulk_plan_done(struct bulk_plan *plan);
/* Whether this change of a record is among those that were planned: a key may
 * be another record's, once something was folded. */
bool bulk_plan_has(const struct bulk_plan *plan, const char *id,
		   const struct bulk_pair *pair);

/* The same by rows that are given one after the other, of a cell for each
 * change: *ret is the plan that is filled, until bulk_maker_free. */
struct bulk_maker;
int bulk_maker_new(const struct terms *terms, const struct bulk_ask *ask,
		   struct bulk_plan *ret, struct bulk_maker **ret_maker,
		   struct error *err) MUST_USE;
/* Where blanks are filled, the rows in their order first: with what each has of
 * the term. */
void bulk_maker_look(struct bulk_maker *maker, const char *id,
		     const char *value);
int bulk_maker_add(struct bulk_maker *maker, const struct index_column_row *row,
		   struct error *err) MUST_USE;
/* Finishes the plan. */
void bulk_maker_free(struct bulk_maker *maker);

#endif
