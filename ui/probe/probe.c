/*
 * probe.c: what the terminal can do. See probe.h.
 *
 * DA1 is the last question of each round: every terminal answers it, and
 * answers come in order, so with it all others have come, or never will.
 *
 * Inside tmux the terminal that answers is tmux. Whether pictures get through
 * it is asked of tmux itself: a tmux built with sixel claims it even when the
 * terminal around it has none, and then prints text over the screen. Where
 * tmux lets sequences pass (allow-passthrough), the outer terminal is asked
 * in a second round; that it answers is also the proof that they pass.
 *
 *	IDLE ─start─▶ INNER ─DA1, tmux─▶ OUTER (passes through) ─DA1─▶ IDLE
 *	                │                  └─no sixel─▶ KITTY ─DA1──────▲
 *	                ├─DA1, no sixel─▶ KITTY ─DA1────────────────────┤
 *	                └───────────────(all else)──────────────────────┘
 *
 * Whether it knows kitty's protocol, or iTerm2's, only those are asked that
 * have no sixel and tell a name that is neither tmux's nor screen's: these two
 * take kitty's question for the title of a window. Konsole is asked though it
 * has: its sixel takes a column of the text beside it. Through tmux kitty's is
 * of use only to a terminal that knows placeholders, which nothing but its name
 * and number tells.
 *
 * 1. The terminal's modes are put back whatever happens.
 * 2. The traits change at the end of a round only. A round that time has ended
 *    stays open: it concludes again when DA1 comes after all.
 */
#include "config.h"

#include "ui/probe/probe.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "ui/keyboard/keystream.h"
#include "ui/tmux/tmux.h"

#define PROBE_WAIT_MS	     1000
#define PROBE_WAIT_REMOTE_MS 3000

/* XTVERSION, cell and area in pixels, registers, size of graphics, DA1. */
#define PROBE_QUESTIONS "\033[>0q\033[16t\033[14t\033[?1;1;0S\033[?2;1;0S\033[c"
/* The same through tmux: each ESC doubled. */
#define PROBE_QUESTIONS_WRAPPED                                          \
	"\033Ptmux;\033\033[>0q\033\033[16t\033\033[14t\033\033[?1;1;0S" \
	"\033\033[?2;1;0S\033\033[c\033\\"
/* A picture of one pixel that is not kept (a=q): answered where it could be. */
#define PROBE_KITTY_QUESTION \
	"\033_G" PROBE_KITTY_ID ",a=q,s=1,v=1,f=24;AAAA\033\\\033[c"
/* iTerm2's: how large a cell is. */
#define PROBE_ITERM_QUESTION   "\033]1337;ReportCellSize\a"
#define PROBE_OTHERS_QUESTIONS PROBE_ITERM_QUESTION PROBE_KITTY_QUESTION
#define PROBE_KITTY_QUESTION_WRAPPED                                   \
	"\033Ptmux;\033\033_G" PROBE_KITTY_ID ",a=q,s=1,v=1,f=24;AAAA" \
	"\033\033\\\033\033[c\033\\"

enum probe_stage {
	PROBE_IDLE,
	PROBE_INNER, /* the terminal, or tmux in its place, is asked */
	PROBE_OUTER, /* the terminal around tmux */
	PROBE_KITTY, /* either, whether it knows kitty's protocol */
};

struct probe {
	struct terminal_traits traits;
	enum probe_stage stage;
	const char *say;
	int64_t asked_ms; /* when this stage was */
	int64_t end_ms;	  /* of the round */
	bool late;	  /* it is over: only an answer changes anything */
	bool again;	  /* another is wanted */
	struct probe_heard heard;
	struct tmux_query *query; /* under way, or NULL */
};

/* Those of this stage. */
static struct probe_answers *probe_answers(struct probe *probe)
{
	return probe->stage == PROBE_OUTER   ? &probe->heard.outer
	       : probe->stage == PROBE_KITTY ? &probe->heard.kitty
					     : &probe->heard.inner;
}

/* ---- a round ------------------------------------------------------------- */

/* Why nothing is asked, or NULL. */
static const char *probe_hopeless(const struct terminal_traits *traits)
{
	const char *term = getenv("TERM");

	if (!traits->terminal)
		return "standard input and output are not a terminal";
	if (term == NULL || strcmp(term, "dumb") == 0 ||
	    strcmp(term, "linux") == 0)
		return "this type of terminal has none";
	if (traits->screen)
		return "GNU screen cannot keep pictures";
	return NULL;
}

struct probe *probe_new(void)
{
	struct probe *probe = mem_zalloc(sizeof(*probe));
	const char *why;

