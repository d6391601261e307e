/*
 * term.c: the terminal, through curses. See term.h.
 *
 * 1. curses knows the screen; `shown` knows what we told it. Only cells that
 *    differ from `shown` are told.
 * 2. What curses and the surface disagree on (the width of a character the C
 *    library does not know) is replaced before it gets to curses: one cell of
 *    the surface is one cell of the screen.
 * 3. Nothing that moves parts of the screen is used (idlok, idcok): a picture
 *    lies on it that curses knows nothing of.
 * 4. curses only writes. What comes in is read here and goes through
 *    keystream.c, which knows more than terminfo; of terminfo it gets the
 *    strings of this terminal's own keys.
 */
#include "config.h"

#include "ui/terminal/term.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "base/mem.h"
#include "base/time/clock.h"

struct term {
	SCREEN *screen;
	FILE *out;
	int in;
	bool ended; /* there is nothing to read any more */
	struct keystream *keys;
	struct surface shown;
	bool all; /* the next paint sends everything */
	bool colour;
	bool focus, mouse;
	int pairs[STYLE_COUNT]; /* colour pair of each style, or 0 */
};

/* ---- looks --------------------------------------------------------------- */

/* Each colour can be read on black and on white: a contrast of three to one
 * at least (WCAG 2, 1.4.11), which of the eight only red and magenta have; the
 * others come out too light on white, bold ones more so. */
static const struct look {
	attr_t plain;  /* without colour */
	attr_t attrs8; /* with eight, and their numbers; -1: the terminal's */
	short fg8;
	attr_t attrs; /* with 256 */
	short fg, bg;
} looks[STYLE_COUNT] = {
	[STYLE_NORMAL] = {A_NORMAL, A_NORMAL, -1, A_NORMAL, -1, -1},
	[STYLE_DIM] = {A_DIM, A_DIM, -1, A_NORMAL, 245, -1},
	[STYLE_STRONG] = {A_BOLD, A_BOLD, -1, A_BOLD, -1, -1},
	[STYLE_ACCENT] = {A_BOLD, A_BOLD, -1, A_NORMAL, 31, -1},
	[STYLE_KEY] = {A_BOLD, A_BOLD, -1, A_BOLD, 31, -1},
	[STYLE_FRAME] = {A_DIM, A_DIM, -1, A_NORMAL, 241, -1},
	[STYLE_BAR] = {A_REVERSE, A_REVERSE, -1, A_NORMAL, 253, 237},
	[STYLE_CHOSEN] = {A_BOLD, A_BOLD, -1, A_BOLD, 31, -1},
	[STYLE_INPUT] = {A_UNDERLINE, A_UNDERLINE, -1, A_UNDERLINE, -1, -1},
	[STYLE_WARNING] = {A_BOLD, A_NORMAL, COLOR_MAGENTA, A_NORMAL, 136, -1},
	[STYLE_ERROR] = {A_BOLD, A_BOLD, COLOR_RED, A_NORMAL, 167, -1},
	[STYLE_FOUND] = {A_REVERSE, A_REVERSE, -1, A_BOLD, 231, 26},
};

static attr_t look_attrs(const struct term *term, enum style style)
{
	const struct look *look = &looks[style];

	if (!term->colour)
		return look->plain;
	return COLORS >= 256 ? look->attrs : look->attrs8;
}

static void term_start_colours(struct term *term, enum preview_colours colours)
{
	if (colours == PREVIEW_MONO || start_color() == ERR || !has_colors())
		return;
	term->colour = true;
	use_default_colors();
	for (int style = 0; style < STYLE_COUNT; style++) {
		const struct look *look = &looks[style];
		bool many = COLORS >= 256;
		int fg = many ? look->fg : look->fg8;
		int bg = many ? look->bg : -1;

		term->pairs[style] = fg < 0 && bg < 0 ? 0 : alloc_pair(fg, bg);
		if (term->pairs[style] < 0)
			term->pairs[style] = 0;
	}
}

enum preview_colours term_colours(const struct term *term)
{
	if (!term->colour)
		return PREVIEW_MONO;
	return COLORS >= 256 ? PREVIEW_COLOURS_256 : PREVIEW_COLOURS_8;
}

static int cube_step(int v)
{
	return v < 48 ? 0 : v < 115 ? 1 : (v - 35) / 40;
}

