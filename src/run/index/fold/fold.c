/*
 * fold.c: lines of the journals into rows. See fold.h.
 *
 * 1. A line is taken in once, in the order of its file; what depends on
 *    more than one line is computed from the rows (refresh.c).
 * 2. A line that cannot be read is counted and told, and takes up its place.
 */
#include "config.h"

#include "run/index/fold/fold.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/counts.h"
#include "run/index/fold/crew.h"
#include "run/index/fold/edits.h"
#include "run/index/fold/keys.h"
#include "run/index/fold/load.h"
#include "run/index/fold/stats.h"
#include "run/journal/event.h"

#define INDEX_COST_MAX 1e6 /* dollars an outcome may say it cost */

/* --- raw.jsonl ------------------------------------------------------------ */

/* A hashed line of an image takes in the specimen that had only its name. */
static int fold_adopt(struct index *index, const struct outcome *outcome,
		      int64_t key, struct error *err)
{
	char *id CLEANUP(mem_free_str) = NULL;
	int64_t named;
	int got;

	if (outcome->image[0] == '\0' ||
	    strncmp(outcome->specimen_id, "name:", 5) == 0)
		return 0;
	id = index_name_id(outcome->image);
	got = index_key_get(index, SQL_SPECIMEN_KEY, id, &named, err);
	if (got <= 0)
		return got;
	return index_fold_move(index, named, key, err);
}

void index_fold_cost(struct index *index, double cost_usd)
{
	if (cost_usd > 0 && cost_usd < INDEX_COST_MAX)
		index->tally.cost += llround(cost_usd * 1e9);
}

/* Other bytes that failed at this path may be superseded now. */
static int fold_touch_others(struct index_fold *fold, const char *image,
			     int64_t key, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(fold->index, SQL_PATH_OTHERS, &stmt, err, "si",
			       image, key);

	for (; got > 0; got = index_db_next(fold->index, stmt, err))
		index_fold_touch_read(fold, sqlite3_column_int64(stmt, 0), 0,
				      NULL, "");
	return got;
}

static int fold_path(struct index_fold *fold, const struct outcome *outcome,
		     int64_t key, int64_t position, struct error *err)
{
	const char *file = file_base(outcome->image);
	bool good = outcome->error == NULL;

	if (index_db_do(fold->index, SQL_PATH_ADD, err, "siisi", outcome->image,
			key, position, file != outcome->image ? file : NULL,
			good ? position : (int64_t)-1) < 0)
		return -1;
	return good ? fold_touch_others(fold, outcome->image, key, err) : 0;
}

static int fold_outcome_rows(struct index_fold *fold,
			     const struct journal_line *line,
			     const struct outcome *outcome, const char *hash,
			     int64_t key, struct error *err)
{
	struct index *index = fold->index;
	char *whose CLEANUP(mem_free_str) = outcome_reader(outcome);
	int64_t params, reader;

	if (index_params_number(index, outcome->params_sha256, &params, err) <
		    0 ||
	    index_params_number(index, whose, &reader, err) < 0 ||
	    index_db_do(index, SQL_OUTCOME_ADD, err, "iiihiihi",
			(int64_t)line->position, (int64_t)line->len, key, hash,
			(int64_t)(outcome->error == NULL), params,
			outcome->source_sha256, reader) < 0)
		return -1;
	if (outcome->image[0] != '\0' &&
	    fold_path(fold, outcome, key, (int64_t)line->position, err) < 0)
		return -1;
	index_fold_cost(index, outcome->cost_usd);
	return fold_adopt(index, outcome, key, err);
}

static int fold_raw(struct index_fold *fold, const struct journal_line *line,
		    uint64_t number, struct error *err)
{
	struct outcome *outcome = mem_zalloc(sizeof(*outcome));
	char hash[HASH_HEX_SIZE];
	struct error why;
	int64_t key;

	if (outcome_read(line->text, line->len, outcome, NULL, &why) < 0) {
		free(outcome);
		index_fold_bad(fold, number, why.text);
		return 0;
	}
	if (outcome_is_left(outcome)) {
		index_fold_cost(fold->index, outcome->cost_usd);
		outcome_done(outcome);
		free(outcome);
		return 0;
	}
	hash_bytes(line->text, line->len, hash);
	if (index_key_of(fold->index, outcome->specimen_id, &key, err) < 0 ||
	    fold_outcome_rows(fold, line, outcome, hash, key, err) < 0) {
		outcome_done(outcome);
		free(outcome);
		return -1;
	}
	index_fold_touch_read(fold, key, line->position, outcome, hash);
	return 0;
}

