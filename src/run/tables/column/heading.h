/*
 * heading.h: the columns of a table, and what each of them is once that is
 * settled (settle.h).
 *
 * A value of one thread.
 */
#ifndef RUN_TABLES_COLUMN_HEADING_H
#define RUN_TABLES_COLUMN_HEADING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
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
	HEADING_LIKELY, /* as tables or labels call it, where that is wanted */
	HEADING_TOGETHER, /* it is put together of others */
	HEADING_OWN_NAME,
};

struct heading_column {
	char *name;	/* as it stands there, cleaned and squeezed */
	char *exact;	/* the same, cleaned alone */
	char *key;	/* of its values in records */
	char *fallback; /* where its cells are blank, or NULL */
	/* TABLE_COLUMNS_MAX: it is only its fallback; HEADING_JOINED + enum
	 * heading_whole: it is put together of others (heading_join) */
	size_t cell;
	enum heading_use use;
	enum heading_how how;
	bool names;	  /* its values may say which sheet a row is of */
	bool fills;	  /* a blank cell has what stands above it */
	const char *unit; /* of its figures, which the term has in metres; of
			     `name`, or NULL */
	size_t unit_len;
	struct bytes member; /* what stands before a value in a line: "key":… */
};

#define HEADING_JOINED (TABLE_COLUMNS_MAX + 1)
#define HEADING_PARTS  10

/* What tables have in several columns. */
enum heading_whole {
	WHOLE_NAME,
	WHOLE_DATE, /* its parts: year, month, day */
};
#define HEADING_WHOLES 2

struct heading_part {
	size_t column;
	const char *mark; /* before it; static */
};

struct heading_joined {
	struct heading_part parts[HEADING_PARTS];
	size_t n; /* 0: it is in no column, or in one */
};

struct heading {
	struct heading_column columns[TABLE_COLUMNS_MAX];
	size_t n;
	size_t width; /* cells that a row has */
	/* Columns for them follow those of the table. */
	struct heading_joined joined[HEADING_WHOLES];
	bool own;		    /* it is an export of this program */
	const char *preset;	    /* its name, or NULL */
	char sha256[HASH_HEX_SIZE]; /* of what the columns are taken for */
};

/* Begins one without columns. */
void heading_init(struct heading *heading);
void heading_done(struct heading *heading); /* also for CLEANUP */

/* Adds a column; `cell` is where its values stand. False: there is no room. */
bool heading_add(struct heading *heading, const char *name, size_t cell,
		 const char *fallback);
/* What a row has in a column that is not joined; where that is blank, the
 * fallback. Borrowed; "" for a cell that the row does not have. */
const char *heading_cell(const struct heading_column *column,
			 const struct table_row *row);
/* Whether any column was told to be something. */
bool heading_is_known(const struct heading *heading);
/* Whether any may say which sheet a row is of. */
bool heading_names_sheets(const struct heading *heading);

/* How the first bytes of a table make columns and cells. */
void heading_form(const char *head, size_t len, struct table_form *ret);

#endif
