/*
 * act.h: one act of review, a line of edits.jsonl.
 */
#ifndef RUN_JOURNAL_ACT_H
#define RUN_JOURNAL_ACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

enum act_op {
	ACT_SET,     /* to = the new value */
	ACT_CLEAR,   /* the field has no value; `from` was wrong */
	ACT_ACCEPT,  /* to = the value found right; "" confirms emptiness */
	ACT_APPROVE, /* carries the whole record */
	ACT_REJECT,  /* reason */
	ACT_REOPEN,
	ACT_FLAG,
	ACT_UNFLAG,
	ACT_NOTE, /* to = the text */
	ACT_UNDO, /* undoes: ids */
	ACT_REDO, /* redoes: ids */
	ACT_BULK, /* changes */
};

struct act {
	int64_t seq; /* given under the lock; 0 before */
	char *id;    /* 32 random hex digits */
	char *timestamp;
	char *by;
	char *specimen_id;
	char *image;
	enum act_op op;
	char *term;	 /* NULL where the op has none */
	char *from, *to; /* NULL where the op has none */
	char *reason;
	json_t *base;	 /* {"run_id","line_sha256"} of the outcome that most of
			    it is of; {} says that there was none */
	json_t *pin;	 /* what was proposed (run/record/pin.h), or NULL */
	json_t *ids;	 /* undoes / redoes: array of id strings, or NULL */
	json_t *changes; /* bulk: array, or NULL */
	json_t *record;	 /* approve: the signed record, or NULL */
	json_t *seen;	 /* what its author saw (run/record/seen.h), or NULL */
	json_t *extra;	 /* unknown keys */
};

void act_init(struct act *act);
void act_done(struct act *act);
int act_read(const char *line, size_t len, struct act *ret,
	     struct error *err) MUST_USE;
void act_write(const struct act *act, struct bytes *ret);
const char *act_op_word(enum act_op op);
int act_op_parse(const char *word, enum act_op *ret) MUST_USE;

#endif
