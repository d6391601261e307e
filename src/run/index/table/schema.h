/*
 * schema.h: the tables of a database, and what it was made for. Known to
 * run/index alone.
 */
#ifndef RUN_INDEX_TABLE_SCHEMA_H
#define RUN_INDEX_TABLE_SCHEMA_H

#include "run/index/table/db.h"

/* What a database was made for: another run, other tables, another matcher or
 * version of the program make it anew. Owned. */
char *index_schema_made(const struct index *index) MUST_USE;
/* Whether schema and purpose are ours: 1, 0 or -1. */
int index_schema_is_ours(struct index *index, const char *made,
			 struct error *err) MUST_USE;
/* Drops what is there and makes the tables; while the index is being built
 * without indexes. In a transaction. */
int index_schema_create(struct index *index, const char *made,
			struct error *err) MUST_USE;
/* Makes the schema where it is not ours. */
int index_schema_ready(struct index *index, struct error *err) MUST_USE;
/* Removes every row, keeping the schema. In a transaction. */
int index_schema_clear(struct index *index, struct error *err) MUST_USE;

#endif
