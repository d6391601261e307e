/*
 * price.h: what a sheet is likely to cost, by batch and without: the one estimate
 * that `extract --dry-run`, `batch submit --dry-run` and the console's form tell.
 * What is reserved for it is more (batch/plan/money.h, extract/schedule).
 */
#ifndef EXTRACT_FORECAST_PRICE_H
#define EXTRACT_FORECAST_PRICE_H

#include "engine/engine.h"
#include "extract/forecast/measured.h"

enum forecast_basis {
	FORECAST_UNKNOWN,
	FORECAST_NOTHING,  /* it costs nothing: no server, or a free model */
	FORECAST_MEASURED, /* by what sheets of this run have cost */
	FORECAST_LISTED,   /* by the list of models */
};
/* "unknown", "nothing", "measured", "listed". */
const char *forecast_basis_word(enum forecast_basis basis);

struct sheet_price {
	double usd; /* -1: unknown */
	enum forecast_basis basis;
};

/* Of a sheet that the first model of a chat engine reads. What was measured of
 * sheets that were read the other way counts by what the list says of both. */
struct sheet_price sheet_price_stream(const struct engine *engine,
				      const struct measured *measured);
struct sheet_price sheet_price_batch(const struct engine *engine,
				     const struct measured *measured);

#endif
