/*
 * batch.h: some lines of raw.jsonl, and what they say: the part of a build
 * that any thread can do. Known to this folder alone.
 */
#ifndef RUN_INDEX_BUILD_BATCH_H
#define RUN_INDEX_BUILD_BATCH_H

#include <stdatomic.h>

#include "base/hash.h"
#include "run/index/fold/row.h"
#include "run/journal/journal.h"

struct batch_line {
	/* given */
	uint64_t position;
	size_t start, len; /* in the batch's text */
	bool whole;	   /* false: too long to be read */
	int64_t key;	   /* of a row that is made anew of the lines that stand
			      in its text, each with its newline; else 0 */
	int64_t outcomes, successes, last; /* of that specimen */

	/* found */
	char *why; /* it is bad; owned */
	char *id, *image;
	char sha256[HASH_HEX_SIZE]; /* of the line */
	char *params, *source, *reader;
	double cost_usd;
	bool success;
	bool left;    /* outcome_is_left */
	bool has_row; /* as if it were the specimen's only one */
	struct index_row row;
};

#define BATCH_LINES 64

struct batch {
	struct bytes text;
	struct batch_line lines[BATCH_LINES];
	size_t n;
};

/* What all batches share. */
struct batch_rules {
	const struct terms *terms;
	struct run_words *run_words; /* shared, or NULL */
	/* Whether rows are wanted with lines that may not be the only ones of
	 * their specimens. */
	atomic_bool rows;
};

struct batch *batch_new(void);
void batch_free(void *batch);
bool batch_is_full(const struct batch *batch);

/* Copies a line; returns its place. */
struct batch_line *batch_add(struct batch *batch,
			     const struct journal_line *line);

/* Finds out what the lines say. `rules` is a struct batch_rules. */
void batch_read(void *rules, void *batch);

#endif
