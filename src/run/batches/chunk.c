/*
 * chunk.c: see chunk.h.
 *
 * 1. Sheets are kept for open chunks alone; a run of many batches takes no more
 *    memory than what is in flight.
 * 2. They are looked for in the order of their custom_ids, whatever the case of
 *    its letters, so that both ways of finding one go by the same order.
 */
#include "config.h"

#include "run/batches/chunk.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

#define SHEET_PLACES 3 /* texts of a sheet */

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

size_t chunk_n_added(const struct batch_chunk *chunk)
{
	return chunk->n_places / SHEET_PLACES;
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
void chunk_add_sheet(struct batch_chunk *chunk, const char *custom_id,
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
	size_t n = chunk_n_added(chunk);
	size_t *spare = mem_zalloc((n + 1) * sizeof(*spare));

	chunk->order = mem_zalloc((n + 1) * sizeof(*chunk->order));
	for (size_t i = 0; i < n; i++)
		chunk->order[i] = i;
	order_sort(chunk, chunk->order, spare, n);
	free(spare);
}

bool chunk_find(struct batch_chunk *chunk, const char *custom_id, size_t *ret_i)
{
	size_t low = 0, high = chunk_n_added(chunk);

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

/* --- its life ------------------------------------------------------------- */

struct batch_chunk *chunk_new(const char *id)
{
	struct batch_chunk *chunk = mem_zalloc(sizeof(*chunk));

	chunk->id = mem_strdup(id);
	chunk->since_s = chunk->refused_s = chunk->asked_s = -1;
	return chunk;
}

void chunk_free(struct batch_chunk *chunk)
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

void chunk_close(struct batch_chunk *chunk, enum chunk_state state)
{
	chunk->state = state;
	chunk->refused_s = -1;
	chunk_drop_sheets(chunk);
}
