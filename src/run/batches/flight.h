/*
 * flight.h: what the batches of a run keep from whoever else reads its sheets:
 * the sheets that are in flight, and the money that is reserved. A value of
 * one thread.
 */
#ifndef RUN_BATCHES_FLIGHT_H
#define RUN_BATCHES_FLIGHT_H

#include <stdbool.h>

#include "base/error.h"
#include "run/batches/batches.h"

/* The specimens in flight for these parameters, and those of batches that
 * another program has submitted, whose parameters nobody knows: they are paid
 * for. Borrowed of the batches until they are folded again. */
struct batch_held {
	const char **ids; /* sorted; owned */
	size_t n;
};
void batch_held_init(struct batch_held *held, const struct batches *batches,
		     const char *params_sha256);
void batch_held_done(struct batch_held *held);
bool batch_held_has(const struct batch_held *held, const char *specimen_id);

/* All zero: nothing is in flight. */
struct batch_flight {
	struct batches batches;
	struct batch_held held;
	double reserved_usd; /* of all parameters */
};

/* As batches.jsonl has it now, for these parameters. Who holds RUN/lock knows
 * that it stays so. */
int batch_flight_read(const char *dir, const char *params_sha256,
		      struct batch_flight *ret, struct error *err) MUST_USE;
void batch_flight_done(struct batch_flight *flight);

/* The hash may be NULL or "": it is not known yet. A sheet that was sent by
 * its address is known by that alone. */
bool batch_held_has_sheet(const struct batch_held *held, const char *sha256,
			  const char *image);

#endif
