/*
 * curated.h: lines of curated.jsonl, the signed records. Derived from the
 * acts, so that a line which a crash kept from being written can be written
 * later (doc/design.md, rule 6).
 */
#ifndef RUN_STORE_CURATED_H
#define RUN_STORE_CURATED_H

#include <jansson.h>

#include "base/bytes.h"
#include "base/error.h"
#include "run/index/index.h"
#include "run/journal/journal.h"
#include "run/record/specimen.h"

/* What was signed all the same; borrowed, each NULL where there is none. */
struct curated_override {
	const json_t *missing; /* required terms that have no value */
	const json_t *unsound; /* values that the check finds wrong */
	const char *reason;
};

/*
 * The record as an approval signs it, in the shape of vasculum-formats(5), for
 * the `record` of an approve act; new reference. `over` may be NULL.
 */
json_t *curated_record(const struct specimen *specimen, const char *by,
		       const char *timestamp,
		       const struct curated_override *over);

/*
 * Appends the line that curated.jsonl has to end with for this specimen
 * (specimen->due): the signed record where it is approved, else its new
 * status. Nothing when due is 0.
 */
void curated_write(const struct specimen *specimen, struct bytes *ret);

/*
 * Appends to curated.jsonl what it lacks, of some hundred specimens at most,
 * and folds that. Under journals.lock, with the index folded to the end. Does
 * nothing once nothing is lacking: *ret_n (may be NULL) specimens were caught up
 * with.
 */
int curated_catch_up(struct index *index, struct journals *journals,
		     size_t *ret_n, struct error *err) MUST_USE;

#endif
