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
 * 4. Keys are read through a pad of their own, for reading from a window
 *    would refresh it.
 */
#include "config.h"

#include "ui/terminal/term.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "base/mem.h"

#define TERM_ESCDELAY_MS 25

/* Key codes of our own, behind those of curses. */
enum own_code {
	OWN_FIRST = KEY_MAX + 400,
	OWN_PASTE_BEGIN,
	OWN_PASTE_END,
	OWN_FOCUS_IN,
	OWN_FOCUS_OUT,
	OWN_ACK,
	OWN_IGNORED,
	OWN_C_LEFT,
	OWN_C_RIGHT,
	OWN_M_LEFT,
	OWN_M_RIGHT,
	OWN_S_UP,
	OWN_S_DOWN,
};

struct term {
	SCREEN *screen;
	WINDOW *keys; /* a pad: invariant 4 */
	FILE *out;
	struct surface shown;
	bool all; /* the next paint sends everything */
	bool colour;
	bool focus;
	int pairs[STYLE_COUNT]; /* colour pair of each style, or 0 */
};

/* ---- looks --------------------------------------------------------------- */

/* Colours of 256 were chosen to be read on black and on white alike. */
static const struct look {
	attr_t plain;	/* without colour */
	attr_t attrs;	/* with it */
	short fg8, bg8; /* -1: the terminal's own */
	short fg256, bg256;
} looks[STYLE_COUNT] = {
	[STYLE_NORMAL] = {A_NORMAL, A_NORMAL, -1, -1, -1, -1},
	[STYLE_DIM] = {A_DIM, A_NORMAL, -1, -1, 245, -1},
	[STYLE_STRONG] = {A_BOLD, A_BOLD, -1, -1, -1, -1},
	[STYLE_ACCENT] = {A_BOLD, A_NORMAL, COLOR_CYAN, -1, 31, -1},
	[STYLE_KEY] = {A_BOLD, A_BOLD, COLOR_CYAN, -1, 31, -1},
	[STYLE_FRAME] = {A_DIM, A_NORMAL, -1, -1, 241, -1},
	[STYLE_BAR] = {A_REVERSE, A_NORMAL, COLOR_WHITE, COLOR_BLACK, 253, 237},
	[STYLE_CHOSEN] = {A_BOLD, A_BOLD, COLOR_CYAN, -1, 31, -1},
	[STYLE_INPUT] = {A_UNDERLINE, A_UNDERLINE, -1, -1, -1, -1},
	[STYLE_WARNING] = {A_BOLD, A_NORMAL, COLOR_YELLOW, -1, 172, -1},
	[STYLE_ERROR] = {A_BOLD, A_NORMAL, COLOR_RED, -1, 167, -1},
};

static attr_t look_attrs(const struct term *term, enum style style)
{
	const struct look *look = &looks[style];

	if (!term->colour)
		return look->plain;
	/* Eight colours have no grey and no quiet bar. */
	if (COLORS < 256 && style == STYLE_BAR)
		return A_REVERSE;
	if (COLORS < 256 && (style == STYLE_DIM || style == STYLE_FRAME))
		return A_DIM;
	return look->attrs;
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
		int fg = many ? look->fg256 : look->fg8;
		int bg = many ? look->bg256 : look->bg8;

		if (!many && style == STYLE_BAR)
			fg = bg = -1;
		term->pairs[style] = fg < 0 && bg < 0 ? 0 : alloc_pair(fg, bg);
		if (term->pairs[style] < 0)
			term->pairs[style] = 0;
	}
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
	pair = alloc_pair(colour_index(cell->fg), colour_index(cell->bg));
	return pair > 0 ? pair : 0;
}

/* ---- beginning and end --------------------------------------------------- */

static void term_define_keys(const struct term_options *options)
{
	static const struct {
		const char *text;
		int code;
	} keys[] = {
		{"\033[200~", OWN_PASTE_BEGIN}, {"\033[201~", OWN_PASTE_END},
		{"\033[I", OWN_FOCUS_IN},	{"\033[O", OWN_FOCUS_OUT},
		{"\033[1;5D", OWN_C_LEFT},	{"\033[1;5C", OWN_C_RIGHT},
		{"\033[1;3D", OWN_M_LEFT},	{"\033[1;3C", OWN_M_RIGHT},
		{"\033[1;2A", OWN_S_UP},	{"\033[1;2B", OWN_S_DOWN},
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		define_key(keys[i].text, keys[i].code);
	if (options->da1_reply != NULL && options->da1_reply[0] != '\0')
		define_key(options->da1_reply, OWN_IGNORED);
	if (options->ack_reply != NULL && options->ack_reply[0] != '\0')
		define_key(options->ack_reply, OWN_ACK);
}

/* Private modes that curses does not handle: bracketed paste, focus. */
static void term_modes(struct term *term, bool on)
{
	char letter = on ? 'h' : 'l';

	fprintf(term->out, "\033[?2004%c", letter);
	if (term->focus)
		fprintf(term->out, "\033[?1004%c", letter);
	fflush(term->out);
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

static void term_set_modes(struct term *term)
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
	set_escdelay(TERM_ESCDELAY_MS);
	term->keys = newpad(1, 1);
	keypad(term->keys, TRUE);
	nodelay(term->keys, TRUE);
	meta(term->keys, TRUE);
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
	term_set_modes(term);
	term_define_keys(options);
	term_start_colours(term, options->colours);
	if (options->mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED,
			  NULL);
		mouseinterval(0);
	}
	curs_set(0);
	term_modes(term, true);
	surface_init(&term->shown, COLS, LINES, false);
	*ret = term;
	return 0;
}
void term_close(struct term *term)
{
	if (term == NULL)
		return;
	term_modes(term, false);
	curs_set(1);
	endwin();
	delwin(term->keys);
	delscreen(term->screen);
	surface_done(&term->shown);
	free(term);
}

