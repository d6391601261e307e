/*
 * layout.c: where the panes are. See layout.h.
 *
 * 1. Every rectangle lies inside the terminal, and no two panes overlap
 *    (unless the sheet is alone).
 * 2. The picture ends at least one row above the last one: a sixel that
 *    touches it would scroll the screen.
 */
#include "config.h"

#include "ui/state/layout.h"

/* Rows of an offer, and of a picture that has room for one. */
#define LAYOUT_OFFER_ROWS  2
#define LAYOUT_OFFER_LEAST 8

#define LAYOUT_NARROW	  100 /* columns: less is hard to read print in, beside */
#define LAYOUT_STRIP_ROWS 20

/* Columns of the left side: what the fields need, then a fair share. */
static int layout_left_width(int columns, enum layout_kind kind)
{
	if (columns < LAYOUT_SIDE_COLUMNS || kind == LAYOUT_STRIP)
		return columns;
	if (kind == LAYOUT_LIST)
		return columns * 3 / 4;
	if (columns < 100)
		return columns * 13 / 20;
	return columns < 168 ? columns * 58 / 100 : 98 + (columns - 168) / 3;
}

static int layout_extract_height(int rows)
{
	if (rows < 24)
		return 1;
	if (rows < 30)
		return 2;
	return rows < 44 ? 4 : 6;
}

/* Lines that stay for what is said of a field, of those of the pane. */
static int layout_detail_least(int pane)
{
	return pane * 2 / 5;
}

bool layout_has_strip(int columns, int rows)
{
	bool stack = columns < LAYOUT_SIDE_COLUMNS && rows >= LAYOUT_STACK_ROWS;

	return columns < LAYOUT_NARROW && rows >= LAYOUT_STRIP_ROWS && !stack;
}

/* Rows of the strip, with its frame. */
static int layout_strip_height(int rows)
{
	if (rows < 30)
		return 6;
	return rows < 44 ? 8 : 12;
}

/* What is beside the sheet, or below it, gets its frame. */
static void layout_frames(int left, struct layout *l)
{
	int body = l->rows - 2, above = 0;
	bool strip = l->kind == LAYOUT_STRIP;
	bool stack =
		strip || (left == l->columns && l->rows >= LAYOUT_STACK_ROWS);

	if (stack)
		above = strip ? layout_strip_height(l->rows) : body * 2 / 5;
	l->tabs = left == l->columns && !stack;
	l->left = (struct rect){0, 1 + above, left, body - above};
	if (l->wide)
		l->sheet = (struct rect){0, 1, l->columns, body};
	else if (stack)
		l->sheet = (struct rect){0, 1, l->columns, above};
	else if (!l->tabs)
		l->sheet = (struct rect){left, 1, l->columns - left, body};
	if (l->sheet.w > 0)
		l->picture = rect_inside(l->sheet);
}

void layout_make(int columns, int rows, enum layout_kind kind,
		 struct layout *ret)
{
	int left = layout_left_width(columns, kind);
	struct layout l = {
		.kind = kind,
		.columns = columns,
		.rows = rows,
		.wide = kind == LAYOUT_SHEET,
		.fits = columns >= LAYOUT_MIN_COLUMNS &&
			rows >= LAYOUT_MIN_ROWS,
	};
	int lines;

	if (!l.fits) {
		*ret = l;
		return;
	}
	l.title = (struct rect){0, 0, columns, 1};
	l.keys = (struct rect){0, rows - 1, columns, 1};
	layout_frames(left, &l);
	lines = layout_extract_height(l.left.h + 2);
	l.divider = l.left.y + l.left.h - 2 - lines;
	l.pane = (struct rect){1, l.left.y + 1, left - 2,
			       l.divider - l.left.y - 1};
	l.extract = (struct rect){1, l.divider + 1, left - 2, lines};
	layout_share(&l, l.pane.h);
	*ret = l;
}

void layout_offer(struct layout *layout)
{
	struct rect *picture = &layout->picture;

	if (picture->h < LAYOUT_OFFER_LEAST)
		return;
	picture->h -= LAYOUT_OFFER_ROWS;
	layout->offer = *picture;
	layout->offer.y += picture->h;
	layout->offer.h = LAYOUT_OFFER_ROWS;
}

void layout_share(struct layout *layout, int rows)
{
	const struct rect pane = layout->pane;
	int most = pane.h - layout_detail_least(pane.h);

	if (!layout->fits)
		return;
	layout->grid = pane;
	layout->grid.h = rows < 1 ? 1 : rows < most ? rows : most;
	layout->detail = pane;
	layout->detail.y += layout->grid.h;
	layout->detail.h -= layout->grid.h;
}

void layout_columns(const struct layout *layout, bool letters,
		    struct layout_columns *ret)
{
	const struct rect area = layout->grid;
	int mark = letters ? 2 : 1;
	int term = area.w < 60 ? 14 : area.w < 80 ? 18 : 22;
	/* "code", "rule", "model" behind their signs. */
	int source = area.w < 60 ? 7 : 11;

	ret->term = area.x + 2;
	ret->term_w = term;
	ret->value = ret->term + term + 1;
	ret->value_w = area.w - (2 + term + 1 + 1 + LAYOUT_CONFIDENCE_W + 1 +
				 source + 1 + mark);
	ret->confidence = ret->value + ret->value_w + 1;
	ret->source = ret->confidence + LAYOUT_CONFIDENCE_W + 1;
	ret->source_w = source;
	ret->mark = ret->source + source + 1;
	ret->mark_w = mark;
}
