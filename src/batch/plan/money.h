/*
 * money.h: what a sheet costs in a batch, beside what it costs without; what is
 * reserved for it, and whether a batch may be paid at all.
 */
#ifndef BATCH_PLAN_MONEY_H
#define BATCH_PLAN_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/engine.h"
#include "engine/models/models.h"
#include "extract/forecast/price.h"
#include "run/run/run.h"

#define MONEY_MAX_TOKENS 4096 /* of an answer, where nobody says */

struct money {
	const struct model *model; /* that is asked; borrowed of the engine */
	double prompt_tokens; /* of a sheet, as this run has measured them with
				 these parameters; -1: it has not */
	long max_tokens;      /* of an answer */
	bool paid; /* the price is known; what is not paid by tokens is 0 */
	/* What a sheet is likely to cost, by batch and without. */
	struct sheet_price by_batch, by_stream;
};

/* Reads what the run has measured. Blocks. */
int money_learn(const struct run *run, const struct engine *engine,
		const char *params_sha256, long max_tokens, struct money *ret,
		struct error *err) MUST_USE;

/*
 * Refuses free models; an unknown price where there is a budget (`budget_usd`
 * > 0); and a batch that is dearer than the same without, unless `yes`. All
 * ERROR_USAGE.
 */
int money_check(const struct money *money, double budget_usd, bool yes,
		struct error *err) MUST_USE;

/* What is sent of one sheet. */
struct money_sheet {
	size_t text_bytes; /* of its request, without pictures */
	size_t images;
	double megapixels;
};
/* Prompt tokens: measured, else an upper bound. */
double money_tokens(const struct money *money, const struct money_sheet *sheet);
/* In nano-dollars, with an answer of max_tokens: by batch, and without; 0
 * where the price is unknown. */
int64_t money_by_batch(const struct money *money, double tokens,
		       const struct money_sheet *sheet);
int64_t money_by_stream(const struct money *money, double tokens,
			const struct money_sheet *sheet);

#endif
