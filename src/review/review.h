/*
 * review.h: acts of review: each is checked against the state under the
 * lock, journaled, fsynced, and only then said to be saved. Used by the
 * console (asynchronously) and by `vasculum edit` (waiting for the reply).
 */
#ifndef REVIEW_REVIEW_H
#define REVIEW_REVIEW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/box.h"
#include "base/error.h"
#include "base/thread/mailbox.h"
#include "run/journal/act.h"
#include "run/record/seen.h"
#include "run/store/store.h"

enum review_mail_kind {
	REVIEW_MAIL_SAVED = 400, /* struct review_reply */
	REVIEW_MAIL_PROGRESS,	 /* struct review_progress; the latest alone */
};

/* Of an undo or redo of an act on many records. */
struct review_progress {
	struct mail mail;
	uint64_t ticket;
	enum act_op op;
	int made; /* per mille */
	/* -1: it can still be stopped; else all is written, and so much of it
	 * is in the index, per mille. */
	int followed;
};

struct review_reply {
	struct mail mail;
	uint64_t ticket;
	int status; /* 0: durable and folded */
	struct error error;
	char *specimen_id;
	int64_t revision; /* seq of the act */
	enum act_op op;
	/* Who had approved what is not approved any more, though nobody asked
	 * for that alone (an edit, an undo of one); NULL: nothing of the kind. */
	char *withdrawn;
	/* Of a second reading that has ended: how many values it has, and how
	 * many of them were signed otherwise; the record is open again then. */
	size_t read, differ;
	/* Records of a bulk act that was taken back, or put forward, which keep
	 * what they have: it was changed since. */
	size_t left;
	struct seen now; /* of ERROR_STALE: the record as it is told of; who
			    takes it leaves an empty one */
};

/* One value of a bulk act. */
struct review_change {
	const char *specimen_id;
	const char *term;
	const char *value; /* "" leaves the field empty */
	const char *seen;  /* as below */
};

/* What is asked; all strings are copied by review_submit. */
struct review_request {
	enum act_op op;
	const char *specimen_id; /* full id */
	const char *by;		 /* who; never empty */
	const char *term;	 /* set, clear, accept */
	const char *value;	 /* set, accept: to; note: the text */
	/* reject: why; approve: why in spite of what the check says */
	const char *reason;
	/* 32 random hex digits, for the act to be known by; NULL: made here */
	const char *id;
	/* What the caller saw of the record: refused (ERROR_STALE) when it is
	 * another one now. Undo and redo have a check of their own. */
	struct seen view;
	/* The value that the caller saw in the field, or the note that they
	 * saw; refused alike. NULL: do not check. */
	const char *seen;
	/*
	 * approve: with required terms neither filled nor confirmed empty, or
	 * with values that the check finds wrong. Refused unless set; the
	 * latter need a reason too. What was overridden is recorded.
	 */
	bool override;
	/* Edits, undo, redo: on a signed record too, whose signature ends
	 * thereby; else they are refused. */
	bool withdraws;
	/*
	 * By a second reader (run/record/second.h): set, clear, accept and a
	 * bulk act of this record are what they read, approve ends the reading.
	 * Nothing else may be asked so.
	 */
	bool second;
	enum act_mark mark;	 /* flag, unflag: which */
	enum act_via via;	 /* set, bulk: how the value came there */
	const struct box *boxes; /* of label words it was taken from; copied */
	size_t n_boxes;
	struct act_spent spent;		     /* approve, reject */
	const struct review_change *changes; /* bulk; copied */
	size_t n_changes;
	/* undo, redo of an act of many lines: whether it is to end with nothing
	 * changed; outlives the task. NULL: it never is. */
	const atomic_bool *cancel;
};

/*
 * Queues the act. The reply goes to `reply` (outlives it). Undo takes back
 * the caller's (`by`) own last act on the specimen, or, with specimen_id
 * NULL, their last act at all; redo the last undone one. What is submitted
 * while one of these, or a change of many records, is made may come before it;
 * an undo or redo never does.
 */
void review_submit(struct store *store, const struct review_request *request,
		   uint64_t ticket, struct mailbox *reply);

/* The same for several acts, one after the other: all are written, or none.
 * Undo and redo stand alone. The reply is of the last one. */
void review_submit_all(struct store *store,
		       const struct review_request *requests, size_t n,
		       uint64_t ticket, struct mailbox *reply);

/* The standing reasons of a rejection, ended by NULL: "not a specimen",
 * "duplicate", "unreadable", "other". */
const char *const *review_reasons(void);

/* Who reviews: --by, else $VASCULUM_BY, else the setting, else the login name;
 * owned. Those that are NULL or blank say nothing. */
char *review_who(const char *option, const char *setting);

#endif
