/*
 * records.c: whole records out of one snapshot. See records.h.
 *
 * A transaction that only reads holds the snapshot; both ways of asking are
 * statements in it.
 */
#include "config.h"

#include "run/index/records.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/index/ask/filter_sql.h"
#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"

#define RECORDS_SQL "SELECT s.key, s.id, s.image, s.status, s.modified, r.dwc"

struct index_records {
	struct index *index;
	sqlite3_stmt *walk, *at; /* NULL: not asked */
	struct index_value *values;
	size_t n, cap;
};

int index_records_open(struct index *index, struct index_records **ret,
		       struct error *err)
{
	struct index_records *records;

	if (index_ask(index, err) < 0 || index_db_exec(index, "BEGIN", err) < 0)
		return -1;
	records = mem_zalloc(sizeof(*records));
	records->index = index;
	*ret = records;
	return 0;
}

void index_records_close(struct index_records *records)
{
	if (records == NULL)
		return;
	sqlite3_finalize(records->walk);
	sqlite3_finalize(records->at);
	index_db_rollback(records->index);
	free(records->values);
	free(records);
}

int index_records_start(struct index_records *records,
			const struct index_filter *filter, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};

	sqlite3_finalize(records->walk);
	records->walk = NULL;
	bytes_append_str(&query.sql, RECORDS_SQL);
	if (index_filter_from(records->index, filter, FROM_RECORD, &query,
			      err) < 0)
		return -1;
	return index_query_start(records->index, &query, &records->walk, err);
}

static void records_values(struct index_records *records, sqlite3_stmt *stmt)
{
	struct values values = index_db_values(records->index, stmt, 5);
	struct value value;

	records->n = 0;
	while (values_next(&values, &value)) {
		ARRAY_GROW(records->values, records->n, records->cap);
		records->values[records->n++] = (struct index_value){
			.place = value.place,
			.term = value.term,
			.term_len = value.term_len,
			.text = value.text,
			.len = value.len,
			.confidence = value.confidence,
			.source = value.source,
		};
	}
}

static int records_step(struct index_records *records, sqlite3_stmt *stmt,
			struct index_record *ret, struct error *err)
{
	int got = index_db_next(records->index, stmt, err);

	if (got <= 0)
		return got;
	records_values(records, stmt);
	*ret = (struct index_record){
		.key = sqlite3_column_int64(stmt, 0),
		.id = index_db_text(stmt, 1),
		.image = index_db_text(stmt, 2),
		.status = (enum status)sqlite3_column_int(stmt, 3),
		.modified = index_db_text(stmt, 4),
		.values = records->values,
		.n = records->n,
	};
	return 1;
}

int index_records_next(struct index_records *records, struct index_record *ret,
		       struct error *err)
{
	return records_step(records, records->walk, ret, err);
}

int index_records_at(struct index_records *records, int64_t key,
		     struct index_record *ret, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};

	if (records->at == NULL) {
		bytes_append_str(&query.sql,
				 RECORDS_SQL " FROM specimen s JOIN record r"
					     " ON r.key = s.key"
					     " WHERE s.key = ?");
		index_query_bind_int(&query, key);
		if (index_query_start(records->index, &query, &records->at,
				      err) < 0)
			return -1;
	} else {
		sqlite3_reset(records->at);
		sqlite3_bind_int64(records->at, 1, key);
	}
	return records_step(records, records->at, ret, err);
}
