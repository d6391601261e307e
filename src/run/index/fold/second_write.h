/*
 * second_write.h: who may not read a record a second time, and how far those
 * agree who did, put in and taken out. Known to this folder alone.
 */
#ifndef RUN_INDEX_FOLD_SECOND_WRITE_H
#define RUN_INDEX_FOLD_SECOND_WRITE_H

#include "run/index/fold/row.h"
#include "run/index/table/db.h"

/* Brings the tables to what a row says now (NULL: it is going to be
 * dropped). */
int second_refresh(struct index *index, int64_t key,
		   const struct index_row *row, struct error *err) MUST_USE;

#endif
