/*
 * head_line.h: where a table of text names its columns: in its first line, as a
 * rule, but people put a title above it, or a line of groups of columns.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_HEAD_LINE_H
#define RUN_TABLES_HEAD_LINE_H

#include "run/tables/rows.h"
#include "run/tables/tables.h"

/* All is borrowed. */
struct head_line_ask {
	const struct terms *terms;
	const struct tables_options *options;
	const char *path;
};

/* As rows_open, below the line of names: ask->skip says how many lines are above
 * it. The heading has no columns before. */
int head_line_open(const struct head_line_ask *wanted, struct package_ask *ask,
		   struct heading *heading, struct rows **ret,
		   struct error *err) MUST_USE;

#endif