/* --- curated.jsonl -------------------------------------------------------- */

static int fold_curated(struct index_fold *fold,
			const struct journal_line *line, uint64_t number,
			struct error *err)
{
	json_t *value CLEANUP(json_release) = NULL;
	struct error why;
	const char *id;
	int64_t revision, key;
	int got;

	if (json_read(line->text, line->len, &value, NULL, &why) < 0) {
		index_fold_bad(fold, number, why.text);
		return 0;
	}
	id = json_string_at(value, "specimen_id");
	revision = json_integer_value(
		json_object_get(json_object_get(value, "review"), "revision"));
	if (id == NULL) {
		index_fold_bad(fold, number,
			       "a signed record without "
			       "specimen_id");
		return 0;
	}
	if (index_db_do(fold->index, SQL_CURATED_PUT, err, "sii", id,
			(int64_t)line->position, revision) < 0)
		return -1;
	got = index_key_find(fold->index, id, &key, err);
	if (got <= 0)
		return got;
	return index_db_do(fold->index, SQL_SPECIMEN_SIGNED, err, "ii",
			   revision, key);
}

/* --- events.jsonl --------------------------------------------------------- */

static void fold_started(struct index_session *session,
			 const struct event *event)
{
	const char *run_id = json_string_at(event->data, "run_id");

	*session = (struct index_session){
		.total = json_int_at(event->data, "total_specimens", 0),
	};
	snprintf(session->run_id, sizeof(session->run_id), "%s",
		 run_id != NULL ? run_id : "");
	snprintf(session->started, sizeof(session->started), "%s",
		 event->timestamp);
}

static void fold_completed(struct index_session *session,
			   const struct event *event)
{
	const json_t *result = json_object_get(event->data, "result");

	if (json_is_false(json_object_get(result, "success")))
		session->failed++;
	else
		session->succeeded++;
}

static void fold_failed(struct index_session *session,
			const struct event *event)
{
	(void)event;
	session->failed++;
}

static void fold_ended(struct index_session *session, const struct event *event)
{
	(void)event;
	session->ended = true;
}

static const struct {
	const char *type;
	void (*take)(struct index_session *session, const struct event *event);
} fold_events[] = {
	{"extraction.started", fold_started},
	{"specimen.completed", fold_completed},
	{"specimen.failed", fold_failed},
	{"extraction.completed", fold_ended},
	{"extraction.failed", fold_ended},
};

static int fold_event(struct index_fold *fold, const struct journal_line *line,
		      uint64_t number, struct error *err)
{
	struct event event;
	struct error why;

	(void)err;
	if (event_read(line->text, line->len, &event, &why) < 0) {
		index_fold_bad(fold, number, why.text);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(fold_events); i++) {
		if (strcmp(event.type, fold_events[i].type) != 0)
			continue;
		fold_events[i].take(&fold->session, &event);
		snprintf(fold->session.last, sizeof(fold->session.last), "%s",
			 event.timestamp);
	}
	event_done(&event);
	return 0;
}

/* --- a transaction -------------------------------------------------------- */

int index_fold_begin(struct index_fold *fold, struct index *index,
		     enum journal_id id, struct fold_report *report,
		     struct error *err)
{
	*fold = (struct index_fold){
		.index = index,
		.report = report,
		.id = id,
		.bad = report->bad,
	};
	if (index_tally_load(index, err) < 0 || stats_load(index, err) < 0 ||
	    index_db_meta(index, "seq", &fold->seq, err) < 0)
		return -1;
	return id == JOURNAL_EVENTS ? index_session(index, &fold->session, err)
				    : 0;
}

