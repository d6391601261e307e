/*
 * batch.c: lines of raw.jsonl read by any thread. See batch.h.
 */
#include "config.h"

#include "run/index/build/batch.h"

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
		free(line->reader);
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

/* The row of a specimen without acts, whose outcomes these are; steals their
 * contents. */
static void batch_make_row(const struct batch_rules *rules,
			   struct specimen *specimen, struct batch_line *line)
{
	int64_t successes = line->key != 0 ? line->successes : line->success;
	int64_t outcomes = line->key != 0 ? line->outcomes : 1;

	specimen->id = mem_strdup(line->id);
	specimen->image = mem_strdup(line->image);
	specimen->words = run_words_share(rules->run_words);
	specimen_replay(specimen, rules->terms);
	specimen_weigh(specimen, rules->terms);
	index_row_make(specimen, rules->terms, outcomes, successes, &line->row);
	line->has_row = true;
}

/* Adds an outcome to a specimen; steals its contents. */
static void batch_add_outcome(struct specimen *specimen,
			      const struct outcome *outcome, const char *sha256)
{
	size_t n = specimen->n_outcomes++;

	specimen->outcomes = mem_grow(specimen->outcomes, n + 1,
				      sizeof(*specimen->outcomes));
	specimen->outcome_sha256 = mem_grow(specimen->outcome_sha256, n + 1,
					    sizeof(*specimen->outcome_sha256));
	specimen->outcomes[n] = *outcome;
	memcpy(specimen->outcome_sha256[n], sha256, HASH_HEX_SIZE);
}

/* Takes a text out of the outcome. */
static char *batch_steal(char **slot)
{
	char *text = *slot;

	*slot = NULL;
	return text;
}

/* What is known of a line of its own. */
static void batch_note_line(struct outcome *outcome, struct batch_line *line)
{
	line->cost_usd = outcome->cost_usd;
	line->success = outcome->error == NULL;
	line->left = outcome_is_left(outcome);
	line->reader = outcome_reader(outcome);
	line->id = mem_strdup(outcome->specimen_id);
	line->image = mem_strdup(outcome->image);
	line->params = mem_strdup(outcome->params_sha256);
	line->source = batch_steal(&outcome->source_sha256);
}

static void batch_read_line(const struct batch_rules *rules, const char *text,
			    struct batch_line *line)
{
	struct specimen specimen;
	struct outcome outcome;
	struct error why;

	if (outcome_read(text, line->len, &outcome, NULL, &why) < 0) {
		line->why = mem_strdup(why.text);
		return;
	}
	hash_bytes(text, line->len, line->sha256);
	batch_note_line(&outcome, line);
	if (line->left || !atomic_load(&rules->rows)) {
		outcome_done(&outcome);
		return;
	}
	specimen_init(&specimen);
	batch_add_outcome(&specimen, &outcome, line->sha256);
	batch_make_row(rules, &specimen, line);
	specimen_done(&specimen);
}

/* All that a row is made of anew. */
static void batch_read_again(const struct batch_rules *rules, const char *text,
			     struct batch_line *line)
{
	const char *end = text + line->len, *at = text, *feed;
	struct specimen specimen;
	struct outcome outcome;
	char sha256[HASH_HEX_SIZE];
	bool whole = true;

	specimen_init(&specimen);
	for (; whole && at < end; at = feed + 1) {
		feed = memchr(at, '\n', (size_t)(end - at));
		whole = feed != NULL && outcome_read(at, (size_t)(feed - at),
						     &outcome, NULL, NULL) == 0;
		if (!whole)
			break;
		hash_bytes(at, (size_t)(feed - at), sha256);
		batch_add_outcome(&specimen, &outcome, sha256);
	}
	if (whole)
		batch_make_row(rules, &specimen, line);
	specimen_done(&specimen);
}

void batch_read(void *rules, void *data)
{
	struct batch *batch = data;

	for (size_t i = 0; i < batch->n; i++) {
		struct batch_line *line = &batch->lines[i];

		if (!line->whole || line->len == 0)
			continue;
		if (line->key != 0)
			batch_read_again(rules, batch->text.data + line->start,
					 line);
		else
			batch_read_line(rules, batch->text.data + line->start,
					line);
	}
}
