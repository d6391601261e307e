/*
 * linerows.h: a text being typed as it lies on the rows of a screen: broken at
 * its line breaks, and where a row is full, at a blank where there is one.
 * Pure memory; one thread.
 */
#ifndef UI_INPUT_LINEROWS_H
#define UI_INPUT_LINEROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/input/lineedit.h"
#include "ui/terminal/rect.h"

/* Bytes of the text; the blank or break behind `end` is on no row. */
struct line_row {
	size_t start, end;
};

/* One at least, also of an empty text. */
struct line_rows {
	struct line_row *items;
	size_t n, cap;
};

/* A row takes one column less, so that the cursor can stand behind it. */
void line_rows_make(const char *text, int columns, struct line_rows *ret);
void line_rows_done(struct line_rows *rows);
/* The row that this byte of the text is on. */
size_t line_rows_find(const struct line_rows *rows, size_t at);

/* Rows that it takes, at most so many. */
int lineedit_height(const struct lineedit *edit, int columns, int most);
/* Moves the cursor by so many rows, where they are there; false: it stands on
 * the first or the last, and has not moved. */
bool lineedit_move(struct lineedit *edit, int columns, int by);
/* Puts the cursor at this place of an area that lineedit_render_rows has drawn
 * into. */
void lineedit_point_at(struct lineedit *edit, struct rect area, int x, int y);

/* Draws the rows around the cursor and sets the surface's cursor. Where there
 * are more than the area takes, a mark on its first and last says so. */
void lineedit_render_rows(const struct lineedit *edit, struct surface *surface,
			  struct rect area, enum style style);

#endif
