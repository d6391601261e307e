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
/* Lets sequences of the pane pass, until tmux_close, or until we end, whatever
 * we end of: by a child that outlives us for as long as it takes to give the
 * pane what it had. */
struct tmux_query *tmux_open(const char *pane, int64_t now_ms);
/* It has as long as at the start to say so. */
void tmux_again(struct tmux_query *query, int64_t now_ms);
/* Gives the pane what it had; tmux_finish waits for that. */
void tmux_close(struct tmux_query *query, int64_t now_ms);
/* Ends it, and the child with it, but for what has to be given back. NULL is
 * fine. */
void tmux_free(struct tmux_query *query);

/* Readable when there is something for tmux_turn. */
int tmux_fd(const struct tmux_query *query);
/* Milliseconds until it is given up. */
int tmux_wait(const struct tmux_query *query, int64_t now_ms);
/* Takes what came; true when that is all, or time is over. What was not
 * answered is not known. */
bool tmux_turn(struct tmux_query *query, int64_t now_ms,
	       struct tmux_answer *ret) MUST_USE;

/* What opening has come to: true when that is known, or time is over. */
bool tmux_turn_opened(struct tmux_query *query, int64_t now_ms,
		      bool *ret_passes) MUST_USE;
/* The child has said all and ended. */
bool tmux_ended(const struct tmux_query *query);
/* Waits for the end, until time is over: for the end of a program. */
void tmux_finish(struct tmux_query *query);

/* What tmux prints. Exposed for tests. */
void tmux_read_answer(const char *line, struct tmux_answer *ret);

#endif
