/*
 * layout.c: where the panes are. See layout.h.
 *
 * 1. Every rectangle lies inside the terminal, and no two panes overlap
 *    (unless the sheet is wide).
 * 2. The picture ends at least one row above the last one: a sixel that
 *    touches it would scroll the screen.
 */
#include "config.h"

#include "ui/state/layout.h"

/* Columns of the left side: what the fields need, then a fair share. */
static int layout_left_width(int columns)
{
	if (columns < 100)
		return columns * 13 / 20;
	return columns < 168 ? columns * 58 / 100 : 98 + (columns - 168) / 3;
}

static int layout_extract_height(int rows)
{
	if (rows < 30)
		return 2;
	return rows < 44 ? 4 : 6;
}

static int layout_detail_height(int rows)
{
	if (rows < 30)
		return 2;
	return rows < 44 ? 3 : 4;
}

void layout_make(int columns, int rows, bool wide, struct layout *ret)
{
	int left = layout_left_width(columns);
	int body = rows - 2;
	int lines = layout_extract_height(rows);
	int detail = layout_detail_height(rows);
	struct layout l = {
		.columns = columns,
		.rows = rows,
		.wide = wide,
		.fits = columns >= LAYOUT_MIN_COLUMNS &&
			rows >= LAYOUT_MIN_ROWS,
	};

	if (!l.fits) {
		*ret = l;
		return;
	}
	l.title = (struct rect){0, 0, columns, 1};
	l.keys = (struct rect){0, rows - 1, columns, 1};
	l.left = (struct rect){0, 1, left, body};
	l.divider = l.left.y + body - 2 - lines;
	l.pane = (struct rect){1, 2, left - 2, l.divider - 2};
	l.grid = l.pane;
	l.grid.h -= detail;
	l.detail = (struct rect){1, l.grid.y + l.grid.h, left - 2, detail};
	l.extract = (struct rect){1, l.divider + 1, left - 2, lines};
	l.sheet = (struct rect){left, 1, columns - left, body};
	if (wide)
		l.sheet = (struct rect){0, 1, columns, body};
	l.picture = rect_inside(l.sheet);
	*ret = l;
}
