/*
 * outcome_batch.h: lines of a batch's output file, as OpenAI's batch API
 * gives them: {"id","custom_id","response":{"status_code","body"},"error"}.
 */
#ifndef RUN_JOURNAL_OUTCOME_BATCH_H
#define RUN_JOURNAL_OUTCOME_BATCH_H

#include <jansson.h>
#include <stdbool.h>

bool outcome_batch_is(const json_t *line);

/*
 * The same as a line of raw.jsonl, in the shape that the original makes of
 * it; new reference. What was answered stays in `raw_content` when it is no
 * JSON object. Never NULL.
 */
json_t *outcome_batch_line(const json_t *line);

#endif
