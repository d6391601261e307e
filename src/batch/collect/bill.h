/*
 * bill.h: what a batch has cost, and each sheet of it. Sums are kept in whole
 * nano-dollars, so that they come out exactly whatever they are shared among.
 * Pure.
 */
#ifndef BATCH_COLLECT_BILL_H
#define BATCH_COLLECT_BILL_H

#include <jansson.h>
#include <stdint.h>

/* -1 for what is not a sum that anybody would bill. */
int64_t bill_nano(double usd);

/* USD a token; -1: unknown. Cached ones cost as others where that alone is
 * unknown. */
struct bill_price {
	double prompt, cached, completion;
};

/* What an answer used; those that are cached are among `prompt`. */
struct bill_tokens {
	int64_t prompt, cached, completion;
};
/* Of `usage` (may be NULL): 0 for what it does not say. */
struct bill_tokens bill_tokens_read(const json_t *usage);

/* What that costs in nano-dollars; -1: unknown. */
int64_t bill_price(const struct bill_price *price,
		   const struct bill_tokens *tokens);

/*
 * A sum that is shared out by weight. What all shares come to is the sum to
 * the last nano-dollar, in whatever order they are taken: each is a share of
 * what is left.
 */
struct bill {
	int64_t left;	 /* nano-dollars */
	int64_t weights; /* of all that have not had theirs */
};
int64_t bill_share(struct bill *bill, int64_t weight);

#endif
