/*
 * measured.h: what sheets have cost in this run, and how fast they were read:
 * from the last lines of raw.jsonl. Reads files; any thread.
 */
#ifndef EXTRACT_FORECAST_MEASURED_H
#define EXTRACT_FORECAST_MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "run/run/run.h"

#define MEASURED_BYTES (8u << 20) /* of the journal, from its end */

struct measured {
	size_t sheets;	  /* it rests on */
	double cost_usd;  /* a sheet that was read at once; -1: unknown */
	double batch_usd; /* one that was read by batch; -1: unknown */
	/* Of a sheet, what is sent and what comes back; -1: unknown. */
	double prompt_tokens, answer_tokens;
	double seconds; /* from one sheet to the next; -1: unknown */
	bool of_params; /* they were read with these parameters, and not only
			   by this model */
};

/*
 * Of outcomes with these parameters; where there are none, of this model's.
 * Pauses, and what lies between two sessions, are not time at work. Lines
 * that cannot be read are passed over; a journal that is not there has nothing
 * to tell.
 */
int measured_read(const struct run *run, const char *params_sha256,
		  const char *model, struct measured *ret,
		  struct error *err) MUST_USE;

#endif
