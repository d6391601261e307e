/*
 * kept.h: how long a server keeps what a batch has answered.
 */
#ifndef BATCH_KEPT_H
#define BATCH_KEPT_H

#include <stdint.h>

#include "batch/session.h"

/* When the chunk was sent, by the server's clock as far as it is known; -1. */
int64_t chunk_sent_s(const struct batch_chunk *chunk);

/* Says that the server soon deletes the results of a batch that is over and not
 * collected, from the 25th day after its end on: thirty are they kept, by the
 * server's clock. `ended_s` -1: counted from when it was sent. */
void batch_warn_kept(struct batch_session *session, struct batch_chunk *chunk,
		     int64_t ended_s);

#endif
