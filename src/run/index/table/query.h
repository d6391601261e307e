/*
 * query.h: questions to the database: put together at run time, and given up
 * where nobody waits for the answer any longer. Known to run/index alone.
 */
#ifndef RUN_INDEX_TABLE_QUERY_H
#define RUN_INDEX_TABLE_QUERY_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

struct index;

/* A query put together at run time: its text and what is bound to it. */
struct index_query {
	struct bytes sql;
	char types[24];
	struct {
		int64_t i;
		double d;
		char *s; /* owned */
	} values[24];
	size_t n;
};
void index_query_done(struct index_query *query);
void index_query_bind_int(struct index_query *query, int64_t value);
void index_query_bind_real(struct index_query *query, double value);
void index_query_bind_text(struct index_query *query, const char *value);
/* Prepares and binds; finalise *ret with sqlite3_finalize. */
int index_query_start(struct index *index, const struct index_query *query,
		      sqlite3_stmt **ret, struct error *err) MUST_USE;
void index_query_end(sqlite3_stmt **stmt); /* for CLEANUP */

/* Nothing that runs is stopped until the same with what this returned. */
bool index_query_firm(struct index *index, bool firm);
/* From now on what runs is given up after so many rounds of INDEX_STOP_STEPS (0:
 * never). Returns whether it was, since this was called last; a question that
 * is given up so is asked in another way. */
bool index_query_patience(struct index *index, int rounds);
/* SQLite's progress handler of an index, which is `arg`. */
int index_query_stops(void *arg);

#endif
