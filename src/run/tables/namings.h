/*
 * namings.h: the determinations of an archive, by the id of their record:
 * rows of its Identification extension, which come in any order. They wait in
 * a database of SQLite that has no name and is gone with the process, so that
 * memory does not grow with their number.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_NAMINGS_H
#define RUN_TABLES_NAMINGS_H

#include <jansson.h>

#include "base/error.h"

struct namings;

int namings_new(struct namings **ret, struct error *err) MUST_USE;
void namings_free(struct namings *namings); /* NULL is fine */

/* Keeps a determination (identification.h) of the record `id`. */
int namings_add(struct namings *namings, const char *id, const json_t *entry,
		struct error *err) MUST_USE;
/* Those of a record in the order they came, one at most of them current: new
 * reference in *ret, NULL where there is none. */
int namings_of(struct namings *namings, const char *id, json_t **ret,
	       struct error *err) MUST_USE;

#endif
