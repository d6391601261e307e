/*
 * cell_text.h: cells of tables of text. Pure; any thread.
 */
#ifndef EXPORT_WRITE_CELL_TEXT_H
#define EXPORT_WRITE_CELL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* Appends a cell of a table without quotes: each run of tabs, line breaks and
 * controls becomes one space. Whether there were any. `text` is UTF-8. */
bool cell_text_folded(const char *text, size_t len, struct bytes *ret);

/* Appends a cell by RFC 4180, in quotes where it needs them. `guard`: with an
 * apostrophe before what a spreadsheet would take for a formula. */
void cell_text_quoted(const char *text, size_t len, bool guard,
		      struct bytes *ret);

#endif
