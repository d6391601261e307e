/*
 * heading.h: the columns of a table, and which term each of them is.
 *
 * A column is told by --map, by the preset of the program that wrote the
 * table, or by the name of a term whatever its case, separators and namespace
 * (terms_find_loose). One that none of these tells is kept under its own
 * name; so is each of an export of this program that is no term to the letter:
 * what went out comes back. Two columns of one name, or of one term, are
 * refused: which of them is right, the table does not say. A name that is in no
 * column whole, but rank by rank as Specify has it, or in genus and epithet, is
 * put together, without its author: he has a term of his own.
 *
 * A value of one thread.
 */
#ifndef RUN_TABLES_HEADING_H
#define RUN_TABLES_HEADING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "dwc/record/term.h"
#include "dwc/table/table.h"

enum heading_use {
	HEADING_VALUE,	  /* of the record */
	HEADING_SPECIMEN, /* specimen_id */
	HEADING_IMAGE,	  /* the name of the picture */
	HEADING_LEFT_OUT,
};

/* How it was told. */
enum heading_how {
	HEADING_TERM,
	HEADING_MAP,
	HEADING_PRESET,
	HEADING_OWN_NAME,
};

struct heading_column {
	char *name;	/* as it stands there, cleaned and squeezed */
	char *exact;	/* the same, cleaned alone */
	char *key;	/* of its values in records */
	char *fallback; /* where its cells are blank, or NULL */
	/* TABLE_COLUMNS_MAX: it is only its fallback; HEADING_JOINED: it is put
	 * together of others (heading_join) */
	size_t cell;
	enum heading_use use;
	enum heading_how how;
	bool names;	     /* its values may say which sheet a row is of */
	struct bytes member; /* what stands before a value in a line: "key":… */
};

#define HEADING_JOINED (TABLE_COLUMNS_MAX + 1)
#define HEADING_PARTS  10

struct heading_part {
	size_t column;
	const char *mark; /* before it; static */
};

struct heading {
	struct heading_column columns[TABLE_COLUMNS_MAX];
	size_t n;
	size_t width; /* cells that a row has */
	/* Of a name that the table has in several columns; it is the last
	 * column. */
	struct heading_part parts[HEADING_PARTS];
	size_t n_parts;		    /* 0: it is in none, or in one */
	bool own;		    /* it is an export of this program */
	const char *preset;	    /* its name, or NULL */
	char sha256[HASH_HEX_SIZE]; /* of what the columns are taken for */
};

/* "COLUMN=TERM" each; TERM blank: the column is left out. Borrowed. */
struct heading_maps {
	const char *const *items;
	size_t n;
	bool *used; /* which of them named a column; of n, set here */
};

/* Begins one without columns. */
void heading_init(struct heading *heading);
void heading_done(struct heading *heading); /* also for CLEANUP */

/* Adds a column; `cell` is where its values stand. False: there is no room. */
bool heading_add(struct heading *heading, const char *name, size_t cell,
		 const char *fallback);
/* Says what the columns are. `preset` is the name of one, or NULL: it is told
 * by the columns. */
int heading_settle(struct heading *heading, const struct terms *terms,
		   const struct heading_maps *maps, const char *preset,
		   struct error *err) MUST_USE;

/* What a row has in a column that is not joined; where that is blank, the
 * fallback. Borrowed; "" for a cell that the row does not have. */
const char *heading_cell(const struct heading_column *column,
			 const struct table_row *row);
/* Puts the name of a row together, where it is in several columns: in *ret,
 * which is empty where the row has none. */
void heading_join(const struct heading *heading, const struct table_row *row,
		  struct bytes *ret);

/* Whether they are those of GBIF's own reading of records. */
bool heading_is_interpreted(const struct heading *heading);

/* How the first bytes of a table make columns and cells. */
void heading_form(const char *head, size_t len, struct table_form *ret);

#endif
