/*
 * dirty.c: what a transaction notes of its lines: the specimens whose rows are
 * to be made anew at its end, and the lines that could not be read. See fold.h.
 */
#include "config.h"

#include <stdio.h>

#include "base/array.h"
#include "run/index/fold/fold.h"

void index_fold_bad(struct index_fold *fold, uint64_t number, const char *why)
{
	struct fold_report *report = fold->report;

	if (report->bad++ == 0)
		snprintf(report->first_bad, sizeof(report->first_bad),
			 "%s:%llu: %.200s", journal_name(fold->id),
			 (unsigned long long)number, why);
}

void index_fold_touch_read(struct index_fold *fold, int64_t key,
			   uint64_t position, struct outcome *outcome,
			   const char *sha256)
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

void index_fold_touch(struct index_fold *fold, int64_t key)
{
	index_fold_touch_read(fold, key, 0, NULL, "");
}
