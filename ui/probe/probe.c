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
 * 2. Text that the terminal sends (its name) is filtered before it is kept.
 * 3. The traits change at the end of a round only. A round that time has ended
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

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "image/palette/palette.h"
#include "image/show/kitty.h"
#include "ui/tmux/tmux.h"

#define PROBE_WAIT_MS	     1000
#define PROBE_WAIT_REMOTE_MS 3000
/* A terminal that has attribute 4 but does not say how many colours. */
#define PROBE_REGISTERS_ASSUMED 16

/* XTVERSION, cell and area in pixels, registers, size of graphics, DA1. */
#define PROBE_QUESTIONS "\033[>0q\033[16t\033[14t\033[?1;1;0S\033[?2;1;0S\033[c"
/* The same through tmux: each ESC doubled. */
#define PROBE_QUESTIONS_WRAPPED                                          \
	"\033Ptmux;\033\033[>0q\033\033[16t\033\033[14t\033\033[?1;1;0S" \
	"\033\033[?2;1;0S\033\033[c\033\\"
/* A picture of one pixel that is not kept (a=q): answered where it could be. */
#define PROBE_KITTY_ID "i=7680"
#define PROBE_KITTY_QUESTION \
	"\033_G" PROBE_KITTY_ID ",a=q,s=1,v=1,f=24;AAAA\033\\\033[c"
#define PROBE_ITERM_ANSWER "1337;ReportCellSize="
/* iTerm2's: how large a cell is. */
#define PROBE_ITERM_QUESTION "\033]1337;ReportCellSize\a"
/* From 0.62 on VTE draws sextants. */
#define PROBE_VTE_SEXTANTS     6200
#define PROBE_OTHERS_QUESTIONS PROBE_ITERM_QUESTION PROBE_KITTY_QUESTION
#define PROBE_KITTY_QUESTION_WRAPPED                                   \
	"\033Ptmux;\033\033_G" PROBE_KITTY_ID ",a=q,s=1,v=1,f=24;AAAA" \
	"\033\033\\\033\033[c\033\\"
#define PROBE_ASK_DSR	      "\033[5n"
#define PROBE_ASK_DA1_WRAPPED "\033Ptmux;\033\033[c\033\\"

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
	struct probe_answers inner, outer, kitty;
	struct tmux_query *query; /* under way, or NULL */
	struct tmux_answer tmux;
};

/* Those of this stage. */
static struct probe_answers *probe_answers(struct probe *probe)
{
	return probe->stage == PROBE_OUTER   ? &probe->outer
	       : probe->stage == PROBE_KITTY ? &probe->kitty
					     : &probe->inner;
}

/* ---- the answers --------------------------------------------------------- */

static void probe_on_da1(struct probe_answers *answers,
			 const struct sequence *reply)
{
	/* The first number is the kind of terminal. */
	for (int i = 1; i < sequence_count(reply); i++)
		if (sequence_number(reply, i, 0) == 4)
			answers->sixel = true;
	answers->done = true;
}

/* A number that may be left out: 0. */
static int probe_number(const struct sequence *reply, int i)
{
	int value = sequence_number(reply, i, 0);

	return value > 0 ? value : 0;
}

/* CSI 4 ; height ; width t, and CSI 6 ; … for a cell. */
static void probe_on_size(struct probe_answers *answers,
			  const struct sequence *reply)
{
	int height = probe_number(reply, 1), width = probe_number(reply, 2);

	if (sequence_count(reply) < 3)
		return;
	if (probe_number(reply, 0) == 4) {
		answers->area_height = height;
		answers->area_width = width;
	} else if (probe_number(reply, 0) == 6) {
		answers->cell_height = height;
		answers->cell_width = width;
	}
}

/* CSI ? item ; status ; values S; status 0 is success. */
static void probe_on_graphics(struct probe_answers *answers,
			      const struct sequence *reply)
{
	int n = sequence_count(reply);

	if (n < 3 || sequence_number(reply, 1, 0) != 0)
		return;
	if (probe_number(reply, 0) == 1)
		answers->registers = probe_number(reply, 2);
	if (probe_number(reply, 0) == 2 && n == 4) {
		answers->max_width = probe_number(reply, 2);
		answers->max_height = probe_number(reply, 3);
	}
}

