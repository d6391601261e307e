/*
 * second.h: a signed record that somebody else reads, too, without seeing what
 * was signed: who may, what they have read so far, and how far they agree.
 *
 * Of the acts (vasculum-formats(5)) a `flag` of the mark MARK_SECOND without a
 * record asks for a reader; one with a record is a value, or several, that its
 * author has read; the `unflag` with a record ends a reading and holds the
 * whole of it. Pure functions of the acts; no I/O, any thread.
 */
#ifndef RUN_RECORD_SECOND_H
#define RUN_RECORD_SECOND_H

#include "base/bytes.h"
#include "dwc/record/term.h"
#include "run/record/specimen.h"

/* Whether it is signed and waits for a second reader. */
bool second_waits(const struct specimen *specimen);

/*
 * Whether `by` may be that reader: nobody reads what they have changed, signed
 * or read before, also where that was taken back. ERROR_FAILED says why not,
 * or that it does not wait.
 */
int second_may(const struct specimen *specimen, const char *by,
	       struct error *err) MUST_USE;

/* Those who may not, as index rows keep them: their names folded, each between
 * line feeds; nothing where there are none. Appended. */
void second_hands(const struct specimen *specimen, struct bytes *ret);
/* One name as it would stand there, with its line feeds; owned. */
char *second_hand(const char *by);
/* Whether `by` may be the second reader of a row's record, of which they are
 * then to see nothing; NULL and blank: nobody. */
bool second_hides(const struct specimen_row *row, const char *by);

/* What `by` has read so far, in the order in which they did; *ret is filled. */
void second_record(const struct specimen *specimen, const char *by,
		   struct record *ret);

/*
 * Makes of a specimen what its second reader may see of it: the sheet, their
 * own values, and nothing that others have found; `blind` is set. Its revision
 * stays. Does nothing where `by` may not read it.
 */
void second_blind(struct specimen *specimen, const char *by,
		  const struct terms *terms);

/* A reading that has ended, and the signature that it was held against: places
 * among the acts. */
struct second_reading {
	size_t first, second;
};
/* The last one in force; false where there is none. */
bool second_ended(const struct specimen *specimen, struct second_reading *ret);

/* One term of it, as both have it; "" is empty. Borrowed of the acts. */
struct second_value {
	const char *term, *first, *second;
};
/* The i-th; false behind the last. */
bool second_value(const struct specimen *specimen,
		  const struct second_reading *reading, size_t i,
		  struct second_value *ret);
/* Whether a value was read otherwise than it was signed. */
bool second_differs(const struct second_value *value);

/* The value that was read otherwise, for as long as nobody has decided on the
 * term, or on the record, since: then true, and who read it in *ret_by. */
bool second_disputes(const struct specimen *specimen, const char *term,
		     struct second_value *ret, const char **ret_by);
/* Whether there is any such term. */
bool second_is_open(const struct specimen *specimen);

#endif
