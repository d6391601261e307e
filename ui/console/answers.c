/*
 * answers.c: what the terminal says by itself, and that it has said all
 * (ui/terminal/parting.h).
 */
#include "config.h"

#include <signal.h>

#include "ui/console/session.h"
#include "ui/terminal/parting.h"

static struct parting session_parting(const struct session *s)
{
	return (struct parting){s->term, s->picture, s->probe};
}

void session_hear(struct session *s, const struct sequence *reply)
{
	const struct parting parting = session_parting(s);

	parting_hear(&parting, reply);
	s->dirty = s->dirty || picture_news(s->picture);
}

bool session_is_settled(struct session *s)
{
	const struct parting parting = session_parting(s);

	return parting_may_leave(&parting, &s->leave_ms);
}

bool session_may_leave(struct session *s, enum action_id again)
{
	s->leaves = !session_is_settled(s);
	s->leaves_for = again;
	if (!s->leaves)
		s->leave_ms = 0;
	return !s->leaves;
}

/* What is raised while the terminal is left for good; false when it has gone. */
static bool settle_signals(void *arg)
{
	struct session *s = arg;
	int signo;

	while ((signo = sigwatch_take(s->signals)) != 0) {
		if (signo == SIGHUP)
			s->end = SESSION_HUNG_UP;
		else if (signo != SIGWINCH && signo != SIGCONT &&
			 signo != SIGTSTP && s->end != SESSION_HUNG_UP)
			s->end = SESSION_SIGNAL;
	}
	return s->end != SESSION_HUNG_UP;
}

void session_close(struct session *s)
{
	const struct parting parting = session_parting(s);

	if (s->end != SESSION_HUNG_UP)
		parting_settle(&parting, sigwatch_fd(s->signals),
			       settle_signals, s);
	parting_close(&parting);
}
