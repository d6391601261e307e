/*
 * control.h: the control socket of an extracting process, by which another
 * process sees how it stands and steers it.
 *
 * A UNIX socket, RUNTIME/RUN-ID.sock with RUNTIME = $XDG_RUNTIME_DIR/vasculum
 * or a 0700 directory under the temp directory. Both ends check that the
 * other is of the same user. The protocol is lines of JSON: the client says
 *	{"cmd":"progress"|"pause"|"resume"|"stop"|"retry"|"watch"}
 * and each is answered by one line of progress (progress.h), or by
 * {"error":"…"}. After "watch" a line follows whenever something changed, at
 * most ten a second, the last one with the final state.
 *
 * The serving end has a thread of its own; a client is of one thread.
 */
#ifndef EXTRACT_CONTROL_CONTROL_H
#define EXTRACT_CONTROL_CONTROL_H

#include <stdbool.h>

#include "base/error.h"
#include "extract/control/progress.h"
#include "extract/control/verb.h"
#include "run/run/run.h"

struct control;

/* What the extraction does for those who ask; called from the thread of the
 * control, at any time. */
struct control_ops {
	void (*progress)(void *data, struct extract_progress *ret);
	/* All verbs but VERB_ABORT. */
	void (*command)(void *data, enum extract_verb verb);
};

/*
 * The serving end: a thread in the extracting process. Called by the owner
 * of RUN/lock, which alone replaces a socket that is there. `ops` and `data`
 * outlive the control.
 */
int control_start(const struct run *run, const struct control_ops *ops,
		  void *data, struct control **ret, struct error *err) MUST_USE;
/* Takes the socket's name away, so that nobody connects any more. While
 * RUN/lock is still held. NULL is fine. */
void control_retire(struct control *control);
/* Sends watchers the last state, ends the thread, frees. NULL is fine. */
void control_stop(struct control *control);

/* The other end: one connection, one thread. */
struct control_client;

/* ERROR_NOT_FOUND when nobody extracts in this run (no socket, or one that
 * a killed process left). */
int control_connect(const struct run *run, struct control_client **ret,
		    struct error *err) MUST_USE;
void control_close(struct control_client *client); /* NULL is fine */
/* Readable when an answer comes. */
int control_fd(const struct control_client *client);
/* Sends a command word: "watch", "pause", … */
int control_send(struct control_client *client, const char *word,
		 struct error *err) MUST_USE;
/*
 * Takes an answer that has come: 1 with *ret and the pid of the extracting
 * process, 0 when none is complete yet, -1 when the connection is over.
 */
int control_receive(struct control_client *client, struct extract_progress *ret,
		    long *ret_pid, struct error *err) MUST_USE;

#endif
