/*
 * refresh.c: the row of one specimen, made anew from all that its
 * journals say: there is no other way to change it, so that the row never
 * depends on the order in which things were folded.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "run/index/fold/fold.h"
#include "run/index/fold/load.h"
#include "run/index/fold/second_write.h"
#include "run/index/fold/signed_write.h"
#include "run/index/table/sql.h"
#include "run/record/replay.h"

/* The bit of a term; given out in order of need, kept in the index. */
static int index_refresh_bit(struct index *index, size_t term, int *ret,
			     struct error *err)
{
	const char *name = terms_at(index->run->terms, term)->name;
	int got = 0;

	for (int attempt = 0; attempt < 2 && index->bits[term] < 0; attempt++) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

		got = index_db_get(index, SQL_TERM_GET, &stmt, err, "s", name);
		if (got > 0)
			index->bits[term] = sqlite3_column_int(stmt, 0);
		else if (got < 0 ||
			 index_db_do(index, SQL_TERM_PUT, err, "s", name) < 0)
			return -1;
	}
	*ret = index->bits[term];
	return 0;
}

int index_refresh_digits(struct index *index, const struct bytes *digits,
			 struct bytes *ret, struct error *err)
{
	bytes_reserve(ret, 0);
	for (size_t term = 0; term < digits->len; term++) {
		int bit;

		if (digits->data[term] == '0')
			continue;
		if (index_refresh_bit(index, term, &bit, err) < 0)
			return -1;
		while (ret->len <= (size_t)bit)
			bytes_append_char(ret, '0');
		ret->data[bit] = digits->data[term];
	}
	return 0;
}

/* Revision of the last line of curated.jsonl, under this id or one that it
 * had before. */
static int index_refresh_signed(struct index *index, const struct specimen *s,
				int64_t *ret, struct error *err)
{
	int64_t last = -1;

	*ret = 0;
	for (size_t i = 0; i <= s->n_also + 1; i++) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
		char *id CLEANUP(mem_free_str) =
			i == 0 ? mem_strdup(s->id)
			       : index_name_id(i == 1 ? s->image
						      : s->also[i - 2]);
		int got = index_db_get(index, SQL_CURATED_GET, &stmt, err, "s",
				       id);

		if (got < 0)
			return -1;
		if (got > 0 && sqlite3_column_int64(stmt, 0) > last) {
			last = sqlite3_column_int64(stmt, 0);
			*ret = sqlite3_column_int64(stmt, 1);
		}
	}
	return 0;
}

/* --- the words ------------------------------------------------------------ */

static void refresh_words(const struct index *index, const char *image,
			  const struct bytes *packed, struct bytes *ret)
{
	const struct values values = {
		.data = packed->data,
		.len = packed->len,
		.terms = index->run->terms,
	};

	values_words(&values, image, ret);
}

/* The trigrams of `before` (NULL: none) give way to those of `after`. What is
 * taken out has to be what was put in. */
static int refresh_put_words(struct index *index, int64_t key,
			     const struct bytes *before,
			     const struct bytes *after, struct error *err)
{
	if (before->data != NULL && after->data != NULL &&
	    strcmp(before->data, after->data) == 0)
		return 0;
	if (before->data != NULL && index_db_do(index, SQL_WORDS_DROP, err,
						"is", key, before->data) < 0)
		return -1;
	return after->data != NULL ? index_db_do(index, SQL_WORDS_ADD, err,
						 "is", key, after->data)
				   : 0;
}

/* --- the row -------------------------------------------------------------- */

static bool refresh_is_record(sqlite3_stmt *old, const struct index_row *row)
{
	size_t len = (size_t)sqlite3_column_bytes(old, 9);

	return strcmp(index_db_text(old, 8), row->image) == 0 &&
	       sqlite3_column_type(old, 9) == SQLITE_BLOB &&
	       len == row->values.len &&
	       (len == 0 || memcmp(sqlite3_column_blob(old, 9),
				   row->values.data, len) == 0);
}