/* The nearest of xterm's 6x6x6 cube and 24 greys. */
static int colour_of_256(int r, int g, int b)
{
	static const int steps[] = {0, 95, 135, 175, 215, 255};
	int cr = cube_step(r), cg = cube_step(g), cb = cube_step(b);
	int grey = (r + g + b) / 3;
	int gi = grey < 8 ? 0 : grey > 238 ? 23 : (grey - 3) / 10;
	int gv = 8 + 10 * gi;
	int dc = abs(r - steps[cr]) + abs(g - steps[cg]) + abs(b - steps[cb]);
	int dg = abs(r - gv) + abs(g - gv) + abs(b - gv);

	return dg < dc ? 232 + gi : 16 + 36 * cr + 6 * cg + cb;
}

static int colour_of_8(int r, int g, int b)
{
	return (r > 127 ? COLOR_RED : 0) | (g > 127 ? COLOR_GREEN : 0) |
	       (b > 127 ? COLOR_BLUE : 0);
}

static int colour_index(int32_t rgb)
{
	int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;

	if (rgb < 0)
		return -1;
	return COLORS >= 256 ? colour_of_256(r, g, b) : colour_of_8(r, g, b);
}

static int picture_pair(const struct term *term, const struct cell *cell)
{
	int pair;

	if (!term->colour)
		return 0;
	if (cell->style == STYLE_PLACEHOLDER)
		pair = alloc_pair(cell->fg, -1);
	else
		pair = alloc_pair(colour_index(cell->fg),
				  colour_index(cell->bg));
	return pair > 0 ? pair : 0;
}

/* ---- beginning and end --------------------------------------------------- */

/* What terminfo calls keys, for terminals that are not like xterm. */
static void term_know_keys(struct keystream *keys)
{
	static const struct {
		const char *name;
		struct key key;
	} names[] = {
		{"kcuu1", {.code = KEYCODE_UP}},
		{"kcud1", {.code = KEYCODE_DOWN}},
		{"kcub1", {.code = KEYCODE_LEFT}},
		{"kcuf1", {.code = KEYCODE_RIGHT}},
		{"khome", {.code = KEYCODE_HOME}},
		{"kend", {.code = KEYCODE_END}},
		{"kfnd", {.code = KEYCODE_HOME}},
		{"kslt", {.code = KEYCODE_END}},
		{"kpp", {.code = KEYCODE_PAGE_UP}},
		{"knp", {.code = KEYCODE_PAGE_DOWN}},
		{"kdch1", {.code = KEYCODE_DELETE}},
		{"kich1", {.code = KEYCODE_INSERT}},
		{"kcbt", {.code = KEYCODE_BACKTAB}},
		{"kbs", {.code = KEYCODE_BACKSPACE}},
		{"kent", {.code = KEYCODE_ENTER}},
		{"kLFT", {.code = KEYCODE_LEFT, .mods = KEY_SHIFT}},
		{"kRIT", {.code = KEYCODE_RIGHT, .mods = KEY_SHIFT}},
		{"kri", {.code = KEYCODE_UP, .mods = KEY_SHIFT}},
		{"kind", {.code = KEYCODE_DOWN, .mods = KEY_SHIFT}},
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = tigetstr(names[i].name);

		if (text != NULL && text != (const char *)-1)
			keystream_know(keys, text, names[i].key);
	}
	for (unsigned n = 0; n < 12; n++) {
		char name[8];
		const char *text;

		snprintf(name, sizeof(name), "kf%u", n + 1);
		text = tigetstr(name);
		if (text != NULL && text != (const char *)-1)
			keystream_know(keys, text,
				       (struct key){.code = KEYCODE_F1 + n});
	}
}

/* Private modes that curses is not asked for: bracketed paste, focus, the
 * mouse's buttons by numbers (xterm's ctlseqs). */
static void term_modes(struct term *term, bool on)
{
	char letter = on ? 'h' : 'l';

	fprintf(term->out, "\033[?2004%c", letter);
	if (term->focus)
		fprintf(term->out, "\033[?1004%c", letter);
	if (term->mouse)
		fprintf(term->out, "\033[?1002%c\033[?1006%c", letter, letter);
	fflush(term->out);
}

static bool term_has_mouse(void)
{
	const char *text = tigetstr("kmous");

	return text != NULL && text != (const char *)-1;
}

