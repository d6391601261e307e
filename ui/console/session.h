/*
 * session.h: inside ui/: all that a running console is made of. console.c
 * puts it together and takes it apart, loop.c runs it, perform.c does what
 * the state asks for.
 */
#ifndef UI_CONSOLE_SESSION_H
#define UI_CONSOLE_SESSION_H

#include <stdatomic.h>

#include "batch/send/batcher.h"
#include "batch/take/keeper.h"
#include "extract/control/remote.h"
#include "extract/forecast/forecaster.h"
#include "match/matching.h"
#include "review/columns/bulk_task.h"
#include "review/columns/columns.h"
#include "review/keep/habits.h"
#include "review/team/claims.h"
#include "review/record_look.h"
#include "run/store/store.h"
#include "run/store/watch.h"
#include "ui/app/app.h"
#include "ui/console/console.h"
#include "ui/terminal/editor.h"
#include "ui/terminal/latency.h"
#include "ui/tmux/passthrough.h"
#include "ui/terminal/picture.h"
#include "ui/probe/probe.h"
#include "ui/terminal/sigwatch.h"
#include "ui/terminal/term.h"

enum session_end {
	SESSION_GOES_ON,
	SESSION_QUIT,	 /* the curator has left */
	SESSION_SIGNAL,	 /* TERM, INT or QUIT */
	SESSION_HUNG_UP, /* the terminal is gone */
};

struct session {
	const struct run *run;
	const struct console_options *options;

	/* Threads and their mail; NULL where one could not be had. */
	struct sigwatch *signals;
	struct mailbox *mail;
	struct store *store;	     /* NULL: the run can only be read */
	struct journal_watch *watch; /* tells the store of others */
	struct query *query;
	struct preview *preview;
	struct record_look *look;
	struct columns *columns;
	atomic_bool cancel; /* a change of many records */
	struct claims *claims;
	struct forecaster *forecaster;
	struct draft_saver *drafts;
	struct habits_keeper *habits;
	struct remote *remote;
	struct keeper *keeper;	     /* of batches */
	struct matching *matching;   /* NULL: GBIF is not asked */
	struct editor *editor;	     /* has the terminal; NULL: we have it */
	struct extractor *extractor; /* this process's own, or NULL */
	struct batcher *batcher;     /* until its last mail; NULL: none */

	/* The terminal. */
	struct probe *probe;
	struct passthrough *passthrough; /* of the tmux around us */
	bool passes;		       /* switched on; to be told what comes */
	struct terminal_traits traits; /* the probe's, as settings want them */
	struct term *term;
	struct picture *picture;
	struct surface surface;
	uint64_t shown;	      /* ticket of the picture on the screen */
	int shown_x, shown_y; /* where it was put */

	struct keymap keymap;
	struct app_engine *engines; /* ended by a NULL name */
	struct app app;
	struct effects effects;

	bool dirty; /* the screen is older than the state */
	/* The terminal is to be left to others for an action, once it has
	 * answered what it was asked; where it does not, at this time (0: not
	 * determined). */
	bool leaves;
	enum action_id leaves_for;
	int64_t leave_ms;
	bool ask; /* the terminal may have become another */
	int64_t asked_ms;
	int64_t look_ms; /* when the record came on the screen (app.looked) */
	int64_t key_ms;	 /* of the last keys */
	int64_t ticked_ms;
	struct latency latency;
	enum session_end end;
};

/* loop.c: until the end; nothing here waits but poll(). */
void session_loop(struct session *session);
/* answers.c: that a strip has arrived, what was asked, or what nobody here asked
 * for. */
void session_hear(struct session *session, const struct sequence *reply);
/* answers.c: whether what the terminal was asked is answered, or it was given
 * as long as a terminal is (leave_ms). */
bool session_is_settled(struct session *session);
/* Whether the terminal may be left to others: it is settled. Where it may not be
 * yet the loop does the action again when it may; picture_stop comes first. */
bool session_may_leave(struct session *session, enum action_id again);
/* At the end, when nothing is left to do: waits until it is settled, as long as
 * a terminal is given, and gives it back. What is typed meanwhile is dropped. */
void session_close(struct session *session);
/* traits.c: the traits as the probe has them now; the state's, too. */
void session_take_traits(struct session *session);
void session_caps(const struct session *session, struct app_caps *ret);
/* Asks the terminal, where it is time to, and says what has to be said when no
 * picture is under way; takes what was answered. Each turn. */
void session_probe(struct session *session);
/* What came of telling tmux to let pictures pass. Each turn. */
void session_passthrough(struct session *session);
/* perform.c */
void session_perform(struct session *session);
/* Whether the frame may come before them: they only ask other threads, and who
 * is woken may be given the processor of who wakes them. */
bool session_may_wait(const struct session *session);
/* Stops until somebody lets us go on. The terminal has been left; what the pane
 * of tmux had it has meanwhile. */
void session_stop(struct session *session);
/* The terminal is the console's again. */
void session_take_terminal(struct session *session);
int session_start_extraction(struct session *session,
			     const struct extract_options *options,
			     struct error *err) MUST_USE;

#endif
