/*
 * column.c: values of a few terms, of all records. See index.h.
 *
 * The records are read in the order of their keys, in which both tables lie on
 * the disk: a million of them are a sequential read and no sorting. Of the
 * packed values only the wanted ones are copied.
 */
#include "config.h"

#include "run/index/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/index/ask/filter_sql.h"
#include "run/index/filter.h"
#include "run/index/table/db.h"
#include "run/index/table/query.h"

#define COLUMN_SQL "s.key, s.id, s.image, s.status, s.fields, r.dwc"

struct column_walk {
	struct index *index;
	const char *const *terms;
	size_t n;
	size_t lens[INDEX_COLUMNS_MAX];
	int bits[INDEX_COLUMNS_MAX]; /* of `fields`; -1: no record has it */
	struct index_cell cells[INDEX_COLUMNS_MAX];
	struct bytes texts; /* of the row, each with its NUL */
	int (*visit)(void *arg, const struct index_column_row *row,
		     struct error *err);
	void *arg;
	bool begun; /* a row was shown: it cannot start over */
};

static int column_begin(struct column_walk *walk, struct error *err)
{
	for (size_t i = 0; i < walk->n; i++) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
		int got = index_db_get(walk->index, SQL_TERM_GET, &stmt, err,
				       "s", walk->terms[i]);

		if (got < 0)
			return -1;
		walk->lens[i] = strlen(walk->terms[i]);
		walk->bits[i] = got > 0 ? sqlite3_column_int(stmt, 0) : -1;
	}
	return 0;
}

/* Keeps a value where it is one of those that are wanted: its text by its
 * place, since what holds it may move. */
static void column_keep(struct column_walk *walk, const struct value *value,
			size_t at[])
{
	for (size_t i = 0; i < walk->n; i++) {
		struct index_cell *cell = &walk->cells[i];

		if (walk->lens[i] != value->term_len ||
		    memcmp(walk->terms[i], value->term, value->term_len) != 0)
			continue;
		at[i] = walk->texts.len;
		cell->len = value->len;
		cell->source = value->source;
		cell->confidence = value->confidence;
		cell->support = value->support;
		bytes_append(&walk->texts, value->text, value->len);
		bytes_append_char(&walk->texts, '\0');
		return;
	}
}

static void column_cells(struct column_walk *walk, sqlite3_stmt *stmt)
{
	const char *fields = index_db_text(stmt, 4);
	size_t n_fields = strlen(fields), at[INDEX_COLUMNS_MAX] = {0};
	struct values values = index_db_values(walk->index, stmt, 5);
	struct value value;

	bytes_clear(&walk->texts);
	bytes_append_char(&walk->texts, '\0');
	for (size_t i = 0; i < walk->n; i++)
		walk->cells[i] = (struct index_cell){
			.confidence = -1,
			.sound = walk->bits[i] >= 0 &&
				 (size_t)walk->bits[i] < n_fields &&
				 fields[walk->bits[i]] == '2',
		};
	while (values_next(&values, &value))
		column_keep(walk, &value, at);
	for (size_t i = 0; i < walk->n; i++)
		walk->cells[i].value = walk->texts.data + at[i];
}

static int column_rows(struct column_walk *walk,
		       const struct index_filter *filter, struct error *err)
{
	struct index_query query CLEANUP(index_query_done) = {0};
	sqlite3_stmt *stmt CLEANUP(index_query_end) = NULL;
	int got = 0, rc = 0;

	bytes_append_str(&query.sql, "SELECT " COLUMN_SQL);
	if (column_begin(walk, err) < 0 ||
	    index_filter_from(walk->index, filter, FROM_RECORD | FROM_TOLD,
			      &query, err) < 0 ||
	    index_query_start(walk->index, &query, &stmt, err) < 0)
		return -1;
	while (rc == 0 && (got = index_db_next(walk->index, stmt, err)) > 0) {
		struct index_column_row row = {
			.key = sqlite3_column_int64(stmt, 0),
			.id = index_db_text(stmt, 1),
			.image = index_db_text(stmt, 2),
			.status = (enum status)sqlite3_column_int(stmt, 3),
			.cells = walk->cells,
		};

		column_cells(walk, stmt);
		walk->begun = true;
		rc = walk->visit(walk->arg, &row, err);
	}
	return rc != 0 ? rc : got;
}

int index_column(struct index *index, const struct index_filter *filter,
		 const char *const *terms, size_t n_terms,
		 int (*visit)(void *arg, const struct index_column_row *row,
			      struct error *err),
		 void *arg, struct error *err)
{
	struct column_walk walk = {
		.index = index,
		.terms = terms,
		.n = n_terms < INDEX_COLUMNS_MAX ? n_terms : INDEX_COLUMNS_MAX,
		.visit = visit,
		.arg = arg,
	};
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = column_rows(&walk, filter, err);
	if (rc < 0 && !walk.begun && index_mend(index))
		rc = column_rows(&walk, filter, err);
	bytes_done(&walk.texts);
	return rc;
}

int index_by_key(struct index *index, int64_t key, char **ret_id,
		 char **ret_image, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_NAMED, &stmt, err, "i", key);

	if (got > 0) {
		*ret_id = mem_strdup(index_db_text(stmt, 0));
		*ret_image = mem_strdup(index_db_text(stmt, 1));
	}
	return got;
}