/* Takes what the row said so far out of the sums; its words are appended, but
 * where the record stays as it is. `row` is what comes, NULL: nothing. */
static int refresh_forget(struct index *index, int64_t key,
			  const struct index_row *row, struct bytes *words,
			  bool *ret_same, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_OLD, &stmt, err, "i", key);
	struct index_share share;
	struct values values;

	*ret_same = false;
	if (got <= 0 || sqlite3_column_int(stmt, 0) == 0)
		return got < 0 ? -1 : 0;
	index_share_read(stmt, &share);
	index_tally_add(&index->tally, &share, -1);
	*ret_same = row != NULL && refresh_is_record(stmt, row);
	if (!index->words || *ret_same)
		return 0;
	values = index_db_values(index, stmt, 9);
	values_words(&values, index_db_text(stmt, 8), words);
	return 0;
}

int index_refresh_forget(struct index *index, int64_t key, struct error *err)
{
	struct bytes words CLEANUP(bytes_done) = {0};
	const struct bytes none = {0};
	bool same;

	if (refresh_forget(index, key, NULL, &words, &same, err) < 0 ||
	    signed_refresh(index, key, NULL, err) < 0 ||
	    second_refresh(index, key, NULL, err) < 0)
		return -1;
	return refresh_put_words(index, key, &words, &none, err);
}

/* Whether all paths of a specimen have a success of other bytes after its
 * last line: 1, 0 or -1. */
static int refresh_superseded(struct index *index, int64_t key, int64_t last,
			      struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	if (index_db_get(index, SQL_PATH_SUPERSEDED, &stmt, err, "ii", last,
			 key) < 0)
		return -1;
	return sqlite3_column_int64(stmt, 0) > 0 &&
	       sqlite3_column_int64(stmt, 0) == sqlite3_column_int64(stmt, 1);
}

/* Whether the row has just that in all columns of indexes: 1, 0 or -1. */
static int refresh_is_sorted(struct index *index, int64_t key,
			     const struct index_row *row,
			     const struct bytes *fields,
			     const struct bytes *supports, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	const struct index_share *share = &row->share;

	return index_db_get(
		index, SQL_SPECIMEN_SORTED, &stmt, err, "isiiidddddidssis", key,
		row->image, (int64_t)share->status, (int64_t)share->marks,
		(int64_t)share->priority, share->completeness, share->soundness,
		row->confidence, row->quality, share->doubt,
		(int64_t)share->blank, row->turn, fields->data, supports->data,
		row->facts, row->alike.data);
}

/* An update writes the entries of an index anew wherever it names one of its
 * columns. */
static int refresh_put_rest(struct index *index, int64_t key,
			    const struct index_row *row, int64_t done,
			    struct error *err)
{
	return index_db_do(index, SQL_SPECIMEN_REST, err, "iissiiiisi",
			   (int64_t)row->share.failed,
			   (int64_t)row->share.extracted, row->reasons.data,
			   row->name, row->revision, row->due, done,
			   index->stats.lines, row->modified, key);
}

static int refresh_put_row(struct index *index, int64_t key,
			   const struct index_row *row, int64_t done,
			   struct error *err)
{
	struct bytes fields CLEANUP(bytes_done) = {0};
	struct bytes supports CLEANUP(bytes_done) = {0};
	const struct index_share *share = &row->share;
	int sorted;