/* curses itself says nothing of a terminal that cannot place its cursor. */
static int term_screen(const struct term_options *options, SCREEN **ret,
		       struct error *err)
{
	const char *type =
		options->type != NULL ? options->type : getenv("TERM");
	SCREEN *screen;
	char *cup;

	if (term_check_type(type, err) < 0)
		return -1;
	screen = newterm(type, options->out, options->in);
	if (screen == NULL)
		return error_set(err, ERROR_USAGE,
				 "curses cannot draw on TERM=%s; use vasculum "
				 "list and edit",
				 type);
	cup = tigetstr("cup");
	if (cup != NULL && cup != (char *)-1) {
		*ret = screen;
		return 0;
	}
	endwin();
	delscreen(screen);
	return error_set(err, ERROR_USAGE,
			 "a console cannot be drawn with TERM=%s; use "
			 "vasculum list and edit",
			 type);
}

static void term_set_modes(void)
{
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	idlok(stdscr, FALSE);
	idcok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	leaveok(stdscr, FALSE);
	typeahead(-1);
	/* The mode that terminfo's keys are of. */
	keypad(stdscr, TRUE);
	meta(stdscr, TRUE);
}

static void term_open_keys(struct term *term,
			   const struct term_options *options)
{
	term->in = fileno(options->in);
	term->keys = keystream_new(keystream_charset_of(nl_langinfo(CODESET)));
	term_know_keys(term->keys);
}

int term_open(const struct term_options *options, struct term **ret,
	      struct error *err)
{
	struct term *term;
	SCREEN *screen = NULL;

	if (term_screen(options, &screen, err) < 0)
		return -1;
	term = mem_zalloc(sizeof(*term));
	term->screen = screen;
	term->out = options->out;
	term->focus = options->focus;
	term->all = true;
	term->mouse = options->mouse && term_has_mouse();
	term_set_modes();
	term_open_keys(term, options);
	term_start_colours(term, options->colours);
	curs_set(0);
	term_modes(term, true);
	surface_init(&term->shown, COLS, LINES, false);
	*ret = term;
	return 0;
}

void term_say(struct term *term, const char *text)
{
	fputs(text, term->out);
	fflush(term->out);
}

/* Nothing is left of what was drawn: GNU screen says that it has a second screen
 * and, as it comes, has none, and others are set to have none. */
static void term_leave(struct term *term)
{
	clear();
	refresh();
	term_modes(term, false);
	curs_set(1);
}

void term_close(struct term *term)
{
	if (term == NULL)
		return;
	term_leave(term);
	endwin();
	delscreen(term->screen);
	keystream_free(term->keys);
	surface_done(&term->shown);
	free(term);
}

void term_suspend(struct term *term)
{
	term_leave(term);
	def_prog_mode();
	endwin();
}

void term_resume(struct term *term)
{
	reset_prog_mode();
	term_modes(term, true);
	term_redraw(term);
	term_resized(term);
}

/* ---- size ---------------------------------------------------------------- */

void term_size(const struct term *term, int *ret_columns, int *ret_rows)
{
	*ret_columns = term->shown.columns;
	*ret_rows = term->shown.rows;
}

void term_set_size(struct term *term, int columns, int rows)
{
	resizeterm(rows, columns);
	surface_resize(&term->shown, columns, rows);
	term->all = true;
}

void term_resized(struct term *term)
{
	struct winsize size = {0};

	if (ioctl(fileno(term->out), TIOCGWINSZ, &size) < 0 ||
	    size.ws_col == 0 || size.ws_row == 0)
		return;
	if (size.ws_col == term->shown.columns &&
	    size.ws_row == term->shown.rows)
		return;
	term_set_size(term, size.ws_col, size.ws_row);
}

/* ---- keys ---------------------------------------------------------------- */

/* Takes what can be read without waiting. */
static void term_read(struct term *term)
{
	struct pollfd in = {.fd = term->in, .events = POLLIN};
	char data[256];
	size_t room = keystream_room(term->keys);
	ssize_t n;

	if (room == 0 || poll(&in, 1, 0) <= 0)
		return;
	n = read(term->in, data, room < sizeof(data) ? room : sizeof(data));
	if (n > 0)
		keystream_feed(term->keys, data, (size_t)n, clock_ms());
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		term->ended = true;
}

