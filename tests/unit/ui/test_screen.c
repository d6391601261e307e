/*
 * test_screen.c: what a terminal shows of the console: the state is drawn,
 * sent by term.c, and read back from a terminal in memory (libvterm). Each
 * screen has to be the surface's, cell by cell, and that of the golden file.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

#include "base/mem.h"
#include "ui/terminal/term.h"
#include "ui/view/view.h"
#include "tests/kit/world.h"

struct screen {
	struct world world;
	struct surface surface;
	struct term *term;
	FILE *in, *out;
	off_t seen; /* of what term.c wrote */
	VTerm *vterm;
	VTermScreen *cells;
	struct bytes text; /* what goes into the golden file */
};

static void screen_open(struct screen *s, int columns, int rows,
			const char *type, enum preview_colours colours)
{
	struct term_options options = {.type = type, .colours = colours};
	struct error err;
	char size[32];

	*s = (struct screen){0};
	s->in = fopen("/dev/null", "r");
	s->out = tmpfile();
	assert_non_null(s->in);
	assert_non_null(s->out);
	options.in = s->in;
	options.out = s->out;
	if (term_open(&options, &s->term, &err) < 0)
		fail_msg("%s", err.text);
	term_set_size(s->term, columns, rows);
	s->vterm = vterm_new(rows, columns);
	vterm_set_utf8(s->vterm, 1);
	s->cells = vterm_obtain_screen(s->vterm);
	vterm_screen_reset(s->cells, 1);
	surface_init(&s->surface, columns, rows, false);
	world_init(&s->world);
	snprintf(size, sizeof(size), "size %d %d", columns, rows);
	s->world.options.caps.colours = colours;
	s->world.options.caps.letters = colours == PREVIEW_MONO;
	world_line(&s->world, size, &s->text);
	world_line(&s->world, "start", &s->text);
}

static void screen_close(struct screen *s)
{
	term_close(s->term);
	vterm_free(s->vterm);
	fclose(s->in);
	fclose(s->out);
	surface_done(&s->surface);
	world_done(&s->world);
	bytes_done(&s->text);
}

/* Hands the terminal what was written since. */
static void screen_receive(struct screen *s)
{
	char data[4096];
	ssize_t n;

	fflush(s->out);
	while ((n = pread(fileno(s->out), data, sizeof(data), s->seen)) > 0) {
		vterm_input_write(s->vterm, data, (size_t)n);
		s->seen += n;
	}
}

static void put_utf8(uint32_t c, struct bytes *ret)
{
	struct key key = {.code = c};
	char text[5];

	bytes_append(ret, text, key_utf8(&key, text));
}

