/*
 * loop.c: the console's one loop: keys, mail, signals, the picture.
 *
 * 1. Only poll() waits. Keys come first: their frame goes out before mail is
 *    looked at.
 * 2. Text and picture never mix: before text goes out the strip under way is
 *    ended (picture_yield), or the frame waits until the terminal takes more.
 * 3. While another program has the terminal (editor.h) mail and signals are
 *    heard as ever; nothing is read from the terminal or written to it, and keys
 *    that raise signals are the program's.
 * 4. The terminal is left to others with no question open (session_may_leave):
 *    until it has answered no new one is asked and no picture sent, and all else
 *    goes on.
 * 5. Rows of cells that change under the picture damage it; its strips there
 *    are sent again after the text.
 * 6. What a key asks of other threads is sent once its frame is out: waking one
 *    may give it this thread's processor, for longer than the frame takes.
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/time/clock.h"
#include "ui/app/dispatch.h"
#include "ui/app/keys.h"
#include "ui/app/mail.h"
#include "ui/console/session.h"
#include "ui/view/view.h"

#define LOOP_TICK_MS  2000 /* how often what failed is tried again */
#define LOOP_ASK_MS   5000 /* how long a tmux is believed */
#define LOOP_LOOK_MS  200  /* nobody has seen it sooner */
#define LOOP_PAUSE_MS 400  /* between keys that are typed as one word */
#define LOOP_KEYS_MAX 64   /* before their frame is painted */
#define LOOP_MAIL_MAX 64

/* ---- painting ------------------------------------------------------------ */

static void loop_damage(struct session *s)
{
	const struct rect *area = &s->app.layout.picture;

	for (int y = 0; y < s->surface.rows; y++)
		if (y < area->y || y >= area->y + area->h
			    ? false
			    : term_differs(s->term, &s->surface, y, area->x,
					   area->w))
			picture_damage(s->picture, y, 1);
}

/* The picture that belongs to what is on the screen now. */
static void loop_picture(struct session *s)
{
	struct preview_reply *reply = s->app.sheet.reply;
	const struct rect *area = &s->app.layout.picture;
	bool moved = area->x != s->shown_x || area->y != s->shown_y;

	if (reply == NULL || reply->error.kind != ERROR_NONE ||
	    !s->app.layout.fits || (moved && reply->ticket == s->shown)) {
		if (s->shown != 0)
			picture_clear(s->picture);
		s->shown = 0;
		return;
	}
	if (reply->ticket == s->shown || reply->n_strips == 0 ||
	    reply->columns != area->w || reply->rows != area->h)
		return;
	picture_show(s->picture, reply, area->y, area->x);
	s->shown = reply->ticket;
	s->shown_x = area->x;
	s->shown_y = area->y;
}

/* Pixels that text does not erase go with the whole screen. */
static void loop_erase(struct session *s)
{
	if (!picture_leaves(s->picture))
		return;
	term_redraw(s->term);
	term_paint(s->term, &s->surface);
	picture_damage(s->picture, 0, s->surface.rows);
}

static void loop_paint(struct session *s)
{
	if (s->editor != NULL || !s->dirty || !picture_yield(s->picture))
		return;
	app_render(&s->app, &s->surface);
	picture_lay(s->picture, &s->surface);
	loop_damage(s);
	term_paint(s->term, &s->surface);
	loop_picture(s);
	loop_erase(s);
	if (s->app.looked == LOOKED_NOT)
		s->look_ms = clock_ms();
	app_shows(&s->app);
	s->dirty = false;
}

/* ---- pictures that have to wait ------------------------------------------- */

/* In tmux no picture is sent that its client may not take; and where it takes
 * it, the picture's question may look like the probe's. */
static bool loop_probes(const struct session *s)
{
	return s->traits.tmux &&
	       (probe_asks(s->probe) || (s->ask && !picture_waits(s->picture)));
}

static bool loop_shows(const struct session *s)
{
	return !s->leaves && !loop_probes(s);
}

/* ---- what comes in ------------------------------------------------------- */

/* What is not meant for the state; false where it is. */
static bool loop_aside(struct session *s, const struct key *key)
{
	if (key->code == KEYCODE_REPLY) {
		session_hear(s, term_reply(s->term));
		return true;
	}
	if (key->code != KEYCODE_FOCUS_IN)
		return false;
	picture_damage(s->picture, 0, s->surface.rows);
	s->ask = true;
	return true;
}

/* What time it is, for what keys mean. */
static void loop_clock(struct session *s)
{
	int64_t now = clock_ms();

	/* A tmux that was attached elsewhere need not tell. */
	if (s->traits.tmux && now - s->asked_ms > LOOP_ASK_MS)
		s->ask = true;
	if (now - s->look_ms >= LOOP_LOOK_MS)
		app_looked(&s->app);
	if (now - s->key_ms >= LOOP_PAUSE_MS)
		app_paused(&s->app);
	s->key_ms = now;
	app_clock(&s->app, clock_boot_ms());
	claims_touch(s->claims);
}

