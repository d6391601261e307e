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
/* May another name of the model be what is wanted, by what the server says? So
 * OpenRouter lists "MODEL:batch" beside "MODEL". */
bool batch_may_rename(const struct batch_chunk *chunk, const char *words);
/* Plans the requests of a chunk of which nothing was made anew, for the model
 * under that name: what was a chunk is replaced by the last one. Where its file
 * is gone its sheets are free. */
int batch_rename(struct batch_session *session, struct batch_chunk *chunk,
		 struct error *err) MUST_USE;
/* The same of all ended chunks. */
int batch_settle_all(struct batch_session *session, struct error *err) MUST_USE;

#endif
