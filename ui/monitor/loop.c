/*
 * loop.c: the monitor on its terminal. See monitor.h.
 *
 * 1. This thread waits for keys, mail and signals, and for nothing else; the
 *    feeder reads, the preview thread makes pictures.
 * 2. Frames follow mail, keys and sizes, and mail comes twice a second
 *    at most.
 * 3. A picture is asked for when the last one is PICTURE_REST_MS old: sheets
 *    may be read faster than anybody looks.
 * 4. It is stopped with no question of its own open. Until they are answered no
 *    new one is asked and no picture sent, and all else goes on.
 */
#include "config.h"

#include "ui/monitor/monitor.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "ui/monitor/feeder.h"
#include "ui/monitor/state.h"
#include "ui/probe/probe.h"
#include "ui/terminal/parting.h"
#include "ui/terminal/picture.h"
#include "ui/terminal/sigwatch.h"
#include "ui/terminal/stderr_redirect.h"
#include "ui/terminal/term.h"

#define PICTURE_REST_MS 5000
#define LOOP_KEYS_MAX	64
#define LOOP_TICK_MS	2000

struct loop {
	const struct monitor_options *options;
	struct watch_place place;
	struct monitor monitor;
	struct mailbox *mail;
	struct feeder *feeder;
	struct preview *preview; /* NULL until a picture is wanted */
	struct sigwatch *signals;
	struct probe *probe;
	struct term *term;
	struct picture *picture;
	struct surface surface;
	uint64_t ticket, shown; /* of pictures, the last; shown 0: none */
	int64_t asked_ms;
	struct rect asked_area;
	bool dirty, over;
	bool leaves;	  /* is to be stopped (invariant 4) … */
	int64_t leave_ms; /* … by then at last; 0: not determined */
	bool hung_up;	  /* the terminal is gone */
};

/* --- pictures ------------------------------------------------------------- */

static const struct terminal_traits *loop_traits(const struct loop *l)
{
	return probe_traits(l->probe);
}

/* What the terminal can show is not known yet. */
static bool loop_awaits(const struct loop *l)
{
	return !loop_traits(l)->asked && probe_asks(l->probe);
}

static struct preview_request picture_request(const struct loop *l)
{
	const struct terminal_traits *t = loop_traits(l);
	const struct rect *area = &l->monitor.picture_area;
	const struct watch_sheet *last = &l->monitor.told->view.outcomes.last;

	return (struct preview_request){
		.ticket = l->ticket,
		.path = l->monitor.told->image_path,
		.exif = last->turn < 0,
		.rotation = last->turn < 0 ? 0 : last->turn,
		.region = last->label,
		.zoom = 1,
		.columns = area->w,
		.rows = area->h,
		.cell_width = t->cell_width,
		.cell_height = t->cell_height,
		.sixel = t->route != TERMINAL_NO_SIXEL,
		.protocol = t->protocol,
		.blocks = t->blocks,
		.sixel_bands = t->route == TERMINAL_TMUX,
		.sixel_colours = t->registers,
		.max_width = t->max_width,
		.max_height = t->max_height,
		.colours = term_colours(l->term),
		.ascii = !t->unicode,
	};
}

/* Asks for the picture of the sheet that was read last (invariant 3). */
static void loop_ask_picture(struct loop *l)
{
	struct monitor *m = &l->monitor;
	const struct rect *area = &m->picture_area;
	bool moved = memcmp(area, &l->asked_area, sizeof(*area)) != 0;
	const struct watch_sheet *last;
	struct preview_request request;
	struct error err;

	if (area->w <= 0 || m->told == NULL || m->told->image_path[0] == '\0' ||
	    loop_awaits(l))
		return;
	last = &m->told->view.outcomes.last;
	if (!moved && (strcmp(m->pictured, last->id) == 0 ||
		       clock_ms() - l->asked_ms < PICTURE_REST_MS))
		return;
	if (l->preview == NULL &&
	    preview_start(l->mail, &l->preview, &err) < 0) {
		l->preview = NULL;
		return;
	}
	l->ticket++;
	l->asked_ms = clock_ms();
	l->asked_area = *area;
	memcpy(m->pictured, last->id, sizeof(m->pictured));
	memcpy(m->pictured_image, last->image, sizeof(m->pictured_image));
	request = picture_request(l);
	preview_ask(l->preview, &request);
}

