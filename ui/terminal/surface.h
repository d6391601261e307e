/*
 * surface.h: the screen as a grid of cells, before any terminal: views draw
 * here, term.c sends what changed. Pure memory; one thread.
 *
 * Every text that is put here passes through text_clean, so that nothing a
 * file, a model or a file name says can steer the terminal.
 */
#ifndef UI_TERMINAL_SURFACE_H
#define UI_TERMINAL_SURFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "review/preview/preview.h"
#include "ui/terminal/rect.h"

/* What a cell means; term.c gives it its looks. Red and yellow belong to
 * verdicts alone. */
enum style {
	STYLE_NORMAL,
	STYLE_DIM,
	STYLE_STRONG,
	STYLE_ACCENT,
	STYLE_KEY,     /* a key in a hint */
	STYLE_FRAME,   /* lines around panes */
	STYLE_BAR,     /* the title bar */
	STYLE_CHOSEN,  /* the row one stands on */
	STYLE_INPUT,   /* where one types */
	STYLE_WARNING, /* verdicts */
	STYLE_ERROR,
	STYLE_FOUND,   /* words that say what stands in the selected field */
	STYLE_PICTURE, /* colours of its own: fg, bg */
	STYLE_PLACEHOLDER, /* stands for a picture: fg is a colour's number */
};
#define STYLE_COUNT 14

/* Drawn signs, with their stand-ins where the locale has no Unicode. */
enum glyph {
	GLYPH_HORIZONTAL,
	GLYPH_VERTICAL,
	GLYPH_TOP_LEFT,
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_TEE_LEFT,	 /* joins the left side */
	GLYPH_TEE_RIGHT, /* joins the right side */
	GLYPH_ELLIPSIS,
	GLYPH_HERE, /* the row one stands on */
	GLYPH_OPEN,
	GLYPH_CLOSED,
	GLYPH_SOUND,
	GLYPH_NOWHERE, /* the sheet does not say the value */
	GLYPH_DIFFERS, /* readings disagree on the value */
	GLYPH_UNSURE,  /* the reader is not sure of it */
	GLYPH_ASKED,   /* the field is to be looked at */
	GLYPH_DOUBTFUL,
	GLYPH_NOTE, /* something is worth knowing of a value that is sound */
	GLYPH_WRONG,
	GLYPH_MACHINE, /* the value comes from a model or rule */
	GLYPH_PERSON,  /* the value comes from a person */
	GLYPH_CODE,    /* the value comes from a bar code */
	GLYPH_NOTHING, /* no value */
	GLYPH_BAR_FULL,
	GLYPH_BAR_HALF,
	GLYPH_BAR_EMPTY,
	GLYPH_FLAG,
	GLYPH_EXPERT,
	GLYPH_DEGREE,
	GLYPH_ARROW,
	GLYPH_PENDING, /* being saved */
};
#define GLYPH_COUNT 32

/* Bytes of one cell's cluster with its NUL: five code points of UTF-8, which
 * is also what a curses cell takes. */
#define SURFACE_TEXT 21

struct cell {
	char text[SURFACE_TEXT];
	uint8_t width;	/* 1 or 2; 0: right half of the cell before */
	uint8_t style;	/* enum style */
	int32_t fg, bg; /* 0xRRGGBB of STYLE_PICTURE, -1 default */
};

struct surface {
	int columns, rows;
	struct cell *cells;
	int cursor_x, cursor_y; /* cursor_x -1: hidden */
	bool ascii;		/* nothing but ASCII may be shown */
	struct bytes scratch;
};

/* Blank cells, no cursor. */
void surface_init(struct surface *surface, int columns, int rows, bool ascii);
void surface_done(struct surface *surface);
/* The new size, all blank. */
void surface_resize(struct surface *surface, int columns, int rows);
void surface_clear(struct surface *surface);
bool surface_equal_cell(const struct cell *a, const struct cell *b);

/* NULL outside. */
struct cell *surface_at(struct surface *surface, int x, int y);

/*
 * Puts cleaned text at (x, y) into at most `columns` cells; what does not
 * fit is cut between characters. Returns the columns taken.
 */
int surface_put(struct surface *surface, int x, int y, int columns,
		enum style style, const char *text);
/* The same; a text that had to be cut ends in an ellipsis. */
int surface_put_cut(struct surface *surface, int x, int y, int columns,
		    enum style style, const char *text);
/* The same at the right edge of these columns. */
int surface_put_right(struct surface *surface, int x, int y, int columns,
		      enum style style, const char *text);
/* Formatted, cut with an ellipsis. */
int surface_printf(struct surface *surface, int x, int y, int columns,
		   enum style style, const char *format, ...) PRINTF_LIKE(6, 7);
/*
 * Puts text over several lines of `area`, broken at spaces where there are
 * some. Returns the number of lines taken; the last ends in an ellipsis when
 * the text goes on.
 */
int surface_wrap(struct surface *surface, struct rect area, enum style style,
		 const char *text);

/*
 * Bytes of cleaned text that stand on a line of at most `columns`, cut at the
 * last space that fits; *ret_skip gets the bytes to the start of the next.
 */
size_t surface_break_text(const char *text, int columns, size_t *ret_skip);
/* Lines that surface_wrap would take in an area of this size; any cleaned
 * text. */
int surface_wrap_lines(const char *text, int columns, int most);

void surface_fill(struct surface *surface, struct rect area, enum style style);
/* A frame around `area` (on its edge cells) with a title in its top line. */
void surface_frame(struct surface *surface, struct rect area,
		   enum style title_style, const char *title);
/* A line across a frame, with a title. */
void surface_divide(struct surface *surface, struct rect frame, int y,
		    enum style title_style, const char *title);

int surface_put_glyph(struct surface *surface, int x, int y, enum style style,
		      enum glyph glyph);
/* Static text of the sign as this surface shows it. */
const char *surface_glyph(const struct surface *surface, enum glyph glyph);
const char *glyph_text(bool ascii, enum glyph glyph);

/* One cell of the sheet's picture; text other than one column is dropped. */
void surface_put_picture(struct surface *surface, int x, int y,
			 const struct preview_cell *cell);

/* All rows as text, trailing blanks cut, for tests. */
void surface_dump(const struct surface *surface, struct bytes *ret);
/* The same as one letter for each cell's style ('.' normal). */
void surface_dump_styles(const struct surface *surface, struct bytes *ret);

#endif
