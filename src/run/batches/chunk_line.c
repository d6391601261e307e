/*
 * chunk_line.c: see chunk_line.h.
 *
 * 1. What cannot follow from how the chunk stands, or does not say what it
 *    should, changes nothing.
 * 2. Money: what may have been paid all the same, since a person had a chunk
 *    sent again or no bill ever came, is never dropped.
 */
#include "config.h"

#include "run/batches/chunk_line.h"

#include "base/json/json.h"
#include "base/mem.h"

#define CHUNK_USD_MAX	 1e6 /* what a line says beyond is not believed */
#define CHUNK_TOKENS_MAX 1e15
#define CHUNK_S_MAX	 253402300799 /* the year 9999 */
#define CHUNK_BYTES_MAX	 ((int64_t)1 << 40)

/* Sets of states. */
#define FROM(state) (1u << (state))
#define FROM_UNSENT \
	(FROM(CHUNK_PLANNED) | FROM(CHUNK_UPLOADING) | FROM(CHUNK_UPLOADED))
#define FROM_ASKED (FROM(CHUNK_SUBMITTING) | FROM(CHUNK_UNRESOLVED))
#define FROM_SENT  (FROM(CHUNK_SUBMITTED) | FROM(CHUNK_ENDED))

static double money_at(const json_t *line, const char *key)
{
	double usd = json_number_at(line, key, 0);

	return usd > 0 && usd <= CHUNK_USD_MAX ? usd : 0;
}

/* A time as seconds; -1 where none is told that could be one. */
static int64_t time_at(const json_t *line, const char *key)
{
	int64_t s = json_int_at(line, key, -1);

	return s >= 0 && s <= CHUNK_S_MAX ? s : -1;
}

void chunk_line_text(char **slot, const json_t *line, const char *key)
{
	const char *text = json_string_at(line, key);

	if (text != NULL)
		mem_replace(slot, text);
}

static void take_object(json_t **slot, json_t *line)
{
	json_decref(*slot);
	*slot = json_incref(line);
}

double chunk_line_tokens(const json_t *line, const char *key)
{
	double tokens = json_number_at(line, key, 0);

	return tokens > 0 && tokens < CHUNK_TOKENS_MAX ? tokens : 0;
}

/* --- a plan --------------------------------------------------------------- */

void chunk_line_plan(struct batch_chunk *chunk, const json_t *line)
{
	const struct {
		const char *key;
		char **slot;
	} texts[] = {
		{"timestamp", &chunk->planned},
		{"shape", &chunk->shape},
		{"engine", &chunk->engine},
		{"base_url", &chunk->base_url},
		{"model", &chunk->model},
		{"slug", &chunk->slug},
		{"hash", &chunk->hash},
		{"file", &chunk->file},
		{"file_id", &chunk->file_id},
		{"params_sha256", &chunk->params_sha256},
	};
	int64_t bytes = json_int_at(line, "bytes", 0);

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		chunk_line_text(texts[i].slot, line, texts[i].key);
	chunk->bytes =
		bytes > 0 && bytes < CHUNK_BYTES_MAX ? (uint64_t)bytes : 0;
	chunk->tokens = chunk_line_tokens(line, "tokens");
	chunk->reserved_usd = money_at(line, "reserved_usd");
	chunk->may_usd = money_at(line, "may_usd");
	chunk->n_sheets = chunk_n_added(chunk);
	chunk->state = CHUNK_PLANNED;
}

/* --- what comes after it --------------------------------------------------- */

/* Where a chunk stands that nobody has a batch of. */
static enum chunk_state chunk_before(const struct batch_chunk *chunk)
{
	return chunk->file_id != NULL ? CHUNK_UPLOADED : CHUNK_PLANNED;
}

static void take_uploading(struct batch_chunk *chunk, json_t *line)
{
	chunk->state = CHUNK_UPLOADING;
	chunk->since_s = time_at(line, "since");
	chunk_line_text(&chunk->key, line, "key");
}

static void take_uploaded(struct batch_chunk *chunk, json_t *line)
{
	chunk_line_text(&chunk->file_id, line, "file_id");
	chunk->state = chunk_before(chunk);
}

static void take_submitting(struct batch_chunk *chunk, json_t *line)
{
	chunk->state = CHUNK_SUBMITTING;
	chunk->attempts++;
	chunk->since_s = time_at(line, "since");
	chunk_line_text(&chunk->key, line, "key");
}

static void take_submitted(struct batch_chunk *chunk, json_t *line)
{
	chunk_line_text(&chunk->batch_id, line, "batch_id");
	chunk_line_text(&chunk->status, line, "status");
	chunk_line_text(&chunk->key, line, "key");
	mem_replace(&chunk->why, NULL);
	/* That it found room shows later: a batch may fail for want of it. */
	chunk->state = CHUNK_SUBMITTED;
}