/* The strips of what is on the screen now. */
static void loop_show_picture(struct loop *l)
{
	struct preview_reply *reply = l->monitor.picture;
	const struct rect *area = &l->monitor.picture_area;

	if (area->w <= 0 || reply == NULL || reply->error.kind != ERROR_NONE ||
	    reply->columns != area->w || reply->rows != area->h) {
		if (l->shown != 0)
			picture_clear(l->picture);
		l->shown = 0;
		return;
	}
	if (reply->ticket == l->shown || reply->n_strips == 0)
		return;
	picture_show(l->picture, reply, area->y, area->x);
	l->shown = reply->ticket;
}

/* Rows of the picture that text was written over. */
static void loop_damage(struct loop *l)
{
	const struct rect *area = &l->monitor.picture_area;

	for (int y = area->y; area->w > 0 && y < area->y + area->h; y++)
		if (term_differs(l->term, &l->surface, y, area->x, area->w))
			picture_damage(l->picture, y, 1);
}

/* --- painting ------------------------------------------------------------- */

static void loop_ring(struct loop *l)
{
	if (l->monitor.rings && l->options->bell)
		term_say(l->term, "\a");
	l->monitor.rings = false;
}

static void loop_paint(struct loop *l)
{
	if (!l->dirty || !picture_yield(l->picture))
		return;
	monitor_paint(&l->monitor, &l->surface);
	picture_lay(l->picture, &l->surface);
	loop_damage(l);
	term_paint(l->term, &l->surface);
	loop_show_picture(l);
	if (picture_leaves(l->picture)) {
		term_redraw(l->term);
		term_paint(l->term, &l->surface);
		picture_damage(l->picture, 0, l->surface.rows);
	}
	loop_ring(l);
	loop_ask_picture(l);
	l->dirty = false;
}

/* --- what comes in -------------------------------------------------------- */

/* What is on its way is of the run that one leaves. */
static void loop_forget(struct loop *l)
{
	monitor_forget(&l->monitor);
	l->ticket++;
}

/* Looks at the entry that is chosen. */
static void loop_open(struct loop *l)
{
	const struct feeder_entry *entry = monitor_entry(&l->monitor);
	char path[sizeof(entry->path)], name[sizeof(entry->name)];
	struct watch_place place = {entry->kind, path, name};

	memcpy(path, entry->path, sizeof(path));
	memcpy(name, entry->name, sizeof(name));
	loop_forget(l);
	l->monitor.in_list = false;
	feeder_open(l->feeder, &place);
}

static void loop_list(struct loop *l)
{
	loop_forget(l);
	l->monitor.in_list = true;
	feeder_open(l->feeder, &l->place);
}

static void loop_redraw(struct loop *l)
{
	term_redraw(l->term);
	picture_again(l->picture);
}

static void loop_wish(struct loop *l, enum monitor_wish wish)
{
	if (wish == WISH_QUIT)
		l->over = true;
	else if (wish == WISH_OPEN)
		loop_open(l);
	else if (wish == WISH_LIST)
		loop_list(l);
	else if (wish == WISH_REDRAW)
		loop_redraw(l);
}

static struct parting loop_parting(const struct loop *l)
{
	return (struct parting){l->term, l->picture, l->probe};
}

static void loop_key(struct loop *l, const struct key *key)
{
	if (key->code == KEYCODE_REPLY) {
		const struct parting parting = loop_parting(l);

		parting_hear(&parting, term_reply(l->term));
		return;
	}
	if (key->code == KEYCODE_FOCUS_IN)
		picture_damage(l->picture, 0, l->surface.rows);
	loop_wish(l, monitor_key(&l->monitor, key));
	l->dirty = true;
}

