/*
 * signed.c: the values of signed records by term. See signed.h, and
 * signed_write.c for the tables.
 */
#include "config.h"

#include "run/index/signed.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/fold/signed_write.h"
#include "run/index/table/db.h"

#define SAME_MOST 20  /* spellings of one value */
#define SCAN_MOST 400 /* rows that are looked at for one answer */

/* The same of texts that are folded. */
static bool folded_begins(const char *folded, const char *wanted)
{
	size_t at = 0, n = strlen(wanted);

	do {
		if (strncmp(folded + at, wanted, n) == 0)
			return true;
	} while (signed_start_next(folded, &at));
	return false;
}

bool signed_begins(const char *value, const char *prefix)
{
	char *folded CLEANUP(mem_free_str) = text_folded(value);
	char *wanted CLEANUP(mem_free_str) = text_folded(prefix);

	return folded_begins(folded, wanted);
}

/* --- asking --------------------------------------------------------------- */

void signed_list_done(struct signed_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i].value);
	free(list->items);
	*list = (struct signed_list){0};
}

/* Takes the rows of a statement in: id, value, n, folded. Those that do not
 * begin so (folded; NULL: all) are passed over. */
static int list_take(struct index *index, sqlite3_stmt *stmt, int got,
		     const char *prefix, size_t limit, struct signed_list *list,
		     struct error *err)
{
	size_t taken = 0;

	for (; got > 0 && taken < limit;
	     got = index_db_next(index, stmt, err)) {
		int64_t id = sqlite3_column_int64(stmt, 0);
		const char *value = index_db_text(stmt, 1);
		bool had = prefix != NULL &&
			   !folded_begins(index_db_text(stmt, 3), prefix);

		for (size_t i = 0; i < list->n && !had; i++)
			had = list->items[i].id == id;
		if (had)
			continue;
		ARRAY_GROW(list->items, list->n, list->cap);
		list->items[list->n++] = (struct signed_value){
			.id = id,
			.value = mem_strdup(value),
			.n = sqlite3_column_int64(stmt, 2),
		};
		taken++;
	}
	return got < 0 ? -1 : 0;
}

/* How values are asked for. Borrowed. */
struct asking {
	enum index_sql sql;
	const struct term *term;
	const char *from, *to; /* NULL: not of this statement */
	const char
		*prefix; /* folded, that each has to begin with; NULL: none */
	size_t scanned, limit;
};

static int list_read(struct index *index, const struct asking *asking,
		     struct signed_list *list, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	size_t term = terms_index(index->run->terms, asking->term->name);
	int got =
		asking->from == NULL
			? index_db_get(index, asking->sql, &stmt, err, "ii",
				       (int64_t)term, (int64_t)asking->scanned)
			: index_db_get(index, asking->sql, &stmt, err, "issi",
				       (int64_t)term, asking->from, asking->to,
				       (int64_t)asking->scanned);

	return list_take(index, stmt, got, asking->prefix, asking->limit, list,
			 err);
}

static int list_ask(struct index *index, const struct asking *asking,
		    struct signed_list *list, struct error *err)
{
	size_t had = list->n;
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = list_read(index, asking, list, err);
	if (rc < 0 && index_mend(index)) {
		while (list->n > had)
			free(list->items[--list->n].value);
		rc = list_read(index, asking, list, err);
	}
	return rc;
}

int signed_beginning(struct index *index, const struct term *term,
		     const char *prefix, size_t limit, struct signed_list *list,
		     struct error *err)
{
	char *folded CLEANUP(mem_free_str) = text_folded(prefix);
	char *from CLEANUP(mem_free_str) = signed_start_text(folded);
	char *to CLEANUP(mem_free_str) = mem_printf("%s\xff", from);
	const struct asking asking = {
		.sql = SQL_SIGNED_BEGIN,
		.term = term,
		.from = from,
		.to = to,
		.prefix = folded,
		.scanned = SCAN_MOST,
		.limit = limit,
	};

	return list_ask(index, &asking, list, err);
}

int signed_frequent(struct index *index, const struct term *term,
		    const char *prefix, size_t limit, struct signed_list *list,
		    struct error *err)
{
	char *folded CLEANUP(mem_free_str) =
		prefix != NULL ? text_folded(prefix) : NULL;
	const struct asking asking = {
		.sql = SQL_SIGNED_TOP,
		.term = term,
		.prefix = folded,
		.scanned = SCAN_MOST,
		.limit = limit,
	};

	return list_ask(index, &asking, list, err);
}

