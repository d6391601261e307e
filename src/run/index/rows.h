/*
 * rows.h: specimens as a list shows them: a window of rows, all of them one
 * after the other, or a column of their values.
 */
#ifndef RUN_INDEX_ROWS_H
#define RUN_INDEX_ROWS_H

#include "run/index/filter.h"

/* Rows [offset, offset + limit) in this order; *ret_rows owned: free each by
 * specimen_row_done, then free(). *ret_total: all that match; of a text at most
 * INDEX_COUNTED, and then there may be more: the first rows must not wait for
 * the last to be found. */
#define INDEX_COUNTED 10000
int index_rows(struct index *index, const struct index_filter *filter,
	       enum index_order order, size_t offset, size_t limit,
	       struct specimen_row **ret_rows, size_t *ret_n, size_t *ret_total,
	       struct error *err) MUST_USE;

/*
 * All that match, in this order, one at a time out of one snapshot; for
 * lists of any length. `limit` 0: no limit. The row and `dwc` (the current
 * record as `list --format jsonl` writes it) are lent for the call; another
 * return than 0 ends the walk and is passed on.
 */
int index_walk(struct index *index, const struct index_filter *filter,
	       enum index_order order, size_t limit,
	       int (*visit)(void *arg, const struct specimen_row *row,
			    const char *dwc, struct error *err),
	       void *arg, struct error *err) MUST_USE;

/* A value of one record, as a column of them shows it. */
struct index_cell {
	const char *value; /* ends in NUL; "" where there is none */
	size_t len;
	bool sound; /* passes its validators */
	enum field_source source;
	double confidence; /* -1: none */
	enum field_support support;
};
struct index_column_row {
	int64_t key; /* the record's, until something is folded */
	const char *id, *image;
	enum status status;
	const struct index_cell *cells; /* one for each term, in their order */
};
#define INDEX_COLUMNS_MAX 64

/*
 * The values of some terms of all records that match, in no order that means
 * something, out of one snapshot; without those that wait for filter->eyes.
 * Rows are lent for the call; another return than 0 ends the walk and is passed
 * on.
 */
int index_column(struct index *index, const struct index_filter *filter,
		 const char *const *terms, size_t n_terms,
		 int (*visit)(void *arg, const struct index_column_row *row,
			      struct error *err),
		 void *arg, struct error *err) MUST_USE;
/* The id and image of a record by its key, owned: 1, or 0 where it is not
 * there (any more). */
int index_by_key(struct index *index, int64_t key, char **ret_id,
		 char **ret_image, struct error *err) MUST_USE;

#endif
