/*
 * passthrough.c: our pane of tmux lets pictures pass. See passthrough.h.
 *
 *	SHUT ─open─▶ OPENING ─it passes─▶ OPEN ─take back─▶ SHUT
 *	  ▲             └─tmux refuses─┐
 *	  └────────────────────────────┘
 *
 * 1. Whoever changes the pane gives it back: one child, the keeper (tmux.c),
 *    which does so when it is told to, or when we are not there any more.
 * 2. A tmux that did not say in time may do it yet: its keeper stays, and is
 *    asked again, not beside another.
 */
#include "config.h"

#include "ui/tmux/passthrough.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "ui/tmux/tmux.h"

enum passthrough_state {
	PASSTHROUGH_SHUT,
	PASSTHROUGH_OPENING,
	PASSTHROUGH_OPEN,
};

struct passthrough {
	char *pane; /* or NULL */
	enum passthrough_state state;
	struct tmux_query *keeper; /* or NULL */
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
	tmux_free(passthrough->keeper);
	free(passthrough->pane);
	free(passthrough);
}

void passthrough_open(struct passthrough *passthrough, int64_t now_ms)
{
	if (passthrough->state != PASSTHROUGH_SHUT)
		return;
	passthrough->state = PASSTHROUGH_OPENING;
	if (passthrough->keeper != NULL)
		tmux_again(passthrough->keeper, now_ms);
	else if (passthrough->pane != NULL)
		passthrough->keeper = tmux_open(passthrough->pane, now_ms);
}

/* What the keeper says; one that has ended without saying it goes. */
static bool passthrough_hear(struct passthrough *passthrough, int64_t now_ms,
			     bool *ret_passes)
{
	struct tmux_query *keeper = passthrough->keeper;

	*ret_passes = false;
	if (keeper == NULL)
		return true;
	if (!tmux_turn_opened(keeper, now_ms, ret_passes))
		return false;
	if (!*ret_passes && tmux_ended(keeper)) {
		tmux_free(keeper);
		passthrough->keeper = NULL;
	}
	return true;
}

enum passthrough_news passthrough_turn(struct passthrough *passthrough,
				       int64_t now_ms)
{
	bool passes;

	if (passthrough->state != PASSTHROUGH_OPENING ||
	    !passthrough_hear(passthrough, now_ms, &passes))
		return PASSTHROUGH_NO_NEWS;
	passthrough->state = passes ? PASSTHROUGH_OPEN : PASSTHROUGH_SHUT;
	return passes ? PASSTHROUGH_OPENED : PASSTHROUGH_REFUSED;
}

int passthrough_fd(const struct passthrough *passthrough)
{
	return passthrough->state == PASSTHROUGH_OPENING &&
			       passthrough->keeper != NULL
		       ? tmux_fd(passthrough->keeper)
		       : -1;
}

int passthrough_wait(const struct passthrough *passthrough, int64_t now_ms)
{
	if (passthrough->state != PASSTHROUGH_OPENING)
		return -1;
	return passthrough->keeper != NULL
		       ? tmux_wait(passthrough->keeper, now_ms)
		       : 0;
}

bool passthrough_take_back(struct passthrough *passthrough)
{
	bool was = passthrough->state != PASSTHROUGH_SHUT;

	if (passthrough->keeper != NULL) {
		tmux_close(passthrough->keeper, clock_ms());
		tmux_finish(passthrough->keeper);
		tmux_free(passthrough->keeper);
	}
	passthrough->keeper = NULL;
	passthrough->state = PASSTHROUGH_SHUT;
	return was;
}
