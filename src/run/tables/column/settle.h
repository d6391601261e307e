/*
 * settle.h: which term each column of a table is.
 *
 * A column is told by --map, by the preset of the program that wrote the
 * table, or by the name of a term whatever its case, separators and namespace
 * (terms_find_loose). One that none of these tells is kept under its own
 * name; so is each of an export of this program that is no term to the letter:
 * what went out comes back. Two columns of one name, or of one term, are
 * refused: which of them is right, the table does not say. A name that is in no
 * column whole, but rank by rank as Specify has it, or in genus and epithet, is
 * put together, without its author: he has a term of his own; and so is a date
 * of year, month and day (cells.h).
 *
 * Pure; one thread's.
 */
#ifndef RUN_TABLES_COLUMN_SETTLE_H
#define RUN_TABLES_COLUMN_SETTLE_H

#include "base/error.h"
#include "dwc/record/term.h"
#include "run/tables/column/heading.h"

/* What is said of columns by their names. Borrowed. */
struct heading_maps {
	const char *const *items; /* "COLUMN=TERM" each; TERM blank: the column
				     is left out */
	size_t n;
	bool *used; /* which of them named a column; of n, set here */
	const char *const *fills; /* columns whose blank cells have what stands
				     above them */
	size_t n_fills;
	bool *filled; /* which of them there is; of n_fills, set here */
	/* The term that a column may be which is called so, or NULL; may be
	 * NULL. */
	const char *(*likely)(void *arg, const char *name);
	void *arg;
	bool takes_likely; /* and it is that */
};

/* Says what the columns are. `preset` is the name of one, or NULL: it is told
 * by the columns. */
int heading_settle(struct heading *heading, const struct terms *terms,
		   const struct heading_maps *maps, const char *preset,
		   struct error *err) MUST_USE;

/* The term that a column may be which is none, as `maps` has it: NULL where
 * another is that, or may be as well. */
const char *heading_likely(const struct heading *heading, size_t at,
			   const struct heading_maps *maps);

/* Whether they are those of GBIF's own reading of records. */
bool heading_is_interpreted(const struct heading *heading);

#endif
