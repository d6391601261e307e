/*
 * seen.h: what somebody saw of a record when they acted on it, and what came
 * to it since. An act is refused when what its author saw is stale
 * (doc/design.md, rule 5 of the journals).
 *
 * A record's revision has two parts: the seq of the last act on it, and how
 * many extractions have succeeded on it. Either may change without the
 * other; failures change nothing that can be signed and do not count.
 *
 * With it goes the proposal: the values that were there before anybody's
 * edits. An act that pins holds the record to the proposal that was seen, and
 * is then none the worse for what was read since.
 */
#ifndef RUN_RECORD_SEEN_H
#define RUN_RECORD_SEEN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "run/record/specimen.h"

struct seen {
	bool given;	  /* false: nothing was looked at, nothing is checked */
	int64_t act;	  /* seq of the last act; 0: none */
	int64_t outcomes; /* successes */
	json_t *pin; /* the proposal, as an act pins it (pin.h); NULL: it was
			not looked at, or is not known */
	/* Ids of acts of the author's own that were on their way and not yet
	 * in what they saw: array of strings, or NULL. */
	json_t *own;
	bool untold; /* of what a refusal tells of: see seen_untold */
};

void seen_done(struct seen *seen);
void seen_copy(const struct seen *seen, struct seen *ret);

/* What somebody sees who looks at it now. The specimen is whole (all its
 * outcomes are loaded). Owned: seen_done. */
struct seen specimen_seen(const struct specimen *specimen);
/* Whether both saw the same record. */
bool seen_same(const struct seen *a, const struct seen *b);

/* "17.2", as `show` prints and `edit --seen` takes it. */
#define SEEN_TEXT_SIZE 44
void seen_text(const struct seen *seen, char ret[SEEN_TEXT_SIZE]);
int seen_parse(const char *text, struct seen *ret, struct error *err) MUST_USE;
/* The member `seen` of an act, without the proposal, which is a member of its
 * own where it is pinned; new reference. */
json_t *seen_write(const struct seen *seen);

/*
 * Whether an act of this kind may be made on what was seen: ERROR_STALE when
 * the record is another. Others have acted on it; or they have pinned another
 * proposal; or it was read again, and the act does not pin what was seen. The
 * text says what changed, and who did it. Acts from `n_acts` on are the
 * caller's, made after the look. An approval is refused too when an act of
 * one's own that was on its way did not arrive: a signature would miss it.
 */
int seen_check(const struct seen *seen, const struct specimen *specimen,
	       size_t n_acts, enum act_op op, struct error *err) MUST_USE;

/* Whether other values are proposed than were seen, which ones in *err: what the
 * sheet shows was found out since, or is not known any more. */
bool seen_moved(const struct seen *seen, const struct specimen *specimen,
		struct error *err);

/* Whether the text of seen_check leaves values out: another reading, an undo, too many or
 * too long ones. Nobody can sign by such a text alone. */
bool seen_untold(const struct seen *seen, const struct specimen *specimen,
		 size_t n_acts, enum act_op op);

#endif
