/*
 * answers.c: what the terminal says by itself, and that it has said all.
 */
#include "config.h"

#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/console/session.h"

void session_hear(struct session *s, const struct sequence *reply)
{
	if (picture_is_ack(s->picture, reply))
		picture_ack(s->picture);
	s->dirty = s->dirty || picture_news(s->picture);
	probe_hear(s->probe, reply, clock_ms());
}

void session_settle(struct session *s)
{
	int64_t end = clock_ms() + probe_patience(s->probe);
	struct key key;

	while (picture_waits(s->picture) || probe_listens(s->probe)) {
		int64_t left = end - clock_ms();
		struct pollfd in = {STDIN_FILENO, POLLIN, 0};

		if (left <= 0 || term_ended(s->term))
			return;
		poll(&in, 1, (int)left);
		while (term_key(s->term, &key))
			if (key.code == KEYCODE_REPLY)
				session_hear(s, term_reply(s->term));
	}
}
