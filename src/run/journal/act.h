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
	ACT_FLAG, /* reason: which mark (act_mark); older programs know one */
	ACT_UNFLAG,
	ACT_NOTE, /* to = the text */
	ACT_UNDO, /* undoes: ids */
	ACT_REDO, /* redoes: ids */
	ACT_BULK, /* changes */
};

/* How a value came into its field: what saved its author the typing of it. */
enum act_via {
	VIA_UNTOLD,	/* older acts, and those that set nothing */
	VIA_TYPED,	/* letter by letter */
	VIA_CANDIDATE,	/* a reading, or what the check proposes */
	VIA_TAXA,	/* a name of the list of names */
	VIA_DITTO,	/* from another record */
	VIA_COMPLETION, /* begun by hand, ended by the program */
	VIA_LABEL,	/* words of the label (`boxes`) */
	VIA_BULK,	/* set in many records at once */
};
#define VIA_COUNT 8

/* What flag and unflag set and take away: the reason says which. */
enum act_mark {
	MARK_FLAGGED, /* to come back to it */
	MARK_EXPERT,  /* somebody who knows more has to look at it */
	MARK_SECOND,  /* signed; somebody else is to read it, too */
};
#define MARK_COUNT 3

/* What a record has cost a person until they decided on it. */
struct act_spent {
	bool told;
	int64_t keys, seconds; /* pauses are left out; never negative */
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
	json_t *base;	/* {"run_id","line_sha256"} of the outcome that most of
			    it is of; {} says that there was none */
	json_t *pin;	/* what was proposed (run/record/pin.h), or NULL */
	json_t *ids;	/* undoes / redoes: array of id strings, or NULL */
	json_t *except; /* undo, redo: array of ids of specimens that it does not
			    concern, though those acts do; or NULL */
	json_t *changes;  /* bulk: array, or NULL */
	json_t *record;	  /* approve: the signed record, or NULL */
	json_t *seen;	  /* what its author saw (run/record/seen.h), or NULL */
	enum act_via via; /* set, bulk */
	json_t *boxes;	  /* via label: [[x,y,w,h], …] of its words, in stored
			    pixels; or NULL */
	struct act_spent spent; /* approve, reject */
	/* Of lines that count together or not at all (run/index/fold/group.h): the
	 * group's name, or NULL; and of its last line how many they are, -1:
	 * not said; 0: another follows. */
	char *group;
	int64_t group_end;
	json_t *extra; /* unknown keys */
};

void act_init(struct act *act);
void act_done(struct act *act);
int act_read(const char *line, size_t len, struct act *ret,
	     struct error *err) MUST_USE;
void act_write(const struct act *act, struct bytes *ret);
const char *act_op_word(enum act_op op);
int act_op_parse(const char *word, enum act_op *ret) MUST_USE;
/* The reason that says so; NULL: MARK_FLAGGED. */
const char *act_mark_word(enum act_mark mark);
/* Of a flag or unflag; a reason that is not known is MARK_FLAGGED, as older
 * programs have it. */
enum act_mark act_mark(const struct act *act);
const char *act_via_word(enum act_via via); /* NULL: VIA_UNTOLD */
int act_via_parse(const char *word, enum act_via *ret) MUST_USE;

#endif
