/*
 * told.h: what a server said of a batch, as batches.jsonl has it. Pure.
 */
#ifndef BATCH_TOLD_H
#define BATCH_TOLD_H

#include <jansson.h>

#include "engine/batch/batch.h"

/* The keys of a "status" or "ended" line; new reference. */
json_t *batch_told_json(const struct batch_info *info);

/* Whether a batch failed since too many tokens waited, by its "ended" line; and
 * how many may, or -1. */
bool batch_told_is_queue(const json_t *line, double *ret_tokens);

/* The request that a failed batch names as wrong: its custom_id, borrowed, or
 * NULL, and its place, or -1; and the words. False where it names none. */
bool batch_told_culprit(const json_t *line, const char **ret_custom_id,
			long *ret_row, const char **ret_words);
/* What a failed batch says of itself, borrowed; NULL: nothing. */
const char *batch_told_words(const json_t *line);

#endif
