/*
 * preset.h: what collection systems call the terms in the tables that they
 * export. Names that are a term's own are not in it.
 */
#ifndef RUN_TABLES_COLUMN_PRESET_H
#define RUN_TABLES_COLUMN_PRESET_H

#include <stddef.h>

#include "base/error.h"

struct heading;
struct preset;

/* A column that is a part of a name, and what stands before it there. */
struct preset_part {
	const char *column, *mark;
};

/* The term of a column that holds the name of the picture. */
#define PRESET_IMAGE "image"

/* By its name: "symbiota", "specify", "vouchervision". Static. */
int preset_find(const char *name, const struct preset **ret,
		struct error *err) MUST_USE;
/* The one whose marks are among the columns, or NULL. */
const struct preset *preset_guess(const struct heading *heading);
const char *preset_name(const struct preset *preset);
/* The term that a column is, "" where it says nothing of the specimen, or
 * NULL. */
const char *preset_term(const struct preset *preset, const char *column);

/* The parts of a scientific name where the program keeps them in columns of their
 * own, in their order, the genus first; NULL: it does not, or these are all.
 * Static. */
const struct preset_part *preset_name_part(const struct preset *preset,
					   size_t i);

#endif
