/*
 * tally.h: what the rows of a table hold, before it is taken: in how many of
 * them each column has a value, and what the validators say of the values, each
 * kind of fault once, with its number and the first of them.
 *
 * A value of one thread, zeroed to begin with.
 */
#ifndef RUN_TABLES_TALLY_H
#define RUN_TABLES_TALLY_H

#include "dwc/record/term.h"
#include "dwc/validate/verdict.h"
#include "run/journal/outcome.h"

#define TALLY_ROWS   10000 /* that are looked at, of a table */
#define TALLY_FAULTS 8	   /* kinds that are kept of a column */

struct tally_fault {
	const char *code; /* static */
	enum severity severity;
	size_t n;
	size_t line;		  /* of the first */
	char *message, *proposal; /* of that; the second may be NULL */
};

struct tally_column {
	char *key;
	size_t n; /* rows with a value */
	struct tally_fault faults[TALLY_FAULTS];
	size_t n_faults;
};

struct tally {
	size_t rows;
	struct tally_column *columns; /* as they came */
	size_t n, cap;
};

void tally_done(struct tally *tally); /* zeroes it */

/* Counts a row: its whole outcome. */
void tally_add(struct tally *tally, const struct terms *terms,
	       const struct outcome *outcome, size_t line);

#endif
