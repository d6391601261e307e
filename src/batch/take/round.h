/*
 * round.h: the end of a round of `submit --again`, which is when the last of its
 * batches was collected. Blocks; of one thread.
 */
#ifndef BATCH_TAKE_ROUND_H
#define BATCH_TAKE_ROUND_H

#include "base/error.h"
#include "batch/session.h"

/* Ends it where all of it was sent, and all that was sent is collected. Does
 * nothing where another process has RUN/lock: the next one that submits ends
 * it. */
int batch_round_end(struct batch_session *session, struct error *err) MUST_USE;

#endif
