/*
 * fold.c: lines of the journals into rows. See fold.h.
 *
 * 1. A line is taken in once, in the order of its file; what depends on
 *    more than one line is computed from the rows (refresh.c).
 * 2. A line that cannot be read is counted and told, and takes up its place.
 * 3. A specimen known by its name alone becomes one with the first hashed
 *    line of that image: its rows move, and its old id leads there.
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
#include "run/index/fold/group.h"
#include "run/index/fold/load.h"
#include "run/index/fold/stats.h"
#include "run/journal/event.h"

#define INDEX_COST_MAX 1e6 /* dollars an outcome may say it cost */

void index_fold_bad(struct index_fold *fold, uint64_t number, const char *why)
{
	struct fold_report *report = fold->report;

	if (report->bad++ == 0)
		snprintf(report->first_bad, sizeof(report->first_bad),
			 "%s:%llu: %.200s", journal_name(fold->id),
			 (unsigned long long)number, why);
}

/* The specimen has to be made anew; steals `outcome` (may be NULL). */
static void fold_touch(struct index_fold *fold, int64_t key, uint64_t position,
		       struct outcome *outcome, const char *sha256)
{
	bool again = fold->n > 0 && fold->dirty[fold->n - 1].key == key;
	struct index_dirty *dirty;

	if (outcome == NULL && again)
		return;
	fold->rows += !again;
	ARRAY_GROW(fold->dirty, fold->n, fold->cap);
	dirty = &fold->dirty[fold->n++];
	*dirty = (struct index_dirty){
		.key = key,
		.position = position,
		.outcome = outcome,
	};
	snprintf(dirty->sha256, sizeof(dirty->sha256), "%s", sha256);
}

/* --- ids ------------------------------------------------------------------ */

static int fold_one_key(struct index *index, enum index_sql sql,
			const char *text, int64_t *ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, sql, &stmt, err, "s", text);

	if (got > 0)
		*ret = sqlite3_column_int64(stmt, 0);
	return got;
}

/* The key that an id leads to: 1, or 0 when there is none, or -1. */
static int fold_find(struct index *index, const char *id, int64_t *ret,
		     struct error *err)
{
	int got = fold_one_key(index, SQL_SPECIMEN_KEY, id, ret, err);

	if (got == 0 && strncmp(id, "name:", 5) == 0)
		got = fold_one_key(index, SQL_PATH_HASHED, id + 5, ret, err);
	return got;
}

static int fold_key(struct index *index, const char *id, int64_t *ret,
		    struct error *err)
{
	int got = fold_find(index, id, ret, err);

	if (got != 0)
		return got < 0 ? -1 : 0;
	if (index_db_do(index, SQL_SPECIMEN_ADD, err, "s", id) < 0)
		return -1;
	*ret = sqlite3_last_insert_rowid(index->db);
	return 0;
}

int index_fold_move(struct index *index, int64_t from, int64_t to,
		    struct error *err)
{
	static const enum index_sql moves[] = {SQL_PATH_MOVE, SQL_OUTCOME_MOVE,
					       SQL_ACT_OF_MOVE};
	static const enum index_sql drops[] = {SQL_PATH_DROP, SQL_ACT_OF_DROP,
					       SQL_RECORD_DROP,
					       SQL_SPECIMEN_DROP};

	if (index_refresh_forget(index, from, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		if (index_db_do(index, moves[i], err, "ii", to, from) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(drops); i++)
		if (index_db_do(index, drops[i], err, "i", from) < 0)
			return -1;
	return 0;
}

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
	got = fold_one_key(index, SQL_SPECIMEN_KEY, id, &named, err);
	if (got <= 0)
		return got;
	return index_fold_move(index, named, key, err);
}

/* --- parameters ----------------------------------------------------------- */

/* The number of a hash of parameters; 0 for NULL. */
int index_params_number(struct index *index, const char *sha256, int64_t *ret,
			struct error *err)
{
	int got;

