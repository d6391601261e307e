/*
 * lock.h: who makes an index from nothing. Known to this folder alone.
 *
 * 1. Whoever holds the flock of the new file builds; others wait for it as long
 *    as it goes on, or come back. It is unlinked or renamed under that lock
 *    alone, so that a file which a killed process left is found free, and begun
 *    anew.
 */
#ifndef RUN_INDEX_BUILD_LOCK_H
#define RUN_INDEX_BUILD_LOCK_H

#include "run/index/table/db.h"

/* The new file; owned. */
char *build_lock_path(const struct index *index);

/* The lock of the new file, waited for until `end_ms`: its descriptor, -1 when
 * it was not to be had, -2 on failure. *ret_made: another process has made the
 * file meanwhile. */
int build_lock_wait(struct index *index, int64_t end_ms, bool *ret_made,
		    struct error *err) MUST_USE;

/* Removes the file, of no use any more, and gives up its lock. */
void build_lock_drop(const struct index *index, int lock);

#endif
