/*
 * table.h: tables of text, row by row, in bounded memory: values with a
 * separator between them (RFC 4180, and tab-separated as data sets have it),
 * split by libcsv.
 *
 * One thread's. What is not UTF-8 is refused with its line; a row that is
 * broken otherwise is handed out as such, and the next is read.
 */
#ifndef DWC_TABLE_TABLE_H
#define DWC_TABLE_TABLE_H

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

#define TABLE_COLUMNS_MAX 256
#define TABLE_ROW_MAX	  (1 << 20) /* bytes of a row */
#define TABLE_PEEK	  65536

/* Where bytes come from. */
struct table_source {
	const char *name; /* for messages; outlives the table */
	void *data;
	/* Up to `size` bytes; *ret_n is 0 at the end. */
	int (*read)(void *data, char *to, size_t size, size_t *ret_n,
		    struct error *err);
};

/* How the bytes make a table. */
struct table_form {
	char separator; /* 0: each line is one cell */
	char quote;	/* 0: none */
	bool unquoted;	/* a cell that stands in quotes loses them: for tables
			   that have no quotes but where they hold nothing */
	bool blanks;	/* blanks around a cell are of it; else those of one
			   that stands in no quotes are not */
	size_t skip;	/* lines before the first row */
	/* Appends a line that is not UTF-8 as such, or fails; NULL: refused. */
	int (*decode)(const char *text, size_t len, struct bytes *ret,
		      struct error *err);
};

#define TABLE_FAULT_NUL "it has a NUL in it"
#define TABLE_FAULT_QUOTE \
	"a cell in quotation marks has another in it; write that one twice"

struct table_row {
	const char *cells[TABLE_COLUMNS_MAX]; /* borrowed until the next row */
	size_t n;	   /* all of them, also those beyond the last cell */
	size_t line;	   /* that it begins in, from 1 */
	const char *fault; /* why it has no cells, borrowed likewise; or NULL */
};

struct table {
	const struct table_source *source;
	struct table_form form;
	struct csv_parser parser;
	bool parsing; /* the parser is to be freed */

	struct bytes ahead; /* read, not used yet */
	size_t used;	    /* bytes of it */
	bool ended;
	char newline; /* what ends a line: '\n', or '\r' of old Macintoshes */
	size_t line;  /* number of the line read last */

	struct bytes text; /* the cells of a row, each with a NUL */
	size_t starts[TABLE_COLUMNS_MAX]; /* of cells, in text */
	size_t n;
	bool whole;    /* the row has ended */
	bool open;     /* a quotation mark is */
	bool returned; /* a CR stood at the end of the line */

	struct bytes fault;	      /* of the row that was dropped last */
	struct bytes utf8;	      /* the line that was decoded last */
	size_t decoded, decoded_line; /* lines that were; the first of them */
};

/* Reads the beginning. table_done is to be called in any case. */
int table_init(struct table *table, const struct table_source *source,
	       struct error *err) MUST_USE;
/* The bytes it begins with, at most TABLE_PEEK, without a byte order mark. */
const char *table_peek(const struct table *table, size_t *ret_len);
/* Says what the bytes are, before the first row is read. */
int table_begin(struct table *table, const struct table_form *form,
		struct error *err) MUST_USE;
/* The next row: 1, 0 at the end, or -1. Blank lines are passed over. */
int table_next(struct table *table, struct table_row *ret,
	       struct error *err) MUST_USE;
void table_done(struct table *table); /* also for CLEANUP */

#endif
