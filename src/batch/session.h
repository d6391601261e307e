/*
 * session.h: what every step with batches of a run needs: the locks, so that
 * one process works on them, the journal with what it says, and the servers.
 * Of one thread.
 */
#ifndef BATCH_SESSION_H
#define BATCH_SESSION_H

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "batch/borrow.h"
#include "batch/client.h"
#include "batch/remarks.h"
#include "extract/ask/options.h"
#include "run/batches/batches.h"
#include "run/journal/lock.h"
#include "run/run/run.h"
#include "run/store/store.h"

/* Set before batch_session_open; all of it is borrowed. */
struct batch_setup {
	const struct run *run;
	struct store *store;
	/* As the command line and config.ini have them; keys, timeouts and
	 * what may be trusted are taken from them. */
	const struct extract_options *options;
	bool locked; /* the caller holds RUN/lock */
	/* No sheet is put into a batch: RUN/lock is not needed, and an
	 * extraction may go on beside it. */
	bool collects;
	bool looks; /* nothing is written: there is neither lock nor store */
	const atomic_bool *stop; /* ends what is waited for; may be NULL */
	/* One line for people, fit for a terminal; may be NULL. */
	void (*note)(void *data, const char *text);
	void *data;
};

struct batch_session {
	struct batch_setup setup;
	struct run_lock *lock;	       /* RUN/lock, */
	struct borrowed *borrowed;     /* or that of an extraction, */
	struct run_lock *batches_lock; /* and RUN/batches.lock */
	struct journals *journals;
	struct batches batches;	      /* as the journal has them now */
	struct batch_remarks remarks; /* that were not told yet */
	/* Clients of the servers that were asked: engine and address. */
	struct batch_peer *peers;
	size_t n_peers, cap_peers;
};

/* Takes the locks, RUN/lock also of an extraction that lends it (ERROR_BUSY names
 * who has them), and reads the journal. */
int batch_session_open(struct batch_session *session,
		       const struct batch_setup *setup,
		       struct error *err) MUST_USE;
void batch_session_close(struct batch_session *session);

/* Appends a line, durable on return, and takes it; steals `data`. */
int batch_session_say(struct batch_session *session, enum batch_op op,
		      const char *chunk, json_t *data,
		      struct error *err) MUST_USE;
/* The same of lines that were made (batch_line.h). */
int batch_session_append(struct batch_session *session,
			 const struct bytes *lines, struct error *err) MUST_USE;

/* An event of the run, "batch.submitted" and such, of this chunk; steals
 * `data` (may be NULL). */
void batch_session_event(struct batch_session *session, const char *type,
			 const struct batch_chunk *chunk, json_t *data);
/* Says something to people. */
void batch_session_note(struct batch_session *session, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* Says something of a chunk, which may be the same of others: all of it is told
 * by batch_session_tell, or when the session is closed. The text names no
 * chunk, and fits one as well as several ("cannot be asked for"). */
void batch_session_remark(struct batch_session *session,
			  const struct batch_chunk *chunk, const char *format,
			  ...) PRINTF_LIKE(3, 4);
void batch_session_tell(struct batch_session *session);

/*
 * Who is asked about a chunk: the server of its line, with the key that it was
 * sent with where that is still there. Borrowed of the session. Fails for an
 * engine that there is not, for an address that only the run names while a key
 * would go there (ERROR_USAGE, as extract), and where there is no key.
 */
int batch_session_client(struct batch_session *session,
			 const struct batch_chunk *chunk,
			 struct batch_client **ret, struct error *err) MUST_USE;
/* The same of an engine and an address that were checked. */
int batch_session_client_of(struct batch_session *session, const char *engine,
			    const char *base_url, struct batch_client **ret,
			    struct error *err) MUST_USE;

#endif
