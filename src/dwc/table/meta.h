/*
 * meta.h: what the meta.xml of a Darwin Core Archive says of its core, as far
 * as a list of names needs it, and of all its tables; and the date of its
 * eml.xml.
 *
 * After the Darwin Core text guide (https://dwc.tdwg.org/text/). Read by
 * expat. A document type is refused, and so all entities of its own; depth and
 * size are limited, and what has more tables, files or fields than there is room
 * for is refused, too: none of them is passed over. So is a file that does not
 * lie in the archive.
 *
 * Pure; any thread.
 */
#ifndef DWC_TABLE_META_H
#define DWC_TABLE_META_H

#include "dwc/table/layout.h"

#define META_SIZE_MAX	(1 << 20) /* bytes of a document */
#define META_FILES_MAX	16	  /* of a table */
#define META_TABLES_MAX 64

/* A column of a table, or a value that all its rows have. */
struct meta_field {
	char *term;	/* its IRI; owned */
	int column;	/* -1: none */
	char *fallback; /* or NULL; owned */
};

/* A table of an archive with all its columns. */
struct meta_table {
	char *row_type; /* "" where it has none; owned */
	char *encoding; /* as it is named, or NULL; owned */
	char *files[META_FILES_MAX];
	size_t n_files;
	struct table_form form;
	int id; /* column of the core's id; -1: none */
	struct meta_field *fields;
	size_t n, cap;
	size_t width; /* columns that are known to be there */
};

struct meta {
	struct layout layout;
	char *files[META_FILES_MAX]; /* of the core, as they are named; owned */
	size_t n_files;
	char *eml; /* the document about the archive, or NULL; owned */
	struct meta_table tables[META_TABLES_MAX]; /* the core is the first */
	size_t n_tables;
};

/* What the core of an archive is of. */
enum meta_core {
	META_TAXA,
	META_OCCURRENCES, /* LAYOUT_ID is the core's id */
};

/* Reads a meta.xml whose core has to be that. meta_done is to be called in any
 * case. */
int meta_read_core(const char *text, size_t len, enum meta_core core,
		   struct meta *ret, struct error *err) MUST_USE;
/* The same of taxa. meta_done is to be called in any case. */
int meta_read(const char *text, size_t len, struct meta *ret,
	      struct error *err) MUST_USE;
void meta_done(struct meta *meta); /* also for CLEANUP */

/* The date of publication that an eml.xml names, owned; NULL: none. */
char *meta_eml_date(const char *text, size_t len);

#endif
