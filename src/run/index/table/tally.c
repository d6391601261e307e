/*
 * tally.c: sums over all specimens. See tally.h.
 */
#include "config.h"

#include "run/index/table/tally.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run/index/table/db.h"
#include "run/index/table/sql.h"

static const struct {
	const char *name;
	size_t offset;
} tally_members[] = {
	{"n.sheets", offsetof(struct index_tally, sheets)},
	{"n.extracted", offsetof(struct index_tally, extracted)},
	{"n.failed", offsetof(struct index_tally, failed)},
	{"n.flagged", offsetof(struct index_tally, marked[MARK_FLAGGED])},
	{"n.expert", offsetof(struct index_tally, marked[MARK_EXPERT])},
	{"n.second", offsetof(struct index_tally, marked[MARK_SECOND])},
	{"n.pending", offsetof(struct index_tally, by_status[STATUS_PENDING])},
	{"n.in_review",
	 offsetof(struct index_tally, by_status[STATUS_IN_REVIEW])},
	{"n.approved",
	 offsetof(struct index_tally, by_status[STATUS_APPROVED])},
	{"n.rejected",
	 offsetof(struct index_tally, by_status[STATUS_REJECTED])},
	{"n.critical",
	 offsetof(struct index_tally, by_priority[PRIORITY_CRITICAL])},
	{"n.high", offsetof(struct index_tally, by_priority[PRIORITY_HIGH])},
	{"n.medium",
	 offsetof(struct index_tally, by_priority[PRIORITY_MEDIUM])},
	{"n.low", offsetof(struct index_tally, by_priority[PRIORITY_LOW])},
	{"n.minimal",
	 offsetof(struct index_tally, by_priority[PRIORITY_MINIMAL])},
	{"sum.completeness", offsetof(struct index_tally, completeness)},
	{"sum.soundness", offsetof(struct index_tally, soundness)},
	{"n.blank", offsetof(struct index_tally, blank)},
	{"sum.doubt", offsetof(struct index_tally, doubt)},
	{"sum.cost", offsetof(struct index_tally, cost)},
};

static int64_t *tally_member(struct index_tally *tally, size_t i)
{
	return (int64_t *)(void *)((char *)tally + tally_members[i].offset);
}

void index_share_read(sqlite3_stmt *stmt, struct index_share *ret)
{
	*ret = (struct index_share){
		.extracted = sqlite3_column_int(stmt, 1) != 0,
		.failed = sqlite3_column_int(stmt, 2) != 0,
		.marks = (unsigned int)sqlite3_column_int(stmt, 3),
		.status = sqlite3_column_int(stmt, 4),
		.priority = sqlite3_column_int(stmt, 5),
		.completeness = sqlite3_column_double(stmt, 6),
		.soundness = sqlite3_column_double(stmt, 7),
		.doubt = sqlite3_column_double(stmt, 10),
		.blank = sqlite3_column_int(stmt, 11) != 0,
	};
}

void index_tally_add(struct index_tally *tally, const struct index_share *share,
		     int sign)
{
	if (share->status == INDEX_SUPERSEDED)
		return;
	tally->sheets += sign;
	tally->extracted += share->extracted ? sign : 0;
	tally->failed += share->failed ? sign : 0;
	for (int i = 0; i < MARK_COUNT; i++)
		tally->marked[i] += (share->marks >> i & 1) != 0 ? sign : 0;
	tally->by_status[share->status] += sign;
	tally->by_priority[share->priority] += sign;
	tally->completeness += sign * llround(1000 * share->completeness);
	tally->soundness += sign * llround(1000 * share->soundness);
	tally->doubt += sign * llround(1000 * share->doubt);
	tally->blank += share->blank ? sign : 0;
}

int index_tally_load(struct index *index, struct error *err)
{
	struct index_tally tally = {0};

	for (size_t i = 0; i < ARRAY_LEN(tally_members); i++)
		if (index_db_meta(index, tally_members[i].name,
				  tally_member(&tally, i), err) < 0)
			return -1;
	index->tally = index->stored = tally;
	return 0;
}

int index_tally_store(struct index *index, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(tally_members); i++) {
		int64_t now = *tally_member(&index->tally, i);

		if (now != *tally_member(&index->stored, i) &&
		    index_db_meta_put(index, tally_members[i].name, now, err) <
			    0)
			return -1;
	}
	index->stored = index->tally;
	return 0;
}
