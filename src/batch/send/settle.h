/*
 * settle.h: batches that failed as a whole before anything was done: too many
 * tokens waited, or a request was wrong. They have cost nothing, and what can
 * be sent is sent again. Blocks; of one thread.
 */
#ifndef BATCH_SEND_SETTLE_H
#define BATCH_SEND_SETTLE_H

#include <stdbool.h>

#include "base/error.h"
#include "batch/session.h"

/*
 * Takes an ended chunk whose batch failed. *ret_taken: it was settled, and has
 * no results to be collected: it waits for room; or the request that is named
 * became its sheet's failure, and a chunk of the others is planned; or (of
 * OpenRouter, which names none) two halves are. False: it is to be collected
 * like any other. `chunk` is borrowed of the session.
 */
int batch_settle(struct batch_session *session, struct batch_chunk *chunk,
		 bool *ret_taken, struct error *err) MUST_USE;
/* The same of all ended chunks. */
int batch_settle_all(struct batch_session *session, struct error *err) MUST_USE;

#endif
