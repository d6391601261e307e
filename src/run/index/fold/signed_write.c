/*
 * signed_write.c: the values of signed records, put in and taken out. See
 * signed_write.h.
 *
 * signed_text   a value of a term (its place in the table), folded, and how
 *               many records have it.
 * signed_start  its beginnings: folded, from each of its first words on, the
 *               first START_MAX bytes.
 * signed        which records have it, by the revision they were signed with.
 * signed_by     who signed a record: what is in these tables is in there.
 *
 * 1. A record is taken out by the values that were put in: those of its row
 *    as it stands before the new one is written.
 */
#include "config.h"

#include "run/index/fold/signed_write.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "run/index/signed.h"

#define START_MAX   40 /* bytes */
#define START_WORDS 8  /* of one value */

/* --- beginnings ----------------------------------------------------------- */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

bool signed_start_next(const char *folded, size_t *at)
{
	while (folded[*at] != '\0' && is_word(folded[*at]))
		(*at)++;
	while (folded[*at] != '\0' && !is_word(folded[*at]))
		(*at)++;
	return folded[*at] != '\0';
}

char *signed_start_text(const char *folded)
{
	return mem_strndup(folded, text_cut(folded, START_MAX));
}

static int starts_do(struct index *index, enum index_sql sql, size_t term,
		     const char *folded, int64_t text, struct error *err)
{
	size_t at = 0, n = 0;

	do {
		char *start CLEANUP(mem_free_str) =
			signed_start_text(folded + at);

		if (index_db_do(index, sql, err, "isi", (int64_t)term, start,
				text) < 0)
			return -1;
	} while (++n < START_WORDS && signed_start_next(folded, &at));
	return 0;
}

/* --- one value of one record ---------------------------------------------- */

/* What is entered, or taken out. */
struct entry {
	int64_t key, revision;
	size_t term;
	const char *value, *folded;
};

/* The text's number: 1, 0 or -1. */
static int text_find(struct index *index, const struct entry *entry,
		     int64_t *ret, int64_t *ret_n, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SIGNED_TEXT_GET, &stmt, err, "is",
			       (int64_t)entry->term, entry->value);

	if (got > 0) {
		*ret = sqlite3_column_int64(stmt, 0);
		*ret_n = sqlite3_column_int64(stmt, 1);
	}
	return got;
}

static int entry_add(struct index *index, const struct entry *entry,
		     struct error *err)
{
	int64_t text, n;
	int got = text_find(index, entry, &text, &n, err);

	if (got < 0)
		return -1;
	if (got == 0) {
		if (index_db_do(index, SQL_SIGNED_TEXT_ADD, err, "iss",
				(int64_t)entry->term, entry->value,
				entry->folded) < 0)
			return -1;
		text = sqlite3_last_insert_rowid(index->db);
		if (starts_do(index, SQL_SIGNED_START_ADD, entry->term,
			      entry->folded, text, err) < 0)
			return -1;
	} else if (index_db_do(index, SQL_SIGNED_TEXT_COUNT, err, "ii",
			       (int64_t)1, text) < 0) {
		return -1;
	}
	return index_db_do(index, SQL_SIGNED_ADD, err, "iii", text,
			   entry->revision, entry->key);
}

static int entry_drop(struct index *index, const struct entry *entry,
		      struct error *err)
{
	int64_t text, n;
	int got = text_find(index, entry, &text, &n, err);

	if (got <= 0)
		return got;
	if (index_db_do(index, SQL_SIGNED_DROP, err, "iii", text,
			entry->revision, entry->key) < 0)
		return -1;
	if (n > 1)
		return index_db_do(index, SQL_SIGNED_TEXT_COUNT, err, "ii",
				   (int64_t)-1, text);
	if (starts_do(index, SQL_SIGNED_START_DROP, entry->term, entry->folded,
		      text, err) < 0)
		return -1;
	return index_db_do(index, SQL_SIGNED_TEXT_DROP, err, "i", text);
}

/* --- one record ----------------------------------------------------------- */

/* Numbers that the collection gives, marks and histories are never another
 * record's. */
static bool term_is_kept(const struct term *term)
{
	return term->kind != TERM_FLAG && term->kind != TERM_HISTORY &&
	       term->role != ROLE_CATALOGUE;
}

static int values_do(struct index *index, const struct bytes *packed,
		     int64_t key, int64_t revision,
		     int (*fn)(struct index *, const struct entry *,
			       struct error *),
		     struct error *err)
{
	const struct terms *terms = index->run->terms;
	struct values values = {
		.data = packed->data, .len = packed->len, .terms = terms};
	struct value value;

	while (values_next(&values, &value)) {
		char *name CLEANUP(mem_free_str) =
			mem_strndup(value.term, value.term_len);
		char *text CLEANUP(mem_free_str) =
			mem_strndup(value.text, value.len);
		char *folded CLEANUP(mem_free_str) = text_folded(text);
		size_t term = terms_index(terms, name);
		const struct entry entry = {key, revision, term, text, folded};

		if (term == terms_count(terms) ||
		    !term_is_kept(terms_at(terms, term)) ||
		    value.len > SIGNED_VALUE_MAX || text_blank(text))
			continue;
		if (fn(index, &entry, err) < 0)
			return -1;
	}
	return 0;
}

/* What the row says before it is written anew; 1, 0 or -1. */
static int old_read(struct index *index, int64_t key, int64_t *ret_revision,
		    struct bytes *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SIGNED_OLD, &stmt, err, "i", key);

	if (got <= 0)
		return got;
	*ret_revision = sqlite3_column_int64(stmt, 0);
	bytes_append(ret, sqlite3_column_blob(stmt, 1),
		     (size_t)sqlite3_column_bytes(stmt, 1));
	return 1;
}

static bool bytes_same(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len &&
	       (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

int signed_refresh(struct index *index, int64_t key,
		   const struct index_row *row, struct error *err)
{
	struct bytes old CLEANUP(bytes_done) = {0};
	bool now = row != NULL && row->share.status == STATUS_APPROVED;
	int64_t revision;
	int got = old_read(index, key, &revision, &old, err);

	if (got < 0)
		return -1;
	if (got > 0 && now && revision == row->revision &&
	    bytes_same(&old, &row->values))
		return 0;
	if (got > 0 &&
	    (values_do(index, &old, key, revision, entry_drop, err) < 0 ||
	     index_db_do(index, SQL_SIGNED_BY_DROP, err, "i", key) < 0))
		return -1;
	if (!now)
		return 0;
	if (index_db_do(index, SQL_SIGNED_BY_PUT, err, "iis", key,
			row->revision, row->signer) < 0)
		return -1;
	return values_do(index, &row->values, key, row->revision, entry_add,
			 err);
}
