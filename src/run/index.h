/*
 * index.h: RUN/index.db: the journals folded into SQLite, so that a window
 * of rows or one specimen is found at once. Derived: deleted, stale, foreign
 * or damaged, it is rebuilt.
 *
 * A `struct index` belongs to one thread; each thread opens its own.
 */
#ifndef RUN_INDEX_H
#define RUN_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/run.h"
#include "run/specimen.h"

struct index;

enum index_mode {
	INDEX_FOLD, /* may write: fold the journals into it */
	INDEX_READ, /* queries only, sees what others fold (WAL) */
};

int index_open(const struct run *run, enum index_mode mode, struct index **ret,
	       struct error *err) MUST_USE;
void index_close(struct index *index); /* NULL is fine */

/* What a fold found amiss; counted and told, never fatal. */
struct fold_report {
	size_t lines; /* folded now */
	size_t bad;   /* lines that were skipped */
	bool rebuilt;
	char first_bad[256]; /* "raw.jsonl:17: not JSON: …", or "" */
	bool complete;	     /* false: `budget_ms` ran out first */
};

/*
 * Folds what was appended since, in transactions of at most 50 ms. Stops
 * after about `budget_ms` (-1: at the end of the journals). Appends approved
 * records that curated.jsonl lacks only when called through the store.
 */
int index_fold(struct index *index, int budget_ms, struct fold_report *ret,
	       struct error *err) MUST_USE;

/* --where and --sort of `list`, and the console's queue. */
struct index_filter {
	int status;	     /* enum status, or -1: any */
	int priority;	     /* enum priority, or -1: any */
	bool flagged;	     /* only flagged ones */
	const char *missing; /* only where this term has no value; NULL: any */
	const char
		*text;	/* only where image or any value contains it, or NULL */
	bool open_only; /* PENDING and IN_REVIEW */
};
enum index_order {
	ORDER_PRIORITY, /* CRITICAL first; lowest soundness, lowest
			   confidence, name */
	ORDER_NAME,
	ORDER_STATUS,
	ORDER_QUALITY,
};
/* "status:PENDING and priority:HIGH and flagged and missing:locality";
 * strings in *ret are borrowed from *storage (owned by the caller). */
int index_filter_parse(const char *where, const struct terms *terms,
		       struct index_filter *ret, char **storage,
		       struct error *err) MUST_USE;

/* Rows [offset, offset + limit) in this order; *ret_rows owned: free each by
 * specimen_row_done, then free(). *ret_total: all that match. */
int index_rows(struct index *index, const struct index_filter *filter,
	       enum index_order order, size_t offset, size_t limit,
	       struct specimen_row **ret_rows, size_t *ret_n, size_t *ret_total,
	       struct error *err) MUST_USE;

/* Where a specimen stands among the rows; -1 when it is not among them. */
int index_rank(struct index *index, const struct index_filter *filter,
	       enum index_order order, const char *id, int64_t *ret,
	       struct error *err) MUST_USE;

/* The whole specimen. `id` may be a unique prefix of at least 6 characters,
 * or an image's name. ERROR_NOT_FOUND, or ERROR_USAGE when ambiguous. */
int index_specimen(struct index *index, const char *id, struct specimen *ret,
		   struct error *err) MUST_USE;

struct index_counts {
	size_t sheets;	  /* specimens known */
	size_t extracted; /* with a success */
	size_t failed;	  /* with failures alone */
	size_t by_status[STATUS_COUNT];
	size_t by_priority[PRIORITY_COUNT];
	size_t flagged;
	double completeness_mean, soundness_mean; /* 0-100 */
	double cost_usd;
	int64_t revision; /* changes whenever the index did */
};
int index_counts(struct index *index, struct index_counts *ret,
		 struct error *err) MUST_USE;

struct coverage {
	size_t filled, sound;
};
/* One entry for each term of the table, in its order; *ret owned. */
int index_coverage(struct index *index, struct coverage **ret,
		   struct error *err) MUST_USE;

/* What the worklist asks: is this (sha256, params) done; did it fail? */
enum done_state { DONE_NO, DONE_FAILED, DONE_YES };
int index_done_state(struct index *index, const char *sha256, const char *image,
		     const char *params_sha256, enum done_state *ret,
		     struct error *err) MUST_USE;
/* Whether an imported line with this source_sha256 is known. */
int index_has_source(struct index *index, const char *source_sha256, bool *ret,
		     struct error *err) MUST_USE;

#endif
