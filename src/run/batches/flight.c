/*
 * flight.c: see flight.h.
 */
#include "config.h"

#include "run/batches/flight.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/text.h"

static int held_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void batch_held_init(struct batch_held *held, const struct batches *batches,
		     const char *params_sha256)
{
	size_t cap = 0;

	*held = (struct batch_held){0};
	for (size_t c = 0; c < batches->n; c++) {
		const struct batch_chunk *chunk = batches->chunks[c];

		if (!chunk_state_is_open(chunk->state) ||
		    (chunk->params_sha256 != NULL &&
		     (params_sha256 == NULL ||
		      strcmp(chunk->params_sha256, params_sha256) != 0)))
			continue;
		for (size_t i = 0; i < chunk->n_sheets; i++) {
			ARRAY_GROW(held->ids, held->n, cap);
			held->ids[held->n++] =
				chunk_sheet(chunk, i).specimen_id;
		}
	}
	if (held->n > 0)
		qsort(held->ids, held->n, sizeof(*held->ids), held_compare);
}

void batch_held_done(struct batch_held *held)
{
	free(held->ids);
	*held = (struct batch_held){0};
}

bool batch_held_has(const struct batch_held *held, const char *specimen_id)
{
	return held->n > 0 && bsearch(&specimen_id, held->ids, held->n,
				      sizeof(*held->ids), held_compare) != NULL;
}

int batch_flight_read(const char *dir, const char *params_sha256,
		      struct batch_flight *ret, struct error *err)
{
	struct batch_flight flight = {0};

	batches_init(&flight.batches);
	if (batches_fold(&flight.batches, dir, err) < 0) {
		batches_done(&flight.batches);
		return -1;
	}
	batch_held_init(&flight.held, &flight.batches, params_sha256);
	flight.reserved_usd = batches_reserved_usd(&flight.batches);
	*ret = flight;
	return 0;
}

void batch_flight_done(struct batch_flight *flight)
{
	batch_held_done(&flight->held);
	batches_done(&flight->batches);
	*flight = (struct batch_flight){0};
}

bool batch_held_has_sheet(const struct batch_held *held, const char *sha256,
			  const char *image)
{
	struct bytes name CLEANUP(bytes_done) = {0};

	if (held->n == 0)
		return false;
	if (sha256 != NULL && sha256[0] != '\0' && batch_held_has(held, sha256))
		return true;
	bytes_append_str(&name, "name:");
	text_repair(image, strlen(image), &name);
	return batch_held_has(held, name.data);
}
