/*
 * chunk.h: a chunk that is being made: its file of requests, and the lines of
 * batches.jsonl that put it in force. Of one thread.
 */
#ifndef BATCH_PLAN_CHUNK_H
#define BATCH_PLAN_CHUNK_H

#include <jansson.h>

#include "base/bytes.h"
#include "base/error.h"
#include "batch/plan/chunk_file.h"
#include "batch/plan/plan.h"
#include "batch/session.h"

/* Who reads it; borrowed. */
struct chunk_asked {
	enum batch_shape shape;
	const char *engine, *base_url, *model, *params_sha256;
	const char *slug; /* what the server wants the model to be called in a
			     batch; NULL: as it is */
};

struct chunk_draft {
	const struct chunk_asked *asked;
	char id[24];
	struct chunk_file file;
	json_t *sheets; /* of a line that is not full */
	struct bytes lines;
	struct plan_sums sums;
};

int chunk_draft_begin(struct chunk_draft *draft, const struct run *run,
		      const struct chunk_asked *asked,
		      struct error *err) MUST_USE;
/* One sheet more, of this weight; its row is written by the caller, to
 * draft->file. */
void chunk_draft_add(struct chunk_draft *draft, const char *custom_id,
		     const char *specimen_id, const char *image,
		     const struct plan_sums *weight);
/* Ends the file and appends the lines to *ret; `replaces` may be NULL. The
 * draft is over. */
int chunk_draft_end(struct chunk_draft *draft, const char *replaces,
		    struct bytes *ret, struct error *err) MUST_USE;
/* Gives it up, its file, too. One that is over or was never begun is fine. */
void chunk_draft_drop(struct chunk_draft *draft);

#endif
