/*
 * fetch.h: the results of a batch that has ended, from the server into files
 * of the run's cache: one row a line. What broke off goes on where it was.
 * Blocks; of one thread.
 */
#ifndef BATCH_FETCH_FETCH_H
#define BATCH_FETCH_FETCH_H

#include <stdbool.h>

#include "base/error.h"
#include "batch/session.h"

/* A value that is all zero is nothing; fetch_files_done ends it. */
struct fetch_files {
	char *output, *errors; /* paths; NULL: there is none */
	bool gone;	       /* the server does not have them any more */
};
void fetch_files_done(struct fetch_files *files);
/* Removes what there is of a chunk. */
void fetch_files_remove(const struct batch_session *session,
			const struct batch_chunk *chunk);

/* An ended chunk, borrowed of the session. Fails where they do not come now:
 * the next call goes on. */
int batch_fetch(struct batch_session *session, struct batch_chunk *chunk,
		struct fetch_files *ret, struct error *err) MUST_USE;

#endif
