/*
 * probe.h: what the terminal can do: asked when a screen begins, and again when
 * it may have become another (tmux is attached elsewhere).
 * The questions are those that answers.h names; through tmux they go in its DCS
 * passthrough (tmux(1), allow-passthrough).
 */
#ifndef UI_PROBE_PROBE_H
#define UI_PROBE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/keyboard/sequence.h"
#include "ui/probe/traits.h"

/*
 * The questions, asked again whenever the terminal may have become another.
 * Writes and reads nothing itself, but for the tmux that it runs; never waits.
 * One thread.
 */
struct probe;

/* What the environment tells; nothing has been asked. Cannot fail. */
struct probe *probe_new(void);
void probe_free(struct probe *probe); /* NULL is fine */

/* What is known. Borrowed. */
const struct terminal_traits *probe_traits(const struct probe *probe);

/* Begins to ask, where there is somebody to ask. While it asks, it will ask
 * again afterwards. */
void probe_start(struct probe *probe, int64_t now_ms);
/* True from then on until probe_turn has said that it is over. */
bool probe_asks(const struct probe *probe);
/* True while an answer of the terminal is on its way. */
bool probe_listens(struct probe *probe);
/* For how many milliseconds a terminal is waited for. */
int probe_patience(const struct probe *probe);
/* What has to be written to the terminal now, once; "" for nothing. Static. */
const char *probe_say(struct probe *probe);
bool probe_speaks(const struct probe *probe); /* there is something */
/* Something that the terminal answered, asked or not. */
void probe_hear(struct probe *probe, const struct sequence *reply,
		int64_t now_ms);
/* To be called when something was heard, probe_fd (-1: none) is readable, or
 * probe_wait (-1: never) is over. True when a round has ended: the traits may
 * be others. A terminal that did not answer in time (1 s, 3 s over SSH) is
 * what it was; its answer still counts when it comes. */
bool probe_turn(struct probe *probe, int64_t now_ms);
int probe_fd(const struct probe *probe);
int probe_wait(const struct probe *probe, int64_t now_ms);
/* After a resize: the cell's size where TIOCGWINSZ knows it. */
void probe_resized(struct probe *probe);

/*
 * One round for who only wants to know, on the descriptors 0 and 1 in raw mode;
 * waits for its end. Where they are not a terminal nothing is written. No other
 * reader of descriptor 0 may be there; what is typed meanwhile is lost.
 */
void probe_terminal(struct terminal_traits *ret);

#endif
