/*
 * query.c: what is asked of the database. See query.h.
 */
#include "config.h"

#include "run/index/table/query.h"

#include <stdlib.h>

#include "base/mem.h"
#include "run/index/table/db.h"

/* --- put together --------------------------------------------------------- */

void index_query_done(struct index_query *query)
{
	bytes_done(&query->sql);
	for (size_t i = 0; i < query->n; i++)
		free(query->values[i].s);
	*query = (struct index_query){0};
}

static size_t index_query_add(struct index_query *query, char type)
{
	if (query->n == ARRAY_LEN(query->values))
		abort(); /* more than any filter can ask */
	query->types[query->n] = type;
	return query->n++;
}

void index_query_bind_int(struct index_query *query, int64_t value)
{
	query->values[index_query_add(query, 'i')].i = value;
}

void index_query_bind_real(struct index_query *query, double value)
{
	query->values[index_query_add(query, 'd')].d = value;
}

void index_query_bind_text(struct index_query *query, const char *value)
{
	query->values[index_query_add(query, 's')].s = mem_strdup(value);
}

int index_query_start(struct index *index, const struct index_query *query,
		      sqlite3_stmt **ret, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(index->db, query->sql.data, -1, &stmt, NULL) !=
	    SQLITE_OK)
		return index_db_fail(index, err);
	for (size_t i = 0; i < query->n; i++) {
		int at = (int)i + 1;

		if (query->types[i] == 'i')
			sqlite3_bind_int64(stmt, at, query->values[i].i);
		else if (query->types[i] == 'd')
			sqlite3_bind_double(stmt, at, query->values[i].d);
		else
			sqlite3_bind_text(stmt, at, query->values[i].s, -1,
					  SQLITE_TRANSIENT);
	}
	*ret = stmt;
	return 0;
}

void index_query_end(sqlite3_stmt **stmt)
{
	sqlite3_finalize(*stmt);
	*stmt = NULL;
}

/* --- given up ------------------------------------------------------------- */

bool index_query_patience(struct index *index, int rounds)
{
	bool tired = index->tired;

	index->patience = rounds;
	index->tired = false;
	return tired;
}

int index_query_stops(void *arg)
{
	struct index *index = arg;

	if (index->patience > 0 && --index->patience == 0) {
		index->tired = true;
		return 1;
	}

	return !index->firm && index->stop != NULL &&
	       index->stop(index->stop_arg);
}

bool index_query_firm(struct index *index, bool firm)
{
	bool before = index->firm;

	index->firm = firm;
	return before;
}

void index_stop_when(struct index *index, bool (*stop)(void *arg), void *arg)
{
	index->stop = stop;
	index->stop_arg = arg;
}
