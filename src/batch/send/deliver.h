/*
 * deliver.h: a chunk on its way to the server: from whatever state the journal
 * has it in to a batch that is known by its id. Blocks; of one thread.
 */
#ifndef BATCH_SEND_DELIVER_H
#define BATCH_SEND_DELIVER_H

#include "base/error.h"
#include "batch/session.h"

enum deliver_fate {
	DELIVER_SENT,	    /* the server has it */
	DELIVER_WAITS,	    /* too many tokens wait there: when one ends */
	DELIVER_UNRESOLVED, /* whether the server has it cannot be told */
	DELIVER_GONE,	    /* its file is not there: it was taken back */
	DELIVER_LARGE,	    /* the server takes fewer at once: taken back */
	DELIVER_UNPAID,	    /* the account has no money: once it has */
};

/*
 * Says in the journal what is meant before each request, and what came of it
 * after. Where an answer was lost, now or by an earlier process, the server's
 * lists are asked first: nothing is sent a second time while it may be there.
 * Where the server wants another name of the model, another chunk takes its
 * place, and the fate is that one's.
 * `chunk` may be of any open state; it is borrowed of the session. Fails where
 * the server refuses it, and where it cannot be reached: then it stands in the
 * journal as far as it came.
 */
int batch_deliver(struct batch_session *session, struct batch_chunk *chunk,
		  enum deliver_fate *ret, struct error *err) MUST_USE;

/* Only finds out what became of what was sent: of chunks that are uploading,
 * submitting or unresolved. Nothing is uploaded or submitted. */
int batch_resolve(struct batch_session *session, struct batch_chunk *chunk,
		  struct error *err) MUST_USE;

#endif