static void loop_keys(struct loop *l)
{
	struct key key;

	for (int i = 0; i < LOOP_KEYS_MAX && !l->over; i++) {
		if (!term_key(l->term, &key))
			break;
		loop_key(l, &key);
	}
	if (term_ended(l->term))
		l->over = l->hung_up = true;
}

static void loop_resized(struct loop *l)
{
	int columns, rows;

	picture_clear(l->picture);
	l->shown = 0;
	term_resized(l->term);
	term_redraw(l->term);
	probe_resized(l->probe);
	term_size(l->term, &columns, &rows);
	surface_resize(&l->surface, columns, rows);
	l->dirty = true;
}

/* At the end, when nothing is left to do. */
static void loop_close(const struct loop *l)
{
	const struct parting parting = loop_parting(l);

	if (!l->hung_up)
		parting_settle(&parting, -1, NULL, NULL);
	parting_close(&parting);
}

/* Is stopped as soon as no question is open, or the terminal was given its time
 * (invariant 4). */
static void loop_leave(struct loop *l)
{
	const struct parting parting = loop_parting(l);
	bool stopped = picture_stop(l->picture);

	if (!parting_may_leave(&parting, &l->leave_ms) || !stopped)
		return;
	l->leaves = false;
	l->leave_ms = 0;
	term_suspend(l->term);
	sigwatch_suspend(l->signals);
	term_resume(l->term);
	loop_resized(l);
}

static void loop_signals(struct loop *l)
{
	int signo;

	while ((signo = sigwatch_take(l->signals)) != 0) {
		if (signo == SIGHUP)
			l->over = l->hung_up = true;
		else if (signo == SIGWINCH || signo == SIGCONT)
			loop_resized(l);
		else if (signo == SIGTSTP)
			l->leaves = true;
		else
			l->over = true;
	}
}

static void loop_mail(struct loop *l)
{
	struct mail *mail;

	while ((mail = mailbox_take(l->mail)) != NULL) {
		if (mail->kind == PREVIEW_MAIL_DONE &&
		    CONTAINER_OF(mail, struct preview_reply, mail)->ticket !=
			    l->ticket) {
			mail_free(mail);
			continue;
		}
		monitor_mail(&l->monitor, mail);
		l->dirty = true;
	}
}

/* --- the loop ------------------------------------------------------------- */

static int sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* What the terminal can show is known, or that it does not say. */
static void loop_found(struct loop *l)
{
	struct error err;

	picture_clear(l->picture);
	l->shown = 0;
	/* Without one the characters that stand for it stay. */
	if (picture_renew(l->picture, &err) < 0)
		picture_stop(l->picture);
	term_redraw(l->term);
	l->asked_area = (struct rect){0};
	l->dirty = true;
}

/* Says what has to be said, when no picture is under way. */
static void loop_probe(struct loop *l)
{
	if (probe_turn(l->probe, clock_ms()))
		loop_found(l);
	if (probe_speaks(l->probe) && picture_yield(l->picture))
		term_say(l->term, probe_say(l->probe));
}

static int loop_wait(struct loop *l)
{
	int64_t now = clock_ms();
	int wait = sooner(term_wait(l->term), LOOP_TICK_MS);

	if (!l->leaves)
		return sooner(sooner(wait, picture_timeout(l->picture)),
			      probe_wait(l->probe, now));
	if (picture_busy(l->picture))
		return wait;
	return sooner(wait, l->leave_ms > now ? (int)(l->leave_ms - now) : 0);
}

/* What the terminal has to take before it goes on. */
static short loop_writes(struct loop *l)
{
	if (l->dirty || (l->leaves && picture_busy(l->picture)))
		return POLLOUT;
	return l->leaves ? 0 : picture_events(l->picture);
}

