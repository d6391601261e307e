/*
 * borrow.h: RUN/lock, borrowed of an extraction that goes on meanwhile: what it
 * is at is left to it, what is submitted is left to the batch. By the control
 * socket (extract/control/control.h).
 */
#ifndef BATCH_BORROW_H
#define BATCH_BORROW_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "run/run/run.h"

struct borrowed;

/*
 * Waits until it is lent, or `stop` (may be NULL) ends that: 0 with *ret, 1
 * where the extraction has ended meanwhile, so that the lock may be free, or -1:
 * ERROR_NOT_FOUND where nobody is there who would lend it, ERROR_BUSY where
 * somebody has borrowed it already.
 */
int batch_borrow(const struct run *run, const atomic_bool *stop,
		 struct borrowed **ret, struct error *err) MUST_USE;
/* Gives it back. NULL is fine. */
void batch_give_back(struct borrowed *borrowed);

/* Set by `stop`, and where the lender wants it back or is gone: what is under
 * way is to end. */
const atomic_bool *borrowed_stop(const struct borrowed *borrowed);
long borrowed_pid(const struct borrowed *borrowed); /* of the lender */
/* Money that is kept for the sheets that it is at. */
double borrowed_reserved_usd(const struct borrowed *borrowed);
/* Whether it is at this sheet; sha256 may be "". */
bool borrowed_is_busy(const struct borrowed *borrowed, const char *sha256,
		      const char *image);

#endif
