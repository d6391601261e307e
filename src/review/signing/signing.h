/*
 * signing.h: rows of a table that somebody vouches for as they stand, made
 * signed records: each is approved with the values of its row and no others,
 * whatever else was read of its sheet. Nothing is written over: a record that
 * a person has had their hands on is left as it is.
 *
 * One thread's, which waits: for commands.
 */
#ifndef REVIEW_SIGNING_H
#define REVIEW_SIGNING_H

#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "run/run/run.h"

struct signing_row {
	const char *specimen_id;
	const char *source_sha256; /* of its outcome in raw.jsonl */
	const char *file;	   /* where it stands, for who is told */
	size_t number, line;
};

struct signing_options {
	const char *by;	      /* who vouches */
	const char *override; /* why they do in spite of the check; NULL: they
				 do not */
	struct mailbox *told; /* gets the mail of the store; may be NULL */
	/* A row that is not signed; may be NULL. */
	void (*left)(void *arg, const struct signing_row *row, const char *why);
	void *arg;
};

struct signing_counts {
	size_t now;	/* signed by this call */
	size_t before;	/* signed already, with the values of the row */
	size_t touched; /* signed otherwise, rejected, or begun by a person */
	size_t refused; /* not whole, or not sound */
};

struct signing;

/* Options are borrowed, with what they name. */
int signing_open(const struct run *run, const struct signing_options *options,
		 struct signing **ret, struct error *err) MUST_USE;
/* Takes a row whose outcome is in the run; it is copied, and signed with
 * others. -1: nothing more can be written. */
int signing_add(struct signing *signing, const struct signing_row *row,
		struct error *err) MUST_USE;
/* Signs those that wait. All that is counted as signed is on the disk. */
int signing_end(struct signing *signing, struct signing_counts *ret,
		struct error *err) MUST_USE;
void signing_close(struct signing *signing); /* NULL is fine */

#endif
