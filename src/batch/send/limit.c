/*
 * limit.c: see limit.h.
 *
 * 1. A chunk that finds no room while nothing else of ours takes any is too
 *    large by itself, whatever we count: its server counts otherwise. Half of
 *    it is then the limit, by our count, until a refusal beside others names
 *    one again.
 * 2. Both lines are written together: a chunk that waits without a limit would
 *    wait for an end that never comes.
 */
#include "config.h"

#include "batch/send/limit.h"

#include <string.h>
#include <time.h>

#include "base/json/json.h"

static bool text_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Whether both take of the same tokens that may wait. */
static bool chunk_shares(const struct batch_chunk *a,
			 const struct batch_chunk *b)
{
	return text_same(a->engine, b->engine) &&
	       text_same(a->base_url, b->base_url) &&
	       text_same(a->model, b->model);
}

bool batch_limit_has_other(const struct batches *batches,
			   const struct batch_chunk *chunk)
{
	for (size_t i = 0; i < batches->n; i++)
		if (batches->chunks[i] != chunk &&
		    batches->chunks[i]->state == CHUNK_SUBMITTED &&
		    chunk_shares(batches->chunks[i], chunk))
			return true;
	return false;
}

/* What took room when it was refused may have ended since. */
static bool chunk_was_alone(const struct batches *batches,
			    const struct batch_chunk *chunk)
{
	return batches->ended == chunk->asked_at &&
	       !batch_limit_has_other(batches, chunk);
}

static json_t *limit_waits(const char *why)
{
	json_t *data = json_object();

	json_set_string(data, "why", why);
	json_object_set_new(data, "waits", json_true());
	json_object_set_new(data, "since",
			    json_integer((json_int_t)time(NULL)));
	return data;
}

static json_t *limit_learnt(const struct batches *batches,
			    const struct batch_chunk *chunk, double tokens)
{
	json_t *data = json_object();

	if (!(tokens > 0))
		tokens = 0;
	if (chunk->n_sheets > 1 && (tokens <= 0 || chunk->tokens <= tokens) &&
	    chunk_was_alone(batches, chunk))
		tokens = chunk->tokens / 2;
	json_set_string(data, "engine", chunk->engine);
	json_set_string(data, "base_url", chunk->base_url);
	json_set_string(data, "model", chunk->model);
	json_object_set_new(data, "enqueued_tokens", json_real(tokens));
	return data;
}

int batch_limit_refused(struct batch_session *session,
			const struct batch_chunk *chunk, const char *why,
			double tokens, struct error *err)
{
	struct bytes lines CLEANUP(bytes_done) = {0};

	batch_line_write(BATCH_OP_REFUSED, chunk->id, limit_waits(why), &lines);
	batch_line_write(BATCH_OP_LIMIT, NULL,
			 limit_learnt(&session->batches, chunk, tokens),
			 &lines);
	return batch_session_append(session, &lines, err);
}
