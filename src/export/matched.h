/*
 * matched.h: what GBIF has answered about the names and places that are
 * exported (match/view.h), as the issues that it would flag. Known to this folder
 * alone; of one thread.
 */
#ifndef EXPORT_MATCHED_H
#define EXPORT_MATCHED_H

#include "export/dataset/issue.h"
#include "match/view.h"
#include "run/index/records.h"

struct matched;

/* *ret is NULL where GBIF was never asked about this run. */
int matched_new(const struct run *run, struct matched **ret,
		struct error *err) MUST_USE;
void matched_free(struct matched *matched); /* NULL is fine */

/* What it would flag of a record that is exported; of its place only where that
 * is not withheld. `who` names it in examples. NULL says nothing. */
void matched_check(struct matched *matched, const struct index_record *record,
		   const char *who, bool withheld, struct issues *issues);

/* Whether all names, and all places, that could be asked were answered, and
 * there were some. */
bool matched_all_names(const struct matched *matched);
bool matched_all_places(const struct matched *matched);

#endif
