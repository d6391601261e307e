/*
 * layout.h: where the panes are. Rectangles only: computed from the size of
 * the terminal, used by the views, the mouse and the picture.
 */
#ifndef UI_STATE_LAYOUT_H
#define UI_STATE_LAYOUT_H

#include "ui/terminal/rect.h"

#define LAYOUT_MIN_COLUMNS 80
#define LAYOUT_MIN_ROWS	   24

struct layout {
	int columns, rows;
	bool fits;	     /* false: the terminal is too small */
	bool wide;	     /* the sheet alone */
	struct rect title;   /* top line */
	struct rect left;    /* frame around grid and extraction */
	struct rect grid;    /* rows of fields */
	struct rect detail;  /* below them: what is said of one field */
	struct rect pane;    /* grid and detail: where queue, help … open */
	int divider;	     /* the line between pane and extraction */
	struct rect extract; /* lines of the extraction */
	struct rect sheet;   /* frame of the sheet */
	struct rect picture; /* inside of it */
	struct rect keys;    /* bottom line */
};

/* `wide`: the sheet takes the room of all three panes. */
void layout_make(int columns, int rows, bool wide, struct layout *ret);

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
