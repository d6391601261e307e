/*
 * view_writer.h: lines of a view that scrolls. A pen without a surface only counts
 * them, so that a view's length is what it draws.
 */
#ifndef UI_VIEW_VIEW_WRITER_H
#define UI_VIEW_VIEW_WRITER_H

#include "ui/terminal/surface.h"

struct pen {
	struct rect area;
	int skip;		 /* lines above the first that is shown */
	int line;		 /* next line, from 0 */
	struct surface *surface; /* NULL: only count */
};

/* Where the next line goes; -1: out of sight. */
int pen_y(struct pen *pen);
/* A label in its own columns and, behind it, cleaned text that is broken over
 * as many lines as it takes; a text that is empty takes none. */
void pen_entry(struct pen *pen, int label_columns, enum style label_style,
	       const char *label, enum style style, const char *text);
/* One line alone. */
void pen_heading(struct pen *pen, const char *text);

#endif
