/*
 * flight.c: see flight.h.
 */
#include "config.h"

#include "run/batches/flight.h"

#include <string.h>

#include "base/bytes.h"
#include "base/text.h"

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
