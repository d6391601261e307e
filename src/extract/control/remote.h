/*
 * remote.h: an extraction that another process runs, followed and steered
 * through its control socket, with the same mail as one of our own: a
 * console that is opened while `vasculum extract` works, or after the
 * terminal of an earlier console went away, shows it live.
 *
 * One thread attaches and detaches; commands may come from any.
 */
#ifndef EXTRACT_CONTROL_REMOTE_H
#define EXTRACT_CONTROL_REMOTE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "extract/control/snapshot.h"
#include "extract/control/verb.h"
#include "run/run/run.h"

struct remote;

/*
 * Starts a thread that looks about once a second whether some other process
 * extracts in this run, and follows it when one does. Each change goes to
 * `watcher` as EXTRACT_MAIL_PROGRESS with `elsewhere` set (latest wins, at
 * most one unread). When that process ends, the last mail has its final
 * state; where it was killed, state EXTRACT_FAILED and an error that says
 * so. Then it looks again for the next. An extraction of this very process
 * is left alone, so a console may stay attached while it extracts itself.
 * Nothing is sent while nobody extracts. `run` outlives the remote.
 */
int remote_attach(const struct run *run, struct mailbox *watcher,
		  struct remote **ret, struct error *err) MUST_USE;
/* Ends the thread; the other process goes on. Afterwards nothing is posted.
 * NULL is fine. */
void remote_detach(struct remote *remote);

/* Whether a process is being followed now; any thread. */
bool remote_connected(struct remote *remote);

/* As extractor_command: returns at once, and does nothing while no other
 * process extracts. Any verb but VERB_ABORT. */
void remote_command(struct remote *remote, enum extract_verb verb);

#endif
