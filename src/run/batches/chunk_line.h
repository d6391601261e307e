/*
 * chunk_line.h: inside run/batches: what a line of batches.jsonl says of its
 * chunk, and what may follow what.
 */
#ifndef RUN_BATCHES_CHUNK_LINE_H
#define RUN_BATCHES_CHUNK_LINE_H

#include <jansson.h>

#include "run/batches/batch_line.h"
#include "run/batches/chunk.h"

/* A plan of the sheets that were added. */
void chunk_line_plan(struct batch_chunk *chunk, const json_t *line);
/* Any line that comes after it. Returns why it says nothing that is possible;
 * else NULL. */
const char *chunk_line_take(struct batch_chunk *chunk, enum batch_op op,
			    json_t *line);
/* Another chunk's plan takes the place of this one, where it may. */
void chunk_line_replace(struct batch_chunk *old);

/* The text at `key`, if there is one, into *slot (owned). */
void chunk_line_text(char **slot, const json_t *line, const char *key);
/* A number of tokens; 0 where it is none that could be. */
double chunk_line_tokens(const json_t *line, const char *key);

#endif
