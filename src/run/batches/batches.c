/*
 * batches.c: the journal of batches folded to what stands. See batches.h.
 *
 * 1. State depends on the order of lines alone. A line that says what cannot
 *    follow from what stands (a batch of a chunk that was withdrawn, a plan
 *    without its sheets) is counted, and changes nothing.
 * 2. A chunk is in force with its "planned" line, which says how many sheets
 *    it has: lines of sheets whose plan never came are nothing.
 * 3. Money: from "planned" to "collected", "withdrawn" or a plan that replaces
 *    it the reservation stands.
 */
#include "config.h"

#include "run/batches/batches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/batches/chunk_line.h"

void batches_init(struct batches *batches)
{
	*batches = (struct batches){0};
}

void batches_done(struct batches *batches)
{
	for (size_t i = 0; i < batches->n; i++)
		chunk_free(batches->chunks[i]);
	for (size_t i = 0; i < batches->n_begun; i++)
		chunk_free(batches->begun[i]);
	for (size_t i = 0; i < batches->n_limits; i++) {
		free(batches->limits[i].engine);
		free(batches->limits[i].base_url);
		free(batches->limits[i].model);
	}
	for (size_t i = 0; i < batches->n_known; i++)
		free(batches->known[i]);
	free(batches->chunks);
	free(batches->begun);
	free(batches->limits);
	free(batches->known);
	*batches = (struct batches){0};
}

static void batches_say_bad(struct batches *batches, const char *why)
{
	batches->bad++;
	if (batches->bad > 1)
		return;
	snprintf(batches->first_bad, sizeof(batches->first_bad),
		 "line %llu: %.120s", (unsigned long long)batches->number, why);
	text_clean_line(batches->first_bad);
}

/* --- steps of a chunk ------------------------------------------------------ */

/* What a step tells beside its chunk. */
static void batches_count_step(struct batches *batches, enum batch_op op,
			       struct batch_chunk *chunk)
{
	batches->ended +=
		op == BATCH_OP_ENDED && strcmp(chunk->status, "failed") != 0;
	if (op == BATCH_OP_UPLOADING || op == BATCH_OP_SUBMITTING)
		chunk->asked_at = batches->ended;
	if (op != BATCH_OP_SUBMITTED)
		return;
	ARRAY_GROW(batches->known, batches->n_known, batches->cap_known);
	batches->known[batches->n_known++] = mem_strdup(chunk->batch_id);
}

static void batches_take_step(struct batches *batches, enum batch_op op,
			      struct batch_chunk *chunk, json_t *line)
{
	const char *why = chunk != NULL ? chunk_line_take(chunk, op, line)
					: "there is no such chunk";

	if (why != NULL)
		batches_say_bad(batches, why);
	else
		batches_count_step(batches, op, chunk);
	/* Nothing follows what is closed. */
	if (chunk != NULL && chunk->closed == 0 &&
	    !chunk_state_is_open(chunk->state))
		chunk->closed = batches->number;
}

/* --- plans ---------------------------------------------------------------- */

static struct batch_chunk *batches_begun(struct batches *batches,
					 const char *id, bool make)
{
	struct batch_chunk *chunk;

	for (size_t i = 0; i < batches->n_begun; i++)
		if (strcmp(batches->begun[i]->id, id) == 0)
			return batches->begun[i];
	if (!make)
		return NULL;
	chunk = chunk_new(id);
	ARRAY_GROW(batches->begun, batches->n_begun, batches->cap_begun);
	batches->begun[batches->n_begun++] = chunk;
	return chunk;
}

/* The specimen of a custom_id that holds its hash; else it is the id. */
static const char *specimen_of(const char *custom_id)
{
	static const char prefix[] = "specimen-";
	size_t len = sizeof(prefix) - 1;

	return strncmp(custom_id, prefix, len) == 0 ? custom_id + len
						    : custom_id;
}