static void loop_show(struct loop *l)
{
	loop_paint(l);
	if (l->leaves) {
		loop_leave(l);
		return;
	}
	loop_probe(l);
	loop_ask_picture(l);
	picture_pump(l->picture);
	l->dirty = l->dirty || picture_news(l->picture);
}

static void loop_turn(struct loop *l)
{
	struct pollfd fds[] = {
		{STDIN_FILENO, POLLIN, 0},
		{mailbox_fd(l->mail), POLLIN, 0},
		{sigwatch_fd(l->signals), POLLIN, 0},
		{picture_fd(l->picture), loop_writes(l), 0},
		{l->leaves ? -1 : probe_fd(l->probe), POLLIN, 0},
	};

	poll(fds, ARRAY_LEN(fds), loop_wait(l));
	if (fds[2].revents != 0)
		loop_signals(l);
	if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
		l->over = l->hung_up = true;
	else if ((fds[0].revents & POLLIN) != 0 || term_wait(l->term) == 0)
		loop_keys(l);
	if (fds[1].revents != 0)
		loop_mail(l);
	if (!l->over)
		loop_show(l);
}

/* --- beginning and end ---------------------------------------------------- */

static int loop_check_terminal(struct error *err)
{
	const char *type = getenv("TERM");

	if (type != NULL && strcmp(type, "dumb") == 0)
		return error_set(err, ERROR_USAGE,
				 "a monitor cannot be drawn with TERM=dumb; "
				 "use --once");
	return term_check_type(NULL, err);
}

static int loop_open_terminal(struct loop *l, struct error *err)
{
	struct term_options options = {.in = stdin, .out = stdout};

	/* Its answers come among the keys: nobody waits for them. */
	probe_start(l->probe, clock_ms());
	options.colours = loop_traits(l)->colours;
	options.focus = true;
	if (term_open(&options, &l->term, err) < 0)
		return -1;
	if (picture_new(loop_traits(l), -1, &l->picture, err) < 0) {
		term_close(l->term);
		l->term = NULL;
		return -1;
	}
	return 0;
}

static int loop_on_terminal(struct loop *l, struct error *err)
{
	int columns, rows, redirect;

	l->probe = probe_new();
	if (loop_open_terminal(l, err) < 0)
		return -1;
	stderr_redirect_begin(&redirect);
	term_size(l->term, &columns, &rows);
	surface_init(&l->surface, columns, rows, !loop_traits(l)->unicode);
	monitor_init(&l->monitor, !loop_traits(l)->unicode,
		     l->place.kind == WATCH_FOLDER);
	l->monitor.wants_picture = l->options->picture;
	l->dirty = true;
	loop_show(l);
	while (!l->over)
		loop_turn(l);
	if (l->hung_up && sigwatch_terminal_gone())
		sigwatch_drop_terminal();
	picture_stop(l->picture);
	picture_leave(l->picture);
	loop_close(l);
	if (l->hung_up)
		stderr_redirect_drop(redirect);
	else
		stderr_redirect_end(redirect);
	surface_done(&l->surface);
	return 0;
}

int monitor_run(const struct watch_place *place,
		const struct monitor_options *options, struct error *err)
{
	struct loop l = {.options = options, .place = *place};
	int rc;

	*err = (struct error){0};
	if (loop_check_terminal(err) < 0)
		return error_exit_code(err);
	rc = sigwatch_start(&l.signals, err);
	if (rc == 0)
		rc = mailbox_new(&l.mail, err);
	if (rc == 0)
		rc = feeder_start(place, l.mail, &l.feeder, err);
	if (rc == 0) {
		sigwatch_guard_crash();
		rc = loop_on_terminal(&l, err);
	}
	feeder_stop(l.feeder);
	if (l.preview != NULL)
		preview_stop(l.preview);
	monitor_done(&l.monitor);
	mailbox_free(l.mail);
	probe_free(l.probe);
	sigwatch_stop(l.signals);
	return rc < 0 ? error_exit_code(err) : COMMAND_DONE;
}
