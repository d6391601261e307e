/*
 * passthrough.c: our pane of tmux lets pictures pass. See passthrough.h.
 *
 *	SHUT ─open─▶ OPENING ─it passes─▶ OPEN ─take back─▶ SHUT
 *	  ▲             └─tmux refuses─┐
 *	  └────────────────────────────┘
 *
 * 1. What the pane had of its own is known before it is changed, since one
 *    command line of tmux tells the one and does the other.
 * 2. A tmux that did not say in time may do it yet: it is taken back at the
 *    end like what was done.
 */
#include "config.h"

#include "ui/tmux/passthrough.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/tmux/tmux.h"

enum passthrough_state {
	PASSTHROUGH_SHUT,
	PASSTHROUGH_OPENING,
	PASSTHROUGH_OPEN,
};

struct passthrough {
	char *pane; /* or NULL */
	enum passthrough_state state;
	struct tmux_query *query; /* under way, or NULL: tmux did not start */
	struct tmux_opened opened;
	bool told; /* tmux was, and may have done it */
};

struct passthrough *passthrough_new(const char *pane)
{
	struct passthrough *passthrough = mem_zalloc(sizeof(*passthrough));

	passthrough->pane = pane != NULL ? mem_strdup(pane) : NULL;
	return passthrough;
}

void passthrough_free(struct passthrough *passthrough)
{
	if (passthrough == NULL)
		return;
	tmux_free(passthrough->query);
	free(passthrough->pane);
	free(passthrough);
}

void passthrough_open(struct passthrough *passthrough, int64_t now_ms)
{
	if (passthrough->state != PASSTHROUGH_SHUT)
		return;
	passthrough->state = PASSTHROUGH_OPENING;
	if (passthrough->pane != NULL)
		passthrough->query = tmux_open(passthrough->pane, now_ms);
	passthrough->told = passthrough->query != NULL;
}

enum passthrough_news passthrough_turn(struct passthrough *passthrough,
				       int64_t now_ms)
{
	if (passthrough->state != PASSTHROUGH_OPENING)
		return PASSTHROUGH_NO_NEWS;
	if (passthrough->query != NULL &&
	    !tmux_turn_opened(passthrough->query, now_ms, &passthrough->opened))
		return PASSTHROUGH_NO_NEWS;
	tmux_free(passthrough->query);
	passthrough->query = NULL;
	passthrough->state = passthrough->opened.passes ? PASSTHROUGH_OPEN
							: PASSTHROUGH_SHUT;
	return passthrough->opened.passes ? PASSTHROUGH_OPENED
					  : PASSTHROUGH_REFUSED;
}

int passthrough_fd(const struct passthrough *passthrough)
{
	return passthrough->query != NULL ? tmux_fd(passthrough->query) : -1;
}

int passthrough_wait(const struct passthrough *passthrough, int64_t now_ms)
{
	if (passthrough->state != PASSTHROUGH_OPENING)
		return -1;
	return passthrough->query != NULL
		       ? tmux_wait(passthrough->query, now_ms)
		       : 0;
}

void passthrough_take_back(struct passthrough *passthrough)
{
	struct tmux_query *query;

	if (passthrough->query != NULL) {
		tmux_finish(passthrough->query);
		passthrough_turn(passthrough, clock_ms());
	}
	if (!passthrough->told)
		return;
	query = tmux_close(passthrough->pane, passthrough->opened.before,
			   clock_ms());
	passthrough->told = false;
	passthrough->state = PASSTHROUGH_SHUT;
	if (query == NULL)
		return;
	tmux_finish(query);
	tmux_free(query);
}