	*ret = 0;
	if (sha256 == NULL)
		return 0;
	got = fold_one_key(index, SQL_PARAMS_GET, sha256, ret, err);
	if (got != 0)
		return got < 0 ? -1 : 0;
	if (index_db_do(index, SQL_PARAMS_PUT, err, "s", sha256) < 0)
		return -1;
	*ret = sqlite3_last_insert_rowid(index->db);
	return 0;
}

/* --- raw.jsonl ------------------------------------------------------------ */

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
		fold_touch(fold, sqlite3_column_int64(stmt, 0), 0, NULL, "");
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
	if (fold_key(fold->index, outcome->specimen_id, &key, err) < 0 ||
	    fold_outcome_rows(fold, line, outcome, hash, key, err) < 0) {
		outcome_done(outcome);
		free(outcome);
		return -1;
	}
	fold_touch(fold, key, line->position, outcome, hash);
	return 0;
}

/* --- edits.jsonl ---------------------------------------------------------- */

/* Links the act at `position` to a specimen. */
static int fold_link(struct index_fold *fold, int64_t key, uint64_t position,
		     const char *part, struct error *err)
{
	if (index_db_do(fold->index, SQL_ACT_OF_ADD, err, "iis", key,
			(int64_t)position, part) < 0)
		return -1;
	if (fold->later)
		return index_db_do(fold->index, SQL_LATE_ADD, err, "i", key);
	fold_touch(fold, key, 0, NULL, "");
	return 0;
}

static int fold_link_id(struct index_fold *fold, const char *id,
			uint64_t position, const char *part, struct error *err)
{
	int64_t key;

	if (fold_key(fold->index, id, &key, err) < 0)
		return -1;
	return fold_link(fold, key, position, part, err);
}

/* A change of a bulk act, in the order of specimens and then of arrival. */
struct fold_change {
	json_t *change; /* borrowed */
	const char *id;
	size_t arrival;
};

static int fold_change_order(const void *a, const void *b)
{
	const struct fold_change *left = a, *right = b;
	int order = strcmp(left->id, right->id);

	if (order != 0)
		return order;
	return left->arrival < right->arrival ? -1 : 1;
}

/* These changes are one specimen's: its part of the act. */
static int fold_bulk_part(struct index_fold *fold, struct act *act,
			  const struct fold_change *changes, size_t n,
			  uint64_t position, struct error *err)
{
	struct bytes part CLEANUP(bytes_done) = {0};
	json_t *all = act->changes;

	act->changes = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append(act->changes, changes[i].change);
	act_write(act, &part);
	json_decref(act->changes);
	act->changes = all;
	return fold_link_id(fold, changes[0].id, position, part.data, err);
}

static int fold_bulk(struct index_fold *fold, struct act *act,
		     uint64_t position, struct error *err)
{
	size_t n = json_array_size(act->changes), to;
	struct fold_change *changes = mem_alloc(n * sizeof(*changes));
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		json_t *change = json_array_get(act->changes, i);

		changes[i] = (struct fold_change){
			change, json_string_at(change, "specimen_id"), i};
	}
	qsort(changes, n, sizeof(*changes), fold_change_order);
	for (size_t from = 0; from < n && rc == 0; from = to) {
		for (to = from + 1; to < n; to++)
			if (strcmp(changes[from].id, changes[to].id) != 0)
				break;
		rc = fold_bulk_part(fold, act, changes + from, to - from,
				    position, err);
	}
	free(changes);
	return rc;
}

/* Whether this is one of them: 1, 0 or -1. */
static int fold_is_among(struct index *index, const json_t *ids, int64_t key,
			 struct error *err)
{
	size_t i;
	json_t *id;

	json_array_foreach(ids, i, id)
	{
		int64_t other = 0;
		int got = json_is_string(id)
				  ? fold_find(index, json_string_value(id),
					      &other, err)
				  : 0;

		if (got < 0 || (got > 0 && other == key))
			return got;
	}
	return 0;
}

/* An act that takes others back, or puts them forward, concerns whatever
 * those did, but for what it excepts. */
