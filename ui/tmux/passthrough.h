/*
 * passthrough.h: a tmux that lets nothing of our pane pass is told to, for as
 * long as the console runs, and not a moment longer, even if it is killed.
 * Nothing here waits, but for taking it back. One thread.
 */
#ifndef UI_TMUX_PASSTHROUGH_H
#define UI_TMUX_PASSTHROUGH_H

#include <stdbool.h>
#include <stdint.h>

struct passthrough;

enum passthrough_news {
	PASSTHROUGH_NO_NEWS,
	PASSTHROUGH_OPENED,
	PASSTHROUGH_REFUSED,
};

/* `pane` (%3) is copied; NULL: there is none, and all is refused. */
struct passthrough *passthrough_new(const char *pane);
void passthrough_free(struct passthrough *passthrough); /* NULL is fine */

/* Begins to tell tmux; told once, nothing more is done. */
void passthrough_open(struct passthrough *passthrough, int64_t now_ms);
/* What came of it, once. To be called when passthrough_fd (-1: none) is
 * readable, or passthrough_wait (-1: never) is over. */
enum passthrough_news passthrough_turn(struct passthrough *passthrough,
				       int64_t now_ms);
int passthrough_fd(const struct passthrough *passthrough);
int passthrough_wait(const struct passthrough *passthrough, int64_t now_ms);

/* Gives the pane what it had, where that was changed; waits for tmux, which
 * has a limit of time (tmux.h). True when it was open, or about to be. */
bool passthrough_take_back(struct passthrough *passthrough);

#endif
