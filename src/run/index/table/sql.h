/*
 * sql.h: the texts of schema and statements of the index.
 */
#ifndef RUN_INDEX_TABLE_SQL_H
#define RUN_INDEX_TABLE_SQL_H

#include "run/index/table/db.h"

/* Changes with every change of the schema or of what is stored in it. */
#define INDEX_SCHEMA	  18
#define INDEX_APPLICATION 0x76617363 /* "vasc" */

/*
 * In the column `status`, beside those of enum status: a failed record whose
 * paths all have a success of other bytes since, and that nobody edited or
 * signed. No list shows it and no sum counts it.
 */
#define INDEX_SUPERSEDED 4

extern const char index_schema[];	  /* the tables */
extern const char *const index_indexes[]; /* and their indexes; NULL ends */
extern const char index_words[]; /* the table of words, where it can be had */
extern const char index_words_many[], index_words_few[];
/* Its trigrams and how many texts have each, for one connection. */
extern const char index_words_terms[];
extern const char index_new_paths[], index_new_paths_end[];
#define INDEX_TABLES 20
extern const char index_tables[]; /* counts those that are there */
extern const char index_clear[];  /* removes every row */
extern const char *const index_sqls[SQL_COUNT];

#endif
