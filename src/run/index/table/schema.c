/*
 * schema.c: the tables of a database, and what it was made for. See schema.h.
 */
#include "config.h"

#include "run/index/table/schema.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/evidence/evidence.h"
#include "run/index/table/query.h"
#include "run/index/table/sql.h"

char *index_schema_made(const struct index *index)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char hash[HASH_HEX_SIZE];

	bytes_printf(&text, "%s\n%s\n%s\n%x\n%d\n%d\n%s", index->run->id,
		     PACKAGE_VERSION, terms_sha256(index->run->terms),
		     (unsigned int)text_unicode_version(), (int)index->words,
		     EVIDENCE_VERSION,
		     index->run->catalog_pattern != NULL
			     ? index->run->catalog_pattern
			     : "");
	hash_bytes(text.data, text.len, hash);
	return mem_strdup(hash);
}

static int index_db_pragma(struct index *index, const char *sql, int64_t *ret,
			   struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;

	if (sqlite3_prepare_v2(index->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return index_db_fail(index, err);
	if (index_db_next(index, stmt, err) < 0)
		return -1;
	*ret = sqlite3_column_int64(stmt, 0);
	return 0;
}

int index_schema_is_ours(struct index *index, const char *made,
			 struct error *err)
{
	char *found CLEANUP(mem_free_str) = NULL;
	int64_t application, schema, tables;

	if (index_db_pragma(index, "PRAGMA application_id", &application, err) <
		    0 ||
	    index_db_pragma(index, "PRAGMA user_version", &schema, err) < 0)
		return -1;
	if (application != INDEX_APPLICATION || schema != INDEX_SCHEMA)
		return 0;
	if (index_db_pragma(index, index_tables, &tables, err) < 0)
		return -1;
	if (tables != INDEX_TABLES)
		return 0;
	if (index_db_meta_text(index, "made", &found, err) < 0)
		return -1;
	return found != NULL && strcmp(found, made) == 0;
}

/* Drops whatever the database holds. */
static int index_schema_drop_all(struct index *index, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;
	struct bytes sql CLEANUP(bytes_done) = {0};
	int got;

	if (sqlite3_prepare_v2(index->db,
			       "SELECT type, name FROM sqlite_master WHERE "
			       "type IN ('table', 'view') AND name NOT LIKE "
			       "'sqlite\\_%' ESCAPE '\\' ORDER BY sql NOT "
			       "LIKE 'CREATE VIRTUAL%'",
			       -1, &stmt, NULL) != SQLITE_OK)
		return index_db_fail(index, err);
	while ((got = index_db_next(index, stmt, err)) > 0) {
		char *drop = sqlite3_mprintf("DROP %s IF EXISTS \"%w\";",
					     index_db_text(stmt, 0),
					     index_db_text(stmt, 1));

		bytes_append_str(&sql, drop != NULL ? drop : "");
		sqlite3_free(drop);
	}
	sqlite3_reset(stmt);
	if (got < 0)
		return -1;
	return sql.len > 0 ? index_db_exec(index, sql.data, err) : 0;
}

int index_schema_create(struct index *index, const char *made,
			struct error *err)
{
	char marks[96];

	snprintf(marks, sizeof(marks),
		 "PRAGMA application_id = %d; PRAGMA user_version = %d;",
		 INDEX_APPLICATION, INDEX_SCHEMA);
	if (index_schema_drop_all(index, err) < 0 ||
	    index_db_exec(index, index_schema, err) < 0 ||
	    (index->words && index_db_exec(index, index_words, err) < 0) ||
	    index_db_exec(index, marks, err) < 0)
		return -1;
	for (size_t i = 0; index_indexes[i] != NULL && !index->building; i++)
		if (index_db_exec(index, index_indexes[i], err) < 0)
			return -1;
	return index_db_meta_text_put(index, "made", made, err);
}

/* Under the write lock, because another process may be at the same. */
int index_schema_ready(struct index *index, struct error *err)
{
	char *made CLEANUP(mem_free_str) = index_schema_made(index);
	int ours = index_schema_is_ours(index, made, err);

	if (ours != 0)
		return ours > 0 ? 0 : -1;
	if (index_db_exec(index, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	ours = index_schema_is_ours(index, made, err);
	if (ours < 0 ||
	    (ours == 0 && index_schema_create(index, made, err) < 0) ||
	    index_db_exec(index, "COMMIT", err) < 0) {
		index_db_rollback(index);
		return -1;
	}
	return 0;
}

int index_schema_clear(struct index *index, struct error *err)
{
	index->stored_lines = -1;
	index->tally = (struct index_tally){0};
	index_db_forget_bits(index);
	if (index->words &&
	    index_db_exec(index,
			  "INSERT INTO words(words) VALUES('delete-all')",
			  err) < 0)
		return -1;
	return index_db_exec(index, index_clear, err);
}
