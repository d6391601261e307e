/*
 * cells.h: values of a row that stand in no cell of their own. Put together: a
 * name that is there rank by rank, or in genus and epithet; a date as year,
 * month and day; of a term that has a column of its own nothing is. Meant: a
 * blank cell below a value, of a column that is filled down; a figure whose unit
 * stands in the name of its column.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_COLUMN_CELLS_H
#define RUN_TABLES_COLUMN_CELLS_H

#include "dwc/record/term.h"
#include "run/tables/column/heading.h"
#include "run/tables/column/preset.h"

/* Adds a column, called as its parts are, for each value that is in several.
 * The others are settled; `preset` may be NULL. */
void heading_add_joined(struct heading *heading, const struct preset *preset,
			const struct terms *terms);

/* Puts the values of a row together: in `ret`, each empty where the row has
 * none. */
void heading_join(const struct heading *heading, const struct table_row *row,
		  struct bytes ret[HEADING_WHOLES]);

/* Zeroed before the first row of a table. */
struct cells {
	struct cells_kept *kept; /* of TABLE_COLUMNS_MAX, or NULL */
	struct bytes fault;	 /* of the row */
};

void cells_done(struct cells *cells); /* zeroes it */

/* Puts what is meant into the row, borrowed until the next one; or why a blank
 * cell cannot be filled, as its fault. */
void cells_mean(struct cells *cells, const struct heading *heading,
		struct table_row *row);

#endif
