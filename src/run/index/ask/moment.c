/*
 * moment.c: many small questions of one moment. See index.h.
 *
 * 1. A question by itself locks and unlocks the file by some calls of the
 *    system, and forgets what it has read of it where somebody has written: what
 *    a record's fields are offered takes hundreds of them.
 */
#include "config.h"

#include "run/index/index.h"
#include "run/index/table/db.h"

void index_moment_begin(struct index *index)
{
	/* One in memory is folded by who asks. */
	if (index_ask(index, NULL) == 0 && !index->memory &&
	    index_db_exec(index, "BEGIN", NULL) < 0)
		index_db_rollback(index);
}

void index_moment_end(struct index *index)
{
	if (index->db != NULL && !sqlite3_get_autocommit(index->db) &&
	    index_db_exec(index, "COMMIT", NULL) < 0)
		index_db_rollback(index);
}
