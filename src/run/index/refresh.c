/*
 * refresh.c: the row of one specimen, made anew from all that its
 * journals say: there is no other way to change it, so that the row never
 * depends on the order in which things were folded.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/fold.h"
#include "run/index/load.h"
#include "run/index/sql.h"
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

/* A digit for each term: 1 filled, 2 sound. */
static int index_refresh_fields(struct index *index, const struct specimen *s,
				struct bytes *ret, struct error *err)
{
	const struct terms *terms = index->run->terms;

	bytes_reserve(ret, 0);
	for (size_t i = 0; i < s->record.n; i++) {
		const struct field *field = &s->record.fields[i];
		size_t term = terms_index(terms, field->term);
		const struct verdict *worst;
		int bit;

		if (text_blank(field->value) || term == terms_count(terms))
			continue;
		if (index_refresh_bit(index, term, &bit, err) < 0)
			return -1;
		while (ret->len <= (size_t)bit)
			bytes_append_char(ret, '0');
		worst = verdicts_worst(&s->verdicts, field->term);
		ret->data[bit] =
			worst != NULL && worst->severity == SEVERITY_ERROR
				? '1'
				: '2';
	}
	return 0;
}

/* The values as `list --format jsonl` shows them. */
static void index_refresh_dwc(const struct record *record, struct bytes *ret)
{
	json_t *dwc CLEANUP(json_release) = json_object();

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		json_t *object;

		if (text_blank(field->value) && field->source != SOURCE_EMPTY)
			continue;
		object = json_object();
		json_set_string(object, "value", field->value);
		if (field->confidence >= 0)
			json_object_set_new(object, "confidence",
					    json_real(field->confidence));
		json_set_string(object, "source",
				field_source_word(field->source));
		json_object_set_new(dwc, field->term, object);
	}
	json_write_line(dwc, ret);
	ret->data[--ret->len] = '\0';
}

/* All words of image and values, folded as a search folds its own. */
static char *index_refresh_words(const struct specimen *s)
{
	struct bytes words = {0};
	bool ascii = true;
	char *folded;

	bytes_append_str(&words, s->image);
	for (size_t i = 0; i < s->record.n; i++) {
		bytes_append_char(&words, '\n');
		bytes_append_str(&words, s->record.fields[i].value);
	}
	for (size_t i = 0; i < words.len; i++) {
		unsigned char c = (unsigned char)words.data[i];

		ascii = ascii && c < 0x80;
		if (c >= 'A' && c <= 'Z')
			words.data[i] = (char)(c - 'A' + 'a');
	}
	if (ascii)
		return bytes_steal(&words);
	folded = text_folded(words.data);
	bytes_done(&words);
	return folded;
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

/* Takes what the row said so far out of the sums. */
int index_refresh_forget(struct index *index, int64_t key, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SPECIMEN_OLD, &stmt, err, "i", key);
	struct index_share share;

	if (got <= 0 || !index_share_read(stmt, &share))
		return got < 0 ? -1 : 0;
	index_tally_add(&index->tally, &share, -1);
	return 0;
}

/* Whether all paths of a specimen have a success of other bytes after its
 * last line: 1, 0 or -1. */
static int index_refresh_superseded(struct index *index, int64_t key,
				    int64_t last, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	if (index_db_get(index, SQL_PATH_SUPERSEDED, &stmt, err, "ii", last,
			 key) < 0)
		return -1;
	return sqlite3_column_int64(stmt, 0) > 0 &&
	       sqlite3_column_int64(stmt, 0) == sqlite3_column_int64(stmt, 1);
}

static int index_refresh_share(struct index *index, int64_t key,
			       const struct specimen *s,
			       struct index_share *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got;

	if (index_db_get(index, SQL_OUTCOME_COUNT, &stmt, err, "i", key) < 0)
		return -1;
	*ret = (struct index_share){
		.extracted = sqlite3_column_int64(stmt, 1) > 0,
		.failed = sqlite3_column_int64(stmt, 0) > 0 &&
			  sqlite3_column_int64(stmt, 1) == 0,
		.flagged = s->flagged,
		.status = (int)s->status,
		.priority = (int)s->quality.priority,
		.completeness = s->quality.completeness,
		.soundness = s->quality.soundness,
	};
	if (!ret->failed || s->status != STATUS_PENDING)
		return 0;
	got = index_refresh_superseded(index, key,
				       sqlite3_column_int64(stmt, 2), err);
	if (got > 0)
		ret->status = INDEX_SUPERSEDED;
	return got < 0 ? -1 : 0;
}

static int index_refresh_put(struct index *index, int64_t key,
			     const struct specimen *s, struct error *err)
{
	struct bytes fields CLEANUP(bytes_done) = {0};
	struct bytes dwc CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;
	const struct quality *q = &s->quality;
	const char *name =
		record_role_value(&s->record, index->run->terms, ROLE_NAME);
	struct index_share share;
	int64_t done;

	if (index_refresh_fields(index, s, &fields, err) < 0 ||
	    index_refresh_signed(index, s, &done, err) < 0 ||
	    index_refresh_forget(index, key, err) < 0 ||
	    index_refresh_share(index, key, s, &share, err) < 0)
		return -1;
	index_tally_add(&index->tally, &share, 1);
	index_refresh_dwc(&s->record, &dwc);
	words = index_refresh_words(s);
	if (index_db_do(index, SQL_SPECIMEN_PUT, err, "siiiiiddddsiiisi",
			s->image, (int64_t)share.status, (int64_t)s->flagged,
			(int64_t)share.failed, (int64_t)share.extracted,
			(int64_t)share.priority, q->completeness, q->soundness,
			q->confidence, q->quality, name, s->revision, s->due,
			done, fields.data, key) < 0)
		return -1;
	return index_db_do(index, SQL_RECORD_PUT, err, "iss", key, dwc.data,
			   words);
}

int index_refresh(struct index *index, int64_t key,
		  const struct index_fresh *fresh, struct error *err)
{
	struct specimen specimen;
	bool lent = false;
	int rc;

	specimen_init(&specimen);
	rc = index_load_specimen(index, key, false, fresh, &specimen, &lent,
				 err);
	if (rc == 0) {
		specimen_replay(&specimen, index->run->terms);
		rc = index_refresh_put(index, key, &specimen, err);
	}
	if (lent)
		specimen.n_outcomes = 0; /* its contents are not ours */
	specimen_done(&specimen);
	return rc;
}