/* DCS > | name ST; APC G i=… ; OK ST; OSC 1337 ; ReportCellSize=… ST. */
static void probe_on_string(struct probe_answers *answers,
			    const struct sequence *reply)
{
	if (reply->final == '_' &&
	    strcmp(reply->text, "G" PROBE_KITTY_ID ";OK") == 0)
		answers->kitty = true;
	if (reply->final == ']' && strncmp(reply->text, PROBE_ITERM_ANSWER,
					   strlen(PROBE_ITERM_ANSWER)) == 0)
		answers->iterm = true;
	if (reply->final != 'P' || strncmp(reply->text, ">|", 2) != 0)
		return;
	snprintf(answers->name, sizeof(answers->name), "%.60s",
		 reply->text + 2);
	text_clean_line(answers->name);
}

void probe_take_answer(struct probe_answers *answers,
		       const struct sequence *reply)
{
	static const struct {
		char prefix, final;
		void (*on)(struct probe_answers *answers,
			   const struct sequence *reply);
	} known[] = {
		{'?', 'c', probe_on_da1},
		{0, 't', probe_on_size},
		{'?', 'S', probe_on_graphics},
	};

	if (answers->done)
		return;
	if (reply->kind == SEQUENCE_STRING)
		probe_on_string(answers, reply);
	if (reply->kind != SEQUENCE_CSI || reply->middle != 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].prefix == reply->prefix &&
		    known[i].final == reply->final)
			known[i].on(answers, reply);
}

/* ---- traits -------------------------------------------------------------- */

