/*
 * there.h: which sheets of a batch have their outcome in raw.jsonl already. It
 * alone tells: whatever was killed, what stands there is not appended again.
 */
#ifndef BATCH_COLLECT_THERE_H
#define BATCH_COLLECT_THERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The keys by which a line of raw.jsonl names its batch and its request. */
#define THERE_BATCH_KEY	 "batch_id"
#define THERE_CUSTOM_KEY "custom_id"

struct there_line {
	const char *custom_id; /* borrowed; NULL: it only says what was paid */
	int64_t cost_nano;
	bool failed;
};

/* Calls `take` for each line of the batch that begins at `from` or behind. A
 * file that is shorter than that is another one, and read from its start.
 * Blocks. */
int there_scan(const char *dir, uint64_t from, const char *batch_id,
	       void (*take)(void *data, const struct there_line *line),
	       void *data, struct error *err) MUST_USE;

#endif
