/*
 * tally.h: the sums over all specimens, kept beside them so that
 * nothing has to be counted anew when one changes. Whole numbers, so that
 * the order of adding never shows.
 */
#ifndef RUN_INDEX_TABLE_TALLY_H
#define RUN_INDEX_TABLE_TALLY_H

#include <sqlite3.h>
#include <stdint.h>

#include "base/error.h"
#include "run/index/index.h"

struct index_tally {
	int64_t sheets, extracted, failed;
	int64_t marked[MARK_COUNT];
	int64_t by_status[STATUS_COUNT];
	int64_t by_priority[PRIORITY_COUNT];
	int64_t blank;
	int64_t completeness, soundness; /* sums in thousandths */
	int64_t doubt;			 /* the same */
	int64_t cost;			 /* billionths of a dollar */
};

/* What a specimen's row adds to the tally; taken out with sign -1. */
struct index_share {
	bool extracted, failed, blank;
	unsigned int marks; /* 1 << enum act_mark */
	int status, priority;
	double completeness, soundness, doubt;
};
/* From a row of SQL_SPECIMEN_OLD. A superseded one adds nothing. */
void index_share_read(sqlite3_stmt *stmt, struct index_share *ret);
void index_tally_add(struct index_tally *tally, const struct index_share *share,
		     int sign);

/* Reads what is stored into index->tally; writes what changed since. */
int index_tally_load(struct index *index, struct error *err) MUST_USE;
int index_tally_store(struct index *index, struct error *err) MUST_USE;

#endif