int signed_same(struct index *index, const struct term *term, const char *value,
		struct signed_list *list, struct error *err)
{
	char *folded CLEANUP(mem_free_str) = text_folded(value);
	char *start CLEANUP(mem_free_str) = signed_start_text(folded);
	const struct asking asking = {
		.sql = SQL_SIGNED_SAME,
		.term = term,
		.from = start,
		.to = folded,
		.scanned = SAME_MOST,
		.limit = SAME_MOST,
	};

	return list_ask(index, &asking, list, err);
}

static int last_read(struct index *index, int64_t value, int64_t *ret,
		     struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SIGNED_LAST, &stmt, err, "i", value);

	if (got > 0)
		*ret = sqlite3_column_int64(stmt, 0);
	return got < 0 ? -1 : 0;
}

int signed_last(struct index *index, int64_t value, int64_t *ret,
		struct error *err)
{
	int rc = last_read(index, value, ret, err);

	if (rc < 0 && index_mend(index))
		rc = last_read(index, value, ret, err);
	return rc;
}

static int records_read(struct index *index, int64_t value, size_t limit,
			int64_t *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SIGNED_RECORDS, &stmt, err, "ii",
			       value, (int64_t)limit);
	size_t n = 0;

	for (; got > 0 && n < limit; got = index_db_next(index, stmt, err))
		ret[n++] = sqlite3_column_int64(stmt, 0);
	return got < 0 ? -1 : (int)n;
}

int signed_records(struct index *index, int64_t value, size_t limit,
		   int64_t *ret, struct error *err)
{
	int n = records_read(index, value, limit, ret, err);

	if (n < 0 && index_mend(index))
		n = records_read(index, value, limit, ret, err);
	return n;
}

/* Whether a value is of one of these terms. */
static bool value_is_wanted(const struct value *value, const struct terms *all,
			    const struct term *const terms[SIGNED_GLANCE_MAX])
{
	for (size_t i = 0; i < SIGNED_GLANCE_MAX; i++)
		if (terms[i] != NULL && value->place < terms_count(all) &&
		    terms_at(all, value->place) == terms[i])
			return true;
	return false;
}

static void record_take(const struct value *value, struct record *ret)
{
	char *term CLEANUP(mem_free_str) =
		mem_strndup(value->term, value->term_len);
	char *text CLEANUP(mem_free_str) = mem_strndup(value->text, value->len);

	record_set(ret, term, text, 1, value->source);
}

/* `terms`: of these alone; NULL: of all. */
static void record_unpack(struct values *values,
			  const struct term *const *terms, struct record *ret)
{
	struct value value;

	while (values_next(values, &value)) {
		if (terms == NULL ||
		    value_is_wanted(&value, values->terms, terms))
			record_take(&value, ret);
	}
}

static int record_read(struct index *index, int64_t key,
		       struct signed_record *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SIGNED_RECORD, &stmt, err, "i", key);
	struct values values;

	if (got <= 0)
		return got;
	*ret = (struct signed_record){
		.key = key,
		.id = mem_strdup(index_db_text(stmt, 0)),
		.image = mem_strdup(index_db_text(stmt, 1)),
		.by = mem_strdup(index_db_text(stmt, 2)),
		.revision = sqlite3_column_int64(stmt, 3),
	};
	record_init(&ret->record);
	values = index_db_values(index, stmt, 4);
	record_unpack(&values, NULL, &ret->record);
	return 1;
}

int signed_record(struct index *index, int64_t key, struct signed_record *ret,
		  struct error *err)
{
	int got = record_read(index, key, ret, err);

	if (got < 0 && index_mend(index))
		got = record_read(index, key, ret, err);
	return got;
}

static int glance_read(struct index *index, int64_t key,
		       const struct term *const terms[SIGNED_GLANCE_MAX],
		       struct signed_record *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SIGNED_OLD, &stmt, err, "i", key);
	struct values values;

	if (got <= 0)
		return got;
	*ret = (struct signed_record){
		.key = key, .revision = sqlite3_column_int64(stmt, 0)};
	record_init(&ret->record);
	values = index_db_values(index, stmt, 1);
	record_unpack(&values, terms, &ret->record);
	return 1;
}

int signed_glance(struct index *index, int64_t key,
		  const struct term *const terms[SIGNED_GLANCE_MAX],
		  struct signed_record *ret, struct error *err)
{
	int got = glance_read(index, key, terms, ret, err);

	if (got < 0 && index_mend(index))
		got = glance_read(index, key, terms, ret, err);
	return got;
}

void signed_record_done(struct signed_record *record)
{
	free(record->id);
	free(record->image);
	free(record->by);
	record_done(&record->record);
	*record = (struct signed_record){0};
}
