/*
 * loan.h: RUN/lock of an extraction, lent to one who submits sheets by batch
 * meanwhile. The extraction begins no sheet while it is out, and tells which
 * ones it has begun: those are left to it; what the borrower has submitted is
 * left to the batch by an extraction that goes on.
 *
 * Between the thread of the control socket, by which the borrower asks, and that
 * of the worker. Each call holds a lock for a moment.
 */
#ifndef EXTRACT_CONTROL_LOAN_H
#define EXTRACT_CONTROL_LOAN_H

#include <stdbool.h>

#include "base/bytes.h"

enum loan_state {
	LOAN_NONE,     /* nobody asks, or what was asked is refused */
	LOAN_ASKED,    /* somebody waits for it */
	LOAN_OUT,      /* somebody has it */
	LOAN_RECALLED, /* and is to give it back */
};

struct loan;

struct loan *loan_new(void);
void loan_free(struct loan *loan); /* NULL is fine */

enum loan_state loan_state(struct loan *loan);

/* Of the borrower's side. loan_ask is false where another one asks, or has
 * it. */
bool loan_ask(struct loan *loan);
/* How it stands; appends what was granted, a line of JSON, while it is out. */
enum loan_state loan_read(struct loan *loan, struct bytes *ret);
/* It is given back, or asked for no more. */
void loan_return(struct loan *loan);

/* Of the lender's: grants what was asked, with a line that says on which terms;
 * does nothing where it is asked for no more. */
void loan_grant(struct loan *loan, const struct bytes *terms);
/* Refuses what is asked, calls back what is out. */
void loan_recall(struct loan *loan);

#endif
