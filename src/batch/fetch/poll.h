/*
 * poll.h: how a batch stands, asked of its server; what it says goes to
 * batches.jsonl and to the events of the run. Blocks; of one thread.
 */
#ifndef BATCH_FETCH_POLL_H
#define BATCH_FETCH_POLL_H

#include "base/error.h"
#include "batch/session.h"

enum poll_fate {
	POLL_RUNS,
	POLL_OVER,    /* the chunk has ended */
	POLL_UNKNOWN, /* the server does not say now: *err tells why */
};

/* A submitted chunk, borrowed of the session. Fails only where nothing can be
 * written, and where it is stopped. */
int batch_poll(struct batch_session *session, struct batch_chunk *chunk,
	       enum poll_fate *ret, struct error *err) MUST_USE;

/* The same, but nothing is written: the server's word in *ret, as of
 * batch_told_json, new reference. -1 where it does not say. */
int batch_poll_look(struct batch_session *session, struct batch_chunk *chunk,
		    json_t **ret, struct error *err) MUST_USE;

#endif