static int fold_back_one(struct index_fold *fold, const struct act *act,
			 const char *id, uint64_t position, struct error *err)
{
	int64_t dead = act->op == ACT_UNDO;
	struct index *index = fold->index;
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int64_t target;
	int got = fold_one_key(index, SQL_ACT_FIND, id, &target, err);

	if (got <= 0)
		return got;
	if (index_db_do(index, SQL_ACT_DEAD, err, "ii", dead, target) < 0)
		return -1;
	got = index_db_get(index, SQL_ACT_KEYS, &stmt, err, "i", target);
	for (; got > 0; got = index_db_next(index, stmt, err)) {
		int64_t key = sqlite3_column_int64(stmt, 0);
		int excepted = fold_is_among(index, act->except, key, err);

		if (excepted < 0 ||
		    (excepted == 0 &&
		     fold_link(fold, key, position, NULL, err) < 0))
			return -1;
	}
	return got;
}

/* Links an act to the specimen that it names, unless it excepts that. */
static int fold_named(struct index_fold *fold, const struct act *act,
		      uint64_t position, struct error *err)
{
	int64_t key;
	int excepted;

	if (act->specimen_id == NULL)
		return 0;
	if (fold_key(fold->index, act->specimen_id, &key, err) < 0)
		return -1;
	excepted = fold_is_among(fold->index, act->except, key, err);
	if (excepted != 0)
		return excepted < 0 ? -1 : 0;
	return fold_link(fold, key, position, NULL, err);
}

static int fold_back(struct index_fold *fold, const struct act *act,
		     uint64_t position, struct error *err)
{
	size_t i;
	json_t *id;

	json_array_foreach(act->ids, i, id)
	{
		const char *text = json_string_value(id);

		if (text != NULL &&
		    fold_back_one(fold, act, text, position, err) < 0)
			return -1;
	}
	return 0;
}

static int fold_act(struct index_fold *fold, struct act *act,
		    const struct journal_line *line, struct error *err)
{
	struct bytes reverts CLEANUP(bytes_done) = {0};
	int64_t back = act->op == ACT_UNDO ? 1 : act->op == ACT_REDO ? 2 : 0;

	fold->later = fold->defers && act->group != NULL &&
		      (act->op == ACT_BULK || back != 0);
	if (act->ids != NULL)
		json_write_line(act->ids, &reverts);
	if (index_db_do(fold->index, SQL_ACT_ADD, err, "iississ",
			(int64_t)line->position, (int64_t)line->len, act->id,
			act->by, back, reverts.data, act->group) < 0)
		return -1;
	if (act->op == ACT_BULK)
		return fold_bulk(fold, act, line->position, err);
	if (back != 0 && fold_back(fold, act, line->position, err) < 0)
		return -1;
	return fold_named(fold, act, line->position, err);
}

/* Of a group only where all of it is there: 1 while it may yet come. */
static int fold_group(struct index_fold *fold, struct act *act,
		      const struct journal_line *line, struct error *err)
{
	enum group_state state = GROUP_WHOLE;

	if (act->group == NULL)
		index_group_forget(fold->index);
	else if (index_group_judge(fold->index, act->group, line->position,
				   &state, err) < 0)
		return -1;
	if (state == GROUP_OPEN)
		return 1;
	return state == GROUP_WHOLE ? fold_act(fold, act, line, err) : 0;
}

static int fold_edit(struct index_fold *fold, const struct journal_line *line,
		     uint64_t number, struct error *err)
{
	struct error why;
	struct act act;
	int rc;

	if (act_read(line->text, line->len, &act, &why) < 0) {
		index_fold_bad(fold, number, why.text);
		return 0;
	}
	rc = fold_group(fold, &act, line, err);
	if (rc == 0 && act.seq > fold->seq)
		fold->seq = act.seq;
	act_done(&act);
	return rc;
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
	got = fold_find(fold->index, id, &key, err);
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

void index_fold_touch(struct index_fold *fold, int64_t key)
{
	fold_touch(fold, key, 0, NULL, "");
}

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
		[JOURNAL_EDITS] = fold_edit,
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
