/*
 * stage.h: the stages of making an index from nothing, each a piece at a time:
 * raw.jsonl is read by this thread and taken apart by others (batch.c), whose
 * batches come back in its order and become rows (draft.c). Then the indexes
 * are made, the rows that depend on several lines are made anew, and the other
 * journals are folded as always. Known to this folder alone.
 */
#ifndef RUN_INDEX_BUILD_STAGE_H
#define RUN_INDEX_BUILD_STAGE_H

#include "base/thread/ordered.h"
#include "run/index/build/draft.h"
#include "run/index/table/place.h"

struct index_build {
	struct index *target; /* has the lock of its file */
	/* A piece of its work; 1 when there is more, 0 when it is done, and
	 * the next one stands here, NULL behind the last. */
	int (*stage)(struct index_build *build, struct error *err);
	uint64_t size; /* of raw.jsonl when it began */

	struct journal_reader *reader;
	struct place place;
	bool read_all;
	struct ordered *ordered;
	struct batch *waiting; /* for room */

	struct index_draft draft;
	size_t next; /* index to be made, key to be made anew */
};

/* The first stage. */
int build_stage_raw(struct index_build *build, struct error *err) MUST_USE;
/* Takes in what came since the last stage, for index_swap: `arg` is a struct
 * index_build. */
int build_stage_finish(void *arg, struct error *err) MUST_USE;
/* How far it is, per mille of its time as it usually is. */
int build_stage_made(const struct index_build *build);

#endif
