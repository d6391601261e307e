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
 * most ten a second, the last one with the final state. After "borrow" comes
 *	{"lent":true,"pid":N,"busy":[…],"reserved_usd":X}
 * once RUN/lock is lent (loan.h): specimens that the extraction has begun, by
 * their hashes and as "name:" and their images, and the money that is kept for
 * them. Then {"recall":true} where it is wanted back. It is given back by the end
 * of the connection.
 *
 * The serving end has a thread of its own; a client is of one thread.
 */
#ifndef EXTRACT_CONTROL_CONTROL_H
#define EXTRACT_CONTROL_CONTROL_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/bytes.h"
#include "extract/control/loan.h"
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
	/* As in loan.h: asks for it; how it stands, with the line of what was
	 * granted; gives it back. All are NULL where nothing is lent. */
	bool (*borrow)(void *data);
	enum loan_state (*lent)(void *data, struct bytes *ret);
	void (*give_back)(void *data);
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
/* The same of an answer of any kind: an object, new reference. */
int control_hear(struct control_client *client, json_t **ret,
		 struct error *err) MUST_USE;

#endif
