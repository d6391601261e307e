/*
 * rank.h: where one specimen stands among the rows that a list shows (rows.h).
 */
#ifndef RUN_INDEX_RANK_H
#define RUN_INDEX_RANK_H

#include "run/index/filter.h"

/* Where a specimen stands among the rows; -1 when it is not among them. Of a
 * text INDEX_COUNTED where it stands there or behind it. */
int index_rank(struct index *index, const struct index_filter *filter,
	       enum index_order order, const char *id, int64_t *ret,
	       struct error *err) MUST_USE;

/* Whether a specimen is among them, wherever. */
int index_takes(struct index *index, const struct index_filter *filter,
		const char *id, bool *ret, struct error *err) MUST_USE;

#endif
