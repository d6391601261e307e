/*
 * rows.h: where the rows of a table come from: text with separators, a Darwin
 * Core Archive, or objects of JSON. What a file is, is told here alone, by its
 * first bytes and, where these are text of one column, by its name.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_ROWS_H
#define RUN_TABLES_ROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/error.h"
#include "dwc/table/table.h"
#include "run/tables/column/heading.h"
#include "run/tables/package.h"

struct rows;

/* Whether a file has rows. Fails where it cannot be read. */
int rows_are(const char *path, bool *ret, struct error *err) MUST_USE;

/* Says why a file has none, and what to do; ERROR_USAGE where it is text, and no
 * table. Always -1. */
int rows_refuse(const char *path, struct error *err) MUST_USE;

/* Opens a file that has and adds its columns to the heading, which has none.
 * `path` and `ask` outlive it. */
int rows_open(const char *path, const struct package_ask *ask,
	      struct heading *heading, struct rows **ret,
	      struct error *err) MUST_USE;
void rows_close(struct rows *rows); /* NULL is fine */

/* The next one: 1, 0 at the end, or -1. *ret_history is borrowed until the
 * next call: its determinations, or NULL. */
int rows_next(struct rows *rows, struct table_row *ret,
	      const json_t **ret_history, struct error *err) MUST_USE;

/* Whether it is a table of text, whose first line names its columns, or one
 * further down. */
bool rows_are_text(const struct rows *rows);
/* Of a table of text: the line that names its columns, from 1. */
size_t rows_head_line(const struct rows *rows);
/* Whose reading the last row is, where that is another than the table's; static,
 * or NULL. */
const char *rows_reader(const struct rows *rows);
/* Lines that were not UTF-8, and the first of them. */
size_t rows_decoded(const struct rows *rows, size_t *ret_line);

#endif
