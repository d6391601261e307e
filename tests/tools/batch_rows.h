/*
 * batch_rows.h: rows that are worked on: their lines in the results, and what
 * they cost. For batch_store.c.
 */
#ifndef TESTS_TOOLS_BATCH_ROWS_H
#define TESTS_TOOLS_BATCH_ROWS_H

#include "batch_store.h"

/* Works on rows until `upto` of them are done. */
void batch_work(struct batch_store *store, struct batch *batch, size_t upto);
/* Lines of those that never will be, with this code. */
void batch_leave(struct batch_store *store, struct batch *batch,
		 const char *code, const char *text);
/* Results of somebody else. */
void batch_foreign_rows(struct batch_store *store, struct batch *batch);

#endif