void term_suspend(struct term *term)
{
	term_modes(term, false);
	curs_set(1);
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

static const struct {
	int curses;
	uint32_t code;
	unsigned mods;
} key_codes[] = {
	{KEY_ENTER, KEYCODE_ENTER, 0},
	{KEY_BTAB, KEYCODE_BACKTAB, 0},
	{KEY_BACKSPACE, KEYCODE_BACKSPACE, 0},
	{KEY_DC, KEYCODE_DELETE, 0},
	{KEY_IC, KEYCODE_INSERT, 0},
	{KEY_UP, KEYCODE_UP, 0},
	{KEY_DOWN, KEYCODE_DOWN, 0},
	{KEY_LEFT, KEYCODE_LEFT, 0},
	{KEY_RIGHT, KEYCODE_RIGHT, 0},
	{KEY_SLEFT, KEYCODE_LEFT, KEY_SHIFT},
	{KEY_SRIGHT, KEYCODE_RIGHT, KEY_SHIFT},
	{KEY_SR, KEYCODE_UP, KEY_SHIFT},
	{KEY_SF, KEYCODE_DOWN, KEY_SHIFT},
	{OWN_S_UP, KEYCODE_UP, KEY_SHIFT},
	{OWN_S_DOWN, KEYCODE_DOWN, KEY_SHIFT},
	{OWN_C_LEFT, KEYCODE_LEFT, KEY_CTRL},
	{OWN_C_RIGHT, KEYCODE_RIGHT, KEY_CTRL},
	{OWN_M_LEFT, KEYCODE_LEFT, KEY_META},
	{OWN_M_RIGHT, KEYCODE_RIGHT, KEY_META},
	{KEY_HOME, KEYCODE_HOME, 0},
	{KEY_FIND, KEYCODE_HOME, 0},
	{KEY_END, KEYCODE_END, 0},
	{KEY_SELECT, KEYCODE_END, 0},
	{KEY_PPAGE, KEYCODE_PAGE_UP, 0},
	{KEY_NPAGE, KEYCODE_PAGE_DOWN, 0},
	{OWN_PASTE_BEGIN, KEYCODE_PASTE_BEGIN, 0},
	{OWN_PASTE_END, KEYCODE_PASTE_END, 0},
	{OWN_FOCUS_IN, KEYCODE_FOCUS_IN, 0},
	{OWN_FOCUS_OUT, KEYCODE_FOCUS_OUT, 0},
	{OWN_ACK, KEYCODE_ACK, 0},
};

static bool term_mouse(struct key *ret)
{
	MEVENT event;

	if (getmouse(&event) == ERR)
		return false;
	ret->x = event.x;
	ret->y = event.y;
	if ((event.bstate & BUTTON4_PRESSED) != 0)
		ret->code = KEYCODE_WHEEL_UP;
	else if ((event.bstate & BUTTON5_PRESSED) != 0)
		ret->code = KEYCODE_WHEEL_DOWN;
	else if ((event.bstate & BUTTON1_PRESSED) != 0)
		ret->code = KEYCODE_CLICK;
	else
		return false;
	return true;
}

/* A key that curses names. */
static bool term_named_key(wint_t code, struct key *ret)
{
	if (code == KEY_MOUSE)
		return term_mouse(ret);
	if (code >= KEY_F(1) && code <= KEY_F(12)) {
		ret->code = KEYCODE_F1 + (code - KEY_F(1));
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(key_codes); i++) {
		if ((wint_t)key_codes[i].curses != code)
			continue;
		ret->code = key_codes[i].code;
		ret->mods |= key_codes[i].mods;
		return true;
	}
	return false;
}

/* A character, as the terminal sends control keys too. */
static void term_char_key(wint_t c, struct key *ret)
{
	ret->code = (uint32_t)c;
	if (c == '\r' || c == '\n') {
		ret->code = KEYCODE_ENTER;
	} else if (c == '\t') {
		ret->code = KEYCODE_TAB;
	} else if (c == 27) {
		ret->code = KEYCODE_ESCAPE;
	} else if (c == 127) {
		ret->code = KEYCODE_BACKSPACE;
	} else if (c < 32) {
		ret->code = c == 0 ? ' ' : c < 27 ? c + 96 : c + 64;
		ret->mods |= KEY_CTRL;
	}
}

/* ESC and at once another key is that key with Meta. */
static void term_meta_key(struct term *term, struct key *ret)
{
	wint_t c;
	int rc = wget_wch(term->keys, &c);
	struct key key = {.mods = KEY_META};

	if (rc == OK && c != 27) {
		term_char_key(c, &key);
		*ret = key;
	} else if (rc == KEY_CODE_YES && term_named_key(c, &key)) {
		*ret = key;
	}
}

bool term_key(struct term *term, struct key *ret)
{
	for (;;) {
		wint_t c;
		int rc = wget_wch(term->keys, &c);

		*ret = (struct key){.code = KEYCODE_NONE};
		if (rc == ERR)
			return false;
		if (rc == KEY_CODE_YES) {
			if (term_named_key(c, ret))
				return true;
			continue;
		}
		term_char_key(c, ret);
		if (ret->code == KEYCODE_ESCAPE)
			term_meta_key(term, ret);
		return true;
	}
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
	int pair = style == STYLE_PICTURE ? picture_pair(term, cell)
					  : term->pairs[style];
	attr_t attrs =
		style == STYLE_PICTURE ? A_NORMAL : look_attrs(term, style);
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
