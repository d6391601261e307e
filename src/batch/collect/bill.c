/*
 * bill.c: see bill.h.
 */
#include "config.h"

#include "batch/collect/bill.h"

#include <math.h>

#include "base/json/json.h"

#define BILL_NANO	1e9
#define BILL_MAX_USD	1e6  /* of a batch: more is a slip of its server */
#define BILL_TOKENS_MAX 1e12 /* of an answer, likewise */

int64_t bill_nano(double usd)
{
	if (!(usd >= 0 && usd <= BILL_MAX_USD))
		return -1;
	return llround(usd * BILL_NANO);
}

static int64_t tokens_at(const json_t *usage, const char *key,
			 const char *other)
{
	double n = json_number_at(usage, key, -1);

	if (n < 0 && other != NULL)
		n = json_number_at(usage, other, -1);
	return n >= 0 && n <= BILL_TOKENS_MAX ? (int64_t)n : 0;
}

struct bill_tokens bill_tokens_read(const json_t *usage)
{
	const json_t *details = json_object_get(usage, "prompt_tokens_details");
	struct bill_tokens ret = {
		.prompt = tokens_at(usage, "prompt_tokens", "input_tokens"),
		.completion =
			tokens_at(usage, "completion_tokens", "output_tokens"),
	};

	if (details == NULL)
		details = json_object_get(usage, "input_tokens_details");
	ret.cached = tokens_at(details, "cached_tokens", NULL);
	if (ret.cached > ret.prompt)
		ret.cached = ret.prompt;
	return ret;
}

int64_t bill_price(const struct bill_price *price,
		   const struct bill_tokens *tokens)
{
	double cached = price->cached >= 0 ? price->cached : price->prompt;

	if (!(price->prompt >= 0) || !(price->completion >= 0))
		return -1;
	return bill_nano((double)(tokens->prompt - tokens->cached) *
				 price->prompt +
			 (double)tokens->cached * cached +
			 (double)tokens->completion * price->completion);
}

int64_t bill_share(struct bill *bill, int64_t weight)
{
	int64_t share;

	if (weight <= 0 || bill->left <= 0)
		return 0;
	if (weight >= bill->weights) {
		share = bill->left;
	} else {
		share = (int64_t)((double)bill->left *
				  ((double)weight / (double)bill->weights));
		if (share > bill->left)
			share = bill->left;
	}
	bill->left -= share;
	bill->weights -= weight < bill->weights ? weight : bill->weights;
	return share;
}
