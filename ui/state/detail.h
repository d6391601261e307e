/*
 * detail.h: what is said of the selected field, below the fields: why it is
 * doubtful, the whole of a value that its row cuts, what else might stand
 * there. Lines that can be counted before they are drawn: who takes the third
 * candidate has seen it.
 */
#ifndef UI_STATE_DETAIL_H
#define UI_STATE_DETAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/terminal/rect.h"
#include "ui/terminal/surface.h"

struct app;

struct detail_line {
	enum style style;
	char *text; /* cleaned */
	int indent; /* columns before it */
	char *note; /* dim, at the right edge; or NULL */
	char digit; /* takes what stands here; 0: nothing does */
	enum glyph mark;
	bool marked; /* `mark` stands before the text */
};

struct detail {
	struct detail_line *lines;
	size_t n, cap;
	struct rect area; /* the lines' */
	size_t offers;	  /* candidates that are among them, from the first */
};

/* A digit takes one. */
#define DETAIL_OFFERS 9

/* For detail_done. Nothing where no field is selected. */
void detail_make(const struct app *app, struct detail *ret);
void detail_done(struct detail *detail);

#endif