/* A batch that failed since there was no room for it is no batch any more. */
static void take_refused(struct batch_chunk *chunk, json_t *line)
{
	int64_t now_s = time_at(line, "since");

	mem_replace(&chunk->batch_id, NULL);
	mem_replace(&chunk->status, NULL);
	chunk_line_text(&chunk->why, line, "why");
	if (json_is_true(json_object_get(line, "upload")))
		mem_replace(&chunk->file_id, NULL);
	chunk->asked_s = now_s;
	if (!json_is_true(json_object_get(line, "waits")))
		chunk->refused_s = -1;
	else if (chunk->refused_s < 0)
		chunk->refused_s = now_s;
	chunk->state = chunk_before(chunk);
}

static void take_absent(struct batch_chunk *chunk, json_t *line)
{
	(void)line;
	mem_replace(&chunk->why, NULL);
	chunk->state = chunk_before(chunk);
}

static void take_unresolved(struct batch_chunk *chunk, json_t *line)
{
	chunk_line_text(&chunk->why, line, "why");
	chunk->state = CHUNK_UNRESOLVED;
}

static void take_resubmit(struct batch_chunk *chunk, json_t *line)
{
	chunk->may_usd += chunk->reserved_usd;
	take_absent(chunk, line);
}

static void take_status(struct batch_chunk *chunk, json_t *line)
{
	chunk_line_text(&chunk->status, line, "status");
	take_object(&chunk->told, line);
}

static void take_ended(struct batch_chunk *chunk, json_t *line)
{
	take_status(chunk, line);
	chunk->state = CHUNK_ENDED;
}

static void take_collecting(struct batch_chunk *chunk, json_t *line)
{
	take_object(&chunk->progress, line);
}

static void take_collected(struct batch_chunk *chunk, json_t *line)
{
	take_object(&chunk->result, line);
	chunk->cost_usd = money_at(line, "cost_usd");
	if (json_is_false(json_object_get(line, "settled")))
		chunk->may_usd += chunk->reserved_usd;
	chunk_close(chunk, CHUNK_COLLECTED);
}

static void take_withdrawn(struct batch_chunk *chunk, json_t *line)
{
	chunk_line_text(&chunk->why, line, "why");
	chunk_close(chunk, CHUNK_WITHDRAWN);
}

/* What may follow what, by state. */
struct op_rule {
	unsigned from;
	const char *needs; /* a text that the line has to have; NULL: none */
	void (*take)(struct batch_chunk *chunk, json_t *line);
};

static const struct op_rule op_rules[BATCH_OPS] = {
	[BATCH_OP_UPLOADING] = {FROM_UNSENT, NULL, take_uploading},
	[BATCH_OP_UPLOADED] = {FROM_UNSENT, "file_id", take_uploaded},
	[BATCH_OP_SUBMITTING] = {FROM_UNSENT, NULL, take_submitting},
	[BATCH_OP_SUBMITTED] = {FROM_UNSENT | FROM_ASKED, "batch_id",
				take_submitted},
	[BATCH_OP_REFUSED] = {FROM(CHUNK_UPLOADING) | FROM_ASKED | FROM_SENT,
			      NULL, take_refused},
	[BATCH_OP_ABSENT] = {FROM(CHUNK_UPLOADING) | FROM_ASKED, NULL,
			     take_absent},
	[BATCH_OP_UNRESOLVED] = {FROM_ASKED, NULL, take_unresolved},
	[BATCH_OP_RESUBMIT] = {FROM(CHUNK_UNRESOLVED), NULL, take_resubmit},
	[BATCH_OP_STATUS] = {FROM(CHUNK_SUBMITTED), "status", take_status},
	[BATCH_OP_ENDED] = {FROM_SENT, "status", take_ended},
	[BATCH_OP_COLLECTING] = {FROM_SENT, NULL, take_collecting},
	[BATCH_OP_COLLECTED] = {FROM_SENT, NULL, take_collected},
	[BATCH_OP_WITHDRAWN] = {FROM_UNSENT, NULL, take_withdrawn},
};

const char *chunk_line_take(struct batch_chunk *chunk, enum batch_op op,
			    json_t *line)
{
	const struct op_rule *rule = &op_rules[op];

	if ((rule->from & FROM(chunk->state)) == 0)
		return "that cannot follow from how the chunk stands";
	if (rule->needs != NULL && json_string_at(line, rule->needs) == NULL)
		return "it does not say what it should";
	rule->take(chunk, line);
	return NULL;
}

void chunk_line_replace(struct batch_chunk *old)
{
	if (((FROM_UNSENT | FROM_SENT) & FROM(old->state)) != 0)
		chunk_close(old, CHUNK_REPLACED);
}
