/*
 * layout.h: where the panes are. Rectangles only: computed from the size of
 * the terminal, used by the views, the mouse and the picture.
 *
 * Side by side where there are LAYOUT_SIDE_COLUMNS; else the sheet above the
 * fields where there are LAYOUT_STACK_ROWS; else one of the two at a time.
 */
#ifndef UI_STATE_LAYOUT_H
#define UI_STATE_LAYOUT_H

#include "ui/terminal/rect.h"

#define LAYOUT_MIN_COLUMNS  60
#define LAYOUT_MIN_ROWS	    16
#define LAYOUT_SIDE_COLUMNS 80
#define LAYOUT_STACK_ROWS   30

/* What needs the room. */
enum layout_kind {
	LAYOUT_FIELDS,
	LAYOUT_SHEET, /* the sheet alone */
	LAYOUT_LIST,  /* records: wide rows, and the sheet of one of them */
	LAYOUT_STRIP, /* the fields, and above them lines of the sheet, as wide as
			 the window */
};

struct layout {
	enum layout_kind kind;
	int columns, rows;
	bool fits;	     /* false: the terminal is too small */
	bool wide;	     /* the sheet alone */
	bool tabs;	     /* the sheet has room only where it is alone */
	struct rect title;   /* top line */
	struct rect left;    /* frame around grid and extraction */
	struct rect grid;    /* rows of fields */
	struct rect detail;  /* below them: what is said of one field */
	struct rect pane;    /* grid and detail: where queue, help … open */
	int divider;	     /* the line between pane and extraction */
	struct rect extract; /* lines of the extraction */
	struct rect sheet;   /* frame of the sheet; of no size where tabs hide
				it */
	struct rect picture; /* inside of it */
	struct rect offer;   /* below the picture; most often of no size */
	struct rect keys;    /* bottom line */
};

void layout_make(int columns, int rows, enum layout_kind kind,
		 struct layout *ret);

/* Takes room for an offer from the picture, where that stays high enough. */
void layout_offer(struct layout *layout);

/* Whether a strip shows more of a line than the sheet beside the fields, and
 * leaves room for them. */
bool layout_has_strip(int columns, int rows);

/* Gives the fields as many lines as they have rows, as far as enough of them
 * is left for what is said of one. */
void layout_share(struct layout *layout, int rows);

/* Columns of the grid. */
struct layout_columns {
	int term, value, confidence, source, mark; /* x */
	int term_w, value_w, source_w, mark_w;
};
#define LAYOUT_CONFIDENCE_W 3
/* `letters`: beside each mark stands one. */
void layout_columns(const struct layout *layout, bool letters,
		    struct layout_columns *ret);

#endif
