/*
 * view_writer.h: lines of a view that scrolls. A writer without a surface only counts
 * them, so that a view's length is what it draws.
 */
#ifndef UI_VIEW_VIEW_WRITER_H
#define UI_VIEW_VIEW_WRITER_H

#include "ui/terminal/surface.h"

struct view_writer {
	struct rect area;
	int skip;		 /* lines above the first that is shown */
	int line;		 /* next line, from 0 */
	struct surface *surface; /* NULL: only count */
};

/* Where the next line goes; -1: out of sight. */
int view_writer_y(struct view_writer *writer);
/* A label in its own columns and, behind it, cleaned text that is broken over
 * as many lines as it takes; a text that is empty takes none. */
void view_writer_entry(struct view_writer *writer, int label_columns,
		       enum style label_style, const char *label,
		       enum style style, const char *text);
/* One line alone. */
void view_writer_heading(struct view_writer *writer, const char *text);

#endif
