/*
 * issue.h: what is amiss with a dataset that is to be published, under the
 * names that GBIF has for it: those of its validator (EvaluationType) and of
 * its occurrences (OccurrenceIssue), both of gbif-api. How often each was met,
 * with a few examples.
 *
 * A value of one thread.
 */
#ifndef EXPORT_DATASET_ISSUE_H
#define EXPORT_DATASET_ISSUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

enum issue {
	/* what keeps GBIF from taking a dataset */
	ISSUE_META_SCHEMA,
	ISSUE_RECORD_ID_MISSING,
	ISSUE_RECORD_NOT_UNIQUE,
	ISSUE_OCCURRENCE_NOT_UNIQUE,
	ISSUE_REFERENCE,
	ISSUE_DUPLICATED_TERM,
	ISSUE_EML_MISSING,
	ISSUE_EML_SCHEMA,
	ISSUE_LICENCE,
	ISSUE_TITLE,
	ISSUE_DESCRIPTION,
	ISSUE_CONTACTS,
	ISSUE_CREATOR,
	ISSUES_BLOCKING,
	/* of the tables */
	ISSUE_UNKNOWN_TERM = ISSUES_BLOCKING,
	ISSUE_TERM_MISSING,
	/* of records */
	ISSUE_NAME_MISSING,
	ISSUE_RECORDED_INVALID,
	ISSUE_RECORDED_UNLIKELY,
	ISSUE_RECORDED_MISSING,
	ISSUE_IDENTIFIED_INVALID,
	ISSUE_IDENTIFIED_UNLIKELY,
	ISSUE_COUNTRY_INVALID,
	ISSUE_COUNTRY_MISMATCH,
	ISSUE_COORDINATE_INVALID,
	ISSUE_COORDINATE_RANGE,
	ISSUE_COORDINATE_ZERO,
	ISSUE_DATUM_ASSUMED,
	ISSUE_UNCERTAINTY_INVALID,
	ISSUE_ELEVATION_NUMBER,
	ISSUE_ELEVATION_UNLIKELY,
	ISSUE_BASIS_INVALID,
	ISSUE_COUNT_INVALID,
	ISSUE_TYPE_INVALID,
	ISSUE_MEDIA_URI,
	/* by what GBIF has answered */
	ISSUE_TAXON_NONE,
	ISSUE_TAXON_HIGHER,
	ISSUE_TAXON_FUZZY,
	ISSUE_COUNTRY_COORDINATE,
	/* of ours: GBIF has no name for it */
	ISSUE_CATALOG_REPEATED,
	ISSUES,
};

#define ISSUE_EXAMPLES 3

struct issue_kind {
	const char *name;  /* "RECORDED_DATE_INVALID" */
	const char *words; /* what it is, and what to do */
};
const struct issue_kind *issue_kind(enum issue issue);

struct issues {
	struct {
		size_t n;
		char *examples[ISSUE_EXAMPLES]; /* owned, clean text */
	} of[ISSUES];
};

void issues_done(struct issues *issues); /* also for CLEANUP */
/* One more; `who` (may be NULL) and `value` (may be NULL) make the example. A
 * NULL `issues` is told nothing. */
void issues_add(struct issues *issues, enum issue issue, const char *who,
		const char *value);
/* How many kinds are there that block; that warn. */
size_t issues_blocking(const struct issues *issues);
size_t issues_warning(const struct issues *issues);
/* The name of the first that blocks, or NULL. */
const char *issues_first(const struct issues *issues);

/* What GBIF was asked about all that is exported. */
struct issues_asked {
	bool names, places;
};
#define ISSUES_UNCHECKED 8
/* The i-th name of what only GBIF's servers can tell; NULL where they have told
 * it. */
const char *issue_unchecked(size_t i, const struct issues_asked *asked);

#endif