/* What follows from it is done at once, or once its frame is there; before the
 * next key in any case. */
static void loop_key(struct session *s, const struct key *key)
{
	session_perform(s);
	app_key(&s->app, key, &s->effects);
	if (!session_may_wait(s))
		session_perform(s);
	s->dirty = true;
}

/* Keys of one read. */
static void loop_type(struct session *s, const struct key *keys, int n)
{
	int i;

	loop_clock(s);
	i = app_typed(&s->app, keys, n, &s->effects);
	session_perform(s);
	s->dirty = s->dirty || i > 0;
	for (; i < n && s->end == SESSION_GOES_ON; i++)
		loop_key(s, &keys[i]);
}

static void loop_keys(struct session *s)
{
	int64_t begun = clock_ns();
	struct key keys[LOOP_KEYS_MAX], key;
	int read = 0, n = 0;

	for (; read < LOOP_KEYS_MAX && term_key(s->term, &key); read++)
		if (!loop_aside(s, &key))
			keys[n++] = key;
	if (n > 0)
		loop_type(s, keys, n);
	if (term_ended(s->term))
		s->end = SESSION_HUNG_UP;
	if (read > 0 && s->end == SESSION_GOES_ON) {
		loop_paint(s);
		latency_add(&s->latency, clock_ns() - begun);
	}
	session_perform(s);
}

static void loop_resized(struct session *s);

/* The window may have another size by now. */
static void loop_editor_ends(struct session *s)
{
	session_take_terminal(s);
	loop_resized(s);
}

/* Until this mail is taken no other submission begins: each mail is of the one
 * that is known, and what it lets go is what that one held. */
static void loop_batcher_ends(struct session *s)
{
	batcher_stop(s->batcher);
	s->batcher = NULL;
	if (s->keeper != NULL)
		keeper_release(s->keeper);
}

/* A strip that its picture was given without: it is written like the others,
 * and changes no text. */
static void loop_late(struct session *s, struct preview_late *late)
{
	struct preview_reply *reply = s->app.sheet.reply;

	if (reply == NULL || reply->ticket != late->ticket)
		return;
	if (reply->ticket == s->shown)
		picture_add(s->picture, late->strip, &late->sixel);
	else if (late->strip < reply->n_strips) {
		reply->strips[late->strip].sixel = late->sixel;
		late->sixel = (struct bytes){0};
	}
}

static void loop_mail(struct session *s)
{
	struct mail *mail;

	app_clock(&s->app, clock_boot_ms());
	for (int i = 0;
	     i < LOOP_MAIL_MAX && (mail = mailbox_take(s->mail)) != NULL; i++) {
		if (mail->kind == PREVIEW_MAIL_LATE) {
			loop_late(s, CONTAINER_OF(mail, struct preview_late,
						  mail));
			mail_free(mail);
			continue;
		}
		if (mail->kind == EDITOR_MAIL_DONE)
			loop_editor_ends(s);
		if (mail->kind == BATCHER_MAIL_DONE)
			loop_batcher_ends(s);
		app_event(&s->app, mail, &s->effects);
		session_perform(s);
		s->dirty = true;
	}
}

static void loop_resized(struct session *s)
{
	int columns, rows;

	if (!picture_yield(s->picture))
		picture_clear(s->picture);
	term_resized(s->term);
	term_redraw(s->term);
	probe_resized(s->probe);
	session_take_traits(s);
	s->ask = true;
	term_size(s->term, &columns, &rows);
	surface_resize(&s->surface, columns, rows);
	app_resize(&s->app, columns, rows, &s->effects);
	session_perform(s);
	picture_damage(s->picture, 0, rows);
	s->dirty = true;
}

/* The terminal is another program's: what its keys raise is for that. */
static void loop_signal_away(struct session *s, int signo)
{
	if (signo == SIGHUP)
		s->end = SESSION_HUNG_UP;
	else if (signo == SIGTERM)
		s->end = SESSION_SIGNAL;
	else if (signo == SIGTSTP && app_extracting(&s->app) &&
		 !s->app.progress.elsewhere)
		editor_continue(s->editor);
	else if (signo == SIGTSTP)
		session_stop(s);
}

static void loop_signals(struct session *s)
{
	int signo;

	while ((signo = sigwatch_take(s->signals)) != 0) {
		if (s->editor != NULL) {
			loop_signal_away(s, signo);
			continue;
		}
		if (signo == SIGHUP)
			s->end = SESSION_HUNG_UP;
		else if (signo == SIGWINCH || signo == SIGCONT)
			loop_resized(s);
		else if (signo == SIGTSTP)
			app_apply(&s->app, ACTION_SUSPEND, &s->effects);
		else if (s->end != SESSION_HUNG_UP)
			s->end = SESSION_SIGNAL;
		session_perform(s);
		s->dirty = true;
	}
}

/* The terminal may be left by now: what it is left for is done, unless the line
 * that an editor was to have is not there any more. */
