/*
 * limit.h: a chunk for which the server has no room: that it waits, and what
 * its refusal tells of how many tokens may. Of one thread.
 */
#ifndef BATCH_SEND_LIMIT_H
#define BATCH_SEND_LIMIT_H

#include <stdbool.h>

#include "base/error.h"
#include "batch/session.h"

/* Does another batch of ours take room there, which its end makes free? */
bool batch_limit_has_other(const struct batches *batches,
			   const struct batch_chunk *chunk);

/* Journals that it waits, in the server's words, and the limit that these name
 * (0 or below: none). */
int batch_limit_refused(struct batch_session *session,
			const struct batch_chunk *chunk, const char *why,
			double tokens, struct error *err) MUST_USE;

#endif