int index_fold_line(struct index_fold *fold, const struct journal_line *line,
		    uint64_t number, struct error *err)
{
	static int (*const takes[JOURNAL_FOLDED])(struct index_fold *,
						  const struct journal_line *,
						  uint64_t, struct error *) = {
		[JOURNAL_RAW] = fold_raw,
		[JOURNAL_EDITS] = index_fold_edit,
		[JOURNAL_CURATED] = fold_curated,
		[JOURNAL_EVENTS] = fold_event,
	};

	int got = 0;

	if (line->text == NULL)
		index_fold_bad(fold, number, "the line is too long");
	else if (line->len > 0)
		got = takes[fold->id](fold, line, number, err);
	if (got == 0)
		fold->report->lines++;
	return got;
}

static int fold_dirty_order(const void *a, const void *b)
{
	const struct index_dirty *left = a, *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return left->position < right->position	  ? -1
	       : left->position > right->position ? 1
						  : 0;
}

/* Whether the specimen is still there: it may have been adopted. */
static int fold_exists(struct index *index, int64_t key, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;

	return index_db_get(index, SQL_SPECIMEN_ID, &stmt, err, "i", key);
}

static int fold_refresh_each(struct index_fold *fold, struct error *err)
{
	for (size_t i = 0; i < fold->n; i++) {
		struct index_dirty *dirty = &fold->dirty[i];
		struct index_fresh fresh = {dirty->position, dirty->outcome,
					    dirty->sha256};
		int got;

		if (i + 1 < fold->n && dirty->key == dirty[1].key)
			continue;
		got = fold_exists(fold->index, dirty->key, err);
		if (got < 0 || (got > 0 && crew_refresh(fold->index, dirty->key,
							&fresh, err) < 0))
			return -1;
	}
	return 0;
}

static int fold_refresh_all(struct index_fold *fold, struct error *err)
{
	if (fold->n > 1)
		qsort(fold->dirty, fold->n, sizeof(*fold->dirty),
		      fold_dirty_order);
	crew_start(fold->index, fold->rows);
	if (fold_refresh_each(fold, err) == 0 &&
	    crew_finish(fold->index, err) == 0)
		return 0;
	crew_drop(fold->index);
	return -1;
}

/* Bad lines are remembered: whoever folds them first may have nobody to tell
 * (index_faults). */
static int fold_keep_bad(const struct index_fold *fold, struct error *err)
{
	struct index *index = fold->index;
	size_t n = fold->report->bad - fold->bad;
	int64_t before;

	if (n == 0)
		return 0;
	if (index_db_meta(index, "bad", &before, err) < 0 ||
	    (before == 0 &&
	     index_db_meta_text_put(index, "bad.first", fold->report->first_bad,
				    err) < 0))
		return -1;
	return index_db_meta_put(index, "bad", before + (int64_t)n, err);
}

int index_fold_finish(struct index_fold *fold, struct error *err)
{
	struct index *index = fold->index;
	int64_t start = clock_ns(), revision;

	if (fold_refresh_all(fold, err) < 0 || fold_keep_bad(fold, err) < 0)
		return -1;
	if (fold->rows > 0)
		index->refresh_ns =
			(index->refresh_ns +
			 (clock_ns() - start) / (int64_t)fold->rows) /
			2;
	if (fold->id == JOURNAL_EVENTS &&
	    index_session_put(index, &fold->session, err) < 0)
		return -1;
	if (index_tally_store(index, err) < 0 ||
	    index_db_meta_put(index, "seq", fold->seq, err) < 0 ||
	    index_db_meta(index, "revision", &revision, err) < 0)
		return -1;
	return index_db_meta_put(index, "revision", revision + 1, err);
}

void index_fold_done(struct index_fold *fold)
{
	for (size_t i = 0; i < fold->n; i++) {
		if (fold->dirty[i].outcome != NULL)
			outcome_done(fold->dirty[i].outcome);
		free(fold->dirty[i].outcome);
	}
	free(fold->dirty);
	fold->dirty = NULL;
	fold->n = fold->cap = 0;
}
