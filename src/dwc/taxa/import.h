/*
 * import.h: takes a list of names in: a table of taxa, a Darwin Core Archive,
 * or plain names, one a line.
 *
 * One import at a time (flock on DIR/lock). The list is written beside the old
 * one, synced and renamed over it, so that whatever happens on the way the old
 * one stands; what a killed import left is removed by the next. Memory does not
 * grow with the number of names, but with that of different words in them.
 */
#ifndef DWC_TAXA_IMPORT_H
#define DWC_TAXA_IMPORT_H

#include <stddef.h>

#include "base/error.h"
#include "dwc/taxa/taxa.h"

struct taxa_import {
	const char *dir;
	const char *file;
	const char *name;    /* of the list; NULL: as the file is called */
	const char *edition; /* NULL: the date of the archive, or of the file */
	/* Called now and then with the rows that were read; may be NULL. */
	void (*progress)(void *data, size_t rows);
	void *data;
};

struct taxa_import_report {
	char name[TAXA_NAME_MAX + 1];
	char *edition; /* owned */
	size_t names;  /* taken in */
	size_t synonyms;
	size_t missing;	   /* accepted names that are not in the list */
	size_t duplicates; /* rows whose taxonID another row had before */
	/* Rows that were passed over, and the line of the first of each. */
	size_t broken, broken_line;	/* wrong number of columns, or a NUL */
	size_t higher, higher_line;	/* of a rank above genus */
	size_t nameless, nameless_line; /* no name, or a formula of hybrids */
};

/* *ret is filled on success only; give it to taxa_import_report_done. */
int taxa_import(const struct taxa_import *import,
		struct taxa_import_report *ret, struct error *err) MUST_USE;
void taxa_import_report_done(struct taxa_import_report *report);

#endif
