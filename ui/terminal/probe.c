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
 * 1. The terminal's modes are put back whatever happens.
 * 2. Text that the terminal sends (its name) is filtered before it is kept.
 */
#include "config.h"

#include "ui/terminal/probe.h"

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

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "image/show/palette.h"

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
#define PROBE_ASK_DSR	      "\033[5n"
#define PROBE_DSR_REPLY	      "\033[0n"
#define PROBE_ASK_DA1_WRAPPED "\033Ptmux;\033\033[c\033\\"

/* ---- the answers --------------------------------------------------------- */

/* Up to `max` numbers between semicolons; those left out are 0. */
static int probe_numbers(const char *text, int *ret, int max)
{
	int n = 0;

	for (int i = 0; i < max; i++)
		ret[i] = 0;
	for (;;) {
		int value = 0;

		for (; *text >= '0' && *text <= '9'; text++)
			if (value < 1000000)
				value = value * 10 + (*text - '0');
		if (n < max)
			ret[n++] = value;
		if (*text != ';')
			return n;
		text++;
	}
}

static void probe_on_da1(struct probe_parser *parser, const char *args)
{
	int numbers[24];
	int n = probe_numbers(args + 1, numbers, (int)ARRAY_LEN(numbers));

	/* The first number is the kind of terminal. */
	for (int i = 1; i < n; i++)
		if (numbers[i] == 4)
			parser->sixel = true;
	snprintf(parser->da1_reply, sizeof(parser->da1_reply), "\033[%.70sc",
		 args);
	parser->done = true;
}

/* CSI 4 ; height ; width t, and CSI 6 ; … for a cell. */
static void probe_on_size(struct probe_parser *parser, const char *args)
{
	int numbers[3];

	if (probe_numbers(args, numbers, 3) < 3)
		return;
	if (numbers[0] == 4) {
		parser->area_height = numbers[1];
		parser->area_width = numbers[2];
	} else if (numbers[0] == 6) {
		parser->cell_height = numbers[1];
		parser->cell_width = numbers[2];
	}
}

/* CSI ? item ; status ; values S; status 0 is success. */
static void probe_on_graphics(struct probe_parser *parser, const char *args)
{
	int numbers[4];
	int n = probe_numbers(args + 1, numbers, 4);

	if (n < 3 || numbers[1] != 0)
		return;
	if (numbers[0] == 1)
		parser->registers = numbers[2];
	if (numbers[0] == 2 && n == 4) {
		parser->max_width = numbers[2];
		parser->max_height = numbers[3];
	}
}

static void probe_on_csi(struct probe_parser *parser, char final)
{
	bool marked = parser->text[0] == '?';

	if (final == 'c' && marked)
		probe_on_da1(parser, parser->text);
	if (final == 't' && !marked)
		probe_on_size(parser, parser->text);
	if (final == 'S' && marked)
		probe_on_graphics(parser, parser->text);
}

/* DCS > | name ST. */
static void probe_on_string(struct probe_parser *parser)
{
	if (strncmp(parser->text, "P>|", 3) != 0)
		return;
	snprintf(parser->name, sizeof(parser->name), "%.60s", parser->text + 3);
	text_clean_line(parser->name);
}

static void probe_keep(struct probe_parser *parser, char c)
{
	if (parser->len + 1 >= sizeof(parser->text))
		return;
	parser->text[parser->len++] = c;
	parser->text[parser->len] = '\0';
}

static void probe_start(struct probe_parser *parser, int state)
{
	parser->state = state;
	parser->len = 0;
	parser->text[0] = '\0';
	parser->string_escape = false;
}

static void probe_escape(struct probe_parser *parser, char c)
{
	if (c == '[') {
		probe_start(parser, PROBE_CSI);
	} else if (c == 'P' || c == ']' || c == '_' || c == '^' || c == 'X') {
		probe_start(parser, PROBE_STRING);
		probe_keep(parser, c);
	} else {
		probe_start(parser, c == '\033' ? PROBE_ESCAPE : PROBE_TEXT);
	}
}

static void probe_csi(struct probe_parser *parser, char c)
{
	if (c == '\033') {
		probe_start(parser, PROBE_ESCAPE);
	} else if (c >= 0x40 && c <= 0x7e) {
		probe_on_csi(parser, c);
		probe_start(parser, PROBE_TEXT);
	} else {
		probe_keep(parser, c);
	}
}

static void probe_string(struct probe_parser *parser, char c)
{
	if (parser->string_escape && c == '\\') {
		probe_on_string(parser);
		probe_start(parser, PROBE_TEXT);
	} else if (parser->string_escape) {
		/* An ESC that ends nothing begins something new. */
		probe_start(parser, PROBE_ESCAPE);
		probe_escape(parser, c);
	} else if (c == '\033') {
		parser->string_escape = true;
	} else if (c == '\a') {
		probe_start(parser, PROBE_TEXT);
	} else {
		probe_keep(parser, c);
	}
}

