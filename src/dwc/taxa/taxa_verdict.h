/*
 * taxa_verdict.h: what lists of names say of a record's scientific name.
 */
#ifndef DWC_TAXA_TAXA_VERDICT_H
#define DWC_TAXA_TAXA_VERDICT_H

#include "dwc/taxa/taxa.h"
#include "dwc/validate/verdict.h"

/* What was found of names before, so that a name that comes again costs
 * nothing. All zero is empty. One thread's. */
struct taxa_memory {
	struct json_t *found; /* owned */
};
void taxa_memory_done(struct taxa_memory *memory); /* also for CLEANUP */

/*
 * Adds what the lists say of the name to the verdicts of a record: a warning
 * where a name of theirs is near and the very name is on none, with that name
 * as proposal, list and edition told; a note where a list has another name as
 * the accepted one. A name that a list has letter for letter is not misspelt,
 * whatever the run says. Nothing is said where there are no lists, nor where
 * nothing is near: a list may be of another country.
 *
 * These have VERDICT_TAXA as their origin: they choose nothing. `memory` may
 * be NULL; it is to be emptied when other lists are opened. Takes up to
 * 20 ms for a name that is new. Fails where a list cannot be read.
 */
int taxa_validate(struct taxa *taxa, struct taxa_memory *memory,
		  const struct terms *terms, const struct record *record,
		  struct verdicts *verdicts, struct error *err) MUST_USE;

#endif