static bool probe_env(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

static bool probe_env_is(const char *name, const char *prefix)
{
	const char *value = getenv(name);

	return value != NULL && strncmp(value, prefix, strlen(prefix)) == 0;
}

static bool probe_ends(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

/* From no colour to all, by the name of the terminal's type. */
static enum preview_colours probe_colours(void)
{
	const char *term = getenv("TERM");

	if (probe_env("NO_COLOR") || term == NULL || term[0] == '\0' ||
	    strcmp(term, "dumb") == 0 || strncmp(term, "vt", 2) == 0 ||
	    probe_ends(term, "-mono") || probe_ends(term, "-m"))
		return PREVIEW_MONO;
	if (probe_env_is("COLORTERM", "truecolor") ||
	    probe_env_is("COLORTERM", "24bit") || strstr(term, "-direct"))
		return PREVIEW_TRUE_COLOUR;
	return strstr(term, "256color") != NULL ? PREVIEW_COLOURS_256
						: PREVIEW_COLOURS_8;
}

/* "foot(1.13.1)", "Konsole 22.12.3": the program, whatever its number. */
static bool probe_is(const char *name, const char *program)
{
	size_t len = strlen(program);

	return strncmp(name, program, len) == 0 &&
	       strchr("( ", name[len]) != NULL;
}

static bool probe_is_one_of(const char *name, const char *const programs[])
{
	for (; *programs != NULL; programs++)
		if (probe_is(name, *programs))
			return true;
	return false;
}

/* VTE (GNOME's terminal, Xfce's) tells its name to the programs that it starts,
 * and to nobody who asks it; one that another terminal answers for is not it. */
static bool probe_is_vte(const char *name)
{
	const char *version = getenv("VTE_VERSION"), *term = getenv("TERM");

	return name[0] == '\0' && version != NULL && term != NULL &&
	       strncmp(term, "xterm", 5) == 0 &&
	       strtol(version, NULL, 10) >= PROBE_VTE_SEXTANTS;
}

/* What pictures of characters are made of. Quadrants are in every font that has
 * half blocks but the console's; sextants are drawn by these terminals
 * themselves, others may have no font for them. */
static enum cell_blocks probe_blocks(const struct terminal_traits *traits,
				     const char *name)
{
	static const char *const drawn[] = {"kitty",   "foot",	  "WezTerm",
					    "ghostty", "Konsole", "VTE",
					    "contour", "Rio",	  NULL};
	const char *term = getenv("TERM");

	if (!traits->unicode || term == NULL || strcmp(term, "linux") == 0)
		return CELL_HALVES;
	return probe_is_one_of(name, drawn) || probe_is_vte(name)
		       ? CELL_SEXTANTS
		       : CELL_QUADRANTS;
}

static void probe_environment(struct terminal_traits *traits)
{
	const char *term = getenv("TERM");

	traits->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	traits->colours = probe_colours();
	traits->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	traits->blocks = probe_blocks(traits, "");
	traits->tmux = probe_env("TMUX");
	traits->screen = !traits->tmux && probe_env("STY");
	traits->remote = probe_env("SSH_CONNECTION");
	snprintf(traits->name, sizeof(traits->name), "%.60s",
		 term != NULL ? term : "");
	text_clean_line(traits->name);
}

static bool probe_cell_fits(int width, int height)
{
	return width >= 2 && width <= 200 && height >= 4 && height <= 400;
}

/* The size of a cell as the terminal tells it, else from its area, else from
 * what the kernel knows. 16t first: the kernel's area includes borders. */
static void probe_cell(struct terminal_traits *traits,
		       const struct probe_answers *answers)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size = (struct winsize){0};
	if (probe_cell_fits(answers->cell_width, answers->cell_height)) {
		traits->cell_width = answers->cell_width;
		traits->cell_height = answers->cell_height;
	} else if (size.ws_col > 0 && size.ws_row > 0) {
		int width = answers->area_width > 0 ? answers->area_width
						    : size.ws_xpixel;
		int height = answers->area_height > 0 ? answers->area_height
						      : size.ws_ypixel;

		width /= size.ws_col;
		height /= size.ws_row;
		if (probe_cell_fits(width, height)) {
			traits->cell_width = width;
			traits->cell_height = height;
		}
	}
}

static void probe_graphics(struct terminal_traits *traits,
			   const struct probe_answers *answers)
{
	int registers = answers->registers;

	probe_cell(traits, answers);
	traits->registers = registers > PALETTE_MAX ? PALETTE_MAX
			    : registers > 1	    ? registers
						    : PROBE_REGISTERS_ASSUMED;
	traits->max_width = answers->max_width;
	traits->max_height = answers->max_height;
}

static void probe_refuse(struct terminal_traits *traits, const char *why)
{
	traits->route = TERMINAL_NO_SIXEL;
	snprintf(traits->no_sixel, sizeof(traits->no_sixel), "%s", why);
}

/* Terminals that are known to erase sixel where text is written. All others
 * are cleared when a picture goes away: it costs a screen of text. Through
 * tmux that cannot be done. */
static bool probe_erases(const char *name)
{
	static const char *const known[] = {"XTerm", "mlterm", "foot", NULL};

	return probe_is_one_of(name, known);
}

/* "kitty(0.41.1)": the first numbers behind the name; false for another. */
static bool probe_version(const char *name, const char *program, int *ret_major,
			  int *ret_minor)
{
	*ret_major = *ret_minor = 0;
	if (!probe_is(name, program))
		return false;
	return sscanf(name + strlen(program), "%*[( ]%3d.%3d", ret_major,
		      ret_minor) >= 1;
}

/* Nothing that can be asked tells whether a terminal knows placeholders. */
static bool probe_knows_cells(const char *name)
{
	int major, minor;

	if (probe_version(name, "kitty", &major, &minor))
		return major > 0 || minor >= 28;
	return probe_version(name, "ghostty", &major, &minor);
}

/* What a terminal without sixel and kitty's protocol takes. */
static bool probe_takes_iterm(const struct probe_answers *answers)
{
	static const char *const known[] = {"iTerm2", "WezTerm", "mintty",
					    "Konsole", NULL};

	return answers->iterm || probe_is_one_of(answers->name, known);
}

static enum show_protocol probe_iterm_of(const char *name)
{
	int major, minor;

	if (!probe_version(name, "iTerm2", &major, &minor))
		return SHOW_ITERM;
	return major > 3 || (major == 3 && minor >= 5) ? SHOW_ITERM_PARTS
						       : SHOW_ITERM;
}

static void probe_take(struct terminal_traits *traits,
		       enum terminal_route route,
		       const struct probe_answers *answers)
{
	probe_graphics(traits, answers);
	if (traits->cell_width == 0) {
		probe_refuse(traits, "the terminal does not tell the size of "
				     "its characters");
		return;
	}
	traits->route = route;
	traits->sixel_stays =
		route == TERMINAL_DIRECT && !probe_erases(answers->name);
	snprintf(traits->ack_request, sizeof(traits->ack_request), "%s",
		 route == TERMINAL_PASSTHROUGH ? PROBE_ASK_DA1_WRAPPED
					       : PROBE_ASK_DSR);
}

/* Strips in so many columns and rows can be told apart. */
static void probe_limit_cells(struct terminal_traits *traits)
{
	traits->max_width = KITTY_CELLS_MAX * traits->cell_width;
	traits->max_height = KITTY_CELLS_MAX * traits->cell_height;
}

void terminal_traits_force(struct terminal_traits *traits,
			   enum show_protocol protocol)
{
	if (protocol == SHOW_ITERM)
		protocol = probe_iterm_of(traits->name);
	if (traits->route != TERMINAL_NO_SIXEL && traits->protocol == protocol)
		return;
	if (protocol != SHOW_SIXEL && traits->tmux)
		traits->route = TERMINAL_PASSTHROUGH;
	else if (traits->route == TERMINAL_NO_SIXEL)
		traits->route = TERMINAL_DIRECT;
	traits->protocol = protocol;
	if (protocol == SHOW_PLACEHOLDERS)
		probe_limit_cells(traits);
	snprintf(traits->found, sizeof(traits->found), "the settings");
}

/* ---- conclusions --------------------------------------------------------- */

static void probe_find(struct terminal_traits *traits,
		       enum show_protocol protocol, const char *how)
{
	if (traits->route == TERMINAL_NO_SIXEL)
		return;
	traits->protocol = protocol;
	snprintf(traits->found, sizeof(traits->found), "%s", how);
}

/* Kitty's protocol through tmux, in the terminal's own words where it cannot
 * be. */
static void probe_conclude_cells(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;

	if (!probe_knows_cells(probe->outer.name)) {
		probe_refuse(traits, "the terminal around tmux has no sixel");
	} else if (!probe->kitty.kitty) {
		probe_refuse(traits, "the terminal around tmux does not answer "
				     "kitty's question");
	} else if (traits->colours < PREVIEW_COLOURS_256) {
		probe_refuse(traits, "kitty's pictures in tmux take 256 "
				     "colours; set default-terminal to "
				     "tmux-256color");
	} else {
		probe_take(traits, TERMINAL_PASSTHROUGH, &probe->outer);
		probe_find(traits, SHOW_PLACEHOLDERS,
			   "its version, and an answer through tmux");
		probe_limit_cells(traits);
	}
}

static void probe_conclude_outer(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;

	if (probe->outer.name[0] != '\0')
		snprintf(traits->name, sizeof(traits->name), "tmux in %.50s",
			 probe->outer.name);
	if (!probe->outer.done) {
		probe_refuse(traits, "the terminal around tmux does not "
				     "answer");
	} else if (!probe->outer.sixel) {
		probe_conclude_cells(probe);
	} else {
		probe_take(traits, TERMINAL_PASSTHROUGH, &probe->outer);
		probe_find(traits, SHOW_SIXEL, "DA1, answered through tmux");
		traits->origin_row =
			probe->tmux.pane_top + probe->tmux.status_top;
		traits->origin_column = probe->tmux.pane_left;
	}
}

static void probe_conclude_inside(struct probe *probe)
{
	probe_take(&probe->traits, TERMINAL_TMUX, &probe->inner);
	probe_find(&probe->traits, SHOW_SIXEL,
		   "DA1, and tmux's client_termfeatures");
}

static void probe_conclude_tmux(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;

	if (probe->inner.sixel && probe->tmux.features_sixel)
		probe_conclude_inside(probe);
	else if (probe->tmux.passthrough)
		probe_conclude_outer(probe);
	else if (probe->inner.sixel)
		probe_refuse(traits, "tmux knows of no sixel in the terminal "
				     "around it (terminal-features)");
	else
		probe_refuse(traits, "this tmux lets none pass; \"set -p "
				     "allow-passthrough on\" may help");
	traits->shut = traits->route == TERMINAL_NO_SIXEL &&
		       probe->tmux.known && !probe->tmux.passthrough &&
		       tmux_pane() != NULL;
}

static void probe_conclude_direct(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;
	struct probe_answers *answers = &probe->inner;

	answers->iterm = answers->iterm || probe->kitty.iterm;
	if (!answers->sixel && !probe->kitty.kitty &&
	    !probe_takes_iterm(answers)) {
		probe_refuse(traits, "the terminal does not offer it");
		return;
	}
	probe_take(traits, TERMINAL_DIRECT, answers);
	if (probe->kitty.kitty)
		probe_find(traits, SHOW_KITTY, "an answer to its question");
	else if (answers->sixel)
		probe_find(traits, SHOW_SIXEL, "attribute 4 of DA1");
	else
		probe_find(traits, probe_iterm_of(answers->name),
			   answers->iterm ? "an answer to ReportCellSize"
					  : "the terminal's name");
}

/* Nothing that was said is known by heart: each round begins anew. */
static void probe_conclude(struct probe *probe)
{
	struct terminal_traits *traits = &probe->traits;

	/* A tmux that is too busy to say is what it was. */
	if (traits->asked && traits->tmux && !probe->tmux.known)
		return;
	traits->sixel_stays = traits->shut = false;
	traits->registers = traits->max_width = traits->max_height = 0;
	traits->no_sixel[0] = traits->ack_request[0] = '\0';
	traits->protocol = SHOW_SIXEL;
	traits->found[0] = '\0';
	traits->client = probe->tmux.client;
	if (probe->inner.name[0] != '\0')
		snprintf(traits->name, sizeof(traits->name), "%s",
			 probe->inner.name);
	if (!probe->inner.done)
		probe_refuse(traits, "the terminal does not answer");
	else if (traits->tmux)
		probe_conclude_tmux(probe);
	else
		probe_conclude_direct(probe);
	if (traits->route == TERMINAL_NO_SIXEL)
		probe_cell(traits, &probe->inner);
	traits->blocks = probe_blocks(traits, probe->outer.name[0] != '\0'
						      ? probe->outer.name
						      : probe->inner.name);
	traits->asked = true;
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

	probe_environment(&probe->traits);
	why = probe_hopeless(&probe->traits);
	if (why != NULL)
		probe_refuse(&probe->traits, why);
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
	probe->inner = probe->outer = probe->kitty = (struct probe_answers){0};
	probe->tmux = (struct tmux_answer){0};
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
	       !(probe->inner.sixel && probe->tmux.features_sixel) &&
	       probe->tmux.passthrough;
}

/* Whether it may know kitty's protocol. */
static bool probe_needs_kitty(const struct probe *probe)
{
	const char *name = probe->inner.name;

	if (probe->stage == PROBE_OUTER)
		return !probe->outer.sixel &&
		       probe_knows_cells(probe->outer.name);
	return probe->stage == PROBE_INNER && !probe->traits.tmux &&
	       (!probe->inner.sixel || probe_is(name, "Konsole")) &&
	       name[0] != '\0' && strncmp(name, "tmux", 4) != 0 &&
	       strncmp(name, "screen", 6) != 0;
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
	    !tmux_turn(probe->query, now_ms, &probe->tmux))
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
	if (probe_cell_fits(width, height) &&
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
