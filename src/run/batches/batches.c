/*
 * batches.c: the journal of batches folded to what stands. See batches.h.
 *
 * 1. State depends on the order of lines alone. A line that says what cannot
 *    follow from what stands (a batch of a chunk that was withdrawn, a plan
 *    without its sheets) is counted, and changes nothing.
 * 2. A chunk is in force with its "planned" line, which says how many sheets
 *    it has: lines of sheets whose plan never came are nothing.
 * 3. Money: from "planned" to "collected", "withdrawn" or a plan that replaces
 *    it the reservation stands. What may have been paid all the same, since a
 *    person had a chunk sent again or no bill ever came, is never dropped.
 * 4. Sheets are kept for open chunks alone; a run of many batches takes no
 *    more memory than what is in flight.
 */
#include "config.h"

#include "run/batches/batches.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define CHUNK_USD_MAX	 1e6 /* what a line says beyond is not believed */
#define CHUNK_TOKENS_MAX 1e15
#define CHUNK_S_MAX	 253402300799 /* the year 9999 */
#define CHUNK_BYTES_MAX	 ((int64_t)1 << 40)
#define SHEET_PLACES	 3 /* texts of a sheet */

const char *chunk_state_word(enum chunk_state state)
{
	static const char *const words[CHUNK_STATES] = {
		[CHUNK_PLANNED] = "planned",
		[CHUNK_UPLOADING] = "uploading",
		[CHUNK_UPLOADED] = "uploaded",
		[CHUNK_SUBMITTING] = "submitting",
		[CHUNK_UNRESOLVED] = "unresolved",
		[CHUNK_SUBMITTED] = "submitted",
		[CHUNK_ENDED] = "ended",
		[CHUNK_COLLECTED] = "collected",
		[CHUNK_WITHDRAWN] = "withdrawn",
		[CHUNK_REPLACED] = "replaced",
	};

	return words[state];
}

bool chunk_state_is_open(enum chunk_state state)
{
	return state < CHUNK_COLLECTED;
}

/* --- sheets of a chunk ---------------------------------------------------- */

size_t chunk_n_sheets(const struct batch_chunk *chunk)
{
	return chunk->n_sheets;
}

static const char *chunk_text(const struct batch_chunk *chunk, size_t i,
			      size_t which)
{
	return chunk->text.data + chunk->places[i * SHEET_PLACES + which];
}

struct batch_sheet chunk_sheet(const struct batch_chunk *chunk, size_t i)
{
	return (struct batch_sheet){
		.custom_id = chunk_text(chunk, i, 0),
		.specimen_id = chunk_text(chunk, i, 1),
		.image = chunk_text(chunk, i, 2),
	};
}

static size_t chunk_keep(struct batch_chunk *chunk, const char *text)
{
	size_t at = chunk->text.len;

	bytes_append(&chunk->text, text, strlen(text) + 1);
	return at;
}

static void chunk_add_place(struct batch_chunk *chunk, size_t place)
{
	ARRAY_GROW(chunk->places, chunk->n_places, chunk->cap_places);
	chunk->places[chunk->n_places++] = place;
}

/* The specimen's id is most often the end of custom_id, and not kept twice. */
static void chunk_add_sheet(struct batch_chunk *chunk, const char *custom_id,
			    const char *specimen_id, const char *image)
{
	size_t len = strlen(custom_id), tail = strlen(specimen_id);
	size_t at = chunk_keep(chunk, custom_id);

	chunk_add_place(chunk, at);
	if (tail <= len && strcmp(custom_id + len - tail, specimen_id) == 0)
		chunk_add_place(chunk, at + len - tail);
	else
		chunk_add_place(chunk, chunk_keep(chunk, specimen_id));
	chunk_add_place(chunk, chunk_keep(chunk, image));
}

static void chunk_drop_sheets(struct batch_chunk *chunk)
{
	free(chunk->places);
	free(chunk->order);
	bytes_done(&chunk->text);
	chunk->places = chunk->order = NULL;
	chunk->n_places = chunk->cap_places = 0;
}

