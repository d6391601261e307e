/*
 * index.h: RUN/index.db: the journals folded into SQLite, so that a window
 * of rows or one specimen is found at once. Derived: deleted, stale, foreign
 * or damaged, it is rebuilt.
 *
 * A `struct index` belongs to one thread; each thread opens its own.
 */
#ifndef RUN_INDEX_INDEX_H
#define RUN_INDEX_INDEX_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "dwc/context/run_words.h"
#include "run/record/specimen.h"
#include "run/run/run.h"

struct index;

enum index_mode {
	INDEX_FOLD, /* may write: fold the journals into it */
	INDEX_READ, /* queries only, sees what others fold (WAL) */
	INDEX_LOOK, /* the same of a file that is there and is the run's; it is
		       neither made, mended nor locked */
};

/* Where no file can be had (a read-only or full file system) the index lives in
 * memory, and either mode folds for itself. */
int index_open(const struct run *run, enum index_mode mode, struct index **ret,
	       struct error *err) MUST_USE;
void index_close(struct index *index); /* NULL is fine */
/* RUN/index.db itself, wherever the run's own index is, to look at
 * (INDEX_LOOK); ERROR_NOT_FOUND where there is none that this version can read:
 * it opens another one then. */
int index_open_look(const struct run *run, struct index **ret,
		    struct error *err) MUST_USE;

/*
 * While a query of this index runs, `stop` is asked after every so many steps
 * of SQLite, in the thread that asked the query: where it says true the query
 * fails with ERROR_STOPPED, and nothing is amiss. Opening, folding and mending
 * are never stopped. NULL: nothing is from now on.
 */
#define INDEX_STOP_STEPS 1000
void index_stop_when(struct index *index, bool (*stop)(void *arg), void *arg);

/* The table of terms of its run; borrowed. */
const struct terms *index_terms(const struct index *index);

/* What a fold found amiss; counted and told, never fatal. */
struct fold_report {
	size_t lines;  /* folded now */
	size_t bad;    /* lines that were skipped */
	size_t remade; /* rows made anew after their lines were folded: with
			  facts that came since, or as they were late */
	bool rebuilt;
	char first_bad[256]; /* "raw.jsonl:17: not JSON: …", or "" */
	bool complete;	     /* false: `budget_ms` ran out first */
	bool taken;	     /* all lines are, though rows may follow */
	/* It ran out while the whole index is being made: queries are answered
	 * out of the old one, or find nothing. */
	bool making;
	int made; /* how far that is, per mille; -1: another process does it */
};

/* Adds what a later fold found; how far it came is the later one's. */
void fold_report_add(struct fold_report *sum, const struct fold_report *report);
/* Appends "the index is made anew: 37 %" where that goes on, else nothing. */
void fold_report_making(const struct fold_report *report, struct bytes *ret);

/*
 * Folds what was appended since, then makes the rows that follow a change of
 * many records, and then those whose facts came or changed (run/cache/facts.h),
 * in transactions of some 50 ms, or of some 200 where much is to be folded
 * (turn.c). Stops after about `budget_ms` (-1: at the end of all). Fails
 * where the directory of the run is not there any more.
 */
int index_fold(struct index *index, int budget_ms, struct fold_report *ret,
	       struct error *err) MUST_USE;
/*
 * The same, but that it stops where all lines are taken in: from then on each
 * specimen (specimen.h) is what they say, and what an act has to see, while
 * rows of lists may lack what a change of many records has done.
 */
int index_fold_lines(struct index *index, int budget_ms,
		     struct fold_report *ret, struct error *err) MUST_USE;
/* Bytes of the journals that are not taken in. */
int index_left(struct index *index, uint64_t *ret, struct error *err) MUST_USE;
/* Rows that follow such a change yet. */
int index_rows_late(struct index *index, size_t *ret,
		    struct error *err) MUST_USE;

/*
 * Between these all that is asked is of one moment, and a small question does
 * not lock the file for itself; where that cannot be had each is of its own. For
 * values of signed records (signed.h): a whole specimen has a moment of its
 * own, and one within another is refused.
 */
void index_moment_begin(struct index *index);
void index_moment_end(struct index *index);

/* How far the cache of facts is followed (run/cache/facts.h). */
struct facts_place;
int index_facts_place(struct index *index, struct facts_place *ret,
		      struct error *err) MUST_USE;

/*
 * After a fold that is complete: renews what the run says of its records
 * (dwc/context/run_words.h) where raw.jsonl has grown to twice what that
 * rests on, and makes the rows anew that were made with what it said before,
 * for about `budget_ms` (-1: all of them). An index that only reads has
 * nothing to renew.
 */
struct renewal {
	size_t rows; /* made anew */
	bool more;   /* something is left */
};
int index_renew(struct index *index, int budget_ms, struct renewal *ret,
		struct error *err) MUST_USE;

/* What the run says, as the index has it: NULL while it has too few lines.
 * Owned. */
int index_run_words(struct index *index, struct run_words **ret,
		    struct error *err) MUST_USE;

/* Lines of the journals that were skipped, since whenever: how many, and the
 * first as in fold_report, owned, NULL where there is none. */
int index_faults(struct index *index, int64_t *ret_n, char **ret_first,
		 struct error *err) MUST_USE;

/* The seq that the next act gets; under journals.lock, folded to the end. */
int index_next_seq(struct index *index, int64_t *ret,
		   struct error *err) MUST_USE;

/* How far raw.jsonl and edits.jsonl are folded; and the specimens that lines
 * behind such a place concern: array of ids, owned, INDEX_TOUCHED_MAX of them
 * at most; of one that was read also those that it may have had before. */
struct index_reach {
	int64_t raw, edits;
};
#define INDEX_TOUCHED_MAX 100000
int index_reached(struct index *index, struct index_reach *ret,
		  struct error *err) MUST_USE;
int index_touched(struct index *index, const struct index_reach *since,
		  json_t **ret, struct error *err) MUST_USE;

#endif
