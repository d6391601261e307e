/*
 * cancel.h: chunks that are not to be read by batch after all. Blocks; of one
 * thread.
 */
#ifndef BATCH_SEND_CANCEL_H
#define BATCH_SEND_CANCEL_H

#include "base/error.h"
#include "batch/session.h"

enum cancel_fate {
	CANCEL_WITHDRAWN, /* it was never submitted, and costs nothing */
	CANCEL_ASKED,	  /* the server ends it within minutes */
	CANCEL_RUNS_ON,	  /* this server ends none: it is paid */
	CANCEL_OVER,	  /* it had ended before */
	CANCEL_UNKNOWN,	  /* whether the server has it cannot be told */
};

/* Finds out first whether the server has it. `chunk` is borrowed of the
 * session. */
int batch_cancel(struct batch_session *session, struct batch_chunk *chunk,
		 enum cancel_fate *ret, struct error *err) MUST_USE;

#endif
