/*
 * sheet_text.h: state of the label at hand: its words as text, and those that
 * are being chosen from it for a field.
 */
#ifndef UI_STATE_SHEET_TEXT_H
#define UI_STATE_SHEET_TEXT_H

#include "image/facts/transcript.h"

/* What the sheet pane shows. */
enum sheet_shown {
	SHOWN_BEST, /* the picture where the terminal has pixels, else text */
	SHOWN_TEXT,
	SHOWN_PICTURE,
};

struct sheet_text {
	enum sheet_shown shown;	     /* as it was chosen */
	struct transcript page;	     /* of what the pane shows of the sheet */
	struct transcript sheet;     /* of all of it, for who types it off */
	struct transcript_form form; /* as it is laid out */
	char *of;		     /* whose facts it was made of, or NULL */
	int64_t stamp;
	int left, top; /* the cell of it that is at the pane's corner */
};

#define PICK_BOXES 8

struct pick {
	bool active;  /* words are numbered, and figures choose them */
	bool in_text; /* the picture is too small for that: text is shown */
	bool opened;  /* the sheet was hidden, and takes the window meanwhile */
	int left, top;	    /* of the text, before it had numbers */
	int typed, n_typed; /* figures of a number so far, and how many */
	bool begun;	    /* the first word of a span is chosen: */
	size_t from;
	/* With the mouse: pressed over a word, and moved on to another. */
	bool pressed, moved;
	size_t press_from, press_to;
	int press_x, press_y; /* cell of the screen */
	/* Where the words stand that were put into the line that is typed. */
	struct box used[PICK_BOXES];
	size_t n_used;
};

#endif
