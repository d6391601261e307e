/*
 * package.h: a Darwin Core Archive of occurrences as one table, each row with
 * its determinations.
 *
 * Of a download of GBIF it is verbatim.txt, as the publisher wrote it; what
 * GBIF made of it (occurrence.txt) only where that is asked for. A meta.xml
 * whose columns are not those of its file is not believed.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_PACKAGE_H
#define RUN_TABLES_PACKAGE_H

#include <jansson.h>
#include <stdbool.h>

#include "dwc/table/table.h"
#include "run/tables/column/heading.h"

struct package;

/* What is asked of it. */
struct package_ask {
	bool interpreted; /* of GBIF: what it made of the records */
	bool columns;	  /* alone: no row will be */
	size_t skip;	  /* lines above the names of columns, of tables of
			     text */
	/* Who is told what is to be known of it; may be NULL. */
	void (*note)(void *arg, const char *what);
	void *arg;
};

/* Opens it and reads its determinations; adds its columns to the heading.
 * `path` and `ask` outlive it. */
int package_open(const char *path, const struct package_ask *ask,
		 struct heading *heading, struct package **ret,
		 struct error *err) MUST_USE;
void package_close(struct package *package); /* NULL is fine */
/* The next row: 1, 0 at the end, or -1. *ret_history is borrowed until the
 * next call, NULL: it has none. */
int package_next(struct package *package, struct table_row *ret,
		 const json_t **ret_history, struct error *err) MUST_USE;
/* Lines that were not UTF-8, and the first of them. */
size_t package_decoded(const struct package *package, size_t *ret_line);

#endif
