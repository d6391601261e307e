/*
 * proposal.h: one record out of several readings of a sheet (doc/design.md,
 * rule 5 of the journals, and "One record out of several readings").
 */
#ifndef RUN_RECORD_PROPOSAL_H
#define RUN_RECORD_PROPOSAL_H

#include "run/record/specimen.h"

/* Readings of one sheet that are weighed, the last ones: each is compared with
 * each other, and an import can bring thousands. */
#define PROPOSAL_READINGS_MAX 256

/*
 * The outcomes that a record is put together from, in file order: of each
 * reader (outcome_reader) its last success, PROPOSAL_READINGS_MAX at most.
 * Owned; n in *ret_n.
 */
size_t *proposal_candidates(const struct specimen *specimen, size_t *ret_n);

/*
 * What is proposed for the specimen, into an uninitialised *ret, in the order
 * of the table: for each group of terms that describe one thing (`together`)
 * the values of the best candidate. Values carry the line and the model that
 * they are of; none is blank.
 *
 * What weighs comes with the outcomes: of each of their fields `support` (what
 * the sheet says of it) and `confidence`, as they are known when this is called.
 * Any thread; no I/O.
 */
void proposal_make(const struct specimen *specimen, const struct terms *terms,
		   struct record *ret);

/* Makes the confidences of its values mean what they say, each for the model
 * that read it. A second time changes nothing. */
void proposal_calibrate(const struct specimen *specimen,
			const struct terms *terms, struct record *proposal);

/* Adds a copy of a field of outcome `i`, with its line and model. */
void proposal_take(const struct specimen *specimen, size_t i,
		   const struct field *field, struct record *ret);

/* The outcome that most of the telling values are of (then most values, then
 * the later one); n_outcomes where no value is of one. */
size_t proposal_base(const struct specimen *specimen, const struct terms *terms,
		     const struct record *proposal);

/* Terms whose value in force is of outcome `i`: array of strings, new
 * reference. */
json_t *proposal_terms_of(const struct specimen *specimen, size_t i);

#endif
