/*
 * listing.h: lines of text that can be counted before they are drawn: what a
 * list over the fields says. Owned by whoever makes them.
 */
#ifndef UI_LIST_LISTING_H
#define UI_LIST_LISTING_H

#include "ui/terminal/surface.h"

struct listing_line {
	char *label; /* in the columns before the text; or NULL */
	char *text;
	enum style label_style, style;
	int indent; /* columns before the text, a label's included */
};

struct listing {
	struct listing_line *items;
	size_t n, cap;
	int columns; /* of the pane: longer text is broken */
	int fixed;   /* the first ones, which do not scroll */
};

/* One line, cut where it is drawn. */
void listing_add(struct listing *listing, enum style style, const char *text);
/* A label in its own columns and, behind it, cleaned text that is broken over
 * as many lines as it takes; a text that is empty takes none. */
void listing_add_entry(struct listing *listing, int label_columns,
		       enum style label_style, const char *label,
		       enum style style, const char *text);
void listing_done(struct listing *listing);

#endif
