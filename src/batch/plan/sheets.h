/*
 * sheets.h: the sheets that go into batches, one after another, with what is
 * sent of them: those that an extraction would read, but for those that are in
 * a batch already. The pool's threads prepare them. Of one thread.
 */
#ifndef BATCH_PLAN_SHEETS_H
#define BATCH_PLAN_SHEETS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "batch/session.h"
#include "engine/engine.h"
#include "extract/pool/job.h"

struct batch_sheets;

struct batch_sheets_setup {
	struct batch_session *session;
	const struct extract_options *options; /* resolved */
	const struct engine_ops *ops;
	bool looks; /* nothing is journaled of sheets that fail */
};

/* What became of the sheets of the list. */
struct batch_sheets_counts {
	size_t selected; /* after offset and limit */
	size_t done;	 /* read before, or of the same bytes as another */
	size_t left_out; /* failed before, and not asked for again */
	size_t held;	 /* in a batch already */
	size_t failed;	 /* cannot be prepared: told in raw.jsonl */
	size_t blank;	 /* without a word: likewise, nobody is asked */
};

/* Scans, opens the engine, starts the pool. Everything of the setup outlives
 * it. Fails where an extraction would. */
int batch_sheets_open(const struct batch_sheets_setup *setup,
		      struct batch_sheets **ret, struct error *err) MUST_USE;
void batch_sheets_close(struct batch_sheets *sheets); /* NULL is fine */

const struct engine *batch_sheets_engine(const struct batch_sheets *sheets);
const char *batch_sheets_params(const struct batch_sheets *sheets);
/* Filled once the last sheet came. */
const struct batch_sheets_counts *
batch_sheets_counts(const struct batch_sheets *sheets);
/* How many may still come, at most. */
size_t batch_sheets_left(const struct batch_sheets *sheets);

/* The next one, prepared: 1 with *ret, which is the caller's to pool_job_free;
 * 0 after the last; -1. Its file.sha256 may be empty where it is named by an
 * address that was never fetched. */
int batch_sheets_next(struct batch_sheets *sheets, struct pool_job **ret,
		      struct error *err) MUST_USE;
/* "name:" and so on where there is no hash; owned. */
char *batch_sheets_specimen(const struct pool_job *job);
/* Journals that the sheet failed, for good, with this kind of error; frees the
 * job. */
void batch_sheets_fail(struct batch_sheets *sheets, struct pool_job *job,
		       const char *kind, const char *why);

#endif