	terminal_traits_init(&probe->traits);
	why = probe_hopeless(&probe->traits);
	if (why != NULL)
		terminal_traits_refuse(&probe->traits, why);
	return probe;
}

void probe_free(struct probe *probe)
{
	if (probe == NULL)
		return;
	tmux_free(probe->query);
	free(probe);
}

const struct terminal_traits *probe_traits(const struct probe *probe)
{
	return &probe->traits;
}

int probe_patience(const struct probe *probe)
{
	return probe->traits.remote ? PROBE_WAIT_REMOTE_MS : PROBE_WAIT_MS;
}

void probe_start(struct probe *probe, int64_t now_ms)
{
	if (probe_hopeless(&probe->traits) != NULL)
		return;
	if (probe_asks(probe)) {
		probe->again = true;
		return;
	}
	probe->stage = PROBE_INNER;
	probe->late = probe->again = false;
	probe->say = PROBE_QUESTIONS;
	probe->asked_ms = now_ms;
	probe->end_ms = now_ms + probe_patience(probe);
	probe->heard = (struct probe_heard){0};
	if (probe->traits.tmux)
		probe->query = tmux_ask(now_ms);
}

bool probe_asks(const struct probe *probe)
{
	return probe->stage != PROBE_IDLE && !probe->late;
}

bool probe_listens(struct probe *probe)
{
	return probe_asks(probe) && probe->say == NULL &&
	       !probe_answers(probe)->done;
}

bool probe_speaks(const struct probe *probe)
{
	return probe->say != NULL;
}

const char *probe_say(struct probe *probe)
{
	const char *say = probe->say;

	probe->say = NULL;
	return say != NULL ? say : "";
}

void probe_hear(struct probe *probe, const struct sequence *reply,
		int64_t now_ms)
{
	struct probe_answers *answers = probe_answers(probe);
	bool done = answers->done;

	if (probe->stage == PROBE_IDLE)
		return;
	probe_take_answer(answers, reply);
	if (answers->done && !done)
		probe->traits.rtt_ms = (int)(now_ms - probe->asked_ms);
}

/* Whether the terminal around tmux has to be asked, too. */
static bool probe_needs_outer(const struct probe *probe)
{
	return probe->stage == PROBE_INNER && probe->traits.tmux &&
	       !(probe->heard.inner.sixel &&
		 probe->heard.tmux.features_sixel) &&
	       probe->heard.tmux.passthrough;
}

/* Whether it may know kitty's protocol. */
static bool probe_needs_kitty(const struct probe *probe)
{
	const char *name = probe->heard.inner.name;

	if (probe->stage == PROBE_OUTER)
		return !probe->heard.outer.sixel &&
		       terminal_knows_cells(probe->heard.outer.name);
	return probe->stage == PROBE_INNER && !probe->traits.tmux &&
	       (!probe->heard.inner.sixel || terminal_is(name, "Konsole")) &&
	       name[0] != '\0' && strncmp(name, "tmux", 4) != 0 &&
	       strncmp(name, "screen", 6) != 0;
}

/* A tmux that is too busy to say is what it was. */
static void probe_conclude(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;

	if (traits->asked && traits->tmux && !probe->heard.tmux.known)
		return;
	terminal_traits_conclude(traits, &probe->heard);
}

/* All that this stage waits for is there. */
static bool probe_stage_done(struct probe *probe)
{
	return probe->query == NULL && probe_answers(probe)->done;
}

static void probe_go_on(struct probe *probe, enum probe_stage stage,
			const char *say, int64_t now_ms)
{
	probe->stage = stage;
	probe->say = say;
	probe->late = false;
	probe->asked_ms = now_ms;
	probe->end_ms = now_ms + probe_patience(probe);
}

static void probe_turn_tmux(struct probe *probe, int64_t now_ms)
{
	if (probe->query == NULL ||
	    !tmux_turn(probe->query, now_ms, &probe->heard.tmux))
		return;
	tmux_free(probe->query);
	probe->query = NULL;
}

/* What is known is not so any more, though an answer is missing: tmux, which
 * was shut, lets the questions pass. */
static bool probe_outdated(const struct probe *probe)
{
	return !probe->traits.asked ||
	       ((probe->stage == PROBE_OUTER || probe->stage == PROBE_KITTY) &&
		probe->traits.shut);
}

/* Time is over: what was known stays, what never was is not there. */
static bool probe_turn_late(struct probe *probe, int64_t now_ms)
{
	if (probe->late || now_ms < probe->end_ms || probe->query != NULL)
		return false;
	probe->late = true;
	if (probe_outdated(probe))
		probe_conclude(probe);
	return true;
}

