/*
 * signed_write.h: the values of signed records, put in and taken out. Known to
 * this folder alone.
 */
#ifndef RUN_INDEX_FOLD_SIGNED_WRITE_H
#define RUN_INDEX_FOLD_SIGNED_WRITE_H

#include "run/index/fold/row.h"
#include "run/index/table/db.h"

/* Brings the tables to what a row says now (NULL: it is going to be dropped),
 * before it is written. */
int signed_refresh(struct index *index, int64_t key,
		   const struct index_row *row, struct error *err) MUST_USE;

/* How a folded text begins, as the tables keep it; owned. */
char *signed_start_text(const char *folded);
/* The next place at which a word begins behind *at; false at the end. */
bool signed_start_next(const char *folded, size_t *at);

#endif
