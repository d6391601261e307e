/*
 * spend.h: what reading has cost and brought: by model, by kind of failure and
 * by day, added up from the lines of raw.jsonl.
 */
#ifndef REPORT_SPEND_H
#define REPORT_SPEND_H

#include "base/error.h"
#include "base/time/days.h"
#include "watch/read/outcomes.h"

struct spend {
	struct watch_model models[WATCH_MODELS]; /* dearest first, then those
						    that read most */
	size_t n_models;
	struct watch_kind kinds[WATCH_KINDS]; /* of failures, most first */
	size_t n_kinds;
	size_t rows;	  /* of tables that were taken in: no readings */
	struct days days; /* good: sheets that were read; bad: that failed */
};

/* Reads the journal of the run in `dir`, as a stream. `tell` (may be NULL) hears
 * how many of its bytes were read. *ret is owned: spend_done. */
int spend_read(const char *dir,
	       void (*tell)(void *arg, size_t done, size_t total), void *arg,
	       struct spend *ret, struct error *err) MUST_USE;
void spend_done(struct spend *spend);

#endif
