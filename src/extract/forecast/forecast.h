/*
 * forecast.h: what an extraction would do, before it does: how many sheets,
 * for how much, in what time. The console's form and `extract --dry-run` tell
 * the same.
 */
#ifndef EXTRACT_FORECAST_FORECAST_H
#define EXTRACT_FORECAST_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "extract/ask/options.h"
#include "extract/forecast/price.h"
#include "run/run/run.h"

struct forecast {
	size_t sheets;	 /* to be read */
	size_t unlooked; /* of these: whose bytes nobody has looked at yet, so
			    that they may turn out to be known */
	size_t selected; /* after offset and limit */
	size_t done, failed; /* of those: read before; failed, and left out */
	size_t batched;	     /* of those: in a batch */
	bool by_batch;	     /* they would be read by batch, within a day */
	char engine[32], model[128];
	enum forecast_basis basis; /* of the cost */
	double cost_usd;	   /* of all; -1: unknown */
	size_t measured;   /* sheets of this run that cost and time rest on */
	double tokens;	   /* a sheet, measured; -1: unknown */
	double seconds;	   /* in all, by the rate of this run; -1: unknown */
	double least_s;	   /* where that is unknown: by the limit of the server;
			    0: it tells none */
	double budget_usd; /* that is left of it; -1: there is none */
	size_t budget_sheets; /* that it is enough for */
};

struct forecast_ask {
	const struct run *run;
	const struct extract_options *options;
	/* As in worklist_options; NULL: never asked. */
	bool (*go_on)(void *data, size_t found);
	void *data;
};

/* Scans the images, asks the index what is done, opens the engine for its
 * parameters; sends nothing, and writes nothing but what can be found out
 * again. Fails where the extraction would. Blocks, up to minutes for a huge
 * tree: not on the UI thread. */
int forecast_make(const struct forecast_ask *ask, struct forecast *ret,
		  struct error *err) MUST_USE;

/* Appends "217 sheets, about $0.80, 25 min"; what is not known is said. */
void forecast_write(const struct forecast *forecast, struct bytes *ret);

#endif
