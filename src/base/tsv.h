/*
 * tsv.h: tables of tab-separated values with a line of column names, as the
 * data files of the program are. Blank lines and lines that begin with '#'
 * are passed over; a byte order mark and CR before LF are tolerated.
 */
#ifndef BASE_TSV_H
#define BASE_TSV_H

#include <stddef.h>

#include "base/error.h"

#define TSV_COLUMNS_MAX 16

struct tsv {
	const char *name; /* of the file, for messages; borrowed */
	char *rest;	  /* what is not yet read of the caller's text */
	size_t columns;
	size_t line; /* number of the line read last, from 1 */
};

/*
 * Begins to read `text`, which is cut up in place and has to outlive what is
 * read. Its first line must be `columns`, the names with tabs between them.
 */
int tsv_open(struct tsv *tsv, const char *name, char *text, const char *columns,
	     struct error *err) MUST_USE;

/*
 * Reads the next row: 1 and fields[0 .. columns-1] within the text, 0 at the
 * end, -1 for a row with another number of fields or text that is no UTF-8.
 */
int tsv_next(struct tsv *tsv, char *fields[TSV_COLUMNS_MAX],
	     struct error *err) MUST_USE;

#endif