void probe_parse(struct probe_parser *parser, const char *data, size_t len)
{
	for (size_t i = 0; i < len && !parser->done; i++) {
		char c = data[i];

		if (parser->state == PROBE_ESCAPE)
			probe_escape(parser, c);
		else if (parser->state == PROBE_CSI)
			probe_csi(parser, c);
		else if (parser->state == PROBE_STRING)
			probe_string(parser, c);
		else if (c == '\033')
			probe_start(parser, PROBE_ESCAPE);
	}
}

/* ---- asking -------------------------------------------------------------- */

static void probe_listen(struct probe_parser *parser, int wait_ms)
{
	int64_t end = clock_ms() + wait_ms;

	while (!parser->done) {
		struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
		int64_t left = end - clock_ms();
		char buffer[256];
		ssize_t n;

		if (left <= 0)
			return;
		if (poll(&in, 1, (int)left) < 0 && errno != EINTR)
			return;
		if ((in.revents & (POLLIN | POLLHUP)) == 0)
			continue;
		n = read(STDIN_FILENO, buffer, sizeof(buffer));
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return;
		if (n > 0)
			probe_parse(parser, buffer, (size_t)n);
	}
}

/* One round: writes the questions, listens. */
static void probe_ask(struct probe_parser *parser, const char *questions,
		      int wait_ms)
{
	struct termios before, raw;

	memset(parser, 0, sizeof(*parser));
	/* In the background, changing modes would stop us. */
	if (tcgetattr(STDIN_FILENO, &before) < 0 ||
	    tcgetpgrp(STDIN_FILENO) != getpgrp())
		return;
	raw = before;
	raw.c_iflag &= (tcflag_t) ~(ICRNL | INLCR | IGNCR | ISTRIP | IXON);
	raw.c_lflag &= (tcflag_t) ~(ECHO | ICANON | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
		return;
	if (file_write_all(STDOUT_FILENO, questions, strlen(questions)) == 0)
		probe_listen(parser, wait_ms);
	/* What comes later than this must not be taken for typing. */
	tcsetattr(STDIN_FILENO, parser->done ? TCSADRAIN : TCSAFLUSH, &before);
}

/* ---- tmux ---------------------------------------------------------------- */

struct probe_tmux {
	bool known;
	bool features_sixel; /* of the terminal around, as tmux knows it */
	bool passthrough;
	int pane_left, pane_top;
	int status_top; /* lines of a status line above the pane */
};

static const char probe_tmux_command[] =
	"exec tmux display-message -p ${TMUX_PANE:+-t \"$TMUX_PANE\"} "
	"'#{pane_left} #{pane_top} #{status} #{status-position} "
	"#{allow-passthrough} #{client_termfeatures}' 2>/dev/null </dev/null";

/* `status` is on, off, or a number of lines. */
static int probe_status_lines(const char *status)
{
	if (strcmp(status, "on") == 0)
		return 1;
	return status[0] >= '2' && status[0] <= '9' ? status[0] - '0' : 0;
}

/* Six words of the command's answer; the last may be missing. */
static void probe_read_tmux(struct probe_tmux *tmux, const char *line)
{
	char status[16] = "", position[16] = "", passthrough[16] = "";
	char features[256] = "";
	int left, top;

	if (sscanf(line, "%d %d %15s %15s %15s %255s", &left, &top, status,
		   position, passthrough, features) < 4)
		return;
	tmux->known = true;
	tmux->pane_left = left;
	tmux->pane_top = top;
	if (strcmp(position, "top") == 0)
		tmux->status_top = probe_status_lines(status);
	/* A flag up to 3.3, a choice since. */
	tmux->passthrough = strcmp(passthrough, "1") == 0 ||
			    strcmp(passthrough, "on") == 0 ||
			    strcmp(passthrough, "all") == 0;
	tmux->features_sixel = strstr(features, "sixel") != NULL;
}

static void probe_ask_tmux(struct probe_tmux *tmux)
{
	char line[512];
	FILE *out = popen(probe_tmux_command, "r");

	*tmux = (struct probe_tmux){0};
	if (out == NULL)
		return;
	if (fgets(line, sizeof(line), out) != NULL)
		probe_read_tmux(tmux, line);
	pclose(out);
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

static void probe_environment(struct terminal_traits *traits)
{
	const char *term = getenv("TERM");

	traits->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	traits->colours = probe_colours();
	traits->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
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
		       const struct probe_parser *parser)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		size = (struct winsize){0};
	if (probe_cell_fits(parser->cell_width, parser->cell_height)) {
		traits->cell_width = parser->cell_width;
		traits->cell_height = parser->cell_height;
	} else if (size.ws_col > 0 && size.ws_row > 0) {
		int width = parser->area_width > 0 ? parser->area_width
						   : size.ws_xpixel;
		int height = parser->area_height > 0 ? parser->area_height
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
			   const struct probe_parser *parser)
{
	int registers = parser->registers;

	probe_cell(traits, parser);
	traits->registers = registers > PALETTE_MAX ? PALETTE_MAX
			    : registers > 1	    ? registers
						    : PROBE_REGISTERS_ASSUMED;
	traits->max_width = parser->max_width;
	traits->max_height = parser->max_height;
}

static void probe_refuse(struct terminal_traits *traits, const char *why)
{
	traits->route = TERMINAL_NO_SIXEL;
	snprintf(traits->no_sixel, sizeof(traits->no_sixel), "%s", why);
}

static void probe_take(struct terminal_traits *traits,
		       enum terminal_route route,
		       const struct probe_parser *parser)
{
	probe_graphics(traits, parser);
	if (traits->cell_width == 0) {
		probe_refuse(traits, "the terminal does not tell the size of "
				     "its characters");
		return;
	}
	traits->route = route;
	snprintf(traits->ack_request, sizeof(traits->ack_request), "%s",
		 route == TERMINAL_PASSTHROUGH ? PROBE_ASK_DA1_WRAPPED
					       : PROBE_ASK_DSR);
	snprintf(traits->ack_reply, sizeof(traits->ack_reply), "%s",
		 route == TERMINAL_PASSTHROUGH ? parser->da1_reply
					       : PROBE_DSR_REPLY);
}

static void probe_place(struct terminal_traits *traits,
			const struct probe_tmux *tmux)
{
	traits->origin_row = tmux->pane_top + tmux->status_top;
	traits->origin_column = tmux->pane_left;
}

/* The second round, through tmux. */
static void probe_outer(struct terminal_traits *traits,
			const struct probe_tmux *tmux, int wait_ms)
{
	struct probe_parser outer;

	probe_ask(&outer, PROBE_QUESTIONS_WRAPPED, wait_ms);
	if (outer.name[0] != '\0')
		snprintf(traits->name, sizeof(traits->name), "tmux in %.50s",
			 outer.name);
	if (!outer.done) {
		probe_refuse(traits, "the terminal around tmux does not "
				     "answer");
	} else if (!outer.sixel) {
		probe_refuse(traits, "the terminal around tmux has no sixel");
	} else {
		probe_take(traits, TERMINAL_PASSTHROUGH, &outer);
		probe_place(traits, tmux);
	}
}

static void probe_through_tmux(struct terminal_traits *traits,
			       const struct probe_parser *parser, int wait_ms)
{
	struct probe_tmux tmux;

	probe_ask_tmux(&tmux);
	if (parser->sixel && tmux.features_sixel)
		probe_take(traits, TERMINAL_TMUX, parser);
	else if (tmux.passthrough)
		probe_outer(traits, &tmux, wait_ms);
	else if (parser->sixel)
		probe_refuse(traits, "tmux knows of no sixel in the terminal "
				     "around it (terminal-features)");
	else
		probe_refuse(traits, "this tmux has no sixel; \"set -g "
				     "allow-passthrough on\" may help");
}

void probe_terminal(struct terminal_traits *ret)
{
	struct terminal_traits traits = {0};
	struct probe_parser parser;
	const char *term = getenv("TERM");
	int wait_ms;

	probe_environment(&traits);
	wait_ms = traits.remote ? PROBE_WAIT_REMOTE_MS : PROBE_WAIT_MS;
	*ret = traits;
	if (!traits.terminal) {
		probe_refuse(ret,
			     "standard input and output are not a terminal");
		return;
	}
	if (term == NULL || strcmp(term, "dumb") == 0 ||
	    strcmp(term, "linux") == 0) {
		probe_refuse(ret, "this type of terminal has none");
		return;
	}
	if (traits.screen) {
		probe_refuse(ret, "GNU screen cannot keep pictures");
		return;
	}
	probe_ask(&parser, PROBE_QUESTIONS, wait_ms);
	if (parser.name[0] != '\0')
		snprintf(ret->name, sizeof(ret->name), "%s", parser.name);
	snprintf(ret->da1_reply, sizeof(ret->da1_reply), "%s",
		 parser.da1_reply);
	if (!parser.done)
		probe_refuse(ret, "the terminal does not answer");
	else if (traits.tmux)
		probe_through_tmux(ret, &parser, wait_ms);
	else if (parser.sixel)
		probe_take(ret, TERMINAL_DIRECT, &parser);
	else
		probe_refuse(ret, "the terminal does not offer it");
	if (ret->cell_width == 0)
		probe_cell(ret, &parser);
}

void probe_again(struct terminal_traits *traits)
{
	struct winsize size = {0};
	struct probe_tmux tmux;
	int width, height;

	if (traits->tmux && traits->route != TERMINAL_NO_SIXEL) {
		probe_ask_tmux(&tmux);
		probe_place(traits, &tmux);
		if (traits->route == TERMINAL_TMUX && tmux.known &&
		    !tmux.features_sixel)
			probe_refuse(traits, "tmux was attached to a terminal "
					     "without sixel");
		return;
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 ||
	    size.ws_row == 0)
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
