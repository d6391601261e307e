/*
 * open.h: the file of an index: opened where the file system allows, followed
 * where another took its place, and emptied where it cannot be read. Known to
 * run/index alone.
 */
#ifndef RUN_INDEX_TABLE_OPEN_H
#define RUN_INDEX_TABLE_OPEN_H

#include "run/index/table/db.h"

/* An index that is not open yet; owned. */
struct index *index_db_new(const struct run *run, enum index_mode mode,
			   const struct index_options *options,
			   const char *path);
void index_db_free(struct index *index); /* closes it, too */

/* Opens the file, or memory; makes or renews the schema. */
int index_db_open(struct index *index, struct error *err) MUST_USE;
void index_db_close(struct index *index);

/* Opens the file of that name again, where another took its place; not in the
 * middle of a walk. */
int index_db_follow(struct index *index, struct error *err) MUST_USE;

/*
 * The descriptor of the directory with its flock (LOCK_SH, LOCK_EX), or -1.
 * Whoever opens and closes a file by hand that may become the index holds it:
 * closing gives up all locks that SQLite has on that file in this process
 * (fcntl(2)).
 */
int index_db_lock_dir(const struct index *index, int operation) MUST_USE;

/* Parts of opening and closing, for who swaps files: the file with its schema;
 * its name and what lies beside it; the flock of a build. */
int index_db_start(struct index *index, struct error *err) MUST_USE;
void index_db_unlink(const struct index *index);
void index_db_unlock(struct index *index);

/* Before a transaction is filled: whether it is one of many that change much. */
void index_db_brace(struct index *index, bool much);

/* Makes a new file, for building: without indexes, which come last. */
int index_db_make(struct index *index, struct error *err) MUST_USE;

/*
 * Starts over after `damaged` or `stale` was set: empties the database,
 * whatever it is. False when neither is or it could not be done.
 */
bool index_db_heal(struct index *index);

#endif
