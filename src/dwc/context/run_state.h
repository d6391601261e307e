/*
 * run_state.h: what the statistics of a run hold, and how names and people
 * are read for them. Known to run_words.c and run_verdict.c.
 */
#ifndef DWC_CONTEXT_RUN_STATE_H
#define DWC_CONTEXT_RUN_STATE_H

#include <stdatomic.h>

#include "dwc/catalogue/shape.h"
#include "dwc/name/taxon_name.h"
#include "dwc/record/word_tables.h"
#include "dwc/context/census.h"
#include "dwc/context/run_people.h"
#include "dwc/context/run_words.h"

struct run_words {
	const struct terms *terms; /* borrowed */
	atomic_uint holders;	   /* who share it */
	struct census genera, names;
	struct census people;	/* by run_person's key; with their decades */
	struct census surnames; /* of all of them */
	/* "genus family" of records that have both, and the genus by itself */
	struct census families;
	struct shapes shapes; /* of catalogue numbers */
	uint32_t decades[CENSUS_DECADES], dated;
	/* Dates that say so themselves: of labels, and of each column of each
	 * table by run_order_key. */
	uint32_t month_first, day_first;
	struct census orders;
};

/* The key under which dates of a table are counted in which the month, or else
 * the day, comes first. */
#define RUN_ORDER_KEY 18
void run_order_key(const char *table, const char *term, bool month,
		   char ret[RUN_ORDER_KEY]);

/* A name as it is counted: folded words. */
struct run_name {
	char genus[SPELLING_MAX + 1];
	char epithet[SPELLING_MAX + 1]; /* "" for none */
	char both[SPELLING_MAX + 2];
};
/* False where the value is not one. */
bool run_name_read(const struct terms *terms, const char *value,
		   struct run_name *ret);

/* Who collected it, or "". Borrowed of the record. */
const char *run_collector(const struct terms *terms,
			  const struct record *record);

#endif
