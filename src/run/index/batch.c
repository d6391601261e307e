/*
 * batch.c: lines of raw.jsonl read by any thread. See batch.h.
 */
#include "config.h"

#include "run/index/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/journal/outcome.h"
#include "run/record/replay.h"

#define BATCH_BYTES (256u << 10)

struct batch *batch_new(void)
{
	return mem_zalloc(sizeof(struct batch));
}

void batch_free(void *data)
{
	struct batch *batch = data;

	for (size_t i = 0; i < batch->n; i++) {
		struct batch_line *line = &batch->lines[i];

		free(line->why);
		free(line->id);
		free(line->image);
		free(line->params);
		free(line->source);
		index_row_done(&line->row);
	}
	bytes_done(&batch->text);
	free(batch);
}

bool batch_is_full(const struct batch *batch)
{
	return batch->n == BATCH_LINES || batch->text.len >= BATCH_BYTES;
}

struct batch_line *batch_add(struct batch *batch,
			     const struct journal_line *line)
{
	struct batch_line *ret = &batch->lines[batch->n++];

	ret->position = line->position;
	ret->start = batch->text.len;
	ret->len = line->len;
	ret->whole = line->text != NULL;
	if (ret->whole)
		bytes_append(&batch->text, line->text, line->len);
	return ret;
}

/* The row of a specimen that has this outcome, and no acts yet. The outcome
 * is lent. */
static void batch_make_row(const struct batch_rules *rules,
			   const struct outcome *outcome,
			   struct batch_line *line)
{
	int64_t successes = line->key != 0 ? line->successes : line->success;
	int64_t outcomes = line->key != 0 ? line->outcomes : 1;
	struct specimen specimen;

	specimen_init(&specimen);
	specimen.id = mem_strdup(line->id);
	specimen.image = mem_strdup(line->image);
	specimen.outcomes = mem_alloc(sizeof(*specimen.outcomes));
	specimen.outcomes[0] = *outcome;
	specimen.outcome_sha256 = mem_zalloc(HASH_HEX_SIZE);
	memcpy(specimen.outcome_sha256[0], line->sha256, HASH_HEX_SIZE);
	specimen.n_outcomes = 1;
	specimen_replay(&specimen, rules->terms);
	specimen_weigh(&specimen, rules->terms, rules->run_words);
	index_row_make(&specimen, rules->terms, outcomes, successes,
		       &line->row);
	line->has_row = true;
	specimen.n_outcomes = 0;
	specimen_done(&specimen);
}

/* Takes a text out of the outcome. */
static char *batch_steal(char **slot)
{
	char *text = *slot;

	*slot = NULL;
	return text;
}

static void batch_read_line(const struct batch_rules *rules, const char *text,
			    struct batch_line *line)
{
	struct outcome outcome;
	struct error why;

	if (outcome_read(text, line->len, &outcome, NULL, &why) < 0) {
		line->why = mem_strdup(why.text);
		return;
	}
	line->cost_usd = outcome.cost_usd;
	line->success = outcome.error == NULL;
	line->left = outcome_is_left(&outcome);
	hash_bytes(text, line->len, line->sha256);
	if (line->key == 0) {
		line->id = batch_steal(&outcome.specimen_id);
		line->image = batch_steal(&outcome.image);
		line->params = batch_steal(&outcome.params_sha256);
		line->source = batch_steal(&outcome.source_sha256);
	}
	if (line->key != 0 || (!line->left && atomic_load(&rules->rows)))
		batch_make_row(rules, &outcome, line);
	outcome_done(&outcome);
}

void batch_read(void *rules, void *data)
{
	struct batch *batch = data;

	for (size_t i = 0; i < batch->n; i++) {
		struct batch_line *line = &batch->lines[i];

		if (line->whole && line->len > 0)
			batch_read_line(rules, batch->text.data + line->start,
					line);
	}
}
