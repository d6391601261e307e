/*
 * discard.h: a run that was made by a command which is then refused, taken
 * back: a refused command changes nothing.
 */
#ifndef RUN_RUN_DISCARD_H
#define RUN_RUN_DISCARD_H

#include <stdbool.h>

/* What there was before a run was made. */
struct run_before {
	bool run;	/* it was there */
	bool directory; /* something of its name was */
};

struct run_before run_look_before(const char *dir);

/*
 * Removes the run `dir`, which nobody of this process has open any more, and
 * its directory, as far as they were not there before. A run that holds
 * anything by now, a line of a journal, a draft, a copied sheet, stays, and so
 * does one that another process extracts into. What cannot be removed stays:
 * an empty run does no harm.
 */
void run_discard(const char *dir, const struct run_before *before);

#endif
