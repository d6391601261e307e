/*
 * review_ways.h: from a request to its act: a file for each kind. The inside of
 * review.c.
 */
#ifndef REVIEW_REVIEW_WAYS_H
#define REVIEW_REVIEW_WAYS_H

#include "review/review_work.h"

/* Each checks a request and writes its act: -1 refuses it, 1 says that it was
 * a part of it. */
int review_edit(struct review_work *work, const struct review_request *request,
		struct error *err) MUST_USE;
int review_bulk(struct review_work *work, const struct review_request *request,
		struct error *err) MUST_USE;
int review_approve(struct review_work *work,
		   const struct review_request *request,
		   struct error *err) MUST_USE;
int review_reject(struct review_work *work,
		  const struct review_request *request,
		  struct error *err) MUST_USE;
int review_reopen(struct review_work *work,
		  const struct review_request *request,
		  struct error *err) MUST_USE;
int review_mark(struct review_work *work, const struct review_request *request,
		struct error *err) MUST_USE;
int review_back(struct review_work *work, const struct review_request *request,
		struct error *err) MUST_USE;

/* What of the changes of one record may still be made. */
struct review_sifted {
	char *id;	/* of the record, owned */
	size_t kept;	/* moved to the front of the changes */
	size_t stale;	/* whose value is another one now than was seen */
	size_t persons; /* of those kept: values that a person had set */
	enum status status;
};
/* Of one that is rejected none may, nor of one that is signed but for
 * `with_signed`. */
int review_sift(struct review_work *work, bool with_signed,
		struct review_change *changes, size_t n,
		struct review_sifted *ret, struct error *err) MUST_USE;

/* Finds what an undo or a redo is about, once for all parts of a task: 1 where
 * that is an act of several lines, each of which is taken back by another one,
 * 0, or -1. */
int review_back_begin(struct review_work *work,
		      const struct review_request *request,
		      struct error *err) MUST_USE;
/* The line for the next of them: 1 while there are more, 0 or -1. There is none
 * where nobody is left to take it back of: *why says so of one of them. */
int review_back_next(struct review_work *work,
		     const struct review_request *request, struct error *why,
		     struct error *err) MUST_USE;
/* Looks at one of its records again: 1 where it keeps now what it has (*why says
 * why), 0 or -1. */
int review_back_again(struct review_work *work,
		      const struct review_request *request, const char *id,
		      size_t target, struct error *why,
		      struct error *err) MUST_USE;

/* What a second reader asks (review_request.second). */
int review_second(struct review_work *work,
		  const struct review_request *request,
		  struct error *err) MUST_USE;

/* Whether such a value may stand in such a term. */
int review_check_value(const struct review_work *work,
		       const struct specimen *specimen, const char *term,
		       const char *value, struct error *err) MUST_USE;
/* Whether such a value may come in the place of what was seen (NULL: of
 * whatever stands there). */
int review_check_edit(const struct review_work *work,
		      const struct specimen *specimen, const char *term,
		      const char *value, const char *seen,
		      struct error *err) MUST_USE;
/* How a value came; that a field is right, or empty, came from a look. */
void review_note_via(const struct review_request *request, struct act *act);

#endif
