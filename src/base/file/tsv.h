/*
 * tsv.h: the tables of tab-separated values that the program works by. A
 * table is compiled in; a file of its name in the configuration directory
 * adds to it.
 *
 * A file begins with a line that names its columns; blank lines and lines
 * that begin with '#' are passed over; a byte order mark and CR before LF are
 * tolerated. The first columns are the key of a row and stand there always;
 * the others may be left out and come in any order. In what is added,
 *
 * 1. a row whose key is there takes the place of that one; columns that the
 *    file leaves out stay as they were;
 * 2. a row of another key is put behind all others, with nothing in the
 *    columns that the file leaves out;
 * 3. a '-' before the key takes the row away, and what follows the key does
 *    not count; a key that is not there is an error, for it is misspelt;
 * 4. a file names a key once, unless rows of one key join.
 */
#ifndef BASE_FILE_TSV_H
#define BASE_FILE_TSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define TSV_COLUMNS_MAX 16
#define TSV_ROWS_MAX	200000

/* What a table is. */
struct tsv_form {
	const char *file;    /* "terms.tsv" */
	const char *columns; /* their names, a tab between two */
	size_t keys;	     /* how many of them make the key */
	bool joins;	     /* several rows of a file may have one key */
	bool bare;	     /* a file may do without the line of columns */
};

struct tsv_row {
	char *fields[TSV_COLUMNS_MAX]; /* one for each column, never NULL */
	const char *file;	       /* it was read from, for messages */
	size_t line;		       /* from 1 */
};

/* The rows in order. Their strings are UTF-8, lie in `texts`, may be cut up
 * by the owner, and live until tsv_done. All zero is an empty table. */
struct tsv {
	struct tsv_row *rows;
	size_t n, cap;
	char *texts[2]; /* the table's and the file's that adds to it */
	char *path;	/* of that file */
};

/* The compiled-in table with what the file in `config_dir` (may be NULL) adds
 * to it. An error leaves *ret as it was, and names file and line. */
int tsv_load(const struct tsv_form *form, const char *config_dir,
	     struct tsv *ret, struct error *err) MUST_USE;

/* The same of texts: `added` may be NULL; `path` names it in messages. */
int tsv_parse(const struct tsv_form *form, const char *text, const char *added,
	      const char *path, struct tsv *ret, struct error *err) MUST_USE;

void tsv_done(struct tsv *tsv); /* also for CLEANUP */

/* Says of a row what is wrong with it; -1. */
int tsv_refuse(const struct tsv_row *row, struct error *err, const char *format,
	       ...) PRINTF_LIKE(3, 4);

#endif
