/*
 * linerows.c: a typed text on the rows of a screen. See linerows.h.
 *
 * 1. Rows cover the text in its order: between the end of one and the start of
 *    the next lies at most one character, a blank or a line break.
 * 2. Which rows are shown depends on the text, the cursor and the area alone.
 */
#include "config.h"

#include "ui/input/linerows.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

/* The row that begins at `start`; *ret_next is where the next does. False:
 * there is none behind it. */
static bool line_row_read(const char *text, size_t start, int columns,
			  struct line_row *ret, size_t *ret_next)
{
	size_t at = start, blank = 0;
	bool has_blank = false;
	int used = 0;

	for (; text[at] != '\0' && text[at] != '\n';) {
		size_t next = text_next(text, at);

		used += lineedit_columns(text, at, next);
		/* With a mark on it a blank is not one. */
		if (text[at] == ' ' && next == at + 1) {
			has_blank = true;
			blank = at;
		}
		/* One character stands on a row, however wide it is. */
		if (used > columns && at > start)
			break;
		at = next;
	}
	*ret = (struct line_row){start, at};
	*ret_next = at;
	if (text[at] == '\0')
		return false;
	if (text[at] != '\n' && !has_blank)
		return true;
	if (text[at] != '\n')
		ret->end = blank;
	*ret_next = ret->end + 1;
	return true;
}

void line_rows_make(const char *text, int columns, struct line_rows *ret)
{
	size_t start = 0;
	bool more = true;

	*ret = (struct line_rows){0};
	while (more) {
		struct line_row row;

		more = line_row_read(text, start, columns - 1, &row, &start);
		ARRAY_GROW(ret->items, ret->n, ret->cap);
		ret->items[ret->n++] = row;
	}
}

void line_rows_done(struct line_rows *rows)
{
	free(rows->items);
	*rows = (struct line_rows){0};
}

size_t line_rows_find(const struct line_rows *rows, size_t at)
{
	size_t row = 0;

	while (row + 1 < rows->n && rows->items[row + 1].start <= at)
		row++;
	return row;
}

int lineedit_height(const struct lineedit *edit, int columns, int most)
{
	struct line_rows rows CLEANUP(line_rows_done) = {0};

	line_rows_make(lineedit_text(edit), columns, &rows);
	return rows.n < (size_t)most ? (int)rows.n : most;
}

/* The byte of a row that stands at this column, or its end. */
static size_t line_row_at(const char *text, const struct line_row *row,
			  int column)
{
	size_t at = row->start;
	int used = 0;

	while (at < row->end) {
		size_t next = text_next(text, at);

		used += lineedit_columns(text, at, next);
		if (used > column)
			break;
		at = next;
	}
	return at;
}

bool lineedit_move(struct lineedit *edit, int columns, int by)
{
	struct line_rows rows CLEANUP(line_rows_done) = {0};
	const char *text = lineedit_text(edit);
	size_t row;
	int to;

	line_rows_make(text, columns, &rows);
	row = line_rows_find(&rows, edit->at);
	to = (int)row + by;
	if (to < 0)
		to = 0;
	if (to >= (int)rows.n)
		to = (int)rows.n - 1;
	if (to == (int)row)
		return false;
	if (!edit->aims)
		edit->aim =
			lineedit_columns(text, rows.items[row].start, edit->at);
	edit->aims = true;
	edit->at = line_row_at(text, &rows.items[to], edit->aim);
	return true;
}

/* The first row shown: all where they fit, else the cursor's in the middle. */
static size_t line_rows_top(const struct line_rows *rows, size_t cursor,
			    int height)
{
	size_t most = rows->n > (size_t)height ? rows->n - (size_t)height : 0;
	size_t half = (size_t)height / 2;
	size_t top = cursor > half ? cursor - half : 0;

	return top < most ? top : most;
}

void lineedit_point_at(struct lineedit *edit, struct rect area, int x, int y)
{
	struct line_rows rows CLEANUP(line_rows_done) = {0};
	const char *text = lineedit_text(edit);
	size_t row;

	line_rows_make(text, area.w, &rows);
	row = line_rows_top(&rows, line_rows_find(&rows, edit->at), area.h) +
	      (size_t)(y > area.y ? y - area.y : 0);
	if (row >= rows.n)
		row = rows.n - 1;
	edit->at = line_row_at(text, &rows.items[row], x - area.x);
	edit->aims = false;
}

static void line_row_render(const char *text, const struct line_row *row,
			    struct surface *surface, struct rect area,
			    enum style style)
{
	char *part CLEANUP(mem_free_str) =
		mem_strndup(text + row->start, row->end - row->start);

	surface_put(surface, area.x, area.y, area.w, style, part);
}

void lineedit_render_rows(const struct lineedit *edit, struct surface *surface,
			  struct rect area, enum style style)
{
	struct line_rows rows CLEANUP(line_rows_done) = {0};
	const char *text = lineedit_text(edit);
	int last = area.x + area.w - 1;
	size_t cursor, top;

	if (area.h <= 0)
		return;
	line_rows_make(text, area.w, &rows);
	cursor = line_rows_find(&rows, edit->at);
	top = line_rows_top(&rows, cursor, area.h);
	surface_fill(surface, area, style);
	for (int i = 0; i < area.h && top + (size_t)i < rows.n; i++)
		line_row_render(text, &rows.items[top + (size_t)i], surface,
				(struct rect){area.x, area.y + i, area.w, 1},
				style);
	surface->cursor_x =
		area.x +
		lineedit_columns(text, rows.items[cursor].start, edit->at);
	surface->cursor_y = area.y + (int)(cursor - top);
	if (top > 0)
		surface_put_glyph(surface, last, area.y, STYLE_DIM,
				  GLYPH_ELLIPSIS);
	if (top + (size_t)area.h < rows.n)
		surface_put_glyph(surface, last, area.y + area.h - 1, STYLE_DIM,
				  GLYPH_ELLIPSIS);
}
