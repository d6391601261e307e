/*
 * count.h: how many specimens match a filter, and by which way one comes to the
 * first of them soonest. Known to the files of this folder alone.
 */
#ifndef RUN_INDEX_ASK_COUNT_H
#define RUN_INDEX_ASK_COUNT_H

#include "run/index/ask/filter_sql.h"
#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"

/* How many match, and about how many: of a text the first are counted, and the
 * others guessed by how far those reach. */
struct count {
	int64_t exact; /* at most INDEX_COUNTED of a text */
	double about;
	double having; /* the text, whatever else is asked */
};

int index_count(struct index *index, const struct index_filter *filter,
		struct count *ret, struct error *err) MUST_USE;

/* The number in the first row of a query. */
int index_count_rows(struct index *index, const struct index_query *query,
		     int64_t *ret, struct error *err) MUST_USE;

/* Whether a text is so common that one comes to the first `end` rows sooner by
 * looking at each record than by finding all that have it, also those that
 * nothing else takes. */
int index_count_is_common(struct index *index,
			  const struct index_filter *filter,
			  const struct count *count, size_t end, bool *ret,
			  struct error *err) MUST_USE;

/*
 * Whether one comes to the first `end` of `count` rows (1 at least) sooner by
 * finding all of them and putting those into the order than by going along the
 * order. *ret_rounds: after so many rounds (index_query_patience) of going along
 * it is taken that they lie far behind, as records without a collector do in
 * the order of gatherings; 0: that costs no more.
 */
int index_count_is_sorted(struct index *index,
			  const struct index_filter *filter,
			  enum index_order order, int64_t count, size_t end,
			  bool *ret, int *ret_rounds,
			  struct error *err) MUST_USE;

#endif
