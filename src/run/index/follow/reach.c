/*
 * reach.c: how far an index is, and what lies behind a place that it had
 * reached. See index.h.
 */
#include "config.h"

#include "base/json/json.h"
#include "run/index/table/db.h"
#include "run/index/table/place.h"

int index_reached(struct index *index, struct index_reach *ret,
		  struct error *err)
{
	struct place raw, edits;

	if (place_get(index, JOURNAL_RAW, &raw, err) < 0 ||
	    place_get(index, JOURNAL_EDITS, &edits, err) < 0)
		return -1;
	*ret = (struct index_reach){raw.position, edits.position};
	return 0;
}

int index_touched(struct index *index, const struct index_reach *since,
		  json_t **ret, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	json_t *ids = json_array();
	int got = index_db_get(index, SQL_SPECIMEN_TOUCHED, &stmt, err, "iii",
			       since->raw, since->edits,
			       (int64_t)INDEX_TOUCHED_MAX);

	for (; got > 0; got = index_db_next(index, stmt, err))
		json_array_append_new(ids, json_string(index_db_text(stmt, 0)));
	if (got < 0)
		json_decref(ids);
	else
		*ret = ids;
	return got;
}

int index_next_seq(struct index *index, int64_t *ret, struct error *err)
{
	int64_t seq;

	if (index_db_meta(index, "seq", &seq, err) < 0)
		return -1;
	/* A group without an end keeps the numbers that its lines have. */
	*ret = seq + 1 + index->group.lines;
	return 0;
}

int index_left(struct index *index, uint64_t *ret, struct error *err)
{
	*ret = 0;
	for (int id = 0; id < JOURNAL_FOLDED; id++) {
		uint64_t size =
			journal_size(index->run->dir, (enum journal_id)id);
		struct place place;

		if (place_get(index, (enum journal_id)id, &place, err) < 0)
			return -1;
		if (size > (uint64_t)place.position)
			*ret += size - (uint64_t)place.position;
	}
	return 0;
}
