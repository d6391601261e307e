/*
 * archive.h: the tables of a Darwin Core Archive, read by libzip and never
 * unpacked to the disk: no name in it is a path of this machine.
 *
 * One thread's. Sizes are limited, also of what a small file unpacks to.
 */
#ifndef DWC_TABLE_ARCHIVE_H
#define DWC_TABLE_ARCHIVE_H

#include "dwc/table/table.h"
#include "dwc/table/layout.h"
#include "dwc/table/meta.h"

struct archive;

/* Whether a file begins as a zip does. */
bool archive_is(const char *head, size_t len);

/* Opens it and reads its meta.xml, whose core has to be that; without one it
 * has to hold one table. */
int archive_open_core(const char *path, enum meta_core core,
		      struct archive **ret, struct error *err) MUST_USE;
/* The same of taxa. */
int archive_open(const char *path, struct archive **ret,
		 struct error *err) MUST_USE;
void archive_close(struct archive *archive); /* NULL is fine */

/* How the tables are laid out, as meta.xml says; NULL: it has none, look at
 * their first lines. */
const struct layout *archive_layout(const struct archive *archive);
/* The date of publication; "" where none is told. */
const char *archive_date(const struct archive *archive);

/* The next file of the core: 1, 0 when there are no more, or -1. *ret lives
 * until the next call. */
int archive_next(struct archive *archive, struct table_source *ret,
		 struct error *err) MUST_USE;

/* What its meta.xml says of all tables, the core first; NULL: it has none. */
const struct meta *archive_meta(const struct archive *archive);
/* A file of it by the name that meta.xml has for it. *ret lives until the next
 * one is opened. ERROR_NOT_FOUND where it is not there. */
int archive_open_file(struct archive *archive, const char *file,
		      struct table_source *ret, struct error *err) MUST_USE;

#endif
