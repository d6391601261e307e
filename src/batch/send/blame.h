/*
 * blame.h: a sheet whose request is wrong: its failure in raw.jsonl, so that
 * the others can go without it. Blocks; of one thread.
 */
#ifndef BATCH_SEND_BLAME_H
#define BATCH_SEND_BLAME_H

#include "base/error.h"
#include "batch/session.h"

/* All is borrowed; `batch_id` and `engine` may be NULL. */
struct blame {
	const char *engine, *model, *params_sha256, *batch_id;
	struct batch_sheet sheet;
	const char *kind; /* error_kind */
	const char *why;
};

/* Journals it, unless these parameters have an outcome of the sheet already;
 * durable on return. Waits for a disk that is full until the session is
 * stopped. */
int batch_blame(struct batch_session *session, const struct blame *blame,
		struct error *err) MUST_USE;

#endif
