/*
 * row.h: a row of a table as an outcome, and the sheet that it is of.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_ROW_H
#define RUN_TABLES_ROW_H

#include <jansson.h>

#include "run/journal/outcome.h"
#include "run/tables/column/heading.h"
#include "run/tables/sheets.h"

#define ROW_KEY "imported" /* of a line: what it was made of */

/* What all rows of a file share; borrowed. */
struct row_file {
	const char *name;   /* without directories */
	const char *reader; /* whose reading its rows are: their model */
	const char *sha256;
	const char *timestamp;
	const struct heading *heading;
	const struct terms *terms;
};

struct row {
	size_t number; /* of those of the file, from 1; its first line has no
			  number */
	size_t line;
	const struct table_row *cells;
	const struct bytes *joined; /* as heading_join says, or NULL */
	const json_t *history;	    /* determinations, or NULL */
};

enum row_fate {
	ROW_JOINED,
	ROW_ALONE,   /* it names no sheet of the run */
	ROW_SEVERAL, /* sheets are called so, and it has no better name */
	ROW_TWICE,   /* another row is of the same */
};

/* Makes an outcome of the row, without saying of which sheet; where not
 * `whole`, with those values alone that name one. Fails for a row that cannot
 * be kept as it is. outcome_done is due in any case. */
int row_read(const struct row_file *file, const struct row *row, bool whole,
	     struct outcome *ret, struct error *err) MUST_USE;
/* Whether row_write can write it: it has no determinations. */
bool row_is_plain(const struct row_file *file, const struct row *row);
/* Appends the line that outcome_write makes of the whole outcome, of a plain
 * row: without making that. */
void row_write(const struct row_file *file, const struct row *row,
	       const struct outcome *outcome, struct bytes *ret);
/*
 * Says of which sheet it is. One that names none that the run has is ROW_ALONE
 * and gets an id of its own; one that names the hash of its picture needs no
 * other. *ret_why is what it is called, owned, or NULL.
 */
enum row_fate row_join(const struct row_file *file, const struct row *row,
		       const struct sheets *sheets, struct outcome *outcome,
		       char **ret_why);

#endif
