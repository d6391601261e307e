/*
 * answers.c: what the terminal says by itself, and that it has said all.
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/time/clock.h"
#include "ui/console/session.h"

void session_hear(struct session *s, const struct sequence *reply)
{
	if (picture_is_ack(s->picture, reply))
		picture_ack(s->picture);
	s->dirty = s->dirty || picture_news(s->picture);
	probe_hear(s->probe, reply, clock_ms());
}

bool session_is_settled(const struct session *s)
{
	return !picture_waits(s->picture) && !probe_listens(s->probe);
}

bool session_may_leave(struct session *s, enum action_id again)
{
	int64_t now = clock_ms();

	if (s->leave_ms == 0)
		s->leave_ms = now + probe_patience(s->probe);
	s->leaves = !session_is_settled(s) && now < s->leave_ms;
	s->leaves_for = again;
	if (!s->leaves)
		s->leave_ms = 0;
	return !s->leaves;
}

/* What is raised while the terminal is left for good. */
static void settle_signals(struct session *s)
{
	int signo;

	while ((signo = sigwatch_take(s->signals)) != 0) {
		if (signo == SIGHUP)
			s->end = SESSION_HUNG_UP;
		else if (signo != SIGWINCH && signo != SIGCONT &&
			 signo != SIGTSTP && s->end != SESSION_HUNG_UP)
			s->end = SESSION_SIGNAL;
	}
}

void session_settle(struct session *s)
{
	int64_t end = clock_ms() + probe_patience(s->probe);
	struct key key;

	while (!session_is_settled(s) && !term_ended(s->term) &&
	       s->end != SESSION_HUNG_UP) {
		int64_t left = end - clock_ms();
		struct pollfd fds[] = {
			{STDIN_FILENO, POLLIN, 0},
			{sigwatch_fd(s->signals), POLLIN, 0},
		};

		if (left <= 0)
			return;
		poll(fds, ARRAY_LEN(fds), (int)left);
		settle_signals(s);
		while (term_key(s->term, &key))
			if (key.code == KEYCODE_REPLY)
				session_hear(s, term_reply(s->term));
	}
}