bool term_key(struct term *term, struct key *ret)
{
	term_read(term);
	return keystream_next(term->keys, clock_ms(), ret);
}

const struct sequence *term_reply(const struct term *term)
{
	return keystream_reply(term->keys);
}

int term_wait(const struct term *term)
{
	return keystream_wait(term->keys, clock_ms());
}

bool term_ended(const struct term *term)
{
	return term->ended;
}

/* ---- painting ------------------------------------------------------------ */

bool term_differs(const struct term *term, const struct surface *surface,
		  int row, int column, int columns)
{
	const struct surface *shown = &term->shown;

	if (term->all || shown->columns != surface->columns ||
	    shown->rows != surface->rows)
		return true;
	for (int x = column; x < column + columns; x++)
		if (!surface_equal_cell(
			    &shown->cells[row * shown->columns + x],
			    &surface->cells[row * shown->columns + x]))
			return true;
	return false;
}

/* Invariant 2: the cell's text as wide characters that curses lays out as
 * the surface does. */
static void cell_wide(const struct cell *cell, wchar_t ret[CCHARW_MAX + 1])
{
	static const wchar_t unknown[] = {0xfffd, 0};
	const char *text = cell->text;
	mbstate_t state = {0};
	int n = 0;

	while (*text != '\0' && n < CCHARW_MAX) {
		size_t len = mbrtowc(&ret[n], text, strlen(text), &state);
		int width = len < (size_t)-2 ? wcwidth(ret[n]) : -1;

		if (width != (n == 0 ? cell->width : 0)) {
			if (n == 0)
				break;
			/* A mark the C library takes for more: left out. */
			if (len >= (size_t)-2)
				break;
			text += len;
			continue;
		}
		text += len;
		n++;
	}
	ret[n] = L'\0';
	if (n == 0 && MB_CUR_MAX > 1)
		wmemcpy(ret, unknown, 2);
	else if (n == 0)
		wmemcpy(ret, L"?", 2);
}

static void term_put(struct term *term, int x, int y, const struct cell *cell)
{
	enum style style = (enum style)cell->style;
	int pair = style >= STYLE_PICTURE ? picture_pair(term, cell)
					  : term->pairs[style];
	attr_t attrs =
		style >= STYLE_PICTURE ? A_NORMAL : look_attrs(term, style);
	wchar_t text[CCHARW_MAX + 1];
	cchar_t out;

	cell_wide(cell, text);
	setcchar(&out, text, attrs, (short)(pair < 256 ? pair : 0), &pair);
	mvwadd_wch(stdscr, y, x, &out);
	/* A stand-in is one column wide where two were meant. */
	if (cell->width == 2 && wcwidth(text[0]) != 2) {
		setcchar(&out, L" ", attrs, 0, NULL);
		mvwadd_wch(stdscr, y, x + 1, &out);
	}
}

static void term_cursor(const struct surface *surface)
{
	bool visible =
		surface->cursor_x >= 0 && surface->cursor_x < surface->columns;

	curs_set(visible ? 1 : 0);
	if (visible)
		wmove(stdscr, surface->cursor_y, surface->cursor_x);
	else
		wmove(stdscr, surface->rows - 1, 0);
}

/* Cells that differ; the right half of a wide one goes with its left. */
static void term_put_row(struct term *term, const struct surface *surface,
			 int y)
{
	for (int x = 0; x < surface->columns; x++) {
		size_t at = (size_t)(y * surface->columns + x);
		const struct cell *cell = &surface->cells[at];

		if (!term->all &&
		    surface_equal_cell(cell, &term->shown.cells[at]))
			continue;
		if (cell->width > 0)
			term_put(term, x, y, cell);
		term->shown.cells[at] = *cell;
	}
}

void term_paint(struct term *term, const struct surface *surface)
{
	if (surface->columns != term->shown.columns ||
	    surface->rows != term->shown.rows)
		return;
	if (term->all)
		clearok(curscr, TRUE);
	for (int y = 0; y < surface->rows; y++)
		term_put_row(term, surface, y);
	term->all = false;
	term_cursor(surface);
	wnoutrefresh(stdscr);
	doupdate();
}

void term_redraw(struct term *term)
{
	term->all = true;
}

const char *term_library(void)
{
	return curses_version();
}
