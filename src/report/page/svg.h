/*
 * svg.h: plots as SVG, each whole in itself with a title and a description, and
 * drawn by classes that the page's style gives colours. What they show stands
 * in a table beside them. All functions append; texts are escaped (html.h).
 */
#ifndef REPORT_PAGE_SVG_H
#define REPORT_PAGE_SVG_H

#include <stddef.h>

#include "base/bytes.h"
#include "report/share.h"

/* What a plot is called, by those who see it and those who do not. */
struct svg_words {
	unsigned int number; /* of the plot on its page, for its ids */
	const char *title, *desc;
};

/* Parts of one bar, from the left. */
struct svg_part {
	const char *name, *class;
	size_t n;
};
void svg_parts(struct bytes *ret, const struct svg_words *words,
	       const struct svg_part *parts, size_t n);

/* Rows of bars: a share that is part of another, and a mark. */
struct svg_row {
	const char *name;
	size_t whole, outer, inner, mark;
};
struct svg_rows {
	const char *outer, *inner, *mark; /* what they are; mark NULL: none */
	const struct svg_row *items;
	size_t n;
};
void svg_rows(struct bytes *ret, const struct svg_words *words,
	      const struct svg_rows *rows);

/* Columns of two parts, one on the other. */
struct svg_column {
	const char *label;
	size_t good, bad;
};
struct svg_columns {
	const char *good, *bad; /* what they are; bad NULL: there is none */
	const struct svg_column *items;
	size_t n;
};
void svg_columns(struct bytes *ret, const struct svg_words *words,
		 const struct svg_columns *columns);

/* Shares over what was said of them, in panels side by side: on the line where
 * it is as it was said. */
#define SVG_BINS   10
#define SVG_PANELS 4
struct svg_panel {
	const char *name;
	struct share bins[SVG_BINS]; /* said: from i / SVG_BINS on */
};
void svg_panels(struct bytes *ret, const struct svg_words *words,
		const struct svg_panel *panels, size_t n);

#endif
