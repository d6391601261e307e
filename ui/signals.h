/*
 * signals.h: the one thread that signals come to (design: "The terminal goes
 * away"). Started before curses, which would take some of them for itself,
 * and before any other thread.
 */
#ifndef UI_SIGNALS_H
#define UI_SIGNALS_H

#include "base/error.h"

struct signals;

/* Blocks all signals in this thread, and so in those it starts, and waits
 * for them in a thread of its own. */
int signals_start(struct signals **ret, struct error *err) MUST_USE;
/* Ends the thread; pending signals stay blocked. NULL is fine. */
void signals_stop(struct signals *signals);

/* Readable while signals wait to be taken. */
int signals_fd(const struct signals *signals);
/* The next: SIGHUP (the terminal is gone already), SIGTERM, SIGINT, SIGQUIT,
 * SIGWINCH, SIGTSTP, SIGCONT; 0 for none. */
int signals_take(struct signals *signals);
/* Waits for the next one up to `timeout_ms`; 0 when the time is over. */
int signals_wait(struct signals *signals, int timeout_ms);

/* Puts /dev/null over the descriptors 0, 1 and 2. */
void signals_drop_terminal(void);

/* Stops this process as Ctrl-Z does, and its group with it; returns when it
 * goes on. */
void signals_suspend(void);

/* Gives the terminal back to its user when the program crashes: what is
 * written there, and cooked mode. Leaves handlers alone that something else
 * (a sanitizer) has set. */
void signals_guard_crash(void);

#endif