static void batches_take_sheets(struct batches *batches, const char *id,
				json_t *line)
{
	json_t *sheets = json_object_get(line, "sheets"), *sheet;
	struct batch_chunk *chunk;
	size_t i;

	if (batches_find(batches, id) != NULL || !json_is_array(sheets)) {
		batches_say_bad(batches, "sheets that are not of a plan");
		return;
	}
	chunk = batches_begun(batches, id, true);
	json_array_foreach(sheets, i, sheet)
	{
		const char *custom_id = json_string_at(sheet, "custom_id");
		const char *specimen = json_string_at(sheet, "specimen_id");
		const char *image = json_string_at(sheet, "image");

		if (custom_id != NULL)
			chunk_add_sheet(chunk, custom_id,
					specimen != NULL
						? specimen
						: specimen_of(custom_id),
					image != NULL ? image : "");
	}
}

static void batches_replace(struct batches *batches, const json_t *line)
{
	const char *id = json_string_at(line, "replaces");
	struct batch_chunk *old = id != NULL ? batches_find(batches, id) : NULL;

	if (old != NULL)
		chunk_line_replace(old);
}

static void batches_take_plan(struct batches *batches, const char *id,
			      json_t *line)
{
	struct batch_chunk *chunk = batches_begun(batches, id, false);
	int64_t n = json_int_at(line, "requests", -1);

	if (chunk == NULL || n < 0 || (uint64_t)n != chunk_n_added(chunk) ||
	    json_string_at(line, "shape") == NULL) {
		batches_say_bad(batches, "a plan without its sheets");
		return;
	}
	for (size_t i = 0; i < batches->n_begun; i++)
		if (batches->begun[i] == chunk)
			batches->begun[i] = batches->begun[--batches->n_begun];
	chunk_line_plan(chunk, line);
	ARRAY_GROW(batches->chunks, batches->n, batches->cap);
	batches->chunks[batches->n++] = chunk;
	batches_replace(batches, line);
}

static bool text_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

const struct batch_limit *batches_limit(const struct batches *batches,
					const char *engine,
					const char *base_url, const char *model)
{
	for (size_t i = batches->n_limits; i-- > 0;) {
		const struct batch_limit *limit = &batches->limits[i];

		if (text_same(limit->engine, engine) &&
		    text_same(limit->base_url, base_url) &&
		    text_same(limit->model, model))
			return limit;
	}
	return NULL;
}

const char *batches_slug(const struct batches *batches, const char *engine,
			 const char *base_url, const char *model)
{
	for (size_t i = batches->n; i-- > 0;) {
		const struct batch_chunk *chunk = batches->chunks[i];

		if (chunk->batch_id != NULL &&
		    text_same(chunk->engine, engine) &&
		    text_same(chunk->base_url, base_url) &&
		    text_same(chunk->model, model))
			return chunk->slug;
	}
	return NULL;
}

static void batches_take_limit(struct batches *batches, const json_t *line)
{
	struct batch_limit *limit;

	ARRAY_GROW(batches->limits, batches->n_limits, batches->cap_limits);
	limit = &batches->limits[batches->n_limits++];
	*limit = (struct batch_limit){
		.enqueued_tokens = chunk_line_tokens(line, "enqueued_tokens"),
	};
	chunk_line_text(&limit->engine, line, "engine");
	chunk_line_text(&limit->base_url, line, "base_url");
	chunk_line_text(&limit->model, line, "model");
}

/* --- reading -------------------------------------------------------------- */

static void batches_take_op(struct batches *batches, enum batch_op op,
			    json_t *line)
{
	const char *id = json_string_at(line, "chunk");

	if (op == BATCH_OP_UNKNOWN)
		batches->unknown++;
	else if (op == BATCH_OP_LIMIT)
		batches_take_limit(batches, line);
	else if (id == NULL)
		batches_say_bad(batches, "it names no chunk");
	else if (op == BATCH_OP_SHEETS)
		batches_take_sheets(batches, id, line);
	else if (op == BATCH_OP_PLANNED)
		batches_take_plan(batches, id, line);
	else
		batches_take_step(batches, op, batches_find(batches, id), line);
}

