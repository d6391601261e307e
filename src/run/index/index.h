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
#include "run/run/run.h"
#include "run/record/specimen.h"

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

/* The table of terms of its run; borrowed. */
const struct terms *index_terms(const struct index *index);

/* What a fold found amiss; counted and told, never fatal. */
struct fold_report {
	size_t lines;  /* folded now */
	size_t bad;    /* lines that were skipped */
	size_t remade; /* rows made anew with facts that came since */
	bool rebuilt;
	char first_bad[256]; /* "raw.jsonl:17: not JSON: …", or "" */
	bool complete;	     /* false: `budget_ms` ran out first */
	/* It ran out while the whole index is being made: queries are answered
	 * out of the old one, or find nothing. */
	bool making;
	int made; /* how far that is, per mille; -1: another process does it */
};

/* Adds what a later fold found; how far it came is the later one's. */
void fold_report_add(struct fold_report *sum, const struct fold_report *report);
/* Appends "making the index: 37 %" where that goes on, else nothing. */
void fold_report_making(const struct fold_report *report, struct bytes *ret);

/*
 * Folds what was appended since, and then makes rows anew whose facts came or
 * changed (run/cache/facts.h), in transactions of at most 50 ms. Stops after
 * about `budget_ms` (-1: at the end of both).
 */
int index_fold(struct index *index, int budget_ms, struct fold_report *ret,
	       struct error *err) MUST_USE;

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
 * at most. */
struct index_reach {
	int64_t raw, edits;
};
#define INDEX_TOUCHED_MAX 100000
int index_reached(struct index *index, struct index_reach *ret,
		  struct error *err) MUST_USE;
int index_touched(struct index *index, const struct index_reach *since,
		  json_t **ret, struct error *err) MUST_USE;

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
	const char *reader;  /* only what waits for a second reader, and may be
			       read by this one; NULL: any */
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
	ORDER_DOUBT, /* most doubt first, then blank ones, then failed ones;
			of equals by name */
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

/* Rows [offset, offset + limit) in this order; *ret_rows owned: free each by
 * specimen_row_done, then free(). *ret_total: all that match; of a text at most
 * INDEX_COUNTED, and then there may be more: the first rows must not wait for
 * the last to be found. */
#define INDEX_COUNTED 10000
int index_rows(struct index *index, const struct index_filter *filter,
	       enum index_order order, size_t offset, size_t limit,
	       struct specimen_row **ret_rows, size_t *ret_n, size_t *ret_total,
	       struct error *err) MUST_USE;

/* Where a specimen stands among the rows; -1 when it is not among them. Of a
 * text INDEX_COUNTED where it stands there or behind it. */
int index_rank(struct index *index, const struct index_filter *filter,
	       enum index_order order, const char *id, int64_t *ret,
	       struct error *err) MUST_USE;

/* The whole specimen. `id` may be a unique prefix of at least 6 characters,
 * or an image's name. ERROR_NOT_FOUND, or ERROR_USAGE when ambiguous. */
int index_specimen(struct index *index, const char *id, struct specimen *ret,
		   struct error *err) MUST_USE;
/* A success of a specimen as its line of raw.jsonl has it: index_specimen
 * says beside that what is found out about it. *ret is the caller's. */
int index_outcome(struct index *index, const char *id, const char *line_sha256,
		  struct outcome *ret, struct error *err) MUST_USE;

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
 * something, out of one snapshot. Rows are lent for the call; another return
 * than 0 ends the walk and is passed on.
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

struct index_counts {
	size_t sheets;	  /* specimens known */
	size_t extracted; /* with a success */
	size_t failed;	  /* with failures alone */
	size_t by_status[STATUS_COUNT];
	size_t by_priority[PRIORITY_COUNT];
	size_t flagged, expert, second;		  /* marked so */
	double completeness_mean, soundness_mean; /* 0-100 */
	double doubt_mean;
	size_t blank; /* of which nothing was read */
	double cost_usd;
	int64_t revision; /* changes whenever the index did */
};
int index_counts(struct index *index, struct index_counts *ret,
		 struct error *err) MUST_USE;

/* How far second readers agree with what was signed: of one term, in how many
 * records both have said what it is, and the same. Those of most records
 * first. */
struct index_agreement {
	char *term;
	size_t n, same;
};
/* *ret, an array of *ret_n, is owned: index_agreements_free. *ret_records:
 * read a second time. */
int index_agreements(struct index *index, struct index_agreement **ret,
		     size_t *ret_n, size_t *ret_records,
		     struct error *err) MUST_USE;
void index_agreements_free(struct index_agreement *list, size_t n);

struct coverage {
	size_t filled, sound;
	size_t seen; /* what the sheet says, or what follows from that */
};
/* One entry for each term of the table, in its order; *ret owned. */
int index_coverage(struct index *index, struct coverage **ret,
		   struct error *err) MUST_USE;

/* The newest extraction session that events.jsonl tells of. */
struct index_session {
	char run_id[80], started[40], last[40]; /* stamps, or "" */
	int64_t total; /* sheets it set out to read; 0 when unknown */
	int64_t succeeded, failed;
	bool ended;
	double per_minute; /* sheets read, over its time so far */
};
int index_session(struct index *index, struct index_session *ret,
		  struct error *err) MUST_USE;

/* Whether a sheet of this path, or a specimen of this id, is known. */
int index_has_image(struct index *index, const char *image, bool *ret,
		    struct error *err) MUST_USE;
int index_has_id(struct index *index, const char *id, bool *ret,
		 struct error *err) MUST_USE;

/*
 * The act that an undo (or, with `redo`, a redo) by `by` would concern:
 * their last one that is not taken back (or the last one that they took back,
 * with nothing of theirs since), on this specimen or, with `id` NULL, on any.
 * *ret_act, its id, is owned. ERROR_NOT_FOUND when there is none.
 */
int index_undo_target(struct index *index, const char *by, const char *id,
		      bool redo, char **ret_act, struct error *err) MUST_USE;

/* The act, or all acts of the group that it is of, in the order in which they
 * stand: array of ids, owned. They are taken back, and put forward, together. */
int index_act_group(struct index *index, const char *act, json_t **ret,
		    struct error *err) MUST_USE;
/* The ids of all specimens that an act touched: array, owned. */
int index_act_specimens(struct index *index, const char *act, json_t **ret,
			struct error *err) MUST_USE;

/* Ids of the specimens whose approval, rejection or reopening is not in
 * curated.jsonl yet, at most so many: array of strings, owned. For
 * curated_catch_up. */
int index_unsigned(struct index *index, size_t most, json_t **ret,
		   struct error *err) MUST_USE;

/* What the worklist asks: is this (sha256, params) done; did it fail? Outcomes
 * that stand before `since` in raw.jsonl do not count. */
enum done_state { DONE_NO, DONE_FAILED, DONE_YES };
int index_done_state(struct index *index, const char *sha256, const char *image,
		     const char *params_sha256, int64_t since,
		     enum done_state *ret, struct error *err) MUST_USE;
/* Specimens that were asked about with these parameters, and of which nothing
 * was ever read. */
int index_failed_of(struct index *index, const char *params_sha256, size_t *ret,
		    struct error *err) MUST_USE;
/* Whether an imported line with this source_sha256 is known. */
int index_has_source(struct index *index, const char *source_sha256, bool *ret,
		     struct error *err) MUST_USE;

#endif
