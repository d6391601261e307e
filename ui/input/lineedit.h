/*
 * lineedit.h: a text being typed: UTF-8, the cursor between grapheme
 * clusters, Emacs' keys. It is one line, or several where line breaks may stay
 * in it; how it lies on the rows of a screen: linerows.h. Pure memory; one
 * thread.
 */
#ifndef UI_INPUT_LINEEDIT_H
#define UI_INPUT_LINEEDIT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "ui/keyboard/key.h"
#include "ui/terminal/surface.h"

/* What a value may take (dwc/record/record.h). */
#define LINEEDIT_MAX 65536

struct lineedit {
	struct bytes text; /* cleaned UTF-8 */
	size_t at;	   /* cursor: byte offset of a cluster's start */
	struct bytes kill; /* what C-k, C-u, C-w, M-d took last */
	bool lines;	   /* line breaks stay; else they become blanks */
	bool aims;	   /* the last move was up or down, and keeps to … */
	int aim;	   /* … this column */
};

enum lineedit_op {
	LINEEDIT_LEFT,
	LINEEDIT_RIGHT,
	LINEEDIT_WORD_LEFT,
	LINEEDIT_WORD_RIGHT,
	LINEEDIT_HOME,
	LINEEDIT_END,
	LINEEDIT_BACKSPACE,
	LINEEDIT_DELETE,
	LINEEDIT_KILL_END,
	LINEEDIT_KILL_HOME,
	LINEEDIT_KILL_WORD_LEFT,
	LINEEDIT_KILL_WORD_RIGHT,
	LINEEDIT_YANK,
	LINEEDIT_SWAP,	/* the two characters around the cursor */
	LINEEDIT_BREAK, /* a line break, where those stay */
};
#define LINEEDIT_OPS 15

/* A copy of `text`, cleaned, the cursor behind it. Keeps the kill buffer, and
 * whether line breaks stay. */
void lineedit_set(struct lineedit *edit, const char *text);
void lineedit_done(struct lineedit *edit);
/* Never NULL. Borrowed until the next change. */
const char *lineedit_text(const struct lineedit *edit);
/* Inserts text (cleaned first: a paste may hold anything). What would go
 * over LINEEDIT_MAX is left out. */
void lineedit_insert(struct lineedit *edit, const char *text, size_t len);
void lineedit_apply(struct lineedit *edit, enum lineedit_op op);
/* Columns that the clusters of a cleaned text's bytes [from, to) take. */
int lineedit_columns(const char *text, size_t from, size_t to);
/* Puts the cursor at this column of what lineedit_render shows. */
void lineedit_point(struct lineedit *edit, int columns, int column);

/* Draws the part around the cursor and sets the surface's cursor. */
void lineedit_render(const struct lineedit *edit, struct surface *surface,
		     int x, int y, int columns, enum style style);

#endif
