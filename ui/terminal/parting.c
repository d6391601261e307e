/*
 * parting.c: no question stays open. See parting.h.
 */
#include "config.h"

#include "ui/terminal/parting.h"

#include <poll.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/time/clock.h"

void parting_hear(const struct parting *parting, const struct sequence *reply)
{
	if (picture_is_ack(parting->picture, reply))
		picture_ack(parting->picture);
	probe_hear(parting->probe, reply, clock_ms());
}

bool parting_is_settled(const struct parting *parting)
{
	return !picture_waits(parting->picture) &&
	       !probe_listens(parting->probe);
}

bool parting_may_leave(const struct parting *parting, int64_t *until_ms)
{
	int64_t now = clock_ms();

	if (*until_ms == 0)
		*until_ms = now + probe_patience(parting->probe);
	return parting_is_settled(parting) || now >= *until_ms;
}

void parting_settle(const struct parting *parting, int fd,
		    bool (*turn)(void *arg), void *arg)
{
	int64_t until_ms = 0;
	struct key key;

	while (!parting_may_leave(parting, &until_ms) &&
	       !term_ended(parting->term)) {
		int64_t left = until_ms - clock_ms();
		struct pollfd fds[] = {
			{STDIN_FILENO, POLLIN, 0},
			{fd, POLLIN, 0},
		};

		poll(fds, ARRAY_LEN(fds), left > 0 ? (int)left : 0);
		if (turn != NULL && !turn(arg))
			return;
		while (term_key(parting->term, &key))
			if (key.code == KEYCODE_REPLY)
				parting_hear(parting,
					     term_reply(parting->term));
	}
}

void parting_close(const struct parting *parting)
{
	/* Where none is open, kitty takes this for an error. */
	if (picture_busy(parting->picture))
		term_say(parting->term, "\033\\");
	picture_free(parting->picture);
	term_close(parting->term);
}
