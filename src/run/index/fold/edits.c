/*
 * edits.c: lines of edits.jsonl: acts, and whom they concern. See edits.h.
 *
 * 1. Of an act on many specimens each has its own part, so that none is parsed
 *    as often as the act is long.
 * 2. An act that takes others back concerns whatever those did.
 */
#include "config.h"

#include "run/index/fold/edits.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/fold/group.h"
#include "run/index/fold/keys.h"
#include "run/journal/act.h"

/* Links the act at `position` to a specimen. */
static int fold_link(struct index_fold *fold, int64_t key, uint64_t position,
		     const char *part, struct error *err)
{
	if (index_db_do(fold->index, SQL_ACT_OF_ADD, err, "iis", key,
			(int64_t)position, part) < 0)
		return -1;
	if (fold->later)
		return index_db_do(fold->index, SQL_LATE_ADD, err, "i", key);
	index_fold_touch(fold, key);
	return 0;
}

static int fold_link_id(struct index_fold *fold, const char *id,
			uint64_t position, const char *part, struct error *err)
{
	int64_t key;

	if (index_key_of(fold->index, id, &key, err) < 0)
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
				  ? index_key_find(index, json_string_value(id),
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
	int got = index_key_get(index, SQL_ACT_FIND, id, &target, err);

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
	if (index_key_of(fold->index, act->specimen_id, &key, err) < 0)
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

int index_fold_edit(struct index_fold *fold, const struct journal_line *line,
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