void batches_take(struct batches *batches, const char *text, size_t len)
{
	json_t *line CLEANUP(json_release) = NULL;
	enum batch_op op = BATCH_OP_UNKNOWN;
	struct error err;

	batches->number++;
	if (text == NULL)
		batches_say_bad(batches, "it is too long");
	else if (len > 0 && batch_line_read(text, len, &line, &op, &err) < 0)
		batches_say_bad(batches, err.text);
	else if (len > 0)
		batches_take_op(batches, op, line);
}

static struct stat batches_stat(const char *dir)
{
	char *path CLEANUP(mem_free_str) =
		file_join(dir, journal_name(JOURNAL_BATCHES));
	struct stat st;

	if (lstat(path, &st) < 0)
		st = (struct stat){0};
	return st;
}

static bool batches_is_of(const struct batches *batches, const struct stat *st)
{
	return (uint64_t)st->st_dev == batches->dev &&
	       (uint64_t)st->st_ino == batches->ino &&
	       (uint64_t)st->st_size >= batches->position;
}

bool batches_is_same(const struct batches *batches, const char *dir)
{
	const struct stat st = batches_stat(dir);

	return batches->ino == 0 || batches_is_of(batches, &st);
}

/* Begins anew where the file is not the one that was read. */
static void batches_look(struct batches *batches, const char *dir)
{
	const struct stat st = batches_stat(dir);

	if (batches_is_of(batches, &st))
		return;
	batches_done(batches);
	batches->dev = (uint64_t)st.st_dev;
	batches->ino = (uint64_t)st.st_ino;
}

int batches_fold(struct batches *batches, const char *dir, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	batches_look(batches, dir);
	if (journal_reader_open(dir, JOURNAL_BATCHES, batches->position,
				&reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		batches_take(batches, line.text, line.len);
		batches->position = line.position + line.len + 1;
	}
	journal_reader_close(reader);
	return got;
}

/* --- what is asked of it -------------------------------------------------- */

struct batch_chunk *batches_find(const struct batches *batches, const char *id)
{
	for (size_t i = batches->n; i-- > 0;)
		if (strcmp(batches->chunks[i]->id, id) == 0)
			return batches->chunks[i];
	return NULL;
}

struct batch_chunk *batches_find_batch(const struct batches *batches,
				       const char *batch_id)
{
	for (size_t i = batches->n; i-- > 0;)
		if (batches->chunks[i]->batch_id != NULL &&
		    strcmp(batches->chunks[i]->batch_id, batch_id) == 0)
			return batches->chunks[i];
	return NULL;
}

bool batches_knew(const struct batches *batches, const char *batch_id)
{
	for (size_t i = 0; i < batches->n_known; i++)
		if (strcmp(batches->known[i], batch_id) == 0)
			return true;
	return false;
}

double batches_may_usd(const struct batches *batches)
{
	double sum = 0;

	for (size_t i = 0; i < batches->n; i++)
		sum += batches->chunks[i]->may_usd;
	return sum;
}

double batches_reserved_usd(const struct batches *batches)
{
	double sum = batches_may_usd(batches);

	for (size_t i = 0; i < batches->n; i++)
		if (chunk_state_is_open(batches->chunks[i]->state))
			sum += batches->chunks[i]->reserved_usd;
	return sum;
}

/* --- writing -------------------------------------------------------------- */

int batches_append(struct journals *journals, const struct bytes *lines,
		   struct error *err)
{
	int rc;

	if (journals_lock(journals, NULL, err) < 0)
		return -1;
	rc = journals_append(journals, JOURNAL_BATCHES, lines->data, lines->len,
			     NULL, err);
	journals_unlock(journals);
	return rc;
}

int batches_say(struct journals *journals, enum batch_op op, const char *chunk,
		json_t *data, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	batch_line_write(op, chunk, data, &line);
	return batches_append(journals, &line, err);
}