static void loop_leave(struct session *s)
{
	if (!s->leaves || !session_is_settled(s))
		return;
	s->leaves = false;
	if (s->leaves_for != ACTION_EDIT_OUTSIDE || s->app.edit.active)
		app_apply(&s->app, s->leaves_for, &s->effects);
	session_perform(s);
	s->leave_ms = 0;
	s->dirty = true;
}

/* What failed for want of room is tried again. */
static void loop_tick(struct session *s)
{
	int64_t now = clock_ms();

	if (s->store == NULL || now - s->ticked_ms < LOOP_TICK_MS)
		return;
	s->ticked_ms = now;
	app_tick(&s->app, &s->effects);
	s->dirty = s->dirty || s->effects.n > 0;
	session_perform(s);
}

/* ---- the loop ------------------------------------------------------------ */

enum {
	WAIT_KEYS,
	WAIT_MAIL,
	WAIT_SIGNALS,
	WAIT_PICTURE,
	WAIT_TMUX,
	WAIT_PASS,
	WAITS
};

/* The sooner of two waits; -1 is never. */
static int loop_sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* For how long the terminal that is to be left is waited for at most. */
static int loop_leave_wait(const struct session *s)
{
	int64_t left = s->leave_ms - clock_ms();

	if (!s->leaves)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* Mail and signals alone. */
static void loop_wait_away(struct session *s, struct pollfd fds[WAITS])
{
	for (int i = 0; i < WAITS; i++)
		fds[i] = (struct pollfd){.fd = -1};
	fds[WAIT_MAIL] = (struct pollfd){mailbox_fd(s->mail), POLLIN, 0};
	fds[WAIT_SIGNALS] = (struct pollfd){sigwatch_fd(s->signals), POLLIN, 0};
	poll(fds, WAITS, LOOP_TICK_MS);
}

/* What is not to be gone on with now is not waited for. */
static int loop_wait_pictures(struct session *s, struct pollfd fds[WAITS])
{
	int timeout = loop_leave_wait(s);

	fds[WAIT_PICTURE] = (struct pollfd){.fd = picture_fd(s->picture)};
	fds[WAIT_TMUX] = (struct pollfd){.fd = -1, .events = POLLIN};
	if (loop_shows(s)) {
		fds[WAIT_PICTURE].events = picture_events(s->picture);
		timeout = loop_sooner(timeout, picture_timeout(s->picture));
	}
	if (!s->leaves) {
		fds[WAIT_TMUX].fd = probe_fd(s->probe);
		timeout =
			loop_sooner(timeout, probe_wait(s->probe, clock_ms()));
	}
	/* A frame that waits for the terminal wants to know when it takes. */
	if (s->dirty)
		fds[WAIT_PICTURE].events |= POLLOUT;
	return timeout;
}

static void loop_wait(struct session *s, struct pollfd fds[WAITS])
{
	int timeout =
		loop_sooner(loop_wait_pictures(s, fds), term_wait(s->term));

	fds[WAIT_KEYS] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
	fds[WAIT_MAIL] = (struct pollfd){mailbox_fd(s->mail), POLLIN, 0};
	fds[WAIT_SIGNALS] = (struct pollfd){sigwatch_fd(s->signals), POLLIN, 0};
	fds[WAIT_PASS] =
		(struct pollfd){passthrough_fd(s->passthrough), POLLIN, 0};
	timeout = loop_sooner(timeout,
			      passthrough_wait(s->passthrough, clock_ms()));
	poll(fds, WAITS, loop_sooner(timeout, LOOP_TICK_MS));
}

void session_loop(struct session *s)
{
	s->dirty = true;
	loop_paint(s);
	session_probe(s);
	while (s->end == SESSION_GOES_ON) {
		struct pollfd fds[WAITS];

		if (s->editor != NULL)
			loop_wait_away(s, fds);
		else
			loop_wait(s, fds);
		if (fds[WAIT_SIGNALS].revents != 0)
			loop_signals(s);
		if (s->end != SESSION_GOES_ON)
			break;
		if ((fds[WAIT_KEYS].revents & (POLLHUP | POLLERR | POLLNVAL)) !=
		    0)
			s->end = SESSION_HUNG_UP;
		else if ((fds[WAIT_KEYS].revents & POLLIN) != 0 ||
			 (s->editor == NULL && term_wait(s->term) == 0))
			loop_keys(s);
		if (fds[WAIT_MAIL].revents != 0)
			loop_mail(s);
		loop_tick(s);
		if (s->end != SESSION_GOES_ON)
			break;
		if (s->editor != NULL)
			continue;
		loop_paint(s);
		session_passthrough(s);
		session_probe(s);
		loop_paint(s);
		loop_leave(s);
		if (s->end != SESSION_GOES_ON || s->editor != NULL)
			continue;
		if (loop_shows(s))
			picture_pump(s->picture);
		s->dirty = s->dirty || picture_news(s->picture);
	}
}