/* A merge sort of positions: qsort has no room for the chunk. */
static void order_sort(const struct batch_chunk *chunk, size_t *items,
		       size_t *spare, size_t n)
{
	size_t half = n / 2, a = 0, b = half, to = 0;

	if (n < 2)
		return;
	order_sort(chunk, items, spare, half);
	order_sort(chunk, items + half, spare, n - half);
	memcpy(spare, items, n * sizeof(*items));
	while (to < n) {
		bool first =
			b >= n || (a < half &&
				   strcmp(chunk_text(chunk, spare[a], 0),
					  chunk_text(chunk, spare[b], 0)) <= 0);

		items[to++] = first ? spare[a++] : spare[b++];
	}
}

static void chunk_sort(struct batch_chunk *chunk)
{
	size_t n = chunk->n_places / SHEET_PLACES;
	size_t *spare = mem_zalloc((n + 1) * sizeof(*spare));

	chunk->order = mem_zalloc((n + 1) * sizeof(*chunk->order));
	for (size_t i = 0; i < n; i++)
		chunk->order[i] = i;
	order_sort(chunk, chunk->order, spare, n);
	free(spare);
}

bool chunk_find(struct batch_chunk *chunk, const char *custom_id, size_t *ret_i)
{
	size_t low = 0, high = chunk->n_places / SHEET_PLACES;

	if (chunk->order == NULL)
		chunk_sort(chunk);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t i = chunk->order[middle];
		int order = strcmp(chunk_text(chunk, i, 0), custom_id);

		if (order == 0) {
			*ret_i = i;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* --- their life ----------------------------------------------------------- */

static struct batch_chunk *chunk_new(const char *id)
{
	struct batch_chunk *chunk = mem_zalloc(sizeof(*chunk));

	chunk->id = mem_strdup(id);
	chunk->since_s = chunk->refused_s = chunk->asked_s = -1;
	return chunk;
}

static void chunk_free(struct batch_chunk *chunk)
{
	char *texts[] = {chunk->id,	  chunk->planned,	chunk->shape,
			 chunk->engine,	  chunk->base_url,	chunk->model,
			 chunk->slug,	  chunk->params_sha256, chunk->hash,
			 chunk->file,	  chunk->key,		chunk->file_id,
			 chunk->batch_id, chunk->why,		chunk->status};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	json_decref(chunk->told);
	json_decref(chunk->progress);
	json_decref(chunk->result);
	chunk_drop_sheets(chunk);
	free(chunk);
}

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

/* --- what lines say ------------------------------------------------------- */

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

static void take_text(char **slot, const json_t *line, const char *key)
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

/* Where a chunk stands that nobody has a batch of. */
static enum chunk_state chunk_before(const struct batch_chunk *chunk)
{
	return chunk->file_id != NULL ? CHUNK_UPLOADED : CHUNK_PLANNED;
}

static void take_uploading(struct batch_chunk *chunk, json_t *line)
{
	chunk->state = CHUNK_UPLOADING;
	chunk->since_s = time_at(line, "since");
	take_text(&chunk->key, line, "key");
}

static void take_uploaded(struct batch_chunk *chunk, json_t *line)
{
	take_text(&chunk->file_id, line, "file_id");
	chunk->state = chunk_before(chunk);
}

static void take_submitting(struct batch_chunk *chunk, json_t *line)
{
	chunk->state = CHUNK_SUBMITTING;
	chunk->attempts++;
	chunk->since_s = time_at(line, "since");
	take_text(&chunk->key, line, "key");
}

static void take_submitted(struct batch_chunk *chunk, json_t *line)
{
	take_text(&chunk->batch_id, line, "batch_id");
	take_text(&chunk->status, line, "status");
	take_text(&chunk->key, line, "key");
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
	take_text(&chunk->why, line, "why");
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
	take_text(&chunk->why, line, "why");
	chunk->state = CHUNK_UNRESOLVED;
}

static void take_resubmit(struct batch_chunk *chunk, json_t *line)
{
	chunk->may_usd += chunk->reserved_usd;
	take_absent(chunk, line);
}

static void take_status(struct batch_chunk *chunk, json_t *line)
{
	take_text(&chunk->status, line, "status");
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

static void chunk_close(struct batch_chunk *chunk, enum chunk_state state)
{
	chunk->state = state;
	chunk->refused_s = -1;
	chunk_drop_sheets(chunk);
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
	take_text(&chunk->why, line, "why");
	chunk_close(chunk, CHUNK_WITHDRAWN);
}

/* What may follow what, by state. */
#define FROM(state) (1u << (state))
#define FROM_UNSENT \
	(FROM(CHUNK_PLANNED) | FROM(CHUNK_UPLOADING) | FROM(CHUNK_UPLOADED))
#define FROM_ASKED (FROM(CHUNK_SUBMITTING) | FROM(CHUNK_UNRESOLVED))
#define FROM_SENT  (FROM(CHUNK_SUBMITTED) | FROM(CHUNK_ENDED))

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

static void batches_step(struct batches *batches, enum batch_op op,
			 struct batch_chunk *chunk, json_t *line)
{
	op_rules[op].take(chunk, line);
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
	const struct op_rule *rule = &op_rules[op];

	if (chunk == NULL)
		batches_say_bad(batches, "there is no such chunk");
	else if ((rule->from & FROM(chunk->state)) == 0)
		batches_say_bad(batches,
				"that cannot follow from how the chunk stands");
	else if (rule->needs != NULL &&
		 json_string_at(line, rule->needs) == NULL)
		batches_say_bad(batches, "it does not say what it should");
	else
		batches_step(batches, op, chunk, line);
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

static void chunk_take_plan(struct batch_chunk *chunk, const json_t *line)
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
	double tokens = json_number_at(line, "tokens", 0);
	int64_t bytes = json_int_at(line, "bytes", 0);

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		take_text(texts[i].slot, line, texts[i].key);
	chunk->bytes =
		bytes > 0 && bytes < CHUNK_BYTES_MAX ? (uint64_t)bytes : 0;
	chunk->tokens = tokens > 0 && tokens < CHUNK_TOKENS_MAX ? tokens : 0;
	chunk->reserved_usd = money_at(line, "reserved_usd");
	chunk->may_usd = money_at(line, "may_usd");
	chunk->n_sheets = chunk->n_places / SHEET_PLACES;
	chunk->state = CHUNK_PLANNED;
}

static void batches_replace(struct batches *batches, const json_t *line)
{
	const char *id = json_string_at(line, "replaces");
	struct batch_chunk *old = id != NULL ? batches_find(batches, id) : NULL;

	if (old != NULL && ((FROM_UNSENT | FROM_SENT) & FROM(old->state)) != 0)
		chunk_close(old, CHUNK_REPLACED);
}

static void batches_take_plan(struct batches *batches, const char *id,
			      json_t *line)
{
	struct batch_chunk *chunk = batches_begun(batches, id, false);
	int64_t n = json_int_at(line, "requests", -1);

	if (chunk == NULL || n < 0 ||
	    (uint64_t)n != chunk->n_places / SHEET_PLACES ||
	    json_string_at(line, "shape") == NULL) {
		batches_say_bad(batches, "a plan without its sheets");
		return;
	}
	for (size_t i = 0; i < batches->n_begun; i++)
		if (batches->begun[i] == chunk)
			batches->begun[i] = batches->begun[--batches->n_begun];
	chunk_take_plan(chunk, line);
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
	double tokens = json_number_at(line, "enqueued_tokens", 0);
	struct batch_limit *limit;

	ARRAY_GROW(batches->limits, batches->n_limits, batches->cap_limits);
	limit = &batches->limits[batches->n_limits++];
	*limit = (struct batch_limit){
		.enqueued_tokens =
			tokens > 0 && tokens < CHUNK_TOKENS_MAX ? tokens : 0,
	};
	take_text(&limit->engine, line, "engine");
	take_text(&limit->base_url, line, "base_url");
	take_text(&limit->model, line, "model");
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
