/*
 * tmux.h: what the tmux around us says of its client, and whether it lets
 * sequences of our pane pass: by running tmux, without ever waiting for it.
 *
 * Formats: tmux(1), FORMATS; pane_left, client_termfeatures. The option:
 * tmux(1), allow-passthrough, a pane's from 3.3 on.
 */
#ifndef UI_TMUX_TMUX_H
#define UI_TMUX_TMUX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

struct tmux_answer {
	bool known;
	bool features_sixel; /* of the terminal around, as tmux knows it */
	bool passthrough;
	int pane_left, pane_top;
	int status_top; /* lines of a status line above the pane */
	int client;	/* the process that shows it; 0: none */
};

struct tmux_query;

/* Our pane (%3), or NULL: not known. Static. */
const char *tmux_pane(void);

/* Starts asking; NULL when tmux cannot be run. Owned. */
struct tmux_query *tmux_ask(int64_t now_ms);
/* Lets sequences of the pane pass. */
struct tmux_query *tmux_open(const char *pane, int64_t now_ms);
/* Gives the pane what it had; "": nothing of its own. */
struct tmux_query *tmux_close(const char *pane, const char *before,
			      int64_t now_ms);
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

/* What opening has come to. */
struct tmux_opened {
	bool passes;	/* it does now */
	char before[8]; /* what the pane had of its own, or "" */
};
bool tmux_turn_opened(struct tmux_query *query, int64_t now_ms,
		      struct tmux_opened *ret) MUST_USE;
/* Waits for the end, until time is over: for the end of a program. */
void tmux_finish(struct tmux_query *query);

/* What tmux prints. Exposed for tests. */
void tmux_read_opened(const char *text, struct tmux_opened *ret);
void tmux_read_answer(const char *line, struct tmux_answer *ret);

#endif