/* One row as the terminal has it, trailing blanks cut. */
static void screen_row(struct screen *s, int y, struct bytes *ret)
{
	size_t end = ret->len;

	for (int x = 0; x < s->surface.columns; x++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(s->cells, (VTermPos){y, x}, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue; /* right half */
		if (cell.chars[0] == 0) {
			bytes_append_char(ret, ' ');
			continue;
		}
		for (int i = 0;
		     i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			put_utf8(cell.chars[i], ret);
		if (cell.chars[0] != ' ')
			end = ret->len;
	}
	ret->len = end;
	bytes_append_char(ret, '\n');
}

/* A letter for the looks of a cell. */
static char looks(VTermScreenCell *cell)
{
	int fg = VTERM_COLOR_IS_INDEXED(&cell->fg) ? cell->fg.indexed.idx : -1;

	if (cell->attrs.reverse)
		return 'r';
	if (cell->attrs.underline)
		return 'u';
	if (VTERM_COLOR_IS_INDEXED(&cell->bg))
		return cell->bg.indexed.idx == 237 ? 'B' : 'p';
	switch (fg) {
	case 31:
		return cell->attrs.bold ? 'A' : 'a';
	case 5:
	case 136:
		return 'W';
	case 1:
	case 167:
		return 'E';
	case 241:
	case 245:
		return 'd';
	case -1:
		return cell->attrs.bold ? 'b' : '.';
	default:
		return 'p';
	}
}

static void screen_looks(struct screen *s)
{
	for (int y = 0; y < s->surface.rows; y++) {
		for (int x = 0; x < s->surface.columns; x++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(s->cells, (VTermPos){y, x},
					      &cell);
			bytes_append_char(&s->text, looks(&cell));
		}
		bytes_append_char(&s->text, '\n');
	}
}

/* ---- colours ------------------------------------------------------------- */

/* sRGB's curve. */
static double linear(int v)
{
	double c = v / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance (WCAG 2) of xterm's colour of this number. */
static double luminance(int index)
{
	static const int cube[] = {0, 95, 135, 175, 215, 255};
	static const int eight[16][3] = {
		{0, 0, 0},	 {205, 0, 0},	{0, 205, 0},   {205, 205, 0},
		{0, 0, 238},	 {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
		{127, 127, 127}, {255, 0, 0},	{0, 255, 0},   {255, 255, 0},
		{92, 92, 255},	 {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
	};
	int grey = 8 + 10 * (index - 232), i = index - 16;
	int rgb[3] = {grey, grey, grey};

	if (index < 16)
		memcpy(rgb, eight[index], sizeof(rgb));
	else if (index < 232)
		memcpy(rgb,
		       ((int[3]){cube[i / 36], cube[i / 6 % 6], cube[i % 6]}),
		       sizeof(rgb));
	return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) +
	       0.0722 * linear(rgb[2]);
}

static double contrast(double a, double b)
{
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Bold may brighten the eight colours, or not. */
static void check_readable(const VTermScreenCell *cell, int style)
{
	int fg = VTERM_COLOR_IS_INDEXED(&cell->fg) ? cell->fg.indexed.idx : -1;
	double light, least = 100;

	for (int bright = 0; fg >= 0 && bright < 2; bright++) {
		bool brightens = bright == 1 && fg < 8 && cell->attrs.bold;

		light = luminance(brightens ? fg + 8 : fg);
		if (VTERM_COLOR_IS_INDEXED(&cell->bg))
			least = contrast(light,
					 luminance(cell->bg.indexed.idx));
		else if (contrast(light, 0) < least)
			least = contrast(light, 0);
		if (!VTERM_COLOR_IS_INDEXED(&cell->bg) &&
		    contrast(light, 1) < least)
			least = contrast(light, 1);
	}
	if (least < 3)
		fail_msg("style %d, colour %d: a contrast of %.1f", style, fg,
			 least);
}

/* All that is not a picture can be read in a dark window and in a light one:
 * what is sent is the same for both. */
static void screen_check_readable(struct screen *s)
{
	for (int y = 0; y < s->surface.rows; y++) {
		for (int x = 0; x < s->surface.columns; x++) {
			int style = surface_at(&s->surface, x, y)->style;
			VTermScreenCell cell;

			vterm_screen_get_cell(s->cells, (VTermPos){y, x},
					      &cell);
			if (style < STYLE_PICTURE && cell.chars[0] != 0 &&
			    cell.chars[0] != ' ')
				check_readable(&cell, style);
		}
	}
}

/* Draws, sends, and compares the terminal with the surface. */
static void screen_paint(struct screen *s)
{
	struct bytes want = {0}, got = {0};

	app_render(&s->world.app, &s->surface);
	term_paint(s->term, &s->surface);
	screen_receive(s);
	surface_dump(&s->surface, &want);
	for (int y = 0; y < s->surface.rows; y++)
		screen_row(s, y, &got);
	assert_string_equal(got.data, want.data);
	screen_check_readable(s);
	bytes_done(&want);
	bytes_append(&s->text, got.data, got.len);
	bytes_done(&got);
}

static void screen_line(struct screen *s, const char *line)
{
	world_line(&s->world, line, &s->text);
	screen_paint(s);
}

static void screen_resize(struct screen *s, int columns, int rows)
{
	char line[32];

	snprintf(line, sizeof(line), "resize %d %d", columns, rows);
	vterm_set_size(s->vterm, rows, columns);
	term_set_size(s->term, columns, rows);
	surface_resize(&s->surface, columns, rows);
	screen_line(s, line);
}

/* ---- the tests ----------------------------------------------------------- */

/* On black and on white, with eight colours and with 256. */
static void test_contrast(void **state)
{
	static const char *const types[] = {"xterm", "xterm-256color"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct screen s;

		screen_open(&s, 80, 24, types[i], PREVIEW_COLOURS_256);
		for (int style = 0; style < STYLE_PICTURE; style++)
			surface_put(&s.surface, 0, style, 10, (enum style)style,
				    "x");
		term_paint(s.term, &s.surface);
		screen_receive(&s);
		for (int style = 0; style < STYLE_PICTURE; style++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(s.cells, (VTermPos){style, 0},
					      &cell);
			assert_int_equal(cell.chars[0], 'x');
			check_readable(&cell, style);
		}
		screen_close(&s);
	}
}

static void play(int columns, int rows)
{
	char name[32];
	struct screen s;

	screen_open(&s, columns, rows, "xterm-256color", PREVIEW_COLOURS_256);
	screen_paint(&s);
	screen_looks(&s);
	screen_line(&s, "progress 2 2779 100 441 8");
	screen_line(&s, "keys j j j j j e");
	screen_line(&s, "type 標本");
	screen_line(&s, "keys Enter o");
	screen_line(&s, "keys j j Enter");
	screen_line(&s, "keys ?");
	screen_line(&s, "keys Esc r");
	screen_resize(&s, columns + 20, rows + 6);
	screen_line(&s, "keys Esc");
	screen_resize(&s, 50, 12);
	screen_resize(&s, columns, rows);
	snprintf(name, sizeof(name), "screen_%dx%d", columns, rows);
	assert_golden(name, s.text.data);
	screen_close(&s);
}

static void test_60x16(void **state)
{
	play(60, 16);
}

static void test_80x24(void **state)
{
	play(80, 24);
}

static void test_110x32(void **state)
{
	play(110, 32);
}

static void test_200x60(void **state)
{
	play(200, 60);
}

static void looks_of(const char *type, enum preview_colours colours,
		     const char *name)
{
	struct screen s;

	screen_open(&s, 80, 24, type, colours);
	screen_line(&s, "keys j j j j j");
	screen_looks(&s);
	screen_line(&s, "keys e");
	screen_looks(&s);
	assert_golden(name, s.text.data);
	screen_close(&s);
}

static void test_eight_colours(void **state)
{
	looks_of("xterm", PREVIEW_COLOURS_8, "screen_8_colours");
}

static void test_no_colour(void **state)
{
	looks_of("xterm-256color", PREVIEW_MONO, "screen_no_colour");
}

/* What another program wrote over the screen is gone after a repaint. */
static void test_repaint(void **state)
{
	static const char noise[] = "\033[5;5Hnoise\033[12;1H\033[2K";
	struct screen s;

	screen_open(&s, 80, 24, "xterm-256color", PREVIEW_COLOURS_256);
	screen_paint(&s);
	vterm_input_write(s.vterm, noise, sizeof(noise) - 1);
	term_redraw(s.term);
	screen_paint(&s);
	screen_close(&s);
}

/* A terminal without a second screen, as this one is, keeps nothing of ours while
 * others have it, and gets it all back. */
static void test_suspend(void **state)
{
	struct screen s;
	struct bytes rows CLEANUP(bytes_done) = {0};

	screen_open(&s, 80, 24, "xterm-256color", PREVIEW_COLOURS_256);
	screen_paint(&s);
	term_suspend(s.term);
	screen_receive(&s);
	for (int y = 0; y < s.surface.rows; y++)
		screen_row(&s, y, &rows);
	/* Their ends. */
	assert_int_equal(rows.len, s.surface.rows);
	term_resume(s.term);
	screen_paint(&s);
	screen_close(&s);
}

/* A terminal that cannot place its cursor is refused in one line. */
static void test_dumb(void **state)
{
	static const char *const types[] = {"dumb", "no-such-terminal", ""};

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct term_options options = {.type = types[i]};
		struct term *term = NULL;
		struct error err;

		options.in = fopen("/dev/null", "r");
		options.out = tmpfile();
		assert_int_equal(term_open(&options, &term, &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_non_null(strstr(err.text, "TERM"));
		assert_null(strchr(err.text, '\n'));
		fclose(options.in);
		fclose(options.out);
	}
}

/* What curses keeps for itself until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libtinfo\nleak:libncurses\n";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_dumb),
		cmocka_unit_test(test_60x16),
		cmocka_unit_test(test_80x24),
		cmocka_unit_test(test_110x32),
		cmocka_unit_test(test_200x60),
		cmocka_unit_test(test_eight_colours),
		cmocka_unit_test(test_no_colour),
		cmocka_unit_test(test_repaint),
		cmocka_unit_test(test_suspend),
	};

	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL &&
	    setlocale(LC_CTYPE, "en_US.UTF-8") == NULL) {
		fprintf(stderr, "no UTF-8 locale: skipped\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
