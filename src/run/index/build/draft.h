/*
 * draft.h: the rows of an index that is being made from nothing: lines of
 * raw.jsonl are added one after the other without looking up in the file what
 * can be known without it. What was said by earlier lines stands in catalogues.
 * Known to this folder alone.
 *
 * 1. A specimen's row is written with its first line, as if that were the only
 *    one; whatever else concerns it marks it (draft_key.dirty), and at the end
 *    it is made from all of its lines.
 * 2. A specimen that had only a name has one path, its name. Where a journal
 *    says otherwise, `plain` is set: it has to be folded line by line.
 */
#ifndef RUN_INDEX_BUILD_DRAFT_H
#define RUN_INDEX_BUILD_DRAFT_H

#include "run/index/build/batch.h"
#include "run/index/build/catalogue.h"
#include "run/index/fold/fold.h"

/* What is known of a specimen by its key. */
struct draft_key {
	uint32_t path; /* its first row of new_path; 0: none */
	bool dirty;    /* its row has to be made anew */
	bool named;    /* it has only a name */
	bool gone;     /* it has an id of its own since */
};

/* A specimen of name `from` is `to`. */
struct draft_move {
	int64_t from, to;
};

/* A text of the line before, and its number. */
struct draft_last {
	char *text;
	int64_t number;
};

struct index_draft {
	struct index *target; /* borrowed */
	struct index_fold fold;
	struct fold_report report;
	uint64_t lines; /* taken */
	struct batch_rules rules;

	/* what stands in the rows so far */
	struct catalogue ids;	 /* of specimens */
	struct catalogue hashed; /* image of the first of each with an id of
				    its own: row of new_path */
	bool asks_hashed;	 /* else nobody asked, and it is empty */
	struct catalogue failed; /* image: rows without a success */
	struct catalogue
		pairs; /* "key image": rows beyond the first of a key */
	struct draft_key *keys; /* of key i: keys[i - 1] */
	size_t n_keys, cap_keys;
	struct draft_move *moves;
	size_t n_moves, cap_moves;
	size_t named; /* specimens that have only a name */
	bool plain;   /* invariant 2 does not hold */
	struct draft_last params, whose;
};

/* Adds what the lines of a batch say, which batch_read has found out. */
int index_draft_take_batch(struct index_draft *draft, const struct batch *batch,
			   struct error *err) MUST_USE;

/* Frees the catalogues: no more lines come. */
void index_draft_forget(struct index_draft *draft);
void index_draft_done(struct index_draft *draft);

#endif
