/*
 * stats.h: the statistics of a run (dwc/context/run_words.h) as the index
 * keeps them, and the rows that are made with them. Known to this folder
 * alone.
 *
 * They are those of the first 100 * 2^k lines of raw.jsonl, k the greatest that
 * fits up to 8, bad lines and failures counted as lines: a function of the journal, so
 * that an index that followed it says what one that was made of it says.
 */
#ifndef RUN_INDEX_FOLD_STATS_H
#define RUN_INDEX_FOLD_STATS_H

#include "run/index/table/db.h"

/* What is noted in `meta`. */
#define STATS_LINES   "stats.lines"   /* what is stored is of so many */
#define STATS_NEXT    "stats.next"    /* rows up to this key are renewed */
#define STATS_SETTLED "stats.settled" /* no row is stale for so many */

/* Takes what the database keeps into index->stats, where that is not what is
 * there already. */
int stats_load(struct index *index, struct error *err) MUST_USE;

/* Makes them for a journal of `lines` lines, without storing them: for a new
 * index. */
int stats_make(struct index *index, int64_t lines, struct error *err) MUST_USE;
/* Goes on with statistics until they are of `due` lines, and sealed, or the
 * time is over (`end_ms` -1: never), or the journal is: 1, 0, 0 or -1. */
int stats_advance(const struct index *index, struct index_stats *stats,
		  int64_t due, int64_t end_ms, struct error *err) MUST_USE;
/* Stores others than index->stats, which are to be loaded then. */
int stats_store_of(struct index *index, const struct index_stats *stats,
		   struct error *err) MUST_USE;
/* Stores index->stats; every row that is not made with them is stale then. */
int stats_store(struct index *index, struct error *err) MUST_USE;
/* Notes that no row is stale. */
int stats_settle(struct index *index, struct error *err) MUST_USE;

/* How many lines raw.jsonl has. */
int stats_count_lines(const struct index *index, int64_t *ret,
		      struct error *err) MUST_USE;

void stats_done(struct index_stats *stats);

#endif
