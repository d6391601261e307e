/*
 * sigwatch.h: the one thread that signals come to (doc/design.md, "The
 * terminal goes away"). Started before curses, which would take some of them
 * for itself, and before any other thread.
 */
#ifndef UI_TERMINAL_SIGWATCH_H
#define UI_TERMINAL_SIGWATCH_H

#include <stdbool.h>

#include "base/error.h"

struct sigwatch;

/* Blocks all signals in this thread, and so in those it starts, and waits
 * for them in a thread of its own. */
int sigwatch_start(struct sigwatch **ret, struct error *err) MUST_USE;
/* Ends the thread; pending signals stay blocked. NULL is fine. */
void sigwatch_stop(struct sigwatch *watch);

/* Readable while signals wait to be taken. */
int sigwatch_fd(const struct sigwatch *watch);
/* The next: SIGHUP (a terminal that has hung up is dropped already), SIGTERM,
 * SIGINT, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT; 0 for none. */
int sigwatch_take(struct sigwatch *watch);
/* Waits for the next one up to `timeout_ms`; 0 when the time is over. */
int sigwatch_wait(struct sigwatch *watch, int timeout_ms);

/* Whether the terminal has hung up, or takes nothing any more. */
bool sigwatch_terminal_gone(void);
/* Puts /dev/null over the descriptors 0, 1 and 2. */
void sigwatch_drop_terminal(void);

/* Stops this process as Ctrl-Z does, and its group with it; returns when it
 * goes on. */
void sigwatch_suspend(struct sigwatch *watch);

/* Gives the terminal back to its user when the program crashes: what is
 * written there, and cooked mode. Leaves handlers alone that something else
 * (a sanitizer) has set. */
void sigwatch_guard_crash(void);

#endif
