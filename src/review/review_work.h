/*
 * review_work.h: what a task of review works on: the records that it touches,
 * with its own acts in them, and the parts that all acts have. The inside of
 * review.c.
 */
#ifndef REVIEW_REVIEW_WORK_H
#define REVIEW_REVIEW_WORK_H

#include "review/review.h"
#include "review/spool.h"
#include "run/index/index.h"
#include "run/record/specimen.h"

/* A specimen that a task touches. */
struct review_specimen {
	struct specimen specimen; /* with the task's own acts in it */
	/* before the task */
	int64_t due;
	size_t n_acts;
	char *signer; /* who had approved it, or NULL; owned */
};

/* Lines that count together (run/index/fold/group.h), over the parts of a
 * task. */
struct review_group {
	char id[33];   /* "": none; the acts stand alone */
	int64_t lines; /* made so far */
	bool closes;   /* the next one is the last; of lines in a spool that is
			  said as they are copied */
	/* undo, redo: ids of the acts that it is about; owned */
	json_t *targets;
	size_t next;
};
void review_group_done(struct review_group *group);

/* What a task has at hand: the index folded to the end, and the specimens
 * as they are with the acts that it made so far. */
struct review_work {
	struct index *index;
	const struct terms *terms;
	int64_t seq; /* of the next act */
	struct bytes *edits;
	struct review_group *group; /* lent */
	/* No other request meets what an act made of a record: it is computed
	 * for signed ones alone, and nobody is told what is wrong with it. */
	bool once;
	struct review_specimen **specimens; /* each on its own: lent out */
	size_t n;
	struct act *last; /* the act made last; owned */
	struct spool
		*backs; /* who is told whom an undo concerns, or NULL; lent */
	size_t left;	/* records that it left as they are */
	bool signs;	/* of some it may change what is in curated.jsonl */
	size_t read, differ; /* of a second reading that was ended */
	struct seen now;     /* the record that was looked at last */
};

void review_work_done(struct review_work *work);

#define REVIEW_VALUE_MAX 65536 /* bytes, as record.h has it */
/* The value of a field as it is kept: valid, without control characters; text
 * that is written as it is printed keeps its line breaks; "" for blanks.
 * Owned. */
char *review_field_value(const struct terms *terms, const char *term,
			 const char *value);

/* The specimen with what the task did to it so far. Borrowed. */
int review_load(struct review_work *work, const char *id, struct specimen **ret,
		struct error *err) MUST_USE;

/* The parts of an act, for those that review_second.c makes: its members that
 * all acts have, and its line, which changes these specimens; the act's
 * contents are taken. */
void review_begin(const struct review_work *work,
		  const struct review_request *request,
		  const struct specimen *specimen, struct act *ret);
int review_finish(struct review_work *work, struct act *act,
		  struct specimen **specimens, size_t n,
		  struct error *err) MUST_USE;
/* Lines of curated.jsonl that follow from what the task did. */
void review_work_sign(const struct review_work *work, struct bytes *curated);

/* The one that a request is about, if it is still as its author saw it.
 * Borrowed. */
int review_load_seen(struct review_work *work,
		     const struct review_request *request,
		     struct specimen **ret, struct error *err) MUST_USE;
/* A signature is not taken back by the way. */
int review_check_open(const struct specimen *specimen,
		      const struct review_request *request,
		      struct error *err) MUST_USE;
/* A value as it is kept: valid, without control characters; "" for blanks.
 * Owned. */
char *review_value(const char *value);
/* Names the outcome that most of it is of, for older readers; {} where there is
 * none. New reference. */
json_t *review_base(const struct specimen *specimen);

#endif