	if (index_refresh_digits(index, &row->digits, &fields, err) < 0 ||
	    index_refresh_digits(index, &row->supports, &supports, err) < 0)
		return -1;
	sorted = refresh_is_sorted(index, key, row, &fields, &supports, err);
	if (sorted != 0)
		return sorted < 0
			       ? -1
			       : refresh_put_rest(index, key, row, done, err);
	return index_db_do(
		index, SQL_SPECIMEN_PUT, err, "siiiiidddddidsssiiissiisi",
		row->image, (int64_t)share->status, (int64_t)share->marks,
		(int64_t)share->failed, (int64_t)share->extracted,
		(int64_t)share->priority, share->completeness, share->soundness,
		row->confidence, row->quality, share->doubt,
		(int64_t)share->blank, row->turn, row->alike.data,
		row->reasons.data, row->name, row->revision, row->due, done,
		fields.data, supports.data, row->facts, index->stats.lines,
		row->modified, key);
}

static int refresh_put_record(struct index *index, int64_t key,
			      const struct index_row *row,
			      const struct bytes *before, struct error *err)
{
	struct bytes after CLEANUP(bytes_done) = {0};

	if (index->words)
		refresh_words(index, row->image, &row->values, &after);
	if (refresh_put_words(index, key, before, &after, err) < 0)
		return -1;
	return index_db_do(index, SQL_RECORD_PUT, err, "ib", key, &row->values);
}

int index_refresh_put(struct index *index, int64_t key,
		      const struct index_row *row, int64_t done,
		      struct error *err)
{
	struct bytes before CLEANUP(bytes_done) = {0};
	bool same;

	if (refresh_forget(index, key, row, &before, &same, err) < 0 ||
	    signed_refresh(index, key, row, err) < 0 ||
	    second_refresh(index, key, row, err) < 0)
		return -1;
	index_tally_add(&index->tally, &row->share, 1);
	if (!same && refresh_put_record(index, key, row, &before, err) < 0)
		return -1;
	return refresh_put_row(index, key, row, done, err);
}

int index_refresh_settle(struct index *index, int64_t key, int64_t last,
			 struct index_row *row, struct error *err)
{
	int got = 0;

	if (row->share.failed && row->share.status == STATUS_PENDING)
		got = refresh_superseded(index, key, last, err);
	if (got > 0)
		row->share.status = INDEX_SUPERSEDED;
	return got < 0 ? -1 : 0;
}

/* --- in three steps ------------------------------------------------------- */

int index_remake_load(struct index *index, int64_t key,
		      const struct index_fresh *fresh, struct index_remake *ret,
		      struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	*ret = (struct index_remake){.key = key, .lent = INDEX_NOT_LENT};
	specimen_init(&ret->specimen);
	if (index_load_needed(index, key, fresh, &ret->specimen, &ret->late,
			      &ret->lent, err) < 0 ||
	    index_db_get(index, SQL_OUTCOME_COUNT, &stmt, err, "i", key) < 0) {
		index_remake_done(ret);
		return -1;
	}
	ret->outcomes = sqlite3_column_int64(stmt, 0);
	ret->successes = sqlite3_column_int64(stmt, 1);
	ret->last = sqlite3_column_int64(stmt, 2);
	return 0;
}

void index_remake_make(const struct terms *terms, struct index_remake *remake)
{
	index_late_read(&remake->late, &remake->specimen);
	if (remake->late.rc != 0)
		return;
	specimen_replay(&remake->specimen, terms);
	specimen_weigh(&remake->specimen, terms);
	index_row_make(&remake->specimen, terms, remake->outcomes,
		       remake->successes, &remake->row);
}

/* What other specimens say beside is asked here. */
int index_remake_put(struct index *index, struct index_remake *remake,
		     struct error *err)
{
	int64_t done;

	if (index_late_check(index, &remake->late, err) < 0 ||
	    index_refresh_signed(index, &remake->specimen, &done, err) < 0 ||
	    index_refresh_settle(index, remake->key, remake->last, &remake->row,
				 err) < 0)
		return -1;
	return index_refresh_put(index, remake->key, &remake->row, done, err);
}

void index_remake_done(struct index_remake *remake)
{
	index_late_done(&remake->late);
	index_row_done(&remake->row);
	index_load_return(&remake->specimen, remake->lent);
	specimen_done(&remake->specimen);
}