bool probe_turn(struct probe *probe, int64_t now_ms)
{
	bool ended = false;

	if (probe->stage == PROBE_IDLE)
		return false;
	probe_turn_tmux(probe, now_ms);
	if (!probe_stage_done(probe)) {
		ended = probe_turn_late(probe, now_ms);
	} else if (probe_needs_outer(probe)) {
		probe_go_on(probe, PROBE_OUTER, PROBE_QUESTIONS_WRAPPED,
			    now_ms);
	} else if (probe_needs_kitty(probe)) {
		probe_go_on(probe, PROBE_KITTY,
			    probe->stage == PROBE_OUTER
				    ? PROBE_KITTY_QUESTION_WRAPPED
				    : PROBE_OTHERS_QUESTIONS,
			    now_ms);
	} else {
		probe_conclude(probe);
		probe->stage = PROBE_IDLE;
		probe->late = false;
		ended = true;
	}
	if (ended && probe->again)
		probe_start(probe, now_ms);
	return ended;
}

int probe_fd(const struct probe *probe)
{
	return probe->query != NULL ? tmux_fd(probe->query) : -1;
}

int probe_wait(const struct probe *probe, int64_t now_ms)
{
	if (!probe_asks(probe))
		return -1;
	if (probe->query != NULL)
		return tmux_wait(probe->query, now_ms);
	return probe->end_ms > now_ms ? (int)(probe->end_ms - now_ms) : 0;
}

void probe_resized(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;
	struct winsize size = {0};
	int width, height;

	if (traits->tmux || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 ||
	    size.ws_col == 0 || size.ws_row == 0)
		return;
	width = size.ws_xpixel / size.ws_col;
	height = size.ws_ypixel / size.ws_row;
	/* The kernel's area includes borders: only a plain change of the
	 * font shows in it, not the pixel that a border adds. */
	if (terminal_cell_fits(width, height) &&
	    (abs(width - traits->cell_width) > 1 ||
	     abs(height - traits->cell_height) > 1)) {
		traits->cell_width = width;
		traits->cell_height = height;
	}
}

/* ---- for who only wants to know ------------------------------------------- */

static void probe_read(struct probe *probe, struct keystream *keys)
{
	char buffer[256];
	ssize_t n = read(STDIN_FILENO, buffer, sizeof(buffer));
	struct key key;

	if (n > 0)
		keystream_feed(keys, buffer, (size_t)n, clock_ms());
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		probe->end_ms = 0;
	while (keystream_next(keys, clock_ms(), &key))
		if (key.code == KEYCODE_REPLY)
			probe_hear(probe, keystream_reply(keys), clock_ms());
}

/* Until the round has ended, or nobody can answer any more. */
static void probe_listen(struct probe *probe, struct keystream *keys)
{
	while (!probe_turn(probe, clock_ms())) {
		const char *say = probe_say(probe);
		struct pollfd fds[] = {
			{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = probe_fd(probe), .events = POLLIN},
		};

		if (file_write_all(STDOUT_FILENO, say, strlen(say)) < 0)
			probe->end_ms = 0;
		if (poll(fds, 2, probe_wait(probe, clock_ms())) < 0 &&
		    errno != EINTR)
			return;
		if ((fds[0].revents & (POLLIN | POLLHUP)) != 0)
			probe_read(probe, keys);
	}
}

static void probe_run(struct probe *probe, struct keystream *keys)
{
	struct termios before, raw;

	/* In the background, changing modes would stop us. */
	if (!probe->traits.terminal || tcgetattr(STDIN_FILENO, &before) < 0 ||
	    tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	probe_start(probe, clock_ms());
	if (!probe_asks(probe))
		return;
	raw = before;
	raw.c_iflag &= (tcflag_t) ~(ICRNL | INLCR | IGNCR | ISTRIP | IXON);
	raw.c_lflag &= (tcflag_t) ~(ECHO | ICANON | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
		return;
	probe_listen(probe, keys);
	/* What comes later than this must not be taken for typing by who
	 * reads then. */
	if (probe->late)
		tcflush(STDIN_FILENO, TCIFLUSH);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

void probe_terminal(struct terminal_traits *ret)
{
	struct probe *probe = probe_new();
	struct keystream *keys =
		keystream_new(keystream_charset_of(nl_langinfo(CODESET)));

	probe_run(probe, keys);
	*ret = probe->traits;
	keystream_free(keys);
	probe_free(probe);
}
