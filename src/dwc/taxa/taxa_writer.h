/*
 * taxa_writer.h: writes the file of a list of names (taxa_sql.h): rows as they
 * come, then everything that needs all of them.
 *
 * One thread's.
 */
#ifndef DWC_TAXA_TAXA_WRITER_H
#define DWC_TAXA_TAXA_WRITER_H

#include <stddef.h>

#include "base/error.h"
#include "dwc/taxa/import.h"
#include "dwc/name/taxon_name.h"

struct taxa_writer;

/* A row of a list; its texts are UTF-8, "" for nothing. */
struct taxa_row {
	const char *id, *author, *rank, *status, *family, *kingdom;
	const struct taxon_name *name;
	const char *accepted_id, *accepted; /* as the list has them */
};

/* Makes the file anew. */
int taxa_writer_open(const char *path, struct taxa_writer **ret,
		     struct error *err) MUST_USE;
int taxa_writer_add(struct taxa_writer *writer, const struct taxa_row *row,
		    struct error *err) MUST_USE;
int taxa_writer_meta(struct taxa_writer *writer, const char *key,
		     const char *value, struct error *err) MUST_USE;
/* Links synonyms, writes words and keys; counts go to the report. */
int taxa_writer_finish(struct taxa_writer *writer,
		       struct taxa_import_report *report,
		       struct error *err) MUST_USE;
/* Closes the file, whatever state it is in. NULL is fine. */
void taxa_writer_close(struct taxa_writer *writer);

#endif
