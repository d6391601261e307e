/*
 * tmux.h: what the tmux around us says of its client: asked by running tmux,
 * without ever waiting for it.
 *
 * Formats: tmux(1), FORMATS; pane_left, client_termfeatures.
 */
#ifndef UI_TERMINAL_TMUX_H
#define UI_TERMINAL_TMUX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

struct tmux_answer {
	bool known;
	bool features_sixel; /* of the terminal around, as tmux knows it */
	bool passthrough;
	int pane_left, pane_top;
	int status_top; /* lines of a status line above the pane */
};

struct tmux_query;

/* Starts asking; NULL when tmux cannot be run. Owned. */
struct tmux_query *tmux_ask(int64_t now_ms);
/* Ends it, and the child with it. NULL is fine. */
void tmux_free(struct tmux_query *query);

/* Readable when there is something for tmux_turn. */
int tmux_fd(const struct tmux_query *query);
/* Milliseconds until it is given up. */
int tmux_wait(const struct tmux_query *query, int64_t now_ms);
/* Takes what came; true when that is all, or time is over. What was not
 * answered is not known. */
bool tmux_turn(struct tmux_query *query, int64_t now_ms,
	       struct tmux_answer *ret) MUST_USE;

/* The line that tmux prints. Exposed for tests. */
void tmux_read_answer(const char *line, struct tmux_answer *ret);

#endif
