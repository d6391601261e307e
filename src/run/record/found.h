/*
 * found.h: what the picture of a sheet says by itself, whoever read it: the
 * catalogue number of its codes. A value of no outcome, which is proposed
 * beside what was read (proposal.h).
 */
#ifndef RUN_RECORD_FOUND_H
#define RUN_RECORD_FOUND_H

#include "dwc/record/record.h"
#include "image/facts/facts.h"

/* Into an initialised, empty *ret. Pure; any thread. */
void found_read(const struct facts *facts, const struct terms *terms,
		struct record *ret);

#endif
